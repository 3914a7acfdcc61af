/* test-attempt.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "test-answer.h"
#include "test-support.h"

static BatchAttempt *
attempt_new (GBytes              *payload,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  const BatchAttemptInfo info = {
    .job_id = "batch_1",
    .item_id = "item_1",
    .custom_id = "row-1",
    .resource_key = "llava:13b",
    .operation = "tag",
    .endpoint = NULL,
    .payload = payload,
    .position = 41,
    .number = 3,
    .size_bucket = BATCH_SIZE_BUCKET_MEDIUM,
  };

  return batch_test_attempt_new (&info, cancellable, callback, user_data);
}

static BatchAttemptResult *
finish (GAsyncResult **result)
{
  g_autoptr(GError) error = NULL;
  BatchAttemptResult *outcome;

  batch_test_wait (result);
  outcome = batch_test_attempt_finish (*result, &error);
  g_assert_no_error (error);
  g_clear_object (result);
  return outcome;
}

static void
test_details (void)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GBytes) payload = g_bytes_new ("{\"a\":1}, and more", 7);
  g_autoptr(BatchAttempt) attempt = attempt_new (payload, cancellable,
                                                 batch_test_store_result, &result);

  g_assert_cmpstr (batch_attempt_get_job_id (attempt), ==, "batch_1");
  g_assert_cmpstr (batch_attempt_get_item_id (attempt), ==, "item_1");
  g_assert_cmpstr (batch_attempt_get_custom_id (attempt), ==, "row-1");
  g_assert_cmpuint (batch_attempt_get_position (attempt), ==, 41);
  g_assert_cmpstr (batch_attempt_get_resource_key (attempt), ==, "llava:13b");
  g_assert_cmpstr (batch_attempt_get_operation (attempt), ==, "tag");
  g_assert_null (batch_attempt_get_endpoint (attempt));
  g_assert_cmpuint (batch_attempt_get_number (attempt), ==, 3);
  g_assert_cmpint (batch_attempt_get_size_bucket (attempt), ==, BATCH_SIZE_BUCKET_MEDIUM);
  g_assert_true (batch_attempt_get_cancellable (attempt) == cancellable);
  g_assert_true (batch_attempt_get_payload_bytes (attempt) == payload);
  g_assert_cmpstr (batch_attempt_get_payload (attempt), ==, "{\"a\":1}");
  g_assert_true (batch_attempt_get_payload (attempt) == batch_attempt_get_payload (attempt));

  g_clear_object (&attempt);
  batch_test_wait (&result);
}

/* In JavaScript a detail is read as a property, and what is none is silently undefined. */
static void
test_properties (void)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GBytes) payload = g_bytes_new_static ("{}", 2);
  g_autoptr(BatchAttempt) attempt = attempt_new (payload, cancellable,
                                                 batch_test_store_result, &result);
  g_autofree char *job_id = NULL;
  g_autofree char *item_id = NULL;
  g_autofree char *custom_id = NULL;
  g_autofree char *key = NULL;
  g_autofree char *operation = NULL;
  g_autofree char *endpoint = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GCancellable) given = NULL;
  BatchSizeBucket bucket;
  guint position;
  guint number;

  g_object_get (attempt, "job-id", &job_id, "item-id", &item_id, "custom-id", &custom_id,
                "position", &position, "number", &number, "resource-key", &key,
                "operation", &operation, "endpoint", &endpoint, "size-bucket", &bucket,
                "payload", &text, "cancellable", &given, NULL);
  g_assert_cmpstr (job_id, ==, "batch_1");
  g_assert_cmpstr (item_id, ==, "item_1");
  g_assert_cmpstr (custom_id, ==, "row-1");
  g_assert_cmpuint (position, ==, 41);
  g_assert_cmpuint (number, ==, 3);
  g_assert_cmpstr (key, ==, "llava:13b");
  g_assert_cmpstr (operation, ==, "tag");
  g_assert_null (endpoint);
  g_assert_cmpint (bucket, ==, BATCH_SIZE_BUCKET_MEDIUM);
  g_assert_cmpstr (text, ==, "{}");
  g_assert_true (given == cancellable);

  g_clear_object (&attempt);
  batch_test_wait (&result);
}

static void
test_no_payload (void)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchAttempt) attempt = attempt_new (NULL, NULL, batch_test_store_result, &result);

  g_assert_cmpstr (batch_attempt_get_payload (attempt), ==, "");
  g_assert_cmpuint (g_bytes_get_size (batch_attempt_get_payload_bytes (attempt)), ==, 0);

  g_clear_object (&attempt);
  batch_test_wait (&result);
}

static gboolean
complete (BatchAttempt *attempt)
{
  return batch_attempt_complete (attempt, NULL);
}

static gboolean
complete_with_output (BatchAttempt *attempt)
{
  return batch_attempt_complete (attempt, "a cat");
}

static gboolean
complete_with_bytes (BatchAttempt *attempt)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static ("a dog", 5);

  return batch_attempt_complete_bytes (attempt, bytes);
}

static gboolean
fail (BatchAttempt *attempt)
{
  g_autoptr(GError) error = g_error_new_literal (BATCH_ERROR, BATCH_ERROR_BACKEND, "No picture");

  return batch_attempt_fail (attempt, error);
}

static gboolean
fail_message (BatchAttempt *attempt)
{
  return batch_attempt_fail_message (attempt, "No sound");
}

static gboolean
fail_temporarily (BatchAttempt *attempt)
{
  return batch_attempt_fail_temporarily (attempt, "Not yet", 1500);
}

static gboolean
fail_for_a_while (BatchAttempt *attempt)
{
  return batch_attempt_fail_temporarily (attempt, "Not yet", -99);
}

static gboolean
skip (BatchAttempt *attempt)
{
  return batch_attempt_skip (attempt, "Nothing to do");
}

/* Acceptance case 45, with answers in the place of constructors: success without
 * and with an output, failure with a text, and the ways that are ours. */
static void
test_answers (void)
{
  static const struct
  {
    gboolean         (*answer) (BatchAttempt *attempt);
    BatchItemStatus    status;
    BatchFailureKind   kind;
    const char        *output;
    const char        *message;
    gboolean           retriable;
    gint64             retry_after_ms;
  } cases[] = {
    { complete, BATCH_ITEM_STATUS_SUCCEEDED, BATCH_FAILURE_KIND_NONE, NULL, NULL, FALSE, -1 },
    { complete_with_output, BATCH_ITEM_STATUS_SUCCEEDED, BATCH_FAILURE_KIND_NONE,
      "a cat", NULL, FALSE, -1 },
    { complete_with_bytes, BATCH_ITEM_STATUS_SUCCEEDED, BATCH_FAILURE_KIND_NONE,
      "a dog", NULL, FALSE, -1 },
    { fail, BATCH_ITEM_STATUS_FAILED, BATCH_FAILURE_KIND_HANDLER_ERROR,
      NULL, "No picture", FALSE, -1 },
    { fail_message, BATCH_ITEM_STATUS_FAILED, BATCH_FAILURE_KIND_HANDLER_ERROR,
      NULL, "No sound", FALSE, -1 },
    { fail_temporarily, BATCH_ITEM_STATUS_FAILED, BATCH_FAILURE_KIND_HANDLER_ERROR,
      NULL, "Not yet", TRUE, 1500 },
    { fail_for_a_while, BATCH_ITEM_STATUS_FAILED, BATCH_FAILURE_KIND_HANDLER_ERROR,
      NULL, "Not yet", TRUE, -1 },
    { skip, BATCH_ITEM_STATUS_SKIPPED, BATCH_FAILURE_KIND_NONE,
      NULL, "Nothing to do", FALSE, -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(BatchAttempt) attempt = attempt_new (NULL, NULL, batch_test_store_result, &result);
      g_autoptr(BatchAttemptResult) outcome = NULL;

      g_assert_true (cases[i].answer (attempt));
      for (guint j = 0; j < G_N_ELEMENTS (cases); j++)
        g_assert_false (cases[j].answer (attempt));
      g_assert_null (result);

      outcome = finish (&result);
      g_assert_cmpint (outcome->status, ==, cases[i].status);
      g_assert_cmpint (outcome->kind, ==, cases[i].kind);
      g_assert_cmpstr (outcome->message, ==, cases[i].message);
      g_assert_cmpint (outcome->retriable, ==, cases[i].retriable);
      g_assert_cmpint (outcome->retry_after_ms, ==, cases[i].retry_after_ms);
      if (cases[i].output == NULL)
        g_assert_null (outcome->output);
      else
        g_assert_cmpmem (g_bytes_get_data (outcome->output, NULL),
                         g_bytes_get_size (outcome->output),
                         cases[i].output, strlen (cases[i].output));
    }
}

static void
assert_dropped (GAsyncResult **result)
{
  g_autoptr(BatchAttemptResult) outcome = NULL;

  /* It may be garbage collection that drops it: nobody is called from there. */
  g_assert_null (*result);
  outcome = finish (result);
  g_assert_cmpint (outcome->status, ==, BATCH_ITEM_STATUS_FAILED);
  g_assert_cmpint (outcome->kind, ==, BATCH_FAILURE_KIND_TASK_TERMINATED);
  g_assert_nonnull (outcome->message);
  g_assert_false (outcome->retriable);
}

static void
test_dropped (void)
{
  g_autoptr(GAsyncResult) result = NULL;
  BatchAttempt *attempt = attempt_new (NULL, NULL, batch_test_store_result, &result);

  g_assert_finalize_object (attempt);
  assert_dropped (&result);
}

static gpointer
drop_thread (gpointer data)
{
  g_object_unref (data);
  return NULL;
}

static void
test_dropped_elsewhere (void)
{
  g_autoptr(GAsyncResult) result = NULL;
  BatchAttempt *attempt = attempt_new (NULL, NULL, batch_test_store_result, &result);

  g_thread_join (g_thread_new ("drop", drop_thread, attempt));
  assert_dropped (&result);
}

static void
test_answered_before_dropped (void)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchAttemptResult) outcome = NULL;
  BatchAttempt *attempt = attempt_new (NULL, NULL, batch_test_store_result, &result);

  g_assert_true (batch_attempt_complete (attempt, "kept"));
  g_assert_finalize_object (attempt);
  outcome = finish (&result);
  g_assert_cmpint (outcome->status, ==, BATCH_ITEM_STATUS_SUCCEEDED);
}

static void
test_cancelled (void)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchAttempt) attempt = attempt_new (NULL, cancellable,
                                                 batch_test_store_result, &result);

  g_cancellable_cancel (cancellable);
  g_assert_true (batch_attempt_complete (attempt, "too late"));
  batch_test_wait (&result);
  g_assert_null (batch_test_attempt_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* --- Answers from many threads --- */

#define N_ATTEMPTS 5000
#define N_THREADS  4

typedef struct
{
  BatchAttempt **attempts;
  guint          thread_number;
  guint          n_taken;
} Answerer;

typedef struct
{
  GThread *owner;
  guint    n_answers[N_ATTEMPTS];
  guint    n_done;
} Tally;

typedef struct
{
  Tally *tally;
  guint  index;
} Place;

static gpointer
answer_thread (gpointer data)
{
  Answerer *self = data;

  for (guint i = 0; i < N_ATTEMPTS; i++)
    {
      BatchAttempt *attempt = self->attempts[i];
      gboolean taken;

      g_assert_cmpstr (batch_attempt_get_payload (attempt), ==, "payload");
      if ((i + self->thread_number) % 2 == 0)
        taken = batch_attempt_complete (attempt, "yes");
      else
        taken = batch_attempt_fail_message (attempt, "no");
      self->n_taken += taken ? 1 : 0;
      g_object_unref (attempt);
    }

  return NULL;
}

static void
tally_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autofree Place *place = user_data;
  g_autoptr(BatchAttemptResult) outcome = batch_test_attempt_finish (result, NULL);

  g_assert_true (g_thread_self () == place->tally->owner);
  g_assert_nonnull (outcome);
  g_assert_cmpint (outcome->kind, !=, BATCH_FAILURE_KIND_TASK_TERMINATED);
  place->tally->n_answers[place->index]++;
  place->tally->n_done++;
}

static void
test_many_threads (void)
{
  g_autofree Tally *tally = g_new0 (Tally, 1);
  g_autofree BatchAttempt **attempts = g_new0 (BatchAttempt *, N_ATTEMPTS);
  g_autoptr(GBytes) payload = g_bytes_new_static ("payload", 7);
  Answerer answerers[N_THREADS];
  GThread *threads[N_THREADS];
  guint n_taken = 0;

  tally->owner = g_thread_self ();
  for (guint i = 0; i < N_ATTEMPTS; i++)
    {
      Place *place = g_new (Place, 1);

      place->tally = tally;
      place->index = i;
      attempts[i] = attempt_new (payload, NULL, tally_cb, place);
      for (guint j = 1; j < N_THREADS; j++)
        g_object_ref (attempts[i]);
    }

  for (guint j = 0; j < N_THREADS; j++)
    {
      answerers[j] = (Answerer) { .attempts = attempts, .thread_number = j };
      threads[j] = g_thread_new ("answer", answer_thread, &answerers[j]);
    }
  while (tally->n_done < N_ATTEMPTS)
    g_main_context_iteration (NULL, TRUE);

  for (guint j = 0; j < N_THREADS; j++)
    {
      g_thread_join (threads[j]);
      n_taken += answerers[j].n_taken;
    }
  while (g_main_context_iteration (NULL, FALSE))
    continue;

  g_assert_cmpuint (n_taken, ==, N_ATTEMPTS);
  for (guint i = 0; i < N_ATTEMPTS; i++)
    g_assert_cmpuint (tally->n_answers[i], ==, 1);
}

/* The engine has a thread and a context of its own; handlers run elsewhere. */
static void
test_context (void)
{
  g_autoptr(GMainContext) engine = g_main_context_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchAttempt) attempt = NULL;
  g_autoptr(BatchAttemptResult) outcome = NULL;

  g_main_context_push_thread_default (engine);
  attempt = attempt_new (NULL, NULL, batch_test_store_result, &result);
  g_main_context_pop_thread_default (engine);

  batch_attempt_complete (attempt, "done");
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_null (result);

  while (result == NULL)
    g_main_context_iteration (engine, TRUE);
  outcome = finish (&result);
  g_assert_cmpint (outcome->status, ==, BATCH_ITEM_STATUS_SUCCEEDED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/handlers/attempt/details", test_details);
  g_test_add_func ("/batch/handlers/attempt/properties", test_properties);
  g_test_add_func ("/batch/handlers/attempt/no-payload", test_no_payload);
  g_test_add_func ("/batch/handlers/attempt/answers-case-45", test_answers);
  g_test_add_func ("/batch/handlers/attempt/dropped", test_dropped);
  g_test_add_func ("/batch/handlers/attempt/dropped-elsewhere", test_dropped_elsewhere);
  g_test_add_func ("/batch/handlers/attempt/answered-before-dropped", test_answered_before_dropped);
  g_test_add_func ("/batch/handlers/attempt/cancelled", test_cancelled);
  g_test_add_func ("/batch/handlers/attempt/many-threads", test_many_threads);
  g_test_add_func ("/batch/handlers/attempt/context", test_context);
  return g_test_run ();
}
