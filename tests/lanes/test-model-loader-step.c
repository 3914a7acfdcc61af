/* test-model-loader-step.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-model-loader-step-private.h"

/* In the order of the rule. */
static const struct
{
  const char        *name;
  BatchModelLoaderFacts  facts;
  BatchModelLoaderStep   step;
} cases[] = {
  { "unknown", { .can_load = 1, .in_the_way = 1 }, BATCH_LOADER_STEP_FIND_OUT },
  { "unknown, but it is there", { .there = 1 }, BATCH_LOADER_STEP_FIND_OUT },

  { "missed", { .known = 1, .can_load = 1, .missed = 1 }, BATCH_LOADER_STEP_LIST },
  { "missed, and nobody knows what it is", { .missed = 1 }, BATCH_LOADER_STEP_FIND_OUT },
  { "missed, and listed", { .known = 1, .missed = 1, .listed = 1 }, BATCH_LOADER_STEP_SEND },

  { "in the way", { .known = 1, .can_load = 1, .can_unload = 1, .tells = 1, .in_the_way = 1 },
    BATCH_LOADER_STEP_RELEASE },
  { "in the way, and the first request loads", { .known = 1, .can_unload = 1, .in_the_way = 1 },
    BATCH_LOADER_STEP_RELEASE },
  { "in the way, although the wanted one is there",
    { .known = 1, .can_load = 1, .can_unload = 1, .in_the_way = 1, .asked = 1, .there = 1 },
    BATCH_LOADER_STEP_RELEASE },
  { "in the way where nothing can be unloaded",
    { .known = 1, .can_load = 1, .in_the_way = 1 }, BATCH_LOADER_STEP_PRELOAD },

  { "idle", { .known = 1, .can_load = 1, .can_unload = 1, .tells = 1, .idle = 1 },
    BATCH_LOADER_STEP_LOOSEN },
  { "idle, and another one in the way",
    { .known = 1, .can_load = 1, .can_unload = 1, .in_the_way = 1, .idle = 1 },
    BATCH_LOADER_STEP_RELEASE },
  { "idle, but the wanted one is asked for", { .known = 1, .can_load = 1, .idle = 1, .asked = 1,
    .there = 1 }, BATCH_LOADER_STEP_READY },

  { "not asked", { .known = 1, .can_load = 1 }, BATCH_LOADER_STEP_PRELOAD },
  { "not asked, and was there before", { .known = 1, .can_load = 1, .there = 1 },
    BATCH_LOADER_STEP_PRELOAD },
  { "it only tells", { .known = 1, .tells = 1 }, BATCH_LOADER_STEP_PRELOAD },

  { "loaded beside others", { .known = 1, .can_load = 1, .tells = 1, .beside = 1, .asked = 1,
    .there = 1 }, BATCH_LOADER_STEP_LOOK },
  { "loaded beside others, and it does not tell",
    { .known = 1, .can_load = 1, .beside = 1, .asked = 1, .there = 1 }, BATCH_LOADER_STEP_READY },
  { "looked at the others", { .known = 1, .can_load = 1, .tells = 1, .beside = 1, .looked = 1,
    .asked = 1, .there = 1 }, BATCH_LOADER_STEP_READY },

  { "loaded", { .known = 1, .can_load = 1, .asked = 1, .there = 1 }, BATCH_LOADER_STEP_READY },
  { "it tells that it is there", { .known = 1, .tells = 1, .asked = 1, .there = 1 },
    BATCH_LOADER_STEP_READY },

  { "it tells that it is not there", { .known = 1, .tells = 1, .asked = 1 },
    BATCH_LOADER_STEP_SEND },
  { "any server", { .known = 1 }, BATCH_LOADER_STEP_SEND },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].name);
      g_assert_cmpint (batch_model_loader_next_step (&cases[i].facts), ==, cases[i].step);
    }
}

/* Whatever is known, it comes to an end: what was done is not the next step again. */
static void
test_ends (void)
{
  for (guint bits = 0; bits < 1 << 12; bits++)
    {
      BatchModelLoaderFacts facts = {
        .known = bits & 1,
        .can_load = bits >> 1 & 1,
        .can_unload = bits >> 2 & 1,
        .tells = bits >> 3 & 1,
        .in_the_way = bits >> 4 & 1,
        .asked = bits >> 5 & 1,
        .there = bits >> 6 & 1,
        .idle = bits >> 7 & 1,
        .beside = bits >> 8 & 1,
        .looked = bits >> 9 & 1,
        .missed = bits >> 10 & 1,
        .listed = bits >> 11 & 1,
      };
      BatchModelLoaderStep step = batch_model_loader_next_step (&facts);
      BatchModelLoaderStep before;

      while (step != BATCH_LOADER_STEP_READY && step != BATCH_LOADER_STEP_SEND)
        {
          facts.known |= step == BATCH_LOADER_STEP_FIND_OUT;
          facts.in_the_way &= step != BATCH_LOADER_STEP_RELEASE;
          facts.idle &= step != BATCH_LOADER_STEP_LOOSEN;
          facts.listed |= step == BATCH_LOADER_STEP_LIST;
          facts.looked |= step == BATCH_LOADER_STEP_LOOK;
          facts.asked |= step == BATCH_LOADER_STEP_PRELOAD;
          before = step;
          step = batch_model_loader_next_step (&facts);
          g_assert_cmpint (step, >, before);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/lanes/model-loader-step/cases", test_cases);
  g_test_add_func ("/batch/lanes/model-loader-step/ends", test_ends);
  return g_test_run ();
}
