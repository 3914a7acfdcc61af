/* webhook/batch-webhook-sender.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "webhook/batch-webhook-sender-private.h"

#include <libsoup/soup.h>

#include "core/batch-cancel-relay-private.h"
#include "core/batch-clock-private.h"
#include "http/batch-answer-length-private.h"
#include "http/batch-retry-after-private.h"
#include "webhook/batch-address-guard-private.h"
#include "webhook/batch-guarded-address-private.h"
#include "webhook/batch-webhook-payload-private.h"
#include "webhook/batch-webhook-signature-private.h"

/* One session for each delivery: they are few, and a connection to one target is never lent
 * to another. */

#define SILENCE_S 10
#define LIMIT_S 20
#define RETRY_AFTER_MAX_MS (6 * 60 * 60 * 1000)

typedef struct
{
  SoupSession         *session;
  SoupMessage         *message;
  BatchCancelRelay     cancel;
  GSource             *limit;
  BatchClock          *clock;
  BatchWebhookOutcome  outcome;
  gboolean             too_late;
} Send;

static void
send_free (gpointer data)
{
  Send *send = data;

  if (send->limit != NULL)
    g_source_destroy (send->limit);
  g_clear_pointer (&send->limit, g_source_unref);
  g_clear_object (&send->message);
  g_clear_object (&send->session);
  batch_clock_unref (send->clock);
  g_free (send);
}

static gboolean
limit_cb (gpointer user_data)
{
  Send *send = user_data;

  send->too_late = TRUE;
  batch_cancel_relay_cancel (&send->cancel);
  return G_SOURCE_REMOVE;
}

static gboolean
has_head (gpointer user_data)
{
  Send *send = user_data;

  return soup_message_get_status (send->message) >= SOUP_STATUS_OK;
}

static GError *
explain (Send   *send,
         GError *error)
{
  if (send->too_late)
    {
      g_clear_error (&error);
      return g_error_new (BATCH_ERROR, BATCH_ERROR_BACKEND, "There was no answer within %d s",
                          LIMIT_S);
    }

  send->outcome.forbidden = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  return error;
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Send *send = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GInputStream) body = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  guint status;

  g_source_destroy (send->limit);
  batch_cancel_relay_stop (&send->cancel);
  if (body == NULL)
    {
      g_task_return_error (task, explain (send, error));
      return;
    }

  /* What it says besides is of no use to us. */
  soup_session_abort (send->session);
  status = soup_message_get_status (send->message);
  send->outcome.status_code = status;
  send->outcome.retry_after_ms = batch_retry_after_parse (
    soup_message_headers_get_one (soup_message_get_response_headers (send->message),
                                  "Retry-After"),
    batch_clock_now (send->clock), RETRY_AFTER_MAX_MS);
  if (SOUP_STATUS_IS_SUCCESSFUL (status))
    g_task_return_boolean (task, TRUE);
  else if (SOUP_STATUS_IS_REDIRECTION (status))
    g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_BACKEND,
                             "It answered %u; redirects are not followed", status);
  else
    g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_BACKEND, "It answered %u", status);
}

static gboolean
add_headers (SoupMessageHeaders         *headers,
             const BatchDeliveryRecord  *delivery,
             const char                 *secret,
             GBytes                     *body,
             gint64                      now,
             GError                    **error)
{
  g_autofree char *timestamp = g_strdup_printf ("%" G_GINT64_FORMAT, now);
  g_autoptr(BatchWebhookSignature) signature = NULL;

  soup_message_headers_replace (headers, "webhook-id", delivery->event_id);
  soup_message_headers_replace (headers, "webhook-timestamp", timestamp);
  if (secret == NULL)
    return TRUE;
  if (!(signature = batch_webhook_sign (secret, delivery->event_id, now, body, error)))
    return FALSE;

  soup_message_headers_replace (headers, "webhook-signature", signature->standard);
  soup_message_headers_replace (headers, "X-Signature-256", signature->body);
  return TRUE;
}

static SoupMessage *
make_message (const BatchDeliveryRecord  *delivery,
              const char                 *secret,
              BatchClock                 *clock,
              GError                    **error)
{
  g_autoptr(SoupMessage) message = soup_message_new (SOUP_METHOD_POST, delivery->url);
  g_autoptr(GBytes) body = batch_webhook_payload (delivery);
  gint64 now = batch_clock_now (clock) / G_USEC_PER_SEC;

  if (message == NULL)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                   "“%s” cannot be the address of a webhook", delivery->url);
      return NULL;
    }

  batch_answer_length_guard (message);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_NEW_CONNECTION);
  soup_message_set_request_body_from_bytes (message, "application/json", body);
  if (!add_headers (soup_message_get_request_headers (message), delivery, secret, body, now,
                    error))
    return NULL;
  return g_steal_pointer (&message);
}

static SoupSession *
make_session (SoupMessage *message,
              gboolean     allow_private)
{
  g_autoptr(GSocketConnectable) address = NULL;

  if (!allow_private)
    address = batch_guarded_address_new (soup_message_get_uri (message));
  return g_object_new (SOUP_TYPE_SESSION, "remote-connectable", address, "timeout", SILENCE_S,
                       "proxy-resolver", NULL, "user-agent", "batch-queue/" PACKAGE_VERSION, NULL);
}

static void
start_limit (Send *send)
{
  send->limit = g_timeout_source_new_seconds (LIMIT_S);
  g_source_set_callback (send->limit, limit_cb, send, NULL);
  g_source_attach (send->limit, g_main_context_get_thread_default ());
}

void
batch_webhook_send_async (const BatchDeliveryRecord *delivery,
                          const char                *secret,
                          gboolean                   allow_private,
                          GCancellable              *cancellable,
                          GAsyncReadyCallback        callback,
                          gpointer                   user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Send *send = g_new0 (Send, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, batch_webhook_send_async);
  g_task_set_task_data (task, send, send_free);
  send->outcome.retry_after_ms = -1;
  send->clock = batch_clock_ref_thread_default ();
  if (!batch_webhook_check_url (delivery->url, allow_private, &error))
    {
      send->outcome.forbidden = TRUE;
      g_task_return_error (task, error);
      return;
    }
  if (!(send->message = make_message (delivery, secret, send->clock, &error)))
    {
      g_task_return_error (task, error);
      return;
    }

  send->session = make_session (send->message, allow_private);
  batch_cancel_relay_start (&send->cancel, cancellable, has_head, send);
  start_limit (send);
  soup_session_send_async (send->session, send->message, G_PRIORITY_DEFAULT, send->cancel.to,
                           answered_cb, g_steal_pointer (&task));
}

gboolean
batch_webhook_send_finish (GAsyncResult         *result,
                           BatchWebhookOutcome  *outcome,
                           GError              **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, batch_webhook_send_async), FALSE);

  *outcome = ((Send *) g_task_get_task_data (G_TASK (result)))->outcome;
  return g_task_propagate_boolean (G_TASK (result), error);
}
