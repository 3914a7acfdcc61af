/* cli/cli-options.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/cli-context.h"

/* Needs no quotes in any shell. */
#define PLAIN "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:,+@%="

/* The options that every command takes, before or after its name. */

static void
add_globals (Cli            *cli,
             GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &cli->data_dir,
      N_ ("Where the queue is kept ($XDG_DATA_HOME/batch-queue)"), N_ ("DIR") },
    { "store", 0, 0, G_OPTION_ARG_STRING, &cli->store,
      N_ ("The store of the queue, such as sqlite:/srv/queue.db"), N_ ("URI") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json,
      N_ ("Print JSON on stdout, and text for people on stderr"), NULL },
    { "quiet", 0, 0, G_OPTION_ARG_NONE, &cli->quiet,
      N_ ("Print nothing but errors and what was asked for"), NULL },
    { NULL }
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

GOptionEntry
cli_max_failures_entry (Cli *cli)
{
  return (GOptionEntry) {
    "max-failures", 0, 0, G_OPTION_ARG_INT, &cli->max_failures,
    N_ ("Failures in a row after which a server is waited for (25; 0: none)"), N_ ("N")
  };
}

gboolean
cli_check_max_failures (Cli     *cli,
                        GError **error)
{
  return cli->max_failures >= 0
         || cli_usage_error (error, _("--max-failures must not be below 0"));
}

static GOptionContext *
make_global_context (Cli        *cli,
                     const char *summary)
{
  const GOptionEntry entries[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, &cli->version, N_ ("Print the version"), NULL },
    { NULL }
  };
  GOptionContext *context = g_option_context_new (_("COMMAND"));

  g_option_context_set_summary (context, summary);
  g_option_context_set_description (context,
    _("Options may also follow the command. Each command explains itself: batchq COMMAND --help"));
  g_option_context_set_strict_posix (context, TRUE);
  add_globals (cli, context);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  return context;
}

void
cli_print_help (Cli        *cli,
                const char *commands)
{
  g_autoptr(GOptionContext) context = make_global_context (cli, commands);
  g_autofree char *text = g_option_context_get_help (context, TRUE, NULL);

  g_print ("%s", text);
}

/* GLib leaves it when what follows begins with a dash. */
static void
remove_separator (int   *argc,
                  char **argv)
{
  for (int i = 1; i < *argc; i++)
    if (g_str_equal (argv[i], "--"))
      {
        memmove (argv + i, argv + i + 1, (gsize) (*argc - i) * sizeof *argv);
        *argc -= 1;
        return;
      }
}

/* Who mistyped an option is told where they are listed. */
static gboolean
parse (GOptionContext   *context,
       int              *argc,
       char           ***argv,
       GError          **error)
{
  g_autoptr(GError) reason = NULL;

  if (g_option_context_parse (context, argc, argv, &reason))
    return TRUE;
  if (reason->domain == G_CONVERT_ERROR)
    return cli_usage_error (error, _("What is given to an option is not UTF-8 text"));
  if (g_error_matches (reason, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION))
    return cli_usage_error (error, _("%s; see %s --help"), reason->message, g_get_prgname ());

  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

gboolean
cli_parse_globals (Cli        *cli,
                   int        *argc,
                   char     ***argv,
                   gboolean   *help,
                   GError    **error)
{
  const GOptionEntry entries[] = {
    { "help", 'h', 0, G_OPTION_ARG_NONE, help, NULL, NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = make_global_context (cli, NULL);

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  return parse (context, argc, argv, error);
}

/* What was said before the command counts, unless it is said again after it. */
static void
keep_unless_said_again (char **value,
                        char **before)
{
  if (*value == NULL)
    *value = g_steal_pointer (before);
}

gboolean
cli_parse (Cli                 *cli,
           int                 *argc,
           char              ***argv,
           const GOptionEntry  *entries,
           const char          *parameters,
           const char          *summary,
           const char          *description,
           GError             **error)
{
  g_autoptr(GOptionContext) context = g_option_context_new (parameters);
  g_autofree char *name = g_strconcat ("batchq ", (*argv)[0], NULL);
  g_autofree char *data_dir = g_steal_pointer (&cli->data_dir);
  g_autofree char *store = g_steal_pointer (&cli->store);
  gboolean good;

  g_set_prgname (name);
  g_option_context_set_summary (context, summary);
  g_option_context_set_description (context, description);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  add_globals (cli, context);
  good = parse (context, argc, argv, error);
  keep_unless_said_again (&cli->data_dir, &data_dir);
  keep_unless_said_again (&cli->store, &store);
  if (good)
    remove_separator (argc, *argv);
  return good;
}

char *
cli_quote (const char *word)
{
  return *word != '\0' && word[strspn (word, PLAIN)] == '\0' ? g_strdup (word)
                                                            : g_shell_quote (word);
}

static char *
describe_command (Cli      *cli,
                  gboolean  afresh)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; cli->words[i] != NULL; i++)
    {
      g_autofree char *quoted = cli_quote (cli->words[i]);

      if (i > 0 && !afresh && g_str_equal (cli->words[i], "--new"))
        continue;
      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", quoted);
    }
  return g_string_free (text, FALSE);
}

char *
cli_whole_command (Cli *cli)
{
  return describe_command (cli, TRUE);
}

char *
cli_same_command (Cli *cli)
{
  return describe_command (cli, FALSE);
}

static void
append_place (GString    *text,
              const char *option,
              const char *place)
{
  g_autofree char *quoted = place != NULL ? cli_quote (place) : NULL;

  if (quoted != NULL)
    g_string_append_printf (text, " %s %s", option, quoted);
}

char *
cli_job_command (Cli        *cli,
                 const char *name,
                 BatchJob   *job,
                 const char *more)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "batchq %s %s", name, batch_job_get_id (job));
  if (more != NULL)
    g_string_append_printf (text, " %s", more);
  append_place (text, "--data-dir", cli->data_dir);
  append_place (text, "--store", cli->store);
  return g_string_free (text, FALSE);
}
