/* test-outcome-refusal.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "outcome-case.h"

/* What becomes of an attempt that was answered with an error, in the order of the rule. */

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
    { 400, "{\"detail\":\"[address=0.0.0.0:1, pid=1] Model not found in the model list, uid: x\"}",
      MISSING, SENTENCE ": [address=0.0.0.0:1, pid=1] Model not found in the model list, uid: x" },
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

/* Where somebody has to load one, or it takes its time, a batch is not over at once. */
static void
test_none_loaded (void)
{
#define NONE_LOADED "The model server has loaded no model yet"
  static const StatusCase cases[] = {
    { 400, "{\"detail\":\"No models are currently loaded.\"}", LOADING,
      NONE_LOADED ": No models are currently loaded" },
    { 404, "{\"error\":{\"message\":\"No models loaded. Please load one.\","
           "\"code\":\"model_not_found\"}}", LOADING,
      NONE_LOADED ": No models loaded. Please load one" },
    { 404, "No running session found for model 'x'", LOADING,
      NONE_LOADED ": No running session found for model 'x'" },
    { 503, "No models are available", LOADING, NONE_LOADED ": No models are available" },
    { 409, "{\"message\":\"Model has not been loaded, please load model into cortex\"}", LOADING,
      NONE_LOADED ": Model has not been loaded, please load model into cortex" },
    { 500, "{\"error\":\"no model is loaded\"}", LOADING, NONE_LOADED ": no model is loaded" },
  };

  check_status_cases (cases, G_N_ELEMENTS (cases));
  check_verdicts (cases, G_N_ELEMENTS (cases), BATCH_VERDICT_WAIT_LOADING);
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
    { 400, "{\"error\":\"Model unloaded.\"}", LOADING, SWAPPED ": Model unloaded" },
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
    { 304, "", REFUSED, "The model server gives no answer, and no other address either; it, or "
                        "the proxy in front of it, is set up wrongly" },
    { 302, "", REFUSED, "The model server gives no answer, and no other address either; it, or "
                        "the proxy in front of it, is set up wrongly" },
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

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/backend/outcome-refusal/forbidden-model", test_forbidden_model);
  g_test_add_func ("/batch/backend/outcome-refusal/auth", test_auth);
  g_test_add_func ("/batch/backend/outcome-refusal/model-not-found", test_model_not_found);
  g_test_add_func ("/batch/backend/outcome-refusal/wait", test_wait);
  g_test_add_func ("/batch/backend/outcome-refusal/none-loaded", test_none_loaded);
  g_test_add_func ("/batch/backend/outcome-refusal/swapped-away", test_swapped_away);
  g_test_add_func ("/batch/backend/outcome-refusal/load-failed", test_load_failed);
  g_test_add_func ("/batch/backend/outcome-refusal/retriable", test_retriable);
  g_test_add_func ("/batch/backend/outcome-refusal/refused", test_refused);
  g_test_add_func ("/batch/backend/outcome-refusal/retry-after", test_retry_after);
  g_test_add_func ("/batch/backend/outcome-refusal/long-message", test_long_message);
  return g_test_run ();
}
