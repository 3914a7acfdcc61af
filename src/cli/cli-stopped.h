/* cli/cli-stopped.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cli/cli-context.h"

G_BEGIN_DECLS

/* Looks now and then whether another process that works on the queue is stopped. */
typedef struct _CliStopped CliStopped;

/* Called whenever there is something else to say. */
typedef void (*CliStoppedFunc) (gpointer user_data);

CliStopped *cli_stopped_new      (Cli            *cli,
                                  CliStoppedFunc  func,
                                  gpointer        user_data);
void        cli_stopped_free     (CliStopped     *self);
/* Nobody is woken while nothing is waited for. */
void        cli_stopped_set_on   (CliStopped     *self,
                                  gboolean        on);
/* A sentence for a line of a terminal; NULL when there is none. */
const char *cli_stopped_get_text (CliStopped     *self);

/* For who looks once, and waits for it: says it, if there is one. */
void        cli_tell_stopped     (Cli            *cli);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliStopped, cli_stopped_free)

G_END_DECLS
