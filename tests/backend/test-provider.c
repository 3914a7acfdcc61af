/* test-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-provider-private.h"

#include <string.h>

#include "http/batch-transport-error-private.h"

#define CLASSIC "https://one.openai.azure.com"
#define V1      "https://one.openai.azure.com/openai"
#define MARK    "handover_01a214d6-1291-7143-a951-febcf44f7fa3"

static GBytes *
to_bytes (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

/* --- What is asked --- */

static void
test_paths (void)
{
  static const struct
    {
      const BatchProviderApi *api;
      const char             *url;
      BatchAsk                what;
      const char             *id;
      const char             *path;
    } cases[] = {
    { &batch_openai_provider, "", BATCH_ASK_UPLOAD, NULL, "/v1/files" },
    { &batch_openai_provider, "", BATCH_ASK_FILE, "file-1", "/v1/files/file-1" },
    { &batch_openai_provider, "", BATCH_ASK_CREATE, NULL, "/v1/batches" },
    { &batch_openai_provider, "", BATCH_ASK_LIST, NULL, "/v1/batches?limit=100" },
    { &batch_openai_provider, "", BATCH_ASK_LIST, "b", "/v1/batches?limit=100&after=b" },
    { &batch_openai_provider, "", BATCH_ASK_BATCH, "b/../x", "/v1/batches/b%2F..%2Fx" },
    { &batch_openai_provider, "", BATCH_ASK_CANCEL, "b", "/v1/batches/b/cancel" },
    { &batch_openai_provider, "", BATCH_ASK_CONTENT, "f", "/v1/files/f/content" },
    { &batch_azure_provider, CLASSIC, BATCH_ASK_UPLOAD, NULL,
      "/openai/files?api-version=2024-10-21" },
    { &batch_azure_provider, CLASSIC, BATCH_ASK_LIST, "b",
      "/openai/batches?api-version=2024-10-21&limit=100&after=b" },
    { &batch_azure_provider, CLASSIC, BATCH_ASK_CONTENT, "f",
      "/openai/files/f/content?api-version=2024-10-21" },
    { &batch_azure_provider, V1, BATCH_ASK_CREATE, NULL, "/v1/batches" },
    { &batch_anthropic_provider, "", BATCH_ASK_CREATE, NULL, "/v1/messages/batches" },
    { &batch_anthropic_provider, "", BATCH_ASK_LIST, "m",
      "/v1/messages/batches?limit=100&after_id=m" },
    { &batch_anthropic_provider, "", BATCH_ASK_BATCH, "m", "/v1/messages/batches/m" },
    { &batch_anthropic_provider, "", BATCH_ASK_CANCEL, "m", "/v1/messages/batches/m/cancel" },
    { &batch_anthropic_provider, "", BATCH_ASK_CONTENT, "m", "/v1/messages/batches/m/results" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = cases[i].api->make_path (cases[i].url, cases[i].what, cases[i].id);

      g_assert_cmpstr (path, ==, cases[i].path);
    }
}

static char *
write_input (const BatchProviderApi *api,
             const char             *url,
             BatchEndpoint           endpoint)
{
  g_autoptr(GBytes) one = to_bytes ("{\"model\": \"m\",\n \"n\": 1}");
  g_autoptr(GBytes) two = to_bytes ("{\"model\": \"m\"}");
  GString *out = g_string_new (NULL);

  api->begin_input (out, "name");
  api->add_item (out, "a-0", url, endpoint, one, TRUE);
  api->add_item (out, "a-1", url, endpoint, two, FALSE);
  api->end_input (out);
  return g_string_free (out, FALSE);
}

static void
test_input (void)
{
  g_autofree char *openai = write_input (&batch_openai_provider, "",
                                         BATCH_ENDPOINT_CHAT_COMPLETIONS);
  g_autofree char *azure = write_input (&batch_azure_provider, CLASSIC, BATCH_ENDPOINT_EMBEDDINGS);
  g_autofree char *anthropic = write_input (&batch_anthropic_provider, "",
                                            BATCH_ENDPOINT_MESSAGES);

  g_assert_nonnull (strstr (openai, "name=\"purpose\"\r\n\r\nbatch\r\n"));
  g_assert_nonnull (strstr (openai, "filename=\"name.jsonl\""));
  g_assert_nonnull (strstr (openai,
                            "\r\n\r\n{\"custom_id\":\"a-0\",\"method\":\"POST\","
                            "\"url\":\"/v1/chat/completions\","
                            "\"body\":{\"model\": \"m\",  \"n\": 1}}\n"
                            "{\"custom_id\":\"a-1\","));
  g_assert_true (g_str_has_suffix (openai, "--\r\n"));
  g_assert_nonnull (strstr (azure, "\"url\":\"/embeddings\""));
  g_assert_cmpstr (anthropic, ==,
                   "{\"requests\":["
                   "{\"custom_id\":\"a-0\",\"params\":{\"model\": \"m\",\n \"n\": 1}},"
                   "{\"custom_id\":\"a-1\",\"params\":{\"model\": \"m\"}}]}");
}

static void
test_order (void)
{
  const BatchOrder order = { "file-1", MARK, "batch_7", BATCH_ENDPOINT_CHAT_COMPLETIONS };
  g_autoptr(GBytes) openai = batch_openai_provider.make_order ("", &order);
  g_autoptr(GBytes) azure = batch_azure_provider.make_order (CLASSIC, &order);
  g_autofree char *text = g_strndup (g_bytes_get_data (openai, NULL), g_bytes_get_size (openai));
  g_autofree char *other = g_strndup (g_bytes_get_data (azure, NULL), g_bytes_get_size (azure));

  g_assert_cmpstr (text, ==,
                   "{\"input_file_id\":\"file-1\",\"endpoint\":\"/v1/chat/completions\","
                   "\"completion_window\":\"24h\",\"metadata\":{\"batch_queue_handover\":\"" MARK
                   "\",\"batch_queue_job\":\"batch_7\"}}");
  g_assert_nonnull (strstr (other, "\"endpoint\":\"/chat/completions\""));
}

static void
test_ids (void)
{
  static const struct { const char *id; gboolean good; } cases[] = {
    { "febcf44f7fa3-12", TRUE }, { "febcf44f7fa4-12", FALSE }, { "febcf44f7fa3-", FALSE },
    { "febcf44f7fa3-x", FALSE }, { "febcf44f7fa312", FALSE }, { "febcf44f7fa3--1", FALSE },
    { "febcf44f7fa3-4294967296", FALSE }, { "r12", FALSE }, { "", FALSE },
  };
  g_autofree char *id = batch_provider_custom_id (MARK, 12);

  g_assert_cmpstr (id, ==, "febcf44f7fa3-12");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint32 position = 7;

      g_assert_cmpint (batch_provider_parse_id (MARK, cases[i].id, &position), ==, cases[i].good);
      g_assert_cmpuint (position, ==, cases[i].good ? 12 : 7);
    }
}

/* --- What is answered --- */

static void
test_states (void)
{
  static const struct
    {
      const BatchProviderApi *api;
      const char             *body;
      BatchUpstreamState      state;
      gint64                  n_done;
      gint64                  n_failed;
      const char             *output;
      const char             *errors;
      const char             *message;
    } cases[] = {
    { &batch_openai_provider, "{\"id\": \"b\", \"status\": \"validating\"}",
      BATCH_UPSTREAM_WORKING },
    { &batch_openai_provider,
      "{\"id\": \"b\", \"status\": \"in_progress\", \"output_file_id\": null, "
      "\"request_counts\": {\"total\": 9, \"completed\": 3, \"failed\": 1}}",
      BATCH_UPSTREAM_WORKING, 3, 1 },
    { &batch_openai_provider,
      "{\"id\": \"b\", \"status\": \"completed\", \"output_file_id\": \"o\", "
      "\"error_file_id\": \"e\"}", BATCH_UPSTREAM_COMPLETED, 0, 0, "o", "e" },
    { &batch_openai_provider,
      "{\"id\": \"b\", \"status\": \"failed\", \"errors\": {\"object\": \"list\", \"data\": ["
      "{\"code\": \"x\", \"message\": \"first\", \"line\": 1}, {\"message\": \"second\"}]}}",
      BATCH_UPSTREAM_FAILED, 0, 0, NULL, NULL, "first" },
    { &batch_openai_provider, "{\"id\": \"b\", \"status\": \"expired\"}", BATCH_UPSTREAM_EXPIRED },
    { &batch_openai_provider, "{\"id\": \"b\", \"status\": \"cancelling\"}",
      BATCH_UPSTREAM_CANCELLING },
    { &batch_openai_provider, "{\"id\": \"b\", \"status\": \"cancelled\"}",
      BATCH_UPSTREAM_CANCELLED },
    { &batch_azure_provider,
      "{\"id\": \"b\", \"status\": \"completed\", \"output_file_id\": \"o\", "
      "\"error_file_id\": \"\"}", BATCH_UPSTREAM_COMPLETED, 0, 0, "o" },
    { &batch_azure_provider,
      "{\"id\": \"b\", \"status\": \"completed\", \"output_file_id\": \"\", "
      "\"error_file_id\": \"e\"}", BATCH_UPSTREAM_COMPLETED, 0, 0, NULL, "e" },
    { &batch_azure_provider,
      "{\"id\": \"b\", \"status\": \"failed\", \"output_file_id\": \"\", "
      "\"error_file_id\": \"\"}", BATCH_UPSTREAM_FAILED },
    { &batch_openai_provider, "{\"id\": \"b\", \"status\": \"dreaming\"}",
      BATCH_UPSTREAM_UNKNOWN },
    { &batch_anthropic_provider, "{\"id\": \"m\", \"processing_status\": \"in_progress\"}",
      BATCH_UPSTREAM_WORKING },
    { &batch_anthropic_provider, "{\"id\": \"m\", \"processing_status\": \"canceling\"}",
      BATCH_UPSTREAM_CANCELLING },
    { &batch_anthropic_provider,
      "{\"id\": \"m\", \"processing_status\": \"ended\", \"results_url\": \"https://x/y\", "
      "\"request_counts\": {\"processing\": 0, \"succeeded\": 5, \"errored\": 1, "
      "\"canceled\": 2, \"expired\": 3}}", BATCH_UPSTREAM_COMPLETED, 5, 6, "m" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GBytes) body = to_bytes (cases[i].body);
      g_autoptr(BatchUpstream) batch = batch_provider_read_batch (cases[i].api, body);

      g_assert_nonnull (batch);
      g_assert_cmpint (batch->state, ==, cases[i].state);
      g_assert_cmpint (batch->n_done, ==, cases[i].n_done);
      g_assert_cmpint (batch->n_failed, ==, cases[i].n_failed);
      g_assert_cmpstr (batch->output, ==, cases[i].output);
      g_assert_cmpstr (batch->errors, ==, cases[i].errors);
      g_assert_cmpstr (batch->message, ==, cases[i].message);
    }
}

static void
test_not_a_batch (void)
{
  static const char *const bodies[] = {
    "", "[]", "{}", "{\"id\": 7}", "<html>", "{\"id\": \"b\"", "{\"id\": \"b\"} {}", "null",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr(GBytes) body = to_bytes (bodies[i]);

      g_assert_null (batch_provider_read_batch (&batch_openai_provider, body));
      g_assert_null (batch_provider_read_batch (&batch_anthropic_provider, body));
    }
}

static void
test_list (void)
{
  g_autoptr(GBytes) body = to_bytes (
    "{\"object\": \"list\", \"data\": ["
    "{\"id\": \"b1\", \"created_at\": 20, \"metadata\": null, \"input_file_id\": \"f\"}, "
    "{\"id\": \"b2\", \"created_at\": 10, \"input_file_id\": \"\", \"metadata\": {\"x\": \"y\", "
    "\"batch_queue_handover\": \"" MARK "\"}}, 7], \"has_more\": true}");
  g_autoptr(GBytes) bad = to_bytes ("{\"data\": 7}");
  gboolean more = FALSE;
  g_autoptr(GPtrArray) batches = batch_provider_read_list (&batch_openai_provider, body, &more);
  const BatchUpstream *first;
  const BatchUpstream *second;

  g_assert_true (more);
  g_assert_cmpuint (batches->len, ==, 2);
  first = g_ptr_array_index (batches, 0);
  g_assert_cmpstr (first->file, ==, "f");
  g_assert_null (first->mark);
  second = g_ptr_array_index (batches, 1);
  g_assert_cmpstr (second->id, ==, "b2");
  g_assert_null (second->file);
  g_assert_cmpint (second->created_at, ==, 10);
  g_assert_cmpstr (second->mark, ==, MARK);
  g_assert_null (batch_provider_read_list (&batch_openai_provider, bad, &more));
}

static void
test_files (void)
{
  static const struct { const char *body; const char *id; gboolean ready; } cases[] = {
    { "{\"id\": \"f\", \"status\": \"processed\"}", "f", TRUE },
    { "{\"id\": \"f\"}", "f", TRUE },
    { "{\"id\": \"f\", \"status\": \"pending\"}", "f", FALSE },
    { "{\"id\": \"f\", \"status\": \"running\"}", "f", FALSE },
    { "{}", NULL, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GBytes) body = to_bytes (cases[i].body);
      gboolean ready;
      g_autofree char *id = batch_openai_provider.read_file (body, &ready);

      g_assert_cmpstr (id, ==, cases[i].id);
      g_assert_cmpint (ready, ==, cases[i].ready);
    }
}

static void
test_lines (void)
{
  static const struct
    {
      const BatchProviderApi *api;
      const char             *line;
      BatchFate               fate;
      int                     status;
      const char             *body;      /* NULL: none */
      const char             *message;
      const char             *request_id;
    } cases[] = {
    { &batch_openai_provider,
      "{\"id\": \"x\", \"custom_id\": \"a-1\", \"response\": {\"status_code\": 200, "
      "\"request_id\": \"r\", \"body\": {\"ok\":  1}}, \"error\": null}",
      BATCH_FATE_ANSWERED, 200, "{\"ok\":  1}", NULL, "r" },
    { &batch_openai_provider,
      "{\"custom_id\": \"a-1\", \"response\": {\"status_code\": 429, \"request_id\": \"r\", "
      "\"body\": {\"error\": {}}}, \"error\": null}",
      BATCH_FATE_ANSWERED, 429, "{\"error\": {}}", NULL, "r" },
    { &batch_openai_provider,
      "{\"custom_id\": \"a-1\", \"response\": null, \"error\": {\"code\": \"batch_expired\", "
      "\"message\": \"late\"}}", BATCH_FATE_EXPIRED, 0, NULL, "late" },
    { &batch_openai_provider,
      "{\"custom_id\": \"a-1\", \"response\": null, \"error\": {\"code\": \"batch_cancelled\", "
      "\"message\": \"stop\"}}", BATCH_FATE_CANCELLED, 0, NULL, "stop" },
    { &batch_openai_provider,
      "{\"custom_id\": \"a-1\", \"response\": null, \"error\": {\"code\": \"odd\", "
      "\"message\": \"broke\"}}", BATCH_FATE_FAILED, 0, NULL, "broke" },
    { &batch_anthropic_provider,
      "{\"custom_id\": \"a-1\", \"result\": {\"type\": \"succeeded\", "
      "\"message\": {\"id\": \"msg\"}}}", BATCH_FATE_ANSWERED, 200, "{\"id\": \"msg\"}" },
    { &batch_anthropic_provider,
      "{\"custom_id\": \"a-1\", \"result\": {\"type\": \"errored\", \"error\": {"
      "\"type\": \"error\", \"error\": {\"type\": \"invalid_request_error\", "
      "\"message\": \"no\"}, \"request_id\": \"r\"}}}",
      BATCH_FATE_ANSWERED, 400,
      "{\"type\": \"error\", \"error\": {\"type\": \"invalid_request_error\", "
      "\"message\": \"no\"}, \"request_id\": \"r\"}", NULL, "r" },
    { &batch_anthropic_provider,
      "{\"custom_id\": \"a-1\", \"result\": {\"type\": \"errored\", \"error\": {"
      "\"error\": {\"type\": \"new_error\"}}}}", BATCH_FATE_ANSWERED, 500,
      "{\"error\": {\"type\": \"new_error\"}}" },
    { &batch_anthropic_provider, "{\"custom_id\": \"a-1\", \"result\": {\"type\": \"canceled\"}}",
      BATCH_FATE_CANCELLED },
    { &batch_anthropic_provider, "{\"custom_id\": \"a-1\", \"result\": {\"type\": \"expired\"}}",
      BATCH_FATE_EXPIRED },
    { &batch_anthropic_provider, "{\"custom_id\": \"a-1\", \"result\": {\"type\": \"odd\"}}",
      BATCH_FATE_FAILED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(BatchUpstreamLine) line = { 0 };
      const guint8 *data = (const guint8 *) cases[i].line;
      g_autofree char *body = NULL;

      g_assert_true (cases[i].api->read_line (data, strlen (cases[i].line), &line));
      body = line.body.type != BATCH_JSON_NONE
             ? g_strndup ((const char *) line.body.data, line.body.length) : NULL;
      g_assert_cmpstr (line.custom_id, ==, "a-1");
      g_assert_cmpint (line.fate, ==, cases[i].fate);
      g_assert_cmpint (line.status, ==, cases[i].status);
      g_assert_cmpstr (body, ==, cases[i].body);
      g_assert_cmpstr (line.message, ==, cases[i].message);
      g_assert_cmpstr (line.request_id, ==, cases[i].request_id);
    }
}

static void
test_not_a_line (void)
{
  static const char *const lines[] = {
    "{", "7", "{}", "{\"custom_id\": 1, \"result\": {\"type\": \"x\"}}",
    "{\"custom_id\": \"a\", \"response\": {\"status_code\": 200, \"bo",
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_auto(BatchUpstreamLine) line = { 0 };
      const guint8 *data = (const guint8 *) lines[i];

      g_assert_false (batch_openai_provider.read_line (data, strlen (lines[i]), &line));
      g_assert_false (batch_anthropic_provider.read_line (data, strlen (lines[i]), &line));
    }
}

/* --- Rules --- */

static void
test_waits (void)
{
  static const struct
    {
      guint  n;
      gint64 retry_after_ms;
      double random01;
      gint64 poll_ms;
      gint64 retry_ms;
    } cases[] = {
    { 1, -1, 0.5, 500, 1000 },
    { 1, -1, 0, 375, 750 },
    { 2, -1, 0.5, 750, 2000 },
    { 3, -1, 0.5, 1125, 4000 },
    { 100, -1, 0.5, 60000, 300000 },
    { 1, 30000, 0.5, 30000, 30000 },
    { 100, 30000, 0.5, 60000, 300000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (batch_provider_poll_wait (cases[i].n, cases[i].retry_after_ms,
                                                 cases[i].random01), ==, cases[i].poll_ms);
      g_assert_cmpint (batch_provider_retry_wait (cases[i].n, cases[i].retry_after_ms,
                                                  cases[i].random01), ==, cases[i].retry_ms);
    }
}

static void
test_meanings (void)
{
  static const struct { int status; BatchReplyMeaning meaning; } answers[] = {
    { 200, BATCH_REPLY_GOOD }, { 201, BATCH_REPLY_GOOD }, { 400, BATCH_REPLY_REFUSED },
    { 401, BATCH_REPLY_SHUT_OUT }, { 403, BATCH_REPLY_SHUT_OUT }, { 404, BATCH_REPLY_REFUSED },
    { 408, BATCH_REPLY_LOST }, { 429, BATCH_REPLY_LATER }, { 500, BATCH_REPLY_LOST },
    { 502, BATCH_REPLY_LOST }, { 503, BATCH_REPLY_LATER }, { 504, BATCH_REPLY_LOST },
    { 529, BATCH_REPLY_LATER }, { 302, BATCH_REPLY_REFUSED },
  };
  static const struct { BatchTransportError code; BatchReplyMeaning meaning; } errors[] = {
    { BATCH_TRANSPORT_ERROR_UNREACHABLE, BATCH_REPLY_LATER },
    { BATCH_TRANSPORT_ERROR_UNTRUSTED, BATCH_REPLY_LATER },
    { BATCH_TRANSPORT_ERROR_CONNECT_TIMEOUT, BATCH_REPLY_LATER },
    { BATCH_TRANSPORT_ERROR_FIRST_BYTE_TIMEOUT, BATCH_REPLY_LOST },
    { BATCH_TRANSPORT_ERROR_LOST, BATCH_REPLY_LOST },
    { BATCH_TRANSPORT_ERROR_CUT, BATCH_REPLY_LOST },
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      const BatchResponse response = { .status = answers[i].status };

      g_assert_cmpint (batch_provider_judge (&response, NULL), ==, answers[i].meaning);
    }
  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_autoptr(GError) error = g_error_new_literal (BATCH_TRANSPORT_ERROR, errors[i].code, "");

      g_assert_cmpint (batch_provider_judge (NULL, error), ==, errors[i].meaning);
    }
}

static void
test_reasons (void)
{
  static const struct { const char *body; const char *reason; } cases[] = {
    { "{\"error\": {\"message\": \"No such file\"}}", "No such file" },
    { "{\"type\": \"error\", \"error\": {\"type\": \"x\", \"message\": \"No\"}}", "No" },
    { "<html>", "it answered with HTTP status 418" },
    { "", "it answered with HTTP status 418" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GBytes) body = to_bytes (cases[i].body);
      const BatchResponse response = { .status = 418, .body = body };
      g_autofree char *reason = batch_provider_dup_reason (&response);

      g_assert_cmpstr (reason, ==, cases[i].reason);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/backend/provider/paths", test_paths);
  g_test_add_func ("/batch/backend/provider/input", test_input);
  g_test_add_func ("/batch/backend/provider/order", test_order);
  g_test_add_func ("/batch/backend/provider/ids", test_ids);
  g_test_add_func ("/batch/backend/provider/states", test_states);
  g_test_add_func ("/batch/backend/provider/not-a-batch", test_not_a_batch);
  g_test_add_func ("/batch/backend/provider/list", test_list);
  g_test_add_func ("/batch/backend/provider/files", test_files);
  g_test_add_func ("/batch/backend/provider/lines", test_lines);
  g_test_add_func ("/batch/backend/provider/not-a-line", test_not_a_line);
  g_test_add_func ("/batch/backend/provider/waits", test_waits);
  g_test_add_func ("/batch/backend/provider/meanings", test_meanings);
  g_test_add_func ("/batch/backend/provider/reasons", test_reasons);

  return g_test_run ();
}
