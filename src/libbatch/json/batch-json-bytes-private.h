/* batch-json-bytes-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the scanner asks of single bytes; inline, because it asks all the time. */

/* The number of bytes of the UTF-8 sequence at @pos, 0 when it is none: neither
 * overlong, nor half a surrogate pair, nor above U+10FFFF. */
static inline guint
batch_json_utf8_sequence (const guint8 *pos,
                          const guint8 *end)
{
  gsize left = end - pos;
  guint8 lowest = 0x80;
  guint8 highest = 0xBF;
  guint length;

  if (pos[0] < 0xC2 || pos[0] > 0xF4)
    return 0;

  length = pos[0] < 0xE0 ? 2 : pos[0] < 0xF0 ? 3 : 4;
  if (left < length)
    return 0;

  if (pos[0] == 0xE0)
    lowest = 0xA0;
  else if (pos[0] == 0xED)
    highest = 0x9F;
  else if (pos[0] == 0xF0)
    lowest = 0x90;
  else if (pos[0] == 0xF4)
    highest = 0x8F;

  if (pos[1] < lowest || pos[1] > highest)
    return 0;
  if (length > 2 && (pos[2] & 0xC0) != 0x80)
    return 0;
  if (length > 3 && (pos[3] & 0xC0) != 0x80)
    return 0;

  return length;
}

/* The first byte of a string that means something: a quote, a backslash, a control
 * character, or not ASCII. */
static inline const guint8 *
batch_json_skip_plain (const guint8 *pos,
                       const guint8 *end)
{
  while (pos < end && *pos >= ' ' && *pos < 0x80 && *pos != '"' && *pos != '\\')
    pos++;

  return pos;
}

static inline gboolean
batch_json_is_hex_quad (const guint8 *pos,
                        const guint8 *end)
{
  return end - pos >= 4 && g_ascii_isxdigit (pos[0]) && g_ascii_isxdigit (pos[1]) &&
         g_ascii_isxdigit (pos[2]) && g_ascii_isxdigit (pos[3]);
}

static inline gboolean
batch_json_is_escape (guint8 letter)
{
  switch (letter)
    {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
      return TRUE;
    default:
      return FALSE;
    }
}

/* The length of the escape at @pos, 0 when it is none. */
static inline guint
batch_json_escape_length (const guint8 *pos,
                          const guint8 *end)
{
  if (end - pos < 2)
    return 0;
  if (batch_json_is_escape (pos[1]))
    return 2;

  return pos[1] == 'u' && batch_json_is_hex_quad (pos + 2, end) ? 6 : 0;
}

G_END_DECLS
