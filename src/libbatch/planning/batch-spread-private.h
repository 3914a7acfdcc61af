/* batch-spread-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A mean and a variance that forget: up to @cap samples they are the plain ones,
 * from then on every new sample makes the older ones count less. All zero is
 * empty. */
typedef struct
{
  double weight;
  double mean;
  double m2;        /* weighted sum of squared distances from the mean */
} BatchSpread;

void   batch_spread_add       (BatchSpread       *self,
                               double             value,
                               double             cap);

/* What was known counts for at most @weight samples from now on. */
void   batch_spread_fade      (BatchSpread       *self,
                               double             weight);

/* As if the samples of @other had been added as well. */
void   batch_spread_pool      (BatchSpread       *self,
                               const BatchSpread *other);

/* -1 with less than two samples. */
double batch_spread_variance  (const BatchSpread *self);

G_END_DECLS
