/* cli/cli-queue.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cli/cli-context.h"

G_BEGIN_DECLS

/* Works on the jobs of these ids, or, when there are none, until the queue is empty. */
BatchqExit cli_run_queue (Cli         *cli,
                          char       **ids,
                          int          patience);

G_END_DECLS
