/* test-server.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "test-simulator.h"

static BatchTestResponse *
chat (BatchTestHttp *http,
      const char    *model,
      const char    *prompt)
{
  g_autofree char *body = batch_test_chat_body (model, prompt);

  return batch_test_http_request (http, "POST", "/v1/chat/completions", body);
}

static BatchTestHttp *
connect_to (BatchSimulator *simulator)
{
  return batch_test_http_open (batch_simulator_get_port (simulator));
}

static void
assert_alive (BatchSimulator *simulator)
{
  g_autoptr(BatchTestHttp) http = connect_to (simulator);
  g_autoptr(BatchTestResponse) response = chat (http, "simulated", "are you there?");

  g_assert_cmpuint (response->status, ==, 200);
}

/* Request i gets answer i, ten thousand times on one connection. */
static void
test_keep_alive (void)
{
  g_autoptr(BatchSimulator) simulator = NULL;
  g_autoptr(BatchTestHttp) http = NULL;
  BatchSimulatorCounters counters;

  simulator = batch_test_start_simulator (&(BatchSimulatorConfig) { .models = "alpha,beta" });
  http = connect_to (simulator);
  for (guint i = 0; i < 10000; i++)
    {
      const char *model = i % 2 == 0 ? "alpha" : "beta";
      g_autofree char *prompt = g_strdup_printf ("prompt %u", i);
      g_autofree char *answer = batch_simulator_answer (model, prompt);
      g_autoptr(BatchTestResponse) response = chat (http, model, prompt);

      g_assert_cmpuint (response->status, ==, 200);
      g_assert_true (response->complete);
      batch_test_assert_contains (response, answer);
    }

  batch_simulator_get_counters (simulator, &counters);
  g_assert_cmpuint (counters.in_flight, ==, 0);
  g_assert_cmpuint (counters.requests, ==, 10000);
  g_assert_cmpuint (counters.answered, ==, 10000);
  g_assert_cmpuint (counters.loads, ==, 2);
  g_assert_cmpuint (counters.max_in_flight, ==, 1);
  g_assert_cmpuint (counters.prompts, ==, 10000);
  g_assert_cmpuint (counters.asked_again, ==, 0);
  g_assert_cmpuint (batch_simulator_count_model (simulator, "alpha"), ==, 5000);
  g_assert_cmpuint (batch_simulator_count_status (simulator, 200), ==, 10000);
  g_assert_cmpuint (batch_simulator_get_length (simulator), ==, 10002);
}

static void
test_endpoints (void)
{
  static const struct
  {
    const char *method;
    const char *path;
    const char *body;
    guint       status;
    const char *part;
  } cases[] = {
    { "POST", "/v1/chat/completions", "{\"model\":\"simulated\",\"messages\":\"p\"}", 200,
      "model: simulated; prompt: p; hash: " },
    { "POST", "/v1/completions", "{\"model\":\"simulated\",\"prompt\":\"p\"}", 200, "prompt: p;" },
    { "POST", "/v1/responses", "{\"model\":\"simulated\",\"input\":\"p\"}", 200, "prompt: p;" },
    { "POST", "/v1/messages", "{\"model\":\"simulated\",\"messages\":\"p\"}", 200, "prompt: p;" },
    { "POST", "/v1/embeddings", "{\"model\":\"simulated\",\"input\":\"p\"}", 200,
      "\"embedding\":[" },
    { "POST", "/v1/moderations", "{\"model\":\"simulated\",\"input\":\"p\"}", 200, "\"flagged\":" },
    { "POST", "/v1/moderations", "{\"model\":\"simulated\",\"input\":\"p\"}", 200,
      "\"illicit/violent\":false" },
    { "POST", "/v1/moderations", "{\"model\":\"simulated\",\"input\":\"p\"}", 200,
      "\"violence/graphic\":[\"text\"]}}" },
    { "POST", "/v1/chat/completions", "{\"model\":\"other\",\"messages\":\"p\"}", 404,
      "\"code\":\"model_not_found\"" },
    { "POST", "/v1/messages", "{\"model\":\"other\",\"messages\":\"p\"}", 404,
      "{\"type\":\"error\",\"error\":{\"type\":\"not_found_error\"" },
    { "POST", "/v1/chat/completions", "{", 400, "\"invalid_request_error\"" },
    { "POST", "/v1/chat/completions", "{\"model\":\"simulated\"}", 400, "asks nothing" },
    { "POST", "/v1/responses", "{\"model\":\"simulated\",\"input\":\"p\",\"stream\":true}", 200,
      "\"type\":\"response.completed\"" },
    { "POST", "/v1/embeddings", "{\"model\":\"simulated\",\"input\":\"p\",\"stream\":true}", 400,
      "streams" },
    { "POST", "/v1/unknown", "{}", 404, "/v1/unknown" },
    { "POST", "/", "{}", 404, "\"error\"" },
    { "GET", "/v1/models", NULL, 200, "\"id\":\"simulated\"" },
    { "GET", "/v1/models?x=y", NULL, 200, "\"id\":\"simulated\"" },
    { "GET", "/health", NULL, 200, "\"ok\"" },
    { "GET", "/__state", NULL, 200, "\"state\":\"loaded\"" },
    { "GET", "/v1/chat/completions", NULL, 405, "posted" },
    { "POST", "/v1/models", "{}", 405, "method" },
    { "DELETE", "/__log", NULL, 405, "method" },
    { "GET", "/__reset", NULL, 405, "method" },
    { "POST", "/__fail", "{\"x\":1}", 400, "JSON object" },
    { "POST", "/__pace?times=2", "", 200, "{}" },
    { "POST", "/__pace?times=-1", "", 400, "more than 0" },
    { "POST", "/__pace?times=inf", "", 400, "more than 0" },
    { "POST", "/__pace?times=2x", "", 400, "more than 0" },
    { "POST", "/__pace", "", 400, "more than 0" },
    { "GET", "/__pace?times=2", NULL, 405, "method" },
  };
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&(BatchSimulatorConfig) { 0 });
  g_autoptr(BatchTestHttp) http = connect_to (simulator);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchTestResponse) response = NULL;

      g_test_message ("%s %s", cases[i].method, cases[i].path);
      response = batch_test_http_request (http, cases[i].method, cases[i].path, cases[i].body);
      g_assert_cmpuint (response->status, ==, cases[i].status);
      g_assert_true (response->complete);
      batch_test_assert_contains (response, cases[i].part);
    }
}

/* From one request to the next, until it is reset. */
static void
test_pace (void)
{
  static const struct { const char *path; gint64 least_ms, most_ms; } cases[] = {
    { NULL, 20, 3000 }, { "/__pace?times=150", 3000, G_MAXINT64 }, { "/__reset", 20, 3000 },
  };
  g_autoptr(BatchSimulator) simulator = NULL;
  g_autoptr(BatchTestHttp) http = NULL;

  simulator = batch_test_start_simulator (&(BatchSimulatorConfig) { .delay_ms = 20 });
  http = connect_to (simulator);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchTestResponse) told = NULL;
      g_autoptr(BatchTestResponse) response = NULL;
      gint64 begin;
      gint64 took_ms;

      if (cases[i].path != NULL)
        told = batch_test_http_request (http, "POST", cases[i].path, "");
      begin = g_get_monotonic_time ();
      response = chat (http, "simulated", "p");
      took_ms = (g_get_monotonic_time () - begin) / 1000;
      g_assert_cmpuint (response->status, ==, 200);
      g_assert_cmpint (took_ms, >=, cases[i].least_ms);
      g_assert_cmpint (took_ms, <, cases[i].most_ms);
    }
}

static void
test_head_and_allow (void)
{
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&(BatchSimulatorConfig) { 0 });
  g_autoptr(BatchTestHttp) http = connect_to (simulator);
  g_autoptr(BatchTestResponse) get = batch_test_http_request (http, "GET", "/v1/models", NULL);
  g_autoptr(BatchTestResponse) head = batch_test_http_request (http, "HEAD", "/v1/models", NULL);
  g_autoptr(BatchTestResponse) log = batch_test_http_request (http, "HEAD", "/__log", NULL);
  g_autoptr(BatchTestResponse) put = batch_test_http_request (http, "PUT", "/v1/models", NULL);
  g_autoptr(BatchTestResponse) posted = NULL;
  g_autofree char *get_length = batch_test_response_header (get, "Content-Length");
  g_autofree char *head_length = batch_test_response_header (head, "Content-Length");
  g_autofree char *put_allow = batch_test_response_header (put, "Allow");
  g_autofree char *posted_allow = NULL;

  posted = batch_test_http_request (http, "HEAD", "/v1/embeddings", NULL);
  posted_allow = batch_test_response_header (posted, "Allow");
  g_assert_cmpuint (head->status, ==, 200);
  g_assert_cmpuint (log->status, ==, 200);
  g_assert_cmpstr (head_length, ==, get_length);
  g_assert_cmpuint (put->status, ==, 405);
  g_assert_cmpstr (put_allow, ==, "GET, HEAD");
  g_assert_cmpuint (posted->status, ==, 405);
  g_assert_cmpstr (posted_allow, ==, "POST");
}

static guint
status_with (BatchTestHttp *http,
             const char    *path,
             const char    *headers,
             const char    *body)
{
  g_autoptr(BatchTestResponse) response = NULL;

  batch_test_http_send_request (http, body != NULL ? "POST" : "GET", path, headers, body);
  response = batch_test_http_read (http);
  return response->status;
}

static void
test_api_key (void)
{
  g_autoptr(BatchSimulator) simulator = NULL;
  g_autoptr(BatchTestHttp) http = NULL;
  g_autofree char *body = batch_test_chat_body ("simulated", "p");
  const char *path = "/v1/chat/completions";

  simulator = batch_test_start_simulator (&(BatchSimulatorConfig) { .api_key = "k-123" });
  http = connect_to (simulator);
  g_assert_cmpuint (status_with (http, path, NULL, body), ==, 401);
  g_assert_cmpuint (status_with (http, path, "Authorization: Bearer k-124\r\n", body), ==, 401);
  g_assert_cmpuint (status_with (http, path, "Authorization: Bearer k-1234\r\n", body), ==, 401);
  g_assert_cmpuint (status_with (http, path, "Authorization: Bearer\r\n", body), ==, 401);
  g_assert_cmpuint (status_with (http, path, "Authorization: Bearer k-123\r\n", body), ==, 200);
  g_assert_cmpuint (status_with (http, path, "X-API-Key: k-123\r\n", body), ==, 200);
  g_assert_cmpuint (status_with (http, "/v1/models", NULL, NULL), ==, 401);
  g_assert_cmpuint (status_with (http, "/v1/models", "X-API-Key: k-123\r\n", NULL), ==, 200);
  g_assert_cmpuint (status_with (http, "/health", NULL, NULL), ==, 200);
  g_assert_cmpuint (batch_simulator_count_status (simulator, 401), ==, 4);
}

static void
test_any_model (void)
{
  g_autoptr(BatchSimulator) simulator = NULL;
  g_autoptr(BatchTestHttp) http = NULL;
  g_autoptr(BatchTestResponse) response = NULL;
  g_autoptr(BatchTestResponse) refused = NULL;
  g_autofree char *long_name = g_strnfill (1000, 'x');

  simulator = batch_test_start_simulator (&(BatchSimulatorConfig) { .any_model = TRUE });
  http = connect_to (simulator);
  response = chat (http, "whatever:8b", "p");
  g_assert_cmpuint (response->status, ==, 200);
  batch_test_assert_contains (response, "\"model\":\"whatever:8b\"");
  refused = chat (http, long_name, "p");
  g_assert_cmpuint (refused->status, ==, 404);
}

static void
test_stream (void)
{
  static const char body[] = "{\"model\":\"simulated\",\"stream\":true,\"messages\":\"a b ä c\","
                             "\"stream_options\":{\"include_usage\":true}}";
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&(BatchSimulatorConfig) { 0 });
  g_autoptr(BatchTestHttp) http = connect_to (simulator);
  g_autoptr(BatchTestResponse) response = NULL;
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *answer = batch_simulator_answer ("simulated", "a b ä c");
  g_autofree char *type = NULL;
  g_auto(GStrv) events = NULL;

  response = batch_test_http_request (http, "POST", "/v1/chat/completions", body);
  type = batch_test_response_header (response, "Content-Type");
  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpstr (type, ==, "text/event-stream");
  g_assert_true (response->complete);
  g_assert_true (g_str_has_suffix (response->body->str, "data: [DONE]\n\n"));
  batch_test_assert_contains (response, "\"finish_reason\":\"stop\"");
  batch_test_assert_contains (response, "\"choices\":[],\"usage\":{\"prompt_tokens\":2,");

  events = g_strsplit (response->body->str, "\n\n", -1);
  for (guint i = 0; events[i] != NULL; i++)
    {
      const char *start = strstr (events[i], "\"content\":\"");

      if (start != NULL)
        g_string_append_len (text, start + 11, strchr (start + 11, '"') - start - 11);
    }
  g_assert_cmpstr (text->str, ==, answer);
}

static void
test_pipelining (void)
{
  g_autoptr(BatchSimulator) simulator = NULL;
  g_autoptr(BatchTestHttp) http = NULL;
  g_autoptr(GString) all = g_string_new (NULL);

  simulator = batch_test_start_simulator (&(BatchSimulatorConfig) { .delay_ms = 1 });
  http = connect_to (simulator);
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *prompt = g_strdup_printf ("pipelined %u %0500d", i, 0);
      g_autofree char *body = batch_test_chat_body ("simulated", prompt);

      g_string_append_printf (all, "POST /v1/chat/completions HTTP/1.1\r\n"
                              "Content-Length: %u\r\n\r\n%s", (guint) strlen (body), body);
    }
  g_assert_true (batch_test_http_send (http, all->str, all->len));

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *prompt = g_strdup_printf ("pipelined %u %0500d", i, 0);
      g_autofree char *answer = batch_simulator_answer ("simulated", prompt);
      g_autoptr(BatchTestResponse) response = batch_test_http_read (http);

      g_assert_cmpuint (response->status, ==, 200);
      batch_test_assert_contains (response, answer);
    }
}

static void
test_chunked_body (void)
{
  static const char request[] =
    "POST /v1/chat/completions HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    "5\r\n{\"mod\r\n20;x=y\r\nel\":\"simulated\",\"messages\":\"chun\r\n4\r\nked\"\r\n"
    "1\r\n}\r\n0\r\n\r\n";
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&(BatchSimulatorConfig) { 0 });

  for (gsize portion = 1; portion < sizeof request; portion += 17)
    {
      g_autoptr(BatchTestHttp) http = connect_to (simulator);
      g_autoptr(BatchTestResponse) response = NULL;
      g_autoptr(BatchTestResponse) next = NULL;

      for (gsize i = 0; i < sizeof request - 1; i += portion)
        batch_test_http_send (http, request + i, MIN (portion, sizeof request - 1 - i));
      response = batch_test_http_read (http);
      g_assert_cmpuint (response->status, ==, 200);
      batch_test_assert_contains (response, "prompt: chunked;");
      next = chat (http, "simulated", "and on");
      g_assert_cmpuint (next->status, ==, 200);
    }
}

static void
test_expect_continue (void)
{
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&(BatchSimulatorConfig) { 0 });
  g_autoptr(BatchTestHttp) http = connect_to (simulator);
  g_autofree char *body = batch_test_chat_body ("simulated", "p");
  g_autofree char *head = NULL;
  g_autoptr(BatchTestResponse) go_on = NULL;
  g_autoptr(BatchTestResponse) response = NULL;

  head = g_strdup_printf ("POST /v1/chat/completions HTTP/1.1\r\nExpect: 100-continue\r\n"
                          "Content-Length: %u\r\n\r\n", (guint) strlen (body));
  batch_test_http_send (http, head, -1);
  go_on = batch_test_http_read (http);
  g_assert_cmpuint (go_on->status, ==, 100);
  batch_test_http_send (http, body, -1);
  response = batch_test_http_read (http);
  g_assert_cmpuint (response->status, ==, 200);
}

static void
test_closing (void)
{
  static const char *const requests[] = {
    "GET /health HTTP/1.0\r\n\r\n",
    "GET /health HTTP/1.1\r\nConnection: close\r\n\r\n",
  };
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&(BatchSimulatorConfig) { 0 });

  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr(BatchTestHttp) http = connect_to (simulator);
      g_autoptr(BatchTestResponse) response = NULL;
      g_autofree char *connection = NULL;

      batch_test_http_send (http, requests[i], -1);
      response = batch_test_http_read (http);
      connection = batch_test_response_header (response, "Connection");
      g_assert_cmpuint (response->status, ==, 200);
      g_assert_cmpstr (connection, ==, "close");
      g_assert_true (batch_test_http_is_ended (http));
    }
}

/* Whatever comes, there is an answer or an end, and the next client is served. */
static void
test_hostile_requests (void)
{
  static const struct
  {
    const char *bytes;
    guint       status;
  } cases[] = {
    { "\r\n\r\n\r\nNONSENSE\r\n\r\n", 400 },
    { "\x16\x03\x01\x02\x01\x01\xfc\x03\x03 hello\n", 400 },
    { "GET / HTTP/3.0\r\n\r\n", 505 },
    { "POST /v1/completions HTTP/1.1\r\nContent-Length: abc\r\n\r\n", 400 },
    { "POST /v1/completions HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", 413 },
    { "POST /v1/completions HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc",
      400 },
    { "POST /v1/completions HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400 },
    { "POST /v1/completions HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n",
      400 },
    { "POST /v1/completions HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501 },
    { "POST /v1/completions HTTP/1.1\r\nExpect: more\r\n\r\n", 417 },
    { "POST /v1/completions HTTP/1.1\r\n\r\n", 400 },
  };
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&(BatchSimulatorConfig) { 0 });

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchTestHttp) http = connect_to (simulator);
      g_autoptr(BatchTestResponse) response = NULL;

      g_test_message ("case %u", i);
      batch_test_http_send (http, cases[i].bytes, -1);
      response = batch_test_http_read (http);
      g_assert_cmpuint (response->status, ==, cases[i].status);
      g_assert_true (response->complete);
    }
  assert_alive (simulator);
}

/* The refusal arrives though the client has much more to say. */
static void
test_huge_head (void)
{
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&(BatchSimulatorConfig) { 0 });
  g_autoptr(BatchTestHttp) http = connect_to (simulator);
  g_autoptr(BatchTestResponse) response = NULL;
  g_autofree char *filler = g_strnfill (1000 * 1000, 'x');

  batch_test_http_send (http, "GET / HTTP/1.1\r\nA: ", -1);
  batch_test_http_send (http, filler, -1);
  response = batch_test_http_read (http);
  g_assert_cmpuint (response->status, ==, 431);
  g_assert_true (batch_test_http_is_ended (http));
  assert_alive (simulator);
}

static void
test_slow_bytes (void)
{
  static const char request[] = "POST /v1/completions HTTP/1.1\r\nContent-Length: 34\r\n\r\n"
                                "{\"model\":\"simulated\",\"prompt\":\"p\"} ";
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&(BatchSimulatorConfig) { 0 });
  g_autoptr(BatchTestHttp) http = connect_to (simulator);
  g_autoptr(BatchTestResponse) response = NULL;

  for (gsize i = 0; i < sizeof request - 1; i++)
    {
      batch_test_http_send (http, request + i, 1);
      g_usleep (500);
    }
  response = batch_test_http_read (http);
  g_assert_cmpuint (response->status, ==, 200);
}

/* Bytes that are almost requests, and clients that go away at any point. */
static void
test_mangled_requests (void)
{
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&(BatchSimulatorConfig) { 0 });
  g_autofree char *body = batch_test_chat_body ("simulated", "p");
  g_autofree char *good = NULL;
  gsize length;

  good = g_strdup_printf ("POST /v1/chat/completions HTTP/1.1\r\nContent-Length: %u\r\n\r\n%s",
                          (guint) strlen (body), body);
  length = strlen (good);
  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr(BatchTestHttp) http = connect_to (simulator);
      g_autofree char *bytes = g_strdup (good);

      for (int n = g_test_rand_int_range (0, 5); n > 0; n--)
        bytes[g_test_rand_int_range (0, length)] = g_test_rand_int_range (0, 256);
      batch_test_http_send (http, bytes, g_test_rand_int_range (0, length + 1));
    }
  assert_alive (simulator);
  batch_test_wait_in_flight (simulator, 0, 2000);
}

static void
test_restart (void)
{
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&(BatchSimulatorConfig) {
    .faults = "stall",
  });
  g_autoptr(BatchTestHttp) http = connect_to (simulator);
  g_autoptr(BatchTestHttp) idle = connect_to (simulator);
  g_autofree char *body = batch_test_chat_body ("simulated", "p");
  guint16 port = batch_simulator_get_port (simulator);
  g_autoptr(GError) error = NULL;

  batch_test_http_send_request (http, "POST", "/v1/chat/completions", NULL, body);
  batch_test_wait_in_flight (simulator, 1, 1000);
  batch_simulator_stop (simulator);
  g_assert_true (batch_test_http_is_ended (http));
  g_assert_true (batch_test_http_is_ended (idle));
  batch_test_wait_in_flight (simulator, 0, 0);

  batch_simulator_start (simulator, "127.0.0.1", port, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (batch_simulator_get_port (simulator), ==, port);
  g_assert_cmpuint (batch_simulator_get_length (simulator), ==, 1);
  batch_simulator_stop (simulator);
  batch_simulator_stop (simulator);
}

static void
test_addresses (void)
{
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&(BatchSimulatorConfig) { 0 });
  g_autoptr(BatchSimulator) other = batch_simulator_new (&(BatchSimulatorConfig) { 0 }, NULL);
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u/v1",
                                          batch_simulator_get_port (simulator));
  g_autoptr(GError) in_use = NULL;
  g_autoptr(GError) no_address = NULL;

  g_assert_cmpstr (batch_simulator_get_uri (simulator), ==, uri);
  g_assert_false (batch_simulator_start (other, "127.0.0.1", batch_simulator_get_port (simulator),
                                         &in_use));
  g_assert_error (in_use, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  g_assert_false (batch_simulator_start (other, "localhost", 0, &no_address));
  g_assert_error (no_address, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

static void
test_bad_config (void)
{
  static const BatchSimulatorConfig cases[] = {
    { .models = "" },
    { .models = "a,,b" },
    { .models = ":100" },
    { .faults = "nonsense" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (batch_simulator_new (&cases[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
}

static void
test_log_over_http (void)
{
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&(BatchSimulatorConfig) { 0 });
  g_autoptr(BatchTestHttp) http = connect_to (simulator);
  g_autoptr(BatchTestResponse) log = NULL;
  g_autoptr(BatchTestResponse) since = NULL;
  g_autoptr(BatchTestResponse) summary = NULL;
  g_autoptr(BatchTestResponse) reset = NULL;
  g_autoptr(BatchTestResponse) empty = NULL;
  g_autofree char *all = NULL;

  for (guint i = 0; i < 3000; i++)
    {
      g_autoptr(BatchTestResponse) response = chat (http, "simulated", "same");
    }
  all = batch_simulator_dup_log (simulator);
  log = batch_test_http_request (http, "GET", "/__log", NULL);
  g_assert_true (log->complete);
  g_assert_cmpuint (log->body->len, >, 400000);
  g_assert_true (strcmp (log->body->str, all) == 0);
  since = batch_test_http_request (http, "GET", "/__log?since=3000", NULL);
  g_assert_true (g_str_has_prefix (since->body->str, "{\"seq\":3000,"));
  g_assert_cmpstr (strchr (since->body->str, '\n'), ==, "\n");
  summary = batch_test_http_request (http, "GET", "/__log?summary=1", NULL);
  batch_test_assert_contains (summary, "\"requests\":3000,");
  batch_test_assert_contains (summary, "\"asked\":3000,\"answered\":3000}");

  reset = batch_test_http_request (http, "POST", "/__reset", "");
  g_assert_cmpuint (reset->status, ==, 200);
  empty = batch_test_http_request (http, "GET", "/__log", NULL);
  g_assert_true (empty->complete);
  g_assert_cmpstr (empty->body->str, ==, "");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/simulator/server/keep-alive", test_keep_alive);
  g_test_add_func ("/batch/simulator/server/endpoints", test_endpoints);
  g_test_add_func ("/batch/simulator/server/pace", test_pace);
  g_test_add_func ("/batch/simulator/server/head-and-allow", test_head_and_allow);
  g_test_add_func ("/batch/simulator/server/api-key", test_api_key);
  g_test_add_func ("/batch/simulator/server/any-model", test_any_model);
  g_test_add_func ("/batch/simulator/server/stream", test_stream);
  g_test_add_func ("/batch/simulator/server/pipelining", test_pipelining);
  g_test_add_func ("/batch/simulator/server/chunked-body", test_chunked_body);
  g_test_add_func ("/batch/simulator/server/expect-continue", test_expect_continue);
  g_test_add_func ("/batch/simulator/server/closing", test_closing);
  g_test_add_func ("/batch/simulator/server/hostile-requests", test_hostile_requests);
  g_test_add_func ("/batch/simulator/server/huge-head", test_huge_head);
  g_test_add_func ("/batch/simulator/server/slow-bytes", test_slow_bytes);
  g_test_add_func ("/batch/simulator/server/mangled-requests", test_mangled_requests);
  g_test_add_func ("/batch/simulator/server/restart", test_restart);
  g_test_add_func ("/batch/simulator/server/addresses", test_addresses);
  g_test_add_func ("/batch/simulator/server/bad-config", test_bad_config);
  g_test_add_func ("/batch/simulator/server/log-over-http", test_log_over_http);
  return g_test_run ();
}
