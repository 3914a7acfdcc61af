/* cli/cli-results.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <gio/gunixoutputstream.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "cli/cli-format.h"
#include "cli/cli-jobs.h"
#include "cli/cli-runner.h"

/* What is left when a job has ended. */

static gboolean
write_files (Cli         *cli,
             BatchJob    *job,
             const char  *output,
             const char  *errors,
             gboolean     overwrite,
             GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_write_results_async (cli->engine, batch_job_get_id (job), output, errors,
                                    overwrite, NULL, cli_result_cb, &result);
  return batch_engine_write_results_finish (cli->engine, cli_wait (&result), error);
}

static gboolean
copy_to_stdout (const char  *path,
                GError     **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GFileInputStream) from = g_file_read (file, NULL, error);
  g_autoptr(GOutputStream) to = g_unix_output_stream_new (STDOUT_FILENO, FALSE);

  return from != NULL
         && g_output_stream_splice (to, G_INPUT_STREAM (from), G_OUTPUT_STREAM_SPLICE_NONE, NULL,
                                    error) >= 0;
}

/* The standard output may be a file that somebody appends to; so nothing is renamed onto
 * it, and nothing is written before all of it is there. */
static gboolean
write_to_stdout (Cli         *cli,
                 BatchJob    *job,
                 const char  *errors,
                 gboolean     overwrite,
                 GError     **error)
{
  g_autofree char *folder = g_dir_make_tmp ("batchq-XXXXXX", error);
  g_autofree char *path = NULL;
  gboolean written;

  if (folder == NULL)
    return FALSE;

  path = g_build_filename (folder, "output.jsonl", NULL);
  written = write_files (cli, job, path, errors, overwrite, error)
            && copy_to_stdout (path, error);
  g_unlink (path);
  g_rmdir (folder);
  return written;
}

gboolean
cli_write_results (Cli         *cli,
                   BatchJob    *job,
                   const char  *output,
                   const char  *errors,
                   gboolean     overwrite,
                   GError     **error)
{
  if (g_str_equal (output, "-"))
    return write_to_stdout (cli, job, errors, overwrite, error);

  return write_files (cli, job, output, errors, overwrite, error);
}

BatchqExit
cli_job_exit (BatchJob *job)
{
  return batch_job_get_state (job) == BATCH_JOB_STATE_COMPLETED ? BATCHQ_EXIT_OK
                                                                : BATCHQ_EXIT_ITEMS_FAILED;
}

static char *
describe_summary (BatchJob *job)
{
  g_autoptr(BatchSummary) summary = batch_job_get_summary (job);
  gint64 total = batch_summary_get_total (summary);
  gint64 succeeded = batch_summary_get_succeeded (summary);
  g_autofree char *done = cli_format_number (succeeded);
  g_autofree char *all = cli_format_number (total);
  g_autofree char *failed = cli_format_number (total - succeeded);
  g_autofree char *wall = cli_format_duration (batch_summary_get_wall_ms (summary));
  g_autofree char *average = cli_format_duration (batch_summary_get_avg_duration_ms (summary));
  guint loads = batch_summary_get_loads (summary);
  g_autofree char *loaded = g_strdup_printf (ngettext ("%u load", "%u loads", loads), loads);

  return g_strdup_printf (_("%s of %s answered, %s not, in %s (%s each, %s)"), done, all, failed,
                          wall, average, loaded);
}

void
cli_tell_job (Cli        *cli,
              BatchJob   *job,
              const char *output,
              const char *errors,
              gboolean    to_stderr)
{
  g_autofree char *summary = describe_summary (job);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s: %s\n", cli_describe_state (batch_job_get_state (job)),
                          summary);
  if (batch_job_get_failure (job) != NULL)
    g_string_append_printf (text, "%s\n", batch_job_get_failure (job));
  if (output != NULL && !g_str_equal (output, "-"))
    g_string_append_printf (text, "%s %s\n", _("Answers:"), output);
  if (errors != NULL && g_file_test (errors, G_FILE_TEST_EXISTS))
    g_string_append_printf (text, "%s %s\n", _("Errors: "), errors);

  if (to_stderr && !cli->quiet)
    g_printerr ("%s", text->str);
  else
    cli_say (cli, "%s", text->str);
  g_string_free (text, TRUE);
}
