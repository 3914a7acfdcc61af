/* batch-attempt.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "handlers/batch-attempt-private.h"

#include <string.h>

/**
 * BatchAttempt:
 *
 * One try at an item.
 *
 * A [class@ItemHandler] gets an attempt, does what its payload asks for, and says
 * how it went: [method@Attempt.complete], [method@Attempt.fail_message],
 * [method@Attempt.fail_temporarily] or [method@Attempt.skip]. It may do so at once
 * or later, and from any thread. The first answer counts, every other one returns
 * %FALSE.
 *
 * An attempt that is dropped without an answer has failed. What an attempt tells
 * about its item never changes and may be read from any thread.
 */
G_DEFINE_FINAL_TYPE (BatchAttempt, batch_attempt, G_TYPE_OBJECT)

static BatchAttemptResult *
result_new (BatchItemStatus   status,
            BatchFailureKind  kind,
            const char       *message)
{
  BatchAttemptResult *result = g_new0 (BatchAttemptResult, 1);

  result->status = status;
  result->kind = kind;
  result->message = g_strdup (message);
  result->retry_after_ms = -1;
  return result;
}

static void
clear_limit (BatchAttempt *self)
{
  GSource *limit = g_atomic_pointer_exchange (&self->limit, NULL);

  if (limit == NULL)
    return;

  g_source_destroy (limit);
  g_source_unref (limit);
}

/* Takes @result. */
static gboolean
answer (BatchAttempt       *self,
        BatchAttemptResult *result)
{
  if (!g_atomic_int_compare_and_exchange (&self->awaited, TRUE, FALSE))
    {
      batch_attempt_result_free (result);
      return FALSE;
    }

  clear_limit (self);
  self->func (result, self->user_data);
  return TRUE;
}

static void
batch_attempt_dispose (GObject *object)
{
  BatchAttempt *self = BATCH_ATTEMPT (object);

  answer (self, result_new (BATCH_ITEM_STATUS_FAILED,
                            BATCH_FAILURE_KIND_TASK_TERMINATED,
                            "The handler dropped the item without an answer"));
  clear_limit (self);

  G_OBJECT_CLASS (batch_attempt_parent_class)->dispose (object);
}

static void
batch_attempt_finalize (GObject *object)
{
  BatchAttempt *self = BATCH_ATTEMPT (object);

  g_clear_object (&self->cancellable);
  g_free (self->job_id);
  g_free (self->item_id);
  g_free (self->custom_id);
  g_free (self->resource_key);
  g_free (self->operation);
  g_free (self->endpoint);
  g_bytes_unref (self->payload);
  g_free (self->text);

  G_OBJECT_CLASS (batch_attempt_parent_class)->finalize (object);
}

static void
batch_attempt_class_init (BatchAttemptClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = batch_attempt_dispose;
  object_class->finalize = batch_attempt_finalize;

  batch_attempt_install_properties (object_class);
}

static void
batch_attempt_init (BatchAttempt *self)
{
  self->payload = g_bytes_new (NULL, 0);
}

BatchAttempt *
batch_attempt_new (const BatchAttemptInfo *info,
                   GCancellable           *cancellable,
                   BatchAttemptFunc        func,
                   gpointer                user_data)
{
  BatchAttempt *self = g_object_new (BATCH_TYPE_ATTEMPT, NULL);

  self->func = func;
  self->user_data = user_data;
  self->awaited = TRUE;
  g_set_object (&self->cancellable, cancellable);
  self->job_id = g_strdup (info->job_id);
  self->item_id = g_strdup (info->item_id);
  self->custom_id = g_strdup (info->custom_id);
  self->resource_key = g_strdup (info->resource_key);
  self->operation = g_strdup (info->operation);
  self->endpoint = g_strdup (info->endpoint);
  if (info->payload != NULL)
    {
      g_bytes_unref (self->payload);
      self->payload = g_bytes_ref (info->payload);
    }
  self->position = info->position;
  self->number = info->number;
  self->size_bucket = info->size_bucket;
  return self;
}

/* --- The wait for an answer --- */

typedef struct
{
  GWeakRef attempt;
  guint    seconds;
} Limit;

static void
limit_free (gpointer data)
{
  Limit *limit = data;

  g_weak_ref_clear (&limit->attempt);
  g_free (limit);
}

static gboolean
limit_reached_cb (gpointer data)
{
  Limit *limit = data;
  g_autoptr(BatchAttempt) self = g_weak_ref_get (&limit->attempt);
  g_autofree char *message = NULL;

  if (self == NULL)
    return G_SOURCE_REMOVE;

  message = g_strdup_printf ("The handler gave no answer within %u s; one that needs longer "
                             "returns TRUE from “handle”", limit->seconds);
  batch_attempt_fail_message (self, message);
  return G_SOURCE_REMOVE;
}

void
batch_attempt_limit_wait (BatchAttempt *self,
                          guint         seconds)
{
  GSource *source;
  Limit *limit;

  if (seconds == 0 || !g_atomic_int_get (&self->awaited))
    return;

  limit = g_new (Limit, 1);
  g_weak_ref_init (&limit->attempt, self);
  limit->seconds = seconds;
  /* Timers of whole seconds go off together, and up to a quarter of one too early. */
  source = g_timeout_source_new (0);
  g_source_set_ready_time (source,
                           g_source_get_ready_time (source) + (gint64) seconds * G_USEC_PER_SEC);
  g_source_set_static_name (source, "[batch] patience");
  g_source_set_callback (source, limit_reached_cb, limit, limit_free);
  g_atomic_pointer_set (&self->limit, source);
  g_source_attach (source, g_main_context_get_thread_default ());
}

void
batch_attempt_result_free (BatchAttemptResult *result)
{
  g_clear_pointer (&result->output, g_bytes_unref);
  g_free (result->message);
  g_free (result);
}

/* --- Answers --- */

/**
 * batch_attempt_complete:
 * @self: an attempt
 * @output: (nullable): the result to keep, as text; %NULL when there is none
 *
 * Says that the item has succeeded.
 *
 * Returns: %FALSE when the attempt has been answered before
 */
gboolean
batch_attempt_complete (BatchAttempt *self,
                        const char   *output)
{
  g_autoptr(GBytes) bytes = NULL;

  g_return_val_if_fail (BATCH_IS_ATTEMPT (self), FALSE);

  if (output != NULL)
    bytes = g_bytes_new (output, strlen (output));
  return batch_attempt_complete_bytes (self, bytes);
}

/**
 * batch_attempt_complete_bytes:
 * @self: an attempt
 * @output: (nullable): the result to keep; %NULL when there is none
 *
 * Says that the item has succeeded.
 *
 * Returns: %FALSE when the attempt has been answered before
 */
gboolean
batch_attempt_complete_bytes (BatchAttempt *self,
                              GBytes       *output)
{
  BatchAttemptResult *result;

  g_return_val_if_fail (BATCH_IS_ATTEMPT (self), FALSE);

  result = result_new (BATCH_ITEM_STATUS_SUCCEEDED, BATCH_FAILURE_KIND_NONE, NULL);
  result->output = output != NULL ? g_bytes_ref (output) : NULL;
  return answer (self, result);
}

/**
 * batch_attempt_fail:
 * @self: an attempt
 * @error: what went wrong
 *
 * Says that the item has failed, and that trying again will not help.
 *
 * Returns: %FALSE when the attempt has been answered before
 */
gboolean
batch_attempt_fail (BatchAttempt *self,
                    const GError *error)
{
  g_return_val_if_fail (BATCH_IS_ATTEMPT (self), FALSE);
  g_return_val_if_fail (error != NULL, FALSE);

  return batch_attempt_fail_message (self, error->message);
}

/**
 * batch_attempt_fail_message:
 * @self: an attempt
 * @message: what went wrong, a sentence
 *
 * Says that the item has failed, and that trying again will not help.
 *
 * Returns: %FALSE when the attempt has been answered before
 */
gboolean
batch_attempt_fail_message (BatchAttempt *self,
                            const char   *message)
{
  g_return_val_if_fail (BATCH_IS_ATTEMPT (self), FALSE);
  g_return_val_if_fail (message != NULL, FALSE);

  return answer (self, result_new (BATCH_ITEM_STATUS_FAILED,
                                   BATCH_FAILURE_KIND_HANDLER_ERROR,
                                   message));
}

/**
 * batch_attempt_fail_temporarily:
 * @self: an attempt
 * @message: what went wrong, a sentence
 * @retry_after_ms: how many milliseconds to wait at least, or -1
 *
 * Says that this attempt has failed, and that another one may succeed.
 *
 * The item is tried again as long as it has attempts left.
 *
 * Returns: %FALSE when the attempt has been answered before
 */
gboolean
batch_attempt_fail_temporarily (BatchAttempt *self,
                                const char   *message,
                                gint64        retry_after_ms)
{
  BatchAttemptResult *result;

  g_return_val_if_fail (BATCH_IS_ATTEMPT (self), FALSE);
  g_return_val_if_fail (message != NULL, FALSE);

  result = result_new (BATCH_ITEM_STATUS_FAILED, BATCH_FAILURE_KIND_HANDLER_ERROR, message);
  result->retriable = TRUE;
  result->retry_after_ms = MAX (retry_after_ms, -1);
  return answer (self, result);
}

/**
 * batch_attempt_skip:
 * @self: an attempt
 * @reason: why there is nothing to do, a sentence
 *
 * Says that there is nothing to do for the item.
 *
 * Returns: %FALSE when the attempt has been answered before
 */
gboolean
batch_attempt_skip (BatchAttempt *self,
                    const char   *reason)
{
  g_return_val_if_fail (BATCH_IS_ATTEMPT (self), FALSE);
  g_return_val_if_fail (reason != NULL, FALSE);

  return answer (self, result_new (BATCH_ITEM_STATUS_SKIPPED, BATCH_FAILURE_KIND_NONE, reason));
}
