/* store-cases-reading.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store-cases.h"
#include "store-fixture.h"

/* Looking, and the small things that are kept beside the queue. */

static void
assert_page (Fixture               *fixture,
             const BatchItemQuery  *query,
             BatchItemRecord      **after,
             guint                  limit,
             const char            *positions)
{
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GString) found = g_string_new (NULL);
  g_autoptr(GError) error = NULL;

  items = batch_test_store_list_items (fixture->store, JOB, query, *after, limit, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < items->len; i++)
    {
      BatchItemRecord *item = g_ptr_array_index (items, i);

      g_string_append_printf (found, "%s%u", i > 0 ? " " : "", item->position);
    }
  g_assert_cmpstr (found->str, ==, positions);

  g_clear_pointer (after, batch_item_record_unref);
  if (items->len > 0)
    *after = batch_item_record_ref (g_ptr_array_index (items, items->len - 1));
}

/* Ten items: 0 and 1 failed, 2 to 4 succeeded, the rest waits. */
static void
add_mixed_job (Fixture *fixture)
{
  store_add_job (fixture->store, JOB, 10, 1);
  store_run (fixture->store, JOB, 2, BATCH_ITEM_STATUS_FAILED);
  store_run (fixture->store, JOB, 3, BATCH_ITEM_STATUS_SUCCEEDED);
}

static void
test_pages (Fixture       *fixture,
            gconstpointer  factory)
{
  static const struct
  {
    BatchItemQuery query;
    const char    *pages[4];
  } cases[] = {
    { { .sort = BATCH_ITEM_SORT_POSITION }, { "0 1 2 3", "4 5 6 7", "8 9", "" } },
    { { .descending = TRUE }, { "9 8 7 6", "5 4 3 2", "1 0", "" } },
    { { .sort = BATCH_ITEM_SORT_DURATION }, { "5 6 7 8", "9 0 1 2", "3 4", "" } },
    { { .sort = BATCH_ITEM_SORT_DURATION, .descending = TRUE },
      { "4 3 2 1", "0 9 8 7", "6 5", "" } },
    { { .sort = BATCH_ITEM_SORT_STATUS }, { "5 6 7 8", "9 2 3 4", "0 1", "" } },
    { { .sort = BATCH_ITEM_SORT_CUSTOM_ID, .descending = TRUE },
      { "9 8 7 6", "5 4 3 2", "1 0", "" } },
    { { .statuses = 1 << BATCH_ITEM_STATUS_FAILED }, { "0 1", "" } },
    { { .statuses = 1 << BATCH_ITEM_STATUS_FAILED | 1 << BATCH_ITEM_STATUS_SUCCEEDED },
      { "0 1 2 3", "4", "" } },
    { { .statuses = 1 << BATCH_ITEM_STATUS_EXPIRED }, { "" } },
    { { .search = (char *) "overloaded" }, { "0 1", "" } },
    { { .search = (char *) "request-7" }, { "7", "" } },
    { { .search = (char *) "%" }, { "" } },
    { { .search = (char *) "request_7" }, { "" } },
  };

  add_mixed_job (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchItemRecord) after = NULL;

      for (guint page = 0; page < 4 && cases[i].pages[page] != NULL; page++)
        {
          assert_page (fixture, &cases[i].query, &after, 4, cases[i].pages[page]);
          if (after == NULL)
            break;
        }
    }
}

static void
test_counts (Fixture       *fixture,
             gconstpointer  factory)
{
  static const struct
  {
    BatchItemQuery query;
    gint64         count;
  } cases[] = {
    { { .sort = BATCH_ITEM_SORT_POSITION }, 10 },
    { { .statuses = 1 << BATCH_ITEM_STATUS_PENDING }, 5 },
    { { .statuses = 1 << BATCH_ITEM_STATUS_FAILED | 1 << BATCH_ITEM_STATUS_SUCCEEDED }, 5 },
    { { .search = (char *) "overloaded" }, 2 },
    { { .search = (char *) "overloaded", .statuses = 1 << BATCH_ITEM_STATUS_PENDING }, 0 },
    { { .needs_review = TRUE }, 0 },
  };

  add_mixed_job (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_cmpint (batch_test_store_count_items (fixture->store, JOB, &cases[i].query, &error),
                       ==, cases[i].count);
      g_assert_no_error (error);
    }
}

static void
assert_order (Fixture              *fixture,
              const BatchItemQuery *query,
              guint32               first,
              guint32               n_positions,
              const char           *expected)
{
  g_autoptr(GArray) positions = NULL;
  g_autoptr(GString) found = g_string_new (NULL);
  g_autoptr(GError) error = NULL;

  positions = batch_test_store_order_items (fixture->store, JOB, query, first, n_positions, NULL,
                                            &error);
  g_assert_no_error (error);
  for (guint i = 0; i < positions->len; i++)
    g_string_append_printf (found, "%s%u", i > 0 ? " " : "",
                            g_array_index (positions, guint32, i));
  g_assert_cmpstr (found->str, ==, expected);
}

static void
test_order (Fixture       *fixture,
            gconstpointer  factory)
{
  static const struct
  {
    BatchItemQuery query;
    guint32        first;
    guint32        n_positions;
    const char    *positions;
  } cases[] = {
    { { .sort = BATCH_ITEM_SORT_POSITION }, 0, 10, "0 1 2 3 4 5 6 7 8 9" },
    { { .sort = BATCH_ITEM_SORT_POSITION }, 8, 4096, "8 9" },
    { { .sort = BATCH_ITEM_SORT_POSITION }, 10, 4096, "" },
    { { .statuses = 1 << BATCH_ITEM_STATUS_PENDING }, 0, 7, "5 6" },
    { { .statuses = 1 << BATCH_ITEM_STATUS_FAILED }, 1, 10, "1" },
    { { .search = (char *) "OVERLOADED" }, 0, 10, "0 1" },
    { { .sort = BATCH_ITEM_SORT_STATUS, .descending = TRUE }, 0, 10, "1 0 4 3 2 9 8 7 6 5" },
    { { .sort = BATCH_ITEM_SORT_CUSTOM_ID, .statuses = 1 << BATCH_ITEM_STATUS_FAILED }, 0, 10,
      "0 1" },
    { { .sort = BATCH_ITEM_SORT_MODEL }, 0, 10, "0 1 2 3 4 5 6 7 8 9" },
    { { .sort = BATCH_ITEM_SORT_TOKENS, .descending = TRUE }, 0, 3, "2 1 0" },
  };

  add_mixed_job (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_order (fixture, &cases[i].query, cases[i].first, cases[i].n_positions,
                  cases[i].positions);
}

/* Nobody waits for it any more: neither is it looked for, nor does it say that there is none. */
static void
test_order_cancelled (Fixture       *fixture,
                      gconstpointer  factory)
{
  static const BatchItemSort sorts[] = { BATCH_ITEM_SORT_POSITION, BATCH_ITEM_SORT_STATUS };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  add_mixed_job (fixture);
  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < G_N_ELEMENTS (sorts); i++)
    {
      const BatchItemQuery query = { .sort = sorts[i] };
      g_autoptr(GError) error = NULL;
      g_autoptr(GArray) positions = NULL;

      positions = batch_test_store_order_items (fixture->store, JOB, &query, 0, 10, cancellable,
                                                &error);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_null (positions);
    }
}

static void
test_get_items (Fixture       *fixture,
                gconstpointer  factory)
{
  static const guint32 positions[] = { 7, 0, 12, 3 };
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GError) error = NULL;

  add_mixed_job (fixture);
  items = batch_test_store_get_items (fixture->store, JOB, positions, G_N_ELEMENTS (positions),
                                      &error);
  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, 3);
  g_assert_cmpstr (((BatchItemRecord *) g_ptr_array_index (items, 0))->custom_id, ==, "request-7");
  g_assert_cmpint (((BatchItemRecord *) g_ptr_array_index (items, 1))->status, ==,
                   BATCH_ITEM_STATUS_FAILED);
  g_assert_cmpuint (((BatchItemRecord *) g_ptr_array_index (items, 2))->position, ==, 3);
}

static void
answer (Fixture         *fixture,
        BatchItemRecord *item,
        const char      *body)
{
  GPtrArray *finishes = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_finish_free);
  BatchFinish *finish = store_new_finish (item, BATCH_ITEM_STATUS_SUCCEEDED);
  g_autoptr(GError) error = NULL;

  g_clear_pointer (&finish->body, g_bytes_unref);
  finish->body = g_bytes_new_static (body, strlen (body));
  g_ptr_array_add (finishes, finish);
  batch_test_store_advance (fixture->store, ENGINE, finishes, NULL, NOW + 1, NULL, NULL, NULL,
                            &error);
  g_assert_no_error (error);
}

/* What an answer says is found, and what stands around it is not. */
static void
test_search_answers (Fixture       *fixture,
                     gconstpointer  factory)
{
  static const char *const bodies[] = {
    "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"A \\\"Red\\\" fox\"}}]}",
    "{\"content\":[{\"type\":\"text\",\"text\":\"The quick hare\"}],\"stop\":\"red\"}",
    "{\"label\":\"Content\", \"note\": \"redder\"}",
    "{\"content\" : \"\\\"content\\\": hare\\\\\", \"text\": null}",
  };
  static const struct
  {
    const char *search;
    const char *positions;
  } cases[] = {
    { "red", "0 2" },
    { "\"red\" FOX", "0" },
    { "hare", "1 3" },
    { "assistant", "" },
    { "content", "2 3" },
    { "hare\\", "3" },
    { "quick hare.", "" },
    { "request-2", "2" },
  };
  g_autoptr(GPtrArray) items = NULL;

  store_add_job (fixture->store, JOB, G_N_ELEMENTS (bodies), 1);
  items = store_claim (fixture->store, ENGINE, JOB, G_N_ELEMENTS (bodies));
  store_start (fixture->store, ENGINE, items);
  for (guint i = 0; i < items->len; i++)
    answer (fixture, g_ptr_array_index (items, i), bodies[i]);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const BatchItemQuery query = { .search = (char *) cases[i].search };

      assert_order (fixture, &query, 0, 10, cases[i].positions);
    }
}

static void
test_list_jobs (Fixture       *fixture,
                gconstpointer  factory)
{
  g_autoptr(BatchJobRecord) ended = NULL;
  g_autoptr(GPtrArray) all = NULL;
  g_autoptr(GPtrArray) rest = NULL;
  g_autoptr(GPtrArray) live = NULL;
  g_autoptr(GError) error = NULL;

  store_add_job (fixture->store, "batch_1", 1, 1);
  store_add_job (fixture->store, "batch_2", 2, 2);
  store_add_job (fixture->store, "batch_3", 3, 1);
  ended = store_set_state (fixture->store, "batch_2", BATCH_JOB_STATE_FAILED);

  all = batch_test_store_list_jobs (fixture->store, 0, 2, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_cmpuint (((BatchJobRecord *) g_ptr_array_index (all, 1))->groups->len, ==, 2);
  rest = batch_test_store_list_jobs (fixture->store, ended->sequence, 2, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rest->len, ==, 1);
  live = batch_test_store_list_jobs (fixture->store, 0, 0, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (live->len, ==, 2);
  g_assert_cmpstr (((BatchJobRecord *) g_ptr_array_index (live, 1))->id, ==, "batch_3");
}

/* @path: (nullable): where its results are to go; @exported_at: 0: they were not written */
static void
end_job (BatchStore    *store,
         const char    *job_id,
         BatchJobState  state,
         const char    *path,
         gint64         exported_at)
{
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();
  g_autoptr(BatchJobRecord) after = NULL;
  g_autoptr(BatchJobRecord) ended = NULL;
  g_autoptr(BatchJobRecord) cancelling = NULL;
  g_autoptr(GError) error = NULL;

  store_add_job (store, job_id, 1, 1);
  values->output_path = g_strdup (path);
  values->exported_at = exported_at;
  after = batch_test_store_change_job (store, job_id, values, BATCH_JOB_FIELD_EXPORTED, NOW,
                                       &error);
  g_assert_no_error (error);
  if (state == BATCH_JOB_STATE_COMPLETED || state == BATCH_JOB_STATE_COMPLETED_WITH_ERRORS)
    cancelling = store_set_state (store, job_id, BATCH_JOB_STATE_FINALIZING);
  if (state == BATCH_JOB_STATE_CANCELLED)
    cancelling = store_set_state (store, job_id, BATCH_JOB_STATE_CANCELLING);
  if (state != BATCH_JOB_STATE_QUEUED)
    ended = store_set_state (store, job_id, state);
}

static void
test_unwritten_jobs (Fixture       *fixture,
                     gconstpointer  factory)
{
  static const char *expected[] = { "completed", "with-errors", "expired" };
  BatchStore *store = fixture->store;
  g_autoptr(BatchJobRecord) removed = NULL;
  g_autoptr(GPtrArray) jobs = NULL;
  g_autoptr(GError) error = NULL;

  end_job (store, "queued", BATCH_JOB_STATE_QUEUED, "/out", 0);
  end_job (store, "completed", BATCH_JOB_STATE_COMPLETED, "/out", 0);
  end_job (store, "written", BATCH_JOB_STATE_COMPLETED, "/out", NOW);
  end_job (store, "for-nowhere", BATCH_JOB_STATE_COMPLETED, NULL, 0);
  end_job (store, "with-errors", BATCH_JOB_STATE_COMPLETED_WITH_ERRORS, "/out", 0);
  end_job (store, "failed", BATCH_JOB_STATE_FAILED, "/out", 0);
  end_job (store, "cancelled", BATCH_JOB_STATE_CANCELLED, "/out", 0);
  end_job (store, "expired", BATCH_JOB_STATE_EXPIRED, "/out", 0);
  end_job (store, "removed", BATCH_JOB_STATE_EXPIRED, "/out", 0);
  removed = store_change (store, "removed", BATCH_JOB_FIELD_REMOVED, NOW);

  jobs = batch_test_store_list_unwritten_jobs (store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (jobs->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < jobs->len; i++)
    {
      const BatchJobRecord *job = g_ptr_array_index (jobs, i);

      g_assert_cmpstr (job->id, ==, expected[i]);
      g_assert_cmpstr (job->output_path, ==, "/out");
      g_assert_cmpuint (job->groups->len, ==, 1);
    }
}

static void
test_own_ids (Fixture       *fixture,
              gconstpointer  factory)
{
  static const BatchNewItem first = { .custom_id = "mine", .key = "model-0" };
  static const BatchNewItem same = { .custom_id = "mine", .key = "model-1" };
  g_autoptr(BatchJobRecord) job = batch_job_record_new ();
  g_autoptr(BatchItemRecord) item = NULL;
  g_autoptr(BatchItemRecord) none = NULL;
  g_autoptr(GError) error = NULL;
  BatchItemChunk *chunk = batch_item_chunk_new (1);
  BatchItemChunk *twice = batch_item_chunk_new (1);

  job->id = g_strdup (JOB);
  job->handler = g_strdup ("tagger");
  job->operation = g_strdup ("tag");
  job->own_ids = TRUE;
  batch_test_store_insert_job (fixture->store, job, &error);
  g_assert_no_error (error);
  batch_item_chunk_add (chunk, &first);
  batch_test_store_insert_items (fixture->store, JOB, 0, chunk, &error);
  g_assert_no_error (error);

  batch_item_chunk_add (twice, &same);
  batch_test_store_insert_items (fixture->store, JOB, 1, twice, &error);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
  g_clear_error (&error);
  store_check_counts (fixture->store, JOB);

  item = batch_test_store_find_item (fixture->store, JOB, "mine", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (item->position, ==, 0);
  g_assert_null (item->endpoint);
  none = batch_test_store_find_item (fixture->store, JOB, "yours", &error);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
}

static void
test_find_item (Fixture       *fixture,
                gconstpointer  factory)
{
  g_autoptr(BatchItemRecord) item = NULL;
  g_autoptr(GError) error = NULL;

  store_add_job (fixture->store, "batch_0", 9, 1);
  store_add_job (fixture->store, JOB, 9, 3);
  item = batch_test_store_find_item (fixture->store, JOB, "request-4", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (item->job_id, ==, JOB);
  g_assert_cmpuint (item->position, ==, 4);
  g_assert_cmpstr (item->key, ==, "model-1");
}

static void
test_values (Fixture       *fixture,
             gconstpointer  factory)
{
  g_autoptr(GHashTable) values = NULL;
  g_autoptr(GError) error = NULL;

  batch_test_store_put_value (fixture->store, "eta", "one", "1", &error);
  batch_test_store_put_value (fixture->store, "eta", "two", "2", &error);
  batch_test_store_put_value (fixture->store, "eta", "two", "zwei", &error);
  batch_test_store_put_value (fixture->store, "eta", "one", NULL, &error);
  batch_test_store_put_value (fixture->store, "other", "three", "3", &error);
  g_assert_no_error (error);

  values = batch_test_store_list_values (fixture->store, "eta", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (values), ==, 1);
  g_assert_cmpstr (g_hash_table_lookup (values, "two"), ==, "zwei");
}

/* Every engine goes by them, so a change is told to all. */
static void
test_settings (Fixture       *fixture,
               gconstpointer  factory)
{
  g_autoptr(GHashTable) settings = NULL;
  g_autoptr(GPtrArray) changes = NULL;
  g_autoptr(GError) error = NULL;
  const BatchChange *last;

  batch_test_store_put_setting (fixture->store, "policy", "fair", &error);
  batch_test_store_put_setting (fixture->store, "policy", "exact_order", &error);
  batch_test_store_put_setting (fixture->store, "order", "alpha", &error);
  batch_test_store_put_setting (fixture->store, "order", NULL, &error);
  g_assert_no_error (error);

  settings = batch_test_store_list_values (fixture->store, BATCH_STORE_SETTINGS, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (settings), ==, 1);
  g_assert_cmpstr (g_hash_table_lookup (settings, "policy"), ==, "exact_order");

  changes = batch_test_store_list_changes (fixture->store, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (changes->len, >, 0);
  last = g_ptr_array_index (changes, changes->len - 1);
  g_assert_cmpint (last->kind, ==, BATCH_CHANGE_SETTINGS);
  g_assert_cmpstr (last->subject, ==, "order");
}

/* A job is moved to where it is told, and stopped as it is told. */
static void
test_order_and_pause (Fixture       *fixture,
                      gconstpointer  factory)
{
  BatchJobFields fields = BATCH_JOB_FIELD_RANK | BATCH_JOB_FIELD_PAUSED;
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();
  g_autoptr(BatchJobRecord) after = NULL;
  g_autoptr(BatchJobRecord) again = NULL;
  g_autoptr(GError) error = NULL;

  store_add_job (fixture->store, JOB, 1, 1);
  values->rank = -5;
  values->rank_minor = 7;
  values->paused = TRUE;
  values->pause_now = TRUE;
  after = batch_test_store_change_job (fixture->store, JOB, values, fields, NOW, &error);
  g_assert_no_error (error);
  g_assert_cmpint (after->rank, ==, -5);
  g_assert_cmpint (after->rank_minor, ==, 7);
  g_assert_true (after->pause_now);

  values->paused = FALSE;
  again = batch_test_store_change_job (fixture->store, JOB, values, fields, NOW, &error);
  g_assert_no_error (error);
  g_assert_false (again->paused);
  g_assert_false (again->pause_now);
}

static void
test_backends (Fixture       *fixture,
               gconstpointer  factory)
{
  BatchBackendRecord backend = {
    (char *) "home", (char *) "http://127.0.0.1:8080/v1", (char *) "openai", NULL,
    (char *) "gpu 0", 4,
  };
  g_autoptr(GPtrArray) backends = NULL;
  g_autoptr(GError) error = NULL;
  BatchBackendRecord *found;

  batch_test_store_put_backend (fixture->store, &backend, &error);
  g_assert_no_error (error);
  backends = batch_test_store_list_backends (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (backends->len, ==, 1);
  found = g_ptr_array_index (backends, 0);
  g_assert_cmpstr (found->url, ==, backend.url);
  g_assert_null (found->key_name);
  g_assert_cmpstr (found->gpu, ==, "gpu 0");
  g_assert_cmpuint (found->parallel, ==, 4);

  batch_test_store_remove_backend (fixture->store, "home", &error);
  g_assert_no_error (error);
  batch_test_store_remove_backend (fixture->store, "home", &error);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
}

static void
test_events (Fixture       *fixture,
             gconstpointer  factory)
{
  BatchEventRecord *event = g_new0 (BatchEventRecord, 1);
  g_autoptr(GPtrArray) events = NULL;
  g_autoptr(GPtrArray) rest = NULL;
  g_autoptr(GError) error = NULL;
  BatchEventRecord *last;

  store_add_job (fixture->store, JOB, 1, 1);
  event->job_id = g_strdup (JOB);
  event->kind = g_strdup ("load");
  event->detail = g_strdup ("alpha was loaded");
  event->at = NOW;
  event->position = -1;
  batch_test_store_add_event (fixture->store, event, &error);
  g_assert_no_error (error);

  events = batch_test_store_list_events (fixture->store, JOB, 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (events->len, ==, 3);
  last = g_ptr_array_index (events, 2);
  g_assert_cmpstr (last->detail, ==, "alpha was loaded");
  g_assert_cmpint (last->position, ==, -1);
  rest = batch_test_store_list_events (fixture->store, JOB, last->sequence, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rest->len, ==, 0);
}

/* Only what changes is told, and in the order in which it does. */
static void
test_event_kinds (Fixture       *fixture,
                  gconstpointer  factory)
{
  static const char *const kinds[] = { "state", "state", "paused", "resumed", "priority", "removed",
                                       "restored", "moved", "load" };
  BatchLoadRecord load = {
    .job_id = (char *) JOB, .key = (char *) "alpha", .backend = (char *) "home",
    .evicted = (char *) "beta", .began_at = NOW,
  };
  g_autoptr(GPtrArray) events = NULL;
  g_autoptr(GPtrArray) page = NULL;
  g_autoptr(GError) error = NULL;
  BatchEventRecord *second;

  store_add_job (fixture->store, JOB, 1, 1);
  batch_job_record_unref (store_change (fixture->store, JOB, BATCH_JOB_FIELD_PAUSED, TRUE));
  batch_job_record_unref (store_change (fixture->store, JOB, BATCH_JOB_FIELD_PAUSED, TRUE));
  batch_job_record_unref (store_change (fixture->store, JOB, BATCH_JOB_FIELD_PAUSED, FALSE));
  batch_job_record_unref (store_change (fixture->store, JOB, BATCH_JOB_FIELD_PRIORITY, -7));
  batch_job_record_unref (store_change (fixture->store, JOB, BATCH_JOB_FIELD_REMOVED, NOW));
  batch_job_record_unref (store_change (fixture->store, JOB, BATCH_JOB_FIELD_REMOVED, 0));
  batch_job_record_unref (store_change (fixture->store, JOB, BATCH_JOB_FIELD_RANK, 9));
  batch_test_store_put_load (fixture->store, &load, &error);
  g_assert_no_error (error);
  load.ended_at = NOW + 1500 * 1000;
  batch_test_store_put_load (fixture->store, &load, &error);
  g_assert_no_error (error);

  events = batch_test_store_list_events (fixture->store, JOB, 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (events->len, ==, G_N_ELEMENTS (kinds));
  for (guint i = 0; i < events->len; i++)
    g_assert_cmpstr (((BatchEventRecord *) g_ptr_array_index (events, i))->kind, ==, kinds[i]);
  g_assert_cmpstr (((BatchEventRecord *) g_ptr_array_index (events, 4))->detail, ==,
                   "From 0 to -7");
  g_assert_cmpstr (((BatchEventRecord *) g_ptr_array_index (events, 7))->detail, ==,
                   "To its turn");
  g_assert_cmpstr (((BatchEventRecord *) g_ptr_array_index (events, 8))->detail, ==,
                   "alpha on home in 1.5 s, in place of beta");

  second = g_ptr_array_index (events, 1);
  page = batch_test_store_list_events (fixture->store, JOB, second->sequence, 2, &error);
  g_assert_cmpuint (page->len, ==, 2);
  g_assert_cmpstr (((BatchEventRecord *) g_ptr_array_index (page, 0))->kind, ==, "paused");
}

static void
test_inputs (Fixture       *fixture,
             gconstpointer  factory)
{
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();
  g_autoptr(BatchJobRecord) after = NULL;
  g_autoptr(GHashTable) digests = NULL;
  g_autoptr(GError) error = NULL;

  store_add_job (fixture->store, JOB, 1, 1);
  values->input_digest = g_strdup ("abc");
  values->input_size = 1200;
  values->key_changes = 3;
  values->resource_key = g_strdup ("model-0");
  after = batch_test_store_change_job (fixture->store, JOB, values, BATCH_JOB_FIELD_INPUT, NOW,
                                       &error);
  g_assert_no_error (error);
  g_assert_cmpint (after->input_size, ==, 1200);
  g_assert_cmpint (after->key_changes, ==, 3);

  digests = batch_test_store_list_inputs (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (digests), ==, 1);
  g_assert_true (g_hash_table_contains (digests, "abc"));
}

static void
put_file (Fixture    *fixture,
          const char *id,
          const char *digest,
          const char *key_id)
{
  BatchFileRecord file = {
    .id = (char *) id,
    .digest = (char *) digest,
    .name = (char *) "in.jsonl",
    .key_id = (char *) key_id,
    .size = 1200,
    .created_at = NOW,
  };
  g_autoptr(GError) error = NULL;

  batch_test_store_put_file (fixture->store, &file, &error);
  g_assert_no_error (error);
}

static void
test_files (Fixture       *fixture,
            gconstpointer  factory)
{
  const BatchPageQuery behind = {
    .key_id = (char *) "ada", .after = (char *) "file-2", .limit = 10,
  };
  g_autoptr(BatchFileRecord) file = NULL;
  g_autoptr(GPtrArray) files = NULL;
  g_autoptr(GHashTable) digests = NULL;
  g_autoptr(GError) error = NULL;

  put_file (fixture, "file-1", "abc", NULL);
  put_file (fixture, "file-2", "def", "ada");
  put_file (fixture, "file-3", "def", "ada");
  file = batch_test_store_get_file (fixture->store, "file-2", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (file->digest, ==, "def");
  g_assert_cmpstr (file->name, ==, "in.jsonl");
  g_assert_cmpstr (file->key_id, ==, "ada");
  g_assert_cmpint (file->size, ==, 1200);
  g_assert_cmpint (file->created_at, ==, NOW);

  files = batch_test_store_list_files (fixture->store, &behind, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (files->len, ==, 1);
  g_assert_cmpstr (((BatchFileRecord *) files->pdata[0])->id, ==, "file-3");

  /* Their content is needed as long as one of them is there. */
  g_assert_true (batch_test_store_remove_file (fixture->store, "file-2", &error));
  g_assert_true (batch_test_store_remove_file (fixture->store, "file-1", &error));
  g_assert_no_error (error);
  digests = batch_test_store_list_inputs (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (digests), ==, 1);
  g_assert_true (g_hash_table_contains (digests, "def"));

  g_assert_false (batch_test_store_remove_file (fixture->store, "file-2", &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (batch_test_store_get_file (fixture->store, "file-2", &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
}

/* Every member of a job comes back as it went in. */
static void
test_job_members (Fixture       *fixture,
                  gconstpointer  factory)
{
  g_autoptr(BatchJobRecord) job = batch_job_record_new ();
  g_autoptr(BatchJobRecord) found = NULL;
  g_autoptr(GError) error = NULL;

  job->id = g_strdup (JOB);
  job->handler = g_strdup ("http");
  job->operation = g_strdup ("embed");
  job->title = g_strdup ("Täglich");
  job->metadata = g_strdup ("{\"a\": \"b\"}");
  job->provider = g_strdup ("local");
  job->key_id = g_strdup ("key-1");
  job->webhook_url = g_strdup ("http://127.0.0.1/hook");
  job->output_path = g_strdup ("/tmp/out.jsonl");
  job->overwrite_policy = BATCH_OVERWRITE_POLICY_OVERWRITE;
  job->execution_mode = BATCH_EXECUTION_MODE_NATIVE;
  job->priority = -3;
  job->parallel = 7;
  job->max_attempts = 5;
  job->rank = 42;
  job->rank_minor = G_GINT64_CONSTANT (5000000001);
  job->key_changes = 17;
  job->input_size = G_GINT64_CONSTANT (5000000000);
  job->expires_at = NOW * 3;
  job->paused = TRUE;
  job->pause_now = TRUE;
  job->needs_key = TRUE;
  batch_test_store_insert_job (fixture->store, job, &error);
  g_assert_no_error (error);

  found = store_get (fixture->store, JOB);
  g_assert_cmpstr (found->title, ==, "Täglich");
  g_assert_cmpstr (found->metadata, ==, job->metadata);
  g_assert_cmpstr (found->provider, ==, "local");
  g_assert_cmpstr (found->key_id, ==, "key-1");
  g_assert_cmpstr (found->webhook_url, ==, job->webhook_url);
  g_assert_cmpstr (found->output_path, ==, "/tmp/out.jsonl");
  g_assert_cmpstr (found->backend, ==, NULL);
  g_assert_cmpint (found->overwrite_policy, ==, BATCH_OVERWRITE_POLICY_OVERWRITE);
  g_assert_cmpint (found->execution_mode, ==, BATCH_EXECUTION_MODE_NATIVE);
  g_assert_cmpint (found->priority, ==, -3);
  g_assert_cmpuint (found->parallel, ==, 7);
  g_assert_cmpuint (found->max_attempts, ==, 5);
  g_assert_cmpint (found->rank, ==, 42);
  g_assert_cmpint (found->rank_minor, ==, job->rank_minor);
  g_assert_cmpint (found->key_changes, ==, 17);
  g_assert_cmpint (found->input_size, ==, job->input_size);
  g_assert_cmpint (found->expires_at, ==, NOW * 3);
  g_assert_true (found->paused);
  g_assert_true (found->pause_now);
  g_assert_true (found->needs_key);
  g_assert_false (found->own_ids);
}

void
store_cases_add_reading (const char              *prefix,
                         const BatchStoreFactory *factory)
{
  fixture_add (prefix, "pages", factory, test_pages);
  fixture_add (prefix, "counts", factory, test_counts);
  fixture_add (prefix, "order", factory, test_order);
  fixture_add (prefix, "order-cancelled", factory, test_order_cancelled);
  fixture_add (prefix, "get-items", factory, test_get_items);
  fixture_add (prefix, "search-answers", factory, test_search_answers);
  fixture_add (prefix, "list-jobs", factory, test_list_jobs);
  fixture_add (prefix, "unwritten-jobs", factory, test_unwritten_jobs);
  fixture_add (prefix, "own-ids", factory, test_own_ids);
  fixture_add (prefix, "find-item", factory, test_find_item);
  fixture_add (prefix, "values", factory, test_values);
  fixture_add (prefix, "settings", factory, test_settings);
  fixture_add (prefix, "order-and-pause", factory, test_order_and_pause);
  fixture_add (prefix, "backends", factory, test_backends);
  fixture_add (prefix, "events", factory, test_events);
  fixture_add (prefix, "event-kinds", factory, test_event_kinds);
  fixture_add (prefix, "inputs", factory, test_inputs);
  fixture_add (prefix, "files", factory, test_files);
  fixture_add (prefix, "job-members", factory, test_job_members);
}
