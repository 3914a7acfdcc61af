/* cli/cli-events.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-events.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "cli/cli-json.h"
#include "cli/cli-terminal.h"

/* So many at a time, that the log of a job may be of any length. */
#define PAGE 1000

static void
print_for_machines (BatchEvent *event)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  cli_json_int (builder, "sequence", batch_event_get_sequence (event));
  cli_json_time (builder, "at", batch_event_get_at (event));
  cli_json_string (builder, "kind", batch_event_get_kind (event));
  cli_json_string (builder, "detail", batch_event_get_detail (event));
  json_builder_set_member_name (builder, "position");
  if (batch_event_get_position (event) >= 0)
    json_builder_add_int_value (builder, batch_event_get_position (event));
  else
    json_builder_add_null_value (builder);
  json_builder_end_object (builder);
  cli_print_json (builder);
}

static void
print_for_people (BatchEvent *event)
{
  g_autoptr(GDateTime) at = batch_event_get_at (event);
  g_autoptr(GDateTime) local = g_date_time_to_local (at);
  g_autofree char *time = g_date_time_format (local, "%F %T");
  g_autofree char *words = batch_localize (batch_event_get_detail (event));
  g_autofree char *detail = cli_escape_line (words);
  g_autofree char *item = NULL;

  /* Translators: which one of a batch file, counted from one */
  if (batch_event_get_position (event) >= 0)
    item = g_strdup_printf (_("request %" PRId64 ": "),
                            batch_event_get_position (event) + 1);
  g_print ("%s  %-14s  %s%s\n", time, batch_event_get_kind (event), item != NULL ? item : "",
           detail);
}

static GListModel *
list_page (Cli         *cli,
           BatchJob    *job,
           gint64       after,
           GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_list_events_async (cli->engine, batch_job_get_id (job), after, PAGE,
                                  cli->cancellable, cli_result_cb, &result);
  return batch_engine_list_events_finish (cli->engine, cli_wait (&result), error);
}

/* @last: the sequence of the last one that was printed */
static gboolean
print_page (Cli         *cli,
            GListModel  *events,
            gint64      *last)
{
  guint n = g_list_model_get_n_items (events);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BatchEvent) event = g_list_model_get_item (events, i);

      if (cli->json)
        print_for_machines (event);
      else
        print_for_people (event);
      *last = batch_event_get_sequence (event);
    }
  return n == PAGE;
}

static gboolean
print_news (Cli       *cli,
            BatchJob  *job,
            gint64    *last,
            GError   **error)
{
  gboolean more = TRUE;

  while (more)
    {
      g_autoptr(GListModel) events = list_page (cli, job, *last, error);

      if (events == NULL)
        return FALSE;
      more = print_page (cli, events, last);
    }
  return TRUE;
}

static void
changed_cb (BatchJob   *job,
            GParamSpec *pspec,
            gpointer    user_data)
{
  gboolean *changed = user_data;

  *changed = TRUE;
}

static gboolean
is_over (BatchJob *job)
{
  return batch_job_is_terminal (job) || batch_job_get_removed (job);
}

/* What has happened is in the store before the job shows it. */
static gboolean
follow_events (Cli       *cli,
               BatchJob  *job,
               gint64     last,
               gboolean  *changed,
               GError   **error)
{
  while (*changed || !is_over (job))
    {
      while (!*changed && !cli_is_interrupted (cli))
        g_main_context_iteration (NULL, TRUE);
      if (g_cancellable_set_error_if_cancelled (cli->cancellable, error))
        return FALSE;
      *changed = FALSE;
      if (!print_news (cli, job, &last, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
cli_print_events (Cli       *cli,
                  BatchJob  *job,
                  gboolean   follow,
                  GError   **error)
{
  gboolean changed = FALSE;
  gint64 last = 0;
  gulong handler = g_signal_connect (job, "notify", G_CALLBACK (changed_cb), &changed);
  gboolean good = print_news (cli, job, &last, error)
                  && (!follow || follow_events (cli, job, last, &changed, error));

  g_signal_handler_disconnect (job, handler);
  return good;
}
