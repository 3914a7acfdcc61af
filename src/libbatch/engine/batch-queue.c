/* batch-queue.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-queue-private.h"

#include "engine/batch-engine-private.h"
#include "engine/batch-job.h"
#include "handlers/batch-item-handler.h"
#include "items/batch-item.h"
#include "reports/batch-summary.h"

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

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BatchQueue, batch_queue, G_TYPE_OBJECT,
  G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static GParamSpec *properties[N_PROPS];
guint batch_queue_signals[BATCH_QUEUE_N_SIGNALS];

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

  g_sequence_free (self->by_rank);
  batch_list_order_free (self->order);
  g_hash_table_unref (self->entries);
  g_hash_table_unref (self->samples);
  g_free (self->started_key);

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
      self->engine = batch_engine_new ("sqlite::memory:", FALSE);
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
  batch_queue_signals[BATCH_QUEUE_JOB_ENQUEUED] =
    g_signal_new ("job-enqueued", BATCH_TYPE_QUEUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, BATCH_TYPE_JOB);

  /**
   * BatchQueue::job-started:
   * @self: the queue
   * @job: the job
   *
   * The first item of a job was started.
   */
  batch_queue_signals[BATCH_QUEUE_JOB_STARTED] =
    g_signal_new ("job-started", BATCH_TYPE_QUEUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, BATCH_TYPE_JOB);

  /**
   * BatchQueue::job-changed:
   * @self: the queue
   * @job: the job, whose properties are those after the change
   *
   * Something about a job of the list is different: its state, a count, a setting, the
   * estimate. Many changes that come together are told once.
   */
  batch_queue_signals[BATCH_QUEUE_JOB_CHANGED] =
    g_signal_new ("job-changed", BATCH_TYPE_QUEUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, BATCH_TYPE_JOB);

  /**
   * BatchQueue::job-completed:
   * @self: the queue
   * @job: the job
   * @summary: what became of its items
   *
   * A job has ended, however it did: the state is in the summary.
   */
  batch_queue_signals[BATCH_QUEUE_JOB_COMPLETED] =
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
  batch_queue_signals[BATCH_QUEUE_REORDERED] =
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
  batch_queue_signals[BATCH_QUEUE_ITEM_STARTED] =
    g_signal_new ("item-started", BATCH_TYPE_QUEUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, BATCH_TYPE_JOB, BATCH_TYPE_ITEM);

  /**
   * BatchQueue::item-progress:
   * @self: the queue
   * @job: the job, with its counts and its estimate
   * @item: the item, with its status, error and duration
   *
   * An item that this process worked on has ended, or one that it cancelled alone. Emitted
   * once for each, after its result is on the disk. Of those that end with their whole job, as
   * it is cancelled or its time is over, [signal@Queue::job-completed] has the count.
   */
  batch_queue_signals[BATCH_QUEUE_ITEM_PROGRESS] =
    g_signal_new ("item-progress", BATCH_TYPE_QUEUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, BATCH_TYPE_JOB, BATCH_TYPE_ITEM);

  /**
   * BatchQueue::load-started:
   * @self: the queue
   * @resource_key: the model
   *
   * Another model is being loaded: the server was told to, or the first request was sent.
   */
  batch_queue_signals[BATCH_QUEUE_LOAD_STARTED] =
    g_signal_new ("load-started", BATCH_TYPE_QUEUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * BatchQueue::load-progress:
   * @self: the queue
   * @resource_key: the model
   * @fraction: how much of it is done, from 0 to 1
   *
   * A load goes on. Few servers tell.
   */
  batch_queue_signals[BATCH_QUEUE_LOAD_PROGRESS] =
    g_signal_new ("load-progress", BATCH_TYPE_QUEUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_DOUBLE);

  /**
   * BatchQueue::load-ended:
   * @self: the queue
   * @resource_key: the model
   * @duration_ms: how long it took; up to the first answer, where the server cannot be told to
   *   load; -1 when it failed
   *
   * Another model is there, or could not be loaded.
   */
  batch_queue_signals[BATCH_QUEUE_LOAD_ENDED] =
    g_signal_new ("load-ended", BATCH_TYPE_QUEUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_INT64);
}

static void
batch_queue_init (BatchQueue *self)
{
  self->order = batch_list_order_new ();
  self->by_rank = g_sequence_new (NULL);
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
 * The list is empty at first, and filled as soon as the main loop runs;
 * [signal@Gio.ListModel::items-changed] tells.
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
 * Returns: (transfer none) (nullable): the handler, or %NULL when there is none
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
 * @handler: (nullable): a handler; %NULL for none
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

BatchExecutor *
batch_queue_get_executor (BatchQueue *self)
{
  return batch_engine_get_executor (self->engine);
}
