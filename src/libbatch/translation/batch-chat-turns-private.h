/* batch-chat-turns-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "translation/batch-messages-to-chat-private.h"

G_BEGIN_DECLS

/* The messages of a chat while they are made, and what the next one is to say. */
typedef struct
{
  BatchTranslator *translator;
  BatchChatTraits  traits;
  GString         *out;             /* messages */
  GString         *parts;           /* content of the one that is being made */
  GString         *text;            /* it, when it is a single text */
  GString         *images;          /* of results of tools: parts for the next message */
  GString         *thoughts;        /* the inside of a string */
  GString         *calls;
  guint            n_parts;
} BatchChatTurns;

void     batch_chat_turns_begin_message (BatchChatTurns     *self,
                                         const char         *role);

/* A part; @before: what its text begins with */
void     batch_chat_turns_add_text    (BatchChatTurns       *self,
                                       const char           *before,
                                       const BatchJsonValue *text);
/* A block of text, or of an image, where we are. */
gboolean batch_chat_turns_take_text   (BatchChatTurns       *self,
                                       const BatchJsonValue *element,
                                       const char           *before);
gboolean batch_chat_turns_take_image  (BatchChatTurns       *self,
                                       const BatchJsonValue *element,
                                       GString              *parts);
/* Puts all parts into the message: a text, when that is all. They are forgotten. */
void     batch_chat_turns_put_content (BatchChatTurns       *self);

/* One of the calls, up to its arguments, which are to be put as a text. */
void     batch_chat_turns_begin_call  (BatchChatTurns       *self,
                                       const BatchJsonValue *id,
                                       const BatchJsonValue *name);
/* The message of the assistant, with its thoughts and calls, which are forgotten.
 * @content: its text, or all parts if it is none */
void     batch_chat_turns_put_said    (BatchChatTurns       *self,
                                       const BatchJsonValue *content);

G_END_DECLS
