/* batch-assistant.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>
#include <batch.h>

G_BEGIN_DECLS

/* Makes a batch, step by step, and puts it into the queue: Source, Prompt, Models, Try, Check.
 * The signal "added" has the id of the new job. */

#define BATCH_TYPE_ASSISTANT (batch_assistant_get_type ())

G_DECLARE_FINAL_TYPE (BatchAssistant, batch_assistant, BATCH, ASSISTANT, AdwWindow)

BatchAssistant *batch_assistant_new        (GtkWindow      *parent,
                                            BatchQueue     *queue);
/* @files: (element-type GFile) */
void            batch_assistant_take_files (BatchAssistant *self,
                                            GPtrArray      *files,
                                            BatchRowKind    kind);
void            batch_assistant_take_text  (BatchAssistant *self,
                                            const char     *text);

G_END_DECLS
