/* batch-http-endpoints.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workers/batch-http-handler-state-private.h"

#include "answers/batch-answer-private.h"
#include "backend/batch-status-rule-private.h"

/* Endpoints that nobody knew to be missing. */

/* Who says more than that there is no such place, as that no model is loaded, has it. */
gboolean
batch_http_lacks_endpoint (const BatchResponse *response)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (response->body, &length);
  g_autoptr(BatchAnswer) answer = NULL;

  if (response->status != 404 && response->status != 405 && response->status != 501)
    return FALSE;

  answer = batch_answer_new (data, length);
  return batch_status_judge (response->status, answer, FALSE).verdict
         == BATCH_VERDICT_PERMANENT_REQUEST;
}

static guint
bit_of (const BatchHttpSend *send)
{
  return 1u << send->endpoint;
}

static gboolean
is_good (const BatchResponse *response)
{
  return response->status >= 200 && response->status < 300;
}

/* What a request that was put in the words of the other API tells about the next ones: only a good
 * answer says that the server is like that, as one that is being started may know nothing yet. */
static void
note_endpoint (const BatchHttpSend *send,
               const BatchResponse *response,
               gboolean             lacks)
{
  BatchHttpHandler *self = send->handler;

  if (lacks)
    self->lacks &= ~bit_of (send);
  else if (send->other_words && is_good (response) && (self->works & bit_of (send)) == 0)
    self->lacks |= bit_of (send);
}

/* What has answered once is there, however often it is not found later: also when the server comes
 * back after it was away, as what is in front of it may know it later than others. Where it is gone
 * for good, requests for it fail after their attempts. */
static void
note_working (const BatchHttpSend *send,
              const BatchResponse *response)
{
  if (!is_good (response))
    return;

  send->handler->works |= bit_of (send);
  send->handler->lacks &= ~bit_of (send);
}

gboolean
batch_http_send_misses_endpoint (const BatchHttpSend *send,
                                 const BatchResponse *response)
{
  return send->asked == BATCH_ENDPOINT_NONE && (send->handler->works & bit_of (send)) != 0
         && batch_http_lacks_endpoint (response);
}

/* Few servers have no chats, so that a chat which cannot be told otherwise is more likely to have
 * gone to a wrong address, and who has asked for it should hear of both. */
static gboolean
can_be_told_otherwise (BatchHttpSend *send)
{
  const BatchHttpHandler *self = send->handler;
  g_autoptr(GError) error = NULL;
  g_auto(BatchWire) wire = { 0 };

  if (send->endpoint != BATCH_ENDPOINT_CHAT_COMPLETIONS
      || batch_backend_kind_make_other_wire (self->kind, batch_backend_get_url (self->backend),
                                             send->endpoint, send->body, &wire, &error))
    return TRUE;

  send->problem = g_strdup (error->message);
  return FALSE;
}

void
batch_http_send_mention_problem (const BatchHttpSend *send,
                                 BatchEnding         *ending)
{
  g_autofree char *message = ending->message;

  ending->message = g_strdup_printf ("%s; is the address right? Put for %s, it would fail, too: "
                                     "%s", message,
                                     batch_endpoint_get_path (batch_wire_find_other (
                                       send->endpoint)), send->problem);
}

void
batch_http_send_forget_words (BatchHttpSend *send)
{
  send->other_words = FALSE;
  g_clear_pointer (&send->problem, g_free);
  g_clear_pointer (&send->refusal, batch_ending_free);
}

static gboolean
may_lack (const BatchHttpSend *send)
{
  const BatchBackendKind *kind = send->handler->kind;

  return kind->endpoints == 0 || (kind->newer_endpoints & bit_of (send)) != 0;
}

/* A server of which nobody knows what it has is asked in the words of the other API. */
gboolean
batch_http_send_ask_otherwise (BatchHttpSend       *send,
                               const BatchResponse *response)
{
  gboolean lacks = batch_http_lacks_endpoint (response);

  if (!may_lack (send)
      || batch_wire_find_other (send->endpoint) == BATCH_ENDPOINT_NONE)
    return FALSE;
  if (send->asked != BATCH_ENDPOINT_NONE)
    {
      note_endpoint (send, response, lacks);
      return FALSE;
    }

  note_working (send, response);
  if (batch_http_send_misses_endpoint (send, response))
    return FALSE;

  send->other_words = lacks && !send->other_words && can_be_told_otherwise (send);
  return send->other_words;
}
