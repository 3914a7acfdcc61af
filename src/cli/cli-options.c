/* cli/cli-options.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-context.h"

/* The options that every command takes, before or after its name. */

static void
add_globals (Cli            *cli,
             GOptionContext *context,
             gboolean        with_main)
{
  const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &cli->data_dir,
      N_ ("Where the queue is kept"), N_ ("DIR") },
    { "store", 0, 0, G_OPTION_ARG_STRING, &cli->store,
      N_ ("The store of the queue, such as sqlite:/srv/queue.db"), N_ ("URI") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json,
      N_ ("Print JSON on stdout, and text for people on stderr"), NULL },
    { "quiet", 0, 0, G_OPTION_ARG_NONE, &cli->quiet,
      N_ ("Print nothing but errors and what was asked for"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &cli->version,
      N_ ("Print the version"), NULL },
    { NULL }
  };
  GOptionGroup *group;

  if (with_main)
    {
      g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
      return;
    }

  group = g_option_group_new ("global", _("Options of all commands:"),
                              _("Show the options of all commands"), NULL, NULL);
  g_option_group_add_entries (group, entries);
  g_option_group_set_translation_domain (group, GETTEXT_PACKAGE);
  g_option_context_add_group (context, group);
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
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  add_globals (cli, context, TRUE);
  return g_option_context_parse (context, argc, argv, error);
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

  g_set_prgname (name);
  g_option_context_set_summary (context, summary);
  g_option_context_set_description (context, description);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  add_globals (cli, context, FALSE);
  return g_option_context_parse (context, argc, argv, error);
}

static void
append_option (GString    *text,
               const char *option,
               const char *value)
{
  g_autofree char *quoted = value != NULL ? g_shell_quote (value) : NULL;

  if (quoted != NULL)
    g_string_append_printf (text, " %s %s", option, quoted);
}

char *
cli_global_options (Cli *cli)
{
  GString *text = g_string_new (NULL);

  append_option (text, "--data-dir", cli->data_dir);
  append_option (text, "--store", cli->store);
  return g_string_free (text, FALSE);
}
