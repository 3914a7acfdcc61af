/* cli/command-results.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-jobs.h"
#include "cli/cli-json.h"
#include "cli/cli-runner.h"
#include "cli/cli-target.h"
#include "cli/commands.h"

typedef struct
{
  char     *output;
  char     *errors;
  gboolean  force;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->output);
  g_free (options->errors);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options   *options,
       Cli       *cli,
       int       *argc,
       char    ***argv,
       GError   **error)
{
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output,
      N_ ("Where the answers go (standard output)"), N_ ("FILE") },
    { "errors", 'e', 0, G_OPTION_ARG_FILENAME, &options->errors,
      N_ ("Where what failed goes (nowhere)"), N_ ("FILE") },
    { "force", 0, 0, G_OPTION_ARG_NONE, &options->force,
      N_ ("Replace files that are there already"), NULL },
    { NULL }
  };

  return cli_parse (cli, argc, argv, entries, _("JOB"),
                    _("Write the answers of a job, as far as there are any."), NULL, error)
         && (*argc == 2 || cli_usage_error (error, _("Name one job")));
}

/* Where a job has its results is remembered, whoever asks from wherever. */
static void
make_absolute (char **path)
{
  g_autofree char *given = g_steal_pointer (path);

  if (given != NULL)
    *path = g_str_equal (given, "-") ? g_strdup (given) : g_canonicalize_filename (given, NULL);
}

static gboolean
check (const Options  *options,
       GError        **error)
{
  if (g_strcmp0 (options->errors, "-") == 0)
    return cli_usage_error (error, _("Only the answers can go to standard output; name a file "
                                     "with -e"));
  if (g_strcmp0 (options->output, options->errors) == 0)
    return cli_usage_error (error, _("Answers and errors cannot go to the same file"));

  return cli_target_check (options->output, options->force, error)
         && (options->errors == NULL
             || cli_target_check (options->errors, options->force, error));
}

static void
tell (Cli           *cli,
      BatchJob      *job,
      const Options *options)
{
  if (!batch_job_is_terminal (job) && !cli->quiet)
    g_printerr (_("The job has not ended: these are %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
                  ".\n"), batch_job_get_ended (job), batch_job_get_total (job));
  if (g_str_equal (options->output, "-"))
    return;

  cli_tell_files (cli, options->output, options->errors);
  cli_print_json_job (cli, job);
}

int
batchq_results (Cli   *cli,
                int    argc,
                char **argv)
{
  g_auto(Options) options = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJob) job = NULL;

  if (!parse (&options, cli, &argc, &argv, &error))
    return cli_fail (cli, error);
  if (options.output == NULL)
    options.output = g_strdup ("-");
  make_absolute (&options.output);
  make_absolute (&options.errors);

  if (!check (&options, &error) || !cli_open (cli, &error)
      || !(job = cli_find_job (cli, argv[1], &error))
      || !cli_write_results (cli, job, options.output, options.errors, options.force, &error)
      || !cli_close (cli, &error))
    return cli_fail (cli, error);

  tell (cli, job, &options);
  return BATCHQ_EXIT_OK;
}
