/* test-preference.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "output/batch-preference-private.h"

#define MODELS ",\"row\":\"7\",\"chosen_model\":\"a\",\"rejected_model\":\"b\"}\n"
#define CHAT ",\"chosen\":[{\"role\":\"assistant\",\"content\":\"Yes\"}]" \
             ",\"rejected\":[{\"role\":\"assistant\",\"content\":\"\\\"No\\\"\"}]"
#define TEXT ",\"chosen\":\"Yes\",\"rejected\":\"\\\"No\\\"\""

static void
test_lines (void)
{
  static const struct
  {
    const char *request;
    const char *line;
  } cases[] = {
    { "{\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}]}",
      "{\"prompt\":[{\"role\":\"user\",\"content\":\"Why?\"}]" CHAT MODELS },
    { "{\"model\":\"a\",\"messages\":[\n{\"role\":\"user\",\"content\":\"Why?\"}\n]}",
      "{\"prompt\":[ {\"role\":\"user\",\"content\":\"Why?\"} ]" CHAT MODELS },
    { "{\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}],\"system\":\"Be brief\"}",
      "{\"prompt\":[{\"role\":\"system\",\"content\":\"Be brief\"},"
      "{\"role\":\"user\",\"content\":\"Why?\"}]" CHAT MODELS },
    { "{\"messages\":[],\"system\":\"Be brief\"}",
      "{\"prompt\":[{\"role\":\"system\",\"content\":\"Be brief\"}]" CHAT MODELS },
    { "{\"prompt\":\"Once\"}", "{\"prompt\":\"Once upon\"" TEXT MODELS },
    { "", "{\"prompt\":\"Once upon\"" TEXT MODELS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize length = strlen (cases[i].request);
      g_autofree guint8 *request = g_memdup2 (cases[i].request, length);
      g_autoptr(GString) line = g_string_new (NULL);
      BatchPreference preference = {
        "7", request, length, "Once upon", "Yes", "\"No\"", "a", "b",
      };

      batch_preference_append_line (&preference, line);
      g_assert_cmpstr (line->str, ==, cases[i].line);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/output/preference/lines", test_lines);

  return g_test_run ();
}
