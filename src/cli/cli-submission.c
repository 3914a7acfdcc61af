/* cli/cli-submission.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-submission.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/cli-format.h"
#include "cli/cli-job-walk.h"
#include "cli/cli-jobs.h"
#include "cli/cli-leftovers.h"
#include "cli/cli-server.h"
#include "cli/cli-target.h"
#include "cli/cli-warnings.h"

/* Seconds. Submitting takes a moment. */
#define TURN_S 3

const char cli_max_lines_help[] = N_ ("How many lines the input may have (50000; 0: any number)");
const char cli_max_bytes_help[] = N_ ("How large the input may be (200 MB; 0: any size)");

void
cli_submission_init (CliSubmission *self)
{
  *self = (CliSubmission) { .max_lines = CLI_NO_LIMIT, .max_bytes = CLI_NO_LIMIT,
                             .input.spool = -1, .input.turn = -1 };
}

void
cli_submission_clear (CliSubmission *self)
{
  g_free (self->output);
  g_free (self->errors);
  g_free (self->backend);
  g_free (self->within);
  g_free (self->parallel);
  g_free (self->mode_word);
  g_strfreev (self->metadata);
  g_free (self->webhook);
  cli_input_clear (&self->input);
  g_free (self->server);
  g_clear_object (&self->warnings);
}

/* --- The options --- */

GOptionEntry *
cli_submission_make_entries (CliSubmission      *self,
                             const GOptionEntry *more)
{
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output,
      N_ ("Where the answers go (INPUT.output.jsonl)"), N_ ("FILE") },
    { "errors", 'e', 0, G_OPTION_ARG_FILENAME, &self->errors,
      N_ ("Where what failed goes (INPUT.errors.jsonl)"), N_ ("FILE") },
    { "force", 0, 0, G_OPTION_ARG_NONE, &self->force,
      N_ ("Replace files that are there already"), NULL },
    { "backend", 0, 0, G_OPTION_ARG_STRING, &self->backend,
      N_ ("The model server (the only one that has a name)"),
      N_ ("NAME|URL") },
    { "priority", 0, 0, G_OPTION_ARG_INT, &self->priority,
      N_ ("Jobs with a higher number go first (0)"), N_ ("N") },
    { "within", 0, 0, G_OPTION_ARG_STRING, &self->within,
      N_ ("What is not done in time expires, such as 24h or 7d (never)"), N_ ("TIME") },
    { "parallel", 0, 0, G_OPTION_ARG_STRING, &self->parallel,
      N_ ("How many requests are under way at a time (auto)"),
      N_ ("N|auto") },
    { "mode", 0, 0, G_OPTION_ARG_STRING, &self->mode_word,
      N_ ("native: as one batch to the provider’s own batch API (proxy-native)"),
      N_ ("MODE") },
    { "metadata", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->metadata,
      N_ ("A note that stays with the job; may be repeated"), N_ ("KEY=VALUE") },
    { "webhook", 0, 0, G_OPTION_ARG_STRING, &self->webhook,
      N_ ("Tell this URL what becomes of it, as “batchq webhook” does"), N_ ("URL") },
    { "max-lines", 0, 0, G_OPTION_ARG_INT64, &self->max_lines,
      cli_max_lines_help, N_ ("N") },
    { "max-bytes", 0, 0, G_OPTION_ARG_INT64, &self->max_bytes,
      cli_max_bytes_help, N_ ("N") },
    { "new", 0, 0, G_OPTION_ARG_NONE, &self->fresh,
      N_ ("Start afresh even if this input is unfinished"), NULL },
    { "reuse", 0, 0, G_OPTION_ARG_NONE, &self->reuse,
      N_ ("Take over the answers that the same requests got earlier"), NULL },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &self->dry_run,
      N_ ("Check all and say what would be done; store and send nothing"), NULL },
  };
  g_autoptr(GArray) all = g_array_new (TRUE, FALSE, sizeof (GOptionEntry));

  g_array_append_vals (all, entries, G_N_ELEMENTS (entries));
  for (; more->long_name != NULL; more++)
    g_array_append_val (all, *more);
  return (GOptionEntry *) g_array_free (g_steal_pointer (&all), FALSE);
}

static gboolean
parse_parallel (const char  *text,
                guint       *slots,
                GError     **error)
{
  guint64 number = 0;

  if (!g_str_equal (text, "auto")
      && !g_ascii_string_to_unsigned (text, 10, 1, 4096, &number, NULL))
    return cli_usage_error (error, _("“%s” is not a number from 1 to 4096 nor auto; "
                                     "write --parallel 8"), text);

  *slots = (guint) number;
  return TRUE;
}

static gboolean
parse_mode (const char          *text,
            BatchExecutionMode  *mode,
            GError             **error)
{
  static const struct { const char *word; BatchExecutionMode mode; } words[] = {
    { "native", BATCH_EXECUTION_MODE_NATIVE },
    { "proxy-native", BATCH_EXECUTION_MODE_PROXY_NATIVE },
    { "proxy_native", BATCH_EXECUTION_MODE_PROXY_NATIVE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (text, words[i].word))
      {
        *mode = words[i].mode;
        return TRUE;
      }

  return cli_usage_error (error, _("“%s” is not a mode; write --mode native, or proxy-native"),
                          text);
}

static gboolean
check_limit (gint64      *limit,
             const char  *option,
             GError     **error)
{
  if (*limit == CLI_NO_LIMIT)
    *limit = -1;
  else if (*limit < 0)
    return cli_usage_error (error, _("%s must not be below 0"), option);

  return TRUE;
}

gboolean
cli_check_limits (gint64  *max_lines,
                  gint64  *max_bytes,
                  GError **error)
{
  return check_limit (max_lines, "--max-lines", error)
         && check_limit (max_bytes, "--max-bytes", error);
}

/* Who may be told is for the engine to say, what is an address is not. */
static gboolean
check_webhook (const char  *url,
               GError     **error)
{
  g_autoptr(GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  return ((g_str_equal (scheme, "http") || g_str_equal (scheme, "https"))
          && host != NULL && *host != '\0')
         || cli_usage_error (error, _("--webhook “%s”: it begins with http:// or https:// and the "
                                      "name of a server"), url);
}

gboolean
cli_submission_check (CliSubmission  *self,
                      GError        **error)
{
  for (guint i = 0; self->metadata != NULL && self->metadata[i] != NULL; i++)
    {
      const char *equals = strchr (self->metadata[i], '=');

      if (equals == NULL || equals == self->metadata[i])
        return cli_usage_error (error, _("“%s” is not a note; write --metadata KEY=VALUE"),
                                self->metadata[i]);
    }

  return cli_check_limits (&self->max_lines, &self->max_bytes, error)
         && (self->webhook == NULL || check_webhook (self->webhook, error))
         && (self->within == NULL
             || cli_parse_duration ("--within", self->within, &self->seconds, error))
         && (self->parallel == NULL || parse_parallel (self->parallel, &self->slots, error))
         && (self->mode_word == NULL || parse_mode (self->mode_word, &self->mode, error));
}

gboolean
cli_submission_find_server (CliSubmission  *self,
                            Cli            *cli,
                            GError        **error)
{
  return cli_find_server (cli, self->backend, &self->server, error);
}

/* --- Where results go --- */

static char *
target_beside (const char *input,
               const char *ending)
{
  g_autofree char *stem = g_strdup (input);

  if (g_str_has_suffix (stem, ".jsonl"))
    stem[strlen (stem) - strlen (".jsonl")] = '\0';
  return g_strdup_printf ("%s.%s.jsonl", stem, ending);
}

static char *
default_target (CliSubmission *self,
                const char    *ending)
{
  if (self->input.spool >= 0 || g_str_has_prefix (self->input.name, "/dev/"))
    return g_strdup_printf ("batch.%s.jsonl", ending);

  return target_beside (self->input.name, ending);
}

/* Whether nobody named it, and it goes by the name of another input than this one: a job is known
 * by what its input says, and this may be a copy of that. */
static gboolean
goes_by_another_input (CliSubmission *self,
                       BatchJob      *job,
                       const char    *of_job,
                       const char    *ending)
{
  const char *name = batch_job_get_input_name (job);
  g_autofree char *folder = g_path_get_dirname (of_job);
  g_autofree char *input = name != NULL ? g_build_filename (folder, name, NULL) : NULL;
  g_autofree char *beside = input != NULL ? target_beside (input, ending) : NULL;
  g_autofree char *own_name = g_path_get_basename (self->input.name);

  return g_strcmp0 (of_job, beside) == 0
         && (!g_str_equal (own_name, name)
             || (g_file_test (input, G_FILE_TEST_EXISTS)
                 && !cli_target_is (self->input.name, input)));
}

/* An option, else what the job has already, else what goes by the name of the input.
 * @job: (nullable): and @of_job: (nullable): of it */
static gboolean
settle_target (CliSubmission  *self,
               char          **target,
               BatchJob       *job,
               const char     *of_job,
               const char     *ending,
               GError        **error)
{
  if (*target == NULL)
    *target = of_job != NULL && !goes_by_another_input (self, job, of_job, ending)
              ? g_strdup (of_job) : default_target (self, ending);
  return cli_target_make_absolute (target, error);
}

static gboolean
writes_to (BatchJob   *job,
           const char *path)
{
  return g_strcmp0 (batch_job_get_output_path (job), path) == 0
         || g_strcmp0 (batch_job_get_error_path (job), path) == 0;
}

static gboolean
refuse_promised (Cli         *cli,
                 BatchJob    *other,
                 const char  *path,
                 GError     **error)
{
  g_autofree char *command = cli_job_command (cli, "remove", other, NULL);

  return cli_usage_error (error, _("%s is where the results of %s will go. When that one is not "
                                   "needed any more, “%s” frees the name; --force takes it; -o "
                                   "and -e name other files"),
                          path, batch_job_get_id (other), command);
}

/* A file that is not there yet may be the output of another job. */
static gboolean
check_promised (CliSubmission  *self,
                Cli            *cli,
                BatchJob       *job,
                GError        **error)
{
  g_auto(CliJobWalk) walk;
  g_autoptr(GError) reason = NULL;
  BatchJob *next;

  cli_job_walk_init (&walk, cli);
  while ((next = cli_job_walk_next (&walk, &reason)) != NULL)
    {
      g_autoptr(BatchJob) other = next;
      const char *path = writes_to (other, self->output) ? self->output
                         : writes_to (other, self->errors) ? self->errors : NULL;
      gboolean writes = !batch_job_is_terminal (other) || cli_awaits_results (other);

      if (other != job && writes && path != NULL && !cli_target_is_device (path))
        return refuse_promised (cli, other, path, error);
    }

  if (reason == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

/* What the job has written to where it was told to, or was to replace there. */
static gboolean
may_replace (CliSubmission *self,
             BatchJob      *job,
             const char    *of_job,
             const char    *path)
{
  if (self->force || job == NULL)
    return self->force != FALSE;

  return (batch_job_get_overwrite_policy (job) == BATCH_OVERWRITE_POLICY_OVERWRITE
          && g_strcmp0 (path, of_job) == 0)
         || batch_job_has_written (job, path);
}

gboolean
cli_submission_set_targets (CliSubmission  *self,
                            Cli            *cli,
                            BatchJob       *job,
                            GError        **error)
{
  const char *output = job != NULL ? batch_job_get_output_path (job) : NULL;
  const char *errors = job != NULL ? batch_job_get_error_path (job) : NULL;

  if (!settle_target (self, &self->output, job, output, "output", error)
      || !settle_target (self, &self->errors, job, errors, "errors", error))
    return FALSE;
  if (g_str_equal (self->errors, "-"))
    return cli_usage_error (error, _("Only the answers can go to standard output; name a file "
                                     "with -e"));
  if (cli_target_is (self->output, self->errors))
    return cli_usage_error (error, _("Answers and errors cannot go to the same file"));
  if (self->input.spool < 0
      && (cli_target_is (self->output, self->input.name)
          || cli_target_is (self->errors, self->input.name)))
    return cli_usage_error (error, _("Results cannot replace their own input"));

  return cli_target_check (self->output, may_replace (self, job, output, self->output), error)
         && cli_target_check (self->errors, may_replace (self, job, errors, self->errors), error)
         && (self->force || check_promised (self, cli, job, error));
}

/* --- The job --- */

/* Whoever has the turn may be stopped, and never end it. */
static gboolean
tell_waiting_cb (gpointer user_data)
{
  g_printerr ("%s\n", _("Waiting for another batchq, which is about to submit an input of the same "
                        "size. If it was stopped (Ctrl+Z), let it go on or end it."));
  return G_SOURCE_REMOVE;
}

gboolean
cli_submission_take_turn (CliSubmission  *self,
                          Cli            *cli,
                          GError        **error)
{
  g_autoptr(GSource) patience = g_timeout_source_new_seconds (TURN_S);
  gboolean taken;

  g_source_set_callback (patience, tell_waiting_cb, NULL, NULL);
  if (!cli->quiet)
    g_source_attach (patience, NULL);
  taken = cli_input_take_turn (&self->input, batch_engine_get_store_uri (cli->engine),
                               cli->cancellable, error);
  g_source_destroy (patience);
  return taken;
}

BatchJob *
cli_submission_find_job (CliSubmission  *self,
                         Cli            *cli,
                         GError        **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) reason = NULL;
  BatchJob *job;

  if (self->fresh)
    return NULL;

  batch_engine_find_unfinished_async (cli->engine, self->input.file, self->server, cli->cancellable,
                                      cli_result_cb, &result);
  job = batch_engine_find_unfinished_finish (cli->engine, cli_wait (&result), &reason);
  if (job == NULL && !g_error_matches (reason, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&reason));
  if (job != NULL && self->mode_word != NULL && batch_job_get_execution_mode (job) != self->mode)
    {
      cli_usage_error (error, _("Job %s of this input is unfinished, in another mode; go on with "
                                "it without --mode, or start afresh with --new"),
                       batch_job_get_id (job));
      g_clear_object (&job);
    }
  return job;
}

/* What is settled when a job is submitted, and was asked for otherwise then. */
static void
tell_unheeded (CliSubmission *self,
               Cli           *cli,
               BatchJob      *job)
{
  g_autoptr(GPtrArray) options = g_ptr_array_new ();
  g_autoptr(GDateTime) deadline = batch_job_get_expires_at (job);
  g_autofree char *text = NULL;

  if (self->priority != 0 && self->priority != batch_job_get_priority (job))
    g_ptr_array_add (options, (gpointer) "--priority");
  if (self->seconds > 0 && deadline == NULL)
    g_ptr_array_add (options, (gpointer) "--within");
  if (self->webhook != NULL && g_strcmp0 (self->webhook, batch_job_get_webhook_url (job)) != 0)
    g_ptr_array_add (options, (gpointer) "--webhook");
  if (options->len == 0 || batch_job_is_terminal (job) || cli->quiet)
    return;

  g_ptr_array_add (options, NULL);
  text = g_strjoinv (", ", (GStrv) options->pdata);
  /* Translators: options of the command line */
  g_printerr (_("It continues as it was submitted, without %s; --new submits it afresh.\n"), text);
}

gboolean
cli_submission_adjust (CliSubmission  *self,
                       Cli            *cli,
                       BatchJob       *job,
                       GError        **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  tell_unheeded (self, cli, job);
  if (self->parallel == NULL || batch_job_is_terminal (job)
      || batch_job_get_parallel (job) == self->slots)
    return TRUE;

  batch_engine_set_job_parallel_async (cli->engine, batch_job_get_id (job), self->slots,
                                       cli->cancellable, cli_result_cb, &result);
  return batch_engine_set_job_parallel_finish (cli->engine, cli_wait (&result), error);
}

static BatchJob *
make_job (CliSubmission *self)
{
  BatchJob *job = batch_job_new_for_file (self->input.file);
  g_autofree char *name = g_path_get_basename (self->input.name);
  g_autofree char *title = g_filename_display_name (name);

  batch_job_set_title (job, title);
  batch_job_set_backend (job, self->server);
  batch_job_set_priority (job, self->priority);
  batch_job_set_parallel (job, self->slots);
  batch_job_set_execution_mode (job, self->mode);
  batch_job_set_max_lines (job, self->max_lines);
  batch_job_set_max_bytes (job, self->max_bytes);
  batch_job_set_webhook_url (job, self->webhook);
  if (self->force)
    batch_job_set_overwrite_policy (job, BATCH_OVERWRITE_POLICY_OVERWRITE);
  if (self->seconds > 0)
    batch_job_set_expires_in (job, self->seconds);
  if (!g_str_equal (self->output, "-"))
    batch_job_set_output_path (job, self->output);
  batch_job_set_error_path (job, self->errors);

  for (guint i = 0; self->metadata != NULL && self->metadata[i] != NULL; i++)
    {
      g_auto(GStrv) parts = g_strsplit (self->metadata[i], "=", 2);

      batch_job_set_metadata_value (job, parts[0], parts[1]);
    }
  return job;
}

gboolean
cli_submission_find_reused (CliSubmission  *self,
                            Cli            *cli,
                            GError        **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  gint64 count;

  batch_engine_find_answers_async (cli->engine, self->input.file, self->server, cli->cancellable,
                                   cli_result_cb, &result);
  if ((count = batch_engine_find_answers_finish (cli->engine, cli_wait (&result), error)) < 0)
    return FALSE;

  self->n_reused = count;
  cli_say (cli, ngettext ("%d request was answered earlier\n",
                          "%d requests were answered earlier\n", (gulong) count), (int) count);
  return TRUE;
}

BatchJob *
cli_submission_submit (CliSubmission  *self,
                       Cli            *cli,
                       GError        **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchJob) job = make_job (self);

  batch_job_set_reuse (job, self->reuse);
  if (self->reuse && !cli_submission_find_reused (self, cli, error))
    return NULL;

  cli_submission_warn (self, cli);
  batch_engine_submit_async (cli->engine, job, cli->cancellable, cli_result_cb, &result);
  return batch_engine_submit_finish (cli->engine, cli_wait (&result), error);
}
