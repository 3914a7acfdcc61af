/* batch-job.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"
#include "core/batch-enums.h"
#include "core/batch-size-bucket.h"

G_BEGIN_DECLS

#define BATCH_TYPE_JOB (batch_job_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchJob, batch_job, BATCH, JOB, GObject)

BATCH_AVAILABLE_IN_ALL
BatchJob  *batch_job_new                 (const char           *resource_key,
                                          const char           *operation,
                                          BatchOverwritePolicy  overwrite_policy);
BATCH_AVAILABLE_IN_ALL
BatchJob  *batch_job_new_for_file        (GFile *input);
BATCH_AVAILABLE_IN_ALL
BatchJob  *batch_job_new_for_stream      (GInputStream *input,
                                          const char   *name);
BATCH_AVAILABLE_IN_ALL
void       batch_job_add_item            (BatchJob        *self,
                                          const char      *id,
                                          const char      *payload,
                                          BatchSizeBucket  size_bucket);
BATCH_AVAILABLE_IN_ALL
void       batch_job_add_item_with_model (BatchJob        *self,
                                          const char      *id,
                                          const char      *model,
                                          const char      *payload,
                                          BatchSizeBucket  size_bucket);

BATCH_AVAILABLE_IN_ALL
gboolean   batch_job_try_add_item        (BatchJob         *self,
                                          const char       *id,
                                          const char       *payload,
                                          BatchSizeBucket   size_bucket,
                                          GError          **error);
BATCH_AVAILABLE_IN_ALL
gboolean   batch_job_try_add_item_with_model
                                         (BatchJob         *self,
                                          const char       *id,
                                          const char       *model,
                                          const char       *payload,
                                          BatchSizeBucket   size_bucket,
                                          GError          **error);

BATCH_AVAILABLE_IN_ALL
gboolean             batch_job_try_set              (BatchJob      *self,
                                                     const char    *property,
                                                     const GValue  *value,
                                                     GError       **error);

BATCH_AVAILABLE_IN_ALL
gboolean             batch_job_is_draft             (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
gboolean             batch_job_is_terminal          (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
const char          *batch_job_get_id               (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
void                 batch_job_set_id               (BatchJob   *self,
                                                     const char *id);
BATCH_AVAILABLE_IN_ALL
const char          *batch_job_get_title            (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
void                 batch_job_set_title            (BatchJob   *self,
                                                     const char *title);
BATCH_AVAILABLE_IN_ALL
char                *batch_job_get_display_name     (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
const char          *batch_job_get_handler          (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
void                 batch_job_set_handler          (BatchJob   *self,
                                                     const char *handler);
BATCH_AVAILABLE_IN_ALL
const char          *batch_job_get_backend          (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
void                 batch_job_set_backend          (BatchJob   *self,
                                                     const char *backend);
BATCH_AVAILABLE_IN_ALL
const char          *batch_job_get_operation        (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
void                 batch_job_set_operation        (BatchJob   *self,
                                                     const char *operation);
BATCH_AVAILABLE_IN_ALL
void                 batch_job_set_resource_key     (BatchJob   *self,
                                                     const char *resource_key);
BATCH_AVAILABLE_IN_ALL
BatchOverwritePolicy batch_job_get_overwrite_policy (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
void                 batch_job_set_overwrite_policy (BatchJob             *self,
                                                     BatchOverwritePolicy  overwrite_policy);
BATCH_AVAILABLE_IN_ALL
BatchExecutionMode   batch_job_get_execution_mode   (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
void                 batch_job_set_execution_mode   (BatchJob           *self,
                                                     BatchExecutionMode  execution_mode);
BATCH_AVAILABLE_IN_ALL
int                  batch_job_get_priority         (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
void                 batch_job_set_priority         (BatchJob *self,
                                                     int       priority);
BATCH_AVAILABLE_IN_ALL
guint                batch_job_get_parallel         (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
void                 batch_job_set_parallel         (BatchJob *self,
                                                     guint     parallel);
BATCH_AVAILABLE_IN_ALL
guint                batch_job_get_max_attempts     (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
void                 batch_job_set_max_attempts     (BatchJob *self,
                                                     guint     max_attempts);
BATCH_AVAILABLE_IN_ALL
const char          *batch_job_get_key_id           (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
void                 batch_job_set_key_id           (BatchJob   *self,
                                                     const char *key_id);
BATCH_AVAILABLE_IN_ALL
const char          *batch_job_get_webhook_url      (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
void                 batch_job_set_webhook_url      (BatchJob   *self,
                                                     const char *webhook_url);
BATCH_AVAILABLE_IN_ALL
const char          *batch_job_get_metadata         (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
void                 batch_job_set_metadata         (BatchJob   *self,
                                                     const char *metadata);
BATCH_AVAILABLE_IN_ALL
void                 batch_job_set_metadata_value   (BatchJob   *self,
                                                     const char *key,
                                                     const char *value);
BATCH_AVAILABLE_IN_ALL
GDateTime           *batch_job_get_expires_at       (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
void                 batch_job_set_expires_at       (BatchJob  *self,
                                                     GDateTime *expires_at);
BATCH_AVAILABLE_IN_ALL
void                 batch_job_set_expires_in       (BatchJob *self,
                                                     gint64    seconds);
BATCH_AVAILABLE_IN_ALL
const char          *batch_job_get_output_path      (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
void                 batch_job_set_output_path      (BatchJob   *self,
                                                     const char *output_path);
BATCH_AVAILABLE_IN_ALL
const char          *batch_job_get_error_path       (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
void                 batch_job_set_error_path       (BatchJob   *self,
                                                     const char *error_path);
BATCH_AVAILABLE_IN_ALL
gint64               batch_job_get_max_lines        (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
void                 batch_job_set_max_lines        (BatchJob *self,
                                                     gint64    max_lines);
BATCH_AVAILABLE_IN_ALL
gboolean             batch_job_get_trial            (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
gboolean             batch_job_get_reuse            (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
void                 batch_job_set_reuse            (BatchJob *self,
                                                     gboolean  reuse);
BATCH_AVAILABLE_IN_ALL
gint64               batch_job_get_max_bytes        (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
void                 batch_job_set_max_bytes        (BatchJob *self,
                                                     gint64    max_bytes);

BATCH_AVAILABLE_IN_ALL
BatchJobState batch_job_get_state          (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
const char   *batch_job_get_resource_key   (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
char        **batch_job_get_resource_keys  (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
const char   *batch_job_get_provider       (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
const char   *batch_job_get_input_name     (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
char         *batch_job_get_input_file_id  (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
char         *batch_job_get_output_file_id (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
char         *batch_job_get_error_file_id  (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
const char   *batch_job_get_failure        (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
const char   *batch_job_get_standstill     (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
GDateTime    *batch_job_get_standstill_since (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
GDateTime    *batch_job_get_next_try_at    (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
gboolean      batch_job_get_paused         (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
gboolean      batch_job_get_removed        (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
gboolean      batch_job_get_reordered      (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
const char   *batch_job_get_reorder_note   (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
guint         batch_job_get_loads          (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
gint64        batch_job_get_arrival_loads  (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
GDateTime    *batch_job_get_created_at     (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
GDateTime    *batch_job_get_started_at     (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
GDateTime    *batch_job_get_completed_at   (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
GDateTime    *batch_job_get_exported_at    (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
gboolean      batch_job_has_written        (BatchJob   *self,
                                            const char *path);

BATCH_AVAILABLE_IN_ALL
gint64         batch_job_get_total        (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
gint64         batch_job_get_pending      (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
gint64         batch_job_get_running      (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
gint64         batch_job_get_succeeded    (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
gint64         batch_job_get_failed       (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
gint64         batch_job_get_skipped      (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
gint64         batch_job_get_cancelled    (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
gint64         batch_job_get_expired      (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
gint64         batch_job_get_needs_review (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
gint64         batch_job_get_prompt_tokens (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
gint64         batch_job_get_cached_tokens (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
gint64         batch_job_get_output_tokens (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
gint64         batch_job_get_ended        (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
double         batch_job_get_progress     (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
BatchEta      *batch_job_get_eta          (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
BatchSummary  *batch_job_get_summary      (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
GListModel    *batch_job_get_items        (BatchJob *self);
BATCH_AVAILABLE_IN_ALL
GListModel    *batch_job_query_items      (BatchJob   *self,
                                           const char *filter,
                                           const char *search,
                                           const char *sort);
BATCH_AVAILABLE_IN_ALL
guint          batch_job_get_position_at  (BatchJob   *self,
                                           GListModel *items,
                                           guint       place);
BATCH_AVAILABLE_IN_ALL
BatchComparison *
               batch_job_compare          (BatchJob   *self);

G_END_DECLS
