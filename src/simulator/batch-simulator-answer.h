/* simulator/batch-simulator-answer.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-endpoint-private.h"
#include "simulator/batch-simulator-prompt.h"

G_BEGIN_DECLS

/* An answer to be put into the shape of an endpoint. */
typedef struct
{
  const BatchSimulatorPrompt *prompt;
  BatchEndpoint               endpoint;
  const char                 *text;
  gsize                       text_length;
  const char                 *finish_reason;  /* in the words of chat completions */
  guint64                     id;
  gint64                      created;
} BatchSimulatorAnswer;

void     batch_simulator_append_text       (GString                    *out,
                                            const BatchSimulatorPrompt *prompt);
void     batch_simulator_append_answer     (GString                    *out,
                                            const BatchSimulatorAnswer *answer);
/* One event of a stream, with @length bytes of the text from @start on. */
void     batch_simulator_append_event      (GString                    *out,
                                            const BatchSimulatorAnswer *answer,
                                            gsize                       start,
                                            gsize                       length);
/* The events after the last of the text. */
void     batch_simulator_append_stream_end (GString                    *out,
                                            const BatchSimulatorAnswer *answer);
/* As OpenAI or as Anthropic shape it. @code (nullable) is of OpenAI only. */
void     batch_simulator_append_error      (GString                    *out,
                                            gboolean                    anthropic,
                                            guint                       status,
                                            const char                 *message,
                                            const char                 *code);

/* Whether a stream can be asked for. */
gboolean batch_simulator_can_stream        (BatchEndpoint               endpoint);

G_END_DECLS
