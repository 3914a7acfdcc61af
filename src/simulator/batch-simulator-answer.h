/* simulator/batch-simulator-answer.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "simulator/batch-simulator-prompt.h"

G_BEGIN_DECLS

typedef struct _BatchSimulatorAnswer BatchSimulatorAnswer;
typedef struct _BatchSimulatorEndpoint BatchSimulatorEndpoint;

/* An answer to be put into the shape of an endpoint. */
struct _BatchSimulatorAnswer
{
  const BatchSimulatorPrompt   *prompt;
  const BatchSimulatorEndpoint *endpoint;
  const char                   *model;          /* who says that it answers */
  const char                   *text;
  gsize                         text_length;
  const char                   *tool;           /* (nullable) it is called, by the text */
  guint                         n_choices;
  const char                   *finish_reason;  /* in the words of chat completions; NULL: it does
                                                 * not say that it has come to its end */
  guint64                       id;
  gint64                        created;
  guint                         max_input;      /* tokens of the prompt; 0: all */
  guint                         cached_tokens;
  guint                         slots;          /* of the model; 0: no limit */
  gint64                        load_us;        /* until there was a model; then, each after the */
  gint64                        wait_us;        /* other: for a slot, the prompt, the answer */
  gint64                        prompt_us;
  gint64                        output_us;
  /* (nullable) Members of an answer that only some servers have, each after a comma. */
  void                        (*append_more) (GString                    *out,
                                              const BatchSimulatorAnswer *answer);
  guint                         tells_cached : 1;
};

/* Why there is none. */
typedef struct
{
  guint       status;
  const char *message;
  const char *type;     /* (nullable) what follows from the status */
  const char *code;     /* (nullable) */
  guint       n_tokens;     /* of a prompt that is too long */
  guint       max_tokens;
} BatchSimulatorProblem;

typedef void (*BatchSimulatorAppendProblem) (GString                     *out,
                                             const BatchSimulatorProblem *problem);

/* One path at which models answer. */
struct _BatchSimulatorEndpoint
{
  const char *path;
  const char *stream_type;          /* the media type of a stream; NULL: it cannot stream */
  void      (*append_answer)     (GString                    *out,
                                  const BatchSimulatorAnswer *answer);
  /* One event of a stream, with @length bytes of the text from @start on. */
  void      (*append_event)      (GString                    *out,
                                  const BatchSimulatorAnswer *answer,
                                  gsize                       start,
                                  gsize                       length);
  /* The events after the last of the text. */
  void      (*append_stream_end) (GString                    *out,
                                  const BatchSimulatorAnswer *answer);
  /* (nullable) What is answered to who asks nothing, and only wants the model loaded or, with
   * @unload, gone. */
  void      (*append_preloaded)  (GString                    *out,
                                  const BatchSimulatorAnswer *answer,
                                  gboolean                    unload);
  BatchSimulatorAppendProblem append_problem;   /* NULL: as the server does otherwise */
  guint       streams_unless_told : 1;
  guint       shortens : 1;         /* a prompt that is too long, unless it is told not to */
  guint       calls_tools : 1;
  guint       has_choices : 1;      /* as many as are wanted */
};

extern const BatchSimulatorEndpoint batch_simulator_chat_endpoint;
extern const BatchSimulatorEndpoint batch_simulator_completions_endpoint;
extern const BatchSimulatorEndpoint batch_simulator_embeddings_endpoint;
extern const BatchSimulatorEndpoint batch_simulator_messages_endpoint;
extern const BatchSimulatorEndpoint batch_simulator_moderations_endpoint;
extern const BatchSimulatorEndpoint batch_simulator_responses_endpoint;

void     batch_simulator_append_text              (GString                     *out,
                                                   const BatchSimulatorPrompt  *prompt);
guint    batch_simulator_count_inputs             (const BatchSimulatorPrompt  *prompt);
/* The vector for one of the inputs of a prompt. */
void     batch_simulator_append_embedding         (GString                     *out,
                                                   const BatchSimulatorPrompt  *prompt,
                                                   guint                        index);
/* {"id":…,"object":…,"created":…,"model":…; @object, @time_member: (nullable) */
void     batch_simulator_append_start             (GString                     *out,
                                                   const BatchSimulatorAnswer  *answer,
                                                   const char                  *prefix,
                                                   const char                  *object,
                                                   const char                  *time_member);
/* ,"model":"…" */
void     batch_simulator_append_model             (GString                     *out,
                                                   const BatchSimulatorAnswer  *answer);
/* "…" */
void     batch_simulator_append_answer_text       (GString                     *out,
                                                   const BatchSimulatorAnswer  *answer);
/* ,"usage":{…}; without @output_name there is only a prompt. */
void     batch_simulator_append_usage             (GString                     *out,
                                                   const BatchSimulatorAnswer  *answer,
                                                   const char                  *input_name,
                                                   const char                  *output_name,
                                                   gboolean                     with_total);
guint    batch_simulator_answer_count_input       (const BatchSimulatorAnswer  *answer);
guint    batch_simulator_answer_count_output      (const BatchSimulatorAnswer  *answer);

/* As OpenAI shapes it. */
void     batch_simulator_append_problem           (GString                     *out,
                                                   const BatchSimulatorProblem *problem);
/* As Anthropic does. */
void     batch_simulator_messages_append_problem  (GString                     *out,
                                                   const BatchSimulatorProblem *problem);

G_END_DECLS
