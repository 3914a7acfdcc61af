/* batch-queue-restore.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-queue-private.h"

#include "engine/batch-engine-private.h"

/* A queue is made at once; the jobs that are there already come in by pages. */

#define PAGE 500

static void load_page (BatchQueue *self,
                       gint64      after);

static void
page_loaded_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(BatchQueue) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) jobs = batch_store_list_jobs_finish (BATCH_STORE (source), result, &error);
  gint64 last = 0;

  if (jobs == NULL)
    {
      g_warning ("Reading the list of jobs: %s", error->message);
      return;
    }

  for (guint i = 0; i < jobs->len; i++)
    {
      BatchJobRecord *record = g_ptr_array_index (jobs, i);

      /* What the engine has told meanwhile is newer. */
      if (batch_queue_get_job (self, record->id) == NULL)
        batch_queue_take_job (self, record, NULL);
      last = record->sequence;
    }

  if (jobs->len == PAGE)
    load_page (self, last);
}

static void
load_page (BatchQueue *self,
           gint64      after)
{
  BatchStore *store = batch_engine_get_store (batch_queue_get_engine (self));

  batch_store_list_jobs_async (store, after, PAGE, FALSE, NULL, page_loaded_cb,
                               g_object_ref (self));
}

static void
engine_ready (BatchEngine *engine,
              gpointer     user_data)
{
  GWeakRef *ref = user_data;
  g_autoptr(BatchQueue) self = g_weak_ref_get (ref);

  if (self != NULL && batch_engine_get_store (engine) != NULL)
    load_page (self, 0);

  g_weak_ref_clear (ref);
  g_free (ref);
}

void
batch_queue_restore (BatchQueue *self)
{
  GWeakRef *ref = g_new (GWeakRef, 1);

  g_weak_ref_init (ref, self);
  batch_engine_when_ready (batch_queue_get_engine (self), engine_ready, ref);
}
