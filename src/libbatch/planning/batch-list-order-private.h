/* batch-list-order-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The list of jobs as a person sees it. The rule stands at the top of
 * batch-list-order.c. Jobs are any pointers, each in the list once, and no call
 * takes longer than the logarithm of their number. */
typedef struct _BatchListOrder BatchListOrder;

/* The stretch of the list that a call changed, as items-changed wants it. */
typedef struct
{
  guint position;
  guint n_removed;
  guint n_added;
} BatchListChange;

BatchListOrder  *batch_list_order_new      (void);
void             batch_list_order_free     (BatchListOrder *self);
guint            batch_list_order_get_size (BatchListOrder *self);

/* (nullable) */
gpointer         batch_list_order_get_nth  (BatchListOrder *self,
                                            guint           position);
guint            batch_list_order_find     (BatchListOrder *self,
                                            gpointer        job);

/* (nullable) the first one that is queued, or the first of @key when there is one */
gpointer         batch_list_order_first_queued (BatchListOrder *self,
                                                const char     *key);

/* A queued job comes in, and finds its place. @sequence is the order in which
 * jobs were submitted. */
BatchListChange  batch_list_order_insert   (BatchListOrder *self,
                                            gpointer        job,
                                            const char     *key,
                                            gint64          sequence);

/* One that was in the list before goes to its end as it is. */
BatchListChange  batch_list_order_append   (BatchListOrder *self,
                                            gpointer        job,
                                            const char     *key,
                                            gint64          sequence,
                                            gboolean        is_queued);
BatchListChange  batch_list_order_remove   (BatchListOrder *self,
                                            gpointer        job);

/* It was started or has ended, and keeps its place from now on. */
void             batch_list_order_settle   (BatchListOrder *self,
                                            gpointer        job);

/* Somebody moved a job to @position. */
BatchListChange  batch_list_order_move     (BatchListOrder *self,
                                            gpointer        job,
                                            guint           position);

/* How many places a queued job is ahead of where it would be in order of
 * submission; negative: behind. 0 for those that are settled. */
int              batch_list_order_get_lead (BatchListOrder *self,
                                            gpointer        job);

/* (nullable) the words for that */
char            *batch_list_order_note     (int             lead,
                                            const char     *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchListOrder, batch_list_order_free)

G_END_DECLS
