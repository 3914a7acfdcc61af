/* batch-review.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rule. The first that holds is the reason:
 *
 *   it does not say that it came to an end, or says
 *   that it was broken off                           → unfinished
 *   it ended because the model or a filter held back → refused
 *   it came to the limit of tokens                   → cut off
 *   it has nothing in it                             → empty
 *   it refuses in so many words                      → refused
 *   the request asked for JSON, and it is text that
 *   is none, or breaks the schema                    → schema
 *
 * Embeddings and moderations have no end, and are never refused. A call of a tool is not
 * the text that a schema is for. */

#include "config.h"

#include "answers/batch-review-private.h"

#include "answers/batch-answer-text-private.h"
#include "answers/batch-wanted-format-private.h"

static gboolean
has_end (BatchEndpoint endpoint)
{
  return endpoint != BATCH_ENDPOINT_EMBEDDINGS && endpoint != BATCH_ENDPOINT_MODERATIONS;
}

/* Gateways leave the words of other APIs as they are, such as MAX_TOKENS of Gemini. Words that
 * nobody has met are taken for a good end. */
static BatchReviewReason
review_end (const BatchAnswer *answer)
{
  static const char *const refused[] = {
    "refusal", "content_filter", "safety", "prohibited_content", "recitation", "blocklist", "spii",
    "language", "image_safety", "image_prohibited_content", "image_recitation", NULL,
  };
  static const char *const cut_off[] = {
    "length", "max_tokens", "max_output_tokens", "model_context_window_exceeded", "model_length",
    NULL,
  };
  static const char *const unfinished[] = {
    "in_progress", "incomplete", "failed", "queued", "error", "abort", "aborted", "cancelled",
    "insufficient_system_resource", "pause_turn", "other", "finish_reason_unspecified",
    "malformed_function_call", "unexpected_tool_call", "too_many_tool_calls", "image_other",
    "no_image", NULL,
  };
  g_autofree char *reason = NULL;

  if (answer->finish_reason == NULL)
    return BATCH_REVIEW_REASON_UNFINISHED;

  reason = g_ascii_strdown (answer->finish_reason, -1);
  if (g_strv_contains (unfinished, reason))
    return BATCH_REVIEW_REASON_UNFINISHED;
  if (g_strv_contains (refused, reason))
    return BATCH_REVIEW_REASON_REFUSED;
  if (g_strv_contains (cut_off, reason))
    return BATCH_REVIEW_REASON_CUT_OFF;

  return BATCH_REVIEW_REASON_NONE;
}

static BatchReviewReason
review_content (const BatchAnswer *answer,
                BatchEndpoint      endpoint)
{
  BatchReviewReason reason = has_end (endpoint) ? review_end (answer) : BATCH_REVIEW_REASON_NONE;

  if (reason != BATCH_REVIEW_REASON_NONE)
    return reason;
  if (!answer->has_content)
    return BATCH_REVIEW_REASON_EMPTY;

  return answer->refused ? BATCH_REVIEW_REASON_REFUSED : BATCH_REVIEW_REASON_NONE;
}

static gboolean
keeps_to_format (GBytes  *body,
                 GBytes  *request,
                 char   **message)
{
  g_autoptr(GString) text = NULL;
  BatchWantedFormat wanted;
  const guint8 *data;
  gsize length;

  if (request == NULL)
    return TRUE;

  data = g_bytes_get_data (request, &length);
  if (!batch_wanted_format_read (&wanted, data, length))
    return TRUE;

  text = g_string_new (NULL);
  data = g_bytes_get_data (body, &length);
  return !batch_answer_append_text (data, length, text)
         || batch_wanted_format_check (&wanted, (const guint8 *) text->str, text->len, message);
}

static const char *
describe (BatchReviewReason reason)
{
  switch (reason)
    {
    case BATCH_REVIEW_REASON_CUT_OFF:
      return "The answer was cut off at the limit of tokens";
    case BATCH_REVIEW_REASON_UNFINISHED:
      return "The answer does not say that it came to an end";
    case BATCH_REVIEW_REASON_EMPTY:
      return "The answer is empty";
    case BATCH_REVIEW_REASON_REFUSED:
      return "The model refused to answer";
    case BATCH_REVIEW_REASON_NONE:
    case BATCH_REVIEW_REASON_SCHEMA:
    case BATCH_REVIEW_REASON_OTHER:
    default:
      return NULL;
    }
}

BatchReviewReason
batch_review_answer (const BatchAnswer  *answer,
                     BatchEndpoint       endpoint,
                     GBytes             *body,
                     GBytes             *request,
                     char              **message)
{
  BatchReviewReason reason = review_content (answer, endpoint);

  *message = g_strdup (describe (reason));
  if (reason == BATCH_REVIEW_REASON_NONE && !keeps_to_format (body, request, message))
    return BATCH_REVIEW_REASON_SCHEMA;

  return reason;
}
