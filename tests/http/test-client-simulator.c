/* test-client-simulator.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-client-private.h"

#include <string.h>

#include "backend/batch-outcome-private.h"
#include "http/client-fixture.h"
#include "simulator/batch-simulator.h"
#include "support/test-http.h"
#include "support/test-support.h"

/* The client and what is made of its answers, together, against the simulated
 * model server.
 */

static BatchSimulator *
start_simulator (const BatchSimulatorConfig *config)
{
  g_autoptr(GError) error = NULL;
  BatchSimulator *simulator = batch_simulator_new (config, &error);

  g_assert_no_error (error);
  g_assert_true (batch_simulator_start (simulator, "127.0.0.1", 0, &error));
  g_assert_no_error (error);
  return simulator;
}

static BatchClient *
connect_client (BatchSimulator            *simulator,
                const char                *api_key,
                const BatchClientSettings *settings)
{
  g_autoptr(GError) error = NULL;
  BatchClient *client = batch_client_new (batch_simulator_get_uri (simulator), api_key, settings,
                                          &error);

  g_assert_no_error (error);
  return client;
}

static void
ask (BatchClient  *client,
     const char   *model,
     const char   *prompt,
     BatchOutcome *outcome)
{
  g_autofree char *body = batch_test_chat_body (model, prompt);
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = send_text (client, body, NULL, &error);

  if (response != NULL)
    batch_outcome_from_response (outcome, response, BATCH_ENDPOINT_CHAT_COMPLETIONS, NULL,
                                 g_get_real_time ());
  else
    batch_outcome_from_error (outcome, error);
}

static void
test_faults (void)
{
  static const struct
  {
    const char       *fault;
    BatchFailureKind  kind;
    gboolean          retriable;
    gboolean          costs_attempt;
    BatchReviewReason review_reason;
  } cases[] = {
    { "400", BATCH_FAILURE_KIND_NON_RETRIABLE_HTTP_STATUS, FALSE, TRUE },
    { "401", BATCH_FAILURE_KIND_AUTH, FALSE, TRUE },
    { "429", BATCH_FAILURE_KIND_WAIT_BUSY, TRUE, FALSE },
    { "500", BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS, TRUE, TRUE },
    { "stall", BATCH_FAILURE_KIND_TIMEOUT, TRUE, TRUE },
    { "stall-body", BATCH_FAILURE_KIND_TIMEOUT, TRUE, TRUE },
    { "cut", BATCH_FAILURE_KIND_NETWORK_ERROR, TRUE, TRUE },
    { "garbage", BATCH_FAILURE_KIND_INVALID_RESPONSE, TRUE, TRUE },
    { "wrong-length", BATCH_FAILURE_KIND_NETWORK_ERROR, TRUE, TRUE },
    { "disconnect", BATCH_FAILURE_KIND_NETWORK_ERROR, TRUE, TRUE },
    { "reset", BATCH_FAILURE_KIND_NETWORK_ERROR, TRUE, TRUE },
    { "endless", BATCH_FAILURE_KIND_INVALID_RESPONSE, FALSE, TRUE },
    { "html", BATCH_FAILURE_KIND_INVALID_RESPONSE, TRUE, TRUE },
    { "length", BATCH_FAILURE_KIND_NONE, FALSE, TRUE, BATCH_REVIEW_REASON_CUT_OFF },
    { "empty", BATCH_FAILURE_KIND_NONE, FALSE, TRUE, BATCH_REVIEW_REASON_EMPTY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *always = g_strconcat (cases[i].fault, ":1", NULL);
      BatchSimulatorConfig config = { .models = "alpha", .faults = always };
      g_autoptr(BatchSimulator) simulator = start_simulator (&config);
      BatchClientSettings settings = BATCH_CLIENT_SETTINGS_INIT;
      g_autoptr(BatchClient) client = NULL;
      g_auto(BatchOutcome) outcome = { 0 };

      if (g_str_has_prefix (cases[i].fault, "stall"))
        settings.first_byte_ms = settings.idle_ms = 300;
      client = connect_client (simulator, NULL, &settings);

      ask (client, "alpha", "hello", &outcome);
      g_test_message ("%s: %s", cases[i].fault, outcome.message);
      g_assert_cmpint (outcome.kind, ==, cases[i].kind);
      g_assert_cmpint (outcome.retriable, ==, cases[i].retriable);
      g_assert_cmpint (outcome.costs_attempt, ==, cases[i].costs_attempt);
      g_assert_cmpint (outcome.review_reason, ==, cases[i].review_reason);
      g_assert_false (outcome.server_down);
    }
}

static void
test_retry_after (void)
{
  BatchSimulatorConfig config = { .models = "alpha" };
  BatchSimulatorFault seconds = {
    .kind = BATCH_SIMULATOR_FAULT_STATUS, .status = 503, .retry_after = "2", .match = "seconds",
  };
  BatchSimulatorFault date = {
    .kind = BATCH_SIMULATOR_FAULT_STATUS, .status = 429, .retry_after = "@5", .match = "date",
  };
  g_autoptr(BatchSimulator) simulator = start_simulator (&config);
  g_autoptr(BatchClient) client = connect_client (simulator, NULL, NULL);
  g_auto(BatchOutcome) by_seconds = { 0 };
  g_auto(BatchOutcome) by_date = { 0 };

  batch_simulator_add_fault (simulator, &seconds);
  batch_simulator_add_fault (simulator, &date);

  ask (client, "alpha", "seconds", &by_seconds);
  g_assert_cmpint (by_seconds.kind, ==, BATCH_FAILURE_KIND_WAIT_BUSY);
  g_assert_cmpint (by_seconds.retry_after_ms, ==, 2000);

  ask (client, "alpha", "date", &by_date);
  g_assert_cmpint (by_date.kind, ==, BATCH_FAILURE_KIND_WAIT_BUSY);
  g_assert_cmpint (by_date.retry_after_ms, >, 2000);
  g_assert_cmpint (by_date.retry_after_ms, <=, 6000);
}

static void
test_key (void)
{
  BatchSimulatorConfig config = { .models = "alpha", .api_key = "sk-1" };
  g_autoptr(BatchSimulator) simulator = start_simulator (&config);
  g_autoptr(BatchClient) with = connect_client (simulator, "sk-1", NULL);
  g_autoptr(BatchClient) wrong = connect_client (simulator, "sk-2", NULL);
  g_autoptr(BatchClient) without = connect_client (simulator, NULL, NULL);
  g_auto(BatchOutcome) good = { 0 };
  g_auto(BatchOutcome) bad = { 0 };
  g_auto(BatchOutcome) missing = { 0 };

  ask (with, "alpha", "hello", &good);
  g_assert_cmpint (good.kind, ==, BATCH_FAILURE_KIND_NONE);
  ask (wrong, "alpha", "hello", &bad);
  g_assert_cmpint (bad.kind, ==, BATCH_FAILURE_KIND_AUTH);
  ask (without, "alpha", "hello", &missing);
  g_assert_cmpint (missing.kind, ==, BATCH_FAILURE_KIND_AUTH);
}

static void
test_unknown_model (void)
{
  BatchSimulatorConfig config = { .models = "alpha" };
  g_autoptr(BatchSimulator) simulator = start_simulator (&config);
  g_autoptr(BatchClient) client = connect_client (simulator, NULL, NULL);
  g_auto(BatchOutcome) outcome = { 0 };

  ask (client, "omega", "hello", &outcome);
  g_assert_cmpint (outcome.kind, ==, BATCH_FAILURE_KIND_MODEL_NOT_FOUND);
  g_assert_false (outcome.retriable);
}

/* A server that is stopped is down; started again it answers, and the client
 * needs nothing done to it.
 */
static void
test_down_and_up (void)
{
  BatchSimulatorConfig config = { .models = "alpha" };
  g_autoptr(BatchSimulator) simulator = start_simulator (&config);
  g_autoptr(BatchClient) client = connect_client (simulator, NULL, NULL);
  guint16 port = batch_simulator_get_port (simulator);
  g_auto(BatchOutcome) before = { 0 };
  g_auto(BatchOutcome) down = { 0 };
  g_auto(BatchOutcome) after = { 0 };
  g_autoptr(GError) error = NULL;

  ask (client, "alpha", "before", &before);
  g_assert_cmpint (before.kind, ==, BATCH_FAILURE_KIND_NONE);

  batch_simulator_stop (simulator);
  ask (client, "alpha", "down", &down);
  g_assert_cmpint (down.kind, ==, BATCH_FAILURE_KIND_NETWORK_ERROR);
  g_assert_true (down.server_down);
  g_assert_false (down.costs_attempt);

  g_assert_true (batch_simulator_start (simulator, "127.0.0.1", port, &error));
  g_assert_no_error (error);
  ask (client, "alpha", "after", &after);
  g_assert_cmpint (after.kind, ==, BATCH_FAILURE_KIND_NONE);
}

typedef struct
{
  BatchClient *client;
  guint        n_started;
  guint        n_right;
  guint        n_done;
} Load;

typedef struct
{
  Load *load;
  char *prompt;
} Question;

#define N_QUESTIONS 500

static void ask_next (Load *load);

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Question *question = user_data;
  Load *load = question->load;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = batch_client_send_finish (load->client, result, &error);
  g_autofree char *right = batch_simulator_answer ("alpha", question->prompt);

  g_assert_no_error (error);
  if (g_strstr_len (g_bytes_get_data (response->body, NULL), g_bytes_get_size (response->body),
                    right) != NULL)
    load->n_right++;

  load->n_done++;
  g_free (question->prompt);
  g_free (question);
  ask_next (load);
}

static void
ask_next (Load *load)
{
  Question *question;
  g_autofree char *text = NULL;
  g_autoptr(GBytes) body = NULL;

  if (load->n_started == N_QUESTIONS)
    return;

  question = g_new0 (Question, 1);
  question->load = load;
  question->prompt = g_strdup_printf ("question %u", load->n_started++);
  text = batch_test_chat_body ("alpha", question->prompt);
  body = g_bytes_new (text, strlen (text));
  batch_client_send_async (load->client, ENDPOINT, body, NULL, NULL, answered_cb, question);
}

/* Every answer reaches the one who asked, over few connections. */
static void
test_load (void)
{
  BatchSimulatorConfig config = { .models = "alpha", .delay_ms = 1, .jitter = 1 };
  g_autoptr(BatchSimulator) simulator = start_simulator (&config);
  g_autoptr(BatchClient) client = connect_client (simulator, NULL, NULL);
  Load load = { .client = client };

  for (guint i = 0; i < 32; i++)
    ask_next (&load);
  while (load.n_done < N_QUESTIONS)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (load.n_right, ==, N_QUESTIONS);
  g_assert_cmpuint (batch_simulator_count_model (simulator, "alpha"), ==, N_QUESTIONS);
}

int
main (int   argc,
      char *argv[])
{
  client_init (&argc, &argv);
  g_test_add_func ("/batch/http/simulator/faults", test_faults);
  g_test_add_func ("/batch/http/simulator/retry-after", test_retry_after);
  g_test_add_func ("/batch/http/simulator/key", test_key);
  g_test_add_func ("/batch/http/simulator/unknown-model", test_unknown_model);
  g_test_add_func ("/batch/http/simulator/down-and-up", test_down_and_up);
  g_test_add_func ("/batch/http/simulator/load", test_load);
  return g_test_run ();
}
