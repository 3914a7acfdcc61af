/* server-fixture.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "server-fixture.h"

#include <string.h>

#include "test-engine.h"
#include "test-support.h"

/* For machines that are slow, or have much to do. */
#define PATIENCE 10

#define RUN_LIMIT_MS (60 * 1000)

static void
add_backend (ServerFixture *self,
             const char    *url,
             const char    *kind)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchBackend) backend = NULL;
  g_autoptr(GError) error = NULL;

  backend = batch_backend_new (SERVER_FIXTURE_BACKEND, url, kind, NULL, &error);
  g_assert_no_error (error);
  batch_engine_add_backend_async (self->engine, backend, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  batch_engine_add_backend_finish (self->engine, result, &error);
  g_assert_no_error (error);
}

void
server_fixture_set_up_at (ServerFixture *self,
                          const char    *url,
                          const char    *kind)
{
  self->dir = batch_test_make_dir ();
  self->engine = batch_test_open_engine (self->dir);
  self->queue = batch_queue_new_for_engine (self->engine);
  self->n_submitted = 0;
  add_backend (self, url, kind);
}

/* The word that the library has for it; NULL when it has none. */
static const char *
kind_of (const char *personality)
{
  if (g_strcmp0 (personality, "router-old") == 0)
    return "llama-router";
  if (personality == NULL || batch_backend_kind_get_title (personality) == NULL)
    return NULL;
  return personality;
}

void
server_fixture_set_up (ServerFixture              *self,
                       const BatchSimulatorConfig *config)
{
  self->simulator = batch_test_start_simulator (config);
  server_fixture_set_up_at (self, batch_simulator_get_uri (self->simulator),
                            kind_of (config->personality));
}

void
server_fixture_end (ServerFixture *self)
{
  batch_test_close_engine (self->engine);
  g_clear_object (&self->queue);
  g_assert_finalize_object (g_steal_pointer (&self->engine));
}

void
server_fixture_tear_down (ServerFixture *self)
{
  if (self->engine != NULL)
    server_fixture_end (self);
  if (self->simulator != NULL)
    batch_simulator_stop (self->simulator);
  g_clear_object (&self->simulator);
  batch_test_remove_dir (self->dir);
  g_free (self->dir);
}

BatchJob *
server_fixture_submit_lines (ServerFixture *self,
                             const char    *lines,
                             guint          parallel)
{
  g_autofree char *name = g_strdup_printf ("input-%u.jsonl", self->n_submitted++);
  g_autofree char *path = g_build_filename (self->dir, name, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(BatchJob) draft = batch_job_new_for_file (file);
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, lines, -1, &error);
  g_assert_no_error (error);
  batch_job_set_backend (draft, SERVER_FIXTURE_BACKEND);
  if (parallel > 0)
    batch_job_set_parallel (draft, parallel);
  if (self->max_attempts > 0)
    batch_job_set_max_attempts (draft, self->max_attempts);
  batch_job_set_priority (draft, self->priority);
  batch_queue_enqueue_async (self->queue, draft, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  job = batch_queue_enqueue_finish (self->queue, result, &error);
  g_assert_no_error (error);
  return batch_queue_get_job (self->queue, batch_job_get_id (job));
}

static void
append_chat_line (GString    *lines,
                  guint       number,
                  const char *model,
                  const char *prompt)
{
  g_autofree char *body = batch_test_chat_body (model, prompt);

  g_string_append_printf (lines, "{\"custom_id\":\"r%u\",\"method\":\"POST\","
                          "\"url\":\"/v1/chat/completions\",\"body\":%s}\n", number, body);
}

BatchJob *
server_fixture_submit (ServerFixture *self,
                       const char    *models,
                       guint          n_items,
                       guint          parallel)
{
  g_auto(GStrv) names = g_strsplit (models, " ", -1);
  g_autoptr(GString) lines = g_string_new (NULL);

  for (guint i = 0; i < n_items; i++)
    {
      g_autofree char *prompt = g_strdup_printf ("prompt %u", i);

      append_chat_line (lines, i, names[i % g_strv_length (names)], prompt);
    }
  return server_fixture_submit_lines (self, lines->str, parallel);
}

BatchJob *
server_fixture_ask (ServerFixture *self,
                    const char    *model,
                    const char    *prompt)
{
  g_autoptr(GString) lines = g_string_new (NULL);

  append_chat_line (lines, 0, model, prompt);
  return server_fixture_submit_lines (self, lines->str, 1);
}

void
server_fixture_wait (ServerFixture   *self,
                     ServerCondition  condition,
                     gpointer         user_data,
                     guint            max_ms)
{
  gint64 end = g_get_monotonic_time () + (gint64) max_ms * 1000 * PATIENCE;

  while (!condition (self, user_data))
    {
      if (g_get_monotonic_time () > end)
        g_error ("what was waited for has not come in %u ms", max_ms);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (500);
    }
}

static gboolean
is_over (ServerFixture *self,
         gpointer       job)
{
  return batch_job_is_terminal (job);
}

void
server_fixture_run (ServerFixture *self,
                    BatchJob      *job)
{
  batch_engine_set_active (self->engine, TRUE);
  server_fixture_wait (self, is_over, job, RUN_LIMIT_MS);
}

BatchSimulatorCounters
server_fixture_count (ServerFixture *self)
{
  BatchSimulatorCounters counters;

  batch_simulator_get_counters (self->simulator, &counters);
  return counters;
}

char *
server_fixture_list_loads (ServerFixture *self)
{
  GString *words = g_string_new (NULL);
  BatchSimulatorRecord record;

  for (guint64 i = 0; batch_simulator_get_record (self->simulator, i, &record); i++)
    if (record.event == BATCH_SIMULATOR_EVENT_LOAD
        || record.event == BATCH_SIMULATOR_EVENT_EVICTION)
      g_string_append_printf (words, "%s%s%s", words->len > 0 ? " " : "",
                              record.event == BATCH_SIMULATOR_EVENT_LOAD ? "+" : "-",
                              record.model);
  return g_string_free (words, FALSE);
}

guint
server_fixture_count_path (ServerFixture *self,
                           const char    *path)
{
  BatchSimulatorRecord record;
  guint n = 0;

  for (guint64 i = 0; batch_simulator_get_record (self->simulator, i, &record); i++)
    if (g_str_has_prefix (record.path, path))
      n++;
  return n;
}

BatchItem *
server_fixture_get_item (ServerFixture *self,
                         BatchJob      *job,
                         guint          position)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) items = NULL;

  batch_engine_get_items_async (self->engine, batch_job_get_id (job), NULL, 1000, NULL, NULL,
                                batch_test_store_result, &result);
  batch_test_wait (&result);
  items = batch_engine_get_items_finish (self->engine, result, &error);
  g_assert_no_error (error);
  return g_list_model_get_item (items, position);
}

char *
server_fixture_get_answer (ServerFixture *self,
                           BatchJob      *job,
                           guint          position)
{
  g_autoptr(BatchItem) item = g_list_model_get_item (batch_job_get_items (job), position);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  char *text;

  while (!batch_item_get_loaded (item))
    g_main_context_iteration (NULL, TRUE);
  batch_item_load_answer_async (item, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  text = batch_item_load_answer_finish (item, result, &error);
  g_assert_no_error (error);
  return text;
}

char *
server_fixture_request (ServerFixture *self,
                        const char    *method,
                        const char    *path,
                        const char    *body)
{
  g_autoptr(BatchTestResponse) response = NULL;

  response = batch_test_http_once (batch_simulator_get_port (self->simulator), method, path, body);
  if (response->status != 200)
    g_error ("%s %s: %u %s", method, path, response->status, response->body->str);
  return g_strdup (response->body->str);
}

static void
assert_contains (const char *text,
                 const char *part)
{
  if (part != NULL && (text == NULL || strstr (text, part) == NULL))
    g_error ("no “%s” in: %s", part, text);
}

/* What came of it until it failed is nowhere taken for one. */
static void
assert_no_answer (BatchJob *job)
{
  g_autoptr(BatchItem) item = g_list_model_get_item (batch_job_get_items (job), 0);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  while (!batch_item_get_loaded (item))
    g_main_context_iteration (NULL, TRUE);
  batch_item_load_answer_async (item, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  text = batch_item_load_answer_finish (item, result, &error);
  if (text == NULL)
    {
      g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
      return;
    }

  /* It may be what the server says of it, but no beginning of what would have been right. */
  g_assert_cmpstr (text, !=, "a");
  g_assert_null (strstr (text, "model: m"));
}

static void
check_outcome (ServerFixture    *self,
               BatchJob         *job,
               const ServerCase *expected)
{
  g_autoptr(BatchItem) item = server_fixture_get_item (self, job, 0);
  g_autofree char *usual = batch_simulator_answer ("m", "hello");
  g_autofree char *answer = NULL;

  g_test_message ("%s", batch_item_get_last_error (item));
  g_assert_cmpint (batch_item_get_status (item), ==, expected->status);
  g_assert_cmpint (batch_item_get_review_reason (item), ==, expected->review);
  g_assert_cmpint (batch_item_get_failure_kind (item), ==, expected->kind);
  assert_contains (batch_item_get_last_error (item), expected->error);
  if (expected->requests > 0)
    g_assert_cmpuint (server_fixture_count (self).requests, ==, expected->requests);
  if (expected->status == BATCH_ITEM_STATUS_SUCCEEDED)
    {
      answer = server_fixture_get_answer (self, job, 0);
      g_assert_cmpstr (answer, ==, expected->answer != NULL ? expected->answer : usual);
    }
  else
    assert_no_answer (job);
}

static BatchJob *
ask_for_whole (ServerFixture *self)
{
  return server_fixture_submit_lines (self, "{\"custom_id\":\"1\",\"method\":\"POST\","
                                      "\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"m\","
                                      "\"stream\":false,\"messages\":[{\"role\":\"user\","
                                      "\"content\":\"hello\"}]}}\n", 0);
}

/* What the server is asked for is what the request says, where it says it. */
static void
assert_asks_for_whole (ServerFixture *self)
{
  BatchSimulatorRecord record;

  for (guint64 i = 0; batch_simulator_get_record (self->simulator, i, &record); i++)
    if (record.event == BATCH_SIMULATOR_EVENT_REQUEST)
      g_assert_false (record.streams);
}

static void
check_case (const ServerCase *expected)
{
  BatchSimulatorConfig config = { .personality = expected->personality, .models = "m" };
  ServerFixture fixture = { .max_attempts = 2 };
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  batch_engine_set_streaming (fixture.engine, expected->streaming);
  batch_simulator_add_fault (fixture.simulator, &expected->fault);
  job = expected->whole ? ask_for_whole (&fixture) : server_fixture_ask (&fixture, "m", "hello");
  server_fixture_run (&fixture, job);
  if (expected->whole)
    assert_asks_for_whole (&fixture);
  check_outcome (&fixture, job, expected);
  server_fixture_tear_down (&fixture);
}

void
server_fixture_check (const ServerCase *cases,
                      guint             n_cases)
{
  for (guint i = 0; i < n_cases; i++)
    {
      g_test_message ("case %u", i);
      check_case (&cases[i]);
    }
}
