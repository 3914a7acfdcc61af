/* test-process.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "batch-types.h"
#include "store/batch-process-private.h"
#include "test-support.h"
#include "test-worker.h"

/* --- What is read of it --- */

/* Behind the state, up to when it began. */
#define MIDDLE " 1 2 3 0 -1 4194560 100 0 0 0 1 2 0 0 20 0 3 0 "
#define REST " 12345 678 18446744073709551615 1 1 0\n"

static const struct
{
  const char *text;
  const char *name;        /* NULL: it is nothing of the kind */
  guint64     began;
  gboolean    stopped;
} texts[] = {
  { "7 (batchq) S" MIDDLE "815" REST, "batchq", 815, FALSE },
  { "7 (batchq) T" MIDDLE "815" REST, "batchq", 815, TRUE },
  { "7 (batchq) t" MIDDLE "815" REST, "batchq", 815, FALSE },
  { "7 (batchq) Z" MIDDLE "815" REST, "batchq", 815, FALSE },
  { "7 (a b) T" MIDDLE "18446744073709551615" REST, "a b", G_MAXUINT64, TRUE },
  { "7 (a) T (b) S" MIDDLE "1" REST, "a) T (b", 1, FALSE },
  { "7 (((\n) T) T" MIDDLE "1" REST, "((\n) T", 1, TRUE },
  { "7 () S" MIDDLE "1" REST, "", 1, FALSE },
  { "7 (\xff) S" MIDDLE "1" REST, "\xef\xbf\xbd", 1, FALSE },
  { "7 (batchq) S" MIDDLE "815", "batchq", 815, FALSE },
  { "7 (batchq) S 1 2 3", NULL, 0, FALSE },
  { "7 (batchq)", NULL, 0, FALSE },
  { "7 (batchq) ", NULL, 0, FALSE },
  { "7 )batchq( S" MIDDLE "815" REST, NULL, 0, FALSE },
  { "7 batchq S" MIDDLE "815" REST, NULL, 0, FALSE },
  { "", NULL, 0, FALSE },
};

static void
test_parse (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(BatchProcess) process = batch_process_parse (7, texts[i].text);

      g_test_message ("text %u", i);
      g_assert_cmpint (process != NULL, ==, texts[i].name != NULL);
      if (process == NULL)
        continue;
      g_assert_cmpint (process->id, ==, 7);
      g_assert_cmpstr (process->name, ==, texts[i].name);
      g_assert_cmpuint (process->began, ==, texts[i].began);
      g_assert_cmpint (process->stopped, ==, texts[i].stopped);
    }
}

static void
test_own (void)
{
  g_autoptr(BatchProcess) own = batch_process_read ((int) getpid ());
  g_autoptr(BatchProcess) copy = own != NULL ? batch_process_copy (own) : NULL;
  char name[16];

  g_assert_nonnull (own);
  g_assert_cmpint (own->id, ==, getpid ());
  g_assert_cmpint (prctl (PR_GET_NAME, name), ==, 0);
  g_assert_cmpstr (own->name, ==, name);
  g_assert_cmpuint (own->began, >, 0);
  g_assert_false (own->stopped);
  g_assert_true (batch_process_equal (own, copy));
  g_assert_cmpstr (own->name, ==, copy->name);
}

/* In another container, say, none of them is there. */
static void
test_nobody (void)
{
  static const int ids[] = { -1, 0, G_MAXINT };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_assert_null (batch_process_read (ids[i]));
}

/* --- Letting it go on --- */

typedef struct
{
  char         *dir;
  pid_t         worker;
  BatchProcess *process;
} Stopped;

static void
set_up (Stopped       *self,
        gconstpointer  data)
{
  self->dir = batch_test_make_dir ();
  self->worker = batch_test_worker_start (self->dir, TRUE);
  self->process = batch_process_read ((int) self->worker);
  g_assert_nonnull (self->process);
  g_assert_true (self->process->stopped);
}

static void
tear_down (Stopped       *self,
           gconstpointer  data)
{
  if (self->worker != 0)
    batch_test_worker_end (self->worker);
  batch_process_free (self->process);
  batch_test_remove_dir (self->dir);
  g_free (self->dir);
}

static void
assert_still_stopped (Stopped *self)
{
  g_autoptr(BatchProcess) now = batch_process_read ((int) self->worker);

  g_assert_true (now->stopped);
}

static void
test_resume (Stopped       *self,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (batch_process_resume (self->process, &error));
  g_assert_no_error (error);
  batch_test_worker_wait (self->worker, WCONTINUED);

  /* Once more does no harm. */
  g_assert_true (batch_process_resume (self->process, &error));
  g_assert_no_error (error);
}

/* The one that was found has ended, and another one was given its id. */
static void
test_reused (Stopped       *self,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  self->process->began--;
  g_assert_false (batch_process_resume (self->process, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  assert_still_stopped (self);
}

static void
test_ended (Stopped       *self,
            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  batch_test_worker_end (self->worker);
  self->worker = 0;
  g_assert_false (batch_process_resume (self->process, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
}

/* 0: there is none to be had. */
static pid_t
start_as_other_user (void)
{
  pid_t process = fork ();
  int status;

  if (process == 0)
    {
      if (setuid (65534) != 0)
        _exit (1);
      prctl (PR_SET_PDEATHSIG, SIGKILL);
      raise (SIGSTOP);
      _exit (0);
    }

  g_assert_cmpint (waitpid (process, &status, WUNTRACED), ==, process);
  return WIFSTOPPED (status) ? process : 0;
}

/* Root could, and does not. */
static void
test_other_user (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchProcess) process = NULL;
  g_autoptr(BatchProcess) later = NULL;
  pid_t id = start_as_other_user ();

  if (id == 0)
    {
      g_test_skip ("only root can start a process of another user");
      return;
    }

  process = batch_process_read ((int) id);
  g_assert_false (batch_process_resume (process, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_FAILED);
  later = batch_process_read ((int) id);
  g_assert_true (later->stopped);
  batch_test_worker_end (id);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, func) \
  g_test_add ("/batch/store/process/" name, Stopped, NULL, set_up, func, tear_down)
  g_test_add_func ("/batch/store/process/parse", test_parse);
  g_test_add_func ("/batch/store/process/own", test_own);
  g_test_add_func ("/batch/store/process/nobody", test_nobody);
  ADD ("resume", test_resume);
  ADD ("reused", test_reused);
  ADD ("ended", test_ended);
  g_test_add_func ("/batch/store/process/other-user", test_other_user);

  return g_test_run ();
}
