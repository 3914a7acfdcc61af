/* http/batch-stream-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "answers/batch-answer-fold-private.h"
#include "http/batch-relay-private.h"
#include "translation/batch-event-translation-private.h"

G_BEGIN_DECLS

/* An answer that comes as a stream of events. */
typedef struct _BatchStream BatchStream;

/* How an answer is written. Whatever it is, it becomes one of the API of OpenAI. */
typedef enum
{
  BATCH_REPLY_PLAIN,            /* it is one; as a stream, server-sent events */
  BATCH_REPLY_OLLAMA_CHAT,      /* of Ollama's /api/chat; as a stream, a line each */
  BATCH_REPLY_OLLAMA_EMBED,     /* of Ollama's /api/embed; never a stream */
  BATCH_REPLY_OLLAMA_EMBED_BASE64, /* likewise, for who wants base64 */
} BatchReplyForm;

/* What a stream has for Content-Type; NULL when there are none. */
const char      *batch_reply_form_get_stream_type (BatchReplyForm form);
/* Of an answer in one piece. NULL when it is none. */
GBytes          *batch_reply_form_read     (BatchReplyForm  form,
                                            GBytes         *body,
                                            gsize           limit);

/* @limit: of the answer that is made of it, in bytes */
BatchStream     *batch_stream_new          (BatchReplyForm  form,
                                            gsize           limit);
/* Of events that are no answer: @event gets the data of each, and there is no fold. */
typedef void (*BatchStreamFunc) (const char *data,
                                 gsize       length,
                                 gpointer    user_data);
BatchStream     *batch_stream_new_of_events (gsize            limit,
                                             BatchStreamFunc  event,
                                             gpointer         user_data);
/* Of an answer that is handed on to @relay as it comes: there is no fold. @translation:
 * (nullable) (transfer full): into the words of who gets it. @tells_usage: whether lines that
 * become chats end with a chunk that counts tokens */
BatchStream     *batch_stream_new_of_relay (BatchReplyForm    form,
                                            gsize             limit,
                                            BatchEventTranslation *translation,
                                            gboolean          tells_usage,
                                            const BatchRelay *relay,
                                            gpointer          user_data);
void             batch_stream_free         (BatchStream  *self);

BatchFoldState   batch_stream_feed         (BatchStream  *self,
                                            const guint8 *data,
                                            gsize         length);
/* Nothing more comes. */
BatchFoldState   batch_stream_end          (BatchStream  *self);

/* Events that have come; comments, which only keep a connection, are none. */
guint            batch_stream_count_events (BatchStream  *self);
/* Words of the answer have come, and not only whose they are; or it ended without any. What is
 * handed on begins with its first event. */
gboolean         batch_stream_has_begun    (BatchStream  *self);
/* NULL when it is no answer, or is handed on. */
BatchAnswerFold *batch_stream_get_fold     (BatchStream  *self);
/* It has said that it is done, and need not go on. */
gboolean         batch_stream_is_done      (BatchStream  *self);
/* It may end here: all that was promised has come. */
gboolean         batch_stream_is_whole     (BatchStream  *self);
/* Whether who gets it can take more of it. */
gboolean         batch_stream_is_ready     (BatchStream  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchStream, batch_stream_free)

G_END_DECLS
