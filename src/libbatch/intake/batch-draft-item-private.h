/* batch-draft-item-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-size-bucket.h"

G_BEGIN_DECLS

/* An item that was built in code; all in one block of memory. */
typedef struct
{
  const char      *custom_id;
  const char      *key;
  const char      *payload;
  BatchSizeBucket  bucket;
} BatchDraftItem;

G_END_DECLS
