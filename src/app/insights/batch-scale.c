/* batch-scale.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "insights/batch-scale.h"

#include <math.h>

/* Where the ticks of an axis stand: at numbers that people count in. */

static const gint64 time_steps[] = {
  10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800,
};

/* Those in which the history is kept, and multiples of them. */
static const guint resolutions[] = {
  10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400,
};

guint
batch_scale_steps (double  value,
                   guint   max_steps,
                   double *step)
{
  static const double factors[] = { 1, 2, 5, 10 };
  double power;

  *step = 1;
  if (value <= 0 || max_steps == 0)
    return 1;

  power = pow (10, floor (log10 (value / max_steps)));
  for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
    {
      *step = factors[i] * power;
      if (ceil (value / *step) <= max_steps)
        break;
    }

  return MAX ((guint) ceil (value / *step), 1);
}

gint64
batch_scale_time_step (gint64 span,
                       guint  max_ticks)
{
  gint64 step = time_steps[0];

  for (guint i = 0; i < G_N_ELEMENTS (time_steps); i++)
    {
      step = time_steps[i];
      if (span / step <= max_ticks)
        return step;
    }

  while (span / step > max_ticks)
    step *= 2;
  return step;
}

guint
batch_scale_resolution (gint64 span,
                        guint  max_slices)
{
  for (guint i = 0; i < G_N_ELEMENTS (resolutions); i++)
    {
      if (span / resolutions[i] <= max_slices)
        return resolutions[i];
    }

  return resolutions[G_N_ELEMENTS (resolutions) - 1];
}

char *
batch_scale_format (double value)
{
  if (value >= 1e6)
    return g_strdup_printf ("%.3gM", value / 1e6);
  if (value >= 1e4)
    return g_strdup_printf ("%.3gk", value / 1e3);
  if (value >= 100 || value == floor (value))
    return g_strdup_printf ("%.0f", value);
  return g_strdup_printf ("%.2g", value);
}
