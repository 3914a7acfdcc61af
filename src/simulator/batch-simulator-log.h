/* simulator/batch-simulator-log.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "simulator/batch-simulator-clock.h"
#include "simulator/batch-simulator-prompt.h"

G_BEGIN_DECLS

#define BATCH_SIMULATOR_PREFIX 16

typedef enum
{
  BATCH_SIMULATOR_EVENT_REQUEST,      /* for an answer of a model */
  BATCH_SIMULATOR_EVENT_OTHER,        /* any other request */
  BATCH_SIMULATOR_EVENT_ORDER,        /* one that only wants a model loaded or unloaded */
  BATCH_SIMULATOR_EVENT_LOAD,
  BATCH_SIMULATOR_EVENT_EVICTION,
} BatchSimulatorEvent;

typedef enum
{
  BATCH_SIMULATOR_LOAD_GOOD,
  BATCH_SIMULATOR_LOAD_ABORTED,
  BATCH_SIMULATOR_LOAD_FAILED,
} BatchSimulatorLoadOutcome;

/* One line of the log. */
typedef struct
{
  BatchSimulatorEvent  event;
  guint64              seq;
  const char          *model;         /* "" when it is not known */
  const char          *path;
  const char          *marker;        /* "" without one */
  const char          *fault;         /* "" without one; of a load "aborted" or "failed" */
  char                 prompt[BATCH_SIMULATOR_PREFIX + 1];  /* how it begins */
  guint64              prompt_hash;
  guint                start_ms;      /* since the start of the simulator */
  guint                end_ms;
  guint                status;        /* 0 when none was sent */
  guint                in_flight;     /* this one and those that had not ended when it came */
  guint                attempt;       /* 1 for the first time this model was asked this */
  gint64               keep_ms;       /* of an order, with says_keep; −1: for ever */
  guint                says_keep : 1; /* for how long the model is to stay */
  guint                streams : 1;   /* it is asked for a stream */
  guint                ended : 1;
  guint                answered : 1;  /* in full, as it should be */
  guint                closed_by_client : 1;
} BatchSimulatorRecord;

typedef struct
{
  guint64 requests;           /* for answers of models */
  guint64 others;
  guint64 answered;
  guint64 closed_by_client;
  guint64 loads;
  guint64 loads_aborted;
  guint64 loads_failed;
  guint64 evictions;
  guint   in_flight;
  guint   max_in_flight;
  guint   prompts;            /* different ones */
  guint   asked_again;        /* prompts that were asked more than once */
  guint   answered_again;     /* prompts that were answered more than once */
} BatchSimulatorCounters;

/* What a simulator saw. Written on its thread, read from any. */
typedef struct _BatchSimulatorLog BatchSimulatorLog;

/* Of a request in flight; one that was begun before a reset is not counted after it. */
typedef struct
{
  guint64 seq;
  guint64 hash;
  guint   round;
  guint   attempt;
} BatchSimulatorMark;

BatchSimulatorLog *batch_simulator_log_new          (gboolean                  keep,
                                                     const BatchSimulatorClock *clock);
void               batch_simulator_log_free         (BatchSimulatorLog        *self);
void               batch_simulator_log_reset        (BatchSimulatorLog        *self);

void               batch_simulator_log_begin        (BatchSimulatorLog        *self,
                                                     BatchSimulatorMark       *mark,
                                                     const char               *path,
                                                     const BatchSimulatorPrompt *prompt);
void               batch_simulator_log_end          (BatchSimulatorLog        *self,
                                                     const BatchSimulatorMark *mark,
                                                     guint                     status,
                                                     const char               *fault,
                                                     gboolean                  answered,
                                                     gboolean                  closed_by_client);
void               batch_simulator_log_other        (BatchSimulatorLog        *self,
                                                     const char               *path,
                                                     guint                     status);
/* @prompt (nullable) may say how long to keep @model. */
void               batch_simulator_log_order        (BatchSimulatorLog        *self,
                                                     const char               *path,
                                                     const char               *model,
                                                     const BatchSimulatorPrompt *prompt);
void               batch_simulator_log_load_begin   (BatchSimulatorLog        *self,
                                                     BatchSimulatorMark       *mark,
                                                     const char               *model);
void               batch_simulator_log_load_end     (BatchSimulatorLog        *self,
                                                     const BatchSimulatorMark *mark,
                                                     BatchSimulatorLoadOutcome outcome);
void               batch_simulator_log_eviction     (BatchSimulatorLog        *self,
                                                     const char               *model);

guint64            batch_simulator_log_get_length   (BatchSimulatorLog        *self);
/* The strings are good until a reset. */
gboolean           batch_simulator_log_get_record   (BatchSimulatorLog        *self,
                                                     guint64                   seq,
                                                     BatchSimulatorRecord     *record);
void               batch_simulator_log_get_counters (BatchSimulatorLog        *self,
                                                     BatchSimulatorCounters   *counters);
guint64            batch_simulator_log_count_status (BatchSimulatorLog        *self,
                                                     guint                     status);
guint64            batch_simulator_log_count_model  (BatchSimulatorLog        *self,
                                                     const char               *model);

/* As JSON: one line for each event from @seq on, up to about @limit bytes. Sets @seq to the next
 * one, and returns whether there are more. */
gboolean           batch_simulator_log_append_lines (BatchSimulatorLog        *self,
                                                     GString                  *out,
                                                     guint64                  *seq,
                                                     gsize                     limit);
void               batch_simulator_log_append_summary (BatchSimulatorLog      *self,
                                                     GString                  *out);

G_END_DECLS
