/* test-ollama-request.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-ollama-request-private.h"

#include <string.h>

#include "json/batch-json-scanner-private.h"

#define UNCUT ",\"truncate\":false}"

typedef struct
{
  const char *body;
  const char *native;              /* NULL: it has an obstacle */
  const char *obstacle;
  gboolean    only_native;
} Case;

typedef GBytes *(*MakeFunc) (GBytes    *body,
                             char     **obstacle,
                             gboolean  *only_native);

static void
check_cases (MakeFunc    make,
             const Case *cases,
             gsize       n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      /* A block of its own, so that a read past the end is seen. */
      g_autoptr(GBytes) body = g_bytes_new (cases[i].body, strlen (cases[i].body));
      g_autofree char *obstacle = NULL;
      gboolean only_native;
      g_autoptr(GBytes) native = make (body, &obstacle, &only_native);
      g_autofree char *text = NULL;
      gsize length;
      gconstpointer data;

      g_assert_cmpstr (obstacle, ==, cases[i].obstacle);
      g_assert_cmpint (only_native, ==, cases[i].only_native);
      g_assert_cmpint (native != NULL, ==, cases[i].native != NULL);
      if (native == NULL)
        continue;

      data = g_bytes_get_data (native, &length);
      text = g_strndup (data, length);
      g_assert_cmpstr (text, ==, cases[i].native);
      g_assert_true (batch_json_validate (data, length, 0));
    }
}

static void
test_chat (void)
{
  static const Case cases[] = {
    { "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
      "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" UNCUT },
    { " { \"stream\" : true , \"model\":\"m\",\"stream_options\":{\"include_usage\":true},"
      "\"messages\":[]}", "{\"stream\":true,\"model\":\"m\",\"messages\":[]" UNCUT },
    /* Numbers keep their spelling. */
    { "{\"temperature\":0.70,\"top_p\":1E0,\"seed\":12345678901234567890,\"max_tokens\":5,"
      "\"presence_penalty\":0,\"frequency_penalty\":-0.0}",
      "{\"options\":{\"temperature\":0.70,\"top_p\":1E0,\"seed\":12345678901234567890,"
      "\"num_predict\":5,\"presence_penalty\":0,\"frequency_penalty\":-0.0}" UNCUT },
    { "{\"max_completion_tokens\":7,\"stop\":\"\\u000a\"}",
      "{\"options\":{\"num_predict\":7,\"stop\":[\"\\u000a\"]}" UNCUT },
    { "{\"stop\":[\"a\", \"b\"]}", "{\"options\":{\"stop\":[\"a\", \"b\"]}" UNCUT },
    /* What is native wins by coming last. */
    { "{\"options\":{\"num_ctx\":8192,\"temperature\":0},\"temperature\":1,\"num_ctx\":4096}",
      "{\"options\":{\"temperature\":1,\"num_ctx\":8192,\"temperature\":0,\"num_ctx\":4096}"
      UNCUT, NULL, TRUE },
    { "{\"top_k\":4,\"min_p\":0.1,\"repeat_penalty\":1.5}",
      "{\"options\":{\"top_k\":4,\"min_p\":0.1,\"repeat_penalty\":1.5}" UNCUT, NULL, TRUE },
    { "{\"options\":{}}", "{\"truncate\":false}", NULL, TRUE },
    { "{\"tools\":[{}],\"tool_choice\":\"required\",\"parallel_tool_calls\":false}",
      "{\"tools\":[{}]" UNCUT },
    { "{\"tool_choice\":{\"type\":\"function\"},\"tools\":[{}]}", "{\"tools\":[{}]" UNCUT },
    { "{\"model\":\"m\",\"tools\":[{}],\"tool_choice\":\"none\",\"stream\":true}",
      "{\"model\":\"m\",\"stream\":true" UNCUT },
    { "{\"tool_choice\":\"none\"}", "{\"truncate\":false}" },
    { "{\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\","
      "\"description\":\"d\",\"schema\":{}}}}", "{\"format\":{}" UNCUT },
    /* Forms and thinking. */
    { "{\"response_format\":{\"type\":\"json_object\"}}", "{\"format\":\"json\"" UNCUT },
    { "{\"response_format\":{\"type\":\"text\"},\"model\":\"m\"}", "{\"model\":\"m\"" UNCUT },
    { "{\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\","
      "\"strict\":true,\"schema\":{\"type\": \"object\"}}}}",
      "{\"format\":{\"type\": \"object\"}" UNCUT },
    { "{\"response_format\":{\"type\":\"json_object\",\"schema\":{\"x\":1.0}}}",
      "{\"format\":{\"x\":1.0}" UNCUT },
    { "{\"reasoning_effort\":\"high\"}", "{\"think\":\"high\"" UNCUT },
    { "{\"reasoning_effort\":\"none\"}", "{\"think\":false" UNCUT },
    { "{\"think\":true,\"format\":\"json\"}", "{\"think\":true,\"format\":\"json\"" UNCUT, NULL,
      TRUE },
    { "{\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],"
      "\"tool_choice\":\"auto\"}",
      "{\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]" UNCUT },
    /* What has no effect. */
    { "{\"n\":1,\"logprobs\":false,\"logit_bias\":{},\"user\":\"u\",\"metadata\":{\"a\":\"b\"},"
      "\"store\":true,\"service_tier\":\"auto\",\"model\":\"m\"}", "{\"model\":\"m\"" UNCUT },
    { "{\"n\":null,\"tool_choice\":null,\"what\":null,\"model\":\"m\"}", "{\"model\":\"m\"" UNCUT },
  };

  check_cases (batch_ollama_chat_request, cases, G_N_ELEMENTS (cases));
}

static void
test_messages (void)
{
#define IN(messages) "{\"messages\":[" messages "]}"
#define OUT(messages) "{\"messages\":[" messages "]" UNCUT
  static const Case cases[] = {
    { IN ("{\"role\":\"developer\",\"content\":\"be kind\"},{\"content\":\"a\",\"role\":\"user\"}"),
      OUT ("{\"role\":\"system\",\"content\":\"be kind\"},{\"role\":\"user\",\"content\":\"a\"}") },
    { IN ("{\"role\":\"assistant\",\"content\":null,\"refusal\":null}"),
      OUT ("{\"role\":\"assistant\",\"content\":\"\"}") },
    { IN ("{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\\n\"},"
          "{\"type\":\"text\",\"text\":\"\\u00e9\"}]}"),
      OUT ("{\"role\":\"user\",\"content\":\"a\\n\\n\\u00e9\"}") },
    { IN ("{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":"
          "\"data:image\\/png;base64,iVBO\\/w==\"}},{\"type\":\"text\",\"text\":\"what?\"},"
          "{\"type\":\"image_url\",\"image_url\":\"data:image/png;base64,AA==\"}]}"),
      OUT ("{\"role\":\"user\",\"content\":\"what?\",\"images\":[\"iVBO\\/w==\",\"AA==\"]}") },
    /* Neither API of it can be told more of them. */
    { IN ("{\"role\":\"user\",\"name\":\"ann\",\"content\":[{\"type\":\"image_url\",\"image_url\":"
          "{\"url\":\"data:image/png;base64,AA==\",\"detail\":\"high\"}}]}"),
      OUT ("{\"role\":\"user\",\"content\":\"\",\"images\":[\"AA==\"]}") },
    { IN ("{\"role\":\"user\",\"content\":[]}"), OUT ("{\"role\":\"user\",\"content\":\"\"}") },
    { IN ("{\"role\":\"assistant\",\"content\":\"a\",\"reasoning_content\":\"hm\"}"),
      OUT ("{\"role\":\"assistant\",\"content\":\"a\",\"thinking\":\"hm\"}") },
    { IN ("{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\","
          "\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":1.50}\"}},"
          "{\"function\":{\"name\":\"g\",\"arguments\":\"\"}}]},"
          "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"7\"}"),
      OUT ("{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"id\":\"c1\",\"function\":"
           "{\"name\":\"f\",\"arguments\":{\"x\":1.50}}},{\"function\":{\"name\":\"g\","
           "\"arguments\":{}}}]},{\"role\":\"tool\",\"content\":\"7\",\"tool_call_id\":\"c1\","
           "\"tool_name\":\"f\"}") },
    { IN ("{\"role\":\"tool\",\"tool_call_id\":\"c9\",\"name\":\"h\",\"content\":\"7\"}"),
      OUT ("{\"role\":\"tool\",\"content\":\"7\",\"tool_call_id\":\"c9\",\"tool_name\":\"h\"}") },
    { IN ("{\"role\":\"tool\",\"tool_call_id\":\"c9\",\"content\":\"7\"}"),
      OUT ("{\"role\":\"tool\",\"content\":\"7\",\"tool_call_id\":\"c9\"}") },
  };

  check_cases (batch_ollama_chat_request, cases, G_N_ELEMENTS (cases));
}

static void
test_obstacles (void)
{
  static const Case cases[] = {
    { "{\"n\":2}", NULL, "n" },
    { "{\"n\":1.5}", NULL, "n" },
    { "{\"logprobs\":true}", NULL, "logprobs" },
    { "{\"logit_bias\":{\"5\":1}}", NULL, "logit_bias" },
    { "{\"reasoning_effort\":\"minimal\"}", NULL, "reasoning_effort" },
    { "{\"response_format\":{\"type\":\"grammar\"}}", NULL, "response_format" },
    { "{\"response_format\":{\"type\":\"json_schema\"}}", NULL, "response_format" },
    { "{\"response_format\":\"json\"}", NULL, "response_format" },
    { "{\"stop\":4}", NULL, "stop" },
    { "{\"options\":[]}", NULL, "options", TRUE },
    { "{\"keep_alive\":-1}", NULL, "keep_alive" },
    { "{\"some\\u0000thing\":1}", NULL, "\"some\\u0000thing\"" },
    /* It can be sent neither way. */
    { "{\"unknown\":1,\"num_ctx\":4096}", NULL, "unknown", TRUE },
    { "{\"messages\":\"hi\"}", NULL, "messages" },
    { IN ("4"), NULL, "messages[0]" },
    { IN ("{\"content\":\"a\"}"), NULL, "messages[0].role" },
    { IN ("{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"user\",\"content\":7}"), NULL,
      "messages[1].content" },
    { IN ("{\"role\":\"user\",\"content\":\"a\",\"tool_call_id\":\"x\"}"), NULL,
      "messages[0].tool_call_id" },
    { IN ("{\"role\":\"user\",\"content\":\"a\",\"audio\":{}}"), NULL, "messages[0].audio" },
    { IN ("{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":"
          "\"https://a.example/x.png\"}}]}"), NULL, "messages[0].content" },
    { IN ("{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\"}]}"), NULL,
      "messages[0].content" },
    { IN ("{\"role\":\"assistant\",\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":"
          "\"[1]\"}}]}"), NULL, "messages[0].tool_calls" },
    { IN ("{\"role\":\"assistant\",\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":"
          "\"{} {}\"}}]}"), NULL, "messages[0].tool_calls" },
    { IN ("{\"role\":\"assistant\",\"tool_calls\":{}}"), NULL, "messages[0].tool_calls" },
    { "[]", NULL, NULL },
    { "{\"model\":", NULL, NULL },
    { "", NULL, NULL },
  };

  check_cases (batch_ollama_chat_request, cases, G_N_ELEMENTS (cases));
}

static void
test_embed (void)
{
  static const Case cases[] = {
    { "{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":\"float\",\"user\":\"u\"}",
      "{\"model\":\"m\",\"input\":\"a\"" UNCUT },
    { "{\"model\":\"m\",\"input\":[\"a\", \"b\"],\"dimensions\":64}",
      "{\"model\":\"m\",\"input\":[\"a\", \"b\"],\"dimensions\":64" UNCUT },
    { "{\"input\":\"a\",\"options\":{\"num_ctx\":512},\"stream\":false}",
      "{\"input\":\"a\",\"options\":{\"num_ctx\":512}" UNCUT, NULL, TRUE },
    { "{\"input\":[1,2]}", NULL, "input" },
    { "{\"input\":{}}", NULL, "input" },
    /* The default of some clients. */
    { "{\"input\":\"a\",\"encoding_format\":\"base64\"}", "{\"input\":\"a\"" UNCUT },
    { "{\"encoding_format\":\"int8\"}", NULL, "encoding_format" },
  };

  check_cases (batch_ollama_embed_request, cases, G_N_ELEMENTS (cases));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/translation/ollama-request/chat", test_chat);
  g_test_add_func ("/batch/translation/ollama-request/messages", test_messages);
  g_test_add_func ("/batch/translation/ollama-request/obstacles", test_obstacles);
  g_test_add_func ("/batch/translation/ollama-request/embed", test_embed);
  return g_test_run ();
}
