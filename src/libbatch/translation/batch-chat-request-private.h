/* batch-chat-request-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "translation/batch-messages-to-chat-private.h"

G_BEGIN_DECLS

/* Members of the body of a chat, of whichever API it is made. Nothing is put for a value that is
 * not there. */

/* One that streams tells its counts. */
void batch_chat_put_stream     (GString              *out,
                                const BatchJsonValue *stream);
void batch_chat_put_max_tokens (GString              *out,
                                BatchChatTraits       traits,
                                const BatchJsonValue *number);
/* An element of tools. */
void batch_chat_put_tool       (GString              *out,
                                const BatchJsonValue *name,
                                const BatchJsonValue *description,
                                const BatchJsonValue *parameters,
                                const BatchJsonValue *strict);
/* That the function of this @name is to be called. */
void batch_chat_put_choice     (GString              *out,
                                const BatchJsonValue *name);

G_END_DECLS
