/* test-votes.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "output/batch-votes-private.h"

/* --- Against a model that counts anew each time --- */

#define N_ITEMS  6
#define N_MODELS 3
#define N_STEPS  3000

static const char *const models[N_MODELS] = { "qwen3:8b", "llama", "org/a b" };

/* Of the one at the lower position. */
typedef struct
{
  BatchVote vote;
  guint     low_model;
  guint     high_model;
} ModelVote;

static BatchVote
turn (BatchVote vote)
{
  if (vote == BATCH_VOTE_LEFT)
    return BATCH_VOTE_RIGHT;
  if (vote == BATCH_VOTE_RIGHT)
    return BATCH_VOTE_LEFT;
  return vote;
}

static void
count (BatchVoteTally  *tally,
       BatchVote        vote)
{
  tally->wins += vote == BATCH_VOTE_LEFT;
  tally->losses += vote == BATCH_VOTE_RIGHT;
  tally->ties += vote == BATCH_VOTE_TIE;
}

static void
check_tallies (BatchVotes *votes,
               ModelVote   expected[N_ITEMS][N_ITEMS])
{
  for (guint model = 0; model < N_MODELS; model++)
    {
      BatchVoteTally tally = batch_votes_get_tally (votes, models[model]);
      BatchVoteTally counted = { 0 };

      for (guint low = 0; low < N_ITEMS; low++)
        for (guint high = low + 1; high < N_ITEMS; high++)
          {
            const ModelVote *vote = &expected[low][high];

            if (vote->low_model == model)
              count (&counted, vote->vote);
            if (vote->high_model == model)
              count (&counted, turn (vote->vote));
          }

      g_assert_cmpint (tally.wins, ==, counted.wins);
      g_assert_cmpint (tally.losses, ==, counted.losses);
      g_assert_cmpint (tally.ties, ==, counted.ties);
    }
}

static void
check_votes (BatchVotes *votes,
             ModelVote   expected[N_ITEMS][N_ITEMS])
{
  guint n = 0;

  for (guint low = 0; low < N_ITEMS; low++)
    for (guint high = low + 1; high < N_ITEMS; high++)
      {
        BatchVote vote = expected[low][high].vote;

        n += vote != BATCH_VOTE_NONE;
        g_assert_cmpint (batch_votes_get (votes, low, high), ==, vote);
        g_assert_cmpint (batch_votes_get (votes, high, low), ==, turn (vote));
      }

  g_assert_cmpuint (batch_votes_get_n (votes), ==, n);
  check_tallies (votes, expected);
}

/* Items are asked again of other models meanwhile: then the new ones count, for both sides. */
static void
vote_at_random (BatchVotes *votes,
                BatchVotes *stored,
                GRand      *random,
                ModelVote   expected[N_ITEMS][N_ITEMS])
{
  static const BatchVote all[] = {
    BATCH_VOTE_NONE, BATCH_VOTE_LEFT, BATCH_VOTE_RIGHT, BATCH_VOTE_TIE,
  };
  guint left = (guint) g_rand_int_range (random, 0, N_ITEMS);
  guint right = (left + (guint) g_rand_int_range (random, 1, N_ITEMS)) % N_ITEMS;
  guint left_model = (guint) g_rand_int_range (random, 0, N_MODELS);
  guint right_model = (guint) g_rand_int_range (random, 0, N_MODELS);
  BatchVote vote = all[g_rand_int_range (random, 0, G_N_ELEMENTS (all))];
  BatchVotePair pair = { left, right, models[left_model], models[right_model] };
  g_autofree char *name = batch_votes_make_name (&pair);
  g_autofree char *value = batch_votes_make_value (&pair, vote);

  batch_votes_set (votes, &pair, vote);
  if (value != NULL)
    g_assert_true (batch_votes_take (stored, name, value));
  else
    batch_votes_set (stored, &pair, BATCH_VOTE_NONE);

  if (left < right)
    expected[left][right] = (ModelVote) { vote, left_model, right_model };
  else
    expected[right][left] = (ModelVote) { turn (vote), right_model, left_model };
}

static void
test_random (void)
{
  g_autoptr(BatchVotes) votes = batch_votes_new ();
  g_autoptr(BatchVotes) stored = batch_votes_new ();
  g_autoptr(GRand) random = g_rand_new_with_seed (1126);
  ModelVote expected[N_ITEMS][N_ITEMS] = { 0 };

  for (guint i = 0; i < N_STEPS; i++)
    {
      vote_at_random (votes, stored, random, expected);
      check_votes (votes, expected);
      check_votes (stored, expected);
    }
}

/* --- Edges --- */

/* A model may have answered both; then it wins against itself. */
static void
test_same_model (void)
{
  const BatchVotePair pair = { 7, 2, "a", "a" };
  g_autoptr(BatchVotes) votes = batch_votes_new ();
  BatchVoteTally tally;

  batch_votes_set (votes, &pair, BATCH_VOTE_LEFT);
  tally = batch_votes_get_tally (votes, "a");
  g_assert_cmpint (tally.wins, ==, 1);
  g_assert_cmpint (tally.losses, ==, 1);
  g_assert_cmpint (tally.ties, ==, 0);

  batch_votes_set (votes, &pair, BATCH_VOTE_TIE);
  tally = batch_votes_get_tally (votes, "a");
  g_assert_cmpint (tally.wins, ==, 0);
  g_assert_cmpint (tally.losses, ==, 0);
  g_assert_cmpint (tally.ties, ==, 2);
}

/* The last positions that there can be, and pairs that differ in one half only. */
static void
test_far_positions (void)
{
  static const guint32 pairs[][2] = {
    { 0, G_MAXUINT32 }, { G_MAXUINT32 - 1, G_MAXUINT32 }, { 0, 1 }, { 1, G_MAXUINT32 },
    { 0, 0x80000001 }, { 0x7FFFFFFF, 0x80000000 },
  };
  g_autoptr(BatchVotes) votes = batch_votes_new ();

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      BatchVotePair pair = { pairs[i][0], pairs[i][1], "a", "b" };
      g_autofree char *name = batch_votes_make_name (&pair);
      g_autofree char *value = batch_votes_make_value (&pair, BATCH_VOTE_RIGHT);

      g_assert_cmpint (batch_votes_get (votes, pair.left, pair.right), ==, BATCH_VOTE_NONE);
      g_assert_true (batch_votes_take (votes, name, value));
      g_assert_cmpint (batch_votes_get (votes, pair.left, pair.right), ==, BATCH_VOTE_RIGHT);
      g_assert_cmpint (batch_votes_get (votes, pair.right, pair.left), ==, BATCH_VOTE_LEFT);
      g_assert_cmpuint (batch_votes_get_n (votes), ==, i + 1);
    }
}

/* Other things are kept beside the votes, and may be called alike. */
static void
test_other_names (void)
{
  static const char *const names[] = {
    "vote 1 2 3", "vote 1 2x", "vote 1 2 ", "vote  1 2", "vote 1  2", "vote +1 2", "vote 1 -1",
    "vote 01 2", "vote 1 4294967296", "vote 1 99999999999999999999", "vote 1 0x2", "vote\t1 2",
    "Vote 1 2", " vote 1 2", "vote", "vote ", "",
  };
  g_autoptr(BatchVotes) votes = batch_votes_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_test_message ("“%s”", names[i]);
      g_assert_false (batch_votes_take (votes, names[i], "left\na\nb"));
    }

  g_assert_cmpuint (batch_votes_get_n (votes), ==, 0);
}

static void
test_reference (void)
{
  const BatchVotePair pair = { 1, 2, "a", "b" };
  BatchVotes *votes = batch_votes_new ();
  BatchVotes *held = batch_votes_ref (votes);

  g_assert_true (held == votes);
  batch_votes_set (votes, &pair, BATCH_VOTE_LEFT);
  batch_votes_unref (votes);
  g_assert_cmpint (batch_votes_get (held, 1, 2), ==, BATCH_VOTE_LEFT);
  batch_votes_unref (held);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/output/votes/random", test_random);
  g_test_add_func ("/batch/output/votes/same-model", test_same_model);
  g_test_add_func ("/batch/output/votes/far-positions", test_far_positions);
  g_test_add_func ("/batch/output/votes/other-names", test_other_names);
  g_test_add_func ("/batch/output/votes/reference", test_reference);

  return g_test_run ();
}
