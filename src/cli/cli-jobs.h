/* cli/cli-jobs.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cli/cli-context.h"

G_BEGIN_DECLS

/* Does one thing to one job, and may say so, and what the command ends with. */
typedef gboolean (*CliJobFunc) (Cli       *cli,
                                BatchJob  *job,
                                GError   **error);

/* The job of that id, or of the only id that begins so. */
BatchJob   *cli_find_job         (Cli         *cli,
                                  const char  *id,
                                  GError     **error);
/* (element-type BatchJob) */
GPtrArray  *cli_find_jobs        (Cli         *cli,
                                  char       **ids,
                                  GError     **error);
/* Those that have not ended. (element-type BatchJob) */
GPtrArray  *cli_unfinished_jobs  (Cli         *cli,
                                  GError     **error);
/* Parses arguments that are ids of jobs, beside the options of @entries; @all_when_none: all
 * that have not ended when none is named. (element-type BatchJob) */
GPtrArray  *cli_parse_jobs       (Cli                *cli,
                                  int                 argc,
                                  char              **argv,
                                  const GOptionEntry *entries,
                                  const char         *summary,
                                  gboolean            all_when_none,
                                  CliOpenFunc         open,
                                  GError            **error);
/* Does something to each, and shows it when it is asked for JSON. */
BatchqExit  cli_do_to_jobs       (Cli         *cli,
                                  GPtrArray   *jobs,
                                  CliJobFunc   func);
/* Both, where there are no options. */
BatchqExit  cli_for_each_job     (Cli         *cli,
                                  int          argc,
                                  char       **argv,
                                  const char  *summary,
                                  gboolean     all_when_none,
                                  CliJobFunc   func);
/* Where they are to go is known, and they were never written. */
gboolean    cli_lacks_results    (BatchJob    *job);
/* Whether it is still in the queue, or has ended before. */
gboolean    cli_check_there      (Cli         *cli,
                                  BatchJob    *job,
                                  GError     **error);
/* Whether there is anything left to stop or to go on with. */
gboolean    cli_check_alive      (BatchJob    *job,
                                  GError     **error);
const char *cli_describe_state   (BatchJobState state);

G_END_DECLS
