/* test-handlers.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "handlers/batch-item-handler-private.h"
#include "handlers/batch-sync-handler.h"
#include "test-answer.h"
#include "test-properties.h"
#include "test-support.h"

/* --- A handler that answers later, and one that does nothing --- */

#define TEST_TYPE_LATE_HANDLER (test_late_handler_get_type ())
G_DECLARE_FINAL_TYPE (TestLateHandler, test_late_handler, TEST, LATE_HANDLER, BatchItemHandler)

struct _TestLateHandler
{
  BatchItemHandler  parent_instance;
  BatchAttempt     *attempt;
  guint             n_asked;
  gboolean          forgets;       /* to say that the answer comes later */
};

G_DEFINE_FINAL_TYPE (TestLateHandler, test_late_handler, BATCH_TYPE_ITEM_HANDLER)

static gboolean
test_late_handler_handle (BatchItemHandler  *handler,
                          BatchAttempt      *attempt,
                          GError           **error)
{
  if (g_str_equal (batch_attempt_get_payload (attempt), "broken"))
    g_set_error_literal (error, BATCH_ERROR, BATCH_ERROR_FAILED, "It is broken");
  g_set_object (&TEST_LATE_HANDLER (handler)->attempt, attempt);
  return !TEST_LATE_HANDLER (handler)->forgets;
}

static gboolean
test_late_handler_should_skip (BatchItemHandler  *handler,
                               BatchAttempt      *attempt,
                               GError           **error)
{
  TEST_LATE_HANDLER (handler)->n_asked++;
  if (g_str_equal (batch_attempt_get_payload (attempt), "cannot tell"))
    g_set_error_literal (error, BATCH_ERROR, BATCH_ERROR_FAILED, "Who knows");
  return g_strcmp0 (batch_attempt_get_payload (attempt), "done already") == 0;
}

static void
test_late_handler_dispose (GObject *object)
{
  g_clear_object (&TEST_LATE_HANDLER (object)->attempt);
  G_OBJECT_CLASS (test_late_handler_parent_class)->dispose (object);
}

static void
test_late_handler_class_init (TestLateHandlerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = test_late_handler_dispose;
  BATCH_ITEM_HANDLER_CLASS (klass)->handle = test_late_handler_handle;
  BATCH_ITEM_HANDLER_CLASS (klass)->should_skip = test_late_handler_should_skip;
}

static void
test_late_handler_init (TestLateHandler *self)
{
}

#define TEST_TYPE_IDLE_HANDLER (test_idle_handler_get_type ())
G_DECLARE_FINAL_TYPE (TestIdleHandler, test_idle_handler, TEST, IDLE_HANDLER, BatchItemHandler)

struct _TestIdleHandler
{
  BatchItemHandler parent_instance;
};

G_DEFINE_FINAL_TYPE (TestIdleHandler, test_idle_handler, BATCH_TYPE_ITEM_HANDLER)

static void
test_idle_handler_class_init (TestIdleHandlerClass *klass)
{
}

static void
test_idle_handler_init (TestIdleHandler *self)
{
}

/* --- A handler that blocks; what it does is what the payload says --- */

#define TEST_TYPE_SLOW_HANDLER (test_slow_handler_get_type ())
G_DECLARE_FINAL_TYPE (TestSlowHandler, test_slow_handler, TEST, SLOW_HANDLER, BatchSyncHandler)

struct _TestSlowHandler
{
  BatchSyncHandler parent_instance;
  GThread         *owner;
  GMutex           lock;
  GCond            cond;
  guint            n_inside;
  guint            n_processed;    /* atomic */
};

G_DEFINE_FINAL_TYPE (TestSlowHandler, test_slow_handler, BATCH_TYPE_SYNC_HANDLER)

/* Nobody leaves before everybody has come. */
static void
meet (TestSlowHandler *self,
      guint            n_expected)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  g_mutex_lock (&self->lock);
  self->n_inside++;
  g_cond_broadcast (&self->cond);
  while (self->n_inside < n_expected)
    g_assert_true (g_cond_wait_until (&self->cond, &self->lock, end));
  g_mutex_unlock (&self->lock);
}

static char *
test_slow_handler_process (BatchSyncHandler  *handler,
                           BatchAttempt      *attempt,
                           GCancellable      *cancellable,
                           GError           **error)
{
  TestSlowHandler *self = TEST_SLOW_HANDLER (handler);
  const char *payload = batch_attempt_get_payload (attempt);

  g_assert_true (g_thread_self () != self->owner);
  g_assert_true (cancellable == batch_attempt_get_cancellable (attempt));
  g_atomic_int_inc (&self->n_processed);

  if (g_str_equal (payload, "fail"))
    {
      g_set_error_literal (error, BATCH_ERROR, BATCH_ERROR_FAILED, "It broke");
      return NULL;
    }
  if (g_str_equal (payload, "nothing"))
    return NULL;
  if (g_str_equal (payload, "later"))
    {
      batch_attempt_fail_temporarily (attempt, "The camera is busy", 10);
      return NULL;
    }
  if (g_str_has_prefix (payload, "meet "))
    meet (self, g_ascii_strtoull (payload + 5, NULL, 10));
  return g_strdup_printf ("<%s>", payload);
}

static void
test_slow_handler_finalize (GObject *object)
{
  TestSlowHandler *self = TEST_SLOW_HANDLER (object);

  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  G_OBJECT_CLASS (test_slow_handler_parent_class)->finalize (object);
}

static void
test_slow_handler_class_init (TestSlowHandlerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_slow_handler_finalize;
  BATCH_SYNC_HANDLER_CLASS (klass)->process = test_slow_handler_process;
}

static void
test_slow_handler_init (TestSlowHandler *self)
{
  self->owner = g_thread_self ();
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
}

#define TEST_TYPE_EMPTY_HANDLER (test_empty_handler_get_type ())
G_DECLARE_FINAL_TYPE (TestEmptyHandler, test_empty_handler, TEST, EMPTY_HANDLER, BatchSyncHandler)

struct _TestEmptyHandler
{
  BatchSyncHandler parent_instance;
};

G_DEFINE_FINAL_TYPE (TestEmptyHandler, test_empty_handler, BATCH_TYPE_SYNC_HANDLER)

static void
test_empty_handler_class_init (TestEmptyHandlerClass *klass)
{
}

static void
test_empty_handler_init (TestEmptyHandler *self)
{
}

/* --- Running them --- */

static BatchAttempt *
attempt_new (const char    *payload,
             GCancellable  *cancellable,
             GAsyncResult **result)
{
  g_autoptr(GBytes) bytes = g_bytes_new (payload, strlen (payload));
  const BatchAttemptInfo info = {
    .job_id = "batch_1",
    .item_id = "item_1",
    .custom_id = "row-1",
    .resource_key = "llava:13b",
    .operation = "tag",
    .payload = bytes,
    .number = 1,
  };

  return batch_test_attempt_new (&info, cancellable, batch_test_store_result, result);
}

static void
start (gpointer              handler,
       const char           *payload,
       BatchOverwritePolicy  policy,
       GAsyncResult        **result)
{
  g_autoptr(BatchAttempt) attempt = attempt_new (payload, NULL, result);

  batch_item_handler_run (handler, attempt, policy);
}

static char *
finish (GAsyncResult **result)
{
  g_autoptr(BatchAttemptResult) outcome = NULL;
  g_autofree char *output = NULL;

  batch_test_wait (result);
  outcome = batch_test_attempt_finish (*result, NULL);
  g_assert_nonnull (outcome);
  if (outcome->output != NULL)
    output = g_strndup (g_bytes_get_data (outcome->output, NULL),
                        g_bytes_get_size (outcome->output));
  return g_strdup_printf ("%s %s %s",
                          batch_enum_to_nick (BATCH_TYPE_ITEM_STATUS, outcome->status),
                          output != NULL ? output : "-",
                          outcome->message != NULL ? outcome->message : "-");
}

static char *
run (gpointer              handler,
     const char           *payload,
     BatchOverwritePolicy  policy)
{
  g_autoptr(GAsyncResult) result = NULL;

  start (handler, payload, policy, &result);
  return finish (&result);
}

static void
test_answers_later (void)
{
  g_autoptr(TestLateHandler) handler = g_object_new (TEST_TYPE_LATE_HANDLER, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *outcome = NULL;

  start (handler, "x", BATCH_OVERWRITE_POLICY_OVERWRITE, &result);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_null (result);

  batch_attempt_complete (handler->attempt, "seen");
  outcome = finish (&result);
  g_assert_cmpstr (outcome, ==, "succeeded seen -");
}

/* The attempt is still held, as a traceback in Python holds it. */
static void
test_no_answer (void)
{
  g_autoptr(TestLateHandler) handler = g_object_new (TEST_TYPE_LATE_HANDLER, NULL);
  g_autofree char *outcome = NULL;

  handler->forgets = TRUE;
  batch_item_handler_set_patience (BATCH_ITEM_HANDLER (handler), 1);
  outcome = run (handler, "x", BATCH_OVERWRITE_POLICY_OVERWRITE);
  g_assert_cmpstr (outcome, ==, "failed - The handler gave no answer within 1 s; one that needs "
                                "longer returns TRUE from “handle”");
  g_assert_nonnull (handler->attempt);
  g_assert_false (batch_attempt_complete (handler->attempt, "too late"));
}

/* Nothing was promised, but the answer comes in time; nobody waits any longer. */
static void
test_answers_in_time (void)
{
  g_autoptr(TestLateHandler) handler = g_object_new (TEST_TYPE_LATE_HANDLER, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *outcome = NULL;

  handler->forgets = TRUE;
  start (handler, "x", BATCH_OVERWRITE_POLICY_OVERWRITE, &result);
  batch_attempt_complete (handler->attempt, "seen");
  outcome = finish (&result);
  g_assert_cmpstr (outcome, ==, "succeeded seen -");
  g_assert_finalize_object (g_steal_pointer (&handler->attempt));
}

static void
test_properties (void)
{
  g_autoptr(BatchItemHandler) handler = g_object_new (TEST_TYPE_LATE_HANDLER, NULL);

  batch_test_check_properties (handler);
  g_assert_finalize_object (g_steal_pointer (&handler));
}

static void
test_should_skip (void)
{
  g_autoptr(TestLateHandler) handler = g_object_new (TEST_TYPE_LATE_HANDLER, NULL);
  g_autoptr(GAsyncResult) asked = NULL;
  g_autoptr(GAsyncResult) not_asked = NULL;
  g_autofree char *outcome = NULL;

  outcome = run (handler, "done already", BATCH_OVERWRITE_POLICY_SKIP);
  g_assert_cmpstr (outcome, ==, "skipped - Skipped: already has a result");
  g_assert_null (handler->attempt);

  start (handler, "new", BATCH_OVERWRITE_POLICY_SKIP, &asked);
  g_assert_nonnull (handler->attempt);
  g_assert_cmpuint (handler->n_asked, ==, 2);

  start (handler, "done already", BATCH_OVERWRITE_POLICY_OVERWRITE, &not_asked);
  g_assert_cmpuint (handler->n_asked, ==, 2);
  g_assert_cmpstr (batch_attempt_get_payload (handler->attempt), ==, "done already");

  g_clear_object (&handler->attempt);
  batch_test_wait (&asked);
  batch_test_wait (&not_asked);
}

/* What an exception looks like. Whoever holds the attempt meanwhile does not matter. */
static void
test_errors (void)
{
  g_autoptr(TestLateHandler) handler = g_object_new (TEST_TYPE_LATE_HANDLER, NULL);
  g_autofree char *of_handle = run (handler, "broken", BATCH_OVERWRITE_POLICY_OVERWRITE);
  g_autofree char *of_should_skip = NULL;

  g_assert_cmpstr (of_handle, ==, "failed - It is broken");
  g_clear_object (&handler->attempt);
  of_should_skip = run (handler, "cannot tell", BATCH_OVERWRITE_POLICY_SKIP);
  g_assert_cmpstr (of_should_skip, ==, "failed - Who knows");
  g_assert_null (handler->attempt);
}

static void
test_not_implemented (void)
{
  g_autoptr(BatchItemHandler) idle = g_object_new (TEST_TYPE_IDLE_HANDLER, NULL);
  g_autoptr(BatchItemHandler) empty = g_object_new (TEST_TYPE_EMPTY_HANDLER, NULL);
  g_autofree char *of_idle = run (idle, "x", BATCH_OVERWRITE_POLICY_SKIP);
  g_autofree char *of_empty = run (empty, "x", BATCH_OVERWRITE_POLICY_SKIP);

  g_assert_cmpstr (of_idle, ==,
                   "failed - The handler TestIdleHandler does not implement “handle”");
  g_assert_cmpstr (of_empty, ==,
                   "failed - The handler TestEmptyHandler does not implement “process”");
}

static void
test_handler_goes (void)
{
  TestLateHandler *handler = g_object_new (TEST_TYPE_LATE_HANDLER, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *outcome = NULL;

  start (handler, "x", BATCH_OVERWRITE_POLICY_SKIP, &result);
  g_assert_finalize_object (handler);
  outcome = finish (&result);
  g_assert_cmpstr (outcome, ==, "failed - The handler dropped the item without an answer");
}

static void
test_sync (void)
{
  static const struct
  {
    const char *payload;
    const char *outcome;
  } cases[] = {
    { "cat", "succeeded <cat> -" },
    { "", "succeeded <> -" },
    { "fail", "failed - It broke" },
    { "nothing", "failed - The handler gave no output" },
    { "later", "failed - The camera is busy" },
  };
  g_autoptr(TestSlowHandler) handler = g_object_new (TEST_TYPE_SLOW_HANDLER, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *outcome = run (handler, cases[i].payload, BATCH_OVERWRITE_POLICY_SKIP);

      g_assert_cmpstr (outcome, ==, cases[i].outcome);
    }
}

/* As many block at the same time as the engine hands out, more than the threads that
 * GTask has for everybody. */
static void
test_sync_parallel (void)
{
  GAsyncResult *results[40] = { NULL };
  g_autoptr(TestSlowHandler) handler = g_object_new (TEST_TYPE_SLOW_HANDLER, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    start (handler, "meet 40", BATCH_OVERWRITE_POLICY_SKIP, &results[i]);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autofree char *outcome = finish (&results[i]);

      g_assert_cmpstr (outcome, ==, "succeeded <meet 40> -");
      g_object_unref (results[i]);
    }
}

static void
test_sync_cancelled (void)
{
  g_autoptr(TestSlowHandler) handler = g_object_new (TEST_TYPE_SLOW_HANDLER, NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchAttempt) attempt = attempt_new ("x", cancellable, &result);

  g_cancellable_cancel (cancellable);
  batch_item_handler_run (BATCH_ITEM_HANDLER (handler), attempt, BATCH_OVERWRITE_POLICY_SKIP);
  batch_test_wait (&result);
  g_assert_null (batch_test_attempt_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_atomic_int_get (&handler->n_processed), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/engine/handlers/answers-later", test_answers_later);
  g_test_add_func ("/batch/engine/handlers/no-answer", test_no_answer);
  g_test_add_func ("/batch/engine/handlers/answers-in-time", test_answers_in_time);
  g_test_add_func ("/batch/engine/handlers/properties", test_properties);
  g_test_add_func ("/batch/engine/handlers/should-skip", test_should_skip);
  g_test_add_func ("/batch/engine/handlers/errors", test_errors);
  g_test_add_func ("/batch/engine/handlers/not-implemented", test_not_implemented);
  g_test_add_func ("/batch/engine/handlers/handler-goes", test_handler_goes);
  g_test_add_func ("/batch/engine/handlers/sync", test_sync);
  g_test_add_func ("/batch/engine/handlers/sync-parallel", test_sync_parallel);
  g_test_add_func ("/batch/engine/handlers/sync-cancelled", test_sync_cancelled);
  return g_test_run ();
}
