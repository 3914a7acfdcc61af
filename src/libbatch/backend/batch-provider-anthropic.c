/* backend/batch-provider-anthropic.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-provider-private.h"

#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"

/* The batches of messages of Anthropic. The requests are in what creates the batch, and all
 * that comes of them is in one list of results. A batch carries nothing of ours, so that
 * nobody can find it by itself again. */

#define PATH "/v1/messages/batches"
#define PAGE "100"

/* --- The input --- */

static void
begin_input (GString    *out,
             const char *name)
{
  g_string_append (out, "{\"requests\":[");
}

static void
add_item (GString       *out,
          const char    *custom_id,
          const char    *url,
          BatchEndpoint  endpoint,
          GBytes        *body,
          gboolean       first)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);

  if (!first)
    g_string_append_c (out, ',');
  g_string_append_printf (out, "{\"custom_id\":\"%s\",\"params\":", custom_id);
  g_string_append_len (out, (const char *) data, (gssize) length);
  g_string_append_c (out, '}');
}

static void
end_input (GString *out)
{
  g_string_append (out, "]}");
}

/* --- What is asked --- */

static char *
make_path (const char *url,
           BatchAsk    what,
           const char *id)
{
  g_autofree char *escaped = id != NULL ? g_uri_escape_string (id, NULL, FALSE) : NULL;

  switch (what)
    {
    case BATCH_ASK_CREATE:
      return g_strdup (PATH);
    case BATCH_ASK_LIST:
      return g_strconcat (PATH "?limit=" PAGE, escaped != NULL ? "&after_id=" : "",
                          escaped != NULL ? escaped : "", NULL);
    case BATCH_ASK_BATCH:
      return g_strconcat (PATH "/", escaped, NULL);
    case BATCH_ASK_CANCEL:
      return g_strconcat (PATH "/", escaped, "/cancel", NULL);
    case BATCH_ASK_CONTENT:
      return g_strconcat (PATH "/", escaped, "/results", NULL);
    case BATCH_ASK_UPLOAD:
    case BATCH_ASK_FILE:
      break;
    }

  g_return_val_if_reached (NULL);
}

/* --- What is answered --- */

typedef struct
{
  BatchUpstream  parent;
  char          *status;
  char          *results_url;
  gint64         n_processing;
  gint64         n_succeeded;
  gint64         n_errored;
  gint64         n_cancelled;
  gint64         n_expired;
} Batch;

static void
read_counts (BatchJsonScanner *scanner,
             gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "processing", batch_json_read_int, G_STRUCT_OFFSET (Batch, n_processing) },
    { "succeeded", batch_json_read_int, G_STRUCT_OFFSET (Batch, n_succeeded) },
    { "errored", batch_json_read_int, G_STRUCT_OFFSET (Batch, n_errored) },
    { "canceled", batch_json_read_int, G_STRUCT_OFFSET (Batch, n_cancelled) },
    { "expired", batch_json_read_int, G_STRUCT_OFFSET (Batch, n_expired) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

/* When it has ended, each of its requests has a line of its own that says how. */
static BatchUpstreamState
state_from_word (const char *status)
{
  if (g_strcmp0 (status, "in_progress") == 0)
    return BATCH_UPSTREAM_WORKING;
  if (g_strcmp0 (status, "canceling") == 0)
    return BATCH_UPSTREAM_CANCELLING;
  return g_strcmp0 (status, "ended") == 0 ? BATCH_UPSTREAM_COMPLETED : BATCH_UPSTREAM_UNKNOWN;
}

static gboolean
read_batch (BatchJsonScanner *scanner,
            BatchUpstream    *into)
{
  static const BatchJsonMember members[] = {
    { "id", batch_json_read_string, G_STRUCT_OFFSET (Batch, parent.id) },
    { "processing_status", batch_json_read_string, G_STRUCT_OFFSET (Batch, status) },
    { "results_url", batch_json_read_string, G_STRUCT_OFFSET (Batch, results_url) },
    { "request_counts", read_counts, 0 },
  };
  Batch batch = { 0 };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), &batch);
  batch.parent.state = state_from_word (batch.status);
  batch.parent.n_done = batch.n_succeeded;
  batch.parent.n_failed = batch.n_errored + batch.n_cancelled + batch.n_expired;
  batch.parent.n_total = batch.n_processing + batch.parent.n_done + batch.parent.n_failed;
  /* Where the results are follows from the id; the URL says that they are there. */
  if (batch.results_url != NULL)
    batch.parent.output = g_strdup (batch.parent.id);
  g_free (batch.status);
  g_free (batch.results_url);
  *into = batch.parent;
  return into->id != NULL;
}

/* --- Lines --- */

typedef struct
{
  char           *custom_id;
  char           *type;
  BatchJsonValue  message;
  BatchJsonValue  error;
} Line;

static void
read_result (BatchJsonScanner *scanner,
             gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "type", batch_json_read_string, G_STRUCT_OFFSET (Line, type) },
    { "message", batch_json_read_slice, G_STRUCT_OFFSET (Line, message) },
    { "error", batch_json_read_slice, G_STRUCT_OFFSET (Line, error) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

typedef struct
{
  char *type;
  char *request_id;
} Failure;

static void
read_failure_inside (BatchJsonScanner *scanner,
                     gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "type", batch_json_read_string, G_STRUCT_OFFSET (Failure, type) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

/* The status that the same error has as an answer by itself. */
static int
status_from_type (const char *type)
{
  static const struct { const char *type; int status; } types[] = {
    { "invalid_request_error", 400 }, { "authentication_error", 401 },
    { "billing_error", 402 }, { "permission_error", 403 }, { "not_found_error", 404 },
    { "request_too_large", 413 }, { "rate_limit_error", 429 }, { "api_error", 500 },
    { "timeout_error", 504 }, { "overloaded_error", 529 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_strcmp0 (type, types[i].type) == 0)
      return types[i].status;

  return 500;
}

static void
take_error (const BatchJsonValue *error,
            BatchUpstreamLine    *answer)
{
  static const BatchJsonMember members[] = {
    { "error", read_failure_inside, 0 },
    { "request_id", batch_json_read_string, G_STRUCT_OFFSET (Failure, request_id) },
  };
  BatchJsonScanner scanner;
  Failure failure = { 0 };

  batch_json_scanner_init (&scanner, error->data, error->length, BATCH_JSON_DEPTH);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &failure);
  answer->fate = BATCH_FATE_ANSWERED;
  answer->status = status_from_type (failure.type);
  answer->body = *error;
  answer->request_id = failure.request_id;
  g_free (failure.type);
}

static void
take_result (const Line        *line,
             BatchUpstreamLine *answer)
{
  if (g_strcmp0 (line->type, "succeeded") == 0 && line->message.type == BATCH_JSON_OBJECT)
    {
      answer->fate = BATCH_FATE_ANSWERED;
      answer->status = 200;
      answer->body = line->message;
    }
  else if (g_strcmp0 (line->type, "errored") == 0 && line->error.type == BATCH_JSON_OBJECT)
    take_error (&line->error, answer);
  else
    answer->fate = g_strcmp0 (line->type, "expired") == 0 ? BATCH_FATE_EXPIRED
                   : g_strcmp0 (line->type, "canceled") == 0 ? BATCH_FATE_CANCELLED
                   : BATCH_FATE_FAILED;
}

static gboolean
read_line (const guint8      *data,
           gsize              length,
           BatchUpstreamLine *answer)
{
  static const BatchJsonMember members[] = {
    { "custom_id", batch_json_read_string, G_STRUCT_OFFSET (Line, custom_id) },
    { "result", read_result, 0 },
  };
  BatchJsonScanner scanner;
  Line line = { 0 };
  gboolean good;

  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &line);
  good = batch_json_scanner_finish (&scanner) && line.custom_id != NULL && line.type != NULL;
  if (good)
    {
      answer->custom_id = g_steal_pointer (&line.custom_id);
      take_result (&line, answer);
    }

  g_free (line.custom_id);
  g_free (line.type);
  return good;
}

const BatchProviderApi batch_anthropic_provider = {
  .title = "Anthropic",
  .max_items = 100000,
  .max_bytes = 256 * 1000 * 1000,
  .item_bytes = 96,
  .endpoints = 1u << BATCH_ENDPOINT_MESSAGES,
  .content_type = "application/json",
  .begin_input = begin_input,
  .add_item = add_item,
  .end_input = end_input,
  .make_path = make_path,
  .read_batch = read_batch,
  .read_line = read_line,
};
