/* api/batch-api-fault.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-fault-private.h"

#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"
#include "json/batch-json-writer-private.h"
#include "json/batch-splice-private.h"

/* What stands for a status in the errors of either API. */
static const struct
{
  guint       status;
  const char *openai;
  const char *anthropic;
} types[] = {
  { 400, "invalid_request_error", "invalid_request_error" },
  { 401, "invalid_request_error", "authentication_error" },
  { 403, "invalid_request_error", "permission_error" },
  { 404, "invalid_request_error", "not_found_error" },
  { 405, "invalid_request_error", "invalid_request_error" },
  { 409, "invalid_request_error", "invalid_request_error" },
  { 413, "invalid_request_error", "request_too_large" },
  { 415, "invalid_request_error", "invalid_request_error" },
  { 429, "rate_limit_error", "rate_limit_error" },
  { 502, "server_error", "api_error" },
  { 503, "server_error", "overloaded_error" },
  { 504, "server_error", "timeout_error" },
  { 529, "server_error", "overloaded_error" },
  { 500, "server_error", "api_error" },
};

const char *
batch_api_get_name (BatchApi api)
{
  return api == BATCH_API_ANTHROPIC ? "anthropic" : "openai";
}

static const char *
get_type (guint    status,
          BatchApi api)
{
  guint last = G_N_ELEMENTS (types) - 1;
  guint i = status > 400 && status < 500 ? 0 : last;

  /* Of those that are not in the list, what is true of all like them. */
  for (guint j = 0; j <= last; j++)
    if (types[j].status == status)
      i = j;
  return api == BATCH_API_ANTHROPIC ? types[i].anthropic : types[i].openai;
}

BatchApiFault *
batch_api_fault_new (guint       status,
                     const char *code,
                     const char *parameter,
                     const char *format,
                     ...)
{
  BatchApiFault *fault = g_new0 (BatchApiFault, 1);
  va_list arguments;

  fault->status = status;
  fault->code = code;
  fault->parameter = g_strdup (parameter);
  va_start (arguments, format);
  fault->message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return fault;
}

static guint
get_status (const GError *error)
{
  if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    return 404;
  if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE))
    return 409;
  if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST)
      || g_error_matches (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE))
    return 400;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    return 503;
  return 500;
}

BatchApiFault *
batch_api_fault_from_error (const GError *error)
{
  guint status = get_status (error);

  return batch_api_fault_new (status, status == 404 ? "not_found" : NULL, NULL, "%s",
                              error->message);
}

void
batch_api_fault_free (BatchApiFault *fault)
{
  g_free (fault->parameter);
  g_free (fault->message);
  g_free (fault->allow);
  g_free (fault);
}

GBytes *
batch_api_fault_sign (GBytes     *body,
                      const char *request_id)
{
  static const BatchJsonMember members[] = { { "request_id", batch_json_read_string, 0 } };
  g_autofree char *named = NULL;
  g_autoptr(GString) text = g_string_new (NULL);
  BatchJsonScanner scanner;
  GBytes *signed_body;
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);

  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &named);
  if (named != NULL)
    return g_bytes_ref (body);

  batch_json_append_string (text, request_id, -1);
  signed_body = batch_splice (body, &(BatchSplice) { "request_id", text->str }, 1, NULL);
  return signed_body != NULL ? signed_body : g_bytes_ref (body);
}

GString *
batch_api_fault_write (const BatchApiFault *fault,
                       BatchApi             api,
                       const char          *request_id)
{
  BatchJsonWriter json = BATCH_JSON_WRITER_INIT (g_string_new (NULL));

  batch_json_writer_open (&json, NULL, '{');
  if (api == BATCH_API_ANTHROPIC)
    batch_json_writer_string (&json, "type", "error");
  batch_json_writer_open (&json, "error", '{');
  batch_json_writer_string (&json, "type", get_type (fault->status, api));
  batch_json_writer_string (&json, "message", fault->message);
  if (api == BATCH_API_OPENAI)
    {
      batch_json_writer_string (&json, "param", fault->parameter);
      batch_json_writer_string (&json, "code", fault->code);
    }
  batch_json_writer_close (&json, '}');
  if (api == BATCH_API_ANTHROPIC)
    batch_json_writer_string (&json, "request_id", request_id);
  batch_json_writer_close (&json, '}');
  return json.out;
}
