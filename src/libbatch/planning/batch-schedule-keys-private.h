/* batch-schedule-keys-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "planning/batch-schedule-private.h"

G_BEGIN_DECLS

/* Higher is better. */
typedef enum
{
  BATCH_NOT_RESIDENT,
  BATCH_THOUGHT_RESIDENT,
  BATCH_SEEN_RESIDENT,
  BATCH_CURRENT_RESIDENT,
} BatchResidency;

/* Work of a key that is as urgent and as important. */
typedef struct
{
  double need_ms;          /* from the beginning of the key's work to the end of this */
  double deadline_ms;      /* INFINITY: none */
  double margin_ms;        /* by which it had better end sooner */
  int    priority;
} BatchSchedulePart;

/* All groups of a resource key, as the scheduler weighs them. Times are ms from
 * the now of the input. */
typedef struct
{
  const char     *key;
  GArray         *groups;          /* of guint, indices in the order to run them */
  const BatchScheduleGroup *first; /* in the list */
  gint64          submitted_at;
  gint64          waiting;
  gint64          delayed;
  gint64          last_served;
  double          due_ms;          /* when something can start */
  double          overtaken_ms;
  double          work_ms;         /* -1: not known */
  double          guess_ms;        /* work_ms, or a guess to weigh deadlines by */
  double          load_ms;         /* of one load, measured or not */
  GArray         *parts;           /* (nullable) of BatchSchedulePart, in the order of work; */
                                   /* NULL: all is alike, and without a deadline */
  double          deadline_ms;     /* the tightest; INFINITY: none */
  double          need_ms;         /* work up to that deadline, */
  double          margin_ms;       /* and by how much it had better end sooner */
  BatchResidency  residency;
  int             priority;        /* the highest, */
  int             least_priority;  /* and the lowest */
  guint           turn;            /* in the order that a person made; 0: none */
  guint           moved : 1;
  guint           load_known : 1;
  guint           has_deadline : 1;
  guint           has_aged : 1;
  guint           placed : 1;
} BatchScheduleKey;

/* Array of BatchScheduleKey, in the order in which they are met. */
GArray *batch_schedule_keys_collect (const BatchScheduleInput *input);

G_END_DECLS
