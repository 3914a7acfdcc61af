/* simulator/batch-simulator-call.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-call.h"

#include <string.h>

#include "json/batch-json-scanner-private.h"
#include "json/batch-json-text-private.h"
#include "simulator/batch-simulator-refusal.h"
#include "simulator/batch-simulator-reply.h"

static gboolean
is_for (const BatchSimulatorRoute   *route,
        const BatchSimulatorRequest *request)
{
  gsize length = strlen (route->path);

  if (length > 0 && route->path[length - 1] == '*')
    return request->path_length >= length - 1 &&
           memcmp (request->path, route->path, length - 1) == 0;
  return request->path_length == length && memcmp (request->path, route->path, length) == 0;
}

const BatchSimulatorRoute *
batch_simulator_route_find (const BatchSimulatorRoute   *routes,
                            guint                        n_routes,
                            const BatchSimulatorRequest *request)
{
  for (guint i = 0; i < n_routes; i++)
    if (is_for (&routes[i], request))
      return &routes[i];
  return NULL;
}

char *
batch_simulator_call_dup_query (BatchSimulatorCall *call,
                                const char         *name)
{
  g_autofree char *query = g_strndup (call->request->query, call->request->query_length);
  g_auto(GStrv) parts = g_strsplit (query, "&", -1);
  gsize length = strlen (name);

  for (guint i = 0; parts[i] != NULL; i++)
    if (strncmp (parts[i], name, length) == 0 && parts[i][length] == '=')
      return g_uri_unescape_string (parts[i] + length + 1, NULL);
  return NULL;
}

char *
batch_simulator_call_dup_string (BatchSimulatorCall *call,
                                 const char         *member)
{
  g_autoptr(GString) text = g_string_new (NULL);
  BatchJsonScanner scanner;
  BatchJsonValue key;
  BatchJsonValue value;

  batch_json_scanner_init (&scanner, (const guint8 *) call->request->body,
                           call->request->body_length, 0);
  if (!batch_json_scanner_enter_object (&scanner))
    return NULL;

  while (batch_json_scanner_next_member (&scanner, &key))
    if (batch_json_scanner_read_value (&scanner, &value) && value.type == BATCH_JSON_STRING &&
        batch_json_value_is (&key, member) && batch_json_value_decode (&value, text))
      return g_string_free (g_steal_pointer (&text), FALSE);
  return NULL;
}

BatchSimulatorModel *
batch_simulator_call_find_model (BatchSimulatorCall *call,
                                 const char         *member)
{
  g_autofree char *name = batch_simulator_call_dup_string (call, member);

  return name != NULL ? batch_simulator_pool_find (call->server->pool, name) : NULL;
}

void
batch_simulator_call_log_order (BatchSimulatorCall  *call,
                                BatchSimulatorModel *model)
{
  g_autofree char *path = g_strndup (call->request->path, call->request->path_length);

  batch_simulator_log_order (call->server->log, path, batch_simulator_model_get_name (model), NULL);
}

void
batch_simulator_call_answer (BatchSimulatorCall *call,
                             GString            *json)
{
  batch_simulator_reply (call->connection, 200, "application/json", json,
                         call->server->personality->headers);
}

void
batch_simulator_call_answer_models (BatchSimulatorCall *call,
                                    const char         *owner)
{
  g_autoptr(GString) body = g_string_new ("{\"object\":\"list\",\"data\":[");
  GPtrArray *models = batch_simulator_pool_get_models (call->server->pool);
  const char *name;

  for (guint i = 0; i < models->len; i++)
    {
      g_string_append (body, i > 0 ? ",{\"id\":" : "{\"id\":");
      name = batch_simulator_model_get_name (g_ptr_array_index (models, i));
      batch_json_append_string (body, name, -1);
      g_string_append_printf (body, ",\"object\":\"model\",\"created\":%" G_GINT64_FORMAT
                              ",\"owned_by\":\"%s\"}", call->server->started_at, owner);
    }
  g_string_append (body, "]}");
  batch_simulator_call_answer (call, body);
}

void
batch_simulator_call_say (BatchSimulatorCall *call,
                          const char         *type,
                          const char         *text)
{
  g_autoptr(GString) body = g_string_new (text);

  batch_simulator_reply (call->connection, 200, type, body, call->server->personality->headers);
}

void
batch_simulator_call_refuse (BatchSimulatorCall *call,
                             guint               status,
                             const char         *message)
{
  const BatchSimulatorPersonality *personality = call->server->personality;
  const BatchSimulatorProblem problem = { .status = status, .message = message };

  batch_simulator_reply_problem (call->connection, personality->append_problem, &problem,
                                 personality->headers);
}

void
batch_simulator_call_refuse_as (BatchSimulatorCall    *call,
                                BatchSimulatorRefusal  refusal)
{
  const BatchSimulatorPersonality *personality = call->server->personality;
  const BatchSimulatorRefused refused = { .name = "" };

  batch_simulator_refuse (personality, call->connection, personality->append_problem, refusal,
                          &refused);
}
