/* batch-queue-lookup.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-queue-private.h"

#include "core/batch-fields-private.h"
#include "engine/batch-engine-private.h"
#include "engine/batch-job-private.h"

/* As long as the scheduler lets a group be overtaken. */
#define PATIENCE (30 * G_TIME_SPAN_MINUTE)

/* What a queue knows without asking anybody. */

BatchJob *
batch_queue_find_job (BatchQueue *self,
                      const char *job_id)
{
  BatchQueueEntry *entry = g_hash_table_lookup (self->entries, job_id);

  return entry != NULL ? entry->job : NULL;
}

static char *
sample_name (const char      *key,
             const char      *operation,
             BatchSizeBucket  bucket)
{
  return g_strdup_printf ("%d %s\n%s", bucket, operation, key);
}

void
batch_queue_take_samples (BatchQueue      *self,
                          const char      *key,
                          const char      *operation,
                          BatchSizeBucket  bucket,
                          guint            count)
{
  g_hash_table_insert (self->samples, sample_name (key, operation, bucket),
                       GUINT_TO_POINTER (count));
}

/**
 * batch_queue_get_job:
 * @self: a queue
 * @job_id: the id of a job
 *
 * Gets a job of the list.
 *
 * Returns: (transfer none) (nullable): the job, or %NULL when there is none
 */
BatchJob *
batch_queue_get_job (BatchQueue *self,
                     const char *job_id)
{
  g_return_val_if_fail (BATCH_IS_QUEUE (self), NULL);
  g_return_val_if_fail (job_id != NULL, NULL);

  return batch_queue_find_job (self, job_id);
}

/**
 * batch_queue_list_jobs:
 * @self: a queue
 *
 * Gets the list as it is now; it does not change any more.
 *
 * Returns: (transfer full): a list of [class@Job]
 */
GListModel *
batch_queue_list_jobs (BatchQueue *self)
{
  GListStore *jobs = g_list_store_new (BATCH_TYPE_JOB);

  g_return_val_if_fail (BATCH_IS_QUEUE (self), NULL);

  for (guint i = 0; i < batch_list_order_get_size (self->order); i++)
    g_list_store_append (jobs, batch_list_order_get_nth (self->order, i));

  return G_LIST_MODEL (jobs);
}

/**
 * batch_queue_has_running_job:
 * @self: a queue
 *
 * Gets whether a job is under way.
 *
 * Returns: %TRUE when there is one
 */
gboolean
batch_queue_has_running_job (BatchQueue *self)
{
  g_return_val_if_fail (BATCH_IS_QUEUE (self), FALSE);

  return self->n_running > 0;
}

/**
 * batch_queue_queued_count:
 * @self: a queue
 *
 * Gets how many jobs wait for their turn.
 *
 * Returns: the number of jobs
 */
guint
batch_queue_queued_count (BatchQueue *self)
{
  g_return_val_if_fail (BATCH_IS_QUEUE (self), 0);

  return self->n_queued;
}

/**
 * batch_queue_estimate_remaining_ms:
 * @self: a queue
 * @job_id: the id of a job
 *
 * Gets how long a job still takes, most likely. [property@Job:eta] has the range.
 *
 * Returns: ms; 0 when nothing is left, -1 when nothing is known
 */
gint64
batch_queue_estimate_remaining_ms (BatchQueue *self,
                                   const char *job_id)
{
  BatchJob *job;
  BatchEta *eta;

  g_return_val_if_fail (BATCH_IS_QUEUE (self), -1);
  g_return_val_if_fail (job_id != NULL, -1);

  if ((job = batch_queue_find_job (self, job_id)) == NULL)
    return -1;
  if (batch_job_is_terminal (job))
    return 0;

  eta = batch_job_get_eta (job);
  return eta != NULL ? batch_eta_get_expected (eta) : -1;
}

/**
 * batch_queue_eta_sample_count:
 * @self: a queue
 * @resource_key: a model
 * @operation: an operation
 * @size_bucket: a size
 *
 * Gets how many durations are known of exactly that.
 *
 * Returns: the number of samples
 */
guint
batch_queue_eta_sample_count (BatchQueue      *self,
                              const char      *resource_key,
                              const char      *operation,
                              BatchSizeBucket  size_bucket)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (BATCH_IS_QUEUE (self), 0);
  g_return_val_if_fail (resource_key != NULL && operation != NULL, 0);

  name = sample_name (resource_key, operation, size_bucket);
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->samples, name));
}

/* --- What comes next --- */

static gboolean
may_start (BatchJob *job)
{
  return batch_job_get_state (job) == BATCH_JOB_STATE_QUEUED && !batch_job_get_paused (job);
}

static BatchJob *
find_first (BatchQueue *self)
{
  BatchJob *first = batch_list_order_first_queued (self->order, NULL);
  guint n_jobs = batch_list_order_get_size (self->order);

  for (guint i = first != NULL ? batch_list_order_find (self->order, first) : n_jobs; i < n_jobs;
       i++)
    {
      BatchJob *job = batch_list_order_get_nth (self->order, i);

      if (may_start (job))
        return job;
    }

  return NULL;
}

/* Its model is what was put into memory last. */
static BatchJob *
find_loaded (BatchQueue *self)
{
  BatchJob *job = self->started_key != NULL
                  ? batch_list_order_first_queued (self->order, self->started_key) : NULL;

  return job != NULL && may_start (job) ? job : NULL;
}

static gboolean
has_waited_long_enough (BatchQueue *self,
                        BatchJob   *job)
{
  g_autoptr(GDateTime) created_at = batch_job_get_created_at (job);

  return batch_engine_now (batch_queue_get_engine (self)) - batch_date_time_get_us (created_at)
         > PATIENCE;
}

/**
 * batch_queue_next_queued:
 * @self: a queue
 *
 * Gets the job that is best started next.
 *
 * That is the first job of the list that waits for its turn; but one for the model of the
 * job that was started last goes before it, as that needs no load, unless the first one has
 * waited for half an hour, or [property@Queue:policy] is another than the fewest swaps.
 *
 * Returns: (transfer none) (nullable): the job, or %NULL when none waits
 */
BatchJob *
batch_queue_next_queued (BatchQueue *self)
{
  BatchJob *first;
  BatchJob *loaded;

  g_return_val_if_fail (BATCH_IS_QUEUE (self), NULL);

  if ((first = find_first (self)) == NULL
      || batch_queue_get_policy (self) != BATCH_POLICY_FEWEST_SWAPS)
    return first;

  loaded = find_loaded (self);
  return loaded != NULL && !has_waited_long_enough (self, first) ? loaded : first;
}

/* Where @job stands, compared with where it would be without grouping. */
int
batch_queue_get_lead (BatchQueue *self,
                      BatchJob   *job)
{
  return batch_queue_find_job (self, batch_job_get_id (job)) != NULL
         ? batch_list_order_get_lead (self->order, job) : 0;
}
