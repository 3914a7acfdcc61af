/* store-cases-life.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store-cases.h"
#include "store-fixture.h"

/* The life of a job and of its items, with one engine. */

static void
test_submit (Fixture       *fixture,
             gconstpointer  factory)
{
  g_autoptr(BatchJobRecord) job = NULL;
  BatchGroupRecord *group;

  store_add_job (fixture->store, JOB, 10, 3);
  job = store_get (fixture->store, JOB);

  g_assert_cmpint (job->sequence, >, 0);
  g_assert_cmpint (job->rank, ==, job->sequence);
  g_assert_cmpint (job->state, ==, BATCH_JOB_STATE_QUEUED);
  g_assert_cmpstr (job->resource_key, ==, "model-0");
  g_assert_cmpint (job->counts.total, ==, 10);
  g_assert_cmpuint (job->groups->len, ==, 3);
  group = g_ptr_array_index (job->groups, 0);
  g_assert_cmpstr (group->key, ==, "model-0");
  g_assert_cmpint (group->waiting, ==, 4);
  store_check_counts (fixture->store, JOB);
}

static BatchJobRecord *
submit (Fixture     *fixture,
        const char  *job_id,
        const char  *first_id,
        const char  *second_id,
        GError     **error)
{
  g_autoptr(BatchJobRecord) job = batch_job_record_new ();
  BatchItemChunk *chunk = batch_item_chunk_new (2);
  BatchNewItem items[] = {
    { first_id, "model-0", NULL, 100, 20, 0, BATCH_SIZE_BUCKET_SMALL },
    { second_id, "model-1", NULL, 120, 30, 0, BATCH_SIZE_BUCKET_SMALL },
  };

  job->id = g_strdup (job_id);
  job->handler = g_strdup ("handler");
  job->operation = g_strdup ("chat");
  job->input_digest = g_strdup ("digest");
  job->state = BATCH_JOB_STATE_VALIDATING;
  job->max_attempts = 3;
  job->created_at = NOW;
  job->own_ids = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    batch_item_chunk_add (chunk, &items[i]);

  return batch_test_store_submit_job (fixture->store, job, chunk, error);
}

static void
test_submit_whole (Fixture       *fixture,
                   gconstpointer  factory)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) after = submit (fixture, JOB, "a", "b", &error);
  g_autoptr(BatchJobRecord) job = NULL;
  g_autoptr(BatchItemRecord) item = NULL;
  g_autoptr(GPtrArray) claimed = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (after->state, ==, BATCH_JOB_STATE_QUEUED);

  job = store_get (fixture->store, JOB);
  g_assert_cmpint (job->sequence, ==, after->sequence);
  g_assert_cmpint (job->rank, ==, after->rank);
  g_assert_cmpint (job->state, ==, BATCH_JOB_STATE_QUEUED);
  g_assert_cmpstr (job->resource_key, ==, "model-0");
  g_assert_cmpstr (job->input_digest, ==, "digest");
  g_assert_cmpint (job->counts.total, ==, 2);
  g_assert_cmpint (job->counts.pending, ==, 2);
  g_assert_cmpuint (job->groups->len, ==, 2);
  store_check_counts (fixture->store, JOB);

  item = store_get_item (fixture->store, JOB, 1);
  g_assert_cmpstr (item->custom_id, ==, "b");
  g_assert_cmpint (item->offset, ==, 120);
  g_assert_cmpuint (item->length, ==, 30);
  claimed = store_claim (fixture->store, ENGINE, JOB, 5);
  g_assert_cmpuint (claimed->len, ==, 1);
}

/* Of one that is refused, nothing is left, and its id is free. */
static void
test_submit_refused (Fixture       *fixture,
                     gconstpointer  factory)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) after = NULL;
  g_autoptr(BatchJobRecord) job = NULL;

  g_assert_null (submit (fixture, JOB, "a", "a", &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
  g_clear_error (&error);
  g_assert_null (batch_test_store_get_job (fixture->store, JOB, NULL));

  after = submit (fixture, JOB, "a", "b", &error);
  g_assert_no_error (error);
  g_assert_null (submit (fixture, JOB, "c", "d", &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);

  job = store_get (fixture->store, JOB);
  g_assert_cmpint (job->counts.total, ==, 2);
  store_check_counts (fixture->store, JOB);
}

static void
test_whole_life (Fixture       *fixture,
                 gconstpointer  factory)
{
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(BatchJobRecord) job = NULL;
  g_autoptr(BatchJobRecord) done = NULL;
  g_autoptr(BatchItemRecord) item = NULL;

  store_add_job (fixture->store, JOB, 5, 1);
  items = store_claim (fixture->store, ENGINE, JOB, 3);
  g_assert_cmpuint (items->len, ==, 3);
  for (guint i = 0; i < items->len; i++)
    {
      BatchItemRecord *claimed = g_ptr_array_index (items, i);

      g_assert_cmpuint (claimed->position, ==, i);
      g_assert_cmpint (claimed->offset, ==, i * 600);
      g_assert_cmpstr (claimed->endpoint, ==, "/v1/chat/completions");
      g_assert_cmpint (claimed->status, ==, BATCH_ITEM_STATUS_CLAIMED);
      g_assert_cmpint (claimed->generation, >, 0);
    }

  g_assert_cmpuint (store_start (fixture->store, ENGINE, items), ==, 3);
  job = store_get (fixture->store, JOB);
  g_assert_cmpint (job->state, ==, BATCH_JOB_STATE_RUNNING);
  g_assert_cmpint (job->started_at, ==, NOW);
  g_assert_cmpint (job->counts.running, ==, 3);

  g_assert_cmpuint (store_finish (fixture->store, ENGINE, items, BATCH_ITEM_STATUS_SUCCEEDED),
                    ==, 3);
  store_run (fixture->store, JOB, 2, BATCH_ITEM_STATUS_FAILED);
  store_check_counts (fixture->store, JOB);

  done = store_get (fixture->store, JOB);
  g_assert_cmpint (done->state, ==, BATCH_JOB_STATE_FINALIZING);
  g_assert_cmpint (done->busy_ms, ==, 5 * 100 + 0 + 1 + 2 + 3 + 4);

  item = store_get_item (fixture->store, JOB, 1);
  g_assert_cmpint (item->status, ==, BATCH_ITEM_STATUS_SUCCEEDED);
  g_assert_cmpint (item->status_code, ==, 200);
  g_assert_cmpint (item->duration_ms, ==, 101);
  g_assert_cmpint (item->completed_at, ==, NOW + 1);
  g_assert_cmpuint (item->attempts, ==, 1);
  g_assert_cmpmem (g_bytes_get_data (item->body, NULL), g_bytes_get_size (item->body),
                   "{\"answer\": 1}", 13);
}

/* What an answer has cost is the last one's, and stays through the way of an item. */
static void
test_tokens (Fixture       *fixture,
             gconstpointer  factory)
{
  GPtrArray *finishes = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_finish_free);
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(BatchItemRecord) before = NULL;
  g_autoptr(BatchItemRecord) after = NULL;
  g_autoptr(BatchJobRecord) job = NULL;
  g_autoptr(GError) error = NULL;
  BatchFinish *finish;

  store_add_job (fixture->store, JOB, 1, 1);
  before = store_get_item (fixture->store, JOB, 0);
  g_assert_cmpint (before->prompt_tokens, ==, -1);
  g_assert_cmpint (before->cached_tokens, ==, -1);
  g_assert_cmpint (before->output_tokens, ==, -1);

  items = store_claim (fixture->store, ENGINE, JOB, 1);
  store_start (fixture->store, ENGINE, items);
  finish = store_new_finish (g_ptr_array_index (items, 0), BATCH_ITEM_STATUS_SUCCEEDED);
  finish->prompt_tokens = 30;
  finish->cached_tokens = 20;
  finish->output_tokens = 0;
  g_ptr_array_add (finishes, finish);
  batch_test_store_advance (fixture->store, ENGINE, finishes, NULL, NOW, NULL, NULL, NULL, &error);
  g_assert_no_error (error);

  after = store_get_item (fixture->store, JOB, 0);
  g_assert_cmpint (after->status, ==, BATCH_ITEM_STATUS_SUCCEEDED);
  g_assert_cmpint (after->prompt_tokens, ==, 30);
  g_assert_cmpint (after->cached_tokens, ==, 20);
  g_assert_cmpint (after->output_tokens, ==, 0);
  job = store_get (fixture->store, JOB);
  g_assert_cmpint (job->prompt_tokens, ==, 30);
  g_assert_cmpint (job->cached_tokens, ==, 20);
  g_assert_cmpint (job->output_tokens, ==, 0);
}

static void
test_another_attempt (Fixture       *fixture,
                      gconstpointer  factory)
{
  GPtrArray *finishes = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_finish_free);
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GPtrArray) none = NULL;
  g_autoptr(GPtrArray) woken = NULL;
  g_autoptr(GPtrArray) again = NULL;
  g_autoptr(GPtrArray) events = NULL;
  g_autoptr(BatchItemRecord) item = NULL;
  g_autoptr(GError) error = NULL;
  BatchFinish *finish;
  BatchJobRecord *job;
  gint64 next_due;

  store_add_job (fixture->store, JOB, 2, 2);
  items = store_claim (fixture->store, ENGINE, JOB, 1);
  store_start (fixture->store, ENGINE, items);
  finish = store_new_finish (g_ptr_array_index (items, 0), BATCH_ITEM_STATUS_PENDING);
  finish->not_before = NOW + 500;
  finish->prompt_tokens = 12;
  g_ptr_array_add (finishes, finish);
  batch_test_store_advance (fixture->store, ENGINE, finishes, NULL, NOW, NULL, NULL, NULL, &error);
  g_assert_no_error (error);

  /* It is in nobody's way until it is due. */
  store_check_counts (fixture->store, JOB);
  none = store_claim (fixture->store, ENGINE, JOB, 10);
  g_assert_cmpuint (none->len, ==, 0);
  woken = batch_test_store_wake (fixture->store, NOW + 499, &next_due, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (woken->len, ==, 0);
  g_assert_cmpint (next_due, ==, NOW + 500);

  g_clear_pointer (&woken, g_ptr_array_unref);
  woken = batch_test_store_wake (fixture->store, NOW + 500, &next_due, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (woken->len, ==, 1);
  job = g_ptr_array_index (woken, 0);
  g_assert_cmpint (((BatchGroupRecord *) g_ptr_array_index (job->groups, 0))->waiting, ==, 1);
  g_assert_cmpint (next_due, ==, 0);
  store_check_counts (fixture->store, JOB);

  again = store_claim (fixture->store, ENGINE, JOB, 10);
  g_assert_cmpuint (again->len, ==, 1);
  item = batch_item_record_ref (g_ptr_array_index (again, 0));
  g_assert_cmpuint (item->attempts, ==, 1);
  g_assert_cmpint (item->generation, ==, 2);
  g_assert_cmpstr (item->last_error, ==, "The server is overloaded");
  g_assert_cmpint (item->failure_kind, ==, BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS);
  g_assert_cmpint (item->prompt_tokens, ==, 12);
  g_assert_cmpint (item->output_tokens, ==, -1);

  events = batch_test_store_list_events (fixture->store, JOB, 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (((BatchEventRecord *) g_ptr_array_index (events, events->len - 1))->kind,
                   ==, "attempt_failed");
}

/* Waiting for a server that loads costs nothing, and is not told as a failure. */
static void
test_no_attempt (Fixture       *fixture,
                 gconstpointer  factory)
{
  GPtrArray *finishes = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_finish_free);
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GPtrArray) events = NULL;
  g_autoptr(BatchItemRecord) item = NULL;
  g_autoptr(GError) error = NULL;
  BatchFinish *finish;

  store_add_job (fixture->store, JOB, 1, 1);
  items = store_claim (fixture->store, ENGINE, JOB, 1);
  store_start (fixture->store, ENGINE, items);
  finish = store_new_finish (g_ptr_array_index (items, 0), BATCH_ITEM_STATUS_PENDING);
  finish->failure_kind = BATCH_FAILURE_KIND_WAIT_LOADING;
  finish->costs_attempt = FALSE;
  g_ptr_array_add (finishes, finish);
  batch_test_store_advance (fixture->store, ENGINE, finishes, NULL, NOW, NULL, NULL, NULL, &error);
  g_assert_no_error (error);

  item = store_get_item (fixture->store, JOB, 0);
  g_assert_cmpuint (item->attempts, ==, 0);
  g_assert_cmpint (item->status, ==, BATCH_ITEM_STATUS_PENDING);
  g_assert_cmpint (item->failure_kind, ==, BATCH_FAILURE_KIND_WAIT_LOADING);

  events = batch_test_store_list_events (fixture->store, JOB, 0, 0, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < events->len; i++)
    g_assert_cmpstr (((BatchEventRecord *) g_ptr_array_index (events, i))->kind, !=,
                     "attempt_failed");
}

static void
test_skip_what_was_claimed (Fixture       *fixture,
                            gconstpointer  factory)
{
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(BatchJobRecord) job = NULL;

  store_add_job (fixture->store, JOB, 2, 1);
  items = store_claim (fixture->store, ENGINE, JOB, 2);
  g_assert_cmpuint (store_finish (fixture->store, ENGINE, items, BATCH_ITEM_STATUS_SUCCEEDED),
                    ==, 0);
  g_assert_cmpuint (store_finish (fixture->store, ENGINE, items, BATCH_ITEM_STATUS_SKIPPED),
                    ==, 2);
  job = store_get (fixture->store, JOB);
  g_assert_cmpint (job->counts.skipped, ==, 2);
  g_assert_cmpint (job->state, ==, BATCH_JOB_STATE_FINALIZING);
}

/* Only who holds the lease of this moment can write. */
static void
test_stale_leases (Fixture       *fixture,
                   gconstpointer  factory)
{
  GArray *leases = batch_store_leases_new (1);
  g_autoptr(GPtrArray) first = NULL;
  g_autoptr(GPtrArray) second = NULL;
  g_autoptr(GPtrArray) jobs = NULL;
  g_autoptr(BatchItemRecord) item = NULL;
  g_autoptr(GError) error = NULL;

  store_add_job (fixture->store, JOB, 1, 1);
  batch_test_store_join (fixture->store, OTHER, NOW, &error);
  g_assert_no_error (error);

  first = store_claim (fixture->store, ENGINE, JOB, 1);
  g_assert_cmpuint (store_start (fixture->store, OTHER, first), ==, 0);
  batch_store_leases_add (leases, JOB, 0, 1);
  jobs = batch_test_store_release (fixture->store, ENGINE, leases, NOW, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (jobs->len, ==, 1);

  second = store_claim (fixture->store, ENGINE, JOB, 1);
  g_assert_cmpuint (second->len, ==, 1);
  g_assert_cmpuint (store_start (fixture->store, ENGINE, first), ==, 0);
  g_assert_cmpuint (store_start (fixture->store, ENGINE, second), ==, 1);
  g_assert_cmpuint (store_finish (fixture->store, ENGINE, first, BATCH_ITEM_STATUS_FAILED), ==, 0);
  g_assert_cmpuint (store_finish (fixture->store, OTHER, second, BATCH_ITEM_STATUS_FAILED), ==, 0);
  g_assert_cmpuint (store_finish (fixture->store, ENGINE, second, BATCH_ITEM_STATUS_SUCCEEDED),
                    ==, 1);
  g_assert_cmpuint (store_finish (fixture->store, ENGINE, second, BATCH_ITEM_STATUS_FAILED),
                    ==, 0);

  item = store_get_item (fixture->store, JOB, 0);
  g_assert_cmpint (item->status, ==, BATCH_ITEM_STATUS_SUCCEEDED);
  g_assert_cmpuint (item->attempts, ==, 1);
}

static void
test_pause (Fixture       *fixture,
            gconstpointer  factory)
{
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GPtrArray) none = NULL;
  g_autoptr(BatchJobRecord) paused = NULL;
  g_autoptr(BatchJobRecord) resumed = NULL;

  store_add_job (fixture->store, JOB, 4, 1);
  items = store_claim (fixture->store, ENGINE, JOB, 2);
  paused = store_change (fixture->store, JOB, BATCH_JOB_FIELD_PAUSED, TRUE);
  g_assert_true (paused->paused);

  /* What was claimed before goes back when it should start. */
  none = store_claim (fixture->store, ENGINE, JOB, 2);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (store_start (fixture->store, ENGINE, items), ==, 0);
  resumed = store_change (fixture->store, JOB, BATCH_JOB_FIELD_PAUSED, FALSE);
  g_assert_cmpint (resumed->counts.pending, ==, 4);
  g_assert_cmpint (resumed->counts.claimed, ==, 0);
  store_run (fixture->store, JOB, 4, BATCH_ITEM_STATUS_SUCCEEDED);
  store_check_counts (fixture->store, JOB);
}

static void
test_review (Fixture       *fixture,
             gconstpointer  factory)
{
  GPtrArray *finishes = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_finish_free);
  BatchItemQuery query = { .needs_review = TRUE };
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GPtrArray) found = NULL;
  g_autoptr(GError) error = NULL;
  BatchFinish *finish;

  store_add_job (fixture->store, JOB, 3, 1);
  items = store_claim (fixture->store, ENGINE, JOB, 3);
  store_start (fixture->store, ENGINE, items);
  finish = store_new_finish (g_ptr_array_index (items, 1), BATCH_ITEM_STATUS_SUCCEEDED);
  finish->review_reason = BATCH_REVIEW_REASON_EMPTY;
  g_ptr_array_add (finishes, finish);
  batch_test_store_advance (fixture->store, ENGINE, finishes, NULL, NOW, NULL, NULL, NULL, &error);
  g_assert_no_error (error);

  found = batch_test_store_list_items (fixture->store, JOB, &query, NULL, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpuint (((BatchItemRecord *) g_ptr_array_index (found, 0))->position, ==, 1);
  g_assert_cmpint (batch_test_store_count_items (fixture->store, JOB, &query, &error), ==, 1);
  store_check_counts (fixture->store, JOB);
}

/* Succeeded, and each with the reason that has the number of its position. */
static void
add_reviewed (Fixture *fixture,
              guint    n_items)
{
  GPtrArray *finishes = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_finish_free);
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GError) error = NULL;

  store_add_job (fixture->store, JOB, n_items, 1);
  items = store_claim (fixture->store, ENGINE, JOB, n_items);
  store_start (fixture->store, ENGINE, items);
  for (guint i = 0; i < n_items; i++)
    {
      BatchFinish *finish = store_new_finish (g_ptr_array_index (items, i),
                                              BATCH_ITEM_STATUS_SUCCEEDED);

      finish->review_reason = i;
      finish->error = g_strdup ("Look at it");
      g_ptr_array_add (finishes, finish);
    }
  batch_test_store_advance (fixture->store, ENGINE, finishes, NULL, NOW, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
test_review_reasons (Fixture       *fixture,
                     gconstpointer  factory)
{
  BatchItemQuery query = { .needs_review = TRUE };
  g_autoptr(GPtrArray) found = NULL;
  g_autoptr(GError) error = NULL;

  add_reviewed (fixture, BATCH_REVIEW_REASON_OTHER + 1);
  g_assert_cmpint (batch_test_store_count_items (fixture->store, JOB, &query, &error), ==,
                   BATCH_REVIEW_REASON_OTHER);

  query.reasons = 1 << BATCH_REVIEW_REASON_SCHEMA | 1 << BATCH_REVIEW_REASON_OTHER;
  g_assert_cmpint (batch_test_store_count_items (fixture->store, JOB, &query, &error), ==, 2);
  found = batch_test_store_list_items (fixture->store, JOB, &query, NULL, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 2);
  for (guint i = 0; i < found->len; i++)
    {
      BatchItemRecord *item = g_ptr_array_index (found, i);

      g_assert_cmpint (item->review_reason, ==, item->position);
    }
}

static void
accept (Fixture           *fixture,
        GArray            *positions,
        BatchReviewReason  reason,
        guint              limit,
        gint64             n_expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) job = NULL;
  gint64 n = -1;

  job = batch_test_store_accept_answers (fixture->store, JOB, positions, reason, limit, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpint (n, ==, n_expected);
  store_check_counts (fixture->store, JOB);
}

static void
test_accept (Fixture       *fixture,
             gconstpointer  factory)
{
  const guint32 some[] = { 0, 2, 2, 5, 99 };
  GArray *positions = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr(BatchItemRecord) item = NULL;
  g_autoptr(BatchJobRecord) job = NULL;
  g_autoptr(GError) error = NULL;

  add_reviewed (fixture, BATCH_REVIEW_REASON_OTHER + 1);
  g_array_append_vals (positions, some, G_N_ELEMENTS (some));
  accept (fixture, positions, BATCH_REVIEW_REASON_NONE, 0, 2);
  accept (fixture, NULL, BATCH_REVIEW_REASON_SCHEMA, 10, 1);
  accept (fixture, NULL, BATCH_REVIEW_REASON_SCHEMA, 10, 0);

  item = store_get_item (fixture->store, JOB, 2);
  g_assert_cmpint (item->status, ==, BATCH_ITEM_STATUS_SUCCEEDED);
  g_assert_cmpint (item->review_reason, ==, BATCH_REVIEW_REASON_NONE);
  g_assert_null (item->last_error);

  accept (fixture, NULL, BATCH_REVIEW_REASON_NONE, 2, 2);
  accept (fixture, NULL, BATCH_REVIEW_REASON_NONE, 2, 1);
  accept (fixture, NULL, BATCH_REVIEW_REASON_NONE, 2, 0);

  job = batch_test_store_accept_answers (fixture->store, "batch_none", NULL,
                                         BATCH_REVIEW_REASON_NONE, 1, NULL, &error);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  g_assert_null (job);
}

/* One transaction ends an attempt and starts the next: a slot never has two. */
static void
test_finish_and_start (Fixture       *fixture,
                       gconstpointer  factory)
{
  GPtrArray *finishes = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_finish_free);
  GArray *leases = batch_store_leases_new (1);
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GPtrArray) one = g_ptr_array_new ();
  g_autoptr(GPtrArray) jobs = NULL;
  g_autoptr(GArray) finished = NULL;
  g_autoptr(GArray) started = NULL;
  g_autoptr(GError) error = NULL;
  BatchJobRecord *job;

  store_add_job (fixture->store, JOB, 3, 1);
  items = store_claim (fixture->store, ENGINE, JOB, 2);
  g_ptr_array_add (one, g_ptr_array_index (items, 0));
  store_start (fixture->store, ENGINE, one);

  g_ptr_array_add (finishes, store_new_finish (g_ptr_array_index (items, 0),
                                               BATCH_ITEM_STATUS_SUCCEEDED));
  batch_store_leases_add (leases, JOB, 1, 1);
  batch_test_store_advance (fixture->store, ENGINE, finishes, leases, NOW,
                            &finished, &started, &jobs, &error);
  g_assert_no_error (error);
  g_assert_true (g_array_index (finished, gboolean, 0));
  g_assert_true (g_array_index (started, gboolean, 0));
  g_assert_cmpuint (jobs->len, ==, 1);
  job = g_ptr_array_index (jobs, 0);
  g_assert_cmpint (job->counts.succeeded, ==, 1);
  g_assert_cmpint (job->counts.running, ==, 1);
  g_assert_cmpint (job->counts.pending, ==, 1);
}

static void
test_leave (Fixture       *fixture,
            gconstpointer  factory)
{
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GPtrArray) refused = NULL;
  g_autoptr(BatchItemRecord) item = NULL;
  g_autoptr(GError) error = NULL;

  store_add_job (fixture->store, JOB, 3, 1);
  items = store_claim (fixture->store, ENGINE, JOB, 2);
  store_start (fixture->store, ENGINE, items);
  batch_test_store_leave (fixture->store, ENGINE, NOW, &error);
  g_assert_no_error (error);

  item = store_get_item (fixture->store, JOB, 0);
  g_assert_cmpint (item->status, ==, BATCH_ITEM_STATUS_PENDING);
  g_assert_cmpuint (item->lost, ==, 0);
  store_check_counts (fixture->store, JOB);

  refused = batch_test_store_claim (fixture->store, ENGINE, JOB, "model-0", 1, NOW, &error);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
  g_assert_null (refused);
}

static void
test_by_hand (Fixture       *fixture,
              gconstpointer  factory)
{
  g_autoptr(GPtrArray) claimed = NULL;
  g_autoptr(BatchJobRecord) job = NULL;
  g_autoptr(BatchItemRecord) item = NULL;
  g_autoptr(GError) error = NULL;
  BatchItemRecord by_hand = { .job_id = (char *) JOB, .position = 1 };

  store_add_job (fixture->store, JOB, 2, 1);
  job = batch_test_store_update_item (fixture->store,
                                      store_new_finish (&by_hand, BATCH_ITEM_STATUS_SUCCEEDED),
                                      NOW, &error);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
  g_clear_error (&error);

  job = batch_test_store_update_item (fixture->store,
                                      store_new_finish (&by_hand, BATCH_ITEM_STATUS_RUNNING),
                                      NOW, &error);
  g_assert_no_error (error);
  g_assert_cmpint (job->state, ==, BATCH_JOB_STATE_RUNNING);
  g_clear_pointer (&job, batch_job_record_unref);
  job = batch_test_store_update_item (fixture->store,
                                      store_new_finish (&by_hand, BATCH_ITEM_STATUS_SUCCEEDED),
                                      NOW, &error);
  g_assert_no_error (error);
  g_assert_cmpint (job->counts.succeeded, ==, 1);
  item = store_get_item (fixture->store, JOB, 1);
  g_assert_cmpint (item->duration_ms, ==, 101);

  /* What an engine holds is not moved under its hands. */
  claimed = store_claim (fixture->store, ENGINE, JOB, 1);
  by_hand.position = 0;
  g_clear_pointer (&job, batch_job_record_unref);
  job = batch_test_store_update_item (fixture->store,
                                      store_new_finish (&by_hand, BATCH_ITEM_STATUS_RUNNING),
                                      NOW, &error);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
  g_assert_null (job);
}

/* A new item that names one with an answer has that answer; the job can end with it. */
static void
test_reuse (Fixture       *fixture,
            gconstpointer  data)
{
  BatchNewItem items[] = {
    { .custom_id = "a", .key = "model-0", .reused_job = JOB, .reused_position = 0 },
    { .custom_id = "b", .key = "model-0", .reused_job = JOB, .reused_position = 1 },
    { .custom_id = "c", .key = "model-0", .reused_job = "nobody", .reused_position = 0 },
    { .custom_id = "d", .key = "model-0" },
  };
  g_autoptr(BatchJobRecord) job = batch_job_record_new ();
  g_autoptr(BatchJobRecord) queued = NULL;
  g_autoptr(BatchItemRecord) item = NULL;
  g_autoptr(GError) error = NULL;
  BatchItemChunk *chunk = batch_item_chunk_new (4);

  store_add_job (fixture->store, JOB, 2, 1);
  store_run (fixture->store, JOB, 1, BATCH_ITEM_STATUS_SUCCEEDED);
  store_run (fixture->store, JOB, 1, BATCH_ITEM_STATUS_FAILED);

  job->id = g_strdup ("grown");
  job->handler = g_strdup (BATCH_HTTP_HANDLER);
  job->operation = g_strdup ("chat");
  batch_test_store_insert_job (fixture->store, job, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    batch_item_chunk_add (chunk, &items[i]);
  batch_test_store_insert_items (fixture->store, "grown", 0, chunk, &error);
  g_assert_no_error (error);
  store_check_counts (fixture->store, "grown");

  queued = store_set_state (fixture->store, "grown", BATCH_JOB_STATE_QUEUED);
  g_assert_cmpint (queued->state, ==, BATCH_JOB_STATE_QUEUED);
  g_assert_cmpint (queued->counts.succeeded, ==, 1);
  g_assert_cmpint (queued->counts.pending, ==, 3);
  g_assert_cmpint (queued->busy_ms, ==, 0);
  item = store_get_item (fixture->store, "grown", 0);
  g_assert_cmpint (item->status, ==, BATCH_ITEM_STATUS_SUCCEEDED);
  g_assert_cmpuint (item->attempts, ==, 0);
  g_assert_cmpint (item->duration_ms, ==, -1);
}

/* The job whose items are all answered has nothing to wait for. */
static void
test_reuse_all (Fixture       *fixture,
                gconstpointer  data)
{
  static const BatchNewItem same = { .custom_id = "a", .key = "model-0", .reused_job = JOB };
  g_autoptr(BatchJobRecord) job = batch_job_record_new ();
  g_autoptr(BatchJobRecord) queued = NULL;
  g_autoptr(GError) error = NULL;
  BatchItemChunk *chunk = batch_item_chunk_new (1);

  store_add_job (fixture->store, JOB, 1, 1);
  store_run (fixture->store, JOB, 1, BATCH_ITEM_STATUS_SUCCEEDED);
  job->id = g_strdup ("grown");
  job->handler = g_strdup (BATCH_HTTP_HANDLER);
  job->operation = g_strdup ("chat");
  batch_test_store_insert_job (fixture->store, job, &error);
  g_assert_no_error (error);
  batch_item_chunk_add (chunk, &same);
  batch_test_store_insert_items (fixture->store, "grown", 0, chunk, &error);
  g_assert_no_error (error);

  queued = store_set_state (fixture->store, "grown", BATCH_JOB_STATE_QUEUED);
  g_assert_cmpint (queued->state, ==, BATCH_JOB_STATE_FINALIZING);
  store_check_counts (fixture->store, "grown");
}

void
store_cases_add_life (const char              *prefix,
                      const BatchStoreFactory *factory)
{
  fixture_add (prefix, "submit", factory, test_submit);
  fixture_add (prefix, "submit-whole", factory, test_submit_whole);
  fixture_add (prefix, "submit-refused", factory, test_submit_refused);
  fixture_add (prefix, "whole-life", factory, test_whole_life);
  fixture_add (prefix, "tokens", factory, test_tokens);
  fixture_add (prefix, "another-attempt", factory, test_another_attempt);
  fixture_add (prefix, "no-attempt", factory, test_no_attempt);
  fixture_add (prefix, "skip-what-was-claimed", factory, test_skip_what_was_claimed);
  fixture_add (prefix, "stale-leases", factory, test_stale_leases);
  fixture_add (prefix, "pause", factory, test_pause);
  fixture_add (prefix, "review", factory, test_review);
  fixture_add (prefix, "review-reasons", factory, test_review_reasons);
  fixture_add (prefix, "accept", factory, test_accept);
  fixture_add (prefix, "finish-and-start", factory, test_finish_and_start);
  fixture_add (prefix, "leave", factory, test_leave);
  fixture_add (prefix, "by-hand", factory, test_by_hand);
  fixture_add (prefix, "reuse", factory, test_reuse);
  fixture_add (prefix, "reuse-all", factory, test_reuse_all);
}
