/* cli/cli-failures.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-failures.h"

#include <glib/gi18n.h>

#include "cli/cli-format.h"

GListModel *
cli_list_failures (Cli       *cli,
                   BatchJob  *job,
                   GError   **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  if (batch_job_get_failed (job) == 0)
    return G_LIST_MODEL (g_list_store_new (BATCH_TYPE_FAILURE_COUNT));

  batch_engine_list_failures_async (cli->engine, batch_job_get_id (job), cli->cancellable,
                                    cli_result_cb, &result);
  return batch_engine_list_failures_finish (cli->engine, cli_wait (&result), error);
}

char *
cli_describe_failures (BatchFailureCount *failures)
{
  const char *kind = batch_enum_to_nick (BATCH_TYPE_FAILURE_KIND,
                                         (int) batch_failure_count_get_kind (failures));
  g_autofree char *count = cli_format_number (batch_failure_count_get_count (failures));
  g_autofree char *example = batch_localize (batch_failure_count_get_example (failures));
  g_autofree char *words = NULL;
  guint status = batch_failure_count_get_status_code (failures);

  if (example != NULL && batch_failure_count_get_varied (failures))
    /* Translators: before why one of several items failed, of which each failed by itself */
    words = g_strdup_printf (_("for example: %s"), example);
  else
    words = g_steal_pointer (&example);

  /* Translators: a number of items, why the first of them failed, and words for programs */
  if (status > 0)
    return g_strdup_printf (_("%s × %s (%s, %u)"), count, words != NULL ? words : "", kind, status);

  /* Translators: a number of items, why the first of them failed, and a word for programs */
  return g_strdup_printf (_("%s × %s (%s)"), count, words != NULL ? words : "", kind);
}

static void
add_failures (JsonBuilder *builder,
              gpointer     object)
{
  BatchFailureCount *failures = object;

  json_builder_begin_object (builder);
  cli_json_enum (builder, "code", BATCH_TYPE_FAILURE_KIND,
                 (int) batch_failure_count_get_kind (failures));
  cli_json_int (builder, "status_code", batch_failure_count_get_status_code (failures));
  cli_json_int (builder, "count", batch_failure_count_get_count (failures));
  cli_json_string (builder, "message", batch_failure_count_get_example (failures));
  cli_json_boolean (builder, "varied", batch_failure_count_get_varied (failures));
  json_builder_end_object (builder);
}

void
cli_json_failures (JsonBuilder *builder,
                   GListModel  *failures)
{
  cli_json_list (builder, "failures", failures, (CliJsonFunc) add_failures);
}
