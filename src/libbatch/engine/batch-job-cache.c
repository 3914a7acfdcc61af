/* batch-job-cache.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-job-cache-private.h"

#define SMALLEST_TO_PRUNE 64

struct _BatchJobCache
{
  GHashTable *refs;     /* id to a GWeakRef */
  guint       prune_at; /* number of refs */
};

static void
weak_ref_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

BatchJobCache *
batch_job_cache_new (void)
{
  BatchJobCache *self = g_new (BatchJobCache, 1);

  self->refs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, weak_ref_free);
  self->prune_at = SMALLEST_TO_PRUNE;
  return self;
}

void
batch_job_cache_free (BatchJobCache *self)
{
  g_hash_table_unref (self->refs);
  g_free (self);
}

static gboolean
is_gone (gpointer key,
         gpointer value,
         gpointer user_data)
{
  g_autoptr(GObject) job = g_weak_ref_get (value);

  return job == NULL;
}

/* Not at each one that goes: a weak notification of each job would cost more than looking at all
 * whenever there are twice as many. */
static void
prune (BatchJobCache *self)
{
  if (g_hash_table_size (self->refs) < self->prune_at)
    return;

  g_hash_table_foreach_remove (self->refs, is_gone, NULL);
  self->prune_at = MAX (SMALLEST_TO_PRUNE, 2 * g_hash_table_size (self->refs));
}

void
batch_job_cache_add (BatchJobCache *self,
                     BatchJob      *job)
{
  GWeakRef *ref;

  prune (self);
  ref = g_new (GWeakRef, 1);
  g_weak_ref_init (ref, job);
  g_hash_table_insert (self->refs, g_strdup (batch_job_get_id (job)), ref);
}

void
batch_job_cache_remove (BatchJobCache *self,
                        const char    *job_id)
{
  g_hash_table_remove (self->refs, job_id);
}

BatchJob *
batch_job_cache_lookup (BatchJobCache *self,
                        const char    *job_id)
{
  GWeakRef *ref = g_hash_table_lookup (self->refs, job_id);

  return ref != NULL ? g_weak_ref_get (ref) : NULL;
}

guint
batch_job_cache_size (BatchJobCache *self)
{
  return g_hash_table_size (self->refs);
}
