/* cli/commands.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cli/cli-context.h"

G_BEGIN_DECLS

/* Each gets its own name as argv[0] and returns a BatchqExit. */
int batchq_backend  (Cli   *cli,
                     int    argc,
                     char **argv);
int batchq_cancel   (Cli   *cli,
                     int    argc,
                     char **argv);
int batchq_key      (Cli   *cli,
                     int    argc,
                     char **argv);
int batchq_list     (Cli   *cli,
                     int    argc,
                     char **argv);
int batchq_move     (Cli   *cli,
                     int    argc,
                     char **argv);
int batchq_make     (Cli   *cli,
                     int    argc,
                     char **argv);
int batchq_native   (Cli   *cli,
                     int    argc,
                     char **argv);
int batchq_pause    (Cli   *cli,
                     int    argc,
                     char **argv);
int batchq_plan     (Cli   *cli,
                     int    argc,
                     char **argv);
int batchq_remove   (Cli   *cli,
                     int    argc,
                     char **argv);
int batchq_restore  (Cli   *cli,
                     int    argc,
                     char **argv);
int batchq_results  (Cli   *cli,
                     int    argc,
                     char **argv);
int batchq_resume   (Cli   *cli,
                     int    argc,
                     char **argv);
int batchq_retry    (Cli   *cli,
                     int    argc,
                     char **argv);
int batchq_run      (Cli   *cli,
                     int    argc,
                     char **argv);
int batchq_serve    (Cli   *cli,
                     int    argc,
                     char **argv);
int batchq_show     (Cli   *cli,
                     int    argc,
                     char **argv);
int batchq_simulate (Cli   *cli,
                     int    argc,
                     char **argv);
int batchq_stats    (Cli   *cli,
                     int    argc,
                     char **argv);
int batchq_submit   (Cli   *cli,
                     int    argc,
                     char **argv);
int batchq_validate (Cli   *cli,
                     int    argc,
                     char **argv);
int batchq_watch    (Cli   *cli,
                     int    argc,
                     char **argv);
int batchq_webhook  (Cli   *cli,
                     int    argc,
                     char **argv);

G_END_DECLS
