/* cli/command-run.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "cli/cli-jobs.h"
#include "cli/cli-json.h"
#include "cli/cli-leftovers.h"
#include "cli/cli-queue.h"
#include "cli/cli-runner.h"
#include "cli/cli-server.h"
#include "cli/cli-submission.h"
#include "cli/cli-trouble.h"
#include "cli/cli-warnings.h"
#include "cli/commands.h"

typedef struct
{
  CliSubmission  submission;
  const char    *input;            /* as it was given */
  int            patience;
  BatchJob      *job;              /* (nullable) */
  gboolean       resumed;
} Run;

static void
run_clear (Run *run)
{
  cli_submission_clear (&run->submission);
  g_clear_object (&run->job);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static gboolean
parse (Run      *run,
       Cli      *cli,
       int      *argc,
       char   ***argv,
       GError  **error)
{
  const GOptionEntry more[] = {
    { "patience", 0, 0, G_OPTION_ARG_INT, &run->patience,
      N_ ("How long a server may be away before it stops (60)"), N_ ("SECONDS") },
    cli_max_failures_entry (cli),
    { NULL }
  };
  g_autofree GOptionEntry *entries = cli_submission_make_entries (&run->submission, more);

  return cli_parse (cli, argc, argv, entries, _("[INPUT.jsonl | JOB…]"),
    _("Send a batch of requests to a model server, show how it comes along, and write the\n"
      "answers. Without INPUT, work on what waits in the queue until it is empty."),
    _("The same command again goes on where the last one stopped. “-” is standard input, and\n"
      "as -o standard output; of standard input, the results go to batch.output.jsonl and\n"
      "batch.errors.jsonl. A JOB may be short: how its id begins. The key of a server given\n"
      "as URL comes from BATCHQ_API_KEY.\n\n"
      "It ends with 0 when all is answered, 1 when some requests failed, 2 for wrong usage,\n"
      "3 when the input is refused, 4 when server or store are out of reach, 130 when it was\n"
      "interrupted."),
    error)
    && cli_submission_check (&run->submission, error)
    && cli_check_max_failures (cli, error)
    && (run->patience >= 0 || cli_usage_error (error, _("--patience must not be below 0")))
    && (!cli->json || g_strcmp0 (run->submission.output, "-") != 0
        || cli_usage_error (error, _("--json and -o - both want standard output; name a file "
                                     "with -o")));
}

static void
tell_resumed (Cli *cli,
              Run *run)
{
  const char *id = batch_job_get_id (run->job);
  gint64 ended = batch_job_get_ended (run->job);
  gint64 total = batch_job_get_total (run->job);
  /* Somebody whose model still loads works on it, too. What a provider has is under way
   * whether or not somebody waits for it. */
  gboolean joins = batch_engine_get_job_worked_on (cli->engine, run->job)
                   && batch_job_get_execution_mode (run->job) != BATCH_EXECUTION_MODE_NATIVE;

  if (cli->quiet)
    return;
  if (joins)
    g_printerr (_("Joining %s, which is under way: %" PRId64 " of %" PRId64 " have ended.\n"),
                id, ended, total);
  else
    g_printerr (_("Going on with %s: %" PRId64 " of %" PRId64
                  " have ended. (--new starts afresh.)\n"), id, ended, total);
}

static gboolean
is_native (Run *run)
{
  return run->resumed ? batch_job_get_execution_mode (run->job) == BATCH_EXECUTION_MODE_NATIVE
                      : run->submission.mode == BATCH_EXECUTION_MODE_NATIVE;
}

/* What is wrong with the input is still wrong when the server is there. */
static gboolean
check_server (Run     *run,
              Cli     *cli,
              GError **error)
{
  g_autoptr(GError) reason = NULL;
  g_autoptr(BatchValidation) validation = NULL;

  if (cli_check_server (cli, run->submission.server, &reason))
    {
      /* A provider may take a day for a batch. */
      if (is_native (run))
        g_clear_pointer (&cli->unheard, g_free);
      return TRUE;
    }

  if (run->resumed || cli_is_interrupted (cli)
      || (validation = cli_submission_validate (&run->submission, error)) != NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

/* What can be refused is refused before anything is sent. */
static gboolean
prepare (Run     *run,
         Cli     *cli,
         GError **error)
{
  CliSubmission *submission = &run->submission;
  g_autoptr(GError) reason = NULL;

  if (!cli_submission_find_server (submission, cli, error))
    return FALSE;

  run->job = cli_submission_find_job (submission, cli, &reason);
  run->resumed = run->job != NULL;
  if (reason != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  if (!cli_submission_set_targets (submission, cli, run->job, error))
    return FALSE;
  if (run->resumed && !cli_check_job (cli, run->job, error))
    return FALSE;
  if (run->resumed && !submission->dry_run)
    {
      tell_resumed (cli, run);
      if (!cli_submission_adjust (submission, cli, run->job, error))
        return FALSE;
    }

  return (run->resumed && batch_job_is_terminal (run->job)) || check_server (run, cli, error);
}

static void
tell_how_to_resume (Cli *cli)
{
  g_autofree char *command = cli_same_command (cli);

  g_printerr (_("Nothing is lost. To go on:\n  %s\n"), command);
}

/* Those of jobs that nobody runs any more. */
static void
write_leftovers (Cli *cli)
{
  guint n_met;

  cli_write_leftovers (cli, cli_tell_leftover, &n_met);
}

static BatchqExit
stop (Cli          *cli,
      Run          *run,
      const GError *reason)
{
  gboolean interrupted = g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  if (!interrupted)
    write_leftovers (cli);
  cli_close (cli, NULL);
  if (interrupted)
    g_printerr ("%s ", _("Stopped."));
  else
    cli_fail (cli, reason);
  if (g_error_matches (reason, BATCH_ERROR, BATCH_ERROR_AUTH))
    cli_tell_about_key (run->submission.server);
  tell_how_to_resume (cli);
  return interrupted ? BATCHQ_EXIT_INTERRUPTED : cli_exit_code (reason);
}

/* Somebody who joined this job may have been faster, and put them where we would have. */
static gboolean
was_written (Cli          *cli,
             Run          *run,
             const GError *error)
{
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(GDateTime) exported_at = NULL;

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
    return FALSE;
  if (!(job = cli_find_job (cli, batch_job_get_id (run->job), NULL)))
    return FALSE;

  exported_at = batch_job_get_exported_at (job);
  return exported_at != NULL
         && g_strcmp0 (batch_job_get_output_path (job), run->submission.output) == 0
         && g_strcmp0 (batch_job_get_error_path (job), run->submission.errors) == 0;
}

/* The job keeps to its files until it is told others. */
static BatchqExit
fail_to_write (Cli          *cli,
               BatchJob     *job,
               const GError *error)
{
  BatchqExit code = cli_fail (cli, error);
  g_autofree char *command = cli_job_command (cli, "results", job, "-o FILE -e FILE");

  if (code == BATCHQ_EXIT_NO_READER)
    return code;

  g_printerr (_("Nothing is lost. To have the results elsewhere:\n  %s\n"), command);
  return code;
}

static BatchqExit
finish (Cli *cli,
        Run *run)
{
  CliSubmission *submission = &run->submission;
  g_autoptr(GError) error = NULL;
  gboolean force = submission->force
                   || batch_job_get_overwrite_policy (run->job) == BATCH_OVERWRITE_POLICY_OVERWRITE;

  if (!cli_write_results (cli, run->job, submission->output, submission->errors, force, &error)
      && !was_written (cli, run, error))
    {
      cli_release_results (cli, run->job);
      return fail_to_write (cli, run->job, error);
    }

  cli_tell_job (cli, run->job, submission->output, submission->errors);
  cli_submission_print_json (submission, cli, run->job);
  return cli_job_exit (run->job);
}

/* What was interrupted before the job was there begins anew, with all that was asked for. */
static BatchqExit
give_up (Cli          *cli,
         Run          *run,
         const GError *error)
{
  g_autofree char *command = cli_whole_command (cli);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return cli_submission_tell_refused (&run->submission, cli, error);

  cli_fail (cli, error);
  g_printerr (_("To go on:\n  %s\n"), command);
  return BATCHQ_EXIT_INTERRUPTED;
}

static BatchqExit
dry_run (Run *run,
         Cli *cli)
{
  g_autoptr(GError) error = NULL;

  if (!cli_open_to_look (cli, &error) || !prepare (run, cli, &error)
      || !cli_submission_dry_run (&run->submission, cli, run->job, &error))
    return give_up (cli, run, error);

  return cli_close (cli, &error) ? BATCHQ_EXIT_OK : cli_fail (cli, error);
}

static BatchqExit
run_input (Run *run,
           Cli *cli)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) jobs = g_ptr_array_new ();
  BatchqExit code;

  if (!cli_input_open (&run->submission.input, run->input, run->submission.max_bytes, &error))
    return cli_fail_with (cli, error, BATCHQ_EXIT_INPUT);

  cli_catch_signals (cli);
  if (run->submission.dry_run)
    return dry_run (run, cli);
  if (!cli_open (cli, &error) || !cli_submission_take_turn (&run->submission, cli, &error)
      || !prepare (run, cli, &error)
      || (run->job == NULL && !(run->job = cli_submission_submit (&run->submission, cli, &error))))
    return give_up (cli, run, error);

  /* Whoever comes now finds the job and joins. */
  cli_input_end_turn (&run->submission.input);
  batch_engine_promise_results (cli->engine, run->job);
  g_ptr_array_add (jobs, run->job);
  if (!cli_run_jobs (cli, jobs, run->patience, &error))
    return stop (cli, run, error);
  if (!cli_check_there (cli, run->job, &error))
    return cli_fail (cli, error);

  code = finish (cli, run);
  write_leftovers (cli);
  cli_close (cli, NULL);
  return code;
}

/* What --help says of JOB: its id, or how that begins. */
static gboolean
names_job (const char *word)
{
  const char *id = g_str_has_prefix (word, "batch_") ? word + strlen ("batch_") : word;

  return *id != '\0' && id[strspn (id, "0123456789abcdef-")] == '\0' && !g_str_equal (id, "-")
         && !g_file_test (word, G_FILE_TEST_EXISTS);
}

/* These say something about a new job. */
static gboolean
check_no_submission (const CliSubmission  *submission,
                     GError              **error)
{
  if (submission->output == NULL && submission->errors == NULL && submission->backend == NULL
      && submission->within == NULL && submission->parallel == NULL
      && submission->metadata == NULL && submission->webhook == NULL && submission->max_lines == -1
      && submission->max_bytes == -1 && submission->priority == 0 && !submission->force
      && !submission->fresh && !submission->reuse && submission->mode_word == NULL
      && !submission->dry_run)
    return TRUE;

  return cli_usage_error (error, _("Name an input; of these options only --patience and "
                                   "--max-failures are for jobs that are in the queue"));
}

static BatchqExit
run_queue (Run   *run,
           Cli   *cli,
           char **ids)
{
  g_autoptr(GError) error = NULL;

  return check_no_submission (&run->submission, &error)
         ? cli_run_queue (cli, ids, run->patience) : cli_fail (cli, error);
}

int
batchq_run (Cli   *cli,
            int    argc,
            char **argv)
{
  g_auto(Run) run = { .patience = CLI_PATIENCE_S };
  g_autoptr(GError) error = NULL;

  cli_submission_init (&run.submission);
  if (!parse (&run, cli, &argc, &argv, &error))
    return cli_fail (cli, error);
  if (argc < 2 || names_job (argv[1]))
    return run_queue (&run, cli, argv + 1);
  if (argc > 2)
    {
      cli_usage_error (&error, _("Name one input, or jobs; “%s” is one too many"), argv[2]);
      return cli_fail (cli, error);
    }

  run.input = argv[1];
  return run_input (&run, cli);
}
