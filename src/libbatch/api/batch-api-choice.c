/* api/batch-api-choice.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-choice-private.h"

#include "api/batch-api-check-private.h"
#include "api/batch-api-directory-private.h"
#include "backend/batch-backend.h"
#include "json/batch-json-writer-private.h"

/* A job goes to one server. While there is only one, nobody has to ask which; else the input is
 * read for its models, and the servers are asked who has them all. */

/* Of more, the first ones are looked at: a server that has so many has the others. */
#define MAX_MODELS 256
/* In a sentence for people. */
#define MAX_NAMED  4

typedef struct
{
  BatchApiService    *service;
  char               *named;       /* (nullable) */
  char               *input_file_id;
  GStrv               models;      /* (nullable) */
  GArray             *lines;       /* of guint32: where each of them is named first */
  gboolean            in_part;     /* those that no server has need not keep the others back */
  BatchApiChoiceFunc  func;
  gpointer            user_data;
} Choice;

/* For each model that no server has where it is named first, as the original tells it. */
static char *
list_issues (Choice     *self,
             const char *code)
{
  GPtrArray *listings = batch_api_directory_get_listings (self->service->directory);
  BatchJsonWriter json = BATCH_JSON_WRITER_INIT (g_string_new (NULL));

  batch_json_writer_open (&json, NULL, '[');
  for (guint i = 0; self->models[i] != NULL; i++)
    {
      const char *one[] = { self->models[i], NULL };
      g_auto(GStrv) servers = batch_api_listings_find (listings, one);
      guint32 line = g_array_index (self->lines, guint32, i);
      g_autofree char *message =
        g_strdup_printf ("Line %u: none of the model servers has '%s'. GET /v1/models lists what "
                         "there is.", line, self->models[i]);

      if (servers[0] != NULL)
        continue;

      batch_json_writer_open (&json, NULL, '{');
      batch_json_writer_string (&json, "code", code);
      batch_json_writer_string (&json, "message", message);
      batch_json_writer_string (&json, "param", "body.model");
      batch_json_writer_int (&json, "line", line);
      batch_json_writer_close (&json, '}');
    }
  batch_json_writer_close (&json, ']');
  return g_string_free (json.out, FALSE);
}

static void
choice_end (Choice       *self,
            const char   *server,
            const char   *code,
            const char   *refusal,
            const GError *error)
{
  gboolean missing = refusal != NULL && g_str_equal (code, "model_not_found");
  g_autofree char *issues = missing ? list_issues (self, code) : NULL;

  self->func (server, code, refusal, issues, error, self->user_data);
  g_strfreev (self->models);
  g_array_unref (self->lines);
  g_free (self->named);
  g_free (self->input_file_id);
  g_free (self);
}

/* --- Models --- */

typedef struct
{
  GInputStream *input;
  GPtrArray    *models;
  GArray       *lines;             /* where each is named first */
} Scan;

static void
scan_free (gpointer data)
{
  Scan *self = data;

  g_object_unref (self->input);
  g_ptr_array_unref (self->models);
  g_array_unref (self->lines);
  g_free (self);
}

static void
request_found (const BatchRequest *request,
               gpointer            user_data)
{
  Scan *self = user_data;

  if (self->models->len >= MAX_MODELS
      || g_ptr_array_find_with_equal_func (self->models, request->model, g_str_equal, NULL))
    return;

  g_ptr_array_add (self->models, g_strdup (request->model));
  g_array_append_val (self->lines, request->line);
}

/* The input was found good; of one that others have is not, the engine says what is wrong. */
static void
scan_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  const BatchLimits limits = { .max_errors = 1 };
  Scan *self = task_data;
  g_autoptr(BatchValidator) validator = batch_validator_new (&limits, request_found, self);
  GError *error = NULL;

  if (batch_api_check_feed (validator, self->input, cancellable, &error))
    g_task_return_pointer (task, g_strdupv ((char **) self->models->pdata),
                           (GDestroyNotify) g_strfreev);
  else
    g_task_return_error (task, error);
}

/* --- Servers --- */

static void
append_names (GString           *out,
              const char *const *names)
{
  guint n = g_strv_length ((GStrv) names);

  for (guint i = 0; i < MIN (n, MAX_NAMED); i++)
    g_string_append_printf (out, "%s'%s'", i > 0 ? ", " : "", names[i]);
  if (n > MAX_NAMED)
    g_string_append_printf (out, " and %u more", n - MAX_NAMED);
}

/* Of @models, those that some server has, or that none has. */
static GStrv
list_models (GPtrArray         *listings,
             const char *const *models,
             gboolean           there)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_null_terminated (4, g_free, TRUE);

  for (guint i = 0; models[i] != NULL; i++)
    {
      const char *one[] = { models[i], NULL };
      g_auto(GStrv) servers = batch_api_listings_find (listings, one);

      if ((servers[0] != NULL) == there)
        g_ptr_array_add (found, g_strdup (models[i]));
    }

  return g_strdupv ((char **) found->pdata);
}

char *
batch_api_choice_describe (GPtrArray          *listings,
                           const char *const  *models,
                           const char        **code)
{
  g_auto(GStrv) missing = list_models (listings, models, FALSE);
  GString *words = g_string_new (NULL);

  if (missing[0] != NULL)
    {
      *code = "model_not_found";
      g_string_append (words, "None of the model servers has ");
      append_names (words, (const char *const *) missing);
      g_string_append (words, ". GET /v1/models lists what there is.");
    }
  else
    {
      *code = "models_apart";
      g_string_append (words, "No model server has all of ");
      append_names (words, models);
      g_string_append (words, ". Make a batch for each server, or name one as 'backend'.");
    }
  return g_string_free (words, FALSE);
}

char *
batch_api_choice_find (GPtrArray          *listings,
                       const char *const  *models,
                       gboolean            in_part,
                       const char        **code,
                       char              **refusal)
{
  g_auto(GStrv) known = list_models (listings, models, TRUE);
  const char *const *wanted = in_part && known[0] != NULL ? (const char *const *) known : models;
  g_auto(GStrv) servers = batch_api_listings_find (listings, wanted);

  if (servers[0] == NULL)
    *refusal = batch_api_choice_describe (listings, wanted, code);
  return g_strdup (servers[0]);
}

static void
servers_known_cb (BatchApiDirectory *directory,
                  gpointer           user_data)
{
  Choice *self = user_data;
  const char *code = NULL;
  g_autofree char *refusal = NULL;
  g_autofree char *server =
    batch_api_choice_find (batch_api_directory_get_listings (directory),
                           (const char *const *) self->models, self->in_part, &code, &refusal);

  choice_end (self, server, code, refusal, NULL);
}

/* --- The steps --- */

static void
scanned_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Choice *self = user_data;
  g_autoptr(GError) error = NULL;

  self->models = g_task_propagate_pointer (G_TASK (result), &error);
  if (self->models != NULL)
    batch_api_directory_ask (self->service->directory, (const char *const *) self->models,
                             servers_known_cb, self);
  else
    choice_end (self, NULL, NULL, NULL, error);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Choice *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GTask) task = NULL;
  GInputStream *input = batch_engine_read_file_finish (BATCH_ENGINE (source), result, &error);
  Scan *scan;

  if (input == NULL)
    {
      choice_end (self, NULL, NULL, NULL, error);
      return;
    }

  scan = g_new (Scan, 1);
  *scan = (Scan) { input, g_ptr_array_new_null_terminated (4, g_free, TRUE),
                   g_array_ref (self->lines) };
  task = g_task_new (NULL, self->service->stopping, scanned_cb, self);
  g_task_set_source_tag (task, batch_api_choose_server);
  g_task_set_task_data (task, scan, scan_free);
  g_task_run_in_thread (task, scan_thread);
}

/* A job for any other one would wait until it expires. */
static void
choose_named (Choice     *self,
              GListModel *backends)
{
  g_autofree char *refusal = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (backends); i++)
    {
      g_autoptr(BatchBackend) backend = g_list_model_get_item (backends, i);

      if (g_strcmp0 (batch_backend_get_name (backend), self->named) == 0)
        {
          choice_end (self, self->named, NULL, NULL, NULL);
          return;
        }
    }

  refusal = g_strdup_printf ("There is no model server of the name '%s'; batchq backend list shows "
                             "which there are.", self->named);
  choice_end (self, NULL, "backend_not_found", refusal, NULL);
}

static void
backends_listed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  Choice *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) backends = batch_engine_list_backends_finish (BATCH_ENGINE (source),
                                                                      result, &error);
  g_autoptr(BatchBackend) first = backends != NULL ? g_list_model_get_item (backends, 0) : NULL;

  if (backends == NULL)
    choice_end (self, NULL, NULL, NULL, error);
  else if (self->named != NULL)
    choose_named (self, backends);
  else if (first == NULL)
    choice_end (self, NULL, "no_model_server",
                "No model server is known; batchq backend add names one.", NULL);
  else if (g_list_model_get_n_items (backends) == 1)
    choice_end (self, batch_backend_get_name (first), NULL, NULL, NULL);
  else
    batch_engine_read_file_async (BATCH_ENGINE (source), self->input_file_id, NULL, opened_cb,
                                  self);
}

void
batch_api_choose_server (BatchApiService    *service,
                         const char         *named,
                         const char         *input_file_id,
                         gboolean            in_part,
                         BatchApiChoiceFunc  func,
                         gpointer            user_data)
{
  Choice *self = g_new0 (Choice, 1);

  self->service = service;
  self->lines = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->named = g_strdup (named);
  self->input_file_id = g_strdup (input_file_id);
  self->in_part = in_part;
  self->func = func;
  self->user_data = user_data;
  batch_engine_list_backends_async (service->engine, NULL, backends_listed_cb, self);
}
