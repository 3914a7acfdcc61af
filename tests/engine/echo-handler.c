/* echo-handler.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "echo-handler.h"

struct _EchoHandler
{
  BatchItemHandler parent_instance;

  guint            delay_ms;
};

G_DEFINE_FINAL_TYPE (EchoHandler, echo_handler, BATCH_TYPE_ITEM_HANDLER)

static gboolean
answer_cb (gpointer user_data)
{
  BatchAttempt *attempt = user_data;

  batch_attempt_complete (attempt, batch_attempt_get_payload (attempt));
  return G_SOURCE_REMOVE;
}

static gboolean
echo_handler_handle (BatchItemHandler  *handler,
                     BatchAttempt      *attempt,
                     GError           **error)
{
  g_timeout_add_full (G_PRIORITY_DEFAULT, ECHO_HANDLER (handler)->delay_ms, answer_cb,
                      g_object_ref (attempt), g_object_unref);
  return TRUE;
}

static void
echo_handler_class_init (EchoHandlerClass *klass)
{
  BATCH_ITEM_HANDLER_CLASS (klass)->handle = echo_handler_handle;
}

static void
echo_handler_init (EchoHandler *self)
{
}

BatchItemHandler *
echo_handler_new (guint delay_ms)
{
  EchoHandler *self = g_object_new (ECHO_TYPE_HANDLER, NULL);

  self->delay_ms = delay_ms;
  return BATCH_ITEM_HANDLER (self);
}
