/* simulator/batch-simulator-residence.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-residence.h"

BatchSimulatorResidence *
batch_simulator_residence_get (BatchSimulatorModel *model)
{
  return batch_simulator_model_get_owner_data (model);
}

BatchSimulatorResidence *
batch_simulator_residence_new (BatchSimulatorPool  *pool,
                               BatchSimulatorModel *model,
                               guint                n_slots)
{
  BatchSimulatorResidence *self = g_new0 (BatchSimulatorResidence, 1);

  self->pool = pool;
  self->model = model;
  if (n_slots > 0)
    self->slots = batch_simulator_slots_new (n_slots);
  batch_simulator_model_set_owner_data (model, self);
  return self;
}

void
batch_simulator_residence_free (BatchSimulatorResidence *self)
{
  batch_simulator_timer_clear (&self->expiry);
  g_clear_pointer (&self->slots, batch_simulator_slots_free);
  g_free (self);
}

static void
expired_cb (gpointer user_data)
{
  BatchSimulatorResidence *self = user_data;

  /* A request that came meanwhile rests anew when it ends. */
  if (batch_simulator_model_get_running (self->model) == 0)
    batch_simulator_pool_unload (self->pool, self->model, FALSE);
}

void
batch_simulator_residence_rest (BatchSimulatorResidence *self,
                                BatchSimulatorReactor   *reactor)
{
  gint64 keep_ms = batch_simulator_model_get_keep (self->model);

  batch_simulator_timer_clear (&self->expiry);
  self->expires_at = G_MAXINT64;
  if (keep_ms < 0)
    return;

  self->expires_at = batch_simulator_reactor_now (reactor) + keep_ms * 1000;
  batch_simulator_timer_set (&self->expiry, reactor, self->expires_at, expired_cb, self);
}

void
batch_simulator_residence_end (BatchSimulatorResidence *self)
{
  batch_simulator_timer_clear (&self->expiry);
  self->expires_at = 0;
  if (self->slots != NULL)
    batch_simulator_slots_forget (self->slots);
}
