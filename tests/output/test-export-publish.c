/* test-export-publish.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "output/batch-export-folder-private.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "test-support.h"

typedef struct
{
  char *dir;                       /* that nothing but the folder is in */
  char *path;                      /* of the folder */
} Place;

static void
set_up (Place         *place,
        gconstpointer  data)
{
  place->dir = batch_test_make_dir ();
  place->path = g_build_filename (place->dir, "out", NULL);
}

static void
tear_down (Place         *place,
           gconstpointer  data)
{
  batch_test_remove_dir (place->dir);
  g_free (place->dir);
  g_free (place->path);
}

static BatchExportFolder *
start (Place    *place,
       gboolean  replace)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) job = batch_job_record_new ();
  BatchExportFolder *folder = batch_export_folder_new (place->path, replace ? job : NULL, &error);

  g_assert_no_error (error);
  return folder;
}

static void
add (BatchExportFolder *folder,
     const char        *name,
     const char        *text)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (batch_export_folder_add (folder, name, text, strlen (text), &error));
  g_assert_no_error (error);
}

static void
publish (BatchExportFolder *folder)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (batch_export_folder_publish (folder, &error));
  g_assert_no_error (error);
}

static void
write_file (Place      *place,
            const char *name,
            const char *text)
{
  g_autoptr(GFile) file = batch_test_write_file (place->path, name, text, -1);

  g_assert_nonnull (file);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Returns: what is in @path, in the order of the names: "name=text name=text" */
static char *
describe (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autofree char *text = NULL;

      g_file_get_contents (file, &text, NULL, NULL);
      g_ptr_array_add (words, g_strconcat (name, "=", text, NULL));
    }

  g_ptr_array_sort (words, compare_names);
  g_ptr_array_add (words, NULL);
  return g_strjoinv (" ", (char **) words->pdata);
}

static void
assert_folder (Place      *place,
               const char *expected)
{
  g_autofree char *text = describe (place->path);
  g_autofree char *beside = describe (place->dir);

  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpstr (beside, ==, "out=");
}

/* --- It appears as a whole --- */

static void
test_whole (Place         *place,
            gconstpointer  data)
{
  BatchExportFolder *folder = start (place, FALSE);

  add (folder, "b.txt", "two");
  add (folder, "a.txt", "");
  g_assert_false (g_file_test (place->path, G_FILE_TEST_EXISTS));
  publish (folder);
  assert_folder (place, "a.txt= b.txt=two");
  batch_export_folder_free (folder);
  assert_folder (place, "a.txt= b.txt=two");
}

static void
test_not_published (Place         *place,
                    gconstpointer  data)
{
  BatchExportFolder *folder = start (place, FALSE);
  g_autofree char *beside = NULL;

  add (folder, "a.txt", "one");
  batch_export_folder_free (folder);
  beside = describe (place->dir);
  g_assert_cmpstr (beside, ==, "");
}

/* One without a file is a folder, too. */
static void
test_empty (Place         *place,
            gconstpointer  data)
{
  BatchExportFolder *folder = start (place, FALSE);

  publish (folder);
  batch_export_folder_free (folder);
  g_assert_true (g_file_test (place->path, G_FILE_TEST_IS_DIR));
  assert_folder (place, "");
}

/* --- What is there already --- */

static void
test_empty_before (Place         *place,
                   gconstpointer  data)
{
  BatchExportFolder *folder;

  g_assert_cmpint (g_mkdir (place->path, 0700), ==, 0);
  folder = start (place, FALSE);
  add (folder, "a.txt", "one");
  publish (folder);
  batch_export_folder_free (folder);
  assert_folder (place, "a.txt=one");
}

static void
test_refused (Place         *place,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  write_file (place, "mine.txt", "kept");
  g_assert_null (batch_export_folder_new (place->path, NULL, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, place->path));
  assert_folder (place, "mine.txt=kept");
}

/* Also when it was filled by somebody else meanwhile. */
static void
test_refused_late (Place         *place,
                   gconstpointer  data)
{
  BatchExportFolder *folder = start (place, FALSE);
  g_autoptr(GError) error = NULL;

  add (folder, "a.txt", "one");
  write_file (place, "mine.txt", "kept");
  g_assert_false (batch_export_folder_publish (folder, &error));
  g_assert_nonnull (error);
  batch_export_folder_free (folder);
  assert_folder (place, "mine.txt=kept");
}

static void
test_replaced (Place         *place,
               gconstpointer  data)
{
  BatchExportFolder *folder;
  g_autofree char *before = NULL;

  write_file (place, "a.txt", "old");
  write_file (place, "mine.txt", "kept");
  folder = start (place, TRUE);
  add (folder, "a.txt", "new");
  add (folder, "b.txt", "two");
  before = describe (place->path);
  g_assert_cmpstr (before, ==, "a.txt=old mine.txt=kept");
  publish (folder);
  batch_export_folder_free (folder);
  assert_folder (place, "a.txt=new b.txt=two mine.txt=kept");
}

/* Whatever may be replaced, the input of the job may not; its size alone makes nothing the
 * input. */
static void
test_own_input (Place         *place,
                gconstpointer  data)
{
  g_autoptr(BatchJobRecord) job = batch_job_record_new ();
  g_autoptr(GError) error = NULL;
  BatchExportFolder *folder;

  write_file (place, "input.txt", "precious");
  write_file (place, "other.txt", "worthles");
  job->input_digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "precious", -1);
  job->input_size = (gint64) strlen ("precious");
  folder = batch_export_folder_new (place->path, job, &error);
  g_assert_no_error (error);
  add (folder, "other.txt", "new");
  g_assert_false (batch_export_folder_add (folder, "input.txt", "new", 3, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
  batch_export_folder_free (folder);
  assert_folder (place, "input.txt=precious other.txt=worthles");
}

/* A file, or a link that leads nowhere, is no folder, whatever may be replaced. */
static void
test_no_folder (Place         *place,
                gconstpointer  data)
{
  for (guint replace = 0; replace < 2; replace++)
    {
      g_autoptr(GError) file_error = NULL;
      g_autoptr(GError) link_error = NULL;
      g_autoptr(BatchJobRecord) job = batch_job_record_new ();

      g_assert_true (g_file_set_contents (place->path, "mine", -1, NULL));
      g_assert_null (batch_export_folder_new (place->path, replace ? job : NULL, &file_error));
      g_assert_nonnull (file_error);
      g_assert_cmpint (g_unlink (place->path), ==, 0);

      g_assert_cmpint (symlink ("nowhere", place->path), ==, 0);
      g_assert_null (batch_export_folder_new (place->path, replace ? job : NULL, &link_error));
      g_assert_nonnull (link_error);
      g_assert_cmpint (g_unlink (place->path), ==, 0);
    }
}

static void
test_no_parent (Place         *place,
                gconstpointer  data)
{
  g_autofree char *path = g_build_filename (place->path, "deeper", "out", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (batch_export_folder_new (path, NULL, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, path));
}

/* --- Names --- */

/* Nothing gets out of the folder, and nothing is lost to a name that is there. */
static void
test_names (Place         *place,
            gconstpointer  data)
{
  static const char *const names[] = {
    "../out.txt", "/etc/passwd", "..", ".", "", "a/b/c", "same", "same", "same", "new\nline",
    "\xFF\xFE", "caf\xC3\xA9.txt",
  };
  BatchExportFolder *folder = start (place, FALSE);
  g_autofree char *beside = NULL;
  g_autoptr(GDir) dir = NULL;
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    add (folder, names[i], names[i]);
  publish (folder);
  batch_export_folder_free (folder);

  dir = g_dir_open (place->path, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir)) != NULL; n++)
    {
      g_autofree char *file = g_build_filename (place->path, name, NULL);

      g_assert_true (g_utf8_validate (name, -1, NULL));
      g_assert_true (g_file_test (file, G_FILE_TEST_IS_REGULAR));
    }
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (names));
  beside = describe (place->dir);
  g_assert_cmpstr (beside, ==, "out=");
}

static void
add_test (const char *name,
          void      (*func) (Place *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/batch/output/export-publish/", name, NULL);

  g_test_add (path, Place, NULL, set_up, func, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  add_test ("whole", test_whole);
  add_test ("not-published", test_not_published);
  add_test ("empty", test_empty);
  add_test ("empty-before", test_empty_before);
  add_test ("refused", test_refused);
  add_test ("refused-late", test_refused_late);
  add_test ("replaced", test_replaced);
  add_test ("own-input", test_own_input);
  add_test ("no-folder", test_no_folder);
  add_test ("no-parent", test_no_parent);
  add_test ("names", test_names);

  return g_test_run ();
}
