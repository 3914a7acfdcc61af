/* batch-legend.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "insights/batch-legend.h"

static gboolean
place_at_shares (const double *widths,
                 const double *shares,
                 guint         n,
                 double        margin,
                 double        width,
                 double        gap,
                 BatchSpot    *spots)
{
  for (guint i = 0; i < n; i++)
    {
      double end = i + 1 < n ? margin + shares[i + 1] * (width - margin) - gap : width;

      spots[i] = (BatchSpot) { margin + shares[i] * (width - margin), 0 };
      if (spots[i].x + widths[i] > end)
        return FALSE;
    }

  return TRUE;
}

/* Like words: what has no room in a line begins the next. */
static guint
place_in_lines (const double *widths,
                guint         n,
                double        width,
                double        gap,
                BatchSpot    *spots)
{
  BatchSpot pen = { 0, 0 };

  for (guint i = 0; i < n; i++)
    {
      if (pen.x > 0 && pen.x + widths[i] > width)
        pen = (BatchSpot) { 0, pen.line + 1 };
      spots[i] = pen;
      pen.x += widths[i] + gap;
    }

  return pen.line + 1;
}

guint
batch_legend_place (const double *widths,
                    const double *shares,
                    guint         n,
                    double        margin,
                    double        width,
                    double        gap,
                    BatchSpot    *spots)
{
  if (place_at_shares (widths, shares, n, margin, width, gap, spots))
    return 1;
  return place_in_lines (widths, n, width, gap, spots);
}
