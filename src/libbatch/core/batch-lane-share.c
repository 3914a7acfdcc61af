/* batch-lane-share.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-lane-share-private.h"

/* Where there are fewer slots than engines, the last ones go without. */
guint
batch_lane_share_get (guint limit,
                      guint n_engines,
                      guint place)
{
  if (n_engines == 0)
    return 0;

  return limit / n_engines + (place < limit % n_engines ? 1 : 0);
}

/* What is under way stays until it has ended, and others wait for it. */
guint
batch_lane_share_grant (guint share,
                        guint widest,
                        guint taken,
                        guint in_use)
{
  guint left = widest > taken ? widest - taken : 0;

  return MAX (MIN (share, left), in_use);
}
