/* cli/command-results.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "cli/cli-jobs.h"
#include "cli/cli-json.h"
#include "cli/cli-runner.h"
#include "cli/cli-target.h"
#include "cli/cli-terminal.h"
#include "cli/commands.h"

typedef struct
{
  char     *output;
  char     *errors;
  char     *format;       /* (nullable) */
  char     *filter;       /* (nullable) */
  char     *names;        /* (nullable) */
  gboolean  force;
  gboolean  number;
  gboolean  formulas;
  gboolean  bom;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->output);
  g_free (options->errors);
  g_free (options->format);
  g_free (options->filter);
  g_free (options->names);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options   *options,
       Cli       *cli,
       int       *argc,
       char    ***argv,
       GError   **error)
{
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output,
      N_ ("Where the answers go (standard output)"), N_ ("FILE") },
    { "errors", 'e', 0, G_OPTION_ARG_FILENAME, &options->errors,
      N_ ("Where what failed goes (nowhere)"), N_ ("FILE") },
    { "force", 0, 0, G_OPTION_ARG_NONE, &options->force,
      N_ ("Replace files that are there already"), NULL },
    { "format", 0, 0, G_OPTION_ARG_STRING, &options->format,
      N_ ("jsonl, csv, tsv, markdown, files, compare or preferences"),
      N_ ("FORMAT") },
    { "filter", 0, 0, G_OPTION_ARG_STRING, &options->filter,
      N_ ("Only these: succeeded, failed, needs-review, …"), N_ ("WORDS") },
    { "names", 0, 0, G_OPTION_ARG_STRING, &options->names,
      N_ ("How files are called ({{custom_id}}.txt)"), N_ ("TEMPLATE") },
    { "number", 0, 0, G_OPTION_ARG_NONE, &options->number,
      N_ ("Take another name, with a number, when there is such a file"), NULL },
    { "formulas", 0, 0, G_OPTION_ARG_NONE, &options->formulas,
      N_ ("Leave cells as they are that a spreadsheet takes for formulas"), NULL },
    { "bom", 0, 0, G_OPTION_ARG_NONE, &options->bom,
      N_ ("Begin tables with a byte order mark, for Excel"), NULL },
    { NULL }
  };

  return cli_parse (cli, argc, argv, entries, _("JOB"),
                    _("Write the answers of a job, as far as there are any."), NULL, error)
         && (*argc == 2 || cli_usage_error (error, _("Name one job")));
}

static gboolean
check (const Options  *options,
       GError        **error)
{
  if (g_strcmp0 (options->errors, "-") == 0)
    return cli_usage_error (error, _("Only the answers can go to standard output; name a file "
                                     "with -e"));
  if (options->errors != NULL && cli_target_is (options->output, options->errors))
    return cli_usage_error (error, _("Answers and errors cannot go to the same file"));

  return cli_target_check (options->output, options->force, error)
         && (options->errors == NULL
             || cli_target_check (options->errors, options->force, error));
}

static gboolean
check_format (const Options      *options,
              BatchExportFormat  *format,
              GError            **error)
{
  static const char *const words[] = { "jsonl", "csv", "tsv", "markdown", "files", "compare",
                                       "preferences" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (options->format != NULL && !g_str_equal (options->format, words[i]))
        continue;

      *format = i;
      if (options->errors != NULL)
        return cli_usage_error (error, _("With a format or a filter, errors go where the answers "
                                         "go; leave out -e"));
      if ((i == BATCH_EXPORT_FORMAT_COMPARE || i == BATCH_EXPORT_FORMAT_PREFERENCES)
          && options->filter != NULL)
        return cli_usage_error (error, _("A comparison is of all requests; leave out --filter"));
      if (i == BATCH_EXPORT_FORMAT_FILES && g_str_equal (options->output, "-"))
        return cli_usage_error (error, _("Name a folder for the files with -o"));
      return TRUE;
    }

  return cli_usage_error (error, _("“%s” is not a format; write jsonl, csv, tsv, markdown, "
                                   "files, compare or preferences"), options->format);
}

static BatchExport *
make_export (const Options     *options,
             BatchExportFormat  format)
{
  g_autoptr(GOutputStream) output = cli_open_stdout ();
  BatchExport *export = g_str_equal (options->output, "-")
                        ? batch_export_new_for_stream (format, output)
                        : batch_export_new (format, options->output);

  batch_export_set_filter (export, options->filter);
  batch_export_set_formula_guard (export, !options->formulas);
  batch_export_set_byte_order_mark (export, options->bom);
  batch_export_set_name_template (export, options->names);
  if (options->force)
    batch_export_set_conflict (export, BATCH_EXPORT_CONFLICT_REPLACE);
  else if (options->number)
    batch_export_set_conflict (export, BATCH_EXPORT_CONFLICT_NUMBER);
  return export;
}

static gboolean
run_export (Cli          *cli,
            BatchJob     *job,
            BatchExport  *export,
            GError      **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_export_run_async (export, cli->engine, batch_job_get_id (job), cli->cancellable,
                          cli_result_cb, &result);
  return batch_export_run_finish (export, cli_wait (&result), error);
}

/* Where it went may be another place than where it was to go. */
static void
print_json_export (Cli         *cli,
                   BatchExport *export)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  if (!cli->json)
    return;

  json_builder_begin_object (builder);
  cli_json_string (builder, "path", batch_export_get_path (export));
  cli_json_int (builder, "written", batch_export_get_n_written (export));
  json_builder_end_object (builder);
  cli_print_json (builder);
}

/* A word that cannot be filtered by is the person's, as one that is no format is, and so is a file
 * that may not be replaced. */
static BatchqExit
fail_export (Cli          *cli,
             const GError *error)
{
  return g_error_matches (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST)
         ? cli_fail_with (cli, error, BATCHQ_EXIT_USAGE) : cli_fail (cli, error);
}

/* That a job that has ended was written out is kept, unless that is known already and the answers
 * are only shown. */
static gboolean
is_noted (BatchJob      *job,
          const Options *options)
{
  return batch_job_is_terminal (job) && options->filter == NULL
         && (cli_lacks_results (job) || options->errors != NULL
             || !g_str_equal (options->output, "-"));
}

/* They are written all the same where nothing can be kept. */
static BatchJob *
open_job (Cli            *cli,
          const char     *job_id,
          const Options  *options,
          GError        **error)
{
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(GError) reason = NULL;
  g_autofree char *words = NULL;

  if (!cli_open_read_only (cli, error) || !(job = cli_find_job (cli, job_id, error)))
    return NULL;
  if (!is_noted (job, options))
    return g_steal_pointer (&job);
  if (cli_reopen_to_change (cli, &reason))
    return cli_find_job (cli, batch_job_get_id (job), error);

  words = batch_localize (reason->message);
  if (!cli->quiet)
    g_printerr (_("That these results were written is not kept: %s\n"), words);
  return g_steal_pointer (&job);
}

/* Other than as the Batch API has them. */
static int
export_results (Cli           *cli,
                const char    *job_id,
                const Options *options)
{
  g_autoptr(BatchExport) export = NULL;
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(GError) error = NULL;
  BatchExportFormat format = BATCH_EXPORT_FORMAT_JSONL;

  if (!check_format (options, &format, &error)
      || (format != BATCH_EXPORT_FORMAT_FILES && !options->number
          && !cli_target_check (options->output, options->force, &error)))
    return cli_fail (cli, error);

  export = make_export (options, format);
  if (!(job = open_job (cli, job_id, options, &error))
      || !run_export (cli, job, export, &error) || !cli_close (cli, &error))
    return fail_export (cli, error);

  if (batch_export_get_path (export) != NULL)
    {
      cli_say (cli, _("%" PRId64 " written to %s\n"), batch_export_get_n_written (export),
               batch_export_get_path (export));
      print_json_export (cli, export);
    }
  return BATCHQ_EXIT_OK;
}

static gboolean
is_export (const Options *options)
{
  return options->filter != NULL
         || (options->format != NULL && !g_str_equal (options->format, "jsonl"));
}

/* What would be said in vain is not what was meant. */
static gboolean
check_plain (const Options  *options,
             GError        **error)
{
  return (!options->number && options->names == NULL && !options->formulas && !options->bom)
         || cli_usage_error (error, _("--number, --names, --formulas and --bom go with a --format "
                                      "other than jsonl, or with --filter"));
}

static void
tell (Cli           *cli,
      BatchJob      *job,
      const Options *options)
{
  if (!batch_job_is_terminal (job) && !cli->quiet)
    g_printerr (_("The job has not ended: these are %" PRId64 " of %" PRId64 ".\n"),
                batch_job_get_ended (job), batch_job_get_total (job));
  if (g_str_equal (options->output, "-"))
    return;

  cli_tell_files (cli, options->output, options->errors);
  cli_print_json_job (cli, job);
}

int
batchq_results (Cli   *cli,
                int    argc,
                char **argv)
{
  g_auto(Options) options = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJob) job = NULL;

  if (!parse (&options, cli, &argc, &argv, &error))
    return cli_fail (cli, error);
  if (options.output == NULL)
    options.output = g_strdup ("-");
  if (!cli_target_make_absolute (&options.output, &error)
      || !cli_target_make_absolute (&options.errors, &error))
    return cli_fail (cli, error);
  if (is_export (&options))
    return export_results (cli, argv[1], &options);

  if (!check_plain (&options, &error) || !check (&options, &error)
      || !(job = open_job (cli, argv[1], &options, &error))
      || !cli_write_results (cli, job, options.output, options.errors, options.force, &error)
      || !cli_close (cli, &error))
    return fail_export (cli, error);

  tell (cli, job, &options);
  return BATCHQ_EXIT_OK;
}
