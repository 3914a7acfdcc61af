/* batch-event-translation-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "answers/batch-answer-fold-private.h"
#include "core/batch-clock-private.h"

G_BEGIN_DECLS

/* Makes of the events of a stream in one API, as they come, those of a stream that says the same
 * in another one:
 *
 *   data of each event of /v1/chat/completions  →  events of /v1/messages
 *   data of each event of /v1/messages          →  events of /v1/chat/completions
 *   data of each event of /v1/chat/completions  →  events of /v1/responses
 *
 * What goes out is whole server-sent events, with their names and blank lines. Texts are passed
 * on as they are spelled. */
typedef struct _BatchEventTranslation BatchEventTranslation;

/* @to: messages or chats; the events are of the other
 * @created: what a chat says of when it was made, in seconds
 * @tells_usage: whether a chat ends with a chunk that counts tokens, which a client has to have
 *   asked for (stream_options.include_usage); messages always count */
BatchEventTranslation *batch_event_translation_new  (BatchEndpoint          to,
                                                     gint64                 created,
                                                     gboolean               tells_usage);
/* Into responses. @limit: of what the events come to, in bytes, as it is kept for the last one;
 * @clock: by which the response ends; @request: (nullable): the body that it is for, as it says
 * of it */
BatchEventTranslation *batch_event_translation_new_to_response (gsize       limit,
                                                                BatchClock *clock,
                                                                GBytes     *request);
void                   batch_event_translation_free (BatchEventTranslation *self);

/* The data of one event; appends to @out what follows from it, which may be nothing. OPEN: more is
 * to come. DONE, and ERROR, when the server reported one: all was said. GARBLED: it was no event
 * of an answer, or has no form in the other API; @out ends with an error then, which names what
 * has none. */
BatchFoldState         batch_event_translation_add  (BatchEventTranslation *self,
                                                     const char            *data,
                                                     gsize                  length,
                                                     GString               *out);
/* Nothing more comes. An answer that broke off ends with an error; then FALSE. */
gboolean               batch_event_translation_end  (BatchEventTranslation *self,
                                                     GString               *out);
/* The end for whoever has to say why: an error in the words of the stream. @status 0: none. */
void                   batch_event_translation_fail (BatchEventTranslation *self,
                                                     guint                  status,
                                                     const char            *message,
                                                     GString               *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchEventTranslation, batch_event_translation_free)

G_END_DECLS
