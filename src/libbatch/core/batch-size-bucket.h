/* core/batch-size-bucket.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

#define BATCH_TYPE_SIZE_BUCKET (batch_size_bucket_get_type ())

/**
 * BatchSizeBucket:
 * @BATCH_SIZE_BUCKET_SMALL: under 500 000 pixels, or under 2 000 bytes of text
 * @BATCH_SIZE_BUCKET_MEDIUM: under 2 000 000 pixels, or under 16 000 bytes of text
 * @BATCH_SIZE_BUCKET_LARGE: anything larger
 * @BATCH_SIZE_BUCKET_UNKNOWN: nobody knows
 *
 * How large an item is, as far as the estimate of its duration goes.
 */
typedef enum
{
  BATCH_SIZE_BUCKET_SMALL,
  BATCH_SIZE_BUCKET_MEDIUM,
  BATCH_SIZE_BUCKET_LARGE,
  BATCH_SIZE_BUCKET_UNKNOWN,
} BatchSizeBucket;

BATCH_AVAILABLE_IN_ALL
GType           batch_size_bucket_get_type        (void);
BATCH_AVAILABLE_IN_ALL
BatchSizeBucket batch_size_bucket_from_pixels     (guint64     pixels);
BATCH_AVAILABLE_IN_ALL
BatchSizeBucket batch_size_bucket_from_dimensions (int         width,
                                                   int         height);
BATCH_AVAILABLE_IN_ALL
BatchSizeBucket batch_size_bucket_from_text       (const char *text);

G_END_DECLS
