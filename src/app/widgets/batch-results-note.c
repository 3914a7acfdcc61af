/* batch-results-note.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-results-note.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

/* Whoever runs a batch with files for its results writes them at the end. When that one is killed,
 * and the batch is finished here, a person has to know that the files are not there. */

/* Who cancelled a job did not ask for a part of it. */
static gboolean
has_run (BatchJobState state)
{
  return state == BATCH_JOB_STATE_COMPLETED || state == BATCH_JOB_STATE_COMPLETED_WITH_ERRORS
         || state == BATCH_JOB_STATE_EXPIRED;
}

/* A file for one process may be a terminal for the next, and who does not read would be waited for
 * for ever. */
static gboolean
is_file (const char *path)
{
  GStatBuf status;

  if (!g_path_is_absolute (path) || g_str_has_prefix (path, "/dev/")
      || g_str_has_prefix (path, "/proc/"))
    return FALSE;

  return g_stat (path, &status) != 0 || S_ISREG (status.st_mode);
}

static gboolean
lacks_results (BatchJobState  state,
               const char    *output_path,
               const char    *error_path,
               GDateTime     *exported_at)
{
  return has_run (state) && exported_at == NULL && error_path != NULL && output_path != NULL
         && is_file (output_path) && is_file (error_path);
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
