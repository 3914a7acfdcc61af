/* batch-source-row.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "output/batch-source-row-private.h"

#include <string.h>

#include "format/batch-request-writer-private.h"
#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"

/* Where the body is in the file is known, and how long the line is behind it is not: so much is
 * read of it at first, and then twice as much. */
#define FIRST_PIECE 1024

GBytes *
batch_source_row_read (BatchBlobSource  *input,
                       gint64            offset,
                       gsize             length,
                       GError          **error)
{
  gint64 start = offset + (gint64) length;
  gint64 left = MAX (batch_blob_source_get_size (input) - start, 0);

  for (gint64 size = MIN (FIRST_PIECE, left); ; size = MIN (2 * size, left))
    {
      g_autoptr(GBytes) piece = batch_blob_source_read (input, start, (gsize) size, error);
      const char *data;
      const char *end;
      gsize n_bytes;

      if (piece == NULL)
        return NULL;

      data = g_bytes_get_data (piece, &n_bytes);
      end = n_bytes > 0 ? memchr (data, '\n', n_bytes) : NULL;
      if (end != NULL || size == left)
        return g_bytes_new_from_bytes (piece, 0, end != NULL ? (gsize) (end - data) : n_bytes);
    }
}

/* @line: has the bytes of @row. */
static gboolean
find_row (GBytes         *rest,
          GString        *line,
          BatchJsonValue *row)
{
  static const BatchJsonMember members[] = {
    { BATCH_REQUEST_ROW, batch_json_read_slice, 0 },
  };
  BatchJsonScanner scanner;
  gsize n_bytes;
  const char *data = g_bytes_get_data (rest, &n_bytes);

  *row = (BatchJsonValue) { NULL };
  g_string_append (line, "{\"body\":0");
  g_string_append_len (line, data, (gssize) n_bytes);
  batch_json_scanner_init (&scanner, (const guint8 *) line->str, line->len, BATCH_JSON_DEPTH);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), row);
  return batch_json_scanner_finish (&scanner) && row->type == BATCH_JSON_OBJECT;
}

char **
batch_source_row_dup_columns (GBytes *rest)
{
  g_autoptr(GString) line = g_string_new (NULL);
  g_autoptr(GStrvBuilder) columns = g_strv_builder_new ();
  BatchJsonScanner scanner;
  BatchJsonValue row;
  BatchJsonValue key;

  if (!find_row (rest, line, &row) || !batch_json_value_enter_object (&row, &scanner))
    return NULL;

  while (batch_json_scanner_next_member (&scanner, &key))
    {
      g_autofree char *name = batch_json_value_dup_string (&key);

      g_strv_builder_add (columns, name != NULL ? name : "");
      batch_json_scanner_read_value (&scanner, NULL);
    }

  return g_strv_builder_end (columns);
}

static char *
dup_text (const BatchJsonValue *value)
{
  if (value->type == BATCH_JSON_NULL)
    return g_strdup ("");
  if (value->type == BATCH_JSON_STRING)
    return batch_json_value_dup_string (value);

  return g_strndup ((const char *) value->data, value->length);
}

/* Mostly the next one. */
static int
find_column (const char *const *columns,
             guint              next,
             const char        *name)
{
  if (columns[next] != NULL && g_str_equal (columns[next], name))
    return (int) next;

  for (guint i = 0; columns[i] != NULL; i++)
    if (g_str_equal (columns[i], name))
      return (int) i;

  return -1;
}

static void
take_values (const BatchJsonValue *row,
             const char *const    *columns,
             char                **values)
{
  BatchJsonScanner scanner;
  BatchJsonValue key;
  BatchJsonValue value;
  guint next = 0;

  batch_json_value_enter_object (row, &scanner);
  while (batch_json_scanner_next_member (&scanner, &key)
         && batch_json_scanner_read_value (&scanner, &value))
    {
      g_autofree char *name = batch_json_value_dup_string (&key);
      int column = find_column (columns, next, name != NULL ? name : "");

      if (column < 0)
        continue;

      g_free (values[column]);
      values[column] = dup_text (&value);
      next = (guint) column + 1;
    }
}

char **
batch_source_row_dup_values (GBytes            *rest,
                             const char *const *columns)
{
  g_autoptr(GString) line = g_string_new (NULL);
  guint n = g_strv_length ((char **) columns);
  char **values = g_new0 (char *, n + 1);
  BatchJsonValue row;

  if (find_row (rest, line, &row))
    take_values (&row, columns, values);
  for (guint i = 0; i < n; i++)
    if (values[i] == NULL)
      values[i] = g_strdup ("");

  return values;
}
