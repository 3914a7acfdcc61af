/* store-cases-calls.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store-cases.h"
#include "store-fixture.h"
#include "test-support.h"

/* What is refused, and how calls get along with each other. */

static void
test_refusals (Fixture       *fixture,
               gconstpointer  factory)
{
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();
  g_autoptr(BatchJobRecord) job = NULL;
  g_autoptr(GError) error = NULL;
  BatchItemChunk *chunk = batch_item_chunk_new (0);

  store_add_job (fixture->store, JOB, 1, 1);
  g_assert_null (batch_test_store_get_job (fixture->store, "batch_none", &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  g_clear_error (&error);

  /* It has all its items. */
  g_assert_false (batch_test_store_insert_items (fixture->store, JOB, 1, chunk, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
  g_clear_error (&error);

  values->state = BATCH_JOB_STATE_COMPLETED;
  g_assert_null (batch_test_store_change_job (fixture->store, JOB, values,
                                              BATCH_JOB_FIELD_STATE, NOW, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
  g_clear_error (&error);

  job = store_get (fixture->store, JOB);
  g_assert_cmpint (job->state, ==, BATCH_JOB_STATE_QUEUED);
  g_assert_false (batch_test_store_insert_job (fixture->store, job, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
  g_clear_error (&error);

  g_assert_false (batch_test_store_join (fixture->store, "../etc", NOW, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
}

typedef struct
{
  guint n_answered;
  guint n_failed;
  guint last;
} Answers;

typedef struct
{
  Answers *answers;
  guint    number;
} Call;

static void
put_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autofree Call *call = user_data;
  g_autoptr(GError) error = NULL;

  if (call->number % 10 == 3)
    batch_store_remove_backend_finish (BATCH_STORE (source), result, &error);
  else
    batch_store_put_value_finish (BATCH_STORE (source), result, &error);

  g_assert_cmpuint (call->number, ==, call->answers->n_answered);
  call->answers->n_answered++;
  call->answers->n_failed += error != NULL;
}

/* Many calls at once are answered in their order, and those that fail leave the
 * others alone. */
static void
test_groups (Fixture       *fixture,
             gconstpointer  factory)
{
  Answers answers = { 0 };
  g_autoptr(GHashTable) values = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);
      Call *call = g_new0 (Call, 1);

      call->answers = &answers;
      call->number = i;
      if (i % 10 == 3)
        batch_store_remove_backend_async (fixture->store, name, NULL, put_cb, call);
      else
        batch_store_put_value_async (fixture->store, "space", name, "x", NULL, put_cb, call);
    }

  while (answers.n_answered < 1000)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (answers.n_failed, ==, 100);

  values = batch_test_store_list_values (fixture->store, "space", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (values), ==, 900);
}

/* --- Jobs that come together --- */

static char *
name_job (guint number)
{
  return g_strdup_printf ("batch_many-%03u", number);
}

/* The third of ten has the id of the one before, and the items of the eighth have one id: it fails
 * when its row is there. */
static gboolean
is_bad (guint number)
{
  return number % 10 == 3 || number % 10 == 8;
}

static void
submitted_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autofree Call *call = user_data;
  g_autofree char *id = name_job (call->number);
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) job = batch_store_submit_job_finish (BATCH_STORE (source), result,
                                                                 &error);

  g_assert_cmpuint (call->number, ==, call->answers->n_answered);
  call->answers->n_answered++;
  call->answers->n_failed += job == NULL;
  g_assert_true ((error != NULL) == is_bad (call->number));
  if (error != NULL)
    g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
  else
    g_assert_cmpstr (job->id, ==, id);
}

static void
submit_one (BatchStore *store,
            guint       number,
            Answers    *answers)
{
  g_autoptr(BatchJobRecord) job = batch_job_record_new ();
  BatchItemChunk *chunk = batch_item_chunk_new (2);
  Call *call = g_new0 (Call, 1);

  call->answers = answers;
  call->number = number;
  job->id = name_job (number % 10 == 3 ? number - 1 : number);
  job->handler = g_strdup ("http");
  job->operation = g_strdup ("chat");
  job->own_ids = TRUE;
  for (guint i = 0; i < 2; i++)
    {
      BatchNewItem item = { .key = "model-0" };

      item.custom_id = i == 0 || number % 10 == 8 ? "first" : "second";
      batch_item_chunk_add (chunk, &item);
    }
  batch_store_submit_job_async (store, job, chunk, NULL, submitted_cb, call);
}

/* Those that fail take none of their neighbours with them, and none comes in twice. */
static void
test_jobs_together (Fixture       *fixture,
                    gconstpointer  factory)
{
  Answers answers = { 0 };

  for (guint i = 0; i < 200; i++)
    {
      if (i % 10 == 6)
        batch_store_put_value_async (fixture->store, "space", "name", "x", NULL, NULL, NULL);
      submit_one (fixture->store, i, &answers);
    }

  while (answers.n_answered < 200)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (answers.n_failed, ==, 40);

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *id = name_job (i);
      g_autoptr(GError) error = NULL;
      g_autoptr(BatchJobRecord) job = batch_test_store_get_job (fixture->store, id, &error);

      g_assert_true ((job == NULL) == is_bad (i));
      if (job == NULL)
        continue;

      g_assert_cmpint (job->counts.pending, ==, 2);
      store_check_counts (fixture->store, id);
    }
}

/* Of a call that fails half way, nothing is left, in the rows or in memory. */
static void
test_half_done (Fixture       *fixture,
                gconstpointer  factory)
{
  static const BatchNewItem items[] = {
    { .custom_id = "a", .key = "new-model" },
    { .custom_id = "b", .key = "model-0", .bucket = BATCH_SIZE_BUCKET_LARGE },
  };
  static const BatchNewItem block = { .custom_id = "c", .key = "model-0" };
  BatchItemChunk *blocker = batch_item_chunk_new (1);
  BatchItemChunk *clash = batch_item_chunk_new (2);
  BatchItemChunk *good = batch_item_chunk_new (2);
  g_autoptr(BatchJobRecord) job = NULL;
  g_autoptr(GError) error = NULL;

  store_add_validating (fixture->store, JOB, 4, 2);
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    {
      batch_item_chunk_add (clash, &items[i]);
      batch_item_chunk_add (good, &items[i]);
    }

  /* The second of them would come to where another is. */
  batch_item_chunk_add (blocker, &block);
  batch_test_store_insert_items (fixture->store, JOB, 5, blocker, &error);
  g_assert_no_error (error);
  batch_test_store_insert_items (fixture->store, JOB, 4, clash, &error);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
  g_clear_error (&error);

  batch_test_store_insert_items (fixture->store, JOB, 6, good, &error);
  g_assert_no_error (error);
  job = store_get (fixture->store, JOB);
  g_assert_cmpuint (job->groups->len, ==, 4);
  g_assert_cmpint (job->counts.total, ==, 7);
  g_assert_cmpint (job->counts.pending, ==, 7);
}

static void
test_cancelled_call (Fixture       *fixture,
                     gconstpointer  factory)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GHashTable) values = NULL;
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  batch_store_put_value_async (fixture->store, "space", "name", "value", cancellable,
                               batch_test_store_result, &result);
  batch_test_wait (&result);
  g_assert_false (batch_store_put_value_finish (fixture->store, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  values = batch_test_store_list_values (fixture->store, "space", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (values), ==, 0);
}

static gpointer
caller_thread (gpointer data)
{
  BatchStore *store = data;
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(GMainContextPusher) pusher = g_main_context_pusher_new (context);
  GAsyncResult *results[64] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autofree char *name = g_strdup_printf ("%p-%u", g_thread_self (), i);

      batch_store_put_value_async (store, "space", name, "x", NULL,
                                   batch_test_store_result, &results[i]);
    }

  /* The answers come here, and nowhere else. */
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr(GError) error = NULL;

      while (results[i] == NULL)
        g_main_context_iteration (context, TRUE);
      batch_store_put_value_finish (store, results[i], &error);
      g_assert_no_error (error);
      g_object_unref (results[i]);
    }

  return NULL;
}

static void
test_threads (Fixture       *fixture,
              gconstpointer  factory)
{
  GThread *threads[4];
  g_autoptr(GHashTable) values = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("caller", caller_thread, fixture->store);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);

  values = batch_test_store_list_values (fixture->store, "space", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (values), ==, 4 * 64);
}

/* What waits is carried out, what comes later is refused. */
static void
test_close (Fixture       *fixture,
            gconstpointer  factory)
{
  g_autoptr(GAsyncResult) before = NULL;
  g_autoptr(GAsyncResult) closed = NULL;
  g_autoptr(GAsyncResult) after = NULL;
  g_autoptr(GAsyncResult) look = NULL;
  g_autoptr(GError) error = NULL;

  batch_store_put_value_async (fixture->store, "space", "name", "value", NULL,
                               batch_test_store_result, &before);
  batch_store_close_async (fixture->store, NULL, batch_test_store_result, &closed);
  batch_store_put_value_async (fixture->store, "space", "name", NULL, NULL,
                               batch_test_store_result, &after);
  batch_store_list_values_async (fixture->store, "space", NULL, batch_test_store_result, &look);
  batch_test_wait (&before);
  batch_test_wait (&closed);
  batch_test_wait (&after);
  batch_test_wait (&look);

  batch_store_put_value_finish (fixture->store, before, &error);
  g_assert_no_error (error);
  batch_store_close_finish (fixture->store, closed, &error);
  g_assert_no_error (error);
  g_assert_false (batch_store_put_value_finish (fixture->store, after, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_STORE);
  g_clear_error (&error);
  g_assert_null (batch_store_list_values_finish (fixture->store, look, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_STORE);

  g_clear_object (&before);
  g_clear_object (&closed);
  g_clear_object (&after);
  g_clear_object (&look);
  g_assert_finalize_object (g_steal_pointer (&fixture->store));
}

/* Without being closed. */
static void
test_drop (Fixture       *fixture,
           gconstpointer  factory)
{
  g_autoptr(BatchStore) again = NULL;
  g_autoptr(GHashTable) values = NULL;
  g_autoptr(GError) error = NULL;

  batch_test_store_put_value (fixture->store, "space", "name", "value", &error);
  g_assert_no_error (error);
  g_assert_finalize_object (g_steal_pointer (&fixture->store));
  if (!fixture->factory->shared)
    return;

  again = batch_test_store_open (fixture->uri, &error);
  g_assert_no_error (error);
  values = batch_test_store_list_values (again, "space", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (values), ==, 1);
}

void
store_cases_add_calls (const char              *prefix,
                       const BatchStoreFactory *factory)
{
  fixture_add (prefix, "refusals", factory, test_refusals);
  fixture_add (prefix, "groups", factory, test_groups);
  fixture_add (prefix, "jobs-together", factory, test_jobs_together);
  fixture_add (prefix, "half-done", factory, test_half_done);
  fixture_add (prefix, "cancelled-call", factory, test_cancelled_call);
  fixture_add (prefix, "threads", factory, test_threads);
  fixture_add (prefix, "close", factory, test_close);
  fixture_add (prefix, "drop", factory, test_drop);
}
