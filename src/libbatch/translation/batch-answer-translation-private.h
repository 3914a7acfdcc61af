/* batch-answer-translation-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-endpoint-private.h"
#include "translation/batch-answer-extras-private.h"
#include "translation/batch-translator-private.h"

G_BEGIN_DECLS

/* Makes of an answer of one API, in one piece, the one that says the same in another: of a chat a
 * message or a response, and of a message a chat. What has no equal keeps its name and its bytes.
 *
 * @to: messages or responses, of a chat; chats, of a message
 * @status: that it came with; anything but 2xx, and an error in place of an answer, becomes an
 *   error; those of chats and responses are alike
 * @created: what a chat says of when it was made, in seconds
 * @request: (nullable): the body that a response is for, as it says of it
 *
 * NULL with @obstacle when it cannot be said there; NULL without: it is not a JSON object. */
GBytes *batch_answer_translate (GBytes        *body,
                                BatchEndpoint  to,
                                guint          status,
                                gint64         created,
                                GBytes        *request,
                                BatchObstacle *obstacle);

/* For that: */
gboolean batch_chat_to_message    (BatchTranslator      *translator,
                                   const BatchJsonValue *chat,
                                   GString              *out);
gboolean batch_message_to_chat    (BatchTranslator      *translator,
                                   const BatchJsonValue *message,
                                   gint64                created,
                                   GString              *out);
gboolean batch_chat_to_response   (BatchTranslator      *translator,
                                   const BatchJsonValue *chat,
                                   gint64                created,
                                   GBytes               *request,
                                   GString              *out);
/* The inside of the id of an item. @prefix: of its type; @id: the inside of that of the response,
 * without its own; @number: among those of its type, from 1 on */
void     batch_response_put_item_id (GString            *out,
                                   const char           *prefix,
                                   const char           *id,
                                   guint                 number);
/* The settings of @request, (nullable), as a response says them. */
void     batch_response_echo_put  (GString              *out,
                                   GBytes               *request);

/* A member of an answer, and where a slice of it goes; BATCH_ANSWER_LEFT: it says nothing in the
 * other API. */
typedef struct
{
  const char *name;
  gssize      offset;
} BatchAnswerSlot;

#define BATCH_ANSWER_LEFT (-1)

/* What stands in no slot goes to @extras. @part: what the object is of the answer */
void batch_answer_read (const BatchJsonValue  *object,
                        const BatchAnswerSlot *slots,
                        guint                  n_slots,
                        gpointer               into,
                        const char            *part,
                        BatchAnswerExtras     *extras);

/* Names that a message, a chat or a response has itself, be it whole or streamed. */
extern const char *const batch_answer_message_names[];
extern const char *const batch_answer_chat_names[];
extern const char *const batch_answer_response_names[];

/* Puts the counts of @usage, in the words of @to, and what else is in it. */
void batch_answer_put_usage (GString              *out,
                             const BatchJsonValue *usage,
                             BatchEndpoint         to);

G_END_DECLS
