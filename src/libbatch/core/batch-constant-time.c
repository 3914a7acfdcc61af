/* core/batch-constant-time.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-constant-time-private.h"

#include <string.h>

gboolean
batch_constant_time_equal (const char *one,
                           const char *other)
{
  gsize length = strlen (one);
  /* Volatile, so that no compiler leaves the loop at the first difference. */
  volatile guint8 difference = 0;

  if (strlen (other) != length)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    difference = difference | (guint8) (one[i] ^ other[i]);
  return difference == 0;
}
