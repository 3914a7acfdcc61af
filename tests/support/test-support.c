/* test-support.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "test-support.h"

#include <glib/gstdio.h>

void
batch_test_store_result (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  GAsyncResult **out = user_data;

  g_assert_null (*out);
  *out = g_object_ref (result);
}

void
batch_test_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
}

char *
batch_test_make_dir (void)
{
  g_autoptr(GError) error = NULL;
  char *path = g_dir_make_tmp ("batch-test-XXXXXX", &error);

  g_assert_no_error (error);
  return path;
}

void
batch_test_remove_dir (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        batch_test_remove_dir (child);
      else
        g_unlink (child);
    }

  g_rmdir (path);
}

void
batch_test_dir_set_up (BatchTestDir  *self,
                       gconstpointer  data)
{
  self->dir = batch_test_make_dir ();
}

void
batch_test_dir_tear_down (BatchTestDir  *self,
                          gconstpointer  data)
{
  batch_test_remove_dir (self->dir);
  g_free (self->dir);
}

GFile *
batch_test_write_file (const char *dir,
                       const char *name,
                       const char *content,
                       gssize      length)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (path, content, length, &error);
  g_assert_no_error (error);
  return g_file_new_for_path (path);
}

void
batch_test_assert_golden (const char *name,
                          const char *text)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", name, NULL);
  g_autofree char *expected = NULL;
  g_autoptr(GError) error = NULL;

  if (g_getenv ("BATCH_TEST_UPDATE") != NULL)
    g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);

  g_file_get_contents (path, &expected, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
}
