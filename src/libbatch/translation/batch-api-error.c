/* batch-api-error.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-api-error-private.h"

#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"
#include "translation/batch-answer-extras-private.h"

/* The rule: the status says of what kind an error is, in either API; a kind that neither has stays
 * as “chat_type” or “message_type”. The message stays, and so does whatever else is said, where it
 * was said. */

static const struct
{
  guint       status;
  const char *chat;
  const char *message;
} types[] = {
  { 400, "invalid_request_error", "invalid_request_error" },
  { 401, "authentication_error", "authentication_error" },
  { 402, "insufficient_quota", "billing_error" },
  { 403, "permission_error", "permission_error" },
  { 404, "not_found_error", "not_found_error" },
  { 408, "timeout_error", "timeout_error" },
  { 413, "invalid_request_error", "request_too_large" },
  { 429, "rate_limit_error", "rate_limit_error" },
  { 500, "server_error", "api_error" },
  { 503, "server_error", "overloaded_error" },
  { 504, "timeout_error", "timeout_error" },
  { 529, "server_error", "overloaded_error" },
};

static const char *
find_type (guint         status,
           const char   *type,
           BatchEndpoint to)
{
  gboolean messages = to == BATCH_ENDPOINT_MESSAGES;

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (status == types[i].status
        || (status < 400 && g_strcmp0 (type, types[i].message) == 0))
      return messages ? types[i].message : types[i].chat;

  if (status >= 400 && status < 500)
    return "invalid_request_error";
  return messages ? "api_error" : "server_error";
}

static gboolean
is_known_type (const BatchJsonValue *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (batch_json_value_is (type, types[i].chat) || batch_json_value_is (type, types[i].message))
      return TRUE;

  return FALSE;
}

/* --- What else is said --- */

/* What stands where, in a chat's error and in a message's. */
static const char *const chat_names[] = { "message", "type", "param", "code", NULL };
static const char *const message_names[] = { "type", "message", NULL };
static const char *const chat_names_outside[] = { "error", NULL };
static const char *const message_names_outside[] = { "type", "error", "request_id", NULL };

/* Whose error it was. */
static const char *
name_source (BatchEndpoint to)
{
  return to == BATCH_ENDPOINT_CHAT_COMPLETIONS ? "message" : "chat";
}

static void
read_inside (const BatchApiError  *self,
             const BatchJsonValue *error,
             BatchEndpoint         to,
             GString              *out)
{
  gboolean messages = to == BATCH_ENDPOINT_MESSAGES;
  BatchJsonValue type = batch_translator_peek_type (error);
  const char *const known[] = {
    "message", messages ? "object" : self->code != NULL ? "code" : "message",
    is_known_type (&type) ? "type" : NULL, NULL,
  };
  g_auto(BatchAnswerExtras) extras = { out, messages ? message_names : chat_names };

  batch_answer_extras_add_others (&extras, name_source (to), error, known);
}

static void
read_outside (const BatchJsonValue *whole,
              BatchEndpoint         to,
              GString              *out)
{
  gboolean messages = to == BATCH_ENDPOINT_MESSAGES;
  const char *const known[] = { "error", to == BATCH_ENDPOINT_CHAT_COMPLETIONS ? "type" : NULL,
                                NULL };
  g_auto(BatchAnswerExtras) extras = { out, messages ? message_names_outside : chat_names_outside };

  batch_answer_extras_add_others (&extras, name_source (to), whole, known);
}

/* Some servers say all of it without an “error” around it, and some say only a text. */
static void
read_extras (const BatchApiError  *self,
             const BatchJsonValue *whole,
             BatchEndpoint         to,
             GString              *inside,
             GString              *outside)
{
  static const BatchJsonMember members[] = { { "error", batch_json_read_slice, 0 } };
  BatchJsonValue error = { 0 };

  batch_json_value_read_members (whole, members, G_N_ELEMENTS (members), &error);
  if (error.type == BATCH_JSON_OBJECT)
    {
      read_inside (self, &error, to, inside);
      read_outside (whole, to, outside);
    }
  else if (error.type == BATCH_JSON_STRING)
    {
      read_outside (whole, to, outside);
    }
  else
    {
      read_inside (self, whole, to, inside);
    }
}

/* --- Telling --- */

static void
append_text_or_null (GString    *out,
                     const char *text)
{
  if (text != NULL)
    batch_json_append_string (out, text, -1);
  else
    g_string_append (out, "null");
}

static void
append_message_error (const BatchApiError *self,
                      const char          *inside,
                      const char          *outside,
                      GString             *out)
{
  g_string_append_printf (out, "{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":",
                          find_type (self->status, self->type, BATCH_ENDPOINT_MESSAGES));
  batch_json_append_string (out, self->message, -1);
  g_string_append_printf (out, "%s},\"request_id\":null%s}", inside, outside);
}

static void
append_chat_error (const BatchApiError *self,
                   const char          *inside,
                   const char          *outside,
                   GString             *out)
{
  g_string_append (out, "{\"error\":{\"message\":");
  batch_json_append_string (out, self->message, -1);
  g_string_append_printf (out, ",\"type\":\"%s\",\"param\":null,\"code\":",
                          find_type (self->status, self->type, BATCH_ENDPOINT_CHAT_COMPLETIONS));
  append_text_or_null (out, self->code);
  g_string_append_printf (out, "%s}%s}", inside, outside);
}

void
batch_api_error_append (const BatchApiError  *self,
                        const BatchJsonValue *whole,
                        BatchEndpoint         to,
                        GString              *out)
{
  g_autoptr(GString) inside = g_string_new (NULL);
  g_autoptr(GString) outside = g_string_new (NULL);

  read_extras (self, whole, to, inside, outside);
  if (to == BATCH_ENDPOINT_MESSAGES)
    append_message_error (self, inside->str, outside->str, out);
  else
    append_chat_error (self, inside->str, outside->str, out);
}

typedef struct
{
  char *type;
  char *message;
} Told;

void
batch_api_error_append_told (const BatchJsonValue *whole,
                             const BatchJsonValue *error,
                             BatchEndpoint         to,
                             GString              *out)
{
  static const BatchJsonMember members[] = {
    { "type", batch_json_read_string, G_STRUCT_OFFSET (Told, type) },
    { "message", batch_json_read_string, G_STRUCT_OFFSET (Told, message) },
  };
  Told told = { NULL, NULL };
  BatchApiError self = { 0 };

  if (error->type == BATCH_JSON_OBJECT)
    batch_json_value_read_members (error, members, G_N_ELEMENTS (members), &told);
  else
    told.message = batch_json_value_dup_string (error);

  self.type = told.type;
  self.message = told.message != NULL ? told.message : "The model server reports an error";
  batch_api_error_append (&self, whole, to, out);
  g_free (told.type);
  g_free (told.message);
}
