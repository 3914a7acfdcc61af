/* batch-file.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

#define BATCH_TYPE_FILE (batch_file_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchFile, batch_file, BATCH, FILE, GObject)

BATCH_AVAILABLE_IN_ALL
const char *batch_file_get_id         (BatchFile *self);
BATCH_AVAILABLE_IN_ALL
const char *batch_file_get_name       (BatchFile *self);
BATCH_AVAILABLE_IN_ALL
const char *batch_file_get_key_id     (BatchFile *self);
BATCH_AVAILABLE_IN_ALL
gint64      batch_file_get_size       (BatchFile *self);
BATCH_AVAILABLE_IN_ALL
GDateTime  *batch_file_get_created_at (BatchFile *self);

G_END_DECLS
