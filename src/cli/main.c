/* cli/main.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

#include "cli/commands.h"

typedef struct
{
  const char *name;
  int       (*run) (Cli *cli, int argc, char **argv);
  const char *summary;
} Command;

static const Command commands[] = {
  { "run", batchq_run, N_ ("Run a batch, or what waits in the queue") },
  { "make", batchq_make, N_ ("Make a batch out of rows, lines or files") },
  { "validate", batchq_validate, N_ ("Check a batch file") },
  { "submit", batchq_submit, N_ ("Put a batch into the queue") },
  { "list", batchq_list, N_ ("List the jobs") },
  { "show", batchq_show, N_ ("Show all about a job") },
  { "watch", batchq_watch, N_ ("Show how a job comes along") },
  { "cancel", batchq_cancel, N_ ("Cancel a job") },
  { "pause", batchq_pause, N_ ("Start nothing new of a job") },
  { "resume", batchq_resume, N_ ("Go on with a paused job") },
  { "retry", batchq_retry, N_ ("Try what failed again") },
  { "results", batchq_results, N_ ("Write the answers of a job") },
  { "remove", batchq_remove, N_ ("Remove a job from the queue") },
  { "restore", batchq_restore, N_ ("Bring a removed job back") },
  { "backend", batchq_backend, N_ ("Name model servers") },
  { "simulate", batchq_simulate, N_ ("Run a simulated model server, for trying and for tests") },
};

static void
print_help (void)
{
  g_print ("%s\n  batchq %s\n\n%s\n", _("Usage:"), _("COMMAND [OPTION…]"), _("Commands:"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-12s %s\n", commands[i].name, _(commands[i].summary));
  g_print ("\n%s\n", _("Each command explains itself with --help."));
}

static int
run_command (Cli   *cli,
             int    argc,
             char **argv)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (argv[0], commands[i].name) == 0)
      return commands[i].run (cli, argc, argv);

  g_printerr (_("batchq: there is no command “%s”; see batchq --help\n"), argv[0]);
  return BATCHQ_EXIT_USAGE;
}

int
main (int   argc,
      char *argv[])
{
  g_auto(Cli) cli = { 0 };
  g_autoptr(GError) error = NULL;
  gboolean help = FALSE;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  cli_init (&cli);
  if (!cli_parse_globals (&cli, &argc, &argv, &help, &error))
    return cli_fail (&cli, error);
  if (cli.version)
    {
      g_print ("batchq %s\n", PACKAGE_VERSION);
      return BATCHQ_EXIT_OK;
    }
  if (help || argc < 2)
    {
      print_help ();
      return help ? BATCHQ_EXIT_OK : BATCHQ_EXIT_USAGE;
    }

  return run_command (&cli, argc - 1, argv + 1);
}
