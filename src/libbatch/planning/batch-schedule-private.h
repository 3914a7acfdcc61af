/* batch-schedule-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"
#include "core/batch-enums.h"

G_BEGIN_DECLS

/* What goes into a plan and what comes out. Times are µs, durations ms; -1 is
 * "not known". Strings of the input are the caller's. */

/* Waiting work that shares a resource key: that of one job, or that of all jobs
 * of the key taken together, which is what makes planning cheap when there are
 * many jobs. Several groups may have the same key. */
typedef struct
{
  const char *key;
  gint64      rank;           /* place in the list of its first job, as the next one */
  gint64      minor;
  gint64      key_place;      /* of the key in that job */
  gint64      repeats;        /* more loads that it takes in the order of the input */
  guint       turn;           /* in the order that a person made, from 1; 0: not in it */
  gint64      submitted_at;   /* of its oldest job that waits or is in flight */
  gint64      waiting;        /* items that may start now */
  gint64      delayed;        /* items that may start later */
  gint64      next_due;       /* when the first of those may; 0: none */
  gint64      in_flight;
  gint64      deadline;       /* the earliest; 0: none */
  gint64      margin_us;      /* that its work may take longer: it had better end so much sooner */
  gint64      overtaken_us;   /* kept by batch_schedule_account () */
  gint64      last_served;    /* likewise; 0: never */
  double      item_ms;        /* one more item makes it that much longer, slots counted; -1 */
  double      load_ms;        /* measured, of the model; -1 */
  int         priority;       /* the highest; higher goes first */
  gboolean    moved;          /* the person put it at its turn, and did not only leave it */
  gboolean    raised;         /* it has the lane as it had waited for too long; kept likewise */
  gboolean    is_trial;       /* somebody waits for its answers */
} BatchScheduleGroup;

typedef struct
{
  const char *key;
  gboolean    certain;        /* seen loaded just now, not only remembered */
  double      load_ms;        /* to load it again; 0: not known */
  gint64      last_used;      /* 0: not known */
} BatchScheduleResident;

/* One lane: a backend, or several that share a GPU. */
typedef struct
{
  const BatchScheduleGroup    *groups;
  guint                        n_groups;
  const BatchScheduleResident *residents;
  guint                        n_residents;
  const char                  *current_key;       /* (nullable) which of those the lane works on */
  gint64                       current_since;
  guint                        capacity;          /* models resident at once; 0: not known */
  BatchPolicy                  policy;
  gint64                       now;
  gint64                       patience_us;       /* how long one may be overtaken; 0: 30 min */
  gint64                       turn_us;           /* of the fair policy; 0: 10 min */
  double                       default_load_ms;   /* of a model never loaded; 0: 10 s */
  guint                        limit;             /* only that many places; 0: all */
  gboolean                     never_loads;       /* all models are there, as at a provider */
} BatchScheduleInput;

typedef enum
{
  BATCH_SCHEDULE_REASON_MOVED,         /* a person put it there */
  BATCH_SCHEDULE_REASON_KEPT,          /* a person left it before one that was moved */
  BATCH_SCHEDULE_REASON_DEADLINE,      /* would be missed by waiting */
  BATCH_SCHEDULE_REASON_LOST_DEADLINE, /* cannot be met any more: as much as possible before it */
  BATCH_SCHEDULE_REASON_SAVES_LOAD,    /* another order of what is urgent would take one more, */
  BATCH_SCHEDULE_REASON_SAVES_TIME,    /* or as many that take longer */
  BATCH_SCHEDULE_REASON_PRIORITY,
  BATCH_SCHEDULE_REASON_CURRENT,       /* same model as now */
  BATCH_SCHEDULE_REASON_COMING_BACK,   /* same model as now, its next item is due soon */
  BATCH_SCHEDULE_REASON_RESIDENT,      /* already loaded */
  BATCH_SCHEDULE_REASON_OVERTAKEN,     /* nobody waits for ever */
  BATCH_SCHEDULE_REASON_FIRST_COME,
  BATCH_SCHEDULE_REASON_TURN,          /* fair policy */
  BATCH_SCHEDULE_REASON_LIST_ORDER,    /* exact order, or somebody moved its job */
} BatchScheduleReason;

typedef struct
{
  char               *key;
  guint              *groups;       /* indices into the input, in the order to run them */
  guint               n_groups;
  gint64              count;        /* items */
  BatchScheduleReason reason;
  char               *words;        /* the reason, as the end of a sentence */
  char               *evicts;       /* (nullable) model to give up for it */
  gboolean            needs_load;
  double              load_ms;      /* 0 without */
  gint64              start;        /* expected; -1 */
  gint64              end;
} BatchSchedulePlace;

typedef struct
{
  BatchSchedulePlace *places;
  guint               n_places;
  guint               loads;           /* that the plan takes; of the places it has */
  guint               arrival_loads;   /* that the items would take in order of submission */
  guint               least_loads;     /* below which no order gets */
  guint64             looks;           /* how often a key was looked at: what it cost to make */
} BatchSchedule;

void     batch_schedule_free       (BatchSchedule *self);

/* Whether who was submitted at @one was there before who was at @two. What comes
 * within a second comes together: the keys of one job, or the jobs of one script. */
gboolean batch_schedule_was_before (gint64         one,
                                    gint64         two);

/* By their place in the list. */
int      batch_schedule_compare_places (const BatchScheduleGroup *one,
                                        const BatchScheduleGroup *two);

/* Tells the groups of a lane what happened since the last time: that @elapsed_us
 * went by in which @served_key had the lane. Whoever plans calls this first. */
void batch_schedule_account (BatchScheduleGroup *groups,
                             guint               n_groups,
                             const char         *served_key,
                             gint64              elapsed_us,
                             gint64              now);

/* What a reason is about; ms, where -1 is not known. */
typedef struct
{
  double   load_ms;
  double   deadline_ms;    /* until then, from now and not from its turn on */
  double   due_ms;         /* likewise */
  double   overtaken_ms;
  double   patience_ms;
  int      priority;
  guint    turn;
  gboolean is_first;       /* of the plan, */
  gboolean is_last;        /* and nothing is behind it */
  gboolean is_certain;     /* seen loaded */
  gboolean saves_load;     /* to go on with it; where nothing is loaded, it saves none */
} BatchScheduleFacts;

/* "same model as now: saves one load, about 14 s" */
char *batch_schedule_words_for_reason   (BatchScheduleReason       reason,
                                         const BatchScheduleFacts *facts);

/* "14 s", "3 min", "2 h", "4 days" */
char *batch_schedule_words_for_duration (double                    ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchSchedule, batch_schedule_free)

G_END_DECLS
