/* batch-answer-usage.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-answer-translation-private.h"

#include "json/batch-json-text-private.h"
#include "translation/batch-api-words-private.h"

/* The counts are told in the words of the other API: see batch-api-words.c. What else is in a
 * usage, or in its details, stays where it was. */

static const char *const chat_counts[] = { "prompt_tokens", "completion_tokens", NULL };
static const char *const message_counts[] = {
  "input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "output_tokens", NULL,
};

static const char *const chat_names[] = {
  "prompt_tokens", "completion_tokens", "total_tokens", "prompt_tokens_details",
  "completion_tokens_details", NULL,
};
static const char *const message_names[] = {
  "input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "output_tokens",
  "output_tokens_details", NULL,
};

static const char *const response_names[] = {
  "input_tokens", "input_tokens_details", "output_tokens", "output_tokens_details",
  "total_tokens", NULL,
};

static const struct
{
  const char *name;
  gboolean    of_chat;
  const char *counts[3];
} details[] = {
  { "prompt_tokens_details", TRUE, { "cached_tokens", "cache_write_tokens", NULL } },
  { "completion_tokens_details", TRUE, { "reasoning_tokens", NULL } },
  { "output_tokens_details", FALSE, { "thinking_tokens", NULL } },
};

/* FALSE: they are none. */
static gboolean
keep_details (BatchAnswerExtras    *extras,
              gboolean              from_chat,
              const BatchJsonValue *key,
              const BatchJsonValue *value)
{
  static const char *const none[] = { NULL };
  g_autoptr(GString) inside = g_string_new ("{");
  g_auto(BatchAnswerExtras) others = { inside, none };
  const char *part = from_chat ? "chat" : "message";
  guint i = 0;

  while (i < G_N_ELEMENTS (details) && (details[i].of_chat != from_chat
                                        || !batch_json_value_is (key, details[i].name)))
    i++;
  if (i == G_N_ELEMENTS (details) || value->type != BATCH_JSON_OBJECT)
    return FALSE;

  batch_answer_extras_add_others (&others, part, value, details[i].counts);
  if (inside->len == 1)
    return TRUE;

  g_string_append_c (g_string_erase (inside, 1, 1), '}');
  batch_answer_extras_add (extras, part, key,
                           &(BatchJsonValue) { (const guint8 *) inside->str, inside->len,
                                             BATCH_JSON_OBJECT });
  return TRUE;
}

/* A total says nothing that the counts do not, unless it is another one. */
static gboolean
is_total (const BatchJsonValue *key,
          gint64                count,
          gint64                total)
{
  return batch_json_value_is (key, "total_tokens") && count == total;
}

static void
keep_extras (BatchAnswerExtras      *extras,
             const BatchJsonValue   *usage,
             const BatchTokenCounts *counts,
             gboolean                from_chat)
{
  const char *part = from_chat ? "chat" : "message";
  gint64 total = MAX (counts->fresh, 0) + MAX (counts->cached, 0) + MAX (counts->written, 0)
                 + MAX (counts->output, 0);
  BatchJsonScanner scanner;
  BatchJsonValue key;
  BatchJsonValue value;
  gint64 count;

  if (!batch_json_value_enter_object (usage, &scanner))
    return;

  while (batch_json_scanner_next_member (&scanner, &key)
         && batch_json_scanner_read_value (&scanner, &value))
    {
      gboolean known = batch_json_value_get_count (&value, &count)
                       && (batch_json_value_is_any (&key, from_chat ? chat_counts
                                                                    : message_counts)
                           || (from_chat && is_total (&key, count, total)));

      if (!known && !keep_details (extras, from_chat, &key, &value))
        batch_answer_extras_add (extras, part, &key, &value);
    }
}

static const char *const *
names_of (BatchEndpoint to)
{
  if (to == BATCH_ENDPOINT_RESPONSES)
    return response_names;

  return to == BATCH_ENDPOINT_MESSAGES ? message_names : chat_names;
}

void
batch_answer_put_usage (GString              *out,
                        const BatchJsonValue *usage,
                        BatchEndpoint         to)
{
  gboolean from_chat = to != BATCH_ENDPOINT_CHAT_COMPLETIONS;
  BatchTokenCounts counts = BATCH_TOKEN_COUNTS_INIT;
  g_autoptr(GString) extras = g_string_new (NULL);
  g_auto(BatchAnswerExtras) others = { extras, names_of (to) };

  batch_translator_put_name (out, "usage");
  if (from_chat)
    batch_token_counts_read_chat (&counts, usage);
  else
    batch_token_counts_read_message (&counts, usage);

  if (to == BATCH_ENDPOINT_RESPONSES)
    batch_token_counts_append_response (&counts, out);
  else if (from_chat)
    batch_token_counts_append_message (&counts, out);
  else
    batch_token_counts_append_chat (&counts, out);

  keep_extras (&others, usage, &counts, from_chat);
  g_string_truncate (out, out->len - 1);
  g_string_append_printf (out, "%s}", extras->str);
}
