/* batch-store.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"
#include "core/batch-api-record.h"
#include "core/batch-handover-record.h"
#include "core/batch-history.h"
#include "core/batch-record.h"
#include "core/batch-webhook-record.h"
#include "store/batch-store-requests.h"

G_BEGIN_DECLS

#define BATCH_TYPE_STORE (batch_store_get_type ())

/* The space of the values that are settings. */
#define BATCH_STORE_SETTINGS "setting"

/* With the id of a job behind it, the space of the values that belong to that job. */
#define BATCH_STORE_JOB_SPACE "job:"

BATCH_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (BatchStore, batch_store, BATCH, STORE, GObject)

/**
 * BatchStoreClass:
 *
 * What a store must be able to do.
 *
 * Every function blocks. Those of the first part run on the worker thread, and
 * those that change something inside a transaction that the base class begins
 * and commits around all that waits at the moment; each, or some that can run
 * once more, is enclosed in @savepoint … @release_savepoint / @rollback_savepoint,
 * so that one that fails leaves the others alone. Those of the second part only
 * look, and run on the reader thread.
 */
struct _BatchStoreClass
{
  GObjectClass parent_class;

  /* --- The worker thread --- */

  gboolean    (*open)            (BatchStore            *self,
                                  GError               **error);
  void        (*close)           (BatchStore            *self);
  gboolean    (*begin)           (BatchStore            *self,
                                  GError               **error);
  gboolean    (*commit)          (BatchStore            *self,
                                  GError               **error);
  void        (*rollback)        (BatchStore            *self);
  gboolean    (*savepoint)       (BatchStore            *self,
                                  GError               **error);
  gboolean    (*release_savepoint)  (BatchStore         *self,
                                     GError            **error);
  void        (*rollback_savepoint) (BatchStore         *self);
  /* Nothing waits: the time for what can be put off. Tells in how many µs it
   * wants to be asked again; -1: not before something was written. (nullable) */
  gint64      (*idle)            (BatchStore            *self);
  /* Whether another connection has committed since it was last asked. Runs
   * outside of any transaction. (nullable) */
  gboolean    (*has_changes)     (BatchStore            *self);

  /* An engine says that it lives, and that it stops: what it had claimed or
   * running comes back as pending, at no cost, and its lanes are free. */
  gboolean    (*join)            (BatchStore            *self,
                                  const char            *engine_id,
                                  gint64                 now,
                                  GError               **error);
  gboolean    (*leave)           (BatchStore            *self,
                                  const char            *engine_id,
                                  gint64                 now,
                                  GError               **error);
  /* Finds engines that died; their items come back as pending, those that were
   * running with one more `lost`. @n_others: other engines that live. */
  gboolean    (*reap)            (BatchStore            *self,
                                  const char            *engine_id,
                                  gint64                 now,
                                  guint                 *n_items,
                                  guint                 *n_others,
                                  GError               **error);
  /* Whether it works on the jobs, until it leaves or dies; one that has joined only looks. The
   * others are told when that is news. */
  gboolean    (*set_working)     (BatchStore            *self,
                                  const char            *engine_id,
                                  gboolean               working,
                                  GError               **error);

  gboolean    (*insert_job)      (BatchStore            *self,
                                  const BatchJobRecord  *job,
                                  GError               **error);
  /* Items get positions from @first on. The counts of the job follow. An item that
   * names one of an earlier job gets the answer of that and has succeeded, when the
   * other has; it has had no attempt and took no time. */
  gboolean    (*insert_items)    (BatchStore            *self,
                                  const char            *job_id,
                                  guint32                first,
                                  const BatchNewItem    *items,
                                  guint                  n_items,
                                  GError               **error);
  /* Both, and then the job is queued: for one that is all there. @job names the
   * input that its items are in. */
  gboolean    (*submit_job)      (BatchStore            *self,
                                  const BatchJobRecord  *job,
                                  const BatchNewItem    *items,
                                  guint                  n_items,
                                  BatchJobRecord       **after,
                                  GError               **error);
  /* Refuses an illegal change of state with BATCH_ERROR_INVALID_STATE. Gives
   * the record as it is afterwards. */
  gboolean    (*change_job)      (BatchStore            *self,
                                  const char            *job_id,
                                  const BatchJobRecord  *values,
                                  BatchJobFields         fields,
                                  gint64                 now,
                                  BatchJobRecord       **after,
                                  GError               **error);
  /* Ends at most @limit waiting items of a job that is cancelling (cancelled),
   * past its deadline (expired), or purges rows of one that was removed.
   * @n_left: how many are still to be swept. */
  gboolean    (*sweep)           (BatchStore            *self,
                                  const char            *job_id,
                                  BatchItemStatus        status,
                                  guint                  limit,
                                  gint64                 now,
                                  gint64                *n_left,
                                  BatchJobRecord       **after,
                                  GError               **error);
  /* Deletes at most @limit rows of a removed job; the job itself comes last. */
  gboolean    (*purge)           (BatchStore            *self,
                                  const char            *job_id,
                                  guint                  limit,
                                  gboolean              *done,
                                  GError               **error);
  /* Failed items, or those of @request (nullable), become pending again, from
   * @after_position on, at most @limit. Reopens the job on its first call. What another
   * answer is asked for in place of stays the result of its item: while that is not
   * there, and when it fails. */
  gboolean    (*retry)           (BatchStore               *self,
                                  const char               *job_id,
                                  const BatchRetryRequest  *request,
                                  gint64                    after_position,
                                  guint                     limit,
                                  gint64                    now,
                                  BatchRetryAnswer         *answer,
                                  GError                  **error);
  /* One failed item becomes pending again. Reopens the job. */
  gboolean    (*retry_item)      (BatchStore            *self,
                                  const char            *job_id,
                                  guint32                position,
                                  gint64                 now,
                                  BatchJobRecord       **after,
                                  GError               **error);

  /* Takes at most so many waiting items of the key. With a first of -1 those that begin
   * alike come one after the other: by prefix, then in input order. Else all are in
   * input order from that position on, and then from the start, should there be
   * fewer. Gives none when the job is paused, cancelled, removed or past its deadline. */
  gboolean    (*claim)           (BatchStore              *self,
                                  const BatchClaimRequest *request,
                                  gint64                   now,
                                  GPtrArray               *items,
                                  GError                 **error);
  /* Writes how attempts ended and marks others as running, in this order.
   * The answer tells for each whether it was taken: FALSE means that the lease is
   * stale, or (for a start) that the job stopped meanwhile; such an item has been
   * given back or ended already. A job whose last item ends becomes finalizing. */
  gboolean    (*advance)         (BatchStore                *self,
                                  const BatchAdvanceRequest *request,
                                  gint64                     now,
                                  BatchAdvanceAnswer        *answer,
                                  GError                   **error);
  /* Gives leased items back as pending, at no cost. */
  gboolean    (*release)         (BatchStore            *self,
                                  const char            *engine_id,
                                  const BatchLease      *leases,
                                  guint                  n_leases,
                                  gint64                 now,
                                  GPtrArray             *jobs,
                                  GError               **error);
  /* Delayed items that are due may start. @next_due: of the rest; 0: none. */
  gboolean    (*wake)            (BatchStore            *self,
                                  gint64                 now,
                                  gint64                *next_due,
                                  GPtrArray             *jobs,
                                  GError               **error);
  /* Cancels one item, whoever runs it. */
  gboolean    (*cancel_item)     (BatchStore            *self,
                                  const char            *job_id,
                                  guint32                position,
                                  gint64                 now,
                                  BatchJobRecord       **after,
                                  GError               **error);
  /* Takes back that answers should be looked at: those at @positions, or, when there
   * are none, at most @limit of all that should for @reason (NONE: for any).
   * @n_accepted: how many there were. */
  gboolean    (*accept_answers)  (BatchStore            *self,
                                  const char            *job_id,
                                  const guint32         *positions,
                                  guint                  n_positions,
                                  BatchReviewReason      reason,
                                  guint                  limit,
                                  gint64                *n_accepted,
                                  BatchJobRecord       **after,
                                  GError               **error);
  /* Moves one item by hand; there is no lease, but the move must be legal. */
  gboolean    (*update_item)     (BatchStore            *self,
                                  const BatchFinish     *values,
                                  gint64                 now,
                                  BatchJobRecord       **after,
                                  GError               **error);

  /* Enters the lane with the key when no other living engine holds it with another
   * one. With a visit gap it is only to answer clients that wait, which brings another
   * key once in that time, while others want to stay. */
  gboolean    (*enter_lane)      (BatchStore             *self,
                                  const BatchLaneRequest *request,
                                  gint64                  now,
                                  BatchLaneAnswer        *answer,
                                  GError                **error);
  /* The slots of an engine that is in the lane. No slot belongs to two, so that those of others
   * have to be let go first; who does so is to ask. The others are told when that is news. */
  gboolean    (*share_lane)      (BatchStore                  *self,
                                  const BatchLaneShareRequest *request,
                                  BatchLaneShare              *answer,
                                  GError                     **error);
  gboolean    (*leave_lane)      (BatchStore            *self,
                                  const char            *engine_id,
                                  const char            *lane,
                                  gint64                 now,
                                  GError               **error);
  /* The server of @lane has unloaded @key: if that was there last, and nobody is in the lane, which
   * would load it again, nothing is. */
  gboolean    (*empty_lane)      (BatchStore            *self,
                                  const char            *lane,
                                  const char            *key,
                                  GError               **error);
  /* It waits for @lane with @key, and the others are told when that is news; NULL: it waits
   * no more. The dead, and those who have left, wait for nothing. */
  gboolean    (*wait_for_lane)   (BatchStore            *self,
                                  const char            *engine_id,
                                  const char            *lane,
                                  const char            *key,
                                  gboolean               urgent,
                                  GError               **error);

  /* Small named values: estimator samples, settings. A NULL value removes. Those in
   * BATCH_STORE_JOB_SPACE are purged with their job. */
  gboolean    (*put_value)       (BatchStore            *self,
                                  const char            *space,
                                  const char            *name,
                                  const char            *value,
                                  GError               **error);
  /* A value that every engine on the store goes by: the others are told. It stands in
   * the space BATCH_STORE_SETTINGS. */
  gboolean    (*put_setting)     (BatchStore            *self,
                                  const char            *name,
                                  const char            *value,
                                  GError               **error);
  gboolean    (*put_backend)     (BatchStore               *self,
                                  const BatchBackendRecord *backend,
                                  GError                  **error);
  gboolean    (*remove_backend)  (BatchStore            *self,
                                  const char            *name,
                                  GError               **error);
  gboolean    (*put_file)        (BatchStore             *self,
                                  const BatchFileRecord  *file,
                                  GError                **error);
  gboolean    (*remove_file)     (BatchStore            *self,
                                  const char            *file_id,
                                  GError               **error);
  /* Removes the files that were to be kept until @now. */
  gboolean    (*expire_files)    (BatchStore            *self,
                                  gint64                 now,
                                  gint64                *n_removed,
                                  GError               **error);
  gboolean    (*put_api_key)     (BatchStore              *self,
                                  const BatchApiKeyRecord *key,
                                  GError                 **error);
  /* BATCH_ERROR_NOT_FOUND when there is none that is in force. */
  gboolean    (*revoke_api_key)  (BatchStore            *self,
                                  const char            *key_id,
                                  gint64                 now,
                                  GError               **error);
  /* @after: what is there now: @receipt, or the one of the same idempotency key. */
  gboolean    (*put_receipt)     (BatchStore               *self,
                                  const BatchReceiptRecord *receipt,
                                  BatchReceiptRecord      **after,
                                  GError                  **error);
  /* Its state, issues, files, times and round become those of @receipt; a state only goes on. */
  gboolean    (*change_receipt)  (BatchStore               *self,
                                  const BatchReceiptRecord *receipt,
                                  GError                  **error);
  gboolean    (*remove_receipt)  (BatchStore            *self,
                                  const char            *id,
                                  GError               **error);
  /* Gives receipts to an engine: those that are neither refused nor ended, or whose job has begun
   * another round since their files were made, and that no other engine has. An engine has those
   * that it has put in or claimed, until it leaves or dies. @id: (nullable): only that one */
  gboolean    (*claim_receipts)  (BatchStore            *self,
                                  const char            *engine_id,
                                  const char            *id,
                                  GPtrArray             *receipts,
                                  GError               **error);
  /* What is handed to the batch API of a provider. @request without a sequence begins one of
   * that id for its job, unless another one of the job is on its way; it takes at most
   * @chunk waiting items, as many as @limits allow, which are running then
   * and leased by it. @after is NULL when there was nothing to take, and is uploading
   * when it has all. */
  gboolean    (*gather_handover) (BatchStore                *self,
                                  const char                *engine_id,
                                  const BatchHandoverRecord *request,
                                  const BatchHandoverLimits *limits,
                                  guint                      chunk,
                                  gint64                     now,
                                  BatchHandoverRecord      **after,
                                  BatchJobRecord           **job_after,
                                  GError                   **error);
  /* Those of the job that nobody attends to are the engine's from now on. Gives all that
   * it attends to. */
  gboolean    (*claim_handovers) (BatchStore            *self,
                                  const char            *engine_id,
                                  const char            *job_id,
                                  GPtrArray             *handovers,
                                  GError               **error);
  /* BATCH_ERROR_INVALID_STATE when the engine does not attend to it any more; so with the
   * next two. */
  gboolean    (*put_handover)    (BatchStore                *self,
                                  const char                *engine_id,
                                  const BatchHandoverRecord *handover,
                                  GError                   **error);
  /* Only items that the handover still leases are moved. */
  gboolean    (*take_answers)    (BatchStore                *self,
                                  const char                *engine_id,
                                  const BatchHandoverRecord *handover,
                                  const BatchFinish        **finishes,
                                  guint                      n_finishes,
                                  gint64                     now,
                                  gboolean                  *taken,
                                  BatchJobRecord           **after,
                                  GError                   **error);
  /* At most @limit of the items that are left end like @rest, whose position is of no
   * matter, and count as missing when the provider has had them. With fewer than that the
   * handover has ended, with the note of @handover. */
  gboolean    (*settle_handover) (BatchStore                *self,
                                  const char                *engine_id,
                                  const BatchHandoverRecord *handover,
                                  const BatchFinish         *rest,
                                  guint                      limit,
                                  gint64                     now,
                                  guint                     *n_settled,
                                  BatchJobRecord           **after,
                                  GError                   **error);
  /* Somebody says of one that is held which batch of the provider it is, or, with NULL,
   * that it is to be sent again. */
  gboolean    (*resolve_handover) (BatchStore           *self,
                                  const char            *id,
                                  const char            *upstream_id,
                                  GError               **error);
  /* Every move of a job adds what is to be told of it, in the same transaction: one
   * delivery for each webhook that is a target, and one for the URL of the job. Those of
   * one job for one target are told in their order. One of the same URL is replaced. */
  gboolean    (*put_webhook)     (BatchStore               *self,
                                  const BatchWebhookRecord *webhook,
                                  GError                  **error);
  /* With what it was still to be told. BATCH_ERROR_NOT_FOUND when there is none. */
  gboolean    (*remove_webhook)  (BatchStore            *self,
                                  const char            *url,
                                  gint64                 now,
                                  GError               **error);
  /* Takes up to @limit deliveries that are due for the engine, each of which has one
   * attempt more. @next_due: when another one is due; 0: none is. */
  gboolean    (*claim_deliveries) (BatchStore           *self,
                                  const char            *engine_id,
                                  guint                  limit,
                                  gint64                 now,
                                  GPtrArray             *deliveries,
                                  gint64                *next_due,
                                  GError               **error);
  /* Of one that the engine does not have any more nothing is changed. */
  gboolean    (*finish_delivery) (BatchStore            *self,
                                  const char            *engine_id,
                                  const BatchDeliveryEnding *ending,
                                  gint64                 now,
                                  GError               **error);
  /* Removes up to @limit of those that ended before @before. */
  gboolean    (*prune_deliveries) (BatchStore           *self,
                                  gint64                 before,
                                  guint                  limit,
                                  GError               **error);
  gboolean    (*add_event)       (BatchStore             *self,
                                  const BatchEventRecord *event,
                                  GError                **error);

  /* What was done is added to what is known of the same slice of time, job, key and
   * backend (of BatchHistoryRecord). */
  gboolean    (*add_history)     (BatchStore            *self,
                                  GPtrArray             *records,
                                  GError               **error);
  /* What began before @before, in slices shorter than @span s, goes into slices of @span
   * s: at most @limit records, the oldest first. With BATCH_HISTORY_HOUR, jobs are no
   * longer told apart, and the loads before that time go. */
  gboolean    (*fold_history)    (BatchStore            *self,
                                  gint64                 before,
                                  guint                  span,
                                  guint                  limit,
                                  guint                 *n_folded,
                                  GError               **error);
  /* A load begins, and the same one ends, or turns out to be none. */
  gboolean    (*put_load)        (BatchStore             *self,
                                  const BatchLoadRecord  *load,
                                  GError                **error);
  /* Of BatchForecastRecord. At least the last thousand are kept. */
  gboolean    (*add_forecasts)   (BatchStore            *self,
                                  GPtrArray             *forecasts,
                                  GError               **error);

  /* --- The reader thread --- */

  /* BATCH_ERROR_UNSUPPORTED: there is no second connection, and the worker does
   * the looking between two transactions. */
  gboolean    (*open_reader)     (BatchStore            *self,
                                  GError               **error);
  void        (*close_reader)    (BatchStore            *self);
  gboolean    (*get_job)         (BatchStore            *self,
                                  const char            *job_id,
                                  BatchJobRecord       **job,
                                  GError               **error);
  /* Jobs in order of submission, removed ones too. @live_only: that have not
   * ended. */
  gboolean    (*list_jobs)       (BatchStore            *self,
                                  gint64                 after_sequence,
                                  guint                  limit,
                                  gboolean               live_only,
                                  GPtrArray             *jobs,
                                  GError               **error);
  /* Jobs in order of submission that have come to their end (cancelled and failed ones have not),
   * and whose results were to go to a file, but were never written; not removed ones. */
  gboolean    (*list_unwritten_jobs) (BatchStore        *self,
                                  GPtrArray             *jobs,
                                  GError               **error);
  /* The page behind @after (NULL: the first one) in the order of @query. With bodies
   * it may hold fewer than @limit when they are long; at the end it is empty. */
  gboolean    (*list_items)      (BatchStore            *self,
                                  const char            *job_id,
                                  const BatchItemQuery  *query,
                                  const BatchItemRecord *after,
                                  guint                  limit,
                                  GPtrArray             *items,
                                  GError               **error);
  /* The positions of the items that match, in the order of @query, among the
   * @n_positions from @first on. Those in the order of the input are taken in
   * short stretches, on the reader thread. For any other order all of them have
   * to be seen first: that happens on a thread of its own where there may be
   * more connections, and ends early when it is cancelled. */
  gboolean    (*order_items)     (BatchStore            *self,
                                  const char            *job_id,
                                  const BatchItemQuery  *query,
                                  guint32                first,
                                  guint32                n_positions,
                                  GCancellable          *cancellable,
                                  GArray                *positions,
                                  GError               **error);
  /* The items at these positions; one that is not there is left out. */
  gboolean    (*get_items)       (BatchStore            *self,
                                  const char            *job_id,
                                  const guint32         *positions,
                                  guint                  n_positions,
                                  GPtrArray             *items,
                                  GError               **error);
  /* One item by the id its submitter gave it. */
  gboolean    (*find_item)       (BatchStore            *self,
                                  const char            *job_id,
                                  const char            *custom_id,
                                  BatchItemRecord      **item,
                                  GError               **error);
  /* The attempts at an item that are over, in their order; of many the last ones. */
  gboolean    (*list_attempts)   (BatchStore            *self,
                                  const char            *job_id,
                                  guint32                position,
                                  GPtrArray             *attempts,
                                  GError               **error);
  gboolean    (*list_changes)    (BatchStore            *self,
                                  gint64                 after_sequence,
                                  GPtrArray             *changes,
                                  GError               **error);
  gboolean    (*list_events)     (BatchStore            *self,
                                  const char            *job_id,
                                  gint64                 after_sequence,
                                  guint                  limit,
                                  GPtrArray             *events,
                                  GError               **error);
  gboolean    (*list_values)     (BatchStore            *self,
                                  const char            *space,
                                  GHashTable            *values,
                                  GError               **error);
  gboolean    (*list_backends)   (BatchStore            *self,
                                  GPtrArray             *backends,
                                  GError               **error);
  /* The key that each lane holds, or held last, by the name of the lane. */
  gboolean    (*list_lanes)      (BatchStore            *self,
                                  GHashTable            *keys,
                                  GError               **error);
  gboolean    (*list_lane_waiters) (BatchStore          *self,
                                  GPtrArray             *waiters,
                                  GError               **error);
  /* Of the engines but @engine_id, how many live and work on the jobs, and how many have died
   * and were not reaped. */
  gboolean    (*count_working)   (BatchStore            *self,
                                  const char            *engine_id,
                                  guint                 *n_working,
                                  guint                 *n_dead,
                                  GError               **error);
  gboolean    (*get_file)        (BatchStore             *self,
                                  const char             *file_id,
                                  BatchFileRecord       **file,
                                  GError                **error);
  /* In the order in which they came. */
  gboolean    (*list_files)      (BatchStore            *self,
                                  const BatchPageQuery  *query,
                                  GPtrArray             *files,
                                  GError               **error);
  gboolean    (*list_api_keys)   (BatchStore            *self,
                                  GPtrArray             *keys,
                                  GError               **error);
  gboolean    (*get_receipt)     (BatchStore            *self,
                                  const char            *id,
                                  BatchReceiptRecord   **receipt,
                                  GError               **error);
  gboolean    (*list_receipts)   (BatchStore            *self,
                                  const BatchPageQuery  *query,
                                  GPtrArray             *receipts,
                                  GError               **error);
  gboolean    (*list_handovers)  (BatchStore            *self,
                                  const char            *job_id,
                                  GPtrArray             *handovers,
                                  GError               **error);
  /* The items that it leases, behind that position, in input order. */
  gboolean    (*list_handover_items) (BatchStore                *self,
                                      const BatchHandoverRecord *handover,
                                      gint64                     after_position,
                                      guint                      limit,
                                      GPtrArray                 *items,
                                      GError                   **error);
  gboolean    (*list_webhooks)   (BatchStore            *self,
                                  GPtrArray             *webhooks,
                                  GError               **error);
  /* The latest come first. @job_id: (nullable): of all; @before: 0: from the latest */
  gboolean    (*list_deliveries) (BatchStore            *self,
                                  const char            *job_id,
                                  gint64                 before,
                                  guint                  limit,
                                  GPtrArray             *deliveries,
                                  GError               **error);
  /* Of the digests of input files, those that a job still needs, or a file has. */
  gboolean    (*list_inputs)     (BatchStore            *self,
                                  GHashTable            *digests,
                                  GError               **error);
  /* What began between @from and @to, of one job or (NULL) of all, in slices of
   * @resolution s or (0) as it was kept, by key and backend (BatchHistoryRecord). In the
   * order of time. */
  gboolean    (*list_history)    (BatchStore            *self,
                                  const char            *job_id,
                                  gint64                 from,
                                  gint64                 to,
                                  guint                  resolution,
                                  GPtrArray             *points,
                                  GError               **error);
  /* Those under way between @from and @to, in the order in which they began. */
  gboolean    (*list_loads)      (BatchStore            *self,
                                  const char            *job_id,
                                  gint64                 from,
                                  gint64                 to,
                                  GPtrArray             *loads,
                                  GError               **error);
  /* The latest come first. */
  gboolean    (*list_forecasts)  (BatchStore            *self,
                                  guint                  limit,
                                  GPtrArray             *forecasts,
                                  GError               **error);

  /* --- The watcher's thread --- */

  /* From here on, batch_store_check_changes () is called in the thread-default context of
   * the caller whenever there may be news, until unwatch. (nullable) */
  void        (*watch)           (BatchStore            *self);
  void        (*unwatch)         (BatchStore            *self);

  gpointer padding[9];
};

/* A store is opened by a URI whose scheme says of which type it is. */
BATCH_AVAILABLE_IN_ALL
void        batch_store_register_scheme (const char *scheme,
                                         GType       type);
BATCH_AVAILABLE_IN_ALL
const char *batch_store_get_uri         (BatchStore *self);
/* Whether it is only looked at: open () then makes and changes nothing, and no verb that changes
 * something is called. */
BATCH_AVAILABLE_IN_ALL
gboolean    batch_store_get_read_only   (BatchStore *self);
/* The part of the URI behind the scheme. */
BATCH_AVAILABLE_IN_ALL
const char *batch_store_get_location    (BatchStore *self);

/* For implementations. @certain: the watcher is told even when has_changes () finds
 * nothing, because a process is gone. */
BATCH_AVAILABLE_IN_ALL
void        batch_store_check_changes   (BatchStore *self,
                                         gboolean    certain);
BATCH_AVAILABLE_IN_ALL
gboolean    batch_store_is_worker       (BatchStore *self);

G_END_DECLS
