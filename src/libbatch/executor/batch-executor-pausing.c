/* batch-executor-pausing.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-news-private.h"
#include "executor/batch-executor-planning-private.h"
#include "executor/batch-executor-work-private.h"

/* Pausing takes as long as what is under way. Whoever asked for it is answered when nothing
 * is any more, and the owner is told as well. */

static void
answer_pauses (BatchExecutor *self)
{
  BatchCall *call;

  while ((call = g_queue_pop_head (&self->pauses)) != NULL)
    if (self->paused)
      batch_call_return_int (call, TRUE);
    else
      batch_call_return_error (call, g_error_new (BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                                                  "It was resumed before it had paused"));
}

void
batch_executor_note_quiet (BatchExecutor *self)
{
  if (!self->pausing || (self->paused && !batch_executor_lanes_are_quiet (self)))
    return;

  self->pausing = FALSE;
  batch_executor_tell_paused (self);
  answer_pauses (self);
}

static void
pause_or_resume (BatchExecutor *self,
                 gboolean       paused)
{
  self->paused = paused;
  self->pausing = TRUE;
  batch_executor_tick_forecasts (self);
  batch_executor_settle_trials (self);
  batch_executor_hold_lanes (self);
  batch_executor_tell_working (self);
  batch_executor_carry_all (self);
}

static void
set_paused (BatchExecutor *self,
            BatchCall     *call)
{
  pause_or_resume (self, GPOINTER_TO_INT (call->data));
  batch_call_free (call);
  batch_executor_note_quiet (self);
}

void
batch_executor_set_paused (BatchExecutor *self,
                           gboolean       paused)
{
  batch_executor_call (self, set_paused, NULL, GINT_TO_POINTER (paused), NULL, NULL);
}

static void
pause_lanes (BatchExecutor *self,
             BatchCall     *call)
{
  gboolean now = GPOINTER_TO_INT (call->data);
  GHashTableIter iter;
  gpointer lane;

  /* Lanes that are quiet already say so at once. */
  g_queue_push_tail (&self->pauses, call);
  pause_or_resume (self, TRUE);
  g_hash_table_iter_init (&iter, self->lanes);
  while (now && g_hash_table_iter_next (&iter, NULL, &lane))
    batch_lane_abort (lane, NULL);

  batch_executor_note_quiet (self);
}

void
batch_executor_pause (BatchExecutor *self,
                      gboolean       now,
                      GTask         *task)
{
  batch_executor_call (self, pause_lanes, NULL, GINT_TO_POINTER (now), NULL, task);
}
