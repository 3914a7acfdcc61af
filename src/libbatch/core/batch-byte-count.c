/* batch-byte-count.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-byte-count-private.h"

/* The rule. A limit is told in the largest unit of which it is a whole number, so that nothing
 * of it is rounded away: who asked for 1000000 bytes reads that, and not 976.6 KiB.
 *
 * It is in English, as all that the library says: g_format_size () follows the locale. */

char *
batch_byte_count_to_text (guint64 n_bytes)
{
  guint64 number = n_bytes;
  guint unit = 0;

  for (; number > 0 && number % 1024 == 0 && unit < 3; unit++)
    number /= 1024;

  switch (unit)
    {
    case 3:
      return g_strdup_printf ("%" G_GUINT64_FORMAT " GiB", number);
    case 2:
      return g_strdup_printf ("%" G_GUINT64_FORMAT " MiB", number);
    case 1:
      return g_strdup_printf ("%" G_GUINT64_FORMAT " KiB", number);
    case 0:
    default:
      return number == 1 ? g_strdup ("1 byte")
                         : g_strdup_printf ("%" G_GUINT64_FORMAT " bytes", number);
    }
}
