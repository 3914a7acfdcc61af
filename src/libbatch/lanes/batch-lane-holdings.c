/* batch-lane-holdings.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-lane-state-private.h"

/* What the server of a lane has in memory, as its keeper tells, and for how many models there is
 * room: what the plan goes by. */

void
batch_lane_take_room (gpointer host,
                      guint    room)
{
  BatchLane *self = host;

  batch_holdings_tell_room (self->holdings, room);
}

void
batch_lane_note_full (gpointer host,
                      guint    n_held)
{
  BatchLane *self = host;

  batch_holdings_fill (self->holdings, n_held);
}

static void
look_at (BatchLane  *self,
         GListModel *models,
         const char *key)
{
  g_autoptr(BatchModel) model = batch_keeper_find_model (self->keeper, models, key);
  BatchModelState state = model != NULL ? batch_model_get_state (model)
                                        : BATCH_MODEL_STATE_UNKNOWN;

  if (model != NULL)
    self->host->model_seen (self->host_data, self, key, batch_model_get_size (model));
  if (state != BATCH_MODEL_STATE_UNKNOWN)
    batch_holdings_see (self->holdings, key, state == BATCH_MODEL_STATE_LOADED);
  if (state == BATCH_MODEL_STATE_UNLOADED && g_strcmp0 (key, self->key) != 0)
    batch_keeper_miss (self->keeper, key);
}

/* Only what there is work for is known by its key. */
void
batch_lane_take_look (gpointer    host,
                      GListModel *models)
{
  BatchLane *self = host;
  GHashTable *groups = batch_roster_get_groups (self->roster, self->id);
  g_autoptr(GArray) residents = batch_holdings_list (self->holdings);
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer key;

  for (guint i = 0; i < residents->len; i++)
    g_ptr_array_add (keys, g_strdup (g_array_index (residents, BatchScheduleResident, i).key));

  if (groups != NULL)
    {
      g_hash_table_iter_init (&iter, groups);
      while (g_hash_table_iter_next (&iter, &key, NULL))
        if (!batch_holdings_has (self->holdings, key))
          g_ptr_array_add (keys, g_strdup (key));
    }

  for (guint i = 0; i < keys->len; i++)
    look_at (self, models, g_ptr_array_index (keys, i));
  batch_holdings_looked (self->holdings);
}

void
batch_lane_note_given_up (gpointer    host,
                          const char *model)
{
  BatchLane *self = host;

  batch_holdings_drop (self->holdings, model);
}

guint
batch_lane_get_room (gpointer  host,
                     gboolean *known)
{
  BatchLane *self = host;

  *known = batch_holdings_get_room (self->holdings) > 0;
  return batch_holdings_get_least (self->holdings);
}

gboolean
batch_lane_needs (gpointer    host,
                  const char *model)
{
  BatchLane *self = host;
  BatchGroup *group = batch_roster_get_group (self->roster, self->id, model);

  return group != NULL && group->waiting + group->delayed > 0;
}

const char *
batch_lane_get_evict (gpointer host)
{
  BatchLane *self = host;

  return self->evict;
}
