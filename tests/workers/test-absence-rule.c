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
#define ANSWERS BATCH_LOOK_ANSWERS

#define SENDS  BATCH_DOUBT_SENDS
#define TRIES  BATCH_DOUBT_TRIES
#define STANDS BATCH_DOUBT_STANDS
#define WAITS  BATCH_DOUBT_WAITS
#define ASKS   BATCH_DOUBT_WRONG
#define OPEN   BATCH_DOUBT_OPEN

static void
test_look (void)
{
  static const struct
  {
    BatchLookFacts facts; /* unreachable, by gateway, foreign; lists, served, own fault */
    BatchLook      look;
  } cases[] = {
    { { 0, 0, 0, 0, 0, 0 }, THERE },
    { { 0, 0, 0, 1, 1, 0 }, THERE },

    { { 1, 0, 0, 0, 0, 0 }, AWAY },
    { { 1, 0, 0, 0, 1, 0 }, AWAY },
    { { 1, 0, 0, 1, 1, 0 }, AWAY },

    /* A list that nobody has seen may fail by itself, whether requests were answered or not. */
    { { 0, 1, 0, 0, 0, 0 }, BLIND },
    { { 0, 1, 0, 0, 1, 0 }, BLIND },
    { { 0, 1, 0, 1, 0, 0 }, AWAY },
    { { 0, 1, 0, 1, 1, 0 }, AWAY },

    /* One that has answered requests says that it fails, and at nothing but its list. */
    { { 0, 1, 0, 0, 0, 1 }, BLIND },
    { { 0, 1, 0, 0, 1, 1 }, THERE },
    { { 0, 1, 0, 1, 0, 1 }, AWAY },
    { { 0, 1, 0, 1, 1, 1 }, AWAY },
    { { 1, 0, 0, 0, 1, 1 }, AWAY },

    { { 0, 0, 1, 0, 0, 0 }, WRONG },
    { { 0, 0, 1, 0, 1, 0 }, THERE },
    { { 0, 0, 1, 1, 0, 0 }, AWAY },
    { { 0, 0, 1, 1, 1, 0 }, AWAY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      g_assert_cmpint (batch_look_judge (&cases[i].facts), ==, cases[i].look);
    }
}

static void
test_look_again (void)
{
  static const struct
  {
    BatchNothingFacts facts; /* answered, by gateway, foreign, in words */
    gboolean          answers;
  } cases[] = {
    { { 0, 0, 0, 0 }, FALSE },
    { { 1, 0, 0, 1 }, TRUE },
    { { 1, 0, 0, 0 }, FALSE },
    { { 1, 1, 0, 0 }, FALSE },
    { { 1, 1, 0, 1 }, FALSE },
    { { 1, 0, 1, 0 }, FALSE },
    { { 1, 0, 1, 1 }, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (BatchLook look = BLIND; look <= WRONG; look++)
      {
        g_test_message ("case %u, look %d", i, look);
        g_assert_cmpint (batch_look_judge_again (&cases[i].facts, look), ==,
                         cases[i].answers ? ANSWERS : look);
      }
}

static void
test_doubt (void)
{
  static const struct
  {
    BatchDoubtFacts facts; /* sent, foreign, was there; trial, vouched; faults, foreign ones */
    BatchDoubt      of_look[ANSWERS + 1]; /* there, away, blind, wrong, answers */
  } cases[] = {
    /* It waits to be sent, whatever has become of it before. */
    { { 0, 0, 0, 0, 0, 0, 0 }, { SENDS, WAITS, TRIES, SENDS, SENDS } },
    { { 0, 0, 0, 0, 0, 9, 0 }, { SENDS, WAITS, TRIES, SENDS, SENDS } },

    /* The server was there, and may have died of it. */
    { { 1, 0, 1, 0, 0, 0, 0 }, { STANDS, STANDS, STANDS, STANDS, STANDS } },
    { { 1, 0, 1, 0, 0, 2, 0 }, { STANDS, STANDS, STANDS, STANDS, STANDS } },

    /* It was away, as far as is known: however often that goes on. Where it is there by now, the
     * request is sent to it at last. */
    { { 1, 0, 0, 0, 0, 0, 0 }, { STANDS, WAITS, WAITS, WAITS, SENDS } },
    { { 1, 0, 0, 0, 0, 9, 0 }, { STANDS, WAITS, WAITS, WAITS, SENDS } },

    /* A trial shows nothing of its request … */
    { { 1, 0, 0, 1, 0, 0, 0 }, { STANDS, WAITS, WAITS, WAITS, SENDS } },
    { { 1, 0, 0, 1, 0, 1, 0 }, { STANDS, WAITS, WAITS, WAITS, SENDS } },
    /* … but where it alone has failed, with answers for others in between. */
    { { 1, 0, 0, 1, 0, 2, 0 }, { STANDS, STANDS, STANDS, STANDS, SENDS } },

    /* Who has answered may be no model server … */
    { { 1, 1, 0, 0, 0, 0, 3 }, { STANDS, WAITS, WAITS, ASKS, STANDS } },
    { { 1, 1, 1, 0, 0, 0, 3 }, { STANDS, WAITS, WAITS, ASKS, STANDS } },
    { { 1, 1, 1, 1, 0, 9, 9 }, { STANDS, WAITS, WAITS, ASKS, STANDS } },
    /* … which one answer does not show. */
    { { 1, 1, 0, 0, 0, 0, 2 }, { STANDS, WAITS, WAITS, OPEN, STANDS } },
    { { 1, 1, 1, 1, 0, 9, 2 }, { STANDS, WAITS, WAITS, OPEN, STANDS } },
    /* One of the last of a job that has answers is what it is about. */
    { { 1, 1, 0, 0, 1, 0, 1 }, { STANDS, WAITS, WAITS, STANDS, STANDS } },
    { { 1, 1, 0, 0, 1, 0, 9 }, { STANDS, WAITS, WAITS, STANDS, STANDS } },
    { { 0, 1, 0, 0, 0, 0, 9 }, { SENDS, WAITS, TRIES, SENDS, SENDS } },
    { { 1, 0, 0, 0, 0, 0, 9 }, { STANDS, WAITS, WAITS, WAITS, SENDS } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (BatchLook look = THERE; look <= ANSWERS; look++)
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
  g_test_add_func ("/batch/workers/absence-rule/look-again", test_look_again);
  g_test_add_func ("/batch/workers/absence-rule/doubt", test_doubt);
  return g_test_run ();
}
