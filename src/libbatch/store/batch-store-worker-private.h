/* store/batch-store-worker-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "store/batch-store-call-private.h"

G_BEGIN_DECLS

/* The two threads of a store. The worker carries out what waits in groups, each
 * in one transaction; the reader looks. */
typedef struct _BatchStoreWorker BatchStoreWorker;

typedef enum
{
  BATCH_STORE_JOB_OPEN,        /* the first call of all */
  BATCH_STORE_JOB_WRITE,       /* in a transaction, with others */
  BATCH_STORE_JOB_ALONE,       /* on the worker, outside of any transaction */
  BATCH_STORE_JOB_LOOK,        /* on the reader */
  BATCH_STORE_JOB_CLOSE,       /* the last call of all */
} BatchStoreJobKind;

BatchStoreWorker *batch_store_worker_new     (BatchStore        *store);
/* Closes the store unless it is, and waits for the threads. */
void              batch_store_worker_free    (BatchStoreWorker  *self);
/* Takes @call (NULL to close and tell nobody), and refuses it once the store is
 * closed. */
void              batch_store_worker_push    (BatchStoreWorker  *self,
                                              BatchStoreJobKind  kind,
                                              BatchStoreCall    *call);
gboolean          batch_store_worker_is_self (BatchStoreWorker  *self);
/* Whether there may be more connections. Constant once the store is open. */
gboolean          batch_store_worker_has_reader (BatchStoreWorker *self);
gint64            batch_store_worker_get_longest (BatchStoreWorker *self);
gint64            batch_store_worker_get_commit_time (BatchStoreWorker *self);
gboolean          batch_store_worker_is_busy (BatchStoreWorker *self);

G_END_DECLS
