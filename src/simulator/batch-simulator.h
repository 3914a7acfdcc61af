/* simulator/batch-simulator.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "simulator/batch-simulator-fault.h"
#include "simulator/batch-simulator-log.h"

G_BEGIN_DECLS

/* All zero is a good start: one model, “simulated”, that is there and answers at once. */
typedef struct
{
  const char *personality;    /* the server it passes for; NULL: none but itself */
  const char *models;         /* "name:load_ms/slots,…"; without :load_ms, loading takes no time,
                               * and without /slots a model has as many as all others */
  guint       capacity;       /* of models resident at a time; 0: all */
  guint       queue;          /* requests that may wait; 0: as the personality has it */
  double      speed;          /* how many times as fast as usual its time passes; 0: once */
  guint       context;        /* tokens that a prompt may have; 0: no limit */
  guint       slots;          /* requests that a model works on at a time; 0: no limit */
  guint       delay_ms;       /* of every answer */
  double      jitter;         /* how much times vary, as a part of them: 0.1 is ±10 % */
  double      prompt_rate;    /* tokens a second; 0: at once */
  double      output_rate;
  guint64     seed;           /* of faults and jitter */
  const char *faults;         /* "503:0.02,cut:0.01", see batch_simulator_faults_add_text () */
  const char *api_key;        /* what a request must bear; NULL: nothing */
  gboolean    any_model;      /* whether unknown models are taken for models that load at once */
  gboolean    no_log;         /* counts only */
} BatchSimulatorConfig;

#define BATCH_TYPE_SIMULATOR (batch_simulator_get_type ())

G_DECLARE_FINAL_TYPE (BatchSimulator, batch_simulator, BATCH, SIMULATOR, GObject)

/* NULL when a text in @config is not understood. */
BatchSimulator *batch_simulator_new          (const BatchSimulatorConfig  *config,
                                              GError                     **error);

/* Listens on @address, an IP address, and @port, where 0 picks a free one. */
gboolean        batch_simulator_start        (BatchSimulator              *self,
                                              const char                  *address,
                                              guint16                      port,
                                              GError                     **error);
/* Closes every connection. It may be started again, and knows then what it knew. */
void            batch_simulator_stop         (BatchSimulator              *self);

guint16         batch_simulator_get_port     (BatchSimulator              *self);
/* With /v1 at the end. */
const char     *batch_simulator_get_uri      (BatchSimulator              *self);

/* What follows may be called from any thread. Reset forgets the log and the faults that were added
 * since the start, and unloads the models that are idle. */
void            batch_simulator_reset        (BatchSimulator              *self);
void            batch_simulator_add_fault    (BatchSimulator              *self,
                                              const BatchSimulatorFault   *fault);
void            batch_simulator_get_counters (BatchSimulator              *self,
                                              BatchSimulatorCounters      *counters);
guint64         batch_simulator_count_status (BatchSimulator              *self,
                                              guint                        status);
guint64         batch_simulator_count_model  (BatchSimulator              *self,
                                              const char                  *model);
guint64         batch_simulator_get_length   (BatchSimulator              *self);
gboolean        batch_simulator_get_record   (BatchSimulator              *self,
                                              guint64                      seq,
                                              BatchSimulatorRecord        *record);
char           *batch_simulator_dup_log      (BatchSimulator              *self);

/* What @model answers to @prompt: “model: MODEL; prompt: PROMPT; hash: HASH”, where of a long
 * prompt only the end is repeated, and the hash is that of model and prompt. */
char           *batch_simulator_answer       (const char                  *model,
                                              const char                  *prompt);
guint64         batch_simulator_prompt_hash  (const char                  *model,
                                              const char                  *prompt);

G_END_DECLS
