/* batch-lease-returns.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-lease-returns-private.h"

#define RETRY_MS 1000

struct _BatchLeaseReturns
{
  BatchStore          *store;
  char                *engine_id;
  BatchClock          *clock;
  BatchLeasesReturned  returned;
  gpointer             user_data;
  GArray              *left;       /* of BatchLease, that the store could not take */
  GSource             *timer;
  guint                n_under_way;
  gboolean             fails;
};

typedef struct
{
  BatchLeaseReturns *returns;
  GArray            *leases;
} Return;

static void
return_free (Return *call)
{
  g_array_unref (call->leases);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Return, return_free)

static void
clear_timer (BatchLeaseReturns *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
append (GArray *to,
        GArray *leases)
{
  for (guint i = 0; i < leases->len; i++)
    {
      const BatchLease *lease = &g_array_index (leases, BatchLease, i);

      batch_store_leases_add (to, lease->job_id, lease->position, lease->generation);
    }
}

static gboolean
retry_cb (gpointer user_data)
{
  batch_lease_returns_hurry (user_data);
  return G_SOURCE_REMOVE;
}

static void
try_later (BatchLeaseReturns *self,
           GArray            *leases,
           const GError      *error)
{
  /* The store is being closed, and gives back by itself what its engine had. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (!self->fails)
    g_warning ("Giving items back: %s", error->message);
  self->fails = TRUE;
  append (self->left, leases);
  if (self->timer == NULL)
    self->timer = batch_clock_add_timer (self->clock, RETRY_MS, retry_cb, self);
}

static void
released_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Return) call = user_data;
  BatchLeaseReturns *self = call->returns;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) jobs = batch_store_release_finish (self->store, result, &error);

  self->n_under_way--;
  if (jobs != NULL)
    self->fails = FALSE;
  else
    try_later (self, call->leases, error);
  self->returned (jobs, self->user_data);
}

void
batch_lease_returns_add (BatchLeaseReturns *self,
                         GArray            *leases)
{
  Return *call = g_new (Return, 1);

  *call = (Return) { self, batch_store_leases_new (leases->len) };
  append (call->leases, leases);
  self->n_under_way++;
  batch_store_release_async (self->store, self->engine_id, leases, batch_clock_now (self->clock),
                             NULL, released_cb, call);
}

void
batch_lease_returns_hurry (BatchLeaseReturns *self)
{
  GArray *leases = self->left;

  clear_timer (self);
  if (leases->len == 0)
    return;

  self->left = batch_store_leases_new (16);
  batch_lease_returns_add (self, leases);
}

gboolean
batch_lease_returns_is_busy (BatchLeaseReturns *self)
{
  return self->n_under_way > 0;
}

BatchLeaseReturns *
batch_lease_returns_new (BatchStore          *store,
                         const char          *engine_id,
                         BatchClock          *clock,
                         BatchLeasesReturned  returned,
                         gpointer             user_data)
{
  BatchLeaseReturns *self = g_new0 (BatchLeaseReturns, 1);

  self->store = g_object_ref (store);
  self->engine_id = g_strdup (engine_id);
  self->clock = batch_clock_ref (clock);
  self->returned = returned;
  self->user_data = user_data;
  self->left = batch_store_leases_new (16);
  return self;
}

void
batch_lease_returns_free (BatchLeaseReturns *self)
{
  clear_timer (self);
  g_array_unref (self->left);
  batch_clock_unref (self->clock);
  g_free (self->engine_id);
  g_object_unref (self->store);
  g_free (self);
}
