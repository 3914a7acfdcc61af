/* batch-executor-news-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-handover-record.h"
#include "executor/batch-executor-state-private.h"

G_BEGIN_DECLS

/* What the owner, the log and webhooks are told. */

/* batch-executor-pausing.c: a lane has come to rest */
void       batch_executor_note_quiet    (BatchExecutor        *self);

/* batch-executor-webhooks.c: read, and told to the owner */
void       batch_executor_read_webhooks   (BatchExecutor      *self,
                                           GAsyncReadyCallback callback);
gboolean   batch_executor_take_webhooks   (BatchExecutor      *self,
                                           GAsyncResult       *result,
                                           GError            **error);
void       batch_executor_reload_webhooks (BatchExecutor      *self);

/* batch-executor-log.c */
void       batch_executor_log_job       (BatchExecutor        *self,
                                         const BatchJobRecord *record);
/* @job_id: (nullable); @duration_ms: -1: it failed */
void       batch_executor_log_load      (BatchExecutor        *self,
                                         BatchLane            *lane,
                                         const char           *job_id,
                                         gint64                duration_ms);
/* @lane: the id of a lane; @job_id: (nullable): the one that it holds up; @error: (nullable): it is
 * over */
void       batch_executor_log_trouble   (const char           *lane,
                                         const char           *job_id,
                                         const GError         *error);
void       batch_executor_log_kind      (const char           *lane,
                                         const char           *kind);

/* batch-executor-troubles.c: what is in the way, and of whom */
/* @lane: the id of a lane; @key: (nullable): the only one there that suffers from it */
void       batch_executor_put_lane_trouble (BatchExecutor     *self,
                                            const char        *lane,
                                            const char        *key,
                                            const GError      *error);
void       batch_executor_put_handover_trouble (BatchExecutor *self,
                                            const BatchHandoverRecord *handover,
                                            const GError      *error);
/* @source: a lane or a handover */
void       batch_executor_end_trouble   (BatchExecutor        *self,
                                         const char           *source);
/* Servers may have other names now. */
void       batch_executor_name_troubles (BatchExecutor        *self);

/* batch-executor-news.c: messages to the owner */
void       batch_executor_publish       (BatchExecutor        *self,
                                         BatchJobRecord       *record,
                                         gboolean              now);
void       batch_executor_tell_eta      (BatchExecutor        *self,
                                         const char           *job_id,
                                         BatchEta             *eta);
void       batch_executor_tell_item     (BatchExecutor        *self,
                                         BatchItemRecord      *item,
                                         gboolean              ended);
void       batch_executor_tell_load_started (BatchExecutor    *self,
                                         const BatchLoadRecord *load);
void       batch_executor_tell_load_ended (BatchExecutor      *self,
                                         const BatchLoadRecord *load,
                                         gint64                duration_ms);
void       batch_executor_tell_load_progress (BatchExecutor   *self,
                                         const BatchLoadRecord *load,
                                         double                fraction);
void       batch_executor_tell_samples  (BatchExecutor        *self,
                                         const char           *key,
                                         const char           *operation,
                                         BatchSizeBucket       bucket,
                                         guint                 count);
/* Takes @values. */
void       batch_executor_tell_plan     (BatchExecutor        *self,
                                         BatchPlanValues      *values);
void       batch_executor_tell_paused   (BatchExecutor        *self);
void       batch_executor_tell_others_work (BatchExecutor     *self);
void       batch_executor_tell_receipts (BatchExecutor        *self);
void       batch_executor_tell_policy   (BatchExecutor        *self,
                                         gboolean              answers);
void       batch_executor_tell_webhooks (BatchExecutor        *self,
                                         char                **urls);
/* @name: (nullable) */
void       batch_executor_tell_webhook_secret (BatchExecutor  *self,
                                         const char           *name);
void       batch_executor_tell_loads    (BatchExecutor        *self);
/* The same, when another key is worked on than was told: it need not have been loaded. */
void       batch_executor_tell_key      (BatchExecutor        *self);
void       batch_executor_tell_troubles (BatchExecutor        *self);
void       batch_executor_tell_partial_answer (BatchExecutor            *self,
                                               const BatchPartialAnswer *partial);
void       batch_executor_tell_attempt  (BatchExecutor        *self,
                                         const char           *handler,
                                         BatchAttempt         *attempt,
                                         gboolean              may_skip);

G_END_DECLS
