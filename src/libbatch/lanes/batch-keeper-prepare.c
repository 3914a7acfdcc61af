/* batch-keeper-prepare.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-keeper-state-private.h"

#include "backend/batch-backend-private.h"
#include "backend/batch-server-info-private.h"
#include "lanes/batch-keeping-private.h"
#include "secret/batch-secret-private.h"
#include "store/batch-store-private.h"

/* From the wish for a model to a server that holds it, by the steps of batch-keeping.c. */

/* A server that takes connections and says nothing costs no more than that. */
#define FIND_OUT_MS 1500
/* A preload that takes longer is a load, and not only a look at what is there. */
#define IS_LOAD_MS 250
/* The others are looked for while nobody is served. */
#define LOOK_MS 1500
/* How it is remembered while nobody knows whether the model was there. */
#define ASKED "asked"

/* Owned by whatever is under way; @keeper is NULL once nobody waits for it. */
struct _BatchPreparation
{
  BatchKeeper       *keeper;
  char              *model;
  BatchEndpoint      endpoint;
  GBytes            *request;      /* (nullable) */
  gint64             deadline_ms;
  gint64             began_at;     /* monotonic, of the preload */
  BatchKeepingFacts  facts;
  BatchResidency    *leaving;      /* (nullable) being released */
  GCancellable      *cancellable;
  GSource           *timer;        /* (nullable) until it is a load */
  GError            *error;        /* (nullable) why it is given up */
  gint64             load_ms;      /* -1: it took none */
  gboolean           begun;
};

static void next_step (BatchPreparation *self);

static void
clear_timer (BatchPreparation *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
preparation_free (BatchPreparation *self)
{
  clear_timer (self);
  g_clear_pointer (&self->leaving, batch_residency_free);
  g_clear_error (&self->error);
  g_clear_pointer (&self->request, g_bytes_unref);
  g_object_unref (self->cancellable);
  g_free (self->model);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchPreparation, preparation_free)

/* Whether somebody still waits for @self; if not, it ends here. */
static gboolean
goes_on (BatchPreparation *self)
{
  if (self->keeper != NULL)
    return TRUE;

  preparation_free (self);
  return FALSE;
}

static void
end (BatchPreparation        *self,
     const BatchKeeperReport *report)
{
  g_autoptr(BatchPreparation) preparation = self;
  BatchKeeper *keeper = self->keeper;

  keeper->preparation = NULL;
  if (report->kept != BATCH_KEPT_FAILED)
    {
      batch_keeper_watch (keeper, self->model);
      batch_keeper_ask_limits (keeper, self->model);
    }
  keeper->host->ended (keeper->host_data, report);
}

static void
end_well (BatchPreparation *self,
          BatchKept         kept)
{
  BatchKeeperReport report = { .kept = kept, .load_ms = self->load_ms };

  end (self, &report);
}

static void
end_badly (BatchPreparation *self,
           BatchVerdict      verdict,
           const GError     *error)
{
  BatchKeeperReport report = {
    .kept = BATCH_KEPT_FAILED,
    .verdict = verdict,
    .message = error->message,
  };

  end (self, &report);
}

/* --- What kind of server it is --- */

static void
identified_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  BatchPreparation *self = user_data;
  g_autoptr(BatchServerInfo) info = batch_identify_server_finish (result, NULL);

  if (!goes_on (self))
    return;

  /* One that does not answer now is asked again for the next model. */
  self->facts.known = TRUE;
  if (info != NULL)
    {
      self->keeper->known = TRUE;
      batch_backend_set_kind (self->keeper->backend, batch_server_info_get_kind (info), NULL);
      self->keeper->host->identified (self->keeper->host_data, batch_server_info_get_kind (info));
    }
  next_step (self);
}

static void
identify (BatchPreparation *self)
{
  BatchKeeper *keeper = self->keeper;

  if (keeper->known
      || batch_backend_get_private_kind (keeper->backend) != batch_backend_kind_any ())
    {
      self->facts.known = TRUE;
      next_step (self);
      return;
    }

  batch_identify_within_async (batch_backend_get_url (keeper->backend), keeper->api_key,
                               FIND_OUT_MS, self->cancellable, identified_cb, self);
}

static void
key_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  BatchPreparation *self = user_data;
  char *key = batch_secret_lookup_finish (result, NULL);

  if (self->keeper != NULL)
    {
      batch_backend_free_key (self->keeper->api_key);
      self->keeper->api_key = key;
      self->keeper->has_key = TRUE;
    }
  else
    batch_secret_free (key);

  if (goes_on (self))
    identify (self);
}

static void
find_out (BatchPreparation *self)
{
  BatchKeeper *keeper = self->keeper;

  if (keeper->has_key)
    identify (self);
  else
    batch_secret_lookup_async (batch_backend_get_key_name (keeper->backend), self->cancellable,
                               key_found_cb, self);
}

/* --- What is in the way --- */

/* A server that cannot release it may still make room by itself. */
static void
released_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BatchPreparation *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_backend_release_finish (BATCH_BACKEND (source), result, &error))
    g_debug ("A model is not given back: %s", error->message);
  if (!goes_on (self))
    return;

  batch_keeper_remember (self->keeper, self->leaving->model, NULL, NULL, NULL);
  g_clear_pointer (&self->leaving, batch_residency_free);
  next_step (self);
}

static void
release (BatchPreparation *self)
{
  BatchKeeper *keeper = self->keeper;

  self->leaving = batch_keeper_steal (keeper, batch_keeper_in_the_way (keeper, self->model));
  keeper->host->given_up (keeper->host_data, self->leaving->model);
  batch_backend_release_async (keeper->backend, self->leaving, keeper->api_key,
                               self->cancellable, released_cb, self);
}

static void
loosened_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BatchPreparation *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_backend_release_finish (BATCH_BACKEND (source), result, &error))
    g_debug ("A model is kept for longer than it is needed: %s", error->message);
  if (goes_on (self))
    next_step (self);
}

/* It is given back as if it had been there before us: others may leave it there. */
static void
loosen (BatchPreparation *self)
{
  BatchKeeper *keeper = self->keeper;
  BatchResidency *idle = batch_keeper_find_idle (keeper, self->model);
  g_autoptr(BatchResidency) loose = batch_residency_copy (idle);

  idle->is_loose = TRUE;
  loose->was_loaded = TRUE;
  batch_backend_release_async (keeper->backend, loose, keeper->api_key, self->cancellable,
                               loosened_cb, self);
}

/* --- The load --- */

static gboolean
is_load_cb (gpointer user_data)
{
  BatchPreparation *self = user_data;

  clear_timer (self);
  self->keeper->host->loading (self->keeper->host_data, -1);
  return G_SOURCE_REMOVE;
}

static void
progress_cb (double   fraction,
             gpointer user_data)
{
  BatchPreparation *self = user_data;

  /* It is told that it begins, too, and that may be a model which is only to stay longer. */
  if (self->keeper == NULL || fraction < 0)
    return;

  clear_timer (self);
  self->keeper->host->loading (self->keeper->host_data, fraction);
}

static void
take_residency (BatchPreparation *self,
                BatchResidency   *residency)
{
  BatchBackendFlags flags = batch_backend_get_flags (self->keeper->backend);
  gboolean can_load = (flags & BATCH_BACKEND_FLAGS_CAN_PRELOAD) != 0;

  self->facts.asked = TRUE;
  self->facts.there = can_load || residency->was_loaded;
  if (can_load && !residency->was_loaded)
    self->load_ms = residency->load_ms >= 0
                    ? residency->load_ms
                    : (g_get_monotonic_time () - self->began_at) / 1000;

  if (can_load)
    batch_keeper_take (self->keeper, residency);
  else
    batch_residency_free (residency);
}

static void
gave_up_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  BatchPreparation *self = user_data;

  batch_backend_release_finish (BATCH_BACKEND (source), result, NULL);
  if (goes_on (self))
    end_badly (self, BATCH_VERDICT_LOAD_FAILED, self->error);
}

/* A load that never ends would keep those of all other models waiting. */
static void
give_up (BatchPreparation *self,
         BatchVerdict      verdict,
         GError           *error)
{
  BatchKeeper *keeper = self->keeper;
  g_autoptr(BatchResidency) residency = NULL;

  self->error = error;
  if (self->facts.can_load && batch_keeper_find (keeper, self->model) == NULL)
    batch_keeper_remember (keeper, self->model, NULL, NULL, NULL);
  if (verdict != BATCH_VERDICT_LOAD_FAILED || !self->facts.can_unload)
    {
      end_badly (self, verdict, error);
      return;
    }

  residency = batch_residency_new (self->model, FALSE);
  batch_backend_release_async (keeper->backend, residency, keeper->api_key, self->cancellable,
                               gave_up_cb, self);
}

/* Where others of ours were left in memory, they may have left it no room. */
static gboolean
makes_room (BatchPreparation *self)
{
  BatchKeeper *keeper = self->keeper;
  guint n_others = batch_keeper_count_others (keeper, self->model);

  if (!self->facts.can_unload || n_others == 0)
    return FALSE;

  keeper->host->full (keeper->host_data, n_others);
  return batch_keeper_in_the_way (keeper, self->model) != NULL;
}

static void
preloaded_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  BatchPreparation *self = user_data;
  g_autoptr(GError) error = NULL;
  BatchVerdict verdict = BATCH_VERDICT_OK;
  BatchResidency *residency = batch_backend_preload_finish (BATCH_BACKEND (source), result,
                                                            &verdict, &error);

  clear_timer (self);
  if (self->keeper == NULL || residency == NULL)
    {
      g_clear_pointer (&residency, batch_residency_free);
      if (!goes_on (self))
        return;
      if (verdict == BATCH_VERDICT_LOAD_FAILED && makes_room (self))
        next_step (self);
      else
        give_up (self, verdict, g_steal_pointer (&error));
      return;
    }

  take_residency (self, residency);
  next_step (self);
}

/* Where requests say what the model is run with, another load would come with the first of
 * them, had it been loaded with anything else. Returns: (nullable): a JSON object */
static char *
dup_run_options (BatchPreparation *self)
{
  static const BatchJsonMember members[] = { { "options", batch_json_read_slice, 0 } };
  BatchBackend *backend = self->keeper->backend;
  BatchJsonValue options = { 0 };
  BatchJsonScanner scanner;
  g_auto(BatchWire) wire = { 0 };
  gsize length;
  const guint8 *data;

  if (self->request == NULL
      || !batch_backend_kind_make_wire (batch_backend_get_private_kind (backend),
                                        batch_backend_get_url (backend), self->endpoint,
                                        self->request, &wire, NULL)
      || wire.form == BATCH_REPLY_PLAIN)
    return NULL;

  data = g_bytes_get_data (wire.body, &length);
  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &options);
  return options.type == BATCH_JSON_OBJECT
         ? g_strndup ((const char *) options.data, options.length) : NULL;
}

static void
preload (BatchPreparation *self)
{
  g_autofree char *run_options = dup_run_options (self);
  BatchRunOptions options = { run_options, BATCH_KEEP_MS, self->deadline_ms };
  BatchKeeper *keeper = self->keeper;

  self->began_at = g_get_monotonic_time ();
  if (self->facts.can_load)
    {
      self->timer = g_timeout_source_new (IS_LOAD_MS);
      g_source_set_static_name (self->timer, "[batch] it is a load");
      g_source_set_callback (self->timer, is_load_cb, self, NULL);
      g_source_attach (self->timer, g_main_context_get_thread_default ());
    }

  batch_backend_preload_async (keeper->backend, self->model, &options, keeper->api_key,
                               progress_cb, self, self->cancellable, preloaded_cb, self);
}

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  BatchPreparation *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_store_put_value_finish (BATCH_STORE (source), result, &error))
    g_debug ("What a server is to hold is not written down: %s", error->message);
  if (goes_on (self))
    preload (self);
}

/* --- What the load has left --- */

static void
left_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  BatchPreparation *self = user_data;
  g_autoptr(GListModel) models = batch_backend_get_models_finish (BATCH_BACKEND (source), result,
                                                                  NULL);

  if (!goes_on (self))
    return;

  self->facts.looked = TRUE;
  if (models != NULL)
    self->keeper->host->looked (self->keeper->host_data, models);
  next_step (self);
}

static void
look (BatchPreparation *self)
{
  BatchKeeper *keeper = self->keeper;

  batch_backend_ask_models_async (keeper->backend, batch_backend_get_private_kind (keeper->backend),
                                  keeper->api_key, LOOK_MS, self->cancellable, left_cb, self);
}

/* --- The steps --- */

/* A server that cuts off what others have under way, and would wait for its end by itself,
 * makes room by itself. */
static gboolean
can_release (BatchBackendFlags flags)
{
  return (flags & BATCH_BACKEND_FLAGS_CAN_UNLOAD) != 0
         && ((flags & BATCH_BACKEND_FLAGS_UNLOAD_CUTS) == 0
             || (flags & (BATCH_BACKEND_FLAGS_EVICTS_BUSY | BATCH_BACKEND_FLAGS_CAN_PIN)) != 0);
}

static void
look_at_facts (BatchPreparation *self)
{
  BatchBackendFlags flags = batch_backend_get_flags (self->keeper->backend);

  self->facts.can_load = (flags & BATCH_BACKEND_FLAGS_CAN_PRELOAD) != 0;
  self->facts.can_unload = can_release (flags);
  self->facts.tells = (flags & BATCH_BACKEND_FLAGS_REPORTS_LOADED) != 0;
  self->facts.in_the_way = batch_keeper_in_the_way (self->keeper, self->model) != NULL;
  self->facts.beside = self->load_ms >= 0
                       && batch_keeper_doubts_others (self->keeper, self->model);
  self->facts.idle = batch_keeper_find_idle (self->keeper, self->model) != NULL;
}

static void
next_step (BatchPreparation *self)
{
  look_at_facts (self);
  switch (batch_keeping_next (&self->facts))
    {
    case BATCH_KEEPING_FIND_OUT:
      find_out (self);
      break;

    case BATCH_KEEPING_RELEASE:
      release (self);
      break;

    case BATCH_KEEPING_LOOSEN:
      loosen (self);
      break;

    case BATCH_KEEPING_PRELOAD:
      if (self->facts.can_load && batch_keeper_find (self->keeper, self->model) == NULL)
        batch_keeper_remember (self->keeper, self->model, ASKED, asked_cb, self);
      else
        preload (self);
      break;

    case BATCH_KEEPING_LOOK:
      look (self);
      break;

    case BATCH_KEEPING_READY:
      end_well (self, self->load_ms >= 0 ? BATCH_KEPT_LOADED : BATCH_KEPT_THERE);
      break;

    case BATCH_KEEPING_SEND:
      end_well (self, BATCH_KEPT_UNTOLD);
      break;
    }
}

void
batch_keeper_prepare (BatchKeeper   *self,
                      const char    *model,
                      BatchEndpoint  endpoint,
                      GBytes        *request,
                      gint64         deadline_ms)
{
  BatchPreparation *preparation = g_new0 (BatchPreparation, 1);

  batch_keeper_stop (self);
  batch_keeper_unwatch (self);
  preparation->keeper = self;
  preparation->model = g_strdup (model);
  preparation->endpoint = endpoint;
  preparation->request = request != NULL ? g_bytes_ref (request) : NULL;
  preparation->deadline_ms = deadline_ms;
  preparation->load_ms = -1;
  preparation->cancellable = g_cancellable_new ();
  self->preparation = preparation;
  batch_keeper_go_on (self);
}

void
batch_keeper_go_on (BatchKeeper *self)
{
  if (self->n_letting_go == 0 && self->preparation != NULL && !self->preparation->begun)
    {
      self->preparation->begun = TRUE;
      next_step (self->preparation);
    }
}

void
batch_keeper_stop (BatchKeeper *self)
{
  BatchPreparation *preparation = g_steal_pointer (&self->preparation);

  if (preparation == NULL)
    return;

  preparation->keeper = NULL;
  clear_timer (preparation);
  if (preparation->leaving != NULL)
    g_ptr_array_insert (self->held, 0, g_steal_pointer (&preparation->leaving));
  g_cancellable_cancel (preparation->cancellable);
  if (!preparation->begun)
    preparation_free (preparation);
}
