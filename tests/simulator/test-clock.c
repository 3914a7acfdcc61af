/* test-clock.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "simulator/batch-simulator-clock.h"
#include "simulator/batch-simulator-duration.h"
#include "test-simulator.h"

static void
test_speed (void)
{
  BatchSimulatorClock clock_of_test = { .real_start = 1000, .start = 5000, .speed = 60 };

  g_assert_cmpint (batch_simulator_clock_at (&clock_of_test, 1000), ==, 5000);
  g_assert_cmpint (batch_simulator_clock_at (&clock_of_test, 1100), ==, 11000);
  g_assert_cmpint (batch_simulator_clock_real (&clock_of_test, 6000), ==, 100);
  g_assert_cmpint (batch_simulator_clock_real (&clock_of_test, 1), ==, 1);
  batch_simulator_clock_advance (&clock_of_test, 700);
  g_assert_cmpint (batch_simulator_clock_at (&clock_of_test, 1100), ==, 11700);
}

/* It goes on from where it was. */
static void
test_speed_changes (void)
{
  BatchSimulatorClock clock_of_test;
  gint64 before;

  batch_simulator_clock_init (&clock_of_test, 1000);
  before = batch_simulator_clock_now (&clock_of_test);
  batch_simulator_clock_set_speed (&clock_of_test, 1);
  g_assert_cmpint (batch_simulator_clock_now (&clock_of_test), >=, before);
  g_assert_cmpint (batch_simulator_clock_now (&clock_of_test), <,
                   before + G_GINT64_CONSTANT (3600000000));
}

static void
test_durations (void)
{
  static const struct
  {
    const char *text;
    gint64      ms;       /* −2: none */
  } cases[] = {
    { "10", 10000 }, { "0", 0 }, { "-1", -1 }, { "0.5", 500 }, { "10m", 600000 },
    { "1h30m", 5400000 }, { "500ms", 500 }, { "-1s", -1 }, { "24h", 86400000 },
    { "", -2 }, { "m", -2 }, { "10x", -2 }, { "10m5", -2 }, { "null", -2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 ms = -2;

      g_test_message ("“%s”", cases[i].text);
      g_assert_cmpint (batch_simulator_duration_parse (cases[i].text, &ms), ==, cases[i].ms != -2);
      g_assert_cmpint (ms, ==, cases[i].ms);
    }
}

/* An hour of loading takes seconds, and is told as an hour. */
static void
test_an_hour_in_no_time (void)
{
  BatchSimulatorConfig config = {
    .personality = "ollama",
    .models = "a:3600000",
    .speed = 3600,
  };
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&config);
  g_autoptr(BatchTestResponse) response = NULL;
  gint64 began = g_get_monotonic_time ();
  const char *load;

  response = batch_test_http_once (batch_simulator_get_port (simulator), "POST", "/api/chat",
                                   "{\"model\":\"a\",\"stream\":false,\"messages\":[{\"role\":"
                                   "\"user\",\"content\":\"p\"}]}");
  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpint (g_get_monotonic_time () - began, >=, 900 * 1000);
  load = strstr (response->body->str, "\"load_duration\":");
  g_assert_nonnull (load);
  g_assert_cmpint (g_ascii_strtoll (strchr (load, ':') + 1, NULL, 10) / 1000000000, >=, 3600);
  batch_simulator_stop (simulator);
}

/* What is due by then happens at once: the load ends, and the model is given up. */
static void
test_put_forward (void)
{
  BatchSimulatorConfig config = { .personality = "ollama", .models = "a:600000" };
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&config);
  guint16 port = batch_simulator_get_port (simulator);
  g_autoptr(BatchTestHttp) http = batch_test_http_open (port);
  g_autoptr(BatchTestResponse) answer = NULL;
  g_autoptr(BatchTestResponse) moved = NULL;
  g_autoptr(BatchTestResponse) moved_again = NULL;
  BatchSimulatorCounters counters;

  batch_test_http_send_request (http, "POST", "/api/chat", NULL,
                                "{\"model\":\"a\",\"messages\":[{\"content\":\"p\"}]}");
  batch_test_wait_in_flight (simulator, 1, 2000);
  moved = batch_test_http_once (port, "POST", "/__clock?advance=600", "");
  g_assert_cmpuint (moved->status, ==, 200);
  answer = batch_test_http_read (http);
  g_assert_cmpuint (answer->status, ==, 200);

  moved_again = batch_test_http_once (port, "POST", "/__clock?advance=301", "");
  do
    batch_simulator_get_counters (simulator, &counters);
  while (counters.evictions == 0);
  batch_simulator_stop (simulator);
}

static void
test_refuses_nonsense (void)
{
  static const char *const queries[] = { "speed=0", "speed=x", "advance=-1", "speed=1e9" };
  BatchSimulatorConfig config = { 0 };
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&config);

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autofree char *path = g_strdup_printf ("/__clock?%s", queries[i]);
      g_autoptr(BatchTestResponse) response = NULL;

      response = batch_test_http_once (batch_simulator_get_port (simulator), "POST", path, "");
      g_assert_cmpuint (response->status, ==, 400);
    }
  batch_simulator_stop (simulator);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/simulator/clock/speed", test_speed);
  g_test_add_func ("/batch/simulator/clock/speed-changes", test_speed_changes);
  g_test_add_func ("/batch/simulator/clock/durations", test_durations);
  g_test_add_func ("/batch/simulator/clock/an-hour-in-no-time", test_an_hour_in_no_time);
  g_test_add_func ("/batch/simulator/clock/put-forward", test_put_forward);
  g_test_add_func ("/batch/simulator/clock/refuses-nonsense", test_refuses_nonsense);

  return g_test_run ();
}
