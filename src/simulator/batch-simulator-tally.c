/* simulator/batch-simulator-tally.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-tally.h"

#define FIRST_SIZE 1024

struct _BatchSimulatorTally
{
  BatchSimulatorCount *places;
  guint                n_places;      /* a power of two */
  guint                n_used;
};

/* The hashes are well mixed, so that their low bits are place enough. */
static BatchSimulatorCount *
find_place (BatchSimulatorCount *places,
            guint                n_places,
            guint64              hash)
{
  guint i = hash & (n_places - 1);

  while (places[i].hash != 0 && places[i].hash != hash)
    i = (i + 1) & (n_places - 1);
  return &places[i];
}

static void
grow (BatchSimulatorTally *self)
{
  guint n_places = self->n_places * 2;
  BatchSimulatorCount *places = g_new0 (BatchSimulatorCount, n_places);

  for (guint i = 0; i < self->n_places; i++)
    if (self->places[i].hash != 0)
      *find_place (places, n_places, self->places[i].hash) = self->places[i];

  g_free (self->places);
  self->places = places;
  self->n_places = n_places;
}

BatchSimulatorTally *
batch_simulator_tally_new (void)
{
  BatchSimulatorTally *self = g_new0 (BatchSimulatorTally, 1);

  self->n_places = FIRST_SIZE;
  self->places = g_new0 (BatchSimulatorCount, FIRST_SIZE);
  return self;
}

void
batch_simulator_tally_free (BatchSimulatorTally *self)
{
  g_free (self->places);
  g_free (self);
}

BatchSimulatorCount *
batch_simulator_tally_get (BatchSimulatorTally *self,
                           guint64              hash)
{
  BatchSimulatorCount *count;

  hash = MAX (hash, 1);
  count = find_place (self->places, self->n_places, hash);
  if (count->hash == 0 && (self->n_used + 1) * 4 > self->n_places * 3)
    {
      grow (self);
      count = find_place (self->places, self->n_places, hash);
    }
  if (count->hash == 0)
    self->n_used++;
  count->hash = hash;
  return count;
}

guint
batch_simulator_tally_size (BatchSimulatorTally *self)
{
  return self->n_used;
}

void
batch_simulator_tally_again (BatchSimulatorTally *self,
                             GFunc                func,
                             gpointer             user_data)
{
  for (guint i = 0; i < self->n_places; i++)
    if (self->places[i].asked > 1)
      func (&self->places[i], user_data);
}
