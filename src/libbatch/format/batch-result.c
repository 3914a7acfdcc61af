/* batch-result.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-result-private.h"

#include <string.h>

#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"

static void
append_string_or_null (GString    *out,
                       const char *text)
{
  if (text != NULL)
    batch_json_append_string (out, text, -1);
  else
    g_string_append (out, "null");
}

static void
append_body (const BatchResult *self,
             GString           *out)
{
  if (self->body_length == 0)
    g_string_append (out, "\"\"");
  else if (batch_json_validate (self->body, self->body_length, BATCH_JSON_DEPTH))
    batch_json_append_one_line (out, self->body, self->body_length);
  else
    batch_json_append_string (out, (const char *) self->body, self->body_length);
}

static void
append_response (const BatchResult *self,
                 GString           *out)
{
  if (self->status_code == 0)
    {
      g_string_append (out, "null");
      return;
    }

  g_string_append_printf (out, "{\"status_code\": %u, \"request_id\": ", self->status_code);
  append_string_or_null (out, self->request_id);
  g_string_append (out, ", \"body\": ");
  append_body (self, out);
  g_string_append_c (out, '}');
}

static void
append_error (const BatchResult *self,
              GString           *out)
{
  if (self->error_code == NULL)
    {
      g_string_append (out, "null");
      return;
    }

  g_string_append (out, "{\"code\": ");
  batch_json_append_string (out, self->error_code, -1);
  g_string_append (out, ", \"message\": ");
  append_string_or_null (out, self->error_message);
  g_string_append_c (out, '}');
}

void
batch_result_append_line (const BatchResult *self,
                          GString           *out)
{
  g_string_append (out, "{\"id\": ");
  batch_json_append_string (out, self->id, -1);
  g_string_append (out, ", \"custom_id\": ");
  batch_json_append_string (out, self->custom_id, -1);
  g_string_append (out, ", \"response\": ");
  append_response (self, out);
  g_string_append (out, ", \"error\": ");
  append_error (self, out);
  g_string_append (out, "}\n");
}

static void
read_status_code (BatchJsonScanner *scanner,
                  gpointer          field)
{
  guint *status_code = field;
  gint64 found = 0;

  batch_json_read_int (scanner, &found);
  if (found >= 100 && found <= 999)
    *status_code = found;
}

static void
read_response (BatchJsonScanner *scanner,
               gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "status_code", read_status_code, G_STRUCT_OFFSET (BatchResultLine, status_code) },
    { "request_id", batch_json_read_string, G_STRUCT_OFFSET (BatchResultLine, request_id) },
    { "body", batch_json_read_slice, G_STRUCT_OFFSET (BatchResultLine, body) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

static void
read_error (BatchJsonScanner *scanner,
            gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "code", batch_json_read_string, G_STRUCT_OFFSET (BatchResultLine, error_code) },
    { "message", batch_json_read_string, G_STRUCT_OFFSET (BatchResultLine, error_message) },
  };
  BatchResultLine *self = field;

  self->has_error = batch_json_scanner_peek (scanner) != BATCH_JSON_NULL;
  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), self);
}

gboolean
batch_result_line_read (BatchResultLine  *self,
                        const guint8     *line,
                        gsize             length,
                        GError          **error)
{
  static const BatchJsonMember members[] = {
    { "id", batch_json_read_string, G_STRUCT_OFFSET (BatchResultLine, id) },
    { "custom_id", batch_json_read_string, G_STRUCT_OFFSET (BatchResultLine, custom_id) },
    { "response", read_response, 0 },
    { "error", read_error, 0 },
  };
  g_auto(BatchResultLine) found = { 0 };
  BatchJsonScanner scanner;

  memset (self, 0, sizeof *self);
  batch_json_scanner_init (&scanner, line, length, 0);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &found);

  if (!batch_json_scanner_finish (&scanner))
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE,
                   "This is not JSON: %s (byte %" G_GSIZE_FORMAT ")",
                   scanner.problem, batch_json_scanner_get_offset (&scanner) + 1);
      return FALSE;
    }

  if (found.custom_id == NULL)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE,
                   "“custom_id” is missing; this is not a line of a result file");
      return FALSE;
    }

  *self = found;
  memset (&found, 0, sizeof found);
  return TRUE;
}

void
batch_result_line_clear (BatchResultLine *self)
{
  g_free (self->id);
  g_free (self->custom_id);
  g_free (self->request_id);
  g_free (self->error_code);
  g_free (self->error_message);
  memset (self, 0, sizeof *self);
}
