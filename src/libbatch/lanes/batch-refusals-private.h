/* batch-refusals-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "workers/batch-worker-private.h"

G_BEGIN_DECLS

/* How a server that turns requests away for now is spared more of them. Times are monotonic,
 * in µs. */
typedef struct
{
  guint  n_refused;                /* in a row */
  gint64 rest_us;                  /* the last one that the server did not ask for */
  gint64 rested_at;                /* when it began */
  gint64 until;                    /* nothing begins before */
  guint  n_beside;                 /* that may be under way beside the next */
  gint64 looked_at;                /* when the server last looked at one */
} BatchRefusals;

/* A request that began at @began_at has ended with @ending.
 * Returns: whether that changes what may begin */
gboolean batch_refusals_note   (BatchRefusals       *self,
                                const BatchEnding   *ending,
                                gint64               began_at,
                                gint64               now,
                                double               random01);
/* The rest is over, and @n_beside that began before it are under way still. */
void     batch_refusals_rested (BatchRefusals       *self,
                                guint                n_beside);
/* Of @n_under_way none was turned away for a while. */
void     batch_refusals_let_in (BatchRefusals       *self,
                                guint                n_under_way);
/* Returns: how many items, of @slots, may be under way at a time now */
guint    batch_refusals_bound  (const BatchRefusals *self,
                                guint                slots,
                                gint64               now);
/* Whether the server lets others in all the while, so that who comes back soon may be, too. */
gboolean batch_refusals_passes (const BatchRefusals *self,
                                gint64               now);
/* Whether so many wait behind one that was turned away that they are sent one at a time. */
gboolean batch_refusals_leave_many (gint64           n_waiting);
/* Whether it has gone on for so long that others may go first. */
gboolean batch_refusals_lasts  (const BatchRefusals *self);
void     batch_refusals_forget (BatchRefusals       *self);

G_END_DECLS
