/* batch-results-note.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-results-note.h"

#include <glib/gi18n.h>

/* Whoever runs a batch with files for its results writes them at the end. When that one is killed,
 * and the batch is finished here, a person has to know that the files are not there. */

/* Who cancelled a job did not ask for a part of it. */
static gboolean
has_run (BatchJobState state)
{
  return state == BATCH_JOB_STATE_COMPLETED || state == BATCH_JOB_STATE_COMPLETED_WITH_ERRORS
         || state == BATCH_JOB_STATE_EXPIRED;
}

/* What went to a pipe cannot be written there again. */
static gboolean
lacks_results (BatchJobState  state,
               const char    *output_path,
               const char    *error_path,
               GDateTime     *exported_at)
{
  return has_run (state) && exported_at == NULL && error_path != NULL && output_path != NULL
         && g_path_is_absolute (output_path);
}

gboolean
batch_job_lacks_results (BatchJob *job)
{
  g_autoptr(GDateTime) exported_at = batch_job_get_exported_at (job);

  return lacks_results (batch_job_get_state (job), batch_job_get_output_path (job),
                        batch_job_get_error_path (job), exported_at);
}

char *
batch_closure_results_note (gpointer       unused,
                            BatchJobState  state,
                            const char    *output_path,
                            const char    *error_path,
                            GDateTime     *exported_at)
{
  if (!lacks_results (state, output_path, error_path, exported_at))
    return g_strdup ("");

  return g_strdup_printf (_("The results are not yet in %s"), output_path);
}
