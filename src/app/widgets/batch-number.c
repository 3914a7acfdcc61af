/* batch-number.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-number.h"

#include <math.h>

gboolean
batch_number_read (const char *text,
                   double     *number)
{
  char *end = NULL;

  *number = g_strtod (text, &end);
  return end != text && *end == '\0' && isfinite (*number);
}
