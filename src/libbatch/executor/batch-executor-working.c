/* batch-executor-working.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-news-private.h"

/* Who works on the jobs: each engine says in the store whether it does, and looks who else does.
 * One that has died does not, whatever it has said. */

#define RETRY_MS 5000

/* --- Ourselves --- */

static gboolean
retry_cb (gpointer user_data)
{
  BatchExecutor *self = user_data;

  batch_executor_clear_timer (&self->working_timer);
  batch_executor_tell_working (self);
  return G_SOURCE_REMOVE;
}

static void
told_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GError) error = NULL;

  if (batch_store_set_working_finish (BATCH_STORE (source), result, &error) || self->stopping)
    return;

  batch_executor_warn (self, error, "Telling others that this engine works");
  self->working_unsure = TRUE;
  if (self->working_timer == NULL)
    self->working_timer = batch_executor_add_timer (self, RETRY_MS, retry_cb);
}

/* Whoever stops leaves soon, and says so by that. */
void
batch_executor_tell_working (BatchExecutor *self)
{
  gboolean working = self->active && !self->paused;

  if (!self->opened || self->stopping
      || (self->told_working == working && !self->working_unsure))
    return;

  self->told_working = working;
  self->working_unsure = FALSE;
  batch_store_set_working_async (self->store, self->engine_id, working, NULL, told_cb, self);
}

/* --- The others --- */

static void
buried_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GError) error = NULL;
  guint n_items;
  guint n_others;

  if (!batch_store_reap_finish (self->store, result, &n_items, &n_others, &error))
    batch_executor_warn (self, error, "Looking after other engines");
  else
    batch_executor_read_changes (self);
}

/* Who does not work would otherwise go on to see running what the dead have left. Those that work
 * do so whenever they look around. */
static void
bury (BatchExecutor *self)
{
  if (self->opened && !self->active && !self->stopping && !self->read_only)
    batch_store_reap_async (self->store, self->engine_id, batch_clock_now (self->clock), NULL,
                            buried_cb, self);
}

static void
counted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean work_left;
  guint n_working;
  guint n_dead;

  if (!batch_store_count_working_finish (BATCH_STORE (source), result, &n_working, &n_dead,
                                         &error))
    {
      batch_executor_warn (self, error, "Looking who works on the jobs");
      return;
    }

  work_left = self->read_only && n_dead > 0;
  if (self->others_work != (n_working > 0) || self->work_left != work_left)
    {
      self->others_work = n_working > 0;
      self->work_left = work_left;
      batch_executor_tell_others_work (self);
    }
  if (n_dead > 0)
    bury (self);
}

void
batch_executor_read_working (BatchExecutor *self)
{
  batch_store_count_working_async (self->store, self->engine_id, NULL, counted_cb, self);
}
