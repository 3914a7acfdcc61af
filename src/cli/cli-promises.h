/* cli/cli-promises.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cli/cli-context.h"

G_BEGIN_DECLS

/* Who runs a job promises to write its results, for as long as the process lives: the promise is a
 * lock of the kernel's, so that nobody waits for one that was killed. */
void     cli_promise_results    (Cli      *cli,
                                 BatchJob *job);
/* Whether this process or another that lives has promised it. */
gboolean cli_results_promised   (Cli      *cli,
                                 BatchJob *job);
/* As a promise, but only when nobody else has made it: at most one process is given TRUE. Where
 * there are no locks, everybody is. */
gboolean cli_take_over_results  (Cli      *cli,
                                 BatchJob *job);

G_END_DECLS
