/* batch-encoding.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-encoding-private.h"

#include <string.h>

#define LOOKED_AT 4096          /* bytes, for zeros */

static const struct
{
  const char *mark;
  gsize       length;
  const char *name;
} marks[] = {
  { "\xEF\xBB\xBF", 3, "UTF-8" },
  { "\xFF\xFE\0\0", 4, "UTF-32LE" },
  { "\xFF\xFE", 2, "UTF-16LE" },
  { "\xFE\xFF", 2, "UTF-16BE" },
};

static const char *
from_mark (const guint8 *data,
           gsize         length)
{
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    if (length >= marks[i].length && memcmp (data, marks[i].mark, marks[i].length) == 0)
      return marks[i].name;

  return NULL;
}

/* Of text in Latin letters nearly every second byte is zero, of others at least the
 * spaces, digits and line ends have one. */
static const char *
from_zeros (const guint8 *data,
            gsize         length)
{
  gsize n_zeros[2] = { 0, 0 };
  gsize n_pairs = MIN (length, LOOKED_AT) / 2;

  for (gsize i = 0; i < n_pairs * 2; i++)
    n_zeros[i % 2] += data[i] == 0;

  if (n_zeros[1] * 4 > n_pairs && n_zeros[0] * 8 < n_zeros[1])
    return "UTF-16LE";
  if (n_zeros[0] * 4 > n_pairs && n_zeros[1] * 8 < n_zeros[0])
    return "UTF-16BE";

  return NULL;
}

static gboolean
is_cut_character (const char *text,
                  gsize       length)
{
  return g_utf8_get_char_validated (text, (gssize) length) == (gunichar) -2;
}

/* A zero byte is no text, but no sign of another encoding either. */
static gboolean
is_utf8 (const char *text,
         gsize       length,
         gboolean    is_all)
{
  const char *end = text + length;
  const char *stop;

  while (!g_utf8_validate_len (text, (gsize) (end - text), &stop))
    {
      if (*stop != '\0')
        return !is_all && is_cut_character (stop, (gsize) (end - stop));
      text = stop + 1;
    }

  return TRUE;
}

static gboolean
is_windows (const guint8 *data,
            gsize         length)
{
  for (gsize i = 0; i < length; i++)
    if (data[i] >= 0x80 && strchr ("\x81\x8D\x8F\x90\x9D", data[i]) != NULL)
      return FALSE;

  return TRUE;
}

const char *
batch_encoding_sniff (const guint8 *data,
                      gsize         length,
                      gboolean      is_all)
{
  const char *name;

  if ((name = from_mark (data, length)) != NULL || (name = from_zeros (data, length)) != NULL)
    return name;
  if (length == 0 || is_utf8 ((const char *) data, length, is_all))
    return "UTF-8";

  return is_windows (data, length) ? "WINDOWS-1252" : "ISO-8859-1";
}

const char *
batch_encoding_problem (gboolean has_nul)
{
  return has_nul ? "there is a NUL byte, which no text has; remove it"
                 : "this is not UTF-8; save the file as UTF-8";
}

gboolean
batch_encoding_is_binary (const guint8 *data,
                          gsize         length)
{
  return length > 0 && memchr (data, 0, length) != NULL;
}
