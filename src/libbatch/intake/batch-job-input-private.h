/* batch-job-input-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "core/batch-size-bucket.h"

G_BEGIN_DECLS

/* What is done to the items of a job that does not say. */
#define BATCH_DEFAULT_OPERATION "chat"

/* An item that was built in code; all in one block of memory. */
typedef struct
{
  const char      *custom_id;
  const char      *key;
  const char      *payload;
  BatchSizeBucket  bucket;
} BatchDraftItem;

/* What is still to be taken in of a job: exactly one of the three. */
typedef struct
{
  GFile        *input;             /* (nullable) */
  GInputStream *stream;            /* (nullable) */
  GPtrArray    *items;             /* (nullable) of BatchDraftItem */
  gint64        max_lines;         /* 0: none, -1: as the engine's settings say */
  gint64        max_bytes;
  gboolean      reuse;             /* answers that were given earlier */
  gboolean      strict_messages;   /* those fail that the batch API for messages does not take */
} BatchJobInput;

/* @key: (nullable). To be freed by g_free () */
BatchDraftItem *batch_draft_item_new  (const char          *custom_id,
                                       const char          *key,
                                       const char          *payload,
                                       BatchSizeBucket      bucket);

/* No items yet. */
BatchJobInput  *batch_job_input_new   (void);
/* The same input, for another thread: nobody may add to it any more. */
BatchJobInput  *batch_job_input_share (const BatchJobInput *self);
void            batch_job_input_free  (BatchJobInput       *self);

G_END_DECLS
