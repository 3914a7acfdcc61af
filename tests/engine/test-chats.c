/* test-chats.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>
#include <string.h>

#include "engine/batch-engine-private.h"
#include "queue-driver.h"
#include "test-engine.h"
#include "test-simulator.h"
#include "test-support.h"
#include "workers/batch-chat-private.h"

/* Requests whose clients wait, as the simulated server saw them: when they came, between which
 * items, and what was loaded for them. */

#define SLOTS 4

typedef struct
{
  char           *dir;
  BatchSimulator *server;
  BatchEngine    *engine;
  BatchQueue     *queue;
  BatchMailbox   *inbox;
  BatchMailbox   *news;
  char           *backend;
} Fixture;

/* What came of a chat. */
typedef struct
{
  BatchChat *chat;
  GString   *text;                 /* of an answer */
  char      *message;              /* (nullable) */
  guint      n_pieces;
  guint      status;
  gboolean   begun;
  gboolean   over;
} Ask;

/* The usual ones are for people. */
static const BatchChatTimes quick = {
  .gap_us = 700 * G_TIME_SPAN_MILLISECOND,
  .stay_us = 300 * G_TIME_SPAN_MILLISECOND,
  .grace_us = 100 * G_TIME_SPAN_MILLISECOND,
};

static void
set_up (Fixture                    *fixture,
        const BatchSimulatorConfig *config)
{
  fixture->dir = batch_test_make_dir ();
  fixture->server = batch_test_start_simulator (config);
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->queue = batch_queue_new_for_engine (fixture->engine);
  fixture->inbox = batch_executor_ref_inbox (batch_engine_get_executor (fixture->engine));
  fixture->news = batch_mailbox_new (g_main_context_default (), fixture);
  fixture->backend = batch_engine_use_url (fixture->engine,
                                           batch_simulator_get_uri (fixture->server), NULL);
  batch_executor_set_chat_times (batch_engine_get_executor (fixture->engine), &quick);
  batch_engine_set_active (fixture->engine, TRUE);
}

static void
close_queue (Fixture *fixture)
{
  batch_test_close_engine (fixture->engine);
  g_object_unref (fixture->queue);
  g_assert_finalize_object (fixture->engine);
}

static void
clear (Fixture *fixture)
{
  batch_mailbox_unref (fixture->inbox);
  batch_mailbox_shut (fixture->news);
  batch_mailbox_unref (fixture->news);
  batch_simulator_stop (fixture->server);
  g_object_unref (fixture->server);
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->backend);
  g_free (fixture->dir);
}

static void
tear_down (Fixture *fixture)
{
  close_queue (fixture);
  clear (fixture);
}

static void
news_cb (gpointer receiver,
         gpointer data)
{
  const BatchChatNews *news = data;
  Ask *ask = news->chat->client_data;

  if (ask == NULL)
    return;

  ask->begun |= news->event == BATCH_CHAT_BEGINS;
  ask->over |= news->event >= BATCH_CHAT_ENDS;
  ask->status = news->event == BATCH_CHAT_REFUSED ? news->status : 200;
  if (news->message != NULL)
    ask->message = g_strdup (news->message);
  if (news->body != NULL)
    g_string_append_len (ask->text, g_bytes_get_data (news->body, NULL),
                         (gssize) g_bytes_get_size (news->body));
  if (news->event == BATCH_CHAT_PIECE)
    {
      ask->n_pieces++;
      batch_chat_taken (news->chat, g_bytes_get_size (news->body));
    }
}

static Ask *
put_body (Fixture       *fixture,
          BatchEndpoint  endpoint,
          const char    *model,
          gboolean       stream,
          const char    *body)
{
  const char *servers[] = { fixture->backend, NULL };
  Ask *ask = g_new0 (Ask, 1);

  ask->text = g_string_new (NULL);
  ask->chat = batch_chat_new (endpoint, model, g_strdupv ((char **) servers),
                              g_bytes_new (body, strlen (body)), stream, fixture->news, news_cb,
                              ask);
  batch_executor_put_chat (fixture->inbox, ask->chat);
  return ask;
}

static Ask *
put (Fixture    *fixture,
     const char *model,
     const char *prompt,
     gboolean    stream)
{
  g_autofree char *body =
    g_strdup_printf ("{\"model\":\"%s\",%s\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}",
                     model, stream ? "\"stream\":true," : "", prompt);

  return put_body (fixture, BATCH_ENDPOINT_CHAT_COMPLETIONS, model, stream, body);
}

static void
ask_free (Ask *ask)
{
  ask->chat->client_data = NULL;
  batch_chat_unref (ask->chat);
  g_string_free (ask->text, TRUE);
  g_free (ask->message);
  g_free (ask);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ask, ask_free)

static void
wait_over (Ask *ask)
{
  while (!ask->over)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_answer (Ask        *ask,
             const char *model,
             const char *prompt)
{
  g_autofree char *answer = batch_simulator_answer (model, prompt);

  wait_over (ask);
  if (ask->status != 200 || strstr (ask->text->str, answer) == NULL)
    g_error ("%u: %s%s", ask->status, ask->text->str, ask->message);
}

static BatchJob *
put_job (Fixture    *fixture,
         guint       n,
         const char *model)
{
  g_autoptr(GString) lines = g_string_new (NULL);
  g_autofree char *path = g_build_filename (fixture->dir, "input.jsonl", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(BatchJob) draft = batch_job_new_for_file (file);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (lines,
                            "{\"custom_id\":\"r%u\",\"method\":\"POST\","
                            "\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"%s\","
                            "\"messages\":[{\"role\":\"user\",\"content\":\"item %u\"}]}}\n",
                            i, model, i);
  g_assert_true (g_file_set_contents (path, lines->str, (gssize) lines->len, NULL));
  batch_job_set_backend (draft, fixture->backend);
  return driver_enqueue (fixture->queue, draft);
}

static BatchSimulatorCounters
counters (Fixture *fixture)
{
  BatchSimulatorCounters now;

  batch_simulator_get_counters (fixture->server, &now);
  return now;
}

static void
wait_requests (Fixture *fixture,
               guint64  n)
{
  while (counters (fixture).requests < n)
    g_main_context_iteration (NULL, FALSE);
}

/* Requests of items that came at @from or later, and before the one with @prompt. @in_flight: with
 * that one */
static guint
count_before (Fixture    *fixture,
              guint64     from,
              const char *prompt,
              guint      *in_flight)
{
  guint n = 0;

  for (guint64 seq = from;; seq++)
    {
      BatchSimulatorRecord record;

      g_assert_true (batch_simulator_get_record (fixture->server, seq, &record));
      if (record.event != BATCH_SIMULATOR_EVENT_REQUEST)
        continue;
      *in_flight = record.in_flight;
      if (g_str_equal (record.prompt, prompt))
        return n;
      n++;
    }
}

/* Of the request that came last. */
static guint
last_in_flight (Fixture *fixture)
{
  for (guint64 seq = batch_simulator_get_length (fixture->server); seq > 0; seq--)
    {
      BatchSimulatorRecord record;

      if (batch_simulator_get_record (fixture->server, seq - 1, &record)
          && record.event == BATCH_SIMULATOR_EVENT_REQUEST)
        return record.in_flight;
    }

  return 0;
}

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
  Fixture fixture;

  set_up (&fixture, &config);
  job = put_job (&fixture, 20000, "a");
  wait_requests (&fixture, 40);
  for (guint i = 0; i < 12; i++)
    {
      guint64 length = batch_simulator_get_length (fixture.server);
      g_autofree char *prompt = g_strdup_printf ("chat %u", i);
      g_autoptr(Ask) ask = put (&fixture, "a", prompt, i % 2 == 1);
      guint in_flight;

      wait_over (ask);
      g_assert_cmpuint (ask->status, ==, 200);
      worst = MAX (worst, count_before (&fixture, length, prompt, &in_flight));
    }

  g_test_message ("%u items came before a chat at most; %" G_GINT64_FORMAT " still wait", worst,
                  batch_job_get_pending (job));
  g_assert_cmpuint (worst, <=, 2 * SLOTS);
  g_assert_cmpint (batch_job_get_pending (job), >, 18000);
  g_assert_cmpuint (counters (&fixture).loads, ==, 1);
  tear_down (&fixture);
}

/* The server works on one at a time and does not say so: once somebody has chatted with it, no
 * more items are there than that one, before which no chat can come. */
static void
test_finds_room (void)
{
  BatchSimulatorConfig config = { .models = "a:0", .slots = 1, .delay_ms = 600 };
  g_autoptr(BatchJob) job = NULL;
  guint worst = 0;
  Fixture fixture;

  set_up (&fixture, &config);
  job = put_job (&fixture, 20000, "a");
  wait_requests (&fixture, 12);
  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *prompt = g_strdup_printf ("chat %u", i);
      g_autoptr(Ask) ask = put (&fixture, "a", prompt, i % 2 == 1);
      guint in_flight;

      wait_over (ask);
      g_assert_cmpuint (ask->status, ==, 200);
      count_before (&fixture, 0, prompt, &in_flight);
      if (i > 0)
        worst = MAX (worst, in_flight);
      wait_requests (&fixture, counters (&fixture).requests + 1);
    }

  g_test_message ("%u in flight with a chat, of up to %u", worst,
                  (guint) counters (&fixture).max_in_flight);
  g_assert_cmpuint (worst, <=, 2);
  g_assert_cmpuint (counters (&fixture).max_in_flight, >, 2);
  tear_down (&fixture);
}

/* A server that does not say how many it works on at a time. Where chats may come, already the
 * first one waits for no longer than one item takes: no more are there than it works on. */
static void
check_first_chat (guint slots)
{
  BatchSimulatorConfig config = { .models = "a:0", .slots = slots, .delay_ms = 600 };
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(Ask) ask = NULL;
  guint in_flight;
  Fixture fixture;

  set_up (&fixture, &config);
  batch_executor_await_chats (fixture.inbox, TRUE);
  job = put_job (&fixture, 20000, "a");
  wait_requests (&fixture, 14 + 10 * slots);
  ask = put (&fixture, "a", "the first", FALSE);
  wait_answer (ask, "a", "the first");
  count_before (&fixture, 0, "the first", &in_flight);

  g_test_message ("%u in flight with the first chat, of up to %u", in_flight,
                  (guint) counters (&fixture).max_in_flight);
  g_assert_cmpuint (in_flight, <=, slots + 1);
  g_assert_cmpuint (counters (&fixture).max_in_flight, >, slots + 1);
  tear_down (&fixture);
}

static void
test_first_has_room (void)
{
  check_first_chat (1);
  check_first_chat (4);
}

/* So it is where chats may come to another engine, which has them sent beside what this one is at
 * work on; and when that one ends, there are as many again as are best for batches. */
static void
test_others_have_room (void)
{
  BatchSimulatorConfig config = { .models = "a:0", .slots = 1, .delay_ms = 300 };
  g_autoptr(BatchJob) job = NULL;
  BatchEngine *other;
  BatchMailbox *inbox;
  guint64 before;
  guint in_flight = G_MAXUINT;
  Fixture fixture;

  set_up (&fixture, &config);
  job = put_job (&fixture, 20000, "a");
  wait_requests (&fixture, 12);
  other = batch_test_open_engine (fixture.dir);
  inbox = batch_executor_ref_inbox (batch_engine_get_executor (other));
  batch_executor_await_chats (inbox, TRUE);
  wait_requests (&fixture, counters (&fixture).requests + 16);
  in_flight = last_in_flight (&fixture);
  g_assert_cmpuint (in_flight, ==, 1);

  batch_mailbox_unref (inbox);
  batch_test_close_engine (other);
  g_object_unref (other);
  before = counters (&fixture).requests;
  do
    wait_requests (&fixture, counters (&fixture).requests + 1);
  while (last_in_flight (&fixture) < 3 && counters (&fixture).requests < before + 60);
  g_assert_cmpuint (last_in_flight (&fixture), >=, 3);
  tear_down (&fixture);
}

/* Chats are requests, too: the server never has more than it takes. */
static void
test_keeps_to_slots (void)
{
  BatchSimulatorConfig config = { .personality = "llama-server", .models = "a:0",
                                  .slots = SLOTS, .delay_ms = 20 };
  g_autoptr(BatchJob) job = NULL;
  Fixture fixture;
  Ask *asks[24];

  set_up (&fixture, &config);
  job = put_job (&fixture, 400, "a");
  wait_requests (&fixture, 40);
  for (guint i = 0; i < G_N_ELEMENTS (asks); i++)
    asks[i] = put (&fixture, "a", "together", FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (asks); i++)
    {
      wait_answer (asks[i], "a", "together");
      ask_free (asks[i]);
    }

  g_assert_cmpuint (counters (&fixture).max_in_flight, <=, SLOTS);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
  tear_down (&fixture);
}

/* --- Another model --- */

static guint
count_loads (Fixture    *fixture,
             const char *model,
             guint      *least_gap_ms)
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
  Fixture fixture;

  set_up (&fixture, &config);
  job = put_job (&fixture, 20000, "a");
  wait_requests (&fixture, 40);
  began = g_get_monotonic_time ();
  while (g_get_monotonic_time () - began < 3500 * G_TIME_SPAN_MILLISECOND)
    {
      g_autoptr(Ask) one = put (&fixture, "b", "one", FALSE);
      g_autoptr(Ask) two = put (&fixture, "b", "two", TRUE);
      g_autoptr(Ask) three = put (&fixture, "b", "three", FALSE);

      wait_answer (one, "b", "one");
      wait_over (two);
      wait_answer (three, "b", "three");
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
  tear_down (&fixture);
}

/* Those that gather are answered together, and no item of the batch is lost or doubled. */
static void
test_gathers (void)
{
  BatchSimulatorConfig config = { .models = "a:20,b:20", .capacity = 1, .slots = SLOTS,
                                  .delay_ms = 10 };
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(Ask) first = NULL;
  Fixture fixture;
  Ask *asks[20];
  guint gap_ms;

  set_up (&fixture, &config);
  job = put_job (&fixture, 600, "a");
  wait_requests (&fixture, 40);
  first = put (&fixture, "b", "first", FALSE);
  wait_answer (first, "b", "first");
  wait_requests (&fixture, counters (&fixture).requests + 40);
  for (guint i = 0; i < G_N_ELEMENTS (asks); i++)
    asks[i] = put (&fixture, "b", "gathered", i % 2 == 0);
  for (guint i = 0; i < G_N_ELEMENTS (asks); i++)
    {
      wait_over (asks[i]);
      g_assert_cmpuint (asks[i]->status, ==, 200);
      ask_free (asks[i]);
    }

  g_assert_cmpuint (count_loads (&fixture, "b", &gap_ms), ==, 2);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 600);
  g_assert_cmpuint (counters (&fixture).answered, ==, 600 + 1 + 20);
  tear_down (&fixture);
}

/* Without batches nobody is kept waiting for nothing. */
static void
test_alone (void)
{
  BatchSimulatorConfig config = { .models = "a:20,b:20", .capacity = 1 };
  gint64 began;
  Fixture fixture;

  set_up (&fixture, &config);
  began = g_get_monotonic_time ();
  for (guint i = 0; i < 6; i++)
    {
      const char *model = i % 2 == 0 ? "a" : "b";
      g_autoptr(Ask) ask = put (&fixture, model, "alone", FALSE);

      wait_answer (ask, model, "alone");
    }

  g_assert_cmpint (g_get_monotonic_time () - began, <, 6 * quick.gap_us);
  g_assert_cmpuint (counters (&fixture).loads, ==, 6);
  tear_down (&fixture);
}

/* Nor does one who comes while another has been served for long. */
static void
test_late (void)
{
  BatchSimulatorConfig config = { .models = "a:0", .delay_ms = 1500 };
  gint64 began;
  Fixture fixture;
  g_autoptr(Ask) first = NULL;
  g_autoptr(Ask) second = NULL;

  set_up (&fixture, &config);
  first = put (&fixture, "a", "first", FALSE);
  wait_requests (&fixture, 1);
  began = g_get_monotonic_time ();
  while (g_get_monotonic_time () < began + 2 * quick.stay_us)
    g_main_context_iteration (NULL, FALSE);
  second = put (&fixture, "a", "second", FALSE);
  wait_requests (&fixture, 2);
  g_assert_false (first->over);
  wait_answer (first, "a", "first");
  wait_answer (second, "a", "second");
  tear_down (&fixture);
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
  g_autoptr(Ask) ask = NULL;
  g_autofree char *here = NULL;
  g_autofree char *there = NULL;
  Fixture fixture;

  set_up (&fixture, &config);
  other = batch_test_open_engine (fixture.dir);
  job = put_job (&fixture, 2000, "a");
  wait_requests (&fixture, 4);
  ask = put (&fixture, "b", "first", FALSE);
  while (!ask->begun)
    g_main_context_iteration (NULL, TRUE);
  here = dup_first_reason (fixture.engine);
  there = dup_first_reason (other);
  g_assert_true (g_str_has_prefix (here, words));
  g_assert_true (g_str_has_prefix (there, words));

  wait_answer (ask, "b", "first");
  for (;;)
    {
      g_autofree char *later = dup_first_reason (fixture.engine);

      if (!g_str_has_prefix (later, words))
        break;
    }

  batch_test_close_engine (other);
  tear_down (&fixture);
}

/* --- Ends --- */

static void
test_client_leaves (void)
{
  BatchSimulatorConfig config = { .models = "a:0", .delay_ms = 20000 };
  Fixture fixture;
  Ask *ask;

  set_up (&fixture, &config);
  ask = put (&fixture, "a", "never mind", FALSE);
  while (!ask->begun || counters (&fixture).in_flight == 0)
    g_main_context_iteration (NULL, FALSE);
  batch_executor_drop_chat (fixture.inbox, ask->chat);
  ask_free (ask);

  batch_test_wait_in_flight (fixture.server, 0, 2000);
  g_assert_cmpuint (counters (&fixture).closed_by_client, ==, 1);
  tear_down (&fixture);
}

static void
test_busy_server (void)
{
  BatchSimulatorConfig config = { .models = "a:0" };
  BatchSimulatorFault fault = { .kind = BATCH_SIMULATOR_FAULT_STATUS, .status = 503, .count = 2 };
  g_autoptr(Ask) ask = NULL;
  Fixture fixture;

  set_up (&fixture, &config);
  batch_simulator_add_fault (fixture.server, &fault);
  ask = put (&fixture, "a", "busy", TRUE);
  wait_over (ask);

  g_assert_cmpuint (ask->status, ==, 200);
  g_assert_nonnull (strstr (ask->text->str, "data: [DONE]"));
  g_assert_cmpuint (batch_simulator_count_status (fixture.server, 503), ==, 2);
  tear_down (&fixture);
}

static void
test_errors_of_the_server (void)
{
  BatchSimulatorConfig config = { .models = "a:0" };
  BatchSimulatorFault fault = { .kind = BATCH_SIMULATOR_FAULT_STATUS, .status = 400, .count = 1 };
  g_autoptr(Ask) bad = NULL;
  g_autoptr(Ask) gone = NULL;
  Fixture fixture;

  set_up (&fixture, &config);
  batch_simulator_add_fault (fixture.server, &fault);
  bad = put (&fixture, "a", "bad", FALSE);
  wait_over (bad);
  g_assert_cmpuint (bad->status, ==, 400);
  g_assert_nonnull (bad->message);

  batch_simulator_stop (fixture.server);
  gone = put (&fixture, "a", "gone", FALSE);
  wait_over (gone);
  g_assert_cmpuint (gone->status, ==, 503);
  g_assert_nonnull (gone->message);
  tear_down (&fixture);
}

static void
test_paused (void)
{
  BatchSimulatorConfig config = { .models = "a:0" };
  g_autoptr(Ask) ask = NULL;
  g_autoptr(Ask) later = NULL;
  Fixture fixture;

  set_up (&fixture, &config);
  batch_queue_set_paused (fixture.queue, TRUE);
  ask = put (&fixture, "a", "paused", FALSE);
  wait_over (ask);
  g_assert_cmpuint (ask->status, ==, 503);
  g_assert_nonnull (strstr (ask->message, "paused"));

  batch_queue_set_paused (fixture.queue, FALSE);
  later = put (&fixture, "a", "later", FALSE);
  wait_answer (later, "a", "later");
  tear_down (&fixture);
}

/* Whoever has an inbox is told also when nobody looks into it any more. */
static void
test_closed (void)
{
  BatchSimulatorConfig config = { .models = "a:0" };
  g_autoptr(Ask) ask = NULL;
  Fixture fixture;

  set_up (&fixture, &config);
  close_queue (&fixture);
  ask = put (&fixture, "a", "closed", FALSE);
  wait_over (ask);
  g_assert_cmpuint (ask->status, ==, 503);
  clear (&fixture);
}

/* --- Other servers, other engines --- */

/* Ollama is spoken to in words of its own, in which chats and batches say alike what a model is
 * run with; what comes back is as from any server. */
static void
test_native_words (void)
{
  BatchSimulatorConfig config = { .personality = "ollama", .models = "a:20" };
  g_autoptr(Ask) stream = NULL;
  g_autoptr(Ask) whole = NULL;
  g_autoptr(Ask) embeddings = NULL;
  g_autofree char *answer = batch_simulator_answer ("a", "whole");
  Fixture fixture;

  set_up (&fixture, &config);
  whole = put (&fixture, "a", "whole", FALSE);
  wait_answer (whole, "a", "whole");
  g_assert_nonnull (strstr (whole->text->str, "\"chat.completion\""));

  stream = put (&fixture, "a", "stream", TRUE);
  wait_over (stream);
  g_assert_cmpuint (stream->n_pieces, >, 1);
  g_assert_true (g_str_has_prefix (stream->text->str, "data: {"));
  g_assert_true (g_str_has_suffix (stream->text->str, "data: [DONE]\n\n"));

  embeddings = put_body (&fixture, BATCH_ENDPOINT_EMBEDDINGS, "a", FALSE,
                         "{\"model\":\"a\",\"input\":[\"x\",\"y\"]}");
  wait_over (embeddings);
  g_assert_cmpuint (embeddings->status, ==, 200);
  g_assert_nonnull (strstr (embeddings->text->str, "\"index\":1"));
  g_assert_cmpuint (counters (&fixture).loads, ==, 1);
  tear_down (&fixture);
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
  g_autoptr(Ask) same = NULL;
  g_autoptr(Ask) else_ = NULL;
  g_autofree char *url = NULL;
  gint64 n_done;
  Fixture fixture;

  set_up (&fixture, &config);
  batch_engine_set_active (fixture.engine, FALSE);
  other = batch_test_open_engine (fixture.dir);
  url = batch_engine_use_url (other, batch_simulator_get_uri (fixture.server), NULL);
  batch_engine_set_active (other, TRUE);
  job = put_job (&fixture, 20000, "a");
  wait_requests (&fixture, 20);

  batch_engine_set_active (fixture.engine, TRUE);
  same = put (&fixture, "a", "same", FALSE);
  wait_answer (same, "a", "same");
  g_assert_cmpuint (counters (&fixture).loads, ==, 1);
  else_ = put (&fixture, "b", "else", FALSE);
  wait_answer (else_, "b", "else");

  n_done = batch_job_get_succeeded (job);
  g_assert_cmpint (n_done, <, 20000);
  while (counters (&fixture).loads < 3 || batch_job_get_succeeded (job) < n_done + 20)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (counters (&fixture).loads, ==, 3);

  batch_test_close_engine (other);
  g_object_unref (other);
  tear_down (&fixture);
}

/* --- What they teach --- */

/* A batch for a model that only chats have asked so far has an estimate. */
static void
test_times_are_learnt (void)
{
  BatchSimulatorConfig config = { .models = "a:50", .slots = SLOTS, .delay_ms = 20 };
  g_autoptr(BatchJob) job = NULL;
  Fixture fixture;

  set_up (&fixture, &config);
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr(Ask) ask = put (&fixture, "a", "teach", i % 2 == 0);

      wait_over (ask);
      g_assert_cmpuint (ask->status, ==, 200);
    }

  batch_queue_set_paused (fixture.queue, TRUE);
  job = put_job (&fixture, 100, "a");
  while (batch_job_get_eta (job) == NULL
         || batch_eta_get_expected (batch_job_get_eta (job)) <= 0)
    g_main_context_iteration (NULL, TRUE);
  tear_down (&fixture);
}

/* How many a server takes at a time is found out by chats as well. */
static void
test_slots_are_learnt (void)
{
  BatchSimulatorConfig config = { .models = "a:0", .slots = 16, .delay_ms = 30 };
  Fixture fixture;
  Ask *asks[240];

  set_up (&fixture, &config);
  for (guint i = 0; i < G_N_ELEMENTS (asks); i++)
    asks[i] = put (&fixture, "a", "many", FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (asks); i++)
    {
      wait_answer (asks[i], "a", "many");
      ask_free (asks[i]);
    }

  g_test_message ("up to %u at a time", (guint) counters (&fixture).max_in_flight);
  g_assert_cmpuint (counters (&fixture).max_in_flight, >=, 12);
  tear_down (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/engine/chats/goes-first", test_goes_first);
  g_test_add_func ("/batch/engine/chats/finds-room", test_finds_room);
  g_test_add_func ("/batch/engine/chats/first-has-room", test_first_has_room);
  g_test_add_func ("/batch/engine/chats/others-have-room", test_others_have_room);
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
  g_test_add_func ("/batch/engine/chats/times-are-learnt", test_times_are_learnt);
  g_test_add_func ("/batch/engine/chats/slots-are-learnt", test_slots_are_learnt);

  return g_test_run ();
}
