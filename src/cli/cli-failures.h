/* cli/cli-failures.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cli/cli-context.h"
#include "cli/cli-json.h"

G_BEGIN_DECLS

/* Of BatchFailureCount: none when nothing failed, which costs nothing. */
GListModel *cli_list_failures     (Cli          *cli,
                                   BatchJob     *job,
                                   GError      **error);
/* How many, what is said of the first, and the word for it. */
char       *cli_describe_failures (BatchFailureCount *failures);
void        cli_json_failures     (JsonBuilder       *builder,
                                   GListModel        *failures);

G_END_DECLS
