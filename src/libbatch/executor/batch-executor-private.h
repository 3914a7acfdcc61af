/* batch-executor-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-clock-private.h"
#include "core/batch-history.h"
#include "core/batch-record.h"
#include "handlers/batch-claim-private.h"
#include "handlers/batch-item-handler.h"
#include "intake/batch-job-input-private.h"
#include "items/batch-item-source-private.h"
#include "items/batch-partial-answer-private.h"
#include "planning/batch-chat-admission-private.h"
#include "reports/batch-eta.h"
#include "reports/batch-plan-private.h"
#include "store/batch-store.h"
#include "workers/batch-chat-private.h"
#include "workers/batch-mailbox-private.h"
#include "workers/batch-worker-private.h"

G_BEGIN_DECLS

/* What runs on the engine thread: it knows the live jobs, has a lane for each
 * place where work is done, and tells the owner what happens.
 *
 * The functions of this header are called on the owner context. Calls are carried
 * out in their order, those made while the store is still being opened too. */
typedef struct _BatchExecutor BatchExecutor;

/* Messages to the owner; called on the owner context. */
typedef struct
{
  void (*opened)       (gpointer         owner,
                        BatchStore      *store,       /* NULL with @error */
                        const GError    *error);
  void (*job_changed)  (gpointer         owner,
                        BatchJobRecord  *record,
                        BatchEta        *eta);        /* (nullable) */
  void (*eta_changed)  (gpointer         owner,
                        const char      *job_id,
                        BatchEta        *eta);
  void (*item_started) (gpointer         owner,
                        BatchItemRecord *item);
  void (*item_ended)   (gpointer         owner,
                        BatchItemRecord *item);
  void (*load_started) (gpointer         owner,
                        const BatchLoadRecord *load);
  void (*load_progress) (gpointer        owner,
                        const BatchLoadRecord *load,
                        double           fraction);
  void (*load_ended)   (gpointer         owner,
                        const BatchLoadRecord *load,
                        gint64           duration_ms);
  void (*loads)        (gpointer         owner,
                        const char      *key,         /* (nullable) resident now */
                        guint            loads_done,
                        guint            loads_swapped,
                        guint            loads_left);
  /* Nothing is under way any more since the owner paused, or it has resumed. */
  void (*paused)       (gpointer         owner);
  /* Another engine on the same store works on the jobs, or none does any more. */
  /* @left: what engines that died had under way seems to be so still. */
  void (*others_work)  (gpointer         owner,
                        gboolean         others_work,
                        gboolean         left);
  /* Another engine that had receipts is no more. */
  void (*receipts)     (gpointer         owner);
  /* @answers: it is what the owner has set. */
  void (*policy)       (gpointer         owner,
                        BatchPolicy      policy,
                        gboolean         answers);
  void (*webhooks)     (gpointer         owner,
                        char           **urls);
  void (*webhook_secret) (gpointer       owner,
                        const char      *name);       /* (nullable) */
  /* Takes @values. */
  void (*plan_changed) (gpointer         owner,
                        BatchPlanValues *values);
  /* All that there are now, of BatchTrouble. Takes @troubles. */
  void (*troubles)     (gpointer         owner,
                        GPtrArray       *troubles);
  void (*samples)      (gpointer         owner,
                        const char      *key,
                        const char      *operation,
                        BatchSizeBucket  bucket,
                        guint            count);
  void (*partial_answer) (gpointer                  owner,
                          const BatchPartialAnswer *partial);
  void (*attempt)      (gpointer         owner,
                        const char      *handler,
                        BatchAttempt    *attempt,
                        gboolean         may_skip);
} BatchExecutorListener;

BatchExecutor *batch_executor_new            (const char                  *store_uri,
                                              gboolean                     read_only,
                                              const char                  *engine_id,
                                              BatchClock                  *clock,
                                              const BatchExecutorListener *listener,
                                              gpointer                     owner);
/* Ends the thread, after what was called has been carried out. Blocks shortly;
 * batch_executor_stop () comes before it wherever there is time for that. */
void           batch_executor_free           (BatchExecutor               *self);

void           batch_executor_set_active     (BatchExecutor               *self,
                                              gboolean                     active);
void           batch_executor_set_paused     (BatchExecutor               *self,
                                              gboolean                     paused);
/* Whatever else rests, trials are worked on until it has ended. */
void           batch_executor_begin_trial    (BatchExecutor               *self);
void           batch_executor_end_trial      (BatchExecutor               *self);
void           batch_executor_set_streaming  (BatchExecutor               *self,
                                              gboolean                     streaming);
void           batch_executor_set_max_failures_in_a_row
                                             (BatchExecutor               *self,
                                              guint                        max_failures_in_a_row);
void           batch_executor_set_max_server_failures
                                             (BatchExecutor               *self,
                                              guint                        max_server_failures);
/* For tests: those of an engine are long. */
void           batch_executor_set_load_times (BatchExecutor               *self,
                                              gint64                       deadline_ms,
                                              gint64                       retry_ms);
/* Likewise; 0: as usual. */
void           batch_executor_set_patience  (BatchExecutor               *self,
                                              gint64                       first_byte_ms,
                                              gint64                       idle_ms,
                                              gint64                       stall_ms);
/* Likewise. */
void           batch_executor_set_chat_times (BatchExecutor               *self,
                                              const BatchChatTimes        *times);
/* Tells again who is told of jobs, and by which secret. */
void           batch_executor_refresh_webhooks (BatchExecutor             *self);
void           batch_executor_set_policy     (BatchExecutor               *self,
                                              BatchPolicy                  policy);
void           batch_executor_set_default_backend (BatchExecutor          *self,
                                              const char                  *backend);
void           batch_executor_renew_backends (BatchExecutor               *self);
void           batch_executor_try_again      (BatchExecutor               *self);
/* How large a model is now, by its server and its name: what another one of that name has refused
 * is forgotten. */
void           batch_executor_tell_model_size (BatchExecutor              *self,
                                              const char                  *name,
                                              gint64                       size);
void           batch_executor_use_url        (BatchExecutor               *self,
                                              const char                  *url,
                                              const char                  *api_key);
void           batch_executor_add_handler    (BatchExecutor               *self,
                                              const char                  *name);
/* Whether item_started and item_ended are wanted: they cost something. */
void           batch_executor_watch_items    (BatchExecutor               *self,
                                              gboolean                     watch);

/* Whether partial_answer is wanted of an item; as often as it was, it must be taken back. */
void           batch_executor_watch_answer   (BatchExecutor               *self,
                                              const char                  *job_id,
                                              guint32                      position,
                                              gboolean                     watched);

/* Whether plan_changed is wanted, likewise. */
void           batch_executor_watch_plan     (BatchExecutor               *self,
                                              gboolean                     watch);

/* Requests whose clients wait, from any thread: who has the inbox may put them in, also when
 * there is no executor any more, and is told what comes of each. */
BatchMailbox  *batch_executor_ref_inbox      (BatchExecutor               *self);
/* That such requests may come at any time, or, as often as that was told, that they may no more:
 * lanes keep room for them. */
void           batch_executor_await_chats    (BatchMailbox                *inbox,
                                              gboolean                     awaited);
void           batch_executor_put_chat       (BatchMailbox                *inbox,
                                              BatchChat                   *chat);
void           batch_executor_drop_chat      (BatchMailbox                *inbox,
                                              BatchChat                   *chat);

/* Every call answers @task on the owner context: with a record, an array, a plan, a
 * stream, a gboolean or a gint64, as its comment says. @task: (transfer full) */
void           batch_executor_stop           (BatchExecutor               *self,
                                              GTask                       *task); /* gboolean */
void           batch_executor_submit         (BatchExecutor               *self,
                                              BatchJobRecord              *record,
                                              const BatchJobInput         *draft,
                                              GTask                       *task);  /* record */
void           batch_executor_look           (BatchExecutor               *self,
                                              const char                  *job_id,
                                              GTask                       *task);  /* record */
void           batch_executor_change         (BatchExecutor               *self,
                                              const char                  *job_id,
                                              BatchJobRecord              *values,
                                              BatchJobFields               fields,
                                              GTask                       *task);  /* record */
void           batch_executor_cancel         (BatchExecutor               *self,
                                              const char                  *job_id,
                                              GTask                       *task);  /* record */
void           batch_executor_cancel_item    (BatchExecutor               *self,
                                              const char                  *job_id,
                                              const char                  *item_id,
                                              GTask                       *task);  /* record */
void           batch_executor_retry_item     (BatchExecutor               *self,
                                              const char                  *job_id,
                                              const char                  *item_id,
                                              GTask                       *task);  /* record */
/* @positions: (transfer full) (nullable): of guint32; NULL for all with @reason */
void           batch_executor_accept         (BatchExecutor               *self,
                                              const char                  *job_id,
                                              GArray                      *positions,
                                              BatchReviewReason            reason,
                                              GTask                       *task);  /* gint64 */
void           batch_executor_retry          (BatchExecutor               *self,
                                              const char                  *job_id,
                                              GTask                       *task);  /* gint64 */
/* @item_ids, @model, @members: (nullable) */
void           batch_executor_retry_with     (BatchExecutor               *self,
                                              const char                  *job_id,
                                              const char *const           *item_ids,
                                              BatchRetryScope              scope,
                                              const char                  *model,
                                              const char                  *members,
                                              GTask                       *task);  /* gint64 */
/* @positions: (transfer full): of guint32 */
void           batch_executor_retry_positions (BatchExecutor              *self,
                                              const char                  *job_id,
                                              GArray                      *positions,
                                              const char                  *model,
                                              const char                  *members,
                                              GTask                       *task);  /* gint64 */
void           batch_executor_update_item    (BatchExecutor               *self,
                                              const char                  *item_id,
                                              BatchFinish                 *values,
                                              GTask                       *task);  /* record */
void           batch_executor_complete       (BatchExecutor               *self,
                                              const char                  *job_id,
                                              GTask                       *task);  /* record */
/* Answered when nothing is under way any more. @now: it is broken off */
void           batch_executor_pause          (BatchExecutor               *self,
                                              gboolean                     now,
                                              GTask                       *task);  /* gboolean */
void           batch_executor_free_models    (BatchExecutor               *self,
                                              GTask                       *task);  /* gboolean */
/* @other_id: (nullable): with BATCH_MOVE_BEFORE */
void           batch_executor_move_job       (BatchExecutor               *self,
                                              const char                  *job_id,
                                              BatchMove                    move,
                                              const char                  *other_id,
                                              GTask                       *task);  /* record */
void           batch_executor_run_next       (BatchExecutor               *self,
                                              const char                  *job_id,
                                              GTask                       *task);  /* record */
/* @before: (nullable) */
void           batch_executor_move_group     (BatchExecutor               *self,
                                              const char                  *backend,
                                              const char                  *key,
                                              const char                  *before,
                                              GTask                       *task);  /* gboolean */
void           batch_executor_plan           (BatchExecutor               *self,
                                              GTask                       *task);  /* plan */
/* How long a job that is not there would take. @task: (transfer full) */
void           batch_executor_estimate_new   (BatchExecutor               *self,
                                              BatchJobRecord              *record,
                                              GTask                       *task);  /* BatchEta */
/* How many requests of a file were answered earlier. @task: (transfer full) */
void           batch_executor_count_answers (BatchExecutor *self,
                                             GFile         *input,
                                             const char    *backend,
                                             GTask         *task);

/* The file with that content, to read pieces of it from any thread. */
void           batch_executor_open_blob      (BatchExecutor               *self,
                                              const char                  *digest,
                                              GTask                       *task);  /* blob */
/* Files by themselves. @own: @stream is of a nameless file, which may become the one that is
 * kept. @file: (transfer full): its id, digest and size are filled in */
void           batch_executor_add_file       (BatchExecutor               *self,
                                              GInputStream                *stream,
                                              gboolean                     own,
                                              BatchFileRecord             *file,
                                              GTask                       *task);  /* file record */
void           batch_executor_read_file      (BatchExecutor               *self,
                                              const char                  *file_id,
                                              GTask                       *task);  /* stream */
/* What was done, in slices of @resolution s (of BatchHistoryRecord). @job_id: (nullable) */
void           batch_executor_list_history   (BatchExecutor               *self,
                                              const char                  *job_id,
                                              gint64                       from,
                                              gint64                       to,
                                              guint                        resolution,
                                              GTask                       *task);  /* records */
/* For workers outside. */
void           batch_executor_claim          (BatchExecutor               *self,
                                              const char * const          *keys,
                                              guint                        limit,
                                              gint64                       lease_ms,
                                              GTask                       *task);  /* claims */
void           batch_executor_renew          (BatchExecutor               *self,
                                              const char                  *claim_id,
                                              gint64                       lease_ms,
                                              GTask                       *task);  /* gint64 */
/* @ending: (transfer full): succeeded or failed */
void           batch_executor_end_claim      (BatchExecutor               *self,
                                              const char                  *claim_id,
                                              BatchEnding                 *ending,
                                              GTask                       *task);  /* gint64 */
/* Tells the estimates of jobs (of BatchJobRecord) before it answers. */
void           batch_executor_tell_etas      (BatchExecutor               *self,
                                              GPtrArray                   *records,
                                              GTask                       *task);  /* gint64 */
/* What an item that was read from the store has, or sends. */
void           batch_executor_load_part      (BatchExecutor               *self,
                                              BatchItemRecord             *item,
                                              BatchItemPart                part,
                                              GTask                       *task);

G_END_DECLS
