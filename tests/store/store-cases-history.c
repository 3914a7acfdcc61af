/* store-cases-history.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store-cases.h"
#include "store-fixture.h"

/* What was done. */

#define S    G_USEC_PER_SEC
#define HOME "http://home"

/* --- Work --- */

static void
add_work (BatchStore *store,
          const char *job_id,
          const char *key,
          gint64      at_s,
          guint       span,
          gint64      succeeded)
{
  g_autoptr(GPtrArray) records =
    g_ptr_array_new_with_free_func ((GDestroyNotify) batch_history_record_free);
  BatchHistoryRecord *record = batch_history_record_new ();
  g_autoptr(GError) error = NULL;

  record->job_id = g_strdup (job_id);
  record->key = g_strdup (key);
  record->backend = g_strdup (HOME);
  record->at = at_s * S;
  record->span = span;
  record->succeeded = succeeded;
  record->failed = 1;
  record->prompt_tokens = 10 * succeeded;
  record->output_tokens = 20 * succeeded;
  record->cached_tokens = 5;
  record->busy_ms = 100 * succeeded;
  batch_durations_add (&record->durations, 100);
  g_ptr_array_add (records, record);
  batch_test_store_add_history (store, records, &error);
  g_assert_no_error (error);
}

/* As "at+span key succeeded" in s. */
static void
assert_work (BatchStore *store,
             const char *job_id,
             gint64      from_s,
             gint64      to_s,
             guint       resolution,
             const char *expected)
{
  g_autoptr(GString) found = g_string_new (NULL);
  g_autoptr(GPtrArray) points = NULL;
  g_autoptr(GError) error = NULL;

  points = batch_test_store_list_history (store, job_id, from_s * S, to_s * S, resolution, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < points->len; i++)
    {
      const BatchHistoryRecord *point = g_ptr_array_index (points, i);

      g_assert_cmpstr (point->backend, ==, HOME);
      g_assert_cmpint (point->prompt_tokens, ==, 10 * point->succeeded);
      g_assert_cmpint (point->output_tokens, ==, 20 * point->succeeded);
      g_assert_cmpint (point->cached_tokens, ==, 5 * point->failed);
      g_assert_cmpint (point->busy_ms, ==, 100 * point->succeeded);
      g_assert_cmpint (batch_durations_quantile (&point->durations, 0.5), >, 90);
      g_string_append_printf (found, "%s%d+%u %s %d", i > 0 ? ", " : "", (int) (point->at / S),
                              point->span, point->key, (int) point->succeeded);
    }
  g_assert_cmpstr (found->str, ==, expected);
}

static void
test_history (Fixture       *fixture,
              gconstpointer  factory)
{
  BatchStore *store = fixture->store;

  store_add_job (store, JOB, 1, 1);
  store_add_job (store, "batch_two", 1, 1);
  assert_work (store, NULL, 0, 1000000, 0, "");
  add_work (store, JOB, "a", 120, 10, 1);
  add_work (store, JOB, "a", 120, 10, 2);
  add_work (store, "batch_two", "a", 120, 10, 4);
  add_work (store, JOB, "b", 130, 10, 8);
  add_work (store, "batch_two", "a", 180, 10, 16);

  /* The same slice adds up, and so do jobs where they are not told apart. */
  assert_work (store, NULL, 0, 1000, 0, "120+10 a 7, 130+10 b 8, 180+10 a 16");
  assert_work (store, JOB, 0, 1000, 0, "120+10 a 3, 130+10 b 8");
  assert_work (store, "batch_two", 0, 1000, 0, "120+10 a 4, 180+10 a 16");
  assert_work (store, NULL, 0, 1000, 60, "120+60 a 7, 120+60 b 8, 180+60 a 16");
  assert_work (store, NULL, 0, 1000, BATCH_HISTORY_WHOLE, "120+70 a 23, 130+10 b 8");

  /* From is in, to is not. */
  assert_work (store, NULL, 130, 180, 0, "130+10 b 8");
}

/* One that nobody knows, or that is gone, is work all the same. */
static void
test_history_without_job (Fixture       *fixture,
                          gconstpointer  factory)
{
  g_autoptr(GPtrArray) points = NULL;
  g_autoptr(GError) error = NULL;

  add_work (fixture->store, "batch_gone", "a", 120, 10, 1);
  add_work (fixture->store, NULL, "a", 120, 10, 2);
  assert_work (fixture->store, NULL, 0, 1000, 0, "120+10 a 3");

  points = batch_test_store_list_history (fixture->store, "batch_gone", 0, G_MAXINT64, 0, &error);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  g_assert_null (points);
}

static guint
fold (BatchStore *store,
      gint64      before_s,
      guint       span,
      guint       limit)
{
  g_autoptr(GError) error = NULL;
  guint n_folded = 0;

  batch_test_store_fold_history (store, before_s * S, span, limit, &n_folded, &error);
  g_assert_no_error (error);
  return n_folded;
}

static void
test_fold (Fixture       *fixture,
           gconstpointer  factory)
{
  BatchStore *store = fixture->store;

  store_add_job (store, JOB, 1, 1);
  add_work (store, JOB, "a", 120, 10, 1);
  add_work (store, JOB, "a", 130, 10, 2);
  add_work (store, JOB, "a", 180, 10, 4);
  add_work (store, JOB, "a", 240, 10, 8);

  /* A little at a time; what is newer stays as it is. */
  g_assert_cmpuint (fold (store, 240, BATCH_HISTORY_MINUTE, 2), ==, 2);
  assert_work (store, JOB, 0, 1000, 0, "120+60 a 3, 180+10 a 4, 240+10 a 8");
  g_assert_cmpuint (fold (store, 240, BATCH_HISTORY_MINUTE, 2), ==, 1);
  assert_work (store, JOB, 0, 1000, 0, "120+60 a 3, 180+60 a 4, 240+10 a 8");
  g_assert_cmpuint (fold (store, 240, BATCH_HISTORY_MINUTE, 2), ==, 0);

  /* Hours are of everybody together. */
  g_assert_cmpuint (fold (store, 240, BATCH_HISTORY_HOUR, 100), ==, 2);
  assert_work (store, JOB, 0, 1000, 0, "240+10 a 8");
  assert_work (store, NULL, 0, 1000, 0, "0+3600 a 7, 240+10 a 8");
  assert_work (store, NULL, 0, 1000, 60, "0+3600 a 7, 240+60 a 8");

  /* What comes late finds its place. */
  add_work (store, JOB, "a", 120, 10, 16);
  g_assert_cmpuint (fold (store, 1000, BATCH_HISTORY_HOUR, 100), ==, 2);
  assert_work (store, NULL, 0, 1000, 0, "0+3600 a 31");
}

/* --- Loads --- */

static void
put_load (BatchStore *store,
          const char *job_id,
          const char *key,
          const char *evicted,
          gint64      began_s,
          gint64      ended_s)
{
  BatchLoadRecord load = {
    .job_id = (char *) job_id,
    .key = (char *) key,
    .backend = (char *) HOME,
    .evicted = (char *) evicted,
    .began_at = began_s * S,
    .ended_at = ended_s * S,
  };
  g_autoptr(GError) error = NULL;

  batch_test_store_put_load (store, &load, &error);
  g_assert_no_error (error);
}

/* As "key began-ended job (evicted)" in s. */
static void
assert_loads (BatchStore *store,
              const char *job_id,
              gint64      from_s,
              gint64      to_s,
              const char *expected)
{
  g_autoptr(GString) found = g_string_new (NULL);
  g_autoptr(GPtrArray) loads = NULL;
  g_autoptr(GError) error = NULL;

  loads = batch_test_store_list_loads (store, job_id, from_s * S, to_s * S, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < loads->len; i++)
    {
      const BatchLoadRecord *load = g_ptr_array_index (loads, i);

      g_assert_cmpstr (load->backend, ==, HOME);
      g_string_append_printf (found, "%s%s %d-%d %s", i > 0 ? ", " : "", load->key,
                              (int) (load->began_at / S), (int) (load->ended_at / S),
                              load->job_id != NULL ? load->job_id : "-");
      if (load->evicted != NULL)
        g_string_append_printf (found, " (%s)", load->evicted);
    }
  g_assert_cmpstr (found->str, ==, expected);
}

static void
test_loads (Fixture       *fixture,
            gconstpointer  factory)
{
  BatchStore *store = fixture->store;

  store_add_job (store, JOB, 1, 1);
  put_load (store, JOB, "a", NULL, 10, 0);
  assert_loads (store, NULL, 0, 1000, "a 10-0 batch_one");
  put_load (store, JOB, "a", NULL, 10, 14);
  put_load (store, "batch_gone", "b", "a", 20, 26);
  put_load (store, JOB, "a", "b", 30, 0);
  put_load (store, JOB, "b", "a", 40, 0);
  put_load (store, JOB, "b", "a", 40, -1);

  assert_loads (store, NULL, 0, 1000,
                "a 10-14 batch_one, b 20-26 - (a), a 30-0 batch_one (b)");
  assert_loads (store, JOB, 0, 1000, "a 10-14 batch_one, a 30-0 batch_one (b)");
  assert_loads (store, NULL, 12, 25, "a 10-14 batch_one, b 20-26 - (a)");
  assert_loads (store, NULL, 15, 20, "");

  fold (store, 20, BATCH_HISTORY_MINUTE, 1);
  assert_loads (store, NULL, 0, 15, "a 10-14 batch_one");
  fold (store, 20, BATCH_HISTORY_HOUR, 1);
  assert_loads (store, NULL, 0, 1000, "b 20-26 - (a), a 30-0 batch_one (b)");
}

/* --- Forecasts --- */

static void
test_forecasts (Fixture       *fixture,
                gconstpointer  factory)
{
  g_autoptr(GPtrArray) forecasts =
    g_ptr_array_new_with_free_func ((GDestroyNotify) batch_forecast_record_free);
  g_autoptr(GPtrArray) all = NULL;
  g_autoptr(GPtrArray) latest = NULL;
  g_autoptr(GError) error = NULL;
  const BatchForecastRecord *first;

  store_add_job (fixture->store, JOB, 1, 1);
  for (guint i = 0; i < 1200; i++)
    {
      BatchForecastRecord forecast = {
        .job_id = (char *) (i % 2 ? JOB : "batch_gone"), .percent = 25, .round = 1, .at = i * S,
        .low_ms = i, .expected_ms = 2 * i, .high_ms = 3 * i, .actual_ms = 4 * i,
      };

      g_ptr_array_add (forecasts, batch_forecast_record_copy (&forecast));
    }
  batch_test_store_add_forecasts (fixture->store, forecasts, &error);
  g_assert_no_error (error);

  all = batch_test_store_list_forecasts (fixture->store, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, >=, 1000);
  latest = batch_test_store_list_forecasts (fixture->store, 2, &error);
  g_assert_cmpuint (latest->len, ==, 2);
  first = g_ptr_array_index (latest, 0);
  g_assert_cmpstr (first->job_id, ==, JOB);
  g_assert_cmpuint (first->percent, ==, 25);
  g_assert_cmpuint (first->round, ==, 1);
  g_assert_cmpint (first->at, ==, 1199 * S);
  g_assert_cmpint (first->low_ms, ==, 1199);
  g_assert_cmpint (first->expected_ms, ==, 2 * 1199);
  g_assert_cmpint (first->high_ms, ==, 3 * 1199);
  g_assert_cmpint (first->actual_ms, ==, 4 * 1199);
  g_assert_cmpint (first->job, >, 0);
  g_assert_null (((BatchForecastRecord *) g_ptr_array_index (latest, 1))->job_id);
}

void
store_cases_add_history (const char              *prefix,
                         const BatchStoreFactory *factory)
{
  fixture_add (prefix, "history", factory, test_history);
  fixture_add (prefix, "history-without-job", factory, test_history_without_job);
  fixture_add (prefix, "fold", factory, test_fold);
  fixture_add (prefix, "load-history", factory, test_loads);
  fixture_add (prefix, "forecasts", factory, test_forecasts);
}
