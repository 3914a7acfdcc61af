/* simulator/batch-simulator-control.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-control.h"

#include <string.h>

#include "format/batch-json-text-private.h"
#include "simulator/batch-simulator-exchange.h"
#include "simulator/batch-simulator-reply.h"

#define JSON_TYPE  "application/json"
#define LINES_TYPE "application/x-ndjson"
#define BLOCK_SIZE (64 * 1024)
#define MAX_PATH   100
#define MAX_PACE   1000

typedef struct
{
  BatchSimulatorServer        *server;
  BatchSimulatorConnection    *connection;
  const BatchSimulatorRequest *request;
} Call;

typedef struct
{
  const char *path;
  void      (*func) (Call *call);
  guint       posted : 1;
  guint       open : 1;         /* needs no key */
  guint       logged : 1;
} Route;

static void
answer_json (Call    *call,
             GString *body)
{
  batch_simulator_reply (call->connection, 200, JSON_TYPE, body, NULL);
}

static void
answer_models (Call *call)
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
                              ",\"owned_by\":\"simulator\"}", call->server->started_at);
    }
  g_string_append (body, "]}");
  answer_json (call, body);
}

static void
answer_health (Call *call)
{
  g_autoptr(GString) body = g_string_new ("{\"status\":\"ok\"}");

  answer_json (call, body);
}

static void
append_model_state (GString             *out,
                    BatchSimulatorModel *model)
{
  g_string_append (out, "{\"name\":");
  batch_json_append_string (out, batch_simulator_model_get_name (model), -1);
  g_string_append_printf (out, ",\"state\":\"%s\",\"load_ms\":%u,\"running\":%u,\"waiting\":%u}",
                          batch_simulator_model_get_state (model),
                          batch_simulator_model_get_load_ms (model),
                          batch_simulator_model_get_running (model),
                          batch_simulator_model_get_waiting (model));
}

static void
answer_state (Call *call)
{
  g_autoptr(GString) body = g_string_new (NULL);
  BatchSimulatorServer *server = call->server;
  GPtrArray *models = batch_simulator_pool_get_models (server->pool);
  BatchSimulatorCounters counters;

  batch_simulator_log_get_counters (server->log, &counters);
  g_string_append_printf (body, "{\"capacity\":%u,\"slots\":%u,\"connections\":%u,\"in_flight\":%u,"
                          "\"models\":[", server->config->capacity, server->config->slots,
                          g_hash_table_size (server->connections), counters.in_flight);
  for (guint i = 0; i < models->len; i++)
    {
      if (i > 0)
        g_string_append_c (body, ',');
      append_model_state (body, g_ptr_array_index (models, i));
    }
  g_string_append (body, "]}");
  answer_json (call, body);
}

/* Returns the text after "name=" in the query, or NULL. */
static char *
dup_query_value (Call       *call,
                 const char *name)
{
  g_autofree char *query = g_strndup (call->request->query, call->request->query_length);
  g_auto(GStrv) parts = g_strsplit (query, "&", -1);
  gsize length = strlen (name);

  for (guint i = 0; parts[i] != NULL; i++)
    if (strncmp (parts[i], name, length) == 0 && parts[i][length] == '=')
      return g_strdup (parts[i] + length + 1);
  return NULL;
}

typedef struct
{
  BatchSimulatorLog *log;
  guint64            seq;
} LogReader;

static gboolean
produce_log (GString  *output,
             gpointer  user_data)
{
  LogReader *reader = user_data;
  g_autoptr(GString) lines = g_string_sized_new (BLOCK_SIZE + 1024);
  gboolean more = batch_simulator_log_append_lines (reader->log, lines, &reader->seq, BLOCK_SIZE);

  if (lines->len > 0)
    batch_simulator_append_chunk (output, lines->str, lines->len);
  if (!more)
    batch_simulator_append_last_chunk (output);
  return more;
}

static void
answer_log (Call *call)
{
  g_autofree char *summary = dup_query_value (call, "summary");
  g_autofree char *since = dup_query_value (call, "since");
  g_autoptr(GString) body = NULL;
  LogReader *reader;

  if (summary != NULL && strcmp (summary, "0") != 0)
    {
      body = g_string_new (NULL);
      batch_simulator_log_append_summary (call->server->log, body);
      answer_json (call, body);
      return;
    }

  batch_simulator_reply_head (call->connection, 200, LINES_TYPE, -1, NULL);
  if (batch_simulator_connection_is_head (call->connection))
    {
      batch_simulator_connection_end (call->connection);
      return;
    }

  reader = g_new0 (LogReader, 1);
  reader->log = call->server->log;
  if (since != NULL)
    g_ascii_string_to_unsigned (since, 10, 0, G_MAXINT64, &reader->seq, NULL);
  batch_simulator_connection_produce (call->connection, produce_log, reader, g_free);
}

static void
answer_reset (Call *call)
{
  g_autoptr(GString) body = g_string_new ("{}");

  batch_simulator_server_reset (call->server);
  answer_json (call, body);
}

static void
answer_fail (Call *call)
{
  g_autoptr(GString) body = g_string_new ("{}");
  g_autoptr(GError) error = NULL;

  if (batch_simulator_faults_add_json (call->server->faults, call->request->body,
                                       call->request->body_length, &error))
    answer_json (call, body);
  else
    batch_simulator_reply_error (call->connection, FALSE, 400, error->message, NULL, NULL);
}

/* So that a test can make a server slower while it works. */
static void
answer_pace (Call *call)
{
  g_autoptr(GString) body = g_string_new ("{}");
  g_autofree char *text = dup_query_value (call, "times");
  char *end = NULL;
  double times = text != NULL ? g_ascii_strtod (text, &end) : 0;

  if (text == NULL || *end != '\0' || !(times > 0 && times <= MAX_PACE))
    {
      batch_simulator_reply_error (call->connection, FALSE, 400,
                                   "“times” must be more than 0 and at most 1000", NULL, NULL);
      return;
    }

  call->server->pace = times;
  answer_json (call, body);
}

static const Route routes[] = {
  { "/v1/models", answer_models, .logged = TRUE },
  { "/health", answer_health, .open = TRUE, .logged = TRUE },
  { "/__log", answer_log, .open = TRUE },
  { "/__state", answer_state, .open = TRUE },
  { "/__reset", answer_reset, .open = TRUE, .posted = TRUE },
  { "/__fail", answer_fail, .open = TRUE, .posted = TRUE },
  { "/__pace", answer_pace, .open = TRUE, .posted = TRUE },
};

static const Route *
find_route (const BatchSimulatorRequest *request)
{
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    if (request->path_length == strlen (routes[i].path) &&
        memcmp (request->path, routes[i].path, request->path_length) == 0)
      return &routes[i];
  return NULL;
}

static guint
check (const Route *route,
       Call        *call)
{
  BatchSimulatorMethod method = call->request->method;

  if (route == NULL)
    return 404;
  if (route->posted ? method != BATCH_SIMULATOR_METHOD_POST
                    : method != BATCH_SIMULATOR_METHOD_GET && method != BATCH_SIMULATOR_METHOD_HEAD)
    return 405;
  if (!route->open && !batch_simulator_is_authorized (call->server, call->request))
    return 401;
  return 200;
}

static void
refuse (Call        *call,
        const Route *route,
        guint        status,
        const char  *path)
{
  g_autofree char *message = NULL;

  if (status == 404)
    message = g_strdup_printf ("There is no “%s” here", path);
  else if (status == 405)
    message = g_strdup_printf ("“%s” does not take this method", path);
  else
    message = g_strdup ("The API key is missing or wrong");
  batch_simulator_reply_error (call->connection, FALSE, status, message, NULL,
                               status != 405 ? NULL :
                               route->posted ? "Allow: POST\r\n" : "Allow: GET, HEAD\r\n");
}

void
batch_simulator_control_answer (BatchSimulatorServer        *server,
                                BatchSimulatorConnection    *connection,
                                const BatchSimulatorRequest *request)
{
  Call call = { server, connection, request };
  const Route *route = find_route (request);
  guint status = check (route, &call);
  g_autofree char *path = g_strndup (request->path, MIN (request->path_length, MAX_PATH));

  if (route == NULL || route->logged)
    batch_simulator_log_other (server->log, path, status);
  if (status == 200)
    route->func (&call);
  else
    refuse (&call, route, status, path);
}
