/* batch-response-emitter-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "translation/batch-initial-members-private.h"
#include "translation/batch-told-text-private.h"
#include "translation/batch-translator-private.h"

G_BEGIN_DECLS

/* Appends the events that tell a response, each with its number. All zero but for @out at first. */
typedef struct
{
  GString *out;
  guint    n_events;
} BatchResponseEmitter;

/* An event about the response. @initial: what stands in place of its members, up to one without a
 * name; so below */
void     batch_response_emitter_put_response (BatchResponseEmitter     *self,
                                              const char               *event,
                                              const BatchJsonValue     *whole,
                                              const BatchInitialMember *initial);
/* The two events that a response begins with. */
void     batch_response_emitter_begin        (BatchResponseEmitter     *self,
                                              const BatchJsonValue     *whole);
/* The one that it ends with, by its @status. */
void     batch_response_emitter_end          (BatchResponseEmitter     *self,
                                              const BatchJsonValue     *whole,
                                              const BatchJsonValue     *status,
                                              const BatchInitialMember *initial);
/* That there is none. @error: as it is told of one that failed */
void     batch_response_emitter_put_error    (BatchResponseEmitter     *self,
                                              const BatchJsonValue     *error);

/* All of an item that is done, or, if it has begun, what is yet to be told of it.
 * @told: (nullable): what was of the first part of its content, or of what it calls with; NULL: it
 *   has not begun. FALSE: it is none */
gboolean batch_response_emitter_put_item     (BatchResponseEmitter     *self,
                                              BatchTranslator          *translator,
                                              const BatchJsonValue     *item,
                                              guint                     index,
                                              const BatchToldText      *told);

/* --- As it comes --- */

/* @item: as it is told first */
void     batch_response_emitter_begin_item   (BatchResponseEmitter     *self,
                                              const char               *item,
                                              guint                     index);
/* The first part of its content, likewise. @id: of the item, the inside of a string */
void     batch_response_emitter_begin_part   (BatchResponseEmitter     *self,
                                              const char               *id,
                                              guint                     index,
                                              const char               *part);
/* More of its text, or of what the item calls with, which is in no part. @event: its whole name;
 * @inside: of a string; @more: what else is said of it, “,"name":value” each */
void     batch_response_emitter_put_delta    (BatchResponseEmitter     *self,
                                              const char               *event,
                                              const char               *id,
                                              guint                     index,
                                              gboolean                  in_part,
                                              const char               *inside,
                                              gsize                     length,
                                              const char               *more);

G_END_DECLS
