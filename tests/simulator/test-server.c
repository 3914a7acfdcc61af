/* test-server.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "simulator/batch-simulator.h"
#include "test-http.h"

static BatchSimulator *
start (const BatchSimulatorConfig *config)
{
  g_autoptr(GError) error = NULL;
  BatchSimulator *simulator = batch_simulator_new (config, &error);

  g_assert_no_error (error);
  batch_simulator_start (simulator, "127.0.0.1", 0, &error);
  g_assert_no_error (error);
  return simulator;
}

static void
assert_contains (BatchTestResponse *response,
                 const char        *text)
{
  if (strstr (response->body->str, text) == NULL)
    g_error ("no “%s” in: %s", text, response->body->str);
}

static void
test_answers (void)
{
  g_autoptr(BatchSimulator) simulator = start (&(BatchSimulatorConfig) { .models = "alpha,beta" });
  g_autoptr(BatchTestHttp) http = batch_test_http_open (batch_simulator_get_port (simulator));

  for (guint i = 0; i < 100; i++)
    {
      const char *model = i % 2 == 0 ? "alpha" : "beta";
      g_autofree char *prompt = g_strdup_printf ("prompt %u", i);
      g_autofree char *body = batch_test_chat_body (model, prompt);
      g_autofree char *answer = batch_simulator_answer (model, prompt);
      g_autoptr(BatchTestResponse) response = NULL;

      response = batch_test_http_request (http, "POST", "/v1/chat/completions", body);
      g_assert_cmpuint (response->status, ==, 200);
      assert_contains (response, answer);
    }
}

static void
test_models (void)
{
  g_autoptr(BatchSimulator) simulator = start (&(BatchSimulatorConfig) { .models = "alpha:1,b:7" });
  g_autoptr(BatchTestResponse) response = NULL;

  response = batch_test_http_once (batch_simulator_get_port (simulator), "GET", "/v1/models", NULL);
  g_assert_cmpuint (response->status, ==, 200);
  assert_contains (response, "\"id\":\"alpha\"");
  assert_contains (response, "\"id\":\"b\"");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/simulator/server/answers", test_answers);
  g_test_add_func ("/batch/simulator/server/models", test_models);
  return g_test_run ();
}
