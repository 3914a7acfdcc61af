/* cli/cli-refused.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-issues.h"
#include "cli/cli-submission.h"

#define MAX_TOLD 20

/* NULL when it cannot be read. */
static BatchValidation *
look_at_input (CliSubmission  *self,
               GError        **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_validate_jsonl_full_async (self->input.file, self->max_lines, self->max_bytes, NULL,
                                   cli_result_cb, &result);
  return batch_validate_jsonl_finish (cli_wait (&result), error);
}

BatchValidation *
cli_submission_validate (CliSubmission  *self,
                         GError        **error)
{
  g_autoptr(BatchValidation) validation = look_at_input (self, error);

  if (validation == NULL || batch_validation_get_valid (validation))
    return g_steal_pointer (&validation);

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE, _("%s is refused"),
               self->input.name);
  return NULL;
}

/* An input was refused for one error; its owner wants to know them all. */
BatchqExit
cli_submission_tell_refused (CliSubmission *self,
                             Cli           *cli,
                             const GError  *error)
{
  g_autoptr(BatchValidation) validation = NULL;

  if (!g_error_matches (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE))
    return cli_fail (cli, error);

  validation = look_at_input (self, NULL);
  if (validation == NULL || batch_validation_get_valid (validation))
    return cli_fail (cli, error);

  cli_tell_issues (cli, validation, self->input.file, self->input.name, MAX_TOLD);
  return BATCHQ_EXIT_INPUT;
}
