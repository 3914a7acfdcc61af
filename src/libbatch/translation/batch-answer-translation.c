/* batch-answer-translation.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-answer-translation-private.h"

#include "answers/batch-answer-private.h"
#include "json/batch-json-text-private.h"
#include "translation/batch-api-words-private.h"

static void
keep_member (GString              *rest,
             const BatchJsonValue *key,
             const BatchJsonValue *value)
{
  if (value->type == BATCH_JSON_NULL
      || (value->type == BATCH_JSON_ARRAY && !batch_translator_is_filled (value)))
    return;

  g_string_append_c (rest, ',');
  batch_json_append_value (rest, key);
  g_string_append_c (rest, ':');
  batch_json_append_value (rest, value);
}

static const BatchAnswerSlot *
find_slot (const BatchAnswerSlot *slots,
           guint                  n_slots,
           const BatchJsonValue  *key)
{
  for (guint i = 0; i < n_slots; i++)
    if (batch_json_value_is (key, slots[i].name))
      return &slots[i];

  return NULL;
}

void
batch_answer_read (const BatchJsonValue  *object,
                   const BatchAnswerSlot *slots,
                   guint                  n_slots,
                   gpointer               into,
                   GString               *rest)
{
  BatchJsonScanner scanner;
  BatchJsonValue key;
  BatchJsonValue value;

  if (!batch_json_value_enter_object (object, &scanner))
    return;

  while (batch_json_scanner_next_member (&scanner, &key)
         && batch_json_scanner_read_value (&scanner, &value))
    {
      const BatchAnswerSlot *slot = find_slot (slots, n_slots, &key);

      if (slot == NULL)
        keep_member (rest, &key, &value);
      else if (slot->offset >= 0 && value.type != BATCH_JSON_NULL)
        *(BatchJsonValue *) G_STRUCT_MEMBER_P (into, slot->offset) = value;
    }
}

static void
read_usage_rest (const BatchJsonValue *usage,
                 GString              *rest)
{
  BatchJsonScanner scanner;
  BatchJsonValue key;
  BatchJsonValue value;

  if (!batch_json_value_enter_object (usage, &scanner))
    return;

  while (batch_json_scanner_next_member (&scanner, &key)
         && batch_json_scanner_read_value (&scanner, &value))
    if (!batch_json_value_is_any (&key, batch_token_counts_names))
      keep_member (rest, &key, &value);
}

void
batch_answer_put_usage (GString              *out,
                        const BatchJsonValue *usage,
                        BatchEndpoint         to)
{
  BatchTokenCounts counts = BATCH_TOKEN_COUNTS_INIT;
  g_autoptr(GString) rest = g_string_new (NULL);

  read_usage_rest (usage, rest);
  batch_translator_put_name (out, "usage");
  if (to == BATCH_ENDPOINT_MESSAGES)
    {
      batch_token_counts_read_chat (&counts, usage);
      batch_token_counts_append_message (&counts, out);
    }
  else
    {
      batch_token_counts_read_message (&counts, usage);
      batch_token_counts_append_chat (&counts, out);
    }

  g_string_truncate (out, out->len - 1);
  g_string_append_printf (out, "%s}", rest->str);
}

static GBytes *
translate_error (const BatchAnswer *answer,
                 BatchEndpoint      to,
                 guint              status)
{
  GString *out = g_string_new (NULL);
  const char *message = answer->error_message != NULL ? answer->error_message
                                                      : "The model server does not say why";

  if (to == BATCH_ENDPOINT_MESSAGES)
    batch_api_words_append_message_error (out, status, answer->error_type, message);
  else
    batch_api_words_append_chat_error (out, status, answer->error_type, answer->error_code,
                                       message);
  return g_string_free_to_bytes (out);
}

GBytes *
batch_answer_translate (GBytes        *body,
                        BatchEndpoint  to,
                        guint          status,
                        gint64         created,
                        BatchObstacle *obstacle)
{
  g_autoptr(BatchAnswer) answer = batch_answer_new (g_bytes_get_data (body, NULL),
                                                    g_bytes_get_size (body));
  g_autoptr(GString) path = g_string_new (NULL);
  g_autoptr(GString) out = g_string_new (NULL);
  BatchTranslator translator = { path, obstacle };
  BatchJsonValue whole;

  if (status < 200 || status > 299 || (answer->error_message != NULL && answer->is_json
                                       && !answer->has_content))
    return translate_error (answer, to, status);
  if (!batch_translator_begin (body, &whole))
    return NULL;

  if (to == BATCH_ENDPOINT_MESSAGES ? !batch_chat_to_message (&translator, &whole, out)
                                    : !batch_message_to_chat (&translator, &whole, created, out))
    return NULL;

  return g_string_free_to_bytes (g_steal_pointer (&out));
}
