/* cli/cli-issues.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-issues.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/cli-json.h"

#define HEAD 1024

static void
tell_issue (const char           *name,
            BatchValidationIssue *issue)
{
  const char *field = batch_validation_issue_get_field (issue);
  const char *code = batch_enum_to_nick (BATCH_TYPE_LINE_ERROR,
                                         batch_validation_issue_get_code (issue));
  g_autofree char *message = batch_localize (batch_validation_issue_get_message (issue));

  if (field != NULL)
    g_printerr ("%s: %s (%s, %s)\n", name, message, field, code);
  else
    g_printerr ("%s: %s (%s)\n", name, message, code);
}

/* (nullable): how the limit is raised that the input is beyond */
static const char *
find_remedy (BatchLineError code)
{
  if (code == BATCH_LINE_ERROR_TOO_MANY_LINES)
    return _("Raise it with --max-lines N; 0 takes any number of lines.");
  if (code == BATCH_LINE_ERROR_FILE_TOO_LARGE)
    return _("Raise it with --max-bytes N; 0 takes any size.");

  return NULL;
}

static void
add_issue (JsonBuilder          *builder,
           BatchValidationIssue *issue)
{
  json_builder_begin_object (builder);
  cli_json_int (builder, "line", batch_validation_issue_get_line (issue));
  cli_json_string (builder, "field", batch_validation_issue_get_field (issue));
  cli_json_enum (builder, "code", BATCH_TYPE_LINE_ERROR, batch_validation_issue_get_code (issue));
  cli_json_string (builder, "message", batch_validation_issue_get_message (issue));
  json_builder_end_object (builder);
}

static void
print_json (BatchValidation *validation)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  cli_json_boolean (builder, "valid", batch_validation_get_valid (validation));
  cli_json_int (builder, "lines", (gint64) batch_validation_get_line_count (validation));
  cli_json_strv (builder, "models", batch_validation_get_models (validation));
  cli_json_list (builder, "errors", batch_validation_get_errors (validation),
                 (CliJsonFunc) add_issue);
  cli_json_boolean (builder, "cut_short", batch_validation_get_cut_short (validation));
  json_builder_end_object (builder);
  cli_print_json (builder);
}

/* It begins otherwise than a batch, and has what no text in UTF-8 has: all that could be said of
 * its lines would be beside the point. What can be read once only, such as a pipe, has been read.
 * What Windows calls Unicode, and PowerShell writes, begins with the mark of UTF-16. (nullable) */
static char *
describe_other (GFile      *file,
                const char *name)
{
  g_autoptr(GFileInputStream) stream = NULL;
  char head[HEAD];
  gsize length = 0;

  if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) != G_FILE_TYPE_REGULAR
      || !(stream = g_file_read (file, NULL, NULL)))
    return NULL;

  g_input_stream_read_all (G_INPUT_STREAM (stream), head, sizeof head, &length, NULL, NULL);
  if (length >= 2 && (memcmp (head, "\xff\xfe", 2) == 0 || memcmp (head, "\xfe\xff", 2) == 0))
    return g_strdup_printf (_("%s is written in UTF-16; save it as UTF-8"), name);
  if (length > 0 && head[0] != '{' && memchr (head, '\0', length) != NULL)
    return g_strdup_printf (_("%s is a binary file; a batch is a text of JSON lines, in UTF-8"),
                            name);

  return NULL;
}

static void
tell_all (BatchValidation *validation,
          const char      *name,
          guint            limit)
{
  GListModel *issues = batch_validation_get_errors (validation);
  guint n_issues = g_list_model_get_n_items (issues);
  const char *remedy = NULL;

  for (guint i = 0; i < n_issues; i++)
    {
      g_autoptr(BatchValidationIssue) issue = g_list_model_get_item (issues, i);

      if (i < limit)
        tell_issue (name, issue);
      if (remedy == NULL)
        remedy = find_remedy (batch_validation_issue_get_code (issue));
    }
  if (n_issues > limit)
    g_printerr (ngettext ("and %u more\n", "and %u more\n", n_issues - limit), n_issues - limit);
  if (batch_validation_get_cut_short (validation))
    g_printerr ("%s\n", _("The rest was not looked at."));
  if (remedy != NULL)
    g_printerr ("%s\n", remedy);
}

void
cli_tell_issues (Cli             *cli,
                 BatchValidation *validation,
                 GFile           *file,
                 const char      *name,
                 guint            limit)
{
  g_autofree char *other =
    batch_validation_get_valid (validation) ? NULL : describe_other (file, name);

  if (other != NULL)
    g_printerr ("%s\n", other);
  else
    tell_all (validation, name, limit);
  if (cli->json)
    print_json (validation);
}
