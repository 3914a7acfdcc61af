/* test-busy.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "server-fixture.h"

#include <string.h>

#include "engine/batch-engine-private.h"
#include "test-support.h"

/* Servers that have too much to do. Each test is a row of the table in README.md. */

/* No item has spent an attempt on being sent away. */
static void
assert_no_attempt_lost (ServerFixture *fixture,
                        BatchJob      *job,
                        guint          n_items)
{
  g_assert_cmpint (batch_job_get_succeeded (job), ==, n_items);
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(BatchItem) item = server_fixture_get_item (fixture, job, i);

      g_assert_cmpuint (batch_item_get_attempts (item), <=, 1);
    }
}

/* How long after it was sent away a prompt came again, at least. */
static guint
find_shortest_wait (ServerFixture *fixture,
                    guint          status)
{
  BatchSimulatorRecord refused;
  BatchSimulatorRecord again;
  guint shortest = G_MAXUINT;

  for (guint64 i = 0; batch_simulator_get_record (fixture->simulator, i, &refused); i++)
    for (guint64 j = i + 1; refused.status == status &&
                            batch_simulator_get_record (fixture->simulator, j, &again); j++)
      if (again.event == BATCH_SIMULATOR_EVENT_REQUEST &&
          again.prompt_hash == refused.prompt_hash)
        {
          shortest = MIN (shortest, again.start_ms - refused.end_ms);
          break;
        }
  return shortest;
}

static gboolean
was_refused (ServerFixture *self,
             gpointer       n)
{
  return batch_simulator_count_status (self->simulator, 503) >= GPOINTER_TO_UINT (n);
}

/* Another client's request for another model fills the queue until that is loaded. */
static void
test_queue_for_loads_is_full (void)
{
  BatchSimulatorConfig config = {
    .personality = "ollama",
    .models = "a:50,other:3600000",
    .capacity = 1,
    .queue = 1,
  };
  ServerFixture fixture = { 0 };
  g_autoptr(BatchTestHttp) other = NULL;
  g_autoptr(BatchTestResponse) response = NULL;
  g_autofree char *body = batch_test_chat_body ("other", "first");
  g_autofree char *moved = NULL;
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  other = batch_test_http_open (batch_simulator_get_port (fixture.simulator));
  batch_test_http_send_request (other, "POST", "/v1/chat/completions", NULL, body);
  batch_test_wait_in_flight (fixture.simulator, 1, 1000);

  job = server_fixture_submit (&fixture, "a", 4, 2);
  batch_engine_set_active (fixture.engine, TRUE);
  server_fixture_wait (&fixture, was_refused, GUINT_TO_POINTER (2), 10000);
  moved = server_fixture_request (&fixture, "POST", "/__clock?advance=3601", "");
  server_fixture_run (&fixture, job);
  response = batch_test_http_read (other);
  g_assert_cmpuint (response->status, ==, 200);
  assert_no_attempt_lost (&fixture, job, 4);
  g_assert_cmpuint (server_fixture_count (&fixture).loads, ==, 2);
  g_assert_cmpuint (find_shortest_wait (&fixture, 503), >=, 400);
  server_fixture_tear_down (&fixture);
}

/* Each time for as long as the server says, which is longer from time to time. */
static void
test_refused_again_and_again (void)
{
  static const char *const waits[] = { "1", "2", "4" };
  BatchSimulatorConfig config = { .personality = "localai", .models = "a" };
  BatchSimulatorRecord refused = { 0 };
  BatchSimulatorRecord record;
  ServerFixture fixture = { 0 };
  guint n = 0;
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  for (guint i = 0; i < G_N_ELEMENTS (waits); i++)
    {
      BatchSimulatorFault fault = {
        .kind = BATCH_SIMULATOR_FAULT_STATUS, .status = 503, .retry_after = waits[i], .count = 1,
      };

      batch_simulator_add_fault (fixture.simulator, &fault);
    }
  job = server_fixture_ask (&fixture, "a", "hello");
  server_fixture_run (&fixture, job);

  assert_no_attempt_lost (&fixture, job, 1);
  for (guint64 i = 0; batch_simulator_get_record (fixture.simulator, i, &record); i++)
    {
      if (record.event != BATCH_SIMULATOR_EVENT_REQUEST)
        continue;
      if (n > 0)
        g_assert_cmpuint (record.start_ms - refused.end_ms, >=,
                          1000 * g_ascii_strtoull (waits[n - 1], NULL, 10) - 5);
      refused = record;
      n++;
    }
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (waits) + 1);
  server_fixture_tear_down (&fixture);
}

/* How many were under way at most, of those that came after the first was sent away and what had
 * been sent with it was back. */
static guint
find_most_after_refusal (ServerFixture *fixture,
                         guint          status)
{
  BatchSimulatorRecord record;
  guint settled_ms = 0;
  guint most = 0;

  for (guint64 i = 0; batch_simulator_get_record (fixture->simulator, i, &record); i++)
    {
      if (record.event != BATCH_SIMULATOR_EVENT_REQUEST)
        continue;
      if (settled_ms > 0 && record.start_ms > settled_ms)
        most = MAX (most, record.in_flight);
      else if (record.status == status)
        settled_ms = MAX (settled_ms, record.end_ms + 500);
    }
  return most;
}

/* Busy for whoever has more than four there, also where it has said that it works on eight. */
static void
check_fewer (const char *personality)
{
  BatchSimulatorConfig config = {
    .personality = personality, .models = "a", .slots = 8, .delay_ms = 100,
  };
  static const BatchSimulatorFault busy = {
    .kind = BATCH_SIMULATOR_FAULT_BODY, .status = 503, .above = 4,
    .body = "{\"error\":\"server busy, please try again.  maximum pending requests exceeded\"}",
  };
  ServerFixture fixture = { 0 };
  guint most;
  BatchJob *job;

  g_test_message ("%s", personality);
  server_fixture_set_up (&fixture, &config);
  batch_simulator_add_fault (fixture.simulator, &busy);
  job = server_fixture_submit (&fixture, "a", 120, 0);
  server_fixture_run (&fixture, job);

  assert_no_attempt_lost (&fixture, job, 120);
  most = find_most_after_refusal (&fixture, 503);
  g_test_message ("%u at a time afterwards, %u refused", most,
                  (guint) batch_simulator_count_status (fixture.simulator, 503));
  g_assert_cmpuint (batch_simulator_count_status (fixture.simulator, 503), >, 0);
  /* Who goes on with eight is sent away half of the time. */
  g_assert_cmpuint (batch_simulator_count_status (fixture.simulator, 503), <, 120 / 4);
  g_assert_cmpuint (most, >, 2);
  /* One more is tried now and then. */
  g_assert_cmpuint (most, <=, 4 + 1);
  server_fixture_tear_down (&fixture);
}

static void
test_fewer_at_a_time (void)
{
  check_fewer ("ollama");
  check_fewer ("llama-server");
}

#define ALL_SLOTS 32
#define IN_A_ROW  30

/* How many were under way with each request that came after the first one that was sent away. */
static GArray *
list_in_flight_after (ServerFixture *fixture,
                      guint          status)
{
  GArray *in_flight = g_array_new (FALSE, FALSE, sizeof (guint));
  BatchSimulatorRecord record;
  gboolean after = FALSE;

  for (guint64 i = 0; batch_simulator_get_record (fixture->simulator, i, &record); i++)
    {
      if (after && record.event == BATCH_SIMULATOR_EVENT_REQUEST)
        g_array_append_val (in_flight, record.in_flight);
      after = after || record.status == status;
    }
  return in_flight;
}

static guint
find_most (const GArray *in_flight,
           guint         first,
           guint         n)
{
  guint most = 0;

  for (guint i = first; i < MIN (first + n, in_flight->len); i++)
    most = MAX (most, g_array_index (in_flight, guint, i));
  return most;
}

static gboolean
is_warm (ServerFixture *self,
         gpointer       user_data)
{
  return server_fixture_count (self).answered >= 2 * ALL_SLOTS;
}

/* One is sent away, with all slots taken. Then half as many are under way; when as many have been
 * answered, half of what is missing more; and so on. So IN_A_ROW come one after the other and find
 * three quarters at most; without that the last of them would find IN_A_ROW. */
static void
check_half (guint status)
{
  BatchSimulatorConfig config = {
    .personality = "llama-server", .models = "a", .slots = ALL_SLOTS, .delay_ms = 400,
  };
  BatchSimulatorFault busy = {
    .kind = BATCH_SIMULATOR_FAULT_BODY, .status = status, .above = ALL_SLOTS - 1, .count = 1,
    .body = "{\"error\":\"server busy, please try again.  maximum pending requests exceeded\"}",
  };
  ServerFixture fixture = { 0 };
  g_autoptr(GArray) in_flight = NULL;
  guint least = G_MAXUINT;
  guint then = 0;
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  job = server_fixture_submit (&fixture, "a", 400, 0);
  batch_engine_set_active (fixture.engine, TRUE);
  server_fixture_wait (&fixture, is_warm, NULL, 60000);
  batch_simulator_add_fault (fixture.simulator, &busy);
  server_fixture_run (&fixture, job);

  assert_no_attempt_lost (&fixture, job, 400);
  in_flight = list_in_flight_after (&fixture, status);
  for (guint i = 0; i + 2 * IN_A_ROW <= in_flight->len; i++)
    if (find_most (in_flight, i, IN_A_ROW) < least)
      {
        least = find_most (in_flight, i, IN_A_ROW);
        then = find_most (in_flight, i + IN_A_ROW, in_flight->len);
      }
  g_test_message ("%u: %u at most, then %u", status, least, then);
  g_assert_cmpuint (least, <=, ALL_SLOTS * 3 / 4 + 1);
  g_assert_cmpuint (then, >, least);
  server_fixture_tear_down (&fixture);
}

static void
test_half_as_many (void)
{
  check_half (503);
  check_half (429);
}

/* Whoever names a number gets it, but the server's word for when to come again holds. */
static void
test_more_than_ten (void)
{
  BatchSimulatorConfig config = { .personality = "llama-swap", .models = "a:50", .delay_ms = 100 };
  ServerFixture fixture = { 0 };
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  job = server_fixture_submit (&fixture, "a", 40, 16);
  server_fixture_run (&fixture, job);

  assert_no_attempt_lost (&fixture, job, 40);
  g_assert_cmpuint (batch_simulator_count_status (fixture.simulator, 429), >, 0);
  g_assert_cmpuint (find_shortest_wait (&fixture, 429), >=, 1000);
  server_fixture_tear_down (&fixture);
}

/* Only of those sent at first: where each takes its turn, none is turned away twice. */
static void
assert_refused_once (ServerFixture *fixture,
                     guint          status,
                     const char    *model)
{
  BatchSimulatorRecord record;

  for (guint64 i = 0; batch_simulator_get_record (fixture->simulator, i, &record); i++)
    if (record.status == status)
      {
        g_assert_cmpstr (record.model, ==, model);
        g_assert_cmpuint (record.attempt, ==, 1);
      }
}

/* Once it was too many, it is for the other models, too. What asks the server how many it takes may
 * take one of the ten places, for as long as it waits for its turn. */
static void
test_more_than_ten_only_once (void)
{
  BatchSimulatorConfig config = {
    .personality = "llama-swap", .models = "a:50,b:50,c:50", .delay_ms = 100,
  };
  ServerFixture fixture = { 0 };
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  job = server_fixture_submit (&fixture, "a b c", 120, 30);
  server_fixture_run (&fixture, job);

  assert_no_attempt_lost (&fixture, job, 120);
  g_assert_cmpuint (batch_simulator_count_status (fixture.simulator, 429), >, 0);
  assert_refused_once (&fixture, 429, "a");
  server_fixture_tear_down (&fixture);
}

/* The model works on more than the server lets through: that is known, and not tried. */
static void
test_most_is_kept (void)
{
  BatchSimulatorConfig config = {
    .personality = "llama-swap", .models = "a:50,b:50", .slots = 32, .delay_ms = 100,
  };
  ServerFixture fixture = { 0 };
  BatchSimulatorRecord record;
  guint most = 0;
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  job = server_fixture_submit (&fixture, "a b", 400, 0);
  server_fixture_run (&fixture, job);

  assert_no_attempt_lost (&fixture, job, 400);
  g_assert_cmpuint (batch_simulator_count_status (fixture.simulator, 429), ==, 0);
  for (guint64 i = 0; batch_simulator_get_record (fixture.simulator, i, &record); i++)
    if (record.event == BATCH_SIMULATOR_EVENT_REQUEST)
      most = MAX (most, record.in_flight);
  g_assert_cmpuint (most, ==, 10);
  server_fixture_tear_down (&fixture);
}

static gboolean
has_time_to_retry (ServerFixture *self,
                   gpointer       job)
{
  g_autoptr(BatchItem) item = server_fixture_get_item (self, job, 0);
  g_autoptr(GDateTime) at = batch_item_get_next_retry_at (item);

  return at != NULL;
}

/* When an order to load came, the first one being 0, in ms. */
static guint
find_order (ServerFixture *fixture,
            guint          n)
{
  BatchSimulatorRecord record;

  for (guint64 i = 0; batch_simulator_get_record (fixture->simulator, i, &record); i++)
    if (g_str_equal (record.path, "/backend/load") && n-- == 0)
      return record.start_ms;
  return 0;
}

/* Asked sooner, it would say 503, and wait longer each time. */
static void
test_refused_for_longer (void)
{
  BatchSimulatorConfig config = { .personality = "localai", .models = "a" };
  BatchSimulatorFault fault = { .kind = BATCH_SIMULATOR_FAULT_LOAD_FAIL, .count = 1 };
  ServerFixture fixture = { 0 };
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  batch_simulator_add_fault (fixture.simulator, &fault);
  job = server_fixture_ask (&fixture, "a", "hello");
  server_fixture_run (&fixture, job);

  assert_no_attempt_lost (&fixture, job, 1);
  g_assert_cmpuint (server_fixture_count (&fixture).requests, ==, 1);
  g_assert_cmpuint (batch_simulator_count_status (fixture.simulator, 503), ==, 0);
  g_assert_cmpuint (find_order (&fixture, 1) - find_order (&fixture, 0), >=, 10000);
  server_fixture_tear_down (&fixture);
}

static void
test_queue_of_requests_is_full (void)
{
  BatchSimulatorConfig config = {
    .personality = "vllm",
    .models = "a",
    .slots = 2,
    .queue = 1,
    .delay_ms = 20,
  };
  ServerFixture fixture = { 0 };
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  job = server_fixture_submit (&fixture, "a", 16, 8);
  server_fixture_run (&fixture, job);

  assert_no_attempt_lost (&fixture, job, 16);
  g_assert_cmpuint (batch_simulator_count_status (fixture.simulator, 503), >, 0);
  server_fixture_tear_down (&fixture);
}

/* What a Retry-After says, and when the item is to come again after that, in seconds. */
static void
check_patience (const char *retry_after,
                double      least,
                double      most)
{
  BatchSimulatorConfig config = { .personality = "openai", .models = "a" };
  BatchSimulatorFault fault = {
    .kind = BATCH_SIMULATOR_FAULT_STATUS,
    .status = 429,
    .retry_after = retry_after,
  };
  ServerFixture fixture = { 0 };
  g_autoptr(GDateTime) now = NULL;
  g_autoptr(GDateTime) at = NULL;
  g_autoptr(BatchItem) item = NULL;
  double wait;
  BatchJob *job;

  g_test_message ("%s", retry_after);
  server_fixture_set_up (&fixture, &config);
  batch_simulator_add_fault (fixture.simulator, &fault);
  now = g_date_time_new_now_utc ();
  job = server_fixture_ask (&fixture, "a", "hello");
  batch_engine_set_active (fixture.engine, TRUE);
  server_fixture_wait (&fixture, has_time_to_retry, job, 5000);

  item = server_fixture_get_item (&fixture, job, 0);
  at = batch_item_get_next_retry_at (item);
  wait = (double) g_date_time_difference (at, now) / G_TIME_SPAN_SECOND;
  g_assert_cmpfloat (wait, >=, least);
  g_assert_cmpfloat (wait, <, most);
  server_fixture_tear_down (&fixture);
}

static void
test_patience_is_bounded (void)
{
  check_patience ("7", 7, 12);
  check_patience ("@20", 18, 25);
  check_patience (NULL, 0.4, 5);
  check_patience ("86400", 3600, 3610);
  check_patience ("-5", 0.4, 5);
  check_patience ("soon", 0.4, 5);
}

static BatchServerLimits *
get_limits (ServerFixture *self,
            const char    *kind)
{
  g_autoptr(BatchBackend) backend = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  BatchServerLimits *limits;

  backend = batch_backend_new (SERVER_FIXTURE_BACKEND, batch_simulator_get_uri (self->simulator),
                               kind, NULL, &error);
  g_assert_no_error (error);
  batch_backend_get_limits_async (backend, "a", NULL, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  limits = batch_backend_get_limits_finish (backend, result, &error);
  g_assert_no_error (error);
  return limits;
}

/* It says how many it works on at one path, and refuses the others; or refuses all. */
static void
check_not_told (const char       *all_but,
                BatchLimitSource  source)
{
  static const char *const paths[] = { "/slots", "/metrics", "/props" };
  BatchSimulatorConfig config = { .personality = "llama-server", .models = "a", .slots = 3 };
  ServerFixture fixture = { 0 };
  g_autoptr(BatchServerLimits) limits = NULL;
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      BatchSimulatorFault fault = {
        .kind = BATCH_SIMULATOR_FAULT_PATH_STATUS, .status = 501, .match = paths[i],
      };

      if (g_strcmp0 (paths[i], all_but) != 0)
        batch_simulator_add_fault (fixture.simulator, &fault);
    }
  job = server_fixture_submit (&fixture, "a", 4, 2);
  server_fixture_run (&fixture, job);

  g_assert_cmpint (batch_job_get_succeeded (job), ==, 4);
  g_assert_null (batch_engine_get_trouble (fixture.engine));
  limits = get_limits (&fixture, "llama-server");
  g_assert_cmpint (batch_server_limits_get_slots_source (limits), ==, source);
  if (source == BATCH_LIMIT_SOURCE_SERVER)
    g_assert_cmpuint (batch_server_limits_get_slots (limits), ==, 3);
  server_fixture_tear_down (&fixture);
}

static void
test_not_told (void)
{
  check_not_told ("/props", BATCH_LIMIT_SOURCE_SERVER);
  check_not_told (NULL, BATCH_LIMIT_SOURCE_DEFAULT);
}

static void
test_now_and_then (void)
{
  BatchSimulatorConfig config = { .models = "a", .faults = "503:0.5:1", .delay_ms = 2 };
  ServerFixture fixture = { 0 };
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  job = server_fixture_submit (&fixture, "a", 40, 4);
  server_fixture_run (&fixture, job);

  assert_no_attempt_lost (&fixture, job, 40);
  /* Half of them come a second time, half of these a third time. */
  g_assert_cmpuint (server_fixture_count (&fixture).requests, <, 160);
  server_fixture_tear_down (&fixture);
}

/* Too many at a time: some are sent away, and for some there is no memory. Fewer have it. */
static void
test_memory_for_few (void)
{
  static const char *const personalities[] = { "vllm", "llama-server" };

  for (guint i = 0; i < G_N_ELEMENTS (personalities); i++)
    {
      BatchSimulatorConfig config = {
        .personality = personalities[i], .models = "a", .slots = 64, .delay_ms = 20,
      };
      BatchSimulatorFault full = {
        .kind = BATCH_SIMULATOR_FAULT_STATUS, .status = 429, .above = 4, .rate = 0.3,
      };
      BatchSimulatorFault no_memory = {
        .kind = BATCH_SIMULATOR_FAULT_BODY, .status = 500, .above = 6,
        .body = "{\"error\":{\"message\":\"CUDA out of memory. Tried to allocate 2 GiB.\"}}",
      };
      ServerFixture fixture = { 0 };
      BatchJob *job;

      g_test_message ("%s", personalities[i]);
      server_fixture_set_up (&fixture, &config);
      batch_executor_set_load_times (batch_engine_get_executor (fixture.engine), 2000, 50);
      batch_simulator_add_fault (fixture.simulator, &full);
      batch_simulator_add_fault (fixture.simulator, &no_memory);
      job = server_fixture_submit (&fixture, "a", 200, 0);
      server_fixture_run (&fixture, job);

      g_assert_cmpint (batch_job_get_succeeded (job), ==, 200);
      g_assert_cmpuint (batch_simulator_count_status (fixture.simulator, 429), >, 0);
      g_assert_cmpuint (batch_simulator_count_status (fixture.simulator, 500), >, 0);
      g_test_message ("%u without memory",
                      (guint) batch_simulator_count_status (fixture.simulator, 500));
      server_fixture_tear_down (&fixture);
    }
}

/* How often requests went from one model to another, and to the first. */
static guint
count_turns (ServerFixture *self)
{
  g_autofree char *last = NULL;
  BatchSimulatorRecord record;
  guint n = 0;

  for (guint64 i = 0; batch_simulator_get_record (self->simulator, i, &record); i++)
    if (record.event == BATCH_SIMULATOR_EVENT_REQUEST && g_strcmp0 (record.model, last) != 0)
      {
        g_free (last);
        last = g_strdup (record.model);
        n++;
      }
  return n;
}

static gboolean
expects_no_load (ServerFixture *self,
                 gpointer       nothing)
{
  return batch_engine_get_loads_left (self->engine) == 0
         && g_list_model_get_n_items (batch_engine_get_loading (self->engine)) == 0;
}

/* Whatever it is asked. What fails is tried again with the model that is there, and what was
 * never seen to be loaded counts for no load. */
static void
test_everything_fails (void)
{
  static const char *const personalities[] = { NULL, "llama-swap", "ollama" };

  for (guint i = 0; i < G_N_ELEMENTS (personalities); i++)
    {
      BatchSimulatorConfig config = {
        .personality = personalities[i], .models = "a:20,b:20,c:20", .capacity = 1,
        .faults = "500:1",
      };
      ServerFixture fixture = { .max_attempts = 3 };
      BatchJob *job;

      g_test_message ("%s", personalities[i]);
      server_fixture_set_up (&fixture, &config);
      job = server_fixture_submit (&fixture, "a b c", 18, 4);
      server_fixture_run (&fixture, job);

      g_assert_cmpint (batch_job_get_failed (job), ==, 18);
      g_assert_cmpuint (server_fixture_count (&fixture).requests, >=, 18 * 3);
      g_assert_cmpuint (count_turns (&fixture), ==, 3);
      g_assert_cmpuint (batch_engine_get_loads_done (fixture.engine), <=,
                        server_fixture_count (&fixture).loads);
      g_assert_cmpuint (batch_job_get_loads (job), ==,
                        batch_engine_get_loads_done (fixture.engine));
      server_fixture_wait (&fixture, expects_no_load, NULL, 60000);
      server_fixture_tear_down (&fixture);
    }
}

/* It gets as many at a time as it says that it works on, and no more. */
static void
test_slots_are_learnt (void)
{
  BatchSimulatorConfig config = {
    .personality = "llama-server", .models = "a", .slots = 6, .delay_ms = 30,
  };
  ServerFixture fixture = { 0 };
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  job = server_fixture_submit (&fixture, "a", 60, 0);
  server_fixture_run (&fixture, job);

  g_assert_cmpint (batch_job_get_succeeded (job), ==, 60);
  g_assert_cmpuint (server_fixture_count (&fixture).max_in_flight, ==, 6);
  server_fixture_tear_down (&fixture);
}

/* The most requests for @model that were under way at a time. */
static guint
count_most (ServerFixture *self,
            const char    *model)
{
  BatchSimulatorRecord record;
  guint most = 0;

  for (guint64 i = 0; batch_simulator_get_record (self->simulator, i, &record); i++)
    if (record.event == BATCH_SIMULATOR_EVENT_REQUEST && g_strcmp0 (record.model, model) == 0)
      most = MAX (most, record.in_flight);
  return most;
}

/* One model is run by what tells how many it works on, and the other by what does not. What is
 * said of the one is said of it alone, in this run and in the next. */
static void
test_slots_are_of_one_model (void)
{
  BatchSimulatorConfig config = {
    .personality = "llama-swap", .models = "a:50/1,b:50/8", .delay_ms = 30,
  };
  BatchSimulatorFault silent = {
    .kind = BATCH_SIMULATOR_FAULT_PATH_STATUS, .status = 404, .match = "/upstream/b/props",
  };
  ServerFixture fixture = { 0 };
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  batch_simulator_add_fault (fixture.simulator, &silent);
  job = server_fixture_submit (&fixture, "a", 12, 0);
  server_fixture_run (&fixture, job);
  job = server_fixture_submit (&fixture, "b", 120, 0);
  server_fixture_run (&fixture, job);
  job = server_fixture_submit (&fixture, "a", 12, 0);
  server_fixture_run (&fixture, job);

  g_test_message ("%u of a, %u of b", count_most (&fixture, "a"), count_most (&fixture, "b"));
  g_assert_cmpuint (count_most (&fixture, "a"), <=, 2);
  g_assert_cmpuint (count_most (&fixture, "b"), >=, 4);
  server_fixture_tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/servers/busy/B1-queue-for-loads-is-full", test_queue_for_loads_is_full);
  g_test_add_func ("/servers/busy/B1-fewer-at-a-time", test_fewer_at_a_time);
  g_test_add_func ("/servers/busy/B1-half-as-many", test_half_as_many);
  g_test_add_func ("/servers/busy/B2-more-than-ten", test_more_than_ten);
  g_test_add_func ("/servers/busy/B2-more-than-ten-only-once", test_more_than_ten_only_once);
  g_test_add_func ("/servers/busy/B2-most-is-kept", test_most_is_kept);
  g_test_add_func ("/servers/busy/B3-refused-for-longer", test_refused_for_longer);
  g_test_add_func ("/servers/busy/B3-refused-again-and-again", test_refused_again_and_again);
  g_test_add_func ("/servers/busy/B4-queue-of-requests-is-full", test_queue_of_requests_is_full);
  g_test_add_func ("/servers/busy/B5-patience-is-bounded", test_patience_is_bounded);
  g_test_add_func ("/servers/busy/B6-slots-are-learnt", test_slots_are_learnt);
  g_test_add_func ("/servers/busy/B6b-slots-are-of-one-model", test_slots_are_of_one_model);
  g_test_add_func ("/servers/busy/B7-not-told", test_not_told);
  g_test_add_func ("/servers/busy/B8-now-and-then", test_now_and_then);
  g_test_add_func ("/servers/busy/B9-everything-fails", test_everything_fails);
  g_test_add_func ("/servers/busy/B10-memory-for-few", test_memory_for_few);

  return g_test_run ();
}
