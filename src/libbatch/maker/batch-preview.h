/* batch-preview.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

#define BATCH_TYPE_PREVIEW (batch_preview_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchPreview, batch_preview, BATCH, PREVIEW, GObject)

BATCH_AVAILABLE_IN_ALL
const char         *batch_preview_get_custom_id  (BatchPreview *self);
BATCH_AVAILABLE_IN_ALL
const char         *batch_preview_get_prompt     (BatchPreview *self);
BATCH_AVAILABLE_IN_ALL
const char         *batch_preview_get_system     (BatchPreview *self);
BATCH_AVAILABLE_IN_ALL
const char         *batch_preview_get_request    (BatchPreview *self);
BATCH_AVAILABLE_IN_ALL
gint64              batch_preview_get_image_size (BatchPreview *self);
BATCH_AVAILABLE_IN_ALL
const char * const *batch_preview_get_columns    (BatchPreview *self);
BATCH_AVAILABLE_IN_ALL
const char * const *batch_preview_get_values     (BatchPreview *self);

G_END_DECLS
