/* test-unfinished.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <string.h>
#include <unistd.h>

#include "test-engine.h"
#include "test-support.h"

/* Which job the same input takes up again. No server is there, so that all jobs wait. */

#define SERVER "http://127.0.0.1:9"
#define PAGE   500                     /* of the search */

static GFile *
write_input (const BatchTestEngine *fixture,
             const char            *name,
             const char            *word)
{
  g_autofree char *line = g_strdup_printf ("{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":"
                                           "\"/v1/chat/completions\",\"body\":{\"model\":\"m\","
                                           "\"messages\":[{\"role\":\"user\",\"content\":"
                                           "\"%s\"}]}}\n", word);

  return batch_test_write_file (fixture->dir, name, line, -1);
}

static BatchJob *
submit (const BatchTestEngine *fixture,
        BatchJob              *job)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  BatchJob *submitted;

  batch_engine_submit_async (fixture->engine, job, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  submitted = batch_engine_submit_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  return submitted;
}

static BatchJob *
submit_file (const BatchTestEngine *fixture,
             GFile                 *input)
{
  g_autoptr(BatchJob) job = batch_job_new_for_file (input);

  batch_job_set_backend (job, SERVER);
  return submit (fixture, job);
}

static BatchJob *
find (const BatchTestEngine *fixture,
      GFile                 *input,
      const char            *server,
      GError               **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_find_unfinished_async (fixture->engine, input, server, NULL,
                                      batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_engine_find_unfinished_finish (fixture->engine, result, error);
}

static void
assert_found (const BatchTestEngine *fixture,
              GFile                 *input,
              BatchJob              *job)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJob) found = find (fixture, input, SERVER, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (batch_job_get_id (found), ==, batch_job_get_id (job));
}

static void
assert_none (const BatchTestEngine *fixture,
             GFile                 *input,
             const char            *server)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (find (fixture, input, server, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
}

static void
test_same_input (BatchTestEngine *fixture,
                 gconstpointer    data)
{
  g_autoptr(GFile) input = write_input (fixture, "input.jsonl", "one");
  g_autoptr(GFile) copy = write_input (fixture, "copy.jsonl", "one");
  g_autoptr(BatchJob) job = NULL;

  assert_none (fixture, input, SERVER);
  job = submit_file (fixture, input);
  assert_found (fixture, input, job);
  assert_found (fixture, copy, job);
}

/* Of the same size, longer, shorter, or for another server. */
static void
test_others (BatchTestEngine *fixture,
             gconstpointer    data)
{
  static const char *const words[] = { "two", "three", "" };
  g_autoptr(GFile) input = write_input (fixture, "input.jsonl", "one");
  g_autoptr(BatchJob) job = submit_file (fixture, input);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr(GFile) other = write_input (fixture, "other.jsonl", words[i]);

      assert_none (fixture, other, SERVER);
    }
  assert_none (fixture, input, "http://127.0.0.1:10");
  assert_none (fixture, input, NULL);
  assert_found (fixture, input, job);
}

/* Of two inputs of one size the right one is found, whichever came first. */
static void
test_same_size (BatchTestEngine *fixture,
                gconstpointer    data)
{
  g_autoptr(GFile) one = write_input (fixture, "one.jsonl", "one");
  g_autoptr(GFile) two = write_input (fixture, "two.jsonl", "two");
  g_autoptr(BatchJob) first = submit_file (fixture, one);
  g_autoptr(BatchJob) second = submit_file (fixture, two);

  assert_found (fixture, one, first);
  assert_found (fixture, two, second);
}

static void
submitted_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  guint *n_left = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJob) job = batch_engine_submit_finish (BATCH_ENGINE (source), result, &error);

  g_assert_no_error (error);
  (*n_left)--;
}

static void
test_many (BatchTestEngine *fixture,
           gconstpointer    data)
{
  g_autoptr(GFile) input = write_input (fixture, "input.jsonl", "one");
  g_autoptr(BatchJob) sought = NULL;
  guint n_left = PAGE;

  for (guint i = 0; i < PAGE; i++)
    {
      g_autoptr(BatchJob) job = batch_job_new ("m", "chat", BATCH_OVERWRITE_POLICY_SKIP);

      batch_job_add_item (job, "item", "{}", BATCH_SIZE_BUCKET_SMALL);
      batch_engine_submit_async (fixture->engine, job, NULL, submitted_cb, &n_left);
    }
  while (n_left > 0)
    g_main_context_iteration (NULL, TRUE);

  assert_none (fixture, input, SERVER);
  sought = submit_file (fixture, input);
  assert_found (fixture, input, sought);
}

/* A file that cannot be looked at is no input that is new. */
static void
test_missing (BatchTestEngine *fixture,
              gconstpointer    data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "missing.jsonl", NULL);
  g_autoptr(GFile) missing = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;

  g_assert_null (find (fixture, missing, SERVER, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

/* The size of what is not a file says nothing of what it will give. */
static void
test_pipe (BatchTestEngine *fixture,
           gconstpointer    data)
{
  g_autoptr(GFile) input = write_input (fixture, "input.jsonl", "one");
  g_autoptr(BatchJob) job = submit_file (fixture, input);
  g_autofree char *text = NULL;
  g_autofree char *path = NULL;
  g_autoptr(GFile) end = NULL;
  int fds[2];

  g_assert_true (g_file_load_contents (input, NULL, &text, NULL, NULL, NULL));
  g_assert_true (g_unix_open_pipe (fds, FD_CLOEXEC, NULL));
  g_assert_cmpint (write (fds[1], text, strlen (text)), ==, strlen (text));
  close (fds[1]);
  path = g_strdup_printf ("/dev/fd/%d", fds[0]);
  end = g_file_new_for_path (path);
  assert_found (fixture, end, job);
  close (fds[0]);
}

static void
add_test (const char *path,
          void      (*test) (BatchTestEngine *, gconstpointer))
{
  g_test_add (path, BatchTestEngine, NULL, batch_test_engine_set_up, test,
              batch_test_engine_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add_test ("/batch/engine/unfinished/same-input", test_same_input);
  add_test ("/batch/engine/unfinished/others", test_others);
  add_test ("/batch/engine/unfinished/same-size", test_same_size);
  add_test ("/batch/engine/unfinished/many", test_many);
  add_test ("/batch/engine/unfinished/missing", test_missing);
  add_test ("/batch/engine/unfinished/pipe", test_pipe);
  return g_test_run ();
}
