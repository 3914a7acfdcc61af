/* batch-response-events-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "answers/batch-answer-fold-private.h"
#include "core/batch-clock-private.h"
#include "translation/batch-api-error-private.h"
#include "translation/batch-response-emitter-private.h"

G_BEGIN_DECLS

typedef enum
{
  BATCH_RESPONSE_THOUGHTS,
  BATCH_RESPONSE_MESSAGE,
  BATCH_RESPONSE_CALL,
} BatchResponseItemType;

/* An item that has begun. */
typedef struct
{
  BatchResponseItemType type;
  guint                 number;        /* among those of its type, from 1 on */
  BatchToldText         told;
  BatchToldText         done;          /* what it was told to be when it was done; all zero: it is
                                        * not */
} BatchResponseItem;

/* Whether it was told to be done, and to be that. */
gboolean       batch_response_item_is_done  (const BatchResponseItem *self,
                                             const BatchJsonValue    *item);

/* The events of a response, from the chunks of a chat. The places of items are from 1 on; 0: it has
 * not begun. */
typedef struct
{
  BatchResponseEmitter  emitter;
  BatchAnswerFold      *fold;
  BatchClock           *clock;
  GBytes               *request;       /* (nullable) */
  gint64                created;       /* what the response says, in seconds */
  GString              *id;            /* the inside of its id, without the beginning; “” before
                                        * it is known */
  GString              *begun;         /* the response before there was any of it */
  GArray               *items;         /* of BatchResponseItem, in the order of the output */
  guint                 thoughts;      /* the place of them */
  guint                 message;       /* likewise */
  GArray               *calls;         /* of guint: the place of each call */
  const char           *thoughts_name; /* (nullable) that they have in the chat */
  guint                 started : 1;
  guint                 has_logprobs : 1;
} BatchResponseEvents;

/* @limit: of the chat, in bytes. @request: (nullable): the body that the response is for, as it
 * says of it */
void           batch_response_events_init   (BatchResponseEvents  *self,
                                             gsize                 limit,
                                             BatchClock           *clock,
                                             GBytes               *request);
void           batch_response_events_clear  (BatchResponseEvents  *self);
/* GARBLED: nothing was appended. With an obstacle: it says what no response can. */
BatchFoldState batch_response_events_add    (BatchResponseEvents  *self,
                                             BatchTranslator      *translator,
                                             const char           *data,
                                             gsize                 length,
                                             GString              *out);
/* Nothing more comes. OPEN when it has not come to its end: nothing was appended. */
BatchFoldState batch_response_events_end    (BatchResponseEvents  *self,
                                             BatchTranslator      *translator,
                                             GString              *out);
/* It comes to no good end. */
void           batch_response_events_fail   (BatchResponseEvents  *self,
                                             const BatchApiError  *error,
                                             GString              *out);

/* --- Between the files of this class --- */

/* What the response says of itself, by a chunk or the whole of the chat. FALSE: it cannot be
 * told */
gboolean       batch_response_events_note_head  (BatchResponseEvents  *self,
                                                 BatchTranslator      *translator,
                                                 const BatchJsonValue *chat);
/* Likewise of the chat, in which it is to stay so: an object without its end. */
void           batch_response_events_put_head   (BatchResponseEvents  *self,
                                                 GString              *out);
void           batch_response_events_put_item_id (BatchResponseEvents     *self,
                                                  const BatchResponseItem *item,
                                                  GString                 *out);
/* Those that servers say before one of the type @next, which begins now. @message: of the chat */
void           batch_response_events_end_items  (BatchResponseEvents  *self,
                                                 const BatchJsonFold  *message,
                                                 BatchResponseItemType next);
/* The first events, once. */
void           batch_response_events_start      (BatchResponseEvents  *self);
/* The last ones. FALSE: the answer is none, and nothing was appended */
gboolean       batch_response_events_finish     (BatchResponseEvents  *self,
                                                 BatchTranslator      *translator);
/* The server has said that it failed, in @chunk. */
void           batch_response_events_tell_error (BatchResponseEvents  *self,
                                                 const BatchJsonValue *chunk);

G_END_DECLS
