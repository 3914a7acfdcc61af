/* test-page.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "api/batch-api-outcome-private.h"
#include "api/batch-api-page-private.h"

/* What a client asks for of a list, and what it is told of its end; and what became of a job, in
 * the numbers that stand in such a list. */

#define DEFAULT_LIMIT 20
#define MAX_LIMIT     100

/* @query: (nullable): as behind the “?” */
static void
set_up (BatchApiExchange *exchange,
        BatchApi          api,
        const char       *query)
{
  *exchange = (BatchApiExchange) { .api = api, .key_id = (char *) "key" };
  if (query != NULL)
    exchange->query = soup_form_decode (query);
}

static void
tear_down (BatchApiExchange *exchange)
{
  g_clear_pointer (&exchange->query, g_hash_table_unref);
}

static const struct
{
  BatchApi    api;
  const char *query;
  guint       limit;
  const char *after;
  gboolean    descending;
} good[] = {
  { BATCH_API_OPENAI, NULL, DEFAULT_LIMIT, NULL, TRUE },
  { BATCH_API_OPENAI, "", DEFAULT_LIMIT, NULL, TRUE },
  { BATCH_API_OPENAI, "limit=1", 1, NULL, TRUE },
  { BATCH_API_OPENAI, "limit=100", MAX_LIMIT, NULL, TRUE },
  { BATCH_API_OPENAI, "limit=007", 7, NULL, TRUE },
  { BATCH_API_OPENAI, "order=asc&after=file-1", DEFAULT_LIMIT, "file-1", FALSE },
  { BATCH_API_OPENAI, "order=desc", DEFAULT_LIMIT, NULL, TRUE },
  /* Words of the other API say nothing. */
  { BATCH_API_OPENAI, "after_id=a&before_id=b", DEFAULT_LIMIT, NULL, TRUE },
  { BATCH_API_ANTHROPIC, NULL, DEFAULT_LIMIT, NULL, TRUE },
  { BATCH_API_ANTHROPIC, "limit=2&after_id=msgbatch_1", 2, "batch_1", TRUE },
  { BATCH_API_ANTHROPIC, "before_id=msgbatch_1", DEFAULT_LIMIT, "batch_1", FALSE },
  { BATCH_API_ANTHROPIC, "after=batch_1&order=up", DEFAULT_LIMIT, NULL, TRUE },
};

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      BatchApiExchange exchange;
      BatchApiFault *fault = NULL;
      g_autoptr(BatchPageQuery) page = NULL;

      g_test_message ("case %u", i);
      set_up (&exchange, good[i].api, good[i].query);
      page = batch_api_page_parse (&exchange, DEFAULT_LIMIT, MAX_LIMIT, &fault);
      g_assert_null (fault);
      /* One more, which tells whether there is more. */
      g_assert_cmpuint (page->limit, ==, good[i].limit + 1);
      g_assert_cmpstr (page->after, ==, good[i].after);
      g_assert_cmpint (page->descending, ==, good[i].descending);
      g_assert_cmpstr (page->key_id, ==, "key");
      tear_down (&exchange);
    }
}

static const struct
{
  BatchApi    api;
  const char *query;
  guint       status;
  const char *parameter;           /* (nullable) */
} bad[] = {
  { BATCH_API_OPENAI, "limit=0", 400, "limit" },
  { BATCH_API_OPENAI, "limit=101", 400, "limit" },
  { BATCH_API_OPENAI, "limit=-1", 400, "limit" },
  { BATCH_API_OPENAI, "limit=", 400, "limit" },
  { BATCH_API_OPENAI, "limit=1.5", 400, "limit" },
  { BATCH_API_OPENAI, "limit=0x10", 400, "limit" },
  { BATCH_API_OPENAI, "limit=%202", 400, "limit" },
  { BATCH_API_OPENAI, "limit=18446744073709551617", 400, "limit" },
  { BATCH_API_OPENAI, "order=up", 400, "order" },
  { BATCH_API_OPENAI, "order=", 400, "order" },
  { BATCH_API_OPENAI, "order=ASC", 400, "order" },
  { BATCH_API_ANTHROPIC, "limit=0", 400, "limit" },
  { BATCH_API_ANTHROPIC, "before_id=msgbatch_1&after_id=msgbatch_1", 400, NULL },
  /* Nothing has such an id. */
  { BATCH_API_ANTHROPIC, "after_id=batch_1", 404, "after_id" },
  { BATCH_API_ANTHROPIC, "before_id=batch_1", 404, "before_id" },
  { BATCH_API_ANTHROPIC, "after_id=", 404, "after_id" },
};

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      BatchApiExchange exchange;
      g_autoptr(BatchApiFault) fault = NULL;

      g_test_message ("%s", bad[i].query);
      set_up (&exchange, bad[i].api, bad[i].query);
      g_assert_null (batch_api_page_parse (&exchange, DEFAULT_LIMIT, MAX_LIMIT, &fault));
      g_assert_cmpuint (fault->status, ==, bad[i].status);
      g_assert_cmpstr (fault->parameter, ==, bad[i].parameter);
      tear_down (&exchange);
    }
}

static void
test_lost (void)
{
  static const struct
  {
    BatchApi    api;
    const char *query;
    const char *parameter;
    const char *id;
  } cases[] = {
    { BATCH_API_OPENAI, "after=file-%25s", "after", "'file-%s'" },
    { BATCH_API_ANTHROPIC, "after_id=msgbatch_1", "after_id", "'msgbatch_1'" },
    { BATCH_API_ANTHROPIC, "before_id=msgbatch_2", "before_id", "'msgbatch_2'" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchApiExchange exchange;
      g_autoptr(BatchApiFault) fault = NULL;

      set_up (&exchange, cases[i].api, cases[i].query);
      fault = batch_api_page_lose (&exchange);
      g_assert_cmpuint (fault->status, ==, 404);
      g_assert_cmpstr (fault->parameter, ==, cases[i].parameter);
      g_assert_nonnull (strstr (fault->message, cases[i].id));
      tear_down (&exchange);
    }
}

/* However many are found, who goes on from page to page sees each of them once. */
static void
test_ends (void)
{
  for (guint limit = 1; limit <= 4; limit++)
    for (guint n_all = 0; n_all <= 13; n_all++)
      {
        const BatchPageQuery page = { .limit = limit + 1 };
        guint n_seen = 0;
        gboolean has_more = TRUE;

        while (has_more)
          {
            BatchJsonWriter json = BATCH_JSON_WRITER_INIT (g_string_new (NULL));
            guint n_found = MIN (n_all - n_seen, page.limit);
            guint n_shown = batch_api_page_count (&page, n_found);
            g_autofree char *text = NULL;

            g_assert_cmpuint (n_shown, <=, limit);
            batch_json_writer_open (&json, NULL, '{');
            batch_api_page_end (&json, &page, n_found, n_shown > 0 ? "a" : NULL,
                                n_shown > 0 ? "b" : NULL);
            batch_json_writer_close (&json, '}');
            text = g_string_free (json.out, FALSE);

            n_seen += n_shown;
            has_more = n_seen < n_all;
            g_assert_true (g_str_has_prefix (text, n_shown > 0
                                                     ? "{\"first_id\":\"a\",\"last_id\":\"b\","
                                                     : "{\"first_id\":null,\"last_id\":null,"));
            g_assert_true (g_str_has_suffix (text, has_more ? "\"has_more\":true}"
                                                            : "\"has_more\":false}"));
          }
      }
}

/* --- What became of a job --- */

static BatchJobRecord *
make_job (void)
{
  BatchJobRecord *job = batch_job_record_new ();

  job->state = BATCH_JOB_STATE_COMPLETED_WITH_ERRORS;
  job->resource_key = g_strdup ("m \"1\"");
  job->counts = (BatchCounts) {
    .total = 150, .succeeded = 70, .failed = 5, .skipped = 30, .cancelled = 20, .expired = 25,
  };
  job->created_at = 1 * G_USEC_PER_SEC + 999999;
  job->started_at = 2 * G_USEC_PER_SEC;
  job->completed_at = 9 * G_USEC_PER_SEC - 1;
  job->expires_at = 91 * G_USEC_PER_SEC - 1;
  job->prompt_tokens = G_MAXINT64;
  job->cached_tokens = 8;
  job->output_tokens = 0;
  return job;
}

static void
assert_same (const BatchApiOutcome *outcome,
             const BatchApiOutcome *other)
{
  g_assert_cmpstr (outcome->state, ==, other->state);
  g_assert_cmpstr (outcome->model, ==, other->model);
  g_assert_cmpmem (&outcome->total, sizeof *outcome - G_STRUCT_OFFSET (BatchApiOutcome, total),
                   &other->total, sizeof *other - G_STRUCT_OFFSET (BatchApiOutcome, total));
}

/* Once the job is gone, the receipt says what it said. */
static void
test_outcome (void)
{
  static const BatchApiOutcome expected = {
    .state = (char *) "completed_with_errors", .model = (char *) "m \"1\"", .total = 150,
    .succeeded = 100, .failed = 5, .cancelled = 20, .expired = 25, .started_at = 2,
    .completed_at = 8, .expires_at = 90, .allotted_s = 89, .prompt_tokens = G_MAXINT64,
    .cached_tokens = 8, .output_tokens = 0,
  };
  BatchApiOutcome kept = expected;
  g_autoptr(BatchJobRecord) job = make_job ();
  g_autofree char *saved = batch_api_outcome_save (job, 3);
  const BatchReceiptRecord running = { .id = NULL };
  const BatchReceiptRecord ended = { .outcome = saved };
  g_auto(BatchApiOutcome) of_job = { NULL };
  g_auto(BatchApiOutcome) of_receipt = { NULL };
  g_auto(BatchApiOutcome) of_both = { NULL };

  batch_api_outcome_read (&of_job, &running, job);
  assert_same (&of_job, &expected);
  batch_api_outcome_read (&of_receipt, &ended, NULL);
  kept.reasoning_tokens = 3;
  assert_same (&of_receipt, &kept);

  /* What was kept counts, whatever became of the job. */
  job->counts.failed = 99;
  batch_api_outcome_read (&of_both, &ended, job);
  assert_same (&of_both, &kept);
}

static void
test_expiry (void)
{
  static const struct
  {
    const char *what;
    gint64      expires_at;
    gint64      allotted_s;
    gint64      told;
  } cases[] = {
    { "there is no job, or an earlier version has kept it", 0, 0, 1100 },
    { "it has begun within the second", 1100, 100, 1100 },
    { "it has begun a while later", 1103, 100, 1100 },
    { "its time was counted before it began", 1103, 99, 1100 },
    { "its time was over, and it was given as much again", 1350, 347, 1350 },
    { "it was given a moment more", 1104, 101, 1104 },
    { "somebody has given it less", 1013, 10, 1013 },
  };
  const BatchReceiptRecord receipt = { .created_at = 1000 * G_USEC_PER_SEC + 1 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const BatchApiOutcome outcome = { .expires_at = cases[i].expires_at,
                                        .allotted_s = cases[i].allotted_s };

      g_test_message ("%s", cases[i].what);
      g_assert_cmpint (batch_api_outcome_get_expiry (&outcome, &receipt, 100) / G_USEC_PER_SEC, ==,
                       cases[i].told);
    }
}

static void
test_no_outcome (void)
{
  static const char *const damaged[] = { "", "{", "[]", "{}", "{\"total\":\"x\"}" };
  const BatchApiOutcome nothing = { NULL };
  const BatchReceiptRecord none = { .outcome = NULL };
  g_auto(BatchApiOutcome) outcome = { NULL };

  batch_api_outcome_read (&outcome, &none, NULL);
  assert_same (&outcome, &nothing);
  for (guint i = 0; i < G_N_ELEMENTS (damaged); i++)
    {
      const BatchReceiptRecord receipt = { .outcome = (char *) damaged[i] };
      g_auto(BatchApiOutcome) read = { NULL };

      batch_api_outcome_read (&read, &receipt, NULL);
      assert_same (&read, &nothing);
    }
}

/* One that was never begun has its time from when it came; of several models, none is named. */
static void
test_outcome_edges (void)
{
  g_autoptr(BatchJobRecord) job = make_job ();
  const BatchReceiptRecord receipt = { .outcome = NULL };
  g_auto(BatchApiOutcome) waiting = { NULL };
  g_auto(BatchApiOutcome) one = { NULL };
  g_auto(BatchApiOutcome) several = { NULL };

  job->started_at = 0;
  job->completed_at = 0;
  batch_api_outcome_read (&waiting, &receipt, job);
  g_assert_cmpint (waiting.started_at, ==, 1);
  g_assert_cmpint (waiting.completed_at, ==, 0);

  g_ptr_array_add (job->groups, batch_group_record_new (job->resource_key, 0));
  g_ptr_array_add (job->groups, batch_group_record_new (job->resource_key, 1));
  batch_api_outcome_read (&one, &receipt, job);
  g_assert_cmpstr (one.model, ==, job->resource_key);
  g_ptr_array_add (job->groups, batch_group_record_new ("another", 0));
  batch_api_outcome_read (&several, &receipt, job);
  g_assert_null (several.model);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/api/page/good", test_good);
  g_test_add_func ("/batch/api/page/bad", test_bad);
  g_test_add_func ("/batch/api/page/lost", test_lost);
  g_test_add_func ("/batch/api/page/ends", test_ends);
  g_test_add_func ("/batch/api/page/outcome", test_outcome);
  g_test_add_func ("/batch/api/page/expiry", test_expiry);
  g_test_add_func ("/batch/api/page/no-outcome", test_no_outcome);
  g_test_add_func ("/batch/api/page/outcome-edges", test_outcome_edges);

  return g_test_run ();
}
