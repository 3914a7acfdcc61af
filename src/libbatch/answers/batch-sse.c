/* batch-sse.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "answers/batch-sse-private.h"

#include <string.h>

#define MARK "\xef\xbb\xbf"

struct _BatchSse
{
  BatchSseFunc   func;
  gpointer       user_data;
  GString       *line;          /* the start of a line whose end has not come yet */
  GString       *data;          /* of the event so far */
  gsize          limit;
  BatchSseState  state;
  guint          begun : 1;     /* a line was read: no mark can come any more */
  guint          has_data : 1;
  guint          is_error : 1;  /* the event so far is called so */
  guint          after_cr : 1;  /* a LF that comes next belongs to the line before */
};

BatchSse *
batch_sse_new (gsize        limit,
               BatchSseFunc func,
               gpointer     user_data)
{
  BatchSse *self = g_new0 (BatchSse, 1);

  self->func = func;
  self->user_data = user_data;
  self->limit = limit;
  self->line = g_string_new (NULL);
  self->data = g_string_new (NULL);

  return self;
}

void
batch_sse_free (BatchSse *self)
{
  g_string_free (self->line, TRUE);
  g_string_free (self->data, TRUE);
  g_free (self);
}

static void
dispatch (BatchSse *self)
{
  if (self->has_data && !self->func (self->data->str, self->data->len, self->user_data))
    self->state = BATCH_SSE_STOPPED;

  g_string_truncate (self->data, 0);
  self->has_data = FALSE;
  self->is_error = FALSE;
}

gboolean
batch_sse_is_error (BatchSse *self)
{
  return self->is_error;
}

static void
add_data (BatchSse   *self,
          const char *value,
          gsize       length)
{
  if (length >= self->limit || self->data->len >= self->limit - length)
    {
      self->state = BATCH_SSE_TOO_LONG;
      return;
    }

  if (self->has_data)
    g_string_append_c (self->data, '\n');
  g_string_append_len (self->data, value, length);
  self->has_data = TRUE;
}

static gboolean
is_word (const char *text,
         gsize       length,
         const char *word)
{
  return length == strlen (word) && memcmp (text, word, length) == 0;
}

static void
read_field (BatchSse   *self,
            const char *name,
            gsize       name_length,
            const char *value,
            gsize       length)
{
  if (is_word (name, name_length, "data"))
    add_data (self, value, length);
  else if (is_word (name, name_length, "event"))
    self->is_error = is_word (value, length, "error");
}

static void
read_line (BatchSse   *self,
           const char *line,
           gsize       length)
{
  const char *value;
  const char *colon;
  gsize name;

  if (!self->begun && length >= strlen (MARK) && memcmp (line, MARK, strlen (MARK)) == 0)
    {
      line += strlen (MARK);
      length -= strlen (MARK);
    }
  self->begun = TRUE;

  if (length == 0)
    {
      dispatch (self);
      return;
    }

  colon = memchr (line, ':', length);
  name = colon != NULL ? (gsize) (colon - line) : length;
  value = line + MIN (name + 1, length);
  length -= MIN (name + 1, length);
  if (length > 0 && *value == ' ')
    read_field (self, line, name, value + 1, length - 1);
  else
    read_field (self, line, name, value, length);
}

/* Copies a line only if it comes in several pieces. */
static void
end_line (BatchSse   *self,
          const char *rest,
          gsize       length)
{
  if (self->line->len == 0)
    {
      read_line (self, rest, length);
      return;
    }

  g_string_append_len (self->line, rest, length);
  read_line (self, self->line->str, self->line->len);
  g_string_truncate (self->line, 0);
}

static gsize
find_line_end (const char *text,
               gsize       length)
{
  gsize at = 0;

  while (at < length && text[at] != '\n' && text[at] != '\r')
    at++;

  return at;
}

BatchSseState
batch_sse_feed (BatchSse     *self,
                const guint8 *data,
                gsize         length)
{
  const char *text = (const char *) data;
  const char *end = text + length;

  while (text < end && self->state == BATCH_SSE_GOES_ON)
    {
      gsize line;

      if (self->after_cr && *text == '\n')
        text++;
      self->after_cr = FALSE;

      line = find_line_end (text, end - text);
      if (line > self->limit || self->line->len > self->limit - line)
        {
          self->state = BATCH_SSE_TOO_LONG;
        }
      else if (text + line == end)
        {
          g_string_append_len (self->line, text, line);
          break;
        }
      else
        {
          end_line (self, text, line);
          self->after_cr = text[line] == '\r';
          text += line + 1;
        }
    }

  return self->state;
}

BatchSseState
batch_sse_end (BatchSse *self)
{
  if (self->state == BATCH_SSE_GOES_ON && self->line->len > 0)
    end_line (self, "", 0);
  if (self->state == BATCH_SSE_GOES_ON)
    dispatch (self);

  return self->state;
}
