/* test-answer-translation.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-answer-translation-private.h"

#include <string.h>

#define MESSAGES BATCH_ENDPOINT_MESSAGES
#define CHATS    BATCH_ENDPOINT_CHAT_COMPLETIONS

typedef struct
{
  const char *answer;
  const char *made;                /* NULL: it has an obstacle */
  const char *obstacle;
  guint       status;              /* 0: 200 */
} Case;

static char *
translate (const char    *answer,
           BatchEndpoint  to,
           guint          status,
           BatchObstacle *obstacle)
{
  g_autoptr(GBytes) body = g_bytes_new (answer, strlen (answer));
  g_autoptr(GBytes) made = batch_answer_translate (body, to, status != 0 ? status : 200, 1700,
                                                   NULL, obstacle);

  if (made == NULL)
    return NULL;

  g_assert_true (batch_json_validate (g_bytes_get_data (made, NULL), g_bytes_get_size (made), 0));
  return g_strndup (g_bytes_get_data (made, NULL), g_bytes_get_size (made));
}

static void
check_cases (BatchEndpoint  to,
             const Case    *cases,
             gsize          n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_auto(BatchObstacle) obstacle = { NULL };
      g_autofree char *made = translate (cases[i].answer, to, cases[i].status, &obstacle);

      g_assert_cmpstr (made, ==, cases[i].made);
      g_assert_cmpstr (obstacle.path, ==, cases[i].obstacle);
    }
}

#define CHAT(choice, more) \
  "{\"id\":\"chatcmpl-7\",\"object\":\"chat.completion\",\"created\":1700,\"model\":\"m\"," \
  "\"choices\":[{\"index\":0," choice "}]" more "}"
#define SAYS(message, finish) \
  "\"message\":{\"role\":\"assistant\"," message "},\"logprobs\":null,\"finish_reason\":" finish
#define MESSAGE(content, stop, more) \
  "{\"id\":\"msg_7\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[" \
  content "],\"stop_reason\":" stop "," more "}"
#define NO_STOP "\"stop_sequence\":null"
#define NOTHING ",\"usage\":{\"input_tokens\":0,\"output_tokens\":0}"
#define TEXT(text) "{\"type\":\"text\",\"text\":\"" text "\"}"
#define CALL(arguments) \
  "{\"id\":\"t1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":" arguments "}}"
#define USE(input) "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":" input "}"

static void
test_messages (void)
{
  static const Case cases[] = {
    { CHAT (SAYS ("\"content\":\"Gr\\u00fc\\n\"", "\"stop\""),
            ",\"usage\":{\"total_tokens\":13,\"completion_tokens\":4,\"prompt_tokens_details\":"
            "{\"cached_tokens\":6,\"audio_tokens\":0},\"prompt_tokens\":9}"),
      MESSAGE (TEXT ("Gr\\u00fc\\n"), "\"end_turn\"", NO_STOP ",\"usage\":{\"input_tokens\":3,"
               "\"cache_read_input_tokens\":6,\"output_tokens\":4,"
               "\"prompt_tokens_details\":{\"audio_tokens\":0}}") },
    { CHAT (SAYS ("\"content\":\"a\"", "\"length\""),
            ",\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":4,\"prompt_tokens_details\":"
            "{\"cached_tokens\":9,\"cache_write_tokens\":1},\"completion_tokens_details\":"
            "{\"reasoning_tokens\":2}}"),
      MESSAGE (TEXT ("a"), "\"max_tokens\"", NO_STOP ",\"usage\":{\"input_tokens\":0,"
               "\"cache_creation_input_tokens\":1,\"cache_read_input_tokens\":9,"
               "\"output_tokens\":4,\"output_tokens_details\":{\"thinking_tokens\":2}}") },
    /* Counts that are no integers are told as such, once. */
    { CHAT (SAYS ("\"content\":\"a\"", "\"stop\""),
            ",\"usage\":{\"prompt_tokens\":5.0,\"completion_tokens\":\"7\",\"total_tokens\":12.0}"),
      MESSAGE (TEXT ("a"), "\"end_turn\"", NO_STOP ",\"usage\":{\"input_tokens\":5,"
               "\"output_tokens\":7}") },
    { CHAT (SAYS ("\"content\":\"a\"", "\"stop\""),
            ",\"usage\":{\"prompt_tokens\":5.5,\"completion_tokens\":7}"),
      MESSAGE (TEXT ("a"), "\"end_turn\"", NO_STOP ",\"usage\":{\"input_tokens\":0,"
               "\"output_tokens\":7,\"prompt_tokens\":5.5}") },
    /* Tools and thoughts. */
    { CHAT (SAYS ("\"content\":null,\"tool_calls\":[" CALL ("\"{\\\"x\\\": 1.50}\"") ","
                  CALL ("\"\"") "]", "\"tool_calls\""), ""),
      MESSAGE (USE ("{\"x\": 1.50}") "," USE ("{}"), "\"tool_use\"", NO_STOP NOTHING) },
    { CHAT (SAYS ("\"content\":\"\",\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":"
                  "{\"x\":1}}}]", "\"stop\""), ""),
      MESSAGE ("{\"type\":\"tool_use\",\"id\":\"toolu_7_0\",\"name\":\"f\",\"input\":{\"x\":1}}",
               "\"tool_use\"", NO_STOP NOTHING) },
    /* What else is said of the call, and of its function. */
    { CHAT (SAYS ("\"content\":\"\",\"tool_calls\":[{\"index\":0,\"id\":\"t1\",\"sealed\":1,"
                  "\"function\":{\"name\":\"f\",\"arguments\":\"{}\",\"strict\":true}}]",
                  "\"tool_calls\""), ""),
      MESSAGE ("{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":{},"
               "\"sealed\":1,\"strict\":true}", "\"tool_use\"", NO_STOP NOTHING) },
    { CHAT (SAYS ("\"content\":null,\"function_call\":{\"name\":\"f\",\"arguments\":\"{}\"}",
                  "\"function_call\""), ""),
      MESSAGE ("{\"type\":\"tool_use\",\"id\":\"toolu_7_0\",\"name\":\"f\",\"input\":{}}",
               "\"tool_use\"", NO_STOP NOTHING) },
    { CHAT (SAYS ("\"content\":\"a\",\"reasoning_content\":\"hm\"", "\"stop\""), ""),
      MESSAGE ("{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"\"}," TEXT ("a"),
               "\"end_turn\"", NO_STOP NOTHING) },
    { CHAT (SAYS ("\"content\":[" TEXT ("a") "," TEXT ("b") "],\"reasoning\":\"hm\","
                  "\"thinking_blocks\":[{\"type\":\"thinking\",\"signature\":\"s\"}]",
                  "\"stop\""), ""),
      MESSAGE ("{\"type\":\"thinking\",\"signature\":\"s\"}," TEXT ("a") "," TEXT ("b"),
               "\"end_turn\"", NO_STOP NOTHING ",\"reasoning\":\"hm\"") },
    { CHAT (SAYS ("\"content\":null,\"reasoning\":\"so\",\"reasoning_content\":\"hm\","
                  "\"thinking_blocks\":[{\"type\":\"thinking\",\"thinking\":\"hm, so\"}]",
                  "\"stop\""), ""),
      MESSAGE ("{\"type\":\"thinking\",\"thinking\":\"hm, so\"}", "\"end_turn\"",
               NO_STOP NOTHING) },
    /* Parts that are thoughts, and may have parts in turn. */
    { CHAT (SAYS ("\"content\":[{\"type\":\"thinking\",\"thinking\":[" TEXT ("h") "," TEXT ("m")
                  "],\"closed\":true},{\"type\":\"thinking\",\"thinking\":\"!\"}," TEXT ("a")
                  "]", "\"stop\""), ""),
      MESSAGE ("{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"\",\"closed\":true},"
               "{\"type\":\"thinking\",\"thinking\":\"!\",\"signature\":\"\"}," TEXT ("a"),
               "\"end_turn\"", NO_STOP NOTHING) },
    { CHAT (SAYS ("\"content\":\"a\",\"reasoning\":\"hm\",\"reasoning_content\":\"\"",
                  "\"stop\""), ""),
      MESSAGE ("{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"\"}," TEXT ("a"),
               "\"end_turn\"", NO_STOP NOTHING) },
    /* How it ended. */
    { CHAT (SAYS ("\"content\":null,\"refusal\":\"no\"", "\"stop\""), ""),
      MESSAGE (TEXT ("no"), "\"refusal\"", NO_STOP NOTHING) },
    { CHAT (SAYS ("\"content\":\"a\"", "\"content_filter\""), ""),
      MESSAGE (TEXT ("a"), "\"refusal\"", NO_STOP NOTHING) },
    { CHAT (SAYS ("\"content\":\"a\"", "null"), ""),
      MESSAGE (TEXT ("a"), "null", NO_STOP NOTHING) },
    { CHAT (SAYS ("\"content\":\"a\"", "\"abort\""), ""),
      MESSAGE (TEXT ("a"), "\"abort\"", NO_STOP NOTHING) },
    { CHAT (SAYS ("\"content\":\"a\"", "\"stop\"") ",\"stop_reason\":\"##\"", ""),
      MESSAGE (TEXT ("a"), "\"stop_sequence\"", "\"stop_sequence\":\"##\"" NOTHING) },
    { CHAT (SAYS ("\"content\":\"a\"", "\"stop\""),
            ",\"usage\":{\"prompt_tokens\":1,\"cost\":0.10,\"completion_tokens\":2,\"x\":null}"),
      MESSAGE (TEXT ("a"), "\"end_turn\"", NO_STOP ",\"usage\":{\"input_tokens\":1,"
               "\"output_tokens\":2,\"cost\":0.10}") },
    /* What has no equal stays. */
    { CHAT (SAYS ("\"content\":\"a\",\"annotations\":[],\"audio\":null,\"plan\":\"p\"", "\"stop\""),
            ",\"system_fingerprint\":\"fp\",\"timings\":{\"cache_n\":1},\"role\":\"x\""),
      MESSAGE (TEXT ("a"), "\"end_turn\"", NO_STOP NOTHING ",\"system_fingerprint\":\"fp\","
               "\"timings\":{\"cache_n\":1},\"chat_role\":\"x\",\"plan\":\"p\"") },
    { "{\"id\":\"7\",\"choices\":[{\"message\":{}}]}",
      "{\"id\":\"msg_7\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[],"
      "\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":0,"
      "\"output_tokens\":0}}" },
    /* What cannot be said. */
    { CHAT (SAYS ("\"content\":null,\"tool_calls\":[" CALL ("\"{\\\"x\\\":\"") "]",
                  "\"tool_calls\""), ""), NULL,
      "choices[0].message.tool_calls[0].function.arguments" },
    { CHAT (SAYS ("\"tool_calls\":[{\"id\":\"t\",\"function\":{}}]", "\"tool_calls\""), ""), NULL,
      "choices[0].message.tool_calls[0].function.name" },
    { CHAT (SAYS ("\"audio\":{\"id\":\"a\"}", "\"stop\""), ""), NULL, "choices[0].message.audio" },
    { CHAT (SAYS ("\"content\":[{\"type\":\"image\"}]", "\"stop\""), ""), NULL,
      "choices[0].message.content[0].type" },
    { CHAT (SAYS ("\"content\":{}", "\"stop\""), ""), NULL, "choices[0].message.content" },
    { CHAT (SAYS ("\"content\":[{\"type\":\"text\",\"text\":{}}]", "\"stop\""), ""), NULL,
      "choices[0].message.content[0].text" },
    { CHAT (SAYS ("\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"image\"}]}]",
                  "\"stop\""), ""), NULL, "choices[0].message.content[0].thinking[0].type" },
    { CHAT (SAYS ("\"reasoning\":{}", "\"stop\""), ""), NULL, "choices[0].message.reasoning" },
    { "{\"choices\":[]}", NULL, "choices[0]" },
    { "[]", NULL, NULL },
    { "a", NULL, NULL },
  };

  check_cases (MESSAGES, cases, G_N_ELEMENTS (cases));
}

#define ANSWER(message, finish, usage) \
  "{\"id\":\"chatcmpl-7\",\"object\":\"chat.completion\",\"created\":1700,\"model\":\"m\"," \
  "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\"," message "},\"logprobs\":null," \
  "\"finish_reason\":" finish "}],\"usage\":" usage "}"
#define ZERO "{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0}"

static void
test_chats (void)
{
  static const Case cases[] = {
    { MESSAGE (TEXT ("Gr\\u00fc") "," TEXT ("n\\n"), "\"end_turn\"", NO_STOP
               ",\"usage\":{\"input_tokens\":3,\"cache_creation_input_tokens\":1,"
               "\"cache_read_input_tokens\":6,\"output_tokens\":4}"),
      ANSWER ("\"content\":\"Gr\\u00fcn\\n\",\"refusal\":null", "\"stop\"",
              "{\"prompt_tokens\":10,\"completion_tokens\":4,\"total_tokens\":14,"
              "\"prompt_tokens_details\":{\"cached_tokens\":6,\"cache_write_tokens\":1}}") },
    /* What else is said of a text stays with it. */
    { MESSAGE (TEXT ("a") ",{\"type\":\"text\",\"text\":\"b\",\"citations\":[],\"sure\": 0.50}",
               "\"end_turn\"", NO_STOP),
      ANSWER ("\"content\":\"ab\",\"refusal\":null,\"text_blocks\":[{\"type\":\"text\","
              "\"text\":\"b\",\"citations\":[],\"sure\": 0.50}]", "\"stop\"", ZERO) },
    { MESSAGE (TEXT ("so") "," USE ("{\"x\": 1.50}"), "\"tool_use\"", NO_STOP),
      ANSWER ("\"content\":\"so\",\"refusal\":null,\"tool_calls\":["
              CALL ("\"{\\\"x\\\": 1.50}\"") "]", "\"tool_calls\"", ZERO) },
    { MESSAGE (USE ("{}"), "\"end_turn\"", NO_STOP),
      ANSWER ("\"content\":null,\"refusal\":null,\"tool_calls\":[" CALL ("\"{}\"") "]",
              "\"tool_calls\"", ZERO) },
    { MESSAGE (USE ("{}"), "\"max_tokens\"", NO_STOP),
      ANSWER ("\"content\":null,\"refusal\":null,\"tool_calls\":[" CALL ("\"{}\"") "]",
              "\"length\"", ZERO) },
    { MESSAGE ("{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":{},"
               "\"caller\":{\"type\":\"direct\"}}", "\"tool_use\"", NO_STOP),
      ANSWER ("\"content\":null,\"refusal\":null,\"tool_calls\":[{\"id\":\"t1\","
              "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"},"
              "\"caller\":{\"type\":\"direct\"}}]", "\"tool_calls\"", ZERO) },
    { MESSAGE (USE ("{}"), "\"tool_use\"", NO_STOP),
      ANSWER ("\"content\":null,\"refusal\":null,\"tool_calls\":[" CALL ("\"{}\"") "]",
              "\"tool_calls\"", ZERO) },
    { MESSAGE ("{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s\"},"
               "{\"type\":\"redacted_thinking\",\"data\":\"x\"}," TEXT ("a"), "\"refusal\"", NO_STOP
               ",\"usage\":{\"output_tokens\":9,\"output_tokens_details\":"
               "{\"thinking_tokens\":7}}"),
      ANSWER ("\"content\":\"a\",\"refusal\":null,\"reasoning_content\":\"hm\","
              "\"thinking_blocks\":[{\"type\":\"thinking\",\"thinking\":\"hm\","
              "\"signature\":\"s\"},"
              "{\"type\":\"redacted_thinking\",\"data\":\"x\"}]", "\"content_filter\"",
              "{\"prompt_tokens\":0,\"completion_tokens\":9,\"total_tokens\":9,"
              "\"completion_tokens_details\":{\"reasoning_tokens\":7}}") },
    { MESSAGE (TEXT ("a"), "\"end_turn\"", NO_STOP ",\"usage\":{\"service_tier\":\"batch\","
               "\"server_tool_use\":null,\"input_tokens\":1,\"output_tokens\":2}"),
      ANSWER ("\"content\":\"a\",\"refusal\":null", "\"stop\"",
              "{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3,"
              "\"service_tier\":\"batch\"}") },
    { MESSAGE (TEXT ("a"), "\"stop_sequence\"", "\"stop_sequence\":\"##\""),
      ANSWER ("\"content\":\"a\",\"refusal\":null", "\"stop\",\"stop_reason\":\"##\"", ZERO) },
    { MESSAGE (TEXT ("a"), "\"model_context_window_exceeded\"", NO_STOP),
      ANSWER ("\"content\":\"a\",\"refusal\":null", "\"length\"", ZERO) },
    { MESSAGE ("", "null", NO_STOP ",\"container\":{\"id\":\"c\"},\"stop_details\":null,"
               "\"object\":5"),
      "{\"id\":\"chatcmpl-7\",\"object\":\"chat.completion\",\"created\":1700,\"model\":\"m\","
      "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":null,"
      "\"refusal\":null},\"logprobs\":null,\"finish_reason\":null}],\"usage\":" ZERO
      ",\"container\":{\"id\":\"c\"},\"message_object\":5}" },
    { MESSAGE ("{\"type\":\"server_tool_use\"}", "null", NO_STOP), NULL, "content[0].type" },
    { MESSAGE ("{\"type\":\"text\",\"text\":\"a\",\"citations\":[{}]}", "null", NO_STOP), NULL,
      "content[0].citations" },
    { MESSAGE ("{\"type\":\"tool_use\",\"name\":\"f\"}", "null", NO_STOP), NULL, "content[0].id" },
    { "{\"type\":\"message\"}", NULL, "content" },
  };

  check_cases (CHATS, cases, G_N_ELEMENTS (cases));
}

/* --- Errors --- */

#define MESSAGE_ERROR(type, message) MESSAGE_ERROR_AND (type, message, "")
#define MESSAGE_ERROR_AND(type, message, more) \
  "{\"type\":\"error\",\"error\":{\"type\":\"" type "\",\"message\":\"" message "\"" more "}," \
  "\"request_id\":null}"
#define NAMED(type) MESSAGE_ERROR_AND (type, "no", ",\"chat_type\":\"x\",\"code\":\"y\"")
#define CHAT_ERROR(type, message, code) CHAT_ERROR_AND (type, message, code, "")
#define CHAT_ERROR_AND(type, message, code, more) \
  "{\"error\":{\"message\":\"" message "\",\"type\":\"" type "\",\"param\":null,\"code\":" \
  code "}" more "}"
#define NUMBERED(type, message, code) \
  CHAT_ERROR_AND (type, message, code, ",\"request_id\":\"r\"")

static void
test_message_errors (void)
{
  static const char openai[] = "{\"error\":{\"message\":\"no\",\"type\":\"x\",\"param\":null,"
                               "\"code\":\"y\"}}";
  static const Case cases[] = {
    { openai, NAMED ("invalid_request_error"), NULL, 400 },
    { openai, NAMED ("authentication_error"), NULL, 401 },
    { openai, NAMED ("billing_error"), NULL, 402 },
    { openai, NAMED ("permission_error"), NULL, 403 },
    { openai, NAMED ("not_found_error"), NULL, 404 },
    { openai, NAMED ("request_too_large"), NULL, 413 },
    { openai, NAMED ("invalid_request_error"), NULL, 422 },
    { openai, NAMED ("rate_limit_error"), NULL, 429 },
    { openai, NAMED ("api_error"), NULL, 500 },
    { openai, NAMED ("overloaded_error"), NULL, 503 },
    { openai, NAMED ("timeout_error"), NULL, 504 },
    { openai, NAMED ("api_error") },
    { "{\"error\":\"busy \\\"now\\\"\"}", MESSAGE_ERROR ("overloaded_error", "busy \\\"now\\\""),
      NULL, 503 },
    { "<html><title>Bad Gateway</title></html>", MESSAGE_ERROR ("api_error", "Bad Gateway"), NULL,
      502 },
    { "", MESSAGE_ERROR ("api_error", "The model server does not say why"), NULL, 500 },
  };

  check_cases (MESSAGES, cases, G_N_ELEMENTS (cases));
}

static void
test_chat_errors (void)
{
  static const char anthropic[] = "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
                                  "\"message\":\"no\"},\"request_id\":\"r\"}";
  static const Case cases[] = {
    { anthropic, NUMBERED ("invalid_request_error", "no", "null"), NULL, 400 },
    { anthropic, NUMBERED ("authentication_error", "no", "null"), NULL, 401 },
    { anthropic, NUMBERED ("not_found_error", "no", "null"), NULL, 404 },
    { anthropic, NUMBERED ("rate_limit_error", "no", "null"), NULL, 429 },
    { anthropic, NUMBERED ("server_error", "no", "null"), NULL, 500 },
    { anthropic, NUMBERED ("server_error", "no", "null"), NULL, 529 },
    { anthropic, NUMBERED ("server_error", "no", "null") },
    { "", CHAT_ERROR ("server_error", "The model server does not say why", "null"), NULL, 500 },
  };

  check_cases (CHATS, cases, G_N_ELEMENTS (cases));
}

/* --- There and back --- */

static void
test_round_trip (void)
{
  static const char *const chats[] = {
    ANSWER ("\"content\":\"so\",\"refusal\":null,\"tool_calls\":[" CALL ("\"{\\\"x\\\": 1.50}\"")
            "]", "\"tool_calls\"", "{\"prompt_tokens\":10,\"completion_tokens\":4,"
            "\"total_tokens\":14,\"prompt_tokens_details\":{\"cached_tokens\":6}}"),
    ANSWER ("\"content\":\"a\",\"refusal\":null", "\"length\"", ZERO),
    ANSWER ("\"content\":\"a\",\"refusal\":null,\"reasoning_content\":\"hm\",\"thinking_blocks\":"
            "[{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s\"}]", "\"stop\"", ZERO),
  };

  for (guint i = 0; i < G_N_ELEMENTS (chats); i++)
    {
      g_auto(BatchObstacle) obstacle = { NULL };
      g_autofree char *message = translate (chats[i], MESSAGES, 200, &obstacle);
      g_autofree char *again = translate (message, CHATS, 200, &obstacle);

      g_assert_cmpstr (again, ==, chats[i]);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/translation/answer-translation/messages", test_messages);
  g_test_add_func ("/batch/translation/answer-translation/chats", test_chats);
  g_test_add_func ("/batch/translation/answer-translation/message-errors", test_message_errors);
  g_test_add_func ("/batch/translation/answer-translation/chat-errors", test_chat_errors);
  g_test_add_func ("/batch/translation/answer-translation/round-trip", test_round_trip);
  return g_test_run ();
}
