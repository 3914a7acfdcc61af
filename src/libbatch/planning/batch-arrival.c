/* batch-arrival.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rule. Of a whole job it is known how often the key changes from one item to the
 * next, so what its own order takes is known. Of what is left of it, the changes are
 * taken to be the same share as the items; but the keys that are left can only be so
 * much among each other: no more than twice the items that are not of the largest key,
 * and no less than once for each further key.
 *
 * Nobody keeps which items are left in memory, and nobody has to: for a file that goes to
 * and fro, of which one model is done, the limit makes it exact. */

#include "config.h"

#include "planning/batch-arrival-private.h"

gint64
batch_arrival_repeats (gint64        key_changes,
                       gint64        total,
                       const gint64 *left,
                       guint         n_keys)
{
  gint64 sum = 0;
  gint64 largest = 0;
  gint64 n_left = 0;
  gint64 most;
  gint64 likely;

  for (guint i = 0; i < n_keys; i++)
    {
      sum += left[i];
      largest = MAX (largest, left[i]);
      n_left += left[i] > 0;
    }

  if (key_changes < 0 || total <= 0 || n_left < 2)
    return 0;

  most = MIN (sum - 1, 2 * (sum - largest));
  likely = (gint64) ((double) key_changes * (double) sum / (double) total);
  return CLAMP (likely, n_left - 1, most) - (n_left - 1);
}
