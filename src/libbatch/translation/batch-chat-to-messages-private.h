/* batch-chat-to-messages-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "translation/batch-translator-private.h"

G_BEGIN_DECLS

/* Makes of the body of a request to `/v1/chat/completions` the one to `/v1/messages` that says the
 * same. Texts, schemas and numbers are carried over byte for byte, and nothing is left out but
 * what changes no answer. NULL with @obstacle when something in it has no such form; NULL without:
 * it is not a JSON object. */
GBytes   *batch_chat_to_messages              (GBytes               *body,
                                               BatchObstacle        *obstacle);

/* Appends its messages, and before them what they say for the system. */
gboolean  batch_chat_to_messages_append_turns (BatchTranslator      *translator,
                                               GString              *out,
                                               const BatchJsonValue *messages);

G_END_DECLS
