/* cli/command-make.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <gio/gunixoutputstream.h>
#include <glib/gi18n.h>
#include <unistd.h>

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
                      "{{stem}}, {{text}} and {{number}}."), error)
         && check (options, *argc, error);
}

/* What is replaced stays until all of the new is there. */
static GOutputStream *
open_output (const Options  *options,
             GError        **error)
{
  g_autoptr(GFile) file = NULL;

  if (options->output == NULL || g_str_equal (options->output, "-"))
    return g_unix_output_stream_new (STDOUT_FILENO, FALSE);

  file = g_file_new_for_path (options->output);
  if (options->force)
    return G_OUTPUT_STREAM (g_file_replace (file, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION,
                                            NULL, error));
  return G_OUTPUT_STREAM (g_file_create (file, G_FILE_CREATE_NONE, NULL, error));
}

static gint64
make (const Options  *options,
      GOutputStream  *output,
      GError        **error)
{
  g_auto(GStrv) models = g_strsplit (options->models, ",", -1);
  g_autoptr(BatchMaker) maker = batch_maker_new (options->prompt, (const char * const *) models);
  g_autoptr(GAsyncResult) result = NULL;
  BatchMakeSource kind = options->table != NULL ? BATCH_MAKE_SOURCE_TABLE
                         : options->lines != NULL ? BATCH_MAKE_SOURCE_LINES
                         : BATCH_MAKE_SOURCE_FOLDER;
  const char *path = options->table != NULL ? options->table
                     : options->lines != NULL ? options->lines : options->folder;
  g_autoptr(GFile) source = g_file_new_for_path (path);

  batch_maker_set_system (maker, options->system);
  batch_maker_make_async (maker, kind, source, output, NULL, cli_result_cb, &result);
  return batch_maker_make_finish (maker, cli_wait (&result), error);
}

int
batchq_make (Cli   *cli,
             int    argc,
             char **argv)
{
  g_auto(Options) options = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(GOutputStream) output = NULL;
  gint64 count;

  if (!parse (&options, cli, &argc, &argv, &error) || !(output = open_output (&options, &error)))
    return cli_fail (cli, error);
  if ((count = make (&options, output, &error)) < 0)
    return cli_fail_with (cli, error, BATCHQ_EXIT_INPUT);
  if (!g_output_stream_close (output, NULL, &error))
    return cli_fail (cli, error);

  if (options.output != NULL)
    cli_say (cli, ngettext ("Wrote %d request to %s\n", "Wrote %d requests to %s\n",
                            (gulong) count), (int) count, options.output);
  return BATCHQ_EXIT_OK;
}
