/* batch-mailbox.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workers/batch-mailbox-private.h"

#define SLICE_US 2000

struct _BatchMailbox
{
  GMainContext *context;
  GAsyncQueue  *messages;
  gpointer      receiver;          /* NULL once closed; only touched in the context */
  int           woken;             /* atomic: a wake-up is pending */
  gboolean      shut;              /* under the lock of @messages: nothing is delivered */
};

typedef struct
{
  BatchMailboxFunc func;
  gpointer         data;
  GDestroyNotify   destroy;
  gboolean         yields;         /* other sources have their turn after it */
} Message;

static void
message_free (gpointer data)
{
  Message *message = data;

  if (message->destroy != NULL)
    message->destroy (message->data);
  g_free (message);
}

static void wake (BatchMailbox *self);

static gboolean
deliver_cb (gpointer user_data)
{
  BatchMailbox *self = user_data;
  gint64 end = g_get_monotonic_time () + SLICE_US;
  Message *message;

  /* Taken back before the queue is looked at: who posts from here on wakes us again. */
  g_atomic_int_set (&self->woken, 0);

  while ((message = g_async_queue_try_pop (self->messages)) != NULL)
    {
      gboolean yields = message->yields;

      if (self->receiver != NULL)
        message->func (self->receiver, message->data);
      message_free (message);

      if ((yields || g_get_monotonic_time () > end) && g_async_queue_length (self->messages) > 0)
        {
          wake (self);
          break;
        }
    }

  return G_SOURCE_REMOVE;
}

static void
wake (BatchMailbox *self)
{
  g_autoptr(GSource) source = NULL;

  if (!g_atomic_int_compare_and_exchange (&self->woken, 0, 1))
    return;

  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "[batch] mailbox");
  g_source_set_callback (source,
                         deliver_cb,
                         batch_mailbox_ref (self),
                         (GDestroyNotify) batch_mailbox_unref);
  g_source_attach (source, self->context);
}

BatchMailbox *
batch_mailbox_new (GMainContext *context,
                   gpointer      receiver)
{
  BatchMailbox *self = g_atomic_rc_box_new0 (BatchMailbox);

  self->context = g_main_context_ref (context);
  self->messages = g_async_queue_new_full (message_free);
  self->receiver = receiver;
  return self;
}

BatchMailbox *
batch_mailbox_ref (BatchMailbox *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
mailbox_clear (gpointer data)
{
  BatchMailbox *self = data;

  g_async_queue_unref (self->messages);
  g_main_context_unref (self->context);
}

void
batch_mailbox_unref (BatchMailbox *self)
{
  g_atomic_rc_box_release_full (self, mailbox_clear);
}

void
batch_mailbox_close (BatchMailbox *self)
{
  self->receiver = NULL;
}

/* A wake-up that is left in a context that nobody iterates any more would keep both of them. */
static void
take_back_wake (BatchMailbox *self)
{
  GSource *source = g_main_context_find_source_by_user_data (self->context, self);

  if (source != NULL)
    g_source_destroy (source);
}

void
batch_mailbox_shut (BatchMailbox *self)
{
  Message *message;

  batch_mailbox_close (self);
  g_async_queue_lock (self->messages);
  self->shut = TRUE;
  take_back_wake (self);
  g_async_queue_unlock (self->messages);

  while ((message = g_async_queue_try_pop (self->messages)) != NULL)
    message_free (message);
}

/* @message: (transfer full) */
static void
post (BatchMailbox *self,
      Message      *message)
{
  gboolean shut;

  g_async_queue_lock (self->messages);
  shut = self->shut;
  if (!shut)
    {
      g_async_queue_push_unlocked (self->messages, message);
      wake (self);
    }
  g_async_queue_unlock (self->messages);

  if (shut)
    message_free (message);
}

static Message *
message_new (BatchMailboxFunc func,
             gpointer         data,
             GDestroyNotify   destroy,
             gboolean         yields)
{
  Message *message = g_new (Message, 1);

  *message = (Message) { func, data, destroy, yields };
  return message;
}

void
batch_mailbox_post (BatchMailbox     *self,
                    BatchMailboxFunc  func,
                    gpointer          data,
                    GDestroyNotify    destroy)
{
  post (self, message_new (func, data, destroy, FALSE));
}

void
batch_mailbox_post_and_yield (BatchMailbox     *self,
                              BatchMailboxFunc  func,
                              gpointer          data,
                              GDestroyNotify    destroy)
{
  post (self, message_new (func, data, destroy, TRUE));
}
