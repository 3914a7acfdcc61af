/* test-results.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/batch-id-private.h"
#include "output/batch-results-private.h"
#include "intake/test-intake.h"
#include "store-sync.h"
#include "test-support.h"

typedef struct
{
  Intake  intake;
  char   *output;
  char   *errors;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  intake_set_up (&fixture->intake, NULL);
  fixture->output = g_build_filename (fixture->intake.root, "out.jsonl", NULL);
  fixture->errors = g_build_filename (fixture->intake.root, "errors.jsonl", NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  intake_tear_down (&fixture->intake);
  g_free (fixture->output);
  g_free (fixture->errors);
}

static BatchJobRecord *
import (Fixture *fixture,
        guint    n_items)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *lines = intake_make_lines (n_items, 1);
  BatchJobRecord *job = intake_import_text (&fixture->intake, "batch_1", lines, NULL, &error);

  g_assert_no_error (error);
  return job;
}

static void
update (Fixture          *fixture,
        guint32           position,
        BatchItemStatus   status,
        int               status_code,
        const char       *body,
        BatchFailureKind  failure_kind,
        const char       *message)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) after = NULL;
  BatchFinish *values = batch_finish_new ();

  values->job_id = g_strdup ("batch_1");
  values->position = position;
  values->status = status;
  values->status_code = status_code;
  values->body = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;
  values->request_id = status_code != 0 ? g_strdup_printf ("req-%u", position) : NULL;
  values->failure_kind = failure_kind;
  values->error = g_strdup (message);
  after = batch_test_store_update_item (fixture->intake.store, values, 1, &error);
  g_assert_no_error (error);
}

static void
succeed (Fixture    *fixture,
         guint32     position,
         int         status_code,
         const char *body)
{
  update (fixture, position, BATCH_ITEM_STATUS_RUNNING, 0, NULL, BATCH_FAILURE_KIND_NONE, NULL);
  update (fixture, position, BATCH_ITEM_STATUS_SUCCEEDED, status_code, body,
          BATCH_FAILURE_KIND_NONE, NULL);
}

static gboolean
write_results (Fixture            *fixture,
               BatchJobRecord     *job,
               BatchResultsFlags   flags,
               gint64             *n_output,
               gint64             *n_errors,
               GError            **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_results_write_async (fixture->intake.store, job, fixture->output, fixture->errors, flags,
                             NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_results_write_finish (result, n_output, n_errors, error);
}

static void
assert_text (const char *path,
             const char *expected)
{
  g_autofree char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  g_assert_cmpstr (text, ==, expected);
}

/* One item of every kind of fate. */
static BatchJobRecord *
make_mixed (Fixture *fixture)
{
  BatchJobRecord *job = import (fixture, 9);

  update (fixture, 8, BATCH_ITEM_STATUS_SKIPPED, 0, NULL, BATCH_FAILURE_KIND_NONE, "is there");
  succeed (fixture, 7, 0, NULL);
  succeed (fixture, 6, 0, "made by a handler");
  succeed (fixture, 5, 200, "{\"n\": 1e400}");
  update (fixture, 4, BATCH_ITEM_STATUS_CANCELLED, 0, NULL, BATCH_FAILURE_KIND_NONE, NULL);
  update (fixture, 3, BATCH_ITEM_STATUS_EXPIRED, 0, NULL, BATCH_FAILURE_KIND_NONE, NULL);
  update (fixture, 2, BATCH_ITEM_STATUS_RUNNING, 0, NULL, BATCH_FAILURE_KIND_NONE, NULL);
  update (fixture, 2, BATCH_ITEM_STATUS_FAILED, 400, "{\"error\": \"bad\"}",
          BATCH_FAILURE_KIND_NON_RETRIABLE_HTTP_STATUS, "The server says “no”");
  update (fixture, 1, BATCH_ITEM_STATUS_RUNNING, 0, NULL, BATCH_FAILURE_KIND_NONE, NULL);
  update (fixture, 1, BATCH_ITEM_STATUS_FAILED, 0, NULL, BATCH_FAILURE_KIND_TIMEOUT,
          "No answer within 60 s");
  return job;
}

static void
append_id (GString    *text,
           guint32     position,
           const char *rest)
{
  g_autofree char *id = batch_id_for_request ("batch_1", position);

  g_string_append_printf (text, "{\"id\": \"%s\", \"custom_id\": \"r%u\", %s\n",
                          id, position, rest);
}

static void
test_mixed (Fixture       *fixture,
            gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) job = make_mixed (fixture);
  g_autoptr(GString) output = g_string_new (NULL);
  g_autoptr(GString) errors = g_string_new (NULL);
  gint64 n_output;
  gint64 n_errors;

  append_id (output, 5, "\"response\": {\"status_code\": 200, \"request_id\": \"req-5\", "
                        "\"body\": {\"n\": 1e400}}, \"error\": null}");
  append_id (output, 6, "\"response\": {\"status_code\": 200, \"request_id\": null, "
                        "\"body\": \"made by a handler\"}, \"error\": null}");
  append_id (output, 7, "\"response\": {\"status_code\": 200, \"request_id\": null, "
                        "\"body\": null}, \"error\": null}");
  append_id (errors, 1, "\"response\": null, \"error\": {\"code\": \"timeout\", "
                        "\"message\": \"No answer within 60 s\"}}");
  append_id (errors, 2, "\"response\": {\"status_code\": 400, \"request_id\": \"req-2\", "
                        "\"body\": {\"error\": \"bad\"}}, \"error\": "
                        "{\"code\": \"non_retriable_http_status\", "
                        "\"message\": \"The server says “no”\"}}");
  append_id (errors, 3, "\"response\": null, \"error\": {\"code\": \"batch_expired\", \"message\": "
                        "\"The deadline of the batch passed before this request was finished\"}}");
  append_id (errors, 4, "\"response\": null, \"error\": {\"code\": \"batch_cancelled\", "
                        "\"message\": \"This request was cancelled before it was finished\"}}");

  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (write_results (fixture, job, i == 0 ? 0 : BATCH_RESULTS_OVERWRITE,
                                    &n_output, &n_errors, &error));
      g_assert_no_error (error);
      g_assert_cmpint (n_output, ==, 3);
      g_assert_cmpint (n_errors, ==, 4);
      assert_text (fixture->output, output->str);
      assert_text (fixture->errors, errors->str);
    }
}

/* Some pages, and answers of all lengths, in both kinds of destination. */
static void
test_pages (Fixture       *fixture,
            gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) job = import (fixture, 1000);
  g_autoptr(GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  gint64 n_lines;

  for (guint i = 0; i < 1000; i += 2)
    {
      g_autofree char *answer = g_strnfill ((i * 61) % 5000, 'x');
      g_autofree char *body = g_strdup_printf ("{\"answer\": \"%s\"}", answer);

      succeed (fixture, i, 200, body);
    }

  g_assert_true (write_results (fixture, job, 0, &n_lines, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (n_lines, ==, 500);
  g_assert_true (g_file_get_contents (fixture->output, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpint (g_strv_length (lines), ==, 501);
  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *id = g_strdup_printf ("\"custom_id\": \"r%u\"", i * 2);

      g_assert_nonnull (strstr (lines[i], id));
    }

  batch_results_stream_async (fixture->intake.store, job, stream, NULL, 0, NULL,
                              batch_test_store_result, &result);
  batch_test_wait (&result);
  g_assert_true (batch_results_write_finish (result, &n_lines, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (n_lines, ==, 500);
  g_assert_cmpmem (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (stream)),
                   g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (stream)),
                   text, strlen (text));
}

/* Pages are shorter then, and nothing is left out. */
static void
test_long_answers (Fixture       *fixture,
                   gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) job = import (fixture, 20);
  g_autofree char *answer = g_strnfill (3000000, 'x');
  struct stat status;
  gint64 n_lines;

  for (guint i = 0; i < 20; i++)
    succeed (fixture, i, 200, answer);
  g_assert_true (write_results (fixture, job, 0, &n_lines, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (n_lines, ==, 20);
  g_assert_cmpint (stat (fixture->output, &status), ==, 0);
  g_assert_cmpint (status.st_size, >, 60000000);
}

static void
test_no_errors (Fixture       *fixture,
                gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) job = import (fixture, 1);

  succeed (fixture, 0, 200, "{}");
  g_assert_true (write_results (fixture, job, 0, NULL, NULL, &error));
  g_assert_false (g_file_test (fixture->errors, G_FILE_TEST_EXISTS));

  g_file_set_contents (fixture->errors, "of an earlier round", -1, NULL);
  g_assert_true (write_results (fixture, job, BATCH_RESULTS_OVERWRITE, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (fixture->errors, G_FILE_TEST_EXISTS));
}

static void
test_existing (Fixture       *fixture,
               gconstpointer  user_data)
{
  g_autoptr(BatchJobRecord) job = make_mixed (fixture);
  const char *paths[] = { fixture->output, fixture->errors };

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GError) error = NULL;

      g_file_set_contents (paths[i], "precious", -1, NULL);
      g_assert_false (write_results (fixture, job, 0, NULL, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
      assert_text (paths[i], "precious");
      g_assert_false (g_file_test (paths[1 - i], G_FILE_TEST_EXISTS));
      g_unlink (paths[i]);
    }
}

/* Of a process that was killed before it could say that it had written them; and nothing is lost
 * with what is empty. */
static void
test_own (Fixture       *fixture,
          gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) job = make_mixed (fixture);
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;
  g_autofree char *other = NULL;

  g_assert_true (write_results (fixture, job, 0, NULL, NULL, &error));
  g_assert_true (batch_results_are_of ("batch_1", fixture->output));
  g_assert_true (batch_results_are_of ("batch_1", fixture->errors));
  g_assert_false (batch_results_are_of ("batch_2", fixture->output));
  g_assert_false (batch_results_are_of ("batch_1", "/dev/null"));
  g_assert_false (batch_results_are_of ("batch_1", "/nothing/there"));

  g_file_get_contents (fixture->output, &output, NULL, NULL);
  g_file_get_contents (fixture->errors, &errors, NULL, NULL);
  /* Somewhere else it may be what somebody has made of it. */
  g_assert_false (write_results (fixture, job, 0, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_clear_error (&error);

  job->output_path = g_strdup (fixture->output);
  job->error_path = g_strdup (fixture->errors);
  g_assert_true (write_results (fixture, job, 0, NULL, NULL, &error));
  g_assert_no_error (error);
  assert_text (fixture->output, output);
  assert_text (fixture->errors, errors);

  g_file_set_contents (fixture->output, "", 0, NULL);
  g_assert_true (write_results (fixture, job, 0, NULL, NULL, &error));
  assert_text (fixture->output, output);

  other = g_strconcat (" ", output, NULL);
  g_file_set_contents (fixture->output, other, -1, NULL);
  g_assert_false (write_results (fixture, job, 0, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  assert_text (fixture->output, other);
}

static void
test_one_path (Fixture       *fixture,
               gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) job = make_mixed (fixture);
  g_autofree char *errors = g_strdup (fixture->errors);

  g_free (fixture->errors);
  fixture->errors = g_strdup (fixture->output);
  g_assert_false (write_results (fixture, job, BATCH_RESULTS_OVERWRITE, NULL, NULL, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
  g_assert_false (g_file_test (fixture->output, G_FILE_TEST_EXISTS));

  g_clear_error (&error);
  g_clear_pointer (&fixture->output, g_free);
  g_assert_true (write_results (fixture, job, 0, NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
test_cancel (Fixture       *fixture,
             gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) job = make_mixed (fixture);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;

  g_cancellable_cancel (cancellable);
  batch_results_write_async (fixture->intake.store, job, fixture->output, NULL, 0, cancellable,
                             batch_test_store_result, &result);
  batch_test_wait (&result);
  g_assert_false (batch_results_write_finish (result, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (fixture->output, G_FILE_TEST_EXISTS));
}

static void
add (const char  *name,
     void       (*test) (Fixture *fixture, gconstpointer user_data))
{
  g_autofree char *path = g_strconcat ("/batch/output/results/", name, NULL);

  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  add ("mixed", test_mixed);
  add ("pages", test_pages);
  add ("long-answers", test_long_answers);
  add ("no-errors", test_no_errors);
  add ("existing", test_existing);
  add ("own", test_own);
  add ("one-path", test_one_path);
  add ("cancel", test_cancel);

  return g_test_run ();
}
