/* batch-rows.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "maker/batch-rows-private.h"

#include "core/batch-byte-count-private.h"

void
batch_rows_clear (BatchRows *self)
{
  g_clear_pointer (&self->columns, g_strfreev);
  g_clear_pointer (&self->encoding, g_free);
  g_clear_pointer (&self->guess, g_free);
  g_clear_pointer (&self->guessed_file, g_free);
  g_clear_error (&self->error);
}

int
batch_rows_find_column (const char *const *columns,
                        const char        *name)
{
  for (int i = 0; columns[i] != NULL; i++)
    if (g_str_equal (columns[i], name))
      return i;

  return -1;
}

gboolean
batch_rows_wants_next (BatchRows *self)
{
  const BatchRowPlan *plan = self->plan;
  gint64 number = self->n_rows + 1;

  if (plan->rows != NULL)
    return self->next_wanted < plan->n_rows && plan->rows[self->next_wanted] == number;

  return plan->limit == 0 || number <= plan->limit;
}

static gboolean
is_enough (BatchRows *self)
{
  const BatchRowPlan *plan = self->plan;

  if (plan->rows != NULL)
    return self->next_wanted == plan->n_rows;

  return plan->limit > 0 && self->n_rows == plan->limit;
}

gboolean
batch_rows_take (BatchRows *self,
                 BatchRow  *row)
{
  gboolean wanted = batch_rows_wants_next (self);

  row->number = ++self->n_rows;
  if (wanted)
    {
      if (!self->func (self, row, self->user_data))
        return FALSE;
      while (self->next_wanted < self->plan->n_rows &&
             self->plan->rows[self->next_wanted] <= row->number)
        self->next_wanted++;
    }

  self->stopped = is_enough (self);
  return !self->stopped;
}

gboolean
batch_rows_refuse (BatchRows      *self,
                   guint32         line,
                   BatchLineError  code,
                   const char     *format,
                   ...)
{
  g_autofree char *problem = NULL;
  va_list args;

  va_start (args, format);
  problem = g_strdup_vprintf (format, args);
  va_end (args);

  if (self->issues != NULL)
    {
      batch_line_issues_add (self->issues, line, NULL, code, "%s", problem);
      self->stopped = batch_line_issues_is_full (self->issues);
      return !self->stopped;
    }

  if (line > 0)
    g_set_error (&self->error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE, "Line %u: %s", line, problem);
  else
    g_set_error_literal (&self->error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE, problem);
  return FALSE;
}

/* The line has more than @max bytes. */
gboolean
batch_rows_refuse_long (BatchRows *self,
                        guint32    line,
                        gsize      max)
{
  g_autofree char *limit = batch_byte_count_to_text (max);

  return batch_rows_refuse (self, line, BATCH_LINE_ERROR_LINE_TOO_LONG,
                            "the line is longer than %s", limit);
}

void
batch_rows_note_guess (BatchRows  *self,
                       const char *encoding,
                       const char *path)
{
  if (self->guess != NULL || self->plan->encoding != NULL || g_str_equal (encoding, "UTF-8"))
    return;

  self->guess = g_strdup (encoding);
  self->guessed_file = g_strdup (path);
}

void
batch_rows_name_unread (BatchRows  *self,
                        const char *path)
{
  g_autoptr(GError) reason = g_steal_pointer (&self->error);

  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->error = g_steal_pointer (&reason);
  else
    g_set_error (&self->error, reason->domain, reason->code, "“%s” cannot be read: %s", path,
                 reason->message);
}

static gboolean
read_rows (BatchRows *self)
{
  switch (self->plan->kind)
    {
    case BATCH_ROW_KIND_TABLE:
      return batch_rows_read_table (self);
    case BATCH_ROW_KIND_LINES:
    case BATCH_ROW_KIND_PARAGRAPHS:
      return batch_rows_read_lines (self);
    case BATCH_ROW_KIND_OBJECTS:
      return batch_rows_read_objects (self);
    case BATCH_ROW_KIND_FILES:
      return batch_rows_read_files (self);
    case BATCH_ROW_KIND_REQUESTS:
      g_set_error (&self->error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                   "This is a batch file already; submit it as it is");
      return FALSE;
    }

  g_set_error (&self->error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST, "There is no such source");
  return FALSE;
}

gboolean
batch_rows_run (BatchRows  *self,
                GError    **error)
{
  if (self->plan->files->len == 0 && self->plan->text == NULL)
    g_set_error (&self->error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                 "There is no file to read; add one");
  else if ((read_rows (self) || self->stopped) && self->error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}
