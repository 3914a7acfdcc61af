/* batch-scale.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of a value axis from 0: @step is 1, 2 or 5 times a power of ten, and at most @max_steps of
 * them reach @value. Returns: how many */
guint   batch_scale_steps      (double  value,
                                guint   max_steps,
                                double *step);
/* Of a time axis: the distance of its ticks in s, such that there are at most @max_ticks. */
gint64  batch_scale_time_step  (gint64  span,
                                guint   max_ticks);
/* How long a slice is to be, in s, so that a plot of @span s has at most @max_slices. */
guint   batch_scale_resolution (gint64  span,
                                guint   max_slices);
/* "850", "12.5k", "3.2M" */
char   *batch_scale_format     (double  value);

G_END_DECLS
