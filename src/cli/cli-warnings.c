/* cli/cli-warnings.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-warnings.h"

#include <glib/gi18n.h>

#include "cli/cli-json.h"
#include "cli/cli-terminal.h"

char *
cli_describe_warning (BatchInputWarning *warning)
{
  g_autofree char *words = batch_localize (batch_input_warning_get_message (warning));
  g_autofree char *line = cli_escape_line (words);

  /* Translators: “2 requests use pictures, which “phi4” has refused before, …” */
  return g_strdup_printf (_("May fail: %s"), line);
}

void
cli_submission_warn (CliSubmission *self,
                     Cli           *cli)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  /* A provider looks at a batch of its own. */
  if (self->mode == BATCH_EXECUTION_MODE_NATIVE)
    return;

  batch_engine_find_warnings_async (cli->engine, self->input.file, self->server, cli->cancellable,
                                    cli_result_cb, &result);
  self->warnings = batch_engine_find_warnings_finish (cli->engine, cli_wait (&result), &error);
  if (self->warnings == NULL)
    {
      g_debug ("Looking for what may fail: %s", error->message);
      return;
    }

  for (guint i = 0; !cli->quiet && i < g_list_model_get_n_items (self->warnings); i++)
    {
      g_autoptr(BatchInputWarning) warning = g_list_model_get_item (self->warnings, i);
      g_autofree char *text = cli_describe_warning (warning);

      g_printerr ("%s\n", text);
    }
}

static const char *
name_reason (BatchInputWarning *warning)
{
  g_autoptr(GFlagsClass) uses = g_type_class_ref (BATCH_TYPE_MODEL_USES);
  const GFlagsValue *use = g_flags_get_first_value (uses, batch_input_warning_get_uses (warning));

  if (batch_input_warning_get_missing (warning))
    return "missing";
  return use != NULL && use->value != 0 ? use->value_nick : "context";
}

void
cli_json_warning (JsonBuilder       *builder,
                  BatchInputWarning *warning)
{
  cli_json_string (builder, "reason", name_reason (warning));
  cli_json_string (builder, "model", batch_input_warning_get_model (warning));
  cli_json_int (builder, "count", batch_input_warning_get_count (warning));
  cli_json_int (builder, "line", batch_input_warning_get_line (warning));
  cli_json_string (builder, "message", batch_input_warning_get_message (warning));
}

static void
add_warning (JsonBuilder       *builder,
             BatchInputWarning *warning)
{
  json_builder_begin_object (builder);
  cli_json_warning (builder, warning);
  json_builder_end_object (builder);
}

void
cli_submission_add_warnings (CliSubmission *self,
                             JsonBuilder   *builder)
{
  g_autoptr(GListModel) none = G_LIST_MODEL (g_list_store_new (BATCH_TYPE_INPUT_WARNING));

  cli_json_list (builder, "warnings", self->warnings != NULL ? self->warnings : none,
                 (CliJsonFunc) add_warning);
}

void
cli_submission_print_json (CliSubmission *self,
                           Cli           *cli,
                           BatchJob      *job)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  if (!cli->json)
    return;

  json_builder_begin_object (builder);
  cli_json_job_members (builder, cli, job);
  cli_submission_add_warnings (self, builder);
  json_builder_end_object (builder);
  cli_print_json (builder);
}
