/* backend/batch-status-rule.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-status-rule-private.h"

#include <string.h>

/* The rule, first match first:
 *
 *   401 or 403 that says it is about the model, and 404 of
 *   OpenRouter that has nobody for it whom the account takes → no such model
 *   401, 403, 402, 407, a quota that is used up (429, and
 *   400 of LiteLLM), and 400 of a proxy that cannot look the
 *   key up, and of a server that says that the key is not
 *   valid                                                   → auth
 *   what begins so that no model was loaded                 → wait, it is loading
 *   404 or 400 that says there is no such model             → no such model
 *   400 that says the model is not loaded, or was unloaded;
 *   5xx of a router that cannot reach the process of a model → swapped away
 *   503 that says it is loading, 400 that begins so          → wait, it is loading
 *   5xx that says the model did not get into memory, 4xx
 *   that says so beyond doubt                               → load failed
 *   429; 529; 503 with Retry-After; 5xx that says it is busy,
 *   400 that begins so                                      → wait, it is busy
 *   5xx that says what the model cannot take               → for good
 *   408, 409, 424, 425, 499, 400 that says the model has
 *   crashed, any other 5xx but 501                          → try again
 *   anything else, redirects included                       → for good
 *
 * What follows from each is a table of its own, in core/batch-verdict.c.
 *
 * 429 says by itself that the request was not worked on and that others are the
 * reason, so it costs no attempt even without Retry-After. 503 says no such
 * thing: it is also what a proxy makes of a dead server or of a request that
 * kills it, so that without a hint it costs an attempt and comes to an end. Of these,
 * and of what else a gateway says, the worker finds out which of them it is.
 *
 * 400 quotes requests, so that a hint in it counts only where the server itself is the subject.
 *
 * Who stands before many servers, and whoever has begun an answer, can no longer say by the status
 * what went wrong, and reports it with a good one: a status as the code of the error, or one of a
 * few words that stand for one. What may pass by itself is taken for that status. The others may
 * be codes of another kind.
 *
 * Servers word their hints freely; what is looked for below are the words of
 * Ollama, llama.cpp, llama-swap, LocalAI, vLLM, LM Studio, TabbyAPI, Jan, Xinference, LiteLLM,
 * TGI, OpenRouter, OpenAI and Anthropic.
 */

static gboolean
has_word (const char        *text,
          const char *const *words)
{
  g_autofree char *lower = text != NULL ? g_ascii_strdown (text, -1) : NULL;

  for (guint i = 0; lower != NULL && words[i] != NULL; i++)
    if (strstr (lower, words[i]) != NULL)
      return TRUE;

  return FALSE;
}

/* In any of the places where a server may say it. */
static gboolean
says (const BatchAnswer *answer,
      const char *const *words)
{
  return has_word (answer->error_message, words) ||
         has_word (answer->error_code, words) ||
         has_word (answer->error_type, words);
}

static gboolean
is_quota (int                status,
          const BatchAnswer *answer)
{
  static const char *const words[] = {
    "insufficient_quota", "billing_hard_limit", "billing_not_active", "budget_exceeded", NULL,
  };

  return (status == 429 && says (answer, words))
         || (status == 400 && (has_word (answer->error_type, words)
                               || has_word (answer->error_code, words)));
}

static gboolean
begins_with (const char        *message,
             const char *const *words)
{
  for (guint i = 0; message != NULL && words[i] != NULL; i++)
    if (g_ascii_strncasecmp (message, words[i], strlen (words[i])) == 0)
      return TRUE;

  return FALSE;
}

/* Also for what its status does not say. */
static gboolean
is_without_credit (int                status,
                   const BatchAnswer *answer)
{
  return status == 402 || is_quota (status, answer);
}

/* Whether a server says with 400, of itself or of the model, what passes. */
static gboolean
is_passing (int                status,
            const BatchAnswer *answer,
            const char *const *words)
{
  static const char *const subjects[] = { "server", "the server", "model", "the model", NULL };

  return status == 400 && has_word (answer->error_message, words)
         && begins_with (answer->error_message, subjects);
}

/* LiteLLM without a database knows its own key only; Gemini has 400 for any bad key. */
static gboolean
is_unknown_key (int                status,
                const BatchAnswer *answer)
{
  static const char *const codes[] = {
    "no_db_connection", "api_key_invalid", "invalid_api_key", NULL,
  };
  static const char *const beginnings[] = {
    "api key not valid", "api key expired", "api key not found", "invalid api key",
    "incorrect api key", NULL,
  };

  return status == 400 && (has_word (answer->error_type, codes)
                           || has_word (answer->error_code, codes)
                           || begins_with (answer->error_message, beginnings));
}

static gboolean
is_missing_model (int                status,
                  const BatchAnswer *answer)
{
  static const char *const codes[] = { "model_not_found", "model_not_available", NULL };
  static const char *const model[] = { "model", NULL };
  static const char *const nobody[] = { "no endpoints found for ", NULL };
  static const char *const missing[] = {
    "not found", "does not exist", "not exist", "no such", "unknown", "could not find",
    "no router", "invalid model", "not available", NULL,
  };

  if (status != 404 && status != 400)
    return FALSE;
  if (has_word (answer->error_code, codes) || has_word (answer->error_type, codes))
    return TRUE;
  if (status == 404 && begins_with (answer->error_message, nobody))
    return TRUE;
  if (!has_word (answer->error_message, model) || !has_word (answer->error_message, missing))
    return FALSE;

  /* A bad request may say of many things that they are not found. */
  return status == 404 || g_ascii_strncasecmp (answer->error_message, "model", 5) == 0 ||
         g_ascii_strncasecmp (answer->error_message, "the model", 9) == 0 ||
         strstr (answer->error_message, "nvalid model name") != NULL ||
         strstr (answer->error_message, "Model not found in the model list") != NULL;
}

/* OpenRouter calls those who have a model its endpoints, and has none left, by the settings of the
 * account. That none can do what a request asks for is something else. */
static gboolean
has_no_provider (int                status,
                 const BatchAnswer *answer)
{
  static const char *const beginnings[] = {
    "no endpoints found matching your data policy", "no allowed providers are available", NULL,
  };

  return status == 404 && begins_with (answer->error_message, beginnings);
}

/* The key is good, but not for this model. */
static gboolean
is_forbidden_model (int                status,
                    const BatchAnswer *answer)
{
  static const char *const codes[] = { "model_not_found", "model_access_denied", NULL };
  static const char *const words[] = {
    "access to model", "access to the model", "access model", "access this model", NULL,
  };

  return has_no_provider (status, answer)
         || ((status == 401 || status == 403)
             && (has_word (answer->error_code, codes) || has_word (answer->error_type, codes)
                 || has_word (answer->error_message, words)));
}

/* Whoever loads models by hand, or at the start, says so of any request; by each status. */
static gboolean
has_none_loaded (int                status,
                 const BatchAnswer *answer)
{
  static const char *const beginnings[] = {
    "no model loaded", "no models loaded", "no model is loaded", "no model is currently loaded",
    "no models are loaded", "no models are currently loaded", "model has not been loaded",
    "no running session found for model", "no models are available", NULL,
  };

  return status >= 400 && begins_with (answer->error_message, beginnings);
}

/* Somebody else has taken its place: it was not even begun with. */
static gboolean
is_swapped_away (int                status,
                 const BatchAnswer *answer)
{
  static const char *const missing[] = { "model is not loaded", "model not loaded", NULL };
  static const char *const unreachable[] = { "proxy error: could not establish", NULL };
  static const char *const unloaded[] = {
    "model unloaded", "model is unloaded", "model was unloaded", "model has been unloaded", NULL,
  };

  return (status == 400
          && (says (answer, missing) || begins_with (answer->error_message, unloaded)))
         || (status >= 500 && says (answer, unreachable));
}

static gboolean
is_loading (int                status,
            const BatchAnswer *answer)
{
  static const char *const words[] = {
    "loading model", "model is loading", "currently loading", "still loading", "being loaded",
    "is starting", "starting up", "not ready", NULL,
  };
  static const char *const failed[] = { "error loading", "failed", NULL };

  return ((status == 503 && says (answer, words)) || is_passing (status, answer, words))
         && !says (answer, failed);
}

static gboolean
is_busy (int                status,
         const BatchAnswer *answer,
         gboolean           has_retry_after)
{
  static const char *const words[] = {
    "server busy", "server is busy", "maximum pending requests", "queue is full", "queue full",
    "overloaded", "too many requests", "too many concurrent", "concurrency_limit",
    "concurrency limit", "rate limit", "rate_limit", "model limit reached", "no slot available",
    "at capacity", "queued requests", NULL,
  };

  return status == 429 || status == 529 || (status == 503 && has_retry_after) ||
         (status >= 500 && says (answer, words)) || is_passing (status, answer, words);
}

static gboolean
is_failed_load (int                status,
                const BatchAnswer *answer)
{
  static const char *const words[] = {
    "failed to load", "error loading model", "could not load model", "unable to load model",
    "runner process has terminated", "waiting for llama runner", "unspecific error",
    "unable to start process", "exited prematurely", NULL,
  };

  /* Also with a status for requests that can be made better: LM Studio, TGI. */
  static const char *const surely[] = {
    "failed to load model", "error loading model", "could not load model", "out of memory",
    "outofmemory", "not enough memory", "insufficient memory", "insufficient system resources",
    "requires more system memory", NULL,
  };

  return (status >= 500 && says (answer, words))
         || (status >= 400 && status != 429 && says (answer, surely));
}

/* llama.cpp has 500 for pictures and sounds that a model cannot take. */
static gboolean
is_unsupported (int                status,
                const BatchAnswer *answer)
{
  static const char *const words[] = { "input is not supported", NULL };

  return status >= 500 && says (answer, words);
}

/* And for what is longer than it takes at once, where the whole is needed at once: for
 * embeddings, and to rank. */
static gboolean
is_too_large (int                status,
              const BatchAnswer *answer)
{
  static const char *const words[] = { "is too large to process", NULL };

  return status >= 500 && says (answer, words);
}

/* LM Studio loads it again at the next request. */
static gboolean
is_crashed (int                status,
            const BatchAnswer *answer)
{
  static const char *const words[] = { "has crashed", NULL };

  return is_passing (status, answer, words);
}

static BatchStatusMeaning
shut_out (BatchError  error,
          const char *sentence)
{
  return (BatchStatusMeaning) { BATCH_VERDICT_AUTH, BATCH_FAILURE_KIND_AUTH, sentence, FALSE,
                                error };
}

/* With which error tells whether another key may help: not for credit, nor with what is on the way.
 * Model servers do not forbid by a page; what looks through all requests does, and may let them
 * through later. */
static BatchStatusMeaning
judge_shut_out (int                status,
                const BatchAnswer *answer)
{
  if (is_without_credit (status, answer))
    return shut_out (BATCH_ERROR_RATE_LIMITED,
                     "The account at the model server has no credit left");
  if (status == 407)
    return shut_out (BATCH_ERROR_UNSUPPORTED,
                     "The proxy on the way to the model server wants a password");
  if (status == 403 && answer->is_html)
    return shut_out (BATCH_ERROR_BACKEND,
                     "What is in front of the model server lets nobody through, and shows a page");

  return shut_out (BATCH_ERROR_AUTH,
                   status == 403 ? "The model server does not allow this"
                                 : "The model server does not accept the key");
}

static const char *
describe_retriable (int status)
{
  switch (status)
    {
    case 408:
      return "The model server waited too long for the request";
    case 409:
      return "The model server is in the middle of something else";
    case 499:
      return "The model server, or what is in front of it, broke the request off";
    case 502:
      return "The gateway cannot reach the model server";
    case 503:
      return "The model server is not available";
    case 504:
      return "The gateway waited too long for the model server";
    default:
      return "The model server failed";
    }
}

static const char *
describe_refused (int status)
{
  if (status < 200)
    return "The model server wants another protocol";
  if (status < 400)
    return "The model server gives no answer, and no other address either; it, or the proxy in "
           "front of it, is set up wrongly";

  switch (status)
    {
    case 404:
    case 405:
      return "The model server does not know this endpoint";
    case 426:
      return "The model server wants another protocol";
    case 413:
      return "The request is too large for the model server";
    case BATCH_STATUS_ADDRESS_TOO_LONG:
      return "The address of the model server is too long for it";
    case BATCH_STATUS_HEADERS_TOO_LARGE:
      return "The headers of the request are too large for the model server: is its key the right "
             "one?";
    case 501:
      return "The model server cannot do this";
    default:
      return "The model server refuses the request";
    }
}

static gboolean
is_retriable (int status)
{
  return status == 408 || status == 409 || status == 424 || status == 425 || status == 499
         || (status >= 500 && status != 501);
}

/* What is in front of a server may say so in its place, whatever the words: proxies have pages of
 * their own for each of these. So have they for 500, where a model server would say in JSON what
 * is wrong with a request. */
static gboolean
is_by_gateway (int                status,
               const BatchAnswer *answer)
{
  if (status == 500)
    return !answer->is_json;

  return (status >= 502 && status <= 504) || (status >= 520 && status <= 527) || status == 530;
}

int
batch_status_reported (const BatchAnswer *answer)
{
  static const struct
  {
    const char *word;
    int         status;
  } words[] = {
    { "rate_limit_error", 429 },
    { "rate_limit_exceeded", 429 },
    { "overloaded_error", 529 },
  };
  guint64 code = 0;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (answer->error_type, words[i].word) == 0
        || g_strcmp0 (answer->error_code, words[i].word) == 0)
      return words[i].status;

  if (answer->error_code == NULL
      || !g_ascii_string_to_unsigned (answer->error_code, 10, 400, 599, &code, NULL))
    return 0;

  return code == 429 || is_retriable ((int) code) ? (int) code : 0;
}

BatchStatusMeaning
batch_status_judge (int                status,
                    const BatchAnswer *answer,
                    gboolean           has_retry_after)
{
  if (is_forbidden_model (status, answer))
    return (BatchStatusMeaning) { BATCH_VERDICT_NO_SUCH_MODEL, BATCH_FAILURE_KIND_MODEL_NOT_FOUND,
                                  "The model server does not let this key use the model" };

  if (status == 401 || status == 403 || status == 407 || is_without_credit (status, answer)
      || is_unknown_key (status, answer))
    return judge_shut_out (status, answer);

  if (has_none_loaded (status, answer))
    return (BatchStatusMeaning) { BATCH_VERDICT_WAIT_LOADING, BATCH_FAILURE_KIND_WAIT_LOADING,
                                  "The model server has loaded no model yet", .unloaded = TRUE };

  if (is_missing_model (status, answer))
    return (BatchStatusMeaning) { BATCH_VERDICT_NO_SUCH_MODEL, BATCH_FAILURE_KIND_MODEL_NOT_FOUND,
                                  "The model server does not have this model" };

  if (is_swapped_away (status, answer))
    return (BatchStatusMeaning) { BATCH_VERDICT_SWAPPED_AWAY, BATCH_FAILURE_KIND_WAIT_LOADING,
                                  "The model is not in memory any more" };

  if (is_loading (status, answer))
    return (BatchStatusMeaning) { BATCH_VERDICT_WAIT_LOADING, BATCH_FAILURE_KIND_WAIT_LOADING,
                                  "The model server is still loading the model" };

  if (is_failed_load (status, answer))
    return (BatchStatusMeaning) { BATCH_VERDICT_LOAD_FAILED,
                                  BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS,
                                  "The model server could not load the model" };

  if (is_busy (status, answer, has_retry_after))
    return (BatchStatusMeaning) { BATCH_VERDICT_WAIT_BUSY, BATCH_FAILURE_KIND_WAIT_BUSY,
                                  "The model server is busy" };

  if (is_unsupported (status, answer))
    return (BatchStatusMeaning) { BATCH_VERDICT_PERMANENT_REQUEST,
                                  BATCH_FAILURE_KIND_NON_RETRIABLE_HTTP_STATUS,
                                  "The model cannot do this" };

  if (is_too_large (status, answer))
    return (BatchStatusMeaning) { BATCH_VERDICT_PERMANENT_REQUEST,
                                  BATCH_FAILURE_KIND_NON_RETRIABLE_HTTP_STATUS,
                                  describe_refused (413) };

  if (is_retriable (status) || is_crashed (status, answer))
    return (BatchStatusMeaning) { BATCH_VERDICT_TRY_AGAIN,
                                  BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS,
                                  describe_retriable (status), is_by_gateway (status, answer) };

  return (BatchStatusMeaning) { BATCH_VERDICT_PERMANENT_REQUEST,
                                BATCH_FAILURE_KIND_NON_RETRIABLE_HTTP_STATUS,
                                describe_refused (status) };
}
