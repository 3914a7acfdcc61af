/* test-file-power.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "test-disk.h"
#include "test-files.h"
#include "test-power.h"
#include "test-support.h"

#define N_POINTS 200

/* Puts files in until the power is gone; gives the digests of those that were
 * acknowledged. Some have the same content. */
static GPtrArray *
work (const char *path,
      GRand      *rand)
{
  g_autoptr(BatchFileStore) store = NULL;
  GPtrArray *acknowledged = g_ptr_array_new_with_free_func (g_free);

  if (!(store = batch_file_store_new_with_ops (path, batch_test_disk_get_ops (), NULL)))
    return acknowledged;

  for (guint i = 0; i < 8; i++)
    {
      gsize size = (gsize) g_rand_int_range (rand, 1, 300000);
      g_autofree char *text = g_strnfill (i % 3 == 2 ? 1000 : size, (char) ('a' + i / 3));
      char *digest = put_text (store, text, -1, NULL);

      if (digest != NULL)
        g_ptr_array_add (acknowledged, digest);
    }

  return acknowledged;
}

/* Whatever has a digest for a name has that content, also when nobody was told. */
static void
assert_all_whole (BatchFileStore *store,
                  const char     *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *folder;
  const char *name;

  while (dir != NULL && (folder = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *below = g_build_filename (path, folder, NULL);
      g_autoptr(GDir) files = g_dir_open (below, 0, NULL);

      while (files != NULL && (name = g_dir_read_name (files)) != NULL)
        {
          g_autofree char *digest = g_strconcat (folder, name, NULL);

          assert_content (store, digest);
        }
    }
}

static guint
count_lost (BatchFileStore *store,
            GPtrArray      *acknowledged)
{
  guint n_lost = 0;

  for (guint i = 0; i < acknowledged->len; i++)
    {
      const char *digest = g_ptr_array_index (acknowledged, i);
      g_autoptr(BatchBlobSource) source = batch_file_store_open_blob (store, digest, NULL);

      n_lost += source == NULL;
    }

  return n_lost;
}

/* Runs once with the power cut after @n_calls; gives how many files are gone. */
static guint
run (guint    seed,
     guint    n_calls,
     gboolean lie)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
  g_autofree char *root = batch_test_make_dir ();
  g_autofree char *path = g_build_filename (root, "files", NULL);
  g_autoptr(GPtrArray) acknowledged = NULL;
  g_autoptr(BatchFileStore) store = NULL;
  guint n_lost;

  batch_test_disk_reset ();
  batch_test_disk_set_piece (50000);
  if (lie)
    batch_test_disk_lie ();
  batch_test_power_cut_after (n_calls);
  acknowledged = work (path, rand);
  g_assert_true (batch_test_power_is_off ());
  batch_test_disk_forget (root, rand);

  store = batch_file_store_new (path, &error);
  g_assert_no_error (error);
  n_lost = count_lost (store, acknowledged);
  if (!lie)
    assert_all_whole (store, path);

  batch_test_remove_dir (root);
  return n_lost;
}

static guint
count_calls (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (0);
  g_autofree char *root = batch_test_make_dir ();
  g_autofree char *path = g_build_filename (root, "files", NULL);
  g_autoptr(GPtrArray) acknowledged = NULL;

  batch_test_disk_reset ();
  batch_test_disk_set_piece (50000);
  acknowledged = work (path, rand);
  g_assert_cmpint (acknowledged->len, ==, 8);
  batch_test_remove_dir (root);
  return batch_test_power_get_calls ();
}

static void
test_power_loss (void)
{
  guint n_calls = count_calls ();
  g_autoptr(GRand) rand = g_rand_new_with_seed (2026);

  for (guint i = 0; i < N_POINTS; i++)
    g_assert_cmpint (run (0, (guint) g_rand_int_range (rand, 1, (gint32) n_calls), FALSE), ==, 0);
}

/* A writer that died may have given the file its name without syncing it: who finds it
 * there does that before saying that the file is in. */
static void
test_found_unsynced (void)
{
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GRand) rand = g_rand_new_with_seed (i);
      g_autofree char *root = batch_test_make_dir ();
      g_autofree char *path = g_build_filename (root, "files", NULL);
      g_autoptr(BatchFileStore) store = NULL;
      g_autoptr(BatchFileStore) after = NULL;
      g_autofree char *first = NULL;
      g_autofree char *second = NULL;

      batch_test_disk_reset ();
      store = batch_file_store_new_with_ops (path, batch_test_disk_get_ops (), &error);
      batch_test_power_cut_after (1 + i % 12);
      first = put_text (store, "hello", -1, NULL);
      batch_test_power_restore ();
      second = put_text (store, "hello", -1, &error);
      g_assert_no_error (error);

      batch_test_disk_forget (root, rand);
      after = batch_file_store_new (path, &error);
      assert_content (after, second);
      batch_test_remove_dir (root);
    }
}

/* A disk that only says that it syncs loses files: the test above can fail. */
static void
test_lying_disk (void)
{
  guint n_calls = count_calls ();
  guint n_lost = 0;

  for (guint i = 0; i < 20; i++)
    n_lost += run (0, n_calls - 1 - i, TRUE);
  g_assert_cmpint (n_lost, >, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/files/power/loss", test_power_loss);
  g_test_add_func ("/batch/files/power/found-unsynced", test_found_unsynced);
  g_test_add_func ("/batch/files/power/lying-disk", test_lying_disk);

  return g_test_run ();
}
