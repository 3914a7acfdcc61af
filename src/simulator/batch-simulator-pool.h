/* simulator/batch-simulator-pool.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Which models are resident, and whose turn it is.
 *
 * A request for a resident model runs as soon as the model has a free slot. A request for another
 * one waits for a load. Loads happen one at a time, in the order in which the first request for
 * each model came. When there is no room, the least recently used idle model is evicted; while none
 * is idle, the least recently used one is drained: it finishes what it has accepted, and new
 * requests for it wait in line for a load of their own. So nobody waits for ever.
 *
 * No I/O and no clock: the owner is told of loads, and says when they are done.
 */
typedef struct _BatchSimulatorPool BatchSimulatorPool;
typedef struct _BatchSimulatorModel BatchSimulatorModel;

typedef enum
{
  BATCH_SIMULATOR_TICKET_NONE,
  BATCH_SIMULATOR_TICKET_LOAD,      /* waits until the model is loaded */
  BATCH_SIMULATOR_TICKET_SLOT,      /* waits for a slot */
  BATCH_SIMULATOR_TICKET_RUNNING,
} BatchSimulatorTicketState;

/* A request's place; lives in the structure of its user, and must be released before that goes. */
typedef struct
{
  GList                      link;
  BatchSimulatorModel       *model;
  BatchSimulatorTicketState  state;
} BatchSimulatorTicket;

typedef struct
{
  /* The ticket has a slot now. */
  void (*granted) (gpointer             ticket_owner,
                   gpointer             user_data);
  /* A load begins; batch_simulator_pool_loaded () must be called later, not from here. */
  void (*load)    (BatchSimulatorModel *model,
                   gpointer             user_data);
  void (*evicted) (BatchSimulatorModel *model,
                   gpointer             user_data);
} BatchSimulatorPoolFuncs;

BatchSimulatorPool  *batch_simulator_pool_new         (guint                          capacity,
                                                       guint                          slots,
                                                       const BatchSimulatorPoolFuncs *funcs,
                                                       gpointer                       user_data);
void                 batch_simulator_pool_free        (BatchSimulatorPool            *self);

BatchSimulatorModel *batch_simulator_pool_add         (BatchSimulatorPool            *self,
                                                       const char                    *name,
                                                       guint                          load_ms);
BatchSimulatorModel *batch_simulator_pool_find        (BatchSimulatorPool            *self,
                                                       const char                    *name);
/* Of #BatchSimulatorModel, in the order they were added. */
GPtrArray           *batch_simulator_pool_get_models  (BatchSimulatorPool            *self);

/* TRUE when the ticket has a slot at once; then granted () is not called. */
gboolean             batch_simulator_pool_acquire     (BatchSimulatorPool            *self,
                                                       BatchSimulatorModel           *model,
                                                       BatchSimulatorTicket          *ticket,
                                                       gpointer                       ticket_owner);
void                 batch_simulator_pool_release     (BatchSimulatorPool            *self,
                                                       BatchSimulatorTicket          *ticket);
void                 batch_simulator_pool_loaded      (BatchSimulatorPool            *self);
/* Forgets, without telling, every model that is idle. */
void                 batch_simulator_pool_unload_idle (BatchSimulatorPool            *self);

const char          *batch_simulator_model_get_name    (BatchSimulatorModel          *model);
guint                batch_simulator_model_get_load_ms (BatchSimulatorModel          *model);
/* "unloaded", "loading", "loaded" or "draining". */
const char          *batch_simulator_model_get_state   (BatchSimulatorModel          *model);
guint                batch_simulator_model_get_running (BatchSimulatorModel          *model);
guint                batch_simulator_model_get_waiting (BatchSimulatorModel          *model);

G_END_DECLS
