/* batch-easing-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How often is done what others wait for at first, and what is asked for again and again: at once
 * after a long rest, and then ever less often. Zeros are one that nothing was done of. */
typedef struct
{
  gint64 done_at;       /* µs */
  gint64 rest_us;       /* from then on */
} BatchEasing;

/* How long until it may be done, in µs; 0: it may now. */
gint64 batch_easing_wait (const BatchEasing *self,
                          gint64             now);
void   batch_easing_done (BatchEasing       *self,
                          gint64             now);

G_END_DECLS
