/* store-cases-ends.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store-cases.h"
#include "store-fixture.h"

/* How jobs end, are opened again, and go. */

static BatchJobRecord *
sweep (Fixture         *fixture,
       BatchItemStatus  status,
       guint            limit,
       gint64           now,
       gint64          *n_left)
{
  g_autoptr(GError) error = NULL;
  BatchJobRecord *job;

  job = batch_test_store_sweep (fixture->store, JOB, status, limit, now, n_left, &error);
  g_assert_no_error (error);
  return job;
}

static void
test_cancel (Fixture       *fixture,
             gconstpointer  factory)
{
  GArray *leases = batch_store_leases_new (1);
  g_autoptr(GPtrArray) running = NULL;
  g_autoptr(GPtrArray) claimed = NULL;
  g_autoptr(GPtrArray) none = NULL;
  g_autoptr(GPtrArray) jobs = NULL;
  g_autoptr(BatchJobRecord) cancelling = NULL;
  g_autoptr(BatchJobRecord) first = NULL;
  g_autoptr(BatchJobRecord) second = NULL;
  g_autoptr(BatchJobRecord) done = NULL;
  g_autoptr(GError) error = NULL;
  gint64 n_left;

  store_add_job (fixture->store, JOB, 12, 2);
  running = store_claim (fixture->store, ENGINE, JOB, 1);
  store_start (fixture->store, ENGINE, running);
  claimed = store_claim (fixture->store, ENGINE, JOB, 1);
  cancelling = store_set_state (fixture->store, JOB, BATCH_JOB_STATE_CANCELLING);

  /* Claims obey at once, the rest is swept. */
  none = store_claim (fixture->store, ENGINE, JOB, 5);
  g_assert_cmpuint (none->len, ==, 0);
  first = sweep (fixture, BATCH_ITEM_STATUS_CANCELLED, 7, NOW, &n_left);
  g_assert_cmpint (n_left, ==, 3);
  g_assert_cmpint (first->counts.cancelled, ==, 7);
  second = sweep (fixture, BATCH_ITEM_STATUS_CANCELLED, 7, NOW, &n_left);
  g_assert_cmpint (n_left, ==, 0);
  store_check_counts (fixture->store, JOB);

  /* What comes back comes back cancelled; a result that is there is kept. */
  batch_store_leases_add (leases, JOB, 2, 1);
  jobs = batch_test_store_release (fixture->store, ENGINE, leases, NOW, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (store_finish (fixture->store, ENGINE, running, BATCH_ITEM_STATUS_SUCCEEDED),
                    ==, 1);
  done = store_set_state (fixture->store, JOB, BATCH_JOB_STATE_CANCELLED);
  g_assert_cmpint (done->counts.cancelled, ==, 11);
  g_assert_cmpint (done->counts.succeeded, ==, 1);
  g_assert_cmpint (done->completed_at, ==, NOW);
  store_check_counts (fixture->store, JOB);
}

/* Even one that is sent back for another attempt. */
static void
test_cancel_with_retries (Fixture       *fixture,
                          gconstpointer  factory)
{
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(BatchJobRecord) cancelling = NULL;
  g_autoptr(BatchJobRecord) job = NULL;

  store_add_job (fixture->store, JOB, 1, 1);
  items = store_claim (fixture->store, ENGINE, JOB, 1);
  store_start (fixture->store, ENGINE, items);
  cancelling = store_set_state (fixture->store, JOB, BATCH_JOB_STATE_CANCELLING);
  g_assert_cmpuint (store_finish (fixture->store, ENGINE, items, BATCH_ITEM_STATUS_PENDING), ==, 1);

  job = store_get (fixture->store, JOB);
  g_assert_cmpint (job->counts.cancelled, ==, 1);
  g_assert_cmpint (job->state, ==, BATCH_JOB_STATE_CANCELLING);
  store_check_counts (fixture->store, JOB);
}

static void
test_sweep_delayed (Fixture       *fixture,
                    gconstpointer  factory)
{
  GPtrArray *finishes = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_finish_free);
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(BatchJobRecord) cancelling = NULL;
  g_autoptr(BatchJobRecord) swept = NULL;
  g_autoptr(GError) error = NULL;
  gint64 n_left;

  store_add_job (fixture->store, JOB, 4, 1);
  items = store_claim (fixture->store, ENGINE, JOB, 2);
  store_start (fixture->store, ENGINE, items);
  for (guint i = 0; i < items->len; i++)
    {
      BatchFinish *finish = store_new_finish (g_ptr_array_index (items, i),
                                              BATCH_ITEM_STATUS_PENDING);

      finish->not_before = NOW * 2 + i;
      g_ptr_array_add (finishes, finish);
    }
  batch_test_store_advance (fixture->store, ENGINE, finishes, NULL, NOW, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  store_check_counts (fixture->store, JOB);

  cancelling = store_set_state (fixture->store, JOB, BATCH_JOB_STATE_CANCELLING);
  swept = sweep (fixture, BATCH_ITEM_STATUS_CANCELLED, 10, NOW, &n_left);
  g_assert_cmpint (swept->counts.cancelled, ==, 4);
  g_assert_cmpint (n_left, ==, 0);
  store_check_counts (fixture->store, JOB);
}

static void
test_expire (Fixture       *fixture,
             gconstpointer  factory)
{
  g_autoptr(GPtrArray) none = NULL;
  g_autoptr(BatchJobRecord) early = NULL;
  g_autoptr(BatchJobRecord) changed = NULL;
  g_autoptr(BatchJobRecord) swept = NULL;
  g_autoptr(BatchJobRecord) expired = NULL;
  g_autoptr(GError) error = NULL;
  gint64 n_left;

  store_add_job (fixture->store, JOB, 3, 1);
  store_run (fixture->store, JOB, 1, BATCH_ITEM_STATUS_SUCCEEDED);
  early = batch_test_store_sweep (fixture->store, JOB, BATCH_ITEM_STATUS_EXPIRED, 10, NOW,
                                  &n_left, &error);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);

  changed = store_change (fixture->store, JOB, BATCH_JOB_FIELD_EXPIRES, NOW);
  none = store_claim (fixture->store, ENGINE, JOB, 5);
  g_assert_cmpuint (none->len, ==, 0);
  swept = sweep (fixture, BATCH_ITEM_STATUS_EXPIRED, 10, NOW, &n_left);
  g_assert_cmpint (swept->counts.expired, ==, 2);
  g_assert_cmpint (swept->state, ==, BATCH_JOB_STATE_FINALIZING);
  expired = store_set_state (fixture->store, JOB, BATCH_JOB_STATE_EXPIRED);
  store_check_counts (fixture->store, JOB);
}

static void
test_retry (Fixture       *fixture,
            gconstpointer  factory)
{
  g_autoptr(BatchJobRecord) ended = NULL;
  g_autoptr(BatchJobRecord) first = NULL;
  g_autoptr(BatchJobRecord) second = NULL;
  g_autoptr(BatchItemRecord) item = NULL;
  g_autoptr(GError) error = NULL;
  gint64 n_retried;
  gint64 next;

  store_add_job (fixture->store, JOB, 7, 1);
  store_run (fixture->store, JOB, 2, BATCH_ITEM_STATUS_SUCCEEDED);
  store_run (fixture->store, JOB, 5, BATCH_ITEM_STATUS_FAILED);
  ended = store_set_state (fixture->store, JOB, BATCH_JOB_STATE_COMPLETED_WITH_ERRORS);
  g_assert_cmpint (ended->counts.failed, ==, 5);

  first = batch_test_store_retry (fixture->store, JOB, -1, 3, NOW, &n_retried, &next, &error);
  g_assert_no_error (error);
  g_assert_cmpint (n_retried, ==, 3);
  g_assert_cmpint (next, ==, 4);
  g_assert_cmpint (first->state, ==, BATCH_JOB_STATE_QUEUED);
  g_assert_cmpuint (first->round, ==, 1);
  g_assert_cmpint (first->completed_at, ==, 0);

  second = batch_test_store_retry (fixture->store, JOB, next, 3, NOW, &n_retried, &next, &error);
  g_assert_no_error (error);
  g_assert_cmpint (n_retried, ==, 2);
  g_assert_cmpint (next, ==, -1);
  g_assert_cmpuint (second->round, ==, 1);
  g_assert_cmpint (second->counts.pending, ==, 5);
  store_check_counts (fixture->store, JOB);

  item = store_get_item (fixture->store, JOB, 4);
  g_assert_cmpuint (item->attempts, ==, 0);
  store_run (fixture->store, JOB, 5, BATCH_ITEM_STATUS_SUCCEEDED);
  store_check_counts (fixture->store, JOB);
}

static void
test_retry_without_failures (Fixture       *fixture,
                             gconstpointer  factory)
{
  g_autoptr(BatchJobRecord) ended = NULL;
  g_autoptr(BatchJobRecord) after = NULL;
  g_autoptr(GError) error = NULL;
  gint64 n_retried;
  gint64 next;

  store_add_job (fixture->store, JOB, 1, 1);
  store_run (fixture->store, JOB, 1, BATCH_ITEM_STATUS_SUCCEEDED);
  ended = store_set_state (fixture->store, JOB, BATCH_JOB_STATE_COMPLETED);
  after = batch_test_store_retry (fixture->store, JOB, -1, 10, NOW, &n_retried, &next, &error);
  g_assert_no_error (error);
  g_assert_cmpint (n_retried, ==, 0);
  g_assert_cmpint (after->state, ==, BATCH_JOB_STATE_COMPLETED);
}

static void
test_retry_item (Fixture       *fixture,
                 gconstpointer  factory)
{
  g_autoptr(BatchJobRecord) ended = NULL;
  g_autoptr(BatchJobRecord) after = NULL;
  g_autoptr(BatchJobRecord) again = NULL;
  g_autoptr(BatchItemRecord) item = NULL;
  g_autoptr(GError) error = NULL;

  store_add_job (fixture->store, JOB, 3, 1);
  store_run (fixture->store, JOB, 3, BATCH_ITEM_STATUS_FAILED);
  ended = store_set_state (fixture->store, JOB, BATCH_JOB_STATE_COMPLETED_WITH_ERRORS);

  after = batch_test_store_retry_item (fixture->store, JOB, 1, NOW, &error);
  g_assert_no_error (error);
  g_assert_cmpint (after->state, ==, BATCH_JOB_STATE_QUEUED);
  g_assert_cmpint (after->counts.failed, ==, 2);
  g_assert_cmpint (after->counts.pending, ==, 1);
  g_assert_cmpint (after->completed_at, ==, 0);
  item = store_get_item (fixture->store, JOB, 1);
  g_assert_cmpint (item->status, ==, BATCH_ITEM_STATUS_PENDING);
  g_assert_cmpuint (item->attempts, ==, 0);

  again = batch_test_store_retry_item (fixture->store, JOB, 1, NOW, &error);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
  g_assert_null (again);
  g_clear_error (&error);
  again = batch_test_store_retry_item (fixture->store, JOB, 3, NOW, &error);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  store_run (fixture->store, JOB, 1, BATCH_ITEM_STATUS_SUCCEEDED);
  store_check_counts (fixture->store, JOB);
}

typedef struct
{
  const char    *name;
  BatchJobState  state;           /* that it has ended in */
  gint64         expires_at;
  gint64         retried_at;
  gint64         expected;        /* when it expires then */
} Deadline;

#define HOUR (3600 * (gint64) G_USEC_PER_SEC)

/* Whose time is over has as much again; whose is not has what is left. */
static void
test_retry_after_deadline (Fixture       *fixture,
                           gconstpointer  factory)
{
  const Deadline deadlines[] = {
    { "none", BATCH_JOB_STATE_COMPLETED_WITH_ERRORS, 0, NOW + HOUR, 0 },
    { "ahead", BATCH_JOB_STATE_COMPLETED_WITH_ERRORS, NOW + HOUR, NOW + HOUR - 1, NOW + HOUR },
    { "now", BATCH_JOB_STATE_COMPLETED_WITH_ERRORS, NOW + HOUR, NOW + HOUR, NOW + 2 * HOUR },
    { "over", BATCH_JOB_STATE_COMPLETED_WITH_ERRORS, NOW + HOUR, NOW + 5 * HOUR, NOW + 6 * HOUR },
    { "expired", BATCH_JOB_STATE_EXPIRED, NOW + HOUR, NOW + 5 * HOUR, NOW + 6 * HOUR },
    { "still-runs", BATCH_JOB_STATE_RUNNING, NOW + HOUR, NOW + 5 * HOUR, NOW + 6 * HOUR },
    { "before", BATCH_JOB_STATE_EXPIRED, NOW - HOUR, NOW + HOUR, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (deadlines); i++)
    {
      const Deadline *deadline = &deadlines[i];
      gboolean one = i % 2 == 0;
      g_autoptr(BatchJobRecord) changed = NULL;
      g_autoptr(BatchJobRecord) ended = NULL;
      g_autoptr(BatchJobRecord) after = NULL;
      g_autoptr(BatchJobRecord) kept = NULL;
      g_autoptr(GError) error = NULL;
      gint64 n_retried;
      gint64 next;

      g_test_message ("%s", deadline->name);
      store_add_job (fixture->store, deadline->name, 3, 1);
      store_run (fixture->store, deadline->name, 2, BATCH_ITEM_STATUS_FAILED);
      if (deadline->state != BATCH_JOB_STATE_RUNNING)
        {
          store_run (fixture->store, deadline->name, 1, BATCH_ITEM_STATUS_SUCCEEDED);
          ended = store_set_state (fixture->store, deadline->name, deadline->state);
        }
      changed = store_change (fixture->store, deadline->name, BATCH_JOB_FIELD_EXPIRES,
                              deadline->expires_at);

      after = one ? batch_test_store_retry_item (fixture->store, deadline->name, 0,
                                                 deadline->retried_at, &error)
                  : batch_test_store_retry (fixture->store, deadline->name, -1, 10,
                                            deadline->retried_at, &n_retried, &next, &error);
      g_assert_no_error (error);
      g_assert_cmpint (after->expires_at, ==, deadline->expected);
      kept = store_get (fixture->store, deadline->name);
      g_assert_cmpint (kept->expires_at, ==, deadline->expected);
      store_check_counts (fixture->store, deadline->name);
    }
}

/* However late, and how often, it is the time that was given. */
static void
test_retry_after_deadlines (Fixture       *fixture,
                            gconstpointer  factory)
{
  g_autoptr(BatchJobRecord) changed = NULL;
  gint64 now = NOW;

  store_add_job (fixture->store, JOB, 1, 1);
  changed = store_change (fixture->store, JOB, BATCH_JOB_FIELD_EXPIRES, NOW + HOUR);
  store_run (fixture->store, JOB, 1, BATCH_ITEM_STATUS_FAILED);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(BatchJobRecord) ended = NULL;
      g_autoptr(BatchJobRecord) after = NULL;
      g_autoptr(GError) error = NULL;

      ended = store_set_state (fixture->store, JOB, BATCH_JOB_STATE_COMPLETED_WITH_ERRORS);
      now += 7 * HOUR;
      after = batch_test_store_retry_item (fixture->store, JOB, 0, now, &error);
      g_assert_no_error (error);
      g_assert_cmpint (after->expires_at, ==, now + HOUR);
      store_run (fixture->store, JOB, 1, BATCH_ITEM_STATUS_FAILED);
    }
  store_check_counts (fixture->store, JOB);
}

static void
test_remove (Fixture       *fixture,
             gconstpointer  factory)
{
  g_autoptr(GPtrArray) running = NULL;
  g_autoptr(GPtrArray) none = NULL;
  g_autoptr(BatchJobRecord) removed = NULL;
  g_autoptr(BatchJobRecord) gone = NULL;
  g_autoptr(GHashTable) votes = NULL;
  g_autoptr(GHashTable) others = NULL;
  g_autoptr(GError) error = NULL;
  gboolean done = FALSE;
  guint n_calls = 0;

  store_add_job (fixture->store, JOB, 20, 1);
  store_run (fixture->store, JOB, 10, BATCH_ITEM_STATUS_SUCCEEDED);
  running = store_claim (fixture->store, ENGINE, JOB, 1);
  g_assert_cmpuint (store_start (fixture->store, ENGINE, running), ==, 1);
  batch_test_store_purge (fixture->store, JOB, 8, &done, &error);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
  g_clear_error (&error);
  batch_test_store_put_value (fixture->store, BATCH_STORE_JOB_SPACE JOB, "vote", "1", &error);
  batch_test_store_put_value (fixture->store, JOB, "vote", "2", &error);

  removed = store_change (fixture->store, JOB, BATCH_JOB_FIELD_REMOVED, NOW);
  none = store_claim (fixture->store, ENGINE, JOB, 1);
  g_assert_cmpuint (none->len, ==, 0);
  for (; !done; n_calls++)
    {
      batch_test_store_purge (fixture->store, JOB, 8, &done, &error);
      g_assert_no_error (error);
    }
  /* 10 results, 20 items, 3 events, a value. */
  g_assert_cmpuint (n_calls, ==, 5);

  gone = batch_test_store_get_job (fixture->store, JOB, &error);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  g_clear_error (&error);
  votes = batch_test_store_list_values (fixture->store, BATCH_STORE_JOB_SPACE JOB, &error);
  g_assert_cmpuint (g_hash_table_size (votes), ==, 0);
  others = batch_test_store_list_values (fixture->store, JOB, &error);
  g_assert_cmpuint (g_hash_table_size (others), ==, 1);
  g_assert_cmpuint (store_finish (fixture->store, ENGINE, running, BATCH_ITEM_STATUS_SUCCEEDED),
                    ==, 0);
}

static void
test_cancel_item (Fixture       *fixture,
                  gconstpointer  factory)
{
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(BatchJobRecord) pending = NULL;
  g_autoptr(BatchJobRecord) running = NULL;
  g_autoptr(BatchJobRecord) again = NULL;
  g_autoptr(BatchItemRecord) item = NULL;
  g_autoptr(GError) error = NULL;

  store_add_job (fixture->store, JOB, 2, 1);
  items = store_claim (fixture->store, ENGINE, JOB, 1);
  store_start (fixture->store, ENGINE, items);
  pending = batch_test_store_cancel_item (fixture->store, JOB, 1, NOW, &error);
  g_assert_no_error (error);
  g_assert_cmpint (pending->counts.cancelled, ==, 1);

  /* The result of the other one comes too late. */
  running = batch_test_store_cancel_item (fixture->store, JOB, 0, NOW + 5, &error);
  g_assert_no_error (error);
  g_assert_cmpint (running->state, ==, BATCH_JOB_STATE_FINALIZING);
  g_assert_cmpuint (store_finish (fixture->store, ENGINE, items, BATCH_ITEM_STATUS_SUCCEEDED),
                    ==, 0);
  item = store_get_item (fixture->store, JOB, 0);
  g_assert_cmpint (item->status, ==, BATCH_ITEM_STATUS_CANCELLED);
  g_assert_cmpint (item->completed_at, ==, NOW + 5);
  g_assert_null (item->body);

  again = batch_test_store_cancel_item (fixture->store, JOB, 0, NOW, &error);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
  g_assert_null (again);
  store_check_counts (fixture->store, JOB);
}

void
store_cases_add_ends (const char              *prefix,
                      const BatchStoreFactory *factory)
{
  fixture_add (prefix, "cancel", factory, test_cancel);
  fixture_add (prefix, "cancel-with-retries", factory, test_cancel_with_retries);
  fixture_add (prefix, "sweep-delayed", factory, test_sweep_delayed);
  fixture_add (prefix, "expire", factory, test_expire);
  fixture_add (prefix, "retry", factory, test_retry);
  fixture_add (prefix, "retry-without-failures", factory, test_retry_without_failures);
  fixture_add (prefix, "retry-item", factory, test_retry_item);
  fixture_add (prefix, "retry-after-deadline", factory, test_retry_after_deadline);
  fixture_add (prefix, "retry-after-deadlines", factory, test_retry_after_deadlines);
  fixture_add (prefix, "remove", factory, test_remove);
  fixture_add (prefix, "cancel-item", factory, test_cancel_item);
}
