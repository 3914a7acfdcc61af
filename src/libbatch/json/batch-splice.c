/* batch-splice.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "json/batch-splice-private.h"

#include <string.h>

#include "batch-types.h"
#include "json/batch-json-text-private.h"

typedef struct
{
  const BatchSplice *splices;
  guint              n_splices;
  guint              placed;    /* bits 1 << index */
  GString           *out;
  const guint8      *copied;    /* up to here, the object is in @out */
  gboolean           changed;
} Splicing;

static void
copy_up_to (Splicing     *splicing,
            const guint8 *pos)
{
  g_string_append_len (splicing->out, (const char *) splicing->copied, pos - splicing->copied);
  splicing->copied = pos;
}

static void
replace (Splicing             *splicing,
         guint                 index,
         const BatchJsonValue *value)
{
  const char *json = splicing->splices[index].json;

  splicing->placed |= 1u << index;
  if (strlen (json) == value->length && memcmp (json, value->data, value->length) == 0)
    return;

  copy_up_to (splicing, value->data);
  g_string_append (splicing->out, json);
  splicing->copied = value->data + value->length;
  splicing->changed = TRUE;
}

/* Behind the last value, or behind the brace of an empty object. */
static void
add_missing (Splicing     *splicing,
             const guint8 *pos,
             gboolean      first)
{
  for (guint i = 0; i < splicing->n_splices; i++)
    {
      if (splicing->placed & 1u << i)
        continue;

      copy_up_to (splicing, pos);
      if (!first)
        g_string_append_c (splicing->out, ',');
      batch_json_append_string (splicing->out, splicing->splices[i].name, -1);
      g_string_append_c (splicing->out, ':');
      g_string_append (splicing->out, splicing->splices[i].json);
      splicing->changed = TRUE;
      first = FALSE;
    }
}

static void
splice_members (Splicing         *splicing,
                BatchJsonScanner *scanner)
{
  const guint8 *pos = scanner->pos;
  gboolean first = TRUE;
  BatchJsonValue key;
  BatchJsonValue value;

  while (batch_json_scanner_next_member (scanner, &key) &&
         batch_json_scanner_read_value (scanner, &value))
    {
      for (guint i = 0; i < splicing->n_splices; i++)
        if (batch_json_value_is (&key, splicing->splices[i].name))
          replace (splicing, i, &value);

      pos = value.data + value.length;
      first = FALSE;
    }

  add_missing (splicing, pos, first);
}

GBytes *
batch_splice (GBytes             *object,
              const BatchSplice  *splices,
              guint               n_splices,
              GError            **error)
{
  g_autoptr(GString) out = NULL;
  BatchJsonScanner scanner;
  Splicing splicing;
  gsize length;
  const guint8 *data = g_bytes_get_data (object, &length);

  g_return_val_if_fail (n_splices <= BATCH_MAX_SPLICES, NULL);

  out = g_string_sized_new (length + 64);
  splicing = (Splicing) { .splices = splices, .n_splices = n_splices, .out = out, .copied = data };

  batch_json_scanner_init (&scanner, data, length, 0);
  if (batch_json_scanner_enter_object (&scanner))
    splice_members (&splicing, &scanner);

  if (!batch_json_scanner_finish (&scanner))
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                   "The body is not a JSON object: %s (byte %" G_GSIZE_FORMAT ")",
                   scanner.problem, batch_json_scanner_get_offset (&scanner) + 1);
      return NULL;
    }

  if (!splicing.changed)
    return g_bytes_ref (object);

  copy_up_to (&splicing, data + length);
  return g_string_free_to_bytes (g_steal_pointer (&out));
}
