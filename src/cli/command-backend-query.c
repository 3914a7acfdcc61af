/* cli/command-backend-query.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/command-backend.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/cli-job-walk.h"
#include "cli/cli-json.h"
#include "cli/cli-server.h"
#include "cli/cli-terminal.h"

#define LAST_PORT 65535

/* --- Keys --- */

gboolean
backend_find_key (Cli           *cli,
                  BatchBackend  *backend,
                  char         **key,
                  GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) reason = NULL;
  const char *name = batch_backend_get_key_name (backend);

  if (name == NULL)
    {
      *key = g_strdup (g_getenv ("BATCHQ_API_KEY"));
      return TRUE;
    }

  if (g_str_has_prefix (name, "env:") && g_getenv (name + strlen ("env:")) == NULL)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_AUTH,
                   _("The variable %s, which is to hold the API key of %s, is not set"),
                   name + strlen ("env:"), batch_backend_get_name (backend));
      return FALSE;
    }

  batch_engine_lookup_key_async (cli->engine, backend, cli->cancellable, cli_result_cb, &result);
  *key = batch_engine_lookup_key_finish (cli->engine, cli_wait (&result), &reason);
  if (reason != NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  return *key != NULL;
}

void
backend_key_clear (BackendKey *key)
{
  if (*key != NULL)
    explicit_bzero (*key, strlen (*key));
  g_clear_pointer (key, g_free);
}

/* --- Models --- */

static const char *
state_word (BatchModel *model)
{
  switch (batch_model_get_state (model))
    {
    case BATCH_MODEL_STATE_LOADED:
      return _("loaded");

    case BATCH_MODEL_STATE_LOADING:
      return _("loading");

    case BATCH_MODEL_STATE_UNLOADED:
    case BATCH_MODEL_STATE_UNKNOWN:
      break;
    }

  return "";
}

/* By their nicks. */
static char **
list_uses (BatchModelUses uses)
{
  g_autoptr(GFlagsClass) klass = g_type_class_ref (BATCH_TYPE_MODEL_USES);
  g_autoptr(GStrvBuilder) words = g_strv_builder_new ();

  for (guint i = 0; i < klass->n_values; i++)
    if ((klass->values[i].value & uses) != 0)
      g_strv_builder_add (words, klass->values[i].value_nick);
  return g_strv_builder_end (words);
}

static char *
describe_refused (BatchModel *model)
{
  g_auto(GStrv) words = list_uses (batch_model_get_refused (model));
  g_autofree char *list = g_strjoinv (", ", words);

  /* Translators: a list of words of the program, such as “vision, tools”. */
  return *words != NULL ? g_strdup_printf (_("has refused: %s"), list) : g_strdup ("");
}

static void
print_model (BatchModel *model,
             guint       width)
{
  gint64 size = batch_model_get_size (model);
  g_autofree char *size_text = size > 0 ? g_format_size (size) : g_strdup ("");
  g_autofree char *refused = describe_refused (model);
  g_autofree char *text = g_strdup_printf ("%-*s  %-8s %-10s  %s", (int) width,
                                           batch_model_get_id (model), state_word (model),
                                           size_text, refused);
  g_autofree char *line = cli_escape_line (g_strchomp (text));

  g_print ("%s\n", line);
}

static void
add_uses (JsonBuilder    *builder,
          const char     *name,
          BatchModelUses  uses)
{
  g_auto(GStrv) words = list_uses (uses);

  cli_json_strv (builder, name, (const char * const *) words);
}

static void
add_model (JsonBuilder *builder,
           BatchModel  *model)
{
  json_builder_begin_object (builder);
  cli_json_string (builder, "id", batch_model_get_id (model));
  cli_json_enum (builder, "state", BATCH_TYPE_MODEL_STATE, batch_model_get_state (model));
  add_uses (builder, "uses", batch_model_get_uses (model));
  add_uses (builder, "refused", batch_model_get_refused (model));
  cli_json_int (builder, "size", batch_model_get_size (model));
  cli_json_int (builder, "context_length", batch_model_get_context_length (model));
  cli_json_int (builder, "slots", batch_model_get_slots (model));
  cli_json_boolean (builder, "remote", batch_model_get_remote (model));
  json_builder_end_object (builder);
}

static void
add_model_id (JsonBuilder *builder,
              BatchModel  *model)
{
  json_builder_add_string_value (builder, batch_model_get_id (model));
}

void
backend_build_models (JsonBuilder *builder,
                      GListModel  *models)
{
  cli_json_list (builder, "models", models, (CliJsonFunc) add_model_id);
  cli_json_list (builder, "details", models, (CliJsonFunc) add_model);
}

static void
print_models_json (GListModel *models)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  backend_build_models (builder, models);
  json_builder_end_object (builder);
  cli_print_json (builder);
}

void
backend_print_models (GListModel *models)
{
  guint n = g_list_model_get_n_items (models);
  guint width = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BatchModel) model = g_list_model_get_item (models, i);

      width = MAX (width, (guint) g_utf8_strlen (batch_model_get_id (model), -1));
    }
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BatchModel) model = g_list_model_get_item (models, i);

      print_model (model, width);
    }
}

gboolean
backend_models (Cli                   *cli,
                const BackendOptions  *options,
                char                 **words,
                GError               **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchBackend) backend = cli_describe_server (cli, words[0], error);
  g_autoptr(GListModel) models = NULL;
  g_auto(BackendKey) key = NULL;

  if (backend == NULL || !backend_find_key (cli, backend, &key, error))
    return FALSE;

  batch_engine_get_models_async (cli->engine, backend, key, cli->cancellable, cli_result_cb,
                                 &result);
  if (!(models = batch_engine_get_models_finish (cli->engine, cli_wait (&result), error)))
    return FALSE;

  if (cli->json)
    print_models_json (models);
  else
    backend_print_models (models);
  return TRUE;
}

/* --- Testing --- */

gboolean
backend_test (Cli                   *cli,
              const BackendOptions  *options,
              char                 **words,
              GError               **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchBackend) backend = cli_describe_server (cli, words[0], error);
  g_autoptr(BatchServerReport) report = NULL;
  g_auto(BackendKey) key = NULL;

  if (backend == NULL || !backend_find_key (cli, backend, &key, error))
    return FALSE;

  batch_backend_test_async (backend, key, options->ask, cli->cancellable, cli_result_cb, &result);
  if (!(report = batch_backend_test_finish (backend, cli_wait (&result), error)))
    return FALSE;
  if (batch_server_report_get_state (report) != BATCH_SERVER_STATE_READY)
    {
      g_set_error_literal (error, BATCH_ERROR, BATCH_ERROR_BACKEND,
                           batch_server_report_get_message (report));
      return FALSE;
    }

  if (cli->json)
    {
      g_autoptr(JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      cli_json_enum (builder, "state", BATCH_TYPE_SERVER_STATE,
                     batch_server_report_get_state (report));
      cli_json_string (builder, "message", batch_server_report_get_message (report));
      json_builder_end_object (builder);
      cli_print_json (builder);
    }
  else
    {
      g_autofree char *message = batch_localize (batch_server_report_get_message (report));

      g_print ("%s\n", message);
    }
  return TRUE;
}

/* --- Unloading --- */

/* A server may have several names. */
static gboolean
is_same_server (Cli          *cli,
                BatchBackend *backend,
                const char   *server)
{
  g_autoptr(BatchBackend) other = NULL;

  if (g_str_equal (server, batch_backend_get_name (backend))
      || g_str_equal (server, batch_backend_get_url (backend)))
    return TRUE;

  other = cli_describe_server (cli, server, NULL);
  return other != NULL
         && g_str_equal (batch_backend_get_url (other), batch_backend_get_url (backend));
}

/* One that names no server runs at the default one of who works on it: that may be this. */
static gboolean
may_run_there (Cli          *cli,
               BatchJob     *job,
               BatchBackend *backend)
{
  const char *server = batch_job_get_backend (job);

  return server != NULL ? is_same_server (cli, backend, server)
                        : g_strcmp0 (batch_job_get_handler (job), "http") == 0;
}

static gboolean
is_at_work_there (Cli          *cli,
                  BatchJob     *job,
                  BatchBackend *backend,
                  const char   *model)
{
  g_auto(GStrv) keys = batch_job_get_resource_keys (job);

  return batch_job_get_running (job) > 0
         && g_strv_contains ((const char * const *) keys, model)
         && may_run_there (cli, job, backend);
}

/* What the queue has sent there is known here, also where the server does not tell. */
static gboolean
check_idle (Cli           *cli,
            BatchBackend  *backend,
            const char    *model,
            GError       **error)
{
  g_auto(CliJobWalk) walk = { 0 };
  GError *reason = NULL;
  BatchJob *next;

  if ((batch_backend_get_flags (backend) & BATCH_BACKEND_FLAGS_UNLOAD_CUTS) == 0)
    return TRUE;

  cli_job_walk_init (&walk, cli);
  while ((next = cli_job_walk_next (&walk, &reason)) != NULL)
    {
      g_autoptr(BatchJob) job = next;

      if (!is_at_work_there (cli, job, backend, model))
        continue;
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                   _("The batch %s has requests under way at %s, and to unload %s would cut them "
                     "off: wait for them, pause it, or say --force"), batch_job_get_id (job),
                   batch_backend_get_name (backend), model);
      return FALSE;
    }

  if (reason != NULL)
    g_propagate_error (error, reason);
  return reason == NULL;
}

static gboolean
unload_idle (Cli           *cli,
             BatchBackend  *backend,
             const char    *model,
             const char    *key,
             GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) reason = NULL;

  if (!check_idle (cli, backend, model, error))
    return FALSE;

  batch_backend_unload_idle_model_async (backend, model, key, cli->cancellable, cli_result_cb,
                                         &result);
  if (batch_backend_unload_idle_model_finish (backend, cli_wait (&result), &reason))
    return TRUE;

  if (g_error_matches (reason, BATCH_ERROR, BATCH_ERROR_INVALID_STATE))
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                 _("%s is at work with %s, and to unload it would cut off what is under way: wait "
                   "for it, or say --force"), batch_backend_get_name (backend), model);
  else
    g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

static gboolean
unload (Cli           *cli,
        BatchBackend  *backend,
        const char    *model,
        const char    *key,
        GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_backend_unload_model_async (backend, model, key, cli->cancellable, cli_result_cb,
                                    &result);
  return batch_backend_unload_model_finish (backend, cli_wait (&result), error);
}

gboolean
backend_unload (Cli                   *cli,
                const BackendOptions  *options,
                char                 **words,
                GError               **error)
{
  g_autoptr(BatchBackend) backend = cli_describe_server (cli, words[0], error);
  g_auto(BackendKey) key = NULL;

  if (backend == NULL || !backend_find_key (cli, backend, &key, error)
      || !(options->force ? unload (cli, backend, words[1], key, error)
                          : unload_idle (cli, backend, words[1], key, error)))
    return FALSE;

  cli_say (cli, _("%s is told to unload %s.\n"), words[0], words[1]);
  return TRUE;
}

/* --- Discovery --- */

static GArray *
read_ports (char   **texts,
            GError **error)
{
  g_autoptr(GArray) ports = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; texts[i] != NULL; i++)
    {
      guint64 port;
      guint value;

      if (!g_ascii_string_to_unsigned (texts[i], 10, 1, LAST_PORT, &port, NULL))
        {
          cli_usage_error (error, _("“%s” is not the number of a port"), texts[i]);
          return NULL;
        }
      value = (guint) port;
      g_array_append_val (ports, value);
    }

  return g_steal_pointer (&ports);
}

static void
print_info (Cli             *cli,
            BatchServerInfo *info)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  const char *version = batch_server_info_get_version (info);

  if (!cli->json)
    {
      g_print ("%-28s %s%s%s%s\n", batch_server_info_get_url (info),
               batch_server_info_get_title (info), version != NULL ? " " : "",
               version != NULL ? version : "",
               batch_server_info_get_asks_key (info) ? _(" (wants a key)") : "");
      return;
    }

  json_builder_begin_object (builder);
  cli_json_string (builder, "url", batch_server_info_get_url (info));
  cli_json_string (builder, "kind", batch_server_info_get_kind (info));
  cli_json_string (builder, "version", version);
  cli_json_boolean (builder, "asks_key", batch_server_info_get_asks_key (info));
  json_builder_end_object (builder);
  cli_print_json (builder);
}

gboolean
backend_discover (Cli                   *cli,
                  const BackendOptions  *options,
                  char                 **words,
                  GError               **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GListModel) servers = NULL;
  g_autoptr(GArray) ports = NULL;

  if (options->ports != NULL && !(ports = read_ports (options->ports, error)))
    return FALSE;

  batch_discover_servers_async (ports != NULL ? (const guint *) (void *) ports->data : NULL,
                                ports != NULL ? ports->len : 0, cli->cancellable, cli_result_cb,
                                &result);
  if (!(servers = batch_discover_servers_finish (cli_wait (&result), error)))
    return FALSE;

  cli_print_list (cli, servers, (CliPrintFunc) print_info,
                  _("No model server answers on this computer. Start one, for example "
                    "with ollama serve or llama-server -m MODEL.gguf, and look again."));
  return TRUE;
}
