/* batch-responses-to-chat-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "translation/batch-messages-to-chat-private.h"

G_BEGIN_DECLS

/* Makes of the body of a request to `/v1/responses` the one to `/v1/chat/completions` that says
 * the same, as batch_messages_to_chat() does. NULL with @obstacle when something in it has no such
 * form; NULL without: it is not a JSON object. */
GBytes   *batch_responses_to_chat              (GBytes               *body,
                                                BatchChatTraits       traits,
                                                BatchObstacle        *obstacle);

/* Appends what @input says as messages, with @instructions before them. */
gboolean  batch_responses_to_chat_append_turns (BatchTranslator      *translator,
                                                GString              *out,
                                                BatchChatTraits       traits,
                                                const BatchJsonValue *instructions,
                                                const BatchJsonValue *input);

G_END_DECLS
