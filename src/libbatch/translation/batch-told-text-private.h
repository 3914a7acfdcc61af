/* batch-told-text-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "json/batch-json-scanner-private.h"

G_BEGIN_DECLS

/* How much of a text was told, as the inside of a string is spelled, and enough to know it again
 * without keeping it. All zero at first. */
typedef struct
{
  gsize   length;
  guint64 sum;
} BatchToldText;

void        batch_told_text_add       (BatchToldText        *self,
                                       const char           *text,
                                       gsize                 length);
/* What of @string is yet to be told; NULL when it does not begin with what was told. */
const char *batch_told_text_find_rest (const BatchToldText  *self,
                                       const BatchJsonValue *string,
                                       gsize                *length);

/* How much of a text that goes on can be told by itself: half a character that is spelled in two
 * parts waits for the other half. */
gsize       batch_told_text_measure   (const char           *text,
                                       gsize                 length);

G_END_DECLS
