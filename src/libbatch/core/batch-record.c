/* batch-record.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-record-private.h"

#include <string.h>

static void
job_record_clear (gpointer data)
{
  BatchJobRecord *record = data;

  g_free (record->id);
  g_free (record->title);
  g_free (record->handler);
  g_free (record->backend);
  g_free (record->operation);
  g_free (record->resource_key);
  g_free (record->metadata);
  g_free (record->input_digest);
  g_free (record->input_name);
  g_free (record->output_path);
  g_free (record->error_path);
  g_free (record->reorder_note);
  g_free (record->failure);
  g_free (record->provider);
  g_free (record->key_id);
  g_free (record->webhook_url);
  g_free (record->setback);
  g_ptr_array_unref (record->groups);
}

BatchJobRecord *
batch_job_record_new (void)
{
  BatchJobRecord *record = g_atomic_rc_box_new0 (BatchJobRecord);

  record->groups = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_group_record_free);
  return record;
}

static BatchGroupRecord *
group_record_copy (const BatchGroupRecord *group)
{
  BatchGroupRecord *copy = g_atomic_rc_box_dup (sizeof *group, (BatchGroupRecord *) group);

  copy->key = g_strdup (group->key);
  return copy;
}

static gpointer
copy_group (gconstpointer data,
            gpointer      user_data)
{
  return group_record_copy (data);
}

static gpointer
share_group (gconstpointer data,
             gpointer      user_data)
{
  return g_atomic_rc_box_acquire ((gpointer) data);
}

static BatchJobRecord *
record_copy (const BatchJobRecord *record,
             GCopyFunc             group_func)
{
  BatchJobRecord *copy = g_atomic_rc_box_dup (sizeof *record, (BatchJobRecord *) record);

  copy->id = g_strdup (record->id);
  copy->title = g_strdup (record->title);
  copy->handler = g_strdup (record->handler);
  copy->backend = g_strdup (record->backend);
  copy->operation = g_strdup (record->operation);
  copy->resource_key = g_strdup (record->resource_key);
  copy->metadata = g_strdup (record->metadata);
  copy->input_digest = g_strdup (record->input_digest);
  copy->input_name = g_strdup (record->input_name);
  copy->output_path = g_strdup (record->output_path);
  copy->error_path = g_strdup (record->error_path);
  copy->reorder_note = g_strdup (record->reorder_note);
  copy->failure = g_strdup (record->failure);
  copy->provider = g_strdup (record->provider);
  copy->key_id = g_strdup (record->key_id);
  copy->webhook_url = g_strdup (record->webhook_url);
  copy->setback = g_strdup (record->setback);
  copy->groups = g_ptr_array_copy (record->groups, group_func, NULL);
  g_ptr_array_set_free_func (copy->groups, (GDestroyNotify) batch_group_record_free);
  return copy;
}

BatchJobRecord *
batch_job_record_copy (const BatchJobRecord *record)
{
  return record_copy (record, copy_group);
}

BatchJobRecord *
batch_job_record_copy_lightly (const BatchJobRecord *record)
{
  return record_copy (record, share_group);
}

static gint64
count_left (const BatchCounts *counts)
{
  return counts->total - counts->succeeded - counts->failed - counts->skipped
         - counts->cancelled - counts->expired;
}

gboolean
batch_job_record_vouches (const BatchJobRecord *record)
{
  return record->counts.succeeded > 0 && count_left (&record->counts) < BATCH_ALL_ALIKE;
}

BatchGroupRecord *
batch_job_record_own_group (BatchJobRecord *record,
                            guint           place)
{
  gpointer *group = &record->groups->pdata[place];
  BatchGroupRecord *shared = *group;

  *group = group_record_copy (shared);
  batch_group_record_free (shared);
  return *group;
}

BatchJobRecord *
batch_job_record_ref (BatchJobRecord *record)
{
  return g_atomic_rc_box_acquire (record);
}

void
batch_job_record_unref (BatchJobRecord *record)
{
  g_atomic_rc_box_release_full (record, job_record_clear);
}

BatchGroupRecord *
batch_group_record_new (const char      *key,
                        BatchSizeBucket  bucket)
{
  BatchGroupRecord *group = g_atomic_rc_box_new0 (BatchGroupRecord);

  group->key = g_strdup (key);
  group->bucket = bucket;
  return group;
}

static void
group_record_clear (gpointer data)
{
  g_free (((BatchGroupRecord *) data)->key);
}

/* Unless another record has it as well. */
void
batch_group_record_free (BatchGroupRecord *group)
{
  g_atomic_rc_box_release_full (group, group_record_clear);
}

static void
item_record_clear (gpointer data)
{
  BatchItemRecord *record = data;

  g_free (record->job_id);
  g_free (record->custom_id);
  g_free (record->key);
  g_free (record->endpoint);
  g_free (record->last_error);
  g_free (record->changes);
  g_free (record->request_id);
  g_clear_pointer (&record->body, g_bytes_unref);
}

BatchItemRecord *
batch_item_record_new (void)
{
  BatchItemRecord *record = g_atomic_rc_box_new0 (BatchItemRecord);

  record->duration_ms = -1;
  record->prompt_tokens = -1;
  record->cached_tokens = -1;
  record->output_tokens = -1;
  return record;
}

BatchItemRecord *
batch_item_record_copy (const BatchItemRecord *record)
{
  BatchItemRecord *copy = g_atomic_rc_box_dup (sizeof *record, (BatchItemRecord *) record);

  copy->job_id = g_strdup (record->job_id);
  copy->custom_id = g_strdup (record->custom_id);
  copy->key = g_strdup (record->key);
  copy->endpoint = g_strdup (record->endpoint);
  copy->last_error = g_strdup (record->last_error);
  copy->changes = g_strdup (record->changes);
  copy->request_id = g_strdup (record->request_id);
  if (copy->body != NULL)
    g_bytes_ref (copy->body);
  return copy;
}

BatchItemRecord *
batch_item_record_ref (BatchItemRecord *record)
{
  return g_atomic_rc_box_acquire (record);
}

void
batch_item_record_unref (BatchItemRecord *record)
{
  g_atomic_rc_box_release_full (record, item_record_clear);
}

BatchFinish *
batch_finish_new (void)
{
  BatchFinish *finish = g_new0 (BatchFinish, 1);

  finish->duration_ms = -1;
  finish->prompt_tokens = -1;
  finish->cached_tokens = -1;
  finish->output_tokens = -1;
  return finish;
}

BatchFinish *
batch_finish_copy (const BatchFinish *finish)
{
  BatchFinish *copy = g_memdup2 (finish, sizeof *finish);

  copy->job_id = g_strdup (finish->job_id);
  copy->error = g_strdup (finish->error);
  copy->request_id = g_strdup (finish->request_id);
  copy->server = g_strdup (finish->server);
  if (copy->body != NULL)
    g_bytes_ref (copy->body);
  return copy;
}

void
batch_finish_free (BatchFinish *finish)
{
  g_free (finish->job_id);
  g_free (finish->error);
  g_free (finish->request_id);
  g_free (finish->server);
  g_clear_pointer (&finish->body, g_bytes_unref);
  g_free (finish);
}

BatchAttemptRecord *
batch_attempt_record_new (void)
{
  return g_new0 (BatchAttemptRecord, 1);
}

void
batch_attempt_record_free (BatchAttemptRecord *attempt)
{
  g_free (attempt->key);
  g_free (attempt->server);
  g_free (attempt->error);
  g_clear_pointer (&attempt->body, g_bytes_unref);
  g_free (attempt);
}

BatchRetryRequest *
batch_retry_request_copy (const BatchRetryRequest *request)
{
  BatchRetryRequest *copy = g_memdup2 (request, sizeof *request);

  copy->positions = g_memdup2 (request->positions,
                               request->n_positions * sizeof *request->positions);
  copy->key = g_strdup (request->key);
  copy->changes = g_strdup (request->changes);
  return copy;
}

void
batch_retry_request_free (BatchRetryRequest *request)
{
  g_free (request->positions);
  g_free (request->key);
  g_free (request->changes);
  g_free (request);
}

BatchItemQuery *
batch_item_query_copy (const BatchItemQuery *query)
{
  static const BatchItemQuery everything;
  BatchItemQuery *copy = g_memdup2 (query != NULL ? query : &everything, sizeof *query);

  copy->search = g_strdup (copy->search);
  return copy;
}

void
batch_item_query_free (BatchItemQuery *query)
{
  g_free (query->search);
  g_free (query);
}

void
batch_change_free (BatchChange *change)
{
  g_free (change->engine_id);
  g_free (change->subject);
  g_free (change);
}

void
batch_lane_waiter_free (BatchLaneWaiter *waiter)
{
  g_free (waiter->lane);
  g_free (waiter->engine_id);
  g_free (waiter->key);
  g_free (waiter);
}

void
batch_event_record_free (BatchEventRecord *event)
{
  g_free (event->job_id);
  g_free (event->kind);
  g_free (event->detail);
  g_free (event);
}

BatchBackendRecord *
batch_backend_record_copy (const BatchBackendRecord *record)
{
  BatchBackendRecord *copy = g_memdup2 (record, sizeof *record);

  copy->name = g_strdup (record->name);
  copy->url = g_strdup (record->url);
  copy->kind = g_strdup (record->kind);
  copy->key_name = g_strdup (record->key_name);
  copy->gpu = g_strdup (record->gpu);
  return copy;
}

void
batch_backend_record_free (BatchBackendRecord *record)
{
  g_free (record->name);
  g_free (record->url);
  g_free (record->kind);
  g_free (record->key_name);
  g_free (record->gpu);
  g_free (record);
}

BatchFileRecord *
batch_file_record_copy (const BatchFileRecord *record)
{
  BatchFileRecord *copy = g_memdup2 (record, sizeof *record);

  copy->id = g_strdup (record->id);
  copy->digest = g_strdup (record->digest);
  copy->name = g_strdup (record->name);
  copy->key_id = g_strdup (record->key_id);
  copy->purpose = g_strdup (record->purpose);
  return copy;
}

void
batch_file_record_free (BatchFileRecord *record)
{
  g_free (record->id);
  g_free (record->digest);
  g_free (record->name);
  g_free (record->key_id);
  g_free (record->purpose);
  g_free (record);
}

gboolean
batch_job_record_is_trial (const BatchJobRecord *record)
{
  return record->metadata != NULL && strstr (record->metadata, "\"" BATCH_JOB_TRIAL "\"") != NULL;
}
