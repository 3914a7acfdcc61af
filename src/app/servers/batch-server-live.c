/* batch-server-live.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "servers/batch-server-live.h"

#include <string.h>

/* A load takes seconds: nobody has to wait longer than that to see one. */
#define AGAIN_S 2

struct _BatchServerLive
{
  GObject            parent_instance;

  BatchEngine       *engine;
  BatchBackend      *backend;
  GCancellable      *cancellable;
  GListStore        *models;       /* of BatchModel */
  BatchServerLimits *limits;       /* (nullable) */
  GHashTable        *parallels;    /* (nullable) by model */
  guint              n_swapped;
  guint              timer;
  guint              watched : 1;
  guint              tells : 1;    /* which models are in memory */
};

enum
{
  CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (BatchServerLive, batch_server_live, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void look_soon (BatchServerLive *self);

/* Whether there is no object any more that wants to know. */
static gboolean
is_over (BatchServerLive *self)
{
  return g_cancellable_is_cancelled (self->cancellable);
}

/* A key does not stay in memory. */
static void
free_key (char *key)
{
  if (key != NULL)
    explicit_bzero (key, strlen (key));
  g_free (key);
}

/* --- Its models --- */

/* What was found out about a model goes with it, to the rows of the list. */
static G_DEFINE_QUARK (batch-server-live-parallel, parallel)

static void
note_parallel (BatchServerLive *self,
               BatchModel      *model)
{
  gpointer found = self->parallels != NULL
                   ? g_hash_table_lookup (self->parallels, batch_model_get_id (model)) : NULL;

  g_object_set_qdata (G_OBJECT (model), parallel_quark (), found);
}

static gboolean
is_same (BatchModel *one,
         BatchModel *two)
{
  return g_strcmp0 (batch_model_get_id (one), batch_model_get_id (two)) == 0
         && batch_model_get_state (one) == batch_model_get_state (two)
         && batch_model_get_size (one) == batch_model_get_size (two)
         && batch_server_live_get_parallel (one) == batch_server_live_get_parallel (two);
}

static gboolean
is_at (BatchServerLive *self,
       guint            position,
       BatchModel      *model)
{
  g_autoptr(BatchModel) shown = g_list_model_get_item (G_LIST_MODEL (self->models), position);

  return shown != NULL && is_same (shown, model);
}

/* Only what is different is told: whoever has scrolled stays there. */
void
batch_server_live_take_models (BatchServerLive *self,
                               GListModel      *models)
{
  guint n_models = g_list_model_get_n_items (models);
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->models));

  self->tells = FALSE;
  for (guint i = 0; i < n_models; i++)
    {
      g_autoptr(BatchModel) model = g_list_model_get_item (models, i);

      note_parallel (self, model);
      self->tells |= batch_model_get_state (model) != BATCH_MODEL_STATE_UNKNOWN;
      if (!is_at (self, i, model))
        g_list_store_splice (self->models, i, i < n_shown ? 1 : 0, (gpointer *) &model, 1);
    }

  if (n_shown > n_models)
    g_list_store_splice (self->models, n_models, n_shown - n_models, NULL, 0);
}

static void
models_got_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(BatchServerLive) self = user_data;
  g_autoptr(GListModel) models = batch_backend_get_models_finish (BATCH_BACKEND (source), result,
                                                                  NULL);

  if (is_over (self))
    return;

  if (models != NULL)
    batch_server_live_take_models (self, models);
  g_signal_emit (self, signals[CHANGED], 0);
  look_soon (self);
}

static void
key_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(BatchServerLive) self = user_data;
  char *key = batch_engine_lookup_key_finish (BATCH_ENGINE (source), result, NULL);

  if (!is_over (self))
    batch_backend_get_models_async (self->backend, key, self->cancellable, models_got_cb,
                                    g_object_ref (self));
  free_key (key);
}

static void
ask_models (BatchServerLive *self)
{
  batch_engine_lookup_key_async (self->engine, self->backend, self->cancellable, key_found_cb,
                                 g_object_ref (self));
}

static gboolean
again_cb (gpointer user_data)
{
  BatchServerLive *self = user_data;

  self->timer = 0;
  ask_models (self);
  return G_SOURCE_REMOVE;
}

static void
look_soon (BatchServerLive *self)
{
  if (self->watched && self->tells && self->timer == 0)
    self->timer = g_timeout_add_seconds (AGAIN_S, again_cb, self);
}

/* --- What is known of it --- */

static guint
count_swapped (BatchServerLive *self,
               GListModel      *loads)
{
  const char *url = batch_backend_get_url (self->backend);
  guint n_swapped = 0;

  for (guint i = 0; loads != NULL && i < g_list_model_get_n_items (loads); i++)
    {
      g_autoptr(BatchLoad) load = g_list_model_get_item (loads, i);

      n_swapped += batch_load_get_swapped (load)
                   && g_str_equal (batch_load_get_backend (load), url);
    }

  return n_swapped;
}

static void
loads_listed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(BatchServerLive) self = user_data;
  g_autoptr(GListModel) loads = batch_engine_list_loads_finish (BATCH_ENGINE (source), result,
                                                                NULL);

  if (is_over (self))
    return;

  self->n_swapped = count_swapped (self, loads);
  ask_models (self);
}

static void
parallels_listed_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(BatchServerLive) self = user_data;
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr(GDateTime) yesterday = g_date_time_add_days (now, -1);

  g_clear_pointer (&self->parallels, g_hash_table_unref);
  self->parallels = batch_engine_list_parallels_finish (BATCH_ENGINE (source), result, NULL);
  if (!is_over (self))
    batch_engine_list_loads_async (self->engine, NULL, yesterday, NULL, self->cancellable,
                                   loads_listed_cb, g_object_ref (self));
}

static void
limits_got_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(BatchServerLive) self = user_data;

  g_clear_object (&self->limits);
  self->limits = batch_engine_get_limits_finish (BATCH_ENGINE (source), result, NULL);
  if (!is_over (self))
    batch_engine_list_parallels_async (self->engine, batch_backend_get_url (self->backend),
                                       self->cancellable, parallels_listed_cb,
                                       g_object_ref (self));
}

static void
key_for_limits_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(BatchServerLive) self = user_data;
  char *key = batch_engine_lookup_key_finish (BATCH_ENGINE (source), result, NULL);

  if (!is_over (self))
    batch_engine_get_limits_async (self->engine, self->backend, NULL, key, self->cancellable,
                                   limits_got_cb, g_object_ref (self));
  free_key (key);
}

void
batch_server_live_look (BatchServerLive *self)
{
  g_return_if_fail (BATCH_IS_SERVER_LIVE (self));

  batch_engine_lookup_key_async (self->engine, self->backend, self->cancellable,
                                 key_for_limits_cb, g_object_ref (self));
}

void
batch_server_live_set_watched (BatchServerLive *self,
                               gboolean         watched)
{
  g_return_if_fail (BATCH_IS_SERVER_LIVE (self));

  self->watched = watched != FALSE;
  if (watched)
    look_soon (self);
  else
    g_clear_handle_id (&self->timer, g_source_remove);
}

/* --- The object --- */

static void
batch_server_live_dispose (GObject *object)
{
  BatchServerLive *self = BATCH_SERVER_LIVE (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (batch_server_live_parent_class)->dispose (object);
}

static void
batch_server_live_finalize (GObject *object)
{
  BatchServerLive *self = BATCH_SERVER_LIVE (object);

  g_clear_pointer (&self->parallels, g_hash_table_unref);
  g_clear_object (&self->limits);
  g_object_unref (self->models);
  g_object_unref (self->cancellable);
  g_object_unref (self->backend);
  g_object_unref (self->engine);

  G_OBJECT_CLASS (batch_server_live_parent_class)->finalize (object);
}

static void
batch_server_live_class_init (BatchServerLiveClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = batch_server_live_dispose;
  G_OBJECT_CLASS (klass)->finalize = batch_server_live_finalize;

  signals[CHANGED] = g_signal_new ("changed", BATCH_TYPE_SERVER_LIVE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
batch_server_live_init (BatchServerLive *self)
{
  self->cancellable = g_cancellable_new ();
  self->models = g_list_store_new (BATCH_TYPE_MODEL);
}

BatchServerLive *
batch_server_live_new (BatchEngine  *engine,
                       BatchBackend *backend)
{
  BatchServerLive *self = g_object_new (BATCH_TYPE_SERVER_LIVE, NULL);

  self->engine = g_object_ref (engine);
  self->backend = g_object_ref (backend);
  return self;
}

GListModel *
batch_server_live_get_models (BatchServerLive *self)
{
  g_return_val_if_fail (BATCH_IS_SERVER_LIVE (self), NULL);

  return G_LIST_MODEL (self->models);
}

BatchServerLimits *
batch_server_live_get_limits (BatchServerLive *self)
{
  g_return_val_if_fail (BATCH_IS_SERVER_LIVE (self), NULL);

  return self->limits;
}

guint
batch_server_live_get_parallel (BatchModel *model)
{
  g_return_val_if_fail (BATCH_IS_MODEL (model), 0);

  return GPOINTER_TO_UINT (g_object_get_qdata (G_OBJECT (model), parallel_quark ()));
}

guint
batch_server_live_get_swapped (BatchServerLive *self)
{
  g_return_val_if_fail (BATCH_IS_SERVER_LIVE (self), 0);

  return self->n_swapped;
}
