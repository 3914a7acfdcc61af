/* batch-answer-fold-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

#include "core/batch-endpoint-private.h"
#include "json/batch-json-fold-private.h"

G_BEGIN_DECLS

/* Makes of an answer that is streamed the one that the server would have given
 * otherwise, as far as the stream tells:
 *
 *   {"object":"chat.completion.chunk", …, "choices":[{"index", "delta", "finish_reason"}]}
 *   {"object":"text_completion", …, "choices":[{"index", "text", "finish_reason"}]}
 *   {"error": …}
 *   [DONE]
 *   {"type":"message_start", …} and what follows it: see batch-message-fold-private.h
 *
 * A delta becomes a message, by the rules of BatchJsonFold; of anything beside the
 * choices the last that was said counts. */
typedef struct _BatchAnswerFold BatchAnswerFold;

typedef enum
{
  BATCH_FOLD_OPEN,
  BATCH_FOLD_DONE,              /* it said so */
  BATCH_FOLD_ERROR,             /* the server reports an error: that is the answer */
  BATCH_FOLD_GARBLED,           /* an event is not JSON, or no part of an answer */
  BATCH_FOLD_TOO_LARGE,
} BatchFoldState;

gboolean         batch_answer_fold_can      (BatchEndpoint    endpoint);

/* Whether the data of an event is what a chat ends with. */
gboolean         batch_answer_event_is_done (const char      *data,
                                             gsize            length);

/* @limit: of the answer, in bytes */
BatchAnswerFold *batch_answer_fold_new      (gsize            limit);
void             batch_answer_fold_free     (BatchAnswerFold *self);

/* The data of one event. What comes when the fold is not open any more is passed over. */
BatchFoldState   batch_answer_fold_add      (BatchAnswerFold *self,
                                             const char      *data,
                                             gsize            length);

/* Whether the server has said that there is nothing more. */
gboolean         batch_answer_fold_is_done  (BatchAnswerFold *self);
/* Whether the answer came to its end: it is done, or every choice says why it ended. */
gboolean         batch_answer_fold_is_whole (BatchAnswerFold *self);
GBytes          *batch_answer_fold_dup_body (BatchAnswerFold *self);

/* How many parts with text have come: about as many tokens. */
guint            batch_answer_fold_n_pieces (BatchAnswerFold *self);
/* What the first choice says, from @read on, which is 0 at first and moves on. NULL when
 * there is nothing more. */
char            *batch_answer_fold_dup_text (BatchAnswerFold *self,
                                             gsize           *read);

/* For whoever follows a chat as it grows. */
/* The message of its one choice; NULL when there is none, or more than one. */
const BatchJsonFold *
                 batch_answer_fold_get_message     (BatchAnswerFold *self);
/* Takes what llama-swap says while it loads from the thoughts (“reasoning_content”). FALSE as long
 * as they may yet turn out to be that. */
gboolean         batch_answer_fold_settle_thoughts (BatchAnswerFold *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchAnswerFold, batch_answer_fold_free)

G_END_DECLS
