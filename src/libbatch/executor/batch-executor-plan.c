/* batch-executor-plan.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-news-private.h"
#include "executor/batch-executor-planning-private.h"
#include "executor/batch-executor-state-private.h"
#include "executor/batch-executor-work-private.h"
#include "executor/batch-plan-draft-private.h"

/* The plan that everybody can see: the schedules of all lanes, those too where others
 * work. Unlike what the lanes go by it looks at every job, so that it can tell what the
 * order of arrival would cost; it is made when somebody asks, and at most once a second
 * for those who keep looking. */

#define PLAN_MS 1000

/* What is read from the store for it. */
typedef struct
{
  BatchExecutor *executor;
  BatchCall     *call;             /* (nullable) that is answered; NULL: those who look are told */
  GHashTable    *keys;             /* lane to what is loaded there */
} PlanRequest;

BatchRoster *
batch_executor_collect_others (BatchExecutor *self)
{
  BatchRoster *others = batch_roster_new ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, batch_roster_get_jobs (self->roster));
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      BatchLiveJob *job = value;
      g_autofree char *lane = NULL;

      if (job->lane != NULL)
        continue;

      lane = batch_executor_name_lane (self, job->record);
      batch_roster_update (others, job->record, lane);
    }

  return others;
}

/* A lane has one schedule, of those jobs too that this engine cannot run. */
static void
join_shared_lanes (BatchExecutor *self,
                   BatchRoster   *others)
{
  g_autoptr(GHashTable) shared = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, batch_roster_get_lanes (others));
  while (g_hash_table_iter_next (&iter, &value, NULL))
    if (batch_roster_get_groups (self->roster, value) != NULL)
      g_hash_table_add (shared, g_strdup (value));

  g_hash_table_iter_init (&iter, batch_roster_get_jobs (self->roster));
  while (g_hash_table_size (shared) > 0 && g_hash_table_iter_next (&iter, NULL, &value))
    {
      BatchLiveJob *job = value;

      if (job->lane != NULL && g_hash_table_contains (shared, job->lane))
        batch_roster_update (others, job->record, job->lane);
    }
}

static BatchPlanValues *
make_plan (BatchExecutor *self,
           GHashTable    *keys,
           GHashTable    *visits)
{
  gint64 began_at = g_get_monotonic_time ();
  BatchPlanDraft *draft = batch_plan_draft_new (self, keys, visits);
  g_autoptr(BatchRoster) others = batch_executor_collect_others (self);
  BatchPlanValues *plan;

  join_shared_lanes (self, others);
  batch_plan_draft_add_lanes (draft, self->roster, others);
  batch_plan_draft_add_lanes (draft, others, NULL);
  plan = batch_plan_draft_finish (draft);
  self->plan_ms = MAX (PLAN_MS, batch_executor_pause_after (g_get_monotonic_time () - began_at,
                                                            &self->plan_took_us));
  return plan;
}

/* --- Those who look at it --- */

static void
fail_request (PlanRequest *self,
              GError      *error)
{
  if (self->call != NULL)
    batch_call_return_error (self->call, error);
  else
    {
      g_debug ("The plan stays as it was: %s", error->message);
      g_error_free (error);
    }
  g_clear_pointer (&self->keys, g_hash_table_unref);
  g_free (self);
}

static void
visits_listed_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  PlanRequest *self = user_data;
  GError *error = NULL;
  g_autoptr(GHashTable) visits = batch_store_list_values_finish (BATCH_STORE (source), result,
                                                                 &error);
  BatchPlanValues *plan;

  if (visits == NULL)
    {
      fail_request (self, error);
      return;
    }

  plan = make_plan (self->executor, self->keys, visits);
  if (self->call != NULL)
    batch_call_return (self->call, plan, (GDestroyNotify) batch_plan_values_free);
  else
    batch_executor_tell_plan (self->executor, plan);
  g_hash_table_unref (self->keys);
  g_free (self);
}

static void
lanes_listed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  PlanRequest *self = user_data;
  GError *error = NULL;

  self->keys = batch_store_list_lanes_finish (BATCH_STORE (source), result, &error);
  if (self->keys != NULL)
    batch_executor_take_lane_keys (self->executor, g_hash_table_ref (self->keys));
  if (self->keys != NULL)
    batch_executor_list_visits (self->executor, visits_listed_cb, self);
  else
    fail_request (self, error);
}

/* @call: (nullable) */
static void
begin_plan (BatchExecutor *self,
            BatchCall     *call)
{
  PlanRequest *request = g_new0 (PlanRequest, 1);

  request->executor = self;
  request->call = call;
  batch_store_list_lanes_async (self->store, NULL, lanes_listed_cb, request);
}

void
batch_executor_plan (BatchExecutor *self,
                     GTask         *task)
{
  batch_executor_call (self, begin_plan, NULL, NULL, NULL, task);
}

static gboolean
plan_cb (gpointer user_data)
{
  BatchExecutor *self = user_data;

  batch_executor_clear_timer (&self->plan_timer);
  if (g_atomic_int_get (&self->watch_plan) && !self->stopping)
    begin_plan (self, NULL);
  return G_SOURCE_REMOVE;
}

/* Something has changed that may change the plan. */
void
batch_executor_expect_plan (BatchExecutor *self)
{
  if (g_atomic_int_get (&self->watch_plan) && self->plan_timer == NULL)
    self->plan_timer = batch_executor_add_timer (self, MAX (PLAN_MS, self->plan_ms), plan_cb);
}

/* Who has moved something wants to see it move. */
void
batch_executor_hurry_plan (BatchExecutor *self)
{
  batch_executor_clear_timer (&self->plan_timer);
  if (g_atomic_int_get (&self->watch_plan))
    self->plan_timer = batch_executor_add_timer (self, 0, plan_cb);
}

static void
expect_plan (BatchExecutor *self,
             BatchCall     *call)
{
  batch_executor_expect_plan (self);
  batch_call_free (call);
}

/* What has changed since the plan was made that the watcher has, nobody was told. */
void
batch_executor_watch_plan (BatchExecutor *self,
                           gboolean       watch)
{
  gboolean watched = g_atomic_int_get (&self->watch_plan);

  g_atomic_int_set (&self->watch_plan, watch);
  if (watch && !watched)
    batch_executor_call (self, expect_plan, NULL, NULL, NULL, NULL);
}
