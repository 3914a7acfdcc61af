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

void
store_cases_add_life (const char              *prefix,
                      const BatchStoreFactory *factory)
{
  fixture_add (prefix, "submit", factory, test_submit);
  fixture_add (prefix, "whole-life", factory, test_whole_life);
}
