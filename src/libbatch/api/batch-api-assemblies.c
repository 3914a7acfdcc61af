/* api/batch-api-assemblies.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-assemblies-private.h"

/* Under way at a time: of one key, and of all. */
#define MAX_OWN     32
#define MAX_PENDING 256
/* With those that have ended, of which the oldest are forgotten. */
#define MAX_KNOWN   1024
/* For how long somebody may still ask for one whose time is over. */
#define AFTERLIFE   (3600 * (gint64) G_USEC_PER_SEC)
#define TRY_AGAIN_S 10

struct _BatchApiAssemblies
{
  GHashTable *by_id;
  GQueue      known;               /* of BatchApiAssembly, the oldest first */
};

BatchApiAssemblies *
batch_api_assemblies_new (void)
{
  BatchApiAssemblies *self = g_new0 (BatchApiAssemblies, 1);

  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                       (GDestroyNotify) batch_api_assembly_unref);
  g_queue_init (&self->known);
  return self;
}

void
batch_api_assemblies_free (BatchApiAssemblies *self)
{
  g_queue_clear (&self->known);
  g_hash_table_unref (self->by_id);
  g_free (self);
}

static void
forget (BatchApiAssemblies *self,
        GList              *link)
{
  BatchApiAssembly *assembly = link->data;

  g_queue_delete_link (&self->known, link);
  g_hash_table_remove (self->by_id, assembly->id);
}

static gboolean
is_under_way (const BatchApiAssembly *assembly,
              gint64                  now)
{
  return assembly->state == BATCH_API_ASSEMBLY_COMPLETING
         || (assembly->state == BATCH_API_ASSEMBLY_PENDING
             && !batch_api_assembly_is_late (assembly, now));
}

static void
forget_oldest (BatchApiAssemblies *self,
               gint64              now)
{
  for (GList *link = self->known.head; link != NULL; link = link->next)
    if (!is_under_way (link->data, now))
      {
        forget (self, link);
        return;
      }
}

static gboolean
is_full (const BatchApiAssemblies *self,
         const char               *key_id,
         gint64                    now)
{
  guint n_own = 0;
  guint n = 0;

  for (GList *link = self->known.head; link != NULL; link = link->next)
    if (is_under_way (link->data, now))
      {
        const BatchApiAssembly *other = link->data;

        n++;
        n_own += g_strcmp0 (other->key_id, key_id) == 0;
      }

  return n >= MAX_PENDING || n_own >= MAX_OWN;
}

BatchApiFault *
batch_api_assemblies_add (BatchApiAssemblies *self,
                          BatchApiAssembly   *assembly,
                          gint64              now)
{
  BatchApiFault *fault;

  if (is_full (self, assembly->key_id, now))
    {
      fault = batch_api_fault_new (429, "rate_limit_exceeded", NULL,
                                   "Too many Uploads are under way: there can be %d. Complete or "
                                   "cancel one of them.", MAX_OWN);
      fault->retry_after_s = TRY_AGAIN_S;
      return fault;
    }

  if (self->known.length >= MAX_KNOWN)
    forget_oldest (self, now);
  g_queue_push_tail (&self->known, assembly);
  g_hash_table_insert (self->by_id, assembly->id, batch_api_assembly_ref (assembly));
  return NULL;
}

BatchApiAssembly *
batch_api_assemblies_find (BatchApiAssemblies *self,
                           const char         *id,
                           const char         *key_id)
{
  BatchApiAssembly *assembly = g_hash_table_lookup (self->by_id, id);

  return assembly != NULL && (key_id == NULL || g_strcmp0 (key_id, assembly->key_id) == 0)
         ? assembly : NULL;
}

void
batch_api_assemblies_expire (BatchApiAssemblies *self,
                             gint64              now)
{
  GList *next;

  for (GList *link = self->known.head; link != NULL; link = next)
    {
      BatchApiAssembly *assembly = link->data;

      next = link->next;
      if (batch_api_assembly_is_late (assembly, now))
        batch_api_assembly_drop (assembly);
      if (now >= assembly->expires_at + AFTERLIFE
          && assembly->state != BATCH_API_ASSEMBLY_COMPLETING)
        forget (self, link);
    }
}
