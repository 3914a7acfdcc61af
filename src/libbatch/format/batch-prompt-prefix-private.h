/* batch-prompt-prefix-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-endpoint-private.h"
#include "json/batch-json-scanner-private.h"

G_BEGIN_DECLS

/* How prompts begin, so that those that begin alike can be told without keeping any: a server
 * that has just read one of them need not read that much of the others again. */

/* In the order in which models read them, wherever they stand in a body. */
typedef enum
{
  BATCH_PROMPT_TOOLS,
  BATCH_PROMPT_SYSTEM,
  BATCH_PROMPT_TEXT,
} BatchPromptPart;

#define BATCH_N_PROMPT_PARTS (BATCH_PROMPT_TEXT + 1)

/* As they stand in a body; type NONE: it is not there. */
typedef struct
{
  BatchJsonValue parts[BATCH_N_PROMPT_PARTS];
  guint32        output_limit;      /* tokens that the answer may have; 0: it does not say */
  gboolean       has_options;       /* the body may say with what its model is to be run */
} BatchPrompt;

/* A member of a body, which may be a part of its prompt or not. */
void     batch_prompt_note (BatchPrompt          *self,
                            const BatchJsonValue *key,
                            const BatchJsonValue *value);
/* FALSE: @body is no JSON object. */
gboolean batch_prompt_read (BatchPrompt          *self,
                            const guint8         *body,
                            gsize                 length);

/* A prefix ends at each of these steps, about a twelfth further each time: from one that takes
 * a server longer to read than it is worth to wait for, to one that fills most memories. */
#define BATCH_PREFIX_FIRST_STEP 1024
#define BATCH_PREFIX_LAST_STEP  (1024 * 1024)
#define BATCH_PREFIX_MAX_STEPS  80

/* What the prompt is up to each step that is in it: the same number for the same bytes. */
typedef struct
{
  guint64 steps[BATCH_PREFIX_MAX_STEPS];
  guint   n_steps;
} BatchPromptPrefix;

/* Prompts of endpoints that write nothing have none. */
void     batch_prompt_prefix_measure (BatchPromptPrefix *self,
                                      const BatchPrompt *prompt,
                                      BatchEndpoint      endpoint);

G_END_DECLS
