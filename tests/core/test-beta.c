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
      const char *lost;        /* NULL: nothing is */
    } cases[] = {
    { "", NULL },
    { " , ,", NULL },
    { "message-batches-2024-09-24", NULL },
    { "claude-code-20250219,oauth-2025-04-20", NULL },
    { "claude-code-20250219, interleaved-thinking-2025-05-14", "interleaved-thinking-2025-05-14" },
    { "context-1m-2025-08-07", "context-1m-2025-08-07" },
    { "max-tokens-3-5-sonnet-2024-07-15", NULL },
    { "prompt-caching-2024-07-31,dreaming-2031-01-01,x", "dreaming-2031-01-01" },
    { "prompt-caching", NULL },
    { "prompt-caching-scope-2026-01-05", "prompt-caching-scope-2026-01-05" },
    { "prompt", "prompt" },
    { "2025-01-01", "2025-01-01" },
    { "-", "-" },
    { "Claude-Code-20250219", "Claude-Code-20250219" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *lost = batch_beta_find_lost (cases[i].betas);

      g_assert_cmpstr (lost, ==, cases[i].lost);
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
