/* batch-size-bucket-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-size-bucket.h"

G_BEGIN_DECLS

#define BATCH_N_SIZE_BUCKETS (BATCH_SIZE_BUCKET_UNKNOWN + 1)

BatchSizeBucket batch_size_bucket_from_bytes (guint64 bytes);

G_END_DECLS
