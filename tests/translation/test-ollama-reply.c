/* test-ollama-reply.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-ollama-reply-private.h"

#include <string.h>

#include "answers/batch-answer-fold-private.h"
#include "json/batch-json-scanner-private.h"

#define AT "\"model\":\"m\",\"created_at\":\"2026-01-02T03:04:05.678Z\""
#define ID "\"id\":\"chatcmpl-9416be8d\",\"object\":\"chat.completion\",\"created\":1767323045"

/* Takes the lines, and makes one answer of them. */
static char *
fold (const char *lines,
      gboolean   *done)
{
  g_autoptr(BatchAnswerFold) fold = batch_answer_fold_new (10000);
  g_auto(GStrv) all = g_strsplit (lines, "\n", -1);
  BatchOllamaReply reply = { 0 };
  g_autoptr(GBytes) body = NULL;

  for (guint i = 0; all[i] != NULL; i++)
    {
      /* A block of its own, so that a read past the end is seen. */
      g_autofree guint8 *copy = g_memdup2 (all[i], strlen (all[i]));
      g_autoptr(GString) chunk = g_string_new (NULL);

      g_assert_true (batch_ollama_reply_add (&reply, copy, strlen (all[i]), chunk, NULL));
      g_assert_true (batch_json_validate ((const guint8 *) chunk->str, chunk->len, 0));
      batch_answer_fold_add (fold, chunk->str, chunk->len);
    }

  *done = reply.done;
  body = batch_answer_fold_dup_body (fold);
  return g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
}

static void
test_chat (void)
{
  static const struct
  {
    const char *lines;
    gboolean    done;
    const char *body;
  } cases[] = {
    /* In one piece. */
    { "{" AT ",\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"done\":true,"
      "\"done_reason\":\"stop\",\"total_duration\":3000000001,\"load_duration\":20,"
      "\"prompt_eval_count\":11,\"prompt_eval_cached_count\":8,\"eval_count\":2}", TRUE,
      "{" ID ",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
      "\"content\":\"Hi\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":11,"
      "\"completion_tokens\":2,\"total_tokens\":13,\"prompt_tokens_details\":"
      "{\"cached_tokens\":8}},\"total_duration\":3000000001,\"load_duration\":20}" },
    /* In pieces, with thoughts. */
    { "{" AT ",\"message\":{\"role\":\"assistant\",\"content\":\"\",\"thinking\":\"h\"},"
      "\"done\":false}\n"
      "{" AT ",\"message\":{\"role\":\"assistant\",\"content\":\"\",\"thinking\":\"m\"},"
      "\"done\":false}\n"
      "{" AT ",\"message\":{\"role\":\"assistant\",\"content\":\"\\u00e9\"},\"done\":false}\n"
      "{" AT ",\"message\":{\"role\":\"assistant\",\"content\":\"t\"},\"done\":false}\n"
      "{" AT ",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,"
      "\"done_reason\":\"length\",\"eval_count\":4}", TRUE,
      "{" ID ",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
      "\"content\":\"\\u00e9t\",\"reasoning\":\"hm\"},\"finish_reason\":\"length\"}],"
      "\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":4,\"total_tokens\":4}}" },
    /* Tools: the arguments become a text again, whatever is in them. */
    { "{" AT ",\"message\":{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"function\":"
      "{\"name\":\"f\",\"arguments\":{\"x\":1.50,\"s\":\"a\\\"\"}}}]},\"done\":false}\n"
      "{" AT ",\"message\":{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"id\":\"c7\","
      "\"function\":{\"name\":\"g\"}}]},\"done\":false}\n"
      "{" AT ",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,"
      "\"done_reason\":\"stop\"}", TRUE,
      "{" ID ",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
      "\"content\":\"\",\"tool_calls\":[{\"id\":\"call_0\",\"type\":\"function\","
      "\"function\":{\"name\":\"f\",\"arguments\":"
      "\"{\\\"x\\\":1.50,\\\"s\\\":\\\"a\\\\\\\"\\\"}\"}},"
      "{\"id\":\"c7\",\"type\":\"function\",\"function\":{\"name\":\"g\","
      "\"arguments\":\"{}\"}}]},\"finish_reason\":\"tool_calls\"}]}" },
    /* It was cut off, and says so by saying nothing. */
    { "{" AT ",\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"done\":false}", FALSE,
      "{" ID ",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
      "\"content\":\"Hi\"}}]}" },
    /* What it adds keeps its name and its bytes. */
    { "{" AT ",\"message\":{\"role\":\"assistant\",\"content\":\"a\",\"new\":[1.0]},\"done\":true,"
      "\"done_reason\":\"stop\",\"more\":{\"x\":1e2}}", TRUE,
      "{" ID ",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
      "\"content\":\"a\",\"new\":[1.0]},\"finish_reason\":\"stop\"}],\"more\":{\"x\":1e2}}" },
    /* An error is the answer. */
    { "{" AT ",\"message\":{\"content\":\"a\"},\"done\":false}\n{\"error\":\"it broke\"}", FALSE,
      "{\"error\":\"it broke\"}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean done;
      g_autofree char *body = fold (cases[i].lines, &done);

      g_assert_cmpstr (body, ==, cases[i].body);
      g_assert_cmpint (done, ==, cases[i].done);
    }
}

/* As clients of OpenAI get it: who speaks is told once, and the counts in a chunk of their own. */
static void
test_stream (void)
{
#define CHUNK "\"id\":\"chatcmpl-9416be8d\",\"object\":\"chat.completion.chunk\"," \
              "\"created\":1767323045,\"model\":\"m\",\"choices\":"
  static const struct
  {
    const char *line;
    const char *chunk;
    const char *usage;
  } cases[] = {
    { "{" AT ",\"message\":{\"role\":\"assistant\",\"content\":\"H\"},\"done\":false}",
      "{" CHUNK "[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"H\"},"
      "\"finish_reason\":null}]}", "" },
    { "{" AT ",\"message\":{\"role\":\"assistant\",\"content\":\"i\"},\"done\":false}",
      "{" CHUNK "[{\"index\":0,\"delta\":{\"content\":\"i\"},\"finish_reason\":null}]}", "" },
    { "{" AT ",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,"
      "\"done_reason\":\"stop\",\"prompt_eval_count\":3,\"eval_count\":2,\"load_duration\":4}",
      "{" CHUNK "[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}],"
      "\"load_duration\":4}",
      "{" CHUNK "[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,"
      "\"total_tokens\":5}}" },
  };
  BatchOllamaReply reply = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GString) chunk = g_string_new (NULL);
      g_autoptr(GString) usage = g_string_new (NULL);

      g_assert_true (batch_ollama_reply_add (&reply, (const guint8 *) cases[i].line,
                                             strlen (cases[i].line), chunk, usage));
      g_assert_cmpstr (chunk->str, ==, cases[i].chunk);
      g_assert_cmpstr (usage->str, ==, cases[i].usage);
    }
#undef CHUNK
}

static void
test_strange (void)
{
  static const struct
  {
    const char *line;
    gboolean    good;
  } cases[] = {
    { "", FALSE },
    { "null", FALSE },
    { "[]", FALSE },
    { "{\"message\":", FALSE },
    { "{} {}", FALSE },
    { "{}", TRUE },
    { "{\"message\":4,\"done\":\"yes\",\"created_at\":\"now\",\"eval_count\":\"x\"}", TRUE },
    { "{\"message\":{\"tool_calls\":{}},\"done\":true}", TRUE },
    { "{\"message\":{\"tool_calls\":[4,{},{\"function\":7}]},\"done\":true}", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GString) chunk = g_string_new (NULL);
      BatchOllamaReply reply = { 0 };

      g_assert_cmpint (batch_ollama_reply_add (&reply, (const guint8 *) cases[i].line,
                                               strlen (cases[i].line), chunk, NULL), ==,
                       cases[i].good);
      if (cases[i].good)
        g_assert_true (batch_json_validate ((const guint8 *) chunk->str, chunk->len, 0));
    }
}

static void
test_embeddings (void)
{
  static const struct
  {
    const char *body;
    const char *expected;
    gboolean    base64;
  } cases[] = {
    { "{\"model\":\"m\",\"embeddings\":[[0.10,-1e-3],[2,3]],\"total_duration\":5,"
      "\"load_duration\":1,\"prompt_eval_count\":4}",
      "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":"
      "[0.10,-1e-3]},{\"object\":\"embedding\",\"index\":1,\"embedding\":[2,3]}],\"model\":\"m\","
      "\"usage\":{\"prompt_tokens\":4,\"total_tokens\":4},\"total_duration\":5,"
      "\"load_duration\":1}" },
    { "{\"model\":\"m\",\"embeddings\":[]}",
      "{\"object\":\"list\",\"data\":[],\"model\":\"m\",\"usage\":{\"prompt_tokens\":0,"
      "\"total_tokens\":0}}" },
    { "{\"embeddings\":[[1,-0.5,1e-3],[]]}",
      "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":"
      "\"AACAPwAAAL9vEoM6\"},{\"object\":\"embedding\",\"index\":1,\"embedding\":\"\"}],"
      "\"usage\":{\"prompt_tokens\":0,\"total_tokens\":0}}", TRUE },
    { "{\"embeddings\":[[1,\"2\"]]}", NULL, TRUE },
    { "{\"embeddings\":[4]}", NULL, TRUE },
    { "{\"model\":\"m\"}", NULL },
    { "{\"embeddings\":[[1", NULL },
    { "4", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GBytes) body = g_bytes_new (cases[i].body, strlen (cases[i].body));
      g_autoptr(GBytes) made = batch_ollama_embeddings (body, cases[i].base64);
      g_autofree char *text = made != NULL ? g_strndup (g_bytes_get_data (made, NULL),
                                                        g_bytes_get_size (made)) : NULL;

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/translation/ollama-reply/chat", test_chat);
  g_test_add_func ("/batch/translation/ollama-reply/stream", test_stream);
  g_test_add_func ("/batch/translation/ollama-reply/strange", test_strange);
  g_test_add_func ("/batch/translation/ollama-reply/embeddings", test_embeddings);
  return g_test_run ();
}
