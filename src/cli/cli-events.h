/* cli/cli-events.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cli/cli-context.h"

G_BEGIN_DECLS

/* Prints what has happened to a job; @follow: until it has ended. */
gboolean  cli_print_events  (Cli       *cli,
                             BatchJob  *job,
                             gboolean   follow,
                             GError   **error);

G_END_DECLS
