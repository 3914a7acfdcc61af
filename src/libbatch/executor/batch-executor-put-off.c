/* batch-executor-put-off.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-news-private.h"

/* Jobs of which the store could not take what was due, as its disk is full, say: nobody else would
 * come back to them, as nothing else is left to do. */

#define PUT_OFF_MS 1000
#define STORE      "store"         /* a source of trouble */

static void
end_put_off (BatchExecutor *self)
{
  if (g_hash_table_size (self->put_off) > 0)
    return;

  batch_executor_clear_timer (&self->put_off_timer);
  batch_executor_end_trouble (self, STORE);
}

void
batch_executor_hurry_jobs (BatchExecutor *self)
{
  GHashTableIter iter;
  gpointer job_id;

  batch_executor_clear_timer (&self->put_off_timer);
  g_hash_table_iter_init (&iter, self->put_off);
  while (g_hash_table_iter_next (&iter, &job_id, NULL))
    {
      BatchLiveJob *job = batch_roster_get (self->roster, job_id);

      if (job != NULL)
        batch_executor_do_what_is_due (self, job->record);
      else
        g_hash_table_iter_remove (&iter);
    }
  end_put_off (self);
}

static gboolean
put_off_cb (gpointer user_data)
{
  batch_executor_hurry_jobs (user_data);
  return G_SOURCE_REMOVE;
}

void
batch_executor_put_off (BatchExecutor *self,
                        const char    *job_id,
                        const GError  *error,
                        const char    *what)
{
  if (g_hash_table_add (self->put_off, g_strdup (job_id)))
    batch_executor_warn (self, error, "%s job %s", what, job_id);
  if (self->stopping)
    return;

  batch_executor_put_lane_trouble (self, STORE, NULL, error);
  if (self->put_off_timer == NULL)
    self->put_off_timer = batch_executor_add_wait (self, PUT_OFF_MS, put_off_cb);
}

void
batch_executor_settle_put_off (BatchExecutor *self,
                               const char    *job_id)
{
  if (g_hash_table_remove (self->put_off, job_id))
    end_put_off (self);
}
