/* batch-plain-body.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-plain-body-private.h"

#include <gio/gio.h>
#include <string.h>

/* Takes off an answer what some gateways put around it although nobody asked for it:
 * gzip, and a byte order mark. JSON begins with neither, so that nothing else is
 * changed. */

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
open_packed (GBytes *packed)
{
  g_autoptr(GInputStream) base = g_memory_input_stream_new_from_bytes (packed);
  g_autoptr(GZlibDecompressor) gzip =
    g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);

  return g_converter_input_stream_new (base, G_CONVERTER (gzip));
}

/* What is damaged stays as it came, and is found to be no JSON.
 * Returns: (nullable): NULL if it is larger than @limit */
static GBytes *
unpack (GBytes *packed,
        gsize   limit)
{
  g_autoptr(GInputStream) stream = open_packed (packed);
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

/* Returns: (transfer full) (nullable): NULL if it is larger than @limit */
GBytes *
batch_plain_body (GBytes *body,
                  gsize   limit)
{
  g_autoptr(GBytes) plain = begins_with (body, GZIP) ? unpack (body, limit) : g_bytes_ref (body);
  gsize mark = strlen (MARK);

  if (plain == NULL || !begins_with (plain, MARK))
    return g_steal_pointer (&plain);

  return g_bytes_new_from_bytes (plain, mark, g_bytes_get_size (plain) - mark);
}
