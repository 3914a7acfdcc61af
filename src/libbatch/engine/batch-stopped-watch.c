/* batch-stopped-watch.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-stopped-watch.h"

#include "engine/batch-stopped-process-private.h"

/* That a process was stopped is told by nobody. Who has waited for long is woken less often. */
#define FIRST_S 3
#define LAST_S  48

/**
 * BatchStoppedWatch:
 *
 * Looks now and then whether another process that works on the same jobs is stopped, as by Ctrl+Z.
 *
 * [property@StoppedWatch:process] tells of it. Who shows that to a person can offer to have it go
 * on: [method@StoppedWatch.resume]. Nobody does so by itself, as whoever stopped it meant it.
 *
 * A new watch does not look yet: [property@StoppedWatch:active] has it look after a few seconds,
 * and then less and less often, up to once in 48 s, as long as nothing is found. It belongs to the
 * main context that is the default of the thread that makes it active.
 */
struct _BatchStoppedWatch
{
  GObject              parent_instance;

  BatchEngine         *engine;
  BatchStoppedProcess *process;         /* (nullable) */
  GSource             *timer;           /* (nullable) */
  guint                seconds;
  guint                looking : 1;
  guint                active : 1;
};

enum
{
  PROP_0,
  PROP_ENGINE,
  PROP_ACTIVE,
  PROP_PROCESS,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchStoppedWatch, batch_stopped_watch, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

/* --- Looking --- */

static void look_later (BatchStoppedWatch *self);

/* @process: (nullable) */
static void
set_process (BatchStoppedWatch   *self,
             BatchStoppedProcess *process)
{
  if (batch_stopped_process_is_same (self->process, process))
    return;

  g_set_object (&self->process, process);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROCESS]);
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BatchStoppedWatch) self = user_data;
  g_autoptr(GListModel) processes =
    batch_engine_find_stopped_finish (BATCH_ENGINE (source), result, NULL);
  g_autoptr(BatchStoppedProcess) first =
    processes != NULL ? g_list_model_get_item (processes, 0) : NULL;

  self->looking = FALSE;
  if (!self->active)
    return;

  self->seconds = first != NULL ? FIRST_S : MIN (self->seconds * 2, LAST_S);
  look_later (self);
  set_process (self, first);
}

static void
stop_timer (BatchStoppedWatch *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static gboolean
look_cb (gpointer user_data)
{
  BatchStoppedWatch *self = user_data;

  stop_timer (self);
  self->looking = TRUE;
  batch_engine_find_stopped_async (self->engine, NULL, found_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
look_later (BatchStoppedWatch *self)
{
  if (self->looking || self->timer != NULL)
    return;

  self->timer = g_timeout_source_new_seconds (self->seconds);
  g_source_set_static_name (self->timer, "[batch] look who is stopped");
  g_source_set_callback (self->timer, look_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

/* --- The object --- */

static void
batch_stopped_watch_dispose (GObject *object)
{
  BatchStoppedWatch *self = BATCH_STOPPED_WATCH (object);

  self->active = FALSE;
  stop_timer (self);
  g_clear_object (&self->process);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (batch_stopped_watch_parent_class)->dispose (object);
}

static void
batch_stopped_watch_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  BatchStoppedWatch *self = BATCH_STOPPED_WATCH (object);

  switch (prop_id)
    {
    case PROP_ENGINE:
      g_value_set_object (value, self->engine);
      break;

    case PROP_ACTIVE:
      g_value_set_boolean (value, self->active);
      break;

    case PROP_PROCESS:
      g_value_set_object (value, self->process);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_stopped_watch_set_property (GObject      *object,
                                  guint         prop_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  BatchStoppedWatch *self = BATCH_STOPPED_WATCH (object);

  switch (prop_id)
    {
    case PROP_ENGINE:
      self->engine = g_value_dup_object (value);
      break;

    case PROP_ACTIVE:
      batch_stopped_watch_set_active (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_stopped_watch_class_init (BatchStoppedWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = batch_stopped_watch_dispose;
  object_class->get_property = batch_stopped_watch_get_property;
  object_class->set_property = batch_stopped_watch_set_property;

  /**
   * BatchStoppedWatch:engine:
   *
   * The engine on whose jobs the other processes work.
   */
  properties[PROP_ENGINE] =
    g_param_spec_object ("engine", NULL, NULL, BATCH_TYPE_ENGINE,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * BatchStoppedWatch:active:
   *
   * Whether it looks. Who waits for nothing need not be woken for it.
   */
  properties[PROP_ACTIVE] =
    g_param_spec_boolean ("active", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * BatchStoppedWatch:process:
   *
   * A process that works on the same jobs and is stopped.
   *
   * Of several, it is any one: the next is told of when that one goes on.
   */
  properties[PROP_PROCESS] =
    g_param_spec_object ("process", NULL, NULL, BATCH_TYPE_STOPPED_PROCESS,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_stopped_watch_init (BatchStoppedWatch *self)
{
}

/**
 * batch_stopped_watch_new:
 * @engine: an engine
 *
 * Makes a watch, which does not look yet.
 *
 * Returns: (transfer full): a new watch
 */
BatchStoppedWatch *
batch_stopped_watch_new (BatchEngine *engine)
{
  g_return_val_if_fail (BATCH_IS_ENGINE (engine), NULL);

  return g_object_new (BATCH_TYPE_STOPPED_WATCH, "engine", engine, NULL);
}

/**
 * batch_stopped_watch_get_engine: (attributes org.gtk.Method.get_property=engine)
 * @self: a watch
 *
 * Gets the engine on whose jobs the other processes work.
 *
 * Returns: (transfer none): the engine
 */
BatchEngine *
batch_stopped_watch_get_engine (BatchStoppedWatch *self)
{
  g_return_val_if_fail (BATCH_IS_STOPPED_WATCH (self), NULL);

  return self->engine;
}

/**
 * batch_stopped_watch_get_active: (attributes org.gtk.Method.get_property=active)
 * @self: a watch
 *
 * Gets whether it looks.
 *
 * Returns: %TRUE when it does
 */
gboolean
batch_stopped_watch_get_active (BatchStoppedWatch *self)
{
  g_return_val_if_fail (BATCH_IS_STOPPED_WATCH (self), FALSE);

  return self->active;
}

/**
 * batch_stopped_watch_set_active: (attributes org.gtk.Method.set_property=active)
 * @self: a watch
 * @active: whether it looks
 *
 * Has it look, or not. One that does not look knows of no process.
 */
void
batch_stopped_watch_set_active (BatchStoppedWatch *self,
                                gboolean           active)
{
  g_return_if_fail (BATCH_IS_STOPPED_WATCH (self));

  if (self->active == (active != FALSE))
    return;

  self->active = active != FALSE;
  self->seconds = FIRST_S;
  if (active)
    look_later (self);
  else
    stop_timer (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
  if (!active)
    set_process (self, NULL);
}

/**
 * batch_stopped_watch_get_process: (attributes org.gtk.Method.get_property=process)
 * @self: a watch
 *
 * Gets a process that works on the same jobs and is stopped.
 *
 * Returns: (transfer none) (nullable): the process; %NULL when there was none when it looked last
 */
BatchStoppedProcess *
batch_stopped_watch_get_process (BatchStoppedWatch *self)
{
  g_return_val_if_fail (BATCH_IS_STOPPED_WATCH (self), NULL);

  return self->process;
}

/**
 * batch_stopped_watch_resume:
 * @self: a watch
 * @error: return location for an error
 *
 * Has [property@StoppedWatch:process] go on, as [method@StoppedProcess.resume] does, and forgets
 * it. If it is stopped nevertheless, or again, it is found again. One that cannot be told to go on
 * is not forgotten, unless it has ended.
 *
 * Returns: %TRUE when it was told to go on, or there was none
 */
gboolean
batch_stopped_watch_resume (BatchStoppedWatch  *self,
                            GError            **error)
{
  g_autoptr(GError) failure = NULL;

  g_return_val_if_fail (BATCH_IS_STOPPED_WATCH (self), FALSE);

  if (self->process != NULL)
    batch_stopped_process_resume (self->process, &failure);
  if (failure == NULL || g_error_matches (failure, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    set_process (self, NULL);
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}
