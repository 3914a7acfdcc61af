/* store-cases-attempts.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store-cases.h"
#include "store-fixture.h"

#include <string.h>

/* What attempts came to, and asking for others. */

static GPtrArray *
list_attempts (BatchStore *store,
               guint32     position)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *attempts = batch_test_store_list_attempts (store, JOB, position, &error);

  g_assert_no_error (error);
  return attempts;
}

/* Every attempt ends at a time of its own. */
#define END(item) (NOW + 500000 + (item)->generation)

/* Claims the next item, and ends it. @review: (nullable): why it needs one */
static void
end_next (BatchStore      *store,
          const char      *key,
          BatchItemStatus  status,
          const char      *review)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) items = batch_test_store_claim (store, ENGINE, JOB, key, 1, NOW, &error);
  GPtrArray *finishes = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_finish_free);
  g_autoptr(GArray) finished = NULL;
  BatchFinish *finish;

  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, 1);
  g_assert_cmpuint (store_start (store, ENGINE, items), ==, 1);
  finish = store_new_finish (g_ptr_array_index (items, 0), status);
  if (status != BATCH_ITEM_STATUS_SUCCEEDED)
    {
      finish->server = g_strdup ("http://home");
      finish->body = g_bytes_new_static ("busy", 4);
      finish->not_before = 0;
    }
  if (review != NULL)
    {
      finish->review_reason = BATCH_REVIEW_REASON_CUT_OFF;
      finish->error = g_strdup (review);
    }
  g_ptr_array_add (finishes, finish);
  batch_test_store_advance (store, ENGINE, finishes, NULL,
                            END ((BatchItemRecord *) g_ptr_array_index (items, 0)), &finished,
                            NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_array_index (finished, gboolean, 0));
}

static void
test_attempts (Fixture       *fixture,
               gconstpointer  factory)
{
  g_autoptr(GPtrArray) before = NULL;
  g_autoptr(GPtrArray) after = NULL;
  const BatchAttemptRecord *attempt;

  store_add_job (fixture->store, JOB, 2, 1);
  before = list_attempts (fixture->store, 0);
  g_assert_cmpuint (before->len, ==, 0);

  end_next (fixture->store, "model-0", BATCH_ITEM_STATUS_PENDING, NULL);
  end_next (fixture->store, "model-0", BATCH_ITEM_STATUS_SUCCEEDED, NULL);
  after = list_attempts (fixture->store, 0);
  g_assert_cmpuint (after->len, ==, 2);

  attempt = g_ptr_array_index (after, 0);
  g_assert_cmpuint (attempt->number, ==, 1);
  g_assert_cmpint (attempt->failure_kind, ==, BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS);
  g_assert_cmpint (attempt->status_code, ==, 503);
  g_assert_cmpstr (attempt->error, ==, "The server is overloaded");
  g_assert_cmpstr (attempt->server, ==, "http://home");
  g_assert_cmpstr (attempt->key, ==, "model-0");
  g_assert_cmpint (attempt->ended_at, ==, NOW + 500001);
  g_assert_cmpint (attempt->ended_at - attempt->began_at, ==, 100 * 1000);
  g_assert_cmpint (attempt->size, ==, 4);
  g_assert_cmpmem (g_bytes_get_data (attempt->body, NULL), g_bytes_get_size (attempt->body),
                   "busy", 4);

  attempt = g_ptr_array_index (after, 1);
  g_assert_cmpuint (attempt->number, ==, 2);
  g_assert_cmpint (attempt->failure_kind, ==, BATCH_FAILURE_KIND_NONE);
  g_assert_cmpint (attempt->status_code, ==, 200);
  g_assert_null (attempt->error);
}

static void
test_few_are_kept (Fixture       *fixture,
                   gconstpointer  factory)
{
  g_autoptr(GPtrArray) attempts = NULL;
  const BatchAttemptRecord *first;

  store_add_job (fixture->store, JOB, 1, 1);
  for (guint i = 0; i < BATCH_KEPT_ATTEMPTS + 3; i++)
    end_next (fixture->store, "model-0", BATCH_ITEM_STATUS_PENDING, NULL);

  attempts = list_attempts (fixture->store, 0);
  g_assert_cmpuint (attempts->len, ==, BATCH_KEPT_ATTEMPTS);
  first = g_ptr_array_index (attempts, 0);
  g_assert_cmpuint (first->number, ==, 4);
}

static gint64
ask_again (BatchStore              *store,
           const BatchRetryRequest *request,
           GError                 **error)
{
  g_autoptr(BatchJobRecord) after = NULL;
  gint64 n_retried = -1;
  gint64 next;

  after = batch_test_store_retry_with (store, JOB, request, -1, 10, NOW, &n_retried, &next, error);
  g_assert_true (after == NULL || next == -1);
  return n_retried;
}

/* Three items: one failed, one cut off, one good. */
static void
end_three (BatchStore *store)
{
  g_autoptr(BatchJobRecord) ended = NULL;

  store_add_job (store, JOB, 3, 1);
  end_next (store, "model-0", BATCH_ITEM_STATUS_FAILED, NULL);
  end_next (store, "model-0", BATCH_ITEM_STATUS_SUCCEEDED, "cut off");
  end_next (store, "model-0", BATCH_ITEM_STATUS_SUCCEEDED, NULL);
  ended = store_set_state (store, JOB, BATCH_JOB_STATE_COMPLETED_WITH_ERRORS);
}

static void
test_with_changes (Fixture       *fixture,
                   gconstpointer  factory)
{
  const BatchRetryRequest request = { .key = (char *) "other", .changes = (char *) "{\"n\":1}" };
  g_autoptr(BatchItemRecord) item = NULL;
  g_autoptr(BatchJobRecord) job = NULL;
  g_autoptr(GPtrArray) none = NULL;
  g_autoptr(GPtrArray) attempts = NULL;
  g_autoptr(GError) error = NULL;

  end_three (fixture->store);
  g_assert_cmpint (ask_again (fixture->store, &request, &error), ==, 1);
  g_assert_no_error (error);
  item = store_get_item (fixture->store, JOB, 0);
  g_assert_cmpstr (item->key, ==, "other");
  g_assert_cmpstr (item->changes, ==, "{\"n\":1}");
  store_check_counts (fixture->store, JOB);

  none = batch_test_store_claim (fixture->store, ENGINE, JOB, "model-0", 5, NOW, &error);
  g_assert_cmpuint (none->len, ==, 0);
  end_next (fixture->store, "other", BATCH_ITEM_STATUS_SUCCEEDED, NULL);
  store_check_counts (fixture->store, JOB);
  attempts = list_attempts (fixture->store, 0);
  g_assert_cmpuint (attempts->len, ==, 2);
}

/* A model alone is a change, too; changes stay when nothing is said of them. */
static void
test_changes_stay (Fixture       *fixture,
                   gconstpointer  factory)
{
  const BatchRetryRequest requests[] = {
    { .key = (char *) "other" }, { .changes = (char *) "{\"n\":1}" }, { .key = (char *) "third" },
  };
  const char *const keys[] = { "other", "other", "third" };
  const char *const changes[] = { "{}", "{\"n\":1}", "{\"n\":1}" };
  g_autoptr(GError) error = NULL;

  end_three (fixture->store);
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr(BatchItemRecord) item = NULL;
      g_autoptr(BatchJobRecord) ended = NULL;

      g_assert_cmpint (ask_again (fixture->store, &requests[i], &error), ==, 1);
      item = store_get_item (fixture->store, JOB, 0);
      g_assert_cmpstr (item->key, ==, keys[i]);
      g_assert_cmpstr (item->changes, ==, changes[i]);
      end_next (fixture->store, keys[i], BATCH_ITEM_STATUS_FAILED, NULL);
      ended = store_set_state (fixture->store, JOB, BATCH_JOB_STATE_COMPLETED_WITH_ERRORS);
      store_check_counts (fixture->store, JOB);
    }
}

/* The answer of before is there until another one is, and when that fails. */
static void
test_answer_is_kept (Fixture       *fixture,
                     gconstpointer  factory)
{
  const BatchRetryRequest request = {
    .review = TRUE,
    .review_reason = BATCH_REVIEW_REASON_CUT_OFF,
  };
  const BatchRetryRequest other = { .review = TRUE, .review_reason = BATCH_REVIEW_REASON_EMPTY };
  g_autoptr(BatchItemRecord) waiting = NULL;
  g_autoptr(BatchItemRecord) failed = NULL;
  g_autoptr(BatchJobRecord) job = NULL;
  g_autoptr(GPtrArray) attempts = NULL;
  g_autoptr(GError) error = NULL;

  end_three (fixture->store);
  g_assert_cmpint (ask_again (fixture->store, &other, &error), ==, 0);
  g_assert_cmpint (ask_again (fixture->store, &request, &error), ==, 1);
  waiting = store_get_item (fixture->store, JOB, 1);
  g_assert_cmpint (waiting->status, ==, BATCH_ITEM_STATUS_PENDING);
  g_assert_cmpuint (waiting->kept, ==, 1 + BATCH_REVIEW_REASON_CUT_OFF);
  g_assert_nonnull (waiting->body);
  store_check_counts (fixture->store, JOB);

  end_next (fixture->store, "model-0", BATCH_ITEM_STATUS_PENDING, NULL);
  end_next (fixture->store, "model-0", BATCH_ITEM_STATUS_FAILED, NULL);
  failed = store_get_item (fixture->store, JOB, 1);
  g_assert_cmpint (failed->status, ==, BATCH_ITEM_STATUS_SUCCEEDED);
  g_assert_cmpint (failed->review_reason, ==, BATCH_REVIEW_REASON_CUT_OFF);
  g_assert_cmpstr (failed->last_error, ==, "cut off");
  g_assert_true (g_bytes_equal (failed->body, waiting->body));
  store_check_counts (fixture->store, JOB);
  job = store_get (fixture->store, JOB);
  g_assert_cmpint (job->state, ==, BATCH_JOB_STATE_FINALIZING);

  attempts = list_attempts (fixture->store, 1);
  g_assert_cmpuint (attempts->len, ==, 3);
}

static void
test_better_answer (Fixture       *fixture,
                    gconstpointer  factory)
{
  guint32 positions[] = { 1, 2 };
  const BatchRetryRequest request = { .positions = positions, .n_positions = 2 };
  g_autoptr(BatchItemRecord) item = NULL;
  g_autoptr(BatchJobRecord) job = NULL;
  g_autoptr(GPtrArray) attempts = NULL;
  g_autoptr(GError) error = NULL;

  end_three (fixture->store);
  g_assert_cmpint (ask_again (fixture->store, &request, &error), ==, 2);
  g_assert_cmpint (ask_again (fixture->store, &request, &error), ==, -1);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);

  end_next (fixture->store, "model-0", BATCH_ITEM_STATUS_SUCCEEDED, NULL);
  item = store_get_item (fixture->store, JOB, 1);
  g_assert_cmpint (item->status, ==, BATCH_ITEM_STATUS_SUCCEEDED);
  g_assert_cmpuint (item->kept, ==, 0);
  g_assert_cmpint (item->review_reason, ==, BATCH_REVIEW_REASON_NONE);
  g_assert_null (item->last_error);
  job = store_get (fixture->store, JOB);
  g_assert_cmpint (job->counts.needs_review, ==, 0);
  store_check_counts (fixture->store, JOB);
  attempts = list_attempts (fixture->store, 1);
  g_assert_cmpuint (attempts->len, ==, 2);
}

/* Nobody has to wait for another answer. */
static void
test_cancelled_while_kept (Fixture       *fixture,
                           gconstpointer  factory)
{
  const BatchRetryRequest request = { .review = TRUE };
  g_autoptr(BatchItemRecord) item = NULL;
  g_autoptr(BatchJobRecord) cancelling = NULL;
  g_autoptr(BatchJobRecord) swept = NULL;
  g_autoptr(GError) error = NULL;
  gint64 n_left;

  end_three (fixture->store);
  g_assert_cmpint (ask_again (fixture->store, &request, &error), ==, 1);
  cancelling = store_set_state (fixture->store, JOB, BATCH_JOB_STATE_CANCELLING);
  swept = batch_test_store_sweep (fixture->store, JOB, BATCH_ITEM_STATUS_CANCELLED, 10, NOW,
                                  &n_left, &error);
  g_assert_no_error (error);
  g_assert_cmpint (swept->counts.cancelled, ==, 0);
  item = store_get_item (fixture->store, JOB, 1);
  g_assert_cmpint (item->status, ==, BATCH_ITEM_STATUS_SUCCEEDED);
  g_assert_cmpint (item->review_reason, ==, BATCH_REVIEW_REASON_CUT_OFF);
  store_check_counts (fixture->store, JOB);
}

static void
test_purge (Fixture       *fixture,
            gconstpointer  factory)
{
  g_autoptr(BatchJobRecord) removed = NULL;
  g_autoptr(GPtrArray) attempts = NULL;
  g_autoptr(GError) error = NULL;
  gboolean done = FALSE;

  end_three (fixture->store);
  removed = store_change (fixture->store, JOB, BATCH_JOB_FIELD_REMOVED, NOW);
  while (!done && batch_test_store_purge (fixture->store, JOB, 2, &done, &error))
    g_assert_no_error (error);

  attempts = batch_test_store_list_attempts (fixture->store, JOB, 0, &error);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
}

void
store_cases_add_attempts (const char              *prefix,
                          const BatchStoreFactory *factory)
{
  fixture_add (prefix, "attempts", factory, test_attempts);
  fixture_add (prefix, "attempts-few-are-kept", factory, test_few_are_kept);
  fixture_add (prefix, "retry-with-changes", factory, test_with_changes);
  fixture_add (prefix, "retry-changes-stay", factory, test_changes_stay);
  fixture_add (prefix, "retry-answer-is-kept", factory, test_answer_is_kept);
  fixture_add (prefix, "retry-better-answer", factory, test_better_answer);
  fixture_add (prefix, "retry-cancelled-while-kept", factory, test_cancelled_while_kept);
  fixture_add (prefix, "attempts-purge", factory, test_purge);
}
