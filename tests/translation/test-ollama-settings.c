/* test-ollama-settings.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-ollama-settings-private.h"

#include <string.h>

#define CHAT "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]"

static const struct
{
  const char    *body;
  BatchEndpoint  endpoint;
  const char    *settings;
} cases[] = {
  { "", BATCH_ENDPOINT_CHAT_COMPLETIONS, NULL },
  { "{\"options\"", BATCH_ENDPOINT_CHAT_COMPLETIONS, NULL },
  { CHAT "}", BATCH_ENDPOINT_CHAT_COMPLETIONS, NULL },
  { CHAT ",\"options\":{}}", BATCH_ENDPOINT_CHAT_COMPLETIONS, NULL },
  { CHAT ",\"options\":7}", BATCH_ENDPOINT_CHAT_COMPLETIONS, NULL },
  { CHAT ",\"num_ctx\":null}", BATCH_ENDPOINT_CHAT_COMPLETIONS, NULL },
  { CHAT ",\"num_ctx\":2048}", BATCH_ENDPOINT_CHAT_COMPLETIONS, "num_ctx 2048" },
  /* Wherever it is said, and in whichever order. */
  { CHAT ",\"options\":{\"num_ctx\":2048}}", BATCH_ENDPOINT_CHAT_COMPLETIONS, "num_ctx 2048" },
  { CHAT ",\"options\":{\"num_gpu\": 9, \"num_ctx\":2048}}", BATCH_ENDPOINT_CHAT_COMPLETIONS,
    "num_ctx 2048, num_gpu 9" },
  { CHAT ",\"options\":{\"use_mmap\":false},\"num_ctx\":1}", BATCH_ENDPOINT_CHAT_COMPLETIONS,
    "num_ctx 1, use_mmap false" },
  /* The last one counts. */
  { CHAT ",\"num_ctx\":1,\"options\":{\"num_ctx\":2}}", BATCH_ENDPOINT_CHAT_COMPLETIONS,
    "num_ctx 2" },
  /* What is said with each request loads nothing. */
  { CHAT ",\"temperature\":1,\"options\":{\"top_k\":4,\"seed\":5}}",
    BATCH_ENDPOINT_CHAT_COMPLETIONS, NULL },
  { CHAT ",\"temperature\":1,\"options\":{\"num_ctx\":4096,\"seed\":5}}",
    BATCH_ENDPOINT_CHAT_COMPLETIONS, "num_ctx 4096" },
  /* What goes over the other API is not told of options; nor is what is only a text. */
  { CHAT ",\"num_ctx\":2048,\"n\":2}", BATCH_ENDPOINT_CHAT_COMPLETIONS, NULL },
  { CHAT ",\"num_ctx\":2048,\"parallel_tool_calls\":false}", BATCH_ENDPOINT_CHAT_COMPLETIONS,
    "num_ctx 2048" },
  { "{\"model\":\"m\",\"prompt\":\"a\",\"options\":{\"num_ctx\":2048}}",
    BATCH_ENDPOINT_COMPLETIONS, NULL },
  { "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"\\\"num_ctx\\\":7\"}]}",
    BATCH_ENDPOINT_CHAT_COMPLETIONS, NULL },
  { "{\"model\":\"m\",\"input\":\"a\",\"options\":{\"num_ctx\":512}}",
    BATCH_ENDPOINT_EMBEDDINGS, "num_ctx 512" },
};

static void
test_settings (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize length = strlen (cases[i].body);
      /* A block of its own, so that a read past the end is seen. */
      g_autofree guint8 *body = g_memdup2 (cases[i].body, length);
      g_autofree char *settings = batch_ollama_dup_settings (body, length, cases[i].endpoint);

      g_test_message ("%s", cases[i].body);
      g_assert_cmpstr (settings, ==, cases[i].settings);
    }
}

static void
test_options (void)
{
  g_autofree char *none = batch_ollama_dup_settings_of_options (NULL);
  g_autofree char *others = batch_ollama_dup_settings_of_options ("{\"seed\":1}");
  g_autofree char *some = batch_ollama_dup_settings_of_options ("{\"seed\":1,\"num_ctx\":8}");

  g_assert_null (none);
  g_assert_null (others);
  g_assert_cmpstr (some, ==, "num_ctx 8");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/batch/translation/ollama-settings/settings", test_settings);
  g_test_add_func ("/batch/translation/ollama-settings/options", test_options);

  return g_test_run ();
}
