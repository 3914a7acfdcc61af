/* batch-durations.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

/* From below 1 ms to more than a day, eight steps for each doubling. */
#define BATCH_DURATION_STEPS 216

/* How many things took how long. All zero is empty. */
typedef struct
{
  guint32 counts[BATCH_DURATION_STEPS];
} BatchDurations;

BATCH_AVAILABLE_IN_ALL
void     batch_durations_add      (BatchDurations       *self,
                                   gint64                ms);
BATCH_AVAILABLE_IN_ALL
void     batch_durations_merge    (BatchDurations       *self,
                                   const BatchDurations *other);
/* What @part of them took at most, in ms, to within five percent; -1: there are none. */
BATCH_AVAILABLE_IN_ALL
gint64   batch_durations_quantile (const BatchDurations *self,
                                   double                part);
/* Returns: (transfer full): short, as most steps are empty */
BATCH_AVAILABLE_IN_ALL
char    *batch_durations_save     (const BatchDurations *self);
/* Adds what was saved. FALSE when it cannot be read, with nothing added. */
BATCH_AVAILABLE_IN_ALL
gboolean batch_durations_load     (BatchDurations       *self,
                                   const char           *text);

G_END_DECLS
