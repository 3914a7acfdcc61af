/* test-loading.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "server-fixture.h"

/* How models come into the memory of a server and leave it. Each test is a row of the table in
 * README.md. */

/* A request for a model that is not there waits for it, however long, and is answered. */
static void
test_unloaded_model_blocks (void)
{
  BatchSimulatorConfig config = { .personality = "ollama", .models = "a:200" };
  ServerFixture fixture = { 0 };
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  job = server_fixture_submit (&fixture, "a", 4, 2);
  server_fixture_run (&fixture, job);

  g_assert_cmpint (batch_job_get_succeeded (job), ==, 4);
  g_assert_cmpuint (server_fixture_count (&fixture).loads, ==, 1);
  g_assert_cmpuint (server_fixture_count (&fixture).closed_by_client, ==, 0);
  server_fixture_tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/servers/loading/L1-unloaded-model-blocks", test_unloaded_model_blocks);

  return g_test_run ();
}
