/* api/batch-api-chat.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-chat-private.h"

#include "api/batch-api-body-private.h"
#include "json/batch-json-text-private.h"

#define MAX_MODEL 512

typedef struct
{
  BatchJsonValue model;
  BatchJsonValue stream;
  BatchJsonValue include_usage;
} Members;

static void
read_stream_options (BatchJsonScanner *scanner,
                     gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "include_usage", batch_json_read_slice, 0 },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

static BatchApiFault *
check_model (const BatchJsonValue *value,
             const char           *model)
{
  if (batch_api_body_is_absent (value))
    return batch_api_fault_new (400, "missing_required_parameter", "model",
                                "Missing required parameter: 'model'.");
  if (model == NULL || *model == '\0' || value->length > MAX_MODEL)
    return batch_api_fault_new (400, "invalid_type", "model",
                                "Invalid value for 'model': expected the name of a model.");
  return NULL;
}

static gboolean
take_members (const Members  *found,
              BatchApiAsked  *asked,
              BatchApiFault **fault)
{
  BatchJsonType stream = found->stream.type;

  asked->model = batch_json_value_dup_string (&found->model);
  asked->stream = stream == BATCH_JSON_TRUE;
  asked->usage = found->include_usage.type == BATCH_JSON_TRUE;
  *fault = check_model (&found->model, asked->model);
  if (*fault == NULL && !batch_api_body_is_absent (&found->stream)
      && stream != BATCH_JSON_TRUE && stream != BATCH_JSON_FALSE)
    *fault = batch_api_fault_new (400, "invalid_type", "stream",
                                  "Invalid value for 'stream': expected true or false.");
  if (*fault != NULL)
    batch_api_asked_clear (asked);
  return *fault == NULL;
}

gboolean
batch_api_asked_read (GBytes         *body,
                      BatchApiAsked  *asked,
                      BatchApiFault **fault)
{
  static const BatchJsonMember members[] = {
    { "model", batch_json_read_slice, G_STRUCT_OFFSET (Members, model) },
    { "stream", batch_json_read_slice, G_STRUCT_OFFSET (Members, stream) },
    { "stream_options", read_stream_options, G_STRUCT_OFFSET (Members, include_usage) },
  };
  Members found = { { NULL } };
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);

  return batch_api_body_read (data, length, members, G_N_ELEMENTS (members), &found, fault)
         && take_members (&found, asked, fault);
}

void
batch_api_asked_clear (BatchApiAsked *asked)
{
  g_clear_pointer (&asked->model, g_free);
}

typedef struct
{
  BatchJsonValue type;
  BatchJsonValue error;
} Error;

gboolean
batch_api_asked_is_error (GBytes   *body,
                          BatchApi  api)
{
  static const BatchJsonMember members[] = {
    { "type", batch_json_read_slice, G_STRUCT_OFFSET (Error, type) },
    { "error", batch_json_read_slice, G_STRUCT_OFFSET (Error, error) },
  };
  BatchJsonScanner scanner;
  Error error = { { NULL } };
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);

  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  if (batch_json_scanner_peek (&scanner) != BATCH_JSON_OBJECT)
    return FALSE;

  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &error);
  return batch_json_scanner_finish (&scanner) && error.error.type == BATCH_JSON_OBJECT
         && (api == BATCH_API_OPENAI) == !batch_json_value_is (&error.type, "error");
}
