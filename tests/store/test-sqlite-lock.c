/* test-sqlite-lock.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "batch-types.h"
#include "store/batch-sqlite-lock-private.h"
#include "test-support.h"

typedef struct
{
  char *folder;
  char *path;
} Place;

static void
set_up (Place         *place,
        gconstpointer  data)
{
  place->folder = batch_test_make_dir ();
  place->path = g_build_filename (place->folder, "engine.lock", NULL);
}

static void
tear_down (Place         *place,
           gconstpointer  data)
{
  batch_test_remove_dir (place->folder);
  g_free (place->folder);
  g_free (place->path);
}

static BatchSqliteLock *
take (const char *path)
{
  g_autoptr(GError) error = NULL;
  BatchSqliteLock *lock = batch_sqlite_lock_take (path, &error);

  g_assert_no_error (error);
  g_assert_nonnull (lock);
  return lock;
}

static void
check_try (const char            *path,
           BatchSqliteLockResult  expected)
{
  g_autoptr(GError) error = NULL;
  BatchSqliteLock *lock = NULL;

  g_assert_cmpint (batch_sqlite_lock_try (path, &lock, &error), ==, expected);
  g_assert_true ((lock != NULL) == (expected == BATCH_SQLITE_LOCK_TAKEN));
  if (expected == BATCH_SQLITE_LOCK_FAILED)
    g_assert_error (error, BATCH_ERROR, BATCH_ERROR_STORE);
  else
    g_assert_no_error (error);
  g_clear_pointer (&lock, batch_sqlite_lock_free);
}

/* Whoever looks does not hold it for a moment, and makes no file. */
static void
test_look (Place         *place,
           gconstpointer  data)
{
  BatchSqliteLock *lock;

  g_assert_false (batch_sqlite_lock_is_held (place->path));
  g_assert_false (g_file_test (place->path, G_FILE_TEST_EXISTS));

  lock = take (place->path);
  g_assert_true (batch_sqlite_lock_is_held (place->path));
  batch_sqlite_lock_free (lock);
  g_assert_false (batch_sqlite_lock_is_held (place->path));

  /* Of what cannot be looked at nobody knows. */
  g_assert_cmpint (g_unlink (place->path), ==, 0);
  g_assert_cmpint (g_mkdir (place->path, 0700), ==, 0);
  g_assert_true (batch_sqlite_lock_is_held (place->path));
}

static void
test_life (Place         *place,
           gconstpointer  data)
{
  BatchSqliteLock *lock;
  GStatBuf info;

  /* Who only looks makes no file. */
  check_try (place->path, BATCH_SQLITE_LOCK_GONE);
  g_assert_false (g_file_test (place->path, G_FILE_TEST_EXISTS));

  lock = take (place->path);
  g_assert_cmpint (g_stat (place->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0077, ==, 0);
  check_try (place->path, BATCH_SQLITE_LOCK_HELD);

  /* Its owner dies and leaves the file. */
  batch_sqlite_lock_free (lock);
  g_assert_true (g_file_test (place->path, G_FILE_TEST_EXISTS));
  check_try (place->path, BATCH_SQLITE_LOCK_TAKEN);

  /* It is taken again, and tidied up. */
  lock = take (place->path);
  check_try (place->path, BATCH_SQLITE_LOCK_HELD);
  batch_sqlite_lock_remove (lock);
  check_try (place->path, BATCH_SQLITE_LOCK_GONE);
}

/* Two engines of one process are two owners. */
static void
test_taken_twice (Place         *place,
                  gconstpointer  data)
{
  g_autoptr(BatchSqliteLock) lock = take (place->path);
  g_autoptr(GError) error = NULL;

  g_assert_null (batch_sqlite_lock_take (place->path, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
  g_assert_nonnull (strstr (error->message, place->path));
  check_try (place->path, BATCH_SQLITE_LOCK_HELD);
}

static void
test_no_folder (Place         *place,
                gconstpointer  data)
{
  g_autofree char *path = g_build_filename (place->folder, "gone", "engine.lock", NULL);
  g_autoptr(GError) error = NULL;

  check_try (path, BATCH_SQLITE_LOCK_GONE);
  g_assert_null (batch_sqlite_lock_take (path, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_STORE);
  g_assert_nonnull (strstr (error->message, path));
}

/* What is no file of ours is not opened, and stays as it is. */
static void
test_no_file (Place         *place,
              gconstpointer  data)
{
  g_autofree char *target = g_build_filename (place->folder, "precious", NULL);
  g_autofree char *alias = g_build_filename (place->folder, "link", NULL);
  g_autoptr(GError) error = NULL;

  check_try (place->folder, BATCH_SQLITE_LOCK_FAILED);
  g_assert_null (batch_sqlite_lock_take (place->folder, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_STORE);
  g_clear_error (&error);

  g_assert_cmpint (symlink (target, alias), ==, 0);
  check_try (alias, BATCH_SQLITE_LOCK_FAILED);
  g_assert_null (batch_sqlite_lock_take (alias, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_STORE);
  g_assert_false (g_file_test (target, G_FILE_TEST_EXISTS));
}

/* The name means another file by now: whoever held the former one holds nothing. */
static void
test_another_file (Place         *place,
                   gconstpointer  data)
{
  g_autoptr(BatchSqliteLock) former = take (place->path);
  g_autoptr(BatchSqliteLock) later = NULL;

  g_assert_cmpint (g_unlink (place->path), ==, 0);
  check_try (place->path, BATCH_SQLITE_LOCK_GONE);
  later = take (place->path);
  check_try (place->path, BATCH_SQLITE_LOCK_HELD);
  g_clear_pointer (&former, batch_sqlite_lock_free);
  check_try (place->path, BATCH_SQLITE_LOCK_HELD);
}

/* --- Many want it --- */

#define N_THREADS 3
#define N_TURNS   60

typedef struct
{
  const char *path;
  int         n_inside;        /* atomic */
  int         n_turns;         /* atomic */
} Race;

/* Each removes the file at the end, so that the next may have opened one that is gone. */
static gpointer
race_thread (gpointer data)
{
  Race *race = data;

  for (guint n = 0; n < N_TURNS;)
    {
      g_autoptr(GError) error = NULL;
      BatchSqliteLock *lock = batch_sqlite_lock_take (race->path, &error);

      if (lock == NULL)
        {
          g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
          continue;
        }

      g_assert_cmpint (g_atomic_int_add (&race->n_inside, 1), ==, 0);
      g_thread_yield ();
      g_atomic_int_add (&race->n_inside, -1);
      batch_sqlite_lock_remove (lock);
      g_atomic_int_inc (&race->n_turns);
      n++;
    }

  return NULL;
}

static void
test_one_at_a_time (Place         *place,
                    gconstpointer  data)
{
  Race race = { place->path, 0, 0 };
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("race", race_thread, &race);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (race.n_turns, ==, N_THREADS * N_TURNS);
  check_try (place->path, BATCH_SQLITE_LOCK_GONE);
}

static void
add (const char *name,
     void      (*test) (Place         *place,
                        gconstpointer  data))
{
  g_autofree char *path = g_strconcat ("/batch/store/sqlite-lock/", name, NULL);

  g_test_add (path, Place, NULL, set_up, test, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add ("look", test_look);
  add ("life", test_life);
  add ("taken-twice", test_taken_twice);
  add ("no-folder", test_no_folder);
  add ("no-file", test_no_file);
  add ("another-file", test_another_file);
  add ("one-at-a-time", test_one_at_a_time);
  return g_test_run ();
}
