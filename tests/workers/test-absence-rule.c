/* test-absence-rule.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workers/batch-absence-rule-private.h"

#define THERE  BATCH_LOOK_THERE
#define AWAY   BATCH_LOOK_AWAY
#define BLIND  BATCH_LOOK_BLIND
#define WRONG  BATCH_LOOK_WRONG

#define SENDS  BATCH_DOUBT_SENDS
#define TRIES  BATCH_DOUBT_TRIES
#define STANDS BATCH_DOUBT_STANDS
#define WAITS  BATCH_DOUBT_WAITS
#define ASKS   BATCH_DOUBT_WRONG

static void
test_look (void)
{
  static const struct
  {
    BatchLookFacts facts; /* unreachable, by gateway, foreign; lists, served */
    BatchLook      look;
  } cases[] = {
    { { 0, 0, 0, 0, 0 }, THERE },
    { { 0, 0, 0, 1, 1 }, THERE },

    { { 1, 0, 0, 0, 0 }, AWAY },
    { { 1, 0, 0, 0, 1 }, AWAY },
    { { 1, 0, 0, 1, 1 }, AWAY },

    /* A list that nobody has seen may fail by itself, whether requests were answered or not. */
    { { 0, 1, 0, 0, 0 }, BLIND },
    { { 0, 1, 0, 0, 1 }, BLIND },
    { { 0, 1, 0, 1, 0 }, AWAY },
    { { 0, 1, 0, 1, 1 }, AWAY },

    { { 0, 0, 1, 0, 0 }, WRONG },
    { { 0, 0, 1, 0, 1 }, THERE },
    { { 0, 0, 1, 1, 0 }, AWAY },
    { { 0, 0, 1, 1, 1 }, AWAY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      g_assert_cmpint (batch_look_judge (&cases[i].facts), ==, cases[i].look);
    }
}

static void
test_doubt (void)
{
  static const struct
  {
    BatchDoubtFacts facts; /* sent, foreign, was there; trial, faults */
    BatchDoubt      of_look[WRONG + 1]; /* there, away, blind, wrong */
  } cases[] = {
    /* It waits to be sent, whatever has become of it before. */
    { { 0, 0, 0, 0, 0 }, { SENDS, WAITS, TRIES, SENDS } },
    { { 0, 0, 0, 0, 9 }, { SENDS, WAITS, TRIES, SENDS } },

    /* The server was there, and may have died of it. */
    { { 1, 0, 1, 0, 0 }, { STANDS, STANDS, STANDS, STANDS } },
    { { 1, 0, 1, 0, 2 }, { STANDS, STANDS, STANDS, STANDS } },

    /* It was away, as far as is known: however often that goes on. */
    { { 1, 0, 0, 0, 0 }, { STANDS, WAITS, WAITS, WAITS } },
    { { 1, 0, 0, 0, 9 }, { STANDS, WAITS, WAITS, WAITS } },

    /* A trial shows nothing of its request … */
    { { 1, 0, 0, 1, 0 }, { STANDS, WAITS, WAITS, WAITS } },
    { { 1, 0, 0, 1, 1 }, { STANDS, WAITS, WAITS, WAITS } },
    /* … but where it alone has failed, with answers for others in between. */
    { { 1, 0, 0, 1, 2 }, { STANDS, STANDS, STANDS, STANDS } },

    /* Who has answered may be no model server. */
    { { 1, 1, 0, 0, 0 }, { STANDS, WAITS, WAITS, ASKS } },
    { { 1, 1, 1, 0, 0 }, { STANDS, WAITS, WAITS, ASKS } },
    { { 1, 1, 1, 1, 9 }, { STANDS, WAITS, WAITS, ASKS } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (BatchLook look = THERE; look <= WRONG; look++)
      {
        g_test_message ("case %u, look %d", i, look);
        g_assert_cmpint (batch_doubt_judge (&cases[i].facts, look), ==, cases[i].of_look[look]);
      }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/workers/absence-rule/look", test_look);
  g_test_add_func ("/batch/workers/absence-rule/doubt", test_doubt);
  return g_test_run ();
}
