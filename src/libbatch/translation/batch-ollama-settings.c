/* batch-ollama-settings.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-ollama-settings-private.h"

#include <string.h>

#include "json/batch-json-members-private.h"
#include "translation/batch-ollama-request-private.h"

/* Other options, such as the temperature, go with each request, and load nothing. */
static const BatchJsonMember settings[] = {
  { "num_ctx", batch_json_read_slice, 0 * sizeof (BatchJsonValue) },
  { "num_batch", batch_json_read_slice, 1 * sizeof (BatchJsonValue) },
  { "num_gpu", batch_json_read_slice, 2 * sizeof (BatchJsonValue) },
  { "main_gpu", batch_json_read_slice, 3 * sizeof (BatchJsonValue) },
  { "use_mmap", batch_json_read_slice, 4 * sizeof (BatchJsonValue) },
  { "num_thread", batch_json_read_slice, 5 * sizeof (BatchJsonValue) },
  { "draft_num_predict", batch_json_read_slice, 6 * sizeof (BatchJsonValue) },
};

static char *
describe (const BatchJsonValue *options)
{
  BatchJsonValue values[G_N_ELEMENTS (settings)] = { 0 };
  g_autoptr(GString) text = g_string_new (NULL);

  batch_json_value_read_members (options, settings, G_N_ELEMENTS (settings), values);
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    if (values[i].type != BATCH_JSON_NONE && values[i].type != BATCH_JSON_NULL)
      g_string_append_printf (text, "%s%s %.*s", text->len > 0 ? ", " : "", settings[i].name,
                              (int) values[i].length, (const char *) values[i].data);

  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

char *
batch_ollama_dup_settings_of_options (const char *options)
{
  BatchJsonValue value;

  if (options == NULL)
    return NULL;

  value = (BatchJsonValue) { (const guint8 *) options, strlen (options), BATCH_JSON_OBJECT };
  return describe (&value);
}

/* Most requests say nothing of it, and are not read for that. */
static gboolean
may_have_settings (const guint8 *body,
                   gsize         length)
{
  static const char *const words[] = { "\"options\"", "\"num_ctx\"" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (length > 0 && memmem (body, length, words[i], strlen (words[i])) != NULL)
      return TRUE;

  return FALSE;
}

static GBytes *
make_native (GBytes        *body,
             BatchEndpoint  endpoint)
{
  g_autofree char *obstacle = NULL;
  gboolean only_native;

  if (endpoint == BATCH_ENDPOINT_CHAT_COMPLETIONS)
    return batch_ollama_chat_request (body, &obstacle, &only_native);
  if (endpoint == BATCH_ENDPOINT_EMBEDDINGS)
    return batch_ollama_embed_request (body, &obstacle, &only_native);
  return NULL;
}

char *
batch_ollama_dup_settings (const guint8  *body,
                           gsize          length,
                           BatchEndpoint  endpoint)
{
  static const BatchJsonMember members[] = { { "options", batch_json_read_slice, 0 } };
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GBytes) native = NULL;
  BatchJsonValue options = { 0 };
  BatchJsonScanner scanner;
  const guint8 *data;

  if (!may_have_settings (body, length))
    return NULL;

  bytes = g_bytes_new_static (body, length);
  if ((native = make_native (bytes, endpoint)) == NULL)
    return NULL;

  data = g_bytes_get_data (native, &length);
  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &options);
  return options.type == BATCH_JSON_OBJECT ? describe (&options) : NULL;
}
