/* batch-curl.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-curl-private.h"

#include <string.h>

/* Between single quotes every byte is itself, but for a single quote. */
static void
append_quoted (GString    *out,
               const char *text,
               gsize       length)
{
  g_string_append_c (out, '\'');
  for (gsize i = 0; i < length; i++)
    if (text[i] == '\'')
      g_string_append (out, "'\\''");
    else
      g_string_append_c (out, text[i]);
  g_string_append_c (out, '\'');
}

static void
append_header (GString    *out,
               const char *name,
               const char *value)
{
  g_autofree char *header = g_strconcat (name, ": ", value, NULL);

  g_string_append (out, " \\\n  -H ");
  append_quoted (out, header, strlen (header));
}

/* The end of what follows is a word that is not in it. */
static void
append_below (GString    *out,
              const char *data,
              gsize       length)
{
  g_autoptr(GString) word = g_string_new ("END_OF_BODY");

  while (memmem (data, length, word->str, word->len) != NULL)
    g_string_append_c (word, '_');

  g_string_append_printf (out, "@- <<'%s'\n", word->str);
  g_string_append_len (out, data, length);
  g_string_append_printf (out, "\n%s", word->str);
}

char *
batch_curl_command (const char *url,
                    const char *idempotency_key,
                    gboolean    needs_key,
                    GBytes     *body)
{
  GString *out = g_string_new ("curl -sS ");
  gsize length;
  const char *data = g_bytes_get_data (body, &length);

  append_quoted (out, url, strlen (url));
  append_header (out, "Content-Type", "application/json");
  append_header (out, "Idempotency-Key", idempotency_key);
  if (needs_key)
    g_string_append (out, " \\\n  -H \"Authorization: Bearer $BATCHQ_API_KEY\"");

  g_string_append (out, " \\\n  --data-binary ");
  if (length > BATCH_CURL_MAX_INLINE)
    append_below (out, data, length);
  else
    append_quoted (out, data, length);
  g_string_append_c (out, '\n');

  return g_string_free (out, FALSE);
}
