/* cli/cli-work.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cli/cli-context.h"

G_BEGIN_DECLS

/* It was begun, and whoever did was stopped. */
gboolean    cli_is_stopped         (Cli      *cli,
                                    BatchJob *job);
/* The state in words, and whether it was stopped in it. */
const char *cli_describe_situation (Cli      *cli,
                                    BatchJob *job);
/* How long it takes from now on, or, of one that nobody has begun, once it is begun; NULL when it
 * was stopped, or nobody knows. */
BatchEta   *cli_get_eta            (Cli      *cli,
                                    BatchJob *job);

G_END_DECLS
