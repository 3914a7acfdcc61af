/* batch-executor-parallel.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"

#include "planning/batch-parallel-name-private.h"

/* How many requests for a model are best under way at a time, as lanes have found out: kept,
 * so that the next run begins where the last one ended. And how many the server says. */

typedef struct
{
  guint level;
  guint kept;                      /* the level that is in the store */
} Found;

GHashTable *
batch_executor_parallel_table_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* Returns: (nullable) */
static Found *
find (BatchExecutor *self,
      const char    *lane,
      const char    *key)
{
  g_autofree char *name = batch_parallel_name (batch_executor_lane_title (lane), key);

  return g_hash_table_lookup (self->parallel, name);
}

guint
batch_executor_find_parallel (BatchExecutor *self,
                              const char    *lane,
                              const char    *key)
{
  const Found *found = find (self, lane, key);

  return found != NULL ? found->level : 0;
}

static guint
set_by_person (BatchExecutor *self,
               const char    *id)
{
  const BatchBackendRecord *backend = batch_executor_find_server_of (self, id);

  return backend != NULL ? backend->parallel : 0;
}

guint
batch_executor_parallel_of (BatchExecutor    *self,
                            const char       *id,
                            BatchLane        *lane,
                            const char       *key,
                            guint             of_job,
                            BatchLimitSource *source)
{
  guint told = batch_executor_find_told_slots (self, id, key);
  guint found;

  if (of_job > 0)
    {
      *source = BATCH_LIMIT_SOURCE_USER;
      return of_job;
    }

  if (lane != NULL)
    {
      *source = batch_lane_get_slots_source (lane, key);
      if (*source == BATCH_LIMIT_SOURCE_DEFAULT && told > 0)
        *source = BATCH_LIMIT_SOURCE_SERVER;
      return batch_lane_get_slots_for (lane, key);
    }

  *source = set_by_person (self, id) > 0 ? BATCH_LIMIT_SOURCE_USER : BATCH_LIMIT_SOURCE_SERVER;
  if (*source == BATCH_LIMIT_SOURCE_USER)
    return batch_executor_default_slots (self, id);
  if (told > 0)
    return told;

  found = batch_executor_find_parallel (self, id, key);
  *source = found > 0 ? BATCH_LIMIT_SOURCE_LEARNED : BATCH_LIMIT_SOURCE_DEFAULT;
  return found > 0 ? found : batch_executor_default_slots (self, id);
}

guint
batch_executor_count_parallel (BatchExecutor *self,
                               const char    *id,
                               BatchLane     *lane,
                               const char    *key,
                               guint          of_job)
{
  BatchLimitSource source;

  return of_job == 0 && lane != NULL
         ? batch_lane_expect_slots_for (lane, key)
         : batch_executor_parallel_of (self, id, lane, key, of_job, &source);
}

/* --- Keeping --- */

static void
keep (BatchExecutor *self,
      const char    *name,
      Found         *found)
{
  g_autofree char *text = g_strdup_printf ("%u", found->level);

  found->kept = found->level;
  batch_executor_keep_value (self, BATCH_PARALLEL_SPACE, name, text);
}

void
batch_executor_note_parallel (BatchExecutor *self,
                              const char    *lane,
                              const char    *key,
                              guint          level)
{
  g_autofree char *name = batch_parallel_name (batch_executor_lane_title (lane), key);
  Found *found = g_hash_table_lookup (self->parallel, name);

  if (found == NULL)
    {
      found = g_new0 (Found, 1);
      g_hash_table_insert (self->parallel, g_strdup (name), found);
    }

  found->level = level;
}

void
batch_executor_keep_parallel (BatchExecutor *self)
{
  GHashTableIter iter;
  gpointer name;
  gpointer found;

  g_hash_table_iter_init (&iter, self->parallel);
  while (g_hash_table_iter_next (&iter, &name, &found))
    if (((Found *) found)->kept != ((Found *) found)->level)
      keep (self, name, found);
}

static void
take (BatchExecutor *self,
      const char    *name,
      const char    *text)
{
  Found *found;

  if (g_hash_table_contains (self->parallel, name))
    return;

  found = g_new (Found, 1);
  found->level = found->kept = batch_parallel_parse (text);
  g_hash_table_insert (self->parallel, g_strdup (name), found);
}

/* --- What servers say --- */

guint
batch_executor_find_told_slots (BatchExecutor *self,
                                const char    *lane,
                                const char    *key)
{
  const char *server = batch_executor_lane_title (lane);
  g_autofree char *name = key != NULL ? batch_parallel_name (server, key) : NULL;
  gpointer told = name != NULL ? g_hash_table_lookup (self->told_slots, name) : NULL;

  return GPOINTER_TO_UINT (told != NULL ? told : g_hash_table_lookup (self->told_slots, server));
}

static void
put_told (BatchExecutor *self,
          const char    *name,
          guint          slots)
{
  g_autofree char *text = slots > 0 ? g_strdup_printf ("%u", slots) : NULL;

  if (GPOINTER_TO_UINT (g_hash_table_lookup (self->told_slots, name)) == slots)
    return;

  batch_executor_keep_value (self, BATCH_TOLD_SPACE, name, text);
  g_hash_table_insert (self->told_slots, g_strdup (name), GUINT_TO_POINTER (slots));
}

/* It is another server now, or has but one model. */
static void
forget_told (BatchExecutor *self,
             const char    *server)
{
  g_autoptr(GList) names = g_hash_table_get_keys (self->told_slots);

  for (GList *link = names; link != NULL; link = link->next)
    if (batch_parallel_name_model (link->data, server) != NULL)
      put_told (self, link->data, 0);
}

void
batch_executor_note_told_slots (BatchExecutor *self,
                                const char    *lane,
                                const char    *key,
                                guint          slots)
{
  const char *server = batch_executor_lane_title (lane);
  g_autofree char *name = key != NULL ? batch_parallel_name (server, key) : g_strdup (server);

  if (key == NULL)
    forget_told (self, server);
  else
    put_told (self, server, 0);
  put_told (self, name, slots);
}

static void
take_told (BatchExecutor *self,
           const char    *server,
           const char    *text)
{
  if (!g_hash_table_contains (self->told_slots, server))
    g_hash_table_insert (self->told_slots, g_strdup (server),
                         GUINT_TO_POINTER (batch_parallel_parse (text)));
}

void
batch_executor_restore_parallel (BatchExecutor *self)
{
  batch_executor_restore_values (self, BATCH_TOLD_SPACE, take_told, NULL);
  batch_executor_restore_values (self, BATCH_PARALLEL_SPACE, take, NULL);
}
