/* cli/command-results.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-jobs.h"
#include "cli/cli-runner.h"
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
      N_ ("Where the requests without an answer go"), N_ ("FILE") },
    { "force", 0, 0, G_OPTION_ARG_NONE, &options->force,
      N_ ("Replace files that are there already"), NULL },
    { NULL }
  };

  return cli_parse (cli, argc, argv, entries, _("JOB"),
                    _("Write the answers of a job, as far as there are any."), NULL, error)
         && (*argc == 2 || cli_usage_error (error, _("Name one job")));
}

int
batchq_results (Cli   *cli,
                int    argc,
                char **argv)
{
  g_auto(Options) options = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJob) job = NULL;

  if (!parse (&options, cli, &argc, &argv, &error) || !cli_open (cli, &error)
      || !(job = cli_find_job (cli, argv[1], &error))
      || !cli_write_results (cli, job, options.output != NULL ? options.output : "-",
                             options.errors, options.force, &error)
      || !cli_close (cli, &error))
    return cli_fail (cli, error);

  return BATCHQ_EXIT_OK;
}
