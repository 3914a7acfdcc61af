/* batch-stopped-process.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

#define BATCH_TYPE_STOPPED_PROCESS (batch_stopped_process_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchStoppedProcess, batch_stopped_process, BATCH, STOPPED_PROCESS, GObject)

BATCH_AVAILABLE_IN_ALL
int         batch_stopped_process_get_id   (BatchStoppedProcess  *self);
BATCH_AVAILABLE_IN_ALL
const char *batch_stopped_process_get_name (BatchStoppedProcess  *self);
BATCH_AVAILABLE_IN_ALL
gboolean    batch_stopped_process_resume   (BatchStoppedProcess  *self,
                                            GError              **error);

G_END_DECLS
