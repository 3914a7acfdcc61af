/* batch-durations.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The steps grow by a fixed ratio, so that a median of 40 ms is as sharp as one of ten
 * minutes, two sets are added up without a loss, and their size does not depend on how
 * much was counted. What is kept is text: “step:count”, with spaces between. */

#include "config.h"

#include "core/batch-durations.h"

#include <math.h>

#define STEPS_A_DOUBLING 8.0

/* 0: below 1 ms */
static guint
step_of (gint64 ms)
{
  double step;

  if (ms < 1)
    return 0;

  step = floor (log2 ((double) ms) * STEPS_A_DOUBLING) + 1;
  return MIN ((guint) step, BATCH_DURATION_STEPS - 1);
}

/* The middle of a step. */
static gint64
ms_of (guint step)
{
  return step > 0 ? (gint64) round (exp2 ((step - 0.5) / STEPS_A_DOUBLING)) : 0;
}

void
batch_durations_add (BatchDurations *self,
                     gint64          ms)
{
  self->counts[step_of (ms)]++;
}

void
batch_durations_merge (BatchDurations       *self,
                       const BatchDurations *other)
{
  for (guint i = 0; i < BATCH_DURATION_STEPS; i++)
    self->counts[i] += other->counts[i];
}

gint64
batch_durations_quantile (const BatchDurations *self,
                          double                part)
{
  guint64 total = 0;
  guint64 seen = 0;

  for (guint i = 0; i < BATCH_DURATION_STEPS; i++)
    total += self->counts[i];

  for (guint i = 0; i < BATCH_DURATION_STEPS && total > 0; i++)
    {
      seen += self->counts[i];
      if (seen >= MAX (ceil (part * total), 1))
        return ms_of (i);
    }

  return -1;
}

char *
batch_durations_save (const BatchDurations *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < BATCH_DURATION_STEPS; i++)
    {
      if (self->counts[i] > 0)
        g_string_append_printf (text, "%s%u:%u", text->len > 0 ? " " : "", i, self->counts[i]);
    }

  return g_string_free (text, FALSE);
}

static gboolean
read_pair (const char     *pair,
           BatchDurations *into)
{
  g_auto(GStrv) parts = g_strsplit (pair, ":", -1);
  guint64 step;
  guint64 count;

  if (g_strv_length (parts) != 2
      || !g_ascii_string_to_unsigned (parts[0], 10, 0, BATCH_DURATION_STEPS - 1, &step, NULL)
      || !g_ascii_string_to_unsigned (parts[1], 10, 0, G_MAXUINT32, &count, NULL))
    return FALSE;

  into->counts[step] += count;
  return TRUE;
}

gboolean
batch_durations_load (BatchDurations *self,
                      const char     *text)
{
  g_auto(GStrv) pairs = g_strsplit (text, " ", -1);
  BatchDurations read = { { 0 } };

  for (guint i = 0; *text != '\0' && pairs[i] != NULL; i++)
    {
      if (!read_pair (pairs[i], &read))
        return FALSE;
    }

  batch_durations_merge (self, &read);
  return TRUE;
}
