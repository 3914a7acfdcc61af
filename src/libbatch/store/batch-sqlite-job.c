/* store/batch-sqlite-job.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-job-private.h"

#include "core/batch-record-private.h"
#include "core/batch-size-bucket-private.h"
#include "core/batch-standstill-private.h"
#include "core/batch-transitions.h"

/* Enough for those that run; more are read again when they are needed. */
#define MAX_JOBS 1024

typedef struct
{
  gint64   key;
  gboolean dirty;
} Group;

static gpointer
key_and_bucket (gint64          key,
                BatchSizeBucket bucket)
{
  return GSIZE_TO_POINTER ((gsize) key * BATCH_N_SIZE_BUCKETS + bucket);
}

void
batch_sqlite_job_free (BatchSqliteJob *job)
{
  g_free (job->id);
  g_free (job->actor);
  g_clear_pointer (&job->record, batch_job_record_unref);
  g_clear_pointer (&job->before, batch_job_record_unref);
  g_array_unref (job->groups);
  g_hash_table_unref (job->by_key);
  g_free (job);
}

gint64
batch_sqlite_job_get_key (BatchSqliteJob *job,
                          guint           place)
{
  return g_array_index (job->groups, Group, place).key;
}

static void
add_group (BatchSqliteJob  *job,
           gint64           key,
           BatchSizeBucket  bucket,
           gboolean         dirty)
{
  Group group = { key, dirty };

  g_array_append_val (job->groups, group);
  g_hash_table_insert (job->by_key, key_and_bucket (key, bucket),
                       GUINT_TO_POINTER (job->groups->len));
}

/* Takes @record. */
static BatchSqliteJob *
add_job (BatchSqliteStore *self,
         BatchJobRecord   *record)
{
  BatchSqliteJob *job = g_new0 (BatchSqliteJob, 1);

  job->id = g_strdup (record->id);
  job->sequence = record->sequence;
  job->record = record;
  job->groups = g_array_new (FALSE, FALSE, sizeof (Group));
  job->by_key = g_hash_table_new (NULL, NULL);

  g_hash_table_replace (self->jobs, job->id, job);
  g_hash_table_replace (self->by_sequence, &job->sequence, job);
  return job;
}

void
batch_sqlite_store_forget_job (BatchSqliteStore *self,
                               BatchSqliteJob   *job)
{
  g_ptr_array_remove (self->touched, job);
  g_ptr_array_remove (self->dirty, job);
  g_hash_table_remove (self->by_sequence, &job->sequence);
  g_hash_table_remove (self->jobs, job->id);
}

void
batch_sqlite_store_clear_jobs (BatchSqliteStore *self)
{
  g_ptr_array_set_size (self->touched, 0);
  g_ptr_array_set_size (self->dirty, 0);
  g_hash_table_remove_all (self->by_sequence);
  g_hash_table_remove_all (self->jobs);
}

/* --- Finding --- */

static BatchSqliteJob *
load_job (BatchSqliteStore  *self,
          sqlite3_stmt      *statement,
          GError           **error)
{
  g_autoptr(BatchJobRecord) record = NULL;
  g_autoptr(GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  BatchSqliteJob *job;

  switch (batch_sqlite_step (self->writer, statement, error))
    {
    case BATCH_SQLITE_FAILED:
      return NULL;
    case BATCH_SQLITE_DONE:
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND, "There is no such job");
      return NULL;
    case BATCH_SQLITE_ROW:
      break;
    }

  record = batch_sqlite_read_job (statement);
  batch_sqlite_reset (statement);
  if (!batch_sqlite_read_groups (self->writer, record, keys, error))
    return NULL;

  job = add_job (self, g_steal_pointer (&record));
  for (guint i = 0; i < keys->len; i++)
    {
      BatchGroupRecord *group = g_ptr_array_index (job->record->groups, i);

      add_group (job, g_array_index (keys, gint64, i), group->bucket, FALSE);
    }
  return job;
}

BatchSqliteJob *
batch_sqlite_store_find_job (BatchSqliteStore  *self,
                             const char        *id,
                             GError           **error)
{
  BatchSqliteJob *job = g_hash_table_lookup (self->jobs, id);

  if (job == NULL)
    job = load_job (self,
                    batch_sqlite_query (self->writer, error,
                                        "SELECT " BATCH_SQLITE_JOB_COLUMNS " "
                                        "FROM job JOIN tally ON tally.job = job.sequence "
                                        "WHERE job.id = ?",
                                        "t", id),
                    error);
  if (job == NULL && error != NULL && g_error_matches (*error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    g_prefix_error (error, "“%s”: ", id);
  return job;
}

BatchSqliteJob *
batch_sqlite_store_find_sequence (BatchSqliteStore  *self,
                                  gint64             sequence,
                                  GError           **error)
{
  BatchSqliteJob *job = g_hash_table_lookup (self->by_sequence, &sequence);

  if (job == NULL)
    job = load_job (self,
                    batch_sqlite_query (self->writer, error,
                                        "SELECT " BATCH_SQLITE_JOB_COLUMNS " "
                                        "FROM job JOIN tally ON tally.job = job.sequence "
                                        "WHERE job.sequence = ?",
                                        "i", sequence),
                    error);
  return job;
}

/* --- Changing --- */

static void
note_actor (BatchSqliteStore *self,
            BatchSqliteJob   *job)
{
  if (!job->is_dirty)
    {
      g_free (job->actor);
      job->actor = g_strdup (self->actor);
      job->many_actors = FALSE;
    }
  else if (g_strcmp0 (job->actor, self->actor) != 0)
    job->many_actors = TRUE;
}

static void
begin_change (BatchSqliteStore *self,
              BatchSqliteJob   *job)
{
  note_actor (self, job);
  g_ptr_array_add (self->touched, job);
  if (!job->is_dirty)
    g_ptr_array_add (self->dirty, job);
  job->is_dirty = TRUE;
}

/* What was handed out stays as it is: the first change of a call makes a copy, and so does the
 * first one of a group. */
BatchJobRecord *
batch_sqlite_store_touch (BatchSqliteStore *self,
                          BatchSqliteJob   *job)
{
  if (job->before == NULL && !job->is_new)
    {
      job->before = job->record;
      job->record = batch_job_record_copy_lightly (job->before);
      begin_change (self, job);
    }

  job->tally_dirty = TRUE;
  return job->record;
}

BatchSqliteJob *
batch_sqlite_store_adopt_job (BatchSqliteStore *self,
                              BatchJobRecord   *record)
{
  BatchSqliteJob *job = add_job (self, batch_job_record_ref (record));

  job->is_new = TRUE;
  begin_change (self, job);
  return job;
}

static gboolean
is_shared (const BatchSqliteJob *job,
           guint                 place)
{
  const BatchJobRecord *before = job->before;

  return before != NULL && place < before->groups->len
         && g_ptr_array_index (before->groups, place)
            == g_ptr_array_index (job->record->groups, place);
}

BatchGroupRecord *
batch_sqlite_store_touch_group (BatchSqliteStore  *self,
                                BatchSqliteJob    *job,
                                gint64             key,
                                BatchSizeBucket    bucket,
                                GError           **error)
{
  BatchJobRecord *record = batch_sqlite_store_touch (self, job);
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (job->by_key, key_and_bucket (key, bucket)));
  const char *word;

  if (place == 0)
    {
      if (!(word = batch_sqlite_store_get_word (self, key, error)))
        return NULL;

      g_ptr_array_add (record->groups, batch_group_record_new (word, bucket));
      add_group (job, key, bucket, TRUE);
      place = job->groups->len;
    }

  g_array_index (job->groups, Group, place - 1).dirty = TRUE;
  return is_shared (job, place - 1) ? batch_job_record_own_group (record, place - 1)
                                    : g_ptr_array_index (record->groups, place - 1);
}

gboolean
batch_sqlite_store_set_state (BatchSqliteStore  *self,
                              BatchSqliteJob    *job,
                              BatchJobState      state,
                              gint64             now,
                              GError           **error)
{
  g_autofree char *detail = NULL;
  BatchJobState from = job->record->state;
  BatchJobRecord *record;

  detail = g_strdup_printf ("From %s to %s",
                            batch_enum_to_nick (BATCH_TYPE_JOB_STATE, from),
                            batch_enum_to_nick (BATCH_TYPE_JOB_STATE, state));

  record = batch_sqlite_store_touch (self, job);
  record->state = state;
  batch_standstill_forget (record);
  if (state == BATCH_JOB_STATE_RUNNING)
    record->started_at = now;
  if (batch_job_state_is_terminal (state))
    record->completed_at = now;
  job->row_dirty = TRUE;

  return batch_sqlite_store_add_event (self, job->sequence, -1, "state", detail, now, error) &&
         batch_sqlite_store_announce (self, record, now, error);
}

gboolean
batch_sqlite_store_move_job (BatchSqliteStore  *self,
                             BatchSqliteJob    *job,
                             BatchJobState      state,
                             gint64             now,
                             GError           **error)
{
  return batch_transition_job (job->record->state, state, error) &&
         batch_sqlite_store_set_state (self, job, state, now, error);
}

void
batch_sqlite_store_collect_jobs (BatchSqliteStore *self,
                                 GPtrArray        *jobs)
{
  for (guint i = 0; i < self->touched->len; i++)
    {
      BatchSqliteJob *job = g_ptr_array_index (self->touched, i);

      g_ptr_array_add (jobs, batch_job_record_ref (job->record));
    }
}

/* --- The end of a call --- */

static void
drop_groups (BatchSqliteJob *job)
{
  while (job->groups->len > job->record->groups->len)
    {
      guint last = job->groups->len - 1;
      GHashTableIter iter;
      gpointer place;

      g_hash_table_iter_init (&iter, job->by_key);
      while (g_hash_table_iter_next (&iter, NULL, &place))
        {
          if (GPOINTER_TO_UINT (place) == last + 1)
            g_hash_table_iter_remove (&iter);
        }
      g_array_set_size (job->groups, last);
    }
}

void
batch_sqlite_store_keep_jobs (BatchSqliteStore *self)
{
  for (guint i = 0; i < self->touched->len; i++)
    {
      BatchSqliteJob *job = g_ptr_array_index (self->touched, i);

      g_clear_pointer (&job->before, batch_job_record_unref);
      job->is_new = FALSE;
    }

  g_ptr_array_set_size (self->touched, 0);
}

void
batch_sqlite_store_undo_jobs (BatchSqliteStore *self)
{
  while (self->touched->len > 0)
    {
      BatchSqliteJob *job = g_ptr_array_steal_index_fast (self->touched, self->touched->len - 1);

      if (job->is_new)
        {
          batch_sqlite_store_forget_job (self, job);
          continue;
        }

      batch_job_record_unref (job->record);
      job->record = g_steal_pointer (&job->before);
      drop_groups (job);
    }
}

/* --- The end of a transaction --- */

static gboolean
write_row (BatchSqliteStore      *self,
           const BatchJobRecord  *record,
           GError               **error)
{
  return batch_sqlite_run (self->writer, error,
                           "UPDATE job SET rank = ?, rank_minor = ?, key_changes = ?, "
                           "title = ?, resource_key = ?, input_digest = ?, output_path = ?, "
                           "error_path = ?, reorder_note = ?, failure = ?, state = ?, "
                           "priority = ?, parallel = ?, round = ?, loads = ?, input_size = ?, "
                           "started_at = ?, completed_at = ?, expires_at = ?, "
                           "removed_at = ?, exported_at = ?, paused = ?, reordered = ? "
                           "WHERE sequence = ?",
                           "iiittttttttuuuuiiiiiiuui",
                           record->rank, record->rank_minor, record->key_changes, record->title,
                           record->resource_key, record->input_digest, record->output_path,
                           record->error_path, record->reorder_note, record->failure,
                           batch_enum_to_nick (BATCH_TYPE_JOB_STATE, record->state),
                           record->priority, record->parallel, record->round, record->loads,
                           record->input_size, record->started_at, record->completed_at,
                           record->expires_at, record->removed_at, record->exported_at,
                           batch_sqlite_pause_mode (record), record->reordered, record->sequence);
}

static gboolean
write_tally (BatchSqliteStore      *self,
             const BatchJobRecord  *record,
             GError               **error)
{
  const BatchCounts *counts = &record->counts;

  return batch_sqlite_run (self->writer, error,
                           "UPDATE tally SET total = ?, pending = ?, claimed = ?, running = ?, "
                           "succeeded = ?, failed = ?, skipped = ?, cancelled = ?, expired = ?, "
                           "needs_review = ?, busy_ms = ?, prompt_tokens = ?, cached_tokens = ?, "
                           "output_tokens = ?, setback = ?, setback_since = ?, setback_at = ? "
                           "WHERE job = ?",
                           "iiiiiiiiiiiiiitiii",
                           counts->total, counts->pending, counts->claimed, counts->running,
                           counts->succeeded, counts->failed, counts->skipped,
                           counts->cancelled, counts->expired, counts->needs_review,
                           record->busy_ms, record->prompt_tokens, record->cached_tokens,
                           record->output_tokens, record->setback, record->setback_since,
                           record->setback_at, record->sequence);
}

static gboolean
write_group (BatchSqliteStore        *self,
             BatchSqliteJob          *job,
             guint                    place,
             GError                 **error)
{
  const BatchGroupRecord *group = g_ptr_array_index (job->record->groups, place);

  return batch_sqlite_run (self->writer, error,
                           "INSERT OR REPLACE INTO item_group "
                           "(job, place, key, bucket, total, waiting, delayed, next_due, "
                           "bytes, output_limit) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                           "iuitiiiiii",
                           job->sequence, place, g_array_index (job->groups, Group, place).key,
                           batch_enum_to_nick (BATCH_TYPE_SIZE_BUCKET, group->bucket),
                           group->total, group->waiting, group->delayed, group->next_due,
                           group->bytes, group->output_limit);
}

static gboolean
flush_job (BatchSqliteStore  *self,
           BatchSqliteJob    *job,
           GError           **error)
{
  if (job->row_dirty && !write_row (self, job->record, error))
    return FALSE;
  if (job->tally_dirty && !write_tally (self, job->record, error))
    return FALSE;

  for (guint i = 0; i < job->groups->len; i++)
    {
      Group *group = &g_array_index (job->groups, Group, i);

      if (group->dirty && !write_group (self, job, i, error))
        return FALSE;
      group->dirty = FALSE;
    }

  job->row_dirty = FALSE;
  job->tally_dirty = FALSE;
  job->is_dirty = FALSE;
  return batch_sqlite_store_log (self, BATCH_CHANGE_JOB, job->id,
                                 job->many_actors ? NULL : job->actor, error);
}

gboolean
batch_sqlite_store_flush_jobs (BatchSqliteStore  *self,
                               GError           **error)
{
  for (guint i = 0; i < self->dirty->len; i++)
    {
      if (!flush_job (self, g_ptr_array_index (self->dirty, i), error))
        return FALSE;
    }

  g_ptr_array_set_size (self->dirty, 0);
  if (g_hash_table_size (self->jobs) > MAX_JOBS)
    batch_sqlite_store_clear_jobs (self);
  return TRUE;
}
