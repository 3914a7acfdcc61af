/* batch-messages-to-chat-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "translation/batch-translator-private.h"

G_BEGIN_DECLS

/* What is known of the server for chats that a request is for. */
typedef enum
{
  BATCH_CHAT_PLAIN     = 0,
  BATCH_CHAT_IS_STRICT = 1 << 0,   /* it knows what OpenAI's own API has, and nothing more */
  BATCH_CHAT_GOES_ON   = 1 << 1,   /* with what the assistant has said last */
} BatchChatTraits;

/* Makes of the body of a request to `/v1/messages` the one to `/v1/chat/completions` that says
 * the same. Texts, schemas and numbers are carried over byte for byte, and nothing is left out
 * but what changes no answer. NULL with @obstacle when something in it has no such form; NULL
 * without: it is not a JSON object. */
GBytes   *batch_messages_to_chat              (GBytes               *body,
                                               BatchChatTraits       traits,
                                               BatchObstacle        *obstacle);

/* Appends its messages, with @system before them. */
gboolean  batch_messages_to_chat_append_turns (BatchTranslator      *translator,
                                               GString              *out,
                                               BatchChatTraits       traits,
                                               const BatchJsonValue *system,
                                               const BatchJsonValue *messages);

G_END_DECLS
