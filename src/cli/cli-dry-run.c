/* cli/cli-dry-run.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "cli/cli-format.h"
#include "cli/cli-json.h"
#include "cli/cli-submission.h"
#include "cli/cli-terminal.h"
#include "cli/cli-warnings.h"

/* What a submission would come to, for who wants to know before anything is stored or sent. */

static void
tell_line (Cli        *cli,
           const char *name,
           const char *value)
{
  g_autofree char *line = cli_escape_line (value);

  cli_say (cli, "%s: %s\n", name, line);
}

static void
tell_requests (CliSubmission   *self,
               Cli             *cli,
               BatchJob        *job,
               BatchValidation *validation)
{
  guint64 count = batch_validation_get_line_count (validation);
  g_autofree char *named = cli_format_models (batch_validation_get_models (validation));
  g_autofree char *models = cli_escape_line (named);

  if (job == NULL)
    cli_say (cli, ngettext ("%s would be a new job: %d request for %s\n",
                            "%s would be a new job: %d requests for %s\n", (gulong) count),
             self->input.name, (int) count, models);
  else
    cli_say (cli, _("%s would go on as %s: %" PRId64 " of %" PRId64 " requests are left\n"),
             self->input.name, batch_job_get_id (job),
             batch_job_get_total (job) - batch_job_get_ended (job), batch_job_get_total (job));
}

static void
tell (CliSubmission   *self,
      Cli             *cli,
      BatchJob        *job,
      BatchValidation *validation)
{
  tell_requests (self, cli, job, validation);
  if (self->server != NULL)
    tell_line (cli, _("Model server"), self->server);
  tell_line (cli, _("Answers"),
             g_str_equal (self->output, "-") ? _("standard output") : self->output);
  tell_line (cli, _("What fails"), self->errors);
  cli_say (cli, "%s\n", _("Nothing was stored or sent."));
}

static void
print_json (CliSubmission   *self,
            Cli             *cli,
            BatchJob        *job,
            BatchValidation *validation)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  gint64 count = (gint64) batch_validation_get_line_count (validation);

  json_builder_begin_object (builder);
  cli_json_boolean (builder, "dry_run", TRUE);
  cli_json_string (builder, "id", job != NULL ? batch_job_get_id (job) : NULL);
  cli_json_string (builder, "input", self->input.name);
  cli_json_string (builder, "backend", self->server);
  cli_json_strv (builder, "models", batch_validation_get_models (validation));
  cli_json_int (builder, "total", count);
  cli_json_int (builder, "left", job == NULL ? count
                : batch_job_get_total (job) - batch_job_get_ended (job));
  cli_json_int (builder, "reused", self->n_reused);
  cli_json_string (builder, "output_path", self->output);
  cli_json_string (builder, "error_path", self->errors);
  cli_submission_add_warnings (self, builder);
  json_builder_end_object (builder);
  cli_print_json (builder);
}

gboolean
cli_submission_dry_run (CliSubmission  *self,
                        Cli            *cli,
                        BatchJob       *job,
                        GError        **error)
{
  g_autoptr(BatchValidation) validation = cli_submission_validate (self, error);

  if (validation == NULL
      || (job == NULL && self->reuse && !cli_submission_find_reused (self, cli, error)))
    return FALSE;

  if (job == NULL)
    cli_submission_warn (self, cli);
  if (cli->json)
    print_json (self, cli, job, validation);
  else
    tell (self, cli, job, validation);
  return TRUE;
}
