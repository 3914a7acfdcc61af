/* batch-ageing.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A higher priority goes first, but not for ever: more of it may come as fast as it is done.
 *
 * 1. Whose model has let others that came later go first for two hours has the highest priority
 *    that there is. Among equals the rule of batch-planner.c sends it on.
 * 2. It keeps that while its model is at work, for a turn of ten minutes, or ten times as long as
 *    its load takes: to load it for the first few requests alone would cost more than it brings.
 *    Then it is as before, and begins to wait anew.
 * 3. What waits for the same model as others of a higher priority takes such turns with them, for
 *    which nothing is loaded.
 */

#include "config.h"

#include "planning/batch-ageing-private.h"

#define TURN_PER_LOAD 10

static gboolean
is_in_turn (const BatchScheduleInput *input,
            const BatchScheduleGroup *group)
{
  gint64 load_us = group->load_ms > 0 ? (gint64) (group->load_ms * 1000) : 0;

  return group->raised && g_strcmp0 (group->key, input->current_key) == 0
         && input->now - input->current_since < MAX (BATCH_AGED_TURN_US, TURN_PER_LOAD * load_us);
}

static gboolean
has_aged (const BatchScheduleInput *input,
          const BatchScheduleGroup *group)
{
  return group->overtaken_us >= BATCH_AGED_US || is_in_turn (input, group);
}

/* Those of a key keep their order among themselves. */
static int
highest_of (const BatchScheduleInput *input,
            const char               *key)
{
  int highest = G_MININT;

  for (guint i = 0; i < input->n_groups; i++)
    if (key == NULL || g_str_equal (input->groups[i].key, key))
      highest = MAX (highest, input->groups[i].priority);

  return highest;
}

BatchScheduleGroup *
batch_ageing_raise (const BatchScheduleInput *input)
{
  BatchScheduleGroup *groups = NULL;
  int highest = highest_of (input, NULL);

  for (guint i = 0; i < input->n_groups; i++)
    {
      const BatchScheduleGroup *group = &input->groups[i];
      gboolean aged = has_aged (input, group);

      if (!aged && !group->raised)
        continue;
      if (groups == NULL)
        groups = g_memdup2 (input->groups, input->n_groups * sizeof *groups);
      groups[i].raised = aged;
      if (aged)
        groups[i].priority += highest - highest_of (input, group->key);
    }

  return groups;
}

gboolean
batch_ageing_has_turn (gint64 *since,
                       gint64  now)
{
  gint64 waited = *since > 0 ? now - *since : 0;

  if (*since == 0 || waited >= BATCH_AGED_US + BATCH_AGED_TURN_US)
    {
      *since = now;
      return FALSE;
    }

  return waited >= BATCH_AGED_US;
}
