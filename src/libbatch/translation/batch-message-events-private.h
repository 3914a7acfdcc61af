/* batch-message-events-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "answers/batch-answer-fold-private.h"
#include "translation/batch-answer-translation-private.h"
#include "translation/batch-api-error-private.h"
#include "translation/batch-api-words-private.h"
#include "translation/batch-message-blocks-private.h"
#include "translation/batch-stream-extras-private.h"
#include "translation/batch-translator-private.h"

G_BEGIN_DECLS

/* The block of a call that is open. */
typedef struct
{
  gint64 index;                    /* of the call in the chat */
  guint  block;
} BatchMessageCall;

/* The events of a message, from the chunks of a chat. */
typedef struct
{
  BatchMessageBlocks  blocks;
  BatchStreamExtras   extras;         /* of the chunks */
  BatchStreamExtras   choice_extras;
  BatchStreamExtras   delta_extras;
  BatchStreamExtras   usage;
  GString            *id;             /* of the message, as it is spelled */
  GString            *finish_reason;  /* likewise; “” while nobody has said */
  GString            *stop_sequence;  /* likewise */
  GArray             *calls;          /* of BatchMessageCall */
  guint               started : 1;
  guint               refused : 1;
  guint               told_thoughts : 1;  /* blocks of them say again what was told */
} BatchMessageEvents;

void           batch_message_events_init   (BatchMessageEvents *self);
void           batch_message_events_clear  (BatchMessageEvents *self);
/* GARBLED, with an obstacle: it says what no message can. */
BatchFoldState batch_message_events_add    (BatchMessageEvents *self,
                                            BatchTranslator    *translator,
                                            const char         *data,
                                            gsize               length,
                                            GString            *out);
/* FALSE when it has not come to its end. */
gboolean       batch_message_events_end    (BatchMessageEvents *self,
                                            GString            *out);

/* --- Between the files of this class --- */

typedef struct
{
  BatchMessageEvents *self;
  GString            *out;
} BatchMessageOutput;

/* @calls: what is no list says nothing. */
gboolean       batch_message_events_emit_calls    (BatchTranslator      *translator,
                                                   const BatchJsonValue *calls,
                                                   BatchMessageOutput   *output);
/* The one call of a server that knows no others. */
gboolean       batch_message_events_emit_function (BatchTranslator      *translator,
                                                   const BatchJsonValue *function,
                                                   BatchMessageOutput   *output);

G_END_DECLS
