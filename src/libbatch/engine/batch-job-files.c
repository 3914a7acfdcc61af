/* batch-job-files.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-job-private.h"

gboolean
batch_job_record_has_file (const BatchJobRecord *record,
                           BatchFilePart         part)
{
  const BatchCounts *counts = &record->counts;
  gboolean ended = batch_job_state_is_terminal (record->state);

  switch (part)
    {
    case BATCH_FILE_INPUT:
      return record->input_digest != NULL;

    case BATCH_FILE_OUTPUT:
      return ended && counts->succeeded > 0;

    case BATCH_FILE_ERRORS:
      return ended && counts->failed + counts->cancelled + counts->expired > 0;
    }

  return FALSE;
}

static char *
get_file_id (const BatchJobRecord *record,
             BatchFilePart         part)
{
  if (record->id == NULL || !batch_job_record_has_file (record, part))
    return NULL;

  return batch_id_for_file (record->id, part);
}

/**
 * batch_job_get_input_file_id:
 * @self: a job
 *
 * Gets the id of the input as a file.
 *
 * Returns: (transfer full) (nullable): the id, or %NULL as long as the input was not
 *   taken in
 */
char *
batch_job_get_input_file_id (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  return get_file_id (self->record, BATCH_FILE_INPUT);
}

/**
 * batch_job_get_output_file_id:
 * @self: a job
 *
 * Gets the id of the results as a file.
 *
 * Returns: (transfer full) (nullable): the id, or %NULL as long as the job has not
 *   ended, or when nothing succeeded
 */
char *
batch_job_get_output_file_id (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  return get_file_id (self->record, BATCH_FILE_OUTPUT);
}

/**
 * batch_job_get_error_file_id:
 * @self: a job
 *
 * Gets the id of the failures as a file.
 *
 * Returns: (transfer full) (nullable): the id, or %NULL as long as the job has not
 *   ended, or when nothing failed
 */
char *
batch_job_get_error_file_id (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  return get_file_id (self->record, BATCH_FILE_ERRORS);
}

/**
 * batch_job_get_input_name:
 * @self: a job
 *
 * Gets the name of the input.
 *
 * Returns: (nullable): the name, or %NULL for a job that was built in code
 */
const char *
batch_job_get_input_name (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  return self->record->input_name;
}

/**
 * batch_job_get_output_path:
 * @self: a job
 *
 * Gets where the results are to be written.
 *
 * Returns: (nullable): the path, or %NULL when nobody has said
 */
const char *
batch_job_get_output_path (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  return self->record->output_path;
}

/**
 * batch_job_get_error_path:
 * @self: a job
 *
 * Gets where the failures are to be written.
 *
 * Returns: (nullable): the path, or %NULL when nobody has said
 */
const char *
batch_job_get_error_path (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  return self->record->error_path;
}

/**
 * batch_job_get_max_lines:
 * @self: a job
 *
 * Gets how many requests the input may have.
 *
 * Returns: the limit; 0 is none, -1 the one of the engine
 */
gint64
batch_job_get_max_lines (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), 0);

  return self->draft != NULL ? self->draft->max_lines : -1;
}

/**
 * batch_job_get_max_bytes:
 * @self: a job
 *
 * Gets how many bytes the input may have.
 *
 * Returns: the limit; 0 is none, -1 the one of the engine
 */
gint64
batch_job_get_max_bytes (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), 0);

  return self->draft != NULL ? self->draft->max_bytes : -1;
}
