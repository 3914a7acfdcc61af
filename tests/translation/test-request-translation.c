/* test-request-translation.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "translation/batch-chat-to-messages-private.h"
#include "translation/batch-messages-to-chat-private.h"

typedef struct
{
  const char      *body;
  const char      *made;           /* NULL: it has an obstacle */
  const char      *obstacle;
  const char      *reason;         /* "" : it is missing */
  BatchChatTraits  traits;
} Case;

typedef GBytes *(*MakeFunc) (GBytes          *body,
                             BatchChatTraits  traits,
                             BatchObstacle   *obstacle);

static GBytes *
make_messages (GBytes          *body,
               BatchChatTraits  traits,
               BatchObstacle   *obstacle)
{
  return batch_chat_to_messages (body, obstacle);
}

static void
check_cases (MakeFunc    make,
             const Case *cases,
             gsize       n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      /* A block of its own, so that a read past the end is seen. */
      g_autoptr(GBytes) body = g_bytes_new (cases[i].body, strlen (cases[i].body));
      g_auto(BatchObstacle) obstacle = { NULL };
      g_autoptr(GBytes) made = make (body, cases[i].traits, &obstacle);
      g_autofree char *text = NULL;
      const char *reason = obstacle.missing ? "" : obstacle.reason;

      g_assert_cmpstr (obstacle.path, ==, cases[i].obstacle);
      if (cases[i].reason != NULL)
        g_assert_cmpstr (reason, ==, cases[i].reason);
      g_assert_cmpint (made != NULL, ==, cases[i].made != NULL);
      if (made == NULL)
        continue;

      text = g_strndup (g_bytes_get_data (made, NULL), g_bytes_get_size (made));
      g_assert_cmpstr (text, ==, cases[i].made);
      g_assert_true (batch_json_validate ((const guint8 *) text, strlen (text), 0));
    }
}

/* --- From messages to chats --- */

#define ASK "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
#define WITH(more) "{\"model\":\"m\",\"max_tokens\":64," ASK "," more "}"
#define CHAT(more) "{\"model\":\"m\"," ASK ",\"max_tokens\":64" more "}"

static void
test_chat_members (void)
{
  static const Case cases[] = {
    { "{ \"max_tokens\" : 64, \"model\" : \"m\", " ASK "}", CHAT ("") },
    { WITH ("\"temperature\":0.70,\"top_p\":1E0,\"top_k\":40,\"stream\":false"),
      CHAT (",\"temperature\":0.70,\"top_p\":1E0,\"top_k\":40,\"stream\":false") },
    { WITH ("\"stream\":true"),
      CHAT (",\"stream\":true,\"stream_options\":{\"include_usage\":true}") },
    { WITH ("\"stop_sequences\":[\"\\u000a\", \"b\"]"), CHAT (",\"stop\":[\"\\u000a\", \"b\"]") },
    { WITH ("\"stop_sequences\":[]"), CHAT ("") },
    { WITH ("\"stop_sequences\":[\"1\",\"2\",\"3\",\"4\",\"5\"]"),
      CHAT (",\"stop\":[\"1\",\"2\",\"3\",\"4\",\"5\"]") },
    { WITH ("\"temperature\":1"), "{\"model\":\"m\"," ASK ",\"max_completion_tokens\":64,"
      "\"temperature\":1}", NULL, NULL, BATCH_CHAT_IS_STRICT },
    { WITH ("\"metadata\":{\"user_id\":\"u-1\"},\"service_tier\":\"standard_only\","
            "\"speed\":\"standard\",\"cache_control\":{\"type\":\"ephemeral\"}"),
      CHAT (",\"user\":\"u-1\",\"service_tier\":\"default\"") },
    { WITH ("\"service_tier\":\"auto\",\"metadata\":{},\"container\":null"),
      CHAT (",\"service_tier\":\"auto\"") },
    /* Tools. */
    { WITH ("\"tools\":[{\"name\":\"f\",\"description\":\"d\",\"input_schema\":{\"type\": "
            "\"object\"},\"cache_control\":{\"type\":\"ephemeral\"}},{\"type\":\"custom\","
            "\"name\":\"g\",\"input_schema\":{},\"strict\":true,\"allowed_callers\":[\"direct\"],"
            "\"defer_loading\":false}],\"tool_choice\":{\"type\":\"auto\","
            "\"disable_parallel_tool_use\":true}"),
      CHAT (",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"description\":\"d\","
            "\"parameters\":{\"type\": \"object\"}}},{\"type\":\"function\",\"function\":"
            "{\"name\":\"g\",\"parameters\":{},\"strict\":true}}],\"tool_choice\":\"auto\","
            "\"parallel_tool_calls\":false") },
    { WITH ("\"tool_choice\":{\"type\":\"any\",\"disable_parallel_tool_use\":false}"),
      CHAT (",\"tool_choice\":\"required\",\"parallel_tool_calls\":true") },
    { WITH ("\"tool_choice\":{\"type\":\"tool\",\"name\":\"f\"}"),
      CHAT (",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"}}") },
    { WITH ("\"tool_choice\":{\"type\":\"none\"}"), CHAT (",\"tool_choice\":\"none\"") },
    /* Thinking, and the form of the answer. */
    { WITH ("\"thinking\":{\"type\":\"disabled\"}"), CHAT (",\"reasoning_effort\":\"none\"") },
    { WITH ("\"thinking\":{\"type\":\"adaptive\",\"display\":\"summarized\"},"
            "\"output_config\":{\"effort\":\"high\"}"), CHAT (",\"reasoning_effort\":\"high\"") },
#define FORMAT "{\"type\":\"json_schema\",\"schema\":{\"x\":1.0}}"
#define CHAT_FORMAT \
      CHAT (",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"answer\"," \
            "\"strict\":true,\"schema\":{\"x\":1.0}}}")
    { WITH ("\"output_config\":{\"format\":" FORMAT "}"), CHAT_FORMAT },
    { WITH ("\"output_format\":" FORMAT), CHAT_FORMAT },
  };

  check_cases (batch_messages_to_chat, cases, G_N_ELEMENTS (cases));
}

static void
test_no_chat (void)
{
  static const Case cases[] = {
    { "", NULL },
    { "[]", NULL },
    { "{\"model\":\"m\"} x", NULL },
    { "{\"model\":\"m\"}", NULL, "messages", "" },
    { WITH ("\"what\":1"), NULL, "what" },
    { WITH ("\"w\\u0068at\":1"), NULL, "what" },
    { WITH ("\"container\":\"c\""), NULL, "container" },
    { WITH ("\"inference_geo\":\"us\""), NULL, "inference_geo" },
    { WITH ("\"max_tokens\":0"), NULL, "max_tokens", "which asks for no answer" },
    { WITH ("\"temperature\":\"hot\""), NULL, "temperature", "which is not a number" },
    { WITH ("\"stop_sequences\":[\"a\",5]"), NULL, "stop_sequences[1]", "which is not a string" },
    { WITH ("\"stop_sequences\":[\"1\",\"2\",\"3\",\"4\",\"5\"]"), NULL, "stop_sequences",
      "of which it takes four", BATCH_CHAT_IS_STRICT },
    { WITH ("\"top_k\":4"), NULL, "top_k", NULL, BATCH_CHAT_IS_STRICT },
    { WITH ("\"metadata\":{\"user_id\":\"u\",\"team\":\"t\"}"), NULL, "metadata.team" },
    { WITH ("\"speed\":\"fast\""), NULL, "speed" },
    { WITH ("\"service_tier\":\"gold\""), NULL, "service_tier" },
    { WITH ("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}"), NULL,
      "thinking.budget_tokens" },
    { WITH ("\"thinking\":{\"type\":\"adaptive\",\"display\":\"omitted\"}"), NULL,
      "thinking.display" },
    { WITH ("\"thinking\":{\"type\":\"between_tools\"}"), NULL, "thinking.type" },
    { WITH ("\"thinking\":{\"type\":\"disabled\"},\"output_config\":{\"effort\":\"low\"}"), NULL,
      "output_config.effort", "together with no thinking" },
    { WITH ("\"output_config\":{\"format\":{\"type\":\"xml\"}}"), NULL,
      "output_config.format.type" },
    { WITH ("\"output_config\":{\"format\":{\"type\":\"json_schema\"}}"), NULL,
      "output_config.format.schema", "" },
    { WITH ("\"output_config\":{\"format\":" FORMAT "},\"output_format\":" FORMAT), NULL,
      "output_format" },
    { WITH ("\"tools\":[{\"name\":\"a\",\"input_schema\":{}},{\"type\":\"web_search_20250305\","
            "\"name\":\"web_search\"}]"), NULL, "tools[1].type" },
    { WITH ("\"tools\":[{\"name\":\"a\",\"input_examples\":[{}]}]"), NULL,
      "tools[0].input_examples" },
    { WITH ("\"tools\":[{\"name\":\"a\",\"defer_loading\":true}]"), NULL,
      "tools[0].defer_loading" },
    { WITH ("\"tools\":[{\"name\":\"a\",\"allowed_callers\":[\"direct\",\"code\"]}]"), NULL,
      "tools[0].allowed_callers[1]" },
    { WITH ("\"tools\":[{\"input_schema\":{}}]"), NULL, "tools[0].name", "" },
    { WITH ("\"tools\":[5]"), NULL, "tools[0]", "which is not an object" },
    { WITH ("\"tool_choice\":{\"type\":\"tool\"}"), NULL, "tool_choice.name", "" },
    { WITH ("\"tool_choice\":{\"type\":\"some\"}"), NULL, "tool_choice.type" },
    { WITH ("\"tool_choice\":\"auto\""), NULL, "tool_choice", "which is not an object" },
  };

  check_cases (batch_messages_to_chat, cases, G_N_ELEMENTS (cases));
}

#define IN(messages) "{\"max_tokens\":9,\"messages\":[" messages "]}"
#define OUT(messages) "{\"messages\":[" messages "],\"max_tokens\":9}"
#define USER(content) "{\"role\":\"user\",\"content\":" content "}"
#define ASSISTANT(content) "{\"role\":\"assistant\",\"content\":" content "}"
#define TEXT(text) "{\"type\":\"text\",\"text\":\"" text "\"}"
#define PNG "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image\\/png\"," \
            "\"data\":\"iV\\/BO\"}}"
#define PNG_URL "{\"type\":\"image_url\",\"image_url\":{\"url\":" \
                "\"data:image\\/png;base64,iV\\/BO\"}}"
#define USE "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":{\"x\": 1.50}}"
#define CALL "{\"id\":\"t1\",\"type\":\"function\",\"function\":{\"name\":\"f\"," \
             "\"arguments\":\"{\\\"x\\\": 1.50}\"}}"
#define RESULT(rest) "{\"type\":\"tool_result\",\"tool_use_id\":\"t1\"" rest "}"
#define TOOL(content) "{\"role\":\"tool\",\"tool_call_id\":\"t1\",\"content\":" content "}"

static void
test_chat_turns (void)
{
  static const Case cases[] = {
    { "{\"max_tokens\":9,\"system\":\"be\\u0020kind\",\"messages\":[" USER ("\"a\"") "]}",
      OUT ("{\"role\":\"system\",\"content\":\"be\\u0020kind\"}," USER ("\"a\"")) },
    { "{\"max_tokens\":9,\"system\":[" TEXT ("a") "],\"messages\":[]}",
      OUT ("{\"role\":\"system\",\"content\":\"a\"}") },
    { "{\"max_tokens\":9,\"system\":[" TEXT ("a") ",{\"type\":\"text\",\"text\":\"b\","
      "\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"},\"citations\":null}],"
      "\"messages\":[]}",
      OUT ("{\"role\":\"system\",\"content\":[" TEXT ("a") "," TEXT ("b") "]}") },
    { IN (USER ("\"a\"") ",{\"role\":\"system\",\"content\":\"now kind\"}," USER ("\"b\"")),
      OUT (USER ("\"a\"") ",{\"role\":\"system\",\"content\":\"now kind\"}," USER ("\"b\"")) },
    { IN (USER ("[" TEXT ("a\\n") "]")), OUT (USER ("\"a\\n\"")) },
    { IN (USER ("[" TEXT ("a") "," PNG "," TEXT ("b") ",{\"type\":\"image\",\"source\":"
          "{\"type\":\"url\",\"url\":\"https:\\/\\/x.example/a.png\"}}]")),
      OUT (USER ("[" TEXT ("a") "," PNG_URL "," TEXT ("b") ",{\"type\":\"image_url\","
                 "\"image_url\":{\"url\":\"https:\\/\\/x.example/a.png\"}}]")) },
    { IN (USER ("[" PNG "]")), OUT (USER ("[" PNG_URL "]")) },
    { IN (USER ("\"a\"") "," ASSISTANT ("[" TEXT ("b") "," TEXT ("c") "]") "," USER ("\"d\"")),
      OUT (USER ("\"a\"") "," ASSISTANT ("[" TEXT ("b") "," TEXT ("c") "]") "," USER ("\"d\"")) },
    /* Tools. */
    { IN (USER ("\"a\"") "," ASSISTANT ("[{\"type\":\"thinking\",\"thinking\":\"hm\","
          "\"signature\":\"s\"}," TEXT ("so") "," USE "]") ","
          USER ("[" RESULT (",\"content\":\"7\"") "," TEXT ("well?") "]")),
      OUT (USER ("\"a\"") ",{\"role\":\"assistant\",\"content\":\"so\","
      "\"reasoning_content\":\"hm\","
           "\"tool_calls\":[" CALL "]}," TOOL ("\"7\"") "," USER ("\"well?\"")) },
    { IN (ASSISTANT ("[" USE "]") "," USER ("[" RESULT ("") "," RESULT (",\"is_error\":true,"
          "\"content\":\"no\"") "," RESULT (",\"is_error\":true") ","
          RESULT (",\"is_error\":false,\"content\":[" TEXT ("a") "," TEXT ("b") "]") "]")),
      OUT ("{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[" CALL "]},"
           TOOL ("\"\"") "," TOOL ("\"Error: no\"") "," TOOL ("\"Error: \"") ","
           TOOL ("[" TEXT ("a") "," TEXT ("b") "]")) },
    { IN (ASSISTANT ("[{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":{},"
                     "\"caller\":{\"type\":\"direct\"}}]") ","
          USER ("[" RESULT (",\"is_error\":true,\"content\":[" TEXT ("a") "," TEXT ("b") "]") "]")),
      OUT ("{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"t1\",\"type\":"
           "\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},"
           TOOL ("[" TEXT ("Error: a") "," TEXT ("b") "]")) },
    /* Images of results come behind all of them, and before what the user says. */
    { IN (USER ("[" RESULT (",\"content\":[" TEXT ("a") "," PNG "]") "," RESULT (",\"content\":["
          PNG "]") "," TEXT ("see?") "]")),
      OUT (TOOL ("\"a\"") "," TOOL ("\"See the images.\"") "," USER ("["
           TEXT ("Images in the result of t1:") "," PNG_URL ","
           TEXT ("Images in the result of t1:") "," PNG_URL "," TEXT ("see?") "]")) },
    { IN (USER ("[" RESULT (",\"content\":[" PNG "]") "]")),
      OUT (TOOL ("\"See the images.\"") "," USER ("[" TEXT ("Images in the result of t1:") ","
           PNG_URL "]")) },
    /* A beginning for the answer. */
    { IN (USER ("\"a\"") "," ASSISTANT ("\"Well, \"")),
      OUT (USER ("\"a\"") "," ASSISTANT ("\"Well, \"")), NULL, NULL, BATCH_CHAT_GOES_ON },
  };

  check_cases (batch_messages_to_chat, cases, G_N_ELEMENTS (cases));
}

static void
test_no_chat_turns (void)
{
  static const Case cases[] = {
    { IN ("5"), NULL, "messages[0]", "which is not an object" },
    { IN ("{\"role\":\"user\"}"), NULL, "messages[0].content", "" },
    { IN ("{\"role\":\"robot\",\"content\":\"a\"}"), NULL, "messages[0].role" },
    { IN (USER ("\"a\"") ",{\"role\":\"user\",\"content\":\"a\",\"name\":\"x\"}"), NULL,
      "messages[1].name" },
    { IN (USER ("5")), NULL, "messages[0].content", "which is neither a string nor a list" },
    { IN (USER ("[" TEXT ("a") ",{\"type\":\"document\",\"source\":{\"type\":\"base64\","
          "\"media_type\":\"application/pdf\",\"data\":\"\"}}]")), NULL,
      "messages[0].content[1].type" },
    { IN (USER ("[{\"type\":\"search_result\"}]")), NULL, "messages[0].content[0].type" },
    { IN (USER ("[\"a\"]")), NULL, "messages[0].content[0].type" },
    { IN (USER ("[{\"type\":\"text\"}]")), NULL, "messages[0].content[0].text", "" },
    { IN (USER ("[{\"type\":\"text\",\"text\":\"a\",\"citations\":[{}]}]")), NULL,
      "messages[0].content[0].citations" },
    { IN (USER ("[{\"type\":\"image\",\"source\":{\"type\":\"file\",\"file_id\":\"f\"}}]")), NULL,
      "messages[0].content[0].source.type" },
    { IN (USER ("[{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"data\":\"\"}}]")), NULL,
      "messages[0].content[0].source.media_type", "" },
    { IN (USER ("[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"a\","
      "\"data\":\"b\"}}]")),
      NULL, "messages[0].content[0].source.data" },
    { IN (USER ("[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"a\"},"
                "\"transformations\":{\"x\":\"y\"}}]")), NULL,
      "messages[0].content[0].transformations" },
    { IN (USER ("[" RESULT (",\"content\":[" TEXT ("a") ",{\"type\":\"document\"}]") "]")), NULL,
      "messages[0].content[0].content[1].type" },
    { IN (USER ("[" RESULT (",\"toolset_name\":\"x\"") "]")), NULL,
      "messages[0].content[0].toolset_name" },
    { IN (USER ("[{\"type\":\"tool_result\"}]")), NULL, "messages[0].content[0].tool_use_id", "" },
    { IN (USER ("[" USE "]")), NULL, "messages[0].content[0].type" },
    { IN (ASSISTANT ("[{\"type\":\"redacted_thinking\",\"data\":\"x\"}]") "," USER ("\"a\"")), NULL,
      "messages[0].content[0].type" },
    { IN (ASSISTANT ("[{\"type\":\"thinking\",\"thinking\":\"x\",\"signature\":\"\"}]") ","
          USER ("\"a\"")), NULL, "messages[0].content[0].type", NULL, BATCH_CHAT_IS_STRICT },
    { IN (ASSISTANT ("[" TEXT ("a") ",{\"type\":\"thinking\",\"thinking\":\"x\"}]") ","
          USER ("\"a\"")), NULL, "messages[0].content[1].type",
      "which comes after what was said" },
    { IN (ASSISTANT ("[" USE "," TEXT ("a") "]") "," USER ("\"a\"")), NULL,
      "messages[0].content[1].type", "which comes after the call of a tool" },
    { IN (ASSISTANT ("[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"n\",\"input\":{},"
                     "\"caller\":{\"type\":\"code\"}}]")), NULL, "messages[0].content[0].caller" },
    { IN (ASSISTANT ("[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"n\",\"input\":\"x\"}]")),
      NULL,
      "messages[0].content[0].input", "which is not an object" },
    { IN (USER ("\"a\"") "," ASSISTANT ("\"Well, \"")), NULL, "messages[1]",
      "which an assistant there does not go on with" },
    { "{\"max_tokens\":9,\"system\":[" PNG "],\"messages\":[]}", NULL, "system[0].type" },
  };

  check_cases (batch_messages_to_chat, cases, G_N_ELEMENTS (cases));
}

/* --- From chats to messages --- */

#define CHAT_WITH(more) "{\"model\":\"m\",\"max_tokens\":64," ASK "," more "}"
#define MESSAGE(more) "{\"model\":\"m\"," ASK ",\"max_tokens\":64" more "}"

static void
test_message_members (void)
{
  static const Case cases[] = {
    { "{\"model\":\"m\"," ASK ",\"max_completion_tokens\":64}", MESSAGE ("") },
    { CHAT_WITH ("\"max_completion_tokens\":64"), MESSAGE ("") },
    { CHAT_WITH ("\"temperature\":1.0,\"top_p\":0.10,\"top_k\":4,\"stream\":true,"
                 "\"stream_options\":{\"include_usage\":true}"),
      MESSAGE (",\"temperature\":1.0,\"top_p\":0.10,\"top_k\":4,\"stream\":true") },
    { CHAT_WITH ("\"stop\":\"\\u000a\""), MESSAGE (",\"stop_sequences\":[\"\\u000a\"]") },
    { CHAT_WITH ("\"stop\":[\"a\", \"b\"]"), MESSAGE (",\"stop_sequences\":[\"a\", \"b\"]") },
    { CHAT_WITH ("\"n\":1,\"logprobs\":false,\"top_logprobs\":0,\"logit_bias\":{},"
                 "\"presence_penalty\":0,\"frequency_penalty\":0.0,\"modalities\":[\"text\"],"
                 "\"verbosity\":\"medium\",\"metadata\":{\"a\":\"b\"},\"store\":true,"
                 "\"prompt_cache_key\":\"k\",\"response_format\":{\"type\":\"text\"},"
                 "\"audio\":null"), MESSAGE ("") },
    { CHAT_WITH ("\"user\":\"u\",\"safety_identifier\":\"u\",\"service_tier\":\"default\""),
      MESSAGE (",\"metadata\":{\"user_id\":\"u\"},\"service_tier\":\"standard_only\"") },
    { CHAT_WITH ("\"safety_identifier\":\"u\",\"service_tier\":\"auto\""),
      MESSAGE (",\"metadata\":{\"user_id\":\"u\"},\"service_tier\":\"auto\"") },
    /* Tools. */
    { CHAT_WITH ("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"description\":"
                 "\"d\",\"parameters\":{\"type\": \"object\"},\"strict\":true}},{\"type\":"
                 "\"function\",\"function\":{\"name\":\"g\"}}],\"tool_choice\":\"required\","
                 "\"parallel_tool_calls\":false"),
      MESSAGE (",\"tools\":[{\"name\":\"f\",\"description\":\"d\",\"input_schema\":{\"type\": "
               "\"object\"},\"strict\":true},{\"name\":\"g\",\"input_schema\":{\"type\":\"object\","
               "\"properties\":{}}}],\"tool_choice\":{\"type\":\"any\","
               "\"disable_parallel_tool_use\":true}") },
    { CHAT_WITH ("\"parallel_tool_calls\":true"),
      MESSAGE (",\"tool_choice\":{\"type\":\"auto\",\"disable_parallel_tool_use\":false}") },
    { CHAT_WITH ("\"tool_choice\":\"none\",\"parallel_tool_calls\":true"),
      MESSAGE (",\"tool_choice\":{\"type\":\"none\"}") },
    { CHAT_WITH ("\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"}}"),
      MESSAGE (",\"tool_choice\":{\"type\":\"tool\",\"name\":\"f\"}") },
    /* The form of the answer, and thinking. */
    { CHAT_WITH ("\"reasoning_effort\":\"none\""), MESSAGE
      (",\"thinking\":{\"type\":\"disabled\"}") },
    { CHAT_WITH ("\"reasoning_effort\":\"xhigh\",\"response_format\":{\"type\":\"json_schema\","
                 "\"json_schema\":{\"name\":\"n\",\"strict\":true,\"schema\":{\"x\":1.0}}}"),
      MESSAGE (",\"output_config\":{\"effort\":\"xhigh\",\"format\":{\"type\":\"json_schema\","
               "\"schema\":{\"x\":1.0}}}") },
    { CHAT_WITH ("\"response_format\":{\"type\":\"json_object\",\"schema\":{\"x\":1.0}}"),
      MESSAGE (",\"output_config\":{\"format\":{\"type\":\"json_schema\","
      "\"schema\":{\"x\":1.0}}}") },
  };

  check_cases (make_messages, cases, G_N_ELEMENTS (cases));
}

static void
test_no_message (void)
{
  static const Case cases[] = {
    { "{", NULL },
    { "{\"max_tokens\":1}", NULL, "messages", "" },
    { "{" ASK "}", "{" ASK ",\"max_tokens\":4096}" },
    { "{" ASK ",\"max_tokens\":null}", "{" ASK ",\"max_tokens\":4096}" },
    { CHAT_WITH ("\"max_completion_tokens\":65"), NULL, "max_tokens",
      "together with max_completion_tokens" },
    { CHAT_WITH ("\"temperature\":1.01"), NULL, "temperature", "which ends at 1 there" },
    { CHAT_WITH ("\"seed\":7"), NULL, "seed" },
    { CHAT_WITH ("\"n\":2"), NULL, "n" },
    { CHAT_WITH ("\"logprobs\":true"), NULL, "logprobs" },
    { CHAT_WITH ("\"top_logprobs\":2"), NULL, "top_logprobs" },
    { CHAT_WITH ("\"logit_bias\":{\"5\":1}"), NULL, "logit_bias" },
    { CHAT_WITH ("\"presence_penalty\":0.5"), NULL, "presence_penalty" },
    { CHAT_WITH ("\"frequency_penalty\":-1"), NULL, "frequency_penalty" },
    { CHAT_WITH ("\"modalities\":[\"text\",\"audio\"]"), NULL, "modalities[1]" },
    { CHAT_WITH ("\"audio\":{\"voice\":\"x\"}"), NULL, "audio" },
    { CHAT_WITH ("\"prediction\":{\"type\":\"content\"}"), NULL, "prediction" },
    { CHAT_WITH ("\"web_search_options\":{}"), NULL, "web_search_options" },
    { CHAT_WITH ("\"verbosity\":\"low\""), NULL, "verbosity" },
    { CHAT_WITH ("\"functions\":[]"), NULL, "functions" },
    { CHAT_WITH ("\"min_p\":0.1"), NULL, "min_p" },
    { CHAT_WITH ("\"user\":\"u\",\"safety_identifier\":\"v\""), NULL, "safety_identifier" },
    { CHAT_WITH ("\"service_tier\":\"flex\""), NULL, "service_tier" },
    { CHAT_WITH ("\"reasoning_effort\":\"minimal\""), NULL, "reasoning_effort" },
    { CHAT_WITH ("\"response_format\":{\"type\":\"json_object\"}"), NULL, "response_format.type",
      "which needs a schema there" },
    { CHAT_WITH ("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\"}}"),
      NULL, "response_format.json_schema.schema", "" },
    { CHAT_WITH ("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\","
                 "\"description\":\"d\",\"schema\":{}}}"), NULL,
      "response_format.json_schema.description" },
    { CHAT_WITH ("\"stop\":[5]"), NULL, "stop[0]" },
    { CHAT_WITH ("\"tools\":[{\"type\":\"custom\",\"custom\":{\"name\":\"f\"}}]"), NULL,
      "tools[0].type" },
    { CHAT_WITH ("\"tools\":[{\"type\":\"function\"}]"), NULL, "tools[0].function", "" },
    { CHAT_WITH ("\"tools\":[{\"type\":\"function\",\"function\":{\"description\":\"f\"}}]"), NULL,
      "tools[0].function.name", "" },
    { CHAT_WITH ("\"tool_choice\":\"some\""), NULL, "tool_choice" },
    { CHAT_WITH ("\"tool_choice\":{\"type\":\"allowed_tools\"}"), NULL, "tool_choice.type" },
    { CHAT_WITH ("\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\","
                 "\"strict\":true}}"), NULL, "tool_choice.function.strict" },
  };

  check_cases (make_messages, cases, G_N_ELEMENTS (cases));
}

#define BACK(messages) "{\"messages\":[" messages "],\"max_tokens\":9}"

static void
test_message_turns (void)
{
  static const Case cases[] = {
    { IN ("{\"role\":\"developer\",\"content\":\"be kind\"}," USER ("\"a\"")),
      "{\"system\":\"be kind\",\"messages\":[" USER ("\"a\"") "],\"max_tokens\":9}" },
    { IN ("{\"role\":\"system\",\"content\":\"a\"},{\"role\":\"system\",\"content\":["
          TEXT ("b") "]}," USER ("\"c\"") ",{\"role\":\"system\",\"content\":\"d\"}," USER
          ("\"e\"")),
      "{\"system\":[" TEXT ("a") "," TEXT ("b") "],\"messages\":[" USER ("\"c\"")
      ",{\"role\":\"system\",\"content\":\"d\"}," USER ("\"e\"") "],\"max_tokens\":9}" },
    /* What says nothing is left out, wherever it stands. */
    { IN ("{\"role\":\"system\",\"content\":\"\"}," USER ("\"a\"") ",{\"role\":\"system\"},"
          "{\"role\":\"system\",\"content\":null},{\"role\":\"developer\",\"content\":\"\"},"
          "{\"role\":\"system\",\"content\":[" TEXT ("") "]}," USER ("\"b\"")),
      BACK (USER ("\"a\"") "," USER ("\"b\"")) },
    { IN (USER ("[" TEXT ("a\\n") "," PNG_URL ",{\"type\":\"image_url\",\"image_url\":"
          "{\"url\":\"https://x.example/a.png\",\"detail\":\"auto\"}},{\"type\":\"image_url\","
          "\"image_url\":\"DATA:image/webp;charset=x;base64,AA==\"}]")),
      BACK (USER ("[" TEXT ("a\\n") ",{\"type\":\"image\",\"source\":{\"type\":\"base64\","
            "\"media_type\":\"image/png\",\"data\":\"iV/BO\"}},{\"type\":\"image\",\"source\":"
            "{\"type\":\"url\",\"url\":\"https://x.example/a.png\"}},{\"type\":\"image\","
            "\"source\":"
            "{\"type\":\"base64\",\"media_type\":\"image/webp\",\"data\":\"AA==\"}}]")) },
    /* Tools. */
    { IN (USER ("\"a\"") ",{\"role\":\"assistant\",\"content\":\"so\",\"refusal\":null,"
          "\"annotations\":[],\"tool_calls\":[" CALL ",{\"id\":\"t2\",\"type\":\"function\","
          "\"function\":{\"name\":\"g\",\"arguments\":\"\"}}]}," TOOL ("\"7\"") ","
          "{\"role\":\"tool\",\"tool_call_id\":\"t2\",\"content\":[" TEXT ("x") "]}," USER
          ("\"b\"")),
      BACK (USER ("\"a\"") "," ASSISTANT ("[" TEXT ("so") "," USE ",{\"type\":\"tool_use\","
            "\"id\":\"t2\",\"name\":\"g\",\"input\":{}}]") "," USER ("[" RESULT
            (",\"content\":\"7\"")
            ",{\"type\":\"tool_result\",\"tool_use_id\":\"t2\",\"content\":[" TEXT ("x") "]}]") ","
            USER ("\"b\"")) },
    { IN ("{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[" CALL "]}," TOOL ("\"\"")),
      BACK (ASSISTANT ("[" USE "]") "," USER ("[" RESULT (",\"content\":\"\"") "]")) },
    { IN ("{\"role\":\"assistant\",\"content\":\"a\",\"reasoning_content\":\"hm\","
          "\"thinking_blocks\":[{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s\"}]},"
          USER ("\"b\"")),
      BACK (ASSISTANT ("[{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s\"},"
                       TEXT ("a") "]") "," USER ("\"b\"")) },
    { IN ("{\"role\":\"assistant\",\"content\":null,\"refusal\":\"no\"}," USER ("\"b\"")),
      BACK (ASSISTANT ("[" TEXT ("no") "]") "," USER ("\"b\"")) },
    { IN (ASSISTANT ("[{\"type\":\"refusal\",\"refusal\":\"no\"}," TEXT ("a") "]") ","
          USER ("\"b\"")),
      BACK (ASSISTANT ("[" TEXT ("no") "," TEXT ("a") "]") "," USER ("\"b\"")) },
  };

  check_cases (make_messages, cases, G_N_ELEMENTS (cases));
}

static void
test_no_message_turns (void)
{
  static const Case cases[] = {
    { IN ("5"), NULL, "messages[0]" },
    { IN ("{\"role\":\"function\",\"name\":\"f\",\"content\":\"a\"}"), NULL, "messages[0].role" },
    { IN ("{\"role\":\"user\",\"name\":\"ada\",\"content\":\"a\"}"), NULL, "messages[0].name" },
    { IN ("{\"role\":\"user\"}"), NULL, "messages[0].content", "" },
    { IN (USER ("[{\"type\":\"input_audio\",\"input_audio\":{}}]")), NULL,
      "messages[0].content[0].type" },
    { IN (USER ("[" TEXT ("a") ",{\"type\":\"file\",\"file\":{}}]")), NULL,
      "messages[0].content[1].type" },
    { IN (USER ("[{\"type\":\"image_url\",\"image_url\":{\"url\":\"a\",\"detail\":\"low\"}}]")),
      NULL, "messages[0].content[0].image_url.detail" },
    { IN (USER ("[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png,abc\"}}]")), NULL,
      "messages[0].content[0].image_url.url", "which is not in base64" },
    { IN (USER ("[{\"type\":\"image_url\",\"image_url\":{\"url\":\"\\ud800\"}}]")), NULL,
      "messages[0].content[0].image_url.url", "which is not text" },
    { IN (USER ("[{\"type\":\"image_url\"}]")), NULL, "messages[0].content[0].image_url", "" },
    { IN (USER ("[{\"type\":\"text\",\"text\":\"a\",\"image_url\":\"b\"}]")), NULL,
      "messages[0].content[0].image_url" },
    { IN ("{\"role\":\"assistant\",\"audio\":{\"id\":\"x\"}}"), NULL, "messages[0].audio" },
    { IN ("{\"role\":\"assistant\",\"function_call\":{}}"), NULL, "messages[0].function_call" },
    { IN ("{\"role\":\"assistant\",\"content\":\"a\",\"reasoning_content\":\"hm\"}"), NULL,
      "messages[0].reasoning_content", "which has no seal of its maker" },
    { IN ("{\"role\":\"assistant\",\"thinking_blocks\":[{\"type\":\"text\"}]}"), NULL,
      "messages[0].thinking_blocks[0].type" },
    { IN ("{\"role\":\"assistant\",\"content\":null}"), NULL, "messages[0].content", "" },
    { IN ("{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"t\",\"type\":\"custom\"}]}"), NULL,
      "messages[0].tool_calls[0].type" },
    { IN ("{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"t\",\"function\":{\"name\":\"f\","
          "\"arguments\":\"[1]\"}}]}"), NULL, "messages[0].tool_calls[0].function.arguments",
      "which is not a JSON object" },
    { IN ("{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"t\",\"function\":{\"name\":\"f\","
          "\"arguments\":\"{} {}\"}}]}"), NULL, "messages[0].tool_calls[0].function.arguments" },
    { IN ("{\"role\":\"assistant\",\"tool_calls\":[{\"function\":{\"name\":\"f\"}}]}"), NULL,
      "messages[0].tool_calls[0].id", "" },
    { IN ("{\"role\":\"tool\",\"content\":\"a\"}"), NULL, "messages[0].tool_call_id", "" },
    { IN ("{\"role\":\"tool\",\"tool_call_id\":\"t\",\"content\":[" PNG_URL "]}"), NULL,
      "messages[0].content[0].type" },
    { IN (USER ("\"a\"") "," ASSISTANT ("\"b\"")), NULL, "messages[1]",
      "which an assistant there would go on with" },
  };

  check_cases (make_messages, cases, G_N_ELEMENTS (cases));
}

/* --- There and back --- */

/* What both can say comes back as it was. */
static void
test_round_trip (void)
{
  static const char *const bodies[] = {
    WITH ("\"temperature\":0.5,\"stop_sequences\":[\"a\"],\"stream\":false"),
    "{\"model\":\"m\",\"system\":\"s\",\"messages\":[" USER ("[" TEXT ("a") ",{\"type\":\"image\","
    "\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"iV/BO\"}}]") ","
    ASSISTANT ("[" TEXT ("so") "," USE "]") "," USER ("[" RESULT (",\"content\":\"7\"") "]")
    "],\"max_tokens\":9,\"tools\":[{\"name\":\"f\",\"description\":\"d\",\"input_schema\":{}}],"
    "\"tool_choice\":{\"type\":\"tool\",\"name\":\"f\",\"disable_parallel_tool_use\":true},"
    "\"output_config\":{\"effort\":\"low\",\"format\":{\"type\":\"json_schema\",\"schema\":{}}},"
    "\"metadata\":{\"user_id\":\"u\"},\"service_tier\":\"standard_only\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr(GBytes) body = g_bytes_new (bodies[i], strlen (bodies[i]));
      g_auto(BatchObstacle) obstacle = { NULL };
      g_autoptr(GBytes) chat = batch_messages_to_chat (body, BATCH_CHAT_PLAIN, &obstacle);
      g_autoptr(GBytes) back = NULL;
      g_autoptr(GBytes) again = NULL;

      g_assert_cmpstr (obstacle.path, ==, NULL);
      back = batch_chat_to_messages (chat, &obstacle);
      g_assert_cmpstr (obstacle.path, ==, NULL);
      again = batch_messages_to_chat (back, BATCH_CHAT_PLAIN, &obstacle);
      g_assert_true (g_bytes_equal (again, chat));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/translation/request-translation/chat/members", test_chat_members);
  g_test_add_func ("/batch/translation/request-translation/chat/refused", test_no_chat);
  g_test_add_func ("/batch/translation/request-translation/chat/turns", test_chat_turns);
  g_test_add_func ("/batch/translation/request-translation/chat/turns-refused", test_no_chat_turns);
  g_test_add_func ("/batch/translation/request-translation/messages/members", test_message_members);
  g_test_add_func ("/batch/translation/request-translation/messages/refused", test_no_message);
  g_test_add_func ("/batch/translation/request-translation/messages/turns", test_message_turns);
  g_test_add_func ("/batch/translation/request-translation/messages/turns-refused",
                   test_no_message_turns);
  g_test_add_func ("/batch/translation/request-translation/round-trip", test_round_trip);
  return g_test_run ();
}
