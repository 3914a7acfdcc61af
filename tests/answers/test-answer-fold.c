/* test-answer-fold.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "answers/batch-answer-fold-private.h"

#include <string.h>

#include "json/batch-json-scanner-private.h"

#define LIMIT 4000

/* A part of a chat. */
#define PART(members) \
  "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":7,\"model\":\"m\"," members "}"
#define DELTA(delta) PART ("\"choices\":[{\"index\":0,\"delta\":" delta ",\"finish_reason\":null}]")
#define END(reason) \
  PART ("\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" reason "\"}]")

/* What is made of it. */
#define WHOLE(members) \
  "{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":7,\"model\":\"m\"," members "}"
#define SAID(message, reason) \
  WHOLE ("\"choices\":[{\"index\":0,\"message\":" message ",\"finish_reason\":\"" reason "\"}]")

/* Parts of a message. */
#define M_START \
  "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\"," \
  "\"role\":\"assistant\",\"model\":\"m\",\"content\":[],\"stop_reason\":null," \
  "\"usage\":{\"input_tokens\":3,\"cache_read_input_tokens\":6,\"output_tokens\":1}}}"
#define M_BLOCK(index, block) \
  "{\"type\":\"content_block_start\",\"index\":" #index ",\"content_block\":" block "}"
#define M_MORE(index, delta) \
  "{\"type\":\"content_block_delta\",\"index\":" #index ",\"delta\":{\"type\":" delta "}}"
#define M_STOP(index) "{\"type\":\"content_block_stop\",\"index\":" #index "}"
#define M_END(reason) \
  "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":" reason ",\"stop_sequence\":null}," \
  "\"usage\":{\"output_tokens\":4}}"
#define M_DONE "{\"type\":\"message_stop\"}"
#define M_WHOLE(content, reason, output) \
  "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\"," \
  "\"content\":[" content "],\"stop_reason\":" reason ",\"usage\":{\"input_tokens\":3," \
  "\"cache_read_input_tokens\":6,\"output_tokens\":" #output "}}"

/* Takes the events, one a line. */
static BatchAnswerFold *
fold (const char     *events,
      BatchFoldState *state)
{
  BatchAnswerFold *self = batch_answer_fold_new (LIMIT);
  g_auto(GStrv) lines = g_strsplit (events, "\n", -1);

  *state = BATCH_FOLD_OPEN;
  for (guint i = 0; lines[i] != NULL; i++)
    {
      /* A block of its own, so that a read past the end is seen. */
      g_autofree char *copy = g_memdup2 (lines[i], strlen (lines[i]));

      *state = batch_answer_fold_add (self, copy, strlen (lines[i]));
    }

  return self;
}

static void
test_answers (void)
{
  static const struct
  {
    const char *events;
    const char *body;
  } cases[] = {
    /* As OpenAI does it. */
    { DELTA ("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}") "\n"
      DELTA ("{\"content\":\"Good\"}") "\n" DELTA ("{\"content\":\" tea\"}") "\n"
      END ("stop") "\n" PART ("\"choices\":[],\"usage\":{\"total_tokens\":9}") "\n[DONE]",
      WHOLE ("\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
             "\"Good tea\",\"refusal\":null},\"finish_reason\":\"stop\"}],"
             "\"usage\":{\"total_tokens\":9}") },
    /* What hides how long its words are is none of it. */
    { PART ("\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}],"
            "\"obfuscation\":\"y1Xk\"") "\n"
      PART ("\"choices\":[],\"usage\":{\"n\":1},\"obfuscation\":\"\"") "\n[DONE]",
      WHOLE ("\"choices\":[{\"index\":0,\"message\":{\"content\":\"a\",\"role\":\"assistant\"},"
             "\"finish_reason\":\"stop\"}],\"usage\":{\"n\":1}") },
    /* As vLLM and Ollama do: the role with each part, the usage too. */
    { PART ("\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"a\"}}],"
            "\"usage\":{\"n\":1}") "\n"
      PART ("\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"b\"},"
            "\"finish_reason\":\"length\"}],\"usage\":{\"n\":2}") "\n[DONE]",
      WHOLE ("\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"ab\"},"
             "\"finish_reason\":\"length\"}],\"usage\":{\"n\":2}") },
    /* As llama.cpp does. */
    { DELTA ("{\"role\":\"assistant\",\"content\":null}") "\n" DELTA ("{\"content\":\"a\"}") "\n"
      PART ("\"choices\":[{\"finish_reason\":\"stop\",\"index\":0,\"delta\":{}}],"
            "\"timings\":{\"prompt_n\":1}") "\n[DONE]",
      WHOLE ("\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"a\"},"
             "\"finish_reason\":\"stop\"}],\"timings\":{\"prompt_n\":1}") },
    /* Texts and lists of parts in turn. */
    { DELTA ("{\"content\":\"\"}") "\n" DELTA ("{\"content\":[{\"type\":\"thinking\"}]}") "\n"
      DELTA ("{\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}") "\n"
      DELTA ("{\"content\":\"b\"}") "\n" DELTA ("{\"content\":\"\"}") "\n"
      DELTA ("{\"content\":\"\\n\"}") "\n" DELTA ("{\"content\":[{\"type\":\"x\"}]}") "\n"
      DELTA ("{\"content\":\"c\"}") "\n" END ("stop"),
      SAID ("{\"content\":[{\"type\":\"thinking\"},{\"type\":\"text\",\"text\":\"ab\\n\"},"
            "{\"type\":\"x\"},"
            "{\"type\":\"text\",\"text\":\"c\"}],\"role\":\"assistant\"}", "stop") },
    { DELTA ("{\"content\":\"a\"}") "\n" DELTA ("{\"content\":[{\"type\":\"text\"}]}") "\n"
      END ("stop"),
      SAID ("{\"content\":[{\"type\":\"text\",\"text\":\"a\"}],"
            "\"role\":\"assistant\"}", "stop") },
    /* Thoughts, and whatever else is said. */
    { DELTA ("{\"reasoning_content\":\"H\"}") "\n" DELTA ("{\"reasoning_content\":\"m\"}") "\n"
      DELTA ("{\"content\":\"a\",\"x\":{\"y\":\"1\",\"z\":[1]}}") "\n"
      DELTA ("{\"x\":{\"y\":\"2\",\"z\":[2,{}]}}") "\n" END ("stop"),
      SAID ("{\"reasoning_content\":\"Hm\",\"content\":\"a\",\"x\":{\"y\":\"12\",\"z\":[1,2,{}]},"
            "\"role\":\"assistant\"}", "stop") },
    /* Calls of tools. */
    { DELTA ("{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"index\":0,\"id\":\"a\","
             "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}") "\n"
      DELTA ("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"x\\\"\"}}]}") "\n"
      DELTA ("{\"tool_calls\":[{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"g\"}},"
             "{\"index\":0,\"id\":\"\",\"function\":{\"arguments\":\":1}\"}}]}") "\n"
      END ("tool_calls") "\n[DONE]",
      SAID ("{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"a\",\"type\":"
            "\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":1}\"}},"
            "{\"id\":\"b\",\"function\":{\"name\":\"g\"}}]}", "tool_calls") },
    /* Calls without an index, in one part each or in several. */
    { DELTA ("{\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}")
      "\n"
      DELTA ("{\"tool_calls\":[{\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{\"}},"
             "{\"function\":{\"arguments\":\" \"}}]}") "\n"
      DELTA ("{\"tool_calls\":[{\"id\":\"b\",\"function\":{\"arguments\":\"}\"}}]}") "\n"
      END ("tool_calls"),
      SAID ("{\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}},"
            "{\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{ }\"}}],"
            "\"role\":\"assistant\",\"content\":null}", "tool_calls") },
    { DELTA ("{\"tool_calls\":[{\"id\":\"a\"},7]}") "\n" END ("tool_calls"),
      SAID ("{\"tool_calls\":[{\"id\":\"a\"}],\"role\":\"assistant\",\"content\":null}",
            "tool_calls") },
    { DELTA ("{\"function_call\":{\"name\":\"f\",\"arguments\":\"{\"}}") "\n"
      DELTA ("{\"function_call\":{\"arguments\":\"}\"}}") "\n" END ("function_call"),
      SAID ("{\"function_call\":{\"name\":\"f\",\"arguments\":\"{}\"},\"role\":\"assistant\","
            "\"content\":null}", "function_call") },
    /* Several choices, in any order. */
    { PART ("\"choices\":[{\"index\":1,\"delta\":{\"content\":\"B\"}}]") "\n"
      PART ("\"choices\":[{\"index\":0,\"delta\":{\"content\":\"A\"},\"finish_reason\":\"stop\"},"
            "{\"index\":1,\"delta\":{\"content\":\"b\"},\"finish_reason\":\"stop\"}]") "\n[DONE]",
      WHOLE ("\"choices\":[{\"index\":0,\"message\":{\"content\":\"A\",\"role\":\"assistant\"},"
             "\"finish_reason\":\"stop\"},{\"index\":1,\"message\":{\"content\":\"Bb\",\"role\":"
             "\"assistant\"},\"finish_reason\":\"stop\"}]") },
    /* Chances. */
    { PART ("\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"logprobs\":{\"content\":"
            "[{\"token\":\"a\"}],\"refusal\":null}}]") "\n"
      PART ("\"choices\":[{\"index\":0,\"delta\":{\"content\":\"b\"},\"logprobs\":{\"content\":"
            "[{\"token\":\"b\"}]},\"finish_reason\":\"stop\"}]"),
      WHOLE ("\"choices\":[{\"index\":0,\"message\":{\"content\":\"ab\",\"role\":\"assistant\"},"
             "\"logprobs\":{\"content\":[{\"token\":\"a\"},{\"token\":\"b\"}],\"refusal\":null},"
             "\"finish_reason\":\"stop\"}]") },
    { DELTA ("{}") "\n[DONE]",
      WHOLE ("\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":null}}]") },
    /* Completions. */
    { "{\"object\":\"text_completion\",\"choices\":[{\"text\":\"a\",\"index\":0,\"logprobs\":"
      "{\"tokens\":[\"a\"]},\"finish_reason\":null}]}\n"
      "{\"object\":\"text_completion\",\"choices\":[{\"text\":\"b\",\"index\":0,\"logprobs\":"
      "{\"tokens\":[\"b\"]},\"finish_reason\":\"stop\"}],\"error\":null}\n[DONE]",
      "{\"object\":\"text_completion\",\"choices\":[{\"text\":\"ab\",\"index\":0,\"logprobs\":"
      "{\"tokens\":[\"a\",\"b\"]},\"finish_reason\":\"stop\"}]}" },
    /* Half a character is not lost. */
    { DELTA ("{\"content\":\"\\ud83d\"}") "\n" DELTA ("{\"content\":\"\\ude00\"}") "\n"
      END ("stop"),
      SAID ("{\"content\":\"\\ud83d\\ude00\",\"role\":\"assistant\"}", "stop") },
    /* A message. */
    { M_START "\n{\"type\":\"ping\"}\n" M_BLOCK (0, "{\"type\":\"text\",\"text\":\"\"}") "\n"
      M_MORE (0, "\"text_delta\",\"text\":\"Gr\\u00fc\"") "\n"
      M_MORE (0, "\"text_delta\",\"text\":\"n\"") "\n" M_STOP (0) "\n"
      M_END ("\"end_turn\"") "\n" M_DONE,
      M_WHOLE ("{\"type\":\"text\",\"text\":\"Gr\\u00fcn\"}", "\"end_turn\"", 4) },
    { M_START "\n" M_BLOCK (0, "{\"type\":\"thinking\",\"thinking\":\"\"}") "\n"
      M_MORE (0, "\"thinking_delta\",\"thinking\":\"hm\"") "\n"
      M_MORE (0, "\"signature_delta\",\"signature\":\"s\"") "\n" M_STOP (0) "\n"
      M_BLOCK (1, "{\"type\":\"redacted_thinking\",\"data\":\"x\"}") "\n" M_STOP (1) "\n"
      M_BLOCK (2, "{\"type\":\"text\",\"text\":\"a\",\"citations\":[]}") "\n"
      M_MORE (2, "\"citations_delta\",\"citation\":{\"x\":1.0}") "\n"
      M_MORE (2, "\"citations_delta\",\"citation\":{\"x\":2}") "\n"
      M_END ("\"max_tokens\""),
      M_WHOLE ("{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s\"},"
               "{\"type\":\"redacted_thinking\",\"data\":\"x\"},{\"type\":\"text\",\"text\":\"a\","
               "\"citations\":[{\"x\":1.0},{\"x\":2}]}", "\"max_tokens\"", 4) },
    { M_START "\n" M_BLOCK (0, "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":{}}")
      "\n" M_BLOCK (1, "{\"type\":\"tool_use\",\"id\":\"t2\",\"name\":\"g\",\"input\":{}}") "\n"
      M_MORE (0, "\"input_json_delta\",\"partial_json\":\"\"") "\n"
      M_MORE (0, "\"input_json_delta\",\"partial_json\":\"{\\\"x\\\": 1.\"") "\n"
      M_MORE (0, "\"input_json_delta\",\"partial_json\":\"50}\"") "\n" M_END ("\"tool_use\""),
      M_WHOLE ("{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":{\"x\": 1.50}},"
               "{\"type\":\"tool_use\",\"id\":\"t2\",\"name\":\"g\",\"input\":{}}",
               "\"tool_use\"", 4) },
    /* An input that was cut off stays what came of it. */
    { M_START "\n" M_BLOCK (0, "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":{}}")
      "\n" M_MORE (0, "\"input_json_delta\",\"partial_json\":\"{\\\"x\"") "\n"
      M_END ("\"max_tokens\""),
      M_WHOLE ("{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":\"{\\\"x\"}",
               "\"max_tokens\"", 4) },
    { M_START "\n" M_DONE, M_WHOLE ("", "null", 1) },
    { M_START "\n{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}",
      "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}" },
    /* An error is the answer, whatever came before, and also where it stands beside choices. */
    { DELTA ("{\"content\":\"a\"}") "\n{\"error\":{\"message\":\"Gone\"},\"choices\":[{\"index\":0,"
      "\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]}",
      "{\"error\":{\"message\":\"Gone\"},\"choices\":[{\"index\":0,"
      "\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]}" },
    { DELTA ("{\"content\":\"a\"}") "\n{\"error\":{\"message\":\"Out of memory\"}}\n[DONE]",
      "{\"error\":{\"message\":\"Out of memory\"}}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchFoldState state;
      g_autoptr(BatchAnswerFold) self = fold (cases[i].events, &state);
      g_autoptr(GBytes) body = NULL;

      if (state != BATCH_FOLD_ERROR)
        g_assert_true (batch_answer_fold_is_whole (self));
      body = batch_answer_fold_dup_body (self);
      g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body),
                       cases[i].body, strlen (cases[i].body));
      g_assert_true (batch_json_validate (g_bytes_get_data (body, NULL), g_bytes_get_size (body),
                                          BATCH_JSON_DEPTH));
    }
}

static void
test_states (void)
{
  static const struct
  {
    const char     *events;
    BatchFoldState  state;
    gboolean        whole;
  } cases[] = {
    { DELTA ("{\"content\":\"a\"}"), BATCH_FOLD_OPEN, FALSE },
    { DELTA ("{\"content\":\"a\"}") "\n" END ("stop"), BATCH_FOLD_OPEN, TRUE },
    { DELTA ("{\"content\":\"a\"}") "\n[DONE]", BATCH_FOLD_DONE, TRUE },
    { DELTA ("{\"content\":\"a\"}") "\n[DONE]\n[DONE]", BATCH_FOLD_DONE, TRUE },
    { DELTA ("{\"content\":\"a\"}") "\n[DONE] ", BATCH_FOLD_DONE, TRUE },
    { END ("stop") "\n" PART ("\"choices\":[{\"index\":1,\"delta\":{}}]"), BATCH_FOLD_OPEN, FALSE },
    { "[DONE]", BATCH_FOLD_DONE, FALSE },
    { PART ("\"choices\":[]"), BATCH_FOLD_OPEN, FALSE },
    { PART ("\"choices\":null"), BATCH_FOLD_OPEN, FALSE },
    { "{}", BATCH_FOLD_OPEN, FALSE },
    { " ", BATCH_FOLD_GARBLED, FALSE },
    { "[]", BATCH_FOLD_GARBLED, FALSE },
    { "null", BATCH_FOLD_GARBLED, FALSE },
    { "{\"choices\":{}}", BATCH_FOLD_GARBLED, FALSE },
    { "{\"choices\":[7]}", BATCH_FOLD_GARBLED, FALSE },
    { END ("stop") "\n{\"choices\":[", BATCH_FOLD_GARBLED, FALSE },
    { M_START, BATCH_FOLD_OPEN, FALSE },
    { M_START "\n" M_END ("\"end_turn\""), BATCH_FOLD_OPEN, TRUE },
    { M_START "\n" M_END ("null"), BATCH_FOLD_OPEN, FALSE },
    { M_START "\n" M_DONE, BATCH_FOLD_DONE, TRUE },
    { M_START "\n{\"type\":\"news\"}", BATCH_FOLD_OPEN, FALSE },
    { M_START "\n" M_START, BATCH_FOLD_GARBLED, FALSE },
    { M_START "\n{}", BATCH_FOLD_GARBLED, FALSE },
    { M_START "\n[]", BATCH_FOLD_GARBLED, FALSE },
    { M_START "\n" M_MORE (0, "\"text_delta\",\"text\":\"a\""), BATCH_FOLD_GARBLED, FALSE },
    { M_START "\n" M_BLOCK (0, "5"), BATCH_FOLD_GARBLED, FALSE },
    { M_START "\n" M_BLOCK (0, "{}") "\n" M_BLOCK (0, "{}"), BATCH_FOLD_GARBLED, FALSE },
    { M_START "\n" M_BLOCK (0, "{}") "\n" M_MORE (0, "\"text_delta\",\"text\":5"),
      BATCH_FOLD_GARBLED, FALSE },
    { M_START "\n" M_BLOCK (0, "{}") "\n" M_MORE (0, "\"dance_delta\""), BATCH_FOLD_GARBLED,
      FALSE },
    { "{\"type\":\"message_start\"}", BATCH_FOLD_GARBLED, FALSE },
    { "{\"error\":\"no\"}", BATCH_FOLD_ERROR, FALSE },
    { "{\"error\":\"no\"", BATCH_FOLD_GARBLED, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchFoldState state;
      g_autoptr(BatchAnswerFold) self = fold (cases[i].events, &state);

      g_assert_cmpint (state, ==, cases[i].state);
      g_assert_true (batch_answer_fold_is_whole (self) == cases[i].whole);
    }
}

/* What is said again takes no room; what is added does, and so do many small things. */
static void
test_limits (void)
{
  static const char same[] = PART ("\"choices\":[],\"usage\":{\"n\":1}");
  g_autoptr(BatchAnswerFold) repeating = batch_answer_fold_new (LIMIT);
  g_autoptr(BatchAnswerFold) growing = batch_answer_fold_new (LIMIT);
  g_autoptr(BatchAnswerFold) many = batch_answer_fold_new (G_MAXINT32);
  guint n_taken = 0;

  for (guint i = 0; i < 1000; i++)
    g_assert_cmpint (batch_answer_fold_add (repeating, same, strlen (same)), ==, BATCH_FOLD_OPEN);

  while (batch_answer_fold_add (growing, DELTA ("{\"content\":\"0123456789\"}"),
                                strlen (DELTA ("{\"content\":\"0123456789\"}"))) == BATCH_FOLD_OPEN)
    n_taken++;
  g_assert_cmpint (batch_answer_fold_add (growing, "[DONE]", 6), ==, BATCH_FOLD_TOO_LARGE);
  g_assert_cmpuint (n_taken, >, 300);
  g_assert_cmpuint (n_taken, <, 400);

  for (guint i = 0; i < 1024; i++)
    {
      g_autofree char *choice = g_strdup_printf ("{\"choices\":[{\"index\":%u}]}", i);

      g_assert_cmpint (batch_answer_fold_add (many, choice, strlen (choice)), ==, BATCH_FOLD_OPEN);
    }
  g_assert_cmpint (batch_answer_fold_add (many, "{\"choices\":[{\"index\":-1}]}", 26), ==,
                   BATCH_FOLD_GARBLED);
}

static void
assert_text (BatchAnswerFold *self,
             gsize           *read,
             const char      *expected)
{
  g_autofree char *text = batch_answer_fold_dup_text (self, read);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_text (void)
{
  static const char *const parts[] = {
    DELTA ("{\"role\":\"assistant\",\"content\":\"\"}"), DELTA ("{\"content\":\"a\\nb\"}"),
    DELTA ("{\"content\":\"\\ud83d\"}"), DELTA ("{\"content\":\"\\ude00\"}"), END ("stop"),
  };
  static const char *const texts[] = { NULL, "a\nb", NULL, "😀", NULL };
  g_autoptr(BatchAnswerFold) self = batch_answer_fold_new (LIMIT);
  gsize read = 0;
  gsize again = 0;

  assert_text (self, &read, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      batch_answer_fold_add (self, parts[i], strlen (parts[i]));
      assert_text (self, &read, texts[i]);
    }
  assert_text (self, &again, "a\nb😀");
  g_assert_cmpuint (batch_answer_fold_n_pieces (self), ==, 3);
}

static void
test_message_text (void)
{
  static const char *const parts[] = {
    M_START, M_BLOCK (0, "{\"type\":\"thinking\",\"thinking\":\"\"}"),
    M_MORE (0, "\"thinking_delta\",\"thinking\":\"hm\""),
    M_BLOCK (1, "{\"type\":\"text\",\"text\":\"So\"}"),
    M_MORE (1, "\"text_delta\",\"text\":\", \\u00fc\""),
  };
  static const char *const texts[] = { NULL, NULL, NULL, "So", ", ü" };
  g_autoptr(BatchAnswerFold) self = batch_answer_fold_new (LIMIT);
  gsize read = 0;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      batch_answer_fold_add (self, parts[i], strlen (parts[i]));
      assert_text (self, &read, texts[i]);
    }
  g_assert_cmpuint (batch_answer_fold_n_pieces (self), ==, 2);
}

/* What the parts of a message take counts. */
static void
test_message_limits (void)
{
  static const char *const deltas[] = {
    M_MORE (0, "\"text_delta\",\"text\":\"0123456789\""),
    M_MORE (0, "\"thinking_delta\",\"thinking\":\"0123456789\""),
    M_MORE (0, "\"input_json_delta\",\"partial_json\":\"0123456789\""),
    M_MORE (0, "\"citations_delta\",\"citation\":{\"x\":\"0123456789\"}"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (deltas); i++)
    {
      g_autoptr(BatchAnswerFold) self = batch_answer_fold_new (LIMIT);
      BatchFoldState state = BATCH_FOLD_OPEN;

      batch_answer_fold_add (self, M_START, strlen (M_START));
      batch_answer_fold_add (self, M_BLOCK (0, "{}"), strlen (M_BLOCK (0, "{}")));
      for (guint j = 0; j < LIMIT && state == BATCH_FOLD_OPEN; j++)
        state = batch_answer_fold_add (self, deltas[i], strlen (deltas[i]));
      g_assert_cmpint (state, ==, BATCH_FOLD_TOO_LARGE);
      g_assert_false (batch_answer_fold_is_whole (self));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/answers/answer-fold/answers", test_answers);
  g_test_add_func ("/batch/answers/answer-fold/states", test_states);
  g_test_add_func ("/batch/answers/answer-fold/limits", test_limits);
  g_test_add_func ("/batch/answers/answer-fold/text", test_text);

  g_test_add_func ("/batch/answers/answer-fold/message-text", test_message_text);
  g_test_add_func ("/batch/answers/answer-fold/message-limits", test_message_limits);
  return g_test_run ();
}
