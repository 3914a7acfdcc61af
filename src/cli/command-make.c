/* cli/command-make.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/cli-input.h"
#include "cli/cli-json.h"
#include "cli/cli-target-file.h"
#include "cli/cli-target.h"
#include "cli/commands.h"

#define UNSET G_MININT
#define MAX_TEMPERATURE 100

/* What a request is made for. */
typedef struct
{
  const char   *option;
  BatchRowKind  kind;
} Kind;

static const Kind kinds[] = {
  { "csv", BATCH_ROW_KIND_TABLE },
  { "lines", BATCH_ROW_KIND_LINES },
  { "paragraphs", BATCH_ROW_KIND_PARAGRAPHS },
  { "objects", BATCH_ROW_KIND_OBJECTS },
  { "folder", BATCH_ROW_KIND_FILES },
};

typedef struct
{
  char     *sources[G_N_ELEMENTS (kinds)];
  char    **include;
  char    **exclude;
  char     *encoding;
  gint64    first;
  gboolean  flat;
  gboolean  keep_columns;
  char     *prompt;
  char     *system;
  char     *models;
  double    temperature;
  double    top_p;
  gint64    max_tokens;
  gint64    seed;
  char     *schema;
  char     *id_column;
  char     *template;
  char     *save_template;
  char     *output;
  gboolean  force;
} Options;

static void
options_clear (Options *options)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_free (options->sources[i]);
  g_strfreev (options->include);
  g_strfreev (options->exclude);
  g_free (options->encoding);
  g_free (options->prompt);
  g_free (options->system);
  g_free (options->models);
  g_free (options->schema);
  g_free (options->id_column);
  g_free (options->template);
  g_free (options->save_template);
  g_free (options->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* “nan” and “inf” are read as numbers, too, and no JSON has them. */
static gboolean
is_setting (double value,
            int    most)
{
  return value == UNSET || (value >= 0 && value <= most);
}

/* Each is asked all, so none is asked twice; and no server knows one without a name. */
static gboolean
check_models (const char  *text,
              GError     **error)
{
  g_auto(GStrv) models = g_strsplit (text, ",", -1);

  for (guint i = 0; models[i] != NULL; i++)
    {
      g_strstrip (models[i]);
      if (*models[i] == '\0')
        return cli_usage_error (error, _("--model %s: there is a comma too many"), text);
      for (guint j = 0; j < i; j++)
        if (g_str_equal (models[i], models[j]))
          return cli_usage_error (error, _("--model names %s twice"), models[i]);
    }
  return TRUE;
}

static gboolean
check_template_name (const char  *name,
                     GError     **error)
{
  g_autoptr(BatchMaker) maker = batch_maker_new (NULL, NULL);
  g_autoptr(GError) reason = NULL;

  batch_maker_set_name (maker, name);
  if (batch_maker_check_name (maker, &reason))
    return TRUE;

  return cli_usage_error (error, "%s", reason->message);
}

static gboolean
check (const Options  *options,
       int             argc,
       GError        **error)
{
  guint n_sources = 0;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    n_sources += options->sources[i] != NULL;

  if (argc > 1 || n_sources != 1)
    return cli_usage_error (error, _("Say one of --csv FILE, --lines FILE, --paragraphs FILE, "
                                     "--objects FILE and --folder DIR"));
  if (options->keep_columns && options->sources[0] == NULL && options->sources[3] == NULL)
    return cli_usage_error (error, _("--keep-columns goes with --csv or --objects"));
  if (options->prompt == NULL && options->template == NULL)
    return cli_usage_error (error, _("Say what to ask, such as --prompt \"Describe {{name}}\""));
  if (options->models == NULL || *options->models == '\0')
    return cli_usage_error (error, _("Say which model, with --model NAME"));
  if (!check_models (options->models, error)
      || (options->save_template != NULL && !check_template_name (options->save_template, error)))
    return FALSE;
  if (options->first != UNSET && options->first < 1)
    return cli_usage_error (error, _("--first takes a number of rows, from 1"));
  if (!is_setting (options->temperature, MAX_TEMPERATURE))
    return cli_usage_error (error, _("--temperature takes a number from 0 to %d"), MAX_TEMPERATURE);
  if (!is_setting (options->top_p, 1))
    return cli_usage_error (error, _("--top-p takes a number from 0 to 1"));
  if (options->max_tokens != UNSET && options->max_tokens < 1)
    return cli_usage_error (error, _("--max-tokens takes a number of tokens, from 1"));
  if (options->seed != UNSET && options->seed < 0)
    return cli_usage_error (error, _("--seed takes a number from 0"));

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
    { "csv", 0, 0, G_OPTION_ARG_FILENAME, &options->sources[0],
      N_ ("A request for every row of a table"), N_ ("FILE") },
    { "lines", 0, 0, G_OPTION_ARG_FILENAME, &options->sources[1],
      N_ ("A request for every line of a text"), N_ ("FILE") },
    { "paragraphs", 0, 0, G_OPTION_ARG_FILENAME, &options->sources[2],
      N_ ("A request for every paragraph of a text"), N_ ("FILE") },
    { "objects", 0, 0, G_OPTION_ARG_FILENAME, &options->sources[3],
      N_ ("A request for every object of a JSON Lines file"), N_ ("FILE") },
    { "folder", 0, 0, G_OPTION_ARG_FILENAME, &options->sources[4],
      N_ ("A request for every picture or text in a folder"), N_ ("DIR") },
    { "include", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->include,
      N_ ("Only files of the folder that fit, such as “*.png”"), N_ ("PATTERN") },
    { "exclude", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->exclude,
      N_ ("Leave out files and folders that fit"), N_ ("PATTERN") },
    { "flat", 0, 0, G_OPTION_ARG_NONE, &options->flat,
      N_ ("Leave out the folders in the folder"), NULL },
    { "encoding", 0, 0, G_OPTION_ARG_STRING, &options->encoding,
      N_ ("The encoding of the file, or files (found out)"), N_ ("NAME") },
    { "keep-columns", 0, 0, G_OPTION_ARG_NONE, &options->keep_columns,
      N_ ("Keep the row beside its request, for tables of results"), NULL },
    { "first", 0, 0, G_OPTION_ARG_INT64, &options->first,
      N_ ("Only so many rows"), N_ ("N") },
    { "prompt", 0, 0, G_OPTION_ARG_STRING, &options->prompt,
      N_ ("What is asked; {{COLUMN}} stands for what the row has there"), N_ ("TEMPLATE") },
    { "system", 0, 0, G_OPTION_ARG_STRING, &options->system,
      N_ ("What every request says first: the system prompt"), N_ ("TEXT") },
    { "model", 0, 0, G_OPTION_ARG_STRING, &options->models,
      N_ ("The model; with several, each gets all requests"), N_ ("M[,M2…]") },
    { "temperature", 0, 0, G_OPTION_ARG_DOUBLE, &options->temperature,
      N_ ("How freely the model chooses its words"), N_ ("NUMBER") },
    { "top-p", 0, 0, G_OPTION_ARG_DOUBLE, &options->top_p,
      N_ ("From how much of the likely words it chooses"), N_ ("NUMBER") },
    { "max-tokens", 0, 0, G_OPTION_ARG_INT64, &options->max_tokens,
      N_ ("How long an answer may become"), N_ ("N") },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options->seed,
      N_ ("The seed, for answers that can be repeated"), N_ ("N") },
    { "schema", 0, 0, G_OPTION_ARG_FILENAME, &options->schema,
      N_ ("A JSON Schema that answers have to follow"), N_ ("FILE") },
    { "id", 0, 0, G_OPTION_ARG_STRING, &options->id_column,
      N_ ("The column with the ids of requests (custom_id, or none)"), N_ ("COLUMN") },
    { "template", 0, 0, G_OPTION_ARG_STRING, &options->template,
      N_ ("Begin with the prompt and parameters of this template"), N_ ("NAME") },
    { "save-template", 0, 0, G_OPTION_ARG_STRING, &options->save_template,
      N_ ("Save the prompt and parameters as this template"), N_ ("NAME") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output,
      N_ ("Where the batch goes (standard output)"), N_ ("BATCH.jsonl") },
    { "force", 0, 0, G_OPTION_ARG_NONE, &options->force,
      N_ ("Replace a file that is there already"), NULL },
    { NULL }
  };

  return cli_parse (cli, argc, argv, entries, NULL,
                    _("Make a batch out of rows, lines or files, and a template of the prompt."),
                    _("A text has the columns {{line}} and {{number}}, its paragraphs\n"
                      "{{text}} and {{number}}, a folder {{name}}, {{stem}}, {{text}},\n"
                      "{{number}} and {{path}}. “-” is standard input or output."),
                    error)
         && check (options, *argc, error);
}

static guint
get_source (const Options *options)
{
  guint i = 0;

  while (options->sources[i] == NULL)
    i++;

  return i;
}

static gboolean
open_source (CliInput       *source,
             const Options  *options,
             GError        **error)
{
  guint i = get_source (options);

  if (kinds[i].kind != BATCH_ROW_KIND_FILES)
    return cli_input_open (source, options->sources[i], 0, error);

  source->file = g_file_new_for_path (options->sources[i]);
  return TRUE;
}

static gboolean
check_output (const Options   *options,
              const CliInput  *source,
              GError         **error)
{
  return options->output == NULL || source->name == NULL || source->spool >= 0
         || !cli_target_is (options->output, source->name)
         || cli_usage_error (error, _("The batch cannot replace its own source"));
}

static BatchRowSource *
make_rows (const Options *options,
           GFile         *file)
{
  BatchRowKind kind = kinds[get_source (options)].kind;
  BatchRowSource *rows = batch_row_source_new_for_file (kind, file);

  batch_row_source_set_include (rows, (const char * const *) options->include);
  batch_row_source_set_exclude (rows, (const char * const *) options->exclude);
  batch_row_source_set_recursive (rows, !options->flat);
  batch_row_source_set_encoding (rows, options->encoding);
  if (options->first != UNSET)
    batch_row_source_set_limit (rows, options->first);
  return rows;
}

/* --- Templates --- */

static BatchMaker *
find_template (Cli         *cli,
               const char  *name,
               GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GListModel) templates = NULL;

  batch_engine_list_templates_async (cli->engine, cli->cancellable, cli_result_cb, &result);
  templates = batch_engine_list_templates_finish (cli->engine, cli_wait (&result), error);
  if (templates == NULL)
    return NULL;

  for (guint i = 0; i < g_list_model_get_n_items (templates); i++)
    {
      g_autoptr(BatchMaker) maker = g_list_model_get_item (templates, i);

      if (g_str_equal (batch_maker_get_name (maker), name))
        return g_steal_pointer (&maker);
    }

  cli_usage_error (error, _("There is no template “%s”"), name);
  return NULL;
}

static gboolean
save_template (Cli         *cli,
               BatchMaker  *maker,
               const char  *name,
               GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_maker_set_name (maker, name);
  batch_engine_save_template_async (cli->engine, maker, cli->cancellable, cli_result_cb, &result);
  return batch_engine_save_template_finish (cli->engine, cli_wait (&result), error);
}

static gboolean
set_schema (BatchMaker  *maker,
            const char  *path,
            GError     **error)
{
  g_autofree char *schema = NULL;
  g_autoptr(GError) reason = NULL;

  if (path == NULL)
    return TRUE;
  if (!g_file_get_contents (path, &schema, NULL, &reason))
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE, "%s", reason->message);
      return FALSE;
    }

  batch_maker_set_schema (maker, schema);
  return TRUE;
}

/* What is said here goes before what the template says. */
static gboolean
set_up (BatchMaker     *maker,
        const Options  *options,
        GError        **error)
{
  g_auto(GStrv) models = g_strsplit (options->models, ",", -1);

  for (guint i = 0; models[i] != NULL; i++)
    g_strstrip (models[i]);
  batch_maker_set_models (maker, (const char * const *) models);
  batch_maker_set_keep_columns (maker, options->keep_columns);
  if (options->prompt != NULL)
    batch_maker_set_prompt (maker, options->prompt);
  if (options->system != NULL)
    batch_maker_set_system (maker, options->system);
  if (options->temperature != UNSET)
    batch_maker_set_temperature (maker, options->temperature);
  if (options->top_p != UNSET)
    batch_maker_set_top_p (maker, options->top_p);
  if (options->max_tokens != UNSET)
    batch_maker_set_max_tokens (maker, options->max_tokens);
  if (options->seed != UNSET)
    batch_maker_set_seed (maker, options->seed);
  if (options->id_column != NULL)
    batch_maker_set_id_column (maker, options->id_column);

  return set_schema (maker, options->schema, error);
}

static BatchMaker *
prepare (Cli            *cli,
         const Options  *options,
         GError        **error)
{
  g_autoptr(BatchMaker) maker = NULL;

  if ((options->template != NULL || options->save_template != NULL) && !cli_open (cli, error))
    return NULL;

  maker = options->template != NULL ? find_template (cli, options->template, error)
                                    : batch_maker_new (NULL, NULL);
  return maker != NULL && set_up (maker, options, error) ? g_steal_pointer (&maker) : NULL;
}

/* --- Rows --- */

/* A wrong guess is not seen in what comes of it before the answers are read. What cannot be
 * looked at cannot be read either, which is told then. */
static void
tell_encoding (Cli            *cli,
               const Options  *options,
               const CliInput *source,
               BatchRowSource *rows)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchRowReport) report = NULL;
  const char *encoding;

  if (cli->quiet || options->encoding != NULL
      || kinds[get_source (options)].kind == BATCH_ROW_KIND_FILES)
    return;

  batch_row_source_inspect_async (rows, cli->cancellable, cli_result_cb, &result);
  report = batch_row_source_inspect_finish (rows, cli_wait (&result), NULL);
  encoding = report != NULL ? batch_row_report_get_encoding (report) : NULL;
  if (encoding != NULL && !g_str_equal (encoding, "UTF-8"))
    g_printerr (_("%s is not UTF-8 and is read as %s; --encoding NAME names another.\n"),
                source->name, encoding);
}

/* Of a folder it is known when all of it has been read. */
static void
tell_first_guess (Cli            *cli,
                  const Options  *options,
                  BatchMaker     *maker)
{
  guint i = get_source (options);
  const char *encoding = batch_maker_get_guessed_encoding (maker);
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;

  if (cli->quiet || encoding == NULL || kinds[i].kind != BATCH_ROW_KIND_FILES)
    return;

  folder = g_filename_display_name (options->sources[i]);
  path = g_build_filename (folder, batch_maker_get_guessed_file (maker), NULL);
  g_printerr (_("%s, the first file that is not UTF-8, is read as %s; --encoding NAME names "
                "another.\n"), path, encoding);
}

static gint64
make (Cli            *cli,
      const Options  *options,
      BatchMaker     *maker,
      const CliInput *source,
      GOutputStream  *output,
      GError        **error)
{
  g_autoptr(BatchRowSource) rows = make_rows (options, source->file);
  g_autoptr(GAsyncResult) result = NULL;
  gint64 n_requests;

  tell_encoding (cli, options, source, rows);
  batch_maker_make_async (maker, rows, output, cli->cancellable, cli_result_cb, &result);
  n_requests = batch_maker_make_finish (maker, cli_wait (&result), error);
  if (n_requests >= 0)
    tell_first_guess (cli, options, maker);
  if (n_requests >= 0 && options->save_template != NULL &&
      !save_template (cli, maker, options->save_template, error))
    return -1;

  return n_requests;
}

/* Pictures are asked about one by one without being named. */
static gboolean
asks_the_same (const Options *options,
               BatchMaker    *maker)
{
  const char *prompt = batch_maker_get_prompt (maker);
  const char *system = batch_maker_get_system (maker);

  return kinds[get_source (options)].kind != BATCH_ROW_KIND_FILES
         && (prompt == NULL || strstr (prompt, "{{") == NULL)
         && (system == NULL || strstr (system, "{{") == NULL);
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
  if (cli_exit_code (error) == BATCHQ_EXIT_NO_READER
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    return cli_fail (cli, error);

  return cli_fail_with (cli, error, BATCHQ_EXIT_INPUT);
}

int
batchq_make (Cli   *cli,
             int    argc,
             char **argv)
{
  g_auto(Options) options = { .temperature = UNSET, .top_p = UNSET, .first = UNSET,
                              .max_tokens = UNSET, .seed = UNSET };
  g_auto(CliInput) source = { .spool = -1, .turn = -1 };
  g_auto(CliTargetFile) target = { NULL };
  g_autoptr(BatchMaker) maker = NULL;
  g_autoptr(GError) error = NULL;
  gint64 count;

  if (!parse (&options, cli, &argc, &argv, &error))
    return cli_fail (cli, error);
  if (!open_source (&source, &options, &error))
    return fail (cli, error);

  if (!check_output (&options, &source, &error))
    return cli_fail (cli, error);

  cli_catch_signals (cli);
  if (!(maker = prepare (cli, &options, &error)))
    return cli_fail (cli, error);
  if (!cli_target_file_open (&target, options.output, options.force, &error))
    return cli_fail (cli, error);
  if ((count = make (cli, &options, maker, &source, target.stream, &error)) < 0)
    {
      cli_target_file_name_error (&target, &error);
      return fail (cli, error);
    }
  if (!cli_target_file_close (&target, &error) || !cli_close (cli, &error))
    return cli_fail (cli, error);

  tell (cli, target.path, count);
  if (count > 1 && !cli->quiet && asks_the_same (&options, maker))
    g_printerr ("%s\n", _("The prompt names no column, so that every request asks the same; "
                          "a column is named in two braces, as {{line}}."));
  return BATCHQ_EXIT_OK;
}
