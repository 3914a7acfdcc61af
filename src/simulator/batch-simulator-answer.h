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

guint64 batch_simulator_hash             (const char                 *model,
                                          gsize                       model_length,
                                          const char                 *prompt,
                                          gsize                       prompt_length);
/* An even spread of 64 bits from any two numbers. */
guint64 batch_simulator_mix              (guint64                     a,
                                          guint64                     b);

void    batch_simulator_append_text      (GString                    *out,
                                          const BatchSimulatorPrompt *prompt);
void    batch_simulator_append_answer    (GString                    *out,
                                          const BatchSimulatorAnswer *answer);
/* One event of a stream: the text from @start, @length bytes of it; the last ones with length 0. */
void    batch_simulator_append_event     (GString                    *out,
                                          const BatchSimulatorAnswer *answer,
                                          gsize                       start,
                                          gsize                       length);
void    batch_simulator_append_stream_end (GString                   *out,
                                          const BatchSimulatorAnswer *answer);
void    batch_simulator_append_error     (GString                    *out,
                                          gboolean                    anthropic,
                                          guint                       status,
                                          const char                 *message,
                                          const char                 *code);

/* Whether a stream can be asked for. */
gboolean batch_simulator_can_stream      (BatchEndpoint      endpoint);

G_END_DECLS
