/* test-worker.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "test-worker.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/batch-sqlite-lock-private.h"

char *
batch_test_worker_lock (const char *dir)
{
  g_autofree char *engines = g_build_filename (dir, "engines", NULL);

  g_assert_cmpint (g_mkdir_with_parents (engines, 0700), ==, 0);
  return g_build_filename (engines, "other.lock", NULL);
}

static void G_GNUC_NORETURN
work (const char *path,
      gboolean    working)
{
  BatchSqliteLock *lock = batch_sqlite_lock_take (path, NULL);

  /* A test that fails leaves nobody behind. */
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  batch_sqlite_lock_note (lock, working);
  raise (SIGSTOP);
  while (TRUE)
    pause ();
}

pid_t
batch_test_worker_start (const char *dir,
                         gboolean    working)
{
  g_autofree char *path = batch_test_worker_lock (dir);
  pid_t worker = fork ();

  g_assert_cmpint (worker, >=, 0);
  if (worker == 0)
    work (path, working);

  batch_test_worker_wait (worker, WUNTRACED);
  return worker;
}

void
batch_test_worker_wait (pid_t worker,
                        int   what)
{
  int status;

  g_assert_cmpint (waitpid (worker, &status, what), ==, worker);
  if (what == WUNTRACED)
    g_assert_true (WIFSTOPPED (status));
  else
    g_assert_true (WIFCONTINUED (status));
}

void
batch_test_worker_end (pid_t worker)
{
  kill (worker, SIGKILL);
  waitpid (worker, NULL, 0);
}
