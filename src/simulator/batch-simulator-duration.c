/* simulator/batch-simulator-duration.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-duration.h"

#include <string.h>

#define LONGEST_MS (1e15)

/* Returns the length of the unit, 0 when it is none. */
static gsize
read_unit (const char *text,
           double     *ms)
{
  static const struct
  {
    const char *name;
    double      ms;
  } units[] = {
    { "ms", 1 }, { "h", 3600 * 1000 }, { "m", 60 * 1000 }, { "s", 1000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_has_prefix (text, units[i].name))
      {
        *ms = units[i].ms;
        return strlen (units[i].name);
      }
  return 0;
}

gboolean
batch_simulator_duration_parse (const char *text,
                                gint64     *ms)
{
  gboolean negative = *text == '-';
  const char *p = negative ? text + 1 : text;
  double total = 0;

  do
    {
      char *end = NULL;
      double number = g_ascii_strtod (p, &end);
      double unit_ms = 0;
      gsize length = read_unit (end, &unit_ms);

      if (end == p || !(number >= 0))
        return FALSE;
      /* A number alone is seconds. */
      if (length == 0 && (*end != '\0' || p != (negative ? text + 1 : text)))
        return FALSE;
      total += number * (length > 0 ? unit_ms : 1000);
      p = end + length;
    }
  while (*p != '\0');

  *ms = negative && total > 0 ? -1 : (gint64) MIN (total, LONGEST_MS);
  return TRUE;
}
