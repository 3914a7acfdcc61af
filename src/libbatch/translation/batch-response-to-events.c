/* batch-response-to-events.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-answer-events-private.h"

#include "json/batch-json-members-private.h"
#include "translation/batch-response-emitter-private.h"

typedef struct
{
  BatchJsonValue output;
  BatchJsonValue status;
} Response;

static gboolean
emit_item (BatchTranslator      *translator,
           const BatchJsonValue *element,
           guint                 index,
           gpointer              data)
{
  return batch_response_emitter_put_item (data, translator, element, index, NULL);
}

static gboolean
emit (BatchResponseEmitter *self,
      const BatchJsonValue *whole,
      const Response       *response)
{
  static const BatchInitialMember nothing[] = { { NULL } };
  g_autoptr(GString) path = g_string_new (NULL);
  g_auto(BatchObstacle) obstacle = { NULL };
  BatchTranslator translator = { path, &obstacle };

  batch_response_emitter_begin (self, whole);
  if (!batch_translator_each (&translator, "output", &response->output, emit_item, self))
    return FALSE;

  batch_response_emitter_end (self, whole, &response->status, nothing);
  return TRUE;
}

GBytes *
batch_response_to_events (GBytes *answer)
{
  static const BatchJsonMember members[] = {
    { "output", batch_json_read_slice, G_STRUCT_OFFSET (Response, output) },
    { "status", batch_json_read_slice, G_STRUCT_OFFSET (Response, status) },
  };
  g_autoptr(GString) out = g_string_new (NULL);
  BatchResponseEmitter emitter = { .out = out };
  BatchJsonValue whole;
  Response response = { 0 };

  if (!batch_translator_begin (answer, &whole))
    return NULL;

  batch_json_value_read_members (&whole, members, G_N_ELEMENTS (members), &response);
  if (response.output.type != BATCH_JSON_ARRAY || !emit (&emitter, &whole, &response))
    return NULL;

  return g_string_free_to_bytes (g_steal_pointer (&out));
}
