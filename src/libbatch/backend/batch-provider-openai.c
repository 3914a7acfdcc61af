/* backend/batch-provider-openai.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-provider-private.h"

#include <string.h>

#include "format/batch-result-private.h"
#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"

/* The batch API of OpenAI, and that of Azure, which has other paths and names endpoints
 * without the version. The input is a file by itself, uploaded as a form; its answers are
 * two files. A batch carries metadata, by which it is found again. */

#define MARK "batch_queue_handover"
#define JOB  "batch_queue_job"

#define BOUNDARY    "batch-queue-c1f7a2d9e05b48436bd3"
#define API_VERSION "api-version=2024-10-21"
#define PAGE        "100"

/* --- The input --- */

static void
begin_input (GString    *out,
             const char *name)
{
  g_string_append (out, "--" BOUNDARY "\r\n"
                        "Content-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n"
                        "--" BOUNDARY "\r\n"
                        "Content-Disposition: form-data; name=\"file\"; filename=\"");
  g_string_append (out, name);
  g_string_append (out, ".jsonl\"\r\nContent-Type: application/jsonl\r\n\r\n");
}

static void
end_input (GString *out)
{
  g_string_append (out, "\r\n--" BOUNDARY "--\r\n");
}

static gboolean
is_azure_classic (const char *url)
{
  return !g_str_has_suffix (url, "/openai");
}

static const char *
no_version (const char *path)
{
  return path + strlen ("/v1");
}

static void
append_item (GString    *out,
             const char *custom_id,
             const char *path,
             GBytes     *body,
             gboolean    first)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);

  if (!first)
    g_string_append_c (out, '\n');
  g_string_append_printf (out, "{\"custom_id\":\"%s\",\"method\":\"POST\",\"url\":\"%s\","
                               "\"body\":", custom_id, path);
  batch_json_append_one_line (out, data, length);
  g_string_append_c (out, '}');
}

static void
add_item (GString       *out,
          const char    *custom_id,
          const char    *url,
          BatchEndpoint  endpoint,
          GBytes        *body,
          gboolean       first)
{
  append_item (out, custom_id, batch_endpoint_get_path (endpoint), body, first);
}

static void
azure_add_item (GString       *out,
                const char    *custom_id,
                const char    *url,
                BatchEndpoint  endpoint,
                GBytes        *body,
                gboolean       first)
{
  const char *path = batch_endpoint_get_path (endpoint);

  append_item (out, custom_id, is_azure_classic (url) ? no_version (path) : path, body, first);
}

/* --- What is asked --- */

/* @root: what paths begin with. @query: (nullable): that they end with */
static char *
make_path (const char *root,
           const char *query,
           BatchAsk    what,
           const char *id)
{
  g_autofree char *escaped = id != NULL ? g_uri_escape_string (id, NULL, FALSE) : NULL;
  g_autofree char *last = query != NULL ? g_strconcat ("?", query, NULL) : g_strdup ("");
  g_autofree char *page = g_strconcat (query != NULL ? "&" : "?", "limit=" PAGE,
                                       escaped != NULL ? "&after=" : "",
                                       escaped != NULL ? escaped : "", NULL);

  switch (what)
    {
    case BATCH_ASK_UPLOAD:
      return g_strconcat (root, "/files", last, NULL);
    case BATCH_ASK_FILE:
      return g_strconcat (root, "/files/", escaped, last, NULL);
    case BATCH_ASK_CREATE:
      return g_strconcat (root, "/batches", last, NULL);
    case BATCH_ASK_LIST:
      return g_strconcat (root, "/batches", last, page, NULL);
    case BATCH_ASK_BATCH:
      return g_strconcat (root, "/batches/", escaped, last, NULL);
    case BATCH_ASK_CANCEL:
      return g_strconcat (root, "/batches/", escaped, "/cancel", last, NULL);
    case BATCH_ASK_CONTENT:
      return g_strconcat (root, "/files/", escaped, "/content", last, NULL);
    }

  g_return_val_if_reached (NULL);
}

static char *
openai_make_path (const char *url,
                  BatchAsk    what,
                  const char *id)
{
  return make_path ("/v1", NULL, what, id);
}

static char *
azure_make_path (const char *url,
                 BatchAsk    what,
                 const char *id)
{
  return is_azure_classic (url) ? make_path ("/openai", API_VERSION, what, id)
                                : make_path ("/v1", NULL, what, id);
}

static GBytes *
make_order (const BatchOrder *order,
            const char       *path)
{
  GString *out = g_string_new ("{\"input_file_id\":");

  batch_json_append_string (out, order->file_id, -1);
  g_string_append_printf (out, ",\"endpoint\":\"%s\",\"completion_window\":\"24h\","
                               "\"metadata\":{\"" MARK "\":", path);
  batch_json_append_string (out, order->mark, -1);
  g_string_append (out, ",\"" JOB "\":");
  batch_json_append_string (out, order->job_id, -1);
  g_string_append (out, "}}");
  return g_string_free_to_bytes (out);
}

static GBytes *
openai_make_order (const char       *url,
                   const BatchOrder *order)
{
  return make_order (order, batch_endpoint_get_path (order->endpoint));
}

static GBytes *
azure_make_order (const char       *url,
                  const BatchOrder *order)
{
  const char *path = batch_endpoint_get_path (order->endpoint);

  return make_order (order, is_azure_classic (url) ? no_version (path) : path);
}

/* --- What is answered --- */

typedef struct
{
  char *id;
  char *status;
} File;

/* Azure takes its time before a file can be used, and says so. */
static char *
read_file (GBytes   *body,
           gboolean *ready)
{
  static const BatchJsonMember members[] = {
    { "id", batch_json_read_string, G_STRUCT_OFFSET (File, id) },
    { "status", batch_json_read_string, G_STRUCT_OFFSET (File, status) },
  };
  BatchJsonScanner scanner;
  File file = { 0 };
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);

  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &file);
  *ready = g_strcmp0 (file.status, "pending") != 0 && g_strcmp0 (file.status, "running") != 0;
  g_free (file.status);
  return file.id;
}

static void
read_counts (BatchJsonScanner *scanner,
             gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "total", batch_json_read_int, G_STRUCT_OFFSET (BatchUpstream, n_total) },
    { "completed", batch_json_read_int, G_STRUCT_OFFSET (BatchUpstream, n_done) },
    { "failed", batch_json_read_int, G_STRUCT_OFFSET (BatchUpstream, n_failed) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

static void
read_metadata (BatchJsonScanner *scanner,
               gpointer          field)
{
  static const BatchJsonMember members[] = {
    { MARK, batch_json_read_string, G_STRUCT_OFFSET (BatchUpstream, mark) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

static void
read_issue (BatchJsonScanner *scanner,
            gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "message", batch_json_read_string, G_STRUCT_OFFSET (BatchUpstream, message) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

static void
read_issues (BatchJsonScanner *scanner,
             gpointer          field)
{
  batch_json_read_first (scanner, read_issue, field);
}

static void
read_errors (BatchJsonScanner *scanner,
             gpointer          field)
{
  static const BatchJsonMember members[] = { { "data", read_issues, 0 } };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

static BatchUpstreamState
state_from_word (const char *status)
{
  static const struct { const char *word; BatchUpstreamState state; } words[] = {
    { "validating", BATCH_UPSTREAM_WORKING },
    { "in_progress", BATCH_UPSTREAM_WORKING },
    { "finalizing", BATCH_UPSTREAM_WORKING },
    { "cancelling", BATCH_UPSTREAM_CANCELLING },
    { "completed", BATCH_UPSTREAM_COMPLETED },
    { "failed", BATCH_UPSTREAM_FAILED },
    { "expired", BATCH_UPSTREAM_EXPIRED },
    { "cancelled", BATCH_UPSTREAM_CANCELLED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (status, words[i].word) == 0)
      return words[i].state;

  return BATCH_UPSTREAM_UNKNOWN;
}

typedef struct
{
  BatchUpstream  parent;           /* first: what is inside is read into it */
  char          *status;
} Batch;

/* Azure writes a file that is not there as one without a name. */
static void
drop_empty (char **id)
{
  if (g_strcmp0 (*id, "") == 0)
    g_clear_pointer (id, g_free);
}

static gboolean
read_batch (BatchJsonScanner *scanner,
            BatchUpstream    *into)
{
  static const BatchJsonMember members[] = {
    { "id", batch_json_read_string, G_STRUCT_OFFSET (Batch, parent.id) },
    { "status", batch_json_read_string, G_STRUCT_OFFSET (Batch, status) },
    { "input_file_id", batch_json_read_string, G_STRUCT_OFFSET (Batch, parent.file) },
    { "output_file_id", batch_json_read_string, G_STRUCT_OFFSET (Batch, parent.output) },
    { "error_file_id", batch_json_read_string, G_STRUCT_OFFSET (Batch, parent.errors) },
    { "created_at", batch_json_read_int, G_STRUCT_OFFSET (Batch, parent.created_at) },
    { "request_counts", read_counts, 0 },
    { "metadata", read_metadata, 0 },
    { "errors", read_errors, 0 },
  };
  Batch batch = { 0 };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), &batch);
  batch.parent.state = state_from_word (batch.status);
  g_free (batch.status);
  *into = batch.parent;
  drop_empty (&into->file);
  drop_empty (&into->output);
  drop_empty (&into->errors);
  return into->id != NULL;
}

/* An answer that was none of 2xx is in the error file, and an error of the provider itself
 * has a code there. */
static gboolean
read_line (const guint8      *line,
           gsize              length,
           BatchUpstreamLine *answer)
{
  g_auto(BatchResultLine) result = { 0 };

  if (!batch_result_line_read (&result, line, length, NULL))
    return FALSE;

  answer->custom_id = g_steal_pointer (&result.custom_id);
  answer->request_id = g_steal_pointer (&result.request_id);
  answer->message = g_steal_pointer (&result.error_message);
  answer->body = result.body;
  answer->status = (int) result.status_code;
  answer->fate = g_strcmp0 (result.error_code, "batch_expired") == 0 ? BATCH_FATE_EXPIRED
                 : g_strcmp0 (result.error_code, "batch_cancelled") == 0 ? BATCH_FATE_CANCELLED
                 : result.status_code > 0 ? BATCH_FATE_ANSWERED : BATCH_FATE_FAILED;
  return TRUE;
}

#define OPENAI_ENDPOINTS \
  (1u << BATCH_ENDPOINT_CHAT_COMPLETIONS | 1u << BATCH_ENDPOINT_COMPLETIONS | \
   1u << BATCH_ENDPOINT_EMBEDDINGS | 1u << BATCH_ENDPOINT_RESPONSES | \
   1u << BATCH_ENDPOINT_MODERATIONS)

const BatchProviderApi batch_openai_provider = {
  .title = "OpenAI",
  .max_items = 50000,
  .max_bytes = 200 * 1000 * 1000,
  .item_bytes = 128,
  .endpoints = OPENAI_ENDPOINTS,
  .one_key = TRUE,
  .has_files = TRUE,
  .has_marks = TRUE,
  .content_type = "multipart/form-data; boundary=" BOUNDARY,
  .begin_input = begin_input,
  .add_item = add_item,
  .end_input = end_input,
  .make_path = openai_make_path,
  .make_order = openai_make_order,
  .read_file = read_file,
  .read_batch = read_batch,
  .read_line = read_line,
};

const BatchProviderApi batch_azure_provider = {
  .title = "Azure OpenAI",
  .max_items = 100000,
  .max_bytes = 200 * 1000 * 1000,
  .item_bytes = 128,
  .endpoints = 1u << BATCH_ENDPOINT_CHAT_COMPLETIONS | 1u << BATCH_ENDPOINT_COMPLETIONS |
               1u << BATCH_ENDPOINT_EMBEDDINGS | 1u << BATCH_ENDPOINT_RESPONSES,
  .one_key = TRUE,
  .has_files = TRUE,
  .has_marks = TRUE,
  .content_type = "multipart/form-data; boundary=" BOUNDARY,
  .begin_input = begin_input,
  .add_item = azure_add_item,
  .end_input = end_input,
  .make_path = azure_make_path,
  .make_order = azure_make_order,
  .read_file = read_file,
  .read_batch = read_batch,
  .read_line = read_line,
};
