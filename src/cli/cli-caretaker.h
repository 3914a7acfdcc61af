/* cli/cli-caretaker.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cli/cli-context.h"

G_BEGIN_DECLS

/* Does what is due for jobs that are only looked at, while nobody works on them: they expire, and
 * what somebody who died has left under way is not. Where nothing can be changed, nothing is. */
typedef struct _CliCaretaker CliCaretaker;

/* @jobs: (element-type BatchJob); they have to be there as long as it is */
CliCaretaker *cli_caretaker_new  (Cli          *cli,
                                  GPtrArray    *jobs);
void          cli_caretaker_free (CliCaretaker *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliCaretaker, cli_caretaker_free)

G_END_DECLS
