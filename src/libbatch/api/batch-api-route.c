/* api/batch-api-route.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-route-private.h"

#include <string.h>

#include "api/batch-api-service-private.h"
#include "core/batch-byte-count-private.h"

#define KIB 1024
#define MIB (1024 * KIB)

/* What is around the file in an upload is short. */
#define MAX_UPLOAD   (513 * (gint64) MIB)
/* A part of a file, as in the original. */
#define MAX_PART     (64 * (gint64) MIB + 64 * KIB)
#define MAX_ORDER    MIB
#define MAX_MESSAGES (256 * (gint64) MIB)
/* One request with its pictures. */
#define MAX_CHAT     (32 * (gint64) MIB)
/* Of what is in a path, with the name of a file that a model may have. */
#define MAX_REST     512
/* Some clients send a body where there is nothing to say. */
#define MIN_BODY     (64 * KIB)

static const BatchApiRoute routes[] = {
  { "POST", "/v1/files", BATCH_API_OPENAI, batch_api_files_create, batch_api_files_prepare,
    MAX_UPLOAD, FALSE },
  { "GET", "/v1/files", BATCH_API_OPENAI, batch_api_files_list, NULL, 0, FALSE },
  { "GET", "/v1/files/*", BATCH_API_OPENAI, batch_api_files_get, NULL, 0, FALSE },
  { "DELETE", "/v1/files/*", BATCH_API_OPENAI, batch_api_files_remove, NULL, 0, FALSE },
  { "GET", "/v1/files/*/content", BATCH_API_OPENAI, batch_api_files_read, NULL, 0, FALSE },
  { "POST", "/v1/uploads", BATCH_API_OPENAI, batch_api_uploads_create, NULL, MAX_ORDER, FALSE },
  { "POST", "/v1/uploads/*/parts", BATCH_API_OPENAI, batch_api_uploads_add,
    batch_api_uploads_prepare, MAX_PART, FALSE, batch_api_uploads_admit },
  { "POST", "/v1/uploads/*/complete", BATCH_API_OPENAI, batch_api_uploads_complete, NULL,
    MAX_ORDER, FALSE },
  { "POST", "/v1/uploads/*/cancel", BATCH_API_OPENAI, batch_api_uploads_cancel, NULL, MAX_ORDER,
    FALSE },
  { "POST", "/v1/batches", BATCH_API_OPENAI, batch_api_batches_create, NULL, MAX_ORDER, FALSE },
  { "GET", "/v1/batches", BATCH_API_OPENAI, batch_api_batches_list, NULL, 0, FALSE },
  { "GET", "/v1/batches/*", BATCH_API_OPENAI, batch_api_batches_get, NULL, 0, FALSE },
  { "POST", "/v1/batches/*/cancel", BATCH_API_OPENAI, batch_api_batches_cancel, NULL, MAX_ORDER,
    FALSE },
  { "POST", "/v1/messages/batches", BATCH_API_ANTHROPIC, batch_api_messages_create,
    batch_api_messages_prepare, MAX_MESSAGES, FALSE },
  { "GET", "/v1/messages/batches", BATCH_API_ANTHROPIC, batch_api_batches_list, NULL, 0, FALSE },
  { "GET", "/v1/messages/batches/*", BATCH_API_ANTHROPIC, batch_api_batches_get, NULL, 0, FALSE },
  { "DELETE", "/v1/messages/batches/*", BATCH_API_ANTHROPIC, batch_api_messages_remove, NULL, 0,
    FALSE },
  { "POST", "/v1/messages/batches/*/cancel", BATCH_API_ANTHROPIC, batch_api_batches_cancel, NULL,
    MAX_ORDER, FALSE },
  { "GET", "/v1/messages/batches/*/results", BATCH_API_ANTHROPIC, batch_api_messages_read, NULL,
    0, FALSE },
  { "GET", "/v1/models", BATCH_API_OPENAI, batch_api_models_list, NULL, 0, FALSE },
  { "GET", "/v1/models/**", BATCH_API_OPENAI, batch_api_models_get, NULL, 0, FALSE },
  { "POST", "/v1/chat/completions", BATCH_API_OPENAI, batch_api_chats_create, NULL, MAX_CHAT,
    FALSE, batch_api_chats_admit },
  { "POST", "/v1/completions", BATCH_API_OPENAI, batch_api_chats_create, NULL, MAX_CHAT, FALSE,
    batch_api_chats_admit },
  { "POST", "/v1/embeddings", BATCH_API_OPENAI, batch_api_chats_create, NULL, MAX_CHAT, FALSE,
    batch_api_chats_admit },
  { "POST", "/v1/responses", BATCH_API_OPENAI, batch_api_chats_create, NULL, MAX_CHAT, FALSE,
    batch_api_chats_admit },
  { "POST", "/v1/moderations", BATCH_API_OPENAI, batch_api_chats_create, NULL, MAX_CHAT, FALSE,
    batch_api_chats_admit },
  { "POST", "/v1/messages", BATCH_API_ANTHROPIC, batch_api_chats_create, NULL, MAX_CHAT, FALSE,
    batch_api_chats_admit },
  { "POST", "/v1/messages/count_tokens", BATCH_API_ANTHROPIC, batch_api_tokens_count, NULL,
    MAX_CHAT, FALSE, batch_api_chats_admit },
  { "GET", "/metrics", BATCH_API_OPENAI, batch_api_metrics_get, NULL, 0, FALSE },
  { "GET", "/healthz", BATCH_API_OPENAI, batch_api_health_get, NULL, 0, TRUE },
};

/* Ids are ours, so nothing in one is to be decoded. */
static gboolean
is_id (const char *text,
       gsize       length)
{
  if (length == 0 || length > 64)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '-' && text[i] != '_')
      return FALSE;
  return TRUE;
}

/* A name that others have given, which may have anything in it. */
static gboolean
take_rest (const char  *rest,
           char       **id)
{
  if (*rest == '\0' || strlen (rest) > MAX_REST || !g_utf8_validate (rest, -1, NULL))
    return FALSE;

  *id = g_strdup (rest);
  return TRUE;
}

static gboolean
matches (const char  *pattern,
         const char  *path,
         char       **id)
{
  const char *star = strchr (pattern, '*');
  gsize before = star != NULL ? (gsize) (star - pattern) : 0;
  gsize length;

  if (star == NULL)
    return g_str_equal (pattern, path);
  if (strncmp (pattern, path, before) != 0)
    return FALSE;
  if (star[1] == '*')
    return take_rest (path + before, id);

  length = strcspn (path + before, "/");
  if (!is_id (path + before, length) || !g_str_equal (star + 1, path + before + length))
    return FALSE;

  *id = g_strndup (path + before, length);
  return TRUE;
}

/* What can be read can be asked for without its body. */
static gboolean
is_method (const BatchApiRoute *route,
           const char          *method)
{
  return g_str_equal (route->method, g_str_equal (method, "HEAD") ? "GET" : method);
}

static BatchApi
get_api (const char *path)
{
  return g_str_has_prefix (path, "/v1/messages") ? BATCH_API_ANTHROPIC : BATCH_API_OPENAI;
}

const BatchApiRoute *
batch_api_route_find (const char  *method,
                      const char  *path,
                      char       **id,
                      BatchApi    *api)
{
  *api = get_api (path);
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    if (is_method (&routes[i], method) && matches (routes[i].pattern, path, id))
      {
        *api = routes[i].api;
        return &routes[i];
      }

  return NULL;
}

/* NULL: nothing is there. */
static char *
list_methods (const char *path)
{
  GString *methods = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      g_autofree char *id = NULL;

      if (matches (routes[i].pattern, path, &id))
        g_string_append_printf (methods, "%s%s%s", methods->len > 0 ? ", " : "",
                                routes[i].method, is_method (&routes[i], "HEAD") ? ", HEAD" : "");
    }

  return g_string_free (methods, methods->len == 0);
}

/* Without slashes that say nothing, and with the version once: what is wrong most often is the base
 * URL of a client, which ends in /v1 for the words of OpenAI and not for those of Anthropic. */
static char *
dup_tidy_path (const char *path)
{
  static const char version[] = "/v1";
  g_auto(GStrv) words = g_strsplit (path, "/", -1);
  GString *tidy = g_string_new (version);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && (tidy->len > strlen (version) || !g_str_equal (words[i], "v1")))
      g_string_append_printf (tidy, "/%s", words[i]);

  return g_string_free (tidy, FALSE);
}

static BatchApiFault *
refuse_unknown (const char *method,
                const char *path)
{
  g_autofree char *tidy = dup_tidy_path (path);
  g_autofree char *methods = list_methods (tidy);

  if (methods == NULL)
    return batch_api_fault_new (404, "unknown_url", NULL, "Unknown request URL: %s %s.", method,
                                path);

  return batch_api_fault_new (404, "unknown_url", NULL, "Unknown request URL: %s %s. Is %s meant? "
                              "Then the base URL of the client is wrong.", method, path, tidy);
}

BatchApiFault *
batch_api_route_refuse (const char *method,
                        const char *path)
{
  char *methods = list_methods (path);
  BatchApiFault *fault;

  if (methods == NULL)
    return refuse_unknown (method, path);

  fault = batch_api_fault_new (405, "method_not_allowed", NULL,
                               "Not allowed to %s on %s. Allowed: %s.", method, path, methods);
  fault->allow = methods;
  return fault;
}

gint64
batch_api_route_get_max_body (const BatchApiRoute *route)
{
  return route != NULL ? MAX (route->max_body, MIN_BODY) : MIN_BODY;
}

gboolean
batch_api_route_knows_length (SoupMessageHeaders *headers)
{
  const char *length = soup_message_headers_get_list (headers, "Content-Length");

  return length == NULL
         || (soup_message_headers_get_one (headers, "Transfer-Encoding") == NULL
             && g_ascii_string_to_unsigned (length, 10, 0, G_MAXINT64, NULL, NULL));
}

BatchApiFault *
batch_api_route_check_body (const BatchApiRoute *route,
                            SoupServerMessage   *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *encoding = soup_message_headers_get_list (headers, "Content-Encoding");
  gint64 max = batch_api_route_get_max_body (route);
  g_autofree char *limit = NULL;

  if (!batch_api_route_knows_length (headers))
    return batch_api_fault_new (400, "invalid_length", NULL,
                                "The Content-Length of the request is not a number of bytes.");
  if (encoding != NULL && g_ascii_strcasecmp (encoding, "identity") != 0)
    return batch_api_fault_new (415, "unsupported_content_encoding", NULL,
                                "The body of the request is '%s': send it as it is.", encoding);
  if (soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CONTENT_LENGTH
      || soup_message_headers_get_content_length (headers) <= max)
    return NULL;

  limit = batch_byte_count_to_text ((guint64) max);
  return batch_api_fault_new (413, "request_too_large", NULL, "The request is too large: it can "
                              "have %s at most.", limit);
}
