/* cli/cli-job-lines.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-job-lines.h"

#include "cli/cli-json.h"

#define LINE_S 1

struct _CliJobLines
{
  Cli      *cli;
  BatchJob *job;
  guint     source;                /* while a change is yet to be told */
};

static gboolean
tell_cb (gpointer user_data)
{
  CliJobLines *self = user_data;

  self->source = 0;
  if (!batch_job_is_terminal (self->job))
    cli_print_json_job (self->cli, self->job);
  return G_SOURCE_REMOVE;
}

/* Many requests may end within a second. */
static void
tell_soon (CliJobLines *self)
{
  if (self->source == 0)
    self->source = g_timeout_add_seconds (LINE_S, tell_cb, self);
}

CliJobLines *
cli_job_lines_new (Cli      *cli,
                   BatchJob *job)
{
  CliJobLines *self;

  if (!cli->json || batch_job_is_terminal (job))
    return NULL;

  self = g_new0 (CliJobLines, 1);
  self->cli = cli;
  self->job = g_object_ref (job);
  cli_print_json_job (cli, job);
  g_signal_connect_swapped (job, "notify", G_CALLBACK (tell_soon), self);
  return self;
}

void
cli_job_lines_free (CliJobLines *self)
{
  g_signal_handlers_disconnect_by_data (self->job, self);
  g_clear_handle_id (&self->source, g_source_remove);
  g_object_unref (self->job);
  g_free (self);
}
