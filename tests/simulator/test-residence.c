/* test-residence.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "test-simulator.h"

/* How models of each kind of server come into its memory and leave it. */

#define CHATS "/v1/chat/completions"
#define OLLAMA(model, more) "{\"model\":\"" model "\",\"stream\":false," more \
                            "\"messages\":[{\"role\":\"user\",\"content\":\"p\"}]}"

static BatchTestResponse *
post (BatchSimulator *simulator,
      const char     *path,
      const char     *body)
{
  return batch_test_http_once (batch_simulator_get_port (simulator), "POST", path, body);
}

static void
order (BatchSimulator *simulator,
       const char     *path,
       const char     *body)
{
  g_autoptr(BatchTestResponse) response = post (simulator, path, body);

  g_assert_cmpuint (response->status, ==, 200);
}

/* What was asked for before has been done by then. */
static void
catch_up (BatchSimulator *simulator)
{
  g_autoptr(BatchTestResponse) response = NULL;

  response = batch_test_http_once (batch_simulator_get_port (simulator), "GET", "/__state", NULL);
  g_assert_cmpuint (response->status, ==, 200);
}

static BatchTestHttp *
start (BatchSimulator *simulator,
       const char     *path,
       const char     *body)
{
  BatchTestHttp *http = batch_test_http_open (batch_simulator_get_port (simulator));

  batch_test_http_send_request (http, "POST", path, NULL, body);
  return http;
}

static BatchSimulatorCounters
count (BatchSimulator *simulator)
{
  BatchSimulatorCounters counters;

  batch_simulator_get_counters (simulator, &counters);
  return counters;
}

static void
wait_for_loads (BatchSimulator *simulator,
                guint           n)
{
  while (count (simulator).loads < n)
    g_thread_yield ();
}

static void
test_load_goes_with_its_request (void)
{
  BatchSimulatorConfig config = { .personality = "ollama", .models = "a:3600000" };
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&config);
  BatchTestHttp *http = start (simulator, "/api/chat", OLLAMA ("a", ""));

  wait_for_loads (simulator, 1);
  batch_test_http_close (http);
  while (count (simulator).loads_aborted == 0)
    g_thread_yield ();
  batch_simulator_stop (simulator);
}

static void
test_options_load_again (void)
{
  BatchSimulatorConfig config = { .personality = "ollama", .models = "a" };
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&config);

  order (simulator, "/api/chat", OLLAMA ("a", "\"options\":{\"num_ctx\":100,\"seed\":1},"));
  order (simulator, "/api/chat", OLLAMA ("a", "\"options\":{\"seed\":2,\"num_ctx\":100},"));
  g_assert_cmpuint (count (simulator).loads, ==, 1);
  order (simulator, "/api/chat", OLLAMA ("a", "\"options\":{\"num_ctx\":200},"));
  g_assert_cmpuint (count (simulator).loads, ==, 2);
  order (simulator, CHATS, OLLAMA ("a", ""));
  g_assert_cmpuint (count (simulator).loads, ==, 3);
  batch_simulator_stop (simulator);
}

/* Only Ollama's own paths take it. */
static void
test_kept_as_long_as_said (void)
{
  static const struct
  {
    const char *path;
    const char *keep;
    guint       kept_s;
  } cases[] = {
    { "/api/chat", "", 300 },
    { "/api/chat", "\"keep_alive\":\"10m\",", 600 },
    { "/api/chat", "\"keep_alive\":20,", 20 },
    { CHATS, "\"keep_alive\":20,", 300 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchSimulatorConfig config = { .personality = "ollama", .models = "a" };
      g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&config);
      g_autofree char *body = g_strdup_printf (OLLAMA ("a", "%s"), cases[i].keep);
      g_autofree char *almost = g_strdup_printf ("/__clock?advance=%u", cases[i].kept_s - 5);

      order (simulator, cases[i].path, body);
      order (simulator, almost, "");
      catch_up (simulator);
      g_assert_cmpuint (count (simulator).evictions, ==, 0);
      order (simulator, "/__clock?advance=6", "");
      while (count (simulator).evictions == 0)
        g_thread_yield ();
      batch_simulator_stop (simulator);
    }
}

/* Returns: what /api/ps says of the one model there is, in seconds from now */
static gint64
get_left_s (BatchSimulator *simulator)
{
  static const char member[] = "\"expires_at\":\"";
  g_autoptr(BatchTestResponse) response = NULL;
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr(GDateTime) then = NULL;
  g_autofree char *text = NULL;
  const char *found;

  response = batch_test_http_once (batch_simulator_get_port (simulator), "GET", "/api/ps", NULL);
  if ((found = strstr (response->body->str, member)) == NULL)
    return 0;

  found += strlen (member);
  text = g_strndup (found, strcspn (found, "\""));
  then = g_date_time_new_from_iso8601 (text, NULL);
  g_assert_nonnull (then);
  return g_date_time_difference (then, now) / G_TIME_SPAN_SECOND;
}

static void
assert_left (BatchSimulator *simulator,
             gint64          seconds)
{
  g_assert_cmpint (get_left_s (simulator), <=, seconds);
  g_assert_cmpint (get_left_s (simulator), >, seconds - 100);
}

/* Of one that is idle it is true. Of one at work it is what was true before, or would be if the
 * work ended now. */
static void
test_tells_when_it_goes (void)
{
  BatchSimulatorConfig config = { .personality = "ollama", .models = "a", .slots = 1 };
  BatchSimulatorFault slow = {
    .kind = BATCH_SIMULATOR_FAULT_SLOW, .ms = 3600 * 1000, .match = "p",
  };
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&config);
  g_autoptr(BatchTestHttp) http = NULL;

  order (simulator, "/api/generate", "{\"model\":\"a\",\"keep_alive\":-1}");
  g_assert_cmpint (get_left_s (simulator), >, G_GINT64_CONSTANT (292) * 365 * 24 * 3600);
  order (simulator, "/api/generate", "{\"model\":\"a\",\"keep_alive\":\"1h\"}");
  assert_left (simulator, 3600);
  order (simulator, "/__clock?advance=600", "");
  assert_left (simulator, 3000);
  order (simulator, "/api/generate", "{\"model\":\"a\",\"keep_alive\":0}");
  while (get_left_s (simulator) != 0)
    g_thread_yield ();

  batch_simulator_add_fault (simulator, &slow);
  http = start (simulator, "/api/chat", OLLAMA ("a", "\"keep_alive\":\"1h\","));
  while (get_left_s (simulator) == 0)
    g_thread_yield ();
  order (simulator, "/__clock?advance=600", "");
  assert_left (simulator, 3600);
  batch_simulator_stop (simulator);
}

static void
test_somebody_else_needs_the_room (void)
{
  BatchSimulatorConfig config = { .personality = "ollama", .models = "a,b" };
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&config);

  order (simulator, "/api/generate", "{\"model\":\"a\",\"keep_alive\":-1}");
  order (simulator, "/api/generate", "{\"model\":\"b\",\"keep_alive\":-1}");
  order (simulator, "/__evict?model=a", "");
  g_assert_cmpuint (count (simulator).evictions, ==, 1);
  order (simulator, "/__evict", "");
  g_assert_cmpuint (count (simulator).evictions, ==, 2);
  batch_simulator_stop (simulator);
}

/* The new one waits for what the old one works on, or does not. */
static void
test_busy_one_is_waited_for_or_cut (void)
{
  static const struct
  {
    const char *personality;
    guint       status;       /* of the first request */
    const char *says;
  } cases[] = {
    { "llama-swap", 200, "\"model\":\"a\"" },
    { "llama-router", 200, "\"model\":\"a\"" },
    { "router-old", 500, "proxy error: Could not establish connection" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchSimulatorConfig config = {
        .personality = cases[i].personality,
        .models = "a,b",
        .capacity = 1,
        .delay_ms = 200,
      };
      g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&config);
      g_autoptr(BatchTestHttp) first = start (simulator, CHATS, OLLAMA ("a", ""));
      g_autoptr(BatchTestResponse) response = NULL;

      wait_for_loads (simulator, 1);
      order (simulator, CHATS, OLLAMA ("b", ""));
      response = batch_test_http_read (first);
      g_assert_cmpuint (response->status, ==, cases[i].status);
      batch_test_assert_contains (response, cases[i].says);
      g_assert_cmpuint (count (simulator).loads, ==, 2);
      batch_simulator_stop (simulator);
    }
}

static void
test_unloading_cuts (void)
{
  BatchSimulatorConfig config = { .personality = "llama-swap", .models = "a", .delay_ms = 60000 };
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&config);
  g_autoptr(BatchTestHttp) http = start (simulator, CHATS, OLLAMA ("a", ""));
  g_autoptr(BatchTestResponse) response = NULL;

  wait_for_loads (simulator, 1);
  catch_up (simulator);
  order (simulator, "/api/models/unload/a", "");
  response = batch_test_http_read (http);
  g_assert_cmpuint (response->status, ==, 502);
  g_assert_cmpuint (response->body->len, ==, 0);
  batch_simulator_stop (simulator);
}

/* It can be broken off by unloading the model. */
static void
test_load_hangs (void)
{
  BatchSimulatorConfig config = { .personality = "llama-router", .models = "a" };
  BatchSimulatorFault fault = { .kind = BATCH_SIMULATOR_FAULT_LOAD_HANG, .count = 1 };
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&config);
  g_autoptr(BatchTestResponse) models = NULL;

  batch_simulator_add_fault (simulator, &fault);
  order (simulator, "/models/load", "{\"model\":\"a\"}");
  order (simulator, "/__clock?advance=86400", "");
  models = batch_test_http_once (batch_simulator_get_port (simulator), "GET", "/models", NULL);
  batch_test_assert_contains (models, "\"value\":\"loading\"");
  order (simulator, "/models/unload", "{\"model\":\"a\"}");
  g_assert_cmpuint (count (simulator).loads_aborted, ==, 1);
  order (simulator, CHATS, OLLAMA ("a", ""));
  batch_simulator_stop (simulator);
}

static void
test_stream_says_that_it_loads (void)
{
  BatchSimulatorConfig config = { .personality = "llama-swap", .models = "a:50" };
  BatchSimulatorFault fault = { .kind = BATCH_SIMULATOR_FAULT_LOADING_TEXT, .count = 1 };
  BatchSimulatorFault cut = { .kind = BATCH_SIMULATOR_FAULT_LOADING_CUT, .count = 1 };
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&config);
  g_autoptr(BatchTestResponse) whole = NULL;
  g_autoptr(BatchTestResponse) broken = NULL;

  batch_simulator_add_fault (simulator, &fault);
  whole = post (simulator, CHATS, "{\"model\":\"a\",\"stream\":true,\"messages\":\"p\"}");
  batch_test_assert_contains (whole, "reasoning_content");
  batch_test_assert_contains (whole, "[DONE]");
  order (simulator, "/__evict", "");
  batch_simulator_add_fault (simulator, &cut);
  broken = post (simulator, CHATS, "{\"model\":\"a\",\"stream\":true,\"messages\":\"p\"}");
  g_assert_cmpuint (broken->status, ==, 200);
  g_assert_false (broken->complete);
  batch_simulator_stop (simulator);
}

/* What was loaded by order stays; what came with a request makes room for the next one. */
static void
test_order_pins (void)
{
  BatchSimulatorConfig config = { .personality = "lm-studio", .models = "a,b,c" };
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&config);
  g_autoptr(BatchTestResponse) models = NULL;

  order (simulator, "/api/v1/models/load", "{\"model\":\"a\"}");
  order (simulator, CHATS, OLLAMA ("b", "\"ttl\":20,"));
  order (simulator, CHATS, OLLAMA ("c", ""));
  g_assert_cmpuint (count (simulator).evictions, ==, 1);
  order (simulator, "/__clock?advance=7200", "");
  while (count (simulator).evictions == 1)
    g_thread_yield ();
  models = batch_test_http_once (batch_simulator_get_port (simulator), "GET", "/api/v1/models",
                                 NULL);
  batch_test_assert_contains (models, "\"loaded_instances\":[{\"id\":\"a\"");
  batch_simulator_stop (simulator);
}

static void
test_prompt_is_shortened (void)
{
  BatchSimulatorConfig config = { .personality = "ollama", .models = "a" };
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&config);
  g_autofree char *text = g_strnfill (4000, 'x');
  g_autofree char *body = g_strdup_printf ("{\"model\":\"a\",\"stream\":false,\"options\":"
                                           "{\"num_ctx\":64},\"messages\":\"%s\"}", text);
  g_autofree char *whole = g_strdup_printf ("{\"model\":\"a\",\"truncate\":false,\"options\":"
                                            "{\"num_ctx\":64},\"messages\":\"%s\"}", text);
  g_autoptr(BatchTestResponse) shortened = post (simulator, "/api/chat", body);
  g_autoptr(BatchTestResponse) refused = post (simulator, "/api/chat", whole);

  g_assert_cmpuint (shortened->status, ==, 200);
  batch_test_assert_contains (shortened, "\"prompt_eval_count\":64,");
  g_assert_cmpuint (refused->status, ==, 400);
  batch_test_assert_contains (refused, "exceeds the context length");
  batch_simulator_stop (simulator);
}

static double
find_number (BatchTestResponse *response,
             const char        *member)
{
  const char *found = strstr (response->body->str, member);

  g_assert_nonnull (found);
  return g_ascii_strtod (found + strlen (member), NULL);
}

/* Only what the slot does not know takes time, and both are told. */
static void
test_known_prompt_is_read_faster (void)
{
  BatchSimulatorConfig config = {
    .personality = "llama-server",
    .models = "a",
    .slots = 1,
    .prompt_rate = 100,
    .speed = 1000,
  };
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&config);
  g_autofree char *text = g_strnfill (4000, 'x');
  g_autofree char *body = g_strdup_printf ("{\"model\":\"a\",\"messages\":\"%s\"}", text);
  g_autofree char *longer = g_strdup_printf ("{\"model\":\"a\",\"messages\":\"%s and so on\"}",
                                             text);
  g_autoptr(BatchTestResponse) first = post (simulator, CHATS, body);
  g_autoptr(BatchTestResponse) second = post (simulator, CHATS, longer);

  g_assert_cmpfloat (find_number (first, "\"cache_n\":"), ==, 0);
  g_assert_cmpfloat (find_number (first, "\"prompt_ms\":"), ==, 10000);
  g_assert_cmpfloat (find_number (second, "\"cache_n\":"), ==, 1000);
  g_assert_cmpfloat (find_number (second, "\"cached_tokens\":"), ==, 1000);
  g_assert_cmpfloat (find_number (second, "\"prompt_ms\":"), <, 50);
  batch_simulator_stop (simulator);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/simulator/residence/load-goes-with-its-request",
                   test_load_goes_with_its_request);
  g_test_add_func ("/batch/simulator/residence/options-load-again", test_options_load_again);
  g_test_add_func ("/batch/simulator/residence/kept-as-long-as-said", test_kept_as_long_as_said);
  g_test_add_func ("/batch/simulator/residence/tells-when-it-goes", test_tells_when_it_goes);
  g_test_add_func ("/batch/simulator/residence/somebody-else", test_somebody_else_needs_the_room);
  g_test_add_func ("/batch/simulator/residence/busy-one", test_busy_one_is_waited_for_or_cut);
  g_test_add_func ("/batch/simulator/residence/unloading-cuts", test_unloading_cuts);
  g_test_add_func ("/batch/simulator/residence/load-hangs", test_load_hangs);
  g_test_add_func ("/batch/simulator/residence/stream-says-that-it-loads",
                   test_stream_says_that_it_loads);
  g_test_add_func ("/batch/simulator/residence/order-pins", test_order_pins);
  g_test_add_func ("/batch/simulator/residence/known-prompt", test_known_prompt_is_read_faster);
  g_test_add_func ("/batch/simulator/residence/prompt-is-shortened", test_prompt_is_shortened);

  return g_test_run ();
}
