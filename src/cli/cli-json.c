/* cli/cli-json.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-json.h"

#include "cli/cli-standstill.h"
#include "cli/cli-terminal.h"
#include "cli/cli-work.h"

void
cli_print_json (JsonBuilder *builder)
{
  g_autoptr(JsonGenerator) generator = json_generator_new ();
  g_autoptr(JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = NULL;

  json_generator_set_root (generator, root);
  text = json_generator_to_data (generator, NULL);
  cli_put (stdout, text);
  fputc ('\n', stdout);
  cli_show_output ();
}

void
cli_print_json_job (Cli      *cli,
                    BatchJob *job)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  if (!cli->json)
    return;

  json_builder_begin_object (builder);
  cli_json_job_members (builder, cli, job);
  json_builder_end_object (builder);
  cli_print_json (builder);
}

void
cli_print_json_error (const GError *error,
                      int           code)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "error");
  json_builder_begin_object (builder);
  cli_json_string (builder, "message", error->message);
  cli_json_int (builder, "exit_code", code);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  cli_print_json (builder);
}

/* File names may be anything, JSON is UTF-8. */
void
cli_json_string (JsonBuilder *builder,
                 const char  *name,
                 const char  *value)
{
  g_autofree char *text = value != NULL ? g_utf8_make_valid (value, -1) : NULL;

  json_builder_set_member_name (builder, name);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

void
cli_json_int (JsonBuilder *builder,
              const char  *name,
              gint64       value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

void
cli_json_boolean (JsonBuilder *builder,
                  const char  *name,
                  gboolean     value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

void
cli_json_time (JsonBuilder *builder,
               const char  *name,
               GDateTime   *value)
{
  g_autoptr(GDateTime) time = value;
  g_autoptr(GDateTime) utc = time != NULL ? g_date_time_to_utc (time) : NULL;
  g_autofree char *text = utc != NULL ? g_date_time_format_iso8601 (utc) : NULL;

  cli_json_string (builder, name, text);
}

void
cli_json_enum (JsonBuilder *builder,
               const char  *name,
               GType        type,
               int          value)
{
  cli_json_string (builder, name, batch_enum_to_nick (type, value));
}

void
cli_json_strv (JsonBuilder        *builder,
               const char         *name,
               const char * const *values)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    json_builder_add_string_value (builder, values[i]);
  json_builder_end_array (builder);
}

/* The library makes it, from what it was given word by word. */
static void
add_metadata (JsonBuilder *builder,
              BatchJob    *job)
{
  const char *text = batch_job_get_metadata (job);
  JsonNode *node = text != NULL ? json_from_string (text, NULL) : NULL;

  json_builder_set_member_name (builder, "metadata");
  if (node != NULL)
    json_builder_add_value (builder, node);
  else
    json_builder_add_null_value (builder);
}

static void
add_counts (JsonBuilder *builder,
            BatchJob    *job)
{
  cli_json_int (builder, "total", batch_job_get_total (job));
  cli_json_int (builder, "pending", batch_job_get_pending (job));
  cli_json_int (builder, "running", batch_job_get_running (job));
  cli_json_int (builder, "succeeded", batch_job_get_succeeded (job));
  cli_json_int (builder, "needs_review", batch_job_get_needs_review (job));
  cli_json_int (builder, "failed", batch_job_get_failed (job));
  cli_json_int (builder, "skipped", batch_job_get_skipped (job));
  cli_json_int (builder, "cancelled", batch_job_get_cancelled (job));
  cli_json_int (builder, "expired", batch_job_get_expired (job));
}

void
cli_json_list (JsonBuilder *builder,
               const char  *name,
               GListModel  *objects,
               CliJsonFunc  add)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (objects); i++)
    {
      g_autoptr(GObject) object = g_list_model_get_item (objects, i);

      add (builder, object);
    }
  json_builder_end_array (builder);
}

void
cli_json_eta (JsonBuilder *builder,
              BatchEta    *eta)
{
  json_builder_set_member_name (builder, "eta");
  if (eta == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }

  json_builder_begin_object (builder);
  cli_json_int (builder, "low_ms", batch_eta_get_low (eta));
  cli_json_int (builder, "expected_ms", batch_eta_get_expected (eta));
  cli_json_int (builder, "high_ms", batch_eta_get_high (eta));
  cli_json_int (builder, "samples", batch_eta_get_samples (eta));
  cli_json_enum (builder, "confidence", BATCH_TYPE_ETA_CONFIDENCE,
                 batch_eta_get_confidence (eta));
  json_builder_end_object (builder);
}

void
cli_json_job_members (JsonBuilder *builder,
                      Cli         *cli,
                      BatchJob    *job)
{
  g_auto(GStrv) keys = batch_job_get_resource_keys (job);
  g_autofree char *name = batch_job_get_display_name (job);

  cli_json_string (builder, "id", batch_job_get_id (job));
  cli_json_string (builder, "title", batch_job_get_title (job));
  cli_json_string (builder, "display_name", name);
  cli_json_enum (builder, "state", BATCH_TYPE_JOB_STATE, batch_job_get_state (job));
  cli_json_string (builder, "backend", batch_job_get_backend (job));
  cli_json_enum (builder, "execution_mode", BATCH_TYPE_EXECUTION_MODE,
                 batch_job_get_execution_mode (job));
  cli_json_strv (builder, "models", (const char * const *) keys);
  cli_json_boolean (builder, "paused", batch_job_get_paused (job));
  cli_json_boolean (builder, "removed", batch_job_get_removed (job));
  cli_json_boolean (builder, "worked_on", batch_engine_get_job_worked_on (cli->engine, job));
  cli_json_int (builder, "priority", batch_job_get_priority (job));
  cli_json_int (builder, "parallel", batch_job_get_parallel (job));
  add_metadata (builder, job);
  cli_json_string (builder, "webhook_url", batch_job_get_webhook_url (job));
  add_counts (builder, job);
  cli_json_int (builder, "loads", batch_job_get_loads (job));
  cli_json_int (builder, "prompt_tokens", batch_job_get_prompt_tokens (job));
  cli_json_int (builder, "cached_tokens", batch_job_get_cached_tokens (job));
  cli_json_int (builder, "output_tokens", batch_job_get_output_tokens (job));
  cli_json_eta (builder, batch_job_get_eta (job));
  cli_json_string (builder, "failure", batch_job_get_failure (job));
  cli_json_standstill (builder, job);
  cli_json_string (builder, "output_path", batch_job_get_output_path (job));
  cli_json_string (builder, "error_path", batch_job_get_error_path (job));
  cli_json_time (builder, "created_at", batch_job_get_created_at (job));
  cli_json_time (builder, "started_at", batch_job_get_started_at (job));
  cli_json_time (builder, "completed_at", batch_job_get_completed_at (job));
  cli_json_time (builder, "expires_at", batch_job_get_expires_at (job));
  cli_json_time (builder, "exported_at", batch_job_get_exported_at (job));
}
