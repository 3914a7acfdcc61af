/* test-secret.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "secret/batch-secret-private.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch-types.h"
#include "secret/batch-secret-file-private.h"
#include "secret/secret-fixture.h"

/* Without a Secret Service: main () makes sure that there is none. */

static void
test_names (void)
{
  static const struct
  {
    const char *name;
    gboolean    good;
  } cases[] = {
    { "openai", TRUE },
    { "Open-AI_2.key", TRUE },
    { "env:OPENAI_API_KEY", TRUE },
    { "env:_x", TRUE },
    { "1234567890123456789012345678901234567890123456789012345678901234", TRUE },

    { "12345678901234567890123456789012345678901234567890123456789012345", FALSE },
    { "", FALSE },
    { ".", FALSE },
    { "..", FALSE },
    { ".hidden", FALSE },
    { "a/b", FALSE },
    { "../a", FALSE },
    { "a b", FALSE },
    { "a\nb", FALSE },
    { "ä", FALSE },
    { "env:", FALSE },
    { "env:1X", FALSE },
    { "env:A=B", FALSE },
    { "env:A B", FALSE },
    { "file:x", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_cmpint (batch_secret_check_name (cases[i].name, &error), ==, cases[i].good);
      if (!cases[i].good)
        g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
    }

  assert_no_secret ("../a", BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
}

static void
test_environment (void)
{
  g_setenv ("BATCH_TEST_KEY", "from the environment", TRUE);
  assert_secret ("env:BATCH_TEST_KEY", "from the environment");

  g_setenv ("BATCH_TEST_KEY", "", TRUE);
  assert_no_secret ("env:BATCH_TEST_KEY", BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  g_unsetenv ("BATCH_TEST_KEY");
  assert_no_secret ("env:BATCH_TEST_KEY", BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
}

/* An `env:` key is in the environment or nowhere, and is not stored. */
static void
test_environment_not_stored (void)
{
  g_autoptr(GError) store_error = NULL;
  g_autoptr(GError) clear_error = NULL;

  g_assert_false (store_secret ("env:BATCH_TEST_KEY", "x", &store_error));
  g_assert_error (store_error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
  g_assert_false (clear_secret ("env:BATCH_TEST_KEY", &clear_error));
  g_assert_error (clear_error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
}

static void
write_file (const char *name,
            const char *contents,
            gssize      length,
            int         mode)
{
  g_autofree char *path = batch_secret_file_get_path (name);
  g_autofree char *dir = g_path_get_dirname (path);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (dir, 0700), ==, 0);
  g_file_set_contents (path, contents, length, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (path, mode), ==, 0);
}

static void
test_file (void)
{
  static const struct
  {
    const char *contents;
    const char *value; /* NULL: refused */
    int         mode;
  } cases[] = {
    { "sk-1", "sk-1", 0600 },
    { "sk-1\n", "sk-1", 0600 },
    { "sk-1\r\n", "sk-1", 0400 },
    { "", NULL, 0600 },
    { "\n", NULL, 0600 },
    { "sk-1", NULL, 0644 },
    { "sk-1", NULL, 0640 },
    { "sk-1", NULL, 0602 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      write_file ("case", cases[i].contents, -1, cases[i].mode);
      if (cases[i].value != NULL)
        assert_secret ("case", cases[i].value);
      else
        assert_no_secret ("case", G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
    }
}

static void
test_strange_files (void)
{
  g_autofree char *link = batch_secret_file_get_path ("link");
  g_autofree char *target = batch_secret_file_get_path ("target");
  g_autofree char *pipe = batch_secret_file_get_path ("pipe");
  g_autofree char *folder = batch_secret_file_get_path ("folder");
  g_autofree char *large = g_strnfill (100000, 'k');

  write_file ("target", "sk-1", -1, 0600);
  assert_secret ("target", "sk-1");
  g_assert_cmpint (symlink (target, link), ==, 0);
  assert_no_secret ("link", G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);

  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  assert_no_secret ("pipe", G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  assert_no_secret ("folder", G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);

  write_file ("large", large, -1, 0600);
  assert_no_secret ("large", G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);

  write_file ("binary", "a\0b", 3, 0600);
  assert_no_secret ("binary", G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);

  assert_no_secret ("missing", BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
}

static void
test_foreign_file (void)
{
  g_autofree char *path = batch_secret_file_get_path ("foreign");

  write_file ("foreign", "sk-1", -1, 0600);
  if (chown (path, 65534, 65534) != 0)
    g_test_skip ("only root can give a file away");
  else
    assert_no_secret ("foreign", G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
}

static void
test_store_without_service (void)
{
  g_autofree char *path = batch_secret_file_get_path ("stored");
  g_autoptr(GError) error = NULL;
  GStatBuf st;

  g_assert_true (store_secret ("stored", "first", &error));
  g_assert_no_error (error);
  assert_secret ("stored", "first");
  g_assert_cmpint (g_stat (path, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 07777, ==, 0600);

  g_assert_true (store_secret ("stored", "second", &error));
  assert_secret ("stored", "second");

  g_assert_true (clear_secret ("stored", &error));
  assert_no_secret ("stored", BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  g_assert_false (clear_secret ("stored", &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
}

static void
test_empty_not_stored (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (store_secret ("empty", "", &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
}

/* A key never turns up in a message. */
static void
test_value_not_in_messages (void)
{
  g_autofree char *path = batch_secret_file_get_path ("quiet");
  g_autoptr(GError) error = NULL;

  write_file ("quiet", "sk-very-secret", -1, 0644);
  g_assert_null (lookup_secret ("quiet", NULL, &error));
  g_assert_null (strstr (error->message, "sk-very-secret"));
  g_assert_nonnull (strstr (error->message, path));
  g_assert_nonnull (strstr (error->message, "chmod 600"));
}

static void
test_cancelled (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  write_file ("late", "sk-1", -1, 0600);
  g_cancellable_cancel (cancellable);
  g_assert_null (lookup_secret ("late", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/secret/secret/names", test_names);
  g_test_add_func ("/batch/secret/secret/environment", test_environment);
  g_test_add_func ("/batch/secret/secret/environment-not-stored", test_environment_not_stored);
  g_test_add_func ("/batch/secret/secret/file", test_file);
  g_test_add_func ("/batch/secret/secret/strange-files", test_strange_files);
  g_test_add_func ("/batch/secret/secret/foreign-file", test_foreign_file);
  g_test_add_func ("/batch/secret/secret/store-without-service", test_store_without_service);
  g_test_add_func ("/batch/secret/secret/empty-not-stored", test_empty_not_stored);
  g_test_add_func ("/batch/secret/secret/value-not-in-messages", test_value_not_in_messages);
  g_test_add_func ("/batch/secret/secret/cancelled", test_cancelled);
  return g_test_run ();
}
