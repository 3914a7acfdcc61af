/* test-janitor.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "files/batch-file-writer-private.h"
#include "intake/batch-janitor-private.h"
#include "store-sync.h"
#include "test-intake.h"
#include "test-support.h"

#define N_LINES 10000

static void
run_janitor (Intake *intake,
             guint   n_jobs,
             guint   n_files)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  guint jobs;
  guint files;

  batch_janitor_run_async (intake->store, intake->files, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  g_assert_true (batch_janitor_run_finish (result, &jobs, &files, &error));
  g_assert_no_error (error);
  g_assert_cmpint (jobs, ==, n_jobs);
  g_assert_cmpint (files, ==, n_files);
}

static void
run_purge (Intake *intake,
           gint64  removed_before,
           guint   n_jobs)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  guint jobs;

  batch_janitor_purge_async (intake->store, removed_before, NULL, batch_test_store_result,
                             &result);
  batch_test_wait (&result);
  g_assert_true (batch_janitor_purge_finish (result, &jobs, &error));
  g_assert_no_error (error);
  g_assert_cmpint (jobs, ==, n_jobs);
}

static void
remove_job (Intake     *intake,
            const char *id,
            gint64      at)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();
  g_autoptr(BatchJobRecord) after = NULL;

  values->removed_at = at;
  after = batch_test_store_change_job (intake->store, id, values, BATCH_JOB_FIELD_REMOVED, at,
                                       &error);
  g_assert_no_error (error);
}

static gboolean
has_job (Intake     *intake,
         const char *id)
{
  g_autoptr(BatchJobRecord) job = intake_get_job (intake, id);

  return job != NULL;
}

static void
insert_validating (Intake     *intake,
                   const char *id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) job = intake_make_job (id);

  g_assert_true (batch_test_store_insert_job (intake->store, job, &error));
  g_assert_no_error (error);
}

static void
put_file (Intake     *intake,
          const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchFileWriter) writer = batch_file_writer_new (intake->files, &error);
  g_autoptr(BatchFileGuard) guard = NULL;
  g_autofree char *digest = NULL;
  gint64 size;

  batch_file_writer_write (writer, text, strlen (text), &error);
  guard = batch_file_writer_commit (writer, &digest, &size, &error);
  g_assert_no_error (error);
}

/* Orphans and files that nobody names go, the rest stays. */
static void
test_leftovers (void)
{
  Intake intake;
  g_autoptr(GError) error = NULL;
  g_autofree char *lines = intake_make_lines (10, 1);

  intake_set_up (&intake, NULL);
  {
    g_autoptr(BatchJobRecord) job = intake_import_text (&intake, "good", lines, NULL, &error);
    g_autoptr(BatchJobRecord) orphan = NULL;

    g_assert_no_error (error);
    insert_validating (&intake, "orphan");
    put_file (&intake, "nobody's");
    g_assert_cmpint (intake_count_files (&intake), ==, 2);

    run_janitor (&intake, 1, 1);
    g_assert_cmpint (intake_count_files (&intake), ==, 1);
    orphan = intake_get_job (&intake, "orphan");
    g_assert_cmpint (orphan->removed_at, >, 0);
    run_janitor (&intake, 0, 0);

    run_purge (&intake, 0, 1);
    g_assert_true (has_job (&intake, "good"));
    g_assert_false (has_job (&intake, "orphan"));
  }
  intake_tear_down (&intake);
}

/* A removed job can be taken back for some time; then its rows go, and its input. */
static void
test_removed (void)
{
  Intake intake;
  g_autoptr(GError) error = NULL;
  g_autofree char *lines = intake_make_lines (10000, 1);

  intake_set_up (&intake, NULL);
  {
    g_autoptr(BatchJobRecord) job = intake_import_text (&intake, "j", lines, NULL, &error);

    g_assert_no_error (error);
    remove_job (&intake, "j", 1000);
    run_purge (&intake, 1000, 0);
    run_janitor (&intake, 0, 0);
    g_assert_true (has_job (&intake, "j"));
    g_assert_cmpint (intake_count_files (&intake), ==, 1);

    run_purge (&intake, 1001, 1);
    run_janitor (&intake, 0, 1);
    g_assert_false (has_job (&intake, "j"));
    g_assert_cmpint (intake_count_files (&intake), ==, 0);
  }
  intake_tear_down (&intake);
}

static void
insert_ended (Intake     *intake,
              const char *id,
              const char *metadata)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) job = intake_make_job (id);

  job->state = BATCH_JOB_STATE_COMPLETED;
  job->completed_at = 1000;
  job->metadata = g_strdup (metadata);
  g_assert_true (batch_test_store_insert_job (intake->store, job, &error));
  g_assert_no_error (error);
}

/* What was tried is in no list, so it goes by itself when its engine died before it removed it;
 * not at once, as other engines may still read from theirs. */
static void
test_lost_trial (void)
{
  Intake intake;

  intake_set_up (&intake, NULL);
  insert_ended (&intake, "work", "{\"a\":\"b\"}");
  insert_ended (&intake, "trial", "{\"" BATCH_JOB_TRIAL "\":\"true\"}");
  run_purge (&intake, 1000, 0);
  g_assert_true (has_job (&intake, "trial"));

  run_purge (&intake, 1001, 1);
  g_assert_false (has_job (&intake, "trial"));
  g_assert_true (has_job (&intake, "work"));
  intake_tear_down (&intake);
}

/* While an import lives, nothing is touched. */
static gboolean
janitor_meanwhile (guint    n_read,
                   gpointer user_data)
{
  g_autoptr(GMainContext) context = NULL;

  if (n_read != 50)
    return TRUE;

  context = g_main_context_new ();
  g_main_context_push_thread_default (context);
  {
    Intake *intake = user_data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GAsyncResult) result = NULL;
    guint n_jobs;
    guint n_files;

    batch_janitor_run_async (intake->store, intake->files, NULL, batch_test_store_result, &result);
    while (result == NULL)
      g_main_context_iteration (context, TRUE);
    g_assert_true (batch_janitor_run_finish (result, &n_jobs, &n_files, &error));
    g_assert_cmpint (n_jobs, ==, 0);
    g_assert_cmpint (n_files, ==, 0);
  }
  g_main_context_pop_thread_default (context);
  return TRUE;
}

static void
test_import_lives (void)
{
  Intake intake;
  g_autoptr(GError) error = NULL;
  g_autofree char *lines = intake_make_lines (20000, 1);
  g_autoptr(GBytes) bytes = g_bytes_new_static (lines, strlen (lines));

  intake_set_up (&intake, NULL);
  {
    g_autoptr(GInputStream) input = intake_stream_new (bytes, 10000, janitor_meanwhile, &intake);
    g_autoptr(BatchJobRecord) job = intake_import (&intake, "j", input, NULL, NULL, &error);

    g_assert_no_error (error);
    g_assert_cmpint (job->counts.total, ==, 20000);
  }
  intake_tear_down (&intake);
}

/* --- Killed in the middle --- */

static int
import_and_exit (const char *root)
{
  g_autofree char *uri = g_strdup_printf ("sqlite:%s/queue.db", root);
  g_autofree char *files = g_build_filename (root, "files", NULL);
  g_autofree char *lines = intake_make_lines (N_LINES, 3);
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr(BatchJobRecord) job = NULL;
  g_autoptr(GError) error = NULL;
  Intake intake;

  intake_set_up (&intake, uri);
  g_clear_object (&intake.files);
  intake.files = batch_file_store_new (files, &error);
  g_assert_no_error (error);
  job = intake_import_text (&intake, id, lines, NULL, &error);
  g_assert_no_error (error);
  exit (0);
}

static gboolean
kill_after (const char *root,
            gulong      delay_us)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr(GSubprocess) process = NULL;

  g_subprocess_launcher_setenv (launcher, "BATCH_TEST_IMPORT", root, TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, "/proc/self/exe", NULL);
  g_assert_no_error (error);
  g_usleep (delay_us);
  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
  return !g_subprocess_get_successful (process);
}

/* Of every job that is there afterwards, all items are, and so is the input. */
static guint
check_jobs (Intake *intake)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) jobs = batch_test_store_list_jobs (intake->store, 0, 0, FALSE, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < jobs->len; i++)
    {
      const BatchJobRecord *job = g_ptr_array_index (jobs, i);
      g_autoptr(GPtrArray) items = intake_list_items (intake, job->id);
      g_autoptr(BatchBlobSource) source =
        batch_file_store_open_blob (intake->files, job->input_digest, &error);

      g_assert_no_error (error);
      g_assert_cmpint (job->state, ==, BATCH_JOB_STATE_QUEUED);
      g_assert_cmpint (job->counts.total, ==, N_LINES);
      g_assert_cmpint (items->len, ==, N_LINES);
      g_assert_cmpint (batch_blob_source_get_size (source), ==, job->input_size);
    }

  return jobs->len;
}

static void
test_killed (void)
{
  g_autofree char *root = batch_test_make_dir ();
  g_autofree char *uri = g_strdup_printf ("sqlite:%s/queue.db", root);
  g_autofree char *files = g_build_filename (root, "files", NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  guint n_killed = 0;
  Intake intake;

  for (guint i = 0; i < 20; i++)
    n_killed += kill_after (root, 10000 + i * 15000);
  g_test_message ("%u of 20 were killed in time", n_killed);
  g_assert_cmpint (n_killed, >, 0);

  intake_set_up (&intake, uri);
  g_clear_object (&intake.files);
  intake.files = batch_file_store_new (files, &error);
  g_assert_no_error (error);
  batch_janitor_run_async (intake.store, intake.files, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  {
    guint n_jobs;
    guint n_files;

    g_assert_true (batch_janitor_run_finish (result, &n_jobs, &n_files, &error));
    g_assert_no_error (error);
    g_clear_object (&result);
    g_test_message ("%u jobs and %u files were left over", n_jobs, n_files);
    run_purge (&intake, 0, n_jobs);
  }
  g_test_message ("%u jobs were taken in", check_jobs (&intake));
  intake_tear_down (&intake);
  batch_test_remove_dir (root);
}

int
main (int   argc,
      char *argv[])
{
  const char *root = g_getenv ("BATCH_TEST_IMPORT");

  if (root != NULL)
    return import_and_exit (root);

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/intake/janitor/leftovers", test_leftovers);
  g_test_add_func ("/batch/intake/janitor/removed", test_removed);
  g_test_add_func ("/batch/intake/janitor/lost-trial", test_lost_trial);
  g_test_add_func ("/batch/intake/janitor/import-lives", test_import_lives);
  g_test_add_func ("/batch/intake/janitor/killed", test_killed);

  return g_test_run ();
}
