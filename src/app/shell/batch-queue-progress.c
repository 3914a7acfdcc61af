/* batch-queue-progress.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-queue-progress.h"

#include "widgets/batch-closures.h"
#include "widgets/batch-standstill-text.h"

/* Counts change with every item, and there may be thousands a second: so they are looked at only
 * after a change, and a few times a second at most. */

#define LOOK_US (G_USEC_PER_SEC / 4)
#define PLAN_US G_USEC_PER_SEC

typedef struct
{
  guint  n_jobs;
  gint64 n_items;
  gint64 n_ended;
  gint64 n_succeeded;          /* of those that ended */
  gint64 n_failed;
  gint64 n_running;
  gint64 n_sent;               /* of those that run: by a program on this computer */
  guint  n_begun;              /* of the jobs */
} Numbers;

struct _BatchQueueProgress
{
  GObject       parent_instance;

  BatchQueue   *queue;
  Numbers       numbers;
  BatchEta     *eta;               /* (nullable) */
  char         *standstill;        /* (nullable) of one of the jobs, as people read it */

  GCancellable *cancellable;
  guint         timer;             /* until the next look */
  gint64        looked_at;
  gint64        asked_at;
  guint         asking : 1;        /* for a plan */
};

enum
{
  CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (BatchQueueProgress, batch_queue_progress, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void
add_job (Numbers  *numbers,
         BatchJob *job)
{
  g_autoptr(GDateTime) started = NULL;

  numbers->n_running += batch_job_get_running (job);
  if (batch_job_get_execution_mode (job) != BATCH_EXECUTION_MODE_NATIVE)
    numbers->n_sent += batch_job_get_running (job);
  if (batch_job_is_terminal (job))
    return;

  started = batch_job_get_started_at (job);
  numbers->n_jobs++;
  /* Not by its answers: some may have been given earlier, to others. */
  numbers->n_begun += started != NULL;
  numbers->n_items += batch_job_get_total (job);
  numbers->n_ended += batch_job_get_ended (job);
  numbers->n_succeeded += batch_job_get_succeeded (job);
  numbers->n_failed += batch_job_get_failed (job) + batch_job_get_expired (job);
}

static Numbers
count (BatchQueueProgress  *self,
       BatchJob           **last)
{
  GListModel *jobs = G_LIST_MODEL (self->queue);
  Numbers numbers = { 0 };

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(BatchJob) job = g_list_model_get_item (jobs, i);

      add_job (&numbers, job);
      if (!batch_job_is_terminal (job))
        g_set_object (last, job);
    }

  return numbers;
}

static char *
describe_standstill (BatchJob *job)
{
  g_autoptr(GDateTime) next_try = batch_job_get_next_try_at (job);

  return batch_standstill_text (batch_job_get_standstill (job), NULL, next_try);
}

/* Of the first job that has one: they wait for the same, most of the time. */
static char *
find_standstill (BatchQueueProgress *self)
{
  GListModel *jobs = G_LIST_MODEL (self->queue);

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(BatchJob) job = g_list_model_get_item (jobs, i);

      if (batch_job_get_standstill (job) != NULL)
        return describe_standstill (job);
    }

  return NULL;
}

static gboolean
equal (const Numbers *a,
       const Numbers *b)
{
  return a->n_jobs == b->n_jobs && a->n_items == b->n_items && a->n_ended == b->n_ended
         && a->n_succeeded == b->n_succeeded && a->n_failed == b->n_failed
         && a->n_running == b->n_running && a->n_sent == b->n_sent
         && a->n_begun == b->n_begun;
}

/* --- The estimate --- */

static void
planned_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(BatchQueueProgress) self = user_data;
  g_autoptr(BatchPlan) plan = batch_engine_get_plan_finish (BATCH_ENGINE (source), result, NULL);

  self->asking = FALSE;
  if (plan != NULL && self->numbers.n_jobs != 1
      && g_set_object (&self->eta, batch_plan_get_eta (plan)))
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
ask_for_plan (BatchQueueProgress *self)
{
  if (self->asking || g_get_monotonic_time () < self->asked_at + PLAN_US)
    return;

  self->asking = TRUE;
  self->asked_at = g_get_monotonic_time ();
  batch_engine_get_plan_async (batch_queue_get_engine (self->queue), self->cancellable,
                               planned_cb, g_object_ref (self));
}

/* How long a batch that is alone takes is told in one way, here and on its page. */
static gboolean
take_eta (BatchQueueProgress *self,
          const Numbers      *numbers,
          BatchJob           *last)
{
  if (numbers->n_running == 0)
    return FALSE;
  if (numbers->n_jobs == 1)
    return g_set_object (&self->eta, batch_job_get_eta (last));

  ask_for_plan (self);
  return FALSE;
}

/* --- Looking --- */

static void
look_cb (gpointer user_data)
{
  BatchQueueProgress *self = user_data;
  g_autoptr(BatchJob) last = NULL;
  Numbers numbers = count (self, &last);
  g_autofree char *standstill = find_standstill (self);
  gboolean is_other_eta = take_eta (self, &numbers, last);

  self->timer = 0;
  self->looked_at = g_get_monotonic_time ();
  if (!is_other_eta && equal (&numbers, &self->numbers)
      && g_strcmp0 (standstill, self->standstill) == 0)
    return;

  self->numbers = numbers;
  g_free (self->standstill);
  self->standstill = g_steal_pointer (&standstill);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
look_soon (BatchQueueProgress *self)
{
  gint64 wait_us = self->looked_at + LOOK_US - g_get_monotonic_time ();

  if (self->timer == 0)
    self->timer = g_timeout_add_once (CLAMP (wait_us, 0, LOOK_US) / 1000, look_cb, self);
}

static void
batch_queue_progress_dispose (GObject *object)
{
  BatchQueueProgress *self = BATCH_QUEUE_PROGRESS (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->eta);
  g_clear_pointer (&self->standstill, g_free);
  g_clear_object (&self->queue);

  G_OBJECT_CLASS (batch_queue_progress_parent_class)->dispose (object);
}

static void
batch_queue_progress_class_init (BatchQueueProgressClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = batch_queue_progress_dispose;

  signals[CHANGED] = g_signal_new ("changed", BATCH_TYPE_QUEUE_PROGRESS, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
batch_queue_progress_init (BatchQueueProgress *self)
{
  self->cancellable = g_cancellable_new ();
}

BatchQueueProgress *
batch_queue_progress_new (BatchQueue *queue)
{
  BatchQueueProgress *self = g_object_new (BATCH_TYPE_QUEUE_PROGRESS, NULL);

  self->queue = g_object_ref (queue);
  g_signal_connect_object (queue, "items-changed", G_CALLBACK (look_soon), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (queue, "job-changed", G_CALLBACK (look_soon), self,
                           G_CONNECT_SWAPPED);
  look_soon (self);

  return self;
}

guint
batch_queue_progress_get_n_jobs (BatchQueueProgress *self)
{
  g_return_val_if_fail (BATCH_IS_QUEUE_PROGRESS (self), 0);

  return self->numbers.n_jobs;
}

gint64
batch_queue_progress_get_n_items (BatchQueueProgress *self)
{
  g_return_val_if_fail (BATCH_IS_QUEUE_PROGRESS (self), 0);

  return self->numbers.n_items;
}

gint64
batch_queue_progress_get_n_ended (BatchQueueProgress *self)
{
  g_return_val_if_fail (BATCH_IS_QUEUE_PROGRESS (self), 0);

  return self->numbers.n_ended;
}

char *
batch_queue_progress_describe (BatchQueueProgress *self)
{
  g_return_val_if_fail (BATCH_IS_QUEUE_PROGRESS (self), NULL);

  return batch_closure_job_counts (NULL, self->numbers.n_succeeded, self->numbers.n_failed,
                                   self->numbers.n_items);
}

gint64
batch_queue_progress_get_n_running (BatchQueueProgress *self)
{
  g_return_val_if_fail (BATCH_IS_QUEUE_PROGRESS (self), 0);

  return self->numbers.n_running;
}

gint64
batch_queue_progress_get_n_sent (BatchQueueProgress *self)
{
  g_return_val_if_fail (BATCH_IS_QUEUE_PROGRESS (self), 0);

  return self->numbers.n_sent;
}

guint
batch_queue_progress_get_n_begun (BatchQueueProgress *self)
{
  g_return_val_if_fail (BATCH_IS_QUEUE_PROGRESS (self), 0);

  return self->numbers.n_begun;
}

BatchEta *
batch_queue_progress_get_eta (BatchQueueProgress *self)
{
  g_return_val_if_fail (BATCH_IS_QUEUE_PROGRESS (self), NULL);

  return self->eta;
}

const char *
batch_queue_progress_get_standstill (BatchQueueProgress *self)
{
  g_return_val_if_fail (BATCH_IS_QUEUE_PROGRESS (self), NULL);

  return self->standstill;
}
