/* test-item-handler.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "handlers/batch-attempt-private.h"
#include "handlers/batch-item-handler-private.h"
#include "handlers/batch-sync-handler.h"

#include <string.h>

#define DAY_S      (24 * 60 * 60)
#define DROPPED    "The handler dropped the item without an answer"
#define NO_PROCESS "The handler BatchTestBareHandler does not implement “process”"

/* What a handler does, in the order in which it does it. */
typedef struct
{
  const char *skip_answers;        /* (nullable) it answers when asked whether to skip */
  const char *skip_error;          /* (nullable) */
  gboolean    skips;
  const char *answers;             /* (nullable) */
  const char *error;               /* (nullable) */
  gboolean    promises;
  int         n_asked;
  int         n_handled;           /* atomic */
} Script;

static void
set_error (GError     **error,
           const char  *message)
{
  if (message != NULL)
    g_set_error_literal (error, BATCH_ERROR, BATCH_ERROR_BACKEND, message);
}

/* --- Handlers that follow a script --- */

typedef struct
{
  BatchItemHandler parent_instance;
  Script          *script;
} BatchTestHandler;

typedef BatchItemHandlerClass BatchTestHandlerClass;

GType batch_test_handler_get_type (void);

G_DEFINE_TYPE (BatchTestHandler, batch_test_handler, BATCH_TYPE_ITEM_HANDLER)

static gboolean
test_handler_should_skip (BatchItemHandler  *handler,
                          BatchAttempt      *attempt,
                          GError           **error)
{
  Script *script = ((BatchTestHandler *) handler)->script;

  script->n_asked++;
  if (script->skip_answers != NULL)
    batch_attempt_complete (attempt, script->skip_answers);
  set_error (error, script->skip_error);
  return script->skips;
}

static gboolean
test_handler_handle (BatchItemHandler  *handler,
                     BatchAttempt      *attempt,
                     GError           **error)
{
  Script *script = ((BatchTestHandler *) handler)->script;

  script->n_handled++;
  if (script->answers != NULL)
    batch_attempt_complete (attempt, script->answers);
  set_error (error, script->error);
  return script->promises;
}

static void
batch_test_handler_class_init (BatchTestHandlerClass *klass)
{
  klass->should_skip = test_handler_should_skip;
  klass->handle = test_handler_handle;
}

static void
batch_test_handler_init (BatchTestHandler *self)
{
}

/* One that blocks; and one that does nothing of its own. */
typedef struct
{
  BatchSyncHandler parent_instance;
  Script          *script;
} BatchTestBlockingHandler;

typedef BatchSyncHandlerClass BatchTestBlockingHandlerClass;
typedef BatchSyncHandler BatchTestBareHandler;
typedef BatchSyncHandlerClass BatchTestBareHandlerClass;

GType batch_test_blocking_handler_get_type (void);
GType batch_test_bare_handler_get_type (void);

G_DEFINE_TYPE (BatchTestBlockingHandler, batch_test_blocking_handler, BATCH_TYPE_SYNC_HANDLER)
G_DEFINE_TYPE (BatchTestBareHandler, batch_test_bare_handler, BATCH_TYPE_SYNC_HANDLER)

static char *
test_handler_process (BatchSyncHandler  *handler,
                      BatchAttempt      *attempt,
                      GCancellable      *cancellable,
                      GError           **error)
{
  Script *script = ((BatchTestBlockingHandler *) handler)->script;

  g_assert_true (cancellable == batch_attempt_get_cancellable (attempt));
  g_atomic_int_inc (&script->n_handled);
  if (script->skip_answers != NULL)
    batch_attempt_skip (attempt, script->skip_answers);
  set_error (error, script->error);
  return g_strdup (script->answers);
}

static void
batch_test_blocking_handler_class_init (BatchTestBlockingHandlerClass *klass)
{
  klass->process = test_handler_process;
}

static void
batch_test_blocking_handler_init (BatchTestBlockingHandler *self)
{
}

static void
batch_test_bare_handler_class_init (BatchTestBareHandlerClass *klass)
{
}

static void
batch_test_bare_handler_init (BatchTestBareHandler *self)
{
}

/* --- Attempts --- */

static void
answered (BatchAttemptResult *result,
          gpointer            user_data)
{
  g_autoptr(GAsyncQueue) answers = user_data;

  g_async_queue_push (answers, result);
}

static void
result_free (gpointer result)
{
  batch_attempt_result_free (result);
}

static GAsyncQueue *
answers_new (void)
{
  return g_async_queue_new_full (result_free);
}

static BatchAttempt *
attempt_new (GCancellable *cancellable,
             GAsyncQueue  *answers)
{
  const BatchAttemptInfo info = { .job_id = "batch_1", .item_id = "item_1", .number = 1 };

  return batch_attempt_new (&info, cancellable, answered, g_async_queue_ref (answers));
}

/* In one word: the status, and what was said. */
static char *
describe (const BatchAttemptResult *result)
{
  if (result->status == BATCH_ITEM_STATUS_SUCCEEDED)
    return g_strdup_printf ("done: %.*s", (int) g_bytes_get_size (result->output),
                            (const char *) g_bytes_get_data (result->output, NULL));

  return g_strdup_printf ("%s: %s",
                          result->status == BATCH_ITEM_STATUS_SKIPPED ? "skipped" : "failed",
                          result->message);
}

static const struct
{
  const char          *name;
  BatchOverwritePolicy policy;
  Script               script;
  const char          *answer;     /* once the attempt is dropped */
  gboolean             limited;    /* … before that, its wait is */
  int                  n_asked;
  int                  n_handled;
} runs[] = {
  { "it answers", BATCH_OVERWRITE_POLICY_OVERWRITE, { .answers = "yes" },
    "done: yes", FALSE, 0, 1 },
  { "it has promised, and answers", BATCH_OVERWRITE_POLICY_OVERWRITE,
    { .answers = "", .promises = TRUE }, "done: ", FALSE, 0, 1 },
  { "it promises", BATCH_OVERWRITE_POLICY_OVERWRITE, { .promises = TRUE },
    "failed: " DROPPED, FALSE, 0, 1 },
  { "it does not", BATCH_OVERWRITE_POLICY_OVERWRITE, { 0 }, "failed: " DROPPED, TRUE, 0, 1 },
  { "an error", BATCH_OVERWRITE_POLICY_OVERWRITE, { .error = "Broken" },
    "failed: Broken", FALSE, 0, 1 },
  { "an error and a promise", BATCH_OVERWRITE_POLICY_OVERWRITE,
    { .error = "Broken", .promises = TRUE }, "failed: Broken", FALSE, 0, 1 },
  { "an error after its answer", BATCH_OVERWRITE_POLICY_OVERWRITE,
    { .answers = "yes", .error = "Broken" }, "done: yes", FALSE, 0, 1 },
  { "nobody asks whether to skip", BATCH_OVERWRITE_POLICY_OVERWRITE,
    { .skips = TRUE, .skip_error = "Broken", .answers = "yes" }, "done: yes", FALSE, 0, 1 },

  { "it skips", BATCH_OVERWRITE_POLICY_SKIP, { .skips = TRUE, .answers = "yes" },
    "skipped: " BATCH_SKIP_REASON, FALSE, 1, 0 },
  { "it does not skip", BATCH_OVERWRITE_POLICY_SKIP, { .answers = "yes" },
    "done: yes", FALSE, 1, 1 },
  { "it does not know", BATCH_OVERWRITE_POLICY_SKIP, { .skip_error = "Lost", .answers = "yes" },
    "failed: Lost", FALSE, 1, 0 },
  { "it skips with an error", BATCH_OVERWRITE_POLICY_SKIP,
    { .skips = TRUE, .skip_error = "Lost" }, "failed: Lost", FALSE, 1, 0 },
  { "it answers in place of skipping", BATCH_OVERWRITE_POLICY_SKIP,
    { .skip_answers = "early", .skips = TRUE }, "done: early", FALSE, 1, 0 },
  { "it answers too early", BATCH_OVERWRITE_POLICY_SKIP,
    { .skip_answers = "early", .answers = "late" }, "done: early", FALSE, 1, 1 },
};

static void
test_run (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      g_autoptr(GAsyncQueue) answers = answers_new ();
      g_autoptr(BatchItemHandler) handler = g_object_new (batch_test_handler_get_type (), NULL);
      g_autoptr(BatchAttempt) attempt = attempt_new (NULL, answers);
      g_autoptr(BatchAttemptResult) result = NULL;
      g_autofree char *words = NULL;
      Script script = runs[i].script;

      g_test_message ("%s", runs[i].name);
      ((BatchTestHandler *) handler)->script = &script;
      batch_item_handler_run (handler, attempt, runs[i].policy);
      g_assert_true ((attempt->limit != NULL) == runs[i].limited);
      g_assert_cmpint (script.n_asked, ==, runs[i].n_asked);
      g_assert_cmpint (script.n_handled, ==, runs[i].n_handled);

      g_clear_object (&attempt);
      result = g_async_queue_try_pop (answers);
      words = describe (result);
      g_assert_cmpstr (words, ==, runs[i].answer);
      g_assert_cmpint (g_async_queue_length (answers), ==, 0);
    }
}

/* --- Patience --- */

static void
count_notify (GObject    *object,
              GParamSpec *pspec,
              gpointer    user_data)
{
  (*(guint *) user_data)++;
}

static void
test_patience (void)
{
  g_autoptr(BatchItemHandler) handler = g_object_new (batch_test_handler_get_type (), NULL);
  guint usual = batch_item_handler_get_patience (handler);
  guint n_notified = 0;
  guint patience;

  g_assert_cmpuint (usual, >, 0);
  g_signal_connect (handler, "notify::patience", G_CALLBACK (count_notify), &n_notified);
  batch_item_handler_set_patience (handler, usual);
  g_assert_cmpuint (n_notified, ==, 0);
  batch_item_handler_set_patience (handler, 0);
  g_object_set (handler, "patience", 0, NULL);
  g_assert_cmpuint (n_notified, ==, 1);
  g_object_set (handler, "patience", G_MAXUINT, NULL);
  g_object_get (handler, "patience", &patience, NULL);
  g_assert_cmpuint (patience, ==, G_MAXUINT);
  g_assert_cmpuint (n_notified, ==, 2);
}

/* Who has more patience waits longer, however much it is. */
static void
test_limit (void)
{
  /* The last ones in ms are more than 32 bits hold. */
  static const guint patience[] = { 0, 1, DAY_S, G_MAXUINT / 1000, G_MAXUINT / 1000 + 1,
                                    G_MAXUINT };

  for (guint i = 0; i < G_N_ELEMENTS (patience); i++)
    {
      g_autoptr(GAsyncQueue) answers = answers_new ();
      g_autoptr(BatchAttempt) attempt = attempt_new (NULL, answers);
      gint64 before = g_get_monotonic_time ();

      g_test_message ("%u s", patience[i]);
      batch_attempt_limit_wait (attempt, patience[i]);
      g_assert_true ((attempt->limit != NULL) == (patience[i] > 0));
      if (attempt->limit != NULL)
        g_assert_cmpint (g_source_get_ready_time (attempt->limit), >=,
                         before + (gint64) patience[i] * G_USEC_PER_SEC);

      batch_attempt_complete (attempt, "yes");
      g_assert_null (attempt->limit);
      batch_attempt_limit_wait (attempt, patience[i]);
      g_assert_null (attempt->limit);
    }
}

/* --- Handlers that block --- */

static const struct
{
  const char *name;
  gboolean    cancelled;
  Script      script;
  const char *answer;
  int         n_handled;
} blocking[] = {
  { "output", FALSE, { .answers = "größe" }, "done: größe", 1 },
  { "empty output", FALSE, { .answers = "" }, "done: ", 1 },
  { "an error", FALSE, { .error = "Broken" }, "failed: Broken", 1 },
  { "both", FALSE, { .answers = "yes", .error = "Broken" }, "done: yes", 1 },
  { "neither", FALSE, { 0 }, "failed: The handler gave no output", 1 },
  { "it answers itself", FALSE, { .skip_answers = "Was there" }, "skipped: Was there", 1 },
  { "it answers itself, and once more", FALSE, { .skip_answers = "Was there", .answers = "yes" },
    "skipped: Was there", 1 },
  { "cancelled before", TRUE, { .answers = "yes" }, "failed: Operation was cancelled", 0 },
};

static void
test_blocking (void)
{
  /* They outlive this: one that has answered may still be at work. */
  static Script scripts[G_N_ELEMENTS (blocking)];

  for (guint i = 0; i < G_N_ELEMENTS (blocking); i++)
    {
      g_autoptr(GAsyncQueue) answers = answers_new ();
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      BatchItemHandler *handler = g_object_new (batch_test_blocking_handler_get_type (), NULL);
      BatchAttempt *attempt = attempt_new (cancellable, answers);
      g_autoptr(BatchAttemptResult) result = NULL;
      g_autofree char *words = NULL;

      g_test_message ("%s", blocking[i].name);
      scripts[i] = blocking[i].script;
      ((BatchTestBlockingHandler *) handler)->script = &scripts[i];
      if (blocking[i].cancelled)
        g_cancellable_cancel (cancellable);
      batch_item_handler_run (handler, attempt, BATCH_OVERWRITE_POLICY_OVERWRITE);

      /* The thread that works has its own hold on both. */
      g_object_unref (attempt);
      g_object_unref (handler);
      result = g_async_queue_pop (answers);
      words = describe (result);
      g_assert_cmpstr (words, ==, blocking[i].answer);
      g_assert_cmpint (g_atomic_int_get (&scripts[i].n_handled), ==, blocking[i].n_handled);
    }
}

static void
test_bare (void)
{
  g_autoptr(GAsyncQueue) answers = answers_new ();
  g_autoptr(BatchItemHandler) handler = g_object_new (batch_test_bare_handler_get_type (), NULL);
  g_autoptr(BatchAttempt) attempt = attempt_new (NULL, answers);
  g_autoptr(BatchAttemptResult) result = NULL;

  batch_item_handler_run (handler, attempt, BATCH_OVERWRITE_POLICY_SKIP);
  result = g_async_queue_pop (answers);
  g_assert_cmpint (result->status, ==, BATCH_ITEM_STATUS_FAILED);
  g_assert_cmpstr (result->message, ==, NO_PROCESS);
  g_assert_false (result->retriable);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/handlers/item-handler/run", test_run);
  g_test_add_func ("/batch/handlers/item-handler/patience", test_patience);
  g_test_add_func ("/batch/handlers/item-handler/limit", test_limit);
  g_test_add_func ("/batch/handlers/item-handler/blocking", test_blocking);
  g_test_add_func ("/batch/handlers/item-handler/bare", test_bare);
  return g_test_run ();
}
