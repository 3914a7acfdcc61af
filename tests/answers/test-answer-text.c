/* test-answer-text.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "answers/batch-answer-text-private.h"

#include <string.h>

#define CHOICE(message) \
  "{\"choices\":[{\"message\":" message "},{\"message\":{\"content\":\"2\"}}]}"

static void
test_answers (void)
{
  static const struct
  {
    const char *body;
    const char *text;
    gboolean    is_text;
  } cases[] = {
    { CHOICE ("{\"role\":\"assistant\",\"content\":\"Yes\\n\\u00e9\"}"), "Yes\né", TRUE },
    { CHOICE ("{\"content\":[{\"type\":\"text\",\"text\":\"A\"},"
              "{\"type\":\"text\",\"text\":\"B\"}]}"),
      "AB", TRUE },
    { CHOICE ("{\"content\":\"Yes\",\"reasoning_content\":\"Hm\"}"), "Yes", TRUE },
    { CHOICE ("{\"content\":null,\"refusal\":\"No\"}"), "No", TRUE },
    { CHOICE ("{\"content\":null}"), "", FALSE },
    { CHOICE ("{\"content\":\"\\ud800\"}"), "\\ud800", TRUE },
    { CHOICE ("{\"content\":\"Let me see\",\"tool_calls\":[{\"id\":\"1\",\"type\":\"function\","
              "\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":1}\"}},"
              "{\"function\":{\"arguments\":\"\",\"name\":\"g\"}}]}"),
      "Let me see\nf({\"x\":1})\ng()", FALSE },
    { CHOICE ("{\"content\":null,\"function_call\":{\"name\":\"f\",\"arguments\":\"{}\"}}"),
      "f({})", FALSE },
    { "{\"choices\":[{\"text\":\"Yes\"}]}", "Yes", TRUE },
    { "{\"content\":[{\"type\":\"thinking\",\"thinking\":\"Hm\"},"
      "{\"text\":\"Yes\",\"type\":\"text\"},"
      "{\"type\":\"tool_use\",\"id\":\"1\",\"name\":\"f\",\"input\":{\"x\":\n1}}]}",
      "Yes\nf({\"x\": 1})", FALSE },
    { "{\"output\":[{\"type\":\"reasoning\",\"content\":[{\"type\":\"reasoning_text\","
      "\"text\":\"Hm\"}]},{\"type\":\"message\",\"content\":[{\"type\":\"output_text\","
      "\"text\":\"Yes\"}]}]}", "Yes", TRUE },
    { "{\"output\":[{\"type\":\"function_call\",\"name\":\"f\",\"arguments\":\"{}\"}]}", "f({})",
      FALSE },
    { "{\"object\":\"list\",\"data\":[{\"embedding\":[0.5,1,2]}]}", "[3 numbers]", FALSE },
    { "{\"data\":[{\"embedding\":[0.5]},{\"embedding\":[1]}]}", "2 × [1 numbers]", FALSE },
    { "{\"data\":[{\"embedding\":\"AAAA\"}]}", "[numbers]", FALSE },
    { "{\"results\":[{\"flagged\":false}]}", "[{\"flagged\":false}]", FALSE },
    /* What is no answer of a model server. */
    { "{\"caption\":\"A tree\"}", "{\"caption\":\"A tree\"}", FALSE },
    { "A tree", "A tree", FALSE },
    { "{\"choices\":[{\"message\":{\"content\":\"Yes\"}", "{\"choices\":[{\"message\":{\"content\":"
      "\"Yes\"}", FALSE },
    { "", "", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree guint8 *block = g_memdup2 (cases[i].body, strlen (cases[i].body));
      g_autoptr(GString) text = g_string_new (NULL);

      g_test_message ("%s", cases[i].body);
      g_assert_cmpint (batch_answer_append_text (block, strlen (cases[i].body), text), ==,
                       cases[i].is_text);
      g_assert_cmpstr (text->str, ==, cases[i].text);
    }
}

static void
assert_says (void       (*append) (const guint8 *body,
                                   gsize         length,
                                   GString      *out),
             const char  *body,
             const char  *expected)
{
  g_autofree guint8 *block = g_memdup2 (body, strlen (body));
  g_autoptr(GString) text = g_string_new (NULL);

  g_test_message ("%s", body);
  append (block, strlen (body), text);
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_requests (void)
{
  static const struct
  {
    const char *body;
    const char *text;
  } cases[] = {
    { "{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief\"},"
      "{\"role\":\"user\",\"content\":\"Why?\"}]}", "Why?" },
    { "{\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"},{\"role\":\"assistant\","
      "\"content\":\"So\"},{\"role\":\"user\",\"content\":\"And?\"}]}", "And?" },
    { "{\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"},"
      "{\"role\":\"tool\",\"content\":\"42\"}]}", "Why?" },
    { "{\"messages\":[{\"role\":\"system\",\"content\":\"Be brief\"}]}", "Be brief" },
    { "{\"messages\":[{\"role\":\"user\",\"content\":["
      "{\"type\":\"text\",\"text\":\"What is it? \"},"
      "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}}]}]}",
      "What is it? [image]" },
    { "{\"prompt\":\"Once\"}", "Once" },
    { "{\"prompt\":[\"Once\",\"Twice\"]}", "OnceTwice" },
    { "{\"input\":\"Once\"}", "Once" },
    { "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"Once\"}]}]}",
      "Once" },
    { "{\"row\":1}", "{\"row\":1}" },
    { "a line", "a line" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_says (batch_request_append_text, cases[i].body, cases[i].text);
}

static void
test_talks (void)
{
  static const struct
  {
    const char *body;
    const char *text;
  } cases[] = {
    { "{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief\"},"
      "{\"role\":\"user\",\"content\":\"Why?\"}]}", "[system]\nBe brief\n\n[user]\nWhy?" },
    { "{\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"},{\"role\":\"assistant\","
      "\"content\":\"So\"},{\"role\":\"user\",\"content\":\"And?\"}]}",
      "[user]\nWhy?\n\n[assistant]\nSo\n\n[user]\nAnd?" },
    { "{\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}],\"system\":\"Be brief\"}",
      "[system]\nBe brief\n\n[user]\nWhy?" },
    { "{\"system\":[{\"type\":\"text\",\"text\":\"Be brief\"}],\"messages\":["
      "{\"role\":\"user\",\"content\":\"Why?\"}]}", "[system]\nBe brief\n\n[user]\nWhy?" },
    { "{\"instructions\":\"Be brief\",\"input\":\"Why?\"}", "[system]\nBe brief\n\n[user]\nWhy?" },
    { "{\"messages\":[{\"role\":\"system\",\"content\":\"Be brief\"}]}", "[system]\nBe brief" },
    { "{\"messages\":[{\"role\":\"user\",\"content\":["
      "{\"type\":\"text\",\"text\":\"What is it? \"},"
      "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}}]}]}",
      "What is it? [image]" },
    { "{\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}]}", "Why?" },
    { "{\"messages\":7}", "{\"messages\":7}" },
    { "{\"prompt\":[\"Once\",\"Twice\"]}", "OnceTwice" },
    { "{\"input\":[\"Once\",\"Twice\"]}", "OnceTwice" },
    { "a line", "a line" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_says (batch_request_append_talk, cases[i].body, cases[i].text);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/answers/answer-text/answers", test_answers);
  g_test_add_func ("/batch/answers/answer-text/requests", test_requests);
  g_test_add_func ("/batch/answers/answer-text/talks", test_talks);

  return g_test_run ();
}
