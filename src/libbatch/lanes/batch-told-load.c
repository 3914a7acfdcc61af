/* batch-told-load.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-told-load-private.h"

/* A server that turns requests away until its model is there costs them no attempt, so that one
 * which never gets it there would have them wait for ever. Only what was asked counts: who comes
 * back after a pause has seen nothing of the load that he was told of before. */

#define PAUSE_US (2 * G_TIME_SPAN_MINUTE)

gboolean
batch_told_load_note (BatchToldLoad *self,
                      gint64         now,
                      gint64         longest)
{
  gboolean goes_on = self->since > 0 && now - self->last <= PAUSE_US;
  gboolean too_long = goes_on && now - self->since >= longest;

  if (!goes_on || too_long)
    self->since = now;
  self->last = now;
  return too_long;
}

void
batch_told_load_end (BatchToldLoad *self)
{
  *self = (BatchToldLoad) { 0 };
}
