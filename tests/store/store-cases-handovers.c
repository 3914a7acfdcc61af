/* store-cases-handovers.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store-cases.h"
#include "store-fixture.h"
#include "store/batch-store-handovers-private.h"
#include "test-support.h"

/* What is handed to the batch APIs of providers. */

#define ONE "handover_one"
#define TWO "handover_two"

static const BatchHandoverLimits any = { .max_items = 1000, .max_bytes = G_MAXINT64 };

static BatchHandoverRecord *
new_request (const char *id)
{
  BatchHandoverRecord *request = batch_handover_record_new ();

  request->id = g_strdup (id);
  request->job_id = g_strdup (JOB);
  request->server = g_strdup ("http:provider");
  return request;
}

/* NULL: there was nothing to take. */
static BatchHandoverRecord *
gather (BatchStore                *store,
        const BatchHandoverRecord *request,
        const BatchHandoverLimits *limits,
        guint                      chunk)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) job = NULL;
  BatchHandoverRecord *after = NULL;

  batch_store_gather_handover_async (store, ENGINE, request, limits, chunk, NOW, NULL,
                                     batch_test_store_result, &result);
  batch_test_wait (&result);
  job = batch_store_gather_handover_finish (store, result, &after, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (job->id, ==, JOB);
  return after;
}

static BatchHandoverRecord *
gather_all (BatchStore                *store,
            const char                *id,
            const BatchHandoverLimits *limits)
{
  g_autoptr(BatchHandoverRecord) request = new_request (id);
  BatchHandoverRecord *after = gather (store, request, limits, 1000);

  g_assert_nonnull (after);
  g_assert_cmpint (after->state, ==, BATCH_HANDOVER_STATE_UPLOADING);
  return after;
}

static gboolean
put (BatchStore                *store,
     const char                *engine,
     const BatchHandoverRecord *handover,
     GError                   **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_put_handover_async (store, engine, handover, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_store_put_handover_finish (store, result, error);
}

static GPtrArray *
claim (BatchStore *store,
       const char *engine)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *handovers;

  batch_store_claim_handovers_async (store, engine, JOB, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  handovers = batch_store_claim_handovers_finish (store, result, &error);
  g_assert_no_error (error);
  return handovers;
}

static BatchHandoverRecord *
get (BatchStore *store)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) handovers = NULL;

  batch_store_list_handovers_async (store, JOB, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  handovers = batch_store_list_handovers_finish (store, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (handovers->len, ==, 1);
  return g_ptr_array_steal_index (handovers, 0);
}

/* The positions that it leases, behind @after, in a word. */
static char *
list_handover_items (BatchStore                *store,
                     const BatchHandoverRecord *handover,
                     gint64                     after,
                     guint                      limit)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) items = NULL;
  GString *word = g_string_new (NULL);

  batch_store_list_handover_items_async (store, handover, after, limit, NULL,
                                         batch_test_store_result, &result);
  batch_test_wait (&result);
  items = batch_store_list_handover_items_finish (store, result, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < items->len; i++)
    {
      const BatchItemRecord *item = g_ptr_array_index (items, i);

      g_assert_cmpint (item->status, ==, BATCH_ITEM_STATUS_RUNNING);
      g_string_append_printf (word, "%s%u", i > 0 ? " " : "", item->position);
    }
  return g_string_free (word, FALSE);
}

static void
assert_handed (BatchStore                *store,
               const BatchHandoverRecord *handover,
               const char                *expected)
{
  g_autofree char *word = list_handover_items (store, handover, -1, 100);

  g_assert_cmpstr (word, ==, expected);
}

static BatchFinish *
new_finish (guint32         position,
            BatchItemStatus status)
{
  BatchFinish *finish = batch_finish_new ();

  finish->job_id = g_strdup (JOB);
  finish->position = position;
  finish->status = status;
  finish->duration_ms = -1;
  finish->costs_attempt = TRUE;
  return finish;
}

/* How many were taken of what succeeded at @positions. */
static guint
take (BatchStore                *store,
      const BatchHandoverRecord *handover,
      const guint32             *positions,
      guint                      n_positions)
{
  GPtrArray *finishes = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_finish_free);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) job = NULL;
  g_autoptr(GArray) taken = NULL;
  guint n = 0;

  for (guint i = 0; i < n_positions; i++)
    g_ptr_array_add (finishes, new_finish (positions[i], BATCH_ITEM_STATUS_SUCCEEDED));
  batch_store_take_answers_async (store, ENGINE, handover, finishes, NOW, NULL,
                                  batch_test_store_result, &result);
  batch_test_wait (&result);
  job = batch_store_take_answers_finish (store, result, &taken, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < taken->len; i++)
    n += g_array_index (taken, gboolean, i);
  return n;
}

/* How many of the rest have ended. */
static guint
settle (BatchStore                *store,
        const BatchHandoverRecord *handover,
        BatchItemStatus            status,
        guint                      limit)
{
  g_autoptr(BatchFinish) rest = new_finish (0, status);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) job = NULL;
  guint n = 0;

  batch_store_settle_handover_async (store, ENGINE, handover, rest, limit, NOW + 5, NULL,
                                     batch_test_store_result, &result);
  batch_test_wait (&result);
  job = batch_store_settle_handover_finish (store, result, &n, &error);
  g_assert_no_error (error);
  return n;
}

static void
resolve (BatchStore  *store,
         const char  *upstream_id,
         GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_resolve_handover_async (store, ONE, upstream_id, NULL, batch_test_store_result,
                                      &result);
  batch_test_wait (&result);
  batch_store_resolve_handover_finish (store, result, error);
}

static void
test_gathering (Fixture       *fixture,
                gconstpointer  factory)
{
  g_autoptr(BatchHandoverRecord) request = new_request (ONE);
  g_autoptr(BatchHandoverRecord) begun = NULL;
  g_autoptr(BatchHandoverRecord) full = NULL;
  g_autoptr(BatchJobRecord) job = NULL;
  g_autofree char *page = NULL;

  store_add_job (fixture->store, JOB, 5, 1);
  begun = gather (fixture->store, request, &any, 2);
  g_assert_cmpint (begun->state, ==, BATCH_HANDOVER_STATE_GATHERING);
  g_assert_cmpint (begun->n_items, ==, 2);
  full = gather (fixture->store, begun, &any, 4);
  g_assert_cmpint (full->state, ==, BATCH_HANDOVER_STATE_UPLOADING);
  g_assert_cmpint (full->n_items, ==, 5);
  g_assert_cmpint (full->n_bytes, >, 0);

  assert_handed (fixture->store, full, "0 1 2 3 4");
  page = list_handover_items (fixture->store, full, 1, 2);
  g_assert_cmpstr (page, ==, "2 3");
  job = store_get (fixture->store, JOB);
  g_assert_cmpint (job->state, ==, BATCH_JOB_STATE_RUNNING);
  g_assert_cmpint (job->counts.running, ==, 5);
  store_check_counts (fixture->store, JOB);
}

static void
test_limits (Fixture       *fixture,
             gconstpointer  factory)
{
  const BatchHandoverLimits one_key = { .max_items = 2, .max_bytes = G_MAXINT64, .one_key = TRUE };
  g_autoptr(BatchHandoverRecord) first = NULL;
  g_autoptr(BatchHandoverRecord) second = NULL;
  g_autoptr(BatchHandoverRecord) request = new_request ("handover_three");

  store_add_job (fixture->store, JOB, 6, 2);
  first = gather_all (fixture->store, ONE, &one_key);
  g_assert_cmpstr (first->key, ==, "model-0");
  assert_handed (fixture->store, first, "0 2");
  /* One is on its way at a time. */
  g_assert_null (gather (fixture->store, request, &any, 100));

  first->state = BATCH_HANDOVER_STATE_WORKING;
  g_assert_true (put (fixture->store, ENGINE, first, NULL));
  second = gather_all (fixture->store, TWO, &any);
  g_assert_null (second->key);
  assert_handed (fixture->store, second, "1 3 4 5");
}

static void
test_size (Fixture       *fixture,
           gconstpointer  factory)
{
  g_autoptr(BatchHandoverRecord) first = NULL;
  BatchHandoverLimits limits = { .max_items = 100, .max_bytes = 1, .item_bytes = 1000 };

  /* One that is too large goes by itself. */
  store_add_job (fixture->store, JOB, 3, 1);
  first = gather_all (fixture->store, ONE, &limits);
  assert_handed (fixture->store, first, "0");
}

static void
test_answers (Fixture       *fixture,
              gconstpointer  factory)
{
  static const guint32 positions[] = { 0, 2, 2, 77 };
  g_autoptr(BatchHandoverRecord) handover = NULL;
  g_autoptr(BatchHandoverRecord) after = NULL;
  g_autoptr(BatchJobRecord) job = NULL;

  store_add_job (fixture->store, JOB, 4, 1);
  handover = gather_all (fixture->store, ONE, &any);
  g_assert_cmpuint (take (fixture->store, handover, positions, 4), ==, 2);
  g_assert_cmpuint (take (fixture->store, handover, positions, 4), ==, 0);
  assert_handed (fixture->store, handover, "1 3");
  handover->upstream_id = g_strdup ("batch_there");
  handover->n_unknown = 4;
  g_assert_true (put (fixture->store, ENGINE, handover, NULL));

  g_assert_cmpuint (settle (fixture->store, handover, BATCH_ITEM_STATUS_FAILED, 1), ==, 1);
  g_assert_cmpuint (settle (fixture->store, handover, BATCH_ITEM_STATUS_FAILED, 2), ==, 1);
  job = store_get (fixture->store, JOB);
  g_assert_cmpint (job->state, ==, BATCH_JOB_STATE_FINALIZING);
  g_assert_cmpint (job->counts.succeeded, ==, 2);
  g_assert_cmpint (job->counts.failed, ==, 2);
  after = get (fixture->store);
  g_assert_cmpint (after->state, ==, BATCH_HANDOVER_STATE_ENDED);
  g_assert_cmpint (after->ended_at, ==, NOW + 5);
  g_assert_cmpint (after->n_missing, ==, 2);
  g_assert_cmpint (after->n_unknown, ==, 4);
  store_check_counts (fixture->store, JOB);
}

/* What is handed over stays so when its engine goes, and the next one takes it over. */
static void
test_lease (Fixture       *fixture,
            gconstpointer  factory)
{
  g_autoptr(BatchHandoverRecord) handover = NULL;
  g_autoptr(GPtrArray) mine = NULL;
  g_autoptr(GPtrArray) none = NULL;
  g_autoptr(GPtrArray) theirs = NULL;
  g_autoptr(GError) error = NULL;

  store_add_job (fixture->store, JOB, 3, 1);
  handover = gather_all (fixture->store, ONE, &any);
  batch_test_store_join (fixture->store, OTHER, NOW, &error);
  g_assert_no_error (error);
  mine = claim (fixture->store, ENGINE);
  g_assert_cmpuint (mine->len, ==, 1);
  none = claim (fixture->store, OTHER);
  g_assert_cmpuint (none->len, ==, 0);

  batch_test_store_leave (fixture->store, ENGINE, NOW, &error);
  g_assert_no_error (error);
  assert_handed (fixture->store, handover, "0 1 2");
  theirs = claim (fixture->store, OTHER);
  g_assert_cmpuint (theirs->len, ==, 1);
  g_assert_true (put (fixture->store, OTHER, g_ptr_array_index (theirs, 0), &error));
  g_assert_no_error (error);

  /* Whoever comes late is refused. */
  batch_test_store_join (fixture->store, ENGINE, NOW, &error);
  g_assert_no_error (error);
  g_assert_false (put (fixture->store, ENGINE, handover, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
}

static void
test_job_ends (Fixture       *fixture,
               gconstpointer  factory)
{
  g_autoptr(BatchHandoverRecord) handover = NULL;
  g_autoptr(BatchJobRecord) cancelling = NULL;
  g_autoptr(BatchJobRecord) swept = NULL;
  g_autoptr(GError) error = NULL;
  gint64 n_left;

  store_add_job (fixture->store, JOB, 3, 1);
  handover = gather_all (fixture->store, ONE, &any);
  cancelling = store_set_state (fixture->store, JOB, BATCH_JOB_STATE_CANCELLING);
  swept = batch_test_store_sweep (fixture->store, JOB, BATCH_ITEM_STATUS_CANCELLED, 100, NOW,
                                  &n_left, &error);
  g_assert_no_error (error);
  g_assert_cmpint (swept->counts.running, ==, 3);

  /* Back means to its end now. */
  g_assert_cmpuint (settle (fixture->store, handover, BATCH_ITEM_STATUS_PENDING, 100), ==, 3);
  g_clear_pointer (&swept, batch_job_record_unref);
  swept = store_get (fixture->store, JOB);
  g_assert_cmpint (swept->counts.cancelled, ==, 3);
  store_check_counts (fixture->store, JOB);
}

static void
test_held (Fixture       *fixture,
           gconstpointer  factory)
{
  g_autoptr(BatchHandoverRecord) handover = NULL;
  g_autoptr(BatchHandoverRecord) after = NULL;
  g_autoptr(GError) error = NULL;

  store_add_job (fixture->store, JOB, 1, 1);
  handover = gather_all (fixture->store, ONE, &any);
  resolve (fixture->store, NULL, &error);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
  g_clear_error (&error);

  handover->state = BATCH_HANDOVER_STATE_HELD;
  handover->note = g_strdup ("why");
  g_assert_true (put (fixture->store, ENGINE, handover, NULL));
  resolve (fixture->store, "msgbatch_7", &error);
  g_assert_no_error (error);
  after = get (fixture->store);
  g_assert_cmpint (after->state, ==, BATCH_HANDOVER_STATE_WORKING);
  g_assert_cmpstr (after->upstream_id, ==, "msgbatch_7");
  g_assert_null (after->note);
}

void
store_cases_add_handovers (const char              *prefix,
                           const BatchStoreFactory *factory)
{
  fixture_add (prefix, "handover-gathering", factory, test_gathering);
  fixture_add (prefix, "handover-limits", factory, test_limits);
  fixture_add (prefix, "handover-size", factory, test_size);
  fixture_add (prefix, "handover-answers", factory, test_answers);
  fixture_add (prefix, "handover-lease", factory, test_lease);
  fixture_add (prefix, "handover-job-ends", factory, test_job_ends);
  fixture_add (prefix, "handover-held", factory, test_held);
}
