/* batch-model-loader-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-backend.h"
#include "backend/batch-model-private.h"
#include "core/batch-endpoint-private.h"
#include "core/batch-verdict-private.h"
#include "store/batch-store.h"

G_BEGIN_DECLS

/* Sees to it that the server of a lane holds the model that is worked on, and gives back
 * what it holds for us. It is told nothing while requests of ours are under way.
 *
 * What it has a server hold is in the store before the server is told, so that it can be
 * given back after a crash. Everything happens on the engine thread. */
typedef struct _BatchModelLoader BatchModelLoader;

/* Where in the store. */
#define BATCH_HELD_SPACE "held"

typedef enum
{
  BATCH_MODEL_LOADER_THERE,        /* it was there already */
  BATCH_MODEL_LOADER_LOADED,
  BATCH_MODEL_LOADER_UNTOLD,       /* such a server loads on the first request, or needs not */
  BATCH_MODEL_LOADER_FAILED,
} BatchModelLoaderResult;

typedef struct
{
  BatchModelLoaderResult  result;
  gint64                  load_ms; /* with LOADED */
  BatchVerdict            verdict; /* with FAILED; so is the next */
  BatchError              error;   /* 0: @verdict says it */
  const char             *message;
} BatchModelLoaderReport;

typedef struct
{
  /* It was found out what kind of server it is; NULL: it answers, and does not tell. */
  void (*identified) (gpointer              host,
                   const char              *kind);
  /* A load goes on. @fraction: -1: the server does not say */
  void (*loading) (gpointer                 host,
                   double                   fraction);
  /* What batch_model_loader_prepare () came to. */
  void (*ended)   (gpointer                 host,
                   const BatchModelLoaderReport *report);
  /* So many requests the server works on at a time, as it says of @model, or NULL: of
   * whichever; 0: it does not say, or is another server than the one that did. */
  void (*slots)   (gpointer                 host,
                   const char              *model,
                   guint                    slots);
  /* So many tokens a request for @model and its answer may have together, as it says. */
  void (*context) (gpointer                 host,
                   const char              *model,
                   gint64                   tokens);
  /* Somebody has taken the model out of memory that was there. */
  void (*lost)    (gpointer                 host);
  /* So many models the server holds at a time, as it says. */
  void (*room)    (gpointer                 host,
                   guint                    room);
  /* It could not load one more beside so many. */
  void (*full)    (gpointer                 host,
                   guint                    n_held);
  /* What the server has was looked at: batch_model_loader_list_names () tells. */
  void (*looked)  (gpointer                 host,
                   GListModel              *models);
  /* One that was held goes, to make room. */
  void (*given_up) (gpointer                host,
                   const char              *model);
  /* How many it holds at a time. @known: or it is only known that it holds so many */
  guint (*get_room) (gpointer               host,
                   gboolean                *known);
  /* Whether more work waits for that model. */
  gboolean (*needs) (gpointer               host,
                   const char              *model);
  /* Requests were told that the server does not have it, which its list may tell better. */
  gboolean (*misses) (gpointer              host,
                   const char              *model);
  /* Returns: (nullable): the one that had best make room, where one has to */
  const char *(*get_evict) (gpointer        host);
} BatchModelLoaderHost;

typedef void (*BatchModelLoaderDone) (gpointer user_data);

/* @api_key: (nullable): of a server that has no name for it */
BatchModelLoader *batch_model_loader_new      (const char                 *lane,
                                               BatchStore                 *store,
                                               BatchBackend               *backend,
                                               const char                 *api_key);
void              batch_model_loader_free     (BatchModelLoader           *self);
/* @host: NULL: nobody is told any more */
void              batch_model_loader_set_host (BatchModelLoader           *self,
                                               const BatchModelLoaderHost *host,
                                               gpointer                    host_data);
/* The key may be another one. */
void              batch_model_loader_renew    (BatchModelLoader           *self,
                                               const char                 *key_name);
/* One of the lane that was remembered, when nobody knows any more who holds it. */
void              batch_model_loader_adopt    (BatchModelLoader           *self,
                                               const char                 *model,
                                               const char                 *how);

/* Looks what the server has in memory, if it tells that, before a model is prepared. */
void              batch_model_loader_look     (BatchModelLoader           *self,
                                               BatchModelLoaderDone        done,
                                               gpointer                    user_data);
/* Has the server hold @model and make room for it.
 * @request: (nullable): the first one to come, as some models are loaded with what their
 * requests run them with; @endpoint: where it goes */
void               batch_model_loader_prepare         (BatchModelLoader     *self,
                                                       const char           *model,
                                                       BatchEndpoint         endpoint,
                                                       GBytes               *request,
                                                       gint64                deadline_ms);
/* Nobody wants to know any more what that comes to. */
void               batch_model_loader_stop            (BatchModelLoader     *self);
/* Nobody works with the model any more: that others take it away does not matter. */
void               batch_model_loader_rest            (BatchModelLoader     *self);
/* The server was away: it may be another one now. */
void               batch_model_loader_forget          (BatchModelLoader     *self);
/* It does not have what servers of its kind have: it is another one. */
void               batch_model_loader_refute          (BatchModelLoader     *self);
/* It was unloaded by somebody who knows; and it is seen not to be there. */
void               batch_model_loader_drop            (BatchModelLoader     *self,
                                                       const char           *model);
void               batch_model_loader_miss            (BatchModelLoader     *self,
                                                       const char           *model);
/* As far as is known. */
gboolean           batch_model_loader_holds           (BatchModelLoader     *self,
                                                       const char           *model);
/* Tells by which names requests get which of @models. */
void               batch_model_loader_list_names      (BatchModelLoader     *self,
                                                       GListModel           *models,
                                                       BatchModelNameFunc    func,
                                                       gpointer              user_data);
/* Other servers compute on the same graphics card: what is given back must leave its memory,
 * whoever had it loaded. */
void               batch_model_loader_set_shares_card (BatchModelLoader     *self,
                                                       gboolean              shares_card);
/* Gives everything back that would stay otherwise. */
void               batch_model_loader_let_go          (BatchModelLoader     *self,
                                                       BatchModelLoaderDone  done,
                                                       gpointer              user_data);
gboolean           batch_model_loader_holds_any       (BatchModelLoader     *self);
/* What the server can do, as far as is known. */
BatchBackendFlags  batch_model_loader_get_flags       (BatchModelLoader     *self);
const BatchBackendKind *
                   batch_model_loader_get_kind        (BatchModelLoader     *self);
/* How many models such servers usually have in memory at a time; 0: there is no telling. */
guint              batch_model_loader_get_usual_room  (BatchModelLoader     *self);
/* How many requests for a model they usually let in at a time; 0: there is no telling. */
guint              batch_model_loader_get_most        (BatchModelLoader     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchModelLoader, batch_model_loader_free)

G_END_DECLS
