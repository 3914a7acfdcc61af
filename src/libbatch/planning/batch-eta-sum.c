/* batch-eta-sum.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-eta-sum-private.h"

#include <math.h>

static gint64
together (gint64 one,
          gint64 other)
{
  return (gint64) round (hypot ((double) one, (double) other));
}

void
batch_eta_sum_add (BatchEtaValues       *self,
                   const BatchEtaValues *next)
{
  BatchEtaValues sum = *self;

  if (self->expected_ms < 0 || next->expected_ms < 0)
    {
      *self = self->expected_ms < 0 ? *self : *next;
      return;
    }

  sum.expected_ms = self->expected_ms + next->expected_ms;
  sum.low_ms = sum.expected_ms - together (self->expected_ms - self->low_ms,
                                           next->expected_ms - next->low_ms);
  sum.high_ms = sum.expected_ms + together (self->high_ms - self->expected_ms,
                                            next->high_ms - next->expected_ms);
  sum.samples = self->samples + next->samples;
  sum.basis = MAX (self->basis, next->basis);
  sum.confidence = MIN (self->confidence, next->confidence);
  *self = sum;
}
