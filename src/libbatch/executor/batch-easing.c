/* batch-easing.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-easing-private.h"

/* Twice as long a rest each time, until it is long enough. What comes when nothing was asked for
 * meanwhile, for as long again, is a beginning. */

#define FIRST_US   (G_USEC_PER_SEC / 4)
#define LONGEST_US (5 * G_USEC_PER_SEC)

gint64
batch_easing_wait (const BatchEasing *self,
                   gint64             now)
{
  return MAX (self->done_at + self->rest_us - now, 0);
}

void
batch_easing_done (BatchEasing *self,
                   gint64       now)
{
  gboolean begins = now - self->done_at >= 2 * self->rest_us;

  self->rest_us = begins ? FIRST_US : MIN (2 * self->rest_us, LONGEST_US);
  self->done_at = now;
}
