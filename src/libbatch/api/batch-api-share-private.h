/* api/batch-api-share-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The rule of how many requests whose clients wait one key may have here, beside others. Pure. */

/* What is shared: what waits is kept in memory. */
#define BATCH_API_SHARE_REQUESTS 64
#define BATCH_API_SHARE_BYTES    (256 * (gsize) (1024 * 1024))

/* Of one key, or of all. */
typedef struct
{
  guint n_requests;
  gsize n_bytes;                   /* that their bodies have, or may have */
} BatchApiShare;

typedef enum
{
  BATCH_API_SHARE_ADMITTED,
  BATCH_API_SHARE_FULL,            /* there is no room for anybody */
  BATCH_API_SHARE_SPENT,           /* there is some, for others */
} BatchApiShareVerdict;

/* @own: what the key that asks for @length bytes more has; @n_keys: how many have any, with it */
BatchApiShareVerdict batch_api_share_judge (const BatchApiShare *own,
                                            const BatchApiShare *all,
                                            guint                n_keys,
                                            gsize                length);

G_END_DECLS
