/* api/batch-api-directory.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-directory-private.h"

#include <string.h>

#include "backend/batch-backend-private.h"
#include "backend/batch-model-private.h"
#include "core/batch-fields-private.h"

/* One that does not answer that soon does not tell. Nobody in a hurry waits so long for it when
 * another one has what is wanted. */
#define PATIENCE_MS 4000
#define GRACE_MS    250
/* How old what is known may be, and how old when it does not say who has a model; and for those in
 * a hurry, while it is asked for anew. */
#define FRESH_US    (30 * G_USEC_PER_SEC)
#define RECENT_US   (2 * G_USEC_PER_SEC)
#define STALE_US    (60 * G_USEC_PER_SEC)

/* Nobody sees it. */
#define UNNAMED     "server"

/* All servers asked once. */
typedef struct
{
  BatchApiDirectory *directory;    /* NULL once nobody waits for it */
  GPtrArray         *listings;
  GCancellable      *cancellable;
  GSource           *patience;
  GSource           *grace;
  char              *roll;         /* (nullable) until it is known whom it asks */
  guint              n_asked;
  gboolean           graced;       /* who answers quickly has */
} Survey;

/* Of one server. */
typedef struct
{
  Survey          *survey;
  BatchBackend    *backend;
  BatchApiListing *listing;        /* of the survey */
} Question;

typedef struct
{
  BatchApiDirectoryFunc func;
  gpointer              user_data;
  GStrv                 models;    /* (nullable) everything */
  gboolean              hasty;     /* one that has them is enough */
  gboolean              late;      /* what is asked now are other servers than there are */
} Waiter;

/* Until it is known whether there are still the same servers. */
typedef struct
{
  BatchApiDirectory *directory;
  Waiter            *waiter;
} Query;

struct _BatchApiDirectory
{
  BatchEngine *engine;
  char        *url;                /* (nullable) */
  char        *api_key;            /* (nullable) */
  GPtrArray   *listings;           /* of BatchApiListing */
  GPtrArray   *shown;              /* (nullable) (unowned): … of a survey that is not over */
  GPtrArray   *waiters;            /* of Waiter */
  Survey      *survey;             /* (nullable) under way */
  char        *roll;               /* (nullable) of the servers that were asked */
  char        *seen;               /* (nullable) … that there are */
  gint64       asked_at;           /* monotonic; 0: never */
};

/* --- What is known --- */

GPtrArray *
batch_api_directory_get_listings (BatchApiDirectory *self)
{
  return self->shown != NULL ? self->shown : self->listings;
}

static gint64
get_age (BatchApiDirectory *self)
{
  return self->asked_at == 0 ? G_MAXINT64
                             : batch_clock_monotonic (self->engine->clock) - self->asked_at;
}

static gboolean
is_known (BatchApiDirectory *self,
          const Waiter      *waiter)
{
  gint64 age = get_age (self);

  if (waiter->models == NULL || age <= RECENT_US)
    return age <= RECENT_US;

  return age <= (waiter->hasty ? STALE_US : FRESH_US)
         && batch_api_listings_have (self->listings, (const char *const *) waiter->models);
}

/* --- Asking --- */

static void
survey_free (Survey *self)
{
  g_source_destroy (self->patience);
  g_source_unref (self->patience);
  g_source_destroy (self->grace);
  g_source_unref (self->grace);
  g_clear_pointer (&self->listings, g_ptr_array_unref);
  g_object_unref (self->cancellable);
  g_free (self->roll);
  g_free (self);
}

static void begin_survey (BatchApiDirectory *self);

static void
waiter_free (gpointer data)
{
  Waiter *waiter = data;

  g_strfreev (waiter->models);
  g_free (waiter);
}

/* @ready: whether it waits no more */
static void
tell_waiters (BatchApiDirectory *self,
              gboolean         (*ready) (BatchApiDirectory *self,
                                         const Waiter      *waiter))
{
  g_autoptr(GPtrArray) told = g_ptr_array_new_with_free_func (waiter_free);

  for (guint i = 0; i < self->waiters->len;)
    if (ready (self, self->waiters->pdata[i]))
      g_ptr_array_add (told, g_ptr_array_steal_index (self->waiters, i));
    else
      i++;

  for (guint i = 0; i < told->len; i++)
    {
      const Waiter *waiter = told->pdata[i];

      waiter->func (self, waiter->user_data);
    }
}

static gboolean
has_answer (BatchApiDirectory *self,
            const Waiter      *waiter)
{
  return waiter->hasty && !waiter->late
         && batch_api_listings_have (self->shown, (const char *const *) waiter->models);
}

/* Those that have not answered by now may be silent for long. */
static void
tell_hasty (BatchApiDirectory *self)
{
  self->shown = self->survey->listings;
  tell_waiters (self, has_answer);
  self->shown = NULL;
}

static gboolean
is_in_time (BatchApiDirectory *self,
            const Waiter      *waiter)
{
  return !waiter->late;
}

/* Who came when other servers were being asked than there were by then waits for those. */
static void
tell_of_end (BatchApiDirectory *self)
{
  tell_waiters (self, is_in_time);
  for (guint i = 0; i < self->waiters->len; i++)
    ((Waiter *) self->waiters->pdata[i])->late = FALSE;
  if (self->waiters->len > 0 && self->survey == NULL)
    begin_survey (self);
}

static void
survey_answered (Survey *survey)
{
  BatchApiDirectory *self = survey->directory;

  if (--survey->n_asked > 0)
    {
      if (self != NULL && survey->graced)
        tell_hasty (self);
      return;
    }

  if (self != NULL)
    {
      self->survey = NULL;
      self->asked_at = batch_clock_monotonic (self->engine->clock);
      g_ptr_array_unref (self->listings);
      self->listings = g_steal_pointer (&survey->listings);
      g_free (self->roll);
      self->roll = g_steal_pointer (&survey->roll);
    }
  survey_free (survey);
  if (self != NULL)
    tell_of_end (self);
}

static void
question_answered (Question *question)
{
  Survey *survey = question->survey;

  g_object_unref (question->backend);
  g_free (question);
  survey_answered (survey);
}

static void
take_models (BatchApiListing *listing,
             GListModel      *models)
{
  guint n = g_list_model_get_n_items (models);

  listing->models = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BatchModel) model = g_list_model_get_item (models, i);

      listing->models[i] = g_strdup (batch_model_get_id (model));
      g_array_append_val (listing->created_at, model->created_at);
    }
}

static void
models_listed_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  Question *question = user_data;
  g_autoptr(GListModel) models = batch_backend_listed_models_finish (question->backend, result,
                                                                     NULL);

  if (models != NULL)
    take_models (question->listing, models);
  question_answered (question);
}

static void
list_models (Question   *question,
             const char *api_key)
{
  batch_backend_list_models_async (question->backend, api_key, question->survey->cancellable,
                                   models_listed_cb, question);
}

static void
key_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autofree char *key = batch_engine_lookup_key_finish (BATCH_ENGINE (source), result, NULL);

  list_models (user_data, key);
}

/* @backend: (transfer full) */
static Question *
add_question (Survey       *survey,
              BatchBackend *backend,
              const char   *server)
{
  Question *question = g_new (Question, 1);
  const char *implied_tag =
    batch_backend_kind_guess_tag (batch_backend_get_private_kind (backend));

  *question = (Question) { survey, backend, batch_api_listing_new (server, implied_tag, NULL) };
  g_ptr_array_add (survey->listings, question->listing);
  survey->n_asked++;
  return question;
}

static void
ask_unnamed (Survey     *survey,
             const char *url,
             const char *api_key)
{
  BatchBackend *backend = batch_backend_new (UNNAMED, url, NULL, NULL, NULL);

  if (backend != NULL)
    list_models (add_question (survey, backend, url), api_key);
}

/* What tells that they are the same servers, and that nothing of them has changed. */
static char *
call_roll (BatchApiDirectory *self,
           GListModel        *backends)
{
  g_autoptr(GString) seen = g_string_new (NULL);
  GString *roll = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (backends); i++)
    {
      g_autoptr(BatchBackend) backend = g_list_model_get_item (backends, i);

      batch_backend_append_fingerprint (backend, seen);
      g_string_append_printf (roll, "%s\t%s\n", batch_backend_get_name (backend),
                              batch_backend_get_url (backend));
    }

  if (self != NULL)
    batch_set_str (&self->seen, seen->str);
  return g_string_free (roll, FALSE);
}

const char *
batch_api_directory_get_seen (BatchApiDirectory *self)
{
  return self->seen;
}

static void
backends_listed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  Survey *survey = user_data;
  g_autoptr(GListModel) backends = batch_engine_list_backends_finish (BATCH_ENGINE (source),
                                                                      result, NULL);

  survey->roll = backends != NULL ? call_roll (survey->directory, backends) : NULL;
  for (guint i = 0; backends != NULL && i < g_list_model_get_n_items (backends); i++)
    {
      BatchBackend *backend = g_list_model_get_item (backends, i);
      Question *question = add_question (survey, backend, batch_backend_get_name (backend));

      batch_engine_lookup_key_async (BATCH_ENGINE (source), backend, survey->cancellable,
                                     key_found_cb, question);
    }
  survey_answered (survey);
}

static gboolean
patience_cb (gpointer user_data)
{
  Survey *survey = user_data;

  g_cancellable_cancel (survey->cancellable);
  return G_SOURCE_REMOVE;
}

static gboolean
grace_cb (gpointer user_data)
{
  Survey *survey = user_data;

  survey->graced = TRUE;
  if (survey->directory != NULL)
    tell_hasty (survey->directory);
  return G_SOURCE_REMOVE;
}

/* Returns: (transfer full) */
static GSource *
add_timer (Survey      *survey,
           guint        delay_ms,
           GSourceFunc  func)
{
  GSource *timer = g_timeout_source_new (delay_ms);

  g_source_set_callback (timer, func, survey, NULL);
  g_source_attach (timer, g_main_context_get_thread_default ());
  return timer;
}

static void
begin_survey (BatchApiDirectory *self)
{
  Survey *survey = g_new0 (Survey, 1);

  self->survey = survey;
  survey->directory = self;
  survey->listings = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_api_listing_free);
  survey->cancellable = g_cancellable_new ();
  survey->patience = add_timer (survey, PATIENCE_MS, patience_cb);
  survey->grace = add_timer (survey, GRACE_MS, grace_cb);
  survey->n_asked = 1;
  if (self->url != NULL)
    ask_unnamed (survey, self->url, self->api_key);
  batch_engine_list_backends_async (self->engine, NULL, backends_listed_cb, survey);
}

static void
await_survey (BatchApiDirectory *self,
              Waiter            *waiter,
              const char        *roll)
{
  const Survey *survey = self->survey;

  waiter->late = survey != NULL && survey->roll != NULL && g_strcmp0 (survey->roll, roll) != 0;
  g_ptr_array_add (self->waiters, waiter);
  if (survey == NULL)
    begin_survey (self);
  else if (survey->graced)
    tell_hasty (self);
}

static void
backends_looked_at_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autofree Query *query = user_data;
  Waiter *waiter = query->waiter;
  BatchApiDirectory *self = query->directory;
  g_autoptr(GListModel) backends = batch_engine_list_backends_finish (BATCH_ENGINE (source),
                                                                      result, NULL);
  g_autofree char *roll = backends != NULL ? call_roll (self, backends) : NULL;

  if (g_strcmp0 (roll, self->roll) != 0 || !is_known (self, waiter))
    {
      await_survey (self, waiter, roll);
      return;
    }

  if (get_age (self) > FRESH_US && self->survey == NULL)
    begin_survey (self);
  waiter->func (self, waiter->user_data);
  waiter_free (waiter);
}

static void
ask (BatchApiDirectory     *self,
     const char *const     *models,
     gboolean               hasty,
     BatchApiDirectoryFunc  func,
     gpointer               user_data)
{
  Query *query = g_new (Query, 1);
  Waiter *waiter = g_new (Waiter, 1);

  *waiter = (Waiter) { func, user_data, g_strdupv ((char **) models), hasty, FALSE };
  *query = (Query) { self, waiter };
  batch_engine_list_backends_async (self->engine, NULL, backends_looked_at_cb, query);
}

void
batch_api_directory_ask (BatchApiDirectory     *self,
                         const char *const     *models,
                         BatchApiDirectoryFunc  func,
                         gpointer               user_data)
{
  ask (self, models, FALSE, func, user_data);
}

void
batch_api_directory_find (BatchApiDirectory     *self,
                          const char            *model,
                          BatchApiDirectoryFunc  func,
                          gpointer               user_data)
{
  const char *models[] = { model, NULL };

  ask (self, models, TRUE, func, user_data);
}

BatchApiFault *
batch_api_directory_miss (BatchApiDirectory *self,
                          const char        *model)
{
  if (self->listings->len == 0)
    return batch_api_fault_new (503, "no_model_server", NULL,
                                "No model server is known; batchq backend add names one.");

  return batch_api_fault_new (404, "model_not_found", "model",
                              "The model '%s' does not exist on any of the model servers; "
                              "GET /v1/models lists what there is.", model);
}

/* --- One of them --- */

typedef struct
{
  BatchBackend       *backend;     /* (nullable) until it is found */
  char               *server;
  BatchApiServerFunc  func;
  gpointer            user_data;
} Opening;

/* @key: (transfer full) */
static void
opening_end (Opening *opening,
             char    *key)
{
  opening->func (opening->backend, key, opening->user_data);
  g_clear_object (&opening->backend);
  g_free (opening->server);
  g_free (opening);
}

static void
opening_key_found_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  opening_end (user_data, batch_engine_lookup_key_finish (BATCH_ENGINE (source), result, NULL));
}

static void
opening_listed_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  Opening *opening = user_data;
  g_autoptr(GListModel) backends = batch_engine_list_backends_finish (BATCH_ENGINE (source),
                                                                      result, NULL);

  for (guint i = 0; backends != NULL && i < g_list_model_get_n_items (backends); i++)
    {
      g_autoptr(BatchBackend) backend = g_list_model_get_item (backends, i);

      if (g_str_equal (batch_backend_get_name (backend), opening->server))
        g_set_object (&opening->backend, backend);
    }

  if (opening->backend != NULL)
    batch_engine_lookup_key_async (BATCH_ENGINE (source), opening->backend, NULL,
                                   opening_key_found_cb, opening);
  else
    opening_end (opening, NULL);
}

void
batch_api_directory_open (BatchApiDirectory  *self,
                          const char         *server,
                          BatchApiServerFunc  func,
                          gpointer            user_data)
{
  Opening *opening = g_new (Opening, 1);

  *opening = (Opening) { NULL, g_strdup (server), func, user_data };
  if (g_strcmp0 (server, self->url) != 0)
    {
      batch_engine_list_backends_async (self->engine, NULL, opening_listed_cb, opening);
      return;
    }

  opening->backend = batch_backend_new (UNNAMED, self->url, NULL, NULL, NULL);
  opening_end (opening, g_strdup (self->api_key));
}

/* --- The object --- */

BatchApiDirectory *
batch_api_directory_new (BatchEngine *engine,
                         const char  *url,
                         const char  *api_key)
{
  BatchApiDirectory *self = g_new0 (BatchApiDirectory, 1);

  self->engine = engine;
  self->url = g_strdup (url);
  self->api_key = g_strdup (api_key);
  self->listings = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_api_listing_free);
  self->waiters = g_ptr_array_new_with_free_func (waiter_free);
  return self;
}

void
batch_api_directory_free (BatchApiDirectory *self)
{
  if (self->survey != NULL)
    {
      self->survey->directory = NULL;
      g_cancellable_cancel (self->survey->cancellable);
    }
  g_ptr_array_unref (self->listings);
  g_ptr_array_unref (self->waiters);
  batch_backend_free_key (self->api_key);
  g_free (self->roll);
  g_free (self->seen);
  g_free (self->url);
  g_free (self);
}
