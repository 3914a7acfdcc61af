/* test-http-endpoints.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workers/batch-http-handler-state-private.h"

#include <string.h>

#define NONE     BATCH_ENDPOINT_NONE
#define CHAT     BATCH_ENDPOINT_CHAT_COMPLETIONS
#define MESSAGES BATCH_ENDPOINT_MESSAGES

#define ASK "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]"
#define PLAIN ASK "}"
/* What messages have no words for. */
#define BIASED ASK ",\"logit_bias\":{\"7\":1}}"

#define NO_MODEL "{\"error\":{\"message\":\"The model 'm' does not exist\"}}"

static BatchResponse *
response_new (int         status,
              const char *body)
{
  BatchResponse *response = g_slice_new0 (BatchResponse);

  response->status = status;
  response->body = g_bytes_new (body, strlen (body));
  return response;
}

/* --- Whether there is no such endpoint --- */

static void
test_lacks (void)
{
  static const struct
  {
    int         status;
    const char *body;
    gboolean    lacks;
  } cases[] = {
    { 404, "", TRUE },
    { 404, "404 page not found", TRUE },
    { 404, "<html><body>Not Found</body></html>", TRUE },
    { 404, "{\"error\":{\"message\":\"File Not Found\",\"code\":404}}", TRUE },
    { 404, "{\"detail\":\"Not Found\"}", TRUE },
    { 404, "{\"error\":\"größe \xff\"}", TRUE },
    { 404, NO_MODEL, FALSE },
    { 404, "{\"error\":{\"message\":\"no\",\"code\":\"model_not_found\"}}", FALSE },
    { 404, "{\"error\":{\"message\":\"No models loaded. Please load one.\"}}", FALSE },
    { 404, "{\"error\":\"Failed to load model\"}", FALSE },
    { 405, "", TRUE },
    { 405, NO_MODEL, TRUE },
    { 501, "{}", TRUE },
    { 200, "", FALSE },
    { 400, "404 page not found", FALSE },
    { 403, "", FALSE },
    { 406, "", FALSE },
    { 410, "", FALSE },
    { 500, "", FALSE },
    { 502, "", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchResponse) response = response_new (cases[i].status, cases[i].body);

      g_test_message ("case %u", i);
      g_assert_true (batch_http_lacks_endpoint (response) == cases[i].lacks);
    }
}

/* --- Whether it is asked otherwise --- */

typedef struct
{
  BatchHttpOptions options;
  BatchWorker     *worker;
  BatchHttpSend    send;
} Fixture;

static void
set_up (Fixture      *fixture,
        const char   *kind,
        BatchEndpoint endpoint,
        const char   *body)
{
  g_autoptr(GError) error = NULL;

  fixture->worker = batch_http_handler_new ("http://127.0.0.1:9", kind, NULL, NULL,
                                            &fixture->options, &error);
  g_assert_no_error (error);
  fixture->send = (BatchHttpSend) {
    .handler = (BatchHttpHandler *) fixture->worker,
    .endpoint = endpoint,
    .body = g_bytes_new (body, strlen (body)),
  };
}

static void
tear_down (Fixture *fixture)
{
  g_free (fixture->send.problem);
  g_bytes_unref (fixture->send.body);
  fixture->worker->free (fixture->worker);
}

static gboolean
answer (Fixture *fixture,
        int      status)
{
  g_autoptr(BatchResponse) response = response_new (status, status == 200 ? "{}" : "");

  return batch_http_send_ask_otherwise (&fixture->send, response);
}

static void
test_first_answer (void)
{
  static const struct
  {
    const char   *kind;
    BatchEndpoint endpoint;
    const char   *body;
    int           status;
    gboolean      again;
    gboolean      problem;
  } cases[] = {
    { "openai-compatible", CHAT, PLAIN, 404, TRUE, FALSE },
    { "openai-compatible", MESSAGES, PLAIN, 404, TRUE, FALSE },
    { "openai-compatible", CHAT, PLAIN, 405, TRUE, FALSE },
    { "openai-compatible", CHAT, PLAIN, 200, FALSE, FALSE },
    { "openai-compatible", CHAT, PLAIN, 500, FALSE, FALSE },
    { "openai-compatible", BATCH_ENDPOINT_EMBEDDINGS, PLAIN, 404, FALSE, FALSE },
    { "openai-compatible", BATCH_ENDPOINT_COMPLETIONS, PLAIN, 404, FALSE, FALSE },
    { "openai-compatible", BATCH_ENDPOINT_RESPONSES, PLAIN, 404, TRUE, FALSE },
    { "openai-compatible", NONE, PLAIN, 404, FALSE, FALSE },
    /* It is known what these have. */
    { "ollama", CHAT, PLAIN, 404, FALSE, FALSE },
    { "anthropic", MESSAGES, PLAIN, 404, FALSE, FALSE },
    /* Only of a chat it is looked first whether it can be told; of the other it is told later. */
    { "openai-compatible", CHAT, BIASED, 404, FALSE, TRUE },
    { "openai-compatible", CHAT, BIASED, 200, FALSE, FALSE },
    { "openai-compatible", CHAT, "[]", 404, FALSE, TRUE },
    { "openai-compatible", MESSAGES, "[]", 404, TRUE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture fixture = { { 0 } };

      g_test_message ("case %u", i);
      set_up (&fixture, cases[i].kind, cases[i].endpoint, cases[i].body);
      g_assert_true (answer (&fixture, cases[i].status) == cases[i].again);
      g_assert_true (fixture.send.other_words == cases[i].again);
      g_assert_true ((fixture.send.problem != NULL) == cases[i].problem);
      g_assert_cmpuint (fixture.send.handler->lacks, ==, 0);
      tear_down (&fixture);
    }
}

/* What comes of the trial is learnt for the requests that follow: only a good answer tells that
 * the endpoint is missing, and one that is missing itself tells that it was not. */
static void
test_learns (void)
{
  const guint chat = 1u << CHAT;
  const guint messages = 1u << MESSAGES;
  const struct
  {
    guint    before;
    gboolean trial;                /* else it was learnt before */
    int      status;
    guint    after;
  } cases[] = {
    { 0, TRUE, 200, chat },
    { 0, TRUE, 299, chat },
    { 0, TRUE, 300, 0 },
    { 0, TRUE, 404, 0 },
    { 0, TRUE, 500, 0 },
    { messages, TRUE, 200, messages | chat },
    { messages, TRUE, 404, messages },
    { chat, FALSE, 200, chat },
    { chat, FALSE, 500, chat },
    { chat | messages, FALSE, 404, messages },
    { chat, FALSE, 501, 0 },
    { 0, FALSE, 200, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture fixture = { { 0 } };

      g_test_message ("case %u", i);
      set_up (&fixture, "openai-compatible", CHAT, PLAIN);
      fixture.send.handler->lacks = cases[i].before;
      fixture.send.other_words = cases[i].trial;
      fixture.send.asked = CHAT;
      g_assert_false (answer (&fixture, cases[i].status));
      g_assert_cmpuint (fixture.send.handler->lacks, ==, cases[i].after);
      tear_down (&fixture);
    }
}

/* From one answer to the next, as the handler makes the requests. */
static void
test_round (void)
{
  Fixture fixture = { { 0 } };
  g_auto(BatchWire) first = { 0 };
  g_auto(BatchWire) trial = { 0 };
  g_auto(BatchWire) next = { 0 };
  g_autoptr(GError) error = NULL;

  set_up (&fixture, "openai-compatible", CHAT, PLAIN);
  g_assert_true (batch_http_send_make_wire (&fixture.send, &first, &error));
  g_assert_cmpint (fixture.send.asked, ==, NONE);
  g_assert_true (g_str_has_suffix (first.path, "/chat/completions"));

  g_assert_true (answer (&fixture, 404));
  g_assert_true (batch_http_send_make_wire (&fixture.send, &trial, &error));
  g_assert_cmpint (fixture.send.asked, ==, CHAT);
  g_assert_true (g_str_has_suffix (trial.path, "/messages"));

  /* The next request goes there at once. */
  g_assert_false (answer (&fixture, 200));
  fixture.send.other_words = FALSE;
  fixture.send.asked = NONE;
  g_assert_true (batch_http_send_make_wire (&fixture.send, &next, &error));
  g_assert_cmpint (fixture.send.asked, ==, CHAT);
  g_assert_cmpstr (next.path, ==, trial.path);
  g_assert_no_error (error);
  tear_down (&fixture);
}

/* An endpoint that has worked is not given up because it was not found once, nor because its
 * requests have found another one meanwhile. */
static void
test_has_worked (void)
{
  Fixture fixture = { { 0 } };
  g_autoptr(BatchResponse) missing = response_new (404, "404 page not found");
  g_autoptr(BatchResponse) no_model = response_new (404, NO_MODEL);

  set_up (&fixture, "openai-compatible", CHAT, PLAIN);
  g_assert_false (batch_http_send_misses_endpoint (&fixture.send, missing));
  g_assert_false (answer (&fixture, 200));
  g_assert_false (answer (&fixture, 404));
  g_assert_false (fixture.send.other_words);
  g_assert_true (batch_http_send_misses_endpoint (&fixture.send, missing));
  g_assert_false (batch_http_send_misses_endpoint (&fixture.send, no_model));

  /* A trial that was begun before. */
  fixture.send.other_words = TRUE;
  fixture.send.asked = CHAT;
  g_assert_false (answer (&fixture, 200));
  g_assert_cmpuint (fixture.send.handler->lacks, ==, 0);
  tear_down (&fixture);
}

/* What was learnt to be missing is asked for what other words cannot tell, and found again. */
static void
test_found_again (void)
{
  Fixture fixture = { { 0 } };
  g_auto(BatchWire) wire = { 0 };
  g_autoptr(GError) error = NULL;

  set_up (&fixture, "openai-compatible", CHAT, BIASED);
  fixture.send.handler->lacks = 1u << CHAT;
  g_assert_true (batch_http_send_make_wire (&fixture.send, &wire, &error));
  g_assert_no_error (error);
  g_assert_cmpint (fixture.send.asked, ==, NONE);
  g_assert_true (g_str_has_suffix (wire.path, "/chat/completions"));
  g_assert_false (answer (&fixture, 200));
  g_assert_cmpuint (fixture.send.handler->lacks, ==, 0);
  tear_down (&fixture);
}

/* However often it says so, it is asked otherwise once. */
static void
test_once (void)
{
  Fixture fixture = { { 0 } };

  set_up (&fixture, "openai-compatible", MESSAGES, PLAIN);
  g_assert_true (answer (&fixture, 404));
  g_assert_false (answer (&fixture, 404));
  tear_down (&fixture);
}

static void
test_mention_problem (void)
{
  Fixture fixture = { { 0 } };
  g_autoptr(BatchEnding) ending = batch_ending_new (BATCH_ITEM_STATUS_FAILED);

  set_up (&fixture, "openai-compatible", CHAT, BIASED);
  g_assert_false (answer (&fixture, 404));
  ending->message = g_strdup ("Not there");
  batch_http_send_mention_problem (&fixture.send, ending);
  g_assert_true (g_str_has_prefix (ending->message, "Not there; is the address right? "));
  g_assert_nonnull (strstr (ending->message, "/v1/messages"));
  g_assert_nonnull (strstr (ending->message, "logit_bias"));
  tear_down (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/workers/http-endpoints/lacks", test_lacks);
  g_test_add_func ("/batch/workers/http-endpoints/first-answer", test_first_answer);
  g_test_add_func ("/batch/workers/http-endpoints/learns", test_learns);
  g_test_add_func ("/batch/workers/http-endpoints/round", test_round);
  g_test_add_func ("/batch/workers/http-endpoints/has-worked", test_has_worked);
  g_test_add_func ("/batch/workers/http-endpoints/found-again", test_found_again);
  g_test_add_func ("/batch/workers/http-endpoints/once", test_once);
  g_test_add_func ("/batch/workers/http-endpoints/mention-problem", test_mention_problem);
  return g_test_run ();
}
