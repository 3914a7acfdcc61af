/* batch-executor-values.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-state-private.h"

/* What was found out in one run and is a good beginning for the next one: values by names, each
 * sort in a space of its own. To lose one costs no more than to find it out again. */

typedef struct
{
  BatchExecutor    *executor;
  BatchValueFunc    take;
  BatchRestoredFunc done;          /* (nullable) */
} Restore;

/* @user_data: the space */
static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!batch_store_put_value_finish (BATCH_STORE (source), result, &error))
    g_debug ("Keeping a value of “%s”: %s", (const char *) user_data, error->message);
}

void
batch_executor_keep_value (BatchExecutor *self,
                           const char    *space,
                           const char    *name,
                           const char    *value)
{
  if (!self->read_only)
    batch_store_put_value_async (self->store, space, name, value, NULL, kept_cb,
                                 (gpointer) space);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autofree Restore *restore = user_data;
  g_autoptr(GHashTable) values = batch_store_list_values_finish (BATCH_STORE (source), result,
                                                                 NULL);
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  if (values == NULL)
    return;

  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    restore->take (restore->executor, name, value);

  if (restore->done != NULL)
    restore->done (restore->executor);
}

void
batch_executor_restore_values (BatchExecutor     *self,
                               const char        *space,
                               BatchValueFunc     take,
                               BatchRestoredFunc  done)
{
  Restore *restore = g_new (Restore, 1);

  *restore = (Restore) { self, take, done };
  batch_store_list_values_async (self->store, space, NULL, listed_cb, restore);
}
