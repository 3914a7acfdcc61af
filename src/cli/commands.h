/* cli/commands.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cli/cli-context.h"

G_BEGIN_DECLS

/* Each gets its own name as argv[0] and returns a BatchqExit. */
int batchq_run      (Cli   *cli,
                     int    argc,
                     char **argv);
int batchq_simulate (Cli   *cli,
                     int    argc,
                     char **argv);

G_END_DECLS
