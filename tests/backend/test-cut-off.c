/* test-cut-off.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "backend/batch-model-private.h"
#include "backend/batch-model-table-private.h"
#include "backend/batch-outcome-private.h"

/* What a server sends may end anywhere, in the middle of a number, too. Nothing behind its last
 * byte may be looked at: here that is a page which nobody may read. */

typedef struct
{
  guint8 *pages;
  gsize   size;
} Brink;

static void
brink_init (Brink *brink)
{
  gsize page = (gsize) sysconf (_SC_PAGESIZE);

  brink->size = 2 * page;
  brink->pages = mmap (NULL, brink->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                       0);
  g_assert_true (brink->pages != MAP_FAILED);
  g_assert_cmpint (mprotect (brink->pages + page, page, PROT_NONE), ==, 0);
}

static void
brink_clear (Brink *brink)
{
  g_assert_cmpint (munmap (brink->pages, brink->size), ==, 0);
}

/* Good until the next one. */
static GBytes *
brink_put (Brink      *brink,
           const char *text,
           gsize       length)
{
  guint8 *start = brink->pages + brink->size / 2 - length;

  memcpy (start, text, length);
  return g_bytes_new_static (start, length);
}

/* --- Models --- */

#define MODELS \
  "{\"object\":\"list\",\"data\":[{\"id\":\"b\",\"aliases\":[\"bee\"],\"context_length\":64," \
  "\"created\":1700000000,\"status\":{\"value\":\"loading\",\"args\":[\"-np\",\"4\"]," \
  "\"exit_code\":-7,\"failed\":true,\"progress\":{\"value\":0.25}}," \
  "\"capabilities\":[\"chat\",\"vision\"],\"meta\":{\"n_ctx\":128,\"size\":99}}]}"

static const BatchModelSource listing = {
  "/v1/models", "data", batch_model_members, BATCH_MODEL_N_MEMBERS, FALSE, FALSE,
};

static void
assert_as_it_was (BatchModelTable *table)
{
  g_autoptr(GListModel) models = batch_model_table_to_list (table);
  g_autoptr(BatchModel) model = g_list_model_get_item (models, 0);

  g_assert_cmpuint (g_list_model_get_n_items (models), ==, 1);
  g_assert_cmpstr (batch_model_get_id (model), ==, "a");
  g_assert_cmpint (batch_model_get_state (model), ==, BATCH_MODEL_STATE_LOADED);
}

static void
test_models (void)
{
  static const char before[] = "{\"data\":[{\"id\":\"a\",\"status\":{\"value\":\"loaded\"}}]}";
  g_autoptr(BatchModelTable) table = batch_model_table_new ();
  g_autoptr(GBytes) known = g_bytes_new_static (before, strlen (before));
  g_autoptr(GListModel) models = NULL;
  g_autoptr(BatchModel) model = NULL;
  g_autoptr(GBytes) whole = NULL;
  Brink brink;

  brink_init (&brink);
  g_assert_true (batch_model_table_read (table, &listing, TRUE, known));
  for (gsize length = 0; length < strlen (MODELS); length++)
    {
      g_autoptr(GBytes) body = brink_put (&brink, MODELS, length);

      g_assert_false (batch_model_table_read (table, &listing, TRUE, body));
      assert_as_it_was (table);
    }

  whole = brink_put (&brink, MODELS, strlen (MODELS));
  g_assert_true (batch_model_table_read (table, &listing, TRUE, whole));
  models = batch_model_table_to_list (table);
  model = g_list_model_get_item (models, 1);
  g_assert_cmpstr (batch_model_get_id (model), ==, "b");
  g_assert_cmpfloat (model->progress, ==, 0.25);
  brink_clear (&brink);
}

/* --- Answers --- */

#define CHAT \
  "{\"id\":\"x\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\"," \
  "\"content\":\"Good \\u00e4\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":7," \
  "\"completion_tokens\":3,\"prompt_time\":0.015},\"timings\":{\"cache_n\":2,\"prompt_ms\":12.5," \
  "\"predicted_ms\":250.25}}"

static void
judge (BatchOutcome *outcome,
       Brink        *brink,
       const char   *text,
       gsize         length,
       int           status)
{
  BatchResponse response = { .status = status, .body = brink_put (brink, text, length) };

  batch_outcome_from_response (outcome, &response, BATCH_ENDPOINT_CHAT_COMPLETIONS, NULL, 0);
  g_bytes_unref (response.body);
}

/* No part of an answer is a good one. */
static void
test_answers (void)
{
  g_auto(BatchOutcome) whole = { 0 };
  Brink brink;

  brink_init (&brink);
  for (gsize length = 0; length < strlen (CHAT); length++)
    {
      g_auto(BatchOutcome) outcome = { 0 };

      judge (&outcome, &brink, CHAT, length, 200);
      g_assert_cmpint (outcome.kind, !=, BATCH_FAILURE_KIND_NONE);
      g_assert_nonnull (outcome.message);
      g_assert_true (g_utf8_validate (outcome.message, -1, NULL));
    }

  judge (&whole, &brink, CHAT, strlen (CHAT), 200);
  g_assert_cmpint (whole.kind, ==, BATCH_FAILURE_KIND_NONE);
  g_assert_cmpint (whole.prompt_tokens, ==, 7);
  brink_clear (&brink);
}

/* A status says what it says, however much there is of the words to it. */
static void
test_refusals (void)
{
  static const struct
  {
    const char       *body;
    BatchFailureKind  kind;
    int               status;
  } cases[] = {
    { "{\"error\":{\"message\":\"No such thing \xC3\xA4\",\"type\":\"x\",\"code\":400.5}}",
      BATCH_FAILURE_KIND_NON_RETRIABLE_HTTP_STATUS, 400 },
    { "{\"error\":{\"message\":\"Bad key\",\"code\":\"invalid_api_key\"}}",
      BATCH_FAILURE_KIND_AUTH, 401 },
    { "{\"error\":\"too many\",\"retry\":1.5e3}",
      BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS, 503 },
    { "<html><body>Bad \xE2\x82\xAC gateway</body></html>",
      BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS, 502 },
  };
  Brink brink;

  brink_init (&brink);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize length = 0; length <= strlen (cases[i].body); length++)
      {
        g_auto(BatchOutcome) outcome = { 0 };

        judge (&outcome, &brink, cases[i].body, length, cases[i].status);
        g_assert_cmpint (outcome.kind, ==, cases[i].kind);
        g_assert_cmpint (outcome.status_code, ==, cases[i].status);
        g_assert_nonnull (outcome.message);
        g_assert_true (g_utf8_validate (outcome.message, -1, NULL));
      }

  brink_clear (&brink);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/backend/cut-off/models", test_models);
  g_test_add_func ("/batch/backend/cut-off/answers", test_answers);
  g_test_add_func ("/batch/backend/cut-off/refusals", test_refusals);

  return g_test_run ();
}
