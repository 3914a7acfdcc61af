/* api/batch-api-range.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-range-private.h"

#include <string.h>

/* FALSE: it is no number. One that is too large is the largest. */
static gboolean
read_number (const char **at,
             gint64      *number)
{
  char *end;

  if (!g_ascii_isdigit (**at))
    return FALSE;

  *number = (gint64) MIN (g_ascii_strtoull (*at, &end, 10), G_MAXINT64);
  *at = end;
  return TRUE;
}

/* The end, of so many bytes. */
static BatchApiRange
take_last (gint64 n,
           gint64 size)
{
  if (n == 0 || size == 0)
    return (BatchApiRange) { BATCH_API_RANGE_NONE, 0, 0 };

  n = MIN (n, size);
  return (BatchApiRange) { BATCH_API_RANGE_PART, size - n, n };
}

static BatchApiRange
take_part (gint64 first,
           gint64 last,
           gint64 size)
{
  if (first >= size)
    return (BatchApiRange) { BATCH_API_RANGE_NONE, 0, 0 };

  return (BatchApiRange) { BATCH_API_RANGE_PART, first, MIN (last, size - 1) - first + 1 };
}

BatchApiRange
batch_api_range_read (const char *range,
                      const char *if_range,
                      const char *tag,
                      gint64      size)
{
  static const char unit[] = "bytes=";
  BatchApiRange all = { BATCH_API_RANGE_ALL, 0, size };
  const char *at = range;
  gint64 first;
  gint64 last = G_MAXINT64;

  if (range == NULL || g_ascii_strncasecmp (range, unit, strlen (unit)) != 0
      || (if_range != NULL && strcmp (if_range, tag) != 0))
    return all;

  at += strlen (unit);
  if (*at == '-')
    {
      at++;
      return read_number (&at, &last) && *at == '\0' ? take_last (last, size) : all;
    }

  if (!read_number (&at, &first) || *at++ != '-'
      || (*at != '\0' && !read_number (&at, &last)) || *at != '\0' || last < first)
    return all;
  return take_part (first, last, size);
}
