/* batch-stream-rest-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "json/batch-json-fold-private.h"
#include "translation/batch-answer-rest-private.h"
#include "translation/batch-translator-private.h"

G_BEGIN_DECLS

/* What an answer says, event by event, that has no equal in the other API: it is kept, and told
 * when the answer ends. */
typedef struct
{
  BatchJsonFold *members;
  gsize          size;
} BatchStreamRest;

void     batch_stream_rest_init   (BatchStreamRest      *self);
void     batch_stream_rest_clear  (BatchStreamRest      *self);
/* Takes the members of @object that are not in @known, but for nulls and empty lists. They grow if
 * @grows; else the last one counts. FALSE, with an obstacle: it is too much to be kept. */
gboolean batch_stream_rest_take   (BatchStreamRest      *self,
                                   BatchTranslator      *translator,
                                   const BatchJsonValue *object,
                                   const char *const    *known,
                                   gboolean              grows);
/* Tells it, and has nothing any more. @part: that of the answer which it is from */
void     batch_stream_rest_tell   (BatchStreamRest       *self,
                                   BatchAnswerRest       *rest,
                                   const char            *part);
/* All of it, as an object. */
void     batch_stream_rest_append (const BatchStreamRest *self,
                                   GString               *out);

G_END_DECLS
