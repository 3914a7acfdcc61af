/* batch-rows-lines.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "maker/batch-rows-private.h"

#include <string.h>

#include "core/batch-byte-count-private.h"
#include "format/batch-encoding-private.h"

/* One row for each line that is not blank; or one for each paragraph: lines between blank
 * ones. Its number is that of the line, or of the first of the paragraph. */

#define MAX_LINE (20 * 1024 * 1024)

static const char *const line_columns[] = { "line", "number", NULL };
static const char *const paragraph_columns[] = { "text", "number", NULL };

typedef struct
{
  BatchRows *rows;
  GString   *text;              /* of the row; of a paragraph, so far */
  guint32    first_line;
  gboolean   is_paragraphs;
  gboolean   is_too_long;       /* the paragraph, whose lines are then not kept */
} Lines;

static gboolean
end_row (Lines *lines)
{
  g_autofree char *number = NULL;
  const char *values[] = { NULL, NULL, NULL };
  BatchRow row = { .values = values, .line = lines->first_line };
  gboolean more;

  if (*g_strchomp (lines->text->str) == '\0')
    {
      g_string_truncate (lines->text, 0);
      return TRUE;
    }

  number = g_strdup_printf ("%u", lines->first_line);
  values[0] = lines->text->str;
  values[1] = number;
  more = batch_rows_take (lines->rows, &row);
  g_string_truncate (lines->text, 0);
  return more;
}

static gboolean
is_blank (const char *text,
          gsize       length)
{
  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;

  return length == 0;
}

static gboolean
refuse_long_paragraph (Lines *lines)
{
  g_autofree char *limit = batch_byte_count_to_text (MAX_LINE);

  lines->is_too_long = TRUE;
  g_string_truncate (lines->text, 0);
  return batch_rows_refuse (lines->rows, lines->first_line, BATCH_LINE_ERROR_LINE_TOO_LONG,
                            "the paragraph is longer than %s", limit);
}

static gboolean
add_line (Lines      *lines,
          guint32     number,
          const char *text,
          gsize       length)
{
  gboolean blank = is_blank (text, length);

  if (blank && lines->text->len > 0 && !end_row (lines))
    return FALSE;
  if (blank)
    lines->is_too_long = FALSE;
  if (blank || lines->is_too_long)
    return TRUE;

  if (lines->text->len == 0)
    lines->first_line = number;
  else
    g_string_append_c (lines->text, '\n');

  while (!lines->is_paragraphs && g_ascii_isspace (*text))
    {
      text++;
      length--;
    }
  g_string_append_len (lines->text, text, (gssize) length);
  if (lines->text->len > MAX_LINE)
    return refuse_long_paragraph (lines);

  return lines->is_paragraphs || end_row (lines);
}

static gboolean
take_line_cb (const BatchLine *line,
              gpointer         user_data)
{
  Lines *lines = user_data;
  gsize skipped = 0;

  if (line->data == NULL)
    return batch_rows_refuse_long (lines->rows, line->number, MAX_LINE);

  if (line->number == 1 && line->length >= 3 && memcmp (line->data, "\xEF\xBB\xBF", 3) == 0)
    skipped = 3;
  if (line->length > skipped &&
      !g_utf8_validate_len ((const char *) line->data + skipped, line->length - skipped, NULL))
    return batch_rows_refuse (lines->rows, line->number, BATCH_LINE_ERROR_INVALID_UTF8, "%s",
                              batch_encoding_problem (memchr (line->data, '\0', line->length)
                                                      != NULL));

  return add_line (lines, line->number, (const char *) line->data + skipped,
                   line->length - skipped);
}

static gboolean
read_lines (BatchRows            *self,
            GFile                *file,
            GBufferedInputStream *stream,
            gpointer              user_data)
{
  g_autoptr(GString) text = g_string_new (NULL);
  Lines lines = { self, text, 0, self->plan->kind == BATCH_ROW_KIND_PARAGRAPHS };
  g_autoptr(BatchLineReader) reader = batch_line_reader_new (MAX_LINE, take_line_cb, &lines);

  if (!batch_rows_feed_lines (self, stream, reader))
    return FALSE;

  batch_line_reader_end (reader);
  return !self->stopped && self->error == NULL && (text->len == 0 || end_row (&lines));
}

gboolean
batch_rows_read_lines (BatchRows *self)
{
  self->columns = g_strdupv ((char **) (self->plan->kind == BATCH_ROW_KIND_PARAGRAPHS
                                        ? paragraph_columns : line_columns));
  return batch_rows_each_text (self, read_lines, NULL);
}
