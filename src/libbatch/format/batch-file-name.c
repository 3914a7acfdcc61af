/* batch-file-name.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-file-name-private.h"

#include <string.h>

#define MAX_BYTES     200
#define MAX_EXTENSION 16

static gboolean
is_unsafe (gunichar character)
{
  return character < ' ' || (character >= 0x7F && character < 0xA0)
         || (character < 0x80 && strchr ("/\\:*?\"<>|", (int) character) != NULL)
         /* They turn the direction of what is read. */
         || (character >= 0x202A && character <= 0x202E)
         || (character >= 0x2066 && character <= 0x2069);
}

/* Where the extension begins, with its dot; the end when there is none. */
static const char *
find_extension (const char *name)
{
  const char *dot = strrchr (name, '.');

  if (dot == NULL || dot == name || strlen (dot) > MAX_EXTENSION || strchr (dot, ' ') != NULL)
    return name + strlen (name);

  return dot;
}

static void
shorten (GString *name)
{
  g_autofree char *extension = g_strdup (find_extension (name->str));
  gsize length = MAX_BYTES - strlen (extension);

  if (name->len <= MAX_BYTES)
    return;

  while (((guchar) name->str[length] & 0xC0) == 0x80)
    length--;
  g_string_truncate (name, length);
  g_string_append (name, extension);
}

static gboolean
is_reserved (const char *name)
{
  static const char *const devices[] = { "con", "prn", "aux", "nul", NULL };
  gsize length = strcspn (name, ".");
  g_autofree char *stem = g_ascii_strdown (name, length);

  return g_strv_contains (devices, stem)
         || (length == 4 && g_ascii_isdigit (stem[3])
             && (g_str_has_prefix (stem, "com") || g_str_has_prefix (stem, "lpt")));
}

char *
batch_file_name_make_safe (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_autoptr(GString) safe = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      g_string_append_unichar (safe, is_unsafe (character) ? '_' : character);
    }

  while (safe->len > 0 && strchr (". ", safe->str[safe->len - 1]) != NULL)
    g_string_truncate (safe, safe->len - 1);
  if (safe->len == 0 || *safe->str == '.' || is_reserved (safe->str))
    g_string_prepend_c (safe, '_');

  shorten (safe);
  return g_string_free (g_steal_pointer (&safe), FALSE);
}

char *
batch_file_name_number (const char *path,
                        guint       number)
{
  g_autofree char *name = g_path_get_basename (path);
  gsize n_before = strlen (path) - strlen (name);
  const char *extension = find_extension (name);

  return g_strdup_printf ("%.*s%.*s (%u)%s", (int) n_before, path,
                          (int) (extension - name), name, number, extension);
}
