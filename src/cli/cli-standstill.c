/* cli/cli-standstill.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-standstill.h"

#include <glib/gi18n.h>

/* With the day when that is another one. */
static char *
clock_of (GDateTime *time)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autoptr(GDateTime) local = g_date_time_to_local (time);
  gboolean today = g_date_time_get_year (now) == g_date_time_get_year (local)
                   && g_date_time_get_day_of_year (now) == g_date_time_get_day_of_year (local);

  return g_date_time_format (local, today ? "%X" : "%F %T");
}

char *
cli_describe_standstill (BatchJob *job)
{
  g_autofree char *words = batch_localize (batch_job_get_standstill (job));
  g_autoptr(GDateTime) since = batch_job_get_standstill_since (job);
  g_autoptr(GDateTime) next = batch_job_get_next_try_at (job);
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *began = since != NULL ? clock_of (since) : NULL;
  g_autofree char *again = NULL;

  if (words == NULL || began == NULL)
    return NULL;
  /* Translators: a time, and what is in the way, such as “The model server is busy” */
  if (next == NULL || g_date_time_compare (next, now) <= 0)
    return g_strdup_printf (_("waiting since %s: %s"), began, words);

  again = clock_of (next);
  /* Translators: a time, what is in the way, and another time */
  return g_strdup_printf (_("waiting since %s, next try at %s: %s"), began, again, words);
}

void
cli_json_standstill (JsonBuilder *builder,
                     BatchJob    *job)
{
  json_builder_set_member_name (builder, "standstill");
  if (batch_job_get_standstill (job) == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }

  json_builder_begin_object (builder);
  cli_json_string (builder, "reason", batch_job_get_standstill (job));
  cli_json_time (builder, "since", batch_job_get_standstill_since (job));
  cli_json_time (builder, "next_try_at", batch_job_get_next_try_at (job));
  json_builder_end_object (builder);
}
