/* test-wire.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-wire-private.h"

#include <string.h>

#include "backend/batch-backend-kind-private.h"
#include "batch-types.h"
#include "http/client-fixture.h"
#include "support/test-support.h"

#define CHAT "{\"model\":\"m\",\"messages\":[]}"
#define NATIVE_CHAT "{\"model\":\"m\",\"messages\":[],\"truncate\":false}"

static void
test_paths (void)
{
  static const char *const chat = "/v1/chat/completions";
  static const struct
  {
    const char    *kind;
    const char    *url;
    BatchEndpoint  endpoint;
    const char    *body;
    const char    *path;
    const char    *sent;             /* NULL: the body as it is */
  } cases[] = {
    { "openai-compatible", "http://a", BATCH_ENDPOINT_CHAT_COMPLETIONS, CHAT, chat, NULL },
    { "openai-compatible", "http://a", BATCH_ENDPOINT_MESSAGES, "{}", "/v1/messages", NULL },
    { "llama-server", "http://a", BATCH_ENDPOINT_MESSAGES, "{}", "/v1/messages", NULL },
    { "openai", "https://api.openai.com", BATCH_ENDPOINT_RESPONSES, "{}", "/v1/responses", NULL },
    { "anthropic", "https://api.anthropic.com", BATCH_ENDPOINT_MESSAGES, "{}", "/v1/messages",
      NULL },
    { "azure-openai", "https://x.openai.azure.com", BATCH_ENDPOINT_CHAT_COMPLETIONS, CHAT,
      "/openai/deployments/m/chat/completions?api-version=2025-04-01-preview", NULL },
    { "azure-openai", "https://x.openai.azure.com", BATCH_ENDPOINT_EMBEDDINGS,
      "{\"model\":\"my model\"}",
      "/openai/deployments/my%20model/embeddings?api-version=2025-04-01-preview", NULL },
    { "azure-openai", "https://x.openai.azure.com/openai", BATCH_ENDPOINT_CHAT_COMPLETIONS, CHAT,
      chat, NULL },
    { "ollama", "http://a", BATCH_ENDPOINT_CHAT_COMPLETIONS, CHAT, "/api/chat", NATIVE_CHAT },
    { "ollama", "http://a", BATCH_ENDPOINT_EMBEDDINGS, "{\"input\":\"a\"}", "/api/embed",
      "{\"input\":\"a\",\"truncate\":false}" },
    /* What has no native form goes as it is. */
    { "ollama", "http://a", BATCH_ENDPOINT_CHAT_COMPLETIONS, "{\"logit_bias\":{\"1\":2}}", chat,
      NULL },
    { "ollama", "http://a", BATCH_ENDPOINT_COMPLETIONS, "{\"n\":1}", "/v1/completions", NULL },
    { "ollama", "http://a", BATCH_ENDPOINT_COMPLETIONS, "{}", "/v1/completions", NULL },
    { "ollama", "http://a", BATCH_ENDPOINT_MESSAGES, "{}", "/v1/messages", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GBytes) body = g_bytes_new_static (cases[i].body, strlen (cases[i].body));
      const char *sent = cases[i].sent != NULL ? cases[i].sent : cases[i].body;
      g_autoptr(GBytes) expected = g_bytes_new_static (sent, strlen (sent));
      g_auto(BatchWire) wire = { 0 };
      g_autoptr(GError) error = NULL;

      g_assert_true (batch_backend_kind_make_wire (batch_backend_kind_find (cases[i].kind),
                                                   cases[i].url, cases[i].endpoint, body, &wire,
                                                   &error));
      g_assert_no_error (error);
      g_assert_cmpstr (wire.path, ==, cases[i].path);
      g_assert_true (g_bytes_equal (wire.body, expected));
      g_assert_cmpint (wire.form != BATCH_REPLY_PLAIN, ==, cases[i].sent != NULL);
    }
}

/* Where a server has only the other API, requests are put in its words. */
static void
test_other_words (void)
{
  static const char messages[] =
    "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}";
  static const char response[] = "{\"model\":\"m\",\"input\":\"a\",\"max_output_tokens\":9}";
  static const struct
  {
    const char    *kind;
    BatchEndpoint  endpoint;
    gboolean       other;            /* the server has turned out not to have it */
    const char    *body;
    const char    *path;
    const char    *sent;             /* NULL: the body as it is */
    BatchEndpoint  asked;
  } cases[] = {
    { "openai", BATCH_ENDPOINT_MESSAGES, FALSE, messages, "/v1/chat/completions",
      "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],"
      "\"max_completion_tokens\":9}", BATCH_ENDPOINT_MESSAGES },
    { "azure-openai", BATCH_ENDPOINT_MESSAGES, FALSE, messages,
      "/openai/deployments/m/chat/completions?api-version=2025-04-01-preview",
      "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],"
      "\"max_completion_tokens\":9}", BATCH_ENDPOINT_MESSAGES },
    { "anthropic", BATCH_ENDPOINT_CHAT_COMPLETIONS, FALSE,
      "{\"model\":\"m\",\"max_completion_tokens\":9,\"messages\":[{\"role\":\"user\","
      "\"content\":\"a\"}]}",
      "/v1/messages",
      "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"max_tokens\":9}",
      BATCH_ENDPOINT_CHAT_COMPLETIONS },
    { "openai-compatible", BATCH_ENDPOINT_MESSAGES, FALSE, messages, "/v1/messages", NULL,
      BATCH_ENDPOINT_NONE },
    { "openai-compatible", BATCH_ENDPOINT_MESSAGES, TRUE, messages, "/v1/chat/completions",
      "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"max_tokens\":9}",
      BATCH_ENDPOINT_MESSAGES },
    { "ollama", BATCH_ENDPOINT_MESSAGES, FALSE, messages, "/api/chat",
      "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"options\":"
      "{\"num_predict\":9},\"truncate\":false}", BATCH_ENDPOINT_MESSAGES },
    { "azure-openai", BATCH_ENDPOINT_RESPONSES, FALSE, response,
      "/openai/deployments/m/chat/completions?api-version=2025-04-01-preview",
      "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],"
      "\"max_completion_tokens\":9}", BATCH_ENDPOINT_RESPONSES },
    { "ollama", BATCH_ENDPOINT_RESPONSES, FALSE, response, "/v1/responses", NULL,
      BATCH_ENDPOINT_NONE },
    { "ollama", BATCH_ENDPOINT_RESPONSES, TRUE, response, "/api/chat",
      "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"options\":"
      "{\"num_predict\":9},\"truncate\":false}", BATCH_ENDPOINT_RESPONSES },
    { "openai-compatible", BATCH_ENDPOINT_RESPONSES, TRUE, response, "/v1/chat/completions",
      "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"max_tokens\":9}",
      BATCH_ENDPOINT_RESPONSES },
    /* Such servers would say nothing, and leave it out. */
    { "llama-server", BATCH_ENDPOINT_MESSAGES, FALSE, messages, "/v1/messages", NULL,
      BATCH_ENDPOINT_NONE },
    { "llama-server", BATCH_ENDPOINT_MESSAGES, FALSE,
      "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[],\"tool_choice\":null}", "/v1/messages",
      NULL,
      BATCH_ENDPOINT_NONE },
    { "llama-swap", BATCH_ENDPOINT_MESSAGES, FALSE,
      "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[],\"output_config\":{\"effort\":\"low\"}}",
      "/v1/chat/completions",
      "{\"model\":\"m\",\"messages\":[],\"max_tokens\":9,\"reasoning_effort\":\"low\"}",
      BATCH_ENDPOINT_MESSAGES },
    /* What has no form in its own API goes as it is: there it is understood. */
    { "ollama", BATCH_ENDPOINT_MESSAGES, FALSE,
      "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[],\"thinking\":{\"type\":\"enabled\","
      "\"budget_tokens\":1024}}", "/v1/messages", NULL, BATCH_ENDPOINT_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const BatchBackendKind *kind = batch_backend_kind_find (cases[i].kind);
      g_autoptr(GBytes) body = g_bytes_new_static (cases[i].body, strlen (cases[i].body));
      g_auto(BatchWire) wire = { 0 };
      g_autoptr(GError) error = NULL;
      g_autofree char *sent = NULL;
      gboolean made = cases[i].other
                      ? batch_backend_kind_make_other_wire (kind, "http://a", cases[i].endpoint,
                                                            body, &wire, &error)
                      : batch_backend_kind_make_wire (kind, "http://a", cases[i].endpoint, body,
                                                      &wire, &error);

      g_assert_no_error (error);
      g_assert_true (made);
      sent = g_strndup (g_bytes_get_data (wire.body, NULL), g_bytes_get_size (wire.body));
      g_assert_cmpstr (wire.path, ==, cases[i].path);
      g_assert_cmpstr (sent, ==, cases[i].sent != NULL ? cases[i].sent : cases[i].body);
      g_assert_cmpint (wire.asked, ==, cases[i].asked);
    }
}

#define ONE_ANSWER \
  "Ollama cannot be told “n”, as it gives one answer: leave it out, or send the request to a " \
  "server that gives more"

static void
test_refusals (void)
{
  static const struct
  {
    const char    *kind;
    BatchEndpoint  endpoint;
    const char    *body;
    const char    *message;
    const char    *obstacle;
  } cases[] = {
    { "anthropic", BATCH_ENDPOINT_EMBEDDINGS, "{}",
      "Anthropic has no /v1/embeddings: send the request to another server, or write it for "
      "/v1/messages" },
    { "anthropic", BATCH_ENDPOINT_RESPONSES, "{\"model\":\"m\",\"input\":\"a\"}",
      "Anthropic has no /v1/responses: send the request to another server, or write it for "
      "/v1/messages" },
    { "azure-openai", BATCH_ENDPOINT_MODERATIONS, "{}",
      "Azure OpenAI has no /v1/moderations: send the request to another server, or write it for "
      "/v1/chat/completions, /v1/completions, /v1/embeddings" },
    /* What the other API cannot be told. */
    { "azure-openai", BATCH_ENDPOINT_RESPONSES, "{\"model\":\"m\"}",
      "Azure OpenAI has to be told “input”, which is missing: add it, or send the request to a "
      "server that has /v1/responses", "input" },
    { "azure-openai", BATCH_ENDPOINT_RESPONSES,
      "{\"model\":\"m\",\"input\":\"a\",\"conversation\":\"c\"}",
      "Azure OpenAI cannot be told “conversation”, as no answer is kept there: leave it out, or "
      "send the request to a server that has /v1/responses", "conversation" },
    { "anthropic", BATCH_ENDPOINT_CHAT_COMPLETIONS, "{\"model\":\"m\"}",
      "Anthropic has to be told “messages”, which is missing: add it, or send the request to a "
      "server that has /v1/chat/completions", "messages" },
    { "anthropic", BATCH_ENDPOINT_CHAT_COMPLETIONS, "{\"messages\":[],\"max_tokens\":1,\"seed\":7}",
      "Anthropic cannot be told “seed”: leave it out, or send the request to a server that has "
      "/v1/chat/completions", "seed" },
    { "anthropic", BATCH_ENDPOINT_CHAT_COMPLETIONS, "[]", "The request is not a JSON object" },
    { "openai", BATCH_ENDPOINT_MESSAGES,
      "{\"max_tokens\":1,\"messages\":[],\"stop_sequences\":[\"1\",\"2\",\"3\",\"4\",\"5\"]}",
      "OpenAI cannot be told “stop_sequences”, of which it takes four: leave it out, or send the "
      "request to a server that has /v1/messages", "stop_sequences" },
    { "azure-openai", BATCH_ENDPOINT_MESSAGES, "{\"max_tokens\":1,\"messages\":[]}",
      "The request names no “model”, which is the deployment at Azure" },
    { "azure-openai", BATCH_ENDPOINT_CHAT_COMPLETIONS, "{\"messages\":[]}",
      "The request names no “model”, which is the deployment at Azure" },
    { "ollama", BATCH_ENDPOINT_MODERATIONS, "{}",
      "Ollama has no /v1/moderations: send the request to another server, or write it for "
      "/v1/chat/completions, /v1/completions, /v1/embeddings, /v1/responses, /v1/messages" },
    { "ollama", BATCH_ENDPOINT_CHAT_COMPLETIONS, "{\"logit_bias\":{\"1\":2},\"num_ctx\":4096}",
      "Ollama cannot be told “logit_bias” together with options of its own: leave one of them "
      "out", "logit_bias" },
    { "ollama", BATCH_ENDPOINT_CHAT_COMPLETIONS, "{\"messages\":[],\"n\":2}", ONE_ANSWER, "n" },
    { "ollama", BATCH_ENDPOINT_COMPLETIONS, "{\"prompt\":\"a\",\"n\":3}", ONE_ANSWER, "n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GBytes) body = g_bytes_new_static (cases[i].body, strlen (cases[i].body));
      g_auto(BatchWire) wire = { 0 };
      g_autoptr(GError) error = NULL;

      g_assert_false (batch_backend_kind_make_wire (batch_backend_kind_find (cases[i].kind),
                                                    "http://a", cases[i].endpoint, body, &wire,
                                                    &error));
      g_assert_nonnull (error);
      g_assert_cmpstr (error->message, ==, cases[i].message);
      g_assert_cmpstr (wire.obstacle, ==, cases[i].obstacle);
    }
}

/* Each says who it is in its own way, and never in that of another. */
static void
keep_headers (RawConnection *connection,
              gpointer       user_data)
{
  GString *headers = user_data;

  while (raw_connection_read_request (connection))
    {
      g_string_assign (headers, connection->request->str);
      raw_connection_answer (connection, "{}");
    }
}

static void
test_headers (void)
{
  static const struct
  {
    const char *kind;
    const char *with;
    const char *without;
  } cases[] = {
    { "openai", "\r\nAuthorization: Bearer sk-1\r\n", "sk-1\r\nsk" },
    { "ollama", "\r\nAuthorization: Bearer sk-1\r\n", "anthropic" },
    { "azure-openai", "\r\napi-key: sk-1\r\n", "Authorization" },
    { "anthropic", "\r\nx-api-key: sk-1\r\n", "Authorization" },
    { "anthropic", "\r\nanthropic-version: 2023-06-01\r\n", "Bearer" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GString) headers = g_string_new (NULL);
      g_autoptr(RawServer) server = raw_server_new (keep_headers, headers);
      BatchClientSettings settings = BATCH_CLIENT_SETTINGS_INIT;
      g_autoptr(BatchClient) client = NULL;
      g_autoptr(BatchResponse) response = NULL;

      batch_backend_kind_fill_settings (batch_backend_kind_find (cases[i].kind), &settings);
      client = batch_client_new (raw_server_get_url (server), "sk-1", &settings, NULL);
      response = send_text (client, "{}", NULL, NULL);
      g_assert_nonnull (response);
      g_assert_nonnull (strstr (headers->str, cases[i].with));
      g_assert_null (strstr (headers->str, cases[i].without));
    }
}

static void
test_hosts (void)
{
  static const struct
  {
    const char *url;
    gboolean    is_azure;
  } cases[] = {
    { "https://openai.azure.com", TRUE },
    { "https://x.openai.azure.com", TRUE },
    { "https://x.openai.azure.com/openai", TRUE },
    { "https://evilopenai.azure.com", FALSE },
    { "https://openai.azure.com.evil.example", FALSE },
    { "http://a/openai.azure.com", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (batch_backend_kind_is_host (cases[i].url, "openai.azure.com"), ==,
                     cases[i].is_azure);
}

/* --- Answers in Ollama's own words --- */

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nConnection: close\r\n\r\n"
/* In a way that is not known, so that it is taken as it is. */
#define PACKED \
  "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson; charset=utf-8\r\n" \
  "Content-Encoding: br\r\nConnection: close\r\n\r\n"
#define PIECE(text) \
  "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"" text "\"}," \
  "\"done\":false}\n"
#define END \
  "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true," \
  "\"done_reason\":\"stop\",\"eval_count\":2}\n"

static void
say_text (RawConnection *connection,
          gpointer       user_data)
{
  const char *text = user_data;

  raw_connection_read_request (connection);
  raw_connection_say (connection, text);
}

static void
say_bytes (RawConnection *connection,
           gpointer       user_data)
{
  const char *text = user_data;

  raw_connection_read_request (connection);
  for (gsize i = 0; text[i] != '\0'; i++)
    raw_connection_write (connection, text + i, 1);
}

static BatchResponse *
ask (RawServer  *server,
     GError    **error)
{
  BatchClientSettings settings = BATCH_CLIENT_SETTINGS_INIT;
  BatchWire wire = { (char *) "/api/chat", NULL, BATCH_REPLY_OLLAMA_CHAT };
  g_autoptr(BatchClient) client = NULL;
  g_autoptr(GBytes) body = g_bytes_new_static ("{}", 2);
  g_autoptr(GAsyncResult) result = NULL;

  settings.response_limit = 2000;
  client = batch_client_new (raw_server_get_url (server), NULL, &settings, NULL);
  wire.body = body;
  batch_client_wire_async (client, &wire, NULL, NULL, NULL, NULL, batch_test_store_result,
                           &result);
  batch_test_wait (&result);
  return batch_client_send_finish (client, result, error);
}

static void
test_lines (void)
{
  static const char whole[] = HEAD PIECE ("Good") "\r\n" PIECE (" tea") END;
  static const RawServerFunc funcs[] = { say_text, say_bytes };

  for (guint i = 0; i < G_N_ELEMENTS (funcs); i++)
    {
      g_autoptr(RawServer) server = raw_server_new (funcs[i], (gpointer) whole);
      g_autoptr(GError) error = NULL;
      g_autoptr(BatchResponse) response = ask (server, &error);
      const char *body;
      gsize length;

      g_assert_no_error (error);
      body = g_bytes_get_data (response->body, &length);
      g_assert_nonnull (g_strstr_len (body, (gssize) length, "\"content\":\"Good tea\""));
      g_assert_nonnull (g_strstr_len (body, (gssize) length, "\"finish_reason\":\"stop\""));
    }
}

/* By a proxy that packs whatever comes by: they are read once all are there. */
static void
test_packed_lines (void)
{
  g_autoptr(RawServer) server = raw_server_new (say_text, (gpointer) PACKED PIECE ("Good")
                                                                     PIECE (" tea") END);
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = ask (server, &error);
  const char *body;
  gsize length;

  g_assert_no_error (error);
  body = g_bytes_get_data (response->body, &length);
  g_assert_nonnull (g_strstr_len (body, (gssize) length, "\"content\":\"Good tea\""));
  g_assert_nonnull (g_strstr_len (body, (gssize) length, "\"finish_reason\":\"stop\""));
}

static void
test_broken_lines (void)
{
  static const struct
  {
    const char *text;
    int         code;
  } cases[] = {
    { HEAD, BATCH_TRANSPORT_ERROR_CUT },
    { HEAD PIECE ("a"), BATCH_TRANSPORT_ERROR_CUT },
    { PACKED PIECE ("a"), BATCH_TRANSPORT_ERROR_CUT },
    { HEAD PIECE ("a") "{\"model\":\"m\",\"mess", BATCH_TRANSPORT_ERROR_GARBLED },
    { HEAD "Hello\n", BATCH_TRANSPORT_ERROR_GARBLED },
  };
  g_autofree char *filler = g_strnfill (3000, 'x');
  g_autofree char *large = g_strconcat (HEAD, filler, NULL);
  g_autoptr(RawServer) large_server = raw_server_new (say_text, large);
  g_autoptr(GError) large_error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(RawServer) server = raw_server_new (say_text, (gpointer) cases[i].text);
      g_autoptr(GError) error = NULL;

      g_assert_null (ask (server, &error));
      g_assert_error (error, BATCH_TRANSPORT_ERROR, cases[i].code);
    }

  g_assert_null (ask (large_server, &large_error));
  g_assert_error (large_error, BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_TOO_LARGE);
}

/* What it reports in the middle is the answer, as are its failures. */
static void
test_errors (void)
{
  static const char *const texts[] = {
    HEAD PIECE ("a") "{\"error\":\"it broke\"}\n",
    "HTTP/1.1 500 Error\r\nContent-Length: 20\r\n\r\n{\"error\":\"it broke\"}",
    "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"error\":\"it broke\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(RawServer) server = raw_server_new (say_text, (gpointer) texts[i]);
      g_autoptr(BatchResponse) response = ask (server, NULL);

      assert_body (response, "{\"error\":\"it broke\"}");
    }
}

int
main (int   argc,
      char *argv[])
{
  client_init (&argc, &argv);
  g_test_add_func ("/batch/backend/wire/paths", test_paths);
  g_test_add_func ("/batch/backend/wire/other-words", test_other_words);
  g_test_add_func ("/batch/backend/wire/refusals", test_refusals);
  g_test_add_func ("/batch/backend/wire/headers", test_headers);
  g_test_add_func ("/batch/backend/wire/hosts", test_hosts);
  g_test_add_func ("/batch/backend/wire/lines", test_lines);
  g_test_add_func ("/batch/backend/wire/packed-lines", test_packed_lines);
  g_test_add_func ("/batch/backend/wire/broken-lines", test_broken_lines);
  g_test_add_func ("/batch/backend/wire/errors", test_errors);
  return g_test_run ();
}
