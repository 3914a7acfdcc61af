/* batch-response-events-done.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-response-events-private.h"

#include <string.h>

#include "json/batch-json-text-private.h"

/* An item is done when one begins that servers say behind it: clients show, and act upon, what is
 * done. As the chunks do not tell, one may go on all the same; it is told to be done again then, as
 * it is in the end. */

static gboolean
has_all_told (const BatchResponseItem *item,
              const GString           *inside)
{
  return inside != NULL && inside->len > 0 && inside->len == item->told.length;
}

/* What is called with something that is not whole would be called with something else. */
static gboolean
is_whole_object (const GString *inside)
{
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", inside->str);
  const BatchJsonValue string = { (const guint8 *) quoted, strlen (quoted), BATCH_JSON_STRING };
  g_autofree char *text = batch_json_value_dup_string (&string);

  return text != NULL && *text == '{'
         && batch_json_validate ((const guint8 *) text, strlen (text), BATCH_JSON_DEPTH);
}

static void
begin_item (BatchResponseEvents     *self,
            const BatchResponseItem *item,
            const char              *type,
            GString                 *out)
{
  g_string_append_printf (out, "{\"type\":\"%s\",\"id\":\"", type);
  batch_response_events_put_item_id (self, item, out);
  g_string_append_c (out, '"');
}

/* --- What they are in the end, as far as is known --- */

static gboolean
put_thoughts (BatchResponseEvents     *self,
              const BatchResponseItem *item,
              const BatchJsonFold     *message,
              GString                 *out)
{
  const BatchJsonFold *member = batch_json_fold_get (message, self->thoughts_name);
  const GString *inside = member != NULL ? batch_json_fold_get_string (member) : NULL;

  if (!has_all_told (item, inside))
    return FALSE;

  begin_item (self, item, "reasoning", out);
  g_string_append_printf (out, ",\"summary\":[],\"content\":[{\"type\":\"reasoning_text\","
                          "\"text\":\"%s\"}]", inside->str);
  return TRUE;
}

/* The probabilities, and what is refused, are known in the end only. */
static gboolean
put_message (BatchResponseEvents     *self,
             const BatchResponseItem *item,
             const BatchJsonFold     *message,
             GString                 *out)
{
  const BatchJsonFold *content = batch_json_fold_get (message, "content");
  const GString *inside = content != NULL ? batch_json_fold_get_string (content) : NULL;

  if (self->has_logprobs || batch_json_fold_get (message, "refusal") != NULL
      || !has_all_told (item, inside))
    return FALSE;

  begin_item (self, item, "message", out);
  g_string_append_printf (out, ",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\","
                          "\"text\":\"%s\",\"annotations\":[],\"logprobs\":[]}]", inside->str);
  return TRUE;
}

static gboolean
put_call (BatchResponseEvents     *self,
          const BatchResponseItem *item,
          const BatchJsonFold     *message,
          GString                 *out)
{
  const BatchJsonFold *calls = batch_json_fold_get (message, "tool_calls");
  const BatchJsonFold *call = calls != NULL ? batch_json_fold_get_call (calls, item->number - 1)
                                            : NULL;
  const BatchJsonFold *function = call != NULL ? batch_json_fold_get (call, "function") : NULL;
  const BatchJsonFold *members[] = {
    call != NULL ? batch_json_fold_get (call, "id") : NULL,
    function != NULL ? batch_json_fold_get (function, "name") : NULL,
    function != NULL ? batch_json_fold_get (function, "arguments") : NULL,
  };
  const GString *texts[G_N_ELEMENTS (members)];

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (members[i] == NULL || (texts[i] = batch_json_fold_get_string (members[i])) == NULL)
      return FALSE;
  if (!has_all_told (item, texts[2]) || !is_whole_object (texts[2]))
    return FALSE;

  begin_item (self, item, "function_call", out);
  g_string_append_printf (out, ",\"call_id\":\"%s\",\"name\":\"%s\",\"arguments\":\"%s\"",
                          texts[0]->str, texts[1]->str, texts[2]->str);
  return TRUE;
}

/* FALSE: it goes on, or what it is in the end is not known */
static gboolean
put_item (BatchResponseEvents     *self,
          const BatchResponseItem *item,
          const BatchJsonFold     *message,
          GString                 *out)
{
  switch (item->type)
    {
    case BATCH_RESPONSE_THOUGHTS:
      return put_thoughts (self, item, message, out);

    case BATCH_RESPONSE_MESSAGE:
      return put_message (self, item, message, out);

    case BATCH_RESPONSE_CALL:
      return put_call (self, item, message, out);
    }

  return FALSE;
}

/* --- Telling it --- */

/* @place: from 1 on; 0: it has not begun */
static void
end_item (BatchResponseEvents *self,
          const BatchJsonFold *message,
          guint                place)
{
  g_autoptr(GString) json = g_string_new (NULL);
  g_autoptr(GString) path = g_string_new (NULL);
  g_auto(BatchObstacle) obstacle = { NULL };
  BatchTranslator translator = { path, &obstacle };
  BatchResponseItem *item;
  BatchJsonValue value;

  if (place == 0)
    return;

  item = &g_array_index (self->items, BatchResponseItem, place - 1);
  if (item->done.length > 0 || !put_item (self, item, message, json))
    return;

  g_string_append (json, ",\"status\":\"completed\"}");
  value = (BatchJsonValue) { (const guint8 *) json->str, json->len, BATCH_JSON_OBJECT };
  batch_response_emitter_put_item (&self->emitter, &translator, &value, place - 1, &item->told);
  batch_told_text_add (&item->done, json->str, json->len);
}

void
batch_response_events_end_items (BatchResponseEvents   *self,
                                 const BatchJsonFold   *message,
                                 BatchResponseItemType  next)
{
  guint last = self->items->len;

  if (next == BATCH_RESPONSE_THOUGHTS)
    return;

  end_item (self, message, self->thoughts);
  if (next != BATCH_RESPONSE_CALL)
    return;

  end_item (self, message, self->message);
  if (last > 0
      && g_array_index (self->items, BatchResponseItem, last - 1).type == BATCH_RESPONSE_CALL)
    end_item (self, message, last);
}

gboolean
batch_response_item_is_done (const BatchResponseItem *self,
                             const BatchJsonValue    *item)
{
  BatchToldText now = { 0 };

  if (self->done.length != item->length)
    return FALSE;

  batch_told_text_add (&now, (const char *) item->data, item->length);
  return now.sum == self->done.sum;
}
