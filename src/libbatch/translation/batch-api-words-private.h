/* batch-api-words-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "json/batch-json-scanner-private.h"

G_BEGIN_DECLS

/* What the APIs of OpenAI (chats, responses) and Anthropic (messages) call differently in their
 * answers, and mean alike. */

/* Nobody calls more tools at a time. */
#define BATCH_MESSAGE_MAX_CALLS 1024

/* -1: nobody has said. */
typedef struct
{
  gint64 fresh;                 /* tokens of the prompt that no cache had */
  gint64 cached;                /* those that one had */
  gint64 written;               /* those that were put into one */
  gint64 output;                /* with those of its thoughts */
  gint64 thinking;
} BatchTokenCounts;

#define BATCH_TOKEN_COUNTS_INIT { -1, -1, -1, -1, -1 }

/* Takes what @usage says; what it does not say stays as it was. */
void        batch_token_counts_read_chat      (BatchTokenCounts       *self,
                                               const BatchJsonValue   *usage);
void        batch_token_counts_read_message   (BatchTokenCounts       *self,
                                               const BatchJsonValue   *usage);
/* As an object. */
void        batch_token_counts_append_chat    (const BatchTokenCounts *self,
                                               GString                *out);
void        batch_token_counts_append_message (const BatchTokenCounts *self,
                                               GString                *out);
void        batch_token_counts_append_response (const BatchTokenCounts *self,
                                                GString                *out);

/* Why an answer ended, as JSON; null for what says nothing, and a word that is not known stays
 * as it is. */
void        batch_api_words_append_stop_reason   (GString              *out,
                                                  const BatchJsonValue *finish_reason,
                                                  gboolean              has_calls);
void        batch_api_words_append_finish_reason (GString              *out,
                                                  const BatchJsonValue *stop_reason,
                                                  gboolean              has_calls);

/* The id of an answer with the beginning that it has in the other API. A new
 * one, if it has none. */
void        batch_api_words_append_message_id (GString              *out,
                                               const BatchJsonValue *id);
void        batch_api_words_append_chat_id    (GString              *out,
                                               const BatchJsonValue *id);
void        batch_api_words_append_response_id (GString              *out,
                                                const BatchJsonValue *id);

G_END_DECLS
