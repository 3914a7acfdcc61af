/* simulator/batch-simulator-pool-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "simulator/batch-simulator-pool.h"

G_BEGIN_DECLS

struct _BatchSimulatorModel
{
  char     *name;
  GQueue    for_load;           /* tickets */
  GQueue    for_slot;
  GQueue    at_work;
  guint64   last_used;          /* a count, not a time */
  gint64    keep_ms;            /* how long it stays when idle; -1: for ever */
  guint64   options;            /* with which it is loaded */
  gpointer  owner_data;
  guint     load_ms;
  guint     slots;              /* 0: as the rules have it */
  guint     running;
  guint     loading : 1;
  guint     resident : 1;
  guint     draining : 1;       /* resident, and to be evicted as soon as it is idle, for another */
  guint     doomed : 1;         /* the same, for its own sake */
  guint     preloading : 1;     /* wanted by itself, without a ticket */
  guint     pinned : 1;         /* takes no room, and stays */
  guint     granting : 1;
};

struct _BatchSimulatorPool
{
  GPtrArray                     *models;
  GHashTable                    *by_name;
  GQueue                         wanted;      /* models with tickets that wait for a load */
  BatchSimulatorModel           *loading;
  BatchSimulatorModel           *awaited;     /* nothing is loaded before a model has gone */
  const BatchSimulatorPoolFuncs *funcs;
  gpointer                       user_data;
  guint64                        clock;
  BatchSimulatorPoolRules        rules;
  guint                          n_resident;  /* but for those that are pinned */
  guint                          n_pending;   /* tickets that wait for a load */
};

gboolean batch_simulator_model_is_idle  (BatchSimulatorModel *model);

/* Returns whether there is room for @next; if there is none yet, somebody is on his way out. */
gboolean batch_simulator_pool_make_room (BatchSimulatorPool  *self,
                                         BatchSimulatorModel *next);
void     batch_simulator_pool_evict     (BatchSimulatorPool  *self,
                                         BatchSimulatorModel *model);

G_END_DECLS
