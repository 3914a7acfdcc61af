/* batch-file-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"
#include "reports/batch-file.h"

G_BEGIN_DECLS

/* Takes @record. */
BatchFile             *batch_file_new        (BatchFileRecord *record);
const BatchFileRecord *batch_file_get_record (BatchFile       *self);

G_END_DECLS
