/* batch-request-check.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-request-check-private.h"

#include <string.h>

#include "core/batch-excerpt-private.h"
#include "json/batch-json-text-private.h"

#define MAX_CUSTOM_ID 64        /* characters */
#define MAX_MODEL     1024      /* characters */
#define MAX_SHOWN     40        /* characters of a value in a message */

void
batch_request_check_init (BatchRequestCheck *self,
                          BatchLineIssues   *issues)
{
  memset (self, 0, sizeof *self);
  self->issues = issues;
  self->custom_id = g_string_new (NULL);
  self->model = g_string_new (NULL);
  self->url = g_string_new (NULL);
  self->text = g_string_new (NULL);
}

void
batch_request_check_clear (BatchRequestCheck *self)
{
  g_string_free (self->custom_id, TRUE);
  g_string_free (self->model, TRUE);
  g_string_free (self->url, TRUE);
  g_string_free (self->text, TRUE);
}

/* What has to be a string: says what is wrong with it, or decodes it. */
static gboolean
check_string (BatchRequestCheck    *self,
              const BatchJsonValue *value,
              guint32               line,
              const char           *field,
              GString              *text)
{
  if (value->type == BATCH_JSON_NONE)
    {
      batch_line_issues_add (self->issues, line, field,
                             BATCH_LINE_ERROR_MISSING_REQUIRED_PARAMETER,
                             "“%s” is missing; every request needs one", field);
      return FALSE;
    }

  if (value->type != BATCH_JSON_STRING)
    {
      batch_line_issues_add (self->issues, line, field, BATCH_LINE_ERROR_INVALID_VALUE,
                             "“%s” is %s; it must be a string",
                             field, batch_json_type_describe (value->type));
      return FALSE;
    }

  g_string_truncate (text, 0);
  if (!batch_json_value_decode (value, text) || memchr (text->str, 0, text->len) != NULL)
    {
      batch_line_issues_add (self->issues, line, field, BATCH_LINE_ERROR_INVALID_VALUE,
                             "“%s” has an escape in it that stands for no character", field);
      return FALSE;
    }

  if (text->len == 0)
    {
      batch_line_issues_add (self->issues, line, field, BATCH_LINE_ERROR_INVALID_VALUE,
                             "“%s” is empty; every request needs one", field);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_member (BatchRequestCheck      *self,
              const BatchRequestLine *request,
              BatchRequestMember      member,
              guint32                 line,
              GString                *text)
{
  return check_string (self, &request->values[member], line,
                       batch_request_member_get_field (member), text);
}

static gboolean
check_length (BatchRequestCheck *self,
              guint32            line,
              const char        *field,
              const GString     *text,
              long               max_length)
{
  g_autofree char *shown = NULL;
  long length;

  /* No text has more characters than bytes. */
  if (text->len <= (gsize) max_length)
    return TRUE;

  length = g_utf8_strlen (text->str, text->len);
  if (length <= max_length)
    return TRUE;

  shown = batch_excerpt (text->str, -1, MAX_SHOWN);
  batch_line_issues_add (self->issues, line, field, BATCH_LINE_ERROR_STRING_TOO_LONG,
                         "“%s” “%s” has %ld characters; at most %ld are allowed",
                         field, shown, length, max_length);
  return FALSE;
}

static gboolean
check_custom_id (BatchRequestCheck      *self,
                 const BatchRequestLine *request,
                 guint32                 line)
{
  self->has_id = check_member (self, request, BATCH_REQUEST_CUSTOM_ID, line, self->custom_id) &&
                 check_length (self, line, "custom_id", self->custom_id, MAX_CUSTOM_ID);

  return self->has_id;
}

static gboolean
check_method (BatchRequestCheck      *self,
              const BatchRequestLine *request,
              guint32                 line)
{
  g_autofree char *shown = NULL;

  if (batch_json_value_is (&request->values[BATCH_REQUEST_METHOD], "POST"))
    return TRUE;
  if (!check_member (self, request, BATCH_REQUEST_METHOD, line, self->text))
    return FALSE;

  shown = batch_excerpt (self->text->str, -1, MAX_SHOWN);
  batch_line_issues_add (self->issues, line, "method", BATCH_LINE_ERROR_INVALID_VALUE,
                         "“method” is “%s”; it must be “POST”", shown);
  return FALSE;
}

static char *
list_endpoints (void)
{
  GString *list = g_string_new (NULL);

  for (guint i = BATCH_ENDPOINT_NONE + 1; i < BATCH_N_ENDPOINTS; i++)
    g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", batch_endpoint_get_path (i));

  return g_string_free (list, FALSE);
}

static void
refuse_url (BatchRequestCheck *self,
            guint32            line)
{
  const char *meant = batch_endpoint_get_path (batch_endpoint_guess (self->url->str));
  g_autofree char *known = meant == NULL ? list_endpoints () : NULL;
  g_autofree char *shown = batch_excerpt (self->url->str, -1, MAX_SHOWN);

  if (meant != NULL)
    batch_line_issues_add (self->issues, line, "url", BATCH_LINE_ERROR_INVALID_URL,
                           "“url” “%s” is not supported; write %s", shown, meant);
  else
    batch_line_issues_add (self->issues, line, "url", BATCH_LINE_ERROR_INVALID_URL,
                           "“url” “%s” is not supported; use one of %s", shown, known);
}

/* A provider gets the whole batch as it is: nothing is translated for it. */
static gboolean
check_taken (BatchRequestCheck *self,
             guint32            line)
{
  if (self->endpoints == 0 || (self->endpoints & 1u << self->endpoint) != 0)
    return TRUE;

  batch_line_issues_add (self->issues, line, "url", BATCH_LINE_ERROR_INVALID_URL,
                         "the batch API of %s takes no requests to %s; submit the batch without "
                         "native mode", self->endpoints_of,
                         batch_endpoint_get_path (self->endpoint));
  return FALSE;
}

static gboolean
check_url (BatchRequestCheck      *self,
           const BatchRequestLine *request,
           guint32                 line)
{
  /* Most files have one url in all their lines. */
  if (self->endpoint != BATCH_ENDPOINT_NONE &&
      batch_json_value_is (&request->values[BATCH_REQUEST_URL], self->url->str))
    return check_taken (self, line);

  self->endpoint = BATCH_ENDPOINT_NONE;
  if (!check_member (self, request, BATCH_REQUEST_URL, line, self->url))
    return FALSE;

  self->endpoint = batch_endpoint_from_path (self->url->str);
  if (self->endpoint != BATCH_ENDPOINT_NONE)
    return check_taken (self, line);

  refuse_url (self, line);
  return FALSE;
}

static gboolean
check_body (BatchRequestCheck      *self,
            const BatchRequestLine *request,
            guint32                 line)
{
  const BatchJsonValue *body = &request->values[BATCH_REQUEST_BODY];

  if (body->type == BATCH_JSON_OBJECT)
    return check_member (self, request, BATCH_REQUEST_MODEL, line, self->model) &&
           check_length (self, line, "body.model", self->model, MAX_MODEL);

  if (body->type == BATCH_JSON_NONE)
    batch_line_issues_add (self->issues, line, "body",
                           BATCH_LINE_ERROR_MISSING_REQUIRED_PARAMETER,
                           "“body” is missing; it holds what is sent to the model");
  else
    batch_line_issues_add (self->issues, line, "body", BATCH_LINE_ERROR_INVALID_VALUE,
                           "“body” is %s; it must be an object",
                           batch_json_type_describe (body->type));

  return FALSE;
}

/* Whoever has a batch for another API is told how the same is put here. */
static gboolean
check_form (BatchRequestCheck      *self,
            const BatchRequestLine *request,
            guint32                 line)
{
  if (!request->has_params || request->values[BATCH_REQUEST_BODY].type != BATCH_JSON_NONE)
    return TRUE;

  batch_line_issues_add (self->issues, line, "params", BATCH_LINE_ERROR_INVALID_VALUE,
                         "“params” is for the API of Anthropic; call it “body”, and add "
                         "“method”: “POST” and “url”: “/v1/messages”");
  return FALSE;
}

/* Of two values of one name, servers take the one or the other. */
static gboolean
check_repeated (BatchRequestCheck      *self,
                const BatchRequestLine *request,
                guint32                 line)
{
  for (guint i = 0; i < BATCH_N_REQUEST_MEMBERS; i++)
    {
      const char *field = batch_request_member_get_field (i);

      if (request->repeated & 1u << i)
        batch_line_issues_add (self->issues, line, field, BATCH_LINE_ERROR_INVALID_VALUE,
                               "“%s” is there more than once; keep one of them", field);
    }

  return request->repeated == 0;
}

gboolean
batch_request_check_run (BatchRequestCheck      *self,
                         const BatchRequestLine *request,
                         guint32                 line)
{
  gboolean good;

  self->has_id = FALSE;

  if (request->type != BATCH_JSON_OBJECT)
    {
      batch_line_issues_add (self->issues, line, NULL, BATCH_LINE_ERROR_INVALID_JSON,
                             "this is %s; every line must be one JSON object",
                             batch_json_type_describe (request->type));
      return FALSE;
    }

  /* All of them, so that a person sees all that is wrong with the line. */
  good = check_repeated (self, request, line);
  good &= check_custom_id (self, request, line);
  if (!check_form (self, request, line))
    return FALSE;

  good &= check_method (self, request, line);
  good &= check_url (self, request, line);
  good &= check_body (self, request, line);

  return good;
}
