/* test-loading-text.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "answers/batch-loading-text-private.h"

#include <string.h>

#define START "━━━━━\nllama-swap loading model: a\n"
#define END   "\nDone! (1.23s)\n━━━━━\n \n"

static void
test_cases (void)
{
  static const struct
  {
    const char *text;
    const char *rest;     /* the thoughts of the model */
  } cases[] = {
    { "", "" },
    { "I think", "I think" },
    { "━━━━━\nI think", "━━━━━\nI think" },
    { "I saw " START END, "I saw " START END },
    { START END, "" },
    { START END "I think", "I think" },
    { START "Warming up\n. . ." END "I think\n━━━━━\n \nmore", "I think\n━━━━━\n \nmore" },
    { START "\nDone! (1.23s)\n━━━━━\nI think", "I think" },
    { START, "" },
    { START "Warming", "" },
    { START "\nDone! (1.23s)\n━━", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize length = batch_loading_text_measure (cases[i].text, strlen (cases[i].text));

      g_test_message ("%u", i);
      g_assert_cmpuint (length, <=, strlen (cases[i].text));
      g_assert_cmpstr (cases[i].text + length, ==, cases[i].rest);
    }
}

/* Whether it is known of what has come so far. */
static void
test_settled (void)
{
  static const struct
  {
    const char *text;
    gboolean    settled;
  } cases[] = {
    { "", FALSE },
    { "I think", TRUE },
    { "━", FALSE },
    { "━━━━━\nI think", TRUE },
    { "━━━━━\nllama-swap", FALSE },
    { "━━━━━\nllama-swap loading nothing", TRUE },
    { START, FALSE },
    { START "Warming", FALSE },
    { START "\nDone! (1.23s)\n━━━━━", FALSE },
    { START "\nDone! (1.23s)\n━━━━━\n", FALSE },
    { START "\nDone! (1.23s)\n━━━━━\n ", FALSE },
    { START "\nDone! (1.23s)\n━━━━━\nI", TRUE },
    { START END, TRUE },
    { START END "I think", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%u", i);
      g_assert_cmpint (batch_loading_text_is_settled (cases[i].text, strlen (cases[i].text)), ==,
                       cases[i].settled);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/answers/loading-text/cases", test_cases);
  g_test_add_func ("/batch/answers/loading-text/settled", test_settled);

  return g_test_run ();
}
