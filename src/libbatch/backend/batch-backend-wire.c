/* backend/batch-backend-wire.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-backend-kind-private.h"

#include "batch-types.h"
#include "core/batch-endpoint-private.h"
#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"
#include "translation/batch-chat-to-messages-private.h"
#include "translation/batch-responses-to-chat-private.h"

/* How a request is put to a kind of server: as it is, in words of its own, or in those of the other
 * API. */

static char *
list_endpoints (const BatchBackendKind *kind)
{
  GString *list = g_string_new (NULL);

  for (guint i = BATCH_ENDPOINT_NONE + 1; i < BATCH_N_ENDPOINTS; i++)
    if (kind->endpoints & 1u << i)
      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "",
                              batch_endpoint_get_path (i));
  return g_string_free (list, FALSE);
}

/* --- In the words of the other API --- */

static void
set_obstacle_error (const BatchBackendKind  *kind,
                    BatchEndpoint            endpoint,
                    const BatchObstacle     *obstacle,
                    GError                 **error)
{
  const char *path = batch_endpoint_get_path (endpoint);

  if (obstacle->path == NULL)
    g_set_error_literal (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                         "The request is not a JSON object");
  else if (obstacle->missing)
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED,
                 "%s has to be told “%s”, which is missing: add it, or send the request to a "
                 "server that has %s", kind->title, obstacle->path, path);
  else if (obstacle->reason != NULL)
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED,
                 "%s cannot be told “%s”, %s: leave it out, or send the request to a server that "
                 "has %s", kind->title, obstacle->path, obstacle->reason, path);
  else
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED,
                 "%s cannot be told “%s”: leave it out, or send the request to a server that has "
                 "%s", kind->title, obstacle->path, path);
}

static GBytes *
make_other_body (const BatchBackendKind *kind,
                 BatchEndpoint           endpoint,
                 GBytes                 *body,
                 BatchObstacle          *obstacle)
{
  if (endpoint == BATCH_ENDPOINT_MESSAGES)
    return batch_messages_to_chat (body, kind->chat_traits, obstacle);
  if (endpoint == BATCH_ENDPOINT_RESPONSES)
    return batch_responses_to_chat (body, kind->chat_traits, obstacle);

  return batch_chat_to_messages (body, obstacle);
}

static GBytes *
translate (const BatchBackendKind  *kind,
           BatchEndpoint            endpoint,
           GBytes                  *body,
           BatchWire               *wire,
           GError                 **error)
{
  g_auto(BatchObstacle) obstacle = { NULL };
  GBytes *other = make_other_body (kind, endpoint, body, &obstacle);

  if (other == NULL)
    {
      set_obstacle_error (kind, endpoint, &obstacle, error);
      wire->obstacle = g_steal_pointer (&obstacle.path);
    }
  return other;
}

static gboolean
make_own_wire (const BatchBackendKind  *kind,
               const char              *url,
               BatchEndpoint            endpoint,
               GBytes                  *body,
               BatchWire               *wire,
               GError                 **error)
{
  if (kind->make_wire != NULL)
    return kind->make_wire (url, endpoint, body, wire, error);

  wire->path = g_strdup (batch_endpoint_get_path (endpoint));
  wire->body = g_bytes_ref (body);
  return TRUE;
}

gboolean
batch_backend_kind_make_other_wire (const BatchBackendKind  *kind,
                                    const char              *url,
                                    BatchEndpoint            endpoint,
                                    GBytes                  *body,
                                    BatchWire               *wire,
                                    GError                 **error)
{
  g_autoptr(GBytes) other = translate (kind, endpoint, body, wire, error);

  if (other == NULL
      || !make_own_wire (kind, url, batch_wire_find_other (endpoint), other, wire, error))
    return FALSE;

  wire->asked = endpoint;
  return TRUE;
}

/* Whether something in a request would not arrive. */
static gboolean
would_lose (const BatchBackendKind *kind,
            BatchEndpoint           endpoint,
            GBytes                 *body)
{
  BatchJsonScanner scanner;
  BatchJsonValue key;
  BatchJsonValue value;
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);

  if (endpoint != BATCH_ENDPOINT_MESSAGES || kind->lost_in_messages == NULL)
    return FALSE;

  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  batch_json_scanner_enter_object (&scanner);
  while (batch_json_scanner_next_member (&scanner, &key)
         && batch_json_scanner_read_value (&scanner, &value))
    for (guint i = 0; value.type != BATCH_JSON_NULL && kind->lost_in_messages[i] != NULL; i++)
      if (batch_json_value_is (&key, kind->lost_in_messages[i]))
        return TRUE;

  return FALSE;
}

static gboolean
wants_more_choices (BatchEndpoint  endpoint,
                    GBytes        *body)
{
  static const BatchJsonMember members[] = { { "n", batch_json_read_slice, 0 } };
  BatchJsonScanner scanner;
  BatchJsonValue n = { 0 };
  gint64 number;
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);

  if (endpoint != BATCH_ENDPOINT_CHAT_COMPLETIONS && endpoint != BATCH_ENDPOINT_COMPLETIONS)
    return FALSE;

  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &n);
  return n.type == BATCH_JSON_NUMBER && (!batch_json_value_get_int (&n, &number) || number != 1);
}

static gboolean
has_endpoint (const BatchBackendKind *kind,
              BatchEndpoint           endpoint)
{
  return kind->endpoints == 0 || (kind->endpoints & 1u << endpoint) != 0;
}

gboolean
batch_backend_kind_make_wire (const BatchBackendKind  *kind,
                              const char              *url,
                              BatchEndpoint            endpoint,
                              GBytes                  *body,
                              BatchWire               *wire,
                              GError                 **error)
{
  BatchEndpoint other = batch_wire_find_other (endpoint);
  g_autofree char *list = NULL;

  if (kind->gives_one_choice && wants_more_choices (endpoint, body))
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED,
                   "%s cannot be told “n”, as it gives one answer: leave it out, or send the "
                   "request to a server that gives more", kind->title);
      wire->obstacle = g_strdup ("n");
      return FALSE;
    }
  if (has_endpoint (kind, endpoint) && !would_lose (kind, endpoint, body))
    return make_own_wire (kind, url, endpoint, body, wire, error);
  if (other != BATCH_ENDPOINT_NONE && has_endpoint (kind, other))
    return batch_backend_kind_make_other_wire (kind, url, endpoint, body, wire, error);

  list = list_endpoints (kind);
  g_set_error (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED,
               "%s has no %s: send the request to another server, or write it for %s",
               kind->title, batch_endpoint_get_path (endpoint), list);
  return FALSE;
}
