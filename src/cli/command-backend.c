/* cli/command-backend.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/cli-json.h"
#include "cli/cli-server.h"
#include "cli/commands.h"

typedef struct
{
  char *kind;
  char *key_variable;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->kind);
  g_free (options->key_variable);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
print_backend (Cli          *cli,
               BatchBackend *backend)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  const char *kind = batch_backend_get_kind (backend);

  if (!cli->json)
    {
      g_print ("%-16s %-10s %s\n", batch_backend_get_name (backend), kind != NULL ? kind : "",
               batch_backend_get_url (backend));
      return;
    }

  json_builder_begin_object (builder);
  cli_json_string (builder, "name", batch_backend_get_name (backend));
  cli_json_string (builder, "url", batch_backend_get_url (backend));
  cli_json_string (builder, "kind", batch_backend_get_kind (backend));
  cli_json_string (builder, "key", batch_backend_get_key_name (backend));
  cli_json_int (builder, "parallel", batch_backend_get_parallel (backend));
  json_builder_end_object (builder);
  cli_print_json (builder);
}

/* --- What can be done --- */

static gboolean
add (Cli            *cli,
     const Options  *options,
     char          **words,
     GError        **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchBackend) backend = NULL;
  g_autoptr(BatchBackend) old = cli_get_server (cli, words[0], NULL);
  g_autofree char *key = NULL;

  if (options->key_variable != NULL)
    key = g_strconcat ("env:", options->key_variable, NULL);
  if (!(backend = batch_backend_new (words[0], words[1], options->kind, key, error)))
    return FALSE;

  batch_engine_add_backend_async (cli->engine, backend, cli->cancellable, cli_result_cb, &result);
  if (!batch_engine_add_backend_finish (cli->engine, cli_wait (&result), error))
    return FALSE;

  if (old != NULL)
    cli_say (cli, _("Changed %s; it was %s.\n"), words[0], batch_backend_get_url (old));
  else
    cli_say (cli, _("Added %s; use it with --backend %s.\n"), words[0], words[0]);
  if (cli->json)
    print_backend (cli, backend);
  return TRUE;
}

static gboolean
list (Cli            *cli,
      const Options  *options,
      char          **words,
      GError        **error)
{
  g_autoptr(GListModel) backends = cli_list_servers (cli, error);

  if (backends == NULL)
    return FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (backends); i++)
    {
      g_autoptr(BatchBackend) backend = g_list_model_get_item (backends, i);

      print_backend (cli, backend);
    }
  if (g_list_model_get_n_items (backends) == 0)
    cli_say (cli, "%s\n", _("No model server has a name yet; batchq backend add NAME URL gives "
                            "it one."));
  return TRUE;
}

static gboolean
show (Cli            *cli,
      const Options  *options,
      char          **words,
      GError        **error)
{
  g_autoptr(BatchBackend) backend = cli_get_server (cli, words[0], error);

  if (backend == NULL)
    return FALSE;

  print_backend (cli, backend);
  return TRUE;
}

/* @key: NULL without one */
static gboolean
find_key (BatchBackend  *backend,
          const char   **key,
          GError       **error)
{
  const char *name = batch_backend_get_key_name (backend);
  const char *variable;

  if (name == NULL || !g_str_has_prefix (name, "env:"))
    {
      *key = g_getenv ("BATCHQ_API_KEY");
      return TRUE;
    }

  variable = name + strlen ("env:");
  if ((*key = g_getenv (variable)) == NULL)
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_AUTH,
                 _("The variable %s, which is to hold the API key of %s, is not set"), variable,
                 batch_backend_get_name (backend));
  return *key != NULL;
}

static gboolean
models (Cli            *cli,
        const Options  *options,
        char          **words,
        GError        **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchBackend) backend = cli_get_server (cli, words[0], error);
  g_auto(GStrv) names = NULL;
  const char *key = NULL;

  if (backend == NULL)
    return FALSE;

  if (!find_key (backend, &key, error))
    return FALSE;

  batch_backend_list_models_async (backend, key, cli->cancellable, cli_result_cb, &result);
  if (!(names = batch_backend_list_models_finish (backend, cli_wait (&result), error)))
    return FALSE;

  if (cli->json)
    {
      g_autoptr(JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      cli_json_strv (builder, "models", (const char * const *) names);
      json_builder_end_object (builder);
      cli_print_json (builder);
      return TRUE;
    }

  for (guint i = 0; names[i] != NULL; i++)
    g_print ("%s\n", names[i]);
  return TRUE;
}

static gboolean
forget (Cli            *cli,
        const Options  *options,
        char          **words,
        GError        **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchBackend) backend = cli_get_server (cli, words[0], error);

  if (backend == NULL)
    return FALSE;

  batch_engine_remove_backend_async (cli->engine, words[0], cli->cancellable, cli_result_cb,
                                     &result);
  if (!batch_engine_remove_backend_finish (cli->engine, cli_wait (&result), error))
    return FALSE;

  cli_say (cli, _("Removed %s.\n"), words[0]);
  if (cli->json)
    print_backend (cli, backend);
  return TRUE;
}

typedef struct
{
  const char *name;
  const char *words;               /* that follow it */
  int         n_words;
  gboolean  (*run) (Cli *cli, const Options *options, char **words, GError **error);
} Verb;

static const Verb verbs[] = {
  { "add", "NAME URL", 2, add },
  { "list", "", 0, list },
  { "show", "NAME", 1, show },
  { "models", "NAME", 1, models },
  { "remove", "NAME", 1, forget },
};

static const Verb *
find_verb (int      argc,
           char   **argv,
           GError **error)
{
  for (guint i = 0; argc > 1 && i < G_N_ELEMENTS (verbs); i++)
    {
      if (!g_str_equal (argv[1], verbs[i].name))
        continue;
      if (argc - 2 == verbs[i].n_words)
        return &verbs[i];
      cli_usage_error (error, _("Write batchq backend %s %s"), verbs[i].name, verbs[i].words);
      return NULL;
    }

  cli_usage_error (error, _("Say add NAME URL, list, show NAME, models NAME or remove NAME"));
  return NULL;
}

/* What cannot be a backend is a mistake in the command. */
static BatchqExit
exit_code (const GError *error)
{
  return g_error_matches (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST) ? BATCHQ_EXIT_USAGE
                                                                           : cli_exit_code (error);
}

int
batchq_backend (Cli   *cli,
                int    argc,
                char **argv)
{
  g_auto(Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "kind", 0, 0, G_OPTION_ARG_STRING, &options.kind,
      N_ ("What kind of server it is (openai-compatible)"), N_ ("KIND") },
    { "key-from-env", 0, 0, G_OPTION_ARG_STRING, &options.key_variable,
      N_ ("The variable that holds its API key"), N_ ("VARIABLE") },
    { NULL }
  };
  g_autoptr(GError) error = NULL;
  const Verb *verb = NULL;

  if (!cli_parse (cli, &argc, &argv, entries,
                  _("add NAME URL | list | show NAME | models NAME | remove NAME"),
                  _("Name model servers, and look at them."), NULL, &error)
      || !(verb = find_verb (argc, argv, &error)) || !cli_open (cli, &error))
    return cli_fail (cli, error);
  if (!verb->run (cli, &options, argv + 2, &error))
    return cli_fail_with (cli, error, exit_code (error));

  return cli_close (cli, &error) ? BATCHQ_EXIT_OK : cli_fail (cli, error);
}
