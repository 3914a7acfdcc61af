/* batch-rows-text.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "maker/batch-rows-private.h"

#include <string.h>

#include "format/batch-encoding-private.h"

/* Texts of any encoding, as streams of UTF-8. What comes through a pipe can be read only
 * once, so its beginning is looked at in the buffer. */

#define LOOKED_AT (1024 * 1024)
#define DECODED   (64 * 1024)
#define PIECE     (256 * 1024)

/* Of rows that are so large that few are seen, more is looked at. */
#define FEW_ROWS  10
#define FAR       32

/* Until it is full or all is there. */
static gboolean
fill (GBufferedInputStream  *stream,
      gsize                  length,
      GCancellable          *cancellable,
      GError               **error)
{
  gssize n_read = 1;

  while (n_read > 0 && g_buffered_input_stream_get_available (stream) < length)
    n_read = g_buffered_input_stream_fill (stream, -1, cancellable, error);

  return n_read >= 0;
}

static GBufferedInputStream *
open_buffered (GInputStream  *base,
               gsize          size,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr(GInputStream) stream = g_buffered_input_stream_new_sized (base, size);

  if (!fill (G_BUFFERED_INPUT_STREAM (stream), size, cancellable, error))
    return NULL;

  return G_BUFFERED_INPUT_STREAM (g_steal_pointer (&stream));
}

static GInputStream *
open_raw (BatchRows *self,
          GFile     *file)
{
  if (file != NULL)
    return G_INPUT_STREAM (g_file_read (file, self->cancellable, &self->error));

  return g_memory_input_stream_new_from_data (self->plan->text, strlen (self->plan->text), NULL);
}

static const char *
find_encoding (BatchRows            *self,
               GFile                *file,
               GBufferedInputStream *stream)
{
  gsize length;
  const guint8 *data = g_buffered_input_stream_peek_buffer (stream, &length);

  if (file == NULL)
    return "UTF-8";
  if (self->plan->encoding != NULL)
    return self->plan->encoding;

  return batch_encoding_sniff (data, length, length < LOOKED_AT);
}

/* Who chooses an encoding knows what it is. */
static gboolean
check_text (BatchRows            *self,
            const char           *encoding,
            GBufferedInputStream *stream)
{
  gsize length;
  const guint8 *data = g_buffered_input_stream_peek_buffer (stream, &length);

  if (self->plan->encoding != NULL || g_str_has_prefix (encoding, "UTF-")
      || memchr (data, '\0', length) == NULL)
    return TRUE;

  g_set_error_literal (&self->error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE,
                       "This is not text; save a spreadsheet as CSV, and a document as plain text");
  return FALSE;
}

static GBufferedInputStream *
decode (BatchRows            *self,
        GBufferedInputStream *raw,
        const char           *encoding)
{
  g_autoptr(GCharsetConverter) converter = NULL;
  g_autoptr(GInputStream) decoded = NULL;

  if (g_ascii_strcasecmp (encoding, "UTF-8") == 0)
    return g_object_ref (raw);

  converter = g_charset_converter_new ("UTF-8", encoding, &self->error);
  if (converter == NULL)
    return NULL;

  decoded = g_converter_input_stream_new (G_INPUT_STREAM (raw), G_CONVERTER (converter));
  return open_buffered (decoded, DECODED, self->cancellable, &self->error);
}

static char *
get_shown_name (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);

  return g_filename_display_name (name);
}

static void
note_guess (BatchRows  *self,
            GFile      *file,
            const char *encoding)
{
  g_autofree char *shown = get_shown_name (file);

  batch_rows_note_guess (self, encoding, shown);
}

/* The disk's sentence does not name the file, and the converter's neither that nor the
 * remedy. */
static void
explain (BatchRows  *self,
         GFile      *file,
         const char *encoding)
{
  g_autofree char *shown = file != NULL ? get_shown_name (file) : NULL;

  if (!g_error_matches (self->error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA) &&
      !g_error_matches (self->error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
    {
      if (self->unread && shown != NULL)
        batch_rows_name_unread (self, shown);
      return;
    }

  g_clear_error (&self->error);
  g_set_error (&self->error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE,
               "This is not %s; choose another encoding, or save the file as UTF-8", encoding);
}

static gint64
get_size (BatchRows *self,
          GFile     *file)
{
  g_autoptr(GFileInfo) info = NULL;

  if (file == NULL)
    return (gint64) strlen (self->plan->text);

  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE,
                            self->cancellable, NULL);
  return info != NULL ? g_file_info_get_size (info) : 0;
}

/* What was found in it since there were @n_issues, where there are several files. */
static void
name_file (BatchRows *self,
           GFile     *file,
           guint      n_issues)
{
  g_autofree char *shown = get_shown_name (file);
  GPtrArray *issues = self->issues != NULL ? batch_line_issues_get_all (self->issues) : NULL;

  if (self->error != NULL && self->error->domain == BATCH_ERROR)
    g_prefix_error (&self->error, "%s: ", shown);

  for (guint i = n_issues; issues != NULL && i < issues->len; i++)
    {
      BatchLineIssue *issue = issues->pdata[i];
      g_autofree char *message = g_steal_pointer (&issue->message);

      issue->message = g_strdup_printf ("%s: %s", shown, message);
    }
}

static gboolean
read_text (BatchRows     *self,
           GFile         *file,
           BatchTextFunc  read,
           gpointer       user_data)
{
  g_autoptr(GInputStream) base = open_raw (self, file);
  g_autoptr(GBufferedInputStream) raw = NULL;
  g_autoptr(GBufferedInputStream) text = NULL;
  const char *encoding = NULL;
  gboolean done;

  if (base == NULL)
    return FALSE;
  if (!(raw = open_buffered (base, LOOKED_AT, self->cancellable, &self->error)))
    {
      self->unread = TRUE;
      explain (self, file, "UTF-8");
      return FALSE;
    }

  encoding = find_encoding (self, file, raw);
  if (self->encoding == NULL)
    self->encoding = g_strdup (encoding);
  if (file != NULL)
    note_guess (self, file, encoding);

  done = check_text (self, encoding, raw) && (text = decode (self, raw, encoding)) != NULL
         && read (self, file, text, user_data);
  if (G_IS_SEEKABLE (base) && g_seekable_can_seek (G_SEEKABLE (base)))
    self->n_bytes += g_seekable_tell (G_SEEKABLE (raw));
  if (self->error != NULL)
    explain (self, file, encoding);
  return done;
}

gboolean
batch_rows_each_text (BatchRows     *self,
                      BatchTextFunc  read,
                      gpointer       user_data)
{
  gboolean more = TRUE;

  if (self->plan->text != NULL)
    {
      self->size = get_size (self, NULL);
      return read_text (self, NULL, read, user_data);
    }

  for (guint i = 0; i < self->plan->files->len; i++)
    self->size += get_size (self, self->plan->files->pdata[i]);

  for (guint i = 0; i < self->plan->files->len && more; i++)
    {
      guint n_issues = self->issues != NULL ? batch_line_issues_get_all (self->issues)->len : 0;

      more = read_text (self, self->plan->files->pdata[i], read, user_data);
      if (self->plan->files->len > 1)
        name_file (self, self->plan->files->pdata[i], n_issues);
    }

  return more;
}

static gboolean
was_enough (BatchRows *self,
            gint64     n_fed)
{
  return self->max_bytes > 0 && n_fed >= self->max_bytes &&
         (self->n_rows >= FEW_ROWS || n_fed / FAR >= self->max_bytes);
}

gboolean
batch_rows_feed (BatchRows            *self,
                 GBufferedInputStream *stream,
                 BatchFeedFunc         feed,
                 gpointer              reader)
{
  g_autofree guint8 *buffer = g_malloc (PIECE);
  gint64 n_fed = 0;
  gssize n_read;

  while ((n_read = g_input_stream_read (G_INPUT_STREAM (stream), buffer, PIECE,
                                        self->cancellable, &self->error)) > 0)
    {
      g_autoptr(GError) error = NULL;

      if (!feed (reader, buffer, (gsize) n_read, &error))
        {
          if (self->error == NULL)
            self->error = g_steal_pointer (&error);
          return FALSE;
        }

      n_fed += n_read;
      if (was_enough (self, n_fed))
        {
          self->stopped = self->cut = TRUE;
          return FALSE;
        }
    }

  self->unread = n_read < 0;
  return n_read == 0;
}

static gboolean
feed_line_reader (gpointer       reader,
                  const guint8  *data,
                  gsize          length,
                  GError       **error)
{
  return batch_line_reader_feed (reader, data, length);
}

gboolean
batch_rows_feed_lines (BatchRows            *self,
                       GBufferedInputStream *stream,
                       BatchLineReader      *reader)
{
  return batch_rows_feed (self, stream, feed_line_reader, reader);
}
