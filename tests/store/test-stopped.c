/* test-stopped.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/wait.h>

#include "batch-types.h"
#include "store/batch-sqlite-lock-private.h"
#include "store/batch-sqlite-private.h"
#include "store/batch-stopped-private.h"
#include "test-support.h"
#include "test-worker.h"

typedef struct
{
  char *folder;
  char *path;
  char *uri;
  pid_t child;
} Place;

static void
set_up (Place         *place,
        gconstpointer  data)
{
  place->folder = batch_test_make_dir ();
  place->path = batch_test_worker_lock (place->folder);
  place->uri = g_strconcat ("sqlite:", place->folder, "/queue.db", NULL);
}

static void
tear_down (Place         *place,
           gconstpointer  data)
{
  if (place->child != 0)
    batch_test_worker_end (place->child);
  batch_test_remove_dir (place->folder);
  g_free (place->folder);
  g_free (place->path);
  g_free (place->uri);
}

static void
start (Place    *place,
       gboolean  working)
{
  place->child = batch_test_worker_start (place->folder, working);
}

static int
find (const char *uri)
{
  g_autoptr(GPtrArray) processes = batch_stopped_find (uri);
  const BatchProcess *process = processes->len > 0 ? g_ptr_array_index (processes, 0) : NULL;

  g_assert_cmpuint (processes->len, <=, 1);
  return process != NULL ? process->id : 0;
}

static void
test_stopped (Place         *place,
              gconstpointer  data)
{
  start (place, TRUE);
  g_assert_cmpint (find (place->uri), ==, place->child);

  kill (place->child, SIGCONT);
  batch_test_worker_wait (place->child, WCONTINUED);
  g_assert_cmpint (find (place->uri), ==, 0);

  kill (place->child, SIGSTOP);
  batch_test_worker_wait (place->child, WUNTRACED);
  g_assert_cmpint (find (place->uri), ==, place->child);
}

/* One that only looks keeps nobody waiting. */
static void
test_idle (Place         *place,
           gconstpointer  data)
{
  start (place, FALSE);
  g_assert_cmpint (find (place->uri), ==, 0);
}

/* A process of that number that has nothing to do with it, as in another container. */
static void
test_namesake (Place         *place,
               gconstpointer  data)
{
  g_autofree char *namesake = g_build_filename (place->folder, "engines", "namesake.lock", NULL);
  g_autofree char *text = NULL;

  start (place, FALSE);
  text = g_strdup_printf ("%d 1\n", (int) place->child);
  g_assert_true (g_file_set_contents (namesake, text, -1, NULL));
  g_assert_cmpint (find (place->uri), ==, 0);
}

static void
test_nobody (Place         *place,
             gconstpointer  data)
{
  static const char * const texts[] = { "", "x", "-1 1", "0 1", "99999999999999999999 1", "1" };
  BatchSqliteLock *own = batch_sqlite_lock_take (place->path, NULL);

  batch_sqlite_lock_note (own, TRUE);
  g_assert_cmpint (find (place->uri), ==, 0);
  g_assert_cmpint (find ("sqlite::memory:"), ==, 0);
  g_assert_cmpint (find ("sqlite:/nowhere/queue.db"), ==, 0);
  batch_sqlite_lock_remove (own);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_assert_true (g_file_set_contents (place->path, texts[i], -1, NULL));
      g_assert_cmpint (find (place->uri), ==, 0);
    }
}

static void
assert_held (const Place *place,
             const char  *pattern)
{
  g_autofree char *path = g_build_filename (place->folder, "queue.db", NULL);
  g_autoptr(GError) error = NULL;
  BatchSqlite *database = batch_sqlite_open (path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                                             &error);

  g_assert_no_error (error);
  g_assert_false (batch_sqlite_fail (database, SQLITE_BUSY, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_STORE);
  g_assert_true (g_pattern_match_simple (pattern, error->message));
  batch_sqlite_close (database);
}

/* Whoever was stopped while it wrote keeps everybody out. */
static void
test_held (Place         *place,
           gconstpointer  data)
{
  g_autofree char *pattern = NULL;

  assert_held (place, "*is held by another program; close that and try again");

  start (place, TRUE);
  pattern = g_strdup_printf ("*, and process %d (*) is stopped; *(kill -CONT %d)*",
                             (int) place->child, (int) place->child);
  assert_held (place, pattern);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, func) \
  g_test_add ("/batch/store/stopped/" name, Place, NULL, set_up, func, tear_down)
  ADD ("stopped", test_stopped);
  ADD ("idle", test_idle);
  ADD ("namesake", test_namesake);
  ADD ("nobody", test_nobody);
  ADD ("held", test_held);

  return g_test_run ();
}
