/* batch-told-load-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For how long a server has said nothing but that it is loading. All zero: it has not. Times are
 * monotonic, µs. */
typedef struct
{
  gint64 since;
  gint64 until;                    /* it goes on if it says so again by then */
} BatchToldLoad;

/* It says so again, and when to ask again; -1: it does not say. Returns: whether it has for longer
 * than @longest, which then begins anew */
gboolean batch_told_load_note (BatchToldLoad *self,
                               gint64         now,
                               gint64         retry_after_ms,
                               gint64         longest);
/* It has said something else. */
void     batch_told_load_end  (BatchToldLoad *self);

G_END_DECLS
