/* batch-answer-extras-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "translation/batch-translator-private.h"

G_BEGIN_DECLS

/* What an answer says that has no equal in the other API: it keeps its name and its bytes. Where
 * the name means something else there, or another part of the answer has it too, it begins with
 * the part that it is from: “choice_stop_reason”. */
typedef struct
{
  GString            *out;         /* “,"name":value” each */
  const char *const  *taken;       /* names of what stands beside it */
  GHashTable         *names;       /* (owned) (nullable) of those that it has */
} BatchAnswerExtras;

void batch_answer_extras_clear (BatchAnswerExtras *self);

/* A null and an empty list say nothing. */
void batch_answer_extras_add        (BatchAnswerExtras           *self,
                                     const char                  *part,
                                     const BatchJsonValue        *key,
                                     const BatchJsonValue        *value);
/* The members of an object that are not in @known. */
void batch_answer_extras_add_others (BatchAnswerExtras           *self,
                                     const char                  *part,
                                     const BatchJsonValue        *object,
                                     const char           *const *known);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BatchAnswerExtras, batch_answer_extras_clear)

G_END_DECLS
