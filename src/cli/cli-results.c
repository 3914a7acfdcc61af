/* cli/cli-results.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "cli/cli-failures.h"
#include "cli/cli-format.h"
#include "cli/cli-jobs.h"
#include "cli/cli-runner.h"
#include "cli/cli-server.h"
#include "cli/cli-terminal.h"

#define MAX_REASONS 3

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
                                    overwrite, cli->cancellable, cli_result_cb, &result);
  return batch_engine_write_results_finish (cli->engine, cli_wait (&result), error);
}

/* The standard output may be a file that somebody appends to, so nothing is renamed onto
 * it. What it did not take, the same command writes again. */
static gboolean
write_to_stdout (Cli         *cli,
                 BatchJob    *job,
                 const char  *errors,
                 gboolean     overwrite,
                 GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GOutputStream) output = cli_open_stdout ();

  batch_engine_stream_results_async (cli->engine, batch_job_get_id (job), output, errors,
                                     overwrite, cli->cancellable, cli_result_cb, &result);
  return batch_engine_stream_results_finish (cli->engine, cli_wait (&result), error);
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
describe_counts (BatchSummary *summary)
{
  gint64 total = batch_summary_get_total (summary);
  gint64 succeeded = batch_summary_get_succeeded (summary);
  g_autofree char *done = cli_format_number (succeeded);
  g_autofree char *all = cli_format_number (total);
  g_autofree char *failed = cli_format_number (total - succeeded);

  if (succeeded == total)
    return g_strdup_printf (_("%s of %s answered"), done, all);

  return g_strdup_printf (_("%s of %s answered, %s not,"), done, all, failed);
}

/* The share of its prompts that a server did not have to read; "" for none. */
static char *
describe_known (BatchSummary *summary)
{
  gint64 n_prompt = batch_summary_get_prompt_tokens (summary);
  gint64 n_cached = batch_summary_get_cached_tokens (summary);

  if (n_cached == 0 || n_prompt == 0)
    return g_strdup ("");

  return g_strdup_printf (_(", %d %% of the prompts known already"),
                          (int) (100 * n_cached / n_prompt));
}

/* "" where nothing is ever loaded. */
static char *
describe_loads (Cli          *cli,
                BatchJob     *job,
                BatchSummary *summary)
{
  guint loads = batch_summary_get_loads (summary);
  g_autofree char *text = NULL;

  if (loads == 0 && !cli_loads_models (cli, batch_job_get_backend (job)))
    return g_strdup ("");

  text = g_strdup_printf (ngettext ("%u load", "%u loads", loads), loads);
  return g_strconcat (", ", text, NULL);
}

static char *
describe_summary (Cli      *cli,
                  BatchJob *job)
{
  g_autoptr(BatchSummary) summary = batch_job_get_summary (job);
  g_autofree char *counts = describe_counts (summary);
  g_autofree char *wall = cli_format_duration (batch_summary_get_wall_ms (summary));
  g_autofree char *average = cli_format_duration (batch_summary_get_avg_duration_ms (summary));
  g_autofree char *known = describe_known (summary);
  g_autofree char *loads = describe_loads (cli, job, summary);

  /* Translators: “9 of 9 answered in 3 s (1 s each, 3 loads, 20 % of the prompts known already)” */
  return g_strdup_printf (_("%s in %s (%s each%s%s)"), counts, wall, average, loads, known);
}

/* On standard error when the answers themselves are on standard output. */
static void
tell (Cli        *cli,
      const char *text,
      gboolean    to_stderr)
{
  if (to_stderr && !cli->quiet)
    g_printerr ("%s\n", text);
  else
    cli_say (cli, "%s\n", text);
}

static void
tell_file (Cli        *cli,
           const char *name,
           const char *path,
           gboolean    to_stderr)
{
  g_autofree char *line = cli_escape_line (path);
  g_autofree char *text = g_strdup_printf ("%s %s", name, line);

  tell (cli, text, to_stderr);
}

/* Whose every item has failed has written no answer, and who is sent to an empty file looks for
 * what is wrong with it. */
static gboolean
has_content (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) == 0 && info.st_size > 0;
}

void
cli_tell_files (Cli        *cli,
                const char *output,
                const char *errors)
{
  gboolean to_stderr = g_strcmp0 (output, "-") == 0;

  if (output != NULL && !to_stderr && has_content (output))
    tell_file (cli, _("Answers:"), output, FALSE);
  if (errors != NULL && has_content (errors))
    tell_file (cli, _("Errors: "), errors, to_stderr);
}

/* Done is not good. */
static void
tell_review (Cli      *cli,
             BatchJob *job,
             gboolean  to_stderr)
{
  gint64 number = batch_job_get_needs_review (job);
  g_autofree char *count = cli_format_number (number);
  g_autofree char *command = cli_job_command (cli, "results", job, "--filter needs-review");
  g_autofree char *text =
    g_strdup_printf (ngettext ("%s answer needs a review: %s", "%s answers need a review: %s",
                               (gulong) number), count, command);

  if (number > 0)
    tell (cli, text, to_stderr);
}

/* @n_more: reasons that are not told */
static void
tell_more (Cli      *cli,
           BatchJob *job,
           guint     n_more,
           gboolean  to_stderr)
{
  g_autofree char *command = cli_job_command (cli, "show", job, NULL);
  /* Translators: of the reasons why requests failed, and a command that shows them */
  g_autofree char *text = g_strdup_printf (ngettext ("and %u other reason: %s",
                                                     "and %u other reasons: %s", n_more),
                                           n_more, command);

  tell (cli, text, to_stderr);
}

/* Of many reasons, the first are the most frequent. */
static void
tell_failures (Cli      *cli,
               BatchJob *job,
               gboolean  to_stderr)
{
  g_autoptr(GListModel) failures = cli->quiet ? NULL : cli_list_failures (cli, job, NULL);
  guint n_failures = failures != NULL ? g_list_model_get_n_items (failures) : 0;

  for (guint i = 0; i < MIN (n_failures, MAX_REASONS); i++)
    {
      g_autoptr(BatchFailureCount) failure = g_list_model_get_item (failures, i);
      g_autofree char *text = cli_describe_failures (failure);

      tell (cli, text, to_stderr);
    }
  if (n_failures > MAX_REASONS)
    tell_more (cli, job, n_failures - MAX_REASONS, to_stderr);
}

void
cli_tell_job (Cli        *cli,
              BatchJob   *job,
              const char *output,
              const char *errors)
{
  gboolean to_stderr = g_strcmp0 (output, "-") == 0;
  g_autofree char *summary = describe_summary (cli, job);
  g_autofree char *text = g_strdup_printf ("%s: %s",
                                           cli_describe_state (batch_job_get_state (job)),
                                           summary);
  g_autofree char *failure = batch_localize (batch_job_get_failure (job));

  tell (cli, text, to_stderr);
  tell_failures (cli, job, to_stderr);
  tell_review (cli, job, to_stderr);
  if (failure != NULL)
    tell (cli, failure, to_stderr);
  cli_tell_files (cli, output, errors);
}
