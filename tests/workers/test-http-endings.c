/* test-http-endings.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-transport-error-private.h"
#include "workers/batch-http-handler-state-private.h"

#include <string.h>

#define UNREACHABLE BATCH_TRANSPORT_ERROR_UNREACHABLE
#define COSTS TRUE
#define FREE  FALSE
#define AGAIN TRUE
#define FINAL FALSE
#define DOWN  TRUE
#define UP    FALSE

#define WHOLE \
  "{\"model\":\"qwen3\",\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"yes\"}," \
  "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2}}"
#define CUT_OFF \
  "{\"model\":\"qwen3\",\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"ye\"}," \
  "\"finish_reason\":\"length\"}]}"
#define UNFINISHED \
  "{\"model\":\"qwen3\",\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"ye\"}}]}"
#define MESSAGE \
  "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"qwen3\"," \
  "\"content\":[{\"type\":\"text\",\"text\":\"yes\"}],\"stop_reason\":\"end_turn\"," \
  "\"stop_sequence\":null,\"usage\":{\"input_tokens\":7,\"output_tokens\":2}}"

/* A send whose server says what the test wants. */
typedef struct
{
  BatchHttpOptions options;
  BatchWorker     *worker;
  BatchHttpSend    send;
} Fixture;

static void
set_up (Fixture    *fixture,
        const char *kind)
{
  g_autoptr(GError) error = NULL;
  BatchItemRecord *item = batch_item_record_new ();

  item->key = g_strdup ("qwen3");
  fixture->worker = batch_http_handler_new ("http://127.0.0.1:9", kind, NULL, NULL,
                                            &fixture->options, &error);
  g_assert_no_error (error);
  fixture->send = (BatchHttpSend) {
    .handler = (BatchHttpHandler *) fixture->worker,
    .item = item,
    .endpoint = BATCH_ENDPOINT_CHAT_COMPLETIONS,
    .body = g_bytes_new_static ("{}", 2),
  };
}

static void
tear_down (Fixture *fixture)
{
  batch_item_record_unref (fixture->send.item);
  g_bytes_unref (fixture->send.body);
  fixture->worker->free (fixture->worker);
}

static BatchResponse *
response_new (int         status,
              const char *body)
{
  BatchResponse *response = g_slice_new0 (BatchResponse);

  response->status = status;
  response->body = g_bytes_new (body, strlen (body));
  response->request_id = g_strdup ("req_1");
  return response;
}

static BatchEnding *
end (Fixture    *fixture,
     int         status,
     const char *body)
{
  g_autoptr(BatchResponse) response = response_new (status, body);

  return batch_http_ending_for_response (&fixture->send, response);
}

static void
assert_body (BatchEnding *ending,
             const char  *body)
{
  gsize length;
  const char *data = g_bytes_get_data (ending->body, &length);

  g_assert_cmpmem (data, length, body, strlen (body));
}

/* --- Without an answer --- */

static const struct
{
  int              code;
  BatchVerdict     verdict;
  BatchFailureKind kind;
  gboolean         again;
  gboolean         costs;
  gboolean         down;
} lost[] = {
  { UNREACHABLE, BATCH_VERDICT_SERVER_GONE, BATCH_FAILURE_KIND_NETWORK_ERROR, AGAIN, FREE, DOWN },
  { BATCH_TRANSPORT_ERROR_UNTRUSTED, BATCH_VERDICT_SERVER_GONE,
    BATCH_FAILURE_KIND_NETWORK_ERROR, AGAIN, FREE, DOWN },
  { BATCH_TRANSPORT_ERROR_CONNECT_TIMEOUT, BATCH_VERDICT_SERVER_GONE,
    BATCH_FAILURE_KIND_TIMEOUT, AGAIN, FREE, DOWN },
  { BATCH_TRANSPORT_ERROR_FIRST_BYTE_TIMEOUT, BATCH_VERDICT_TRY_AGAIN,
    BATCH_FAILURE_KIND_TIMEOUT, AGAIN, COSTS, UP },
  { BATCH_TRANSPORT_ERROR_IDLE_TIMEOUT, BATCH_VERDICT_TRY_AGAIN,
    BATCH_FAILURE_KIND_TIMEOUT, AGAIN, COSTS, UP },
  { BATCH_TRANSPORT_ERROR_TOTAL_TIMEOUT, BATCH_VERDICT_TRY_AGAIN,
    BATCH_FAILURE_KIND_TIMEOUT, AGAIN, COSTS, UP },
  { BATCH_TRANSPORT_ERROR_LOST, BATCH_VERDICT_TRY_AGAIN,
    BATCH_FAILURE_KIND_NETWORK_ERROR, AGAIN, COSTS, UP },
  { BATCH_TRANSPORT_ERROR_CUT, BATCH_VERDICT_TRUNCATED_SILENT,
    BATCH_FAILURE_KIND_NETWORK_ERROR, AGAIN, COSTS, UP },
  { BATCH_TRANSPORT_ERROR_NOT_HTTP, BATCH_VERDICT_TRY_AGAIN,
    BATCH_FAILURE_KIND_INVALID_RESPONSE, AGAIN, COSTS, UP },
  { BATCH_TRANSPORT_ERROR_TOO_LARGE, BATCH_VERDICT_PERMANENT_REQUEST,
    BATCH_FAILURE_KIND_INVALID_RESPONSE, FINAL, COSTS, UP },
  { BATCH_TRANSPORT_ERROR_GARBLED, BATCH_VERDICT_TRY_AGAIN,
    BATCH_FAILURE_KIND_INVALID_RESPONSE, AGAIN, COSTS, UP },
};

static void
test_lost (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lost); i++)
    {
      g_autoptr(GError) error = g_error_new_literal (BATCH_TRANSPORT_ERROR, lost[i].code, "Lost");
      g_autoptr(BatchEnding) ending = batch_http_ending_for_error (error);

      g_test_message ("transport error %d", lost[i].code);
      g_assert_cmpint (ending->status, ==, BATCH_ITEM_STATUS_FAILED);
      g_assert_cmpint (ending->verdict, ==, lost[i].verdict);
      g_assert_cmpint (ending->failure_kind, ==, lost[i].kind);
      g_assert_true (ending->retriable == lost[i].again);
      g_assert_true (ending->costs_attempt == lost[i].costs);
      g_assert_true (ending->server_down == lost[i].down);
      g_assert_true (ending->lasting == (lost[i].code == BATCH_TRANSPORT_ERROR_UNTRUSTED));
      g_assert_false (ending->shut_out);
      g_assert_cmpstr (ending->message, ==, "Lost");
      g_assert_cmpint (ending->status_code, ==, 0);
      g_assert_cmpint (ending->retry_after_ms, ==, -1);
      g_assert_null (ending->body);
      g_assert_null (ending->request_id);
    }
}

static void
test_cancelled (void)
{
  g_autoptr(GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  g_autoptr(BatchEnding) ending = batch_http_ending_for_error (error);

  g_assert_cmpint (ending->status, ==, BATCH_ITEM_STATUS_CANCELLED);
  g_assert_cmpint (ending->verdict, ==, BATCH_VERDICT_CANCELLED);
  g_assert_cmpint (ending->failure_kind, ==, BATCH_FAILURE_KIND_NONE);
  g_assert_null (ending->message);
}

/* What is wrong with the request stays so. */
static void
test_not_made (void)
{
  g_autoptr(GError) error = g_error_new_literal (BATCH_ERROR, BATCH_ERROR_UNSUPPORTED, "No way");
  g_autoptr(BatchEnding) ending = batch_http_ending_for_error (error);

  g_assert_cmpint (ending->verdict, ==, BATCH_VERDICT_PERMANENT_REQUEST);
  g_assert_cmpint (ending->failure_kind, ==, BATCH_FAILURE_KIND_BUILDER_ERROR);
  g_assert_false (ending->retriable);
  g_assert_cmpstr (ending->message, ==, "No way");
}

/* --- With one --- */

static void
test_good (void)
{
  Fixture fixture = { { 0 } };
  g_autoptr(BatchEnding) ending = NULL;

  set_up (&fixture, "openai-compatible");
  ending = end (&fixture, 200, WHOLE);
  g_assert_cmpint (ending->status, ==, BATCH_ITEM_STATUS_SUCCEEDED);
  g_assert_cmpint (ending->verdict, ==, BATCH_VERDICT_OK);
  g_assert_cmpint (ending->review_reason, ==, BATCH_REVIEW_REASON_NONE);
  g_assert_null (ending->message);
  g_assert_cmpint (ending->status_code, ==, 200);
  g_assert_cmpint (ending->prompt_tokens, ==, 7);
  g_assert_cmpint (ending->output_tokens, ==, 2);
  g_assert_cmpint (ending->cached_tokens, ==, -1);
  g_assert_cmpstr (ending->request_id, ==, "req_1");
  assert_body (ending, WHOLE);
  tear_down (&fixture);
}

/* It is good, and somebody should look at it all the same. */
static void
test_cut_off (void)
{
  Fixture fixture = { { 0 } };
  g_autoptr(BatchEnding) ending = NULL;

  set_up (&fixture, "openai-compatible");
  ending = end (&fixture, 200, CUT_OFF);
  g_assert_cmpint (ending->status, ==, BATCH_ITEM_STATUS_SUCCEEDED);
  g_assert_cmpint (ending->verdict, ==, BATCH_VERDICT_TRUNCATED_LENGTH);
  g_assert_cmpint (ending->review_reason, ==, BATCH_REVIEW_REASON_CUT_OFF);
  g_assert_nonnull (ending->message);
  g_assert_false (ending->retriable);
  assert_body (ending, CUT_OFF);
  tear_down (&fixture);
}

static void
test_statuses (void)
{
  static const struct
  {
    int          status;
    BatchVerdict verdict;
    gboolean     shut_out;
    gboolean     by_gateway;
  } cases[] = {
    { 400, BATCH_VERDICT_PERMANENT_REQUEST, FALSE, FALSE },
    { 401, BATCH_VERDICT_AUTH, TRUE, FALSE },
    { 407, BATCH_VERDICT_AUTH, TRUE, FALSE },
    { 500, BATCH_VERDICT_TRY_AGAIN, FALSE, FALSE },
    { 502, BATCH_VERDICT_TRY_AGAIN, FALSE, TRUE },
    { 504, BATCH_VERDICT_TRY_AGAIN, FALSE, TRUE },
    { 530, BATCH_VERDICT_TRY_AGAIN, FALSE, TRUE },
  };
  Fixture fixture = { { 0 } };

  set_up (&fixture, "openai-compatible");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchEnding) ending = end (&fixture, cases[i].status, "{\"error\":\"Why.\"}");

      g_test_message ("%d", cases[i].status);
      g_assert_cmpint (ending->status, ==, BATCH_ITEM_STATUS_FAILED);
      g_assert_cmpint (ending->verdict, ==, cases[i].verdict);
      g_assert_true (ending->shut_out == cases[i].shut_out);
      g_assert_true (fixture.send.by_gateway == cases[i].by_gateway);
      g_assert_cmpint (ending->status_code, ==, cases[i].status);
      g_assert_true (g_str_has_suffix (ending->message, ": Why"));
      assert_body (ending, "{\"error\":\"Why.\"}");
    }
  tear_down (&fixture);
}

/* What a server of many models has mistaken is no answer; one that has a single model calls it
 * as it likes. */
static void
test_other_model (void)
{
  static const struct
  {
    const char  *kind;
    const char  *asked;
    BatchVerdict verdict;
    gboolean     told;
  } cases[] = {
    { "openai-compatible", "gemma3", BATCH_VERDICT_OK, FALSE },
    { "llama-server", "qwen3", BATCH_VERDICT_OK, FALSE },
    { "llama-server", "gemma3", BATCH_VERDICT_OK, TRUE },
    { "lm-studio", "qwen3", BATCH_VERDICT_OK, FALSE },
    { "lm-studio", "gemma3", BATCH_VERDICT_WRONG_MODEL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture fixture = { { 0 } };
      g_autoptr(BatchEnding) ending = NULL;

      g_test_message ("%s for %s", cases[i].kind, cases[i].asked);
      set_up (&fixture, cases[i].kind);
      g_free (fixture.send.item->key);
      fixture.send.item->key = g_strdup (cases[i].asked);
      ending = end (&fixture, 200, WHOLE);
      g_assert_cmpint (ending->verdict, ==, cases[i].verdict);
      g_assert_true (fixture.send.handler->told_other_model == cases[i].told);
      assert_body (ending, WHOLE);
      tear_down (&fixture);
    }
}

/* A server that does not say even the second time how it came to an end never says it, and is
 * believed, until it does say so. */
static void
test_says_no_end (void)
{
  static const struct
  {
    guint        attempts;
    int          status;
    const char  *body;
    BatchVerdict verdict;
    gboolean     says_no_end;
  } steps[] = {
    { 0, 200, UNFINISHED, BATCH_VERDICT_TRUNCATED_SILENT, FALSE },
    { 0, 200, UNFINISHED, BATCH_VERDICT_TRUNCATED_SILENT, FALSE },
    { 1, 200, WHOLE, BATCH_VERDICT_OK, FALSE },
    { 1, 200, UNFINISHED, BATCH_VERDICT_OK, TRUE },
    { 0, 200, UNFINISHED, BATCH_VERDICT_OK, TRUE },
    { 0, 500, "{}", BATCH_VERDICT_TRY_AGAIN, TRUE },
    { 2, 200, UNFINISHED, BATCH_VERDICT_OK, TRUE },
    { 0, 200, WHOLE, BATCH_VERDICT_OK, FALSE },
    { 0, 200, UNFINISHED, BATCH_VERDICT_TRUNCATED_SILENT, FALSE },
  };
  Fixture fixture = { { 0 } };

  set_up (&fixture, "openai-compatible");
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr(BatchEnding) ending = NULL;

      g_test_message ("step %u", i);
      fixture.send.item->attempts = steps[i].attempts;
      ending = end (&fixture, steps[i].status, steps[i].body);
      g_assert_cmpint (ending->verdict, ==, steps[i].verdict);
      g_assert_true (fixture.send.handler->says_no_end == steps[i].says_no_end);
    }
  tear_down (&fixture);
}

/* --- In the words of who has asked --- */

static void
test_own_words (void)
{
  Fixture fixture = { { 0 } };
  g_autoptr(BatchResponse) response = response_new (200, MESSAGE);
  g_auto(BatchOutcome) outcome = { 0 };
  g_autoptr(GBytes) answer = NULL;

  set_up (&fixture, "openai-compatible");
  answer = batch_http_send_read_answer (&fixture.send, response, &outcome);
  g_assert_true (answer == response->body);
  tear_down (&fixture);
}

static void
test_other_words (void)
{
  static const struct
  {
    BatchEndpoint endpoint;
    const char   *body;
    BatchEndpoint asked;
    const char   *says;
  } cases[] = {
    { BATCH_ENDPOINT_MESSAGES, MESSAGE, BATCH_ENDPOINT_CHAT_COMPLETIONS, "\"choices\"" },
    { BATCH_ENDPOINT_CHAT_COMPLETIONS, WHOLE, BATCH_ENDPOINT_MESSAGES, "\"stop_reason\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture fixture = { { 0 } };
      g_autoptr(BatchEnding) ending = NULL;
      g_autofree char *text = NULL;

      set_up (&fixture, "openai-compatible");
      fixture.send.endpoint = cases[i].endpoint;
      fixture.send.asked = cases[i].asked;
      ending = end (&fixture, 200, cases[i].body);
      g_assert_cmpint (ending->status, ==, BATCH_ITEM_STATUS_SUCCEEDED);
      text = g_strndup (g_bytes_get_data (ending->body, NULL), g_bytes_get_size (ending->body));
      g_assert_nonnull (strstr (text, cases[i].says));
      g_assert_nonnull (strstr (text, "yes"));
      tear_down (&fixture);
    }
}

/* A good answer that the other API has no words for: it is kept as it came, and is no success. */
static void
test_no_words (void)
{
  static const char body[] =
    "{\"model\":\"qwen3\",\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"a\","
    "\"audio\":{\"id\":\"x\",\"data\":\"\"}},\"finish_reason\":\"stop\"}]}";
  Fixture fixture = { { 0 } };
  g_autoptr(BatchEnding) ending = NULL;

  set_up (&fixture, "openai-compatible");
  fixture.send.asked = BATCH_ENDPOINT_MESSAGES;
  ending = end (&fixture, 200, body);
  g_assert_cmpint (ending->status, ==, BATCH_ITEM_STATUS_FAILED);
  g_assert_cmpint (ending->failure_kind, !=, BATCH_FAILURE_KIND_NONE);
  g_assert_nonnull (strstr (ending->message, "audio"));
  assert_body (ending, body);
  tear_down (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/workers/http-endings/lost", test_lost);
  g_test_add_func ("/batch/workers/http-endings/cancelled", test_cancelled);
  g_test_add_func ("/batch/workers/http-endings/not-made", test_not_made);
  g_test_add_func ("/batch/workers/http-endings/good", test_good);
  g_test_add_func ("/batch/workers/http-endings/cut-off", test_cut_off);
  g_test_add_func ("/batch/workers/http-endings/statuses", test_statuses);
  g_test_add_func ("/batch/workers/http-endings/other-model", test_other_model);
  g_test_add_func ("/batch/workers/http-endings/says-no-end", test_says_no_end);
  g_test_add_func ("/batch/workers/http-endings/own-words", test_own_words);
  g_test_add_func ("/batch/workers/http-endings/other-words", test_other_words);
  g_test_add_func ("/batch/workers/http-endings/no-words", test_no_words);
  return g_test_run ();
}
