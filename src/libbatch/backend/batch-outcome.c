/* backend/batch-outcome.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-outcome-private.h"

#include <string.h>

#include "answers/batch-answer-private.h"
#include "answers/batch-review-private.h"
#include "backend/batch-model-names-private.h"
#include "backend/batch-status-rule-private.h"
#include "batch-types.h"
#include "core/batch-excerpt-private.h"
#include "http/batch-retry-after-private.h"
#include "http/batch-transport-error-private.h"
#include "http/batch-url-private.h"
#include "json/batch-json-members-private.h"

/* The rule for an answer with a good status:
 *
 *   it is a JSON object                → good; whether to be reviewed, see batch-review.c
 *   … that reports a status that may
 *   pass, such as 429, as an error     → as that status
 *   … that says nothing but an error   → invalid response, try again
 *   … of a chat, without a choice      → invalid response, try again
 *   it is nested too deep to be read   → invalid response, for good
 *   it is anything else                → invalid response, try again
 *
 * for any other answer see batch-status-rule.c, and without an answer:
 *
 *   cancelled                          → terminated, costs no attempt
 *   unreachable, connect timeout,
 *   certificate not trusted            → costs no attempt, and the server is down
 *   lost after it was sent, or cut     → network error, try again
 *   another timeout                    → timeout, try again
 *   not HTTP, or no stream of an answer → invalid response, try again
 *   too large                          → invalid response, for good
 *   the request could not be made      → builder error, for good
 *
 * What no model server words like that is foreign: it may be another server that answers at
 * this address, which is for the worker to find out. Those are redirects, what is not HTTP,
 * a good status with anything but a JSON object, and a request that is refused for good
 *
 *   in anything but a JSON object
 *   with an object that answers nothing
 *   as if there were no such endpoint
 *   for its address or its headers, which are the same for all
 *
 * But for its size, which a proxy in front of a model server is the first to see: whoever answers,
 * it is of this request, and others may be smaller.
 */

#define STATUS_BODY_TOO_LARGE 413
#define STATUS_TOO_MANY       429

#define MAX_LOCATION 100 /* characters */
#define MAX_GARBAGE  80
#define MAX_UNKNOWN  200
#define BEFORE_FAULT 24  /* bytes that are shown before the place where JSON is none */

static void
outcome_init (BatchOutcome     *self,
              BatchVerdict      verdict,
              BatchFailureKind  kind)
{
  const BatchConsequence *consequence = batch_verdict_get_consequence (verdict);

  *self = (BatchOutcome) {
    .verdict = verdict,
    .kind = kind,
    .retry_after_ms = -1,
    .prompt_tokens = -1,
    .completion_tokens = -1,
    .cached_tokens = -1,
    .timings = BATCH_TIMINGS_INIT,
    .retriable = kind != BATCH_FAILURE_KIND_NONE && consequence->retriable,
    .costs_attempt = consequence->costs_attempt,
    .server_down = verdict == BATCH_VERDICT_SERVER_GONE,
  };
}

void
batch_outcome_clear (BatchOutcome *self)
{
  g_clear_pointer (&self->model, g_free);
  g_clear_pointer (&self->message, g_free);
  g_clear_pointer (&self->review_message, g_free);
}

/* A server's own words, as the end of our sentence. */
static char *
join_message (const char *sentence,
              const char *reason)
{
  gsize length = reason != NULL ? strlen (reason) : 0;

  while (length > 0 && strchr (". ", reason[length - 1]) != NULL)
    length--;

  return length > 0 ? g_strdup_printf ("%s: %.*s", sentence, (int) length, reason)
                    : g_strdup (sentence);
}

static gboolean
is_object (const BatchResponse *response,
           const BatchAnswer   *answer)
{
  BatchJsonScanner scanner;
  gsize length;
  const guint8 *data = g_bytes_get_data (response->body, &length);

  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  return answer->is_json && batch_json_scanner_peek (&scanner) == BATCH_JSON_OBJECT;
}

/* Of a long object, what is around the first fault: how it begins shows nothing. */
static char *
excerpt_fault (const char *data,
               gsize       length)
{
  g_autofree char *excerpt = NULL;
  BatchJsonScanner scanner;
  gsize fault;
  gsize from;

  batch_json_scanner_init (&scanner, (const guint8 *) data, length, BATCH_JSON_DEPTH);
  batch_json_scanner_read_value (&scanner, NULL);
  batch_json_scanner_finish (&scanner);
  fault = batch_json_scanner_get_offset (&scanner);
  if (*data != '{' || fault <= BEFORE_FAULT)
    return batch_excerpt (data, (gssize) length, MAX_GARBAGE);

  from = fault - BEFORE_FAULT;
  while (from < fault && ((guint8) data[from] & 0xC0) == 0x80)
    from++;
  excerpt = batch_excerpt (data + from, (gssize) (length - from), MAX_GARBAGE / 2);
  return g_strdup_printf ("…%s (byte %" G_GSIZE_FORMAT ")", excerpt, fault + 1);
}

/* What is whole of these has been taken off. */
static gboolean
is_known_packer (const char *packer)
{
  static const char *const known[] = { "gzip", "x-gzip", "deflate", NULL };

  for (guint i = 0; known[i] != NULL; i++)
    if (g_ascii_strcasecmp (packer, known[i]) == 0)
      return TRUE;

  return FALSE;
}

static char *
describe_no_text (const BatchResponse *response)
{
  g_autofree char *packer = NULL;

  if (response->content_encoding == NULL)
    return g_strdup ("The answer of the model server is not text");

  packer = batch_excerpt (response->content_encoding, -1, MAX_GARBAGE);
  if (is_known_packer (packer))
    return g_strdup_printf ("The answer of the model server is packed by “%s”, and damaged",
                            packer);

  return g_strdup_printf ("The answer of the model server is packed by “%s”, which nobody has "
                          "asked for: turn that off where it is done, in a proxy perhaps", packer);
}

static char *
describe_invalid (const BatchResponse *response,
                  const BatchAnswer   *answer)
{
  gsize length;
  const char *data = g_bytes_get_data (response->body, &length);
  g_autofree char *excerpt = NULL;

  if (length == 0)
    return g_strdup ("The answer of the model server is empty");
  if (answer->is_json)
    return g_strdup ("The answer of the model server is JSON, but not an object");
  if (batch_is_html (data, length))
    return join_message ("The model server answers with a web page", answer->error_message);

  if (!batch_is_text (data, length))
    return describe_no_text (response);

  excerpt = length > MAX_GARBAGE ? excerpt_fault (data, length)
                                 : batch_excerpt (data, (gssize) length, MAX_GARBAGE);
  return join_message ("The answer of the model server is not JSON", excerpt);
}

/* It names an error in a way that APIs of model servers have. */
static gboolean
has_error (const BatchResponse *response,
           const BatchAnswer   *answer)
{
  static const BatchJsonMember members[] = { { "error", batch_json_read_slice, 0 } };
  BatchJsonValue error = { 0 };
  BatchJsonScanner scanner;
  gsize length;
  const guint8 *data = g_bytes_get_data (response->body, &length);

  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &error);
  return error.length > 0 || answer->error_code != NULL || answer->error_type != NULL;
}

static gboolean
is_foreign (int                  status,
            const BatchResponse *response,
            const BatchAnswer   *answer)
{
  if (status == STATUS_BODY_TOO_LARGE)
    return FALSE;

  return status < 400 || status == 404 || status == 405 || status == 501
         || status == BATCH_STATUS_ADDRESS_TOO_LONG || status == BATCH_STATUS_HEADERS_TOO_LARGE
         || !is_object (response, answer);
}

static void
invalid_init (BatchOutcome *self,
              char         *message)
{
  outcome_init (self, BATCH_VERDICT_TRY_AGAIN, BATCH_FAILURE_KIND_INVALID_RESPONSE);
  self->message = message;
}

static void
good_init (BatchOutcome        *self,
           const BatchResponse *response,
           const BatchAnswer   *answer,
           BatchEndpoint        endpoint,
           GBytes              *request)
{
  outcome_init (self, BATCH_VERDICT_OK, BATCH_FAILURE_KIND_NONE);
  self->review_reason = batch_review_answer (answer, endpoint, response->body, request,
                                             &self->review_message);
  if (self->review_reason == BATCH_REVIEW_REASON_CUT_OFF)
    self->verdict = BATCH_VERDICT_TRUNCATED_LENGTH;
  else if (self->review_reason == BATCH_REVIEW_REASON_UNFINISHED)
    self->verdict = BATCH_VERDICT_TRUNCATED_SILENT;
}

/* What some word as an answer, and is none: that the request was queued, or that all is well. */
static gboolean
answers_nothing (const BatchAnswer *answer,
                 BatchEndpoint      endpoint,
                 BatchReviewReason  reason)
{
  return reason == BATCH_REVIEW_REASON_UNFINISHED && !answer->has_choice && !answer->has_content
         && (endpoint == BATCH_ENDPOINT_CHAT_COMPLETIONS || endpoint == BATCH_ENDPOINT_COMPLETIONS);
}

static void
object_init (BatchOutcome        *self,
             const BatchResponse *response,
             const BatchAnswer   *answer,
             BatchEndpoint        endpoint,
             GBytes              *request)
{
  gsize length;
  const char *data = g_bytes_get_data (response->body, &length);
  g_autofree char *excerpt = NULL;

  good_init (self, response, answer, endpoint, request);
  if (!answers_nothing (answer, endpoint, self->review_reason))
    return;

  batch_outcome_clear (self);
  excerpt = batch_excerpt (data, (gssize) length, MAX_GARBAGE);
  invalid_init (self, join_message ("What the model server sends has no answer in it", excerpt));
  self->foreign = TRUE;
}

/* Of an error in a form that nobody knows, all of it. */
static char *
dup_words (const BatchResponse *response,
           const BatchAnswer   *answer)
{
  gsize length;
  const char *data = g_bytes_get_data (response->body, &length);

  if (answer->error_message != NULL || !answer->is_json || length <= strlen ("{}"))
    return g_strdup (answer->error_message);

  return batch_excerpt (data, (gssize) length, MAX_UNKNOWN);
}

/* As an address of a server is given: where its list of models has moved to says where it has.
 * That is told, unless it is the one that was asked, which no other path there makes another. */
static char *
describe_redirect (const BatchResponse *response)
{
  const char *from = response->points_from;
  g_autofree char *old = from != NULL ? batch_url_normalize (from, NULL) : NULL;
  g_autofree char *url = batch_url_normalize (response->location, NULL);
  gboolean is_another = url == NULL || g_strcmp0 (url, old) != 0;
  g_autofree char *location = batch_excerpt (is_another && url != NULL ? url : response->location,
                                             -1, MAX_LOCATION);

  if (is_another)
    return join_message ("The model server points to another address, which is not followed, "
                         "because the key would go there too; if it is the right one, give it in "
                         "place of the old one", location);

  return join_message ("The model server points back to the address that it has already, and "
                       "answers nothing; it, or the proxy in front of it, is set up wrongly",
                       location);
}

/* 304 says that what the client has is still good, and points nowhere. */
static gboolean
is_redirect (int                  status,
             const BatchResponse *response)
{
  return status >= 300 && status < 400 && status != 304 && response->location != NULL;
}

/* @status: of @response, or the one that it reports as its error */
static void
verdict_init (BatchOutcome        *self,
              int                  status,
              const BatchResponse *response,
              const BatchAnswer   *answer)
{
  BatchStatusMeaning meaning = batch_status_judge (status, answer, response->retry_after != NULL);

  outcome_init (self, meaning.verdict, meaning.kind);
  self->status_code = status;
  self->error = meaning.error;
  self->by_gateway = meaning.by_gateway;
  self->unloaded = meaning.unloaded != FALSE;
  self->foreign = meaning.verdict == BATCH_VERDICT_PERMANENT_REQUEST
                  && is_foreign (status, response, answer);
  self->has_api = is_object (response, answer) && has_error (response, answer);
  if (is_redirect (status, response))
    {
      self->message = describe_redirect (response);
    }
  else
    {
      g_autofree char *said = dup_words (response, answer);

      self->message = join_message (meaning.sentence, said);
    }
}

/* What is asked once more will be as deep. */
static gboolean
is_too_deep (const BatchResponse *response)
{
  BatchJsonScanner scanner;
  gsize length;
  const guint8 *data = g_bytes_get_data (response->body, &length);

  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  batch_json_scanner_read_value (&scanner, NULL);
  return scanner.code == BATCH_LINE_ERROR_NESTING_TOO_DEEP;
}

static void
unreadable_init (BatchOutcome        *self,
                 const BatchResponse *response,
                 const BatchAnswer   *answer)
{
  if (is_too_deep (response))
    {
      outcome_init (self, BATCH_VERDICT_PERMANENT_REQUEST, BATCH_FAILURE_KIND_INVALID_RESPONSE);
      self->message = g_strdup_printf ("The answer of the model server has brackets nested more "
                                       "than %d deep, which is too deep to read",
                                       BATCH_JSON_DEPTH);
      return;
    }

  invalid_init (self, describe_invalid (response, answer));
  self->foreign = TRUE;
}

static void
success_init (BatchOutcome        *self,
              const BatchResponse *response,
              const BatchAnswer   *answer,
              BatchEndpoint        endpoint,
              GBytes              *request)
{
  int reported = answer->has_content ? 0 : batch_status_reported (answer);

  if (!is_object (response, answer))
    {
      unreadable_init (self, response, answer);
    }
  else if (reported != 0)
    {
      verdict_init (self, reported, response, answer);
      return;
    }
  else if (answer->error_message != NULL && !answer->has_content)
    {
      invalid_init (self, join_message ("The model server reports an error in place of an answer",
                                        answer->error_message));
    }
  else
    {
      object_init (self, response, answer, endpoint, request);
    }

  self->status_code = response->status;
}

void
batch_outcome_from_response (BatchOutcome        *self,
                             const BatchResponse *response,
                             BatchEndpoint        endpoint,
                             GBytes              *request,
                             gint64               now_us)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (response->body, &length);
  g_autoptr(BatchAnswer) answer = batch_answer_new (data, length);

  if (response->status < 200 || response->status > 299)
    verdict_init (self, response->status, response, answer);
  else
    success_init (self, response, answer, endpoint, request);

  self->retry_after_ms = batch_retry_after_parse (response->retry_after,
                                                  now_us + response->clock_ahead_us,
                                                  BATCH_RETRY_AFTER_MAX_MS);
  if (self->retry_after_ms < 0 && response->status == STATUS_TOO_MANY
      && response->limit_reset_ms > 0)
    self->retry_after_ms = response->limit_reset_ms;
  self->prompt_tokens = answer->prompt_tokens;
  self->completion_tokens = answer->completion_tokens;
  self->cached_tokens = answer->cached_tokens;
  self->written_bytes = answer->written_bytes;
  self->timings = answer->timings;
  self->model = g_strdup (answer->model);
}

/* It stays what it has cost, and who has answered. */
static void
spoil (BatchOutcome *self,
       BatchVerdict  verdict,
       char         *message)
{
  char *model = g_steal_pointer (&self->model);

  batch_outcome_clear (self);
  self->model = model;
  self->verdict = verdict;
  self->kind = BATCH_FAILURE_KIND_INVALID_RESPONSE;
  self->review_reason = BATCH_REVIEW_REASON_NONE;
  self->retriable = batch_verdict_get_consequence (verdict)->retriable;
  self->costs_attempt = batch_verdict_get_consequence (verdict)->costs_attempt;
  self->message = message;
}

void
batch_outcome_refuse (BatchOutcome        *self,
                      const BatchObstacle *obstacle)
{
  if (self->kind == BATCH_FAILURE_KIND_NONE)
    spoil (self, BATCH_VERDICT_TRY_AGAIN, batch_obstacle_describe (obstacle));
}

void
batch_outcome_try_again (BatchOutcome *self)
{
  const BatchConsequence *consequence = batch_verdict_get_consequence (BATCH_VERDICT_TRY_AGAIN);

  if (self->verdict != BATCH_VERDICT_PERMANENT_REQUEST)
    return;

  self->verdict = BATCH_VERDICT_TRY_AGAIN;
  self->kind = BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS;
  self->retriable = consequence->retriable;
  self->costs_attempt = consequence->costs_attempt;
}

gboolean
batch_outcome_check_model (BatchOutcome      *self,
                           const char        *asked,
                           BatchBackendFlags  flags)
{
  if (self->kind != BATCH_FAILURE_KIND_NONE || self->model == NULL
      || (flags & (BATCH_BACKEND_FLAGS_IGNORES_MODEL | BATCH_BACKEND_FLAGS_MISTAKES_MODEL)) == 0
      || batch_model_names_agree (asked, self->model))
    return FALSE;

  if ((flags & BATCH_BACKEND_FLAGS_MISTAKES_MODEL) == 0)
    return TRUE;

  spoil (self, BATCH_VERDICT_WRONG_MODEL,
         g_strdup_printf ("Another model has answered, “%s” in place of “%s”: load the one that "
                          "is wanted, or ask for the other", self->model, asked));
  return TRUE;
}

static BatchFailureKind
kind_from_transport (BatchTransportError code)
{
  switch (code)
    {
    case BATCH_TRANSPORT_ERROR_UNREACHABLE:
    case BATCH_TRANSPORT_ERROR_UNTRUSTED:
    case BATCH_TRANSPORT_ERROR_LOST:
    case BATCH_TRANSPORT_ERROR_CUT:
      return BATCH_FAILURE_KIND_NETWORK_ERROR;

    case BATCH_TRANSPORT_ERROR_CONNECT_TIMEOUT:
    case BATCH_TRANSPORT_ERROR_FIRST_BYTE_TIMEOUT:
    case BATCH_TRANSPORT_ERROR_IDLE_TIMEOUT:
    case BATCH_TRANSPORT_ERROR_TOTAL_TIMEOUT:
      return BATCH_FAILURE_KIND_TIMEOUT;

    case BATCH_TRANSPORT_ERROR_NOT_HTTP:
    case BATCH_TRANSPORT_ERROR_LENGTH:
    case BATCH_TRANSPORT_ERROR_TOO_LARGE:
    case BATCH_TRANSPORT_ERROR_GARBLED:
      return BATCH_FAILURE_KIND_INVALID_RESPONSE;
    }

  return BATCH_FAILURE_KIND_NETWORK_ERROR;
}

static BatchVerdict
verdict_from_transport (BatchTransportError code)
{
  switch (code)
    {
    case BATCH_TRANSPORT_ERROR_UNREACHABLE:
    case BATCH_TRANSPORT_ERROR_UNTRUSTED:
    case BATCH_TRANSPORT_ERROR_CONNECT_TIMEOUT:
      return BATCH_VERDICT_SERVER_GONE;

    case BATCH_TRANSPORT_ERROR_CUT:
      return BATCH_VERDICT_TRUNCATED_SILENT;

    case BATCH_TRANSPORT_ERROR_TOO_LARGE:
      return BATCH_VERDICT_PERMANENT_REQUEST;

    case BATCH_TRANSPORT_ERROR_LOST:
    case BATCH_TRANSPORT_ERROR_FIRST_BYTE_TIMEOUT:
    case BATCH_TRANSPORT_ERROR_IDLE_TIMEOUT:
    case BATCH_TRANSPORT_ERROR_TOTAL_TIMEOUT:
    case BATCH_TRANSPORT_ERROR_NOT_HTTP:
    case BATCH_TRANSPORT_ERROR_LENGTH:
    case BATCH_TRANSPORT_ERROR_GARBLED:
      break;
    }

  return BATCH_VERDICT_TRY_AGAIN;
}

void
batch_outcome_from_error (BatchOutcome *self,
                          const GError *error)
{
  if (error->domain == BATCH_TRANSPORT_ERROR)
    outcome_init (self, verdict_from_transport (error->code), kind_from_transport (error->code));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    outcome_init (self, BATCH_VERDICT_CANCELLED, BATCH_FAILURE_KIND_TASK_TERMINATED);
  else
    outcome_init (self, BATCH_VERDICT_PERMANENT_REQUEST, BATCH_FAILURE_KIND_BUILDER_ERROR);

  self->lasting = g_error_matches (error, BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_UNTRUSTED);
  self->foreign = g_error_matches (error, BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_NOT_HTTP)
                  || g_error_matches (error, BATCH_TRANSPORT_ERROR,
                                      BATCH_TRANSPORT_ERROR_GARBLED);
  self->message = g_strdup (error->message);
}

static BatchError
error_code (BatchFailureKind kind)
{
  switch (kind)
    {
    case BATCH_FAILURE_KIND_AUTH:
      return BATCH_ERROR_AUTH;

    case BATCH_FAILURE_KIND_WAIT_BUSY:
      return BATCH_ERROR_RATE_LIMITED;

    case BATCH_FAILURE_KIND_MODEL_NOT_FOUND:
      return BATCH_ERROR_NOT_FOUND;

    case BATCH_FAILURE_KIND_BUILDER_ERROR:
      return BATCH_ERROR_INVALID_REQUEST;

    case BATCH_FAILURE_KIND_NONE:
    case BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS:
    case BATCH_FAILURE_KIND_NON_RETRIABLE_HTTP_STATUS:
    case BATCH_FAILURE_KIND_NETWORK_ERROR:
    case BATCH_FAILURE_KIND_TIMEOUT:
    case BATCH_FAILURE_KIND_TASK_TERMINATED:
    case BATCH_FAILURE_KIND_HANDLER_ERROR:
    case BATCH_FAILURE_KIND_INVALID_RESPONSE:
    case BATCH_FAILURE_KIND_WAIT_LOADING:
    case BATCH_FAILURE_KIND_LOAD_FAILED:
      break;
    }

  return BATCH_ERROR_BACKEND;
}

GError *
batch_outcome_to_error (const BatchOutcome *self)
{
  if (self->kind == BATCH_FAILURE_KIND_TASK_TERMINATED)
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, self->message);

  return g_error_new_literal (BATCH_ERROR,
                              self->error != 0 ? self->error : error_code (self->kind),
                              self->message);
}
