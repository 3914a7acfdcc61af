/* store/batch-sqlite-change.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-item-private.h"

#include "core/batch-standstill-private.h"

/* How a job is changed. Everything here runs on the worker. */

/* --- Its record --- */

static void
set_text (char       **member,
          const char  *value)
{
  g_free (*member);
  *member = g_strdup (value);
}

static void
change_fields (BatchJobRecord       *record,
               const BatchJobRecord *values,
               BatchJobFields        fields)
{
  if (fields & BATCH_JOB_FIELD_PAUSED)
    {
      record->paused = values->paused;
      record->pause_now = values->paused && values->pause_now;
      batch_standstill_forget (record);
    }
  if (fields & BATCH_JOB_FIELD_PRIORITY)
    record->priority = values->priority;
  if (fields & BATCH_JOB_FIELD_PARALLEL)
    record->parallel = values->parallel;
  if (fields & BATCH_JOB_FIELD_TITLE)
    set_text (&record->title, values->title);
  if (fields & BATCH_JOB_FIELD_RANK)
    {
      record->rank = values->rank;
      record->rank_minor = values->rank_minor;
    }
  if (fields & BATCH_JOB_FIELD_REORDER)
    {
      record->reordered = values->reordered;
      set_text (&record->reorder_note, values->reorder_note);
    }
  if (fields & BATCH_JOB_FIELD_REMOVED)
    record->removed_at = values->removed_at;
  if (fields & BATCH_JOB_FIELD_EXPORTED)
    {
      record->exported_at = values->exported_at;
      set_text (&record->output_path, values->output_path);
      set_text (&record->error_path, values->error_path);
    }
  if (fields & BATCH_JOB_FIELD_FAILURE)
    set_text (&record->failure, values->failure);
  if (fields & BATCH_JOB_FIELD_EXPIRES)
    record->expires_at = values->expires_at;
  if (fields & BATCH_JOB_FIELD_LOADS)
    record->loads = values->loads;
  if (fields & BATCH_JOB_FIELD_INPUT)
    {
      record->input_size = values->input_size;
      record->key_changes = values->key_changes;
      set_text (&record->input_digest, values->input_digest);
      set_text (&record->resource_key, values->resource_key);
    }
}

/* --- What is told of it later --- */

static gboolean
note (BatchSqliteStore  *self,
      BatchSqliteJob    *job,
      gboolean           happened,
      const char        *kind,
      const char        *detail,
      gint64             now,
      GError           **error)
{
  return !happened ||
         batch_sqlite_store_add_event (self, job->sequence, -1, kind,
                                       detail != NULL ? detail : "", now, error);
}

/* What people did to it. Its state has events of its own. */
static gboolean
note_changes (BatchSqliteStore  *self,
              BatchSqliteJob    *job,
              gint64             now,
              GError           **error)
{
  const BatchJobRecord *before = job->before;
  const BatchJobRecord *after = job->record;
  g_autofree char *priority = g_strdup_printf ("From %d to %d", before->priority, after->priority);

  return note (self, job, !before->paused && after->paused, "paused",
               after->pause_now ? "What was under way is broken off" : "Nothing new is started",
               now, error) &&
         note (self, job, before->paused && !after->paused, "resumed", NULL, now, error) &&
         note (self, job, before->priority != after->priority, "priority", priority, now, error) &&
         note (self, job,
               before->rank != after->rank || before->rank_minor != after->rank_minor,
               "moved", after->reorder_note != NULL ? after->reorder_note : "To its turn", now,
               error) &&
         note (self, job, before->removed_at == 0 && after->removed_at != 0, "removed", NULL, now,
               error) &&
         note (self, job, before->removed_at != 0 && after->removed_at == 0, "restored", NULL, now,
               error) &&
         note (self, job, before->exported_at == 0 && after->exported_at != 0, "written",
               after->output_path, now, error) &&
         note (self, job,
               after->failure != NULL && g_strcmp0 (before->failure, after->failure) != 0,
               "failure", after->failure, now, error);
}

/* --- The verb --- */

static gboolean
batch_sqlite_store_change_job (BatchStore            *store,
                               const char            *job_id,
                               const BatchJobRecord  *values,
                               BatchJobFields         fields,
                               gint64                 now,
                               BatchJobRecord       **after,
                               GError               **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  BatchSqliteJob *job;

  assert_in_worker (self);
  if (!(job = batch_sqlite_store_find_job (self, job_id, error)))
    return FALSE;
  if ((fields & BATCH_JOB_FIELD_STATE) &&
      !batch_sqlite_store_move_job (self, job, values->state, now, error))
    return FALSE;

  /* Who only looks must not be taken for one who changes something: the others would
   * look then, and be taken for such in their turn. */
  if (fields != 0)
    {
      change_fields (batch_sqlite_store_touch (self, job), values, fields);
      job->row_dirty = TRUE;
      if (!note_changes (self, job, now, error))
        return FALSE;
    }
  /* One that is queued may have all its answers already. */
  if ((fields & BATCH_JOB_FIELD_STATE) && values->state == BATCH_JOB_STATE_QUEUED &&
      job->record->counts.total > 0 && !batch_sqlite_store_settle_jobs (self, now, error))
    return FALSE;
  *after = batch_job_record_ref (job->record);
  return TRUE;
}

void
batch_sqlite_store_init_change_verbs (BatchStoreClass *klass)
{
  klass->change_job = batch_sqlite_store_change_job;
}
