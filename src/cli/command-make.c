/* cli/command-make.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixoutputstream.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "cli/cli-input.h"
#include "cli/cli-json.h"
#include "cli/cli-target.h"
#include "cli/commands.h"

typedef struct
{
  char     *table;
  char     *lines;
  char     *folder;
  char     *prompt;
  char     *system;
  char     *models;
  char     *output;
  gboolean  force;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->table);
  g_free (options->lines);
  g_free (options->folder);
  g_free (options->prompt);
  g_free (options->system);
  g_free (options->models);
  g_free (options->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
check (const Options  *options,
       int             argc,
       GError        **error)
{
  int sources = (options->table != NULL) + (options->lines != NULL) + (options->folder != NULL);

  if (argc > 1 || sources != 1)
    return cli_usage_error (error, _("Say one of --csv FILE, --lines FILE and --folder DIR"));
  if (options->prompt == NULL)
    return cli_usage_error (error, _("Say what to ask, such as --prompt \"Describe {{name}}\""));
  if (options->models == NULL)
    return cli_usage_error (error, _("Say which model, with --model NAME"));

  return TRUE;
}

static gboolean
parse (Options   *options,
       Cli       *cli,
       int       *argc,
       char    ***argv,
       GError   **error)
{
  const GOptionEntry entries[] = {
    { "csv", 0, 0, G_OPTION_ARG_FILENAME, &options->table,
      N_ ("A request for every row of a table"), N_ ("FILE") },
    { "lines", 0, 0, G_OPTION_ARG_FILENAME, &options->lines,
      N_ ("A request for every line of a text"), N_ ("FILE") },
    { "folder", 0, 0, G_OPTION_ARG_FILENAME, &options->folder,
      N_ ("A request for every picture or text in a folder"), N_ ("DIR") },
    { "prompt", 0, 0, G_OPTION_ARG_STRING, &options->prompt,
      N_ ("What is asked; {{COLUMN}} stands for what the row has there"), N_ ("TEMPLATE") },
    { "system", 0, 0, G_OPTION_ARG_STRING, &options->system,
      N_ ("What every request says first"), N_ ("TEXT") },
    { "model", 0, 0, G_OPTION_ARG_STRING, &options->models,
      N_ ("The model; with several, each gets all requests"), N_ ("M[,M2…]") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output,
      N_ ("Where the batch goes (standard output)"), N_ ("BATCH.jsonl") },
    { "force", 0, 0, G_OPTION_ARG_NONE, &options->force,
      N_ ("Replace a file that is there already"), NULL },
    { NULL }
  };

  return cli_parse (cli, argc, argv, entries, NULL,
                    _("Make a batch out of rows, lines or files, and a template of the prompt."),
                    _("A text has the columns {{line}} and {{number}}; a folder has {{name}},\n"
                      "{{stem}}, {{text}} and {{number}}. “-” is standard input or output."),
                    error)
         && check (options, *argc, error);
}

/* Where it goes, and what it is called until all of it is there. */
typedef struct
{
  GOutputStream *stream;
  char          *path;             /* NULL: standard output */
  char          *temp;             /* (nullable) */
  gboolean       force;
} Target;

static void
target_clear (Target *target)
{
  g_clear_object (&target->stream);
  if (target->temp != NULL)
    g_unlink (target->temp);
  g_free (target->temp);
  g_free (target->path);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Target, target_clear)

static gboolean
cannot_write (const char  *path,
              int          reason,
              GError     **error)
{
  return cli_usage_error (error, _("%s cannot be written: %s"), path, g_strerror (reason));
}

static gboolean
open_target (Target         *target,
             const Options  *options,
             GError        **error)
{
  GStatBuf status;
  int fd;

  if (options->output != NULL && !cli_target_check (options->output, options->force, error))
    return FALSE;
  if (options->output == NULL || g_str_equal (options->output, "-"))
    {
      target->stream = g_unix_output_stream_new (STDOUT_FILENO, FALSE);
      return TRUE;
    }

  target->path = g_strdup (options->output);
  target->force = options->force;
  if (g_stat (target->path, &status) == 0 && !S_ISREG (status.st_mode))
    {
      if ((fd = g_open (target->path, O_WRONLY | O_CLOEXEC, 0)) < 0)
        return cannot_write (target->path, errno, error);
      target->stream = g_unix_output_stream_new (fd, TRUE);
      return TRUE;
    }

  target->temp = g_strconcat (target->path, ".XXXXXX", NULL);
  if ((fd = g_mkstemp_full (target->temp, O_WRONLY | O_CLOEXEC, 0666)) < 0)
    {
      g_clear_pointer (&target->temp, g_free);
      return cannot_write (target->path, errno, error);
    }
  target->stream = g_unix_output_stream_new (fd, TRUE);
  return TRUE;
}

/* What is replaced stays until all of the new is there. */
static gboolean
close_target (Target  *target,
              GError **error)
{
  if (target->path != NULL && !g_output_stream_close (target->stream, NULL, error))
    return FALSE;
  if (target->temp == NULL)
    return TRUE;

  if (target->force ? g_rename (target->temp, target->path) == 0
                    : link (target->temp, target->path) == 0)
    return TRUE;

  return errno == EEXIST ? cli_target_exists (target->path, error)
                         : cannot_write (target->path, errno, error);
}

static gboolean
open_source (CliInput       *source,
             const Options  *options,
             GError        **error)
{
  if (options->folder == NULL)
    return cli_input_open (source, options->table != NULL ? options->table : options->lines,
                           error);

  source->file = g_file_new_for_path (options->folder);
  return TRUE;
}

static gint64
make (Cli            *cli,
      const Options  *options,
      GFile          *source,
      GOutputStream  *output,
      GError        **error)
{
  g_auto(GStrv) models = g_strsplit (options->models, ",", -1);
  g_autoptr(BatchMaker) maker = batch_maker_new (options->prompt, (const char * const *) models);
  g_autoptr(GAsyncResult) result = NULL;
  BatchRowKind kind = options->table != NULL ? BATCH_ROW_KIND_TABLE
                      : options->lines != NULL ? BATCH_ROW_KIND_LINES
                      : BATCH_ROW_KIND_FILES;
  g_autoptr(BatchRowSource) rows = batch_row_source_new_for_file (kind, source);

  batch_maker_set_system (maker, options->system);
  batch_maker_make_async (maker, rows, output, cli->cancellable, cli_result_cb, &result);
  return batch_maker_make_finish (maker, cli_wait (&result), error);
}

static void
tell (Cli        *cli,
      const char *path,
      gint64      count)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  if (path == NULL)
    return;

  cli_say (cli, ngettext ("Wrote %d request to %s\n", "Wrote %d requests to %s\n",
                          (gulong) count), (int) count, path);
  if (!cli->json)
    return;

  json_builder_begin_object (builder);
  cli_json_string (builder, "path", path);
  cli_json_int (builder, "requests", count);
  json_builder_end_object (builder);
  cli_print_json (builder);
}

/* What is wrong is the input or the template, unless it is known to be something else. */
static BatchqExit
fail (Cli          *cli,
      const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    return cli_fail (cli, error);

  return cli_fail_with (cli, error, BATCHQ_EXIT_INPUT);
}

int
batchq_make (Cli   *cli,
             int    argc,
             char **argv)
{
  g_auto(Options) options = { 0 };
  g_auto(CliInput) source = { .spool = -1, .turn = -1 };
  g_auto(Target) target = { NULL };
  g_autoptr(GError) error = NULL;
  gint64 count;

  if (!parse (&options, cli, &argc, &argv, &error))
    return cli_fail (cli, error);
  if (!open_source (&source, &options, &error))
    return fail (cli, error);

  cli_catch_signals (cli);
  if (!open_target (&target, &options, &error))
    return cli_fail (cli, error);
  if ((count = make (cli, &options, source.file, target.stream, &error)) < 0)
    return fail (cli, error);
  if (!close_target (&target, &error))
    return cli_fail (cli, error);

  tell (cli, target.path, count);
  return BATCHQ_EXIT_OK;
}
