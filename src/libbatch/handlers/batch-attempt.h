/* batch-attempt.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"
#include "core/batch-enums.h"
#include "core/batch-size-bucket.h"

G_BEGIN_DECLS

#define BATCH_TYPE_ATTEMPT (batch_attempt_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchAttempt, batch_attempt, BATCH, ATTEMPT, GObject)

BATCH_AVAILABLE_IN_ALL
const char      *batch_attempt_get_job_id        (BatchAttempt *self);
BATCH_AVAILABLE_IN_ALL
const char      *batch_attempt_get_item_id       (BatchAttempt *self);
BATCH_AVAILABLE_IN_ALL
const char      *batch_attempt_get_custom_id     (BatchAttempt *self);
BATCH_AVAILABLE_IN_ALL
guint            batch_attempt_get_position      (BatchAttempt *self);
BATCH_AVAILABLE_IN_ALL
const char      *batch_attempt_get_resource_key  (BatchAttempt *self);
BATCH_AVAILABLE_IN_ALL
const char      *batch_attempt_get_operation     (BatchAttempt *self);
BATCH_AVAILABLE_IN_ALL
const char      *batch_attempt_get_endpoint      (BatchAttempt *self);
BATCH_AVAILABLE_IN_ALL
BatchSizeBucket  batch_attempt_get_size_bucket   (BatchAttempt *self);
BATCH_AVAILABLE_IN_ALL
guint            batch_attempt_get_number        (BatchAttempt *self);
BATCH_AVAILABLE_IN_ALL
const char      *batch_attempt_get_payload       (BatchAttempt *self);
BATCH_AVAILABLE_IN_ALL
GBytes          *batch_attempt_get_payload_bytes (BatchAttempt *self);
BATCH_AVAILABLE_IN_ALL
GCancellable    *batch_attempt_get_cancellable   (BatchAttempt *self);

BATCH_AVAILABLE_IN_ALL
gboolean         batch_attempt_complete          (BatchAttempt *self,
                                                  const char   *output);
BATCH_AVAILABLE_IN_ALL
gboolean         batch_attempt_complete_bytes    (BatchAttempt *self,
                                                  GBytes       *output);
BATCH_AVAILABLE_IN_ALL
gboolean         batch_attempt_fail              (BatchAttempt *self,
                                                  const GError *error);
BATCH_AVAILABLE_IN_ALL
gboolean         batch_attempt_fail_message      (BatchAttempt *self,
                                                  const char   *message);
BATCH_AVAILABLE_IN_ALL
gboolean         batch_attempt_fail_temporarily  (BatchAttempt *self,
                                                  const char   *message,
                                                  gint64        retry_after_ms);
BATCH_AVAILABLE_IN_ALL
gboolean         batch_attempt_skip              (BatchAttempt *self,
                                                  const char   *reason);

G_END_DECLS
