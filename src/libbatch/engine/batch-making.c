/* batch-making.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-making-private.h"

#include <string.h>

#include "format/batch-csv-private.h"
#include "format/batch-excerpt-private.h"
#include "format/batch-json-text-private.h"
#include "format/batch-line-reader-private.h"
#include "format/batch-request-writer-private.h"
#include "format/batch-template-private.h"

#define PIECE         (256 * 1024)
#define MAX_FILE      (20 * 1024 * 1024)  /* with base64 it still fits into a line */
#define MAX_FILE_NAME 48                  /* characters; a custom_id has 64 */

/* What goes on in a run. Rows come from three kinds of sources and all end up in
 * write_row (). */
typedef struct
{
  BatchMaking   *making;
  GCancellable  *cancellable;
  BatchTemplate *prompt;
  BatchTemplate *system;        /* (nullable) */
  GArray        *members;       /* of BatchSplice; its strings are in the next one */
  GPtrArray     *strings;
  GString       *lines;         /* not written yet */
  GError        *error;         /* the first one, since callbacks have nowhere to put it */
  gint64         n_rows;
  gint64         n_requests;
  BatchEndpoint  endpoint;
} Run;

/* One row; the picture is of a folder only. */
typedef struct
{
  const char *const *values;
  const char        *name;      /* (nullable) what its custom_id is made of */
  GBytes            *image;     /* (nullable) */
} Row;

static const char *const line_columns[] = { "line", "number", NULL };
static const char *const file_columns[] = { "name", "stem", "text", "number", NULL };

#define FILE_TEXT 2             /* among the columns of a file */

void
batch_making_free (BatchMaking *self)
{
  g_free (self->prompt);
  g_free (self->system);
  g_free (self->url);
  g_free (self->members);
  g_strfreev (self->models);
  g_object_unref (self->source);
  g_object_unref (self->output);
  g_free (self);
}

static void
run_clear (Run *run)
{
  g_clear_pointer (&run->prompt, batch_template_free);
  g_clear_pointer (&run->system, batch_template_free);
  g_array_unref (run->members);
  g_ptr_array_unref (run->strings);
  g_string_free (run->lines, TRUE);
  g_clear_error (&run->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static gboolean
flush_lines (Run *run)
{
  gboolean written = g_output_stream_write_all (run->making->output, run->lines->str,
                                                run->lines->len, NULL,
                                                run->cancellable, &run->error);

  g_string_truncate (run->lines, 0);
  return written;
}

static char *
make_custom_id (Run       *run,
                const Row *row,
                guint      model)
{
  g_autofree char *stem = row->name != NULL
                          ? g_strdup (row->name)
                          : g_strdup_printf ("row-%" G_GINT64_FORMAT, run->n_rows);

  if (g_utf8_strlen (stem, -1) > MAX_FILE_NAME)
    {
      g_autofree char *start = batch_excerpt (stem, -1, MAX_FILE_NAME - 16);

      g_free (stem);
      stem = g_strdup_printf ("%s-%" G_GINT64_FORMAT, start, run->n_rows);
    }

  if (run->making->models[1] == NULL)
    return g_steal_pointer (&stem);

  return g_strdup_printf ("%s-%u", stem, model + 1);
}

static gboolean
write_row (Run       *run,
           const Row *row)
{
  g_autoptr(GString) prompt = g_string_new (NULL);
  g_autoptr(GString) system = g_string_new (NULL);
  BatchRequestParts parts = {
    .members = (const BatchSplice *) run->members->data,
    .n_members = run->members->len,
    .endpoint = run->endpoint,
  };

  run->n_rows++;
  batch_template_expand (run->prompt, row->values, prompt);
  parts.prompt = prompt->str;
  if (run->system != NULL)
    {
      batch_template_expand (run->system, row->values, system);
      parts.system = system->str;
    }
  if (row->image != NULL)
    {
      parts.image = g_bytes_get_data (row->image, &parts.image_length);
      parts.image_type = batch_image_type (parts.image, parts.image_length);
    }

  for (guint i = 0; run->making->models[i] != NULL; i++)
    {
      g_autofree char *custom_id = make_custom_id (run, row, i);

      parts.custom_id = custom_id;
      parts.model = run->making->models[i];
      batch_request_append_line (&parts, run->lines);
      run->n_requests++;

      if (run->lines->len >= PIECE && !flush_lines (run))
        return FALSE;
    }

  return TRUE;
}

static gboolean
prepare_templates (Run                *run,
                   const char *const  *columns,
                   GError            **error)
{
  if (!(run->prompt = batch_template_new (run->making->prompt, columns, error)))
    return FALSE;
  if (run->making->system == NULL)
    return TRUE;

  run->system = batch_template_new (run->making->system, columns, error);
  return run->system != NULL;
}

static gboolean
feed_file (Run      *run,
           gboolean (*feed) (gpointer       reader,
                             const guint8  *data,
                             gsize          length,
                             GError       **error),
           gpointer  reader)
{
  g_autofree guint8 *buffer = g_malloc (PIECE);
  g_autoptr(GFileInputStream) stream = NULL;
  gssize n_read;

  stream = g_file_read (run->making->source, run->cancellable, &run->error);
  if (stream == NULL)
    return FALSE;

  while ((n_read = g_input_stream_read (G_INPUT_STREAM (stream), buffer, PIECE,
                                        run->cancellable, &run->error)) > 0)
    {
      g_autoptr(GError) error = NULL;

      if (feed (reader, buffer, n_read, &error))
        continue;
      if (run->error == NULL)
        run->error = g_steal_pointer (&error);
      return FALSE;
    }

  return n_read == 0;
}

/* The reader of the table, and the run that its rows go to. */
typedef struct
{
  Run            *run;
  BatchCsvReader *reader;
} Table;

static gboolean
take_record_cb (const char *const *fields,
                guint              line,
                gpointer           user_data)
{
  Table *table = user_data;
  Row row = { .values = fields };

  if (table->run->prompt == NULL &&
      !prepare_templates (table->run, batch_csv_reader_get_columns (table->reader),
                          &table->run->error))
    return FALSE;

  return write_row (table->run, &row);
}

static gboolean
feed_table (gpointer       reader,
            const guint8  *data,
            gsize          length,
            GError       **error)
{
  return batch_csv_reader_feed (reader, data, length, error);
}

static gboolean
make_from_table (Run *run)
{
  g_autofree char *name = g_file_get_basename (run->making->source);
  g_autoptr(BatchCsvReader) reader = NULL;
  Table table = { .run = run };

  reader = batch_csv_reader_new (batch_csv_delimiter_for_name (name), take_record_cb, &table);
  table.reader = reader;

  if (!feed_file (run, feed_table, reader))
    return FALSE;

  return batch_csv_reader_end (reader, run->error == NULL ? &run->error : NULL);
}

static gboolean
take_line (Run             *run,
           const BatchLine *line,
           const char      *text,
           gsize            length)
{
  g_autofree char *number = g_strdup_printf ("%u", line->number);
  g_autofree char *copy = g_strndup (text, length);
  const char *values[] = { copy, number, NULL };
  Row row = { .values = values };

  if (!g_utf8_validate_len (text, length, NULL))
    {
      g_set_error (&run->error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE,
                   "Line %u: this is not UTF-8; save the file as UTF-8", line->number);
      return FALSE;
    }

  return *g_strstrip (copy) == '\0' || write_row (run, &row);
}

static gboolean
take_line_cb (const BatchLine *line,
              gpointer         user_data)
{
  Run *run = user_data;
  gsize skipped = 0;

  if (line->data == NULL)
    {
      g_set_error (&run->error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE,
                   "Line %u: the line is longer than %u bytes", line->number, MAX_FILE);
      return FALSE;
    }

  if (line->number == 1 && line->length >= 3 && memcmp (line->data, "\xEF\xBB\xBF", 3) == 0)
    skipped = 3;

  return take_line (run, line, (const char *) line->data + skipped, line->length - skipped);
}

static gboolean
feed_lines (gpointer       reader,
            const guint8  *data,
            gsize          length,
            GError       **error)
{
  return batch_line_reader_feed (reader, data, length);
}

static gboolean
make_from_lines (Run *run)
{
  g_autoptr(BatchLineReader) reader = batch_line_reader_new (MAX_FILE, take_line_cb, run);

  if (!prepare_templates (run, line_columns, &run->error) ||
      !feed_file (run, feed_lines, reader))
    return FALSE;

  batch_line_reader_end (reader);
  return run->error == NULL;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Files, not hidden ones, by name. */
static GPtrArray *
list_files (Run *run)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GFileEnumerator) enumerator = NULL;
  GFileInfo *info;

  enumerator = g_file_enumerate_children (run->making->source,
                                          G_FILE_ATTRIBUTE_STANDARD_NAME ","
                                          G_FILE_ATTRIBUTE_STANDARD_TYPE ","
                                          G_FILE_ATTRIBUTE_STANDARD_IS_HIDDEN,
                                          G_FILE_QUERY_INFO_NONE, run->cancellable, &run->error);
  if (enumerator == NULL)
    return NULL;

  while (g_file_enumerator_iterate (enumerator, &info, NULL, run->cancellable, &run->error) &&
         info != NULL)
    if (g_file_info_get_file_type (info) == G_FILE_TYPE_REGULAR &&
        !g_file_info_get_is_hidden (info))
      g_ptr_array_add (names, g_strdup (g_file_info_get_name (info)));

  if (run->error != NULL)
    return NULL;

  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

static gboolean G_GNUC_PRINTF (3, 4)
refuse_file (Run        *run,
             const char *name,
             const char *format,
             ...)
{
  g_autofree char *problem = NULL;
  va_list args;

  va_start (args, format);
  problem = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (&run->error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE, "“%s” %s", name, problem);
  return FALSE;
}

/* Whether what is in the file would reach the model. */
static gboolean
check_file (Run        *run,
            const char *name,
            GBytes     *content,
            gboolean    is_image)
{
  gsize length;
  const char *data = g_bytes_get_data (content, &length);

  if (is_image && !batch_endpoint_has_conversation (run->endpoint))
    return refuse_file (run, name, "is a picture, which %s does not take", run->making->url);
  if (is_image)
    return TRUE;
  if (length > 0 && !g_utf8_validate_len (data, length, NULL))
    return refuse_file (run, name, "is neither a picture nor UTF-8 text; move it away");
  if (!batch_template_uses (run->prompt, FILE_TEXT))
    return refuse_file (run, name, "is text, but the prompt has no {{text}} to put it in");

  return TRUE;
}

static char *
get_stem (const char *name)
{
  const char *dot = strrchr (name, '.');

  return dot != NULL && dot > name ? g_strndup (name, dot - name) : g_strdup (name);
}

static gboolean
write_file_row (Run        *run,
                const char *file_name,
                GBytes     *content)
{
  g_autofree char *name = g_filename_display_name (file_name);
  g_autofree char *stem = get_stem (name);
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, run->n_rows + 1);
  g_autofree char *text = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (content, &length);
  gboolean is_image = length > 0 && batch_image_type (data, length) != NULL;
  const char *values[] = { name, stem, "", number, NULL };
  Row row = { .values = values, .name = name, .image = is_image ? content : NULL };

  if (!check_file (run, name, content, is_image))
    return FALSE;

  if (!is_image)
    values[FILE_TEXT] = text = g_strndup ((const char *) data, length);

  return write_row (run, &row);
}

static gboolean
take_file (Run        *run,
           const char *name)
{
  g_autoptr(GFile) file = g_file_get_child (run->making->source, name);
  g_autoptr(GFileInfo) info = NULL;
  g_autoptr(GBytes) content = NULL;

  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE,
                            run->cancellable, &run->error);
  if (info == NULL)
    return FALSE;
  if (g_file_info_get_size (info) > MAX_FILE)
    return refuse_file (run, name, "is larger than %u bytes", MAX_FILE);

  content = g_file_load_bytes (file, run->cancellable, NULL, &run->error);
  return content != NULL && write_file_row (run, name, content);
}

static gboolean
make_from_folder (Run *run)
{
  g_autoptr(GPtrArray) names = NULL;

  if (!prepare_templates (run, file_columns, &run->error) || !(names = list_files (run)))
    return FALSE;

  for (guint i = 0; i < names->len; i++)
    if (!take_file (run, names->pdata[i]))
      return FALSE;

  return TRUE;
}

static void
take_member (Run                  *run,
             const BatchJsonValue *key,
             const BatchJsonValue *value)
{
  char *name = batch_json_value_dup_string (key);
  GString *json = g_string_new (NULL);
  BatchSplice member;

  batch_json_append_one_line (json, value->data, value->length);
  member = (BatchSplice) { name != NULL ? name : "", json->str };
  g_ptr_array_add (run->strings, name);
  g_ptr_array_add (run->strings, g_string_free (json, FALSE));
  g_array_append_val (run->members, member);
}

static gboolean
read_members (Run *run)
{
  const char *members = run->making->members;
  BatchJsonScanner scanner;
  BatchJsonValue key;
  BatchJsonValue value;

  if (members == NULL)
    return TRUE;

  batch_json_scanner_init (&scanner, (const guint8 *) members, strlen (members), 0);
  if (batch_json_scanner_enter_object (&scanner))
    while (batch_json_scanner_next_member (&scanner, &key) &&
           batch_json_scanner_read_value (&scanner, &value))
      take_member (run, &key, &value);

  if (batch_json_scanner_finish (&scanner))
    return TRUE;

  g_set_error (&run->error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
               "The members for the body are not a JSON object: %s", scanner.problem);
  return FALSE;
}

static gboolean
check_making (Run *run)
{
  BatchMaking *making = run->making;

  run->endpoint = batch_endpoint_from_path (making->url);
  if (run->endpoint == BATCH_ENDPOINT_NONE)
    {
      g_set_error (&run->error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                   "“%s” is not an endpoint; the usual one is /v1/chat/completions", making->url);
      return FALSE;
    }

  if (making->models == NULL || making->models[0] == NULL || *making->models[0] == '\0')
    {
      g_set_error (&run->error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                   "No model is named; name at least one");
      return FALSE;
    }

  return read_members (run);
}

static gboolean
make_rows (Run *run)
{
  switch (run->making->kind)
    {
    case BATCH_MAKE_SOURCE_TABLE:
      return make_from_table (run);
    case BATCH_MAKE_SOURCE_LINES:
      return make_from_lines (run);
    case BATCH_MAKE_SOURCE_FOLDER:
      return make_from_folder (run);
    }

  g_set_error (&run->error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST, "There is no such source");
  return FALSE;
}

gint64
batch_making_run (BatchMaking   *self,
                  GCancellable  *cancellable,
                  GError       **error)
{
  g_auto(Run) run = {
    .making = self,
    .cancellable = cancellable,
    .members = g_array_new (FALSE, FALSE, sizeof (BatchSplice)),
    .strings = g_ptr_array_new_with_free_func (g_free),
    .lines = g_string_new (NULL),
  };

  if (check_making (&run) && make_rows (&run) && flush_lines (&run) && run.n_requests > 0)
    return run.n_requests;

  if (run.error == NULL)
    g_set_error (&run.error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE,
                 "There is nothing in it to make a request from");
  g_propagate_error (error, g_steal_pointer (&run.error));
  return -1;
}
