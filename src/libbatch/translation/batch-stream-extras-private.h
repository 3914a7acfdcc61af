/* batch-stream-extras-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "json/batch-json-fold-private.h"
#include "translation/batch-answer-extras-private.h"
#include "translation/batch-translator-private.h"

G_BEGIN_DECLS

/* What an answer says, event by event, that has no equal in the other API: it is kept, and told
 * when the answer ends. */
typedef struct
{
  BatchJsonFold *members;
  gsize          size;
} BatchStreamExtras;

void     batch_stream_extras_init   (BatchStreamExtras              *self);
void     batch_stream_extras_clear  (BatchStreamExtras              *self);
/* Takes the members of @object that are not in @known, but for nulls and empty lists. They grow if
 * @grows; else the last one counts. FALSE, with an obstacle: it is too much to be kept. */
gboolean batch_stream_extras_take   (BatchStreamExtras              *self,
                                     BatchTranslator                *translator,
                                     const BatchJsonValue           *object,
                                     const char              *const *known,
                                     gboolean                        grows);
/* Tells it, and has nothing any more. @part: that of the answer which it is from */
void     batch_stream_extras_flush  (BatchStreamExtras              *self,
                                     BatchAnswerExtras              *extras,
                                     const char                     *part);
/* All of it, as an object. */
void     batch_stream_extras_append (const BatchStreamExtras        *self,
                                     GString                        *out);

G_END_DECLS
