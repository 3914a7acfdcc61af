/* simulator/batch-simulator-control.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-control.h"

#include <string.h>

#include "json/batch-json-text-private.h"
#include "simulator/batch-simulator-call.h"
#include "simulator/batch-simulator-delayed-call.h"
#include "simulator/batch-simulator-exchange.h"
#include "simulator/batch-simulator-personality.h"
#include "simulator/batch-simulator-reply.h"

#define LINES_TYPE "application/x-ndjson"
#define BLOCK_SIZE (64 * 1024)
#define MAX_PATH   100
#define CONTROL_PATH "/__"
#define MAX_PACE   1000
#define MAX_ADVANCE_S 1e9

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
answer_state (BatchSimulatorCall *call)
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
  batch_simulator_call_answer (call, body);
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
answer_log (BatchSimulatorCall *call)
{
  g_autofree char *summary = batch_simulator_call_dup_query (call, "summary");
  g_autofree char *since = batch_simulator_call_dup_query (call, "since");
  g_autoptr(GString) body = NULL;
  LogReader *reader;

  if (summary != NULL && strcmp (summary, "0") != 0)
    {
      body = g_string_new (NULL);
      batch_simulator_log_append_summary (call->server->log, body);
      batch_simulator_call_answer (call, body);
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
answer_reset (BatchSimulatorCall *call)
{
  g_autoptr(GString) body = g_string_new ("{}");

  batch_simulator_server_reset (call->server);
  batch_simulator_call_answer (call, body);
}

static void
answer_fail (BatchSimulatorCall *call)
{
  g_autoptr(GString) body = g_string_new ("{}");
  g_autoptr(GError) error = NULL;

  if (batch_simulator_faults_add_json (call->server->faults, call->request->body,
                                       call->request->body_length, &error))
    batch_simulator_call_answer (call, body);
  else
    batch_simulator_call_refuse (call, 400, error->message);
}

/* So that a test can make a server slower while it works. */
static void
answer_pace (BatchSimulatorCall *call)
{
  g_autoptr(GString) body = g_string_new ("{}");
  g_autofree char *text = batch_simulator_call_dup_query (call, "times");
  char *end = NULL;
  double times = text != NULL ? g_ascii_strtod (text, &end) : 0;

  if (text == NULL || *end != '\0' || !(times > 0 && times <= MAX_PACE))
    {
      batch_simulator_call_refuse (call, 400, "“times” must be more than 0 and at most 1000");
      return;
    }

  call->server->pace = times;
  batch_simulator_call_answer (call, body);
}

/* As when another client has asked for something that needs the room. */
static void
answer_evict (BatchSimulatorCall *call)
{
  BatchSimulatorPool *pool = call->server->pool;
  g_autofree char *name = batch_simulator_call_dup_query (call, "model");
  g_autofree char *cut = batch_simulator_call_dup_query (call, "cut");
  GPtrArray *models = batch_simulator_pool_get_models (pool);

  for (guint i = 0; i < models->len; i++)
    {
      BatchSimulatorModel *model = g_ptr_array_index (models, i);

      if (name == NULL || strcmp (batch_simulator_model_get_name (model), name) == 0)
        batch_simulator_pool_unload (pool, model, g_strcmp0 (cut, "1") == 0);
    }
  batch_simulator_call_say (call, "application/json", "{}");
}

static gboolean
read_number (BatchSimulatorCall *call,
             const char         *name,
             double              max,
             double             *number)
{
  g_autofree char *text = batch_simulator_call_dup_query (call, name);
  char *end = NULL;

  if (text == NULL)
    return TRUE;
  *number = g_ascii_strtod (text, &end);
  return *text != '\0' && *end == '\0' && *number > 0 && *number <= max;
}

static void
answer_clock (BatchSimulatorCall *call)
{
  double speed = call->server->clock->speed;
  double advance = 0;

  if (!read_number (call, "speed", BATCH_SIMULATOR_MAX_SPEED, &speed) ||
      !read_number (call, "advance", MAX_ADVANCE_S, &advance))
    {
      batch_simulator_call_refuse (call, 400, "“speed” and “advance” must be more than 0, and at "
                                              "most 1000000 times and 1000000000 s");
      return;
    }

  batch_simulator_clock_set_speed (call->server->clock, speed);
  batch_simulator_clock_advance (call->server->clock, (gint64) (advance * G_USEC_PER_SEC));
  batch_simulator_call_say (call, "application/json", "{}");
}

static const BatchSimulatorRoute routes[] = {
  { "/__log", answer_log, .open = TRUE, .unlogged = TRUE },
  { "/__state", answer_state, .open = TRUE, .unlogged = TRUE },
  { "/__reset", answer_reset, .open = TRUE, .unlogged = TRUE, .posted = TRUE },
  { "/__fail", answer_fail, .open = TRUE, .unlogged = TRUE, .posted = TRUE },
  { "/__pace", answer_pace, .open = TRUE, .unlogged = TRUE, .posted = TRUE },
  { "/__evict", answer_evict, .open = TRUE, .unlogged = TRUE, .posted = TRUE },
  { "/__clock", answer_clock, .open = TRUE, .unlogged = TRUE, .posted = TRUE },
};

static const BatchSimulatorRoute *
find_route (BatchSimulatorCall *call)
{
  const BatchSimulatorPersonality *personality = call->server->personality;
  const BatchSimulatorRoute *route;

  route = batch_simulator_route_find (routes, G_N_ELEMENTS (routes), call->request);
  if (route != NULL)
    return route;
  return batch_simulator_route_find (personality->routes, personality->n_routes, call->request);
}

static guint
check (const BatchSimulatorRoute *route,
       BatchSimulatorCall        *call)
{
  BatchSimulatorMethod method = call->request->method;

  if (route == NULL)
    return call->server->starting ? 503 : 404;
  if (route->any_method)
    return 200;
  if (route->posted ? method != BATCH_SIMULATOR_METHOD_POST
                    : method != BATCH_SIMULATOR_METHOD_GET && method != BATCH_SIMULATOR_METHOD_HEAD)
    return 405;
  if (!route->open && !batch_simulator_is_authorized (call->server, call->request))
    return 401;
  if (call->server->starting && !route->unlogged)
    return 503;
  return 200;
}

static void
refuse_method (BatchSimulatorCall        *call,
               const BatchSimulatorRoute *route,
               const char                *path)
{
  g_autofree char *message = g_strdup_printf ("“%s” does not take this method", path);
  const BatchSimulatorProblem problem = { .status = 405, .message = message };

  batch_simulator_reply_problem (call->connection, call->server->personality->append_problem,
                                 &problem, route->posted ? "Allow: POST\r\n"
                                                         : "Allow: GET, HEAD\r\n");
}

static void
refuse (BatchSimulatorCall        *call,
        const BatchSimulatorRoute *route,
        guint                      status,
        const char                *path)
{
  g_autofree char *message = status == 404 ? g_strdup_printf ("There is no “%s” here", path)
                                           : g_strdup ("This failure was asked for");

  if (status == 405)
    refuse_method (call, route, path);
  else if (status == 401)
    batch_simulator_call_refuse_as (call, BATCH_SIMULATOR_REFUSAL_NO_KEY);
  else if (status == 503)
    batch_simulator_call_refuse_as (call, BATCH_SIMULATOR_REFUSAL_LOADING);
  else
    batch_simulator_call_refuse (call, status, message);
}

void
batch_simulator_control_answer (BatchSimulatorServer        *server,
                                BatchSimulatorConnection    *connection,
                                const BatchSimulatorRequest *request)
{
  BatchSimulatorCall call = { server, connection, request, NULL };
  const BatchSimulatorRoute *route = find_route (&call);
  guint status = check (route, &call);
  g_autofree char *path = g_strndup (request->path, MIN (request->path_length, MAX_PATH));
  BatchSimulatorFault fault = { 0 };

  if (!g_str_has_prefix (path, CONTROL_PATH))
    batch_simulator_faults_choose_path (server->faults, path, &fault);
  if (fault.kind == BATCH_SIMULATOR_FAULT_PATH_STATUS)
    status = fault.status;
  if (route == NULL || !route->unlogged)
    batch_simulator_log_other (server->log, path, status);
  if (status != 200)
    {
      refuse (&call, route, status, path);
      return;
    }

  call.rest = path + MIN (strlen (path), strcspn (route->path, "*"));
  if (fault.kind == BATCH_SIMULATOR_FAULT_SLOW_PATH)
    batch_simulator_call_delay (&call, fault.ms, route->func);
  else
    route->func (&call);
}
