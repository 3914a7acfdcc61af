/* batch-engine-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-clock-private.h"
#include "core/batch-record.h"
#include "engine/batch-engine-backends.h"
#include "engine/batch-engine-claims.h"
#include "engine/batch-engine-events.h"
#include "engine/batch-engine-files.h"
#include "engine/batch-engine-jobs.h"
#include "engine/batch-engine-plan.h"
#include "engine/batch-engine.h"
#include "engine/batch-job-cache-private.h"
#include "engine/batch-queue.h"
#include "executor/batch-executor-private.h"
#include "executor/batch-trouble-private.h"
#include "items/batch-item-source-private.h"
#include "reports/batch-load.h"
#include "store/batch-promises-private.h"
#include "store/batch-store-private.h"

G_BEGIN_DECLS

/* The handler of jobs that are built in code for a queue that has one. */
#define BATCH_QUEUE_HANDLER "queue"

/* Told of every change of a job. */
typedef void (*BatchEngineJobFunc) (const BatchJobRecord *record,
                                    gpointer              user_data);

/* Told when receipts have no engine any more. */
typedef void (*BatchEngineReceiptsFunc) (gpointer user_data);

struct _BatchEngine
{
  GObject         parent_instance;

  BatchExecutor  *executor;
  BatchStore     *store;           /* NULL until it is open */
  BatchClock     *clock;           /* that of the thread in which it was made */
  char           *id;
  char           *store_uri;
  char           *default_backend; /* (nullable) */
  char           *current_model;   /* (nullable) */
  char          **webhook_urls;    /* of those that are told of every job */
  char           *webhook_secret;  /* (nullable) the name of it */
  GPtrArray      *troubles;        /* of BatchTrouble */
  GError         *open_error;      /* (nullable) */
  BatchJobCache  *jobs;
  BatchPromises  *promises;
  GHashTable     *handlers;        /* name to BatchItemHandler */
  GHashTable     *urls;            /* that it was told of, to their API keys or "" */
  GListStore     *loading;         /* of BatchLoad, under way */
  GWeakRef        plan;            /* the BatchPlan that somebody looks at */
  GHashTable     *watched;         /* "job:position" to BatchItem that read along, weak */
  GPtrArray      *queues;          /* of BatchQueue, weak */
  GArray         *waiting;         /* (nullable) of who waits until it is open */
  BatchEngineJobFunc job_func;     /* (nullable) */
  gpointer        job_data;
  BatchEngineReceiptsFunc receipts_func;  /* (nullable) */
  gpointer        receipts_data;
  GCancellable   *closing;         /* cancelled when it is being closed */
  guint           loads_done;
  guint           loads_swapped;
  guint           loads_left;
  guint           n_policies;      /* that were set, and are not in force yet */
  guint           n_webhooks;      /* the same for changes of the webhooks */
  BatchPolicy     policy;
  guint           max_failures_in_a_row;
  guint           max_server_failures;
  guint           opened : 1;
  guint           read_only : 1;
  guint           active : 1;
  guint           paused : 1;
  guint           pausing : 1;
  guint           streaming : 1;
  guint           others_work : 1;
  guint           work_left : 1;   /* by engines that died */
  guint           worked_on : 1;
};

/* Its store is being opened; calls wait for it. */
BatchEngine           *batch_engine_new                  (const char      *store_uri,
                                                          gboolean         read_only);

/* batch-engine-news.c: what the engine thread tells. */
extern const BatchExecutorListener batch_engine_listener;

/* batch-engine-opening.c: those who wait for the store are told. */
void                   batch_engine_tell_ready           (BatchEngine     *self);
void                   batch_engine_watch_items          (BatchEngine     *self);
/* @func: (nullable): %NULL: nobody any more */
void                   batch_engine_watch_jobs           (BatchEngine     *self,
                                                          BatchEngineJobFunc func,
                                                          gpointer         user_data);
void                   batch_engine_watch_receipts       (BatchEngine     *self,
                                                          BatchEngineReceiptsFunc func,
                                                          gpointer         user_data);
void                   batch_engine_update_job           (BatchEngine     *self,
                                                          BatchJob        *job,
                                                          BatchJobRecord  *record);
BatchExecutor         *batch_engine_get_executor         (BatchEngine     *self);
/* By the wall clock. */
gint64                 batch_engine_now                  (BatchEngine     *self);
/* NULL until it is open. */
BatchStore            *batch_engine_get_store            (BatchEngine     *self);
const BatchItemSource *batch_engine_get_item_source      (BatchEngine     *self);
gboolean               batch_engine_check_open           (BatchEngine     *self,
                                                          GTask           *task);
/* Whether @backend (nullable) is a server without a name; and its key (nullable). */
gboolean               batch_engine_is_url               (const char      *backend);
const char            *batch_engine_find_url_key         (BatchEngine     *self,
                                                          const char      *url);
const GError          *batch_engine_get_open_error       (BatchEngine     *self);
/* The one object for a job, kept up to date as long as somebody holds it. */
BatchJob              *batch_engine_ref_job              (BatchEngine     *self,
                                                          BatchJobRecord  *record);
BatchJob              *batch_engine_ref_told_job         (BatchEngine     *self,
                                                          BatchJobRecord  *record);

/* Answers @task with @answer, an object, once the jobs of @records (of BatchJobRecord)
 * have their estimates. @task and @answer: (transfer full) */
void                   batch_engine_answer_with_etas     (BatchEngine     *self,
                                                          GTask           *task,
                                                          gpointer         answer,
                                                          GPtrArray       *records);

/* As batch_engine_add_file_async (), whose _finish ends it, for a file that says more of
 * itself than its name and its owner. @file: (transfer full) */
void                   batch_engine_keep_file_async      (BatchEngine         *self,
                                                          GInputStream        *stream,
                                                          BatchFileRecord     *file,
                                                          GCancellable        *cancellable,
                                                          GAsyncReadyCallback  callback,
                                                          gpointer             user_data);

/* The same, for the whole of a nameless file that nobody else has: it becomes the one that is kept,
 * if it can. @file may say its digest. */
void                   batch_engine_take_file_async      (BatchEngine         *self,
                                                          GInputStream        *stream,
                                                          BatchFileRecord     *file,
                                                          GCancellable        *cancellable,
                                                          GAsyncReadyCallback  callback,
                                                          gpointer             user_data);

/* batch-engine-webhook-urls.c: what the engine thread has read of them */
void                   batch_engine_take_webhooks        (gpointer         owner,
                                                          char           **urls);
void                   batch_engine_take_webhook_secret  (gpointer         owner,
                                                          const char      *name);

/* batch-engine-pausing.c, and what the executor is not told of. */
void                   batch_engine_set_pausing          (BatchEngine     *self,
                                                          gboolean         pausing);
void                   batch_engine_note_paused          (BatchEngine     *self,
                                                          gboolean         paused);

/* batch-engine-working.c */
void                   batch_engine_note_working         (BatchEngine     *self);
void                   batch_engine_take_others_work     (gpointer         owner,
                                                          gboolean         others_work,
                                                          gboolean         left);

void                   batch_engine_take_plan            (BatchEngine     *self,
                                                          BatchPlanValues *values);

/* Queues are told what happens, in the order in which they came. */
void                   batch_engine_add_queue            (BatchEngine     *self,
                                                          BatchQueue      *queue);
void                   batch_engine_remove_queue         (BatchEngine     *self,
                                                          BatchQueue      *queue);
/* Calls @func once the store is open, at once if it is. */
typedef void (*BatchEngineReadyFunc) (BatchEngine *self,
                                      gpointer     user_data);
void                   batch_engine_when_ready           (BatchEngine          *self,
                                                          BatchEngineReadyFunc  func,
                                                          gpointer              user_data);

G_END_DECLS
