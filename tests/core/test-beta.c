/* test-beta.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-beta-private.h"

#include <string.h>

static void
test_lost (void)
{
  static const struct
    {
      const char *betas;
      const char *translated;  /* NULL: nothing is lost */
      const char *in_batch;
    } cases[] = {
    { "", NULL, NULL },
    { " , ,", NULL, NULL },
    { "message-batches-2024-09-24", NULL, NULL },
    { "claude-code-20250219,oauth-2025-04-20", NULL, NULL },
    { "claude-code-20250219, interleaved-thinking-2025-05-14", NULL,
      "interleaved-thinking-2025-05-14" },
    { "context-1m-2025-08-07", NULL, "context-1m-2025-08-07" },
    { "output-128k-2025-02-19", NULL, "output-128k-2025-02-19" },
    { "max-tokens-3-5-sonnet-2024-07-15", NULL, NULL },
    { "prompt-caching-2024-07-31,dreaming-2031-01-01,x", "dreaming-2031-01-01",
      "dreaming-2031-01-01" },
    { "prompt-caching", NULL, NULL },
    { "prompt-caching-scope-2026-01-05", "prompt-caching-scope-2026-01-05",
      "prompt-caching-scope-2026-01-05" },
    { "prompt", "prompt", "prompt" },
    { "2025-01-01", "2025-01-01", "2025-01-01" },
    { "-", "-", "-" },
    { "Claude-Code-20250219", "Claude-Code-20250219", "Claude-Code-20250219" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *translated = batch_beta_find_lost (cases[i].betas, BATCH_BETA_TRANSLATED);
      g_autofree char *in_batch = batch_beta_find_lost (cases[i].betas, BATCH_BETA_IN_BATCH);

      g_assert_cmpstr (translated, ==, cases[i].translated);
      g_assert_cmpstr (in_batch, ==, cases[i].in_batch);
    }
}

static void
test_check (void)
{
  g_autofree char *most = g_strnfill (2048, 'a');
  g_autofree char *more = g_strnfill (2049, 'a');

  g_assert_true (batch_beta_check (""));
  g_assert_true (batch_beta_check ("claude-code-20250219, files_api.2"));
  g_assert_true (batch_beta_check (most));
  g_assert_false (batch_beta_check (more));
  g_assert_false (batch_beta_check ("a\r\nX: y"));
  g_assert_false (batch_beta_check ("a;b"));
  g_assert_false (batch_beta_check ("\303\274"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/batch/core/beta/lost", test_lost);
  g_test_add_func ("/batch/core/beta/check", test_check);

  return g_test_run ();
}
