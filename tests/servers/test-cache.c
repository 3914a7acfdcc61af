/* test-cache.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "server-fixture.h"

#include <json-glib/json-glib.h>

/* What servers still know of earlier prompts. Each test is a row of the table in README.md. */

/* Asks as another client would. Returns how many tokens of the prompt were known. */
static gint64
ask_directly (ServerFixture *fixture,
              const char    *model,
              const char    *prompt)
{
  g_autofree char *body = batch_test_chat_body (model, prompt);
  g_autofree char *answer = server_fixture_request (fixture, "POST", "/v1/chat/completions", body);
  g_autoptr(JsonNode) node = json_from_string (answer, NULL);
  JsonObject *usage = json_object_get_object_member (json_node_get_object (node), "usage");
  JsonObject *details = json_object_get_object_member (usage, "prompt_tokens_details");

  return json_object_get_int_member (details, "cached_tokens");
}

static void
test_swap_forgets (void)
{
  BatchSimulatorConfig config = { .personality = "llama-swap", .models = "a,b", .slots = 1 };
  ServerFixture fixture = { 0 };
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  g_assert_cmpint (ask_directly (&fixture, "a", "the same beginning, and one end"), ==, 0);
  g_assert_cmpint (ask_directly (&fixture, "a", "the same beginning, and another"), ==, 6);

  job = server_fixture_submit (&fixture, "b", 2, 1);
  server_fixture_run (&fixture, job);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 2);
  g_assert_cmpint (ask_directly (&fixture, "a", "the same beginning, and another"), ==, 0);
  server_fixture_tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/servers/cache/C2-swap-forgets", test_swap_forgets);

  return g_test_run ();
}
