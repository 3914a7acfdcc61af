/* test-refused-uses.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-refused-uses-private.h"

static void
test_messages (void)
{
  static const struct
  {
    const char     *message;
    BatchModelUses  uses;
  } cases[] = {
    { "The model server refuses the request: \"m\" does not support thinking",
      BATCH_MODEL_USES_THINKING },
    { "registry.ollama.ai/library/m:latest does not support tools", BATCH_MODEL_USES_TOOLS },
    { "\"m\" does not support chat", BATCH_MODEL_USES_CHAT },
    { "\"m\" does not support generate", BATCH_MODEL_USES_CHAT },
    { "this model does not support embeddings", BATCH_MODEL_USES_EMBEDDING },
    { "image input is not supported - hint: you may need mmproj", BATCH_MODEL_USES_VISION },
    { "Audio input is not supported", BATCH_MODEL_USES_AUDIO },
    { "Model does not support images. Use a model that does.", BATCH_MODEL_USES_VISION },
    { "m is not a multimodal model", BATCH_MODEL_USES_VISION },
    { "No endpoints found that support tool use", BATCH_MODEL_USES_TOOLS },
    { "image URLs are not currently supported, please use base64 encoded data instead", 0 },
    { "'reasoning_effort' does not support 'minimal' with this model", 0 },
    { "'temperature' does not support 0.2 with this model", 0 },
    { "max_tokens is not supported", 0 },
    { "", 0 },
    { NULL, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].message);
      g_assert_cmpint (batch_refused_uses_find (cases[i].message), ==, cases[i].uses);
    }
}

static void
test_texts (void)
{
  static const char *const wrong[] = {
    "", "-1", "64", "vision", "4 ", "99999999999999999999", "4 0", "4 x", "4 5 6", "4 -5",
  };
  static const BatchRefusedUses right[] = {
    { BATCH_MODEL_USES_VISION | BATCH_MODEL_USES_THINKING, 0 },
    { BATCH_MODEL_USES_TOOLS, 5200000000 },
    { BATCH_MODEL_USES_NONE, 7 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (right); i++)
    {
      g_autofree char *text = batch_refused_uses_text (&right[i]);

      g_assert_cmpint (batch_refused_uses_parse (text).uses, ==, right[i].uses);
      g_assert_cmpint (batch_refused_uses_parse (text).size, ==, right[i].size);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_cmpint (batch_refused_uses_parse (wrong[i]).uses, ==, BATCH_MODEL_USES_NONE);
}

/* As long as nothing says that it is another model. */
static void
test_another_model (void)
{
  const BatchRefusedUses sized = { BATCH_MODEL_USES_TOOLS, 10 };
  const BatchRefusedUses unsized = { BATCH_MODEL_USES_TOOLS, 0 };

  g_assert_true (batch_refused_uses_hold (&sized, 10));
  g_assert_true (batch_refused_uses_hold (&sized, 0));
  g_assert_false (batch_refused_uses_hold (&sized, 11));
  g_assert_true (batch_refused_uses_hold (&unsized, 11));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/batch/backend/refused-uses/messages", test_messages);
  g_test_add_func ("/batch/backend/refused-uses/texts", test_texts);
  g_test_add_func ("/batch/backend/refused-uses/another-model", test_another_model);

  return g_test_run ();
}
