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
 * requests for it wait in line for a load of their own. So nobody waits for ever. Where the rules
 * say otherwise, the model that is kept for the shortest time goes, and while it is waited for it
 * still takes requests; or the least recently used one is stopped in the middle of its work.
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

/* A request's place; lives in the structure of its user, and must be released before that goes.
 * Its user sets the options. */
typedef struct
{
  GList                      link;
  BatchSimulatorModel       *model;
  BatchSimulatorTicketState  state;
  guint64                    options;   /* with which the model is to be loaded, as a hash */
} BatchSimulatorTicket;

typedef enum
{
  BATCH_SIMULATOR_EVICTION_DRAIN,       /* the least recently used one */
  BATCH_SIMULATOR_EVICTION_SHORTEST,    /* the one kept shortest; a busy one is let go */
  BATCH_SIMULATOR_EVICTION_CUT,         /* the least recently used one, busy or not */
} BatchSimulatorEviction;

typedef enum
{
  BATCH_SIMULATOR_QUEUEING_FOR_SLOTS,   /* how many may wait for a slot of a model */
  BATCH_SIMULATOR_QUEUEING_FOR_LOADS,   /* … for loads, of all models */
  BATCH_SIMULATOR_QUEUEING_OF_MODEL,    /* how many of a model may wait or be worked on */
} BatchSimulatorQueueing;

typedef struct
{
  guint                  capacity;      /* 0: no limit; so are the next two */
  guint                  slots;
  guint                  queue;         /* see queueing */
  BatchSimulatorQueueing queueing;
  BatchSimulatorEviction eviction;
  gint64                 keep_ms;       /* of a model that is loaded; -1: for ever */
  const char            *implied_tag;   /* (nullable) static: that names may leave out */
  guint                  ties_loads : 1;  /* a load ends with the request that asked for it */
} BatchSimulatorPoolRules;

typedef struct
{
  /* The ticket has a slot now. */
  void (*granted) (gpointer             ticket_owner,
                   gpointer             user_data);
  /* The ticket is void: the load has failed, or the model was taken away. */
  void (*lost)    (gpointer             ticket_owner,
                   gboolean             load_failed,
                   gpointer             user_data);
  /* A load begins; batch_simulator_pool_loaded () or …_load_failed () must be called later, not
   * from here, unless it is aborted. */
  void (*load)    (BatchSimulatorModel *model,
                   gpointer             user_data);
  void (*aborted) (BatchSimulatorModel *model,
                   gpointer             user_data);
  void (*evicted) (BatchSimulatorModel *model,
                   gpointer             user_data);
  /* (nullable) Nobody works with it any more. */
  void (*idle)    (BatchSimulatorModel *model,
                   gpointer             user_data);
} BatchSimulatorPoolFuncs;

BatchSimulatorPool  *batch_simulator_pool_new         (const BatchSimulatorPoolRules *rules,
                                                       const BatchSimulatorPoolFuncs *funcs,
                                                       gpointer                       user_data);
void                 batch_simulator_pool_free        (BatchSimulatorPool            *self);

BatchSimulatorModel *batch_simulator_pool_add         (BatchSimulatorPool            *self,
                                                       const char                    *name,
                                                       guint                          load_ms);
/* How many requests it works on at a time; 0: no limit. */
guint                batch_simulator_pool_get_slots   (BatchSimulatorPool            *self,
                                                       BatchSimulatorModel           *model);
/* 0: as many as usual. */
void                 batch_simulator_model_set_slots  (BatchSimulatorModel           *model,
                                                       guint                          slots);
BatchSimulatorModel *batch_simulator_pool_find        (BatchSimulatorPool            *self,
                                                       const char                    *name);
/* Of #BatchSimulatorModel, in the order they were added. */
GPtrArray           *batch_simulator_pool_get_models  (BatchSimulatorPool            *self);

/* Whether one more request is refused. */
gboolean             batch_simulator_pool_is_full     (BatchSimulatorPool            *self,
                                                       BatchSimulatorModel           *model,
                                                       guint64                        options);
/* TRUE when the ticket has a slot at once; then granted () is not called. */
gboolean             batch_simulator_pool_acquire     (BatchSimulatorPool            *self,
                                                       BatchSimulatorModel           *model,
                                                       BatchSimulatorTicket          *ticket,
                                                       gpointer                       ticket_owner);
void                 batch_simulator_pool_release     (BatchSimulatorPool            *self,
                                                       BatchSimulatorTicket          *ticket);
void                 batch_simulator_pool_loaded      (BatchSimulatorPool            *self);
/* NULL when there is none. */
BatchSimulatorModel *batch_simulator_pool_get_loading (BatchSimulatorPool            *self);
void                 batch_simulator_pool_load_failed (BatchSimulatorPool            *self);
/* Loads it for nobody in particular. FALSE when it is there, or on its way. */
gboolean             batch_simulator_pool_preload     (BatchSimulatorPool            *self,
                                                       BatchSimulatorModel           *model);
/* At once if @cuts, else as soon as it is idle. FALSE when it is not there. */
gboolean             batch_simulator_pool_unload      (BatchSimulatorPool            *self,
                                                       BatchSimulatorModel           *model,
                                                       gboolean                       cuts);
/* Until it is unloaded it stays, and takes no room. */
void                 batch_simulator_pool_pin         (BatchSimulatorPool            *self,
                                                       BatchSimulatorModel           *model);
/* Forgets, without telling, every model that is idle. */
void                 batch_simulator_pool_unload_idle (BatchSimulatorPool            *self);

const char          *batch_simulator_model_get_name    (BatchSimulatorModel          *model);
guint                batch_simulator_model_get_load_ms (BatchSimulatorModel          *model);
/* "unloaded", "loading", "loaded" or "draining". */
const char          *batch_simulator_model_get_state   (BatchSimulatorModel          *model);
guint                batch_simulator_model_get_running (BatchSimulatorModel          *model);
guint                batch_simulator_model_get_waiting (BatchSimulatorModel          *model);

gboolean             batch_simulator_model_is_resident (BatchSimulatorModel          *model);
gboolean             batch_simulator_model_is_loading (BatchSimulatorModel           *model);
gint64               batch_simulator_model_get_keep   (BatchSimulatorModel           *model);
/* 0: it goes as soon as it is idle. */
void                 batch_simulator_model_set_keep   (BatchSimulatorModel           *model,
                                                       gint64                         keep_ms);
gpointer             batch_simulator_model_get_owner_data (BatchSimulatorModel       *model);
void                 batch_simulator_model_set_owner_data (BatchSimulatorModel       *model,
                                                       gpointer                       owner_data);

G_END_DECLS
