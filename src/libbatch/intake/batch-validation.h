/* batch-validation.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"
#include "intake/batch-validation-issue.h"

G_BEGIN_DECLS

#define BATCH_TYPE_VALIDATION (batch_validation_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchValidation, batch_validation, BATCH, VALIDATION, GObject)

BATCH_AVAILABLE_IN_ALL
guint64             batch_validation_get_line_count (BatchValidation      *self);
BATCH_AVAILABLE_IN_ALL
const char * const *batch_validation_get_models     (BatchValidation      *self);
BATCH_AVAILABLE_IN_ALL
GListModel         *batch_validation_get_errors     (BatchValidation      *self);
BATCH_AVAILABLE_IN_ALL
gboolean            batch_validation_get_valid      (BatchValidation      *self);
BATCH_AVAILABLE_IN_ALL
gboolean            batch_validation_get_cut_short  (BatchValidation      *self);
BATCH_AVAILABLE_IN_ALL
gboolean            batch_validation_check          (BatchValidation      *self,
                                                     GError              **error);

BATCH_AVAILABLE_IN_ALL
void                batch_validate_jsonl_async      (GFile                *file,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
void                batch_validate_jsonl_full_async (GFile                *file,
                                                     gint64                max_lines,
                                                     gint64                max_bytes,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchValidation    *batch_validate_jsonl_finish     (GAsyncResult         *result,
                                                     GError              **error);
BATCH_AVAILABLE_IN_ALL
BatchValidation    *batch_validate_jsonl_full_finish (GAsyncResult        *result,
                                                     GError              **error);

G_END_DECLS
