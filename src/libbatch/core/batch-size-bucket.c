/* core/batch-size-bucket.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-size-bucket-private.h"

#include <string.h>

#define MEDIUM_PIXELS 500000
#define LARGE_PIXELS  2000000
#define MEDIUM_BYTES  2000
#define LARGE_BYTES   16000

G_DEFINE_ENUM_TYPE (BatchSizeBucket, batch_size_bucket,
  G_DEFINE_ENUM_VALUE (BATCH_SIZE_BUCKET_SMALL, "small"),
  G_DEFINE_ENUM_VALUE (BATCH_SIZE_BUCKET_MEDIUM, "medium"),
  G_DEFINE_ENUM_VALUE (BATCH_SIZE_BUCKET_LARGE, "large"),
  G_DEFINE_ENUM_VALUE (BATCH_SIZE_BUCKET_UNKNOWN, "unknown"))

static BatchSizeBucket
bucket_for (guint64 size,
            guint64 medium,
            guint64 large)
{
  if (size < medium)
    return BATCH_SIZE_BUCKET_SMALL;
  if (size < large)
    return BATCH_SIZE_BUCKET_MEDIUM;
  return BATCH_SIZE_BUCKET_LARGE;
}

/**
 * batch_size_bucket_from_pixels:
 * @pixels: width times height
 *
 * Gets the bucket of a picture.
 *
 * Returns: the bucket
 */
BatchSizeBucket
batch_size_bucket_from_pixels (guint64 pixels)
{
  return bucket_for (pixels, MEDIUM_PIXELS, LARGE_PIXELS);
}

/**
 * batch_size_bucket_from_dimensions:
 * @width: in pixels, or -1 when it is not known
 * @height: in pixels, or -1 when it is not known
 *
 * Gets the bucket of a picture.
 *
 * Returns: the bucket; unknown when either side is
 */
BatchSizeBucket
batch_size_bucket_from_dimensions (int width,
                                   int height)
{
  if (width < 0 || height < 0)
    return BATCH_SIZE_BUCKET_UNKNOWN;

  return batch_size_bucket_from_pixels ((guint64) width * (guint64) height);
}

/**
 * batch_size_bucket_from_text:
 * @text: (nullable): the text of an item
 *
 * Gets the bucket of a text by its length in bytes.
 *
 * Returns: the bucket; unknown without a text
 */
BatchSizeBucket
batch_size_bucket_from_text (const char *text)
{
  return text != NULL ? batch_size_bucket_from_bytes (strlen (text)) : BATCH_SIZE_BUCKET_UNKNOWN;
}

BatchSizeBucket
batch_size_bucket_from_bytes (guint64 bytes)
{
  return bucket_for (bytes, MEDIUM_BYTES, LARGE_BYTES);
}
