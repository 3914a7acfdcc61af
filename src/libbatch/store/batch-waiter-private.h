/* batch-waiter-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Lets a worker thread, which may block, use calls that answer in a main context: it
 * has a context of its own as long as the waiter lives.
 *
 *   batch_store_foo_async (store, …, batch_waiter_answered_cb, waiter);
 *   result = batch_waiter_wait (waiter);
 *   batch_store_foo_finish (store, result, &error);
 *
 * A call that was made must be waited for before the waiter is freed. */
typedef struct _BatchWaiter BatchWaiter;

BatchWaiter  *batch_waiter_new         (void);
void          batch_waiter_free        (BatchWaiter  *self);
void          batch_waiter_answered_cb (GObject      *source,
                                        GAsyncResult *result,
                                        gpointer      waiter);
/* Returns: (transfer full) */
GAsyncResult *batch_waiter_wait        (BatchWaiter  *self);
/* Waits until some callback of the context was called. */
void          batch_waiter_iterate     (BatchWaiter  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchWaiter, batch_waiter_free)

G_END_DECLS
