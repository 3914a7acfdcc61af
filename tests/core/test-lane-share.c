/* test-lane-share.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-lane-share-private.h"

static const struct
{
  guint limit;
  guint n_engines;
  guint place;
  guint share;
} shares[] = {
  { 0, 1, 0, 0 },
  { 4, 0, 0, 0 },
  { 4, 1, 0, 4 },
  { 4, 2, 0, 2 },
  { 4, 2, 1, 2 },
  { 5, 2, 0, 3 },
  { 5, 2, 1, 2 },
  { 1, 3, 0, 1 },
  { 1, 3, 1, 0 },
  { 1, 3, 2, 0 },
  { 8, 3, 0, 3 },
  { 8, 3, 1, 3 },
  { 8, 3, 2, 2 },
};

static void
test_shares (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (shares); i++)
    {
      g_test_message ("%u of %u engines, %u at a time", shares[i].place, shares[i].n_engines,
                      shares[i].limit);
      g_assert_cmpuint (batch_lane_share_get (shares[i].limit, shares[i].n_engines,
                                              shares[i].place),
                        ==, shares[i].share);
    }
}

static void
test_sum (void)
{
  for (guint limit = 0; limit <= 40; limit++)
    for (guint n_engines = 1; n_engines <= 12; n_engines++)
      {
        guint sum = 0;

        for (guint place = 0; place < n_engines; place++)
          sum += batch_lane_share_get (limit, n_engines, place);
        g_assert_cmpuint (sum, ==, limit);
      }
}

static const struct
{
  const char *what;
  guint       share;
  guint       widest;
  guint       taken;
  guint       in_use;
  guint       slots;
} grants[] = {
  { "nobody else is there",                 4, 4, 0, 0, 4 },
  { "the other one has all of them still",  2, 4, 4, 0, 0 },
  { "the other one has let one go",         2, 4, 3, 0, 1 },
  { "the other one has let go what it may", 2, 4, 2, 0, 2 },
  { "there is more than the share",         2, 4, 1, 0, 2 },
  { "what is under way goes on",            2, 4, 0, 4, 4 },
  { "and some of it has ended",             2, 4, 0, 3, 3 },
  { "who rests shares nothing",             0, 4, 0, 0, 0 },
  { "and keeps what is under way",          0, 4, 2, 2, 2 },
  { "the limit was more before",            1, 2, 4, 0, 0 },
  { "a limit of its own that is less",      1, 4, 2, 0, 1 },
};

static void
test_grants (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (grants); i++)
    {
      g_test_message ("%s", grants[i].what);
      g_assert_cmpuint (batch_lane_share_grant (grants[i].share, grants[i].widest,
                                                grants[i].taken, grants[i].in_use),
                        ==, grants[i].slots);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/lane-share/shares", test_shares);
  g_test_add_func ("/core/lane-share/sum", test_sum);
  g_test_add_func ("/core/lane-share/grants", test_grants);
  return g_test_run ();
}
