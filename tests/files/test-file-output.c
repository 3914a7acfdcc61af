/* test-file-output.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/batch-file-output-private.h"
#include "test-disk.h"
#include "test-power.h"
#include "test-support.h"

typedef struct
{
  char *root;
  char *path;
} Fixture;

/* As on a file system that knows no nameless files. */
static gboolean no_nameless;

static int
open_named_only (const char *path,
                 int         flags,
                 mode_t      mode)
{
  if ((flags & O_TMPFILE) == O_TMPFILE)
    {
      errno = EOPNOTSUPP;
      return -1;
    }

  return batch_test_disk_get_ops ()->open (path, flags, mode);
}

static const BatchFileOps *
get_ops (void)
{
  static BatchFileOps ops;

  ops = *batch_test_disk_get_ops ();
  if (no_nameless)
    ops.open = open_named_only;
  return &ops;
}

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  named_only)
{
  batch_test_disk_reset ();
  no_nameless = GPOINTER_TO_INT (named_only);
  fixture->root = batch_test_make_dir ();
  fixture->path = g_build_filename (fixture->root, "out.jsonl", NULL);
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  named_only)
{
  batch_test_remove_dir (fixture->root);
  g_free (fixture->root);
  g_free (fixture->path);
}

static gboolean
write_text (const char  *path,
            const char  *text,
            gboolean     overwrite,
            GError     **error)
{
  g_autoptr(BatchFileOutput) output = batch_file_output_new (get_ops (), path, overwrite, error);

  return output != NULL
         && batch_file_output_write (output, text, strlen (text), error)
         && batch_file_output_sync (output, error)
         && batch_file_output_publish (output, error);
}

static void
assert_text (const char *path,
             const char *expected)
{
  g_autofree char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  g_assert_cmpstr (text, ==, expected);
}

static guint
count_names (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  guint n_names = 0;

  while (g_dir_read_name (dir) != NULL)
    n_names++;
  return n_names;
}

static void
test_new_file (Fixture       *fixture,
               gconstpointer  named_only)
{
  g_autoptr(GError) error = NULL;
  struct stat status;
  mode_t mask = umask (0027);

  g_assert_true (write_text (fixture->path, "hello\n", FALSE, &error));
  g_assert_no_error (error);
  umask (mask);
  assert_text (fixture->path, "hello\n");
  g_assert_cmpint (count_names (fixture->root), ==, 1);
  g_assert_cmpint (stat (fixture->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0640);
}

static void
test_existing_file (Fixture       *fixture,
                    gconstpointer  named_only)
{
  g_autoptr(GError) error = NULL;
  struct stat status;

  g_file_set_contents (fixture->path, "precious\n", -1, NULL);
  g_assert_cmpint (chmod (fixture->path, 0600), ==, 0);
  g_assert_false (write_text (fixture->path, "hello\n", FALSE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_clear_error (&error);
  assert_text (fixture->path, "precious\n");

  g_assert_true (write_text (fixture->path, "hello\n", TRUE, &error));
  g_assert_no_error (error);
  assert_text (fixture->path, "hello\n");
  g_assert_cmpint (stat (fixture->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (count_names (fixture->root), ==, 1);
}

/* What a link leads to is made, and the link stays, however many there are on the way. */
static void
test_dangling_link (Fixture       *fixture,
                    gconstpointer  named_only)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *link = g_build_filename (fixture->root, "link", NULL);
  g_autofree char *second = g_build_filename (fixture->root, "second", NULL);
  g_autofree char *name = g_path_get_basename (fixture->path);

  g_assert_cmpint (symlink (second, link), ==, 0);
  g_assert_cmpint (symlink (name, second), ==, 0);
  g_assert_true (write_text (link, "hello\n", FALSE, &error));
  g_assert_no_error (error);
  assert_text (fixture->path, "hello\n");
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  g_assert_true (g_file_test (second, G_FILE_TEST_IS_SYMLINK));
  g_assert_cmpint (count_names (fixture->root), ==, 3);
}

/* Somebody else makes the file while this one is being written. */
static void
test_raced (Fixture       *fixture,
            gconstpointer  named_only)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchFileOutput) output = batch_file_output_new (get_ops (), fixture->path, FALSE,
                                                             &error);

  g_assert_no_error (error);
  batch_file_output_write (output, "hello\n", 6, &error);
  g_file_set_contents (fixture->path, "precious\n", -1, NULL);
  g_assert_false (batch_file_output_publish (output, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_clear_pointer (&output, batch_file_output_free);
  assert_text (fixture->path, "precious\n");
  g_assert_cmpint (count_names (fixture->root), ==, 1);
}

static void
test_dropped (Fixture       *fixture,
              gconstpointer  named_only)
{
  BatchFileOutput *output = batch_file_output_new (get_ops (), fixture->path, FALSE, NULL);

  batch_file_output_write (output, "hel", 3, NULL);
  batch_file_output_free (output);
  g_assert_cmpint (count_names (fixture->root), ==, 0);
}

/* Killed at the worst moment, it leaves what the next one takes away; but not what
 * somebody works on. */
static void
test_leftover (Fixture       *fixture,
               gconstpointer  named_only)
{
  g_autofree char *stale = g_build_filename (fixture->root, ".out.jsonl.0123abcd", NULL);
  g_autofree char *foreign = g_build_filename (fixture->root, ".out.jsonl.backup01", NULL);
  g_autofree char *held = g_build_filename (fixture->root, ".out.jsonl.89abcdef", NULL);
  g_autoptr(GError) error = NULL;
  int fd;

  g_file_set_contents (stale, "half of it", -1, NULL);
  g_file_set_contents (foreign, "precious", -1, NULL);
  g_file_set_contents (held, "being written", -1, NULL);
  fd = g_open (held, O_RDWR | O_CLOEXEC, 0);
  g_assert_cmpint (flock (fd, LOCK_EX | LOCK_NB), ==, 0);

  g_assert_true (write_text (fixture->path, "hello\n", TRUE, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (stale, G_FILE_TEST_EXISTS));
  assert_text (foreign, "precious");
  assert_text (held, "being written");
  g_assert_cmpint (count_names (fixture->root), ==, 3);
  g_close (fd, NULL);
}

/* Two at a time leave each other alone. */
static void
test_two_at_a_time (Fixture       *fixture,
                    gconstpointer  named_only)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchFileOutput) first = batch_file_output_new (get_ops (), fixture->path, TRUE,
                                                            &error);
  g_autoptr(BatchFileOutput) second = batch_file_output_new (get_ops (), fixture->path, TRUE,
                                                             &error);

  g_assert_no_error (error);
  g_assert_true (batch_file_output_write (first, "first", 5, &error));
  g_assert_true (batch_file_output_write (second, "second", 6, &error));
  g_assert_true (batch_file_output_publish (first, &error));
  assert_text (fixture->path, "first");
  g_assert_true (batch_file_output_publish (second, &error));
  assert_text (fixture->path, "second");
  g_assert_cmpint (count_names (fixture->root), ==, 1);
}

static void
test_link (Fixture       *fixture,
           gconstpointer  named_only)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *link = g_build_filename (fixture->root, "link", NULL);

  g_file_set_contents (fixture->path, "old\n", -1, NULL);
  g_assert_cmpint (symlink (fixture->path, link), ==, 0);
  g_assert_true (write_text (link, "new\n", TRUE, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  assert_text (fixture->path, "new\n");
}

static void
test_device (Fixture       *fixture,
             gconstpointer  named_only)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *pipe = g_build_filename (fixture->root, "pipe", NULL);
  char text[7] = "";
  int fd;

  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  fd = open (pipe, O_RDWR | O_NONBLOCK);
  g_assert_true (write_text (pipe, "hello\n", FALSE, &error));
  g_assert_no_error (error);
  g_assert_cmpint (read (fd, text, 6), ==, 6);
  g_assert_cmpstr (text, ==, "hello\n");
  g_assert_true (write_text ("/dev/null", "hello\n", TRUE, &error));
  g_assert_true (g_file_test ("/dev/null", G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test ("/dev/null", G_FILE_TEST_IS_REGULAR));
  close (fd);
}

static void
test_bad_places (Fixture       *fixture,
                 gconstpointer  named_only)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *missing = g_build_filename (fixture->root, "missing", "out", NULL);

  g_assert_false (write_text (fixture->root, "hello\n", TRUE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
  g_clear_error (&error);
  g_assert_false (write_text (missing, "hello\n", TRUE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_full_disk (Fixture       *fixture,
                gconstpointer  named_only)
{
  g_autoptr(GError) error = NULL;

  g_file_set_contents (fixture->path, "precious\n", -1, NULL);
  batch_test_disk_set_space (3);
  g_assert_false (write_text (fixture->path, "hello\n", TRUE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  assert_text (fixture->path, "precious\n");
  g_assert_cmpint (count_names (fixture->root), ==, 1);
}

static void
test_remove (Fixture       *fixture,
             gconstpointer  named_only)
{
  for (guint overwrite = 0; overwrite < 2; overwrite++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(BatchFileOutput) output = batch_file_output_new (get_ops (), fixture->path,
                                                                 overwrite, &error);

      g_assert_true (batch_file_output_remove (output, &error));
      g_file_set_contents (fixture->path, "stale\n", -1, NULL);
      g_assert_true (batch_file_output_remove (output, &error));
      g_assert_no_error (error);
      assert_text (fixture->path, overwrite ? NULL : "stale\n");
      g_unlink (fixture->path);
    }
}

/* Whenever the power fails, the target is the old file or the whole new one; the new one
 * for sure once that was said. */
static void
test_power_loss (Fixture       *fixture,
                 gconstpointer  named_only)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);
  guint n_new = 0;

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *text = NULL;
      gboolean said;

      g_file_set_contents (fixture->path, "old\n", -1, NULL);
      batch_test_disk_reset ();
      batch_test_disk_set_piece (2);
      batch_test_power_cut_after (i % 12);
      said = write_text (fixture->path, "hello\n", TRUE, NULL);
      batch_test_disk_forget (fixture->root, rand);

      g_file_get_contents (fixture->path, &text, NULL, NULL);
      if (g_strcmp0 (text, "old\n") != 0 || said)
        g_assert_cmpstr (text, ==, "hello\n");
      n_new += g_strcmp0 (text, "hello\n") == 0;
    }

  g_assert_cmpint (n_new, >, 0);
  g_assert_cmpint (n_new, <, 200);
}

static void
add (const char  *name,
     void       (*test) (Fixture *fixture, gconstpointer named_only))
{
  g_autofree char *path = g_strconcat ("/batch/files/output/", name, NULL);
  g_autofree char *named_path = g_strconcat (path, "/named-only", NULL);

  g_test_add (path, Fixture, NULL, fixture_set_up, test, fixture_tear_down);
  g_test_add (named_path, Fixture, GINT_TO_POINTER (TRUE), fixture_set_up, test,
              fixture_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  add ("new-file", test_new_file);
  add ("existing-file", test_existing_file);
  add ("dangling-link", test_dangling_link);
  add ("raced", test_raced);
  add ("dropped", test_dropped);
  add ("leftover", test_leftover);
  add ("two-at-a-time", test_two_at_a_time);
  add ("link", test_link);
  add ("device", test_device);
  add ("bad-places", test_bad_places);
  add ("full-disk", test_full_disk);
  add ("remove", test_remove);
  add ("power-loss", test_power_loss);

  return g_test_run ();
}
