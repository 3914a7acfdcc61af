/* batch-queue.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-queue-private.h"

#include "engine/batch-engine-private.h"
#include "engine/batch-item-handler.h"
#include "engine/batch-item.h"
#include "engine/batch-job-private.h"
#include "engine/batch-summary-private.h"

/**
 * BatchQueue:
 *
 * The jobs of an engine as a list that is always up to date.
 *
 * [ctor@Queue.new] makes a queue of its own in memory, which is gone with the object;
 * [ctor@Queue.new_for_engine] is a window on the durable jobs of an engine. Either way
 * it is a [iface@Gio.ListModel] of [class@Job] in the order that people see: jobs that
 * wait stand together by resource key, jobs that run or have ended stay where they are.
 *
 * A job is put in with [method@Queue.enqueue_async]. With a [property@Queue:handler]
 * the items of jobs that were built in code are worked on one after the other, and the
 * signals tell how it goes. Without one, the queue is driven by hand:
 * [method@Queue.next_queued], [method@Queue.mark_running_async],
 * [method@Queue.update_item_async], [method@Queue.mark_completed_async].
 *
 * Everything happens in the thread-default main context in which the queue was made.
 */

enum
{
  PROP_0,
  PROP_ENGINE,
  PROP_HANDLER,
  PROP_POLICY,
  PROP_PAUSED,
  N_PROPS
};

enum
{
  JOB_ENQUEUED,
  JOB_STARTED,
  JOB_COMPLETED,
  REORDERED,
  ITEM_STARTED,
  ITEM_PROGRESS,
  LOAD_STARTED,
  LOAD_ENDED,
  N_SIGNALS
};

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BatchQueue, batch_queue, G_TYPE_OBJECT,
  G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

/* --- The list --- */

static GType
batch_queue_get_item_type (GListModel *model)
{
  return BATCH_TYPE_JOB;
}

static guint
batch_queue_get_n_items (GListModel *model)
{
  return batch_list_order_get_size (BATCH_QUEUE (model)->order);
}

static gpointer
batch_queue_get_item (GListModel *model,
                      guint       position)
{
  BatchQueue *self = BATCH_QUEUE (model);

  if (position >= batch_list_order_get_size (self->order))
    return NULL;

  return g_object_ref (batch_list_order_get_nth (self->order, position));
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = batch_queue_get_item_type;
  iface->get_n_items = batch_queue_get_n_items;
  iface->get_item = batch_queue_get_item;
}

static void
emit_change (BatchQueue      *self,
             BatchListChange  change)
{
  if (change.n_removed + change.n_added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), change.position, change.n_removed,
                                change.n_added);
}

/* --- What the engine tells --- */

static gboolean
is_running (BatchJobState state)
{
  return state == BATCH_JOB_STATE_RUNNING || state == BATCH_JOB_STATE_FINALIZING
         || state == BATCH_JOB_STATE_CANCELLING;
}

static void
count_state (BatchQueue    *self,
             BatchJobState  state,
             int            step)
{
  if (state == BATCH_JOB_STATE_QUEUED)
    self->n_queued += step;
  if (is_running (state))
    self->n_running += step;
}

static const char *
key_of (const BatchJobRecord *record)
{
  return record->resource_key != NULL ? record->resource_key : "";
}

static void
add_job (BatchQueue     *self,
         BatchJobRecord *record)
{
  BatchQueueEntry *entry = g_new (BatchQueueEntry, 1);
  BatchListChange change;

  *entry = (BatchQueueEntry) { batch_engine_ref_job (self->engine, record), record->state };
  g_hash_table_insert (self->entries, g_strdup (record->id), entry);
  count_state (self, record->state, 1);
  if (record->state == BATCH_JOB_STATE_QUEUED)
    change = batch_list_order_insert (self->order, entry->job, key_of (record), record->sequence);
  else
    change = batch_list_order_append (self->order, entry->job, key_of (record), record->sequence,
                                      FALSE);

  emit_change (self, change);
  if (record->state == BATCH_JOB_STATE_QUEUED)
    g_signal_emit (self, signals[JOB_ENQUEUED], 0, entry->job);
}

static void
remove_job (BatchQueue *self,
            BatchQueueEntry      *entry)
{
  g_autoptr(BatchJob) job = g_object_ref (entry->job);

  count_state (self, entry->state, -1);
  g_hash_table_remove (self->entries, batch_job_get_id (job));
  emit_change (self, batch_list_order_remove (self->order, job));
}

static void
tell_state (BatchQueue    *self,
            BatchJob      *job,
            BatchJobState  before,
            BatchJobState  after)
{
  if (before == BATCH_JOB_STATE_QUEUED && is_running (after))
    g_signal_emit (self, signals[JOB_STARTED], 0, job);

  if (!batch_job_state_is_terminal (before) && batch_job_state_is_terminal (after))
    {
      g_autoptr(BatchSummary) summary = batch_job_get_summary (job);

      g_signal_emit (self, signals[JOB_COMPLETED], 0, job, summary);
    }
}

static void
change_job (BatchQueue     *self,
            BatchQueueEntry          *entry,
            BatchJobRecord *record)
{
  g_autoptr(BatchJob) job = g_object_ref (entry->job);
  BatchJobState before = entry->state;

  batch_job_set_record (job, record);
  if (before == record->state)
    return;

  entry->state = record->state;
  count_state (self, before, -1);
  count_state (self, record->state, 1);
  if (record->state == BATCH_JOB_STATE_QUEUED)
    {
      /* It was retried: it waits again, and finds its place among those that do. */
      emit_change (self, batch_list_order_remove (self->order, job));
      emit_change (self, batch_list_order_insert (self->order, job, key_of (record),
                                                  record->sequence));
    }
  else if (before == BATCH_JOB_STATE_QUEUED)
    batch_list_order_settle (self->order, job);

  tell_state (self, job, before, record->state);
}

void
batch_queue_take_job (BatchQueue     *self,
                      BatchJobRecord *record,
                      BatchEta       *eta)
{
  BatchQueueEntry *entry = g_hash_table_lookup (self->entries, record->id);

  if (record->state == BATCH_JOB_STATE_VALIDATING)
    return;

  if (record->removed_at > 0)
    {
      if (entry != NULL)
        remove_job (self, entry);
      return;
    }

  /* The estimate first: who is told of a change finds both. */
  if (entry != NULL && eta != NULL)
    batch_job_set_eta (entry->job, eta);
  if (entry == NULL)
    add_job (self, record);
  else
    change_job (self, entry, record);
}

void
batch_queue_item_started (BatchQueue      *self,
                          BatchItemRecord *record)
{
  BatchJob *job = batch_queue_find_job (self, record->job_id);
  g_autoptr(BatchItem) item = NULL;

  if (job == NULL)
    return;

  batch_job_item_changed (job, record);
  if (!g_signal_has_handler_pending (self, signals[ITEM_STARTED], 0, FALSE))
    return;

  item = batch_job_make_item (job, record);
  g_signal_emit (self, signals[ITEM_STARTED], 0, job, item);
}

void
batch_queue_item_ended (BatchQueue      *self,
                        BatchItemRecord *record)
{
  BatchJob *job = batch_queue_find_job (self, record->job_id);
  g_autoptr(BatchItem) item = NULL;

  if (job == NULL)
    return;

  batch_job_item_changed (job, record);
  if (!batch_item_status_is_terminal (record->status)
      || !g_signal_has_handler_pending (self, signals[ITEM_PROGRESS], 0, FALSE))
    return;

  item = batch_job_make_item (job, record);
  g_signal_emit (self, signals[ITEM_PROGRESS], 0, job, item);
}

void
batch_queue_load_started (BatchQueue *self,
                          const char *key)
{
  g_signal_emit (self, signals[LOAD_STARTED], 0, key);
}

void
batch_queue_load_ended (BatchQueue *self,
                        const char *key,
                        gint64      duration_ms)
{
  g_signal_emit (self, signals[LOAD_ENDED], 0, key, duration_ms);
}

gboolean
batch_queue_watches_items (BatchQueue *self)
{
  return g_signal_has_handler_pending (self, signals[ITEM_STARTED], 0, FALSE)
         || g_signal_has_handler_pending (self, signals[ITEM_PROGRESS], 0, FALSE);
}

/* --- The object --- */

static void
entry_free (gpointer data)
{
  BatchQueueEntry *entry = data;

  g_object_unref (entry->job);
  g_free (entry);
}

static void
batch_queue_dispose (GObject *object)
{
  BatchQueue *self = BATCH_QUEUE (object);

  if (self->engine != NULL)
    batch_engine_remove_queue (self->engine, self);
  g_clear_object (&self->engine);
  g_clear_object (&self->handler);

  G_OBJECT_CLASS (batch_queue_parent_class)->dispose (object);
}

static void
batch_queue_finalize (GObject *object)
{
  BatchQueue *self = BATCH_QUEUE (object);

  batch_list_order_free (self->order);
  g_hash_table_unref (self->entries);
  g_hash_table_unref (self->samples);

  G_OBJECT_CLASS (batch_queue_parent_class)->finalize (object);
}

static void
batch_queue_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  BatchQueue *self = BATCH_QUEUE (object);

  switch (prop_id)
    {
    case PROP_ENGINE:
      g_value_set_object (value, self->engine);
      break;

    case PROP_HANDLER:
      g_value_set_object (value, self->handler);
      break;

    case PROP_POLICY:
      g_value_set_enum (value, batch_queue_get_policy (self));
      break;

    case PROP_PAUSED:
      g_value_set_boolean (value, batch_queue_get_paused (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_queue_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  BatchQueue *self = BATCH_QUEUE (object);

  switch (prop_id)
    {
    case PROP_ENGINE:
      self->engine = g_value_dup_object (value);
      break;

    case PROP_HANDLER:
      batch_queue_set_handler (self, g_value_get_object (value));
      break;

    case PROP_POLICY:
      batch_queue_set_policy (self, g_value_get_enum (value));
      break;

    case PROP_PAUSED:
      batch_queue_set_paused (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_queue_constructed (GObject *object)
{
  BatchQueue *self = BATCH_QUEUE (object);

  G_OBJECT_CLASS (batch_queue_parent_class)->constructed (object);

  if (self->engine == NULL)
    {
      self->engine = batch_engine_new ("sqlite::memory:");
      batch_engine_set_active (self->engine, TRUE);
    }

  batch_engine_add_queue (self->engine, self);
  batch_queue_restore (self);
}

static void
batch_queue_class_init (BatchQueueClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = batch_queue_constructed;
  object_class->dispose = batch_queue_dispose;
  object_class->finalize = batch_queue_finalize;
  object_class->get_property = batch_queue_get_property;
  object_class->set_property = batch_queue_set_property;

  /**
   * BatchQueue:engine:
   *
   * The engine whose jobs these are.
   */
  properties[PROP_ENGINE] =
    g_param_spec_object ("engine", NULL, NULL, BATCH_TYPE_ENGINE,
                         (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));

  /**
   * BatchQueue:handler:
   *
   * Who works on the items of jobs that are built in code.
   */
  properties[PROP_HANDLER] =
    g_param_spec_object ("handler", NULL, NULL, BATCH_TYPE_ITEM_HANDLER,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  /**
   * BatchQueue:policy:
   *
   * How the engine chooses what runs next.
   */
  properties[PROP_POLICY] =
    g_param_spec_enum ("policy", NULL, NULL, BATCH_TYPE_POLICY, BATCH_POLICY_FEWEST_SWAPS,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  /**
   * BatchQueue:paused:
   *
   * Whether the engine starts nothing new.
   */
  properties[PROP_PAUSED] =
    g_param_spec_boolean ("paused", NULL, NULL, FALSE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * BatchQueue::job-enqueued:
   * @self: the queue
   * @job: the job
   *
   * A job was put in, by this process or by another.
   */
  signals[JOB_ENQUEUED] =
    g_signal_new ("job-enqueued", BATCH_TYPE_QUEUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, BATCH_TYPE_JOB);

  /**
   * BatchQueue::job-started:
   * @self: the queue
   * @job: the job
   *
   * The first item of a job was started.
   */
  signals[JOB_STARTED] =
    g_signal_new ("job-started", BATCH_TYPE_QUEUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, BATCH_TYPE_JOB);

  /**
   * BatchQueue::job-completed:
   * @self: the queue
   * @job: the job
   * @summary: what became of its items
   *
   * A job has ended, however it did: the state is in the summary.
   */
  signals[JOB_COMPLETED] =
    g_signal_new ("job-completed", BATCH_TYPE_QUEUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, BATCH_TYPE_JOB, BATCH_TYPE_SUMMARY);

  /**
   * BatchQueue::reordered:
   * @self: the queue
   * @job: the job
   *
   * A job was put in before others that came earlier, beside those of its resource
   * key. [property@Job:reorder-note] says so in words.
   */
  signals[REORDERED] =
    g_signal_new ("reordered", BATCH_TYPE_QUEUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, BATCH_TYPE_JOB);

  /**
   * BatchQueue::item-started:
   * @self: the queue
   * @job: the job
   * @item: the item
   *
   * An attempt at an item was started by this process.
   */
  signals[ITEM_STARTED] =
    g_signal_new ("item-started", BATCH_TYPE_QUEUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, BATCH_TYPE_JOB, BATCH_TYPE_ITEM);

  /**
   * BatchQueue::item-progress:
   * @self: the queue
   * @job: the job, with its counts and its estimate
   * @item: the item, with its status, error and duration
   *
   * An item that this process worked on has ended. Emitted once for each, after its
   * result is on the disk.
   */
  signals[ITEM_PROGRESS] =
    g_signal_new ("item-progress", BATCH_TYPE_QUEUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, BATCH_TYPE_JOB, BATCH_TYPE_ITEM);

  /**
   * BatchQueue::load-started:
   * @self: the queue
   * @resource_key: the model
   *
   * The first request for another model was sent.
   */
  signals[LOAD_STARTED] =
    g_signal_new ("load-started", BATCH_TYPE_QUEUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * BatchQueue::load-ended:
   * @self: the queue
   * @resource_key: the model
   * @duration_ms: from the first request to the first answer
   *
   * The first answer of another model has come.
   */
  signals[LOAD_ENDED] =
    g_signal_new ("load-ended", BATCH_TYPE_QUEUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_INT64);
}

static void
batch_queue_init (BatchQueue *self)
{
  self->order = batch_list_order_new ();
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_free);
  self->samples = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * batch_queue_new:
 *
 * Makes a queue of its own, in memory. It works at once.
 *
 * Returns: (transfer full): a queue
 */
BatchQueue *
batch_queue_new (void)
{
  return g_object_new (BATCH_TYPE_QUEUE, NULL);
}

/**
 * batch_queue_new_for_engine:
 * @engine: an engine
 *
 * Makes a window on the jobs of an engine.
 *
 * Returns: (transfer full): a queue
 */
BatchQueue *
batch_queue_new_for_engine (BatchEngine *engine)
{
  g_return_val_if_fail (BATCH_IS_ENGINE (engine), NULL);

  return g_object_new (BATCH_TYPE_QUEUE, "engine", engine, NULL);
}

/* --- Properties --- */

/**
 * batch_queue_get_engine:
 * @self: a queue
 *
 * Gets the engine whose jobs these are.
 *
 * Returns: (transfer none): the engine
 */
BatchEngine *
batch_queue_get_engine (BatchQueue *self)
{
  g_return_val_if_fail (BATCH_IS_QUEUE (self), NULL);

  return self->engine;
}

/**
 * batch_queue_get_handler:
 * @self: a queue
 *
 * Gets who works on the items of jobs that are built in code.
 *
 * Returns: (transfer none) (nullable): the handler
 */
BatchItemHandler *
batch_queue_get_handler (BatchQueue *self)
{
  g_return_val_if_fail (BATCH_IS_QUEUE (self), NULL);

  return self->handler;
}

/**
 * batch_queue_set_handler:
 * @self: a queue
 * @handler: (nullable): a handler
 *
 * Sets who works on the items of jobs that are built in code and name no handler.
 *
 * It counts for jobs that are put in from then on. The engine becomes active.
 */
void
batch_queue_set_handler (BatchQueue       *self,
                         BatchItemHandler *handler)
{
  g_return_if_fail (BATCH_IS_QUEUE (self));
  g_return_if_fail (handler == NULL || BATCH_IS_ITEM_HANDLER (handler));

  if (!g_set_object (&self->handler, handler))
    return;

  if (handler != NULL)
    {
      batch_engine_register_handler (self->engine, BATCH_QUEUE_HANDLER, handler);
      batch_engine_set_active (self->engine, TRUE);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HANDLER]);
}

/**
 * batch_queue_get_policy:
 * @self: a queue
 *
 * Gets how the engine chooses what runs next.
 *
 * Returns: the policy
 */
BatchPolicy
batch_queue_get_policy (BatchQueue *self)
{
  g_return_val_if_fail (BATCH_IS_QUEUE (self), BATCH_POLICY_FEWEST_SWAPS);

  return batch_engine_get_policy (self->engine);
}

/**
 * batch_queue_set_policy:
 * @self: a queue
 * @policy: a policy
 *
 * Sets how the engine chooses what runs next.
 */
void
batch_queue_set_policy (BatchQueue  *self,
                        BatchPolicy  policy)
{
  g_return_if_fail (BATCH_IS_QUEUE (self));

  if (batch_engine_get_policy (self->engine) == policy)
    return;

  batch_engine_set_policy (self->engine, policy);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_POLICY]);
}

/**
 * batch_queue_get_paused:
 * @self: a queue
 *
 * Gets whether the engine starts nothing new.
 *
 * Returns: %TRUE while it is paused
 */
gboolean
batch_queue_get_paused (BatchQueue *self)
{
  g_return_val_if_fail (BATCH_IS_QUEUE (self), FALSE);

  return batch_engine_get_paused (self->engine);
}

/**
 * batch_queue_set_paused:
 * @self: a queue
 * @paused: whether to pause
 *
 * Starts nothing new, or goes on. What is under way comes to its end.
 */
void
batch_queue_set_paused (BatchQueue *self,
                        gboolean    paused)
{
  g_return_if_fail (BATCH_IS_QUEUE (self));

  if (batch_engine_get_paused (self->engine) == !!paused)
    return;

  batch_engine_set_paused (self->engine, paused);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAUSED]);
}

void
batch_queue_tell_reordered (BatchQueue *self,
                            BatchJob   *job)
{
  g_signal_emit (self, signals[REORDERED], 0, job);
}
