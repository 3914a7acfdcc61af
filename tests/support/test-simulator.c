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

BatchSimulator *
batch_test_start_simulator (const BatchSimulatorConfig *config)
{
  g_autoptr(GError) error = NULL;
  BatchSimulator *simulator = batch_simulator_new (config, &error);

  g_assert_no_error (error);
  batch_simulator_start (simulator, "127.0.0.1", 0, &error);
  g_assert_no_error (error);
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
