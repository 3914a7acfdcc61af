/* batch-answer-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-endpoint-private.h"

G_BEGIN_DECLS

/* What the body of an HTTP answer says, whatever kind of server has sent it. */
typedef struct
{
  char   *model;                /* (nullable) that the server says it used */
  char   *finish_reason;        /* (nullable) of the first choice, as the server words it */
  char   *error_message;        /* (nullable) one line; of a body that is not JSON, its text */
  char   *error_code;           /* (nullable) */
  char   *error_type;           /* (nullable) */
  gint64  prompt_tokens;        /* -1: it does not say; so are the next two */
  gint64  completion_tokens;
  gint64  cached_tokens;        /* of the prompt */
  guint   is_json : 1;          /* and no deeper than BATCH_JSON_DEPTH */
  guint   has_content : 1;      /* text, a call of a tool, a refusal, an embedding */
} BatchAnswer;

/* Reads the body once. Error members are filled whatever the HTTP status was: some
 * servers report failures under 200. */
BatchAnswer *batch_answer_new    (const guint8      *body,
                                  gsize              length);
void         batch_answer_free   (BatchAnswer       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchAnswer, batch_answer_free)

/* Done is not good: what a person should look at in an answer that came with 200. */
typedef enum
{
  BATCH_REVIEW_NONE,
  BATCH_REVIEW_CUT_OFF,         /* the limit of tokens was reached */
  BATCH_REVIEW_UNFINISHED,      /* it does not say that it came to an end */
  BATCH_REVIEW_EMPTY,
} BatchReview;

BatchReview  batch_answer_review (const BatchAnswer *self,
                                  BatchEndpoint      endpoint);

/* One sentence; NULL for none. */
const char  *batch_review_describe (BatchReview      review);

G_END_DECLS
