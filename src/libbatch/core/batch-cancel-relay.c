/* core/batch-cancel-relay.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-cancel-relay-private.h"

/* Passes a cancellation on to an operation of libsoup, in the next turn of the main loop.
 *
 * From 3.4 to 3.6.5 libsoup takes a request out of its queue twice, and so frees it too early,
 * if it is cancelled in the moment between the end of the answer's head and the callback that
 * tells of it. The callback is then on its way: it comes in this turn or the next one, which are
 * waited for. No more of them are, because a head can also be there long before the callback
 * (HTTP/2 waits for the first byte of the body), and nothing is wrong then. */

#define TURNS 2

static gboolean
turn_cb (gpointer user_data)
{
  BatchCancelRelay *self = user_data;

  if (self->n_waited < TURNS && self->is_ending (self->user_data))
    {
      self->n_waited++;
      return G_SOURCE_CONTINUE;
    }

  g_cancellable_cancel (self->to);
  return G_SOURCE_REMOVE;
}

/* With the priority of the operation. From any thread. */
void
batch_cancel_relay_cancel (BatchCancelRelay *self)
{
  GSource *turn = g_idle_source_new ();

  g_source_set_priority (turn, G_PRIORITY_DEFAULT);
  g_source_set_callback (turn, turn_cb, self, NULL);
  if (g_atomic_pointer_compare_and_exchange (&self->turn, NULL, turn))
    g_source_attach (turn, self->context);
  else
    g_source_unref (turn);
}

static void
cancelled_cb (GCancellable     *cancellable,
              BatchCancelRelay *self)
{
  batch_cancel_relay_cancel (self);
}

/* @from: (nullable): what is cancelled already is not to begin at all */
void
batch_cancel_relay_start (BatchCancelRelay     *self,
                          GCancellable         *from,
                          BatchCancelRelayFunc  is_ending,
                          gpointer              user_data)
{
  self->to = g_cancellable_new ();
  self->context = g_main_context_ref_thread_default ();
  self->is_ending = is_ending;
  self->user_data = user_data;
  if (g_cancellable_is_cancelled (from))
    g_cancellable_cancel (self->to);
  else if (g_set_object (&self->from, from))
    self->cancelled_id = g_cancellable_connect (from, G_CALLBACK (cancelled_cb), self, NULL);
}

/* The operation is over. In the context that it was started in. */
void
batch_cancel_relay_stop (BatchCancelRelay *self)
{
  g_cancellable_disconnect (self->from, self->cancelled_id);
  self->cancelled_id = 0;
  if (self->turn != NULL)
    g_source_destroy (self->turn);
  g_clear_pointer (&self->turn, g_source_unref);
  g_clear_object (&self->from);
  g_clear_object (&self->to);
  g_clear_pointer (&self->context, g_main_context_unref);
}
