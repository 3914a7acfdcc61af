/* batch-job-keys.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-job-private.h"

static void
add_key (GPtrArray  *keys,
         GHashTable *seen,
         const char *key)
{
  if (key != NULL && g_hash_table_add (seen, (char *) key))
    g_ptr_array_add (keys, g_strdup (key));
}

/* What is waiting in the store is counted by key and size: a key may come again. */
char **
batch_job_collect_keys (BatchJob *self)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *keys = g_ptr_array_new_null_terminated (4, g_free, TRUE);
  GPtrArray *groups = self->record->groups;
  GPtrArray *items = self->draft != NULL ? self->draft->items : NULL;

  if (items == NULL || items->len == 0)
    add_key (keys, seen, self->record->resource_key);
  for (guint i = 0; i < groups->len; i++)
    add_key (keys, seen, ((BatchGroupRecord *) g_ptr_array_index (groups, i))->key);
  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      const BatchDraftItem *item = g_ptr_array_index (items, i);

      add_key (keys, seen, item->key != NULL ? item->key : self->record->resource_key);
    }

  return (char **) g_ptr_array_free (keys, FALSE);
}
