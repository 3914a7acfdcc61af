/* batch-rows-objects.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "maker/batch-rows-private.h"

#include <string.h>

#include "json/batch-json-text-private.h"

/* One row for each line, which is a JSON object. The columns are the members of those at
 * the beginning of the first file, as much of it as is peeked at, and of the first one in any
 * case. A member that a line does not have is empty there, and one that is no string stands as it
 * is written. */

#define MAX_LINE (20 * 1024 * 1024)

typedef struct
{
  BatchRows   *rows;
  GHashTable  *places;          /* name → column + 1 */
  GPtrArray   *names;           /* while they are being found */
  GString     *text;            /* of the row: its values, each with a NUL */
  gsize       *starts;          /* in the text, of each column; 0: empty */
  const char **values;
  char        *stray;           /* (nullable) the first member of the row that is no column */
  gsize        peeked;          /* bytes that are looked at for columns */
  gboolean     has_line;        /* one among them is there to its end */
} Objects;

static void
objects_clear (Objects *self)
{
  g_hash_table_unref (self->places);
  g_ptr_array_unref (self->names);
  g_string_free (self->text, TRUE);
  g_free (self->starts);
  g_free (self->values);
  g_free (self->stray);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Objects, objects_clear)

/* --- The columns --- */

static void
note_name (Objects              *self,
           const BatchJsonValue *key)
{
  char *name = batch_json_value_dup_string (key);

  if (name == NULL || self->names->len == BATCH_ROWS_MAX_MEMBERS
      || g_hash_table_contains (self->places, name))
    {
      g_free (name);
      return;
    }

  g_ptr_array_add (self->names, name);
  g_hash_table_insert (self->places, name, GUINT_TO_POINTER (self->names->len));
}

static gboolean
look_at_line_cb (const BatchLine *line,
                 gpointer         user_data)
{
  Objects *self = user_data;
  BatchJsonScanner scanner;
  BatchJsonValue key;
  gsize skipped;

  if (line->data == NULL)
    return TRUE;

  skipped = batch_line_mark_length (line);
  batch_json_scanner_init (&scanner, line->data + skipped, line->length - skipped, 0);
  if (batch_json_scanner_enter_object (&scanner))
    while (batch_json_scanner_next_member (&scanner, &key) &&
           batch_json_scanner_read_value (&scanner, NULL))
      note_name (self, &key);

  self->has_line |= line->length > skipped
                    && (gsize) line->offset + line->length < self->peeked;
  return TRUE;
}

static void
look_at_lines (Objects              *self,
               GBufferedInputStream *stream)
{
  const guint8 *data = g_buffered_input_stream_peek_buffer (stream, &self->peeked);
  g_autoptr(BatchLineReader) reader = batch_line_reader_new (MAX_LINE, look_at_line_cb, self);

  if (batch_line_reader_feed (reader, data, self->peeked))
    batch_line_reader_end (reader);
}

/* FALSE: there is no more, or there was an error. */
static gboolean
peek_further (BatchRows            *rows,
              GBufferedInputStream *stream)
{
  gsize size = g_buffered_input_stream_get_buffer_size (stream);
  gssize n_read = 1;

  if (size > MAX_LINE || g_buffered_input_stream_get_available (stream) < size)
    return FALSE;

  g_buffered_input_stream_set_buffer_size (stream, 2 * size);
  while (n_read > 0 && g_buffered_input_stream_get_available (stream) < 2 * size)
    n_read = g_buffered_input_stream_fill (stream, -1, rows->cancellable, &rows->error);

  rows->unread = n_read < 0;
  return n_read >= 0;
}

/* The first object may be longer than what is peeked at otherwise. */
static gboolean
find_columns (Objects              *self,
              GBufferedInputStream *stream)
{
  BatchRows *rows = self->rows;

  do
    look_at_lines (self, stream);
  while (!self->has_line && peek_further (rows, stream));

  rows->columns = g_new0 (char *, self->names->len + 1);
  for (guint i = 0; i < self->names->len; i++)
    rows->columns[i] = g_strdup (self->names->pdata[i]);

  self->starts = g_new0 (gsize, self->names->len + 1);
  self->values = g_new0 (const char *, self->names->len + 1);
  return rows->error == NULL;
}

/* --- The rows --- */

/* What is wrong with it, or NULL. */
static const char *
keep_value (Objects              *self,
            const BatchJsonValue *key,
            const BatchJsonValue *value)
{
  g_autofree char *name = batch_json_value_dup_string (key);
  guint place = name != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (self->places, name)) : 0;
  gsize start = self->text->len;

  if (place == 0)
    {
      if (self->stray == NULL)
        self->stray = g_steal_pointer (&name);
      return NULL;
    }

  self->starts[place - 1] = start;
  if (value->type == BATCH_JSON_STRING && !batch_json_value_decode (value, self->text))
    return "half a character is in one of its strings";
  if (memchr (self->text->str + start, '\0', self->text->len - start) != NULL)
    return "there is a NUL byte, which no text has; remove it";
  if (value->type != BATCH_JSON_STRING && value->type != BATCH_JSON_NULL)
    batch_json_append_one_line (self->text, value->data, value->length);

  g_string_append_c (self->text, '\0');
  return NULL;
}

static gboolean
take_values (Objects *self,
             guint32  line)
{
  BatchRow row = { .values = self->values, .line = line, .stray = self->stray };

  for (guint i = 0; i < self->names->len; i++)
    self->values[i] = self->text->str + self->starts[i];

  return batch_rows_take (self->rows, &row);
}

static gboolean
take_object (Objects         *self,
             const BatchLine *line)
{
  BatchJsonScanner scanner;
  BatchJsonValue key;
  BatchJsonValue value;
  const char *problem = NULL;

  g_clear_pointer (&self->stray, g_free);
  memset (self->starts, 0, self->names->len * sizeof *self->starts);
  g_string_truncate (self->text, 0);
  g_string_append_c (self->text, '\0');

  batch_json_scanner_init (&scanner, line->data, line->length, 0);
  if (batch_json_scanner_enter_object (&scanner))
    while (batch_json_scanner_next_member (&scanner, &key) &&
           batch_json_scanner_read_value (&scanner, &value))
      {
        const char *found = keep_value (self, &key, &value);

        problem = problem != NULL ? problem : found;
      }

  if (!batch_json_scanner_finish (&scanner))
    return batch_rows_refuse (self->rows, line->number, scanner.code,
                              "this is not a JSON object: %s", scanner.problem);
  if (problem != NULL)
    return batch_rows_refuse (self->rows, line->number, BATCH_LINE_ERROR_INVALID_UTF8, "%s",
                              problem);

  return take_values (self, line->number);
}

static gboolean
take_line_cb (const BatchLine *line,
              gpointer         user_data)
{
  Objects *self = user_data;
  BatchLine rest = *line;

  if (line->data == NULL)
    return batch_rows_refuse_long (self->rows, line->number, MAX_LINE);

  rest.data += batch_line_mark_length (line);
  rest.length -= batch_line_mark_length (line);
  while (rest.length > 0 && g_ascii_isspace (rest.data[0]))
    {
      rest.data++;
      rest.length--;
    }

  return rest.length == 0 || take_object (self, &rest);
}

static gboolean
read_objects (BatchRows            *self,
              GFile                *file,
              GBufferedInputStream *stream,
              gpointer              user_data)
{
  Objects *objects = user_data;
  g_autoptr(BatchLineReader) reader = batch_line_reader_new (MAX_LINE, take_line_cb, objects);

  if (self->columns == NULL && !find_columns (objects, stream))
    return FALSE;
  if (!batch_rows_feed_lines (self, stream, reader))
    return FALSE;

  batch_line_reader_end (reader);
  return !self->stopped && self->error == NULL;
}

gboolean
batch_rows_read_objects (BatchRows *self)
{
  g_auto(Objects) objects = {
    .rows = self,
    .places = g_hash_table_new (g_str_hash, g_str_equal),
    .names = g_ptr_array_new_with_free_func (g_free),
    .text = g_string_new (NULL),
  };

  return batch_rows_each_text (self, read_objects, &objects);
}
