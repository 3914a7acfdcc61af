/* test-broken.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "server-fixture.h"

#include <string.h>

/* Answers that are cut, broken or strange. Each test is a row of the table in README.md. */

#define CHECK(cases) server_fixture_check (cases, G_N_ELEMENTS (cases))

#define OK        .status = BATCH_ITEM_STATUS_SUCCEEDED
#define FAILED    .status = BATCH_ITEM_STATUS_FAILED
#define ONCE      .count = 1
#define WHOLE     .whole = TRUE
/* The second attempt has the right answer. */
#define AGAIN     OK, .requests = 2
#define BODY      .kind = BATCH_SIMULATOR_FAULT_BODY
#define EVENTS    BODY, .type = "text/event-stream"
#define LINES     BODY, .type = "application/x-ndjson"

/* An event of a stream, and a whole answer. */
#define TEXT(text) "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"model\":\"m\"," \
                   "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" text "\"}," \
                   "\"finish_reason\":null}]}\n\n"
#define STOP       "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"model\":\"m\"," \
                   "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
#define DONE       "data: [DONE]\n\n"
#define BROKE      "data: {\"error\":{\"message\":\"Broke\"}}\n\n"
/* The same of Ollama. */
#define PART(text) "{\"model\":\"m\",\"message\":{\"role\":\"assistant\"," \
                   "\"content\":\"" text "\"},\"done\":false}\n"
#define LAST       "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\"}," \
                   "\"done\":true,\"done_reason\":\"stop\"}\n"
#define ANSWER(message, finish) "{\"id\":\"1\",\"object\":\"chat.completion\",\"model\":\"m\"," \
                   "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\"," message "}," \
                   "\"finish_reason\":" finish "}]}"

static void
test_cut_for_length (void)
{
  static const ServerCase cases[] = {
    { NULL, FALSE, { .kind = BATCH_SIMULATOR_FAULT_LENGTH }, OK, BATCH_REVIEW_REASON_CUT_OFF,
      .answer = "model", .requests = 1 },
    { NULL, TRUE, { .kind = BATCH_SIMULATOR_FAULT_LENGTH }, OK, BATCH_REVIEW_REASON_CUT_OFF,
      .answer = "model", .requests = 1 },
    { "ollama", TRUE, { .kind = BATCH_SIMULATOR_FAULT_LENGTH }, OK, BATCH_REVIEW_REASON_CUT_OFF,
      .answer = "model", .requests = 1 },
  };

  CHECK (cases);
}

static void
test_ollama_not_done (void)
{
  static const ServerCase cases[] = {
    { "ollama", FALSE, { .kind = BATCH_SIMULATOR_FAULT_UNFINISHED, ONCE }, AGAIN, WHOLE },
    { "ollama", TRUE, { .kind = BATCH_SIMULATOR_FAULT_UNFINISHED, ONCE }, AGAIN, WHOLE },
    { "ollama", FALSE, { .kind = BATCH_SIMULATOR_FAULT_UNFINISHED }, OK,
      BATCH_REVIEW_REASON_UNFINISHED, .requests = 2, WHOLE },
    { "ollama", FALSE, { BODY, ONCE, .type = "application/json", .body = PART ("a") }, AGAIN,
      WHOLE },
  };

  CHECK (cases);
}

/* It cuts what is too long, and answers that. What is not is no matter. */
static void
test_prompt_is_cut (void)
{
  static const struct
  {
    guint             length;
    BatchReviewReason review;
  } cases[] = {
    { 4 * 40, BATCH_REVIEW_REASON_NONE },
    { 4 * 400, BATCH_REVIEW_REASON_OTHER },
  };
  BatchSimulatorConfig config = {
    .personality = "ollama-old", .models = "a:20", .context = 100, .delay_ms = 300,
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *prompt = g_strnfill (cases[i].length, 'x');
      ServerFixture fixture = { 0 };
      g_autoptr(BatchItem) item = NULL;
      BatchJob *job;

      server_fixture_set_up (&fixture, &config);
      job = server_fixture_ask (&fixture, "a", prompt);
      server_fixture_run (&fixture, job);

      item = server_fixture_get_item (&fixture, job, 0);
      g_assert_cmpint (batch_item_get_status (item), ==, BATCH_ITEM_STATUS_SUCCEEDED);
      g_assert_cmpint (batch_item_get_review_reason (item), ==, cases[i].review);
      server_fixture_tear_down (&fixture);
    }
}

static void
test_ollama_just_ends (void)
{
  static const ServerCase cases[] = {
    { "ollama", TRUE, { .kind = BATCH_SIMULATOR_FAULT_UNFINISHED, ONCE }, AGAIN },
    { "ollama", FALSE, { .kind = BATCH_SIMULATOR_FAULT_UNFINISHED, ONCE }, AGAIN },
    { "ollama", FALSE, { .kind = BATCH_SIMULATOR_FAULT_UNFINISHED }, FAILED,
      .kind = BATCH_FAILURE_KIND_NETWORK_ERROR, .requests = 2,
      .error = "in the middle of its answer" },
    { "ollama", TRUE, { .kind = BATCH_SIMULATOR_FAULT_CUT, ONCE }, AGAIN },
  };

  CHECK (cases);
}

static void
test_error_line (void)
{
  static const ServerCase cases[] = {
    { "ollama", TRUE, { .kind = BATCH_SIMULATOR_FAULT_STREAM_ERROR, ONCE }, AGAIN },
    { "ollama", TRUE, { .kind = BATCH_SIMULATOR_FAULT_STREAM_ERROR }, FAILED,
      .kind = BATCH_FAILURE_KIND_INVALID_RESPONSE, .requests = 2,
      .error = "This failure was asked for" },
    /* What comes behind it makes it no better. */
    { "ollama", TRUE, { LINES, ONCE, .body = PART ("a") "{\"error\":\"Broke\"}\n" LAST }, AGAIN },
    { "ollama", TRUE, { LINES, .body = PART ("a") "{\"error\":\"Broke\"}\n" LAST }, FAILED,
      .kind = BATCH_FAILURE_KIND_INVALID_RESPONSE, .requests = 2, .error = "Broke" },
    { "ollama", TRUE, { LINES, .body = "{\"error\":\"Broke\"}\n" }, FAILED,
      .kind = BATCH_FAILURE_KIND_INVALID_RESPONSE, .requests = 2, .error = "Broke" },
  };

  CHECK (cases);
}

static void
test_whole_says_null (void)
{
  static const ServerCase cases[] = {
    { NULL, FALSE, { .kind = BATCH_SIMULATOR_FAULT_UNFINISHED, ONCE }, AGAIN },
    { NULL, FALSE, { .kind = BATCH_SIMULATOR_FAULT_UNFINISHED }, OK,
      BATCH_REVIEW_REASON_UNFINISHED, .requests = 2 },
  };

  CHECK (cases);
}

static void
test_no_last_word (void)
{
  static const ServerCase cases[] = {
    { NULL, TRUE, { EVENTS, .body = TEXT ("a") TEXT ("b") STOP }, OK, .answer = "ab",
      .requests = 1 },
  };

  CHECK (cases);
}

static void
test_stream_just_ends (void)
{
  static const ServerCase cases[] = {
    { NULL, TRUE, { .kind = BATCH_SIMULATOR_FAULT_UNFINISHED, ONCE }, AGAIN },
    { NULL, TRUE, { EVENTS, ONCE, .body = TEXT ("a") }, AGAIN },
    { NULL, TRUE, { .kind = BATCH_SIMULATOR_FAULT_CUT, ONCE }, AGAIN },
  };

  CHECK (cases);
}

static void
test_error_event (void)
{
  static const ServerCase cases[] = {
    { NULL, TRUE, { .kind = BATCH_SIMULATOR_FAULT_STREAM_ERROR, ONCE }, AGAIN },
    { NULL, TRUE, { .kind = BATCH_SIMULATOR_FAULT_STREAM_ERROR }, FAILED,
      .kind = BATCH_FAILURE_KIND_INVALID_RESPONSE, .requests = 2,
      .error = "This failure was asked for" },
    { "anthropic", TRUE, { .kind = BATCH_SIMULATOR_FAULT_STREAM_ERROR }, FAILED,
      .kind = BATCH_FAILURE_KIND_INVALID_RESPONSE, .requests = 2,
      .error = "This failure was asked for" },
    { NULL, TRUE, { EVENTS, ONCE, .body = TEXT ("a") BROKE STOP DONE }, AGAIN },
    { NULL, TRUE, { EVENTS, .body = TEXT ("a") BROKE STOP DONE }, FAILED,
      .kind = BATCH_FAILURE_KIND_INVALID_RESPONSE, .requests = 2, .error = "Broke" },
    { NULL, TRUE, { EVENTS, .body = TEXT ("a") STOP BROKE DONE }, FAILED,
      .kind = BATCH_FAILURE_KIND_INVALID_RESPONSE, .requests = 2, .error = "Broke" },
    { NULL, TRUE, { EVENTS, .body = "event: error\n" BROKE }, FAILED,
      .kind = BATCH_FAILURE_KIND_INVALID_RESPONSE, .requests = 2, .error = "Broke" },
  };

  CHECK (cases);
}

static void
test_empty_chunk (void)
{
  static const ServerCase cases[] = {
    { NULL, TRUE, { EVENTS, ONCE, .body = TEXT ("") }, AGAIN },
    { NULL, TRUE, { EVENTS, ONCE, .body = TEXT ("a") TEXT ("") }, AGAIN },
  };

  CHECK (cases);
}

static void
test_shorter_than_said (void)
{
  static const ServerCase cases[] = {
    { NULL, FALSE, { .kind = BATCH_SIMULATOR_FAULT_WRONG_LENGTH, ONCE }, AGAIN },
    { NULL, FALSE, { .kind = BATCH_SIMULATOR_FAULT_CUT, ONCE }, AGAIN },
  };

  CHECK (cases);
}

#define HEAD "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
#define JSON_HEAD HEAD "Content-Type: application/json\r\n\r\n"
#define EVENT_HEAD HEAD "Content-Type: text/event-stream\r\n\r\n"
#define RAW .kind = BATCH_SIMULATOR_FAULT_RAW, ONCE
#define START "{\"choices\":[{\"message\":{\"content\":\""

/* In a chunk, between the bytes of a character, in an escape. */
static void
test_cut_anywhere (void)
{
  static const ServerCase cases[] = {
    { NULL, FALSE, { RAW, .body = JSON_HEAD "100\r\n" START "abc" }, AGAIN },
    { NULL, FALSE, { RAW, .body = JSON_HEAD "25\r\n" START "ab\xc3\r\n0\r\n\r\n" }, AGAIN },
    { NULL, FALSE, { RAW, .body = JSON_HEAD "28\r\n" START "ab\\u00\r\n0\r\n\r\n" }, AGAIN },
    { NULL, TRUE, { RAW, .body = EVENT_HEAD "100\r\n" TEXT ("abc") }, AGAIN },
    { NULL, TRUE, { RAW, .body = EVENT_HEAD "8\r\ndata: \xe2\x80" }, AGAIN },
    { NULL, TRUE, { EVENTS, ONCE, .body = TEXT ("a") "data: {\"choices\":[{\"delta\":{\"content\":"
                                          "\"\\ud83" }, AGAIN },
  };

  CHECK (cases);
}

static void
test_no_answer_at_all (void)
{
  static const ServerCase cases[] = {
    { NULL, FALSE, { BODY, .body = "" }, FAILED, .kind = BATCH_FAILURE_KIND_INVALID_RESPONSE,
      .requests = 2, .error = "empty" },
    { NULL, FALSE, { .kind = BATCH_SIMULATOR_FAULT_HTML }, FAILED,
      .kind = BATCH_FAILURE_KIND_INVALID_RESPONSE, .requests = 2, .error = "web page" },
    { NULL, FALSE, { BODY, .body = "null" }, FAILED, .kind = BATCH_FAILURE_KIND_INVALID_RESPONSE,
      .requests = 2, .error = "not an object" },
    { NULL, TRUE, { BODY, .body = "" }, FAILED, .kind = BATCH_FAILURE_KIND_INVALID_RESPONSE,
      .requests = 2, .error = "empty" },
  };

  CHECK (cases);
}

static void
test_empty_but_good (void)
{
  static const ServerCase cases[] = {
    { NULL, FALSE, { .kind = BATCH_SIMULATOR_FAULT_EMPTY }, OK, BATCH_REVIEW_REASON_EMPTY,
      .answer = "", .requests = 1 },
    { NULL, TRUE, { .kind = BATCH_SIMULATOR_FAULT_EMPTY }, OK, BATCH_REVIEW_REASON_EMPTY,
      .answer = "", .requests = 1 },
    { NULL, FALSE, { BODY, .body = ANSWER ("\"content\":\"\",\"reasoning_content\":\"hm\"",
                                           "\"stop\"") }, OK, BATCH_REVIEW_REASON_EMPTY,
      .answer = "", .requests = 1 },
  };

  CHECK (cases);
}

static void
test_tool_calls (void)
{
  static const ServerCase cases[] = {
    { NULL, FALSE, { BODY, .body = ANSWER (
      "\"content\":null,\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":"
      "{\"name\":\"f\",\"arguments\":\"{}\"}}]", "\"tool_calls\"") }, OK,
      .answer = "f({})", .requests = 1 },
  };

  CHECK (cases);
}

#define USAGE "data: {\"id\":\"1\",\"choices\":[],\"usage\":{\"prompt_tokens\":1," \
              "\"completion_tokens\":2,\"total_tokens\":3}}\n\n"

static void
test_usage (void)
{
  static const ServerCase cases[] = {
    { NULL, FALSE, { BODY, .body = ANSWER ("\"content\":\"a\"", "\"stop\"") }, OK, .answer = "a",
      .requests = 1 },
    { NULL, TRUE, { EVENTS, .body = TEXT ("a") STOP USAGE DONE }, OK, .answer = "a",
      .requests = 1 },
  };

  CHECK (cases);
}

#define BOM "\xef\xbb\xbf"

static void
test_strange_but_good (void)
{
  static const ServerCase cases[] = {
    { NULL, TRUE, { EVENTS, .body = TEXT ("a") STOP DONE DONE }, OK, .answer = "a" },
    { NULL, TRUE, { EVENTS, .body = BOM TEXT ("a") STOP DONE }, OK, .answer = "a" },
    { NULL, TRUE, { EVENTS, .body = "event: x\r\nid: 1\r\ndata:{\"choices\":[{\"index\":0,"
      "\"delta\":{\"content\":\"a\",\"odd\":{\"x\":[1]}}}],\"more\":null}\r\n\r\n"
      STOP "data:[DONE]\r\n\r\n" }, OK, .answer = "a" },
    { NULL, TRUE, { EVENTS, .body = ": hello\n\ndata: {\"choices\":[{\"index\":0,\ndata: \"delta\":"
      "{\"content\":\"a\"}}]}\n\n" STOP DONE }, OK, .answer = "a" },
    { NULL, FALSE, { BODY, .body = BOM ANSWER ("\"content\":\"a\"", "\"stop\"") }, OK,
      .answer = "a" },
  };

  CHECK (cases);
}

/* It is refused or taken, in bounded memory, and nothing else suffers. */
static void
test_long_line (void)
{
  BatchSimulatorConfig config = { .models = "m" };
  ServerFixture fixture = { .max_attempts = 1 };
  g_autofree char *filling = g_strnfill (8 * 1024 * 1024, 'x');
  g_autofree char *line = g_strdup_printf ("data: {\"choices\":[{\"index\":0,\"delta\":"
                                           "{\"content\":\"%s\"}}]}\n\n" STOP DONE, filling);
  BatchSimulatorFault fault = { EVENTS, ONCE, .body = line };
  g_autofree char *answer = NULL;
  BatchJob *long_one;
  BatchJob *next;

  server_fixture_set_up (&fixture, &config);
  batch_engine_set_streaming (fixture.engine, TRUE);
  batch_simulator_add_fault (fixture.simulator, &fault);
  long_one = server_fixture_ask (&fixture, "m", "long");
  server_fixture_run (&fixture, long_one);
  if (batch_job_get_succeeded (long_one) == 1)
    {
      answer = server_fixture_get_answer (&fixture, long_one, 0);
      g_assert_cmpuint (strlen (answer), ==, strlen (filling));
    }

  next = server_fixture_ask (&fixture, "m", "short");
  server_fixture_run (&fixture, next);
  g_assert_cmpint (batch_job_get_succeeded (next), ==, 1);
  server_fixture_tear_down (&fixture);
}

/* The most memory that this process has had, in kB; 0: nobody tells. */
static guint64
get_most_memory (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL)
      || (line = strstr (status, "VmHWM:")) == NULL)
    return 0;
  return g_ascii_strtoull (line + strlen ("VmHWM:"), NULL, 10);
}

#if defined (__SANITIZE_ADDRESS__) || defined (__SANITIZE_THREAD__)
#define MEMORY_TIMES 8
#else
#define MEMORY_TIMES 1
#endif

/* A line that never ends is read up to a limit, and no further. */
static void
test_endless_line (void)
{
  BatchSimulatorConfig config = { .models = "m" };
  BatchSimulatorFault fault = { .kind = BATCH_SIMULATOR_FAULT_ENDLESS, ONCE };
  ServerFixture fixture = { .max_attempts = 1 };
  g_autoptr(BatchItem) item = NULL;
  guint64 before = get_most_memory ();
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  batch_engine_set_streaming (fixture.engine, TRUE);
  batch_simulator_add_fault (fixture.simulator, &fault);
  job = server_fixture_ask (&fixture, "m", "long");
  server_fixture_run (&fixture, job);

  item = server_fixture_get_item (&fixture, job, 0);
  g_test_message ("%s; %" G_GUINT64_FORMAT " kB", batch_item_get_last_error (item),
                  get_most_memory () - before);
  g_assert_cmpint (batch_item_get_status (item), ==, BATCH_ITEM_STATUS_FAILED);
  g_assert_cmpint (batch_item_get_failure_kind (item), ==, BATCH_FAILURE_KIND_INVALID_RESPONSE);
  g_assert_cmpuint (server_fixture_count (&fixture).requests, ==, 1);
  g_assert_cmpuint (get_most_memory () - before, <, MEMORY_TIMES * 128 * 1024);

  job = server_fixture_ask (&fixture, "m", "short");
  server_fixture_run (&fixture, job);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 1);
  server_fixture_tear_down (&fixture);
}

static void
test_more_than_one_choice (void)
{
  static const ServerCase cases[] = {
    { NULL, FALSE, { BODY, .body = "{\"choices\":["
      "{\"index\":0,\"message\":{\"content\":\"a\"},\"finish_reason\":\"stop\"},"
      "{\"index\":1,\"message\":{\"content\":\"b\"},\"finish_reason\":\"stop\"}]}" }, OK,
      .answer = "a" },
    { NULL, TRUE, { EVENTS, .body = "data: {\"choices\":[{\"index\":1,\"delta\":"
      "{\"content\":\"b\"},\"finish_reason\":\"stop\"}]}\n\n" TEXT ("a") STOP DONE }, OK,
      .answer = "a" },
    { NULL, TRUE, { EVENTS, .body = TEXT ("a") "data: {\"choices\":["
      "{\"index\":0,\"delta\":{\"content\":\"b\"}},"
      "{\"index\":0,\"delta\":{\"content\":\"c\"}}]}\n\n" STOP DONE }, OK, .answer = "abc" },
  };

  CHECK (cases);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/servers/broken/T1-cut-for-length", test_cut_for_length);
  g_test_add_func ("/servers/broken/T1b-prompt-is-cut", test_prompt_is_cut);
  g_test_add_func ("/servers/broken/T2-ollama-not-done", test_ollama_not_done);
  g_test_add_func ("/servers/broken/T3-ollama-just-ends", test_ollama_just_ends);
  g_test_add_func ("/servers/broken/T4-whole-says-null", test_whole_says_null);
  g_test_add_func ("/servers/broken/T5-no-last-word", test_no_last_word);
  g_test_add_func ("/servers/broken/T6-stream-just-ends", test_stream_just_ends);
  g_test_add_func ("/servers/broken/T7-error-line", test_error_line);
  g_test_add_func ("/servers/broken/T8-error-event", test_error_event);
  g_test_add_func ("/servers/broken/T9-empty-chunk", test_empty_chunk);
  g_test_add_func ("/servers/broken/T10-shorter-than-said", test_shorter_than_said);
  g_test_add_func ("/servers/broken/T11-cut-anywhere", test_cut_anywhere);
  g_test_add_func ("/servers/broken/T12-no-answer-at-all", test_no_answer_at_all);
  g_test_add_func ("/servers/broken/T13-empty-but-good", test_empty_but_good);
  g_test_add_func ("/servers/broken/T14-tool-calls", test_tool_calls);
  g_test_add_func ("/servers/broken/T15-usage", test_usage);
  g_test_add_func ("/servers/broken/T16-strange-but-good", test_strange_but_good);
  g_test_add_func ("/servers/broken/T17-endless-line", test_endless_line);
  g_test_add_func ("/servers/broken/T17-long-line", test_long_line);
  g_test_add_func ("/servers/broken/T18-more-than-one-choice", test_more_than_one_choice);

  return g_test_run ();
}
