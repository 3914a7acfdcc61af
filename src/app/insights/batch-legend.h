/* batch-legend.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where a part of a legend goes: its leading edge, and the line, 0 for the first. */
typedef struct
{
  double x;
  guint  line;
} BatchSpot;

/* @n parts of these @widths stand at their @shares of what is between @margin and @width. Where one
 * has no room there, with a @gap to the next, all follow each other from the edge, in as many lines
 * as that takes. Returns: how many */
guint batch_legend_place (const double *widths,
                          const double *shares,
                          guint         n,
                          double        margin,
                          double        width,
                          double        gap,
                          BatchSpot    *spots);

G_END_DECLS
