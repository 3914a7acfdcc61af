/* store-fixture.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store-fixture.h"

#include "core/batch-enum-private.h"

void
fixture_set_up (Fixture       *fixture,
                gconstpointer  factory)
{
  g_autoptr(GError) error = NULL;

  fixture->factory = factory;
  fixture->uri = fixture->factory->create ();
  fixture->store = batch_test_store_open (fixture->uri, &error);
  g_assert_no_error (error);

  batch_test_store_join (fixture->store, ENGINE, NOW, &error);
  g_assert_no_error (error);
}

void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  factory)
{
  g_autoptr(GError) error = NULL;

  if (fixture->store != NULL)
    {
      batch_test_store_close (fixture->store, &error);
      g_assert_no_error (error);
      g_assert_finalize_object (fixture->store);
    }

  fixture->factory->destroy (fixture->uri);
  g_free (fixture->uri);
}

void
fixture_add (const char              *prefix,
             const char              *name,
             const BatchStoreFactory *factory,
             FixtureFunc              func)
{
  g_autofree char *path = g_strconcat (prefix, "/", name, NULL);

  g_test_add (path, Fixture, factory, fixture_set_up, func, fixture_tear_down);
}

/* --- Jobs --- */

static void
add_items (BatchStore *store,
           const char *job_id,
           guint       n_items,
           guint       n_keys)
{
  g_autoptr(GError) error = NULL;
  BatchItemChunk *chunk = batch_item_chunk_new (n_items);

  for (guint i = 0; i < n_items; i++)
    {
      g_autofree char *custom_id = g_strdup_printf ("request-%u", i);
      g_autofree char *key = g_strdup_printf ("model-%u", i % n_keys);
      BatchNewItem item = {
        custom_id, key, "/v1/chat/completions", i * 600, 600, i + 1,
        .bucket = BATCH_SIZE_BUCKET_SMALL, .output_limit = i % 3 * 100,
      };

      batch_item_chunk_add (chunk, &item);
    }

  batch_test_store_insert_items (store, job_id, 0, chunk, &error);
  g_assert_no_error (error);
}

void
store_add_validating (BatchStore *store,
                      const char *job_id,
                      guint       n_items,
                      guint       n_keys)
{
  g_autoptr(BatchJobRecord) job = batch_job_record_new ();
  g_autoptr(GError) error = NULL;

  job->id = g_strdup (job_id);
  job->handler = g_strdup (BATCH_HTTP_HANDLER);
  job->operation = g_strdup ("chat");
  job->state = BATCH_JOB_STATE_VALIDATING;
  job->max_attempts = 3;
  job->created_at = NOW;

  batch_test_store_insert_job (store, job, &error);
  g_assert_no_error (error);
  add_items (store, job_id, n_items, n_keys);
}

void
store_add_job (BatchStore *store,
               const char *job_id,
               guint       n_items,
               guint       n_keys)
{
  g_autoptr(BatchJobRecord) after = NULL;

  store_add_validating (store, job_id, n_items, n_keys);
  after = store_set_state (store, job_id, BATCH_JOB_STATE_QUEUED);
  g_assert_cmpint (after->counts.pending, ==, n_items);
}

BatchJobRecord *
store_set_state (BatchStore    *store,
                 const char    *job_id,
                 BatchJobState  state)
{
  return store_change (store, job_id, BATCH_JOB_FIELD_STATE, state);
}

BatchJobRecord *
store_change (BatchStore     *store,
              const char     *job_id,
              BatchJobFields  field,
              gint64          value)
{
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();
  g_autoptr(GError) error = NULL;
  BatchJobRecord *after;

  values->state = value;
  values->paused = value != 0;
  values->removed_at = value;
  values->expires_at = value;
  values->priority = value;
  values->rank = value;
  after = batch_test_store_change_job (store, job_id, values, field, NOW, &error);
  g_assert_no_error (error);
  return after;
}

BatchJobRecord *
store_get (BatchStore *store,
           const char *job_id)
{
  g_autoptr(GError) error = NULL;
  BatchJobRecord *job = batch_test_store_get_job (store, job_id, &error);

  g_assert_no_error (error);
  return job;
}

/* --- Items --- */

GPtrArray *
store_claim (BatchStore *store,
             const char *engine_id,
             const char *job_id,
             guint       limit)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *items;

  items = batch_test_store_claim (store, engine_id, job_id, "model-0", limit, NOW, &error);
  g_assert_no_error (error);
  return items;
}

static guint
count_true (GArray *answers)
{
  guint n = 0;

  for (guint i = 0; i < answers->len; i++)
    n += g_array_index (answers, gboolean, i);
  return n;
}

guint
store_start (BatchStore *store,
             const char *engine_id,
             GPtrArray  *items)
{
  GArray *leases = batch_store_leases_new (items->len);
  g_autoptr(GArray) started = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < items->len; i++)
    {
      BatchItemRecord *item = g_ptr_array_index (items, i);

      batch_store_leases_add (leases, item->job_id, item->position, item->generation);
    }

  batch_test_store_advance (store, engine_id, NULL, leases, NOW, NULL, &started, NULL, &error);
  g_assert_no_error (error);
  return count_true (started);
}

BatchFinish *
store_new_finish (const BatchItemRecord *item,
                  BatchItemStatus        status)
{
  BatchFinish *finish = batch_finish_new ();

  finish->job_id = g_strdup (item->job_id);
  finish->position = item->position;
  finish->generation = item->generation;
  finish->status = status;
  finish->costs_attempt = TRUE;
  finish->duration_ms = 100 + item->position;
  if (status == BATCH_ITEM_STATUS_SUCCEEDED)
    {
      g_autofree char *body = g_strdup_printf ("{\"answer\": %u}", item->position);

      finish->status_code = 200;
      finish->body = g_bytes_new (body, strlen (body));
    }
  else if (status == BATCH_ITEM_STATUS_FAILED || status == BATCH_ITEM_STATUS_PENDING)
    {
      finish->status_code = 503;
      finish->failure_kind = BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS;
      finish->error = g_strdup ("The server is overloaded");
    }
  return finish;
}

guint
store_finish (BatchStore      *store,
              const char      *engine_id,
              GPtrArray       *items,
              BatchItemStatus  status)
{
  GPtrArray *finishes = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_finish_free);
  g_autoptr(GArray) finished = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (finishes, store_new_finish (g_ptr_array_index (items, i), status));

  batch_test_store_advance (store, engine_id, finishes, NULL, NOW + 1, &finished, NULL, NULL,
                            &error);
  g_assert_no_error (error);
  return count_true (finished);
}

void
store_run (BatchStore      *store,
           const char      *job_id,
           guint            n_items,
           BatchItemStatus  status)
{
  g_autoptr(GPtrArray) items = store_claim (store, ENGINE, job_id, n_items);

  g_assert_cmpuint (items->len, ==, n_items);
  g_assert_cmpuint (store_start (store, ENGINE, items), ==, n_items);
  g_assert_cmpuint (store_finish (store, ENGINE, items, status), ==, n_items);
}

GPtrArray *
store_list (BatchStore *store,
            const char *job_id,
            guint       statuses)
{
  BatchItemQuery query = { .statuses = statuses, .with_body = TRUE };
  g_autoptr(GError) error = NULL;
  GPtrArray *items = batch_test_store_list_items (store, job_id, &query, NULL, 0, &error);

  g_assert_no_error (error);
  return items;
}

BatchItemRecord *
store_get_item (BatchStore *store,
                const char *job_id,
                guint       position)
{
  g_autoptr(GPtrArray) items = store_list (store, job_id, 0);

  g_assert_cmpuint (position, <, items->len);
  return batch_item_record_ref (g_ptr_array_index (items, position));
}

/* --- Invariants --- */

static void
check_groups (BatchJobRecord *job,
              GPtrArray      *items)
{
  for (guint g = 0; g < job->groups->len; g++)
    {
      BatchGroupRecord *group = g_ptr_array_index (job->groups, g);
      gint64 total = 0;
      gint64 waiting = 0;
      gint64 delayed = 0;
      gint64 bytes = 0;
      gint64 output_limit = 0;

      for (guint i = 0; i < items->len; i++)
        {
          BatchItemRecord *item = g_ptr_array_index (items, i);

          if (!g_str_equal (item->key, group->key) || item->bucket != group->bucket)
            continue;

          total++;
          if (item->status != BATCH_ITEM_STATUS_PENDING)
            continue;
          waiting += item->not_before == 0;
          delayed += item->not_before != 0;
          bytes += item->length;
          output_limit += item->output_limit;
          if (item->not_before != 0)
            g_assert_cmpint (group->next_due, <=, item->not_before);
        }

      g_assert_cmpint (group->total, ==, total);
      g_assert_cmpint (group->waiting, ==, waiting);
      g_assert_cmpint (group->delayed, ==, delayed);
      g_assert_cmpint (group->bytes, ==, bytes);
      g_assert_cmpint (group->output_limit, ==, output_limit);
      g_assert_true ((group->next_due != 0) == (delayed > 0));
    }
}

void
store_check_counts (BatchStore *store,
                    const char *job_id)
{
  g_autoptr(BatchJobRecord) job = store_get (store, job_id);
  g_autoptr(GPtrArray) items = store_list (store, job_id, 0);
  gint64 counts[BATCH_N_ITEM_STATUSES] = { 0 };
  gint64 needs_review = 0;

  for (guint i = 0; i < items->len; i++)
    {
      BatchItemRecord *item = g_ptr_array_index (items, i);

      g_assert_cmpuint (item->position, ==, i);
      counts[item->status]++;
      needs_review += item->review_reason != BATCH_REVIEW_REASON_NONE;
    }

  g_assert_cmpint (job->counts.total, ==, items->len);
  g_assert_cmpint (job->counts.pending, ==, counts[BATCH_ITEM_STATUS_PENDING]);
  g_assert_cmpint (job->counts.claimed, ==, counts[BATCH_ITEM_STATUS_CLAIMED]);
  g_assert_cmpint (job->counts.running, ==, counts[BATCH_ITEM_STATUS_RUNNING]);
  g_assert_cmpint (job->counts.succeeded, ==, counts[BATCH_ITEM_STATUS_SUCCEEDED]);
  g_assert_cmpint (job->counts.failed, ==, counts[BATCH_ITEM_STATUS_FAILED]);
  g_assert_cmpint (job->counts.skipped, ==, counts[BATCH_ITEM_STATUS_SKIPPED]);
  g_assert_cmpint (job->counts.cancelled, ==, counts[BATCH_ITEM_STATUS_CANCELLED]);
  g_assert_cmpint (job->counts.expired, ==, counts[BATCH_ITEM_STATUS_EXPIRED]);
  g_assert_cmpint (job->counts.needs_review, ==, needs_review);
  check_groups (job, items);
}
