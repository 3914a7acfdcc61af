/* cli/cli-job-walk.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-job-walk.h"

#define PAGE 500

void
cli_job_walk_init (CliJobWalk *self,
                   Cli        *cli)
{
  *self = (CliJobWalk) { .cli = cli };
}

void
cli_job_walk_clear (CliJobWalk *self)
{
  g_clear_object (&self->page);
}

static GListModel *
read_page (CliJobWalk  *self,
           const char  *after,
           GError     **error)
{
  Cli *cli = self->cli;
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_list_jobs_async (cli->engine, NULL, after, PAGE, cli->cancellable, cli_result_cb,
                                &result);
  return batch_engine_list_jobs_finish (cli->engine, cli_wait (&result), error);
}

static gboolean
is_last (GListModel *page)
{
  return g_list_model_get_n_items (page) < PAGE;
}

static void
turn_page (CliJobWalk  *self,
           GError     **error)
{
  g_autoptr(GListModel) read = g_steal_pointer (&self->page);
  g_autoptr(BatchJob) last = NULL;

  if (read != NULL)
    last = g_list_model_get_item (read, g_list_model_get_n_items (read) - 1);

  self->next = 0;
  self->page = read_page (self, last != NULL ? batch_job_get_id (last) : NULL, error);
  self->ended = self->page == NULL;
}

BatchJob *
cli_job_walk_next (CliJobWalk  *self,
                   GError     **error)
{
  if (self->ended)
    return NULL;

  if (self->page == NULL
      || (cli_job_walk_is_page_read (self) && !is_last (self->page)))
    turn_page (self, error);
  if (self->ended || cli_job_walk_is_page_read (self))
    {
      self->ended = TRUE;
      return NULL;
    }

  return g_list_model_get_item (self->page, self->next++);
}

gboolean
cli_job_walk_is_page_read (CliJobWalk *self)
{
  return self->page == NULL || self->next == g_list_model_get_n_items (self->page);
}
