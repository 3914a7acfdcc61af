/* test-comparison.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>
#include <string.h>

#include "output/batch-row-ids-private.h"
#include "output/batch-votes-private.h"
#include "queue-driver.h"
#include "test-engine.h"
#include "test-support.h"

/* --- Which ids are of one row --- */

static const struct
{
  const char *ids[5];
  guint       expected;
} rows[] = {
  { { "row-1-1", "row-1-2", "row-2-1" }, 2 },
  { { "a-1", "a-2", "a-3", "b-1" }, 3 },
  { { "a-1", "a-3" }, 1 },
  { { "a-1", "b-2" }, 1 },
  { { "a-2", "a-3" }, 0 },
  { { "a-1", "a-02" }, 1 },
  { { "a1", "a2" }, 0 },
  { { "-1", "-2" }, 0 },
  { { "a-", "a-" }, 0 },
  { { "1", "2" }, 0 },
  { { "" }, 0 },
  { { "a-1-1", "a-1-2", "a-1-3" }, 3 },
  { { "a-4294967296", "a-4294967297" }, 0 },
  { { NULL }, 0 },
};

static void
test_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint n = 0;

      while (rows[i].ids[n] != NULL)
        n++;
      g_test_message ("%u: %s", i, n > 0 ? rows[i].ids[0] : "");
      g_assert_cmpuint (batch_row_ids_count (rows[i].ids, n), ==, rows[i].expected);
    }
}

/* --- Votes --- */

static void
assert_tally (BatchVotes *votes,
              const char *model,
              gint64      wins,
              gint64      losses,
              gint64      ties)
{
  BatchVoteTally tally = batch_votes_get_tally (votes, model);

  g_assert_cmpint (tally.wins, ==, wins);
  g_assert_cmpint (tally.losses, ==, losses);
  g_assert_cmpint (tally.ties, ==, ties);
}

/* Whichever way round they are asked, and said again, and taken back. */
static void
test_votes (void)
{
  const BatchVotePair pair = { 4, 5, "a", "b" };
  const BatchVotePair turned = { 5, 4, "b", "a" };
  g_autoptr(BatchVotes) votes = batch_votes_new ();

  assert_tally (votes, "a", 0, 0, 0);
  batch_votes_set (votes, &pair, BATCH_VOTE_LEFT);
  g_assert_cmpint (batch_votes_get (votes, 4, 5), ==, BATCH_VOTE_LEFT);
  g_assert_cmpint (batch_votes_get (votes, 5, 4), ==, BATCH_VOTE_RIGHT);
  assert_tally (votes, "a", 1, 0, 0);
  assert_tally (votes, "b", 0, 1, 0);

  batch_votes_set (votes, &turned, BATCH_VOTE_LEFT);
  g_assert_cmpint (batch_votes_get (votes, 4, 5), ==, BATCH_VOTE_RIGHT);
  assert_tally (votes, "a", 0, 1, 0);
  assert_tally (votes, "b", 1, 0, 0);

  batch_votes_set (votes, &turned, BATCH_VOTE_TIE);
  assert_tally (votes, "a", 0, 0, 1);
  assert_tally (votes, "b", 0, 0, 1);
  g_assert_cmpuint (batch_votes_get_n (votes), ==, 1);

  batch_votes_set (votes, &pair, BATCH_VOTE_NONE);
  assert_tally (votes, "a", 0, 0, 0);
  g_assert_cmpuint (batch_votes_get_n (votes), ==, 0);
}

/* What is written down is what is read, and nothing else is taken for a vote. */
static void
test_stored (void)
{
  static const char *const strange[][2] = {
    { "vote 1", "left\na\nb" },
    { "vote 2 1", "left\na\nb" },
    { "vote 1 1", "left\na\nb" },
    { "other", "left\na\nb" },
    { "vote 1 2", "left" },
    { "vote 1 2", "better\na\nb" },
    { "vote 1 2", "" },
  };
  const BatchVotePair pair = { 9, 3, "b", "a" };
  g_autofree char *name = batch_votes_make_name (&pair);
  g_autofree char *value = batch_votes_make_value (&pair, BATCH_VOTE_LEFT);
  g_autoptr(BatchVotes) votes = batch_votes_new ();

  g_assert_cmpstr (name, ==, "vote 3 9");
  g_assert_cmpstr (value, ==, "right\na\nb");
  g_assert_true (batch_votes_take (votes, name, value));
  g_assert_cmpint (batch_votes_get (votes, 9, 3), ==, BATCH_VOTE_LEFT);
  assert_tally (votes, "b", 1, 0, 0);
  g_assert_null (batch_votes_make_value (&pair, BATCH_VOTE_NONE));

  for (guint i = 0; i < G_N_ELEMENTS (strange); i++)
    g_assert_false (batch_votes_take (votes, strange[i][0], strange[i][1]));
  g_assert_cmpuint (batch_votes_get_n (votes), ==, 1);
}

/* --- The list --- */

typedef struct
{
  char        *dir;
  BatchEngine *engine;
  BatchQueue  *queue;
} Fixture;

static void
open_queue (Fixture *fixture)
{
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->queue = batch_queue_new_for_engine (fixture->engine);
}

static void
close_queue (Fixture *fixture)
{
  batch_test_close_engine (fixture->engine);
  g_object_unref (fixture->queue);
  g_assert_finalize_object (fixture->engine);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->dir = batch_test_make_dir ();
  open_queue (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  close_queue (fixture);
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

/* @items: "id=model id=model …", or with "=question" behind; without one each asks its own */
static BatchJob *
put (Fixture    *fixture,
     const char *items)
{
  g_auto(GStrv) words = g_strsplit (items, " ", -1);
  g_autoptr(BatchJob) draft = batch_job_new ("a", "chat", BATCH_OVERWRITE_POLICY_SKIP);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_auto(GStrv) parts = g_strsplit (words[i], "=", 3);
      g_autofree char *body = g_strdup_printf ("{\"model\":\"%s\",\"q\":\"%s\"}", parts[1],
                                               parts[2] != NULL ? parts[2] : parts[0]);

      batch_job_add_item_with_model (draft, parts[0], parts[1], body, BATCH_SIZE_BUCKET_UNKNOWN);
    }

  g_assert_null (batch_job_compare (draft));
  return driver_enqueue (fixture->queue, draft);
}

static BatchComparison *
compare (BatchJob *job)
{
  BatchComparison *comparison = batch_job_compare (job);

  while (comparison != NULL && batch_comparison_get_loading (comparison))
    g_main_context_iteration (NULL, TRUE);

  return comparison;
}

static BatchComparisonRow *
get_row (BatchComparison *comparison,
         guint            number)
{
  BatchComparisonRow *row = g_list_model_get_item (G_LIST_MODEL (comparison), number);

  while (!batch_comparison_row_get_loaded (row))
    g_main_context_iteration (NULL, TRUE);

  return row;
}

static const char *
get_id (BatchComparisonRow *row,
        guint               column)
{
  return batch_item_get_custom_id (batch_comparison_row_get_item (row, column));
}

static gboolean
vote (BatchComparison    *comparison,
      BatchComparisonRow *row,
      guint               left,
      guint               right,
      BatchVote           said,
      GError            **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_comparison_vote_async (comparison, row, left, right, said, NULL, batch_test_store_result,
                               &result);
  batch_test_wait (&result);
  return batch_comparison_vote_finish (comparison, result, error);
}

/* Rows have an item for each model, under the same model however they stand. */
static void
test_list (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(BatchJob) job = put (fixture, "x-1=a x-2=b y-1=b y-2=a odd=a even=b z-1=a z-2=b");
  g_autoptr(BatchComparison) comparison = compare (job);
  g_autoptr(BatchComparisonRow) first = NULL;
  g_autoptr(BatchComparisonRow) again = NULL;
  g_autoptr(BatchComparisonRow) second = NULL;
  g_autoptr(BatchComparisonRow) third = NULL;

  g_assert_nonnull (comparison);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (comparison)), ==, 4);
  g_assert_cmpstr (batch_comparison_get_models (comparison)[0], ==, "a");
  g_assert_cmpstr (batch_comparison_get_models (comparison)[1], ==, "b");
  g_assert_null (batch_comparison_get_models (comparison)[2]);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (comparison), 4));

  first = get_row (comparison, 0);
  again = get_row (comparison, 0);
  g_assert_true (first == again);
  g_assert_cmpstr (batch_comparison_row_get_key (first), ==, "x");
  g_assert_true (batch_comparison_row_get_comparable (first));
  g_assert_cmpuint (batch_comparison_row_get_n_items (first), ==, 2);
  g_assert_null (batch_comparison_row_get_item (first, 2));

  second = get_row (comparison, 1);
  g_assert_cmpstr (get_id (second, 0), ==, "y-2");
  g_assert_cmpstr (get_id (second, 1), ==, "y-1");

  third = get_row (comparison, 2);
  g_assert_false (batch_comparison_row_get_comparable (third));
}

/* Of an input that is not as a maker writes it, what is asked counts: in whatever order, twice, and
 * not by each. */
static void
test_same_requests (Fixture       *fixture,
                    gconstpointer  data)
{
  static const struct { const char *key; const char *ids[3]; } expected[] = {
    { "x", { "x", "one", NULL } },
    { "y", { "y", "two", "three" } },
    { "y-again", { "y-again", "two-again", NULL } },
    { "four", { NULL, "four", "five" } },
  };
  g_autoptr(BatchJob) job =
    put (fixture, "x=a=1 y=a=2 alone=a=9 y-again=a=2 two=b=2 one=b=1 four=b=3 two-again=b=2 "
                  "three=c=2 five=c=3");
  g_autoptr(BatchComparison) comparison = compare (job);
  GListModel *list = G_LIST_MODEL (comparison);

  g_assert_cmpuint (g_strv_length ((char **) batch_comparison_get_models (comparison)), ==, 3);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr(BatchComparisonRow) row = get_row (comparison, i);

      g_assert_cmpstr (batch_comparison_row_get_key (row), ==, expected[i].key);
      g_assert_true (batch_comparison_row_get_comparable (row));
      for (guint j = 0; j < 3; j++)
        if (expected[i].ids[j] != NULL)
          g_assert_cmpstr (get_id (row, j), ==, expected[i].ids[j]);
        else
          g_assert_null (batch_comparison_row_get_item (row, j));
    }
}

static char *
try_export (Fixture            *fixture,
            BatchJob           *job,
            BatchExportFormat   format,
            GError            **error)
{
  g_autofree char *path = g_build_filename (fixture->dir, "compared", NULL);
  g_autoptr(BatchExport) export = batch_export_new (format, path);
  g_autoptr(GAsyncResult) result = NULL;
  char *text = NULL;

  batch_export_set_conflict (export, BATCH_EXPORT_CONFLICT_REPLACE);
  batch_export_run_async (export, fixture->engine, batch_job_get_id (job), NULL,
                          batch_test_store_result, &result);
  batch_test_wait (&result);
  if (batch_export_run_finish (export, result, error))
    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static char *
export (Fixture           *fixture,
        BatchJob          *job,
        BatchExportFormat  format)
{
  g_autoptr(GError) error = NULL;
  char *text = try_export (fixture, job, format, &error);

  g_assert_no_error (error);
  return text;
}

/* A column for each model, wherever it stands, and what came of the votes. */
static void
test_export (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(BatchJob) job = put (fixture, "x-1=a x-2=b y-1=b y-2=a");
  g_autoptr(BatchComparison) comparison = compare (job);
  g_autoptr(BatchComparisonRow) second = get_row (comparison, 1);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  g_assert_true (vote (comparison, second, 0, 1, BATCH_VOTE_RIGHT, &error));
  text = export (fixture, job, BATCH_EXPORT_FORMAT_COMPARE);
  g_assert_true (g_str_has_prefix (text, "row,prompt,a,b,best\nx,"));
  g_assert_true (g_str_has_suffix (text, ",b\n"));
  g_assert_nonnull (strstr (text, ",,,\ny,"));
}

/* A line for each vote, with the better answer first; a tie says nothing. */
static void
test_preferences (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(BatchJob) job = put (fixture, "x-1=a x-2=b y-1=a y-2=b z-1=a z-2=b");
  g_autoptr(BatchComparison) comparison = compare (job);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = try_export (fixture, job, BATCH_EXPORT_FORMAT_PREFERENCES, &error);
  static const BatchVote votes[] = { BATCH_VOTE_RIGHT, BATCH_VOTE_TIE, BATCH_VOTE_LEFT };

  g_assert_null (text);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
  for (guint i = 0; i < G_N_ELEMENTS (votes); i++)
    {
      g_autoptr(BatchComparisonRow) row = get_row (comparison, i);

      g_assert_true (vote (comparison, row, 0, 1, votes[i], NULL));
    }

  text = export (fixture, job, BATCH_EXPORT_FORMAT_PREFERENCES);
  g_test_message ("%s", text);
  g_assert_true (g_str_has_prefix (text, "{\"prompt\":"));
  g_assert_nonnull (strstr (text, ",\"row\":\"x\",\"chosen_model\":\"b\",\"rejected_model\":"
                                  "\"a\"}\n"));
  g_assert_true (g_str_has_suffix (text, ",\"row\":\"z\",\"chosen_model\":\"a\",\"rejected_model\":"
                                         "\"b\"}\n"));
  g_assert_null (strstr (text, "\"row\":\"y\""));
}

static void
test_nothing (Fixture       *fixture,
              gconstpointer  data)
{
  static const char *const strange[] = {
    "x=a y=b", "x-1=a x-2=b y-1=a", "x-1=a x-2=b y=a z=b", "x-1=a x-2=a y-1=b y-2=b",
    "x-1=a x-2=b x-3=c y-1=a y-2=b z=c",
  };
  g_autoptr(BatchJob) one = put (fixture, "x-1=a x-2=a");

  g_assert_null (batch_job_compare (one));
  for (guint i = 0; i < G_N_ELEMENTS (strange); i++)
    {
      g_autoptr(BatchJob) job = put (fixture, strange[i]);
      g_autoptr(BatchComparison) comparison = compare (job);

      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (comparison)), ==, 0);
      g_assert_null (batch_comparison_get_models (comparison)[0]);
    }
}

static void
count_cb (guint *n)
{
  ++*n;
}

/* Votes are durable, counted, and told by row and list. */
static void
test_vote (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(BatchJob) job = put (fixture, "x-1=a x-2=b x-3=c y-1=a y-2=b y-3=c");
  g_autofree char *id = g_strdup (batch_job_get_id (job));
  BatchComparison *comparison = compare (job);
  BatchComparisonRow *row = get_row (comparison, 0);
  g_autoptr(GError) error = NULL;
  double rate = 2;
  double low = 2;
  double high = 2;
  gint64 losses = 0;
  guint n_told = 0;

  g_signal_connect_swapped (row, "notify::n-votes", G_CALLBACK (count_cb), &n_told);
  g_signal_connect_swapped (comparison, "notify::n-votes", G_CALLBACK (count_cb), &n_told);
  g_assert_false (batch_comparison_get_win_rate (comparison, 0, &rate, NULL, NULL));
  g_assert_cmpfloat (rate, ==, 2);

  g_assert_true (vote (comparison, row, 0, 2, BATCH_VOTE_RIGHT, &error));
  g_assert_no_error (error);
  g_assert_true (vote (comparison, row, 0, 1, BATCH_VOTE_TIE, &error));
  g_assert_cmpuint (n_told, ==, 4);
  g_assert_true (batch_comparison_row_is_best (row, 2));
  g_assert_false (batch_comparison_row_is_best (row, 0));
  g_assert_false (batch_comparison_row_is_best (row, 1));

  g_assert_false (vote (comparison, row, 0, 0, BATCH_VOTE_LEFT, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
  g_clear_error (&error);
  g_object_unref (row);
  g_assert_finalize_object (comparison);
  g_clear_object (&job);
  close_queue (fixture);

  open_queue (fixture);
  while (batch_queue_get_job (fixture->queue, id) == NULL)
    g_main_context_iteration (NULL, TRUE);
  job = g_object_ref (batch_queue_get_job (fixture->queue, id));
  comparison = compare (job);
  row = get_row (comparison, 0);
  g_assert_cmpuint (batch_comparison_get_n_votes (comparison), ==, 2);
  g_assert_cmpint (batch_comparison_row_get_vote (row, 2, 0), ==, BATCH_VOTE_LEFT);
  g_assert_true (batch_comparison_get_win_rate (comparison, 2, &rate, &low, &high));
  g_assert_cmpfloat (rate, ==, 1);
  g_assert_cmpfloat (low, <, 0.3);
  g_assert_cmpfloat (high, ==, 1);
  batch_comparison_get_tally (comparison, 0, NULL, &losses, NULL);
  g_assert_cmpint (losses, ==, 1);

  g_assert_true (vote (comparison, row, 2, 0, BATCH_VOTE_NONE, &error));
  g_assert_cmpuint (batch_comparison_get_n_votes (comparison), ==, 1);
  g_object_unref (row);
  g_assert_finalize_object (comparison);
}

/* Nothing is kept for the rows that nobody looks at. */
static void
test_many (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GString) items = g_string_new ("r0-1=a r0-2=b");
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(BatchComparison) comparison = NULL;
  BatchComparisonRow *row;

  for (guint i = 1; i < 2000; i++)
    g_string_append_printf (items, " r%u-1=a r%u-2=b", i, i);
  job = put (fixture, items->str);
  comparison = compare (job);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (comparison)), ==, 2000);

  row = get_row (comparison, 1234);
  g_assert_cmpstr (batch_comparison_row_get_key (row), ==, "r1234");
  g_assert_finalize_object (row);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/engine/comparison/rows", test_rows);
  g_test_add_func ("/batch/engine/comparison/votes", test_votes);
  g_test_add_func ("/batch/engine/comparison/stored", test_stored);
  g_test_add ("/batch/engine/comparison/list", Fixture, NULL, set_up, test_list, tear_down);
  g_test_add ("/batch/engine/comparison/same-requests", Fixture, NULL, set_up, test_same_requests,
              tear_down);
  g_test_add ("/batch/engine/comparison/export", Fixture, NULL, set_up, test_export, tear_down);
  g_test_add ("/batch/engine/comparison/preferences", Fixture, NULL, set_up, test_preferences,
              tear_down);
  g_test_add ("/batch/engine/comparison/nothing", Fixture, NULL, set_up, test_nothing, tear_down);
  g_test_add ("/batch/engine/comparison/vote", Fixture, NULL, set_up, test_vote, tear_down);
  g_test_add ("/batch/engine/comparison/many", Fixture, NULL, set_up, test_many, tear_down);

  return g_test_run ();
}
