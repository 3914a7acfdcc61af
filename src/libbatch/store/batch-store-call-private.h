/* store/batch-store-call-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "store/batch-store-private.h"

G_BEGIN_DECLS

typedef struct _BatchStoreCall BatchStoreCall;

/* Calls the verb of the class. Runs on the worker or on the reader. */
typedef gboolean (*BatchStoreRun) (BatchStore      *self,
                                   BatchStoreCall  *call,
                                   GError         **error);

/* Takes back what came of a call. */
typedef void     (*BatchStoreUndo) (BatchStoreCall *call);

/* One call on its way to a thread and back: what was asked, and what came of it.
 * Every verb uses the few members that it needs. */
struct _BatchStoreCall
{
  BatchStoreRun       run;
  BatchStoreUndo      undo;         /* (nullable) where it may run once more after that */
  GTask              *task;         /* (owned); NULL once it is answered */
  GError             *error;        /* (owned) */

  /* What was asked; everything is owned. */
  char               *engine_id;
  char               *job_id;
  char               *name;
  char               *key;
  char               *value;
  BatchJobRecord     *job;
  BatchItemRecord    *after;
  BatchItemQuery     *query;
  BatchItemChunk     *chunk;
  GPtrArray          *finishes;
  GArray             *leases;
  GArray             *positions;    /* asked for, or found */
  BatchFinish        *finish;
  BatchBackendRecord *backend;
  BatchEventRecord   *event;
  BatchFileRecord    *file;
  BatchLoadRecord    *load;
  BatchApiKeyRecord  *api_key;
  BatchReceiptRecord *receipt;      /* asked for, or found */
  BatchPageQuery     *page;
  BatchWebhookRecord *webhook;
  BatchDeliveryEnding *ending;
  BatchHandoverRecord *handover;    /* asked for, or found */
  BatchHandoverLimits  limits;
  BatchRetryRequest  *request;
  GPtrArray          *rows;
  gint64              now;
  gint64              number;
  gint64              until;
  guint32             first;
  guint               limit;
  guint               flags;

  /* What came of it. */
  BatchStore         *store;
  BatchJobRecord     *job_after;
  BatchItemRecord    *item;
  GPtrArray          *records;
  GHashTable         *table;
  GArray             *finished;
  GArray             *started;
  char               *text;
  BatchLaneShare      share;
  gint64              n;
  gint64              next;
  guint               n_items;
  guint               n_others;
  guint               n_dead;
  gboolean            yes;
};

BatchStoreCall *batch_store_call_new    (BatchStoreRun         run);
void            batch_store_call_free   (BatchStoreCall       *call);
/* Carries out one that only looks, on whatever thread, once more when it fails with
 * G_IO_ERROR_BUSY. */
gboolean        batch_store_call_look   (BatchStoreCall       *call,
                                         BatchStore           *store,
                                         GError              **error);
/* For the _finish functions: the call while its task lives, or NULL. */
BatchStoreCall *batch_store_call_finish (gpointer              source,
                                         GAsyncResult         *result,
                                         gpointer              source_tag,
                                         GError              **error);

/* These take the call. */
void            batch_store_write       (BatchStore           *self,
                                         BatchStoreCall       *call,
                                         gpointer              source_tag,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
void            batch_store_read        (BatchStore           *self,
                                         BatchStoreCall       *call,
                                         gpointer              source_tag,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
/* On a thread of its own; where there is only one connection, as batch_store_read (). */
void            batch_store_read_aside  (BatchStore           *self,
                                         BatchStoreCall       *call,
                                         gpointer              source_tag,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
/* Answers the calls of @calls, each in its context: one wake-up for each
 * context, however many there are. */
void            batch_store_answer      (GPtrArray            *calls);

G_END_DECLS
