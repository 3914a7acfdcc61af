/* batch-load-watch.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-load-watch.h"

struct _BatchLoadWatch
{
  GObject     parent_instance;

  GListModel *loading;
  guint       timer;               /* while there are any */
};

enum
{
  CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (BatchLoadWatch, batch_load_watch, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static gboolean
second_cb (gpointer user_data)
{
  g_signal_emit (user_data, signals[CHANGED], 0);
  return G_SOURCE_CONTINUE;
}

static void
loading_changed_cb (BatchLoadWatch *self)
{
  gboolean any = g_list_model_get_n_items (self->loading) > 0;

  if (any && self->timer == 0)
    self->timer = g_timeout_add_seconds (1, second_cb, self);
  else if (!any)
    g_clear_handle_id (&self->timer, g_source_remove);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
batch_load_watch_dispose (GObject *object)
{
  BatchLoadWatch *self = BATCH_LOAD_WATCH (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->loading);

  G_OBJECT_CLASS (batch_load_watch_parent_class)->dispose (object);
}

static void
batch_load_watch_class_init (BatchLoadWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = batch_load_watch_dispose;

  signals[CHANGED] = g_signal_new ("changed", BATCH_TYPE_LOAD_WATCH, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
batch_load_watch_init (BatchLoadWatch *self)
{
}

BatchLoadWatch *
batch_load_watch_new (BatchEngine *engine)
{
  BatchLoadWatch *self = g_object_new (BATCH_TYPE_LOAD_WATCH, NULL);

  self->loading = g_object_ref (batch_engine_get_loading (engine));
  g_signal_connect_object (self->loading, "items-changed", G_CALLBACK (loading_changed_cb), self,
                           G_CONNECT_SWAPPED);
  loading_changed_cb (self);
  return self;
}

BatchLoad *
batch_load_watch_find (BatchLoadWatch *self,
                       const char     *backend,
                       const char     *key)
{
  g_return_val_if_fail (BATCH_IS_LOAD_WATCH (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (self->loading); i++)
    {
      g_autoptr(BatchLoad) load = g_list_model_get_item (self->loading, i);

      if ((key == NULL || g_str_equal (batch_load_get_resource_key (load), key))
          && (backend == NULL || g_str_equal (batch_load_get_backend (load), backend)))
        return g_steal_pointer (&load);
    }

  return NULL;
}
