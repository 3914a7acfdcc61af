/* batch-plain-body.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-plain-body-private.h"

#include <gio/gio.h>
#include <string.h>

#include "json/batch-json-nonfinite-private.h"

/* Takes off an answer what some gateways put around it although nobody asked for it:
 * gzip, deflate, and a byte order mark; and has it in UTF-8. JSON begins neither with gzip nor
 * with the mark, so that these are seen; the others go by what the head of the answer says.
 *
 * Numbers that JSON does not have, and servers in Python write all the same, become null: nobody
 * who reads the answer later could read it otherwise. */

#define CHUNK (64 * 1024)
#define GZIP  "\x1f\x8b\x08"
#define MARK  "\xef\xbb\xbf"

static gboolean
begins_with (GBytes     *bytes,
             const char *magic)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  return length >= strlen (magic) && memcmp (data, magic, strlen (magic)) == 0;
}

static GInputStream *
open_packed (GBytes                *packed,
             GZlibCompressorFormat  format)
{
  g_autoptr(GInputStream) base = g_memory_input_stream_new_from_bytes (packed);
  g_autoptr(GZlibDecompressor) unpacker = g_zlib_decompressor_new (format);

  return g_converter_input_stream_new (base, G_CONVERTER (unpacker));
}

/* What is damaged stays as it came, and is found to be no JSON.
 * Returns: (nullable): NULL if it is larger than @limit */
static GBytes *
unpack (GBytes                *packed,
        GZlibCompressorFormat  format,
        gsize                  limit)
{
  g_autoptr(GInputStream) stream = open_packed (packed, format);
  g_autoptr(GByteArray) plain = g_byte_array_new ();
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  gssize n;

  while ((n = g_input_stream_read (stream, chunk, CHUNK, NULL, NULL)) > 0)
    {
      if ((gsize) n > limit - plain->len)
        return NULL;
      g_byte_array_append (plain, chunk, (guint) n);
    }

  return n < 0 ? g_bytes_ref (packed) : g_byte_array_free_to_bytes (g_steal_pointer (&plain));
}

/* By “deflate” some mean what zlib makes of it, as it should be, and some what is in that. */
static GZlibCompressorFormat
find_deflate_format (GBytes *packed)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (packed, &length);

  return length >= 2 && (data[0] & 0x0F) == 8 && (data[0] * 256 + data[1]) % 31 == 0
         ? G_ZLIB_COMPRESSOR_FORMAT_ZLIB : G_ZLIB_COMPRESSOR_FORMAT_RAW;
}

static GBytes *
take_off_packing (GBytes     *body,
                  const char *encoding,
                  gsize       limit)
{
  if (begins_with (body, GZIP))
    return unpack (body, G_ZLIB_COMPRESSOR_FORMAT_GZIP, limit);
  if (encoding != NULL && g_ascii_strcasecmp (encoding, "deflate") == 0)
    return unpack (body, find_deflate_format (body), limit);

  return g_bytes_ref (body);
}

/* Many say another character set than they mean, so that UTF-8 stays what it is. */
static GBytes *
put_in_utf8 (GBytes     *body,
             const char *charset,
             gsize       limit)
{
  gsize length;
  const char *data = g_bytes_get_data (body, &length);
  g_autofree char *text = NULL;
  gsize written;

  if (charset == NULL || length == 0 || g_utf8_validate_len (data, length, NULL)
      || (text = g_convert (data, (gssize) length, "UTF-8", charset, NULL, &written, NULL)) == NULL)
    return g_bytes_ref (body);

  return written <= limit ? g_bytes_new_take (g_steal_pointer (&text), written) : NULL;
}

static GBytes *
take_off_mark (GBytes *plain)
{
  gsize mark = strlen (MARK);

  return begins_with (plain, MARK)
         ? g_bytes_new_from_bytes (plain, mark, g_bytes_get_size (plain) - mark)
         : g_bytes_ref (plain);
}

static GBytes *
put_in_json (GBytes *text)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (text, &length);
  GBytes *strict = batch_json_without_nonfinite (data, length);

  return strict != NULL ? strict : g_bytes_ref (text);
}

/* @encoding: (nullable): how it is packed, as the head says
 * @charset: (nullable): how its text is written, as the head says
 * Returns: (transfer full) (nullable): NULL if it is larger than @limit */
GBytes *
batch_plain_body (GBytes     *body,
                  const char *encoding,
                  const char *charset,
                  gsize       limit)
{
  g_autoptr(GBytes) unpacked = take_off_packing (body, encoding, limit);
  g_autoptr(GBytes) plain = unpacked != NULL ? put_in_utf8 (unpacked, charset, limit) : NULL;
  g_autoptr(GBytes) text = plain != NULL ? take_off_mark (plain) : NULL;

  return text != NULL ? put_in_json (text) : NULL;
}
