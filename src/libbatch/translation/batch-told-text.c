/* batch-told-text.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-told-text-private.h"

#include <string.h>

#include "json/batch-json-text-private.h"

/* The sum is FNV-1a. */
#define SUM_BEGIN G_GUINT64_CONSTANT (0xcbf29ce484222325)
#define SUM_PRIME G_GUINT64_CONSTANT (0x100000001b3)

/* “\ud83d” */
#define HALF 6

void
batch_told_text_add (BatchToldText *self,
                     const char    *text,
                     gsize          length)
{
  guint64 sum = self->sum ^ SUM_BEGIN;

  for (gsize i = 0; i < length; i++)
    sum = (sum ^ (guint8) text[i]) * SUM_PRIME;
  self->sum = sum ^ SUM_BEGIN;
  self->length += length;
}

const char *
batch_told_text_find_rest (const BatchToldText  *self,
                           const BatchJsonValue *string,
                           gsize                *length)
{
  gsize whole = batch_json_value_has_text (string) ? string->length - strlen ("\"\"") : 0;
  const char *text = whole > 0 ? (const char *) string->data + 1 : "";
  BatchToldText again = { 0 };

  if (whole < self->length)
    return NULL;

  batch_told_text_add (&again, text, self->length);
  if (again.sum != self->sum)
    return NULL;

  *length = whole - self->length;
  return text + self->length;
}

gsize
batch_told_text_measure (const char *text,
                         gsize       length)
{
  const char *half = text + length - HALF;
  gsize n_backslashes = 0;

  if (length < HALF || half[0] != '\\' || half[1] != 'u' || g_ascii_tolower (half[2]) != 'd'
      || strchr ("89abAB", half[3]) == NULL)
    return length;

  while (n_backslashes <= length - HALF && half[-(gssize) n_backslashes] == '\\')
    n_backslashes++;
  return n_backslashes % 2 == 1 ? length - HALF : length;
}
