/* batch-json-text.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "json/batch-json-text-private.h"

#include <string.h>

#include "json/batch-json-equal-private.h"

/* Four digits that the scanner has seen. */
static gunichar
read_quad (const guint8 *pos)
{
  gunichar quad = 0;

  for (guint i = 0; i < 4; i++)
    quad = quad << 4 | g_ascii_xdigit_value (pos[i]);

  return quad;
}

/* Behind the "\u" of a string that ends at @end; gives the place after the escape,
 * NULL for half a surrogate pair. */
static const guint8 *
decode_unicode (const guint8 *pos,
                const guint8 *end,
                gunichar     *character)
{
  gunichar high = read_quad (pos);
  gunichar low;

  pos += 4;
  *character = high;
  if (high < 0xD800 || high > 0xDFFF)
    return pos;

  if (high > 0xDBFF || end - pos < 6 || pos[0] != '\\' || pos[1] != 'u')
    return NULL;

  low = read_quad (pos + 2);
  if (low < 0xDC00 || low > 0xDFFF)
    return NULL;

  *character = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
  return pos + 6;
}

static char
decode_letter (guint8 letter)
{
  switch (letter)
    {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return letter;
    }
}

/* At a backslash. */
static const guint8 *
decode_escape (const guint8 *pos,
               const guint8 *end,
               GString      *out)
{
  gunichar character;

  if (pos[1] != 'u')
    {
      g_string_append_c (out, decode_letter (pos[1]));
      return pos + 2;
    }

  pos = decode_unicode (pos + 2, end, &character);
  if (pos != NULL)
    g_string_append_unichar (out, character);

  return pos;
}

gboolean
batch_json_value_decode (const BatchJsonValue *value,
                         GString              *out)
{
  const guint8 *pos = value->data + 1;
  const guint8 *end = value->data + value->length - 1;
  gsize before = out->len;

  g_return_val_if_fail (value->type == BATCH_JSON_STRING, FALSE);

  while (pos < end)
    {
      const guint8 *backslash = memchr (pos, '\\', end - pos);
      const guint8 *plain_end = backslash != NULL ? backslash : end;

      g_string_append_len (out, (const char *) pos, plain_end - pos);
      pos = plain_end;

      if (pos < end && (pos = decode_escape (pos, end, out)) == NULL)
        {
          g_string_truncate (out, before);
          return FALSE;
        }
    }

  return TRUE;
}

char *
batch_json_value_dup_string (const BatchJsonValue *value)
{
  g_autoptr(GString) text = NULL;

  if (value->type != BATCH_JSON_STRING)
    return NULL;

  text = g_string_sized_new (value->length);
  if (!batch_json_value_decode (value, text) || memchr (text->str, 0, text->len) != NULL)
    return NULL;

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
spelled_otherwise_is (const BatchJsonValue *value,
                      const char           *text)
{
  g_autoptr(GString) decoded = g_string_new (NULL);

  return batch_json_value_decode (value, decoded) &&
         decoded->len == strlen (text) && memcmp (decoded->str, text, decoded->len) == 0;
}

gboolean
batch_json_value_is (const BatchJsonValue *value,
                     const char           *text)
{
  gsize length;

  if (value->type != BATCH_JSON_STRING)
    return FALSE;
  /* Most names that are compared differ in their first letter. */
  if (value->data[1] != (guint8) *text && value->data[1] != '\\' && *text != '\0')
    return FALSE;

  length = strlen (text);
  if (value->length == length + 2 && memcmp (value->data + 1, text, length) == 0)
    return memchr (text, '\\', length) == NULL;

  /* An escape is longer than what it stands for. */
  return value->length > length + 2 &&
         memchr (value->data, '\\', value->length) != NULL &&
         spelled_otherwise_is (value, text);
}

gboolean
batch_json_value_is_any (const BatchJsonValue *value,
                         const char *const    *texts)
{
  while (*texts != NULL && !batch_json_value_is (value, *texts))
    texts++;
  return *texts != NULL;
}

gboolean
batch_json_value_has_text (const BatchJsonValue *value)
{
  return value->type == BATCH_JSON_STRING && value->length > 2;
}

gboolean
batch_json_value_get_int (const BatchJsonValue *value,
                          gint64               *integer)
{
  char digits[24];

  if (value->type != BATCH_JSON_NUMBER || value->length >= sizeof digits)
    return FALSE;

  memcpy (digits, value->data, value->length);
  digits[value->length] = '\0';
  return g_ascii_string_to_signed (digits, 10, G_MININT64, G_MAXINT64, integer, NULL);
}

static gboolean
get_number_in_string (const BatchJsonValue *string,
                      BatchJsonValue       *number)
{
  BatchJsonScanner scanner;

  batch_json_scanner_init (&scanner, string->data + 1, string->length - 2, 0);
  return batch_json_scanner_peek (&scanner) == BATCH_JSON_NUMBER
         && batch_json_scanner_read_value (&scanner, number)
         && batch_json_scanner_finish (&scanner);
}

gboolean
batch_json_value_get_count (const BatchJsonValue *value,
                            gint64               *count)
{
  const double most = (double) (G_GINT64_CONSTANT (1) << 53);   /* the last exact one */
  BatchJsonValue number = *value;
  double real;

  if (value->type == BATCH_JSON_STRING && !get_number_in_string (value, &number))
    return FALSE;
  if (number.type != BATCH_JSON_NUMBER)
    return FALSE;
  if (batch_json_value_get_int (&number, count))
    return TRUE;

  real = batch_json_value_to_double (&number);
  if (ABS (real) > most || real != (double) (gint64) real)
    return FALSE;

  *count = (gint64) real;
  return TRUE;
}

static void
append_escaped (GString *out,
                guint8   byte)
{
  static const char letters[] = "btnvfr";

  if (byte == '"' || byte == '\\')
    g_string_append_printf (out, "\\%c", byte);
  else if (byte >= '\b' && byte <= '\r' && byte != '\v')
    g_string_append_printf (out, "\\%c", letters[byte - '\b']);
  else
    g_string_append_printf (out, "\\u%04x", byte);
}

static void
append_valid (GString    *out,
              const char *text,
              gsize       length)
{
  const char *end = text + length;

  while (text < end)
    {
      const char *plain = text;

      while (text < end && (guint8) *text >= ' ' && *text != '"' && *text != '\\')
        text++;

      g_string_append_len (out, plain, text - plain);
      if (text < end)
        append_escaped (out, *text++);
    }
}

void
batch_json_append_string (GString    *out,
                          const char *text,
                          gssize      length)
{
  gsize n_bytes = length < 0 ? strlen (text) : (gsize) length;

  g_string_append_c (out, '"');

  /* A NUL byte is not UTF-8 to GLib, and is replaced as well. */
  if (g_utf8_validate_len (text, n_bytes, NULL))
    {
      append_valid (out, text, n_bytes);
    }
  else
    {
      g_autofree char *valid = g_utf8_make_valid (text, n_bytes);

      append_valid (out, valid, strlen (valid));
    }

  g_string_append_c (out, '"');
}

void
batch_json_append_value (GString              *out,
                         const BatchJsonValue *value)
{
  g_string_append_len (out, (const char *) value->data, (gssize) value->length);
}

static void
blank (char *from,
       char *end,
       char  byte)
{
  while ((from = memchr (from, byte, (gsize) (end - from))) != NULL)
    *from++ = ' ';
}

/* Most answers have neither, and are long. */
void
batch_json_append_one_line (GString      *out,
                            const guint8 *json,
                            gsize         length)
{
  gsize start = out->len;

  g_string_append_len (out, (const char *) json, length);
  blank (out->str + start, out->str + out->len, '\n');
  blank (out->str + start, out->str + out->len, '\r');
}
