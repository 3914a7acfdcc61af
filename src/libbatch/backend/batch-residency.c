/* backend/batch-residency.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-residency-private.h"

BatchResidency *
batch_residency_new (const char *model,
                     gboolean    was_loaded)
{
  BatchResidency *self = g_new0 (BatchResidency, 1);

  self->model = g_strdup (model);
  self->load_ms = -1;
  self->was_loaded = was_loaded;
  return self;
}

BatchResidency *
batch_residency_copy (const BatchResidency *self)
{
  BatchResidency *copy = g_memdup2 (self, sizeof *self);

  copy->model = g_strdup (self->model);
  copy->options = g_strdup (self->options);
  copy->instance = g_strdup (self->instance);
  return copy;
}

void
batch_residency_free (BatchResidency *self)
{
  g_free (self->model);
  g_free (self->options);
  g_free (self->instance);
  g_free (self);
}
