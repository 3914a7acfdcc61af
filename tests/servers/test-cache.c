/* test-cache.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "server-fixture.h"

#include <string.h>

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

#define N_ALIKE   6
#define BEGINNING "The same beginning: "

/* @together: all of them are there before the first is sent. Returns: how much the server knew of
 * prompts that begin alike, and are for two models in turn */
static gint64
run_two_models (gboolean together,
                guint    n_loads)
{
  BatchSimulatorConfig config = { .personality = "llama-swap", .models = "a,b", .slots = 1 };
  ServerFixture fixture = { 0 };
  BatchJob *jobs[2 * N_ALIKE];
  gint64 known = 0;

  server_fixture_set_up (&fixture, &config);
  for (guint i = 0; i < 2 * N_ALIKE; i++)
    {
      g_autofree char *prompt = g_strdup_printf (BEGINNING "%u", 10 + i);

      jobs[i] = server_fixture_ask (&fixture, i % 2 == 0 ? "a" : "b", prompt);
      if (!together)
        server_fixture_run (&fixture, jobs[i]);
    }
  for (guint i = 0; i < 2 * N_ALIKE; i++)
    {
      server_fixture_run (&fixture, jobs[i]);
      g_assert_cmpint (batch_job_get_succeeded (jobs[i]), ==, 1);
      known += batch_job_get_cached_tokens (jobs[i]);
    }
  g_assert_cmpuint (server_fixture_count (&fixture).loads, ==, n_loads);
  server_fixture_tear_down (&fixture);
  return known;
}

/* What begins alike is asked while its model is there: of each model only the first one is read
 * from the beginning. Where each waits for the one before, all of them are. */
static void
test_swap_costs_prompts (void)
{
  gint64 each = strlen (BEGINNING) / 4;

  g_assert_cmpint (run_two_models (TRUE, 2), >=, 2 * (N_ALIKE - 1) * each);
  g_assert_cmpint (run_two_models (FALSE, 2 * N_ALIKE), ==, 0);
}

#define N_DOCUMENTS 6
#define N_QUESTIONS 5
#define N_RUNS      3
#define SYSTEM_SIZE 2000
#define DOCUMENT_SIZE 4000

/* A text that is like no other of another seed. */
static void
append_text (GString *text,
             guint    seed,
             gsize    size)
{
  gsize end = text->len + size;

  for (guint i = 0; text->len < end; i++)
    g_string_append_printf (text, "%u word %u of %u, ", seed, i, seed * 7919 + i);
  g_string_truncate (text, end);
}

/* All documents with the first question, then all with the second, …, after one system
 * prompt. */
static char *
make_questions (guint n_documents,
                guint n_questions)
{
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < n_documents * n_questions; i++)
    {
      guint document = i % n_documents;

      g_string_append_printf (lines, "{\"custom_id\":\"r%u\",\"method\":\"POST\",\"url\":"
                              "\"/v1/chat/completions\",\"body\":{\"model\":\"a\",\"messages\":["
                              "{\"role\":\"system\",\"content\":\"", i);
      append_text (lines, 1, SYSTEM_SIZE);
      g_string_append (lines, "\"},{\"role\":\"user\",\"content\":\"");
      append_text (lines, 100 + document, DOCUMENT_SIZE);
      g_string_append_printf (lines, "Question %u?\"}]}}\n", i / n_documents);
    }
  return g_string_free (lines, FALSE);
}

/* Returns: the share of their prompts that the server knew */
static double
run_questions (const BatchSimulatorConfig *config,
               BatchPolicy                 policy,
               guint                       parallel)
{
  ServerFixture fixture = { 0 };
  g_autofree char *lines = make_questions (N_DOCUMENTS, N_QUESTIONS);
  BatchJob *job;
  double share;

  server_fixture_set_up (&fixture, config);
  batch_engine_set_policy (fixture.engine, policy);
  job = server_fixture_submit_lines (&fixture, lines, parallel);
  server_fixture_run (&fixture, job);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, N_DOCUMENTS * N_QUESTIONS);
  g_assert_cmpint (batch_job_get_prompt_tokens (job), >, 0);
  share = (double) batch_job_get_cached_tokens (job) / batch_job_get_prompt_tokens (job);
  server_fixture_tear_down (&fixture);
  return share;
}

/* Which slot gets a prompt is the server's affair, and of requests that are on their way together
 * one may overtake another, so that a document is read twice now and then, or happens to be known:
 * on a busy machine so often that one run says nothing. An order that does not keep documents
 * together never gets above @share, and one that does never stays below it. */
static double
run_until_above (const BatchSimulatorConfig *config,
                 double                      share)
{
  double best = 0;

  for (guint i = 0; i < N_RUNS && best <= share; i++)
    best = MAX (best, run_questions (config, BATCH_POLICY_FEWEST_SWAPS, config->slots));
  return best;
}

static double
run_until_below (const BatchSimulatorConfig *config,
                 double                      share)
{
  double least = 1;

  for (guint i = 0; i < N_RUNS && least >= share; i++)
    least = MIN (least, run_questions (config, BATCH_POLICY_EXACT_ORDER, config->slots));
  return least;
}

static void
test_order (void)
{
  static const struct
  {
    const char *personality;
    guint       slots;
  } cases[] = {
    { "llama-server", 1 }, { "llama-server", 3 }, { "llama-router", 2 }, { "ollama", 1 },
    { "vllm", 2 },
  };
  const double documents = (double) DOCUMENT_SIZE / (SYSTEM_SIZE + DOCUMENT_SIZE);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchSimulatorConfig config = {
        .personality = cases[i].personality,
        .models = "a",
        .slots = cases[i].slots,
        .prompt_rate = 500000,
      };
      double ours = run_until_above (&config, 0.5);
      double theirs = run_until_below (&config, 1 - 0.9 * documents);

      g_test_message ("%s, %u at a time: %.2f of the prompts known, %.2f in the order of the file",
                      cases[i].personality, cases[i].slots, ours, theirs);
      g_assert_cmpfloat (theirs, <, 1 - 0.9 * documents);
      g_assert_cmpfloat (ours, >, 0.5);
    }
}

/* Where all know what was read for one, the first goes alone until it is answered. */
static void
test_first_alone (void)
{
  BatchSimulatorConfig config = {
    .personality = "vllm",
    .models = "a",
    .prompt_rate = 10000,
    .output_rate = 100,
  };
  ServerFixture fixture = { 0 };
  g_autofree char *lines = make_questions (1, 8);
  BatchSimulatorRecord first;
  BatchSimulatorRecord other;
  guint n_others = 0;
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  job = server_fixture_submit_lines (&fixture, lines, 4);
  server_fixture_run (&fixture, job);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 8);

  for (guint64 i = 0; batch_simulator_get_record (fixture.simulator, i, &other); i++)
    {
      if (other.event != BATCH_SIMULATOR_EVENT_REQUEST)
        continue;
      if (n_others++ == 0)
        {
          first = other;
          continue;
        }

      /* It takes 150 ms to read the prompt, and more than a second to answer it. */
      g_assert_cmpuint (other.start_ms, >=, first.start_ms + 140);
      if (n_others <= 4)
        g_assert_cmpuint (other.start_ms, <, first.end_ms);
    }
  g_assert_cmpuint (n_others, ==, 8);
  server_fixture_tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/servers/cache/C1-order", test_order);
  g_test_add_func ("/servers/cache/C1-first-alone", test_first_alone);
  g_test_add_func ("/servers/cache/C2-swap-forgets", test_swap_forgets);
  g_test_add_func ("/servers/cache/C2-swap-costs-prompts", test_swap_costs_prompts);

  return g_test_run ();
}
