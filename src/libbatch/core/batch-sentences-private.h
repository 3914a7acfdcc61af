/* core/batch-sentences-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A sentence of the library, or a part of one, as it is stored and sent: in English. Of what is
 * printed into it, %s is any text and %d is a number, however it was formatted. */
typedef struct
{
  const char *text;
  const char *plural;              /* (nullable) of the first number in it */
} BatchSentence;

/* Ends with one without a text. */
extern const BatchSentence batch_sentences[];

G_END_DECLS
