/* batch-item-source-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"
#include "items/batch-item.h"

G_BEGIN_DECLS

typedef enum
{
  BATCH_ITEM_PART_PAYLOAD,
  BATCH_ITEM_PART_REQUEST,      /* the payload as it is sent */
  BATCH_ITEM_PART_CURL,         /* that, as a command */
  BATCH_ITEM_PART_RESULT,
} BatchItemPart;

/* Where the views of a job get its items from. @source is the engine, or what a
 * test puts in its place. Every callback runs in the context of the caller, and
 * what is handed in is copied before the call returns. */
typedef struct
{
  /* The items at these positions; one that is not there is left out. */
  void       (*fetch)        (gpointer                source,
                              const char             *job_id,
                              const guint32          *positions,
                              guint                   n_positions,
                              GCancellable           *cancellable,
                              GAsyncReadyCallback     callback,
                              gpointer                user_data);
  /* Returns: (element-type BatchItemRecord): with a free function */
  GPtrArray *(*fetch_finish) (gpointer                source,
                              GAsyncResult           *result,
                              GError                **error);

  /* The positions of those that match, in the order of @query, among the
   * @n_positions from @first on. */
  void       (*order)        (gpointer                source,
                              const char             *job_id,
                              const BatchItemQuery   *query,
                              guint32                 first,
                              guint32                 n_positions,
                              GCancellable           *cancellable,
                              GAsyncReadyCallback     callback,
                              gpointer                user_data);
  /* Returns: (element-type guint32) */
  GArray    *(*order_finish) (gpointer                source,
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

  /* (nullable): @item, which stays alive, reads along or does so no longer. */
  void       (*watch)        (gpointer                source,
                              BatchItem              *item,
                              guint32                 position,
                              gboolean                watched);
} BatchItemSource;

G_END_DECLS
