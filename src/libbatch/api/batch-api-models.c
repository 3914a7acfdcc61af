/* api/batch-api-models.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-service-private.h"
#include "backend/batch-backend.h"
#include "format/batch-json-writer-private.h"

/* /v1/models: what all model servers that are known have. One that does not answer soon is
 * left out. */

#define PATIENCE_MS 4000

typedef struct
{
  BatchApiExchange *exchange;
  GHashTable       *owners;       /* name of a model to that of its server */
  GPtrArray        *names;
  GCancellable     *cancellable;
  GSource          *patience;
  guint             n_asked;
} Survey;

/* Of one server. */
typedef struct
{
  Survey       *survey;
  BatchBackend *backend;
} Question;

static void
survey_answered (Survey *self)
{
  BatchJsonWriter json = BATCH_JSON_WRITER_INIT (NULL);

  if (--self->n_asked > 0)
    return;

  json.out = g_string_new (NULL);
  batch_json_writer_open (&json, NULL, '{');
  batch_json_writer_string (&json, "object", "list");
  batch_json_writer_open (&json, "data", '[');
  for (guint i = 0; i < self->names->len; i++)
    {
      const char *name = g_ptr_array_index (self->names, i);

      batch_json_writer_open (&json, NULL, '{');
      batch_json_writer_string (&json, "id", name);
      batch_json_writer_string (&json, "object", "model");
      batch_json_writer_int (&json, "created", 0);
      batch_json_writer_string (&json, "owned_by", g_hash_table_lookup (self->owners, name));
      batch_json_writer_close (&json, '}');
    }
  batch_json_writer_close (&json, ']');
  batch_json_writer_close (&json, '}');
  batch_api_exchange_answer (self->exchange, SOUP_STATUS_OK, json.out);

  g_source_destroy (self->patience);
  g_source_unref (self->patience);
  batch_api_exchange_unref (self->exchange);
  g_hash_table_unref (self->owners);
  g_ptr_array_unref (self->names);
  g_object_unref (self->cancellable);
  g_free (self);
}

static void
question_answered (Question *question)
{
  survey_answered (question->survey);
  g_object_unref (question->backend);
  g_free (question);
}

static void
models_listed_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  Question *question = user_data;
  Survey *self = question->survey;
  g_auto(GStrv) names = batch_backend_list_models_finish (question->backend, result, NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (!g_hash_table_contains (self->owners, names[i]))
      {
        g_ptr_array_add (self->names, g_strdup (names[i]));
        g_hash_table_insert (self->owners, g_strdup (names[i]),
                             g_strdup (batch_backend_get_name (question->backend)));
      }
  question_answered (question);
}

static void
key_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Question *question = user_data;
  g_autofree char *key = batch_engine_lookup_key_finish (BATCH_ENGINE (source), result, NULL);

  batch_backend_list_models_async (question->backend, key, question->survey->cancellable,
                                   models_listed_cb, question);
}

static gboolean
patience_cb (gpointer user_data)
{
  Survey *self = user_data;

  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static void
backends_listed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  Survey *self = user_data;
  g_autoptr(GListModel) backends = batch_engine_list_backends_finish (BATCH_ENGINE (source),
                                                                      result, NULL);

  for (guint i = 0; backends != NULL && i < g_list_model_get_n_items (backends); i++)
    {
      Question *question = g_new (Question, 1);

      question->survey = self;
      question->backend = g_list_model_get_item (backends, i);
      self->n_asked++;
      batch_engine_lookup_key_async (BATCH_ENGINE (source), question->backend, self->cancellable,
                                     key_found_cb, question);
    }
  survey_answered (self);
}

void
batch_api_models_list (BatchApiExchange *exchange)
{
  Survey *self = g_new0 (Survey, 1);

  self->exchange = batch_api_exchange_ref (exchange);
  self->owners = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->cancellable = g_cancellable_new ();
  self->patience = g_timeout_source_new (PATIENCE_MS);
  self->n_asked = 1;
  g_source_set_callback (self->patience, patience_cb, self, NULL);
  g_source_attach (self->patience, g_main_context_get_thread_default ());
  batch_engine_list_backends_async (exchange->service->engine, NULL, backends_listed_cb, self);
}
