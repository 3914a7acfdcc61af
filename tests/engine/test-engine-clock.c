/* test-engine-clock.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>

#include "core/batch-clock-private.h"
#include "core/batch-fields-private.h"
#include "queue-driver.h"
#include "test-engine.h"
#include "test-support.h"

/* Time passes by the clock of the engine: what hours bring is seen at once, and what becomes of
 * the rules when the wall clock is set in the middle of it. */

#define WALL   (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)
#define MINUTE G_TIME_SPAN_MINUTE
#define HOUR   G_TIME_SPAN_HOUR

/* --- A handler for which each item takes a minute --- */

#define TIMED_TYPE_HANDLER (timed_handler_get_type ())

G_DECLARE_FINAL_TYPE (TimedHandler, timed_handler, TIMED, HANDLER, BatchItemHandler)

struct _TimedHandler
{
  BatchItemHandler  parent_instance;

  BatchClock       *clock;
  BatchQueue       *queue;         /* (nullable) that gets another job for each item of @trickle */
  const char       *trickle;       /* (nullable) a resource key */
  int               priority;      /* of those jobs */
  gint64            jump;          /* of the wall clock, with the item before @jump_at */
  guint             jump_at;       /* 0: never */
  guint             fails;         /* so many attempts */
  guint             longest;       /* items */
  GString          *order;         /* the first letters of the keys */
};

G_DEFINE_FINAL_TYPE (TimedHandler, timed_handler, BATCH_TYPE_ITEM_HANDLER)

static void
set_wall (BatchClock *clock,
          gint64      by)
{
  batch_clock_set_wall (clock, batch_clock_now (clock) + by);
}

static void
answer (BatchAttempt *attempt)
{
  batch_attempt_complete (attempt, batch_attempt_get_payload (attempt));
}

static void
trickled_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(BatchAttempt) attempt = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJob) job = batch_queue_enqueue_finish (BATCH_QUEUE (source), result, &error);

  g_assert_no_error (error);
  answer (attempt);
}

/* The next one waits before this one has ended. */
static void
trickle (TimedHandler *self,
         BatchAttempt *attempt)
{
  g_autoptr(BatchJob) job = driver_make_job (self->trickle, 1);

  batch_job_set_priority (job, self->priority);
  batch_queue_enqueue_async (self->queue, job, NULL, trickled_cb, g_object_ref (attempt));
}

static gboolean
timed_handler_handle (BatchItemHandler  *handler,
                      BatchAttempt      *attempt,
                      GError           **error)
{
  TimedHandler *self = TIMED_HANDLER (handler);
  const char *key = batch_attempt_get_resource_key (attempt);

  g_string_append_c (self->order, *key);
  batch_clock_advance (self->clock, MINUTE);
  if (self->order->len == self->jump_at)
    set_wall (self->clock, self->jump);

  if (self->order->len <= self->fails)
    batch_attempt_fail_temporarily (attempt, "It is busy", -1);
  else if (g_strcmp0 (key, self->trickle) == 0 && self->order->len < self->longest)
    trickle (self, attempt);
  else
    answer (attempt);
  return TRUE;
}

static void
timed_handler_finalize (GObject *object)
{
  TimedHandler *self = TIMED_HANDLER (object);

  g_string_free (self->order, TRUE);
  batch_clock_unref (self->clock);
  G_OBJECT_CLASS (timed_handler_parent_class)->finalize (object);
}

static void
timed_handler_class_init (TimedHandlerClass *klass)
{
  BATCH_ITEM_HANDLER_CLASS (klass)->handle = timed_handler_handle;
  G_OBJECT_CLASS (klass)->finalize = timed_handler_finalize;
}

static void
timed_handler_init (TimedHandler *self)
{
  self->order = g_string_new (NULL);
}

/* --- An engine with it --- */

typedef struct
{
  char         *dir;
  BatchClock   *clock;
  BatchEngine  *engine;
  BatchQueue   *queue;
  TimedHandler *handler;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->dir = batch_test_make_dir ();
  fixture->clock = batch_clock_new_manual (WALL);
  batch_clock_set_thread_default (fixture->clock);
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->queue = batch_queue_new_for_engine (fixture->engine);
  fixture->handler = g_object_new (TIMED_TYPE_HANDLER, NULL);
  fixture->handler->clock = batch_clock_ref (fixture->clock);
  fixture->handler->queue = fixture->queue;
  fixture->handler->longest = 100;
  batch_queue_set_paused (fixture->queue, TRUE);
  batch_queue_set_handler (fixture->queue, BATCH_ITEM_HANDLER (fixture->handler));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_unref (fixture->queue);
  batch_test_close_engine (fixture->engine);
  g_object_unref (fixture->engine);
  g_object_unref (fixture->handler);
  batch_clock_set_thread_default (NULL);
  batch_clock_unref (fixture->clock);
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

static BatchJob *
put_with_deadline (Fixture    *fixture,
                   const char *key,
                   guint       n_items,
                   gint64      seconds)
{
  g_autoptr(BatchJob) draft = driver_make_job (key, n_items);
  g_autoptr(BatchJob) job = NULL;

  batch_job_set_expires_in (draft, seconds);
  job = driver_enqueue (fixture->queue, draft);
  return batch_queue_get_job (fixture->queue, batch_job_get_id (job));
}

/* It has seen what time it is. */
static void
wait_for_engine (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchPlan) plan = NULL;

  batch_engine_get_plan_async (fixture->engine, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  plan = batch_engine_get_plan_finish (fixture->engine, result, NULL);
  g_assert_nonnull (plan);
}

/* Not before its deadline, by the wall clock, and before long then. */
static void
assert_expires (Fixture  *fixture,
                BatchJob *job,
                gint64    deadline)
{
  g_autoptr(GDateTime) ended = NULL;
  gint64 early = deadline - batch_clock_now (fixture->clock) - G_USEC_PER_SEC;

  if (early > 0)
    {
      batch_clock_advance (fixture->clock, early);
      wait_for_engine (fixture);
      g_assert_cmpint (batch_job_get_state (job), ==, BATCH_JOB_STATE_QUEUED);
    }

  batch_clock_advance (fixture->clock, 61 * G_USEC_PER_SEC);
  driver_wait_state (job, BATCH_JOB_STATE_EXPIRED);
  ended = batch_job_get_completed_at (job);
  g_assert_cmpint (batch_date_time_get_us (ended), >=, deadline);
}

/* --- Patience --- */

typedef struct
{
  BatchPolicy policy;
  gint64      jump;                /* of the wall clock, in the middle of it */
  guint       least;               /* items of the resident model before the other has its turn */
  guint       most;
} Patience;

static const Patience patience[] = {
  { BATCH_POLICY_FEWEST_SWAPS, 0, 25, 34 },
  { BATCH_POLICY_FEWEST_SWAPS, HOUR, 25, 34 },
  { BATCH_POLICY_FEWEST_SWAPS, -HOUR, 25, 34 },
  { BATCH_POLICY_FAIR, 0, 9, 14 },
  { BATCH_POLICY_FAIR, HOUR, 9, 14 },
  { BATCH_POLICY_FAIR, -HOUR, 9, 14 },
  { BATCH_POLICY_EXACT_ORDER, 0, 3, 5 },
  { BATCH_POLICY_EXACT_ORDER, -HOUR, 3, 5 },
};

/* An item under way may be about to bring another job. */
static void
stop_trickle (Fixture *fixture)
{
  GListModel *jobs = G_LIST_MODEL (fixture->queue);
  guint n_jobs;

  fixture->handler->trickle = NULL;
  do
    {
      n_jobs = g_list_model_get_n_items (jobs);
      for (guint i = 0; i < n_jobs; i++)
        {
          g_autoptr(BatchJob) job = g_list_model_get_item (jobs, i);

          driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
        }
    }
  while (n_jobs < g_list_model_get_n_items (jobs));
}

/* For each item of the resident model another job comes, so that it is never out of work. */
static void
test_trickle (Fixture       *fixture,
              gconstpointer  data)
{
  const Patience *c = data;
  BatchJob *other;
  const char *turn;

  fixture->handler->trickle = "resident";
  fixture->handler->jump = c->jump;
  fixture->handler->jump_at = c->jump != 0 ? 4 : 0;
  batch_queue_set_policy (fixture->queue, c->policy);
  driver_put (fixture->queue, "resident", 3);
  batch_clock_advance (fixture->clock, 2 * G_USEC_PER_SEC);
  other = driver_put (fixture->queue, "other", 2);
  batch_queue_set_paused (fixture->queue, FALSE);
  driver_wait_state (other, BATCH_JOB_STATE_COMPLETED);

  g_test_message ("%s", fixture->handler->order->str);
  turn = strchr (fixture->handler->order->str, 'o');
  g_assert_cmpint (turn - fixture->handler->order->str, >=, c->least);
  g_assert_cmpint (turn - fixture->handler->order->str, <=, c->most);
  /* It is drained before anything comes back. */
  g_assert_true (g_str_has_prefix (turn, "oo"));
  stop_trickle (fixture);
}

/* For each item of the higher priority another one comes. Whatever else waits for the same model,
 * or for another one, waits for two hours, and has a turn then. */
static void
test_priority_ages (Fixture       *fixture,
                    gconstpointer  key)
{
  g_autoptr(BatchJob) draft = driver_make_job ("resident", 3);
  g_autoptr(BatchJob) first = NULL;
  BatchJob *other;

  fixture->handler->trickle = "resident";
  fixture->handler->priority = 1;
  fixture->handler->longest = 250;
  batch_job_set_priority (draft, 1);
  other = driver_put (fixture->queue, key, 2);
  batch_clock_advance (fixture->clock, 2 * G_USEC_PER_SEC);
  first = driver_enqueue (fixture->queue, draft);
  batch_queue_set_paused (fixture->queue, FALSE);
  driver_wait_state (other, BATCH_JOB_STATE_COMPLETED);

  g_test_message ("%s", fixture->handler->order->str);
  g_assert_cmpint (fixture->handler->order->len, >=, 120);
  g_assert_cmpint (fixture->handler->order->len, <=, 140);
  stop_trickle (fixture);
}

/* --- Deadlines --- */

static void
test_deadline_goes_first (Fixture       *fixture,
                          gconstpointer  data)
{
  BatchJob *long_one = driver_put (fixture->queue, "resident", 60);
  BatchJob *urgent = put_with_deadline (fixture, "urgent", 3, 20 * 60);

  batch_queue_set_paused (fixture->queue, FALSE);
  driver_wait_state (urgent, BATCH_JOB_STATE_COMPLETED);
  driver_wait_state (long_one, BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpint (batch_job_get_succeeded (urgent), ==, 3);
  g_assert_cmpint (batch_job_get_succeeded (long_one), ==, 60);
}

static void
test_deadline_passes (Fixture       *fixture,
                      gconstpointer  data)
{
  BatchJob *job = put_with_deadline (fixture, "alpha", 3, 600);

  assert_expires (fixture, job, WALL + 10 * MINUTE);
}

/* What the wall clock shows is what counts, and it is seen before long. */
static void
test_deadline_after_jump (Fixture       *fixture,
                          gconstpointer  data)
{
  gint64 jump = *(const gint64 *) data;
  BatchJob *job = put_with_deadline (fixture, "alpha", 3, 2 * 3600);

  wait_for_engine (fixture);
  set_wall (fixture->clock, jump);
  assert_expires (fixture, job, WALL + 2 * HOUR);
}

/* One that has passed when the clock is set is not waited for until the hour is over. */
static void
test_deadline_jumped_over (Fixture       *fixture,
                           gconstpointer  data)
{
  BatchJob *job = put_with_deadline (fixture, "alpha", 3, 50 * 60);

  wait_for_engine (fixture);
  set_wall (fixture->clock, HOUR);
  assert_expires (fixture, job, WALL + HOUR);
}

/* --- Jumps in the middle of a run --- */

static void
test_jump_in_run (Fixture       *fixture,
                  gconstpointer  data)
{
  BatchJob *job = put_with_deadline (fixture, "alpha", 30, 4 * 3600);
  BatchEta *eta;

  fixture->handler->jump = *(const gint64 *) data;
  fixture->handler->jump_at = 10;
  fixture->handler->fails = 2;
  batch_queue_set_paused (fixture->queue, FALSE);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 30);
  g_assert_cmpuint (fixture->handler->order->len, ==, 32);

  /* What was learnt is a minute an item. */
  batch_queue_set_paused (fixture->queue, TRUE);
  job = driver_put (fixture->queue, "alpha", 10);
  while ((eta = batch_job_get_eta (job)) == NULL || batch_eta_get_expected (eta) < 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (batch_eta_get_expected (eta), >, 9 * 60 * 1000);
  g_assert_cmpint (batch_eta_get_expected (eta), <, 12 * 60 * 1000);
}

/* --- Leases --- */

static BatchClaim *
claim (Fixture *fixture)
{
  BatchClaim *claimed = NULL;

  while (claimed == NULL)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(GListModel) claims = NULL;

      batch_engine_claim_async (fixture->engine, NULL, 1, 1800 * 1000, NULL,
                                batch_test_store_result, &result);
      batch_test_wait (&result);
      claims = batch_engine_claim_finish (fixture->engine, result, &error);
      g_assert_no_error (error);
      claimed = g_list_model_get_item (claims, 0);
    }

  return claimed;
}

static gboolean
complete (Fixture    *fixture,
          BatchClaim *claimed)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_complete_async (fixture->engine, batch_claim_get_id (claimed), "{}", NULL,
                               batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_engine_complete_finish (fixture->engine, result, NULL);
}

/* A lease is a duration: half an hour is half an hour, whatever the wall clock does. */
static void
test_lease (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(BatchJob) draft = driver_make_job ("alpha", 2);
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(BatchClaim) kept = NULL;
  g_autoptr(BatchClaim) lost = NULL;
  g_autoptr(BatchClaim) again = NULL;

  batch_job_set_handler (draft, BATCH_WORKERS);
  job = driver_enqueue (fixture->queue, draft);
  batch_queue_set_paused (fixture->queue, FALSE);
  kept = claim (fixture);
  lost = claim (fixture);
  set_wall (fixture->clock, *(const gint64 *) data);
  batch_clock_advance (fixture->clock, 29 * MINUTE);
  g_assert_true (complete (fixture, kept));

  batch_clock_advance (fixture->clock, 2 * MINUTE);
  again = claim (fixture);
  g_assert_cmpstr (batch_claim_get_item_id (again), ==, batch_claim_get_item_id (lost));
  g_assert_false (complete (fixture, lost));
  g_assert_true (complete (fixture, again));
}

int
main (int   argc,
      char *argv[])
{
  static const gint64 jumps[] = { HOUR, -HOUR };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (patience); i++)
    {
      g_autofree char *path = g_strdup_printf ("/batch/engine/clock/trickle/%s/%d",
                                               batch_enum_to_nick (BATCH_TYPE_POLICY,
                                                                   (int) patience[i].policy),
                                               (int) (patience[i].jump / HOUR));

      g_test_add (path, Fixture, &patience[i], set_up, test_trickle, tear_down);
    }
#define ADD(path, data, test) \
  g_test_add ("/batch/engine/clock/" path, Fixture, data, set_up, test, tear_down)
  ADD ("ageing/same-model", "resident", test_priority_ages);
  ADD ("ageing/other-model", "other", test_priority_ages);
  ADD ("deadline/goes-first", NULL, test_deadline_goes_first);
  ADD ("deadline/passes", NULL, test_deadline_passes);
  ADD ("deadline/forward", &jumps[0], test_deadline_after_jump);
  ADD ("deadline/back", &jumps[1], test_deadline_after_jump);
  ADD ("deadline/jumped-over", NULL, test_deadline_jumped_over);
  ADD ("run/forward", &jumps[0], test_jump_in_run);
  ADD ("run/back", &jumps[1], test_jump_in_run);
  ADD ("lease/forward", &jumps[0], test_lease);
  ADD ("lease/back", &jumps[1], test_lease);
  return g_test_run ();
}
