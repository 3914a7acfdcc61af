/* test-verdict.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-verdict-private.h"

#include "core/batch-enum-private.h"

/* What pauses, then: k keeps the answer, r may be tried again, c costs an attempt, s slows the
 * server down, l loads the model first. */
static const char *const consequences[BATCH_N_VERDICTS] = {
  [BATCH_VERDICT_OK]                = "nothing k-c--",
  [BATCH_VERDICT_TRUNCATED_LENGTH]  = "nothing k-c--",
  [BATCH_VERDICT_TRUNCATED_SILENT]  = "item krc--",
  [BATCH_VERDICT_WAIT_LOADING]      = "key -r---",
  [BATCH_VERDICT_WAIT_BUSY]         = "item -r-s-",
  [BATCH_VERDICT_SWAPPED_AWAY]      = "key -r--l",
  [BATCH_VERDICT_LOAD_FAILED]       = "key -rc-l",
  [BATCH_VERDICT_WRONG_MODEL]       = "key -rc-l",
  [BATCH_VERDICT_NO_SUCH_MODEL]     = "key --c--",
  [BATCH_VERDICT_AUTH]              = "lane --c--",
  [BATCH_VERDICT_WRONG_ADDRESS]     = "lane -r--l",
  [BATCH_VERDICT_PERMANENT_REQUEST] = "nothing --c--",
  [BATCH_VERDICT_TRY_AGAIN]         = "item -rc--",
  [BATCH_VERDICT_SERVER_GONE]       = "lane -r--l",
  [BATCH_VERDICT_CANCELLED]         = "nothing -r---",
};

static char *
describe (const BatchConsequence *consequence)
{
  static const char *const pauses[] = { "nothing", "item", "key", "lane" };

  return g_strdup_printf ("%s %c%c%c%c%c", pauses[consequence->pause],
                          consequence->keeps_answer ? 'k' : '-',
                          consequence->retriable ? 'r' : '-',
                          consequence->costs_attempt ? 'c' : '-',
                          consequence->slows ? 's' : '-', consequence->reloads ? 'l' : '-');
}

static void
test_consequences (void)
{
  for (guint i = 0; i < BATCH_N_VERDICTS; i++)
    {
      g_autofree char *text = describe (batch_verdict_get_consequence (i));

      g_test_message ("%s", batch_enum_to_nick (BATCH_TYPE_VERDICT, i));
      g_assert_cmpstr (text, ==, consequences[i]);
    }
}

/* What is tried again at no cost has to wait for something, or it would never rest. */
static void
test_comes_to_rest (void)
{
  for (guint i = 0; i < BATCH_N_VERDICTS; i++)
    {
      const BatchConsequence *consequence = batch_verdict_get_consequence (i);

      if (i != BATCH_VERDICT_CANCELLED && consequence->retriable && !consequence->costs_attempt)
        g_assert_cmpint (consequence->pause, !=, BATCH_PAUSE_NOTHING);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/core/verdict/consequences", test_consequences);
  g_test_add_func ("/batch/core/verdict/comes-to-rest", test_comes_to_rest);
  return g_test_run ();
}
