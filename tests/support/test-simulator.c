/* test-simulator.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "test-simulator.h"

#include <string.h>

/* For machines that are slow, or have much to do. */
#define PATIENCE 10

/* At a port that no program on this machine is given by chance, so that it can be stopped and
 * started there again. Somebody who asks for one may have it. */
static void
start_where_nobody_else_does (BatchSimulator *simulator)
{
  for (guint i = 0; i < 20; i++)
    if (batch_simulator_start (simulator, "127.0.0.1", (guint16) g_random_int_range (16384, 32768),
                               NULL))
      return;

  g_error ("there is no port to listen at");
}

BatchSimulator *
batch_test_start_simulator (const BatchSimulatorConfig *config)
{
  g_autoptr(GError) error = NULL;
  BatchSimulator *simulator = batch_simulator_new (config, &error);

  g_assert_no_error (error);
  start_where_nobody_else_does (simulator);
  return simulator;
}

void
batch_test_wait_in_flight (BatchSimulator *simulator,
                           guint           in_flight,
                           guint           max_ms)
{
  gint64 end = g_get_monotonic_time () + (gint64) max_ms * 1000 * PATIENCE;
  BatchSimulatorCounters counters;

  for (;;)
    {
      batch_simulator_get_counters (simulator, &counters);
      if (counters.in_flight == in_flight)
        return;
      if (g_get_monotonic_time () > end)
        g_error ("%u requests are in flight after %u ms, not %u", counters.in_flight, max_ms,
                 in_flight);
      g_usleep (1000);
    }
}

void
batch_test_assert_contains (BatchTestResponse *response,
                            const char        *text)
{
  if (strstr (response->body->str, text) == NULL)
    g_error ("no “%s” in: %s", text, response->body->str);
}
