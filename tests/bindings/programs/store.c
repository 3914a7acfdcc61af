/* store.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A store that somebody else begins to write: what it lacks is told when it is opened, and it
 * can make, move and drop the records that it would keep. */

#include <locale.h>

#include <batch.h>
#include <core/batch-transitions.h>
#include <store/batch-store.h>

#define YOUNG_TYPE_STORE (young_store_get_type ())

G_DECLARE_FINAL_TYPE (YoungStore, young_store, YOUNG, STORE, BatchStore)

struct _YoungStore
{
  BatchStore parent_instance;
};

G_DEFINE_TYPE (YoungStore, young_store, BATCH_TYPE_STORE)

static gboolean
young_store_open (BatchStore  *store,
                  GError     **error)
{
  (void) store;
  (void) error;

  return TRUE;
}

static void
young_store_class_init (YoungStoreClass *klass)
{
  BATCH_STORE_CLASS (klass)->open = young_store_open;
}

static void
young_store_init (YoungStore *self)
{
  (void) self;
}

static void
open_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchEngine) engine = batch_engine_open_finish (result, &error);

  (void) source;

  g_print ("%s\n", engine != NULL ? batch_engine_get_id (engine) : error->message);
  g_main_loop_quit (user_data);
}

static void
use_records (void)
{
  g_autoptr(BatchJobRecord) job = batch_job_record_new ();
  g_autoptr(BatchItemRecord) item = batch_item_record_new ();
  g_autoptr(GError) error = NULL;

  job->id = g_strdup ("batch_1");
  g_ptr_array_add (job->groups, batch_group_record_new ("model", BATCH_SIZE_BUCKET_SMALL));
  item->job_id = g_strdup (job->id);
  if (batch_transition_item (BATCH_ITEM_STATUS_SUCCEEDED, BATCH_ITEM_STATUS_RUNNING, &error))
    g_error ("What has succeeded may run again");
  g_print ("%s\n", error->message);
}

int
main (void)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  setlocale (LC_ALL, "");
  batch_store_register_scheme ("young", YOUNG_TYPE_STORE);
  batch_engine_open_async ("young:anywhere", NULL, open_cb, loop);
  g_main_loop_run (loop);
  use_records ();

  return 0;
}
