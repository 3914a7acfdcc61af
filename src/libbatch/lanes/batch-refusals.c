/* batch-refusals.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-refusals-private.h"

#include "core/batch-verdict-private.h"

/* Each request that is turned away waits by itself; of thousands that wait behind it, each would
 * be turned away as well. The rule for one that has ended, first match first:
 *
 *   was looked at                        → there is room: as many at a time as ever
 *   did not have to wait                 → says nothing
 *   began before the rest                → belongs to those that led to it
 *   one of some in a row                 → only its own wait: single ones are turned away by any
 *                                          server that is well used, and where all of a small job
 *                                          wait by themselves, it can be said until when
 *   another one                          → nothing begins for as long as the server asks for,
 *                                          and otherwise each time for twice as long
 *
 * After the rest one goes first, beside what the server has taken already, and the others when it
 * was looked at. Where what is under way already is looked at, the rest is over. An answer may
 * take long: who was not turned away for a while counts as let in, and as many again go beside. A
 * server that loads its model is asked more often: it does not mind, and has to be seen to be
 * ready. */

#define SOME             24
#define FIRST_REST_US    (100 * G_TIME_SPAN_MILLISECOND)
#define MAX_REST_US      (30 * G_TIME_SPAN_SECOND)
#define MAX_LOAD_REST_US (2 * G_TIME_SPAN_SECOND)
#define MAX_ASKED_MS     (60 * 1000)
#define LASTS_US         (10 * G_TIME_SPAN_SECOND)
#define PASSES_US        (5 * G_TIME_SPAN_SECOND)

/* By the server: what could not be sent at all says nothing of it. */
static gboolean
was_looked_at (const BatchEnding *ending)
{
  return ending->status == BATCH_ITEM_STATUS_SUCCEEDED
         || (ending->status_code > 0
             && (ending->verdict == BATCH_VERDICT_NO_SUCH_MODEL
                 || ending->verdict == BATCH_VERDICT_PERMANENT_REQUEST));
}

/* Where it is taken away as soon as it is there, it is as if it never came. */
static gboolean
is_loaded_first (const BatchEnding *ending)
{
  return ending->verdict == BATCH_VERDICT_WAIT_LOADING
         || ending->verdict == BATCH_VERDICT_SWAPPED_AWAY;
}

static gboolean
has_to_wait (const BatchEnding *ending)
{
  return ending->status == BATCH_ITEM_STATUS_FAILED
         && (ending->verdict == BATCH_VERDICT_WAIT_BUSY || is_loaded_first (ending));
}

static gint64
next_rest (const BatchRefusals *self,
           const BatchEnding   *ending)
{
  gint64 most = is_loaded_first (ending) ? MAX_LOAD_REST_US : MAX_REST_US;

  return CLAMP (self->rest_us * 2, FIRST_REST_US, most);
}

/* The server knows best when there is room again. */
static gint64
asked_rest (const BatchEnding *ending)
{
  gint64 asked_ms = MIN (ending->retry_after_ms, MAX_ASKED_MS);

  return MAX (asked_ms * G_TIME_SPAN_MILLISECOND, FIRST_REST_US);
}

gboolean
batch_refusals_note (BatchRefusals     *self,
                     const BatchEnding *ending,
                     gint64             began_at,
                     gint64             now,
                     double             random01)
{
  gint64 rest;

  if (was_looked_at (ending))
    {
      gboolean rested = self->until > 0;

      batch_refusals_forget (self);
      self->looked_at = now;
      return rested;
    }
  if (!has_to_wait (ending) || (self->until > 0 && began_at < self->rested_at))
    return FALSE;
  if (++self->n_refused <= SOME)
    return FALSE;

  if (ending->retry_after_ms <= 0)
    self->rest_us = next_rest (self, ending);
  rest = ending->retry_after_ms > 0 ? asked_rest (ending) : self->rest_us;
  self->rested_at = now;
  self->n_beside = 0;
  /* Others that were turned away at the same time need not all come back at the same time. */
  self->until = now + rest + (gint64) (random01 * (double) rest / 4);
  return TRUE;
}

void
batch_refusals_rested (BatchRefusals *self,
                       guint          n_beside)
{
  self->n_beside = n_beside;
}

void
batch_refusals_let_in (BatchRefusals *self,
                       guint          n_under_way)
{
  self->n_beside = MAX (2 * n_under_way, 1) - 1;
}

guint
batch_refusals_bound (const BatchRefusals *self,
                      guint                slots,
                      gint64               now)
{
  if (self->until == 0)
    return slots;
  return self->until > now ? 0 : MIN (slots, self->n_beside + 1);
}

gboolean
batch_refusals_passes (const BatchRefusals *self,
                       gint64               now)
{
  return self->looked_at > 0 && now - self->looked_at < PASSES_US;
}

gboolean
batch_refusals_leave_many (gint64 n_waiting)
{
  return n_waiting > SOME;
}

gboolean
batch_refusals_lasts (const BatchRefusals *self)
{
  return self->until - self->rested_at >= LASTS_US;
}

void
batch_refusals_forget (BatchRefusals *self)
{
  *self = (BatchRefusals) { 0 };
}
