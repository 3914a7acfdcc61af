/* batch-spread.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-spread-private.h"

void
batch_spread_add (BatchSpread *self,
                  double       value,
                  double       cap)
{
  double before = self->mean;

  batch_spread_fade (self, cap - 1);
  self->weight += 1;
  self->mean += (value - before) / self->weight;
  self->m2 += (value - before) * (value - self->mean);
}

void
batch_spread_fade (BatchSpread *self,
                   double       weight)
{
  if (self->weight <= weight)
    return;

  self->m2 *= weight / self->weight;
  self->weight = weight;
}

void
batch_spread_pool (BatchSpread       *self,
                   const BatchSpread *other)
{
  double weight = self->weight + other->weight;
  double distance = other->mean - self->mean;

  if (other->weight <= 0)
    return;

  self->m2 += other->m2 + distance * distance * self->weight * other->weight / weight;
  self->mean += distance * other->weight / weight;
  self->weight = weight;
}

double
batch_spread_variance (const BatchSpread *self)
{
  return self->weight >= 2 ? self->m2 / (self->weight - 1) : -1;
}
