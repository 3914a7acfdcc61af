/* batch-win-rate-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double rate;                 /* 0 … 1 */
  double low;
  double high;
} BatchWinRate;

/* FALSE when nothing was decided. */
gboolean batch_win_rate_find (gint64        wins,
                              gint64        losses,
                              BatchWinRate *out);

G_END_DECLS
