/* batch-waiter.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-waiter-private.h"

struct _BatchWaiter
{
  GMainContext *context;
  GAsyncResult *answer;     /* (nullable) */
};

BatchWaiter *
batch_waiter_new (void)
{
  BatchWaiter *self = g_new0 (BatchWaiter, 1);

  self->context = g_main_context_new ();
  g_main_context_push_thread_default (self->context);
  return self;
}

void
batch_waiter_free (BatchWaiter *self)
{
  g_main_context_pop_thread_default (self->context);
  g_main_context_unref (self->context);
  g_clear_object (&self->answer);
  g_free (self);
}

void
batch_waiter_answered_cb (GObject      *source,
                          GAsyncResult *result,
                          gpointer      waiter)
{
  BatchWaiter *self = waiter;

  g_assert (self->answer == NULL);
  self->answer = g_object_ref (result);
}

GAsyncResult *
batch_waiter_wait (BatchWaiter *self)
{
  while (self->answer == NULL)
    batch_waiter_iterate (self);

  return g_steal_pointer (&self->answer);
}

void
batch_waiter_iterate (BatchWaiter *self)
{
  g_main_context_iteration (self->context, TRUE);
}
