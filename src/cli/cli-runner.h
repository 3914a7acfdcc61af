/* cli/cli-runner.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cli/cli-context.h"

G_BEGIN_DECLS

/* How long a server may be away before a run is given up. */
#define CLI_PATIENCE_S 60

/* Works on the queue, and shows it, until every job of @jobs has ended, or was removed.
 *
 * FALSE when that did not come about: G_IO_ERROR_CANCELLED after Ctrl+C, or what was in
 * the way for longer than @patience seconds. */
gboolean    cli_run_jobs     (Cli         *cli,
                              GPtrArray   *jobs,
                              int          patience,
                              GError     **error);
/* The same for jobs that others work on. */
gboolean    cli_watch_jobs   (Cli         *cli,
                              GPtrArray   *jobs,
                              GError     **error);
/* @output: “-” is standard output; @errors: (nullable): a file */
gboolean    cli_write_results (Cli         *cli,
                               BatchJob    *job,
                               const char  *output,
                               const char  *errors,
                               gboolean     overwrite,
                               GError     **error);
/* Says what became of a job. */
void        cli_tell_job     (Cli         *cli,
                              BatchJob    *job,
                              const char  *output,
                              const char  *errors);
/* Says where its results are. */
void        cli_tell_files   (Cli         *cli,
                              const char  *output,
                              const char  *errors);
BatchqExit  cli_job_exit     (BatchJob    *job);

G_END_DECLS
