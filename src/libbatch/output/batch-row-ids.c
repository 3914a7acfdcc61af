/* batch-row-ids.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "output/batch-row-ids-private.h"

#include <string.h>

/* Which items ask several models the same.
 *
 * A maker writes the requests of a row next to each other, with ids that are one word and -1, -2 …
 * behind it. Only the ids are compared: the maker has said already which items belong together, and
 * comparing what they ask would mean to read the whole input. */

gsize
batch_row_ids_split (const char *custom_id,
                     guint      *number)
{
  gsize length = strlen (custom_id);
  gsize end = length;
  guint64 value;

  while (end > 0 && g_ascii_isdigit (custom_id[end - 1]))
    end--;
  if (end == length || end < 2 || custom_id[end - 1] != '-' || custom_id[end] == '0')
    return 0;

  value = g_ascii_strtoull (custom_id + end, NULL, 10);
  if (value > G_MAXUINT)
    return 0;

  *number = value;
  return end - 1;
}

static gboolean
has_number (const char *custom_id,
            const char *first,
            gsize       stem,
            guint       expected)
{
  guint number;

  return batch_row_ids_split (custom_id, &number) == stem && number == expected &&
         strncmp (custom_id, first, stem) == 0;
}

guint
batch_row_ids_count (const char *const *ids,
                     guint              n_ids)
{
  guint number;
  gsize stem = n_ids > 0 ? batch_row_ids_split (ids[0], &number) : 0;
  guint n = 0;

  if (stem == 0)
    return 0;

  while (n < n_ids && has_number (ids[n], ids[0], stem, n + 1))
    n++;

  return n;
}
