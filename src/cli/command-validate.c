/* cli/command-validate.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-format.h"
#include "cli/cli-input.h"
#include "cli/cli-issues.h"
#include "cli/cli-submission.h"
#include "cli/cli-terminal.h"
#include "cli/commands.h"

static BatchValidation *
validate (CliInput  *input,
          gint64     max_lines,
          gint64     max_bytes,
          GError   **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  BatchValidation *validation;

  batch_validate_jsonl_full_async (input->file, max_lines, max_bytes, NULL, cli_result_cb, &result);
  validation = batch_validate_jsonl_finish (cli_wait (&result), error);
  if (validation == NULL && (*error)->domain == G_IO_ERROR)
    g_prefix_error (error, _("%s cannot be read: "), input->name);
  return validation;
}

static BatchqExit
tell (Cli             *cli,
      BatchValidation *validation,
      const CliInput  *input)
{
  guint64 lines = batch_validation_get_line_count (validation);
  g_autofree char *named = cli_format_models (batch_validation_get_models (validation));
  g_autofree char *models = cli_escape_line (named);

  cli_tell_issues (cli, validation, input->file, input->name, G_MAXUINT);
  if (!batch_validation_get_valid (validation))
    return BATCHQ_EXIT_INPUT;

  cli_say (cli, ngettext ("%s is fine: %d request for %s\n", "%s is fine: %d requests for %s\n",
                          (gulong) lines), input->name, (int) lines, models);
  return BATCHQ_EXIT_OK;
}

int
batchq_validate (Cli   *cli,
                 int    argc,
                 char **argv)
{
  gint64 max_lines = CLI_NO_LIMIT;
  gint64 max_bytes = CLI_NO_LIMIT;
  const GOptionEntry entries[] = {
    { "max-lines", 0, 0, G_OPTION_ARG_INT64, &max_lines, cli_max_lines_help, N_ ("N") },
    { "max-bytes", 0, 0, G_OPTION_ARG_INT64, &max_bytes, cli_max_bytes_help, N_ ("N") },
    { NULL }
  };
  g_autoptr(GError) error = NULL;
  g_auto(CliInput) input = { .spool = -1, .turn = -1 };
  g_autoptr(BatchValidation) validation = NULL;

  if (!cli_parse (cli, &argc, &argv, entries, _("INPUT.jsonl"),
                  _("Check a batch file, and name every error with its line, field and code."),
                  NULL, &error)
      || (argc != 2 && !cli_usage_error (&error, _("Name one input")))
      || !cli_check_limits (&max_lines, &max_bytes, &error))
    return cli_fail (cli, error);
  if (!cli_input_open (&input, argv[1], max_bytes, &error)
      || !(validation = validate (&input, max_lines, max_bytes, &error)))
    return cli_fail_with (cli, error, BATCHQ_EXIT_INPUT);

  return tell (cli, validation, &input);
}
