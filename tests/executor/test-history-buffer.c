/* test-history-buffer.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-history-buffer-private.h"

#define S G_USEC_PER_SEC

#define DONE    BATCH_ITEM_STATUS_SUCCEEDED
#define SKIPPED BATCH_ITEM_STATUS_SKIPPED
#define FAILED  BATCH_ITEM_STATUS_FAILED
#define AGAIN   BATCH_ITEM_STATUS_PENDING

static void
add (BatchHistoryBuffer *buffer,
     const char         *job_id,
     const char         *key,
     BatchItemStatus     status,
     gint64              ms,
     gint64              at_s)
{
  BatchHistoryBufferEntry entry = {
    .job_id = job_id, .key = key, .backend = "home", .status = status, .duration_ms = ms,
    .prompt_tokens = 3, .output_tokens = -1, .cached_tokens = 1,
  };

  batch_history_buffer_add (buffer, &entry, at_s * S);
}

static int
compare_records (gconstpointer a,
                 gconstpointer b)
{
  const BatchHistoryRecord *left = *(BatchHistoryRecord * const *) a;
  const BatchHistoryRecord *right = *(BatchHistoryRecord * const *) b;

  if (left->at != right->at)
    return left->at > right->at ? 1 : -1;
  return g_strcmp0 (left->job_id, right->job_id) * 2 + g_strcmp0 (left->key, right->key);
}

/* As "at job/key succeeded+failed busy", in s. */
static char *
take (BatchHistoryBuffer *buffer)
{
  g_autoptr(GPtrArray) records = batch_history_buffer_take (buffer);
  GString *words = g_string_new (NULL);

  g_ptr_array_sort (records, compare_records);
  for (guint i = 0; i < records->len; i++)
    {
      const BatchHistoryRecord *record = g_ptr_array_index (records, i);

      g_assert_cmpstr (record->backend, ==, "home");
      g_assert_cmpuint (record->span, ==, 10);
      g_assert_cmpint (record->output_tokens, ==, 0);
      g_assert_cmpint (record->prompt_tokens, ==, 3 * record->cached_tokens);
      g_string_append_printf (words, "%s%d %s/%s %d+%d %d", i > 0 ? ", " : "",
                              (int) (record->at / S), record->job_id, record->key,
                              (int) record->succeeded, (int) record->failed,
                              (int) record->busy_ms);
    }
  return g_string_free (words, FALSE);
}

static void
test_sums (void)
{
  g_autoptr(BatchHistoryBuffer) buffer = batch_history_buffer_new ();
  g_autofree char *sums = NULL;
  g_autofree char *nothing = NULL;

  g_assert_true (batch_history_buffer_is_empty (buffer));
  add (buffer, "j1", "a", DONE, 100, 12);
  add (buffer, "j1", "a", DONE, 200, 19);
  add (buffer, "j1", "b", DONE, 50, 19);
  add (buffer, "j1", "a", FAILED, 400, 19);
  add (buffer, "j2", "a", SKIPPED, -1, 19);
  add (buffer, "j1", "a", AGAIN, 800, 20);
  g_assert_false (batch_history_buffer_is_empty (buffer));

  sums = take (buffer);
  g_assert_cmpstr (sums, ==, "10 j1/a 2+1 700, 10 j1/b 1+0 50, 10 j2/a 1+0 0, 20 j1/a 0+0 800");
  g_assert_true (batch_history_buffer_is_empty (buffer));
  nothing = take (buffer);
  g_assert_cmpstr (nothing, ==, "");
}

/* Only what succeeded tells how long items take. */
static void
test_durations (void)
{
  g_autoptr(BatchHistoryBuffer) buffer = batch_history_buffer_new ();
  g_autoptr(GPtrArray) records = NULL;
  const BatchHistoryRecord *record;

  add (buffer, "j1", "a", DONE, 100, 12);
  add (buffer, "j1", "a", FAILED, 9000, 12);
  add (buffer, "j1", "a", AGAIN, 9000, 12);
  add (buffer, "j1", "a", DONE, -1, 12);
  records = batch_history_buffer_take (buffer);
  record = g_ptr_array_index (records, 0);
  g_assert_cmpint (batch_durations_quantile (&record->durations, 1.0), <, 110);
}

static void
test_put_back (void)
{
  g_autoptr(BatchHistoryBuffer) buffer = batch_history_buffer_new ();
  g_autoptr(GPtrArray) records = NULL;
  g_autofree char *sums = NULL;

  add (buffer, "j1", "a", DONE, 100, 12);
  add (buffer, "j1", "b", DONE, 1, 12);
  records = batch_history_buffer_take (buffer);
  add (buffer, "j1", "a", DONE, 200, 12);
  batch_history_buffer_put_back (buffer, records);
  sums = take (buffer);
  g_assert_cmpstr (sums, ==, "10 j1/a 2+0 300, 10 j1/b 1+0 1");
}

/* However many jobs there are, what is held stays small, and nothing is left out. */
static void
test_many_jobs (void)
{
  g_autoptr(BatchHistoryBuffer) buffer = batch_history_buffer_new ();
  g_autoptr(GPtrArray) records = NULL;
  gint64 succeeded = 0;

  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *job_id = g_strdup_printf ("j%u", i);

      add (buffer, job_id, "a", DONE, 1, 12);
    }

  records = batch_history_buffer_take (buffer);
  g_assert_cmpuint (records->len, ==, BATCH_HISTORY_BUFFER_JOBS + 1);
  for (guint i = 0; i < records->len; i++)
    succeeded += ((BatchHistoryRecord *) g_ptr_array_index (records, i))->succeeded;
  g_assert_cmpint (succeeded, ==, 10000);
}

typedef struct
{
  gint64 succeeded;
  gint64 failed;
  gint64 busy_ms;
} Sums;

static void
add_random (BatchHistoryBuffer *buffer,
            Sums               *sums,
            GRand              *rand)
{
  static const BatchItemStatus statuses[] = { DONE, SKIPPED, FAILED, AGAIN };
  g_autofree char *job_id = g_strdup_printf ("j%d", g_rand_int_range (rand, 0, 400));
  BatchItemStatus status = statuses[g_rand_int_range (rand, 0, 4)];
  gint64 ms = g_rand_int_range (rand, -1, 1000);

  add (buffer, job_id, g_rand_boolean (rand) ? "a" : "b", status, ms,
       g_rand_int_range (rand, 0, 60));
  sums->succeeded += status == DONE || status == SKIPPED;
  sums->failed += status == FAILED;
  sums->busy_ms += MAX (ms, 0);
}

/* Few enough of them, and none twice. */
static void
count (GPtrArray *records,
       Sums      *sums)
{
  guint n_of_jobs = 0;

  g_ptr_array_sort (records, compare_records);
  for (guint i = 0; i < records->len; i++)
    {
      const BatchHistoryRecord *record = g_ptr_array_index (records, i);

      if (i > 0)
        g_assert_cmpint (compare_records (&records->pdata[i - 1], &records->pdata[i]), !=, 0);
      n_of_jobs += record->job_id != NULL;
      sums->succeeded += record->succeeded;
      sums->failed += record->failed;
      sums->busy_ms += record->busy_ms;
    }
  g_assert_cmpuint (n_of_jobs, <=, BATCH_HISTORY_BUFFER_JOBS);
  /* Jobs are told apart as long as they can be. */
  if (n_of_jobs < BATCH_HISTORY_BUFFER_JOBS)
    g_assert_cmpuint (records->len, ==, n_of_jobs);
}

/* What was taken is not touched by what comes next, though it is the same again. */
static void
test_taken (void)
{
  g_autoptr(BatchHistoryBuffer) buffer = batch_history_buffer_new ();
  g_autoptr(GPtrArray) records = NULL;
  g_autofree char *sums = NULL;

  add (buffer, "j1", "a", DONE, 100, 12);
  records = batch_history_buffer_take (buffer);
  add (buffer, "j1", "a", DONE, 30, 12);
  g_assert_cmpint (((BatchHistoryRecord *) g_ptr_array_index (records, 0))->busy_ms, ==, 100);
  sums = take (buffer);
  g_assert_cmpstr (sums, ==, "10 j1/a 1+0 30");
}

/* Whatever could not be written down is put back, and all of it is written down once. */
static void
test_nothing_lost (void)
{
  g_autoptr(BatchHistoryBuffer) buffer = batch_history_buffer_new ();
  g_autoptr(GPtrArray) last = NULL;
  g_autoptr(GRand) rand = g_rand_new_with_seed (1126);
  Sums added = { 0 };
  Sums written = { 0 };

  for (guint round = 0; round < 60; round++)
    {
      g_autoptr(GPtrArray) records = NULL;

      for (int n = g_rand_int_range (rand, 0, 800); n > 0; n--)
        add_random (buffer, &added, rand);
      records = batch_history_buffer_take (buffer);
      g_assert_true (batch_history_buffer_is_empty (buffer));
      /* Others end while it is tried to write them down. */
      for (int n = g_rand_int_range (rand, 0, 400); n > 0; n--)
        add_random (buffer, &added, rand);
      if (g_rand_boolean (rand))
        batch_history_buffer_put_back (buffer, records);
      else
        count (records, &written);
    }

  last = batch_history_buffer_take (buffer);
  count (last, &written);
  g_assert_cmpint (written.succeeded, ==, added.succeeded);
  g_assert_cmpint (written.failed, ==, added.failed);
  g_assert_cmpint (written.busy_ms, ==, added.busy_ms);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/executor/history-buffer/sums", test_sums);
  g_test_add_func ("/batch/executor/history-buffer/durations", test_durations);
  g_test_add_func ("/batch/executor/history-buffer/put-back", test_put_back);
  g_test_add_func ("/batch/executor/history-buffer/many-jobs", test_many_jobs);
  g_test_add_func ("/batch/executor/history-buffer/taken", test_taken);
  g_test_add_func ("/batch/executor/history-buffer/nothing-lost", test_nothing_lost);
  return g_test_run ();
}
