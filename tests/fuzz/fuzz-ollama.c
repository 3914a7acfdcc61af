/* fuzz-ollama.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib.h>

#include "fuzz.h"
#include "json/batch-json-scanner-private.h"
#include "translation/batch-ollama-reply-private.h"
#include "translation/batch-ollama-request-private.h"

typedef GBytes *(*MakeFunc) (GBytes    *body,
                             char     **obstacle,
                             gboolean  *only_native);

/* What is made of JSON is JSON, or there is a reason why not; nothing is made of anything else. */
static void
check_request (MakeFunc  make,
               GBytes   *body,
               gboolean  is_json)
{
  g_autofree char *obstacle = NULL;
  gboolean only_native;
  g_autoptr(GBytes) native = make (body, &obstacle, &only_native);
  gsize length;
  const guint8 *data;

  g_assert_true (native == NULL || obstacle == NULL);
  g_assert_true (is_json || (native == NULL && obstacle == NULL));
  if (native == NULL)
    return;

  data = g_bytes_get_data (native, &length);
  g_assert_true (batch_json_validate (data, length, 0));
}

static void
check_reply (const guint8 *data,
             gsize         length,
             gboolean      is_json)
{
  g_autoptr(GString) chunk = g_string_new (NULL);
  g_autoptr(GString) usage = g_string_new (NULL);
  BatchOllamaReply reply = { 0 };

  if (batch_ollama_reply_add (&reply, data, length, chunk, length % 2 == 0 ? usage : NULL))
    {
      g_assert_true (is_json);
      g_assert_true (batch_json_validate ((const guint8 *) chunk->str, chunk->len, 0));
    }
  if (usage->len > 0)
    g_assert_true (batch_json_validate ((const guint8 *) usage->str, usage->len, 0));
}

static void
check_embeddings (GBytes   *body,
                  gboolean  base64,
                  gboolean  is_json)
{
  g_autoptr(GBytes) made = batch_ollama_embeddings (body, base64);

  g_assert_true (made == NULL || is_json);
  if (made != NULL)
    g_assert_true (batch_json_validate (g_bytes_get_data (made, NULL), g_bytes_get_size (made), 0));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         length)
{
  g_autoptr(GBytes) body = g_bytes_new (data, length);
  gboolean is_json = batch_json_validate (data, length, BATCH_JSON_DEPTH);

  check_request (batch_ollama_chat_request, body, is_json);
  check_request (batch_ollama_embed_request, body, is_json);
  check_reply (data, length, is_json);
  check_embeddings (body, FALSE, is_json);
  check_embeddings (body, TRUE, is_json);
  return 0;
}
