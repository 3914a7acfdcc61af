/* test-wire-faults.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "json/batch-json-scanner-private.h"
#include "test-simulator.h"

/* Every fault as a client sees it. */

#define PATH "/v1/chat/completions"

typedef struct
{
  BatchSimulator *simulator;
  BatchTestHttp  *http;
} Fixture;

static void
set_up (Fixture    *fixture,
        const char *faults)
{
  fixture->simulator = batch_test_start_simulator (&(BatchSimulatorConfig) { .faults = faults });
  fixture->http = batch_test_http_open (batch_simulator_get_port (fixture->simulator));
  batch_test_http_set_timeout (fixture->http, 1);
}

static void
tear_down (Fixture *fixture)
{
  batch_test_http_close (fixture->http);
  g_object_unref (fixture->simulator);
}

static BatchTestResponse *
ask (Fixture    *fixture,
     const char *prompt)
{
  g_autofree char *body = batch_test_chat_body ("simulated", prompt);

  return batch_test_http_request (fixture->http, "POST", PATH, body);
}

static void
assert_record (Fixture    *fixture,
               guint64     seq,
               const char *fault,
               guint       status,
               gboolean    answered)
{
  BatchSimulatorRecord record;

  g_assert_true (batch_simulator_get_record (fixture->simulator, seq, &record));
  g_assert_cmpstr (record.fault, ==, fault);
  g_assert_cmpuint (record.status, ==, status);
  g_assert_cmpint (record.answered, ==, answered);
}

static gboolean
is_json (BatchTestResponse *response)
{
  return batch_json_validate ((const guint8 *) response->body->str, response->body->len, 0);
}

static void
test_status (void)
{
  Fixture fixture;
  g_autoptr(BatchTestResponse) first = NULL;
  g_autoptr(BatchTestResponse) second = NULL;
  g_autofree char *retry_after = NULL;

  set_up (&fixture, "429:1:7");
  first = ask (&fixture, "p");
  retry_after = batch_test_response_header (first, "Retry-After");
  g_assert_cmpuint (first->status, ==, 429);
  g_assert_true (first->complete);
  g_assert_cmpstr (retry_after, ==, "7");
  batch_test_assert_contains (first, "\"type\":\"rate_limit_exceeded\"");
  assert_record (&fixture, 0, "status", 429, FALSE);

  /* The connection goes on, and nothing was loaded. */
  second = ask (&fixture, "p");
  g_assert_cmpuint (second->status, ==, 429);
  g_assert_cmpuint (batch_simulator_get_length (fixture.simulator), ==, 2);
  tear_down (&fixture);
}

static void
test_retry_after_date (void)
{
  Fixture fixture;
  g_autoptr(BatchTestResponse) response = NULL;
  g_autofree char *retry_after = NULL;

  set_up (&fixture, "503:1:@5");
  response = ask (&fixture, "p");
  retry_after = batch_test_response_header (response, "Retry-After");
  g_assert_true (g_regex_match_simple ("^\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT$",
                                       retry_after, 0, 0));
  tear_down (&fixture);
}

/* Two of a hundred fail, the same ones each time, and asking again helps. */
static void
test_rate (void)
{
  Fixture fixture;
  guint n_failed = 0;

  set_up (&fixture, "503:0.02");
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *prompt = g_strdup_printf ("prompt %u", i);
      guint status = 503;

      for (guint attempt = 0; status != 200; attempt++)
        {
          g_autoptr(BatchTestResponse) response = ask (&fixture, prompt);

          status = response->status;
          n_failed += status == 503;
          g_assert_cmpuint (attempt, <, 5);
        }
    }
  g_assert_cmpuint (n_failed, >, 20);
  g_assert_cmpuint (n_failed, <, 80);
  g_assert_cmpuint (batch_simulator_count_status (fixture.simulator, 503), ==, n_failed);
  g_assert_cmpuint (batch_simulator_count_status (fixture.simulator, 200), ==, 2000);
  tear_down (&fixture);
}

static void
test_posted_fault (void)
{
  Fixture fixture;
  guint statuses[5];

  set_up (&fixture, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr(BatchTestResponse) response = NULL;
      g_autoptr(BatchTestResponse) posted = NULL;

      if (i == 1)
        {
          posted = batch_test_http_request (fixture.http, "POST", "/__fail",
                                            "{\"status\":500,\"count\":2,\"match\":\"this\"}");
          g_assert_cmpuint (posted->status, ==, 200);
        }
      response = ask (&fixture, i == 2 ? "that" : "this");
      statuses[i] = response->status;
    }
  g_assert_cmpuint (statuses[0], ==, 200);
  g_assert_cmpuint (statuses[1], ==, 500);
  g_assert_cmpuint (statuses[2], ==, 200);
  g_assert_cmpuint (statuses[3], ==, 500);
  g_assert_cmpuint (statuses[4], ==, 200);
  tear_down (&fixture);
}

static void
test_slow (void)
{
  Fixture fixture;
  g_autoptr(BatchTestResponse) response = NULL;
  gint64 start = g_get_monotonic_time ();

  set_up (&fixture, "slow:1:150");
  response = ask (&fixture, "p");
  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 150 * 1000);
  assert_record (&fixture, 0, "slow", 200, TRUE);
  tear_down (&fixture);
}

static void
test_stall (void)
{
  Fixture fixture;
  g_autoptr(BatchTestResponse) response = NULL;

  set_up (&fixture, "stall");
  response = ask (&fixture, "p");
  g_assert_cmpuint (response->status, ==, 0);
  g_assert_true (response->timed_out);
  batch_test_wait_in_flight (fixture.simulator, 1, 0);
  tear_down (&fixture);
}

static void
test_stall_body (void)
{
  Fixture fixture;
  g_autoptr(BatchTestResponse) response = NULL;

  set_up (&fixture, "stall-body");
  response = ask (&fixture, "p");
  g_assert_cmpuint (response->status, ==, 200);
  g_assert_false (response->complete);
  g_assert_true (response->timed_out);
  g_assert_cmpuint (response->body->len, >, 50);
  tear_down (&fixture);
}

static void
test_cut (void)
{
  Fixture fixture;
  g_autoptr(BatchTestResponse) response = NULL;

  set_up (&fixture, "cut");
  response = ask (&fixture, "p");
  g_assert_cmpuint (response->status, ==, 200);
  g_assert_false (response->complete);
  g_assert_false (response->timed_out);
  g_assert_cmpuint (response->body->len, >, 50);
  g_assert_true (batch_test_http_is_ended (fixture.http));
  assert_record (&fixture, 0, "cut", 200, FALSE);
  tear_down (&fixture);
}

static void
test_cut_stream (void)
{
  static const char body[] = "{\"model\":\"simulated\",\"stream\":true,\"messages\":\"p\"}";
  Fixture fixture;
  g_autoptr(BatchTestResponse) response = NULL;

  set_up (&fixture, "cut");
  response = batch_test_http_request (fixture.http, "POST", PATH, body);
  g_assert_cmpuint (response->status, ==, 200);
  g_assert_false (response->complete);
  g_assert_null (strstr (response->body->str, "[DONE]"));
  batch_test_assert_contains (response, "data: {");
  g_assert_true (batch_test_http_is_ended (fixture.http));
  tear_down (&fixture);
}

static void
test_garbage (void)
{
  Fixture fixture;
  g_autoptr(BatchTestResponse) response = NULL;
  g_autoptr(BatchTestResponse) next = NULL;

  set_up (&fixture, "garbage");
  response = ask (&fixture, "p");
  g_assert_cmpuint (response->status, ==, 200);
  g_assert_true (response->complete);
  g_assert_false (is_json (response));
  next = ask (&fixture, "q");
  g_assert_true (next->complete);
  tear_down (&fixture);
}

static void
test_wrong_length (void)
{
  Fixture fixture;
  g_autoptr(BatchTestResponse) response = NULL;
  g_autofree char *length = NULL;

  set_up (&fixture, "wrong-length");
  response = ask (&fixture, "p");
  length = batch_test_response_header (response, "Content-Length");
  g_assert_false (response->complete);
  g_assert_cmpuint (g_ascii_strtoull (length, NULL, 10), ==, response->body->len + 100);
  g_assert_true (is_json (response));
  g_assert_true (batch_test_http_is_ended (fixture.http));
  tear_down (&fixture);
}

static void
test_disconnect_and_reset (void)
{
  static const char *const faults[] = { "disconnect", "reset" };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      Fixture fixture;
      g_autoptr(BatchTestResponse) response = NULL;

      set_up (&fixture, faults[i]);
      response = ask (&fixture, "p");
      g_assert_cmpuint (response->status, ==, 0);
      g_assert_false (response->timed_out);
      g_assert_cmpint (response->was_reset, ==, i == 1);
      assert_record (&fixture, 0, faults[i], 0, FALSE);
      tear_down (&fixture);
    }
}

/* It goes on for as long as it is read, and others are served meanwhile. */
static void
test_endless (void)
{
  Fixture fixture;
  g_autoptr(BatchTestResponse) other = NULL;
  g_autofree char *body = batch_test_chat_body ("simulated", "p");
  g_autofree char *buffer = g_malloc (65536);
  gsize received = 0;

  set_up (&fixture, "endless");
  batch_test_http_send_request (fixture.http, "POST", PATH, NULL, body);
  while (received < 20 * 1000 * 1000)
    {
      gssize n = g_socket_receive (fixture.http->socket, buffer, 65536, NULL, NULL);

      g_assert_cmpint (n, >, 0);
      received += n;
    }
  other = batch_test_http_once (batch_simulator_get_port (fixture.simulator), "GET", "/health",
                                NULL);
  g_assert_cmpuint (other->status, ==, 200);
  g_socket_close (fixture.http->socket, NULL);
  batch_test_wait_in_flight (fixture.simulator, 0, 200);
  tear_down (&fixture);
}

static void
test_huge (void)
{
  Fixture fixture;
  g_autoptr(BatchTestResponse) response = NULL;
  g_autofree char *answer = batch_simulator_answer ("simulated", "p");

  set_up (&fixture, "huge:1:10000000");
  response = ask (&fixture, "p");
  g_assert_cmpuint (response->status, ==, 200);
  g_assert_true (response->complete);
  g_assert_cmpuint (response->body->len, ==, 10000000);
  g_assert_true (is_json (response));
  batch_test_assert_contains (response, answer);
  tear_down (&fixture);
}

static void
test_html (void)
{
  Fixture fixture;
  g_autoptr(BatchTestResponse) response = NULL;
  g_autofree char *type = NULL;

  set_up (&fixture, "html:1:502");
  response = ask (&fixture, "p");
  type = batch_test_response_header (response, "Content-Type");
  g_assert_cmpuint (response->status, ==, 502);
  g_assert_cmpstr (type, ==, "text/html; charset=utf-8");
  batch_test_assert_contains (response, "<html>");
  tear_down (&fixture);
}

static void
test_poor_answers (void)
{
  Fixture fixture;
  g_autoptr(BatchTestResponse) cut = NULL;
  g_autoptr(BatchTestResponse) empty = NULL;

  set_up (&fixture, NULL);
  cut = ask (&fixture, "[[fail length]]");
  batch_test_assert_contains (cut, "\"finish_reason\":\"length\"");
  empty = ask (&fixture, "[[fail empty]]");
  batch_test_assert_contains (empty, "\"content\":\"\"");
  batch_test_assert_contains (empty, "\"completion_tokens\":0");
  assert_record (&fixture, 0, "length", 200, TRUE);
  tear_down (&fixture);
}

static void
test_fault_from_code (void)
{
  Fixture fixture;
  g_autoptr(BatchTestResponse) failed = NULL;
  g_autoptr(BatchTestResponse) good = NULL;
  g_autoptr(BatchTestResponse) after_reset = NULL;
  BatchSimulatorFault fault = { .kind = BATCH_SIMULATOR_FAULT_STATUS, .status = 500, .match = "x" };
  BatchSimulatorCounters counters;

  set_up (&fixture, NULL);
  batch_simulator_add_fault (fixture.simulator, &fault);
  failed = ask (&fixture, "x");
  good = ask (&fixture, "y");
  g_assert_cmpuint (failed->status, ==, 500);
  g_assert_cmpuint (good->status, ==, 200);
  batch_simulator_reset (fixture.simulator);
  batch_simulator_get_counters (fixture.simulator, &counters);
  g_assert_cmpuint (counters.requests, ==, 0);
  after_reset = ask (&fixture, "x");
  g_assert_cmpuint (after_reset->status, ==, 200);
  batch_simulator_get_counters (fixture.simulator, &counters);
  g_assert_cmpuint (counters.loads, ==, 1);
  tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/simulator/wire-faults/status", test_status);
  g_test_add_func ("/batch/simulator/wire-faults/retry-after-date", test_retry_after_date);
  g_test_add_func ("/batch/simulator/wire-faults/rate", test_rate);
  g_test_add_func ("/batch/simulator/wire-faults/posted", test_posted_fault);
  g_test_add_func ("/batch/simulator/wire-faults/slow", test_slow);
  g_test_add_func ("/batch/simulator/wire-faults/stall", test_stall);
  g_test_add_func ("/batch/simulator/wire-faults/stall-body", test_stall_body);
  g_test_add_func ("/batch/simulator/wire-faults/cut", test_cut);
  g_test_add_func ("/batch/simulator/wire-faults/cut-stream", test_cut_stream);
  g_test_add_func ("/batch/simulator/wire-faults/garbage", test_garbage);
  g_test_add_func ("/batch/simulator/wire-faults/wrong-length", test_wrong_length);
  g_test_add_func ("/batch/simulator/wire-faults/disconnect-and-reset", test_disconnect_and_reset);
  g_test_add_func ("/batch/simulator/wire-faults/endless", test_endless);
  g_test_add_func ("/batch/simulator/wire-faults/huge", test_huge);
  g_test_add_func ("/batch/simulator/wire-faults/html", test_html);
  g_test_add_func ("/batch/simulator/wire-faults/poor-answers", test_poor_answers);
  g_test_add_func ("/batch/simulator/wire-faults/from-code", test_fault_from_code);
  return g_test_run ();
}
