/* batch-stopped-watch.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-stopped-watch.h"

#include <signal.h>

/* That a process was stopped is told by nobody. Who has waited for long is woken less often. */
#define FIRST_S 3
#define LAST_S  48

struct _BatchStoppedWatch
{
  GObject       parent_instance;

  BatchEngine  *engine;
  GCancellable *cancellable;
  int           process;         /* 0: none */
  guint         timer;
  guint         seconds;
  guint         looking : 1;
  guint         on : 1;
};

enum
{
  CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (BatchStoppedWatch, batch_stopped_watch, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void look_later (BatchStoppedWatch *self);

static void
set_process (BatchStoppedWatch *self,
             int                process)
{
  if (process == self->process)
    return;

  self->process = process;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BatchStoppedWatch) self = user_data;
  g_autoptr(GArray) processes =
    batch_engine_find_stopped_finish (BATCH_ENGINE (source), result, NULL);
  gboolean any = processes != NULL && processes->len > 0;

  self->looking = FALSE;
  if (!self->on)
    return;

  self->seconds = any ? FIRST_S : MIN (self->seconds * 2, LAST_S);
  look_later (self);
  set_process (self, any ? g_array_index (processes, int, 0) : 0);
}

static gboolean
look_cb (gpointer user_data)
{
  BatchStoppedWatch *self = user_data;

  self->timer = 0;
  self->looking = TRUE;
  batch_engine_find_stopped_async (self->engine, self->cancellable, found_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
look_later (BatchStoppedWatch *self)
{
  if (self->on && !self->looking && self->timer == 0)
    self->timer = g_timeout_add_seconds (self->seconds, look_cb, self);
}

void
batch_stopped_watch_set_on (BatchStoppedWatch *self,
                            gboolean           on)
{
  g_return_if_fail (BATCH_IS_STOPPED_WATCH (self));

  if (on == self->on)
    return;

  self->on = on;
  self->seconds = FIRST_S;
  if (on)
    {
      look_later (self);
      return;
    }

  g_clear_handle_id (&self->timer, g_source_remove);
  set_process (self, 0);
}

int
batch_stopped_watch_get_process (BatchStoppedWatch *self)
{
  g_return_val_if_fail (BATCH_IS_STOPPED_WATCH (self), 0);

  return self->process;
}

void
batch_stopped_watch_let_go_on (BatchStoppedWatch *self)
{
  g_return_if_fail (BATCH_IS_STOPPED_WATCH (self));

  /* When that fails, it is seen to be stopped again, or has ended. */
  if (self->process != 0)
    kill (self->process, SIGCONT);
  set_process (self, 0);
}

static void
batch_stopped_watch_dispose (GObject *object)
{
  BatchStoppedWatch *self = BATCH_STOPPED_WATCH (object);

  self->on = FALSE;
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (batch_stopped_watch_parent_class)->dispose (object);
}

static void
batch_stopped_watch_finalize (GObject *object)
{
  g_object_unref (BATCH_STOPPED_WATCH (object)->cancellable);

  G_OBJECT_CLASS (batch_stopped_watch_parent_class)->finalize (object);
}

static void
batch_stopped_watch_class_init (BatchStoppedWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = batch_stopped_watch_dispose;
  object_class->finalize = batch_stopped_watch_finalize;

  signals[CHANGED] = g_signal_new ("changed", BATCH_TYPE_STOPPED_WATCH, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
batch_stopped_watch_init (BatchStoppedWatch *self)
{
  self->cancellable = g_cancellable_new ();
}

BatchStoppedWatch *
batch_stopped_watch_new (BatchEngine *engine)
{
  BatchStoppedWatch *self = g_object_new (BATCH_TYPE_STOPPED_WATCH, NULL);

  self->engine = g_object_ref (engine);
  return self;
}
