/* test-export-folder.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "output/batch-export-folder-private.h"

#include <time.h>

#include "test-support.h"

#define N_EACH  200
#define N_TIMES 12

static void
add (BatchExportFolder *folder,
     const char        *name)
{
  g_autoptr(GError) error = NULL;

  batch_export_folder_add (folder, name, "x", 1, &error);
  g_assert_no_error (error);
}

static guint
count_files (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

/* Of the processor, so that it does not matter what else goes on. */
static double
measure_namesakes (BatchExportFolder *folder)
{
  struct timespec began;
  struct timespec ended;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &began);
  for (guint i = 0; i < N_EACH; i++)
    add (folder, "same.txt");
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &ended);

  return (ended.tv_sec - began.tv_sec) + (ended.tv_nsec - began.tv_nsec) / 1e9;
}

/* The last of many that are called the same takes hardly longer than the first. */
static void
test_namesakes (void)
{
  g_autofree char *dir = batch_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "out", NULL);
  g_autoptr(GError) error = NULL;
  BatchExportFolder *folder = batch_export_folder_new (path, NULL, &error);
  double first;
  double now = 0;

  g_assert_no_error (error);
  add (folder, "same (4).txt");
  first = measure_namesakes (folder);
  for (guint i = 1; i < N_TIMES; i++)
    now = measure_namesakes (folder);
  g_test_message ("%u namesakes: %.1f ms at first, %.1f ms at last", N_EACH, first * 1e3,
                  now * 1e3);
  g_assert_cmpfloat (now, <, first * 6);

  batch_export_folder_publish (folder, &error);
  g_assert_no_error (error);
  batch_export_folder_free (folder);
  g_assert_cmpuint (count_files (path), ==, N_EACH * N_TIMES + 1);
  batch_test_remove_dir (dir);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/output/export-folder/namesakes", test_namesakes);

  return g_test_run ();
}
