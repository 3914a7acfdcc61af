/* backend/batch-refused-uses-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-model.h"

G_BEGIN_DECLS

/* What a model cannot be used for, as its server says when it refuses a request; kept by server
 * and model, so that it is known before the next one. */

#define BATCH_REFUSED_USES_SPACE "refused-uses"

/* @message: (nullable). Returns: NONE: it is about something else */
BatchModelUses batch_refused_uses_find (const char *message);

/* A model that is as large is the same one; of another one of that name it is not known. */
typedef struct
{
  BatchModelUses uses;
  gint64         size;         /* of the model; 0: not known yet */
} BatchRefusedUses;

/* Whether it is still to be believed of a model of @size; 0: that is not known. */
gboolean         batch_refused_uses_hold  (const BatchRefusedUses *self,
                                           gint64                  size);

/* As the store keeps them. What is no such text is NONE. */
char            *batch_refused_uses_text  (const BatchRefusedUses *self);
BatchRefusedUses batch_refused_uses_parse (const char             *text);

G_END_DECLS
