/* batch-executor-calls.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-work-private.h"

#include "core/batch-id-private.h"
#include "core/batch-model-key-private.h"
#include "executor/batch-job-ending-private.h"
#include "intake/batch-importer-private.h"
#include "output/batch-results-private.h"
#include "planning/batch-list-order-private.h"

/* What the owner can ask for. A call is made on the owner context, carried out on
 * the engine thread, and answered on the owner context. */

/* Rows that one transaction ends. */
#define SWEEP_ROWS 2000

/* The answer of a call is the job as it is now. */
static void
job_read_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BatchCall *call = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) record = batch_store_change_job_finish (call->executor->store, result,
                                                                    &error);

  if (record != NULL)
    batch_call_return_job (call, record);
  else
    batch_call_return_error (call, g_steal_pointer (&error));
}

/* --- Submitting --- */

typedef struct
{
  BatchJobRecord *record;          /* to be completed here */
  BatchJobInput  *draft;
  BatchLimits     limits;          /* of what its input may say */
} Submission;

static void
submission_free (gpointer data)
{
  Submission *submission = data;

  batch_job_record_unref (submission->record);
  batch_job_input_free (submission->draft);
  g_free (submission);
}

/* Its key was not known before its input was read: now it finds its place beside the others
 * of the key. */
static gboolean
regroup (BatchCall      *call,
         BatchJobRecord *record)
{
  g_autoptr(BatchJobRecord) values = batch_job_record_copy (record);
  guint lead = 0;

  if (!batch_list_ranks_regroup (call->executor->list_ranks, values, &lead))
    return FALSE;

  values->reordered = lead > 0;
  g_clear_pointer (&values->reorder_note, g_free);
  if (lead > 0)
    values->reorder_note = batch_list_order_note ((int) lead, record->resource_key);
  batch_store_change_job_async (call->executor->store, record->id, values,
                                BATCH_JOB_FIELD_RANK | BATCH_JOB_FIELD_REORDER,
                                batch_clock_now (call->executor->clock), NULL, job_read_cb, call);
  return TRUE;
}

static void
imported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BatchCall *call = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) record = batch_import_finish (result, NULL, &error);

  if (record != NULL)
    {
      if (!regroup (call, record))
        batch_call_return_job (call, record);
      return;
    }

  if (call->job_id != NULL)
    batch_list_ranks_leave (call->executor->list_ranks, call->job_id);
  batch_call_return_error (call, g_steal_pointer (&error));
}

/* So that it need not be written once more when it is in the list. */
static void
note_place (BatchCall      *call,
            BatchJobRecord *record)
{
  guint lead;

  if (!batch_list_ranks_enter (call->executor->list_ranks, record, &lead))
    return;

  call->job_id = g_strdup (record->id);
  if (lead > 0)
    {
      record->reordered = TRUE;
      record->reorder_note = batch_list_order_note ((int) lead, record->resource_key);
    }
}

/* Returns: (nullable): static: the tag that keys are without, as names may leave it out */
static const char *
settle_key (BatchCall      *call,
            BatchJobRecord *record)
{
  const char *implied_tag = batch_executor_find_implied_tag (call->executor, record);
  char *key = batch_model_key_strip (record->resource_key, implied_tag);

  if (key != NULL)
    {
      g_free (record->resource_key);
      record->resource_key = key;
    }
  return implied_tag;
}

static void
fill_in (BatchCall      *call,
         BatchJobRecord *record)
{
  if (record->id == NULL)
    record->id = batch_id_new (BATCH_ID_JOB);
  /* Without one, a job is driven by hand. */
  if (record->handler == NULL)
    record->handler = g_strdup ("");
  if (record->operation == NULL)
    record->operation = g_strdup (BATCH_DEFAULT_OPERATION);
  if (record->provider == NULL)
    record->provider = batch_executor_dup_provider (call->executor, record);
  record->state = BATCH_JOB_STATE_VALIDATING;
  record->created_at = batch_clock_now (call->executor->clock);
  note_place (call, record);
}

/* @line: (nullable): who ends in the order of the calls. A stream may take for ever: it
 * holds nobody up. */
static void
import_stream (BatchCall        *call,
               GInputStream     *stream,
               BatchImportQueue *queue)
{
  BatchExecutor *self = call->executor;
  const Submission *submission = call->data;
  const char *implied_tag = settle_key (call, submission->record);

  fill_in (call, submission->record);
  batch_import_async (self->store, self->files, stream, submission->record, implied_tag,
                      &submission->limits, submission->draft->reuse, queue,
                      g_task_get_cancellable (call->task), imported_cb, call);
}

static void
input_opened_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  BatchCall *call = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInputStream) stream = g_file_read_finish (G_FILE (source), result, &error);

  if (stream == NULL)
    batch_call_return_error (call, g_steal_pointer (&error));
  else
    import_stream (call, G_INPUT_STREAM (stream), call->executor->imports);
}

static void
import_payloads (BatchCall *call)
{
  BatchExecutor *self = call->executor;
  const Submission *submission = call->data;
  const char *implied_tag = settle_key (call, submission->record);

  fill_in (call, submission->record);
  batch_import_payloads_async (self->store, self->files, submission->draft->items,
                               submission->record, implied_tag, self->imports,
                               g_task_get_cancellable (call->task), imported_cb, call);
}

static void
take_in (BatchCall *call)
{
  const BatchJobInput *draft = ((const Submission *) call->data)->draft;

  if (draft->stream != NULL)
    import_stream (call, draft->stream, NULL);
  else if (draft->input != NULL)
    g_file_read_async (draft->input, G_PRIORITY_DEFAULT, g_task_get_cancellable (call->task),
                       input_opened_cb, call);
  else
    import_payloads (call);
}

static void
servers_known (BatchExecutor *self,
               gpointer       data)
{
  BatchCall *call = data;
  Submission *submission = call->data;
  g_autoptr(GError) error = NULL;

  if (batch_executor_check_native (self, submission->record, submission->draft,
                                   &submission->limits, &error))
    take_in (call);
  else
    batch_call_return_error (call, g_steal_pointer (&error));
}

/* Those that go to no model server ask as well: jobs keep the order of the calls. */
static void
submit (BatchExecutor *self,
        BatchCall     *call)
{
  batch_executor_ask_servers (self, servers_known, call);
}

/* @record: (transfer full) */
void
batch_executor_submit (BatchExecutor       *self,
                       BatchJobRecord      *record,
                       const BatchJobInput *draft,
                       GTask               *task)
{
  Submission *submission = g_new (Submission, 1);

  *submission = (Submission) { record, batch_job_input_share (draft), batch_limits_default () };
  if (draft->max_lines >= 0)
    submission->limits.max_lines = draft->max_lines;
  if (draft->max_bytes >= 0)
    submission->limits.max_bytes = draft->max_bytes;
  submission->limits.strict_messages = draft->strict_messages;
  batch_executor_call (self, submit, NULL, submission, submission_free, task);
}

/* --- Looking --- */

static void
look (BatchExecutor *self,
      BatchCall     *call)
{
  batch_executor_read_job (self, call->job_id, job_read_cb, call);
}

void
batch_executor_look (BatchExecutor *self,
                     const char    *job_id,
                     GTask         *task)
{
  batch_executor_call (self, look, job_id, NULL, NULL, task);
}

/* --- Changing --- */

typedef struct
{
  BatchJobRecord *values;
  BatchJobFields  fields;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  batch_job_record_unref (change->values);
  g_free (change);
}

static void
changed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  BatchCall *call = user_data;
  BatchExecutor *self = call->executor;
  const Change *change = call->data;

  if (change->fields & (BATCH_JOB_FIELD_PAUSED | BATCH_JOB_FIELD_REMOVED))
    {
      gboolean stop = change->fields & BATCH_JOB_FIELD_PAUSED ? change->values->paused
                                                              : change->values->removed_at > 0;

      if (stop)
        batch_executor_give_back_job (self, call->job_id);
    }

  job_read_cb (source, result, call);
  batch_executor_kick (self);
}

static void
change (BatchExecutor *self,
        BatchCall     *call)
{
  const Change *data = call->data;

  batch_store_change_job_async (self->store, call->job_id, data->values, data->fields,
                                batch_clock_now (self->clock), NULL, changed_cb, call);
}

void
batch_executor_change (BatchExecutor  *self,
                       const char     *job_id,
                       BatchJobRecord *values,
                       BatchJobFields  fields,
                       GTask          *task)
{
  Change *data = g_new (Change, 1);

  *data = (Change) { batch_job_record_ref (values), fields };
  batch_executor_call (self, change, job_id, data, change_free, task);
}

/* --- Cancelling --- */

static void
cancel_swept_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  BatchCall *call = user_data;
  BatchExecutor *self = call->executor;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) record = batch_store_sweep_finish (self->store, result, NULL, &error);

  if (record == NULL)
    {
      batch_call_return_error (call, g_steal_pointer (&error));
      return;
    }

  /* What is left, a large job's rows or what is in flight, follows by itself. */
  batch_executor_apply (self, record);
  look (self, call);
}

static void
cancelling_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  BatchCall *call = user_data;
  BatchExecutor *self = call->executor;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) record = batch_store_change_job_finish (self->store, result, &error);

  if (record == NULL)
    {
      batch_call_return_error (call, g_steal_pointer (&error));
      return;
    }

  batch_executor_abort_job (self, record->id);
  batch_store_sweep_async (self->store, record->id, BATCH_ITEM_STATUS_CANCELLED, SWEEP_ROWS,
                           batch_clock_now (self->clock), NULL, cancel_swept_cb, call);
}

static void
cancel (BatchExecutor *self,
        BatchCall     *call)
{
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();

  values->state = BATCH_JOB_STATE_CANCELLING;
  batch_store_change_job_async (self->store, call->job_id, values, BATCH_JOB_FIELD_STATE,
                                batch_clock_now (self->clock), NULL, cancelling_cb, call);
}

void
batch_executor_cancel (BatchExecutor *self,
                       const char    *job_id,
                       GTask         *task)
{
  batch_executor_call (self, cancel, job_id, NULL, NULL, task);
}

/* --- Ending by hand --- */

static void
complete_looked_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  BatchCall *call = user_data;
  BatchExecutor *self = call->executor;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();
  g_autoptr(BatchJobRecord) record = batch_store_change_job_finish (self->store, result, &error);

  if (record == NULL)
    {
      batch_call_return_error (call, g_steal_pointer (&error));
      return;
    }
  if (!batch_job_has_ended (record))
    {
      gint64 left = record->counts.pending + record->counts.claimed + record->counts.running;

      batch_call_return_error (call,
        g_error_new (BATCH_ERROR, BATCH_ERROR_INVALID_STATE, left == 1
                     ? "Job %s has %" G_GINT64_FORMAT " item that has not ended; end or cancel it "
                       "first"
                     : "Job %s has %" G_GINT64_FORMAT " items that have not ended; end or cancel "
                       "them first", record->id, left));
      return;
    }

  values->state = batch_job_final_state (record);
  batch_store_change_job_async (self->store, call->job_id, values, BATCH_JOB_FIELD_STATE,
                                batch_clock_now (self->clock), NULL, job_read_cb, call);
}

static void
complete (BatchExecutor *self,
          BatchCall     *call)
{
  batch_executor_read_job (self, call->job_id, complete_looked_cb, call);
}

void
batch_executor_complete (BatchExecutor *self,
                         const char    *job_id,
                         GTask         *task)
{
  batch_executor_call (self, complete, job_id, NULL, NULL, task);
}
