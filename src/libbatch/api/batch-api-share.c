/* api/batch-api-share.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-share-private.h"

/* Those that have any share equally, so that one alone has all. What is kept free beyond that is
 * for the first request of a key that has none: however much another one asks for, it comes in at
 * once, and from then on it has a share. */

#define SPARE_REQUESTS 4
#define SPARE_BYTES    (64 * (gsize) (1024 * 1024))

static gboolean
fits (const BatchApiShare *taken,
      gsize                length,
      guint                max_requests,
      gsize                max_bytes)
{
  return taken->n_requests < max_requests && taken->n_bytes <= max_bytes
         && length <= max_bytes - taken->n_bytes;
}

BatchApiShareVerdict
batch_api_share_judge (const BatchApiShare *own,
                       const BatchApiShare *all,
                       guint                n_keys,
                       gsize                length)
{
  gboolean first = own->n_requests == 0;

  if (!fits (all, length, BATCH_API_SHARE_REQUESTS + (first ? SPARE_REQUESTS : 0),
             BATCH_API_SHARE_BYTES + (first ? SPARE_BYTES : 0)))
    return BATCH_API_SHARE_FULL;
  if (first || fits (own, length, MAX (BATCH_API_SHARE_REQUESTS / n_keys, 1),
                     BATCH_API_SHARE_BYTES / n_keys))
    return BATCH_API_SHARE_ADMITTED;
  return BATCH_API_SHARE_SPENT;
}
