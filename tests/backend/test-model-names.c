/* test-model-names.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-model-names-private.h"

static void
test_cases (void)
{
  static const struct
  {
    const char *asked;
    const char *told;
    gboolean    agree;
  } cases[] = {
    { "a", "a", TRUE },
    { "a", "b", FALSE },
    { "google/gemma-3", "gemma-3", TRUE },
    { "gemma-3", "google/gemma-3:2", TRUE },
    { "Gemma-3@q4_k_m", "gemma-3", TRUE },
    { "/models/Llama.gguf", "llama", TRUE },
    { "qwen3:8b", "qwen3:4b", TRUE },
    { "gemma-3", "gemma-3n", FALSE },
    { "", "", TRUE },
    { "a/", "a/", TRUE },
    { "org/", "gemma", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s %s", cases[i].asked, cases[i].told);
      g_assert_cmpint (batch_model_names_agree (cases[i].asked, cases[i].told), ==,
                       cases[i].agree);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/backend/model-names/cases", test_cases);
  return g_test_run ();
}
