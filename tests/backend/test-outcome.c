/* test-outcome.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-outcome-private.h"

#include <string.h>

#include "batch-types.h"
#include "http/batch-transport-error-private.h"

/* What is to come of an attempt, in short. */
typedef enum
{
  DONE,       /* good */
  WAIT,       /* again, costs no attempt */
  AGAIN,      /* again, costs an attempt */
  NEVER,      /* not again */
} Fate;

typedef struct
{
  int               status;
  const char       *body;
  BatchFailureKind  kind;
  Fate              fate;
  const char       *message;
} StatusCase;

#define CHAT(content, finish) \
  "{\"choices\":[{\"message\":{\"content\":" content "},\"finish_reason\":" finish "}]," \
  "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}"

static void
outcome_from_text (BatchOutcome *outcome,
                   int           status,
                   const char   *retry_after,
                   const char   *location,
                   const char   *body)
{
  BatchResponse response = {
    .status = status,
    .retry_after = (char *) retry_after,
    .location = (char *) location,
    .body = g_bytes_new_static (body, strlen (body)),
  };

  batch_outcome_from_response (outcome, &response, BATCH_ENDPOINT_CHAT_COMPLETIONS, NULL, 0);
  g_bytes_unref (response.body);
}

/* TAP is UTF-8, and not every body is. */
static void
log_case (const char *body)
{
  g_autofree char *escaped = g_strescape (body, NULL);

  g_test_message ("%s", escaped);
}

/* Each case has to have come to @verdict. */
static void
check_verdicts (const StatusCase *cases,
                gsize             n_cases,
                BatchVerdict      verdict)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_auto(BatchOutcome) outcome = { 0 };

      outcome_from_text (&outcome, cases[i].status, NULL, NULL, cases[i].body);
      g_assert_cmpstr (batch_enum_to_nick (BATCH_TYPE_VERDICT, outcome.verdict), ==,
                       batch_enum_to_nick (BATCH_TYPE_VERDICT, verdict));
    }
}

static void
assert_fate (BatchOutcome     *outcome,
             BatchFailureKind  kind,
             Fate              fate)
{
  g_assert_cmpstr (batch_enum_to_nick (BATCH_TYPE_FAILURE_KIND, outcome->kind), ==,
                   batch_enum_to_nick (BATCH_TYPE_FAILURE_KIND, kind));
  g_assert_cmpint (outcome->kind == BATCH_FAILURE_KIND_NONE, ==, fate == DONE);
  g_assert_cmpint (outcome->retriable, ==, fate == WAIT || fate == AGAIN);
  g_assert_cmpint (outcome->costs_attempt, ==, fate != WAIT);
}

/* One readable sentence, without a full stop. */
static void
assert_sentence (const char *message)
{
  g_assert_nonnull (message);
  g_assert_true (g_utf8_validate (message, -1, NULL));
  g_assert_true (g_ascii_isupper (*message) || g_str_has_prefix (message, "http"));
  g_assert_false (g_str_has_suffix (message, "."));
  g_assert_null (strpbrk (message, "\r\n\t"));
  g_assert_cmpuint (g_utf8_strlen (message, -1), <, 450);
}

static void
check_status_cases (const StatusCase *cases,
                    gsize             n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_auto(BatchOutcome) outcome = { 0 };

      log_case (cases[i].body);
      outcome_from_text (&outcome, cases[i].status, NULL, NULL, cases[i].body);
      assert_fate (&outcome, cases[i].kind, cases[i].fate);
      g_assert_cmpint (outcome.status_code, ==, cases[i].status);
      g_assert_false (outcome.server_down);
      g_assert_cmpint (outcome.retry_after_ms, ==, -1);
      assert_sentence (outcome.message);
      g_assert_cmpstr (outcome.message, ==, cases[i].message);
    }
}

/* With a good status */

static void
test_good (void)
{
  static const struct
  {
    int         status;
    const char *body;
    const char *review;
  } cases[] = {
    { 200, CHAT ("\"hi\"", "\"stop\""), NULL },
    { 201, CHAT ("\"hi\"", "\"stop\""), NULL },
    { 200, " \n" CHAT ("\"hi\"", "\"stop\"") "\n", NULL },
    { 200, CHAT ("\"hi\"", "\"length\""), "The answer was cut off at the limit of tokens" },
    { 200, CHAT ("\"\"", "\"stop\""), "The answer is empty" },
    { 200, CHAT ("null", "\"stop\""), "The answer is empty" },
    { 200, CHAT ("\"hi\"", "null"), "The answer does not say that it came to an end" },
    { 200, "{\"choices\":[{}]}", "The answer does not say that it came to an end" },
    { 200, "{\"choices\":[{\"message\":{\"content\":null,\"tool_calls\":[{\"id\":\"1\"}]},"
           "\"finish_reason\":\"tool_calls\"}]}", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(BatchOutcome) outcome = { 0 };

      log_case (cases[i].body);
      outcome_from_text (&outcome, cases[i].status, NULL, NULL, cases[i].body);
      assert_fate (&outcome, BATCH_FAILURE_KIND_NONE, DONE);
      g_assert_null (outcome.message);
      g_assert_cmpint (outcome.review_reason != BATCH_REVIEW_REASON_NONE, ==,
                       cases[i].review != NULL);
      g_assert_cmpstr (outcome.review_message, ==, cases[i].review);
    }
}

static void
test_usage (void)
{
  g_auto(BatchOutcome) with = { 0 };
  g_auto(BatchOutcome) without = { 0 };

  outcome_from_text (&with, 200, NULL, NULL, CHAT ("\"hi\"", "\"stop\""));
  g_assert_cmpint (with.prompt_tokens, ==, 7);
  g_assert_cmpint (with.completion_tokens, ==, 3);
  g_assert_cmpint (with.cached_tokens, ==, -1);

  outcome_from_text (&without, 200, NULL, NULL, "{}");
  g_assert_cmpint (without.prompt_tokens, ==, -1);
  g_assert_cmpint (without.completion_tokens, ==, -1);
}

static void
test_invalid (void)
{
#define INVALID BATCH_FAILURE_KIND_INVALID_RESPONSE, AGAIN
  static const StatusCase cases[] = {
    { 200, "", INVALID, "The answer of the model server is empty" },
    { 204, "", INVALID, "The answer of the model server is empty" },
    { 200, "{}", INVALID, "What the model server sends has no answer in it: {}" },
    { 202, "{\"status\":\"queued\"}", INVALID,
      "What the model server sends has no answer in it: {\"status\":\"queued\"}" },
    { 200, "{\"choices\":null}", INVALID,
      "What the model server sends has no answer in it: {\"choices\":null}" },
    { 200, "{\"choices\":[]}", INVALID,
      "What the model server sends has no answer in it: {\"choices\":[]}" },
    { 200, "{\"choices\":{\"a\":1}}", INVALID,
      "What the model server sends has no answer in it: {\"choices\":{\"a\":1}}" },
    { 200, "null", INVALID, "The answer of the model server is JSON, but not an object" },
    { 200, "[1]", INVALID, "The answer of the model server is JSON, but not an object" },
    { 200, "\"text\"", INVALID, "The answer of the model server is JSON, but not an object" },
    { 200, "<!DOCTYPE html><html><head><title>Welcome to nginx!</title></head></html>", INVALID,
      "The model server answers with a web page: Welcome to nginx!" },
    { 200, "<html><body></body></html>", INVALID, "The model server answers with a web page" },
    { 200, "Ollama is running.", INVALID,
      "The answer of the model server is not JSON: Ollama is running" },
    { 200, "{\"choices\":[{\"mess", INVALID,
      "The answer of the model server is not JSON: {\"choices\":[{\"mess" },
    { 200, "{\"a\":\"\xc3\x28\"}", INVALID,
      "The answer of the model server is not JSON: {\"a\":\"\357\277\275(\"}" },
    { 200, "{} {}", INVALID, "The answer of the model server is not JSON: {} {}" },
    { 200, "{\"choices\":[{\"message\":{\"content\":\"Yes\"},\"logprobs\":[{\"logprob\":NaN}],"
           "\"finish_reason\":\"stop\"}]}", INVALID,
      "The answer of the model server is not JSON: "
      "…,\"logprobs\":[{\"logprob\":NaN}],\"finish_re… (byte 65)" },
    { 200, "{\"choices\":[{\"message\":{\"content\":\"äöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüä", INVALID,
      "The answer of the model server is not JSON: …öüäöüäöüäöüä (byte 104)" },
    { 200, "{\"error\":{\"message\":\"No such thing.\",\"code\":404}}", INVALID,
      "The model server reports an error in place of an answer: No such thing" },
    { 200, "{\"error\":{\"message\":\"Why\",\"code\":1302}}", INVALID,
      "The model server reports an error in place of an answer: Why" },
    { 200, "{\"choices\":[{\"message\":{\"content\":\"\"},\"error\":{\"message\":\"Why\"}}]}",
      INVALID, "The model server reports an error in place of an answer: Why" },
    { 200, "{\"error\":\"llama runner process no longer running\"}", INVALID,
      "The model server reports an error in place of an answer: "
      "llama runner process no longer running" },
  };

  check_status_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_not_text (void)
{
  static const char body[] = "{\0\"\0a\0\"";
  BatchResponse response = { .status = 200, .body = g_bytes_new_static (body, sizeof body) };
  g_auto(BatchOutcome) outcome = { 0 };

  batch_outcome_from_response (&outcome, &response, BATCH_ENDPOINT_CHAT_COMPLETIONS, NULL, 0);
  g_assert_cmpstr (outcome.message, ==, "The answer of the model server is not text");
  g_assert_true (outcome.retriable);
  g_bytes_unref (response.body);
}

static void
assert_packed (const char *packer,
               const char *message)
{
  BatchResponse response = {
    .status = 200, .body = g_bytes_new_static ("\x8b\x02\x80", 3),
    .content_encoding = (char *) packer,
  };
  g_auto(BatchOutcome) outcome = { 0 };

  batch_outcome_from_response (&outcome, &response, BATCH_ENDPOINT_CHAT_COMPLETIONS, NULL, 0);
  g_assert_cmpstr (outcome.message, ==, message);
  g_assert_true (outcome.retriable);
  g_bytes_unref (response.body);
}

static void
test_packed (void)
{
  assert_packed ("br",
                 "The answer of the model server is packed by “br”, which nobody has asked for: "
                 "turn that off where it is done, in a proxy perhaps");
  assert_packed ("gzip", "The answer of the model server is packed by “gzip”, and damaged");
  assert_packed ("Deflate", "The answer of the model server is packed by “Deflate”, and damaged");
}

/* With any other status, in the order of the rule */

static void
test_forbidden_model (void)
{
#define FORBIDDEN BATCH_FAILURE_KIND_MODEL_NOT_FOUND, NEVER
  static const StatusCase cases[] = {
    { 403, "{\"error\":{\"message\":\"Project `p` does not have access to model `m`\","
           "\"type\":\"invalid_request_error\",\"code\":\"model_not_found\"}}", FORBIDDEN,
      "The model server does not let this key use the model: "
      "Project `p` does not have access to model `m`" },
    { 401, "{\"error\":{\"message\":\"key not allowed\",\"type\":\"key_model_access_denied\","
           "\"code\":\"401\"}}", FORBIDDEN,
      "The model server does not let this key use the model: key not allowed" },
    { 403, "{\"error\":{\"message\":\"You have no access to the model.\"}}", FORBIDDEN,
      "The model server does not let this key use the model: You have no access to the model" },
    { 401, "{\"error\":{\"message\":\"Model servers need a key\"}}",
      BATCH_FAILURE_KIND_AUTH, NEVER,
      "The model server does not accept the key: Model servers need a key" },
  };

  check_status_cases (cases, G_N_ELEMENTS (cases));
}

/* It would be as deep again. */
static void
test_too_deep (void)
{
  g_autofree char *brackets = g_strnfill (BATCH_JSON_DEPTH, '[');
  g_autofree char *body = g_strconcat ("{\"choices\":", brackets, NULL);
  g_auto(BatchOutcome) outcome = { 0 };

  outcome_from_text (&outcome, 200, NULL, NULL, body);
  assert_fate (&outcome, BATCH_FAILURE_KIND_INVALID_RESPONSE, NEVER);
  assert_sentence (outcome.message);
  g_assert_nonnull (strstr (outcome.message, "nested more than 200 deep"));
  g_assert_false (outcome.foreign);
}

static void
test_auth (void)
{
#define AUTH BATCH_FAILURE_KIND_AUTH, NEVER
  static const StatusCase cases[] = {
    { 401, "{\"error\":{\"message\":\"Invalid API Key\",\"type\":\"authentication_error\","
           "\"code\":401}}", AUTH,
      "The model server does not accept the key: Invalid API Key" },
    { 401, "Unauthorized", AUTH, "The model server does not accept the key: Unauthorized" },
    { 401, "", AUTH, "The model server does not accept the key" },
    { 403, "", AUTH, "The model server does not allow this" },
    { 400, "{\"error\":{\"message\":\"No connected db.\",\"type\":\"no_db_connection\","
           "\"param\":null,\"code\":\"400\"}}", AUTH,
      "The model server does not accept the key: No connected db" },
    { 400, "[{\"error\":{\"code\":400,\"message\":\"API key not valid. Give a valid one.\"}}]",
      AUTH, "The model server does not accept the key: API key not valid. Give a valid one" },
    { 400, "{\"error\":{\"message\":\"Why\",\"code\":\"invalid_api_key\"}}", AUTH,
      "The model server does not accept the key: Why" },
    { 400, "{\"error\":{\"message\":\"Why\",\"type\":\"API_KEY_INVALID\"}}", AUTH,
      "The model server does not accept the key: Why" },
    { 402, "{\"detail\":\"Insufficient Balance\"}", AUTH,
      "The account at the model server has no credit left: Insufficient Balance" },
    { 407, "", AUTH, "The proxy on the way to the model server wants a password" },
    { 429, "{\"error\":{\"message\":\"You exceeded your current quota.\","
           "\"type\":\"insufficient_quota\",\"code\":\"insufficient_quota\"}}", AUTH,
      "The account at the model server has no credit left: You exceeded your current quota" },
  };

  check_status_cases (cases, G_N_ELEMENTS (cases));
  check_verdicts (cases, G_N_ELEMENTS (cases), BATCH_VERDICT_AUTH);
}

static void
test_model_not_found (void)
{
#define MISSING BATCH_FAILURE_KIND_MODEL_NOT_FOUND, NEVER
#define SENTENCE "The model server does not have this model"
  static const StatusCase cases[] = {
    { 404, "{\"error\":\"model 'x' not found\"}", MISSING, SENTENCE ": model 'x' not found" },
    { 404, "{\"error\":{\"message\":\"model \\\"x\\\" not found, try pulling it first\","
           "\"type\":\"api_error\",\"param\":null,\"code\":null}}", MISSING,
      SENTENCE ": model \"x\" not found, try pulling it first" },
    { 404, "{\"error\":{\"message\":\"The model `x` does not exist.\",\"type\":\"NotFoundError\","
           "\"code\":404}}", MISSING, SENTENCE ": The model `x` does not exist" },
    { 404, "{\"error\":{\"message\":\"gone\",\"code\":\"model_not_found\"}}", MISSING,
      SENTENCE ": gone" },
    { 404, "no router for requested model", MISSING, SENTENCE ": no router for requested model" },
    { 404, "could not find real modelID for x", MISSING,
      SENTENCE ": could not find real modelID for x" },
    { 400, "{\"error\":{\"code\":400,\"message\":\"model 'x' not found\","
           "\"type\":\"invalid_request_error\"}}", MISSING, SENTENCE ": model 'x' not found" },
    { 400, "{\"error\":{\"message\":\"/chat/completions: Invalid model name passed in model=x\"}}",
      MISSING, SENTENCE ": /chat/completions: Invalid model name passed in model=x" },
  };

  check_status_cases (cases, G_N_ELEMENTS (cases));
  check_verdicts (cases, G_N_ELEMENTS (cases), BATCH_VERDICT_NO_SUCH_MODEL);
}

static void
test_wait (void)
{
#define LOADING BATCH_FAILURE_KIND_WAIT_LOADING, WAIT
#define BUSY BATCH_FAILURE_KIND_WAIT_BUSY, WAIT
  static const StatusCase cases[] = {
    { 503, "{\"error\":{\"message\":\"Loading model\",\"type\":\"unavailable_error\","
           "\"code\":503}}", LOADING,
      "The model server is still loading the model: Loading model" },
    { 503, "{\"error\":\"Model x is currently loading\",\"error_type\":\"overloaded\"}", LOADING,
      "The model server is still loading the model: Model x is currently loading" },
    { 503, "{\"error\":\"server busy, please try again.  maximum pending requests exceeded\"}",
      BUSY, "The model server is busy: server busy, please try again. "
            "maximum pending requests exceeded" },
    { 503, "{\"error\":{\"message\":\"Too many queued requests\",\"type\":"
           "\"ServiceUnavailableError\",\"param\":null,\"code\":503}}", BUSY,
      "The model server is busy: Too many queued requests" },
    { 429, "", BUSY, "The model server is busy" },
    { 429, "{\"error\":{\"message\":\"Rate limit reached for x\",\"type\":\"tokens\","
           "\"code\":\"rate_limit_exceeded\"}}", BUSY,
      "The model server is busy: Rate limit reached for x" },
    { 429, "{\"error\":{\"message\":\"Too many requests\",\"code\":\"concurrency_limit\"}}", BUSY,
      "The model server is busy: Too many requests" },
    { 529, "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
           "\"message\":\"Overloaded\"}}", BUSY, "The model server is busy: Overloaded" },
    { 400, "{\"error\":{\"message\":\"Model is still loading, please wait\"}}", LOADING,
      "The model server is still loading the model: Model is still loading, please wait" },
    { 400, "{\"error\":{\"message\":\"Server is busy, please try again later\","
           "\"type\":\"server_busy\"}}", BUSY,
      "The model server is busy: Server is busy, please try again later" },
    { 400, "{\"error\":\"The model is overloaded\"}", BUSY,
      "The model server is busy: The model is overloaded" },
    { 500, "{\"error\":{\"message\":\"model limit reached, try again later\"}}", BUSY,
      "The model server is busy: model limit reached, try again later" },
  };

  check_status_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_swapped_away (void)
{
#define SWAPPED "The model is not in memory any more"
  static const StatusCase cases[] = {
    { 400, "{\"error\":{\"code\":400,\"message\":\"model is not loaded\","
           "\"type\":\"invalid_request_error\"}}", LOADING, SWAPPED ": model is not loaded" },
    { 500, "proxy error: Could not establish connection", LOADING,
      SWAPPED ": proxy error: Could not establish connection" },
  };

  check_status_cases (cases, G_N_ELEMENTS (cases));
  check_verdicts (cases, G_N_ELEMENTS (cases), BATCH_VERDICT_SWAPPED_AWAY);
}

static void
test_load_failed (void)
{
#define FAILED_LOAD BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS, AGAIN
#define LOAD_SENTENCE "The model server could not load the model"
  static const StatusCase cases[] = {
    { 500, "{\"error\":{\"message\":\"CUDA out of memory. Tried to allocate 2 GiB.\"}}",
      FAILED_LOAD, LOAD_SENTENCE ": CUDA out of memory. Tried to allocate 2 GiB" },
    { 424, "{\"error\":\"Request failed during generation: Server error: CUDA out of memory.\","
           "\"error_type\":\"generation\"}", FAILED_LOAD,
      LOAD_SENTENCE ": Request failed during generation: Server error: CUDA out of memory" },
    { 500, "{\"error\":{\"message\":\"no luck\",\"type\":\"OutOfMemoryError\"}}", FAILED_LOAD,
      LOAD_SENTENCE ": no luck" },
    { 400, "{\"error\":{\"message\":\"Failed to load model \\\"x\\\". Error: Model loading was "
           "stopped due to insufficient system resources.\"}}", FAILED_LOAD,
      LOAD_SENTENCE ": Failed to load model \"x\". Error: Model loading was stopped due to "
      "insufficient system resources" },
    { 500, "{\"error\":\"model name=x failed to load\"}", FAILED_LOAD,
      LOAD_SENTENCE ": model name=x failed to load" },
    { 500, "{\"error\":\"model requires more system memory (9 GiB) than is available\"}",
      FAILED_LOAD,
      LOAD_SENTENCE ": model requires more system memory (9 GiB) than is available" },
    { 500, "unspecific error: health check timed out", FAILED_LOAD,
      LOAD_SENTENCE ": unspecific error: health check timed out" },
    { 503, "{\"error\":\"error loading model: file is broken\"}", FAILED_LOAD,
      LOAD_SENTENCE ": error loading model: file is broken" },
  };

  check_status_cases (cases, G_N_ELEMENTS (cases));
  check_verdicts (cases, G_N_ELEMENTS (cases), BATCH_VERDICT_LOAD_FAILED);
}

static void
test_retriable (void)
{
#define RETRIABLE BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS, AGAIN
  static const StatusCase cases[] = {
    { 408, "", RETRIABLE, "The model server waited too long for the request" },
    { 409, "", RETRIABLE, "The model server is in the middle of something else" },
    { 424, "{\"error\":\"Request failed during generation: Server error: CANCELLED\","
           "\"error_type\":\"generation\"}", RETRIABLE,
      "The model server failed: Request failed during generation: Server error: CANCELLED" },
    { 425, "", RETRIABLE, "The model server failed" },
    { 499, "", RETRIABLE, "The model server, or what is in front of it, broke the request off" },
    { 400, "{\"error\":\"The model has crashed without additional information. (Exit code: "
           "1)\"}", RETRIABLE,
      "The model server failed: The model has crashed without additional information. (Exit code: "
      "1)" },
    { 500, "", RETRIABLE, "The model server failed" },
    { 500, "proxy error: Failed to read connection", RETRIABLE,
      "The model server failed: proxy error: Failed to read connection" },
    { 502, "", RETRIABLE, "The gateway cannot reach the model server" },
    { 502, "<html><head><title>502 Bad Gateway</title></head><body></body></html>", RETRIABLE,
      "The gateway cannot reach the model server: 502 Bad Gateway" },
    /* Without a hint nobody knows how long, or whether the request is the reason. */
    { 503, "", RETRIABLE, "The model server is not available" },
    { 504, "", RETRIABLE, "The gateway waited too long for the model server" },
    { 599, "", RETRIABLE, "The model server failed" },
  };

  check_status_cases (cases, G_N_ELEMENTS (cases));
  check_verdicts (cases, G_N_ELEMENTS (cases), BATCH_VERDICT_TRY_AGAIN);
}

static void
test_refused (void)
{
#define REFUSED BATCH_FAILURE_KIND_NON_RETRIABLE_HTTP_STATUS, NEVER
  static const StatusCase cases[] = {
    /* What it quotes is not said of the server. */
    { 400, "{\"error\":\"Unknown value: Server is busy, the model has crashed\"}", REFUSED,
      "The model server refuses the request: Unknown value: Server is busy, the model has "
      "crashed" },
    { 400, "{\"error\":{\"code\":400,\"message\":\"the request exceeds the available context "
           "size\",\"type\":\"exceed_context_size_error\",\"n_prompt_tokens\":9000}}", REFUSED,
      "The model server refuses the request: the request exceeds the available context size" },
    { 400, "{\"error\":\"\\\"x\\\" does not support thinking\"}", REFUSED,
      "The model server refuses the request: \"x\" does not support thinking" },
    { 400, "{\"error\":\"image file for the model not found\"}", REFUSED,
      "The model server refuses the request: image file for the model not found" },
    { 422, "{\"detail\":[{\"loc\":[\"body\",\"n\"],\"msg\":\"field required\"}]}", REFUSED,
      "The model server refuses the request: n: field required" },
    { 400, "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\","
           "\"message\":\"max_tokens: required\"}}", REFUSED,
      "The model server refuses the request: max_tokens: required" },
    { 400, "{\"message\":\"no\\r\\nsuch\\tthing\"}", REFUSED,
      "The model server refuses the request: no such thing" },
    { 418, "", REFUSED, "The model server refuses the request" },
    { 400, "{}", REFUSED, "The model server refuses the request" },
    { 400, "{\"reason\": \"too long\", \"success\": false}", REFUSED,
      "The model server refuses the request: {\"reason\": \"too long\", \"success\": false}" },
    { 400, "x\x9c\x01", REFUSED, "The model server refuses the request" },
    { 426, "", REFUSED, "The model server wants another protocol" },
    { 404, "404 page not found", REFUSED,
      "The model server does not know this endpoint: 404 page not found" },
    { 405, "", REFUSED, "The model server does not know this endpoint" },
    { 413, "", REFUSED, "The request is too large for the model server" },
    { 500, "{\"error\":\"{\\\"error\\\":{\\\"code\\\":500,\\\"message\\\":"
           "\\\"image input is not supported\\\"}}\"}", REFUSED,
      "The model cannot do this: image input is not supported" },
    { 500, "{\"error\":{\"code\":500,\"message\":\"input (1604 tokens) is too large to process. "
           "increase the physical batch size (current batch size: 512)\",\"type\":"
           "\"server_error\"}}", REFUSED,
      "The request is too large for the model server: input (1604 tokens) is too large to process. "
      "increase the physical batch size (current batch size: 512)" },
    { 501, "{\"error\":\"This server does not support embeddings.\"}", REFUSED,
      "The model server cannot do this: This server does not support embeddings" },
    { 304, "", REFUSED, "The model server points to another address, which is not followed, "
                        "because the key would go there too; if it is the right one, give it "
                        "in place of the old one" },
  };

  check_status_cases (cases, G_N_ELEMENTS (cases));
  check_verdicts (cases, G_N_ELEMENTS (cases), BATCH_VERDICT_PERMANENT_REQUEST);
}

static void
test_retry_after (void)
{
  static const struct
  {
    int               status;
    const char       *retry_after;
    BatchFailureKind  kind;
    Fate              fate;
    gint64            ms;
  } cases[] = {
    { 429, "7", BUSY, 7000 },
    { 429, "Thu, 01 Jan 1970 00:00:30 GMT", BUSY, 30000 },
    { 429, "86400", BUSY, 3600000 },
    { 429, "-1", BUSY, 0 },
    { 429, "soon", BUSY, -1 },
    { 503, "10", BUSY, 10000 },
    { 500, "10", RETRIABLE, 10000 },
    { 408, "0", RETRIABLE, 0 },
    { 400, "10", REFUSED, 10000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(BatchOutcome) outcome = { 0 };

      outcome_from_text (&outcome, cases[i].status, cases[i].retry_after, NULL, "");
      assert_fate (&outcome, cases[i].kind, cases[i].fate);
      g_assert_cmpint (outcome.retry_after_ms, ==, cases[i].ms);
    }
}

static void
test_other_model (void)
{
  static const struct
  {
    const char        *asked;
    BatchBackendFlags  flags;
    gboolean           differs;
    gboolean           fails;
  } cases[] = {
    { "small", BATCH_BACKEND_FLAGS_MISTAKES_MODEL, TRUE, TRUE },
    { "small", BATCH_BACKEND_FLAGS_IGNORES_MODEL, TRUE, FALSE },
    { "small", BATCH_BACKEND_FLAGS_NONE, FALSE, FALSE },
    { "large", BATCH_BACKEND_FLAGS_MISTAKES_MODEL, FALSE, FALSE },
    { "LARGE@q4", BATCH_BACKEND_FLAGS_MISTAKES_MODEL, FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(BatchOutcome) outcome = { 0 };

      outcome_from_text (&outcome, 200, NULL, NULL,
                         "{\"model\":\"org/large:2\",\"choices\":[{\"message\":{\"content\":\"a\"},"
                         "\"finish_reason\":\"stop\"}]}");
      g_assert_cmpint (batch_outcome_check_model (&outcome, cases[i].asked, cases[i].flags), ==,
                       cases[i].differs);
      g_assert_cmpstr (outcome.model, ==, "org/large:2");
      assert_fate (&outcome, cases[i].fails ? BATCH_FAILURE_KIND_INVALID_RESPONSE
                                            : BATCH_FAILURE_KIND_NONE,
                   cases[i].fails ? AGAIN : DONE);
      g_assert_cmpint (outcome.verdict, ==, cases[i].fails ? BATCH_VERDICT_WRONG_MODEL
                                                           : BATCH_VERDICT_OK);
      if (cases[i].fails)
        assert_sentence (outcome.message);
    }
}

static void
test_not_told (void)
{
  static const struct
  {
    BatchObstacle  obstacle;
    int            status;
    const char    *message;        /* NULL: it stays what it was */
  } cases[] = {
    { { (char *) "choices[0].message.audio" }, 200,
      "The answer cannot be told in the API of the request: “choices[0].message.audio”" },
    { { (char *) "content", NULL, TRUE }, 200,
      "The answer cannot be told in the API of the request: “content” is missing" },
    { { (char *) "a.arguments", "which is not a JSON object" }, 200,
      "The answer cannot be told in the API of the request: “a.arguments”, which is not a JSON "
      "object" },
    { { (char *) "a" }, 400, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(BatchOutcome) outcome = { 0 };
      g_autofree char *message = NULL;

      outcome_from_text (&outcome, cases[i].status, NULL, NULL,
                         "{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"a\"},"
                         "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":7}}");
      message = g_strdup (outcome.message);
      batch_outcome_refuse (&outcome, &cases[i].obstacle);
      g_assert_cmpstr (outcome.message, ==, cases[i].message != NULL ? cases[i].message : message);
      if (cases[i].message != NULL)
        assert_fate (&outcome, BATCH_FAILURE_KIND_INVALID_RESPONSE, AGAIN);
      g_assert_cmpint (outcome.prompt_tokens, ==, 7);
      g_assert_cmpstr (outcome.model, ==, "m");
    }
}

static void
test_timings (void)
{
  g_auto(BatchOutcome) outcome = { 0 };

  outcome_from_text (&outcome, 200, NULL, NULL, "{\"timings\":{\"prompt_ms\":12.6}}");
  g_assert_cmpint (outcome.timings.prompt_ms, ==, 13);
  g_assert_cmpint (outcome.timings.load_ms, ==, -1);
}

/* A server may say a great deal. */
static void
test_long_message (void)
{
  g_autofree char *text = g_strnfill (100000, 'w');
  g_autofree char *body = g_strdup_printf ("{\"error\":\"%s\"}", text);
  g_auto(BatchOutcome) outcome = { 0 };

  outcome_from_text (&outcome, 400, NULL, NULL, body);
  assert_sentence (outcome.message);
}

/* Without an answer */

static void
test_errors (void)
{
  const struct
  {
    GQuark            domain;
    int               code;
    BatchFailureKind  kind;
    Fate              fate;
    gboolean          server_down;
  } cases[] = {
    { BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_UNREACHABLE,
      BATCH_FAILURE_KIND_NETWORK_ERROR, WAIT, TRUE },
    { BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_UNTRUSTED,
      BATCH_FAILURE_KIND_NETWORK_ERROR, WAIT, TRUE },
    { BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_CONNECT_TIMEOUT,
      BATCH_FAILURE_KIND_TIMEOUT, WAIT, TRUE },
    { BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_LOST,
      BATCH_FAILURE_KIND_NETWORK_ERROR, AGAIN, FALSE },
    { BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_CUT,
      BATCH_FAILURE_KIND_NETWORK_ERROR, AGAIN, FALSE },
    { BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_FIRST_BYTE_TIMEOUT,
      BATCH_FAILURE_KIND_TIMEOUT, AGAIN, FALSE },
    { BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_IDLE_TIMEOUT,
      BATCH_FAILURE_KIND_TIMEOUT, AGAIN, FALSE },
    { BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_TOTAL_TIMEOUT,
      BATCH_FAILURE_KIND_TIMEOUT, AGAIN, FALSE },
    { BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_NOT_HTTP,
      BATCH_FAILURE_KIND_INVALID_RESPONSE, AGAIN, FALSE },
    { BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_TOO_LARGE,
      BATCH_FAILURE_KIND_INVALID_RESPONSE, NEVER, FALSE },
    { G_IO_ERROR, G_IO_ERROR_CANCELLED,
      BATCH_FAILURE_KIND_TASK_TERMINATED, WAIT, FALSE },
    { BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
      BATCH_FAILURE_KIND_BUILDER_ERROR, NEVER, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = g_error_new_literal (cases[i].domain, cases[i].code, "It is so");
      g_auto(BatchOutcome) outcome = { 0 };

      batch_outcome_from_error (&outcome, error);
      assert_fate (&outcome, cases[i].kind, cases[i].fate);
      g_assert_cmpint (outcome.server_down, ==, cases[i].server_down);
      g_assert_cmpint (outcome.verdict == BATCH_VERDICT_SERVER_GONE, ==, cases[i].server_down);
      g_assert_cmpint (outcome.verdict == BATCH_VERDICT_TRUNCATED_SILENT, ==,
                       cases[i].code == BATCH_TRANSPORT_ERROR_CUT
                       && cases[i].domain == BATCH_TRANSPORT_ERROR);
      g_assert_cmpint (outcome.status_code, ==, 0);
      g_assert_cmpint (outcome.retry_after_ms, ==, -1);
      g_assert_cmpstr (outcome.message, ==, "It is so");
    }
}

/* What may have been said by what is no model server at all. */
static void
test_foreign (void)
{
  static const struct
  {
    int         status;
    const char *body;
    gboolean    foreign;
  } cases[] = {
    { 200, "{\"choices\":[{}]}", FALSE },
    { 200, "{}", TRUE },
    { 202, "{\"status\":\"queued\"}", TRUE },
    { 200, "{\"error\":\"Why\"}", FALSE },
    { 200, "", TRUE },
    { 200, "<html></html>", TRUE },
    { 302, "", TRUE },
    { 400, "{\"detail\":\"Why\"}", FALSE },
    { 400, "<html></html>", TRUE },
    { 401, "<html></html>", FALSE },
    { 404, "", TRUE },
    { 404, "404 page not found", TRUE },
    { 404, "{\"detail\":\"Not Found\"}", TRUE },
    { 404, "{\"error\":{\"message\":\"File Not Found\"}}", TRUE },
    { 404, "{\"message\":\"Not Found\",\"code\":\"not_found\"}", TRUE },
    { 404, "{\"error\":{\"message\":\"The model does not exist\"}}", FALSE },
    { 404, "no router for requested model", FALSE },
    { 405, "{}", TRUE },
    { 413, "<html></html>", FALSE },
    { 413, "{\"error\":\"Too large\"}", FALSE },
    { 414, "", TRUE },
    { 431, "too large", TRUE },
    { 431, "{\"error\":\"Too large\"}", TRUE },
    { 400, "{\"error\":\"Too long\"}", FALSE },
    { 422, "<html></html>", TRUE },
    { 501, "<html></html>", TRUE },
    { 502, "<html></html>", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchResponse response = {
        .status = cases[i].status,
        .body = g_bytes_new_static (cases[i].body, strlen (cases[i].body)),
      };
      g_auto(BatchOutcome) outcome = { 0 };

      g_test_message ("%d %s", cases[i].status, cases[i].body);
      batch_outcome_from_response (&outcome, &response, BATCH_ENDPOINT_CHAT_COMPLETIONS, NULL, 0);
      g_assert_true (outcome.foreign == cases[i].foreign);
      g_bytes_unref (response.body);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/backend/outcome/good", test_good);
  g_test_add_func ("/batch/backend/outcome/usage", test_usage);
  g_test_add_func ("/batch/backend/outcome/invalid", test_invalid);
  g_test_add_func ("/batch/backend/outcome/not-text", test_not_text);
  g_test_add_func ("/batch/backend/outcome/packed", test_packed);
  g_test_add_func ("/batch/backend/outcome/forbidden-model", test_forbidden_model);
  g_test_add_func ("/batch/backend/outcome/too-deep", test_too_deep);
  g_test_add_func ("/batch/backend/outcome/auth", test_auth);
  g_test_add_func ("/batch/backend/outcome/model-not-found", test_model_not_found);
  g_test_add_func ("/batch/backend/outcome/wait", test_wait);
  g_test_add_func ("/batch/backend/outcome/swapped-away", test_swapped_away);
  g_test_add_func ("/batch/backend/outcome/load-failed", test_load_failed);
  g_test_add_func ("/batch/backend/outcome/retriable", test_retriable);
  g_test_add_func ("/batch/backend/outcome/refused", test_refused);
  g_test_add_func ("/batch/backend/outcome/retry-after", test_retry_after);
  g_test_add_func ("/batch/backend/outcome/other-model", test_other_model);
  g_test_add_func ("/batch/backend/outcome/not-told", test_not_told);
  g_test_add_func ("/batch/backend/outcome/timings", test_timings);
  g_test_add_func ("/batch/backend/outcome/long-message", test_long_message);
  g_test_add_func ("/batch/backend/outcome/errors", test_errors);
  g_test_add_func ("/batch/backend/outcome/foreign", test_foreign);
  return g_test_run ();
}
