/* test-load.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "test-simulator.h"

/* Models, slots and time, with many clients at once. */

#define PATH "/v1/chat/completions"
#define N_ROUNDS 5

/* Requests of their own connections that are all under way. */
typedef struct
{
  BatchSimulator *simulator;
  GPtrArray      *clients;
} Crowd;

static void
crowd_start (Crowd                      *crowd,
             const BatchSimulatorConfig *config)
{
  crowd->simulator = batch_test_start_simulator (config);
  crowd->clients = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_test_http_close);
}

static void
crowd_stop (Crowd *crowd)
{
  g_ptr_array_unref (crowd->clients);
  g_object_unref (crowd->simulator);
}

/* Sends and does not wait. */
static void
crowd_ask (Crowd      *crowd,
           const char *model,
           const char *prompt)
{
  BatchTestHttp *http = batch_test_http_open (batch_simulator_get_port (crowd->simulator));
  g_autofree char *body = batch_test_chat_body (model, prompt);

  batch_test_http_send_request (http, "POST", PATH, NULL, body);
  g_ptr_array_add (crowd->clients, http);
}

/* Waits for all answers, and lets the clients go. */
static void
crowd_wait (Crowd *crowd)
{
  for (guint i = 0; i < crowd->clients->len; i++)
    {
      g_autoptr(BatchTestResponse) response = NULL;

      response = batch_test_http_read (g_ptr_array_index (crowd->clients, i));
      g_assert_cmpuint (response->status, ==, 200);
      g_assert_true (response->complete);
    }
  g_ptr_array_set_size (crowd->clients, 0);
}

static guint
elapsed_ms (gint64 since)
{
  return (g_get_monotonic_time () - since) / 1000;
}

static void
assert_loads (Crowd   *crowd,
              guint64  loads,
              guint64  evictions)
{
  BatchSimulatorCounters counters;

  batch_simulator_get_counters (crowd->simulator, &counters);
  g_assert_cmpuint (counters.loads, ==, loads);
  g_assert_cmpuint (counters.evictions, ==, evictions);
  g_assert_cmpuint (counters.in_flight, ==, 0);
}

static void
test_grouped_requests (void)
{
  static const char *const models[] = { "alpha", "beta", "gamma" };
  Crowd crowd;
  gint64 start = g_get_monotonic_time ();

  crowd_start (&crowd, &(BatchSimulatorConfig) {
    .models = "alpha:50,beta:50,gamma:50",
    .capacity = 1,
  });
  for (guint i = 0; i < 60; i++)
    {
      crowd_ask (&crowd, models[i / 20], "p");
      if (i % 20 == 19)
        crowd_wait (&crowd);
    }
  assert_loads (&crowd, 3, 2);
  g_assert_cmpuint (elapsed_ms (start), >=, 150);
  crowd_stop (&crowd);
}

/* The price of sending in file order: a load for each request. */
static void
test_alternating_requests (void)
{
  static const char *const models[] = { "alpha", "beta", "gamma" };
  Crowd crowd;

  crowd_start (&crowd, &(BatchSimulatorConfig) {
    .models = "alpha:5,beta:5,gamma:5",
    .capacity = 1,
  });
  for (guint i = 0; i < 30; i++)
    {
      crowd_ask (&crowd, models[i % 3], "p");
      crowd_wait (&crowd);
    }
  assert_loads (&crowd, 30, 29);
  crowd_stop (&crowd);

  crowd_start (&crowd, &(BatchSimulatorConfig) {
    .models = "alpha:5,beta:5,gamma:5",
    .capacity = 3,
  });
  for (guint i = 0; i < 30; i++)
    {
      crowd_ask (&crowd, models[i % 3], "p");
      crowd_wait (&crowd);
    }
  assert_loads (&crowd, 3, 0);
  crowd_stop (&crowd);
}

/* Sent at once, each model's requests are answered in one go, whatever their order. */
static void
test_waiting_together (void)
{
  static const char *const models[] = { "alpha", "beta", "gamma" };
  Crowd crowd;

  crowd_start (&crowd, &(BatchSimulatorConfig) {
    .models = "alpha:800,beta:5,gamma:5",
    .capacity = 1,
    .delay_ms = 5,
  });
  for (guint i = 0; i < 30; i++)
    crowd_ask (&crowd, models[i % 3], "p");
  batch_test_wait_in_flight (crowd.simulator, 30, 750);
  crowd_wait (&crowd);
  assert_loads (&crowd, 3, 2);
  crowd_stop (&crowd);
}

static void
test_log_of_loads (void)
{
  static const struct
  {
    BatchSimulatorEvent  event;
    const char          *model;
  } expected[] = {
    { BATCH_SIMULATOR_EVENT_REQUEST, "alpha" },
    { BATCH_SIMULATOR_EVENT_LOAD, "alpha" },
    { BATCH_SIMULATOR_EVENT_REQUEST, "beta" },
    { BATCH_SIMULATOR_EVENT_EVICTION, "alpha" },
    { BATCH_SIMULATOR_EVENT_LOAD, "beta" },
  };
  Crowd crowd;
  BatchSimulatorRecord record;

  crowd_start (&crowd, &(BatchSimulatorConfig) { .models = "alpha:20,beta:40", .capacity = 1 });
  crowd_ask (&crowd, "alpha", "p");
  crowd_wait (&crowd);
  crowd_ask (&crowd, "beta", "p");
  crowd_wait (&crowd);

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_assert_true (batch_simulator_get_record (crowd.simulator, i, &record));
      g_assert_cmpint (record.event, ==, expected[i].event);
      g_assert_cmpstr (record.model, ==, expected[i].model);
      g_assert_true (record.ended);
    }
  g_assert_cmpuint (record.end_ms - record.start_ms, >=, 39);
  crowd_stop (&crowd);
}

/* Times some requests that come at once, again and again as long as they take @limit_ms: a machine
 * that has much to do may be late now and then, but not each time.
 *
 * Returns: what they took at best, but no more than @limit_ms */
static guint
time_some (const BatchSimulatorConfig *config,
           const char                 *prompt,
           guint                       n,
           guint                       limit_ms)
{
  guint best_ms = limit_ms;

  for (guint round = 0; round < N_ROUNDS && best_ms >= limit_ms; round++)
    {
      Crowd crowd;
      BatchSimulatorCounters counters;
      gint64 start;

      crowd_start (&crowd, config);
      start = g_get_monotonic_time ();
      for (guint i = 0; i < n; i++)
        crowd_ask (&crowd, "simulated", prompt);
      crowd_wait (&crowd);
      best_ms = MIN (best_ms, elapsed_ms (start));
      batch_simulator_get_counters (crowd.simulator, &counters);
      g_assert_cmpuint (counters.answered, ==, n);
      crowd_stop (&crowd);
    }

  return best_ms;
}

static void
test_slots (void)
{
  Crowd crowd;
  gint64 start;
  guint ms;
  BatchSimulatorCounters counters;

  crowd_start (&crowd, &(BatchSimulatorConfig) { .slots = 2, .delay_ms = 300 });
  start = g_get_monotonic_time ();
  for (guint i = 0; i < 6; i++)
    crowd_ask (&crowd, "simulated", "p");
  batch_test_wait_in_flight (crowd.simulator, 6, 1000);
  crowd_wait (&crowd);
  g_assert_cmpuint (elapsed_ms (start), >=, 900);
  batch_simulator_get_counters (crowd.simulator, &counters);
  g_assert_cmpuint (counters.max_in_flight, ==, 6);
  crowd_stop (&crowd);

  ms = time_some (&(BatchSimulatorConfig) { .delay_ms = 300 }, "p", 6, 900);
  g_assert_cmpuint (ms, >=, 300);
  g_assert_cmpuint (ms, <, 900);
}

/* The prompt has 100 tokens, and its answer some 80, as only the end of it is repeated. */
static void
test_rates (void)
{
  g_autofree char *prompt = g_strnfill (400, 'x');
  guint ms;

  ms = time_some (&(BatchSimulatorConfig) { .prompt_rate = 200 }, prompt, 1, 1000);
  g_assert_cmpuint (ms, >=, 500);
  g_assert_cmpuint (ms, <, 1000);
  ms = time_some (&(BatchSimulatorConfig) { .output_rate = 200 }, prompt, 1, 1000);
  g_assert_cmpuint (ms, >=, 350);
  g_assert_cmpuint (ms, <, 1000);
}

static void
test_jitter (void)
{
  Crowd crowd;
  guint least = G_MAXUINT;
  guint most = 0;
  BatchSimulatorRecord record;

  crowd_start (&crowd, &(BatchSimulatorConfig) { .delay_ms = 2000, .jitter = 0.5 });
  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *prompt = g_strdup_printf ("prompt %u", i);

      crowd_ask (&crowd, "simulated", prompt);
    }
  crowd_wait (&crowd);
  for (guint i = 0; batch_simulator_get_record (crowd.simulator, i, &record); i++)
    if (record.event == BATCH_SIMULATOR_EVENT_REQUEST)
      {
        least = MIN (least, record.end_ms - record.start_ms);
        most = MAX (most, record.end_ms - record.start_ms);
      }
  g_assert_cmpuint (least, >=, 990);
  g_assert_cmpuint (least, <, 1800);
  g_assert_cmpuint (most, >, 2400);
  crowd_stop (&crowd);
}

/* A stream comes as it is written, not at the end. */
static void
test_stream_is_paced (void)
{
  static const char body[] = "{\"model\":\"simulated\",\"stream\":true,\"messages\":\"p\"}";
  g_autoptr(BatchSimulator) simulator = NULL;
  g_autoptr(BatchTestHttp) http = NULL;
  gint64 start;
  guint n_parts = 0;
  char buffer[4096];
  guint first_ms = 0;
  gssize n;

  simulator = batch_test_start_simulator (&(BatchSimulatorConfig) { .output_rate = 2 });
  start = g_get_monotonic_time ();
  http = batch_test_http_open (batch_simulator_get_port (simulator));
  batch_test_http_send_request (http, "POST", PATH, "Connection: close\r\n", body);
  while ((n = g_socket_receive (http->socket, buffer, sizeof buffer, NULL, NULL)) > 0)
    {
      if (n_parts++ == 0)
        first_ms = elapsed_ms (start);
    }
  g_assert_cmpuint (n_parts, >=, 3);
  g_assert_cmpuint (first_ms, <, 2500);
  g_assert_cmpuint (elapsed_ms (start), >=, 5000);
}

/* Wherever a request waits, it is gone as soon as its client is. */
static void
test_closed_by_client (void)
{
  static const BatchSimulatorConfig cases[] = {
    { .models = "alpha", .delay_ms = 5000 },
    { .models = "alpha:5000" },
    { .models = "alpha", .slots = 1, .delay_ms = 5000 },
    { .models = "alpha", .faults = "stall" },
    { .models = "alpha", .faults = "stall-body" },
    { .models = "alpha", .faults = "endless" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Crowd crowd;
      BatchSimulatorCounters counters;
      BatchSimulatorRecord record;

      g_test_message ("case %u", i);
      crowd_start (&crowd, &cases[i]);
      for (guint n = 0; n < 3; n++)
        crowd_ask (&crowd, "alpha", "p");
      batch_test_wait_in_flight (crowd.simulator, 3, 1000);
      g_usleep (20 * 1000);
      g_ptr_array_set_size (crowd.clients, 0);
      batch_test_wait_in_flight (crowd.simulator, 0, 200);

      batch_simulator_get_counters (crowd.simulator, &counters);
      g_assert_cmpuint (counters.closed_by_client, ==, 3);
      g_assert_cmpuint (counters.answered, ==, 0);
      g_assert_true (batch_simulator_get_record (crowd.simulator, 0, &record));
      g_assert_true (record.closed_by_client);
      crowd_stop (&crowd);
    }
}

/* A slot that its client gave up goes to the next in line. */
static void
test_slot_is_passed_on (void)
{
  Crowd crowd;
  BatchTestHttp *first;
  gint64 start;

  crowd_start (&crowd, &(BatchSimulatorConfig) { .slots = 1, .delay_ms = 4000 });
  crowd_ask (&crowd, "simulated", "first");
  batch_test_wait_in_flight (crowd.simulator, 1, 200);
  crowd_ask (&crowd, "simulated", "second");
  batch_test_wait_in_flight (crowd.simulator, 2, 200);
  first = g_ptr_array_steal_index (crowd.clients, 0);
  start = g_get_monotonic_time ();
  batch_test_http_close (first);
  crowd_wait (&crowd);
  g_assert_cmpuint (elapsed_ms (start), >=, 3990);
  g_assert_cmpuint (elapsed_ms (start), <, 6800);
  crowd_stop (&crowd);
}

/* Random clients that come, wait a little and go, until all models and slots are in a muddle; then
 * everything still works. */
static void
test_muddle (void)
{
  static const char *const models[] = { "alpha", "beta", "gamma" };
  Crowd crowd;

  crowd_start (&crowd, &(BatchSimulatorConfig) {
    .models = "alpha:3,beta:2,gamma:1",
    .capacity = 2,
    .slots = 3,
    .delay_ms = 2,
    .jitter = 1,
    .faults = "503:0.05,cut:0.05,disconnect:0.05,reset:0.05,slow:0.05:10",
  });
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *prompt = g_strdup_printf ("prompt %u", i);

      crowd_ask (&crowd, models[g_test_rand_int_range (0, 3)], prompt);
      if (crowd.clients->len >= 20)
        g_ptr_array_remove_index_fast (crowd.clients, g_test_rand_int_range (0, 20));
    }
  g_ptr_array_set_size (crowd.clients, 0);
  batch_test_wait_in_flight (crowd.simulator, 0, 5000);

  for (guint i = 0; i < 3; i++)
    crowd_ask (&crowd, models[i], "[[fail slow:0:1]]");
  crowd_wait (&crowd);
  crowd_stop (&crowd);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/simulator/load/grouped-requests", test_grouped_requests);
  g_test_add_func ("/batch/simulator/load/alternating-requests", test_alternating_requests);
  g_test_add_func ("/batch/simulator/load/waiting-together", test_waiting_together);
  g_test_add_func ("/batch/simulator/load/log", test_log_of_loads);
  g_test_add_func ("/batch/simulator/load/slots", test_slots);
  g_test_add_func ("/batch/simulator/load/rates", test_rates);
  g_test_add_func ("/batch/simulator/load/jitter", test_jitter);
  g_test_add_func ("/batch/simulator/load/stream-is-paced", test_stream_is_paced);
  g_test_add_func ("/batch/simulator/load/closed-by-client", test_closed_by_client);
  g_test_add_func ("/batch/simulator/load/slot-is-passed-on", test_slot_is_passed_on);
  g_test_add_func ("/batch/simulator/load/muddle", test_muddle);
  return g_test_run ();
}
