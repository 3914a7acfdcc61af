/* test-prompt.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "simulator/batch-simulator-answer.h"
#include "simulator/batch-simulator.h"

#define CHAT        (&batch_simulator_chat_endpoint)
#define COMPLETIONS (&batch_simulator_completions_endpoint)
#define EMBEDDINGS  (&batch_simulator_embeddings_endpoint)
#define MESSAGES    (&batch_simulator_messages_endpoint)
#define MODERATIONS (&batch_simulator_moderations_endpoint)
#define RESPONSES   (&batch_simulator_responses_endpoint)

static void
test_texts (void)
{
  static const struct
  {
    const char *body;
    const char *text;
    guint       n_inputs;
  } cases[] = {
    { "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}", "a" },
    { "{\"messages\":[{\"role\":\"system\",\"content\":\"be\"},{\"content\":\"b \\u00e4\\n\"}],"
      "\"model\":\"m\"}", "be\nb ä\n" },
    { "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":["
      "{\"type\":\"text\",\"text\":\"what\"},"
      "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:x\",\"detail\":\"low\"}}]}]}",
      "what\ndata:x" },
    { "{\"model\":\"m\",\"prompt\":\"p\"}", "p" },
    { "{\"model\":\"m\",\"prompt\":[\"p\",\"q\"]}", "p\nq" },
    { "{\"model\":\"m\",\"input\":\"i\"}", "i", 1 },
    { "{\"model\":\"m\",\"input\":[\"i\",\"j\",\"k\"]}", "i\nj\nk", 3 },
    { "{\"model\":\"m\",\"input\":[1,2,3]}", "1\n2\n3", 1 },
    { "{\"model\":\"m\",\"input\":[[1,2],[3]]}", "1\n2\n3", 2 },
    { "{\"model\":\"m\",\"instructions\":\"do\",\"input\":[{\"role\":\"user\",\"content\":"
      "[{\"type\":\"input_text\",\"text\":\"it\"}]}]}", "do\nit", 1 },
    { "{\"model\":\"m\",\"system\":\"s\",\"messages\":[{\"content\":\"\"}]}", "s\n" },
    { "{\"model\":\"m\",\"messages\":[{\"content\":null},{\"content\":\"x\"}],\"x\":[[[{}]]]}",
      "x" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchSimulatorPrompt prompt;
      const char *problem = NULL;

      g_test_message ("%s", cases[i].body);
      batch_simulator_prompt_init (&prompt);
      g_assert_true (batch_simulator_prompt_read (&prompt, cases[i].body, strlen (cases[i].body),
                                                  &problem));
      g_assert_cmpstr (prompt.model->str, ==, "m");
      g_assert_cmpstr (prompt.text->str, ==, cases[i].text);
      g_assert_cmpuint (prompt.inputs != NULL ? prompt.inputs->len : 0, ==, cases[i].n_inputs);
      g_assert_cmpuint (prompt.hash, ==, batch_simulator_prompt_hash ("m", cases[i].text));
      batch_simulator_prompt_clear (&prompt);
    }
}

static void
test_flags (void)
{
  static const char body[] = "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"x\":[1],"
                             "\"include_usage\":true},\"encoding_format\":\"base64\","
                             "\"user\":\"row-7\",\"prompt\":\"p\"}";
  BatchSimulatorPrompt prompt;
  const char *problem = NULL;

  batch_simulator_prompt_init (&prompt);
  g_assert_true (batch_simulator_prompt_read (&prompt, body, strlen (body), &problem));
  g_assert_true (prompt.streams);
  g_assert_true (prompt.streams_usage);
  g_assert_true (prompt.base64);
  g_assert_cmpstr (prompt.marker->str, ==, "row-7");
  batch_simulator_prompt_clear (&prompt);
}

static void
test_no_requests (void)
{
  static const char *const cases[] = {
    "",
    "null",
    "[]",
    "x",
    "{\"model\":\"m\"}",
    "{\"prompt\":\"p\"}",
    "{\"model\":\"\",\"prompt\":\"p\"}",
    "{\"model\":5,\"prompt\":\"p\"}",
    "{\"model\":\"m\",\"prompt\":\"p\"",
    "{\"model\":\"m\",\"messages\":[]}",
    "{\"model\":\"m\",\"prompt\":\"\xff\"}",
    "{\"model\":\"m\",\"stream_options\":5}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchSimulatorPrompt prompt;
      const char *problem = NULL;

      batch_simulator_prompt_init (&prompt);
      g_assert_false (batch_simulator_prompt_read (&prompt, cases[i], strlen (cases[i]), &problem));
      g_assert_nonnull (problem);
      batch_simulator_prompt_clear (&prompt);
    }
}

static void
test_deep_nesting (void)
{
  g_autofree char *brackets = g_strnfill (200000, '[');
  g_autofree char *body = g_strconcat ("{\"model\":\"m\",\"messages\":", brackets, NULL);
  BatchSimulatorPrompt prompt;
  const char *problem = NULL;

  batch_simulator_prompt_init (&prompt);
  g_assert_false (batch_simulator_prompt_read (&prompt, body, strlen (body), &problem));
  batch_simulator_prompt_clear (&prompt);
}

/* Returns the node at a dotted path such as "choices.0.text". */
static JsonNode *
look_up (JsonNode   *root,
         const char *path)
{
  g_auto(GStrv) steps = g_strsplit (path, ".", -1);
  JsonNode *node = root;

  for (guint i = 0; steps[i] != NULL; i++)
    {
      if (JSON_NODE_HOLDS_ARRAY (node))
        node = json_array_get_element (json_node_get_array (node), atoi (steps[i]));
      else
        node = json_object_get_member (json_node_get_object (node), steps[i]);
      g_assert_nonnull (node);
    }
  return node;
}

static JsonNode *
answer_of (const BatchSimulatorEndpoint *endpoint,
           const char                   *body,
           const char                   *text,
           const char                   *finish_reason)
{
  g_autoptr(GString) out = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  BatchSimulatorPrompt prompt;
  BatchSimulatorAnswer answer = {
    .prompt = &prompt,
    .endpoint = endpoint,
    .model = "m",
    .text = text,
    .text_length = strlen (text),
    .finish_reason = finish_reason,
    .id = 7,
    .created = 9,
  };
  const char *problem = NULL;
  JsonNode *node;

  batch_simulator_prompt_init (&prompt);
  g_assert_true (batch_simulator_prompt_read (&prompt, body, strlen (body), &problem));
  answer.tool = prompt.tool;
  answer.n_choices = prompt.n_choices;
  endpoint->append_answer (out, &answer);
  node = json_from_string (out->str, &error);
  g_assert_no_error (error);
  batch_simulator_prompt_clear (&prompt);
  return node;
}

static void
test_shapes (void)
{
  static const struct
  {
    const BatchSimulatorEndpoint *endpoint;
    const char                   *body;
    const char                   *finish_reason;
    const char                   *path;
    const char                   *value;
  } cases[] = {
    { CHAT, "{\"model\":\"m\",\"messages\":\"p\"}", "stop",
      "choices.0.message.content", "a “text”\n" },
    { CHAT, "{\"model\":\"m\",\"messages\":\"p\"}", "length",
      "choices.0.finish_reason", "length" },
    { CHAT, "{\"model\":\"m\",\"messages\":\"p\"}", "stop", "object",
      "chat.completion" },
    { CHAT, "{\"model\":\"m\",\"messages\":\"p\"}", "stop", "id",
      "chatcmpl-0000000000000007" },
    { COMPLETIONS, "{\"model\":\"m\",\"prompt\":\"p\"}", "stop", "choices.0.text",
      "a “text”\n" },
    { RESPONSES, "{\"model\":\"m\",\"input\":\"p\"}", "stop",
      "output.0.content.0.text", "a “text”\n" },
    { RESPONSES, "{\"model\":\"m\",\"input\":\"p\"}", "stop", "status",
      "completed" },
    { RESPONSES, "{\"model\":\"m\",\"input\":\"p\"}", "length",
      "incomplete_details.reason", "max_output_tokens" },
    { MESSAGES, "{\"model\":\"m\",\"messages\":\"p\"}", "stop", "content.0.text",
      "a “text”\n" },
    { MESSAGES, "{\"model\":\"m\",\"messages\":\"p\"}", "stop", "stop_reason",
      "end_turn" },
    { MESSAGES, "{\"model\":\"m\",\"messages\":\"p\"}", "length", "stop_reason",
      "max_tokens" },
    { EMBEDDINGS, "{\"model\":\"m\",\"input\":[\"p\",\"q\"]}", "stop",
      "data.1.object", "embedding" },
    { MODERATIONS, "{\"model\":\"m\",\"input\":\"p\"}", "stop", "model", "m" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonNode) node = NULL;

      g_test_message ("%s", cases[i].path);
      node = answer_of (cases[i].endpoint, cases[i].body, "a “text”\n", cases[i].finish_reason);
      g_assert_cmpstr (json_node_get_string (look_up (node, cases[i].path)), ==, cases[i].value);
      g_assert_cmpstr (json_node_get_string (look_up (node, "model")), ==, "m");
    }
}

#define TOOLS                                                                                    \
  "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"first\"}},"                         \
  "{\"name\":\"second\",\"input_schema\":{\"properties\":{\"say\":{\"type\":\"string\"}}}}]"
#define ASKED "{\"model\":\"m\",\"messages\":\"p\","

static void
test_forms (void)
{
  static const struct
  {
    const char *body;
    const char *tool;
    const char *output;
  } cases[] = {
    { ASKED TOOLS "}" },
    { ASKED TOOLS ",\"tool_choice\":\"auto\"}" },
    { ASKED TOOLS ",\"tool_choice\":{\"type\":\"none\"}}" },
    { ASKED "\"tool_choice\":\"required\"}" },
    { ASKED "\"tools\":[],\"tool_choice\":\"required\"}" },
    { ASKED TOOLS ",\"tool_choice\":\"required\"}", "first", "{}" },
    { ASKED TOOLS ",\"tool_choice\":{\"type\":\"any\"}}", "first", "{}" },
    { ASKED "\"tool_choice\":{\"type\":\"tool\",\"name\":\"second\"}," TOOLS "}", "second",
      "{\"say\":\"p\"}" },
    { ASKED TOOLS ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"second\"}}}",
      "second", "{\"say\":\"p\"}" },
    { ASKED TOOLS ",\"tool_choice\":{\"type\":\"function\",\"name\":\"third\"}}" },
    { ASKED "\"response_format\":{\"type\":\"text\"}}" },
    { ASKED "\"response_format\":{\"type\":\"json_object\"}}" },
    { ASKED "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":"
      "{\"type\":\"boolean\"}}}}", NULL, "true" },
    { ASKED "\"text\":{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"boolean\"}}}}",
      NULL, "true" },
    { ASKED "\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":"
      "\"boolean\"}}}}", NULL, "true" },
    { ASKED "\"format\":{\"type\":\"boolean\"}}", NULL, "true" },
    { ASKED "\"format\":\"json\"}" },
    { "{\"model\":\"m\",\"messages\":\"[7]\",\"format\":{\"type\":\"boolean\"}}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchSimulatorPrompt prompt;
      const char *problem = NULL;

      g_test_message ("%s", cases[i].body);
      batch_simulator_prompt_init (&prompt);
      g_assert_true (batch_simulator_prompt_read (&prompt, cases[i].body, strlen (cases[i].body),
                                                  &problem));
      g_assert_cmpstr (prompt.tool, ==, cases[i].tool);
      g_assert_cmpstr (prompt.output != NULL ? prompt.output->str : NULL, ==, cases[i].output);
      batch_simulator_prompt_clear (&prompt);
    }
}

static void
test_calls (void)
{
  static const struct
  {
    const BatchSimulatorEndpoint *endpoint;
    const char                   *path;
    const char                   *value;
  } cases[] = {
    { CHAT, "choices.0.message.tool_calls.0.function.name", "first" },
    { CHAT, "choices.0.message.tool_calls.0.function.arguments", "{\"a\":\"b\"}" },
    { CHAT, "choices.0.finish_reason", "tool_calls" },
    { MESSAGES, "content.0.type", "tool_use" },
    { MESSAGES, "content.0.name", "first" },
    { MESSAGES, "content.0.input.a", "b" },
    { MESSAGES, "stop_reason", "tool_use" },
    { RESPONSES, "output.0.type", "function_call" },
    { RESPONSES, "output.0.name", "first" },
    { RESPONSES, "output.0.arguments", "{\"a\":\"b\"}" },
    { RESPONSES, "status", "completed" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonNode) node = answer_of (cases[i].endpoint,
                                            ASKED TOOLS ",\"tool_choice\":\"required\"}",
                                            "{\"a\":\"b\"}", "tool_calls");

      g_test_message ("%s", cases[i].path);
      g_assert_cmpstr (json_node_get_string (look_up (node, cases[i].path)), ==, cases[i].value);
    }
}

static void
test_choices (void)
{
  g_autoptr(JsonNode) node = answer_of (CHAT, ASKED "\"n\":3,\"logprobs\":true}", "äöü12", "stop");
  JsonArray *choices = json_node_get_array (look_up (node, "choices"));
  JsonArray *tokens;

  g_assert_cmpuint (json_array_get_length (choices), ==, 3);
  g_assert_cmpint (json_node_get_int (look_up (node, "choices.2.index")), ==, 2);
  g_assert_cmpstr (json_node_get_string (look_up (node, "choices.2.message.content")), ==,
                   "äöü12");
  g_assert_cmpint (json_node_get_int (look_up (node, "usage.completion_tokens")), ==, 6);
  tokens = json_node_get_array (look_up (node, "choices.0.logprobs.content"));
  g_assert_cmpuint (json_array_get_length (tokens), ==, 2);
  g_assert_cmpstr (json_node_get_string (look_up (node, "choices.0.logprobs.content.1.token")),
                   ==, "ü12");
}

static void
test_usage (void)
{
  g_autoptr(JsonNode) chat = NULL;
  g_autoptr(JsonNode) message = NULL;

  chat = answer_of (CHAT, "{\"model\":\"m\",\"messages\":\"12345\"}",
                    "123456789", "stop");
  g_assert_cmpint (json_node_get_int (look_up (chat, "usage.prompt_tokens")), ==, 2);
  g_assert_cmpint (json_node_get_int (look_up (chat, "usage.completion_tokens")), ==, 3);
  g_assert_cmpint (json_node_get_int (look_up (chat, "usage.total_tokens")), ==, 5);
  message = answer_of (MESSAGES, "{\"model\":\"m\",\"messages\":\"12345\"}",
                       "123456789", "stop");
  g_assert_cmpint (json_node_get_int (look_up (message, "usage.input_tokens")), ==, 2);
  g_assert_cmpint (json_node_get_int (look_up (message, "usage.output_tokens")), ==, 3);
}

static void
test_embeddings (void)
{
  g_autoptr(JsonNode) one = NULL;
  g_autoptr(JsonNode) two = NULL;
  g_autoptr(JsonNode) base64 = NULL;
  g_autoptr(JsonNode) longer = NULL;
  JsonArray *numbers;
  g_autofree guchar *bytes = NULL;
  gsize length = 0;
  double first;
  float same;

  one = answer_of (EMBEDDINGS, "{\"model\":\"m\",\"input\":\"q\"}", "", "stop");
  two = answer_of (EMBEDDINGS, "{\"model\":\"m\",\"input\":[\"p\",\"q\"]}", "",
                   "stop");
  first = json_node_get_double (look_up (one, "data.0.embedding.0"));
  g_assert_cmpfloat (first, ==, json_node_get_double (look_up (two, "data.1.embedding.0")));
  g_assert_cmpfloat (first, !=, json_node_get_double (look_up (two, "data.0.embedding.0")));

  base64 = answer_of (EMBEDDINGS,
                      "{\"model\":\"m\",\"input\":\"q\",\"encoding_format\":\"base64\"}", "",
                      "stop");
  bytes = g_base64_decode (json_node_get_string (look_up (base64, "data.0.embedding")), &length);
  g_assert_cmpuint (length, ==, 8 * sizeof (float));
  memcpy (&same, bytes, sizeof same);
  g_assert_cmpfloat_with_epsilon (first, same, 1e-5);

  longer = answer_of (EMBEDDINGS, "{\"model\":\"m\",\"input\":\"q\",\"dimensions\":1536}", "",
                      "stop");
  numbers = json_node_get_array (look_up (longer, "data.0.embedding"));
  g_assert_cmpuint (json_array_get_length (numbers), ==, 1536);
  g_assert_cmpfloat (json_array_get_double_element (numbers, 0), ==, first);
}

static void
test_answer_text (void)
{
  g_autofree char *answer = batch_simulator_answer ("alpha", "Hi");
  g_autofree char *other = batch_simulator_answer ("beta", "Hi");
  g_autofree char *filler = g_strnfill (1000, 'x');
  g_autofree char *prompt = g_strconcat (filler, "ä", filler + 745, NULL);
  g_autofree char *long_answer = batch_simulator_answer ("alpha", prompt);

  g_assert_true (g_str_has_prefix (answer, "model: alpha; prompt: Hi; hash: "));
  g_assert_cmpstr (strrchr (answer, ' '), !=, strrchr (other, ' '));
  g_assert_cmpuint (strlen (long_answer), <, 400);
  g_assert_nonnull (strstr (long_answer, "…xxx"));
  g_assert_true (g_utf8_validate (long_answer, -1, NULL));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/simulator/prompt/texts", test_texts);
  g_test_add_func ("/batch/simulator/prompt/flags", test_flags);
  g_test_add_func ("/batch/simulator/prompt/no-requests", test_no_requests);
  g_test_add_func ("/batch/simulator/prompt/deep-nesting", test_deep_nesting);
  g_test_add_func ("/batch/simulator/answer/shapes", test_shapes);
  g_test_add_func ("/batch/simulator/prompt/forms", test_forms);
  g_test_add_func ("/batch/simulator/answer/calls", test_calls);
  g_test_add_func ("/batch/simulator/answer/choices", test_choices);
  g_test_add_func ("/batch/simulator/answer/usage", test_usage);
  g_test_add_func ("/batch/simulator/answer/embeddings", test_embeddings);
  g_test_add_func ("/batch/simulator/answer/text", test_answer_text);
  return g_test_run ();
}
