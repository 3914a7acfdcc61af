/* batch-engine-news.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "engine/batch-job-private.h"
#include "engine/batch-queue-private.h"
#include "handlers/batch-item-handler-private.h"
#include "items/batch-item-private.h"
#include "reports/batch-load-private.h"

/* What the executor tells the engine, on the owner context, and to whom it goes on. */

static void
engine_opened (gpointer      owner,
               BatchStore   *store,
               const GError *error)
{
  BatchEngine *self = owner;
  g_autoptr(BatchEngine) alive = g_object_ref (self);

  g_set_object (&self->store, store);
  if (error != NULL)
    self->open_error = g_error_copy (error);
  batch_engine_tell_ready (alive);
}

/* Queues come and go while they are told. */
static GPtrArray *
hold_queues (BatchEngine *self)
{
  GPtrArray *queues = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->queues->len; i++)
    g_ptr_array_add (queues, g_object_ref (g_ptr_array_index (self->queues, i)));

  return queues;
}

static void
update_watch (BatchEngine *self,
              BatchJob    *job,
              GPtrArray   *queues)
{
  /* Somebody looks at the items of the job, or listens to single ones. Who looks at those of
   * another job meanwhile reads them again when its counts change, and misses nothing. */
  gboolean watch = job != NULL && job->views != NULL;

  for (guint i = 0; i < queues->len; i++)
    watch |= batch_queue_watches_items (g_ptr_array_index (queues, i));

  batch_executor_watch_items (self->executor, watch);
}

/* Work is about to begin. Who listens by now is told of the first items, too. */
void
batch_engine_watch_items (BatchEngine *self)
{
  for (guint i = 0; i < self->queues->len; i++)
    if (batch_queue_watches_items (g_ptr_array_index (self->queues, i)))
      batch_executor_watch_items (self->executor, TRUE);
}

void
batch_engine_watch_jobs (BatchEngine        *self,
                         BatchEngineJobFunc  func,
                         gpointer            user_data)
{
  self->job_func = func;
  self->job_data = user_data;
}

void
batch_engine_watch_receipts (BatchEngine             *self,
                             BatchEngineReceiptsFunc  func,
                             gpointer                 user_data)
{
  self->receipts_func = func;
  self->receipts_data = user_data;
}

static void
engine_receipts (gpointer owner)
{
  BatchEngine *self = owner;

  if (self->receipts_func != NULL)
    self->receipts_func (self->receipts_data);
}

static void
engine_job_changed (gpointer        owner,
                    BatchJobRecord *record,
                    BatchEta       *eta)
{
  BatchEngine *self = owner;
  g_autoptr(GPtrArray) queues = hold_queues (self);
  g_autoptr(BatchJob) job = batch_job_cache_lookup (self->jobs, record->id);

  if (job != NULL && eta != NULL)
    batch_job_set_eta (job, eta);

  for (guint i = 0; i < queues->len; i++)
    batch_queue_take_job (g_ptr_array_index (queues, i), record, eta);

  if (job != NULL)
    batch_engine_update_job (self, job, record);
  if (self->job_func != NULL)
    self->job_func (record, self->job_data);
  update_watch (self, job, queues);
}

static void
engine_eta_changed (gpointer    owner,
                    const char *job_id,
                    BatchEta   *eta)
{
  BatchEngine *self = owner;
  g_autoptr(BatchJob) job = batch_job_cache_lookup (self->jobs, job_id);

  if (job != NULL && !batch_job_is_terminal (job))
    batch_job_set_eta (job, eta);
}

static void
engine_item_started (gpointer         owner,
                     BatchItemRecord *item)
{
  g_autoptr(GPtrArray) queues = hold_queues (owner);

  for (guint i = 0; i < queues->len; i++)
    batch_queue_item_started (g_ptr_array_index (queues, i), item);
}

static void
engine_item_ended (gpointer         owner,
                   BatchItemRecord *item)
{
  g_autoptr(GPtrArray) queues = hold_queues (owner);

  for (guint i = 0; i < queues->len; i++)
    batch_queue_item_ended (g_ptr_array_index (queues, i), item);
}

/* --- Loads --- */

static gboolean
find_loading (BatchEngine           *self,
              const BatchLoadRecord *record,
              guint                 *position)
{
  for (*position = 0; *position < g_list_model_get_n_items (G_LIST_MODEL (self->loading));
       (*position)++)
    {
      g_autoptr(BatchLoad) load = g_list_model_get_item (G_LIST_MODEL (self->loading), *position);

      if (batch_load_is (load, record))
        return TRUE;
    }

  return FALSE;
}

static void
engine_load_started (gpointer               owner,
                     const BatchLoadRecord *record)
{
  BatchEngine *self = owner;
  g_autoptr(GPtrArray) queues = hold_queues (self);
  g_autoptr(BatchLoad) load = batch_load_new (record);

  g_list_store_append (self->loading, load);
  for (guint i = 0; i < queues->len; i++)
    batch_queue_load_started (g_ptr_array_index (queues, i), record->key);
}

static void
engine_load_progress (gpointer               owner,
                      const BatchLoadRecord *record,
                      double                 fraction)
{
  BatchEngine *self = owner;
  g_autoptr(GPtrArray) queues = hold_queues (self);
  g_autoptr(BatchLoad) load = NULL;
  guint position;

  if (find_loading (self, record, &position))
    load = g_list_model_get_item (G_LIST_MODEL (self->loading), position);
  if (load != NULL)
    batch_load_set_fraction (load, fraction);
  for (guint i = 0; i < queues->len; i++)
    batch_queue_load_progress (g_ptr_array_index (queues, i), record->key, fraction);
}

static void
engine_load_ended (gpointer               owner,
                   const BatchLoadRecord *record,
                   gint64                 duration_ms)
{
  BatchEngine *self = owner;
  g_autoptr(GPtrArray) queues = hold_queues (self);
  guint position;

  if (find_loading (self, record, &position))
    g_list_store_remove (self->loading, position);
  for (guint i = 0; i < queues->len; i++)
    batch_queue_load_ended (g_ptr_array_index (queues, i), record->key, duration_ms);
}

static void
set_count (BatchEngine *self,
           guint       *field,
           guint        value,
           const char  *property)
{
  if (*field == value)
    return;

  *field = value;
  g_object_notify (G_OBJECT (self), property);
}

static void
engine_loads (gpointer    owner,
              const char *key,
              guint       loads_done,
              guint       loads_swapped,
              guint       loads_left)
{
  BatchEngine *self = owner;

  /* Whoever is told of one of them finds the others true as well. */
  g_object_freeze_notify (G_OBJECT (self));
  set_count (self, &self->loads_done, loads_done, "loads-done");
  set_count (self, &self->loads_swapped, loads_swapped, "loads-swapped");
  set_count (self, &self->loads_left, loads_left, "loads-left");
  if (g_strcmp0 (self->current_model, key) != 0)
    {
      g_free (self->current_model);
      self->current_model = g_strdup (key);
      g_object_notify (G_OBJECT (self), "current-model");
    }
  g_object_thaw_notify (G_OBJECT (self));
}

static void
engine_paused (gpointer owner)
{
  batch_engine_set_pausing (owner, FALSE);
}

/* Somebody else has changed it, or it was found in the store. */
static void
engine_policy (gpointer    owner,
               BatchPolicy policy,
               gboolean    answers)
{
  BatchEngine *self = owner;

  if (answers)
    self->n_policies--;
  if (self->n_policies > 0 || self->policy == policy)
    return;

  self->policy = policy;
  g_object_notify (G_OBJECT (self), "policy");
}

static void
engine_plan_changed (gpointer         owner,
                     BatchPlanValues *values)
{
  batch_engine_take_plan (owner, values);
}

static void
engine_troubles (gpointer   owner,
                 GPtrArray *troubles)
{
  BatchEngine *self = owner;

  g_ptr_array_unref (self->troubles);
  self->troubles = troubles;
  g_object_notify (G_OBJECT (self), "in-trouble");
}

static void
engine_samples (gpointer         owner,
                const char      *key,
                const char      *operation,
                BatchSizeBucket  bucket,
                guint            count)
{
  g_autoptr(GPtrArray) queues = hold_queues (owner);

  for (guint i = 0; i < queues->len; i++)
    batch_queue_take_samples (g_ptr_array_index (queues, i), key, operation, bucket, count);
}

/* Who is told may let go of items, or watch others. */
static void
engine_partial_answer (gpointer                  owner,
                       const BatchPartialAnswer *partial)
{
  BatchEngine *self = owner;
  g_autofree char *key = g_strdup_printf ("%s:%u", partial->job_id, partial->position);
  GPtrArray *watching = g_hash_table_lookup (self->watched, key);
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; watching != NULL && i < watching->len; i++)
    g_ptr_array_add (items, g_object_ref (g_ptr_array_index (watching, i)));
  for (guint i = 0; i < items->len; i++)
    batch_item_take_partial_answer (g_ptr_array_index (items, i), partial);
}

static void
engine_attempt (gpointer      owner,
                const char   *name,
                BatchAttempt *attempt,
                gboolean      may_skip)
{
  BatchEngine *self = owner;
  BatchItemHandler *handler = g_hash_table_lookup (self->handlers, name);

  /* Without a handler the attempt is dropped, which fails it. */
  if (handler != NULL)
    batch_item_handler_run (handler, attempt,
                            may_skip ? BATCH_OVERWRITE_POLICY_SKIP
                                     : BATCH_OVERWRITE_POLICY_OVERWRITE);
}

const BatchExecutorListener batch_engine_listener = {
  .opened = engine_opened,
  .job_changed = engine_job_changed,
  .eta_changed = engine_eta_changed,
  .item_started = engine_item_started,
  .item_ended = engine_item_ended,
  .load_started = engine_load_started,
  .load_progress = engine_load_progress,
  .load_ended = engine_load_ended,
  .loads = engine_loads,
  .paused = engine_paused,
  .others_work = batch_engine_take_others_work,
  .receipts = engine_receipts,
  .policy = engine_policy,
  .webhooks = batch_engine_take_webhooks,
  .webhook_secret = batch_engine_take_webhook_secret,
  .plan_changed = engine_plan_changed,
  .troubles = engine_troubles,
  .samples = engine_samples,
  .partial_answer = engine_partial_answer,
  .attempt = engine_attempt,
};
