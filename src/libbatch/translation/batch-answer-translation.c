/* batch-answer-translation.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-answer-translation-private.h"

#include "answers/batch-answer-private.h"
#include "json/batch-json-text-private.h"
#include "translation/batch-api-error-private.h"

const char *const batch_answer_message_names[] = {
  "id", "type", "role", "model", "content", "stop_reason", "stop_sequence", "usage", "delta", NULL,
};

const char *const batch_answer_chat_names[] = {
  "id", "object", "created", "model", "choices", "usage", "error", NULL,
};

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
                   const char            *part,
                   BatchAnswerExtras     *extras)
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
        batch_answer_extras_add (extras, part, &key, &value);
      else if (slot->offset >= 0 && value.type != BATCH_JSON_NULL)
        *(BatchJsonValue *) G_STRUCT_MEMBER_P (into, slot->offset) = value;
    }
}

static GBytes *
translate_error (const BatchAnswer *answer,
                 GBytes            *body,
                 BatchEndpoint      to,
                 guint              status)
{
  GString *out = g_string_new (NULL);
  BatchJsonValue whole = { 0 };
  BatchApiError error = {
    .status = status,
    .type = answer->error_type,
    .code = answer->error_code,
    .message = answer->error_message != NULL ? answer->error_message
                                             : "The model server does not say why",
  };

  if (!batch_translator_begin (body, &whole))
    whole.type = BATCH_JSON_NONE;
  batch_api_error_append (&error, &whole, to, out);
  return g_string_free_to_bytes (out);
}

static gboolean
translate (BatchTranslator      *translator,
           const BatchJsonValue *answer,
           BatchEndpoint         to,
           gint64                created,
           GBytes               *request,
           GString              *out)
{
  if (to == BATCH_ENDPOINT_MESSAGES)
    return batch_chat_to_message (translator, answer, out);
  if (to == BATCH_ENDPOINT_RESPONSES)
    return batch_chat_to_response (translator, answer, created, request, out);

  return batch_message_to_chat (translator, answer, created, out);
}

GBytes *
batch_answer_translate (GBytes        *body,
                        BatchEndpoint  to,
                        guint          status,
                        gint64         created,
                        GBytes        *request,
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
    return to == BATCH_ENDPOINT_RESPONSES ? g_bytes_ref (body)
                                          : translate_error (answer, body, to, status);
  if (!batch_translator_begin (body, &whole))
    return NULL;

  if (!translate (&translator, &whole, to, created, request, out))
    return NULL;

  return g_string_free_to_bytes (g_steal_pointer (&out));
}
