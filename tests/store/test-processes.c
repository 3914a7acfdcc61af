/* test-processes.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib-unix.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "store-fixture.h"
#include "test-support.h"

/* Several processes on one queue, some of which are killed. The others are this
 * program, started with what they are to do. */

static char *program;

typedef struct
{
  char       *folder;
  char       *uri;
  BatchStore *store;
  guint       n_woken;
} Queue;

static void
woken_cb (BatchStore *store,
          gpointer    user_data)
{
  Queue *queue = user_data;

  queue->n_woken++;
}

static void
queue_init (Queue *queue)
{
  g_autoptr(GError) error = NULL;

  queue->folder = batch_test_make_dir ();
  queue->uri = g_strconcat ("sqlite:", queue->folder, "/queue.db", NULL);
  queue->n_woken = 0;
  queue->store = batch_test_store_open (queue->uri, &error);
  g_assert_no_error (error);
  batch_test_store_join (queue->store, ENGINE, NOW, &error);
  g_assert_no_error (error);
}

static void
queue_clear (Queue *queue)
{
  g_autoptr(GError) error = NULL;

  batch_test_store_close (queue->store, &error);
  g_assert_no_error (error);
  g_assert_finalize_object (queue->store);
  batch_test_remove_dir (queue->folder);
  g_free (queue->folder);
  g_free (queue->uri);
}

/* Runs the main context for a while, or until @n_woken. */
static gint64
wait_for_wake (Queue *queue,
               guint  n_woken,
               guint  limit_ms)
{
  gint64 start = g_get_monotonic_time ();

  while (queue->n_woken < n_woken &&
         g_get_monotonic_time () - start < limit_ms * G_TIME_SPAN_MILLISECOND)
    {
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
  return (g_get_monotonic_time () - start) / G_TIME_SPAN_MILLISECOND;
}

/* --- Children --- */

typedef struct
{
  GSubprocess      *process;
  GDataInputStream *output;
} Child;

static void
child_start (Child       *child,
             const Queue *queue,
             const char  *role)
{
  g_autoptr(GError) error = NULL;

  child->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDIN_PIPE,
                                     &error, program, "--child", role, queue->uri, NULL);
  g_assert_no_error (error);
  child->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child->process));
}

/* A line of what it says; NULL when it has ended. */
static char *
child_read (Child *child)
{
  return g_data_input_stream_read_line (child->output, NULL, NULL, NULL);
}

static void
child_expect (Child      *child,
              const char *line)
{
  g_autofree char *said = child_read (child);

  g_assert_cmpstr (said, ==, line);
}

static void
child_tell (Child *child)
{
  GOutputStream *input = g_subprocess_get_stdin_pipe (child->process);

  g_output_stream_write_all (input, "\n", 1, NULL, NULL, NULL);
  g_output_stream_flush (input, NULL, NULL);
}

static void
child_kill (Child *child)
{
  g_subprocess_force_exit (child->process);
  g_subprocess_wait (child->process, NULL, NULL);
}

static void
child_clear (Child *child)
{
  child_kill (child);
  g_object_unref (child->output);
  g_object_unref (child->process);
}

static void
say (const char *line)
{
  g_print ("%s\n", line);
  fflush (stdout);
}

static void
wait_to_be_told (void)
{
  char line[8];

  if (fgets (line, sizeof line, stdin) == NULL)
    exit (0);
}

static BatchStore *
open_as_child (const char *uri)
{
  g_autoptr(GError) error = NULL;
  BatchStore *store = batch_test_store_open (uri, &error);

  g_assert_no_error (error);
  return store;
}

/* Takes two items, starts one, holds a lane, and waits to be killed. */
static void
be_an_engine (const char *uri)
{
  g_autoptr(BatchStore) store = open_as_child (uri);
  g_autoptr(GPtrArray) running = NULL;
  g_autoptr(GPtrArray) claimed = NULL;
  g_autoptr(GError) error = NULL;
  gboolean entered;

  batch_test_store_join (store, OTHER, NOW, &error);
  g_assert_no_error (error);
  batch_test_store_enter_lane (store, OTHER, "lane", "alpha", NOW, &entered, NULL, &error);
  g_assert_no_error (error);
  running = store_claim (store, OTHER, JOB, 1);
  g_assert_cmpuint (store_start (store, OTHER, running), ==, 1);
  claimed = store_claim (store, OTHER, JOB, 1);
  say ("ready");
  wait_to_be_told ();
}

/* Runs all that waits, and says each item once its result is safe. */
static void
be_a_runner (const char *uri)
{
  g_autoptr(BatchStore) store = open_as_child (uri);
  g_autoptr(GError) error = NULL;

  batch_test_store_join (store, OTHER, NOW, &error);
  g_assert_no_error (error);
  for (;;)
    {
      g_autoptr(GPtrArray) items = store_claim (store, OTHER, JOB, 4);
      BatchItemRecord *first;

      if (items->len == 0)
        return;
      g_assert_cmpuint (store_start (store, OTHER, items), ==, items->len);
      g_assert_cmpuint (store_finish (store, OTHER, items, BATCH_ITEM_STATUS_SUCCEEDED),
                        ==, items->len);

      first = g_ptr_array_index (items, 0);
      for (guint i = 0; i < items->len; i++)
        g_print ("%u\n", first->position + i);
      fflush (stdout);
    }
}

/* Cancels when it is told to, and says when. */
static void
be_a_canceller (const char *uri)
{
  g_autoptr(BatchStore) store = open_as_child (uri);
  g_autoptr(BatchJobRecord) job = NULL;

  say ("ready");
  wait_to_be_told ();
  job = store_set_state (store, JOB, BATCH_JOB_STATE_CANCELLING);
  say ("done");
  wait_to_be_told ();
}

/* Is in the middle of a transaction whenever it is killed. */
static void
be_a_writer (const char *uri)
{
  g_autoptr(BatchStore) store = open_as_child (uri);

  for (guint i = 0;; i++)
    {
      g_autofree char *id = g_strdup_printf ("batch_%u", i);

      store_add_job (store, id, 2000, 3);
      say (id);
    }
}

/* Changes something, and goes: the last of its connections tidies up behind it. */
static void
be_a_visitor (const char *uri)
{
  g_autoptr(BatchStore) store = open_as_child (uri);
  g_autoptr(GError) error = NULL;

  batch_job_record_unref (store_change (store, JOB, BATCH_JOB_FIELD_PRIORITY, 7));
  batch_test_store_close (store, &error);
  g_assert_no_error (error);
}

static int
be_a_child (const char *role,
            const char *uri)
{
  if (g_str_equal (role, "engine"))
    be_an_engine (uri);
  else if (g_str_equal (role, "runner"))
    be_a_runner (uri);
  else if (g_str_equal (role, "canceller"))
    be_a_canceller (uri);
  else if (g_str_equal (role, "writer"))
    be_a_writer (uri);
  else if (g_str_equal (role, "visitor"))
    be_a_visitor (uri);
  return 0;
}

/* --- Tests --- */

static void
test_killed_engine (void)
{
  g_autofree char *resident = NULL;
  g_autoptr(BatchItemRecord) lost = NULL;
  g_autoptr(BatchItemRecord) claimed = NULL;
  g_autoptr(GError) error = NULL;
  gboolean entered;
  guint n_items;
  guint n_others;
  Queue queue;
  Child child;

  queue_init (&queue);
  store_add_job (queue.store, JOB, 4, 1);
  child_start (&child, &queue, "engine");
  child_expect (&child, "ready");
  batch_test_store_reap (queue.store, ENGINE, NOW, &n_items, &n_others, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_items, ==, 0);
  g_assert_cmpuint (n_others, ==, 1);
  batch_test_store_enter_lane (queue.store, ENGINE, "lane", "beta", NOW, &entered, &resident,
                               &error);
  g_assert_no_error (error);
  g_assert_false (entered);

  child_kill (&child);
  batch_test_store_reap (queue.store, ENGINE, NOW, &n_items, &n_others, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_items, ==, 2);
  g_assert_cmpuint (n_others, ==, 0);
  lost = store_get_item (queue.store, JOB, 0);
  g_assert_cmpint (lost->status, ==, BATCH_ITEM_STATUS_PENDING);
  g_assert_cmpuint (lost->lost, ==, 1);
  claimed = store_get_item (queue.store, JOB, 1);
  g_assert_cmpuint (claimed->lost, ==, 0);
  batch_test_store_enter_lane (queue.store, ENGINE, "lane", "beta", NOW, &entered, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (entered);

  child_clear (&child);
  queue_clear (&queue);
}

static guint
check_said (Queue *queue,
            Child *child,
            guint  limit)
{
  guint n_said = 0;
  char *line;

  while (n_said < limit && (line = child_read (child)) != NULL)
    {
      g_autoptr(BatchItemRecord) item = store_get_item (queue->store, JOB, atoi (line));

      g_assert_cmpint (item->status, ==, BATCH_ITEM_STATUS_SUCCEEDED);
      g_free (line);
      n_said++;
    }
  return n_said;
}

/* What it said was safe is there. */
static void
test_killed_runner (void)
{
  Queue queue;
  guint n_said = 0;

  queue_init (&queue);
  store_add_job (queue.store, JOB, 400, 1);
  for (guint round = 0; round < 10; round++)
    {
      g_autoptr(GError) error = NULL;
      guint n_items;
      guint n_others;
      Child child;

      child_start (&child, &queue, "runner");
      n_said += check_said (&queue, &child, g_test_rand_int_range (0, 30));
      child_kill (&child);
      n_said += check_said (&queue, &child, G_MAXUINT);
      child_clear (&child);

      batch_test_store_reap (queue.store, ENGINE, NOW, &n_items, &n_others, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (n_items, <=, 4);
      store_check_counts (queue.store, JOB);
    }

  g_assert_cmpuint (n_said, >, 0);
  queue_clear (&queue);
}

/* Both run the same job, each item once. */
static void
test_two_runners (void)
{
  g_autoptr(BatchJobRecord) job = NULL;
  g_autoptr(GPtrArray) items = NULL;
  Queue queue;
  Child child;

  queue_init (&queue);
  store_add_job (queue.store, JOB, 600, 1);
  child_start (&child, &queue, "runner");
  for (;;)
    {
      g_autoptr(GPtrArray) mine = store_claim (queue.store, ENGINE, JOB, 4);

      if (mine->len == 0)
        break;
      g_assert_cmpuint (store_start (queue.store, ENGINE, mine), ==, mine->len);
      g_assert_cmpuint (store_finish (queue.store, ENGINE, mine, BATCH_ITEM_STATUS_SUCCEEDED),
                        ==, mine->len);
    }
  g_subprocess_wait (child.process, NULL, NULL);
  g_assert_cmpint (g_subprocess_get_exit_status (child.process), ==, 0);

  job = store_get (queue.store, JOB);
  g_assert_cmpint (job->counts.succeeded, ==, 600);
  g_assert_cmpint (job->state, ==, BATCH_JOB_STATE_FINALIZING);
  items = store_list (queue.store, JOB, 0);
  for (guint i = 0; i < items->len; i++)
    g_assert_cmpuint (((BatchItemRecord *) g_ptr_array_index (items, i))->attempts, ==, 1);

  child_clear (&child);
  queue_clear (&queue);
}

static void
test_killed_in_transaction (void)
{
  Queue queue;

  queue_init (&queue);
  for (guint round = 0; round < 8; round++)
    {
      g_autofree char *name = NULL;
      g_autoptr(GPtrArray) jobs = NULL;
      g_autoptr(GError) error = NULL;
      char *line;
      Child child;

      child_start (&child, &queue, "writer");
      g_free (child_read (&child));
      g_usleep (g_test_rand_int_range (0, 30000));
      child_kill (&child);

      while ((line = child_read (&child)) != NULL)
        {
          g_free (name);
          name = line;
        }
      child_clear (&child);

      jobs = batch_test_store_list_jobs (queue.store, 0, 0, FALSE, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (jobs->len, >=, 1);
      for (guint i = 0; i < jobs->len; i++)
        store_check_counts (queue.store, ((BatchJobRecord *) g_ptr_array_index (jobs, i))->id);
      if (name != NULL)
        batch_job_record_unref (store_get (queue.store, name));

      /* The next one starts anew. */
      queue_clear (&queue);
      queue_init (&queue);
    }
  queue_clear (&queue);
}

/* --- Watching --- */

static void
test_watch (void)
{
  g_autoptr(BatchJobRecord) job = NULL;
  g_autoptr(GPtrArray) changes = NULL;
  g_autoptr(GError) error = NULL;
  guint n_woken;
  Queue queue;
  Child child;

  queue_init (&queue);
  store_add_job (queue.store, JOB, 4, 1);
  batch_store_watch (queue.store, woken_cb, &queue, NULL);
  child_start (&child, &queue, "canceller");
  child_expect (&child, "ready");
  wait_for_wake (&queue, G_MAXUINT, 300);

  n_woken = queue.n_woken;
  child_tell (&child);
  child_expect (&child, "done");
  g_assert_cmpint (wait_for_wake (&queue, n_woken + 1, 5000), <=, 500);
  g_assert_cmpuint (queue.n_woken, ==, n_woken + 1);
  job = store_get (queue.store, JOB);
  g_assert_cmpint (job->state, ==, BATCH_JOB_STATE_CANCELLING);

  /* One who is idle is left alone; so is one who writes himself. */
  wait_for_wake (&queue, G_MAXUINT, 400);
  batch_job_record_unref (store_change (queue.store, JOB, BATCH_JOB_FIELD_PRIORITY, 3));
  wait_for_wake (&queue, G_MAXUINT, 400);
  g_assert_cmpuint (queue.n_woken, ==, n_woken + 1);

  /* Nor is one woken who does not want to be any more. */
  batch_store_watch (queue.store, NULL, NULL, NULL);
  child_kill (&child);
  wait_for_wake (&queue, G_MAXUINT, 200);
  g_assert_cmpuint (queue.n_woken, ==, n_woken + 1);

  child_clear (&child);
  queue_clear (&queue);
}

static void
test_watch_death (void)
{
  g_autoptr(GError) error = NULL;
  guint n_woken;
  guint n_items;
  guint n_others;
  Queue queue;
  Child child;

  queue_init (&queue);
  store_add_job (queue.store, JOB, 4, 1);
  batch_store_watch (queue.store, woken_cb, &queue, NULL);
  child_start (&child, &queue, "engine");
  child_expect (&child, "ready");
  wait_for_wake (&queue, G_MAXUINT, 300);

  n_woken = queue.n_woken;
  child_kill (&child);
  g_assert_cmpint (wait_for_wake (&queue, n_woken + 1, 5000), <=, 500);
  batch_test_store_reap (queue.store, ENGINE, NOW, &n_items, &n_others, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_items, ==, 2);

  child_clear (&child);
  queue_clear (&queue);
}

/* However much happens, ten times a second is enough, and the last is not missed. */
static void
test_watch_often (void)
{
  g_autoptr(BatchStore) other = NULL;
  g_autoptr(GError) error = NULL;
  gint64 start;
  gint64 ms;
  guint n_woken;
  Queue queue;

  queue_init (&queue);
  store_add_job (queue.store, JOB, 4, 1);
  other = batch_test_store_open (queue.uri, &error);
  g_assert_no_error (error);
  batch_store_watch (queue.store, woken_cb, &queue, NULL);

  start = g_get_monotonic_time ();
  for (guint i = 1; i <= 300; i++)
    {
      batch_job_record_unref (store_change (other, JOB, BATCH_JOB_FIELD_PRIORITY, i));
      g_usleep (1000);
    }
  ms = (g_get_monotonic_time () - start) / G_TIME_SPAN_MILLISECOND;
  n_woken = queue.n_woken;
  g_assert_cmpuint (n_woken, >=, 1);
  g_assert_cmpuint (n_woken, <=, ms / 100 + 2);

  queue.n_woken = 0;
  wait_for_wake (&queue, 1, 5000);
  g_assert_cmpuint (queue.n_woken, >=, 1);
  batch_test_store_close (other, &error);
  g_assert_no_error (error);
  queue_clear (&queue);
}

/* A store that is opened beside another one in the same process leaves that its locks: else
 * whoever comes and goes takes the log of both with him. */
static void
test_two_stores_and_a_visitor (void)
{
  g_autoptr(BatchStore) other = NULL;
  g_autoptr(GError) error = NULL;
  Queue queue;

  queue_init (&queue);
  store_add_job (queue.store, JOB, 4, 1);
  other = batch_test_store_open (queue.uri, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < 2; i++)
    {
      BatchStore *stores[] = { queue.store, other };
      g_autoptr(BatchJobRecord) job = NULL;
      Child child;

      batch_job_record_unref (store_change (stores[i], JOB, BATCH_JOB_FIELD_PRIORITY, i));
      child_start (&child, &queue, "visitor");
      g_assert_null (child_read (&child));
      job = batch_test_store_get_job (stores[1 - i], JOB, &error);
      g_assert_no_error (error);
      g_assert_cmpint (job->priority, ==, 7);
      child_clear (&child);
    }

  batch_test_store_close (other, &error);
  g_assert_no_error (error);
  queue_clear (&queue);
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 4 && g_str_equal (argv[1], "--child"))
    return be_a_child (argv[2], argv[3]);

  program = g_file_read_link ("/proc/self/exe", NULL);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/store/processes/killed-engine", test_killed_engine);
  g_test_add_func ("/batch/store/processes/killed-runner", test_killed_runner);
  g_test_add_func ("/batch/store/processes/two-runners", test_two_runners);
  g_test_add_func ("/batch/store/processes/killed-in-transaction", test_killed_in_transaction);
  g_test_add_func ("/batch/store/processes/two-stores-and-a-visitor",
                   test_two_stores_and_a_visitor);
  g_test_add_func ("/batch/store/processes/watch", test_watch);
  g_test_add_func ("/batch/store/processes/watch-death", test_watch_death);
  g_test_add_func ("/batch/store/processes/watch-often", test_watch_often);
  return g_test_run ();
}
