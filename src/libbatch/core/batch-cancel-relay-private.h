/* core/batch-cancel-relay-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether the operation has ended, and only its callback is missing. Called in the context that
 * the relay was started in. */
typedef gboolean (*BatchCancelRelayFunc) (gpointer user_data);

typedef struct
{
  GCancellable         *to;          /* (owned) for the operation */
  GCancellable         *from;        /* (owned) (nullable) who waits for it cancels this one */
  GMainContext         *context;     /* (owned) */
  BatchCancelRelayFunc  is_ending;
  gpointer              user_data;
  gulong                cancelled_id;
  GSource              *turn;        /* (owned) (nullable) atomic: @from is of any thread */
  guint                 n_waited;
} BatchCancelRelay;

void batch_cancel_relay_start  (BatchCancelRelay     *self,
                                GCancellable         *from,
                                BatchCancelRelayFunc  is_ending,
                                gpointer              user_data);
void batch_cancel_relay_cancel (BatchCancelRelay     *self);
void batch_cancel_relay_stop   (BatchCancelRelay     *self);

G_END_DECLS
