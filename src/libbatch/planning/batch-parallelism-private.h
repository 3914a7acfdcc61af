/* batch-parallelism-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How many requests for one resource key are under way at a time, found out from how long
 * they take. Pure: the rule stands at the top of batch-parallelism.c. */

#define BATCH_PARALLELISM_MAX 256

typedef enum
{
  BATCH_PARALLELISM_RUSH,          /* twice as many as have proved useful */
  BATCH_PARALLELISM_STEADY,
  BATCH_PARALLELISM_UP,            /* tries more */
  BATCH_PARALLELISM_CHECK,         /* goes back, to see whether more did better by chance */
  BATCH_PARALLELISM_DOWN,          /* tries fewer */
  BATCH_PARALLELISM_RECOVER,       /* after the server was overloaded */
} BatchParallelismPhase;

typedef enum
{
  BATCH_PARALLELISM_ANSWERED,
  BATCH_PARALLELISM_OVERLOADED,    /* turned away, as there are too many */
  BATCH_PARALLELISM_OTHER,         /* says nothing about it */
} BatchParallelismOutcome;

/* What is remembered of a request while it is under way. */
typedef struct
{
  gint64 began_at;
  guint  stretch;
  guint  in_flight;                /* it included, when it began, */
  guint  level;                    /* and how many there might have been */
  guint  counted : 1;
} BatchParallelismTicket;

/* Requests, and what they took. */
typedef struct
{
  double n;
  double usec;
  double work;
} BatchParallelismSum;

/* Requests that began one after the other at the same level. */
typedef struct
{
  guint               number;
  guint               n_wanted;
  guint               n_begun;
  guint               n_ended;
  guint               n_before;    /* began before as many were under way */
  double              n_in_flight; /* of the rush: under way when those began that were answered */
  gint64              since;       /* as many are; 0: not yet */
  double              area;        /* under way, times microseconds */
  BatchParallelismSum sum;
} BatchParallelismStretch;

typedef struct
{
  BatchParallelismPhase   phase;
  guint                   level;
  guint                   settled;       /* the best one known */
  guint                   limit;         /* 0: none but the maximum */
  guint                   most;          /* that may be tried; 0: none but the maximum */
  guint                   usual;         /* of a server with a limit, when nothing is in the way */
  guint                   ceiling;       /* more than that were turned away; 0: not seen */
  guint                   lowest;        /* under way before one that was turned away */
  guint                   room;          /* of all under way then, those that were not */
  guint                   floor;         /* so few got less done; 0: not seen */
  double                  rate;          /* work per microsecond at the settled level; 0: unknown */
  double                  n_rate;        /* requests that it was seen from */
  double                  unsteady;      /* by what part it differs from time to time */
  guint                   higher;        /* the level that is checked; 0: none */
  double                  higher_rate;   /* as rate */
  double                  n_higher;
  guint                   lower;         /* that was enough once, and is tried again; 0: none */
  BatchParallelismStretch stretch;
  BatchParallelismSum     first;         /* of the rush, with as many as have proved useful */
  gint64                  now;
  guint                   in_flight;
  guint                   cut_at;        /* the stretch that began with the last cut */
  guint                   n_answers;     /* since the level was raised last, after an overload */
  guint                   up_after;      /* stretches between two tries */
  guint                   down_after;
  guint                   n_since_up;
  guint                   n_since_down;
  guint                   quick : 1;     /* more has always been better so far */
  guint                   paused : 1;
} BatchParallelism;

/* Of a request that is to tell something. */
typedef struct
{
  BatchParallelism       *parallelism;   /* (nullable) that learns from it */
  BatchParallelismTicket  ticket;
} BatchParallelismTry;

/* @start: how many it begins with; @limit: how many it never goes beyond; 0: nobody knows */
void                   batch_parallelism_init  (BatchParallelism             *self,
                                                guint                         start,
                                                guint                         limit);
/* An earlier run has found @level to be best, which is gone on with, and put to the test; 0:
 * nothing is known of one. */
void                   batch_parallelism_resume (BatchParallelism            *self,
                                                guint                         level);
/* Whether anything was found out that the next run can begin with. */
gboolean               batch_parallelism_is_learnt (const BatchParallelism   *self);
/* It is known now: as many are a good number to go on with. 0: not any more, so that more are
 * tried. */
void                   batch_parallelism_set_limit (BatchParallelism         *self,
                                                guint                         limit);
guint                  batch_parallelism_get_limit (const BatchParallelism   *self);
/* More are not even tried, as the server would turn them away; 0: nobody knows. */
void                   batch_parallelism_set_most  (BatchParallelism         *self,
                                                guint                         most);
/* Fewer are sent for a while, for reasons of others: nothing is learnt from these, nor tried. */
void                   batch_parallelism_set_paused (BatchParallelism        *self,
                                                gboolean                      paused);
guint                  batch_parallelism_get   (const BatchParallelism       *self);
/* That, without what is only tried at the moment. */
guint                  batch_parallelism_get_settled (const BatchParallelism *self);

/* A request leaves at @now, microseconds of any clock that never goes back. */
BatchParallelismTicket batch_parallelism_begin (BatchParallelism             *self,
                                                gint64                        now);
/* It came back. @work: how much was asked for, in any unit that stays the same; each that
 * began has to end. Returns: whether another number may be under way now */
gboolean               batch_parallelism_end   (BatchParallelism             *self,
                                                const BatchParallelismTicket *ticket,
                                                BatchParallelismOutcome       outcome,
                                                gint64                        now,
                                                double                        work);

G_END_DECLS
