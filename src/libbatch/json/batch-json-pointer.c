/* batch-json-pointer.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "json/batch-json-pointer-private.h"

#include "json/batch-json-equal-private.h"
#include "json/batch-json-text-private.h"

static char *
unescape (const char *step)
{
  g_autoptr(GString) name = g_string_new (step);

  g_string_replace (name, "~1", "/", 0);
  g_string_replace (name, "~0", "~", 0);
  return g_string_free (g_steal_pointer (&name), FALSE);
}

static gboolean
find_member (const BatchJsonValue *object,
             const char           *name,
             BatchJsonValue       *found)
{
  g_autoptr(GString) spelled = g_string_new (NULL);
  BatchJsonValue key;

  batch_json_append_string (spelled, name, -1);
  key = (BatchJsonValue) { (const guint8 *) spelled->str, spelled->len, BATCH_JSON_STRING };
  return batch_json_value_member (object, &key, found);
}

/* There is one way to write it: RFC 6901 knows no zeros before it. */
static gboolean
read_index (const char *number,
            guint64    *index)
{
  if (number[0] == '0' && number[1] != '\0')
    return FALSE;

  return g_ascii_string_to_unsigned (number, 10, 0, G_MAXUINT32, index, NULL);
}

static gboolean
find_element (const BatchJsonValue *array,
              const char           *number,
              BatchJsonValue       *found)
{
  BatchJsonScanner scanner;
  guint64 index;

  if (!read_index (number, &index))
    return FALSE;

  batch_json_value_enter_array (array, &scanner);
  while (batch_json_scanner_next_element (&scanner))
    {
      batch_json_scanner_read_value (&scanner, found);
      if (index-- == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
step_down (BatchJsonValue *value,
           const char     *step)
{
  g_autofree char *name = unescape (step);
  BatchJsonValue found;
  gboolean is_there = FALSE;

  if (value->type == BATCH_JSON_OBJECT)
    is_there = find_member (value, name, &found);
  else if (value->type == BATCH_JSON_ARRAY)
    is_there = find_element (value, name, &found);

  if (is_there)
    *value = found;
  return is_there;
}

gboolean
batch_json_pointer_find (const BatchJsonValue *root,
                         const char           *pointer,
                         BatchJsonValue       *found)
{
  g_auto(GStrv) steps = g_strsplit (pointer, "/", -1);
  BatchJsonValue value = *root;

  if (steps[0] != NULL && *steps[0] != '\0')
    return FALSE;

  for (guint i = 1; steps[0] != NULL && steps[i] != NULL; i++)
    if (!step_down (&value, steps[i]))
      return FALSE;

  *found = value;
  return TRUE;
}

void
batch_json_pointer_append (GString    *pointer,
                           const char *name)
{
  g_string_append_c (pointer, '/');
  for (const char *at = name; *at != '\0'; at++)
    {
      if (*at == '~')
        g_string_append (pointer, "~0");
      else if (*at == '/')
        g_string_append (pointer, "~1");
      else
        g_string_append_c (pointer, *at);
    }
}
