/* test-import-group.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "intake/batch-janitor-private.h"
#include "intake/batch-job-input-private.h"
#include "store-sync.h"
#include "test-disk.h"
#include "test-intake.h"
#include "test-support.h"

/* Small jobs that come at once. The first begins at once, and while it is written the
 * others gather. */

#define N_JOBS      20
/* More than a job of a group may have. */
#define LARGE_ITEMS 3000

typedef struct
{
  Intake           intake;
  BatchImportQueue *queue;
  GPtrArray       *jobs;           /* of BatchJobRecord, as they were answered */
  guint            n_failed;
  GError          *error;          /* of the last one that failed */
  guint            n_waiting;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  intake_set_up (&fixture->intake, NULL);
  fixture->queue = batch_import_queue_new ();
  fixture->jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_job_record_unref);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_clear_error (&fixture->error);
  g_ptr_array_unref (fixture->jobs);
  batch_import_queue_free (fixture->queue);
  intake_tear_down (&fixture->intake);
}

static BatchDraftItem *
make_item (const char *job_id,
           guint       number,
           gboolean    same_ids)
{
  g_autofree char *custom_id = g_strdup_printf ("item-%u", same_ids ? 0 : number);
  g_autofree char *payload = g_strdup_printf ("{\"job\":\"%s\",\"n\":%u}", job_id, number);

  return batch_draft_item_new (custom_id, NULL, payload, BATCH_SIZE_BUCKET_SMALL);
}

static void
imported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Fixture *fixture = user_data;
  GPtrArray *issues = NULL;
  GError *error = NULL;
  BatchJobRecord *job = batch_import_finish (result, &issues, &error);

  g_assert_null (issues);
  fixture->n_waiting--;
  if (job != NULL)
    {
      g_ptr_array_add (fixture->jobs, job);
      return;
    }

  fixture->n_failed++;
  g_clear_error (&fixture->error);
  fixture->error = error;
}

static void
start_full (Fixture      *fixture,
            const char   *id,
            guint         n_items,
            gboolean      same_ids,
            GCancellable *cancellable)
{
  g_autoptr(BatchJobRecord) job = intake_make_job (id);
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_free);

  job->resource_key = g_strdup ("m");
  for (guint i = 0; i < n_items; i++)
    g_ptr_array_add (items, make_item (id, i, same_ids));

  fixture->n_waiting++;
  batch_import_payloads_async (fixture->intake.store, fixture->intake.files, items, job,
                               NULL, fixture->queue, cancellable, imported_cb, fixture);
}

static void
start (Fixture *fixture,
       guint    number,
       guint    n_items)
{
  g_autofree char *id = g_strdup_printf ("j%u", number);

  start_full (fixture, id, n_items, FALSE, NULL);
}

static void
wait_for_all (Fixture *fixture)
{
  while (fixture->n_waiting > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
start_some (Fixture *fixture,
            guint    first,
            guint    n_jobs)
{
  for (guint i = 0; i < n_jobs; i++)
    start (fixture, first + i, 2);
}

static BatchJobRecord *
nth_job (Fixture *fixture,
         guint    n)
{
  return g_ptr_array_index (fixture->jobs, n);
}

/* Each of its items carries what was put in. */
static void
check_payloads (Fixture        *fixture,
                BatchJobRecord *job)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchBlobSource) source = NULL;
  g_autoptr(GPtrArray) items = intake_list_items (&fixture->intake, job->id);

  source = batch_file_store_open_blob (fixture->intake.files, job->input_digest, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, job->counts.total);
  for (guint i = 0; i < items->len; i++)
    {
      const BatchItemRecord *item = g_ptr_array_index (items, i);
      g_autofree BatchDraftItem *expected = make_item (job->id, i, FALSE);
      g_autoptr(GBytes) bytes = batch_blob_source_read (source, item->offset, item->length, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (item->custom_id, ==, expected->custom_id);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                       expected->payload, strlen (expected->payload));
    }
}

static void
check_order (Fixture *fixture)
{
  for (guint i = 1; i < fixture->jobs->len; i++)
    g_assert_cmpint (nth_job (fixture, i - 1)->sequence, <, nth_job (fixture, i)->sequence);
}

static void
test_together (Fixture       *fixture,
               gconstpointer  user_data)
{
  start_some (fixture, 0, N_JOBS);
  wait_for_all (fixture);

  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->jobs->len, ==, N_JOBS);
  check_order (fixture);
  for (guint i = 0; i < N_JOBS; i++)
    {
      const BatchJobRecord *job = nth_job (fixture, i);

      g_assert_cmpint (job->state, ==, BATCH_JOB_STATE_QUEUED);
      g_assert_true (job->own_ids);
      g_assert_cmpint (job->input_size, >=, 2 * strlen ("{\"job\":\"j0\",\"n\":0}"));
      check_payloads (fixture, nth_job (fixture, i));
    }
  /* Those of the first two, who found nothing to wait for, and that of the rest. */
  g_assert_cmpuint (intake_count_files (&fixture->intake), <=, 3);
}

/* Large ones go by themselves, and everybody keeps their place. */
static void
test_between_large_ones (Fixture       *fixture,
                         gconstpointer  user_data)
{
  for (guint i = 0; i < N_JOBS; i++)
    start (fixture, i, i % 5 == 2 ? LARGE_ITEMS : 1);
  wait_for_all (fixture);

  g_assert_cmpuint (fixture->jobs->len, ==, N_JOBS);
  for (guint i = 0; i < N_JOBS; i++)
    {
      g_autofree char *id = g_strdup_printf ("j%u", i);

      g_assert_cmpstr (nth_job (fixture, i)->id, ==, id);
      check_payloads (fixture, nth_job (fixture, i));
    }
  check_order (fixture);
}

static void
test_one_is_refused (Fixture       *fixture,
                     gconstpointer  user_data)
{
  start_some (fixture, 0, 5);
  start_full (fixture, "twice", 2, TRUE, NULL);
  start_some (fixture, 5, 5);
  start_full (fixture, "j3", 1, FALSE, NULL);
  wait_for_all (fixture);

  g_assert_cmpuint (fixture->jobs->len, ==, 10);
  g_assert_cmpuint (fixture->n_failed, ==, 2);
  g_assert_error (fixture->error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
  g_assert_null (intake_get_job (&fixture->intake, "twice"));
  for (guint i = 0; i < fixture->jobs->len; i++)
    check_payloads (fixture, nth_job (fixture, i));
}

static void
test_one_is_cancelled (Fixture       *fixture,
                       gconstpointer  user_data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  start_some (fixture, 0, 5);
  start_full (fixture, "unwanted", 2, FALSE, cancellable);
  start_some (fixture, 5, 5);
  g_cancellable_cancel (cancellable);
  wait_for_all (fixture);

  g_assert_cmpuint (fixture->jobs->len, ==, 10);
  g_assert_cmpuint (fixture->n_failed, ==, 1);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (intake_get_job (&fixture->intake, "unwanted"));
  check_order (fixture);
}

static guint
collect (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  guint n_jobs;
  guint n_files;

  batch_janitor_run_async (fixture->intake.store, fixture->intake.files, NULL,
                           batch_test_store_result, &result);
  batch_test_wait (&result);
  g_assert_true (batch_janitor_run_finish (result, &n_jobs, &n_files, &error));
  g_assert_no_error (error);
  return n_files;
}

static void
purge (Fixture    *fixture,
       const char *job_id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchWaiter) waiter = batch_waiter_new ();

  g_assert_true (batch_janitor_discard (fixture->intake.store, job_id, 1, waiter, &error));
  g_assert_no_error (error);
}

/* The file stays as long as one of them needs it. */
static void
test_removal (Fixture       *fixture,
              gconstpointer  user_data)
{
  const BatchJobRecord *kept;

  start_some (fixture, 0, 5);
  wait_for_all (fixture);

  /* The first two found nothing under way to wait for. */
  kept = nth_job (fixture, 4);
  g_assert_cmpstr (nth_job (fixture, 2)->input_digest, ==, kept->input_digest);
  g_assert_cmpstr (nth_job (fixture, 3)->input_digest, ==, kept->input_digest);
  purge (fixture, "j2");
  purge (fixture, "j3");
  g_assert_cmpuint (collect (fixture), ==, 0);
  check_payloads (fixture, nth_job (fixture, 4));
  purge (fixture, "j4");
  g_assert_cmpuint (collect (fixture), ==, 1);
  check_payloads (fixture, nth_job (fixture, 0));
}

/* All of them are told, nothing is left, and the next ones come in. */
static void
test_full_disk (Fixture       *fixture,
                gconstpointer  user_data)
{
  batch_test_disk_set_space (10);
  start_some (fixture, 0, N_JOBS);
  wait_for_all (fixture);
  g_assert_cmpuint (fixture->n_failed, ==, N_JOBS);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_cmpuint (intake_count_files (&fixture->intake), ==, 0);

  batch_test_disk_reset ();
  start_some (fixture, 0, N_JOBS);
  wait_for_all (fixture);
  g_assert_cmpuint (fixture->jobs->len, ==, N_JOBS);
}

/* More than one group takes, by number, by items and by bytes. */
static void
test_many (Fixture       *fixture,
           gconstpointer  user_data)
{
  const guint n_jobs = 2500;
  const guint n_long = 30;

  start_some (fixture, 0, n_jobs);
  for (guint i = 0; i < n_long; i++)
    start (fixture, n_jobs + i, 500);
  wait_for_all (fixture);

  g_assert_cmpuint (fixture->jobs->len, ==, n_jobs + n_long);
  check_order (fixture);
  check_payloads (fixture, nth_job (fixture, n_jobs - 1));
  check_payloads (fixture, nth_job (fixture, n_jobs + n_long - 1));
  g_assert_cmpuint (intake_count_files (&fixture->intake), >, 3);
}

static void
add (const char  *name,
     void       (*test) (Fixture *fixture, gconstpointer user_data))
{
  g_autofree char *path = g_strconcat ("/batch/intake/import-group/", name, NULL);

  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  add ("together", test_together);
  add ("between-large-ones", test_between_large_ones);
  add ("one-is-refused", test_one_is_refused);
  add ("one-is-cancelled", test_one_is_cancelled);
  add ("removal", test_removal);
  add ("full-disk", test_full_disk);
  add ("many", test_many);

  return g_test_run ();
}
