/* backend/batch-llama-options.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-llama-options-private.h"

#include <string.h>

/* The rule: an option is followed by its value, or by “=” and its value, and the last one
 * counts. The slots share the context, unless they are told to keep it in common; a number
 * of slots that is left to the server is not known.
 */

static gboolean
names_option (const char         *argument,
              const char * const *names,
              const char        **value)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      gsize length = strlen (names[i]);

      if (strncmp (argument, names[i], length) != 0)
        continue;
      if (argument[length] == '\0' || argument[length] == '=')
        {
          *value = argument[length] == '=' ? argument + length + 1 : NULL;
          return TRUE;
        }
    }

  return FALSE;
}

static gint64
find_number (const char * const *arguments,
             const char * const *names)
{
  gint64 found = 0;

  for (guint i = 0; arguments[i] != NULL; i++)
    {
      const char *value;
      gint64 number;

      if (!names_option (arguments[i], names, &value))
        continue;
      if (value == NULL)
        value = arguments[i + 1];
      if (value != NULL && g_ascii_string_to_signed (value, 10, G_MININT, G_MAXINT, &number, NULL))
        found = MAX (number, 0);
    }

  return found;
}

static gboolean
has_option (const char * const *arguments,
            const char * const *names)
{
  const char *value;

  for (guint i = 0; arguments[i] != NULL; i++)
    if (names_option (arguments[i], names, &value))
      return TRUE;

  return FALSE;
}

gint64
batch_llama_options_find_slots (const char * const *arguments)
{
  static const char * const names[] = { "-np", "--parallel", NULL };

  return find_number (arguments, names);
}

gint64
batch_llama_options_find_context (const char * const *arguments)
{
  static const char * const names[] = { "-c", "--ctx-size", NULL };
  static const char * const unified[] = { "-kvu", "--kv-unified", NULL };
  gint64 slots = batch_llama_options_find_slots (arguments);
  gint64 context = find_number (arguments, names);

  return has_option (arguments, unified) ? context : context / MAX (slots, 1);
}
