/* test-event-translation.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-event-translation-private.h"

#include <string.h>

#include "answers/batch-sse-private.h"
#include "json/batch-json-equal-private.h"
#include "translation/batch-answer-translation-private.h"

#define MAX_EVENTS 12

typedef struct
{
  const char     *events[MAX_EVENTS];    /* their data */
  const char     *expected;
  BatchFoldState  state;
} Case;

static void
check_cases (BatchEndpoint  to,
             const Case    *cases,
             gsize          n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autoptr(BatchEventTranslation) translation = batch_event_translation_new (to, 1700, TRUE);
      g_autoptr(GString) out = g_string_new (NULL);
      BatchFoldState state = BATCH_FOLD_OPEN;

      for (guint j = 0; j < MAX_EVENTS && cases[i].events[j] != NULL; j++)
        {
          g_autofree char *data = g_strdup (cases[i].events[j]);

          state = batch_event_translation_add (translation, data, strlen (data), out);
        }
      g_assert_cmpstr (out->str, ==, cases[i].expected);
      g_assert_cmpint (state, ==, cases[i].state);
    }
}

/* --- From chats --- */

#define CHUNK(choice) \
  "{\"id\":\"chatcmpl-7\",\"object\":\"chat.completion.chunk\",\"created\":5,\"model\":\"m\"," \
  "\"choices\":[{\"index\":0," choice "}]}"
#define DELTA(delta) CHUNK ("\"delta\":{" delta "},\"finish_reason\":null")
#define FINISH(reason) CHUNK ("\"delta\":{},\"finish_reason\":\"" reason "\"")
#define COUNTS \
  "{\"id\":\"chatcmpl-7\",\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":9," \
  "\"completion_tokens\":4,\"total_tokens\":13,\"prompt_tokens_details\":{\"cached_tokens\":6}}}"

#define EVENT(name, rest) "event: " name "\ndata: {\"type\":\"" name "\"" rest "}\n\n"
#define START(usage) \
  EVENT ("message_start", ",\"message\":{\"id\":\"msg_7\",\"type\":\"message\"," \
         "\"role\":\"assistant\",\"model\":\"m\",\"content\":[],\"stop_reason\":null," \
         "\"stop_sequence\":null,\"usage\":" usage "}")
#define NOTHING "{\"input_tokens\":0,\"output_tokens\":0}"
#define BLOCK(index, block) \
  EVENT ("content_block_start", ",\"index\":" #index ",\"content_block\":{\"type\":" block "}")
#define MORE(index, delta) \
  EVENT ("content_block_delta", ",\"index\":" #index ",\"delta\":{\"type\":" delta "}")
#define STOP(index) EVENT ("content_block_stop", ",\"index\":" #index)
#define END(reason, sequence, usage) \
  EVENT ("message_delta", ",\"delta\":{\"stop_reason\":" reason ",\"stop_sequence\":" sequence \
         "},\"usage\":" usage) \
  EVENT ("message_stop", "")
#define COUNTED "{\"input_tokens\":3,\"cache_read_input_tokens\":6,\"output_tokens\":4}"
#define TEXT(index) BLOCK (index, "\"text\",\"text\":\"\"")
#define SAYS(index, text) MORE (index, "\"text_delta\",\"text\":\"" text "\"")

#define FAILS(message) \
  "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":" \
  "\"" message "\"},\"request_id\":null}\n\n"
#define NONE FAILS ("What the model server streams is not an answer")
#define REFUSED(what) FAILS ("The answer cannot be told in the API of the request: " what)

static void
test_to_messages (void)
{
  static const Case cases[] = {
    { { DELTA ("\"role\":\"assistant\",\"content\":\"\""), DELTA ("\"content\":\"Gr\\u00fc\""),
        DELTA ("\"content\":\"n\\n\""), FINISH ("stop"), COUNTS, "[DONE]" },
      START (NOTHING) TEXT (0) SAYS (0, "Gr\\u00fc") SAYS (0, "n\\n") STOP (0)
      END ("\"end_turn\"", "null", COUNTED), BATCH_FOLD_DONE },
    { { DELTA ("\"reasoning_content\":\"hm\""), DELTA ("\"content\":\"a\""), FINISH ("length"),
        "[DONE]" },
      START (NOTHING) BLOCK (0, "\"thinking\",\"thinking\":\"\",\"signature\":\"\"")
      MORE (0, "\"thinking_delta\",\"thinking\":\"hm\"") STOP (0) TEXT (1) SAYS (1, "a") STOP (1)
      END ("\"max_tokens\"", "null", NOTHING), BATCH_FOLD_DONE },
    { { DELTA ("\"reasoning\":\"hm\",\"content\":null"), FINISH ("stop"), "[DONE]" },
      START (NOTHING) BLOCK (0, "\"thinking\",\"thinking\":\"\",\"signature\":\"\"")
      MORE (0, "\"thinking_delta\",\"thinking\":\"hm\"") STOP (0)
      END ("\"end_turn\"", "null", NOTHING), BATCH_FOLD_DONE },
    /* Calls of tools, the parts of which come in turn. */
    { { DELTA ("\"content\":\"so\""),
        DELTA ("\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"type\":\"function\","
               "\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]"),
        DELTA ("\"tool_calls\":[{\"index\":1,\"id\":\"c2\",\"function\":{\"name\":\"g\","
               "\"arguments\":\"{}\"}}]"),
        DELTA ("\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"x\\\":1.50}\"}}]"),
        FINISH ("tool_calls"), "[DONE]" },
      START (NOTHING) TEXT (0) SAYS (0, "so") STOP (0)
      BLOCK (1, "\"tool_use\",\"id\":\"c1\",\"name\":\"f\",\"input\":{}")
      BLOCK (2, "\"tool_use\",\"id\":\"c2\",\"name\":\"g\",\"input\":{}")
      MORE (2, "\"input_json_delta\",\"partial_json\":\"{}\"")
      MORE (1, "\"input_json_delta\",\"partial_json\":\"{\\\"x\\\":1.50}\"")
      STOP (1) STOP (2) END ("\"tool_use\"", "null", NOTHING), BATCH_FOLD_DONE },
    /* A call without an id or an index, and a server that says “stop” to it. */
    { { DELTA ("\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]"),
        FINISH ("stop"), "[DONE]" },
      START (NOTHING) BLOCK (0, "\"tool_use\",\"id\":\"toolu_7_0\",\"name\":\"f\",\"input\":{}")
      MORE (0, "\"input_json_delta\",\"partial_json\":\"{}\"") STOP (0)
      END ("\"tool_use\"", "null", NOTHING), BATCH_FOLD_DONE },
    { { DELTA ("\"refusal\":\"no\""), FINISH ("stop"), "[DONE]" },
      START (NOTHING) TEXT (0) SAYS (0, "no") STOP (0) END ("\"refusal\"", "null", NOTHING),
      BATCH_FOLD_DONE },
    { { CHUNK ("\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\",\"stop_reason\":\"##\""),
        "[DONE] " },
      START (NOTHING) TEXT (0) SAYS (0, "a") STOP (0)
      END ("\"stop_sequence\"", "\"##\"", NOTHING), BATCH_FOLD_DONE },
    { { CHUNK ("\"delta\":{},\"finish_reason\":\"stop\",\"stop_reason\":151645"), "[DONE]" },
      START (NOTHING) END ("\"end_turn\"", "null", NOTHING ",\"choice_stop_reason\":151645"),
      BATCH_FOLD_DONE },
    /* It said that it is done, but not why. */
    { { DELTA ("\"content\":\"a\""), "[DONE]" },
      START (NOTHING) TEXT (0) SAYS (0, "a") STOP (0) END ("null", "null", NOTHING),
      BATCH_FOLD_DONE },
    { { DELTA ("\"content\":\"a\""), "{\"error\":{\"message\":\"it broke\",\"type\":"
        "\"overloaded_error\"}}" },
      START (NOTHING) TEXT (0) SAYS (0, "a")
      "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
      "\"message\":\"it broke\"},\"request_id\":null}\n\n", BATCH_FOLD_ERROR },
    { { "{\"error\":\"it broke\"}" },
      "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\","
      "\"message\":\"it broke\"},\"request_id\":null}\n\n", BATCH_FOLD_ERROR },
    { { "{\"choices\":" }, NONE, BATCH_FOLD_GARBLED },
    { { "[]" }, NONE, BATCH_FOLD_GARBLED },
    { { "[DONE]" }, NONE, BATCH_FOLD_GARBLED },
    { { "{\"choices\":5}" }, REFUSED ("“choices”, which is not a list"), BATCH_FOLD_GARBLED },
  };

  check_cases (BATCH_ENDPOINT_MESSAGES, cases, G_N_ELEMENTS (cases));
}

#define THINKING(index) BLOCK (index, "\"thinking\",\"thinking\":\"\",\"signature\":\"\"")
#define THINKS(index, text) MORE (index, "\"thinking_delta\",\"thinking\":\"" text "\"")
#define SEALS(index, seal) MORE (index, "\"signature_delta\",\"signature\":\"" seal "\"")

/* What is no text but a list of parts, or an object. */
static void
test_parts (void)
{
  static const Case cases[] = {
    { { DELTA ("\"content\":\"\""),
        DELTA ("\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\","
               "\"text\":\"h\"},{\"type\":\"text\",\"text\":\"m\"}],\"closed\":true}]"),
        DELTA ("\"content\":[{\"type\":\"thinking\",\"thinking\":\"!\"},"
               "{\"type\":\"text\",\"text\":\"Gr\\u00fc\"}]"),
        DELTA ("\"content\":\"n\""), FINISH ("stop"), "[DONE]" },
      START (NOTHING) THINKING (0) THINKS (0, "h") THINKS (0, "m")
      MORE (0, "\"thinking_delta\",\"thinking\":\"\",\"closed\":true") THINKS (0, "!") STOP (0)
      TEXT (1) SAYS (1, "Gr\\u00fc") SAYS (1, "n") STOP (1)
      END ("\"end_turn\"", "null", NOTHING), BATCH_FOLD_DONE },
    { { DELTA ("\"reasoning\":\"hm\",\"reasoning_content\":null"), FINISH ("stop"), "[DONE]" },
      START (NOTHING) THINKING (0) THINKS (0, "hm") STOP (0)
      END ("\"end_turn\"", "null", NOTHING), BATCH_FOLD_DONE },
    /* Blocks of thoughts say again what was told, or tell it themselves. */
    { { DELTA ("\"reasoning_content\":\"hm\",\"thinking_blocks\":[{\"type\":\"thinking\","
               "\"thinking\":\"hm\"}]"),
        DELTA ("\"thinking_blocks\":[{\"type\":\"thinking\",\"thinking\":\"hm\","
               "\"signature\":\"s1\"},{\"type\":\"redacted_thinking\",\"data\":\"x\"}]"),
        FINISH ("stop"), "[DONE]" },
      START (NOTHING) THINKING (0) THINKS (0, "hm") SEALS (0, "s1") STOP (0)
      BLOCK (1, "\"redacted_thinking\",\"data\":\"x\"") STOP (1)
      END ("\"end_turn\"", "null", NOTHING), BATCH_FOLD_DONE },
    { { DELTA ("\"thinking_blocks\":[{\"type\":\"thinking\",\"thinking\":\"h\"}]"),
        DELTA ("\"thinking_blocks\":[{\"type\":\"thinking\",\"thinking\":\"m\","
               "\"signature\":\"s1\"}]"), FINISH ("stop"), "[DONE]" },
      START (NOTHING) THINKING (0) THINKS (0, "h") THINKS (0, "m") SEALS (0, "s1") STOP (0)
      END ("\"end_turn\"", "null", NOTHING), BATCH_FOLD_DONE },
    /* Arguments that are no text, and the call of a server that knows but one. */
    { { DELTA ("\"tool_calls\":[{\"id\":\"c1\",\"function\":{\"name\":\"f\",\"arguments\":"
               "{\"x\": 1}}}]"), FINISH ("tool_calls"), "[DONE]" },
      START (NOTHING) BLOCK (0, "\"tool_use\",\"id\":\"c1\",\"name\":\"f\",\"input\":{}")
      MORE (0, "\"input_json_delta\",\"partial_json\":\"{\\\"x\\\": 1}\"") STOP (0)
      END ("\"tool_use\"", "null", NOTHING), BATCH_FOLD_DONE },
    { { DELTA ("\"function_call\":{\"name\":\"f\",\"arguments\":\"\"}"),
        DELTA ("\"function_call\":{\"arguments\":\"{}\"}"), FINISH ("function_call"), "[DONE]" },
      START (NOTHING)
      BLOCK (0, "\"tool_use\",\"id\":\"toolu_7_0\",\"name\":\"f\",\"input\":{}")
      MORE (0, "\"input_json_delta\",\"partial_json\":\"{}\"") STOP (0)
      END ("\"tool_use\"", "null", NOTHING), BATCH_FOLD_DONE },
  };

  check_cases (BATCH_ENDPOINT_MESSAGES, cases, G_N_ELEMENTS (cases));
}

/* What no message can say is named, and nothing of its event is told. */
static void
test_refused_chats (void)
{
  static const Case cases[] = {
    { { DELTA ("\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"reference\"}]") },
      REFUSED ("“choices[0].delta.content[1].type”"), BATCH_FOLD_GARBLED },
    { { DELTA ("\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"image\"}]}]") },
      REFUSED ("“choices[0].delta.content[0].thinking[0].type”"), BATCH_FOLD_GARBLED },
    { { DELTA ("\"content\":[\"a\"]") },
      REFUSED ("“choices[0].delta.content[0].type”"), BATCH_FOLD_GARBLED },
    { { DELTA ("\"content\":{\"text\":\"a\"}") },
      REFUSED ("“choices[0].delta.content”, which is neither a text nor a list"),
      BATCH_FOLD_GARBLED },
    { { DELTA ("\"content\":[{\"type\":\"text\",\"text\":5}]") },
      REFUSED ("“choices[0].delta.content[0].text”, which is neither a text nor a list"),
      BATCH_FOLD_GARBLED },
    { { DELTA ("\"reasoning\":5") },
      REFUSED ("“choices[0].delta.reasoning”, which is neither a text nor a list"),
      BATCH_FOLD_GARBLED },
    { { DELTA ("\"thinking_blocks\":[{\"type\":\"new\"}]") },
      REFUSED ("“choices[0].delta.thinking_blocks[0].type”"), BATCH_FOLD_GARBLED },
    { { DELTA ("\"content\":null,\"audio\":{\"data\":\"x\"}") },
      REFUSED ("“choices[0].delta.audio”"), BATCH_FOLD_GARBLED },
    { { DELTA ("\"tool_calls\":5") },
      REFUSED ("“choices[0].delta.tool_calls”, which is not a list"), BATCH_FOLD_GARBLED },
    { { DELTA ("\"tool_calls\":[{\"function\":{}}]") },
      REFUSED ("“choices[0].delta.tool_calls[0].function.name” is missing"), BATCH_FOLD_GARBLED },
    { { DELTA ("\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":[]}}]") },
      REFUSED ("“choices[0].delta.tool_calls[0].function.arguments”, which is not a JSON object"),
      BATCH_FOLD_GARBLED },
    { { DELTA ("\"function_call\":{\"arguments\":\"{}\"}") },
      REFUSED ("“choices[0].delta.function_call.name” is missing"), BATCH_FOLD_GARBLED },
  };

  check_cases (BATCH_ENDPOINT_MESSAGES, cases, G_N_ELEMENTS (cases));
}

/* What has no equal is told in the end, or with the call that it is of. */
static void
test_rest_of_chats (void)
{
  static const Case cases[] = {
    { { "{\"id\":\"chatcmpl-7\",\"model\":\"m\",\"system_fingerprint\":\"fp\","
        "\"service_tier\":null,\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\","
        "\"content\":\"a\",\"annotations\":[1]},\"logprobs\":{\"content\":[{\"logprob\":-0.50}]},"
        "\"finish_reason\":null}]}",
        "{\"id\":\"chatcmpl-7\",\"model\":\"m\",\"system_fingerprint\":\"fp\","
        "\"choices\":[{\"index\":0,\"delta\":{\"annotations\":[{\"x\":2}],\"note\":\"b\"},"
        "\"logprobs\":{\"content\":[{\"logprob\":-1}]},\"finish_reason\":null}]}",
        DELTA ("\"note\":\"c\",\"empty\":[],\"nothing\":null"), FINISH ("stop"),
        "{\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4,"
        "\"cost\":0.10}}",
        "[DONE]" },
      START (NOTHING) TEXT (0) SAYS (0, "a") STOP (0)
      EVENT ("message_delta", ",\"delta\":{\"stop_reason\":\"end_turn\","
             "\"stop_sequence\":null},\"usage\":{\"input_tokens\":9,\"output_tokens\":4,"
             "\"cost\":0.10},\"system_fingerprint\":\"fp\","
             "\"logprobs\":{\"content\":[{\"logprob\":-0.50},{\"logprob\":-1}]},"
             "\"annotations\":[1,{\"x\":2}],\"note\":\"bc\"")
      EVENT ("message_stop", ""), BATCH_FOLD_DONE },
    /* The seal of a thought, as some models give it to a call. */
    { { DELTA ("\"tool_calls\":[{\"id\":\"c1\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"},"
               "\"extra_content\":{\"google\":{\"thought_signature\":\"s\"}}}]"),
        DELTA ("\"tool_calls\":[{\"index\":0,\"late\":1,\"function\":{}}]"),
        FINISH ("tool_calls"), "[DONE]" },
      START (NOTHING) BLOCK (0, "\"tool_use\",\"id\":\"c1\",\"name\":\"f\",\"input\":{},"
                             "\"extra_content\":{\"google\":{\"thought_signature\":\"s\"}}")
      MORE (0, "\"input_json_delta\",\"partial_json\":\"{}\"")
      MORE (0, "\"input_json_delta\",\"partial_json\":\"\",\"late\":1") STOP (0)
      END ("\"tool_use\"", "null", NOTHING), BATCH_FOLD_DONE },
  };

  check_cases (BATCH_ENDPOINT_MESSAGES, cases, G_N_ELEMENTS (cases));
}

/* No more of it is kept than there is room for. */
static void
test_too_much_rest (void)
{
  g_autoptr(BatchEventTranslation) translation = NULL;
  g_autoptr(GString) out = g_string_new (NULL);
  g_autofree char *text = g_strnfill (300000, 'a');
  g_autofree char *event = g_strdup_printf ("{\"choices\":[{\"delta\":{\"note\":\"%s\"}}]}",
                                            text);
  BatchFoldState state = BATCH_FOLD_OPEN;
  guint n = 0;

  translation = batch_event_translation_new (BATCH_ENDPOINT_MESSAGES, 1700, TRUE);
  for (; state == BATCH_FOLD_OPEN; n++)
    state = batch_event_translation_add (translation, event, strlen (event), out);
  g_assert_cmpuint (n, ==, 4);
  g_assert_cmpint (state, ==, BATCH_FOLD_GARBLED);
  g_assert_nonnull (strstr (out->str, "“choices[0].delta.note”, which is too much to be kept"));
}

/* --- From messages --- */

#define M_START \
  "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_7\",\"type\":\"message\"," \
  "\"role\":\"assistant\",\"model\":\"m\",\"content\":[],\"stop_reason\":null," \
  "\"usage\":{\"input_tokens\":3,\"cache_read_input_tokens\":6,\"output_tokens\":1}}}"
#define M_BLOCK(index, block) \
  "{\"type\":\"content_block_start\",\"index\":" #index ",\"content_block\":{\"type\":" block "}}"
#define M_MORE(index, delta) \
  "{\"type\":\"content_block_delta\",\"index\":" #index ",\"delta\":{\"type\":" delta "}}"
#define M_STOP(index) "{\"type\":\"content_block_stop\",\"index\":" #index "}"
#define M_END(reason) \
  "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":" reason "},\"usage\":" \
  "{\"output_tokens\":4}}", "{\"type\":\"message_stop\"}"

#define C_HEAD \
  "data: {\"id\":\"chatcmpl-7\",\"object\":\"chat.completion.chunk\",\"created\":1700," \
  "\"model\":\"m\",\"choices\":["
#define C_DELTA(delta) C_HEAD "{\"index\":0,\"delta\":{" delta "},\"finish_reason\":null}]}\n\n"
#define C_START C_DELTA ("\"role\":\"assistant\",\"content\":\"\"")
#define C_END(reason) \
  C_HEAD "{\"index\":0,\"delta\":{},\"finish_reason\":" reason "}]}\n\n" \
  C_HEAD "],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4,\"total_tokens\":13," \
  "\"prompt_tokens_details\":{\"cached_tokens\":6}}}\n\ndata: [DONE]\n\n"

static void
test_to_chats (void)
{
  static const Case cases[] = {
    { { M_START, M_BLOCK (0, "\"text\",\"text\":\"\""), "{\"type\":\"ping\"}",
        M_MORE (0, "\"text_delta\",\"text\":\"Gr\\u00fc\""),
        M_MORE (0, "\"text_delta\",\"text\":\"n\""), M_STOP (0), M_END ("\"end_turn\"") },
      C_START C_DELTA ("\"content\":\"Gr\\u00fc\"") C_DELTA ("\"content\":\"n\"")
      C_END ("\"stop\""), BATCH_FOLD_DONE },
    { { M_START, M_BLOCK (0, "\"text\",\"text\":\"a\",\"sure\":0.50"),
        M_MORE (0, "\"text_delta\",\"text\":\"b\""), M_STOP (0), M_END ("\"end_turn\"") },
      C_START C_DELTA ("\"content\":\"a\"")
      C_DELTA ("\"text_blocks\":[{\"type\":\"text\",\"text\":\"a\",\"sure\":0.50}]")
      C_DELTA ("\"content\":\"b\"") C_END ("\"stop\""), BATCH_FOLD_DONE },
    { { M_START, M_BLOCK (0, "\"thinking\",\"thinking\":\"\""),
        M_MORE (0, "\"thinking_delta\",\"thinking\":\"hm\""),
        M_MORE (0, "\"signature_delta\",\"signature\":\"s1\""), M_STOP (0),
        M_BLOCK (1, "\"redacted_thinking\",\"data\":\"x\""), M_STOP (1), M_END ("\"max_tokens\"") },
      C_START C_DELTA ("\"reasoning_content\":\"hm\"")
      C_DELTA ("\"thinking_blocks\":[{\"type\":\"thinking\",\"thinking\":\"hm\","
               "\"signature\":\"s1\"}]")
      C_DELTA ("\"thinking_blocks\":[{\"type\":\"redacted_thinking\",\"data\":\"x\"}]")
      C_END ("\"length\""), BATCH_FOLD_DONE },
    { { M_START, M_BLOCK (0, "\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":{}"),
        M_MORE (0, "\"input_json_delta\",\"partial_json\":\"\""),
        M_MORE (0, "\"input_json_delta\",\"partial_json\":\"{\\\"x\\\":1.50}\""), M_STOP (0),
        M_BLOCK (1, "\"tool_use\",\"id\":\"t2\",\"name\":\"g\",\"input\":{\"y\": 2}"), M_STOP (1),
        M_END ("\"tool_use\"") },
      C_START C_DELTA ("\"tool_calls\":[{\"index\":0,\"id\":\"t1\",\"type\":\"function\","
                       "\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]")
      C_DELTA ("\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"x\\\":1.50}\"}}]")
      C_DELTA ("\"tool_calls\":[{\"index\":1,\"id\":\"t2\",\"type\":\"function\","
               "\"function\":{\"name\":\"g\",\"arguments\":\"{\\\"y\\\": 2}\"}}]")
      C_END ("\"tool_calls\""), BATCH_FOLD_DONE },
    { { M_START, M_BLOCK (0, "\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":{}"),
        M_STOP (0), M_END ("\"end_turn\"") },
      C_START C_DELTA ("\"tool_calls\":[{\"index\":0,\"id\":\"t1\",\"type\":\"function\","
                       "\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]")
      C_DELTA ("\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{}\"}}]")
      C_END ("\"tool_calls\""), BATCH_FOLD_DONE },
    { { M_START, "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"stop_sequence\","
        "\"stop_sequence\":\"##\"},\"usage\":{\"output_tokens\":4}}",
        "{\"type\":\"message_stop\"}" },
      C_START C_HEAD "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\",\"stop_reason\":\"##\""
      "}]}\n\n" C_HEAD "],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4,"
      "\"total_tokens\":13,\"prompt_tokens_details\":{\"cached_tokens\":6}}}\n\ndata: [DONE]\n\n",
      BATCH_FOLD_DONE },
    { { M_START, "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":"
        "\"Overloaded\"}}" },
      C_START "data: {\"error\":{\"message\":\"Overloaded\",\"type\":\"server_error\","
      "\"param\":null,\"code\":null}}\n\n", BATCH_FOLD_ERROR },
#define C_FAILS(message) \
      "data: {\"error\":{\"message\":\"" message "\",\"type\":\"server_error\"," \
      "\"param\":null,\"code\":null}}\n\n"
#define C_NONE C_FAILS ("What the model server streams is not an answer")
#define C_REFUSED(what) C_FAILS ("The answer cannot be told in the API of the request: " what)
    { { "{}" }, C_NONE, BATCH_FOLD_GARBLED },
    { { "nonsense" }, C_NONE, BATCH_FOLD_GARBLED },
    { { "{\"type\":\"message_stop\"}" }, C_NONE, BATCH_FOLD_GARBLED },
    { { M_START, M_START }, C_START C_NONE, BATCH_FOLD_GARBLED },
    { { M_START, M_BLOCK (0, "\"server_tool_use\"") },
      C_START C_REFUSED ("“content_block.type”"), BATCH_FOLD_GARBLED },
    { { M_START, M_BLOCK (0, "\"text\",\"text\":\"\",\"citations\":[{}]") },
      C_START C_REFUSED ("“content_block.citations”"), BATCH_FOLD_GARBLED },
    { { M_START, M_BLOCK (0, "\"text\",\"text\":\"a\",\"citations\":[]"),
        M_MORE (0, "\"citations_delta\",\"citation\":{}") },
      C_START C_DELTA ("\"content\":\"a\"") C_REFUSED ("“delta.type”"), BATCH_FOLD_GARBLED },
    { { M_START, M_MORE (4, "\"input_json_delta\",\"partial_json\":\"x\"") },
      C_START C_REFUSED ("“index”, which is of no call that has begun"), BATCH_FOLD_GARBLED },
  };

  check_cases (BATCH_ENDPOINT_CHAT_COMPLETIONS, cases, G_N_ELEMENTS (cases));
}

static void
test_rest_of_messages (void)
{
  static const Case cases[] = {
    { { "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_7\",\"type\":\"message\","
        "\"role\":\"assistant\",\"model\":\"m\",\"content\":[],\"stop_reason\":null,"
        "\"container\":{\"id\":\"c\"},\"usage\":{\"input_tokens\":9,"
        "\"service_tier\":\"standard\"}}}",
        M_BLOCK (0, "\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":{},"
                 "\"caller\":{\"type\":\"direct\"}"), M_STOP (0),
        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\",\"hint\":1},"
        "\"usage\":{\"output_tokens\":4,\"server_tool_use\":{\"n\":2}},"
        "\"context_management\":{\"applied_edits\":[]}}", "{\"type\":\"message_stop\"}" },
      C_START C_DELTA ("\"tool_calls\":[{\"index\":0,\"id\":\"t1\",\"type\":\"function\","
                       "\"function\":{\"name\":\"f\",\"arguments\":\"\"},"
                       "\"caller\":{\"type\":\"direct\"}}]")
      C_DELTA ("\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{}\"}}]")
      C_HEAD "{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}],"
      "\"context_management\":{\"applied_edits\":[]},\"container\":{\"id\":\"c\"},"
      "\"hint\":1}\n\n" C_HEAD "],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4,"
      "\"total_tokens\":13,\"service_tier\":\"standard\",\"server_tool_use\":{\"n\":2}}}\n\n"
      "data: [DONE]\n\n",
      BATCH_FOLD_DONE },
  };

  check_cases (BATCH_ENDPOINT_CHAT_COMPLETIONS, cases, G_N_ELEMENTS (cases));
}

static void
test_no_usage (void)
{
  g_autoptr(BatchEventTranslation) translation = NULL;
  g_autoptr(GString) out = g_string_new (NULL);
  static const char *const events[] = { M_START, M_END ("\"end_turn\"") };

  translation = batch_event_translation_new (BATCH_ENDPOINT_CHAT_COMPLETIONS, 1700, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    batch_event_translation_add (translation, events[i], strlen (events[i]), out);
  g_assert_nonnull (strstr (out->str, "data: [DONE]\n\n"));
  g_assert_null (strstr (out->str, "usage"));
}

/* --- Streams that break off --- */

static void
test_ends (void)
{
  static const struct
  {
    BatchEndpoint  to;
    const char    *event;
    gboolean       whole;
    const char    *last;
  } cases[] = {
    { BATCH_ENDPOINT_MESSAGES, FINISH ("stop"), TRUE, "\"message_stop\"}\n\n" },
    { BATCH_ENDPOINT_MESSAGES, DELTA ("\"content\":\"a\""), FALSE, "broke off\"},"
      "\"request_id\":null}\n\n" },
    { BATCH_ENDPOINT_CHAT_COMPLETIONS, M_START, FALSE, "\"code\":null}}\n\n" },
    { BATCH_ENDPOINT_CHAT_COMPLETIONS, "{}", FALSE, "\"code\":null}}\n\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchEventTranslation) translation = NULL;
      g_autoptr(GString) out = g_string_new (NULL);
      gsize had;

      translation = batch_event_translation_new (cases[i].to, 0, TRUE);
      batch_event_translation_add (translation, cases[i].event, strlen (cases[i].event), out);
      g_assert_cmpint (batch_event_translation_end (translation, out), ==, cases[i].whole);
      g_assert_true (g_str_has_suffix (out->str, cases[i].last));

      /* Nothing is said behind the end. */
      had = out->len;
      batch_event_translation_add (translation, FINISH ("stop"), strlen (FINISH ("stop")), out);
      g_assert_cmpint (batch_event_translation_end (translation, out), ==, cases[i].whole);
      g_assert_cmpuint (out->len, ==, had);
    }
}

/* --- There and back --- */

typedef struct
{
  BatchEventTranslation *translation;
  GString               *out;
} Back;

static gboolean
take_back (const char *data,
           gsize       length,
           gpointer    user_data)
{
  Back *back = user_data;

  batch_event_translation_add (back->translation, data, length, back->out);
  return TRUE;
}

/* A chat that became a message and a chat again says what it said, part by part. */
static void
test_round_trip (void)
{
  static const char *const events[] = {
    C_START, C_DELTA ("\"reasoning_content\":\"hm\""), C_DELTA ("\"content\":\"Gr\\u00fcn \\\"\""),
    C_DELTA ("\"tool_calls\":[{\"index\":0,\"id\":\"t1\",\"type\":\"function\","
             "\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]"),
    C_DELTA ("\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"x\\\":1}\"}}]"),
    C_END ("\"tool_calls\""),
  };
  g_autoptr(BatchEventTranslation) there = NULL;
  g_autoptr(BatchEventTranslation) back = NULL;
  g_autoptr(GString) chat = g_string_new (NULL);
  g_autoptr(GString) messages = g_string_new (NULL);
  g_autoptr(GString) again = g_string_new (NULL);
  Back first = { NULL, messages };
  Back second = { NULL, again };
  g_autoptr(BatchSse) reader = NULL;
  g_autoptr(BatchSse) second_reader = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    g_string_append (chat, events[i]);
  first.translation = there = batch_event_translation_new (BATCH_ENDPOINT_MESSAGES, 0, FALSE);
  second.translation = back = batch_event_translation_new (BATCH_ENDPOINT_CHAT_COMPLETIONS, 1700,
                                                           TRUE);
  reader = batch_sse_new (4096, take_back, &first);
  batch_sse_feed (reader, (const guint8 *) chat->str, chat->len);
  second_reader = batch_sse_new (4096, take_back, &second);
  batch_sse_feed (second_reader, (const guint8 *) messages->str, messages->len);
  g_assert_cmpstr (again->str, ==, chat->str);
}

/* --- Streams and whole answers --- */

static gboolean
fold_event (const char *data,
            gsize       length,
            gpointer    user_data)
{
  batch_answer_fold_add (user_data, data, length);
  return TRUE;
}

/* What the events come to, translated on the way or not. */
static GBytes *
fold (const char *const *events,
      guint              n_events,
      BatchEndpoint      to)
{
  g_autoptr(BatchAnswerFold) result = batch_answer_fold_new (100000);
  g_autoptr(BatchEventTranslation) translation = batch_event_translation_new (to, 1700, TRUE);
  g_autoptr(BatchSse) reader = batch_sse_new (100000, fold_event, result);
  g_autoptr(GString) out = g_string_new (NULL);

  for (guint i = 0; i < n_events; i++)
    if (to != BATCH_ENDPOINT_NONE)
      batch_event_translation_add (translation, events[i], strlen (events[i]), out);
    else
      batch_answer_fold_add (result, events[i], strlen (events[i]));
  batch_sse_feed (reader, (const guint8 *) out->str, out->len);
  g_assert_true (batch_answer_fold_is_whole (result));
  return batch_answer_fold_dup_body (result);
}

static GBytes *
translate (GBytes        *answer,
           BatchEndpoint  to)
{
  g_auto(BatchObstacle) obstacle = { NULL };
  GBytes *made = batch_answer_translate (answer, to, 200, 1700, NULL, &obstacle);

  g_assert_cmpstr (obstacle.path, ==, NULL);
  return made;
}

static void
assert_equal (GBytes *one,
              GBytes *other)
{
  const BatchJsonValue values[] = {
    { g_bytes_get_data (one, NULL), g_bytes_get_size (one), BATCH_JSON_OBJECT },
    { g_bytes_get_data (other, NULL), g_bytes_get_size (other), BATCH_JSON_OBJECT },
  };

  if (!batch_json_values_equal (&values[0], &values[1]))
    g_error ("“%.*s” is not “%.*s”", (int) values[0].length, values[0].data,
             (int) values[1].length, values[1].data);
}

/* Whoever reads a translated stream has at its end what the translation of the answer is. */
static void
test_same_as_whole (void)
{
  static const char *const chat[] = {
    DELTA ("\"role\":\"assistant\",\"content\":\"\""), DELTA ("\"reasoning_content\":\"hm\""),
    DELTA ("\"content\":\"Gr\\u00fc\""), DELTA ("\"content\":\"n\""),
    DELTA ("\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"type\":\"function\","
           "\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]"),
    DELTA ("\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"x\\\":1.50}\"}}]"),
    FINISH ("tool_calls"), COUNTS, "[DONE]",
  };
  static const char *const message[] = {
    M_START, M_BLOCK (0, "\"thinking\",\"thinking\":\"\""),
    M_MORE (0, "\"thinking_delta\",\"thinking\":\"hm\""),
    M_MORE (0, "\"signature_delta\",\"signature\":\"s1\""), M_STOP (0),
    M_BLOCK (1, "\"text\",\"text\":\"\""), M_MORE (1, "\"text_delta\",\"text\":\"Gr\\u00fcn\""),
    M_STOP (1), M_BLOCK (2, "\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":{}"),
    M_MORE (2, "\"input_json_delta\",\"partial_json\":\"{\\\"x\\\":1.50}\""), M_STOP (2),
    M_END ("\"tool_use\""),
  };
  g_autoptr(GBytes) whole_chat = fold (chat, G_N_ELEMENTS (chat), BATCH_ENDPOINT_NONE);
  g_autoptr(GBytes) as_message = translate (whole_chat, BATCH_ENDPOINT_MESSAGES);
  g_autoptr(GBytes) followed = fold (chat, G_N_ELEMENTS (chat), BATCH_ENDPOINT_MESSAGES);
  g_autoptr(GBytes) whole = fold (message, G_N_ELEMENTS (message), BATCH_ENDPOINT_NONE);
  g_autoptr(GBytes) as_chat = translate (whole, BATCH_ENDPOINT_CHAT_COMPLETIONS);
  g_autoptr(GBytes) followed_chat = fold (message, G_N_ELEMENTS (message),
                                          BATCH_ENDPOINT_CHAT_COMPLETIONS);
  g_autoptr(GBytes) back = translate (as_chat, BATCH_ENDPOINT_MESSAGES);
  g_autoptr(GBytes) followed_back = translate (followed_chat, BATCH_ENDPOINT_MESSAGES);

  assert_equal (followed, as_message);
  assert_equal (followed_back, back);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/translation/event-translation/to-messages", test_to_messages);
  g_test_add_func ("/batch/translation/event-translation/parts", test_parts);
  g_test_add_func ("/batch/translation/event-translation/refused-chats", test_refused_chats);
  g_test_add_func ("/batch/translation/event-translation/rest-of-chats", test_rest_of_chats);
  g_test_add_func ("/batch/translation/event-translation/too-much-rest", test_too_much_rest);
  g_test_add_func ("/batch/translation/event-translation/to-chats", test_to_chats);
  g_test_add_func ("/batch/translation/event-translation/rest-of-messages", test_rest_of_messages);
  g_test_add_func ("/batch/translation/event-translation/no-usage", test_no_usage);
  g_test_add_func ("/batch/translation/event-translation/ends", test_ends);
  g_test_add_func ("/batch/translation/event-translation/round-trip", test_round_trip);
  g_test_add_func ("/batch/translation/event-translation/same-as-whole", test_same_as_whole);
  return g_test_run ();
}
