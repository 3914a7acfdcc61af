/* batch-executor-held-models.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"

#include <string.h>

/* The models that servers hold for us, beyond the life of a lane. They are given back when
 * the last engine ends, and at the next start those of engines that died: by the lane that
 * has work on that server, which may go on with such a model, or at once if none has. */

/* How long after the start the jobs have found their lanes. */
#define SETTLED_MS 1000

/* --- Lists --- */

/* Of the values of a lane: model to how it is held. Lanes have the names here that they have in the
 * store. */
static GHashTable *
values_of (GHashTable *held,
           const char *lease)
{
  GHashTable *values = g_hash_table_lookup (held, lease);

  if (values == NULL)
    {
      values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_hash_table_insert (held, g_strdup (lease), values);
    }
  return values;
}

GHashTable *
batch_executor_held_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                (GDestroyNotify) g_hash_table_unref);
}

static void
collect (GHashTable *held,
         GHashTable *values)
{
  GHashTableIter iter;
  gpointer name;
  gpointer how;

  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &name, &how))
    {
      const char *model = strchr (name, '\n');
      g_autofree char *lane = model != NULL ? g_strndup (name, model - (const char *) name) : NULL;
      g_autofree char *lease = lane != NULL ? batch_executor_name_lease (lane) : NULL;

      if (lease != NULL)
        g_hash_table_insert (values_of (held, lease), g_strdup (model + 1), g_strdup (how));
    }
}

static void
adopt (GHashTable       *held,
       const char       *lease,
       BatchModelLoader *loader)
{
  GHashTable *values = g_hash_table_lookup (held, lease);
  GHashTableIter iter;
  gpointer model;
  gpointer how;

  if (values == NULL)
    return;

  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &model, &how))
    batch_model_loader_adopt (loader, model, how);
  g_hash_table_remove (held, lease);
}

BatchModelLoader *
batch_executor_make_loader (BatchExecutor *self,
                            const char    *lane)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchBackend) backend = batch_executor_make_backend (self, lane, NULL, &error);
  g_autofree char *lease = batch_executor_name_lease (lane);
  BatchModelLoader *loader;

  if (backend == NULL)
    {
      g_debug ("Nobody steers %s: %s", lane, error->message);
      return NULL;
    }

  loader = batch_model_loader_new (lease, self->store, backend,
                                   batch_executor_find_key (self, lane));
  batch_model_loader_set_shares_card (loader, batch_executor_find_gpu (self, lane) != NULL);
  adopt (self->held, lease, loader);
  return loader;
}

/* --- Giving back --- */

typedef struct
{
  BatchExecutor        *executor;
  GHashTable           *held;      /* (owned) what is given back, as in the executor */
  GPtrArray            *loaders;   /* (owned) of BatchModelLoader, made for this */
  char                 *card;      /* (nullable) only by servers that compute on that one … */
  char                 *but_for;   /* … and not by that lane */
  guint                 n_pending;
  BatchModelLoaderDone  done;      /* (nullable) */
  gpointer              user_data;
} LetGo;

static gboolean
free_cb (gpointer user_data)
{
  LetGo *self = user_data;

  g_ptr_array_unref (self->loaders);
  g_hash_table_unref (self->held);
  g_free (self->card);
  g_free (self->but_for);
  g_free (self);
  return G_SOURCE_REMOVE;
}

/* A loader may have called, and is not freed from within. */
static void
let_go_unref (gpointer user_data)
{
  LetGo *self = user_data;
  g_autoptr(GSource) source = NULL;

  if (--self->n_pending > 0)
    return;

  if (self->done != NULL)
    self->done (self->user_data);
  source = g_idle_source_new ();
  g_source_set_callback (source, free_cb, self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
let_go_lane (LetGo      *self,
             const char *lease)
{
  BatchLane *lane = batch_executor_find_leased (self->executor, lease);
  BatchModelLoader *loader = lane != NULL ? batch_lane_get_loader (lane) : NULL;

  if (loader == NULL && (loader = batch_executor_make_loader (self->executor, lease)) != NULL)
    g_ptr_array_add (self->loaders, loader);
  if (loader == NULL)
    return;

  self->n_pending++;
  adopt (self->held, lease, loader);
  batch_model_loader_let_go (loader, let_go_unref, self);
}

static LetGo *
let_go_new (BatchExecutor        *executor,
            BatchModelLoaderDone  done,
            gpointer              user_data)
{
  LetGo *self = g_new0 (LetGo, 1);

  self->executor = executor;
  self->held = batch_executor_held_new ();
  self->loaders = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_model_loader_free);
  self->n_pending = 1;
  self->done = done;
  self->user_data = user_data;
  return self;
}

static gboolean
concerns (LetGo      *self,
          const char *lease)
{
  return self->card == NULL
         || (g_strcmp0 (batch_executor_find_gpu (self->executor, lease), self->card) == 0
             && !g_str_equal (lease, self->but_for));
}

static void
let_go_all (LetGo *self)
{
  g_autoptr(GList) lanes = g_hash_table_get_keys (self->held);

  for (GList *link = lanes; link != NULL; link = link->next)
    {
      g_autofree char *lease = g_strdup (link->data);

      if (concerns (self, lease))
        let_go_lane (self, lease);
    }
  let_go_unref (self);
}

static void
current_listed_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  LetGo *self = user_data;
  g_autoptr(GHashTable) values = batch_store_list_values_finish (BATCH_STORE (source), result,
                                                                 NULL);

  if (values != NULL)
    collect (self->held, values);
  let_go_all (self);
}

/* --- For others --- */

void
batch_executor_clear_card (BatchExecutor        *self,
                           const char           *card,
                           const char           *but_for,
                           BatchModelLoaderDone  done,
                           gpointer              user_data)
{
  LetGo *call = let_go_new (self, done, user_data);

  call->card = g_strdup (card);
  call->but_for = batch_executor_name_lease (but_for);
  batch_store_list_values_async (self->store, BATCH_HELD_SPACE, NULL, current_listed_cb, call);
}

typedef struct
{
  BatchLane            *lane;
  BatchModelLoaderDone  done;
  gpointer              user_data;
} Adoption;

static void
adoption_listed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autofree Adoption *self = user_data;
  g_autoptr(GHashTable) values = batch_store_list_values_finish (BATCH_STORE (source), result,
                                                                 NULL);
  g_autoptr(GHashTable) held = batch_executor_held_new ();

  if (values != NULL)
    collect (held, values);
  adopt (held, batch_lane_get_lease (self->lane), batch_lane_get_loader (self->lane));
  self->done (self->user_data);
}

void
batch_executor_adopt_current (BatchExecutor        *self,
                              BatchLane            *lane,
                              BatchModelLoaderDone  done,
                              gpointer              user_data)
{
  Adoption *call = g_new (Adoption, 1);

  *call = (Adoption) { lane, done, user_data };
  batch_store_list_values_async (self->store, BATCH_HELD_SPACE, NULL, adoption_listed_cb, call);
}

/* --- At the start --- */

/* Lanes were once called in the store by the address that somebody had written. */
static void
name_anew (BatchExecutor *self,
           GHashTable    *values)
{
  GHashTableIter iter;
  gpointer name;
  gpointer how;

  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &name, &how))
    {
      const char *model = strchr (name, '\n');
      g_autofree char *lane = model != NULL ? g_strndup (name, model - (const char *) name) : NULL;
      g_autofree char *lease = lane != NULL ? batch_executor_name_lease (lane) : NULL;
      g_autofree char *today = lane != NULL ? g_strconcat (lease, model, NULL) : NULL;

      if (lane == NULL || g_str_equal (today, name))
        continue;

      batch_executor_keep_value (self, BATCH_HELD_SPACE, today, how);
      batch_executor_keep_value (self, BATCH_HELD_SPACE, name, NULL);
    }
}

static void
held_listed_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GHashTable) values = batch_store_list_values_finish (self->store, result, &error);

  if (values == NULL)
    {
      batch_executor_warn (self, error, "Reading what model servers hold");
      return;
    }

  name_anew (self, values);
  collect (self->held, values);
}

void
batch_executor_read_held (BatchExecutor *self)
{
  if (self->alone)
    batch_store_list_values_async (self->store, BATCH_HELD_SPACE, NULL, held_listed_cb, self);
}

static gboolean
settled_cb (gpointer user_data)
{
  BatchExecutor *self = user_data;

  batch_executor_clear_timer (&self->held_timer);
  if (self->active)
    {
      LetGo *call = let_go_new (self, NULL, NULL);

      g_hash_table_unref (call->held);
      call->held = g_steal_pointer (&self->held);
      self->held = batch_executor_held_new ();
      let_go_all (call);
    }
  return G_SOURCE_REMOVE;
}

void
batch_executor_expect_settled (BatchExecutor *self)
{
  self->was_active = TRUE;
  if (g_hash_table_size (self->held) > 0 && self->held_timer == NULL)
    self->held_timer = batch_executor_add_timer (self, SETTLED_MS, settled_cb);
}

/* --- At the end --- */

static void
others_counted_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  LetGo *self = user_data;
  guint n_items = 0;
  guint n_others = 0;

  if (batch_store_reap_finish (BATCH_STORE (source), result, &n_items, &n_others, NULL)
      && n_others == 0)
    batch_store_list_values_async (BATCH_STORE (source), BATCH_HELD_SPACE, NULL,
                                   current_listed_cb, self);
  else
    let_go_unref (self);
}

/* The others may work with the same models: the last one gives them back. */
void
batch_executor_let_go (BatchExecutor        *self,
                       BatchModelLoaderDone  done,
                       gpointer              user_data)
{
  batch_executor_clear_timer (&self->held_timer);
  if (self->was_active)
    batch_store_reap_async (self->store, self->engine_id, batch_clock_now (self->clock), NULL,
                            others_counted_cb, let_go_new (self, done, user_data));
  else
    done (user_data);
}
