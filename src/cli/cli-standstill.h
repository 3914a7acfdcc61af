/* cli/cli-standstill.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cli/cli-json.h"

G_BEGIN_DECLS

/* Why nothing of a job moves, since when, and when it is tried again; NULL while it moves. */
char *cli_describe_standstill (BatchJob    *job);
/* The same as a member of an object, for programs. */
void  cli_json_standstill     (JsonBuilder *builder,
                               BatchJob    *job);

G_END_DECLS
