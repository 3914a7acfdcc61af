/* batch-win-rate.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-win-rate-private.h"

#include <math.h>

/* How often one model is better than the others, and how sure that is.
 *
 * Only what was decided counts: a tie says nothing of who is better. The interval is the one of
 * Wilson, for 95 of 100 cases. The usual one, by the deviation, would say after three wins of
 * three that the fourth is certain; this one stays between 0 and 1, and is wide while little is
 * known. */

#define Z 1.959964

gboolean
batch_win_rate_find (gint64        wins,
                     gint64        losses,
                     BatchWinRate *out)
{
  double n = (double) wins + losses;
  double middle;
  double half;

  if (wins < 0 || losses < 0 || n < 1)
    return FALSE;

  out->rate = wins / n;
  middle = (out->rate + Z * Z / (2 * n)) / (1 + Z * Z / n);
  half = Z / (1 + Z * Z / n) * sqrt (out->rate * (1 - out->rate) / n + Z * Z / (4 * n * n));
  out->low = CLAMP (middle - half, 0, 1);
  out->high = CLAMP (middle + half, 0, 1);
  return TRUE;
}
