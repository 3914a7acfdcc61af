/* cli/cli-job-walk.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cli/cli-context.h"

G_BEGIN_DECLS

/* Goes through all jobs in the order in which they came, however many there are: only one page of
 * them is in memory. */
typedef struct
{
  Cli        *cli;
  GListModel *page;                /* (nullable) */
  guint       next;                /* on the page */
  gboolean    ended;
} CliJobWalk;

void      cli_job_walk_init         (CliJobWalk  *self,
                                     Cli         *cli);
void      cli_job_walk_clear        (CliJobWalk  *self);
/* Returns: (transfer full) (nullable): the next one; %NULL at the end, or with @error */
BatchJob *cli_job_walk_next         (CliJobWalk  *self,
                                     GError     **error);
/* Whether the next one is still to be read, so that it may take a moment. */
gboolean  cli_job_walk_is_page_read (CliJobWalk  *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliJobWalk, cli_job_walk_clear)

G_END_DECLS
