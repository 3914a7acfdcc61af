/* batch-history-buffer-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-enums.h"
#include "core/batch-history.h"

G_BEGIN_DECLS

/* What was done and not yet written down: sums, so that an item costs next to nothing, and
 * their number does not grow with that of the items. */
typedef struct _BatchHistoryBuffer BatchHistoryBuffer;

/* How many jobs are told apart. */
#define BATCH_HISTORY_BUFFER_JOBS 256

/* An attempt that has ended, and what became of its item. */
typedef struct
{
  const char      *job_id;
  const char      *key;
  const char      *backend;
  BatchItemStatus  status;         /* not a terminal one: it is tried again */
  gint64           duration_ms;    /* -1: unknown, as all of these */
  gint64           prompt_tokens;
  gint64           output_tokens;
  gint64           cached_tokens;
} BatchHistoryBufferEntry;

BatchHistoryBuffer *batch_history_buffer_new      (void);
void                batch_history_buffer_free     (BatchHistoryBuffer            *self);
void                batch_history_buffer_add      (BatchHistoryBuffer            *self,
                                                   const BatchHistoryBufferEntry *entry,
                                                   gint64                         now);
gboolean            batch_history_buffer_is_empty (BatchHistoryBuffer            *self);
/* Returns: (transfer full): all of it (of BatchHistoryRecord), and it is empty again */
GPtrArray          *batch_history_buffer_take     (BatchHistoryBuffer            *self);
/* What could not be written down. */
void                batch_history_buffer_put_back (BatchHistoryBuffer            *self,
                                                   GPtrArray                     *records);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchHistoryBuffer, batch_history_buffer_free)

G_END_DECLS
