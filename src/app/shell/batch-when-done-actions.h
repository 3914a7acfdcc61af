/* batch-when-done-actions.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

/* Writes the results of each of the jobs to a file of its own in @folder. What is there stays. */
void         batch_export_jobs_async    (BatchEngine          *engine,
                                         GPtrArray            *jobs,
                                         const char           *folder,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
gboolean     batch_export_jobs_finish   (BatchEngine          *engine,
                                         GAsyncResult         *result,
                                         GError              **error);

/* The words of @command, the first of which is a program that is there. No shell sees it. */
GStrv        batch_command_parse        (const char           *command,
                                         GError              **error);
/* Runs it on its own: it goes on when this process ends. */
GSubprocess *batch_command_start        (const char           *command,
                                         GError              **error);
/* Once it has ended: whether it says that all went well. */
gboolean     batch_command_check        (GSubprocess          *process,
                                         const char           *command,
                                         GError              **error);

G_END_DECLS
