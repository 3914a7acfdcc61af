/* batch-http-chats.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workers/batch-http-handler-state-private.h"

#include "json/batch-json-members-private.h"
#include "json/batch-splice-private.h"
#include "translation/batch-answer-events-private.h"

/* Requests whose clients wait: a stream is handed on as it comes to who has asked for one, and what
 * the client has asked for is sent as it is, in words that the server knows. */

/* --- Streams --- */

static void
begin (gpointer user_data)
{
  const BatchHttpSend *send = user_data;

  batch_chat_tell (send->chat, BATCH_CHAT_STREAMS, NULL);
}

static void
piece (GBytes   *bytes,
       gpointer  user_data)
{
  const BatchHttpSend *send = user_data;

  batch_chat_tell (send->chat, BATCH_CHAT_PIECE, bytes);
}

static gboolean
ready (gpointer user_data)
{
  const BatchHttpSend *send = user_data;

  return batch_chat_has_room (send->chat);
}

static const BatchRelay relay = { begin, piece, ready };

/* --- Answers --- */

static gboolean
is_good (const BatchResponse *response)
{
  return response->status >= 200 && response->status < 300;
}

/* Of a good answer its tokens are counted, and what is none is told as it is to items. Of a stream
 * nothing is left. */
static void
judge_good (const BatchHttpSend *send,
            BatchResponse       *response,
            BatchOutcome        *outcome)
{
  g_auto(BatchOutcome) seen = { .prompt_tokens = -1, .completion_tokens = -1,
                                .cached_tokens = -1 };

  if (!send->chat->streams)
    batch_outcome_from_response (&seen, response, send->endpoint, send->body,
                                 g_get_real_time ());
  if (seen.kind != BATCH_FAILURE_KIND_NONE)
    {
      *outcome = seen;
      seen = (BatchOutcome) { 0 };
      return;
    }

  outcome->prompt_tokens = seen.prompt_tokens;
  outcome->completion_tokens = seen.completion_tokens;
  outcome->cached_tokens = seen.cached_tokens;
}

/* (nullable) */
static GBytes *
make_events (BatchEndpoint  endpoint,
             GBytes        *answer)
{
  switch (endpoint)
    {
    case BATCH_ENDPOINT_MESSAGES:
      return batch_message_to_events (answer);

    case BATCH_ENDPOINT_RESPONSES:
      return batch_response_to_events (answer);

    case BATCH_ENDPOINT_CHAT_COMPLETIONS:
    case BATCH_ENDPOINT_COMPLETIONS:
      return batch_answer_to_events (answer);

    case BATCH_ENDPOINT_NONE:
    case BATCH_ENDPOINT_EMBEDDINGS:
    case BATCH_ENDPOINT_MODERATIONS:
      break;
    }

  return NULL;
}

/* The list that an answer is for. NULL: it has none by which it could be known. */
static const char *
name_list (BatchEndpoint endpoint)
{
  switch (endpoint)
    {
    case BATCH_ENDPOINT_MESSAGES:
      return "content";

    case BATCH_ENDPOINT_RESPONSES:
      return "output";

    case BATCH_ENDPOINT_CHAT_COMPLETIONS:
    case BATCH_ENDPOINT_COMPLETIONS:
      return "choices";

    case BATCH_ENDPOINT_NONE:
    case BATCH_ENDPOINT_EMBEDDINGS:
    case BATCH_ENDPOINT_MODERATIONS:
      break;
    }

  return NULL;
}

/* A message may say nothing; without a choice there is no answer. */
static gboolean
has_list (GBytes     *answer,
          const char *name)
{
  const BatchJsonMember members[] = { { name, batch_json_read_slice, 0 } };
  gboolean may_be_empty = !g_str_equal (name, "choices");
  BatchJsonValue list = { 0 };
  BatchJsonScanner scanner;
  gsize length;
  const guint8 *data = g_bytes_get_data (answer, &length);

  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &list);
  return batch_json_value_enter_array (&list, &scanner)
         && (may_be_empty || batch_json_scanner_next_element (&scanner));
}

static void
hand_on (BatchHttpSend  *send,
         GBytes        **answer,
         GBytes         *events)
{
  begin (send);
  piece (events, send);
  g_clear_pointer (answer, g_bytes_unref);
}

/* Who has asked for a stream reads nothing else, also where the server has none: it would take what
 * is no answer for a stream that ends well, and is empty. Others would find nothing in it. */
static void
settle_answer (BatchHttpSend  *send,
               GBytes        **answer,
               BatchOutcome   *outcome)
{
  const char *list = name_list (send->endpoint);
  g_auto(BatchObstacle) obstacle = { .path = g_strdup (list), .missing = TRUE };
  g_autoptr(GBytes) events = NULL;
  gboolean is_there;

  if (list == NULL)
    return;

  is_there = has_list (*answer, list);
  if (is_there && send->chat->wants_stream)
    events = make_events (send->endpoint, *answer);
  if (events != NULL)
    hand_on (send, answer, events);
  else if (send->chat->wants_stream || !is_there)
    batch_outcome_refuse (outcome, &obstacle);
}

static BatchEnding *
ending_for (BatchHttpSend *send,
            BatchResponse *response)
{
  g_auto(BatchOutcome) outcome = { 0 };
  g_autoptr(GBytes) answer = NULL;
  BatchEnding *ending;

  outcome.status_code = response->status;
  if (is_good (response))
    judge_good (send, response, &outcome);
  else
    batch_outcome_from_response (&outcome, response, send->endpoint, send->body,
                                 g_get_real_time ());
  if (!send->chat->streams)
    answer = batch_http_send_read_answer (send, response, &outcome);
  if (answer != NULL && is_good (response) && outcome.kind == BATCH_FAILURE_KIND_NONE)
    settle_answer (send, &answer, &outcome);

  ending = batch_http_ending_for (&outcome);
  ending->body = g_steal_pointer (&answer);
  return ending;
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  BatchHttpSend *send = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = batch_client_send_finish (BATCH_CLIENT (source), result,
                                                                &error);
  BatchEnding *ending;

  if (response != NULL && batch_http_send_ask_otherwise (send, response))
    {
      batch_http_send_start (send);
      return;
    }

  ending = response != NULL ? ending_for (send, response) : batch_http_ending_for_error (error);
  if (ending->server_down)
    batch_http_forget_kind (send->handler);
  batch_http_send_end (send, ending);
}

/* --- Sending --- */

/* Servers differ in what they do when nothing is said of a stream. */
static gboolean
settle_stream (const BatchHttpSend  *send,
               BatchWire            *wire,
               GError              **error)
{
  BatchSplice splice = { "stream", send->chat->wants_stream ? "true" : "false" };
  GBytes *body;

  if (wire->form != BATCH_REPLY_OLLAMA_CHAT)
    return TRUE;
  if ((body = batch_splice (wire->body, &splice, 1, error)) == NULL)
    return FALSE;

  g_bytes_unref (wire->body);
  wire->body = body;
  return TRUE;
}

void
batch_http_relay (BatchHttpSend *send)
{
  g_auto(BatchWire) wire = { 0 };
  g_autoptr(GError) error = NULL;

  if (!batch_http_send_make_wire (send, &wire, &error) || !settle_stream (send, &wire, &error))
    batch_http_send_fail_later (send, error->message, wire.obstacle);
  else if (send->chat->wants_stream)
    batch_client_relay_async (send->handler->client, &wire, send->chat->wants_usage, send->body,
                              &relay, send, send->cancellable, sent_cb, send);
  else
    batch_http_send_whole (send, &wire, NULL, NULL, sent_cb);
}

void
batch_http_converse (BatchWorker     *worker,
                     BatchChat       *chat,
                     BatchWorkerFunc  func,
                     gpointer         user_data)
{
  BatchHttpSend *send = g_new (BatchHttpSend, 1);

  *send = (BatchHttpSend) {
    .handler = (BatchHttpHandler *) worker,
    .chat = batch_chat_ref (chat),
    .body = g_bytes_ref (chat->body),
    .cancellable = g_object_ref (chat->cancellable),
    .func = func,
    .user_data = user_data,
    .endpoint = chat->endpoint,
  };
  batch_http_send_start (send);
}
