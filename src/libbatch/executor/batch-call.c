/* batch-call.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-call-private.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-news-private.h"
#include "executor/batch-executor-state-private.h"

void
batch_call_free (BatchCall *call)
{
  if (call->destroy != NULL && call->data != NULL)
    call->destroy (call->data);
  g_clear_object (&call->task);
  g_free (call->job_id);
  g_free (call);
}

typedef struct
{
  GTask          *task;
  gpointer        value;
  GDestroyNotify  destroy;
  GError         *error;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  if (answer->value != NULL && answer->destroy != NULL)
    answer->destroy (answer->value);
  g_clear_error (&answer->error);
  g_object_unref (answer->task);
  g_free (answer);
}

static void
answered (gpointer owner,
          gpointer data)
{
  Answer *answer = data;

  if (answer->error != NULL)
    g_task_return_error (answer->task, g_steal_pointer (&answer->error));
  else
    g_task_return_pointer (answer->task, g_steal_pointer (&answer->value), answer->destroy);
}

static void
answered_int (gpointer owner,
              gpointer data)
{
  Answer *answer = data;

  g_task_return_int (answer->task, GPOINTER_TO_SIZE (answer->value));
}

static void
post_answer (BatchCall        *call,
             BatchMailboxFunc  func,
             gpointer          value,
             GDestroyNotify    destroy,
             GError           *error)
{
  Answer *answer;

  if (call->task == NULL)
    {
      if (value != NULL && destroy != NULL)
        destroy (value);
      g_clear_error (&error);
      batch_call_free (call);
      return;
    }

  answer = g_new (Answer, 1);
  *answer = (Answer) { g_steal_pointer (&call->task), value, destroy, error };
  batch_mailbox_post_and_yield (call->executor->outbox, func, answer, answer_free);
  batch_call_free (call);
}

void
batch_call_return (BatchCall      *call,
                   gpointer        value,
                   GDestroyNotify  destroy)
{
  post_answer (call, answered, value, destroy, NULL);
}

/* The record is taken in on the way, and told before the answer: who ends the call later than what
 * comes next was told sets nothing back. */
void
batch_call_return_job (BatchCall      *call,
                       BatchJobRecord *record)
{
  batch_executor_apply (call->executor, record);
  if (g_hash_table_contains (call->executor->unpublished, record->id))
    batch_executor_publish (call->executor, record, TRUE);
  batch_call_return (call, batch_executor_ref_told (call->executor, record),
                     (GDestroyNotify) batch_job_record_unref);
}

void
batch_call_return_int (BatchCall *call,
                       gssize     value)
{
  post_answer (call, answered_int, GSIZE_TO_POINTER (value), NULL, NULL);
}

void
batch_call_return_error (BatchCall *call,
                         GError    *error)
{
  post_answer (call, answered, NULL, NULL, error);
}

static void
carry_out (BatchExecutor *self,
           BatchCall     *call)
{
  g_autoptr(GError) error = NULL;

  if (call->task != NULL
      && g_cancellable_set_error_if_cancelled (g_task_get_cancellable (call->task), &error))
    batch_call_return_error (call, g_steal_pointer (&error));
  else if (self->store == NULL || (self->stopping && call->task != NULL))
    batch_call_return_error (call, g_error_new (BATCH_ERROR, BATCH_ERROR_STORE,
                                                "The engine is closed"));
  else
    call->func (self, call);
}

static void
call_arrived (gpointer receiver,
              gpointer data)
{
  BatchExecutor *self = receiver;
  BatchCall **call = data;

  if (self->opened)
    carry_out (self, g_steal_pointer (call));
  else
    g_queue_push_tail (&self->held_calls, g_steal_pointer (call));
}

static void
undelivered_call_free (gpointer data)
{
  BatchCall **call = data;

  g_clear_pointer (call, batch_call_free);
  g_free (call);
}

void
batch_executor_call (BatchExecutor  *self,
                     BatchCallFunc   func,
                     const char     *job_id,
                     gpointer        data,
                     GDestroyNotify  destroy,
                     GTask          *task)
{
  BatchCall **message = g_new (BatchCall *, 1);

  *message = g_new (BatchCall, 1);
  **message = (BatchCall) { self, task, func, g_strdup (job_id), data, destroy };
  batch_mailbox_post (self->inbox, call_arrived, message, undelivered_call_free);
}

void
batch_executor_begin_calls (BatchExecutor *self)
{
  BatchCall *call;

  self->opened = TRUE;
  while ((call = g_queue_pop_head (&self->held_calls)) != NULL)
    carry_out (self, call);
}
