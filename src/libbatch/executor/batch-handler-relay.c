/* batch-handler-relay.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-handler-relay-private.h"

#include "core/batch-id-private.h"
#include "executor/batch-executor-news-private.h"
#include "executor/batch-executor-state-private.h"
#include "handlers/batch-attempt-private.h"

typedef struct
{
  BatchWorker    parent;
  BatchExecutor *executor;
  char          *handler;
} Relay;

/* An attempt in the owner's hands. Cancelled, it ends for us at once: the handler
 * sees it by its cancellable, and whatever it still says is too late. The answer is a
 * message, as it may come from any thread, and when the engine thread has ended. */
typedef struct
{
  BatchMailbox       *inbox;
  BatchWorkerFunc     func;        /* NULL once it has ended for us */
  gpointer            user_data;
  GCancellable       *cancellable;
  GSource            *cancelled;
  BatchAttemptResult *result;      /* (nullable) the answer */
} HandlerCall;

static void
stop_watching (HandlerCall *call)
{
  if (call->cancelled != NULL)
    g_source_destroy (call->cancelled);
  g_clear_pointer (&call->cancelled, g_source_unref);
}

static void
handler_call_free (gpointer data)
{
  HandlerCall *call = data;

  stop_watching (call);
  g_object_unref (call->cancellable);
  batch_mailbox_unref (call->inbox);
  batch_attempt_result_free (call->result);
  g_free (call);
}

static void
end (HandlerCall *call,
     BatchEnding *ending)
{
  BatchWorkerFunc func = g_steal_pointer (&call->func);

  stop_watching (call);
  func (ending, call->user_data);
}

static BatchEnding *
ending_for (const BatchAttemptResult *result)
{
  BatchEnding *ending = batch_ending_new (result->status);

  ending->failure_kind = result->kind;
  ending->message = g_strdup (result->message);
  ending->body = result->output != NULL ? g_bytes_ref (result->output) : NULL;
  ending->retriable = result->retriable;
  ending->retry_after_ms = result->retry_after_ms;
  return ending;
}

static void
answer_arrived (gpointer receiver,
                gpointer data)
{
  HandlerCall *call = data;

  if (call->func == NULL)
    return;

  end (call, g_cancellable_is_cancelled (call->cancellable)
             ? batch_ending_new (BATCH_ITEM_STATUS_CANCELLED) : ending_for (call->result));
}

/* In any thread. */
static void
attempt_answered (BatchAttemptResult *result,
                  gpointer            user_data)
{
  HandlerCall *call = user_data;
  g_autoptr(BatchMailbox) inbox = batch_mailbox_ref (call->inbox);

  call->result = result;
  batch_mailbox_post (inbox, answer_arrived, call, handler_call_free);
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  end (user_data, batch_ending_new (BATCH_ITEM_STATUS_CANCELLED));
  return G_SOURCE_REMOVE;
}

static HandlerCall *
handler_call_new (BatchExecutor   *executor,
                  GCancellable    *cancellable,
                  BatchWorkerFunc  func,
                  gpointer         user_data)
{
  HandlerCall *call = g_new0 (HandlerCall, 1);

  call->inbox = batch_executor_ref_inbox (executor);
  call->func = func;
  call->user_data = user_data;
  call->cancellable = g_object_ref (cancellable);
  call->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (call->cancelled, G_SOURCE_FUNC (cancelled_cb), call, NULL);
  g_source_attach (call->cancelled, g_main_context_get_thread_default ());
  return call;
}

static void
relay_perform (BatchWorker          *worker,
               const BatchJobRecord *job,
               BatchItemRecord      *item,
               GBytes               *payload,
               GCancellable         *cancellable,
               BatchWorkerFunc       func,
               gpointer              user_data)
{
  Relay *self = (Relay *) worker;
  g_autofree char *derived = batch_id_for_item (job->id, item->position);
  g_autoptr(BatchAttempt) attempt = NULL;
  BatchAttemptInfo info = {
    .job_id = job->id,
    .item_id = job->own_ids ? item->custom_id : derived,
    .custom_id = item->custom_id,
    .resource_key = item->key,
    .operation = job->operation,
    .endpoint = item->endpoint,
    .payload = payload,
    .position = item->position,
    .number = item->attempts + 1,
    .size_bucket = item->bucket,
  };

  attempt = batch_attempt_new (&info, cancellable, attempt_answered,
                               handler_call_new (self->executor, cancellable, func, user_data));
  batch_executor_tell_attempt (self->executor, self->handler, attempt,
                               job->overwrite_policy == BATCH_OVERWRITE_POLICY_SKIP);
}

static void
relay_free (BatchWorker *worker)
{
  Relay *self = (Relay *) worker;

  g_free (self->handler);
  g_free (self);
}

BatchWorker *
batch_handler_relay_new (BatchExecutor *executor,
                         const char    *handler)
{
  Relay *self = g_new0 (Relay, 1);

  self->parent.perform = relay_perform;
  self->parent.free = relay_free;
  self->executor = executor;
  self->handler = g_strdup (handler);
  return &self->parent;
}
