/* test-llama-options.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-llama-options-private.h"

static void
test_cases (void)
{
  static const struct
  {
    const char *command;
    gint64      slots;
    gint64      context;
  } cases[] = {
    { "llama-server", 0, 0 },
    { "llama-server -m m.gguf -np 4 -c 8192", 4, 2048 },
    { "llama-server --parallel 2 --ctx-size 4096", 2, 2048 },
    { "llama-server --parallel=2 --ctx-size=4096", 2, 2048 },
    { "llama-server -c 4096", 0, 4096 },
    { "llama-server -c 4096 -np 4 --kv-unified", 4, 4096 },
    { "llama-server -np 2 -np 8", 8, 0 },
    { "llama-server -np -1", 0, 0 },
    { "llama-server -np", 0, 0 },
    { "llama-server -np many", 0, 0 },
    { "llama-server --parallelism 3 -cb", 0, 0 },
    { "llama-server -c 99999999999999999999", 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(GStrv) arguments = g_strsplit (cases[i].command, " ", -1);
      const char * const *all = (const char * const *) arguments;

      g_test_message ("%s", cases[i].command);
      g_assert_cmpint (batch_llama_options_find_slots (all), ==, cases[i].slots);
      g_assert_cmpint (batch_llama_options_find_context (all), ==, cases[i].context);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/backend/llama-options/cases", test_cases);
  return g_test_run ();
}
