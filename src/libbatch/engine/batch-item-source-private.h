/* batch-item-source-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"

G_BEGIN_DECLS

typedef enum
{
  BATCH_ITEM_PART_PAYLOAD,
  BATCH_ITEM_PART_RESULT,
} BatchItemPart;

/* Where the views of a job get its items from. @source is the engine, or what a
 * test puts in its place. Every callback runs in the context of the caller, and
 * what is handed in is copied before the call returns. */
typedef struct
{
  /* The page behind @after (NULL: the first one) in the order of @query. Where
   * that is by position, only the position of @after is set. */
  void       (*fetch)        (gpointer                source,
                              const char             *job_id,
                              const BatchItemQuery   *query,
                              const BatchItemRecord  *after,
                              guint                   limit,
                              GCancellable           *cancellable,
                              GAsyncReadyCallback     callback,
                              gpointer                user_data);
  /* Returns: (element-type BatchItemRecord): with a free function */
  GPtrArray *(*fetch_finish) (gpointer                source,
                              GAsyncResult           *result,
                              GError                **error);

  void       (*count)        (gpointer                source,
                              const char             *job_id,
                              const BatchItemQuery   *query,
                              GCancellable           *cancellable,
                              GAsyncReadyCallback     callback,
                              gpointer                user_data);
  /* Returns: -1 on error */
  gint64     (*count_finish) (gpointer                source,
                              GAsyncResult           *result,
                              GError                **error);

  /* What an item sends, or what it got back: NULL without an error when nothing did. */
  void       (*load)         (gpointer                source,
                              const char             *job_id,
                              guint32                 position,
                              BatchItemPart           part,
                              GCancellable           *cancellable,
                              GAsyncReadyCallback     callback,
                              gpointer                user_data);
  GBytes    *(*load_finish)  (gpointer                source,
                              GAsyncResult           *result,
                              GError                **error);
} BatchItemSource;

G_END_DECLS
