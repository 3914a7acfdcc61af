/* cli/cli-job-lines.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cli/cli-context.h"

G_BEGIN_DECLS

typedef struct _CliJobLines CliJobLines;

/* Prints a job as a line of JSON, as it is now and, at most once a second, when it has changed.
 *
 * Returns: (nullable): nobody wants JSON, or there is nothing to come of it */
CliJobLines *cli_job_lines_new  (Cli         *cli,
                                 BatchJob    *job);
void         cli_job_lines_free (CliJobLines *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliJobLines, cli_job_lines_free)

G_END_DECLS
