/* schedule-trace.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What comes to one model server, made up: jobs, models, and how many of them it holds.
 * Times are ms from the beginning. */

#define TRACE_MAX_KEYS 16
#define TRACE_MAX_JOBS 80

typedef struct
{
  guint  key;
  guint  n_items;
  double item_ms;
  double submitted_ms;
  double deadline_ms;      /* INFINITY: none */
  int    priority;
} TraceJob;

typedef struct
{
  double   load_ms[TRACE_MAX_KEYS];
  TraceJob jobs[TRACE_MAX_JOBS];     /* by their submission */
  guint    n_keys;
  guint    n_jobs;
  guint    capacity;
  guint    n_residents;              /* at the beginning: the first ones */
  double   patience_ms;
} Trace;

/* A kind of traces; ranges are from and to, the end included. */
typedef struct
{
  const char *name;        /* NULL: no more of them */
  guint       keys[2];
  guint       jobs[2];
  guint       capacity[2];
  double      size_sigma;      /* of the logarithm of what a job takes */
  double      load_part;       /* of a load, to what a job takes, in the middle */
  double      spread;          /* in which all come in, to all the work; 0: all are there */
  guint       bursts;          /* in which they come; 0: one by one */
  double      deadlines;       /* share of the jobs */
  double      priorities;
  gboolean    impatient;       /* nobody is overtaken for more than half an hour */
} TraceKind;

extern const TraceKind trace_kinds[];

/* Whether everything is there at the beginning; and is so little that all orders can be tried. */
gboolean    trace_kind_is_static (const TraceKind *self);
gboolean    trace_kind_is_small  (const TraceKind *self);

void        trace_make       (Trace           *self,
                              const TraceKind *kind,
                              GRand           *random);
/* Of which models the jobs are that come after that, as when it was made. */
void        trace_draw_again (Trace           *self,
                              double           after_ms,
                              GRand           *random);
/* What is known by then, and nothing that comes later. */
void        trace_cut        (Trace           *self,
                              double           after_ms);
const char *trace_key_name   (guint            key);

G_END_DECLS
