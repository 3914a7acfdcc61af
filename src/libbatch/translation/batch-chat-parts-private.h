/* batch-chat-parts-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "translation/batch-translator-private.h"

G_BEGIN_DECLS

/* @text: a string, which may be empty, or NONE; @thought: whether it is one of the thoughts;
 * @extras: what else the part says, “,"name":value” each */
typedef void (*BatchChatPartFunc) (const BatchJsonValue *text,
                                   gboolean              thought,
                                   const char           *extras,
                                   gpointer              data);

/* Reads what the model says in the member @name of where we are, in order. It is a text, or a list
 * of parts, of which those that are thoughts have such a text or list in turn:
 *
 *   [{"type": "thinking", "thinking": [{"type": "text", "text": …}]}, {"type": "text", "text": …}]
 *
 * Refuses what is neither. @thought: whether all of it are thoughts */
gboolean batch_chat_parts_read (BatchTranslator      *translator,
                                const char           *name,
                                const BatchJsonValue *value,
                                gboolean              thought,
                                BatchChatPartFunc     func,
                                gpointer              data);

/* What is said of the call of a tool beside its id, its name and its arguments, as “,"name":value”
 * each. @call: (nullable): what the function stands in */
void     batch_chat_call_read_extras    (const BatchJsonValue *call,
                                         const BatchJsonValue *function,
                                         GString              *extras);

/* The same of a block of a message, or, if it @goes_on, of what is added to one. */
void     batch_message_call_read_extras (const BatchJsonValue *block,
                                         gboolean              goes_on,
                                         GString              *extras);
/* What a block of text or of thoughts, or what is added to one, says beside its member @name, such
 * as how sure the model is. */
void     batch_message_text_read_extras (const BatchJsonValue *block,
                                         const char           *name,
                                         GString              *extras);

G_END_DECLS
