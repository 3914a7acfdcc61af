/* batch-executor-work-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "executor/batch-executor-state-private.h"
#include "format/batch-validator-private.h"

G_BEGIN_DECLS

/* The items, handovers and chats that are under way. */

/* batch-executor-native.c: jobs that are handed to providers */
GHashTable *batch_executor_native_table_new (void);
gboolean   batch_executor_is_native     (const BatchJobRecord *record);
/* The kind of its server, in a word. (nullable): it goes to none as a whole, or nobody knows */
char      *batch_executor_dup_provider  (BatchExecutor        *self,
                                         const BatchJobRecord *record);
/* Whether its server may have a batch API, and one that takes what is sent for its items.
 * @limits: what of the latter is left to be seen when its input is read */
gboolean   batch_executor_check_native  (BatchExecutor        *self,
                                         const BatchJobRecord *record,
                                         const BatchJobInput  *draft,
                                         BatchLimits          *limits,
                                         GError              **error);
/* @lane: (nullable): none here can run it */
void       batch_executor_carry         (BatchExecutor        *self,
                                         BatchJobRecord       *record,
                                         const char           *lane);
/* Something has changed for all of them. */
void       batch_executor_carry_all     (BatchExecutor        *self);
void       batch_executor_hurry_runners (BatchExecutor       *self);
void       batch_executor_stop_runners (BatchExecutor        *self);
gboolean   batch_executor_runners_are_quiet (BatchExecutor    *self);

/* batch-executor-chats.c: requests whose clients wait */
/* Chats have @lane, or have it no more. */
void       batch_executor_note_visit    (BatchExecutor        *self,
                                         BatchLane            *lane);
/* Answers with values: lane to the model that chats have it for, here or elsewhere. */
void       batch_executor_list_visits   (BatchExecutor        *self,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
/* Those of engines that are no more. */
void       batch_executor_forget_visits (BatchExecutor        *self);

/* batch-executor-endings.c: an attempt that was started, and ends */
void       batch_executor_note_start    (BatchExecutor        *self,
                                         BatchItemRecord      *item);
/* One more wait of an item at no cost. @most: counted no further
 * Returns: how often it has waited in a row */
guint      batch_executor_count_wait    (BatchExecutor        *self,
                                         const BatchItemRecord *item,
                                         guint                 most);
BatchFinish *batch_executor_decide      (BatchExecutor        *self,
                                         BatchItemRecord      *item,
                                         const BatchEnding    *ending,
                                         gint64                duration_ms);
void       batch_executor_note_end      (BatchExecutor        *self,
                                         BatchItemRecord      *item,
                                         const BatchEnding    *ending,
                                         const BatchFinish    *finish,
                                         const char           *lane,
                                         guint                 slots,
                                         gboolean              during_load);

/* batch-executor-breaker.c: a job whose items fail one after the other */
void       batch_executor_count_failure (BatchExecutor        *self,
                                         BatchLiveJob         *job,
                                         const BatchFinish    *finish);

/* batch-executor-partial-answers.c: for who reads along */
GHashTable *batch_executor_partial_answers_new (void);
void       batch_executor_answer_began   (BatchExecutor         *self,
                                          const BatchItemRecord *item,
                                          gboolean               loading);
void       batch_executor_answer_goes_on (gpointer               host,
                                          const BatchItemRecord *item,
                                          BatchAnswerFold       *answer);
void       batch_executor_answer_ended   (BatchExecutor         *self,
                                          const BatchItemRecord *item);

/* batch-executor-files.c. Returns: (transfer full): a BatchBlobSource */
GObject   *batch_executor_open_input    (BatchExecutor        *self,
                                         const char           *job_id,
                                         GError              **error);

/* batch-executor-claims.c: what workers outside have. @position: -1: every item */
void       batch_executor_abort_claims  (BatchExecutor        *self,
                                         const char           *job_id,
                                         gint64                position);
void       batch_executor_drop_claims   (BatchExecutor        *self);
void       batch_executor_count_in_flight (BatchExecutor      *self,
                                         const BatchItemRecord *item,
                                         int                   step);
/* Gives a worker those of @payloads (of BatchPayload) that were @started (of gboolean).
 * Returns: (transfer full): an array of BatchClaim */
GPtrArray *batch_executor_lend          (BatchExecutor        *self,
                                         GPtrArray            *payloads,
                                         GArray               *started,
                                         gint64                lease_ms);

G_END_DECLS
