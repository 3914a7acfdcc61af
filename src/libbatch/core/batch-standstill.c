/* batch-standstill.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rule.
 *
 * 1. An attempt after which its item waits for another one is a setback. The first one since an
 *    item ended says since when, the last one why and how long. An item that ends, whatever
 *    comes of it, does away with them all; but what was in the way last is remembered.
 * 2. What somebody stopped is no setback, and neither is a model that is being loaded: that is
 *    told with how far it is. But a server that has loaded none, and may wait for somebody to do
 *    so, is one.
 * 3. A job that is to run stands still when there were setbacks and nothing is under way, or
 *    when they have gone on for some seconds: a server that turns away a request now and
 *    then moves on in between. It stands still, too, when all that is left of it was put off,
 *    since the last setback before items ended.
 * 4. It is tried again when the first of what waits is due, unless something may start at any
 *    moment. */

#include "config.h"

#include "core/batch-standstill-private.h"

#include "core/batch-fields-private.h"

#define PATIENCE_US (5 * G_USEC_PER_SEC)

static gboolean
is_setback (const BatchFinish *finish)
{
  return finish->error != NULL && finish->failure_kind != BATCH_FAILURE_KIND_NONE
         && finish->failure_kind != BATCH_FAILURE_KIND_TASK_TERMINATED
         && (finish->failure_kind != BATCH_FAILURE_KIND_WAIT_LOADING || finish->unloaded);
}

void
batch_standstill_note (BatchJobRecord    *record,
                       const BatchFinish *finish,
                       BatchItemStatus    status,
                       gint64             now)
{
  if (batch_item_status_is_terminal (status))
    {
      record->setback_since = 0;
      return;
    }
  if (!is_setback (finish))
    return;

  batch_set_str (&record->setback, finish->error);
  record->setback_at = now;
  if (record->setback_since == 0)
    record->setback_since = now;
}

void
batch_standstill_forget (BatchJobRecord *record)
{
  g_clear_pointer (&record->setback, g_free);
  record->setback_since = 0;
  record->setback_at = 0;
}

static gboolean
is_to_run (const BatchJobRecord *record)
{
  return (record->state == BATCH_JOB_STATE_QUEUED || record->state == BATCH_JOB_STATE_RUNNING)
         && !record->paused;
}

static gboolean
is_under_way (const BatchJobRecord *record)
{
  return record->counts.claimed + record->counts.running > 0;
}

static gboolean
is_put_off (const BatchJobRecord *record)
{
  gboolean found = FALSE;

  for (guint i = 0; i < record->groups->len; i++)
    {
      const BatchGroupRecord *group = g_ptr_array_index (record->groups, i);

      if (group->waiting > 0)
        return FALSE;
      found |= group->delayed > 0;
    }
  return found;
}

static gboolean
stands_still (const BatchJobRecord *record)
{
  if (is_under_way (record))
    return record->setback_since > 0 && record->setback_at - record->setback_since >= PATIENCE_US;

  return record->setback_since > 0 || is_put_off (record);
}

const char *
batch_standstill_get_reason (const BatchJobRecord *record)
{
  return is_to_run (record) && stands_still (record) ? record->setback : NULL;
}

gint64
batch_standstill_get_since (const BatchJobRecord *record)
{
  if (batch_standstill_get_reason (record) == NULL)
    return 0;

  return record->setback_since > 0 ? record->setback_since : record->setback_at;
}

gint64
batch_standstill_get_next_try (const BatchJobRecord *record)
{
  gint64 next = 0;

  if (batch_standstill_get_reason (record) == NULL || is_under_way (record))
    return 0;

  for (guint i = 0; i < record->groups->len; i++)
    {
      const BatchGroupRecord *group = g_ptr_array_index (record->groups, i);

      if (group->waiting > 0)
        return 0;
      if (group->delayed > 0 && group->next_due > 0)
        next = next == 0 ? group->next_due : MIN (next, group->next_due);
    }
  return next;
}
