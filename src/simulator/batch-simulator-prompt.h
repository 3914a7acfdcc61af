/* simulator/batch-simulator-prompt.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the simulator takes from the body of a request. The prompt is all that is asked, joined by
 * line ends: the contents of the messages, the texts and picture addresses of their parts, the
 * inputs, the system prompt. */
typedef struct
{
  GString  *model;
  GString  *text;
  GString  *marker;         /* the member "user", for tests to know their requests by */
  GArray   *inputs;         /* where each input of embeddings and moderations ends in the text */
  guint64   hash;           /* of model and text */
  gint64    keep_ms;        /* how long the model is to stay; -1: for ever */
  gint64    ttl_ms;         /* the same, in another member */
  guint64   options;        /* a hash of those that a model is loaded with; 0 without any */
  guint     streams : 1;
  guint     says_stream : 1;
  guint     context_length; /* of the model, as the options want it; 0: not said */
  guint     says_keep : 1;
  guint     not_shortened : 1;  /* it is to be refused when it is too long */
  guint     says_ttl : 1;
  guint     is_object : 1;  /* the body */
  guint     streams_usage : 1;
  guint     base64 : 1;     /* embeddings not as numbers */
  guint     has_text : 1;
  guint     wants_json : 1; /* by its format */
  guint     logprobs : 1;
  guint     n_choices;      /* at least 1 */
  guint     dimensions;     /* of embeddings; 0: not said */
  char     *tool;           /* (nullable) that has to be called */
  GString  *output;         /* (nullable) its arguments, or the JSON of a schema: the answer */
} BatchSimulatorPrompt;

void     batch_simulator_prompt_init  (BatchSimulatorPrompt  *self);
void     batch_simulator_prompt_clear (BatchSimulatorPrompt  *self);

/* FALSE when it is no request; @problem says why. */
gboolean batch_simulator_prompt_read  (BatchSimulatorPrompt  *self,
                                       const char            *body,
                                       gsize                  length,
                                       const char           **problem);

guint64  batch_simulator_hash         (const char            *model,
                                       gsize                  model_length,
                                       const char            *prompt,
                                       gsize                  prompt_length);
/* An even spread of 64 bits from any two numbers. */
guint64  batch_simulator_mix          (guint64                a,
                                       guint64                b);
guint    batch_simulator_count_tokens (gsize                  bytes);
/* The length of the next token: some four bytes, and never a part of a character. */
gsize    batch_simulator_measure_token (const char            *text,
                                        gsize                  length);

G_END_DECLS
