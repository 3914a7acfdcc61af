/* test-response-translation.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "translation/batch-answer-translation-private.h"
#include "translation/batch-responses-to-chat-private.h"

/* --- Requests --- */

typedef struct
{
  const char      *body;
  const char      *made;           /* NULL: it has an obstacle */
  const char      *obstacle;
  const char      *reason;         /* "" : it is missing */
  BatchChatTraits  traits;
} Case;

static void
check_cases (const Case *cases,
             gsize       n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autoptr(GBytes) body = g_bytes_new (cases[i].body, strlen (cases[i].body));
      g_auto(BatchObstacle) obstacle = { NULL };
      g_autoptr(GBytes) made = batch_responses_to_chat (body, cases[i].traits, &obstacle);
      g_autofree char *text = NULL;

      if (made != NULL)
        text = g_strndup (g_bytes_get_data (made, NULL), g_bytes_get_size (made));
      g_assert_cmpstr (obstacle.path, ==, cases[i].obstacle);
      g_assert_cmpstr (text, ==, cases[i].made);
      if (cases[i].reason != NULL)
        g_assert_cmpstr (obstacle.missing ? "" : obstacle.reason, ==, cases[i].reason);
      if (text != NULL)
        g_assert_true (batch_json_validate ((const guint8 *) text, strlen (text), 0));
    }
}

#define ASK(more) "{\"model\":\"m\",\"input\":\"a\"" more "}"
#define SAID(more) "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]" more "}"
#define IN(items) "{\"model\":\"m\",\"input\":[" items "]}"
#define CHAT(messages) "{\"model\":\"m\",\"messages\":[" messages "]}"

static void
test_members (void)
{
  static const Case cases[] = {
    { ASK (",\"instructions\":\"s\\n\\u00fc\",\"temperature\":0.50,\"top_p\":1"),
      "{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"s\\n\\u00fc\"},"
      "{\"role\":\"user\",\"content\":\"a\"}],\"temperature\":0.50,\"top_p\":1}" },
    { ASK (",\"max_output_tokens\":9"), SAID (",\"max_tokens\":9") },
    { ASK (",\"max_output_tokens\":9"), SAID (",\"max_completion_tokens\":9"), NULL, NULL,
      BATCH_CHAT_IS_STRICT },
    { ASK (",\"stream\":true,\"stream_options\":{\"include_obfuscation\":false}"),
      SAID (",\"stream\":true,\"stream_options\":{\"include_usage\":true}") },
    { ASK (",\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"description\":\"d\","
           "\"parameters\":{\"type\":\"object\"},\"strict\":true}],\"tool_choice\":\"required\","
           "\"parallel_tool_calls\":false"),
      SAID (",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"description\":\"d\","
            "\"parameters\":{\"type\":\"object\"},\"strict\":true}}],\"tool_choice\":\"required\","
            "\"parallel_tool_calls\":false") },
    { ASK (",\"tool_choice\":{\"type\":\"function\",\"name\":\"f\"}"),
      SAID (",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"}}") },
    { ASK (",\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"n\",\"strict\":true,"
           "\"schema\":{\"type\":\"object\"}},\"verbosity\":\"low\"}"),
      SAID (",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\","
            "\"schema\":{\"type\":\"object\"},\"strict\":true}},\"verbosity\":\"low\"") },
    { ASK (",\"text\":{\"format\":{\"type\":\"json_object\"}}"),
      SAID (",\"response_format\":{\"type\":\"json_object\"}") },
    { ASK (",\"text\":{\"format\":{\"type\":\"text\"}}"), SAID ("") },
    { ASK (",\"reasoning\":{\"effort\":\"low\",\"summary\":\"auto\"}"),
      SAID (",\"reasoning_effort\":\"low\"") },
    { ASK (",\"top_logprobs\":2"), SAID (",\"logprobs\":true,\"top_logprobs\":2") },
    { ASK (",\"include\":[\"message.output_text.logprobs\",\"reasoning.encrypted_content\"]"),
      SAID (",\"logprobs\":true") },
    { ASK (",\"include\":[],\"top_logprobs\":0"), SAID ("") },
    { ASK (",\"user\":\"u\",\"safety_identifier\":\"x\",\"prompt_cache_key\":\"k\","
           "\"service_tier\":\"auto\",\"metadata\":{\"a\":\"b\"},\"store\":true,"
           "\"background\":false,\"truncation\":\"disabled\",\"previous_response_id\":null,"
           "\"conversation\":null,\"prompt\":null,\"max_tool_calls\":3"),
      SAID (",\"service_tier\":\"auto\",\"user\":\"u\",\"safety_identifier\":\"x\","
            "\"prompt_cache_key\":\"k\"") },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_members_refused (void)
{
  static const Case cases[] = {
    { "[]" },
    { "{\"model\":\"m\"}", NULL, "input", "" },
    { ASK (",\"previous_response_id\":\"resp_1\""), NULL, "previous_response_id",
      "as no answer is kept there" },
    { ASK (",\"conversation\":\"conv_1\""), NULL, "conversation" },
    { ASK (",\"background\":true"), NULL, "background" },
    { ASK (",\"truncation\":\"auto\""), NULL, "truncation" },
    { ASK (",\"prompt\":{\"id\":\"pmpt_1\"}"), NULL, "prompt" },
    { ASK (",\"top_k\":3"), NULL, "top_k" },
    { ASK (",\"include\":[\"file_search_call.results\"]"), NULL, "include[0]" },
    { ASK (",\"instructions\":[]"), NULL, "instructions", "which is not a string" },
    { ASK (",\"tools\":[{\"type\":\"web_search\"}]"), NULL, "tools[0].type",
      "which is no function" },
    { ASK (",\"tools\":[{\"type\":\"function\"}]"), NULL, "tools[0].name", "" },
    { ASK (",\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"defer_loading\":true}]"), NULL,
      "tools[0].defer_loading" },
    { ASK (",\"tool_choice\":{\"type\":\"file_search\"}"), NULL, "tool_choice.type" },
    { ASK (",\"tool_choice\":{\"type\":\"function\"}"), NULL, "tool_choice.name", "" },
    { ASK (",\"text\":{\"format\":{\"type\":\"grammar\"}}"), NULL, "text.format.type" },
    { ASK (",\"text\":{\"format\":{\"type\":\"text\",\"a\":1}}"), NULL, "text.format" },
    { ASK (",\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"n\"}}"), NULL,
      "text.format.schema", "" },
    { ASK (",\"text\":{\"stop\":\"x\"}"), NULL, "text.stop" },
    { ASK (",\"reasoning\":{\"summary\":\"concise\"}"), NULL, "reasoning.summary" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_turns (void)
{
  static const Case cases[] = {
    { IN ("{\"role\":\"developer\",\"content\":\"s\"},{\"type\":\"message\",\"role\":\"user\","
          "\"content\":[{\"type\":\"input_text\",\"text\":\"a\"}]}"),
      CHAT ("{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"user\",\"content\":\"a\"}") },
    { IN ("{\"role\":\"developer\",\"content\":\"s\"}"),
      CHAT ("{\"role\":\"developer\",\"content\":\"s\"}"), NULL, NULL, BATCH_CHAT_IS_STRICT },
    { IN ("{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"a\"},"
          "{\"type\":\"input_image\",\"image_url\":\"data:x\",\"detail\":\"low\"}]}"),
      CHAT ("{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
            "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:x\",\"detail\":\"low\"}}]}") },
    /* What came of such a request goes back as it is. */
    { IN ("{\"role\":\"user\",\"content\":\"a\"},"
          "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[],\"content\":"
          "[{\"type\":\"reasoning_text\",\"text\":\"hm\"}],\"status\":\"completed\"},"
          "{\"type\":\"message\",\"id\":\"msg_1\",\"role\":\"assistant\",\"status\":\"completed\","
          "\"content\":[{\"type\":\"output_text\",\"text\":\"so\",\"annotations\":[],"
          "\"logprobs\":[]}]},"
          "{\"type\":\"function_call\",\"id\":\"fc_1\",\"call_id\":\"c1\",\"name\":\"f\","
          "\"arguments\":\"{\\\"a\\\":1}\",\"status\":\"completed\"},"
          "{\"type\":\"function_call\",\"call_id\":\"c2\",\"name\":\"g\",\"arguments\":\"{}\"},"
          "{\"type\":\"function_call_output\",\"call_id\":\"c1\",\"output\":\"1\"},"
          "{\"type\":\"function_call_output\",\"call_id\":\"c2\",\"output\":"
          "[{\"type\":\"input_text\",\"text\":\"2\"}]}"),
      CHAT ("{\"role\":\"user\",\"content\":\"a\"},"
            "{\"role\":\"assistant\",\"content\":\"so\",\"reasoning_content\":\"hm\","
            "\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"f\","
            "\"arguments\":\"{\\\"a\\\":1}\"}},{\"id\":\"c2\",\"type\":\"function\",\"function\":"
            "{\"name\":\"g\",\"arguments\":\"{}\"}}]},"
            "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"1\"},"
            "{\"role\":\"tool\",\"tool_call_id\":\"c2\",\"content\":\"2\"}") },
    /* Nothing stands between calls and what they have led to. */
    { IN ("{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\"},"
          "{\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"x\"}]},"
          "{\"type\":\"function_call\",\"call_id\":\"d\",\"name\":\"g\",\"arguments\":\"{}\"},"
          "{\"role\":\"assistant\",\"content\":\"wait\"},"
          "{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":\"1\"},"
          "{\"type\":\"function_call_output\",\"call_id\":\"d\",\"output\":\"2\"},"
          "{\"role\":\"assistant\",\"content\":\"so\"}"),
      CHAT ("{\"role\":\"assistant\",\"content\":\"wait\",\"reasoning_content\":\"x\","
            "\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\","
            "\"arguments\":\"{}\"}},{\"id\":\"d\",\"type\":\"function\",\"function\":"
            "{\"name\":\"g\",\"arguments\":\"{}\"}}]},"
            "{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"1\"},"
            "{\"role\":\"tool\",\"tool_call_id\":\"d\",\"content\":\"2\"},"
            "{\"role\":\"assistant\",\"content\":\"so\"}") },
    { IN ("{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"\"}"),
      CHAT ("{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c\",\"type\":"
            "\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}") },
    { IN ("{\"role\":\"assistant\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":["
          "{\"type\":\"refusal\",\"refusal\":\"no\"}]},{\"role\":\"user\",\"content\":\"b\"}"),
      CHAT ("{\"role\":\"assistant\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":"
            "\"no\"},{\"role\":\"user\",\"content\":\"b\"}") },
    { IN ("{\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"x\"},"
          "{\"type\":\"summary_text\",\"text\":\"y\"}]},"
          "{\"role\":\"assistant\",\"content\":\"a\"}"),
      CHAT ("{\"role\":\"assistant\",\"content\":\"a\",\"reasoning_content\":\"x\\ny\"}") },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_turns_refused (void)
{
  static const Case cases[] = {
    { IN ("5"), NULL, "input[0]" },
    { IN ("{\"role\":\"user\"}"), NULL, "input[0].content", "" },
    { IN ("{\"role\":\"tool\",\"content\":\"a\"}"), NULL, "input[0].role" },
    { IN ("{\"type\":\"item_reference\",\"id\":\"msg_1\"}"), NULL, "input[0].type" },
    { IN ("{\"role\":\"user\",\"content\":[{\"type\":\"input_file\",\"file_id\":\"f\"}]}"), NULL,
      "input[0].content[0].type" },
    { IN ("{\"role\":\"system\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"f\"}]}"),
      NULL, "input[0].content[0].type" },
    { IN ("{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"file_id\":\"f\"}]}"), NULL,
      "input[0].content[0].file_id" },
    { IN ("{\"role\":\"user\",\"content\":[{\"type\":\"input_image\"}]}"), NULL,
      "input[0].content[0].image_url", "" },
    { IN ("{\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"a\","
          "\"annotations\":[{}]}]}"), NULL, "input[0].content[0].annotations" },
    { IN ("{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\"}"), NULL,
      "input[0].arguments", "" },
    { IN ("{\"type\":\"function_call_output\",\"output\":\"a\"}"), NULL, "input[0].call_id", "" },
    { IN ("{\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\"x\"}"), NULL,
      "input[0].encrypted_content" },
    { IN ("{\"type\":\"reasoning\",\"summary\":[]}"), NULL, "input[0].type", NULL,
      BATCH_CHAT_IS_STRICT },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

/* --- Answers --- */

#define ANSWER(choice, more) \
  "{\"id\":\"chatcmpl-7\",\"object\":\"chat.completion\",\"created\":1600,\"model\":\"m\"," \
  "\"choices\":[{\"index\":0," choice "}]" more "}"
#define SAYS(message, finish) \
  "\"message\":{\"role\":\"assistant\"," message "},\"finish_reason\":" finish
#define HEAD(status, details, completed) \
  "{\"id\":\"resp_7\",\"object\":\"response\",\"created_at\":1600,\"status\":\"" status "\"," \
  "\"error\":null,\"incomplete_details\":" details ",\"completed_at\":" completed "," \
  "\"model\":\"m\",\"output\":"
#define COMPLETED HEAD ("completed", "null", "1700")
#define SETTINGS \
  ",\"background\":false,\"previous_response_id\":null,\"store\":false,\"instructions\":null," \
  "\"max_output_tokens\":null,\"max_tool_calls\":null,\"metadata\":{}," \
  "\"parallel_tool_calls\":true,\"prompt_cache_key\":null,\"safety_identifier\":null," \
  "\"temperature\":null,\"tool_choice\":\"auto\",\"tools\":[],\"top_logprobs\":0," \
  "\"top_p\":null,\"truncation\":\"disabled\",\"user\":null," \
  "\"reasoning\":{\"effort\":null,\"summary\":null}," \
  "\"text\":{\"format\":{\"type\":\"text\"},\"verbosity\":null}"
#define NO_USAGE ",\"usage\":null"
#define TEXT(text) \
  "{\"type\":\"output_text\",\"text\":\"" text "\",\"annotations\":[],\"logprobs\":[]}"
#define MESSAGE(id, parts, status) \
  "{\"type\":\"message\",\"id\":\"msg_" id "\",\"role\":\"assistant\",\"content\":[" parts "]," \
  "\"status\":\"" status "\"}"
#define THINKS(id, text) \
  "{\"type\":\"reasoning\",\"id\":\"rs_" id "\",\"summary\":[],\"content\":[{\"type\":" \
  "\"reasoning_text\",\"text\":\"" text "\"}],\"status\":\"completed\"}"
#define CALL(id, arguments) \
  "{\"id\":\"" id "\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":" \
  arguments "}}"
#define CALLS(id, call, arguments) \
  "{\"type\":\"function_call\",\"id\":\"fc_" id "\",\"call_id\":\"" call "\",\"name\":\"f\"," \
  "\"arguments\":" arguments ",\"status\":\"completed\"}"

typedef struct
{
  const char *answer;
  const char *made;                /* NULL: it has an obstacle */
  const char *obstacle;
  guint       status;              /* 0: 200 */
  const char *request;
} AnswerCase;

static void
check_answers (const AnswerCase *cases,
               gsize             n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      const AnswerCase *it = &cases[i];
      g_autoptr(GBytes) body = g_bytes_new (it->answer, strlen (it->answer));
      g_autoptr(GBytes) request = it->request != NULL
                                  ? g_bytes_new (it->request, strlen (it->request)) : NULL;
      g_auto(BatchObstacle) obstacle = { NULL };
      g_autoptr(GBytes) made = batch_answer_translate (body, BATCH_ENDPOINT_RESPONSES,
                                                       it->status != 0 ? it->status : 200, 1700,
                                                       request, &obstacle);
      g_autofree char *text = NULL;

      if (made != NULL)
        text = g_strndup (g_bytes_get_data (made, NULL), g_bytes_get_size (made));
      g_assert_cmpstr (text, ==, it->made);
      g_assert_cmpstr (obstacle.path, ==, it->obstacle);
      if (text != NULL)
        g_assert_true (batch_json_validate ((const guint8 *) text, strlen (text), 0));
    }
}

static void
test_answers (void)
{
  static const AnswerCase cases[] = {
    { ANSWER (SAYS ("\"content\":\"Gr\\u00fc\"", "\"stop\""), ",\"usage\":{\"total_tokens\":13,"
              "\"completion_tokens\":4,\"prompt_tokens_details\":"
              "{\"cached_tokens\":6},\"prompt_tokens\":9,\"completion_tokens_details\":"
              "{\"reasoning_tokens\":2}}"),
      COMPLETED "[" MESSAGE ("7", TEXT ("Gr\\u00fc"), "completed") "]" SETTINGS
      ",\"usage\":{\"input_tokens\":9,\"input_tokens_details\":{\"cached_tokens\":6,"
      "\"cache_write_tokens\":0},\"output_tokens\":4,\"output_tokens_details\":"
      "{\"reasoning_tokens\":2},\"total_tokens\":13}}" },
    { ANSWER (SAYS ("\"content\":\"so\"", "\"length\""), ""),
      HEAD ("incomplete", "{\"reason\":\"max_output_tokens\"}", "null")
      "[" MESSAGE ("7", TEXT ("so"), "incomplete") "]" SETTINGS NO_USAGE "}" },
    { ANSWER (SAYS ("\"content\":\"\"", "\"content_filter\""), ""),
      HEAD ("incomplete", "{\"reason\":\"content_filter\"}", "null") "[]" SETTINGS NO_USAGE "}" },
    { ANSWER (SAYS ("\"content\":\"so\",\"reasoning_content\":\"hm\",\"reasoning\":\"hm\"",
                    "\"stop\""), ""),
      COMPLETED "[" THINKS ("7", "hm") "," MESSAGE ("7", TEXT ("so"), "completed") "]" SETTINGS
      NO_USAGE "}" },
    { ANSWER (SAYS ("\"content\":null,\"tool_calls\":[" CALL ("c1", "\"{\\\"a\\\":1}\"") ","
                    CALL ("", "{\"b\":2}") "]", "\"tool_calls\""), ""),
      COMPLETED "[" CALLS ("7", "c1", "\"{\\\"a\\\":1}\"") ","
      CALLS ("7_2", "call_7_2", "\"{\\\"b\\\":2}\"") "]" SETTINGS NO_USAGE "}" },
    { ANSWER (SAYS ("\"tool_calls\":[" CALL ("c1", "\"\"") "," CALL ("c2", "null") "]",
                    "\"stop\""), ""),
      COMPLETED "[" CALLS ("7", "c1", "\"{}\"") "," CALLS ("7_2", "c2", "\"{}\"") "]" SETTINGS
      NO_USAGE "}" },
    { ANSWER (SAYS ("\"content\":null,\"refusal\":\"no\"", "\"stop\""), ""),
      COMPLETED "[" MESSAGE ("7", "{\"type\":\"refusal\",\"refusal\":\"no\"}", "completed") "]"
      SETTINGS NO_USAGE "}" },
    { ANSWER (SAYS ("\"content\":\"a\"", "\"stop\"") ",\"logprobs\":{\"content\":[{\"token\":"
              "\"a\",\"logprob\":-1,\"bytes\":[97],\"top_logprobs\":[]}],\"refusal\":null}", ""),
      COMPLETED "[" MESSAGE ("7", "{\"type\":\"output_text\",\"text\":\"a\",\"annotations\":[],"
                             "\"logprobs\":[{\"token\":\"a\",\"logprob\":-1,\"bytes\":[97],"
                             "\"top_logprobs\":[]}]}", "completed") "]" SETTINGS NO_USAGE "}" },
    /* What has no equal stays. */
    { ANSWER (SAYS ("\"content\":\"a\",\"mood\":1", "\"tired\"") ",\"stop_reason\":3",
              ",\"service_tier\":\"default\",\"status\":\"x\",\"timings\":{\"ms\":1}"),
      COMPLETED "[" MESSAGE ("7", TEXT ("a"), "completed") "]" SETTINGS NO_USAGE
      ",\"service_tier\":\"default\",\"chat_status\":\"x\",\"timings\":{\"ms\":1},"
      "\"stop_reason\":3,\"finish_reason\":\"tired\",\"mood\":1}" },
    { "{\"error\":{\"message\":\"no\",\"type\":\"t\",\"code\":\"c\"}}",
      "{\"error\":{\"message\":\"no\",\"type\":\"t\",\"code\":\"c\"}}", NULL, 400 },
    { ANSWER (SAYS ("\"audio\":{\"id\":\"x\"}", "\"stop\""), ""), NULL,
      "choices[0].message.audio" },
    { "{\"choices\":[]}", NULL, "choices[0]" },
    { "{\"choices\":[{\"message\":{}},{}]}", NULL, "choices[1]" },
    { ANSWER (SAYS ("\"tool_calls\":[{\"id\":\"c\",\"function\":{}}]", "null"), ""), NULL,
      "choices[0].message.tool_calls[0].function.name" },
  };

  check_answers (cases, G_N_ELEMENTS (cases));
}

static void
test_settings (void)
{
  static const AnswerCase cases[] = {
    { ANSWER (SAYS ("\"content\":\"a\"", "\"stop\""), ""),
      COMPLETED "[" MESSAGE ("7", TEXT ("a"), "completed") "]"
      ",\"background\":false,\"previous_response_id\":null,\"store\":false,\"instructions\":\"s\","
      "\"max_output_tokens\":9,\"max_tool_calls\":2,\"metadata\":{\"a\":\"b\"},"
      "\"parallel_tool_calls\":false,\"prompt_cache_key\":\"k\",\"safety_identifier\":\"x\","
      "\"temperature\":0.50,\"tool_choice\":{\"type\":\"function\",\"name\":\"f\"},"
      "\"tools\":[{\"type\":\"function\",\"name\":\"f\"}],\"top_logprobs\":3,"
      "\"top_p\":0.9,\"truncation\":\"disabled\",\"user\":\"u\","
      "\"reasoning\":{\"effort\":\"low\",\"summary\":null},"
      "\"text\":{\"format\":{\"type\":\"json_object\"},\"verbosity\":\"low\"}" NO_USAGE "}",
      NULL, 0,
      ASK (",\"instructions\":\"s\",\"max_output_tokens\":9,\"max_tool_calls\":2,\"metadata\":"
           "{\"a\":\"b\"},\"parallel_tool_calls\":false,\"prompt_cache_key\":\"k\","
           "\"safety_identifier\":\"x\",\"temperature\":0.50,\"tool_choice\":{\"type\":"
           "\"function\",\"name\":\"f\"},\"tools\":[{\"type\":\"function\",\"name\":\"f\"}],"
           "\"top_logprobs\":3,\"top_p\":0.9,\"truncation\":null,\"user\":\"u\",\"reasoning\":"
           "{\"effort\":\"low\"},\"text\":{\"format\":{\"type\":\"json_object\"},"
           "\"verbosity\":\"low\"}") },
    { ANSWER (SAYS ("\"content\":\"a\"", "\"stop\""), ""),
      COMPLETED "[" MESSAGE ("7", TEXT ("a"), "completed") "]" SETTINGS NO_USAGE "}", NULL, 0,
      "no JSON" },
  };

  check_answers (cases, G_N_ELEMENTS (cases));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/translation/response-translation/members", test_members);
  g_test_add_func ("/batch/translation/response-translation/members-refused",
                   test_members_refused);
  g_test_add_func ("/batch/translation/response-translation/turns", test_turns);
  g_test_add_func ("/batch/translation/response-translation/turns-refused", test_turns_refused);
  g_test_add_func ("/batch/translation/response-translation/answers", test_answers);
  g_test_add_func ("/batch/translation/response-translation/settings", test_settings);
  return g_test_run ();
}
