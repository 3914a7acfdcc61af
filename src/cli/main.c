/* cli/main.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "cli/cli-log.h"
#include "cli/cli-terminal.h"
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
  { "plan", batchq_plan, N_ ("Show what is to be worked on, in which order, and why") },
  { "stats", batchq_stats, N_ ("Show what was done, and whether estimates came true") },
  { "cancel", batchq_cancel, N_ ("Cancel a job") },
  { "move", batchq_move, N_ ("Move a job in the list, or let it run next") },
  { "pause", batchq_pause, N_ ("Start nothing new of a job") },
  { "resume", batchq_resume, N_ ("Go on with a paused job") },
  { "native", batchq_native, N_ ("Say what became of a batch at its provider") },
  { "retry", batchq_retry, N_ ("Try what failed again") },
  { "results", batchq_results, N_ ("Write the answers of a job") },
  { "remove", batchq_remove, N_ ("Remove a job from the queue") },
  { "restore", batchq_restore, N_ ("Bring a removed job back") },
  { "backend", batchq_backend, N_ ("Name model servers") },
  { "serve", batchq_serve, N_ ("Answer clients of the Batch API") },
  { "key", batchq_key, N_ ("Make and revoke keys for clients of the Batch API") },
  { "webhook", batchq_webhook, N_ ("Tell other programs what becomes of batches") },
  { "simulate", batchq_simulate, N_ ("Run a simulated model server, for trying and for tests") },
};

static void
print_help (Cli *cli)
{
  GString *text = g_string_new (_("Commands:"));

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "\n  %-12s %s", commands[i].name, _(commands[i].summary));
  cli_print_help (cli, text->str);
  g_string_free (text, TRUE);
}

static int
run_command (Cli   *cli,
             int    argc,
             char **argv)
{
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (argv[0], commands[i].name) == 0)
      return commands[i].run (cli, argc, argv);

  cli_usage_error (&error, _("There is no command “%s”; see batchq --help"), argv[0]);
  return cli_fail (cli, error);
}

/* Nobody is there to read a complaint, nor to be told an exit code: it ends as programs do that
 * write to a pipe without a reader, which libraries have this one outlive. */
static int
end_unread (void)
{
  signal (SIGPIPE, SIG_DFL);
  raise (SIGPIPE);
  return BATCHQ_EXIT_NO_READER;
}

/* What did not get through is not said to be there. */
static int
end_output (Cli *cli,
            int  code)
{
  if (code == BATCHQ_EXIT_NO_READER)
    return end_unread ();
  if (fflush (stdout) == 0 && !ferror (stdout))
    return code;
  if (!cli_has_reader ())
    return end_unread ();

  g_printerr ("%s: %s\n", g_get_prgname (), _("Standard output cannot be written"));
  return code == BATCHQ_EXIT_OK ? BATCHQ_EXIT_UNREACHABLE : code;
}

static int
run_main (Cli   *cli,
          int    argc,
          char **argv)
{
  g_autoptr(GError) error = NULL;
  gboolean help = FALSE;

  if (!cli_parse_globals (cli, &argc, &argv, &help, &error))
    return cli_fail (cli, error);
  if (cli->version)
    {
      g_print ("batchq %s\n", PACKAGE_VERSION);
      return BATCHQ_EXIT_OK;
    }
  if (help)
    {
      print_help (cli);
      return BATCHQ_EXIT_OK;
    }
  if (argc < 2)
    {
      cli_usage_error (&error, _("Name a command; see batchq --help"));
      return cli_fail (cli, error);
    }

  return run_command (cli, argc - 1, argv + 1);
}

/* A system that names no language, or one that is not there, has a terminal that knows UTF-8
 * all the same; in ASCII, half of what is shown would be question marks. */
static void
set_locale (void)
{
  setlocale (LC_ALL, "");
  if (g_str_equal (nl_langinfo (CODESET), "ANSI_X3.4-1968"))
    setlocale (LC_CTYPE, "C.UTF-8");
}

/* A connection takes a descriptor, and the usual limit of 1024 is meant for programs with few. */
static void
raise_descriptor_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0)
    return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
}

/* Whoever limits the size of files is told which one became too large. */
static void
outlive_limits (void)
{
  signal (SIGXFSZ, SIG_IGN);
  raise_descriptor_limit ();
}

int
main (int   argc,
      char *argv[])
{
  g_auto(Cli) cli = { 0 };

  outlive_limits ();
  set_locale ();
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("batchq");

  cli_guard_terminal ();
  cli_log_begin ();
  cli_init (&cli, argv);
  return end_output (&cli, run_main (&cli, argc, argv));
}
