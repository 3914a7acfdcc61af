/* batch-csv.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-csv-private.h"

#include <string.h>

#include "batch-types.h"
#include "core/batch-byte-count-private.h"
#include "format/batch-encoding-private.h"
#include "format/batch-table-form-private.h"

#define MAX_COLUMNS    16384
#define MAX_RECORD     (32 * 1024 * 1024)
#define MAX_FIRST_LINE (64 * 1024)

typedef enum
{
  STATE_FIELD_START,
  STATE_PLAIN,
  STATE_QUOTED,
  STATE_QUOTE,                  /* a quote in a quoted field: its end, or half of a pair */
} State;

struct _BatchCsvReader
{
  BatchCsvFunc     func;
  gpointer         user_data;
  BatchLineIssues *issues;         /* (unowned) (nullable) */
  GByteArray      *first_line;    /* until it is known what the delimiter is, else NULL */
  GPtrArray       *columns;       /* NULL-terminated; empty until they are known */
  GString         *text;          /* of the record: its fields, each with a NUL */
  GArray          *starts;        /* of each field in the text, gsize */
  GPtrArray       *fields;
  guint            line;
  guint            record_line;
  State            state;
  char             delimiter;
  char             quote;
  guint            any_quoted : 1; /* of the record */
  guint            after_cr : 1;
  guint            stopped : 1;
};

BatchCsvReader *
batch_csv_reader_new (char         delimiter,
                      BatchCsvFunc func,
                      gpointer     user_data)
{
  BatchCsvReader *self = g_new0 (BatchCsvReader, 1);

  self->func = func;
  self->user_data = user_data;
  self->delimiter = delimiter;
  self->quote = '"';
  self->first_line = g_byte_array_new ();
  self->columns = g_ptr_array_new_with_free_func (g_free);
  self->text = g_string_new (NULL);
  self->starts = g_array_new (FALSE, FALSE, sizeof (gsize));
  self->fields = g_ptr_array_new ();
  self->line = 1;
  self->record_line = 1;

  return self;
}

void
batch_csv_reader_set_quote (BatchCsvReader *self,
                            char            quote)
{
  self->quote = quote;
}

void
batch_csv_reader_set_issues (BatchCsvReader  *self,
                             BatchLineIssues *issues)
{
  self->issues = issues;
}

void
batch_csv_reader_free (BatchCsvReader *self)
{
  g_clear_pointer (&self->first_line, g_byte_array_unref);
  g_ptr_array_unref (self->columns);
  g_string_free (self->text, TRUE);
  g_array_unref (self->starts);
  g_ptr_array_unref (self->fields);
  g_free (self);
}

const char *const *
batch_csv_reader_get_columns (BatchCsvReader *self)
{
  return self->columns->len > 0 ? (const char *const *) self->columns->pdata : NULL;
}

char
batch_csv_delimiter_for_name (const char *file_name)
{
  g_autofree char *name = g_ascii_strdown (file_name, -1);

  return g_str_has_suffix (name, ".tsv") || g_str_has_suffix (name, ".tab") ? '\t' : 0;
}

static gboolean G_GNUC_PRINTF (3, 4)
fail (BatchCsvReader  *self,
      GError         **error,
      const char      *format,
      ...)
{
  g_autofree char *problem = NULL;
  va_list args;

  va_start (args, format);
  problem = g_strdup_vprintf (format, args);
  va_end (args);

  self->stopped = TRUE;
  g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE, "Line %u: %s",
               self->record_line, problem);
  return FALSE;
}

static gboolean
fail_too_long (BatchCsvReader  *self,
               GError         **error)
{
  g_autofree char *limit = batch_byte_count_to_text (MAX_RECORD);

  return fail (self, error, "the record is longer than %s; is a quote missing?", limit);
}

static void
end_field (BatchCsvReader *self)
{
  g_string_append_c (self->text, '\0');
  self->state = STATE_FIELD_START;
}

static void
begin_field (BatchCsvReader *self)
{
  g_array_append_val (self->starts, self->text->len);
}

static gboolean
set_columns (BatchCsvReader  *self,
             GError         **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i + 1 < self->fields->len; i++)
    {
      char *name = g_strstrip (g_strdup (self->fields->pdata[i]));

      g_ptr_array_add (columns, name);
      if (*name != '\0' && !g_hash_table_add (seen, name))
        return fail (self, error, "two columns are called “%s”; rename one of them", name);
    }

  g_ptr_array_add (columns, NULL);
  g_ptr_array_extend_and_steal (self->columns, g_steal_pointer (&columns));
  return TRUE;
}

/* What is wrong with one record is no reason to stop for who wants to know it all. */
static gboolean G_GNUC_PRINTF (4, 5)
refuse_record (BatchCsvReader  *self,
               BatchLineError   code,
               GError         **error,
               const char      *format,
               ...)
{
  g_autofree char *problem = NULL;
  va_list args;

  va_start (args, format);
  problem = g_strdup_vprintf (format, args);
  va_end (args);

  if (self->issues == NULL || self->columns->len == 0)
    return fail (self, error, "%s", problem);

  batch_line_issues_add (self->issues, self->record_line, NULL, code, "%s", problem);
  self->stopped = batch_line_issues_is_full (self->issues);
  return !self->stopped;
}

/* The NUL that ends a field is not part of it. */
static gboolean
find_fields (BatchCsvReader *self)
{
  g_ptr_array_set_size (self->fields, 0);
  for (guint i = 0; i < self->starts->len; i++)
    {
      const char *field = self->text->str + g_array_index (self->starts, gsize, i);
      gsize end = i + 1 < self->starts->len ? g_array_index (self->starts, gsize, i + 1)
                                            : self->text->len;

      if (!g_utf8_validate_len (field, self->text->str + end - 1 - field, NULL))
        return FALSE;
      g_ptr_array_add (self->fields, (char *) field);
    }

  g_ptr_array_add (self->fields, NULL);
  return TRUE;
}

static gboolean
has_nul (BatchCsvReader *self)
{
  guint n_bytes = 0;

  for (gsize i = 0; i < self->text->len; i++)
    n_bytes += self->text->str[i] == '\0';

  return n_bytes > self->starts->len;
}

static gboolean
take_record (BatchCsvReader  *self,
             GError         **error)
{
  guint n_columns = self->columns->len > 0 ? self->columns->len - 1 : self->starts->len;

  if (self->starts->len < n_columns)
    return refuse_record (self, BATCH_LINE_ERROR_INVALID_VALUE, error,
                          "the number of fields is %u, that of columns %u",
                          self->starts->len, n_columns);
  if (self->starts->len > n_columns)
    return refuse_record (self, BATCH_LINE_ERROR_INVALID_VALUE, error,
                          "the number of fields is %u, that of columns %u; put a field that has a "
                          "delimiter in it in double quotes",
                          self->starts->len, n_columns);
  if (!find_fields (self))
    return refuse_record (self, BATCH_LINE_ERROR_INVALID_UTF8, error, "%s",
                          batch_encoding_problem (has_nul (self)));
  if (self->columns->len == 0)
    return set_columns (self, error);

  if (!self->func ((const char *const *) self->fields->pdata, self->record_line, self->user_data))
    self->stopped = TRUE;

  return !self->stopped;
}

static gboolean
end_record (BatchCsvReader  *self,
            GError         **error)
{
  gboolean is_blank = self->starts->len == 1 && self->text->len == 0 && !self->any_quoted;

  if (self->starts->len > 0 && !is_blank)
    {
      end_field (self);
      if (!take_record (self, error))
        return FALSE;
    }

  g_string_truncate (self->text, 0);
  g_array_set_size (self->starts, 0);
  self->any_quoted = FALSE;
  self->state = STATE_FIELD_START;
  return TRUE;
}

static gboolean
is_line_end (guint8 byte)
{
  return byte == '\n' || byte == '\r';
}

/* A delimiter or a line end. */
static gboolean
take_separator (BatchCsvReader  *self,
                guint8           byte,
                GError         **error)
{
  if (!is_line_end (byte))
    {
      if (self->starts->len >= MAX_COLUMNS)
        return fail (self, error, "there are more than %u fields", MAX_COLUMNS);

      end_field (self);
      begin_field (self);
      return TRUE;
    }

  if (!end_record (self, error))
    return FALSE;

  self->line++;
  self->record_line = self->line;
  return TRUE;
}

static gboolean
take_in_quotes (BatchCsvReader  *self,
                guint8           byte,
                GError         **error)
{
  if (byte == (guint8) self->quote)
    {
      self->state = STATE_QUOTE;
      return TRUE;
    }

  if (byte == '\n')
    self->line++;

  g_string_append_c (self->text, byte);
  return TRUE;
}

static gboolean
take_after_quote (BatchCsvReader  *self,
                  guint8           byte,
                  GError         **error)
{
  if (byte == (guint8) self->quote)
    {
      g_string_append_c (self->text, byte);
      self->state = STATE_QUOTED;
      return TRUE;
    }

  if (byte != (guint8) self->delimiter && !is_line_end (byte))
    return fail (self, error, "text follows a closing quote; double the quotes inside a field");

  return take_separator (self, byte, error);
}

static gboolean
take_plain (BatchCsvReader  *self,
            guint8           byte,
            GError         **error)
{
  if (self->starts->len == 0)
    begin_field (self);

  if (byte == (guint8) self->delimiter || is_line_end (byte))
    return take_separator (self, byte, error);

  if (byte == (guint8) self->quote && self->state == STATE_FIELD_START)
    {
      self->state = STATE_QUOTED;
      self->any_quoted = TRUE;
      return TRUE;
    }

  g_string_append_c (self->text, byte);
  self->state = STATE_PLAIN;
  return TRUE;
}

static gboolean
take_byte (BatchCsvReader  *self,
           guint8           byte,
           GError         **error)
{
  /* CR ends a record, and so does LF, but both together end only one. */
  gboolean is_second_half = self->after_cr && byte == '\n' && self->state == STATE_FIELD_START;

  self->after_cr = byte == '\r' && self->state != STATE_QUOTED;
  if (is_second_half)
    return TRUE;

  if (self->text->len > MAX_RECORD)
    return fail_too_long (self, error);

  switch (self->state)
    {
    case STATE_QUOTED:
      return take_in_quotes (self, byte, error);
    case STATE_QUOTE:
      return take_after_quote (self, byte, error);
    case STATE_FIELD_START:
    case STATE_PLAIN:
    default:
      return take_plain (self, byte, error);
    }
}

static gboolean
take_bytes (BatchCsvReader  *self,
            const guint8    *data,
            gsize            length,
            GError         **error)
{
  for (gsize i = 0; i < length; i++)
    if (!take_byte (self, data[i], error))
      return FALSE;

  return TRUE;
}

/* The first line is all there, or as much of it as matters. */
static gboolean
take_first_line (BatchCsvReader  *self,
                 GError         **error)
{
  g_autoptr(GByteArray) line = g_steal_pointer (&self->first_line);
  const guint8 *data = line->data;
  gsize length = line->len;
  gsize hint;
  BatchTableForm form;

  if (length >= 2 && ((data[0] == 0xFF && data[1] == 0xFE) || (data[0] == 0xFE && data[1] == 0xFF)))
    return fail (self, error, "the file is UTF-16; save it as UTF-8");

  if (self->delimiter == 0)
    {
      batch_table_form_sniff ((const char *) data, length, &form);
      self->delimiter = form.delimiter;
    }

  if (length >= 3 && memcmp (data, "\xEF\xBB\xBF", 3) == 0)
    {
      data += 3;
      length -= 3;
    }

  hint = batch_table_form_read_hint ((const char *) data, length, &form.delimiter);
  data += hint;
  length -= hint;
  return take_bytes (self, data, length, error);
}

/* How much of @data belongs to the first line, with its end. */
static gsize
first_line_part (const guint8 *data,
                 gsize         length)
{
  for (gsize i = 0; i < length; i++)
    if (is_line_end (data[i]))
      return i + 1;

  return length;
}

gboolean
batch_csv_reader_feed (BatchCsvReader  *self,
                       const guint8    *data,
                       gsize            length,
                       GError         **error)
{
  gsize part;

  if (self->stopped)
    return FALSE;
  if (length == 0)
    return TRUE;
  if (self->first_line == NULL)
    return take_bytes (self, data, length, error);

  part = first_line_part (data, length);
  g_byte_array_append (self->first_line, data, part);
  if (!is_line_end (data[part - 1]) && self->first_line->len < MAX_FIRST_LINE)
    return TRUE;

  return take_first_line (self, error) &&
         take_bytes (self, data + part, length - part, error);
}

gboolean
batch_csv_reader_end (BatchCsvReader  *self,
                      GError         **error)
{
  if (self->stopped)
    return FALSE;
  if (self->first_line != NULL && !take_first_line (self, error))
    return FALSE;

  if (self->state == STATE_QUOTED)
    return fail (self, error, "a quote is opened and never closed");
  if (!end_record (self, error))
    return FALSE;
  if (self->columns->len > 0)
    return TRUE;

  self->stopped = TRUE;
  g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE, "The table is empty");
  return FALSE;
}
