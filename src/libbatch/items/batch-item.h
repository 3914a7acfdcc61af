/* batch-item.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"
#include "core/batch-enums.h"
#include "core/batch-size-bucket.h"

G_BEGIN_DECLS

#define BATCH_TYPE_ITEM (batch_item_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchItem, batch_item, BATCH, ITEM, GObject)

BATCH_AVAILABLE_IN_ALL
gboolean           batch_item_get_loaded          (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
const char        *batch_item_get_job_id          (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
const char        *batch_item_get_id              (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
const char        *batch_item_get_custom_id       (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
guint              batch_item_get_position        (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
guint              batch_item_get_line            (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
BatchItemStatus    batch_item_get_status          (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
const char        *batch_item_get_model           (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
const char        *batch_item_get_resource_key    (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
const char        *batch_item_get_endpoint        (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
BatchSourceFormat  batch_item_get_source_format   (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
BatchSizeBucket    batch_item_get_size_bucket     (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
guint              batch_item_get_attempts        (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
guint              batch_item_get_max_attempts    (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
const char        *batch_item_get_last_error      (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
BatchFailureKind   batch_item_get_failure_kind    (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
GDateTime         *batch_item_get_next_retry_at   (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
gint64             batch_item_get_duration_ms     (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
gint64             batch_item_get_prompt_tokens   (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
gint64             batch_item_get_cached_tokens   (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
gint64             batch_item_get_output_tokens   (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
int                batch_item_get_status_code     (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
const char        *batch_item_get_idempotency_key (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
gboolean           batch_item_get_needs_review    (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
BatchReviewReason  batch_item_get_review_reason   (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
GDateTime         *batch_item_get_created_at      (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
GDateTime         *batch_item_get_completed_at    (BatchItem            *self);

BATCH_AVAILABLE_IN_ALL
const char        *batch_item_get_payload         (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
void               batch_item_load_payload_async  (BatchItem            *self,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
char              *batch_item_load_payload_finish (BatchItem            *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
BATCH_AVAILABLE_IN_ALL
const char        *batch_item_get_result          (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
void               batch_item_load_result_async   (BatchItem            *self,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
char              *batch_item_load_result_finish  (BatchItem            *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
BATCH_AVAILABLE_IN_ALL
BatchItemPhase     batch_item_get_phase           (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
const char        *batch_item_get_partial_answer  (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
guint              batch_item_get_tokens_so_far   (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
double             batch_item_get_tokens_per_second (BatchItem          *self);
BATCH_AVAILABLE_IN_ALL
void               batch_item_watch               (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
void               batch_item_unwatch             (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
void               batch_item_load_request_async  (BatchItem            *self,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
char              *batch_item_load_request_finish (BatchItem            *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
BATCH_AVAILABLE_IN_ALL
void               batch_item_load_curl_async     (BatchItem            *self,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
char              *batch_item_load_curl_finish    (BatchItem            *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);

BATCH_AVAILABLE_IN_ALL
const char        *batch_item_get_prompt          (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
void               batch_item_load_prompt_async   (BatchItem            *self,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
char              *batch_item_load_prompt_finish  (BatchItem            *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
BATCH_AVAILABLE_IN_ALL
void               batch_item_load_talk_async     (BatchItem            *self,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
char              *batch_item_load_talk_finish    (BatchItem            *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
BATCH_AVAILABLE_IN_ALL
const char        *batch_item_get_answer          (BatchItem            *self);
BATCH_AVAILABLE_IN_ALL
void               batch_item_load_answer_async   (BatchItem            *self,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
char              *batch_item_load_answer_finish  (BatchItem            *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);

G_END_DECLS
