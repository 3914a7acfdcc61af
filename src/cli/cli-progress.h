/* cli/cli-progress.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cli/cli-context.h"

G_BEGIN_DECLS

typedef struct _CliProgress CliProgress;

/* Shows how jobs come along: on a terminal one block that is redrawn in place, else a
 * line now and then. It goes to stderr, so that results may go to stdout. @alone: this process
 * works on these jobs and no others, so that what it is going to load is for them. */
CliProgress *cli_progress_new    (Cli         *cli,
                                  gboolean     alone);
void         cli_progress_free   (CliProgress *self);
void         cli_progress_add    (CliProgress *self,
                                  BatchJob    *job);
/* Shows it once more, as it is now. */
void         cli_progress_finish (CliProgress *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliProgress, cli_progress_free)

G_END_DECLS
