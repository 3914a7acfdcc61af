/* json/batch-json-nonfinite.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "json/batch-json-nonfinite-private.h"

#include <string.h>

#include "json/batch-json-scanner-private.h"

/* What Python's json module writes for numbers that are not finite, such as the logarithm of a
 * probability of 0. Nearly no answer has any, so that it is looked for the words first. */

static const char *const words[] = { "NaN", "Infinity", "-Infinity" };

/* The capitals that they begin with are rare, so that this is many times as fast as memmem (). */
static gboolean
contains (const guint8 *data,
          gsize         length,
          const char   *word)
{
  gsize size = strlen (word);
  const guint8 *end = data + length;
  const guint8 *at = data;

  for (; (at = memchr (at, *word, (gsize) (end - at))) != NULL && (gsize) (end - at) >= size; at++)
    if (memcmp (at, word, size) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
has_word (const guint8 *data,
          gsize         length)
{
  return contains (data, length, "NaN") || contains (data, length, "Infinity");
}

/* The length of the one that is there; 0: none. */
static gsize
measure (const guint8 *at,
         const guint8 *end)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gsize length = strlen (words[i]);

      if ((gsize) (end - at) >= length && memcmp (at, words[i], length) == 0)
        return length;
    }

  return 0;
}

/* From its first quote, past its last one. */
static const guint8 *
skip_string (const guint8 *at,
             const guint8 *end)
{
  for (at++; at < end && *at != '"'; at++)
    if (*at == '\\' && at + 1 < end)
      at++;

  return MIN (at + 1, end);
}

static GByteArray *
replace (const guint8 *data,
         gsize         length)
{
  GByteArray *out = g_byte_array_sized_new ((guint) length);
  const guint8 *end = data + length;
  const guint8 *from = data;
  const guint8 *at = data;

  while (at < end)
    {
      gsize found = *at == 'N' || *at == 'I' || *at == '-' ? measure (at, end) : 0;

      if (found > 0)
        {
          g_byte_array_append (out, from, (guint) (at - from));
          g_byte_array_append (out, (const guint8 *) "null", strlen ("null"));
          from = at = at + found;
        }
      else
        at = *at == '"' ? skip_string (at, end) : at + 1;
    }

  g_byte_array_append (out, from, (guint) (end - from));
  return out;
}

GBytes *
batch_json_without_nonfinite (const guint8 *data,
                              gsize         length)
{
  g_autoptr(GByteArray) out = NULL;

  if (length == 0 || length > G_MAXINT / 2 || !has_word (data, length)
      || batch_json_validate (data, length, BATCH_JSON_DEPTH))
    return NULL;

  out = replace (data, length);
  return batch_json_validate (out->data, out->len, BATCH_JSON_DEPTH)
         ? g_byte_array_free_to_bytes (g_steal_pointer (&out)) : NULL;
}
