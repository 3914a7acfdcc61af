/* cli/cli-stopped.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cli/cli-context.h"

G_BEGIN_DECLS

/* In as few words as the line of a terminal has room for. */
char *cli_describe_stopped (BatchStoppedProcess *process);
/* For who looks once, and waits for it: says it, if there is one. */
void  cli_tell_stopped     (Cli                 *cli);

G_END_DECLS
