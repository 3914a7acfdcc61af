/* test-answer-reasoning.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "answers/batch-answer-reasoning-private.h"

#include <string.h>

static void
test_count (void)
{
  static const struct
  {
    const char *body;
    gint64      count;
  } cases[] = {
    { "{\"usage\":{\"completion_tokens\":9,"
      "\"completion_tokens_details\":{\"reasoning_tokens\":7}}}", 7 },
    { "{\"usage\":{\"output_tokens_details\":{\"x\":1,\"reasoning_tokens\":12}},\"z\":[]}", 12 },
    { "{\"usage\":{\"output_tokens_details\":{\"reasoning_tokens\":0}}}", 0 },
    /* It is said elsewhere, or in another way. */
    { "{\"usage\":{\"reasoning_tokens\":7}}", 0 },
    { "{\"reasoning_tokens\":7}", 0 },
    { "{\"usage\":{\"prompt_tokens_details\":{\"reasoning_tokens\":7}}}", 0 },
    { "{\"choices\":[\"reasoning_tokens\"]}", 0 },
    { "{\"usage\":{\"output_tokens_details\":{\"reasoning_tokens\":-7}}}", 0 },
    { "{\"usage\":{\"output_tokens_details\":{\"reasoning_tokens\":[7]}}}", 0 },
    { "{\"usage\":{\"output_tokens_details\":{\"reasoning_tokens\":null}}}", 0 },
    { "{\"usage\":{\"output_tokens_details\":{\"reasoning_tokens\":7}}", 0 },
    { "{\"usage\":\"reasoning_tokens\"}", 0 },
    { "reasoning_tokens", 0 },
    { "{}", 0 },
    { "", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize length = strlen (cases[i].body);
      /* In a block of its own, so that a read past the end is seen. */
      g_autofree guint8 *body = g_memdup2 (cases[i].body, length);

      g_test_message ("%s", cases[i].body);
      g_assert_cmpint (batch_answer_count_reasoning (body, length), ==, cases[i].count);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/answers/answer-reasoning/count", test_count);
  return g_test_run ();
}
