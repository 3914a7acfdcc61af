/* batch-executor-lanes.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-work-private.h"

#include <string.h>

#include "executor/batch-account-relay-private.h"
#include "executor/batch-handler-relay-private.h"

/* Every place where work is done has a lane. */

#define LOOK_MS 200

/* --- Making --- */

static BatchLane *
make_http_lane (BatchExecutor *self,
                const char    *id)
{
  const BatchBackendRecord *backend = batch_executor_find_server_of (self, id);
  g_autofree char *lease = batch_executor_name_lease (id);
  guint slots = batch_executor_slots_of (self, backend, id);
  g_autoptr(GError) error = NULL;
  BatchModelLoader *loader;
  BatchLane *lane;
  BatchWorker *worker = batch_account_relay_new (self, id, &error);

  if (worker == NULL)
    {
      g_warning ("Using the model server %s: %s", batch_executor_lane_title (id), error->message);
      return NULL;
    }

  lane = batch_lane_new (id, self->store, self->engine_id, self->clock, self->roster, worker, slots,
                         &batch_executor_lane_host, self);
  batch_lane_set_lease (lane, lease);
  batch_lane_set_slots (lane, slots, backend == NULL || backend->parallel == 0);
  batch_lane_set_chat_times (lane, &self->chat_times);
  batch_lane_await_chats (lane, batch_executor_awaits_chats (self));
  batch_lane_set_max_server_failures (lane, self->max_server_failures);
  if ((loader = batch_executor_make_loader (self, id)) != NULL)
    batch_lane_set_loader (lane, loader);
  batch_executor_remember_room (self, lane);
  return lane;
}

static BatchLane *
make_handler_lane (BatchExecutor *self,
                   const char    *id)
{
  BatchWorker *worker = batch_handler_relay_new (self, id + strlen (BATCH_HANDLER_LANE));

  return batch_lane_new (id, self->store, self->engine_id, self->clock, self->roster, worker,
                         batch_executor_default_slots (self, id),
                         &batch_executor_lane_host, self);
}

void
batch_executor_ensure_lane (BatchExecutor *self,
                            const char    *id)
{
  BatchLane *lane;

  if ((!self->active && self->n_trials == 0) || g_hash_table_contains (self->lanes, id)
      || g_str_equal (id, BATCH_WORKERS_LANE))
    return;

  lane = g_str_has_prefix (id, BATCH_HTTP_LANE) ? make_http_lane (self, id)
                                                : make_handler_lane (self, id);
  if (lane == NULL)
    return;

  if (batch_executor_rests (self))
    batch_lane_hold (lane, TRUE);
  g_hash_table_insert (self->lanes, (gpointer) batch_lane_get_id (lane), lane);
  batch_executor_kick (self);
}

BatchLane *
batch_executor_find_leased (BatchExecutor *self,
                            const char    *lease)
{
  GHashTableIter iter;
  gpointer lane;

  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &lane))
    if (g_str_equal (batch_lane_get_lease (lane), lease))
      return lane;

  return NULL;
}

void
batch_executor_note_sharing (BatchExecutor *self,
                             const char    *lease)
{
  g_autoptr(GList) lanes = g_hash_table_get_values (self->lanes);

  for (GList *link = lanes; link != NULL; link = link->next)
    if (g_str_equal (batch_lane_get_lease (link->data), lease))
      batch_lane_note_sharing (link->data);
}

/* --- Moving on --- */

static gboolean
kick_cb (gpointer user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GList) lanes = g_hash_table_get_values (self->lanes);

  batch_executor_clear_timer (&self->kick);
  for (GList *link = lanes; link != NULL; link = link->next)
    batch_lane_process (link->data);

  return G_SOURCE_REMOVE;
}

/* Once, however many things happened: a thousand jobs may come in at a time. */
void
batch_executor_kick (BatchExecutor *self)
{
  if (self->kick == NULL)
    self->kick = batch_executor_add_timer (self, 0, kick_cb);
}

/* --- Two lanes to one server --- */

/* When the address of a server is changed. */
static gboolean
other_is_inside (BatchExecutor *self,
                 BatchLane     *lane)
{
  const char *lease = batch_lane_get_lease (lane);
  GHashTableIter iter;
  gpointer other;

  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &other))
    if (other != lane && g_str_equal (batch_lane_get_lease (other), lease)
        && batch_lane_is_inside (other))
      return TRUE;

  return FALSE;
}

static gboolean
look_cb (gpointer user_data)
{
  BatchExecutor *self = user_data;

  batch_executor_clear_timer (&self->look);
  batch_executor_kick (self);
  return G_SOURCE_REMOVE;
}

/* The lease is one, so that who has it leaves before the other comes in. */
gboolean
batch_executor_waits_for_other (BatchExecutor *self,
                                BatchLane     *lane)
{
  GHashTable *groups;

  if (batch_lane_is_inside (lane) || !other_is_inside (self, lane))
    return FALSE;

  groups = batch_roster_get_groups (self->roster, batch_lane_get_id (lane));
  if (self->look == NULL && groups != NULL && g_hash_table_size (groups) > 0)
    self->look = batch_executor_add_timer (self, LOOK_MS, look_cb);
  return TRUE;
}

/* --- All of them --- */

void
batch_executor_hold_lanes (BatchExecutor *self)
{
  g_autoptr(GList) lanes = g_hash_table_get_values (self->lanes);
  gboolean rests = batch_executor_rests (self);
  gboolean only_tries = batch_executor_only_tries (self);

  /* Held, they give back what they have. */
  for (GList *link = lanes; link != NULL; link = link->next)
    if (rests || only_tries)
      batch_lane_hold (link->data, TRUE);
  for (GList *link = lanes; link != NULL && !rests; link = link->next)
    batch_lane_hold (link->data, FALSE);
}

void
batch_executor_retry_lanes (BatchExecutor *self)
{
  g_autoptr(GList) lanes = g_hash_table_get_values (self->lanes);

  for (GList *link = lanes; link != NULL; link = link->next)
    batch_lane_try_again (link->data);
}

void
batch_executor_abort_job (BatchExecutor *self,
                          const char    *job_id)
{
  g_autoptr(GList) lanes = g_hash_table_get_values (self->lanes);

  for (GList *link = lanes; link != NULL; link = link->next)
    batch_lane_abort (link->data, job_id);
  batch_executor_abort_claims (self, job_id, -1);
}

void
batch_executor_abort_item (BatchExecutor *self,
                           const char    *job_id,
                           guint32        position)
{
  g_autoptr(GList) lanes = g_hash_table_get_values (self->lanes);

  for (GList *link = lanes; link != NULL; link = link->next)
    batch_lane_abort_item (link->data, job_id, position);
  batch_executor_abort_claims (self, job_id, position);
}

void
batch_executor_give_back_job (BatchExecutor *self,
                              const char    *job_id)
{
  g_autoptr(GList) lanes = g_hash_table_get_values (self->lanes);

  for (GList *link = lanes; link != NULL; link = link->next)
    batch_lane_give_back (link->data, job_id);
}

gboolean
batch_executor_lanes_are_quiet (BatchExecutor *self)
{
  GHashTableIter iter;
  gpointer lane;

  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &lane))
    if (!batch_lane_is_quiet (lane))
      return FALSE;

  return TRUE;
}
