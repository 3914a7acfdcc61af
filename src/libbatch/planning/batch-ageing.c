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
 * 4. Somebody looks at the answers of a trial: it goes before all that, and neither ages nor tells
 *    which priority is the highest.
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
  return !group->is_trial
         && (group->overtaken_us >= BATCH_AGED_US || is_in_turn (input, group));
}

/* The highest priority of each key, and @highest of all. */
static GHashTable *
collect_highest (const BatchScheduleInput *input,
                 int                      *highest)
{
  GHashTable *of_keys = g_hash_table_new (g_str_hash, g_str_equal);

  *highest = G_MININT;
  for (guint i = 0; i < input->n_groups; i++)
    {
      const BatchScheduleGroup *group = &input->groups[i];
      int of_key = group->priority;
      gpointer others;

      if (group->is_trial)
        continue;

      if (g_hash_table_lookup_extended (of_keys, group->key, NULL, &others))
        of_key = MAX (of_key, GPOINTER_TO_INT (others));
      g_hash_table_insert (of_keys, (gpointer) group->key, GINT_TO_POINTER (of_key));
      *highest = MAX (*highest, group->priority);
    }

  return of_keys;
}

/* Those of a key keep their order among themselves. */
static int
raise_priority (const BatchScheduleGroup *group,
                GHashTable               *of_keys,
                int                       highest)
{
  gint64 of_key = GPOINTER_TO_INT (g_hash_table_lookup (of_keys, group->key));

  return (int) (highest - (of_key - group->priority));
}

BatchScheduleGroup *
batch_ageing_raise (const BatchScheduleInput *input)
{
  g_autoptr(GHashTable) of_keys = NULL;
  BatchScheduleGroup *groups = NULL;
  int highest = G_MININT;

  for (guint i = 0; i < input->n_groups; i++)
    {
      const BatchScheduleGroup *group = &input->groups[i];
      gboolean aged = has_aged (input, group);

      if (!aged && !group->raised)
        continue;
      if (groups == NULL)
        {
          groups = g_memdup2 (input->groups, input->n_groups * sizeof *groups);
          of_keys = collect_highest (input, &highest);
        }
      groups[i].raised = aged;
      if (aged)
        groups[i].priority = raise_priority (group, of_keys, highest);
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
