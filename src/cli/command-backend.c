/* cli/command-backend.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli-json.h"
#include "cli/cli-server.h"
#include "cli/command-backend.h"
#include "cli/commands.h"

#define UNSET        G_MININT
#define MAX_PARALLEL 4096

static void
options_clear (BackendOptions *options)
{
  g_free (options->kind);
  g_free (options->key_variable);
  g_free (options->gpu);
  g_strfreev (options->ports);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BackendOptions, options_clear)

static void
build_flags (JsonBuilder       *builder,
             BatchBackendFlags  flags)
{
  g_autoptr(GFlagsClass) klass = g_type_class_ref (BATCH_TYPE_BACKEND_FLAGS);

  json_builder_set_member_name (builder, "can");
  json_builder_begin_array (builder);
  for (guint i = 0; i < klass->n_values; i++)
    if ((flags & klass->values[i].value) != 0)
      json_builder_add_string_value (builder, klass->values[i].value_nick);
  json_builder_end_array (builder);
}

void
backend_build_members (JsonBuilder  *builder,
                       BatchBackend *backend)
{
  cli_json_string (builder, "name", batch_backend_get_name (backend));
  cli_json_string (builder, "url", batch_backend_get_url (backend));
  cli_json_string (builder, "kind", batch_backend_get_kind (backend));
  cli_json_string (builder, "key", batch_backend_get_key_name (backend));
  cli_json_int (builder, "parallel", batch_backend_get_parallel (backend));
  cli_json_string (builder, "gpu", batch_backend_get_gpu (backend));
  build_flags (builder, batch_backend_get_flags (backend));
}

static void
print_backend (Cli          *cli,
               BatchBackend *backend)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  const char *kind = batch_backend_get_kind (backend);

  if (!cli->json)
    {
      g_print ("%-16s %-17s %s\n", batch_backend_get_name (backend), kind != NULL ? kind : "",
               batch_backend_get_url (backend));
      return;
    }

  json_builder_begin_object (builder);
  backend_build_members (builder, backend);
  json_builder_end_object (builder);
  cli_print_json (builder);
}

/* --- What can be done --- */

/* So that a plan knows it before anything was sent. */
static void
ask_limits (Cli          *cli,
            BatchBackend *backend,
            const char   *key)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchServerLimits) limits = NULL;

  batch_engine_get_limits_async (cli->engine, backend, NULL, key, cli->cancellable, cli_result_cb,
                                 &result);
  limits = batch_engine_get_limits_finish (cli->engine, cli_wait (&result), NULL);
}

/* A server that does not answer now is known well enough: it is asked again. */
static gboolean
find_kind (Cli          *cli,
           BatchBackend *backend,
           const char   *key_variable)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchServerInfo) info = NULL;
  const char *key = g_getenv (key_variable != NULL ? key_variable : "BATCHQ_API_KEY");

  batch_identify_server_async (batch_backend_get_url (backend), key, cli->cancellable,
                               cli_result_cb, &result);
  if ((info = batch_identify_server_finish (cli_wait (&result), NULL)) == NULL)
    return FALSE;

  batch_backend_set_kind (backend, batch_server_info_get_kind (info), NULL);
  ask_limits (cli, backend, key);
  return TRUE;
}

static gboolean
add (Cli                   *cli,
     const BackendOptions  *options,
     char                 **words,
     GError               **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchBackend) backend = NULL;
  g_autoptr(BatchBackend) old = cli_get_server (cli, words[0], NULL);
  g_autofree char *quoted = cli_quote (words[0]);
  g_autofree char *key = NULL;
  gboolean is_known = TRUE;

  if (options->key_variable != NULL)
    key = g_strconcat ("env:", options->key_variable, NULL);
  else if (old != NULL)
    key = g_strdup (batch_backend_get_key_name (old));
  if (!(backend = batch_backend_new (words[0], words[1], options->kind, key, error)))
    return FALSE;
  if (options->parallel != UNSET || old != NULL)
    batch_backend_set_parallel (backend, options->parallel != UNSET
                                         ? (guint) options->parallel
                                         : batch_backend_get_parallel (old));
  if (options->gpu != NULL || old != NULL)
    batch_backend_set_gpu (backend, options->gpu != NULL ? options->gpu
                                                         : batch_backend_get_gpu (old));
  if (options->kind == NULL)
    is_known = find_kind (cli, backend, options->key_variable);

  batch_engine_add_backend_async (cli->engine, backend, cli->cancellable, cli_result_cb, &result);
  if (!batch_engine_add_backend_finish (cli->engine, cli_wait (&result), error))
    return FALSE;

  if (old != NULL)
    cli_say (cli, _("Changed %s; it was %s.\n"), words[0], batch_backend_get_url (old));
  else
    cli_say (cli, _("Added %s; use it with --backend %s.\n"), words[0], quoted);
  if (!is_known)
    cli_say (cli, _("It does not tell what kind of server it is now; it is asked again when there "
                    "is work for it.\n"));
  if (cli->json)
    print_backend (cli, backend);
  return TRUE;
}

static gboolean
list (Cli                   *cli,
      const BackendOptions  *options,
      char                 **words,
      GError               **error)
{
  g_autoptr(GListModel) backends = cli_list_servers (cli, error);

  if (backends == NULL)
    return FALSE;

  cli_print_list (cli, backends, (CliPrintFunc) print_backend,
                  _("No model server has a name yet; batchq backend add NAME URL gives "
                    "it one."));
  return TRUE;
}

static void
free_key (char *key)
{
  explicit_bzero (key, strlen (key));
  g_free (key);
}

/* The key is read and not written on the command line, where others could see it. Nothing at all,
 * as of a script without a terminal, is no empty line. */
static char *
read_key (const char  *name,
          GError     **error)
{
  g_autoptr(GIOChannel) input = g_io_channel_unix_new (STDIN_FILENO);
  char *line = NULL;
  gsize length = 0;

  g_io_channel_set_encoding (input, NULL, NULL);
  if (g_io_channel_read_line (input, &line, &length, NULL, error) == G_IO_STATUS_ERROR)
    {
      g_prefix_error (error, _("The key of %s cannot be read from standard input: "), name);
      return NULL;
    }
  if (line == NULL)
    {
      cli_usage_error (error, _("There is no key on standard input; write one, or an empty line "
                                "to forget that of %s"), name);
      return NULL;
    }
  if (strlen (line) != length)
    {
      free_key (line);
      cli_usage_error (error, _("What is on standard input is no key, as there is a NUL byte in "
                                "it; write it as plain text"));
      return NULL;
    }

  return g_strstrip (line);
}

static gboolean
store_key (Cli         *cli,
           const char  *name,
           const char  *key,
           GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  gboolean in_keyring = FALSE;

  batch_engine_store_key_async (cli->engine, name, key, cli->cancellable, cli_result_cb, &result);
  if (!batch_engine_store_key_finish (cli->engine, cli_wait (&result), &in_keyring, error))
    return FALSE;

  if (in_keyring)
    cli_say (cli, _("The key of %s is in the keyring.\n"), name);
  else
    cli_say (cli, _("There is no keyring here: the key of %s is in a file that only you can "
                    "read.\n"), name);
  return TRUE;
}

static gboolean
forget_key (Cli         *cli,
            const char  *name,
            GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_forget_key_async (cli->engine, name, cli->cancellable, cli_result_cb, &result);
  if (!batch_engine_forget_key_finish (cli->engine, cli_wait (&result), error))
    return FALSE;

  cli_say (cli, _("The key of %s is forgotten.\n"), name);
  return TRUE;
}

static gboolean
set_key (Cli                   *cli,
         const BackendOptions  *options,
         char                 **words,
         GError               **error)
{
  g_autoptr(BatchBackend) backend = cli_get_server (cli, words[0], error);
  char *key;
  gboolean done;

  if (backend == NULL)
    return FALSE;

  cli_say (cli, _("Reading the key of %s from standard input; an empty line forgets it.\n"),
           words[0]);
  if (!(key = read_key (words[0], error)))
    return FALSE;

  done = *key != '\0' ? store_key (cli, words[0], key, error) : forget_key (cli, words[0], error);
  free_key (key);
  return done;
}

/* A key that is in the environment is not ours. */
static gboolean
is_stored (const char *key_name)
{
  return key_name != NULL && !g_str_has_prefix (key_name, "env:");
}

static gboolean
forget (Cli                   *cli,
        const BackendOptions  *options,
        char                 **words,
        GError               **error)
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
  if (is_stored (batch_backend_get_key_name (backend)) && !forget_key (cli, words[0], error))
    return FALSE;
  if (cli->json)
    print_backend (cli, backend);
  return TRUE;
}

typedef struct
{
  const char  *name;
  const char  *words;              /* that follow it */
  int          n_words;
  BackendVerb  run;
  CliOpenFunc  open;
} Subcommand;

static const Subcommand subcommands[] = {
  { "add", "NAME URL", 2, add, cli_open },
  { "list", "", 0, list, cli_open_read_only_or_new },
  { "show", "NAME|URL", 1, backend_show, cli_open_read_only_or_new },
  { "models", "NAME|URL", 1, backend_models, cli_open_read_only_or_new },
  { "test", "NAME|URL", 1, backend_test, cli_open },
  { "key", "NAME", 1, set_key, cli_open },
  { "unload", "NAME|URL MODEL", 2, backend_unload, cli_open },
  { "remove", "NAME", 1, forget, cli_open },
  { "discover", "", 0, backend_discover, cli_open },
};

static const Subcommand *
find_subcommand (int      argc,
                 char   **argv,
                 GError **error)
{
  for (guint i = 0; argc > 1 && i < G_N_ELEMENTS (subcommands); i++)
    {
      if (!g_str_equal (argv[1], subcommands[i].name))
        continue;
      if (argc - 2 == subcommands[i].n_words)
        return &subcommands[i];
      cli_usage_error (error, _("Write batchq backend %s %s"), subcommands[i].name,
                       subcommands[i].words);
      return NULL;
    }

  cli_usage_error (error, _("Say add NAME URL, list, show NAME|URL, models NAME|URL, "
                            "test NAME|URL, key NAME, unload NAME|URL MODEL, remove NAME or "
                            "discover"));
  return NULL;
}

static gboolean
check_parallel (int      parallel,
                GError **error)
{
  return parallel == UNSET || (parallel >= 0 && parallel <= MAX_PARALLEL)
         || cli_usage_error (error, _("--parallel takes a number from 0 to %d"), MAX_PARALLEL);
}

static gboolean
check_key_variable (const char  *name,
                    GError     **error)
{
  return name == NULL || g_regex_match_simple ("^[A-Za-z_][A-Za-z0-9_]*$", name,
                                               G_REGEX_DOLLAR_ENDONLY, 0)
         || cli_usage_error (error, _("“%s” of --key-from-env is not the name of a variable: such "
                                      "a name has letters, digits and _, as BATCHQ_API_KEY"),
                             name);
}

/* What cannot be a backend is a mistake in the command; that a server cannot be told to unload
 * is none. */
static BatchqExit
exit_code (const Subcommand *subcommand,
           const GError     *error)
{
  if (subcommand->run == backend_unload
      && g_error_matches (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED))
    return BATCHQ_EXIT_UNREACHABLE;

  return g_error_matches (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST) ? BATCHQ_EXIT_USAGE
                                                                           : cli_exit_code (error);
}

int
batchq_backend (Cli   *cli,
                int    argc,
                char **argv)
{
  g_auto(BackendOptions) options = { .parallel = UNSET };
  const GOptionEntry entries[] = {
    { "kind", 0, 0, G_OPTION_ARG_STRING, &options.kind,
      N_ ("What kind of server it is; without this it is found out"), N_ ("KIND") },
    { "key-from-env", 0, 0, G_OPTION_ARG_STRING, &options.key_variable,
      N_ ("The variable that holds its API key"), N_ ("VARIABLE") },
    { "parallel", 0, 0, G_OPTION_ARG_INT, &options.parallel,
      N_ ("How many requests it gets at a time; 0 leaves that to the queue"), N_ ("N") },
    { "gpu", 0, 0, G_OPTION_ARG_STRING, &options.gpu,
      N_ ("Any name of its graphics card: servers that share one take turns"), N_ ("NAME") },
    { "ask", 0, 0, G_OPTION_ARG_NONE, &options.ask,
      N_ ("With test: send a tiny request too, which may load a model"), NULL },
    { "force", 0, 0, G_OPTION_ARG_NONE, &options.force,
      N_ ("With unload: also what is at work, although that may cut it off"), NULL },
    { "port", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.ports,
      N_ ("With discover: look at this port, instead of the usual ones"), N_ ("PORT") },
    { NULL }
  };
  g_autoptr(GError) error = NULL;
  const Subcommand *subcommand = NULL;

  if (!cli_parse (cli, &argc, &argv, entries,
                  _("add NAME URL | unload NAME MODEL | list | discover | VERB NAME"),
                  _("Name model servers, and look at them. VERB is show, models, test, key or "
                    "remove.\nA URL is as good as a NAME where a server is asked."),
                  _("“key” reads the API key from standard input, so that nobody sees it."), &error)
      || !check_parallel (options.parallel, &error)
      || !check_key_variable (options.key_variable, &error)
      || !(subcommand = find_subcommand (argc, argv, &error)) || !subcommand->open (cli, &error))
    return cli_fail (cli, error);
  if (!subcommand->run (cli, &options, argv + 2, &error))
    return cli_fail_with (cli, error, exit_code (subcommand, error));

  return cli_close (cli, &error) ? BATCHQ_EXIT_OK : cli_fail (cli, error);
}
