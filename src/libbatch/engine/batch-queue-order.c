/* batch-queue-order.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-queue-private.h"

#include "engine/batch-engine-call-private.h"
#include "engine/batch-engine-private.h"
#include "engine/batch-job.h"

/* The list goes by a rule of its own, and so do the ranks that are given to new jobs, and
 * mostly they agree. When somebody moves a job, its rank is what is kept and what others
 * see, and the list follows. */

static int
compare_entries (gconstpointer a,
                 gconstpointer b,
                 gpointer      user_data)
{
  const BatchQueueEntry *one = a;
  const BatchQueueEntry *two = b;
  int order = batch_rank_compare (&one->rank, &two->rank);

  return order != 0 ? order
                    : (one->sequence > two->sequence) - (one->sequence < two->sequence);
}

void
batch_queue_enter_rank (BatchQueue      *self,
                        BatchQueueEntry *entry)
{
  entry->in_rank = g_sequence_insert_sorted (self->by_rank, entry, compare_entries, NULL);
}

void
batch_queue_leave_rank (BatchQueueEntry *entry)
{
  g_clear_pointer (&entry->in_rank, g_sequence_remove);
}

static guint
place_of (BatchQueue    *self,
          GSequenceIter *in_rank)
{
  return batch_list_order_find (self->order, ((BatchQueueEntry *) g_sequence_get (in_rank))->job);
}

BatchListChange
batch_queue_follow_rank (BatchQueue      *self,
                         BatchQueueEntry *entry)
{
  GSequenceIter *next = g_sequence_iter_next (entry->in_rank);
  guint place = place_of (self, entry->in_rank);
  guint target;

  if (!g_sequence_iter_is_end (next) && (target = place_of (self, next)) < place)
    return batch_list_order_move (self->order, entry->job, target);

  if (!g_sequence_iter_is_begin (entry->in_rank)
      && (target = place_of (self, g_sequence_iter_prev (entry->in_rank))) > place)
    return batch_list_order_move (self->order, entry->job, target);

  return (BatchListChange) { place, 0, 0 };
}

/* --- Moving --- */

/* The job that would stand behind @position if that were free; NULL at the end. */
static BatchJob *
find_next (BatchQueue *self,
           BatchJob   *job,
           guint       position)
{
  guint n = batch_list_order_get_size (self->order);
  guint own = batch_list_order_find (self->order, job);

  if (position >= n)
    return NULL;

  for (guint i = position > own ? position + 1 : position; i < n; i++)
    {
      BatchJob *other = batch_list_order_get_nth (self->order, i);

      if (other != job && !batch_job_is_terminal (other))
        return other;
    }

  return NULL;
}

/**
 * batch_queue_move_async:
 * @self: a queue
 * @job_id: the id of a job that has not ended
 * @position: its place in the list; behind the end counts as the end
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * Moves a job in the list, for everybody and for good.
 *
 * See [method@Engine.move_job_async] for what that does to the order of the work.
 */
void
batch_queue_move_async (BatchQueue          *self,
                        const char          *job_id,
                        guint                position,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  BatchJob *job;
  BatchJob *next = NULL;

  g_return_if_fail (BATCH_IS_QUEUE (self));
  g_return_if_fail (job_id != NULL);

  if ((job = batch_queue_find_job (self, job_id)) != NULL)
    next = find_next (self, job, position);
  batch_executor_move_job (batch_queue_get_executor (self), job_id,
                           next != NULL ? BATCH_MOVE_BEFORE : BATCH_MOVE_LAST,
                           next != NULL ? batch_job_get_id (next) : NULL,
                           batch_engine_change_new (self, cancellable, callback, user_data,
                                                    batch_queue_move_async));
}

/**
 * batch_queue_move_finish:
 * @self: a queue
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Queue.move_async].
 *
 * Returns: whether it was done; `BATCH_ERROR_INVALID_STATE` when the job has ended
 */
gboolean
batch_queue_move_finish (BatchQueue    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  return batch_engine_call_finish_done (batch_queue_get_engine (self), self, result, error);
}
