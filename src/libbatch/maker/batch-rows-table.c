/* batch-rows-table.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "maker/batch-rows-private.h"

#include "format/batch-csv-private.h"

/* One row for each record. Of several tables, the first says which columns there are; the
 * others have the same ones, in any order. */

typedef struct
{
  BatchRows      *rows;
  BatchCsvReader *reader;
  int            *places;       /* (nullable) of each column in the records of this table */
  const char    **values;
  gboolean        begun;
} Table;

static void
table_clear (Table *table)
{
  g_clear_pointer (&table->reader, batch_csv_reader_free);
  g_free (table->places);
  g_free (table->values);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Table, table_clear)

static gboolean
match_columns (Table             *table,
               const char *const *columns)
{
  guint n_columns = g_strv_length (table->rows->columns);

  table->places = g_new (int, n_columns);
  table->values = g_new0 (const char *, n_columns + 1);
  for (guint i = 0; i < n_columns; i++)
    {
      table->places[i] = batch_rows_find_column (columns, table->rows->columns[i]);
      if (table->places[i] >= 0)
        continue;

      g_set_error (&table->rows->error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE,
                   "There is no column “%s”, which the first table has", table->rows->columns[i]);
      return FALSE;
    }

  return TRUE;
}

static gboolean
begin (Table *table)
{
  const char *const *columns = batch_csv_reader_get_columns (table->reader);

  if (table->begun || columns == NULL)
    return TRUE;

  table->begun = TRUE;
  if (table->rows->columns != NULL)
    return match_columns (table, columns);

  table->rows->columns = g_strdupv ((char **) columns);
  return TRUE;
}

/* Spreadsheets write rows that were used once, or that have a border, with nothing in them. */
static gboolean
is_blank (const char *const *fields)
{
  while (*fields != NULL && **fields == '\0')
    fields++;

  return *fields == NULL;
}

static gboolean
take_record_cb (const char *const *fields,
                guint              line,
                gpointer           user_data)
{
  Table *table = user_data;
  BatchRow row = { .values = fields, .line = line };

  if (!begin (table))
    return FALSE;
  if (is_blank (fields))
    return TRUE;

  if (table->places != NULL)
    {
      for (guint i = 0; table->rows->columns[i] != NULL; i++)
        table->values[i] = fields[table->places[i]];
      row.values = table->values;
    }

  return batch_rows_take (table->rows, &row);
}

static gboolean
feed (gpointer       reader,
      const guint8  *data,
      gsize          length,
      GError       **error)
{
  return batch_csv_reader_feed (reader, data, length, error);
}

static void
sniff (BatchRows            *self,
       GFile                *file,
       GBufferedInputStream *stream,
       BatchTableForm       *form)
{
  gsize length;
  const void *data = g_buffered_input_stream_peek_buffer (stream, &length);
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;
  char by_name = name != NULL ? batch_csv_delimiter_for_name (name) : 0;

  batch_table_form_sniff (data, length, form);
  if (self->plan->delimiter != 0 || by_name != 0)
    form->delimiter = self->plan->delimiter != 0 ? self->plan->delimiter : by_name;
  if (self->form.delimiter == 0)
    self->form = *form;
}

static gboolean
read_table (BatchRows            *self,
            GFile                *file,
            GBufferedInputStream *stream,
            gpointer              user_data)
{
  g_auto(Table) table = { .rows = self };
  BatchTableForm form;

  sniff (self, file, stream, &form);
  table.reader = batch_csv_reader_new (form.delimiter, take_record_cb, &table);
  batch_csv_reader_set_quote (table.reader, form.quote);
  batch_csv_reader_set_issues (table.reader, self->issues);

  /* A table without records has columns all the same. */
  return (batch_rows_feed (self, stream, feed, table.reader) || self->cut) &&
         (self->cut ||
          batch_csv_reader_end (table.reader, self->error == NULL ? &self->error : NULL)) &&
         begin (&table) && !self->stopped;
}

gboolean
batch_rows_read_table (BatchRows *self)
{
  return batch_rows_each_text (self, read_table, NULL);
}
