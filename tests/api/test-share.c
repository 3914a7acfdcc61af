/* test-share.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-share-private.h"

#define MIB(n) ((n) * (gsize) (1024 * 1024))

#define ADMITTED BATCH_API_SHARE_ADMITTED
#define FULL     BATCH_API_SHARE_FULL
#define SPENT    BATCH_API_SHARE_SPENT

static void
test_judge (void)
{
  static const struct
  {
    const char          *what;
    BatchApiShare        own;
    BatchApiShare        all;
    guint                n_keys;
    gsize                length;
    BatchApiShareVerdict verdict;
  } cases[] = {
    { "nobody is there", { 0, 0 }, { 0, 0 }, 1, 1, ADMITTED },
    { "one alone has all", { 63, 63 }, { 63, 63 }, 1, 1, ADMITTED },
    { "and no more", { 64, 64 }, { 64, 64 }, 1, 1, FULL },
    { "the first one of another key comes in all the same", { 0, 0 }, { 64, 64 }, 2, 1, ADMITTED },
    { "from then on that one has a half", { 1, 1 }, { 40, 40 }, 2, 1, ADMITTED },
    { "but what others have still is not there yet", { 1, 1 }, { 65, 65 }, 2, 1, FULL },
    { "who has more than a half gets nothing more", { 39, 39 }, { 40, 40 }, 2, 1, SPENT },
    { "who has a half, either", { 32, 32 }, { 40, 40 }, 2, 1, SPENT },
    { "until there is less of it", { 31, 31 }, { 40, 40 }, 2, 1, ADMITTED },
    { "three have a third each", { 21, 21 }, { 30, 30 }, 3, 1, SPENT },
    { "rounded down", { 20, 20 }, { 30, 30 }, 3, 1, ADMITTED },
    { "the last of those that are kept free", { 0, 0 }, { 67, 67 }, 5, 1, ADMITTED },
    { "they are not without end", { 0, 0 }, { 68, 68 }, 6, 1, FULL },
    { "of more keys than places each has one", { 0, 0 }, { 60, 60 }, 100, 1, ADMITTED },
    { "and no second one", { 1, 1 }, { 60, 60 }, 100, 1, SPENT },

    { "one alone has all bytes", { 1, MIB (224) }, { 1, MIB (224) }, 1, MIB (32), ADMITTED },
    { "and no more of them", { 1, MIB (224) }, { 1, MIB (224) }, 1, MIB (32) + 1, FULL },
    { "another one comes in", { 0, 0 }, { 8, MIB (256) }, 2, MIB (32), ADMITTED },
    { "and one more", { 0, 0 }, { 9, MIB (288) }, 3, MIB (32), ADMITTED },
    { "and no other one", { 0, 0 }, { 10, MIB (320) }, 4, 1, FULL },
    { "who has half of them gets no more", { 4, MIB (128) }, { 5, MIB (129) }, 2, 1, SPENT },
    { "who would have gets none", { 4, MIB (100) }, { 5, MIB (101) }, 2, MIB (29), SPENT },
    { "who would not gets them", { 4, MIB (100) }, { 5, MIB (101) }, 2, MIB (28), ADMITTED },
    { "who has more than there are", { 4, MIB (257) }, { 5, MIB (257) }, 2, 0, FULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].what);
      g_assert_cmpint (batch_api_share_judge (&cases[i].own, &cases[i].all, cases[i].n_keys,
                                              cases[i].length), ==, cases[i].verdict);
    }
}

/* One that asks for all that it can get, and then another one. */
static void
test_greedy (void)
{
  BatchApiShare greedy = { 0, 0 };
  BatchApiShare modest = { 0, 0 };
  guint n_ended = 0;

  while (batch_api_share_judge (&greedy, &greedy, 1, 1) == ADMITTED)
    greedy = (BatchApiShare) { greedy.n_requests + 1, greedy.n_bytes + 1 };
  g_assert_cmpuint (greedy.n_requests, ==, BATCH_API_SHARE_REQUESTS);

  /* As those of the one end, the other one has its place, until they have as much. */
  while (modest.n_requests < greedy.n_requests)
    {
      BatchApiShare all = { greedy.n_requests + modest.n_requests,
                            greedy.n_bytes + modest.n_bytes };

      if (batch_api_share_judge (&modest, &all, 2, 1) == ADMITTED)
        modest = (BatchApiShare) { modest.n_requests + 1, modest.n_bytes + 1 };
      else
        {
          g_assert_cmpint (batch_api_share_judge (&greedy, &all, 2, 1), !=, ADMITTED);
          greedy = (BatchApiShare) { greedy.n_requests - 1, greedy.n_bytes - 1 };
          n_ended++;
        }
    }
  g_assert_cmpuint (modest.n_requests, ==, BATCH_API_SHARE_REQUESTS / 2);
  g_assert_cmpuint (n_ended, ==, BATCH_API_SHARE_REQUESTS / 2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/api/share/judge", test_judge);
  g_test_add_func ("/batch/api/share/greedy", test_greedy);
  return g_test_run ();
}
