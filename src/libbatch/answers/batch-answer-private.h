/* batch-answer-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-timings-private.h"

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
  gsize   written_bytes;        /* of what the model wrote, as it stands there, thoughts too; 0: */
                                /* nothing that is text */
  BatchTimings timings;
  guint   is_json : 1;          /* and no deeper than BATCH_JSON_DEPTH */
  guint   is_html : 1;          /* a page */
  guint   has_content : 1;      /* text, a call of a tool, a refusal, an embedding */
  guint   has_choice : 1;       /* whatever is in it */
  guint   refused : 1;          /* the model says in so many words that it will not */
} BatchAnswer;

/* Reads the body once. Error members are filled whatever the HTTP status was: some
 * servers report failures under 200. */
BatchAnswer *batch_answer_new    (const guint8      *body,
                                  gsize              length);
void         batch_answer_free   (BatchAnswer       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchAnswer, batch_answer_free)

G_END_DECLS
