/* test-chats.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "chat-driver.h"

#include <string.h>

/* Requests whose clients wait, as the simulated server saw them: when they came, between which
 * items, and what was loaded for them. */

#define SLOTS 4

/* --- The model that is there --- */

/* While 20 000 items wait, a chat gets a slot as soon as one is free: of the items, those alone
 * come before it that are on their way already. The server tells its slots, so that no more are. */
static void
test_goes_first (void)
{
  BatchSimulatorConfig config = { .personality = "llama-server", .models = "a:20",
                                  .slots = SLOTS, .delay_ms = 150 };
  g_autoptr(BatchJob) job = NULL;
  guint worst = 0;
  ChatsFixture fixture;

  chats_set_up (&fixture, &config);
  job = chats_put_job (&fixture, 20000, "a");
  chats_wait_requests (&fixture, 40);
  for (guint i = 0; i < 12; i++)
    {
      guint64 length = batch_simulator_get_length (fixture.server);
      g_autofree char *prompt = g_strdup_printf ("chat %u", i);
      g_autoptr(ChatsAsk) ask = chats_put (&fixture, "a", prompt, i % 2 == 1);
      guint in_flight;

      chats_wait_over (ask);
      g_assert_cmpuint (ask->status, ==, 200);
      worst = MAX (worst, chats_count_before (&fixture, length, prompt, &in_flight));
    }

  g_test_message ("%u items came before a chat at most; %" G_GINT64_FORMAT " still wait", worst,
                  batch_job_get_pending (job));
  g_assert_cmpuint (worst, <=, 2 * SLOTS);
  g_assert_cmpint (batch_job_get_pending (job), >, 18000);
  g_assert_cmpuint (chats_counters (&fixture).loads, ==, 1);
  chats_tear_down (&fixture);
}

/* Chats are requests, too: the server never has more than it takes. */
static void
test_keeps_to_slots (void)
{
  BatchSimulatorConfig config = { .personality = "llama-server", .models = "a:0",
                                  .slots = SLOTS, .delay_ms = 20 };
  g_autoptr(BatchJob) job = NULL;
  ChatsFixture fixture;
  ChatsAsk *asks[24];

  chats_set_up (&fixture, &config);
  job = chats_put_job (&fixture, 400, "a");
  chats_wait_requests (&fixture, 40);
  for (guint i = 0; i < G_N_ELEMENTS (asks); i++)
    asks[i] = chats_put (&fixture, "a", "together", FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (asks); i++)
    {
      chats_wait_answer (asks[i], "a", "together");
      chats_ask_free (asks[i]);
    }

  g_assert_cmpuint (chats_counters (&fixture).max_in_flight, <=, SLOTS);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
  chats_tear_down (&fixture);
}

/* --- Another model --- */

static guint
count_loads (ChatsFixture *fixture,
             const char   *model,
             guint        *least_gap_ms)
{
  guint64 length = batch_simulator_get_length (fixture->server);
  guint last_ms = 0;
  guint n = 0;

  *least_gap_ms = G_MAXUINT;
  for (guint64 seq = 0; seq < length; seq++)
    {
      BatchSimulatorRecord record;

      if (!batch_simulator_get_record (fixture->server, seq, &record)
          || record.event != BATCH_SIMULATOR_EVENT_LOAD || !g_str_equal (record.model, model))
        continue;

      if (n++ > 0)
        *least_gap_ms = MIN (*least_gap_ms, record.start_ms - last_ms);
      last_ms = record.start_ms;
    }

  return n;
}

/* One chat after the other, as fast as they are answered, and two more besides: all come in
 * few visits, between which batches have the time that they were promised. */
static void
test_one_visit_a_gap (void)
{
  BatchSimulatorConfig config = { .models = "a:20,b:20,c:20", .capacity = 1, .slots = SLOTS,
                                  .delay_ms = 10 };
  g_autoptr(BatchJob) job = NULL;
  guint n_answered = 0;
  gint64 began;
  guint n_loads;
  guint gap_ms;
  ChatsFixture fixture;

  chats_set_up (&fixture, &config);
  job = chats_put_job (&fixture, 20000, "a");
  chats_wait_requests (&fixture, 40);
  began = g_get_monotonic_time ();
  while (g_get_monotonic_time () - began < 3500 * G_TIME_SPAN_MILLISECOND)
    {
      g_autoptr(ChatsAsk) one = chats_put (&fixture, "b", "one", FALSE);
      g_autoptr(ChatsAsk) two = chats_put (&fixture, "b", "two", TRUE);
      g_autoptr(ChatsAsk) three = chats_put (&fixture, "b", "three", FALSE);

      chats_wait_answer (one, "b", "one");
      chats_wait_over (two);
      chats_wait_answer (three, "b", "three");
      n_answered += 3;
    }

  n_loads = count_loads (&fixture, "b", &gap_ms);
  g_test_message ("%u chats in %u visits, %u ms apart at least; %" G_GINT64_FORMAT " items done",
                  n_answered, n_loads, gap_ms, batch_job_get_succeeded (job));
  g_assert_cmpuint (n_loads, >=, 2);
  g_assert_cmpuint (gap_ms, >=, 700);
  g_assert_cmpuint (n_answered, >, 3 * n_loads);
  g_assert_cmpuint (count_loads (&fixture, "a", &gap_ms), <=, n_loads + 1);
  g_assert_cmpint (batch_job_get_succeeded (job), >, 40);
  chats_tear_down (&fixture);
}

/* Those that gather are answered together, and no item of the batch is lost or doubled. */
static void
test_gathers (void)
{
  BatchSimulatorConfig config = { .models = "a:20,b:20", .capacity = 1, .slots = SLOTS,
                                  .delay_ms = 10 };
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(ChatsAsk) first = NULL;
  ChatsFixture fixture;
  ChatsAsk *asks[20];
  guint gap_ms;

  chats_set_up (&fixture, &config);
  job = chats_put_job (&fixture, 600, "a");
  chats_wait_requests (&fixture, 40);
  first = chats_put (&fixture, "b", "first", FALSE);
  chats_wait_answer (first, "b", "first");
  chats_wait_requests (&fixture, chats_counters (&fixture).requests + 40);
  for (guint i = 0; i < G_N_ELEMENTS (asks); i++)
    asks[i] = chats_put (&fixture, "b", "gathered", i % 2 == 0);
  for (guint i = 0; i < G_N_ELEMENTS (asks); i++)
    {
      chats_wait_over (asks[i]);
      g_assert_cmpuint (asks[i]->status, ==, 200);
      chats_ask_free (asks[i]);
    }

  g_assert_cmpuint (count_loads (&fixture, "b", &gap_ms), ==, 2);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 600);
  g_assert_cmpuint (chats_counters (&fixture).answered, ==, 600 + 1 + 20);
  chats_tear_down (&fixture);
}

/* Without batches nobody is kept waiting for nothing. */
static void
test_alone (void)
{
  BatchSimulatorConfig config = { .models = "a:20,b:20", .capacity = 1 };
  gint64 began;
  ChatsFixture fixture;

  chats_set_up (&fixture, &config);
  began = g_get_monotonic_time ();
  for (guint i = 0; i < 6; i++)
    {
      const char *model = i % 2 == 0 ? "a" : "b";
      g_autoptr(ChatsAsk) ask = chats_put (&fixture, model, "alone", FALSE);

      chats_wait_answer (ask, model, "alone");
    }

  g_assert_cmpint (g_get_monotonic_time () - began, <, 6 * chats_quick_times.gap_us);
  g_assert_cmpuint (chats_counters (&fixture).loads, ==, 6);
  chats_tear_down (&fixture);
}

/* Nor does one who comes while another has been served for long. */
static void
test_late (void)
{
  BatchSimulatorConfig config = { .models = "a:0", .delay_ms = 6000 };
  gint64 began;
  ChatsFixture fixture;
  g_autoptr(ChatsAsk) first = NULL;
  g_autoptr(ChatsAsk) second = NULL;

  chats_set_up (&fixture, &config);
  first = chats_put (&fixture, "a", "first", FALSE);
  chats_wait_requests (&fixture, 1);
  began = g_get_monotonic_time ();
  while (g_get_monotonic_time () < began + 2 * chats_quick_times.stay_us)
    g_main_context_iteration (NULL, FALSE);
  second = chats_put (&fixture, "a", "second", FALSE);
  chats_wait_requests (&fixture, 2);
  g_assert_false (first->over);
  chats_wait_answer (first, "a", "first");
  chats_wait_answer (second, "a", "second");
  chats_tear_down (&fixture);
}

static char *
dup_first_reason (BatchEngine *engine)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchPlan) plan = NULL;
  g_autoptr(BatchPlanGroup) group = NULL;

  batch_engine_get_plan_async (engine, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  plan = batch_engine_get_plan_finish (engine, result, &error);
  g_assert_no_error (error);
  group = g_list_model_get_item (G_LIST_MODEL (plan), 0);
  return group != NULL ? g_strdup (batch_plan_group_get_reason (group)) : NULL;
}

/* The plan says why batches wait, that of another process, too; and then nothing of it. */
static void
test_plan_tells (void)
{
  BatchSimulatorConfig config = { .models = "a:20,b:20", .capacity = 1, .slots = SLOTS,
                                  .delay_ms = 300 };
  const char *words = "after chats with b, which go first; ";
  g_autoptr(BatchEngine) other = NULL;
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(ChatsAsk) ask = NULL;
  g_autofree char *here = NULL;
  g_autofree char *there = NULL;
  ChatsFixture fixture;

  chats_set_up (&fixture, &config);
  other = batch_test_open_engine (fixture.dir);
  job = chats_put_job (&fixture, 2000, "a");
  chats_wait_requests (&fixture, 4);
  ask = chats_put (&fixture, "b", "first", FALSE);
  while (!ask->begun)
    g_main_context_iteration (NULL, TRUE);
  here = dup_first_reason (fixture.engine);
  there = dup_first_reason (other);
  g_assert_true (g_str_has_prefix (here, words));
  g_assert_true (g_str_has_prefix (there, words));

  chats_wait_answer (ask, "b", "first");
  for (;;)
    {
      g_autofree char *later = dup_first_reason (fixture.engine);

      if (!g_str_has_prefix (later, words))
        break;
    }

  batch_test_close_engine (other);
  chats_tear_down (&fixture);
}

/* --- Ends --- */

static void
test_client_leaves (void)
{
  BatchSimulatorConfig config = { .models = "a:0", .delay_ms = 20000 };
  ChatsFixture fixture;
  ChatsAsk *ask;

  chats_set_up (&fixture, &config);
  ask = chats_put (&fixture, "a", "never mind", FALSE);
  while (!ask->begun || chats_counters (&fixture).in_flight == 0)
    g_main_context_iteration (NULL, FALSE);
  batch_executor_drop_chat (fixture.inbox, ask->chat);
  chats_ask_free (ask);

  batch_test_wait_in_flight (fixture.server, 0, 2000);
  g_assert_cmpuint (chats_counters (&fixture).closed_by_client, ==, 1);
  chats_tear_down (&fixture);
}

static void
test_busy_server (void)
{
  BatchSimulatorConfig config = { .models = "a:0" };
  BatchSimulatorFault fault = { .kind = BATCH_SIMULATOR_FAULT_STATUS, .status = 503, .count = 2 };
  g_autoptr(ChatsAsk) ask = NULL;
  ChatsFixture fixture;

  chats_set_up (&fixture, &config);
  batch_simulator_add_fault (fixture.server, &fault);
  ask = chats_put (&fixture, "a", "busy", TRUE);
  chats_wait_over (ask);

  g_assert_cmpuint (ask->status, ==, 200);
  g_assert_nonnull (strstr (ask->text->str, "data: [DONE]"));
  g_assert_cmpuint (batch_simulator_count_status (fixture.server, 503), ==, 2);
  chats_tear_down (&fixture);
}

static void
test_errors_of_the_server (void)
{
  BatchSimulatorConfig config = { .models = "a:0" };
  BatchSimulatorFault fault = { .kind = BATCH_SIMULATOR_FAULT_STATUS, .status = 400, .count = 1 };
  g_autoptr(ChatsAsk) bad = NULL;
  g_autoptr(ChatsAsk) gone = NULL;
  ChatsFixture fixture;

  chats_set_up (&fixture, &config);
  batch_simulator_add_fault (fixture.server, &fault);
  bad = chats_put (&fixture, "a", "bad", FALSE);
  chats_wait_over (bad);
  g_assert_cmpuint (bad->status, ==, 400);
  g_assert_nonnull (bad->message);

  batch_simulator_stop (fixture.server);
  gone = chats_put (&fixture, "a", "gone", FALSE);
  chats_wait_over (gone);
  g_assert_cmpuint (gone->status, ==, 503);
  g_assert_nonnull (gone->message);
  chats_tear_down (&fixture);
}

static void
test_paused (void)
{
  BatchSimulatorConfig config = { .models = "a:0" };
  g_autoptr(ChatsAsk) ask = NULL;
  g_autoptr(ChatsAsk) later = NULL;
  ChatsFixture fixture;

  chats_set_up (&fixture, &config);
  batch_queue_set_paused (fixture.queue, TRUE);
  ask = chats_put (&fixture, "a", "paused", FALSE);
  chats_wait_over (ask);
  g_assert_cmpuint (ask->status, ==, 503);
  g_assert_nonnull (strstr (ask->message, "paused"));

  batch_queue_set_paused (fixture.queue, FALSE);
  later = chats_put (&fixture, "a", "later", FALSE);
  chats_wait_answer (later, "a", "later");
  chats_tear_down (&fixture);
}

/* Whoever has an inbox is told also when nobody looks into it any more. */
static void
test_closed (void)
{
  BatchSimulatorConfig config = { .models = "a:0" };
  g_autoptr(ChatsAsk) ask = NULL;
  ChatsFixture fixture;

  chats_set_up (&fixture, &config);
  chats_close_queue (&fixture);
  ask = chats_put (&fixture, "a", "closed", FALSE);
  chats_wait_over (ask);
  g_assert_cmpuint (ask->status, ==, 503);
  chats_clear (&fixture);
}

/* --- Other servers, other engines --- */

/* Ollama is spoken to in words of its own, in which chats and batches say alike what a model is
 * run with; what comes back is as from any server. */
static void
test_native_words (void)
{
  BatchSimulatorConfig config = { .personality = "ollama", .models = "a:20" };
  g_autoptr(ChatsAsk) stream = NULL;
  g_autoptr(ChatsAsk) whole = NULL;
  g_autoptr(ChatsAsk) embeddings = NULL;
  g_autofree char *answer = batch_simulator_answer ("a", "whole");
  ChatsFixture fixture;

  chats_set_up (&fixture, &config);
  whole = chats_put (&fixture, "a", "whole", FALSE);
  chats_wait_answer (whole, "a", "whole");
  g_assert_nonnull (strstr (whole->text->str, "\"chat.completion\""));

  stream = chats_put (&fixture, "a", "stream", TRUE);
  chats_wait_over (stream);
  g_assert_cmpuint (stream->n_pieces, >, 1);
  g_assert_true (g_str_has_prefix (stream->text->str, "data: {"));
  g_assert_true (g_str_has_suffix (stream->text->str, "data: [DONE]\n\n"));

  embeddings = chats_put_body (&fixture, BATCH_ENDPOINT_EMBEDDINGS, "a", FALSE,
                               "{\"model\":\"a\",\"input\":[\"x\",\"y\"]}");
  chats_wait_over (embeddings);
  g_assert_cmpuint (embeddings->status, ==, 200);
  g_assert_nonnull (strstr (embeddings->text->str, "\"index\":1"));
  g_assert_cmpuint (chats_counters (&fixture).loads, ==, 1);
  chats_tear_down (&fixture);
}

/* Another engine is at work on the server: what it has loaded can be asked, and for everything else
 * it lets us in, and goes on behind us. */
static void
test_beside_another_engine (void)
{
  BatchSimulatorConfig config = { .models = "a:20,b:20", .capacity = 1, .slots = SLOTS,
                                  .delay_ms = 10 };
  BatchEngine *other;
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(ChatsAsk) same = NULL;
  g_autoptr(ChatsAsk) else_ = NULL;
  g_autofree char *url = NULL;
  gint64 n_done;
  ChatsFixture fixture;

  chats_set_up (&fixture, &config);
  batch_engine_set_active (fixture.engine, FALSE);
  other = batch_test_open_engine (fixture.dir);
  url = batch_engine_use_url (other, batch_simulator_get_uri (fixture.server), NULL);
  batch_engine_set_active (other, TRUE);
  job = chats_put_job (&fixture, 20000, "a");
  chats_wait_requests (&fixture, 20);

  batch_engine_set_active (fixture.engine, TRUE);
  same = chats_put (&fixture, "a", "same", FALSE);
  chats_wait_answer (same, "a", "same");
  g_assert_cmpuint (chats_counters (&fixture).loads, ==, 1);
  else_ = chats_put (&fixture, "b", "else", FALSE);
  chats_wait_answer (else_, "b", "else");

  n_done = batch_job_get_succeeded (job);
  g_assert_cmpint (n_done, <, 20000);
  while (chats_counters (&fixture).loads < 3 || batch_job_get_succeeded (job) < n_done + 20)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (chats_counters (&fixture).loads, ==, 3);

  batch_test_close_engine (other);
  g_object_unref (other);
  chats_tear_down (&fixture);
}

/* Items that want the model run otherwise have their turn, also when at each moment a chat is
 * under way. */
static void
test_other_options (void)
{
  static const char *const members[] = { "", "\"num_ctx\":2048,", NULL };
  BatchSimulatorConfig config = { .personality = "ollama", .models = "a:20", .slots = SLOTS,
                                  .delay_ms = 120 };
  g_autoptr(BatchJob) job = NULL;
  ChatsFixture fixture;
  ChatsAsk *asks[3] = { NULL };
  guint n_chats = 0;

  chats_set_up (&fixture, &config);
  job = chats_put_job_with (&fixture, 24, "a", members);
  while (batch_job_get_state (job) != BATCH_JOB_STATE_COMPLETED)
    {
      ChatsAsk **ask = &asks[n_chats++ % G_N_ELEMENTS (asks)];

      g_assert_cmpuint (n_chats, <, 100);
      if (*ask != NULL)
        {
          chats_wait_answer (*ask, "a", "beside");
          chats_ask_free (*ask);
        }
      *ask = chats_put (&fixture, "a", "beside", FALSE);
      if (n_chats <= G_N_ELEMENTS (asks))
        driver_iterate_for (40);
    }

  g_test_message ("%u chats", n_chats);
  for (guint i = 0; i < G_N_ELEMENTS (asks); i++)
    if (asks[i] != NULL)
      {
        chats_wait_answer (asks[i], "a", "beside");
        chats_ask_free (asks[i]);
      }
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 24);
  chats_tear_down (&fixture);
}

/* A chat that comes before such items are prepared for has the model as it is, and they have it
 * loaded after that, which is told. */
static void
test_before_other_options (void)
{
  static const char *const members[] = { "", "\"num_ctx\":2048,", NULL };
  BatchSimulatorConfig config = { .personality = "ollama", .models = "a:1200", .slots = SLOTS,
                                  .delay_ms = 1000 };
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(ChatsAsk) first = NULL;
  g_autoptr(ChatsAsk) second = NULL;
  ChatsFixture fixture;

  chats_set_up (&fixture, &config);
  job = chats_put_job_with (&fixture, 2, "a", members);
  while (chats_counters (&fixture).in_flight == 0)
    g_main_context_iteration (NULL, FALSE);
  driver_iterate_for (500);
  first = chats_put (&fixture, "a", "first", FALSE);
  while (batch_job_get_succeeded (job) == 0)
    g_main_context_iteration (NULL, TRUE);
  second = chats_put (&fixture, "a", "second", FALSE);

  chats_wait_answer (first, "a", "first");
  chats_wait_answer (second, "a", "second");
  while (batch_job_get_state (job) != BATCH_JOB_STATE_COMPLETED)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 2);
  g_assert_cmpuint (chats_counters (&fixture).loads, ==, 2);
  g_assert_cmpuint (batch_engine_get_loads_done (fixture.engine), ==, 2);
  g_assert_cmpuint (batch_engine_get_loads_swapped (fixture.engine), ==, 0);
  chats_tear_down (&fixture);
}

/* --- What they teach --- */

/* A batch for a model that only chats have asked so far has an estimate. */
static void
test_times_are_learnt (void)
{
  BatchSimulatorConfig config = { .models = "a:50", .slots = SLOTS, .delay_ms = 20 };
  g_autoptr(BatchJob) job = NULL;
  ChatsFixture fixture;

  chats_set_up (&fixture, &config);
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr(ChatsAsk) ask = chats_put (&fixture, "a", "teach", i % 2 == 0);

      chats_wait_over (ask);
      g_assert_cmpuint (ask->status, ==, 200);
    }

  batch_queue_set_paused (fixture.queue, TRUE);
  job = chats_put_job (&fixture, 100, "a");
  while (batch_job_get_eta (job) == NULL
         || batch_eta_get_expected (batch_job_get_eta (job)) <= 0)
    g_main_context_iteration (NULL, TRUE);
  chats_tear_down (&fixture);
}

static void
ask_many (ChatsFixture *fixture)
{
  ChatsAsk *asks[240];

  for (guint i = 0; i < G_N_ELEMENTS (asks); i++)
    asks[i] = chats_put (fixture, "a", "many", FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (asks); i++)
    {
      chats_wait_answer (asks[i], "a", "many");
      chats_ask_free (asks[i]);
    }
}

/* How many a server takes at a time is found out by chats as well. What a busy machine adds to the
 * time of an answer is little beside what the server takes, or looks like a server that is full. */
static void
test_slots_are_learnt (void)
{
  BatchSimulatorConfig config = { .models = "a:0", .slots = 16, .delay_ms = 150 };
  const guint n_rounds = 8;
  ChatsFixture fixture;

  chats_set_up (&fixture, &config);
  for (guint i = 0; i < n_rounds && chats_counters (&fixture).max_in_flight < 12; i++)
    ask_many (&fixture);

  g_test_message ("up to %u at a time", (guint) chats_counters (&fixture).max_in_flight);
  g_assert_cmpuint (chats_counters (&fixture).max_in_flight, >=, 12);
  chats_tear_down (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/engine/chats/goes-first", test_goes_first);
  g_test_add_func ("/batch/engine/chats/keeps-to-slots", test_keeps_to_slots);
  g_test_add_func ("/batch/engine/chats/one-visit-a-gap", test_one_visit_a_gap);
  g_test_add_func ("/batch/engine/chats/gathers", test_gathers);
  g_test_add_func ("/batch/engine/chats/alone", test_alone);
  g_test_add_func ("/batch/engine/chats/late", test_late);
  g_test_add_func ("/batch/engine/chats/plan-tells", test_plan_tells);
  g_test_add_func ("/batch/engine/chats/client-leaves", test_client_leaves);
  g_test_add_func ("/batch/engine/chats/busy-server", test_busy_server);
  g_test_add_func ("/batch/engine/chats/errors", test_errors_of_the_server);
  g_test_add_func ("/batch/engine/chats/paused", test_paused);
  g_test_add_func ("/batch/engine/chats/closed", test_closed);
  g_test_add_func ("/batch/engine/chats/native-words", test_native_words);
  g_test_add_func ("/batch/engine/chats/beside-another-engine", test_beside_another_engine);
  g_test_add_func ("/batch/engine/chats/other-options", test_other_options);
  g_test_add_func ("/batch/engine/chats/before-other-options", test_before_other_options);
  g_test_add_func ("/batch/engine/chats/times-are-learnt", test_times_are_learnt);
  g_test_add_func ("/batch/engine/chats/slots-are-learnt", test_slots_are_learnt);

  return g_test_run ();
}
