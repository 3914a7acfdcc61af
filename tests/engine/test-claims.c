/* test-claims.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>

#include "queue-driver.h"
#include "test-engine.h"
#include "test-support.h"

/* Workers outside: what they claim is theirs until the lease runs out, and no longer. */

#define LONG_MS (3600 * 1000)
#define SHORT_MS 20

typedef struct
{
  char        *dir;
  BatchEngine *engine;
  BatchQueue  *queue;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->dir = batch_test_make_dir ();
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->queue = batch_queue_new_for_engine (fixture->engine);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_unref (fixture->queue);
  batch_test_close_engine (fixture->engine);
  g_object_unref (fixture->engine);
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

static BatchJob *
put (Fixture    *fixture,
     const char *key,
     guint       n_items)
{
  g_autoptr(BatchJob) draft = driver_make_job (key, n_items);
  g_autoptr(BatchJob) job = NULL;

  batch_job_set_handler (draft, BATCH_WORKERS);
  job = driver_enqueue (fixture->queue, draft);
  return batch_queue_get_job (fixture->queue, batch_job_get_id (job));
}

static GListModel *
claim (Fixture    *fixture,
       const char *keys,
       guint       limit,
       gint64      lease_ms)
{
  g_auto(GStrv) names = keys != NULL ? g_strsplit (keys, " ", -1) : NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GListModel *claims;

  batch_engine_claim_async (fixture->engine, (const char * const *) names, limit, lease_ms, NULL,
                            batch_test_store_result, &result);
  batch_test_wait (&result);
  claims = batch_engine_claim_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  return claims;
}

/* NULL: there is none. */
static BatchClaim *
claim_one (Fixture *fixture,
           gint64   lease_ms)
{
  g_autoptr(GListModel) claims = claim (fixture, NULL, 1, lease_ms);

  g_assert_cmpuint (g_list_model_get_n_items (claims), <=, 1);
  return g_list_model_get_item (claims, 0);
}

static BatchClaim *
wait_for_claim (Fixture *fixture,
                gint64   lease_ms)
{
  BatchClaim *found;

  while ((found = claim_one (fixture, lease_ms)) == NULL)
    g_main_context_iteration (NULL, FALSE);
  return found;
}

static gboolean
complete (Fixture    *fixture,
          BatchClaim *claimed,
          GError    **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_complete_async (fixture->engine, batch_claim_get_id (claimed),
                               batch_claim_get_payload (claimed), NULL,
                               batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_engine_complete_finish (fixture->engine, result, error);
}

/* A script is told, by its callback. */
static void
test_bad_leases (Fixture       *fixture,
                 gconstpointer  data)
{
  static const gint64 leases[] = { 0, -1, G_MININT64 };

  put (fixture, "alpha", 1);
  for (guint i = 0; i < G_N_ELEMENTS (leases); i++)
    {
      g_autoptr(GAsyncResult) claimed = NULL;
      g_autoptr(GAsyncResult) renewed = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(GError) no_renewal = NULL;

      batch_engine_claim_async (fixture->engine, NULL, 1, leases[i], NULL,
                                batch_test_store_result, &claimed);
      batch_engine_renew_async (fixture->engine, "claim", leases[i], NULL,
                                batch_test_store_result, &renewed);
      batch_test_wait (&claimed);
      batch_test_wait (&renewed);
      g_assert_null (batch_engine_claim_finish (fixture->engine, claimed, &error));
      g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
      g_assert_false (batch_engine_renew_finish (fixture->engine, renewed, &no_renewal));
      g_assert_error (no_renewal, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
    }
}

static void
assert_completes (Fixture    *fixture,
                  BatchClaim *claimed)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (complete (fixture, claimed, &error));
  g_assert_no_error (error);
}

static void
assert_too_late (Fixture    *fixture,
                 BatchClaim *claimed)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (complete (fixture, claimed, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
}

static void
fail (Fixture    *fixture,
      BatchClaim *claimed,
      gint64      retry_after_ms)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_engine_fail_async (fixture->engine, batch_claim_get_id (claimed), "It is broken",
                           retry_after_ms, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  g_assert_true (batch_engine_fail_finish (fixture->engine, result, &error));
  g_assert_no_error (error);
}

static gboolean
renew (Fixture    *fixture,
       BatchClaim *claimed,
       GError    **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_renew_async (fixture->engine, batch_claim_get_id (claimed), LONG_MS, NULL,
                            batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_engine_renew_finish (fixture->engine, result, error);
}

static void
count_cb (BatchQueue *queue,
          BatchJob   *job,
          BatchItem  *item,
          guint      *count)
{
  (*count)++;
}

static void
test_complete (Fixture       *fixture,
               gconstpointer  data)
{
  BatchJob *job = put (fixture, "alpha", 3);
  guint n_ended = 0;

  g_signal_connect (fixture->queue, "item-progress", G_CALLBACK (count_cb), &n_ended);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(BatchClaim) claimed = claim_one (fixture, LONG_MS);
      g_autofree char *item_id = g_strdup_printf ("item-%u", i);
      g_autofree char *payload = g_strdup_printf ("data-%u", i);

      g_assert_cmpstr (batch_claim_get_job_id (claimed), ==, batch_job_get_id (job));
      g_assert_cmpstr (batch_claim_get_item_id (claimed), ==, item_id);
      g_assert_cmpstr (batch_claim_get_custom_id (claimed), ==, item_id);
      g_assert_cmpstr (batch_claim_get_resource_key (claimed), ==, "alpha");
      g_assert_cmpstr (batch_claim_get_operation (claimed), ==, "tag");
      g_assert_cmpstr (batch_claim_get_payload (claimed), ==, payload);
      g_assert_cmpuint (batch_claim_get_number (claimed), ==, 1);
      assert_completes (fixture, claimed);
      assert_too_late (fixture, claimed);
    }

  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpuint (n_ended, ==, 3);
  g_assert_null (claim_one (fixture, LONG_MS));
}

static void
assert_claims (Fixture    *fixture,
               const char *keys,
               guint       limit,
               const char *key,
               guint       n_items)
{
  g_autoptr(GListModel) claims = claim (fixture, keys, limit, LONG_MS);

  g_assert_cmpuint (g_list_model_get_n_items (claims), ==, n_items);
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(BatchClaim) claimed = g_list_model_get_item (claims, i);

      g_assert_cmpstr (batch_claim_get_resource_key (claimed), ==, key);
    }
}

/* A worker names first what it has loaded; another one is given what the plan has next. */
static void
test_keys (Fixture       *fixture,
           gconstpointer  data)
{
  put (fixture, "alpha", 2);
  put (fixture, "beta", 3);
  put (fixture, "alpha", 2);

  assert_claims (fixture, "gamma", 10, NULL, 0);
  assert_claims (fixture, "gamma beta alpha", 2, "beta", 2);
  assert_claims (fixture, "alpha", 1, "alpha", 1);
  assert_claims (fixture, NULL, 10, "alpha", 1);
  assert_claims (fixture, NULL, 10, "alpha", 2);
  assert_claims (fixture, NULL, 10, "beta", 1);
  assert_claims (fixture, NULL, 10, NULL, 0);
}

static void
test_parallel (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(BatchJob) draft = driver_make_job ("alpha", 5);
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(GListModel) first = NULL;
  g_autoptr(BatchClaim) claimed = NULL;

  batch_job_set_handler (draft, BATCH_WORKERS);
  batch_job_set_parallel (draft, 2);
  job = driver_enqueue (fixture->queue, draft);
  first = claim (fixture, NULL, 10, LONG_MS);
  g_assert_cmpuint (g_list_model_get_n_items (first), ==, 2);
  assert_claims (fixture, NULL, 10, NULL, 0);
  claimed = g_list_model_get_item (first, 0);
  assert_completes (fixture, claimed);
  assert_claims (fixture, NULL, 10, "alpha", 1);
}

static void
test_lease_runs_out (Fixture       *fixture,
                     gconstpointer  data)
{
  BatchJob *job = put (fixture, "alpha", 1);
  g_autoptr(BatchClaim) lost = claim_one (fixture, SHORT_MS);
  g_autoptr(BatchClaim) again = wait_for_claim (fixture, LONG_MS);

  g_assert_cmpstr (batch_claim_get_item_id (again), ==, "item-0");
  g_assert_cmpstr (batch_claim_get_id (again), !=, batch_claim_get_id (lost));
  /* It has cost no attempt. */
  g_assert_cmpuint (batch_claim_get_number (again), ==, 1);
  assert_too_late (fixture, lost);
  g_assert_false (renew (fixture, lost, NULL));
  assert_completes (fixture, again);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
}

/* When the lease of the second has run out, that of the first would have as well. */
static void
test_renew (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchClaim) kept = NULL;
  g_autoptr(BatchClaim) lost = NULL;
  g_autoptr(BatchClaim) again = NULL;

  put (fixture, "alpha", 2);
  kept = claim_one (fixture, 10 * SHORT_MS);
  g_assert_true (renew (fixture, kept, &error));
  g_assert_no_error (error);
  lost = claim_one (fixture, 11 * SHORT_MS);
  again = wait_for_claim (fixture, LONG_MS);
  g_assert_cmpstr (batch_claim_get_item_id (again), ==, batch_claim_get_item_id (lost));
  assert_completes (fixture, kept);
}

/* An item that outlives all its workers is to blame itself. */
static void
test_poison (Fixture       *fixture,
             gconstpointer  data)
{
  BatchJob *job = put (fixture, "alpha", 1);

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr(BatchClaim) claimed = wait_for_claim (fixture, SHORT_MS);

      g_assert_nonnull (claimed);
    }
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED_WITH_ERRORS);
  g_assert_null (claim_one (fixture, LONG_MS));
}

static void
test_fail (Fixture       *fixture,
           gconstpointer  data)
{
  BatchJob *job = put (fixture, "alpha", 1);
  g_autoptr(BatchClaim) first = claim_one (fixture, LONG_MS);
  g_autoptr(BatchClaim) second = NULL;
  g_autofree char *message = NULL;

  fail (fixture, first, 1);
  assert_too_late (fixture, first);
  second = wait_for_claim (fixture, LONG_MS);
  g_assert_cmpuint (batch_claim_get_number (second), ==, 2);
  fail (fixture, second, -1);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED_WITH_ERRORS);
  message = driver_item_error (fixture->queue, job, 0);
  g_assert_cmpstr (message, ==, "It is broken");
}

static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  BatchJob *job = put (fixture, "alpha", 2);
  g_autoptr(BatchClaim) claimed = claim_one (fixture, LONG_MS);
  g_autoptr(GError) error = NULL;

  g_assert_true (driver_cancel (fixture->queue, batch_job_get_id (job), &error));
  g_assert_no_error (error);
  driver_wait_state (job, BATCH_JOB_STATE_CANCELLED);
  assert_too_late (fixture, claimed);
  g_assert_false (renew (fixture, claimed, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
}

static void
test_cancel_item (Fixture       *fixture,
                  gconstpointer  data)
{
  BatchJob *job = put (fixture, "alpha", 2);
  g_autoptr(BatchClaim) claimed = claim_one (fixture, LONG_MS);
  g_autoptr(BatchClaim) other = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (driver_cancel_item (fixture->queue, batch_job_get_id (job), "item-0", &error));
  g_assert_no_error (error);
  assert_too_late (fixture, claimed);
  other = claim_one (fixture, LONG_MS);
  assert_completes (fixture, other);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
}

/* The engine ends: what its workers had is there for the next one, at no cost. */
static void
test_engine_ends (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(BatchClaim) claimed = NULL;
  g_autoptr(BatchClaim) again = NULL;

  put (fixture, "alpha", 1);
  claimed = claim_one (fixture, LONG_MS);
  g_clear_object (&fixture->queue);
  batch_test_close_engine (fixture->engine);
  g_object_unref (fixture->engine);

  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->queue = batch_queue_new_for_engine (fixture->engine);
  assert_too_late (fixture, claimed);
  again = claim_one (fixture, LONG_MS);
  g_assert_cmpstr (batch_claim_get_item_id (again), ==, "item-0");
  g_assert_cmpuint (batch_claim_get_number (again), ==, 1);
  assert_completes (fixture, again);
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *name;
    void      (*test) (Fixture *fixture, gconstpointer data);
  } cases[] = {
    { "complete", test_complete },
    { "keys", test_keys },
    { "bad-leases", test_bad_leases },
    { "parallel", test_parallel },
    { "lease-runs-out", test_lease_runs_out },
    { "renew", test_renew },
    { "poison", test_poison },
    { "fail", test_fail },
    { "cancel", test_cancel },
    { "cancel-item", test_cancel_item },
    { "engine-ends", test_engine_ends },
  };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/batch/engine/claims/", cases[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, cases[i].test, tear_down);
    }
  return g_test_run ();
}
