/* batch-executor-schedules.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-planning-private.h"

/* What the scheduler says of a lane: which group is next, and what is loaded until all is done. */

/* --- What the scheduler goes by --- */

static void
account (BatchExecutor *self,
         BatchLane     *lane,
         GArray        *described,
         GPtrArray     *groups,
         gint64         now)
{
  gint64 since = MAX (now - batch_lane_get_planned_at (lane), 0);

  if (batch_lane_get_planned_at (lane) > 0)
    batch_schedule_account ((BatchScheduleGroup *) described->data, described->len,
                            batch_lane_get_key (lane), since, now);
  batch_lane_set_planned_at (lane, now);

  for (guint i = 0; i < groups->len; i++)
    {
      BatchGroup *group = g_ptr_array_index (groups, i);
      const BatchScheduleGroup *plan = &g_array_index (described, BatchScheduleGroup, i);
      gboolean goes_on = i > 0 && group == g_ptr_array_index (groups, i - 1);

      group->overtaken_us = goes_on ? MAX (group->overtaken_us, plan->overtaken_us)
                                    : plan->overtaken_us;
      group->last_served = plan->last_served;
      group->raised = plan->raised;
    }
}

/* A moment of the monotonic clock, as the wall clock would have shown it. */
static gint64
to_wall (BatchExecutor *self,
         gint64         monotonic)
{
  return monotonic - batch_clock_monotonic (self->clock) + batch_clock_now (self->clock);
}

static void
complete_residents (BatchExecutor *self,
                    GArray        *residents)
{
  for (guint i = 0; i < residents->len; i++)
    {
      BatchScheduleResident *resident = &g_array_index (residents, BatchScheduleResident, i);

      if (resident->last_used > 0)
        resident->last_used = to_wall (self, resident->last_used);
      resident->load_ms = batch_estimator_load_cost (self->estimator, resident->key).mean_ms;
    }
}

GArray *
batch_executor_list_residents (BatchExecutor *self,
                               BatchLane     *lane,
                               const char    *loaded)
{
  GArray *residents = lane != NULL ? batch_holdings_list (batch_lane_get_holdings (lane))
                                   : g_array_new (FALSE, FALSE, sizeof (BatchScheduleResident));
  BatchScheduleResident only = { loaded, FALSE };

  if (residents->len == 0 && loaded != NULL)
    g_array_append_val (residents, only);

  complete_residents (self, residents);
  return residents;
}

/* What its requests were sent for may be loaded by now: to leave it would cost the load again. */
static GArray *
list_supposed (BatchExecutor *self,
               BatchLane     *lane)
{
  GArray *residents;

  if (!batch_lane_has_asked (lane))
    return batch_executor_list_residents (self, lane, batch_lane_get_loaded_key (lane));

  residents = batch_holdings_suppose (batch_lane_get_holdings (lane), batch_lane_get_key (lane));
  complete_residents (self, residents);
  return residents;
}

/* The schedule is on the wall clock, as deadlines are, but what backs off waits on the steady one.
 * Returns: (transfer full) */
static GArray *
put_on_wall_clock (BatchExecutor *self,
                   GArray        *described)
{
  gint64 ahead = batch_clock_get_ahead (self->clock);
  GArray *groups;

  if (ahead == 0)
    return g_array_ref (described);

  groups = g_array_copy (described);
  for (guint i = 0; i < groups->len; i++)
    {
      BatchScheduleGroup *group = &g_array_index (groups, BatchScheduleGroup, i);

      if (group->next_due > 0)
        group->next_due = MAX (group->next_due - ahead, 1);
    }

  return groups;
}

/* @lane: (nullable) that of @id */
static BatchSchedule *
make_schedule (BatchExecutor *self,
               const char    *id,
               BatchLane     *lane,
               GArray        *residents,
               GArray        *described,
               guint          limit)
{
  g_autoptr(GArray) groups = put_on_wall_clock (self, described);
  BatchScheduleInput input = {
    .groups = (const BatchScheduleGroup *) groups->data,
    .n_groups = groups->len,
    .residents = (const BatchScheduleResident *) residents->data,
    .n_residents = residents->len,
    .current_key = lane != NULL ? batch_lane_get_key (lane) : NULL,
    .current_since = lane != NULL ? to_wall (self, batch_lane_get_key_since (lane)) : 0,
    .capacity = batch_executor_expect_room (self, id, lane),
    .policy = self->policy,
    .now = batch_clock_now (self->clock),
    .default_load_ms = BATCH_EXECUTOR_DEFAULT_LOAD_MS,
    .limit = limit,
    .never_loads = batch_executor_never_loads (self, id, lane),
  };

  return batch_scheduler_plan (&input);
}

BatchSchedule *
batch_executor_schedule (BatchExecutor *self,
                         const char    *id,
                         BatchLane     *lane,
                         const char    *loaded,
                         GArray        *described,
                         guint          limit)
{
  g_autoptr(GArray) residents = batch_executor_list_residents (self, lane, loaded);

  return make_schedule (self, id, lane, residents, described, limit);
}

static BatchSchedule *
plan (BatchExecutor *self,
      BatchLane     *lane,
      GArray        *described,
      GPtrArray     *groups,
      GArray        *residents,
      guint          limit)
{
  if (described->len == 0)
    return NULL;

  account (self, lane, described, groups, batch_clock_monotonic (self->clock));
  return make_schedule (self, batch_lane_get_id (lane), lane, residents, described, limit);
}

BatchSchedule *
batch_executor_plan_lane (BatchExecutor *self,
                          BatchLane     *lane)
{
  g_autoptr(GPtrArray) groups = g_ptr_array_new ();
  g_autoptr(GArray) described = batch_executor_describe_groups (self, self->roster, lane,
                                                                batch_lane_get_id (lane), groups);
  g_autoptr(GArray) residents = list_supposed (self, lane);

  return plan (self, lane, described, groups, residents, 0);
}

BatchSchedule *
batch_executor_plan_next (BatchExecutor *self,
                          BatchLane     *lane)
{
  g_autoptr(GPtrArray) groups = g_ptr_array_new ();
  g_autoptr(GArray) residents = list_supposed (self, lane);
  g_autoptr(GArray) described = batch_executor_describe_next (self, lane,
                                                              batch_lane_get_id (lane), residents,
                                                              groups);

  return plan (self, lane, described, groups, residents, 1);
}

/* --- What comes next --- */

char *
batch_executor_next_key (BatchExecutor *self,
                         const char    *lane,
                         const char    *loaded)
{
  g_autoptr(GPtrArray) groups = g_ptr_array_new ();
  g_autoptr(GArray) residents = batch_executor_list_residents (self, NULL, loaded);
  g_autoptr(GArray) described = batch_executor_describe_next (self, NULL, lane, residents, groups);
  g_autoptr(BatchSchedule) schedule = NULL;

  if (described->len == 0)
    return NULL;

  schedule = make_schedule (self, lane, NULL, residents, described, 1);
  return schedule->n_places > 0 ? g_strdup (schedule->places[0].key) : NULL;
}

static GPtrArray *
list_keys (BatchExecutor *self,
           BatchRoster   *roster,
           const char    *id)
{
  BatchLane *lane = g_hash_table_lookup (self->lanes, id);
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) groups = g_ptr_array_new ();
  g_autoptr(GArray) described = batch_executor_describe_groups (self, roster, lane, id, groups);
  g_autoptr(BatchSchedule) schedule = NULL;

  schedule = batch_executor_schedule (self, id, lane,
                                      lane != NULL ? batch_lane_get_loaded_key (lane) : NULL,
                                      described, 0);
  for (guint i = 0; i < schedule->n_places; i++)
    g_ptr_array_add (keys, g_strdup (schedule->places[i].key));

  return keys;
}

static char *
find_lane (BatchRoster *roster,
           const char  *title)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, batch_roster_get_lanes (roster));
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (g_str_equal (batch_executor_lane_title (id), title)
        || batch_executor_is_lane_of (id, title))
      return g_strdup (id);

  return NULL;
}

GPtrArray *
batch_executor_list_keys (BatchExecutor  *self,
                          const char     *title,
                          char          **lane)
{
  g_autoptr(BatchRoster) others = NULL;

  if ((*lane = find_lane (self->roster, title)) != NULL)
    return list_keys (self, self->roster, *lane);

  others = batch_executor_collect_others (self);
  *lane = find_lane (others, title);
  return *lane != NULL ? list_keys (self, others, *lane) : NULL;
}

/* One that is under way is not done. */
guint
batch_executor_count_loads_left (BatchExecutor *self,
                                 BatchLane     *lane)
{
  g_autoptr(BatchSchedule) plan = batch_executor_plan_lane (self, lane);
  guint under_way = batch_lane_is_loading (lane) && batch_lane_loads_models (lane);

  for (guint i = 0; plan != NULL && i < plan->n_places; i++)
    if (plan->places[i].needs_load
        && g_strcmp0 (plan->places[i].key, batch_lane_get_key (lane)) == 0)
      under_way = 0;

  return plan != NULL ? plan->loads + under_way : under_way;
}
