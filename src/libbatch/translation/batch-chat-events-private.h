/* batch-chat-events-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "answers/batch-answer-fold-private.h"
#include "translation/batch-answer-translation-private.h"
#include "translation/batch-api-error-private.h"
#include "translation/batch-api-words-private.h"
#include "translation/batch-stream-extras-private.h"
#include "translation/batch-translator-private.h"

G_BEGIN_DECLS

/* The chunks of a chat, from the events of a message. */
typedef struct
{
  BatchStreamExtras extras;         /* of the events */
  BatchStreamExtras message_extras;
  BatchStreamExtras new_events;     /* of kinds that are not known */
  BatchStreamExtras usage;
  gint64            created;
  GString          *head;           /* what every chunk begins with; “” before there is one */
  GString          *thoughts;       /* of the last block of them: the inside of a string */
  GArray           *calls;          /* of Call */
  guint             tells_usage : 1;
  guint             ended : 1;      /* it said why it ended */
} BatchChatEvents;

void           batch_chat_events_init   (BatchChatEvents *self,
                                         gint64           created,
                                         gboolean         tells_usage);
void           batch_chat_events_clear  (BatchChatEvents *self);
/* GARBLED, with an obstacle: it says what no chat can. */
BatchFoldState batch_chat_events_add    (BatchChatEvents *self,
                                         BatchTranslator *translator,
                                         const char      *data,
                                         gsize            length,
                                         GString         *out);
/* FALSE when it has not come to its end. */
gboolean       batch_chat_events_end    (BatchChatEvents *self,
                                         GString         *out);

/* --- Between the files of this class --- */

/* A chunk, but for what is in its delta. */
void           batch_chat_events_begin_delta (BatchChatEvents      *self,
                                              GString              *out);
void           batch_chat_events_end_delta   (GString              *out);
/* A string that is not there is “”. */
void           batch_chat_events_put_string  (GString              *out,
                                              const BatchJsonValue *string);
/* None yet. */
GArray        *batch_chat_events_new_calls   (void);
/* @index: of the block. FALSE: it is one too many */
gboolean       batch_chat_events_begin_call  (BatchChatEvents      *self,
                                              BatchTranslator      *translator,
                                              gint64                index,
                                              const BatchJsonValue *block,
                                              GString              *out);
/* FALSE: the block is none of a call */
gboolean       batch_chat_events_add_to_call (BatchChatEvents      *self,
                                              BatchTranslator      *translator,
                                              gint64                block,
                                              const BatchJsonValue *delta,
                                              GString              *out);
/* Nothing more comes to a block, whatever it is of. */
void           batch_chat_events_end_call    (BatchChatEvents      *self,
                                              gint64                block,
                                              GString              *out);

G_END_DECLS
