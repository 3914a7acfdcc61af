/* batch-executor-peers.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-news-private.h"
#include "executor/batch-executor-planning-private.h"

/* The other engines on the same store: what they change, and whether they live. */

/* What was seen already; no job has such an id. */
#define LANES "lanes"

/* @seen: what of these changes was looked at already */
static void
apply_change (BatchExecutor     *self,
              const BatchChange *change,
              GHashTable        *seen)
{
  switch (change->kind)
    {
    case BATCH_CHANGE_JOB:
    case BATCH_CHANGE_ITEMS:
      batch_executor_expect_lesson (self);
      if (change->subject != NULL && g_hash_table_add (seen, g_strdup (change->subject)))
        batch_executor_refresh (self, change->subject);
      break;

    case BATCH_CHANGE_LANE:
      if (g_hash_table_add (seen, g_strdup (LANES)))
        batch_executor_read_waiters (self);
      if (change->subject != NULL && g_hash_table_add (seen, g_strdup (change->subject)))
        batch_executor_note_sharing (self, change->subject);
      break;

    case BATCH_CHANGE_BACKENDS:
      batch_executor_reload_backends (self);
      break;

    case BATCH_CHANGE_ENGINES:     /* They are counted whenever something has changed. */
      break;

    case BATCH_CHANGE_RECEIPTS:
      batch_executor_tell_receipts (self);
      break;

    case BATCH_CHANGE_SETTINGS:
      batch_executor_reload_preferences (self);
      break;

    case BATCH_CHANGE_WEBHOOKS:
      if (self->dispatcher != NULL)
        batch_dispatcher_hurry (self->dispatcher);
      batch_executor_reload_webhooks (self);
      break;
    }
}

static void
changes_listed_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) changes = batch_store_list_changes_finish (self->store, result, &error);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; changes != NULL && i < changes->len; i++)
    {
      const BatchChange *change = g_ptr_array_index (changes, i);

      self->last_change = MAX (self->last_change, change->sequence);
      if (!self->opened || g_strcmp0 (change->engine_id, self->engine_id) == 0)
        continue;

      apply_change (self, change, seen);
    }
}

void
batch_executor_read_changes (BatchExecutor *self)
{
  batch_store_list_changes_async (self->store, self->last_change, NULL, changes_listed_cb, self);
}

static void
reaped_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GError) error = NULL;
  guint n_items;
  guint n_others;

  if (!batch_store_reap_finish (self->store, result, &n_items, &n_others, &error))
    batch_executor_warn (self, error, "Looking after other engines");
  else if (self->dispatcher != NULL)
    batch_dispatcher_hurry (self->dispatcher);
}

/* Engines that died are cleaned up after first: what becomes of their items and lanes is in the
 * change log then, without the id of an engine. */
void
batch_executor_look_around (BatchExecutor *self)
{
  if (self->active)
    batch_store_reap_async (self->store, self->engine_id, batch_clock_now (self->clock), NULL,
                            reaped_cb, self);
  batch_executor_read_changes (self);
}

/* Somebody else has changed something, or died. */
static void
store_changed (BatchStore *store,
               gpointer    user_data)
{
  batch_executor_read_working (user_data);
  batch_executor_look_around (user_data);
}

void
batch_executor_watch_peers (BatchExecutor *self)
{
  batch_store_watch (self->store, store_changed, self, NULL);
}
