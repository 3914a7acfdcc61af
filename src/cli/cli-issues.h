/* cli/cli-issues.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cli/cli-context.h"

G_BEGIN_DECLS

/* Prints what is wrong with a batch file, @limit lines of it at most, or as JSON. @file is looked
 * at once more, @name is what it is called. */
void cli_tell_issues (Cli             *cli,
                      BatchValidation *validation,
                      GFile           *file,
                      const char      *name,
                      guint            limit);

G_END_DECLS
