/* simulator/batch-simulator-room.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-pool-private.h"

#include <string.h>

/* Which model goes when another one needs its place. */

typedef gboolean (*GoesBefore) (BatchSimulatorModel *a,
                                BatchSimulatorModel *b);

static gboolean
was_used_before (BatchSimulatorModel *a,
                 BatchSimulatorModel *b)
{
  return a->last_used < b->last_used;
}

static gboolean
is_kept_shorter (BatchSimulatorModel *a,
                 BatchSimulatorModel *b)
{
  guint64 one = a->keep_ms;
  guint64 other = b->keep_ms;

  /* For ever is −1, and so the largest of all without a sign. */
  return one != other ? one < other : strcmp (a->name, b->name) < 0;
}

static BatchSimulatorModel *
find_first (BatchSimulatorPool *self,
            GoesBefore          goes_before,
            gboolean            idle)
{
  BatchSimulatorModel *found = NULL;

  for (guint i = 0; i < self->models->len; i++)
    {
      BatchSimulatorModel *model = g_ptr_array_index (self->models, i);

      if (model->resident && !model->pinned && (!idle || batch_simulator_model_is_idle (model)) &&
          (found == NULL || goes_before (model, found)))
        found = model;
    }
  return found;
}

static void
let_go (BatchSimulatorPool  *self,
        BatchSimulatorModel *model)
{
  model->doomed = TRUE;
  model->keep_ms = 0;
  self->awaited = model;
}

static gboolean
has_draining (BatchSimulatorPool *self)
{
  for (guint i = 0; i < self->models->len; i++)
    if (((BatchSimulatorModel *) g_ptr_array_index (self->models, i))->draining)
      return TRUE;
  return FALSE;
}

static void
let_busy_go (BatchSimulatorPool *self)
{
  switch (self->rules.eviction)
    {
    case BATCH_SIMULATOR_EVICTION_DRAIN:
      if (!has_draining (self))
        find_first (self, was_used_before, FALSE)->draining = TRUE;
      break;

    case BATCH_SIMULATOR_EVICTION_SHORTEST:
      let_go (self, find_first (self, is_kept_shorter, FALSE));
      break;

    case BATCH_SIMULATOR_EVICTION_CUT:
    default:
      g_assert_not_reached ();
    }
}

static gboolean
make_room_for_itself (BatchSimulatorPool  *self,
                      BatchSimulatorModel *model)
{
  if (batch_simulator_model_is_idle (model))
    batch_simulator_pool_evict (self, model);
  else
    let_go (self, model);
  return !model->resident;
}

gboolean
batch_simulator_pool_make_room (BatchSimulatorPool  *self,
                                BatchSimulatorModel *next)
{
  BatchSimulatorEviction eviction = self->rules.eviction;
  BatchSimulatorModel *victim;

  if (next->resident)
    return make_room_for_itself (self, next);
  if (next->pinned || self->rules.capacity == 0 || self->n_resident < self->rules.capacity)
    return TRUE;

  victim = find_first (self, eviction == BATCH_SIMULATOR_EVICTION_SHORTEST ? is_kept_shorter
                                                                           : was_used_before,
                       eviction != BATCH_SIMULATOR_EVICTION_CUT);
  if (victim != NULL)
    batch_simulator_pool_evict (self, victim);
  else
    let_busy_go (self);
  return victim != NULL;
}
