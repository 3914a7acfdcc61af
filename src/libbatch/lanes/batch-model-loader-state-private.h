/* batch-model-loader-state-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-model-watch-private.h"
#include "backend/batch-residency-private.h"
#include "backend/batch-server-info.h"
#include "lanes/batch-model-loader-private.h"

G_BEGIN_DECLS

typedef struct _BatchPreparation BatchPreparation;
typedef struct _BatchLook BatchLook;

struct _BatchModelLoader
{
  char                       *lane;
  BatchStore                 *store;
  BatchBackend               *backend;
  char                       *api_key; /* (nullable) */
  const BatchModelLoaderHost *host;
  gpointer                    host_data;
  GCancellable               *stop;    /* of what nobody waits for */
  GPtrArray                  *held;    /* of BatchResidency, the one used last at the end */
  BatchPreparation           *preparation; /* (nullable) under way */
  BatchLook                  *look;    /* (nullable) before that */
  BatchModelWatch            *watch;   /* (nullable) while somebody works with a model */
  char                       *watched; /* that model */
  guint                       n_letting_go; /* what is to be loaded waits for their end */
  guint                       has_key : 1;
  guint                       shares_card : 1; /* with other servers */
  guint                       known : 1; /* what kind of server it is */
  guint                       doubted : 1; /* that it is what it was said to be: it was away */
  guint                       refuted : 1; /* it is not: it lacks what such servers have */
  guint                       was_asked : 1; /* … by the last look, and has not told */
  guint                       seen : 1; /* the watched model was there */
};

/* batch-model-loader.c */
BatchResidency *batch_model_loader_find          (BatchModelLoader    *self,
                                                  const char          *model);
guint           batch_model_loader_count_others  (BatchModelLoader    *self,
                                                  const char          *model);
/* The one that has to go before @model comes. Returns: (nullable) */
BatchResidency *batch_model_loader_in_the_way    (BatchModelLoader    *self,
                                                  const char          *model);
/* One that nobody waits for, and that is kept like those that are. Returns: (nullable) */
BatchResidency *batch_model_loader_find_idle     (BatchModelLoader    *self,
                                                  const char          *model);
/* Whether there may be less of what is held beside @model. */
gboolean        batch_model_loader_doubts_others (BatchModelLoader    *self,
                                                  const char          *model);
BatchResidency *batch_model_loader_steal         (BatchModelLoader    *self,
                                                  BatchResidency      *residency);
/* Takes @residency. */
void            batch_model_loader_take          (BatchModelLoader    *self,
                                                  BatchResidency      *residency);
/* @how: (nullable): NULL: it is held no more. @callback: (nullable) */
void            batch_model_loader_remember      (BatchModelLoader    *self,
                                                  const char          *model,
                                                  const char          *how,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);

/* batch-model-loader-look.c: what it has in memory, before it is told anything */
void     batch_model_loader_stop_look  (BatchModelLoader *self);
gboolean batch_model_loader_knows_kind (BatchModelLoader *self);
/* @info: (nullable): what it is, as it says */
void     batch_model_loader_take_kind  (BatchModelLoader *self,
                                        BatchServerInfo  *info,
                                        const GError     *error);

/* batch-model-loader-prepare.c: begins what had to wait */
void batch_model_loader_go_on (BatchModelLoader *self);

/* batch-model-loader-watch.c: who else changes what is there, and what the server takes */
void batch_model_loader_ask_limits (BatchModelLoader *self,
                                    const char       *model);
void batch_model_loader_watch      (BatchModelLoader *self,
                                    const char       *model);
void batch_model_loader_unwatch    (BatchModelLoader *self);

G_END_DECLS
