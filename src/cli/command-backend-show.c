/* cli/command-backend-show.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/cli-json.h"
#include "cli/cli-server.h"
#include "cli/cli-terminal.h"
#include "cli/command-backend.h"

/* What is known of a server, and what it says of itself at the moment. */
typedef struct
{
  BatchBackend      *backend;
  BatchServerInfo   *info;         /* (nullable) with none of these it does not answer */
  BatchServerLimits *limits;       /* (nullable) */
  GListModel        *models;       /* (nullable) */
  GHashTable        *parallels;    /* (nullable) of numbers that were found out, by model */
  guint              n_swapped;    /* loads that others were the reason of, in the last day */
} Look;

static void
look_clear (Look *look)
{
  g_clear_object (&look->backend);
  g_clear_object (&look->info);
  g_clear_object (&look->limits);
  g_clear_object (&look->models);
  g_clear_pointer (&look->parallels, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Look, look_clear)

static gboolean
look_at_server (Cli         *cli,
                Look        *look,
                const char  *key,
                GError     **error)
{
  g_autoptr(GAsyncResult) identified = NULL;
  g_autoptr(GAsyncResult) limited = NULL;
  g_autoptr(GAsyncResult) listed = NULL;

  batch_identify_server_async (batch_backend_get_url (look->backend), key, cli->cancellable,
                               cli_result_cb, &identified);
  if (!(look->info = batch_identify_server_finish (cli_wait (&identified), error)))
    return FALSE;

  batch_engine_get_limits_async (cli->engine, look->backend, NULL, key, cli->cancellable,
                                 cli_result_cb, &limited);
  look->limits = batch_engine_get_limits_finish (cli->engine, cli_wait (&limited), NULL);
  batch_engine_get_models_async (cli->engine, look->backend, key, cli->cancellable, cli_result_cb,
                                 &listed);
  look->models = batch_engine_get_models_finish (cli->engine, cli_wait (&listed), error);
  return look->models != NULL;
}

static guint
count_swapped (GListModel *loads,
               const char *url)
{
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
look_at_loads (Cli  *cli,
               Look *look)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr(GDateTime) yesterday = g_date_time_add_days (now, -1);
  g_autoptr(GListModel) loads = NULL;

  batch_engine_list_loads_async (cli->engine, NULL, yesterday, NULL, cli->cancellable,
                                 cli_result_cb, &result);
  loads = batch_engine_list_loads_finish (cli->engine, cli_wait (&result), NULL);
  look->n_swapped = count_swapped (loads, batch_backend_get_url (look->backend));
}

static void
look_back (Cli  *cli,
           Look *look)
{
  g_autoptr(GAsyncResult) result = NULL;

  look_at_loads (cli, look);

  batch_engine_list_parallels_async (cli->engine, batch_backend_get_url (look->backend),
                                     cli->cancellable, cli_result_cb, &result);
  look->parallels = batch_engine_list_parallels_finish (cli->engine, cli_wait (&result), NULL);
}

/* (transfer container) The models that there are numbers for. */
static GList *
list_parallels (const Look *look)
{
  GList *models = look->parallels != NULL ? g_hash_table_get_keys (look->parallels) : NULL;

  return g_list_sort (models, (GCompareFunc) strcmp);
}

static guint
get_parallel (const Look *look,
              const char *model)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (look->parallels, model));
}

/* --- For people --- */

static void
print_field (const char *name,
             const char *value)
{
  g_autofree char *line = value != NULL ? cli_escape_line (value) : NULL;

  if (line != NULL)
    g_print ("%-18s %s\n", name, line);
}

static void
print_limit (const char       *name,
             gint64            value,
             BatchLimitSource  source)
{
  g_autofree char *text = source != BATCH_LIMIT_SOURCE_UNKNOWN
                          ? g_strdup_printf ("%" G_GINT64_FORMAT " (%s)", value,
                                             cli_describe_limit_source (source))
                          : g_strdup (cli_describe_limit_source (source));

  print_field (name, text);
}

static void
print_limits (BatchServerLimits *limits)
{
  print_limit (_("requests at a time"), batch_server_limits_get_slots (limits),
               batch_server_limits_get_slots_source (limits));
  print_limit (_("tokens of each"), batch_server_limits_get_context_length (limits),
               batch_server_limits_get_context_source (limits));
  print_limit (_("requests waiting"), batch_server_limits_get_queue_length (limits),
               batch_server_limits_get_queue_source (limits));
  print_limit (_("models at a time"), batch_server_limits_get_resident_models (limits),
               batch_server_limits_get_resident_source (limits));
}

static void
print_parallels (const Look *look)
{
  g_autoptr(GList) models = list_parallels (look);

  for (GList *link = models; link != NULL; link = link->next)
    {
      const char *model = link->data;
      g_autofree char *text = g_strdup_printf (_("%u for %s"), get_parallel (look, model), model);

      print_field (link == models ? _("found to be best") : "", text);
    }
}

static void
print_swapped (const Look *look)
{
  g_autofree char *text = g_strdup_printf (ngettext ("%u time in the last day",
                                                     "%u times in the last day",
                                                     look->n_swapped), look->n_swapped);

  /* Translators: how often another program had the server put a model of ours out of memory */
  if (look->n_swapped > 0)
    print_field (_("taken by others"), text);
}

static void
print_look (const Look   *look,
            const GError *problem)
{
  const char *title = batch_backend_kind_get_title (batch_backend_get_kind (look->backend));
  g_autofree char *words = problem != NULL ? batch_localize (problem->message) : NULL;

  print_field (_("name"), batch_backend_get_name (look->backend));
  print_field (_("address"), batch_backend_get_url (look->backend));
  print_field (_("kind"), title);
  print_field (_("key"), batch_backend_get_key_name (look->backend));
  print_field (_("graphics card"), batch_backend_get_gpu (look->backend));
  if (look->info != NULL)
    {
      if (g_strcmp0 (batch_server_info_get_title (look->info), title) != 0)
        print_field (_("answers as"), batch_server_info_get_title (look->info));
      print_field (_("version"), batch_server_info_get_version (look->info));
    }
  if (look->limits != NULL)
    print_limits (look->limits);
  print_parallels (look);
  print_swapped (look);
  if (problem != NULL)
    print_field (_("problem"), words);
  if (look->models != NULL && g_list_model_get_n_items (look->models) > 0)
    {
      g_print ("\n%s\n", _("models:"));
      backend_print_models (look->models);
    }
}

/* --- For programs --- */

static void
build_limit (JsonBuilder      *builder,
             const char       *name,
             gint64            value,
             BatchLimitSource  source)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  cli_json_int (builder, "value", value);
  cli_json_enum (builder, "source", BATCH_TYPE_LIMIT_SOURCE, (int) source);
  json_builder_end_object (builder);
}

static void
build_limits (JsonBuilder       *builder,
              BatchServerLimits *limits)
{
  json_builder_set_member_name (builder, "limits");
  json_builder_begin_object (builder);
  build_limit (builder, "slots", batch_server_limits_get_slots (limits),
               batch_server_limits_get_slots_source (limits));
  build_limit (builder, "context_length", batch_server_limits_get_context_length (limits),
               batch_server_limits_get_context_source (limits));
  build_limit (builder, "queue_length", batch_server_limits_get_queue_length (limits),
               batch_server_limits_get_queue_source (limits));
  build_limit (builder, "resident_models", batch_server_limits_get_resident_models (limits),
               batch_server_limits_get_resident_source (limits));
  json_builder_end_object (builder);
}

static void
build_parallels (JsonBuilder *builder,
                 const Look  *look)
{
  g_autoptr(GList) models = list_parallels (look);

  json_builder_set_member_name (builder, "found_parallel");
  json_builder_begin_object (builder);
  for (GList *link = models; link != NULL; link = link->next)
    cli_json_int (builder, link->data, get_parallel (look, link->data));
  json_builder_end_object (builder);
}

static void
print_look_json (const Look   *look,
                 const GError *problem)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  backend_build_members (builder, look->backend);
  if (look->info != NULL)
    {
      cli_json_string (builder, "answers_as", batch_server_info_get_kind (look->info));
      cli_json_string (builder, "version", batch_server_info_get_version (look->info));
    }
  if (look->limits != NULL)
    build_limits (builder, look->limits);
  build_parallels (builder, look);
  cli_json_int (builder, "swapped_in_last_day", look->n_swapped);
  if (problem != NULL)
    cli_json_string (builder, "problem", problem->message);
  if (look->models != NULL)
    backend_build_models (builder, look->models);
  json_builder_end_object (builder);
  cli_print_json (builder);
}

gboolean
backend_show (Cli                   *cli,
              const BackendOptions  *options,
              char                 **words,
              GError               **error)
{
  g_autoptr(GError) problem = NULL;
  g_auto(Look) look = { 0 };
  g_auto(BackendKey) key = NULL;

  if (!(look.backend = cli_describe_server (cli, words[0], error)))
    return FALSE;

  /* A server that is away is shown as it is known. */
  if (backend_find_key (cli, look.backend, &key, &problem))
    look_at_server (cli, &look, key, &problem);
  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }

  look_back (cli, &look);
  if (cli->json)
    print_look_json (&look, problem);
  else
    print_look (&look, problem);
  return TRUE;
}
