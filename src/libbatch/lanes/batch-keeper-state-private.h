/* batch-keeper-state-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-model-watch-private.h"
#include "backend/batch-residency-private.h"
#include "lanes/batch-keeper-private.h"

G_BEGIN_DECLS

typedef struct _BatchPreparation BatchPreparation;

struct _BatchKeeper
{
  char                  *lane;
  BatchStore            *store;
  BatchBackend          *backend;
  char                  *api_key;      /* (nullable) */
  const BatchKeeperHost *host;
  gpointer               host_data;
  GCancellable          *stop;         /* of what nobody waits for */
  GPtrArray             *held;         /* of BatchResidency, the one used last at the end */
  BatchPreparation      *preparation;  /* (nullable) under way */
  BatchModelWatch       *watch;        /* (nullable) while somebody works with a model */
  char                  *watched;      /* that model */
  guint                  n_letting_go; /* what is to be loaded waits for their end */
  guint                  has_key : 1;
  guint                  shares_card : 1; /* with other servers */
  guint                  known : 1;    /* what kind of server it is */
  guint                  seen : 1;     /* the watched model was there */
};

/* batch-keeper.c */
BatchResidency *batch_keeper_find      (BatchKeeper          *self,
                                        const char           *model);
guint           batch_keeper_count_others (BatchKeeper       *self,
                                        const char           *model);
/* The one that has to go before @model comes. Returns: (nullable) */
BatchResidency *batch_keeper_in_the_way (BatchKeeper         *self,
                                        const char           *model);
/* One that nobody waits for, and that is kept like those that are. Returns: (nullable) */
BatchResidency *batch_keeper_find_idle (BatchKeeper          *self,
                                        const char           *model);
/* Whether there may be less of what is held beside @model. */
gboolean        batch_keeper_doubts_others (BatchKeeper      *self,
                                        const char           *model);
BatchResidency *batch_keeper_steal     (BatchKeeper          *self,
                                        BatchResidency       *residency);
/* Takes @residency. */
void            batch_keeper_take      (BatchKeeper          *self,
                                        BatchResidency       *residency);
/* @how: (nullable): NULL: it is held no more. @callback: (nullable) */
void            batch_keeper_remember  (BatchKeeper          *self,
                                        const char           *model,
                                        const char           *how,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);

/* batch-keeper-prepare.c: begins what had to wait */
void            batch_keeper_go_on     (BatchKeeper          *self);

/* batch-keeper-watch.c: who else changes what is there, and what the server takes */
void            batch_keeper_ask_limits (BatchKeeper         *self,
                                        const char           *model);
void            batch_keeper_watch     (BatchKeeper          *self,
                                        const char           *model);
void            batch_keeper_unwatch   (BatchKeeper          *self);

G_END_DECLS
