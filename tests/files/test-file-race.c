/* test-file-race.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "batch-types.h"
#include "test-files.h"
#include "test-support.h"

#define N_CONTENTS 3
#define N_ROUNDS   400

/* Two processes put the same few files in and take them out again, and both collect.
 * Which files are named stands in a directory: DIGEST.PID. */

static GHashTable *
named_cb (gpointer   user_data,
          GError   **error)
{
  g_autoptr(GDir) dir = g_dir_open (user_data, 0, error);
  GHashTable *named;
  const char *name;

  if (dir == NULL)
    return NULL;

  named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_hash_table_add (named, g_strndup (name, 64));
  return named;
}

static char *
import_and_name (BatchFileStore *store,
                 const char     *names,
                 guint           content)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchFileWriter) writer = batch_file_writer_new (store, &error);
  g_autoptr(BatchFileGuard) guard = NULL;
  g_autofree char *text = g_strnfill (1000, (char) ('a' + content));
  g_autofree char *digest = NULL;
  g_autofree char *name = NULL;
  char *path;
  gint64 size;

  g_assert_no_error (error);
  batch_file_writer_write (writer, text, 1000, &error);
  guard = batch_file_writer_commit (writer, &digest, &size, &error);
  g_assert_no_error (error);

  name = g_strdup_printf ("%s.%d", digest, (int) getpid ());
  path = g_build_filename (names, name, NULL);
  g_assert_true (g_file_set_contents (path, "", 0, &error));
  batch_file_guard_unref (g_steal_pointer (&guard));
  assert_content (store, digest);
  return path;
}

static int
hammer (const char *root)
{
  g_autofree char *files = g_build_filename (root, "files", NULL);
  g_autofree char *names = g_build_filename (root, "names", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchFileStore) store = batch_file_store_new (files, &error);
  guint n_collected = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_autofree char *path = import_and_name (store, names, i % N_CONTENTS);
      g_autofree char *name = g_path_get_basename (path);
      g_autofree char *digest = g_strndup (name, 64);
      guint n_removed;

      g_assert_true (batch_file_store_collect (store, named_cb, names, &n_removed, &error));
      g_assert_no_error (error);
      n_collected += n_removed;
      assert_content (store, digest);
      g_assert_cmpint (g_unlink (path), ==, 0);
    }

  g_print ("%u collected\n", n_collected);
  return 0;
}

static GSubprocess *
start (const char *root)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  GSubprocess *process;

  g_subprocess_launcher_setenv (launcher, "BATCH_TEST_HAMMER", root, TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, "/proc/self/exe", NULL);
  g_assert_no_error (error);
  return process;
}

static guint64
finish (GSubprocess *process)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *output = NULL;

  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  return g_ascii_strtoull (output, NULL, 10);
}

static void
test_two_processes (void)
{
  g_autofree char *root = batch_test_make_dir ();
  g_autofree char *names = g_build_filename (root, "names", NULL);
  g_autoptr(GSubprocess) first = NULL;
  g_autoptr(GSubprocess) second = NULL;
  guint64 n_collected;

  g_assert_cmpint (g_mkdir (names, 0700), ==, 0);
  first = start (root);
  second = start (root);
  n_collected = finish (first);
  n_collected += finish (second);
  g_test_message ("%" G_GUINT64_FORMAT " files were collected", n_collected);
  g_assert_cmpint (n_collected, >, 0);
  batch_test_remove_dir (root);
}

/* What a writer that was killed left behind goes with the next collection. */
static void
test_killed (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *root = batch_test_make_dir ();
  g_autofree char *files = g_build_filename (root, "files", NULL);
  g_autofree char *names = g_build_filename (root, "names", NULL);
  g_autoptr(BatchFileStore) store = batch_file_store_new (files, &error);
  guint n_removed;

  g_assert_cmpint (g_mkdir (names, 0700), ==, 0);
  for (guint i = 0; i < 10; i++)
    {
      g_autoptr(GSubprocess) process = start (root);

      g_usleep (10000 + i * 3000);
      g_subprocess_force_exit (process);
      g_subprocess_wait (process, NULL, NULL);
    }
  batch_test_remove_dir (names);
  g_assert_cmpint (g_mkdir (names, 0700), ==, 0);

  g_assert_true (batch_file_store_collect (store, named_cb, names, &n_removed, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < N_CONTENTS; i++)
    {
      g_autofree char *text = g_strnfill (1000, (char) ('a' + i));
      g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

      g_assert_null (batch_file_store_open_blob (store, digest, NULL));
    }
  batch_test_remove_dir (root);
}

int
main (int   argc,
      char *argv[])
{
  const char *root = g_getenv ("BATCH_TEST_HAMMER");

  if (root != NULL)
    return hammer (root);

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/files/race/two-processes", test_two_processes);
  g_test_add_func ("/batch/files/race/killed", test_killed);

  return g_test_run ();
}
