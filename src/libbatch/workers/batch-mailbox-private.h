/* batch-mailbox-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Messages for one main context, from any thread, delivered in order.
 *
 * An idle source for each message would cost twelve times as much: there is one
 * pending wake-up at most, and a delivery goes on for 2 ms before it lets other
 * sources of the context have their turn. */
typedef struct _BatchMailbox BatchMailbox;

typedef void (*BatchMailboxFunc) (gpointer receiver,
                                  gpointer data);

BatchMailbox *batch_mailbox_new            (GMainContext     *context,
                                            gpointer          receiver);
BatchMailbox *batch_mailbox_ref            (BatchMailbox     *self);
void          batch_mailbox_unref          (BatchMailbox     *self);
/* Messages are no longer delivered, only destroyed. Called in the context. */
void          batch_mailbox_close          (BatchMailbox     *self);
/* The same when nobody looks into it any more: what is posted later is destroyed at once. */
void          batch_mailbox_shut           (BatchMailbox     *self);
void          batch_mailbox_post           (BatchMailbox     *self,
                                            BatchMailboxFunc  func,
                                            gpointer          data,
                                            GDestroyNotify    destroy);
/* The same for what somebody may wait for in a loop, and then leave it: the next message
 * is not delivered before the loop could end. */
void          batch_mailbox_post_and_yield (BatchMailbox     *self,
                                            BatchMailboxFunc  func,
                                            gpointer          data,
                                            GDestroyNotify    destroy);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchMailbox, batch_mailbox_unref)

G_END_DECLS
