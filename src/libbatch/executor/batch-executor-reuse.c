/* batch-executor-reuse.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-state-private.h"

#include "executor/batch-executor-lanes-private.h"
#include "intake/batch-answer-index-private.h"
#include "intake/batch-input-reading-private.h"

/* How much of an input was answered earlier. */

typedef struct
{
  BatchStore       *store;
  BatchFileStore   *files;
  GFile            *input;
  char             *backend;       /* (nullable) */
  const char       *implied_tag;   /* (nullable) static */
  BatchAnswerIndex *answers;
  gint64            n_found;
} Count;

static void
count_free (gpointer data)
{
  Count *count = data;

  g_clear_object (&count->store);
  g_clear_object (&count->files);
  g_object_unref (count->input);
  g_free (count->backend);
  g_clear_pointer (&count->answers, batch_answer_index_free);
  g_free (count);
}

static void
request_found (const BatchRequest *request,
               gpointer            user_data)
{
  Count *count = user_data;
  const char *job_id;
  guint32 position;

  count->n_found += batch_answer_index_find (count->answers, request, &job_id, &position);
}

static void
count_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  g_autoptr(BatchWaiter) waiter = batch_waiter_new ();
  Count *count = task_data;
  GError *error = NULL;

  count->answers = batch_answer_index_collect (count->store, count->files, count->backend,
                                               count->implied_tag, waiter, cancellable, &error);
  if (count->answers != NULL && batch_input_read_requests (count->input, request_found, count,
                                                           cancellable, &error))
    g_task_return_int (task, count->n_found);
  else
    g_task_return_error (task, error);
}

static void
counted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  BatchCall *call = user_data;
  GError *error = NULL;
  gssize n_found = g_task_propagate_int (G_TASK (result), &error);

  if (error == NULL)
    batch_call_return_int (call, n_found);
  else
    batch_call_return_error (call, error);
}

static void
count_answers (BatchExecutor *self,
               BatchCall     *call)
{
  Count *count = g_steal_pointer (&call->data);
  const BatchJobRecord asked = { .handler = (char *) BATCH_HTTP_HANDLER,
                                 .backend = count->backend };
  g_autoptr(GTask) work = g_task_new (NULL, g_task_get_cancellable (call->task), counted_cb, call);

  count->store = g_object_ref (self->store);
  count->files = g_object_ref (self->files);
  count->implied_tag = batch_executor_find_implied_tag (self, &asked);
  g_task_set_source_tag (work, count_answers);
  g_task_set_task_data (work, count, count_free);
  g_task_run_in_thread (work, count_thread);
}

void
batch_executor_count_answers (BatchExecutor *self,
                              GFile         *input,
                              const char    *backend,
                              GTask         *task)
{
  Count *count = g_new0 (Count, 1);

  count->input = g_object_ref (input);
  count->backend = g_strdup (backend);
  batch_executor_call (self, count_answers, NULL, count, count_free, task);
}
