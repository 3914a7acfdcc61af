/* batch-http-endings.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workers/batch-http-handler-state-private.h"

#include "core/batch-log-private.h"
#include "http/batch-transport-error-private.h"
#include "translation/batch-answer-translation-private.h"

/* What an answer, or that there is none, means for the item. */

BatchEnding *
batch_http_ending_for (BatchOutcome *outcome)
{
  BatchEnding *ending = batch_ending_new (outcome->kind == BATCH_FAILURE_KIND_NONE
                                          ? BATCH_ITEM_STATUS_SUCCEEDED
                                          : BATCH_ITEM_STATUS_FAILED);

  ending->verdict = outcome->verdict;
  ending->failure_kind = outcome->kind;
  ending->message = g_strdup (outcome->kind == BATCH_FAILURE_KIND_NONE ? outcome->review_message
                                                                       : outcome->message);
  ending->status_code = outcome->status_code;
  ending->error = outcome->error;
  ending->retry_after_ms = outcome->retry_after_ms;
  ending->prompt_tokens = outcome->prompt_tokens;
  ending->output_tokens = outcome->completion_tokens;
  ending->cached_tokens = outcome->cached_tokens;
  ending->written_bytes = outcome->written_bytes;
  ending->timings = outcome->timings;
  ending->retriable = outcome->retriable;
  ending->costs_attempt = outcome->costs_attempt;
  ending->review_reason = outcome->review_reason;
  ending->server_down = outcome->server_down;
  ending->lasting = outcome->lasting;
  ending->unloaded = outcome->unloaded;
  ending->shut_out = outcome->kind == BATCH_FAILURE_KIND_AUTH;
  return ending;
}

BatchEnding *
batch_http_ending_for_error (const GError *error)
{
  g_auto(BatchOutcome) outcome = { 0 };

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return batch_ending_new (BATCH_ITEM_STATUS_CANCELLED);

  batch_outcome_from_error (&outcome, error);
  return batch_http_ending_for (&outcome);
}

/* Whoever has never answered and closes every connection is no server, or not one that can be
 * spoken to like that, as where only TLS is spoken. */
BatchEnding *
batch_http_ending_for_lost (BatchHttpSend *send,
                            const GError  *error)
{
  g_auto(BatchOutcome) outcome = { 0 };

  batch_outcome_from_error (&outcome, error);
  send->foreign = outcome.foreign
                  || (!send->handler->there && !send->handler->served
                      && g_error_matches (error, BATCH_TRANSPORT_ERROR,
                                          BATCH_TRANSPORT_ERROR_LOST));
  return batch_http_ending_for_error (error);
}

/* A server that has one model answers with it, whatever it is asked for, and often calls it
 * otherwise than people do: a word of that is enough. */
static void
note_other_model (BatchHttpHandler   *self,
                  const BatchOutcome *outcome,
                  const char         *asked)
{
  g_autofree char *server = NULL;

  if (self->told_other_model)
    return;

  self->told_other_model = TRUE;
  server = batch_log_origin (batch_backend_get_url (self->backend));
  batch_log (G_LOG_LEVEL_INFO, BATCH_LOG_SERVER,
             &(BatchLogFields) { .backend = server, .model = outcome->model, .duration_ms = -1 },
             "%s answers with its model “%s”, also when it is asked for “%s”", server,
             outcome->model, asked);
}

/* Where no answer says that it came to an end, asking again is in vain. */
static void
note_unfinished (const BatchHttpSend *send,
                 BatchOutcome        *outcome)
{
  BatchHttpHandler *self = send->handler;
  gboolean unfinished = outcome->kind == BATCH_FAILURE_KIND_NONE
                        && outcome->verdict == BATCH_VERDICT_TRUNCATED_SILENT;

  if (outcome->verdict == BATCH_VERDICT_OK)
    self->says_no_end = FALSE;
  else if (unfinished && send->item->attempts > 0)
    self->says_no_end = TRUE;

  if (unfinished && self->says_no_end)
    outcome->verdict = BATCH_VERDICT_OK;
}

/* The answer in the words of who has asked. */
GBytes *
batch_http_send_read_answer (const BatchHttpSend *send,
                             const BatchResponse *response,
                             BatchOutcome        *outcome)
{
  g_auto(BatchObstacle) obstacle = { NULL };
  GBytes *answer;

  if (send->asked == BATCH_ENDPOINT_NONE)
    return g_bytes_ref (response->body);

  answer = batch_answer_translate (response->body, send->asked, response->status,
                                   g_get_real_time () / G_USEC_PER_SEC, send->body, &obstacle);
  if (answer != NULL)
    return answer;

  batch_outcome_refuse (outcome, &obstacle);
  return g_bytes_ref (response->body);
}

BatchEnding *
batch_http_ending_for_response (BatchHttpSend *send,
                                BatchResponse *response)
{
  g_auto(BatchOutcome) outcome = { 0 };
  g_autoptr(GBytes) answer = NULL;
  BatchEnding *ending;

  batch_outcome_from_response (&outcome, response, send->endpoint, send->body,
                               g_get_real_time ());
  if (batch_outcome_check_model (&outcome, send->item->key, send->handler->kind->flags)
      && outcome.verdict != BATCH_VERDICT_WRONG_MODEL)
    note_other_model (send->handler, &outcome, send->item->key);
  /* A server that says so itself, in words of its API, does not read its routes anew. */
  if (outcome.foreign && !outcome.has_api && batch_http_send_misses_endpoint (send, response))
    batch_outcome_try_again (&outcome);
  answer = batch_http_send_read_answer (send, response, &outcome);
  note_unfinished (send, &outcome);
  send->by_gateway = outcome.by_gateway;
  send->foreign = outcome.foreign;
  ending = batch_http_ending_for (&outcome);
  ending->body = g_steal_pointer (&answer);
  ending->request_id = g_strdup (response->request_id);
  return ending;
}
