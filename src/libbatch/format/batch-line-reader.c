/* batch-line-reader.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-line-reader-private.h"

#include <string.h>

#define MARK "\xEF\xBB\xBF"

struct _BatchLineReader
{
  BatchLineFunc  func;
  gpointer       user_data;
  GByteArray    *partial;       /* the start of a line whose end has not come yet */
  gsize          max_line;
  gint64         offset;        /* of that line */
  gint64         dropped;       /* bytes of a line that is too long; 0: it is not */
  guint32        number;        /* of that line */
  guint          stopped : 1;
};

BatchLineReader *
batch_line_reader_new (gsize         max_line,
                       BatchLineFunc func,
                       gpointer      user_data)
{
  BatchLineReader *self = g_new0 (BatchLineReader, 1);

  self->func = func;
  self->user_data = user_data;
  self->max_line = max_line > 0 ? MIN (max_line, BATCH_LINE_MAX) : BATCH_LINE_MAX;
  self->partial = g_byte_array_new ();
  self->number = 1;

  return self;
}

void
batch_line_reader_free (BatchLineReader *self)
{
  g_byte_array_unref (self->partial);
  g_free (self);
}

static void
tell (BatchLineReader *self,
      const guint8    *data,
      gsize            length)
{
  BatchLine line = { data, length, self->offset, self->number };

  if (!self->func (&line, self->user_data))
    self->stopped = TRUE;
}

static void
tell_line (BatchLineReader *self,
           const guint8    *data,
           gsize            length)
{
  if (length > 0 && data[length - 1] == '\r')
    length--;

  tell (self, length <= self->max_line ? data : NULL, length);
}

/* @length bytes have come, with the end of the line or without. */
static gboolean
is_too_long (BatchLineReader *self,
             gsize            length)
{
  /* One more for a CR, which is not known to be the line end's before the LF. */
  return self->partial->len + length > self->max_line + 1;
}

static void
end_line (BatchLineReader *self,
          const guint8    *data,
          gsize            length,
          gsize            end_length)
{
  gint64 size = self->dropped + self->partial->len + length + end_length;

  if (self->dropped == 0 && self->partial->len == 0)
    {
      tell_line (self, data, length);
    }
  else if (self->dropped == 0 && is_too_long (self, length))
    {
      tell (self, NULL, self->partial->len + length);
    }
  else if (self->dropped == 0)
    {
      g_byte_array_append (self->partial, data, length);
      tell_line (self, self->partial->data, self->partial->len);
    }

  g_byte_array_set_size (self->partial, 0);
  self->dropped = 0;
  self->offset += size;
  self->number++;
}

static void
keep (BatchLineReader *self,
      const guint8    *data,
      gsize            length)
{
  if (self->dropped > 0)
    {
      self->dropped += length;
    }
  else if (is_too_long (self, length))
    {
      self->dropped = self->partial->len + length;
      tell (self, NULL, self->dropped);
      g_byte_array_set_size (self->partial, 0);
    }
  else
    {
      g_byte_array_append (self->partial, data, length);
    }
}

gsize
batch_line_mark_length (const BatchLine *line)
{
  return line->number == 1 && line->length >= strlen (MARK)
         && memcmp (line->data, MARK, strlen (MARK)) == 0 ? strlen (MARK) : 0;
}

gboolean
batch_line_reader_feed (BatchLineReader *self,
                        const guint8    *data,
                        gsize            length)
{
  while (length > 0 && !self->stopped)
    {
      const guint8 *line_end = memchr (data, '\n', length);
      gsize size;

      if (line_end == NULL)
        {
          keep (self, data, length);
          break;
        }

      size = line_end - data;
      end_line (self, data, size, 1);
      data += size + 1;
      length -= size + 1;
    }

  return !self->stopped;
}

void
batch_line_reader_end (BatchLineReader *self)
{
  if (!self->stopped && self->partial->len > 0)
    end_line (self, (const guint8 *) "", 0, 0);
}

void
batch_line_reader_reset (BatchLineReader *self)
{
  g_byte_array_set_size (self->partial, 0);
  self->offset = 0;
  self->dropped = 0;
  self->number = 1;
  self->stopped = FALSE;
}
