/* cli/cli-leftovers.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cli/cli-context.h"

G_BEGIN_DECLS

/* Says of a job whose results were written where they are. */
typedef void (*CliTellFunc) (Cli      *cli,
                             BatchJob *job);

/* Whether a job has ended, and what it was to write was never written. */
gboolean   cli_awaits_results   (BatchJob     *job);
/* How to have it written when nobody is about to do so; NULL: it need not be. */
char      *cli_dup_writing_command (Cli       *cli,
                                 BatchJob     *job);
/* Writes the results of all such jobs to where they were to go when these were submitted; who ran
 * them was stopped, and others have done the rest. What cannot be written is told and left; what
 * was for a device or a pipe is left, too.
 * @n_met: (out): of how many there was something to tell.
 * Returns: the worst that these jobs end with */
BatchqExit cli_write_leftovers  (Cli          *cli,
                                 CliTellFunc   tell,
                                 guint        *n_met);
/* Leaves to others what this command could not write, and does not try again. */
void       cli_release_results  (Cli          *cli,
                                 BatchJob     *job);
/* In a line on standard error, for who has asked for something else. */
void       cli_tell_leftover    (Cli          *cli,
                                 BatchJob     *job);
/* Why results were not written where they were to go, and how to have them elsewhere. */
void       cli_tell_unwritten   (Cli          *cli,
                                 BatchJob     *job,
                                 const GError *reason);

G_END_DECLS
