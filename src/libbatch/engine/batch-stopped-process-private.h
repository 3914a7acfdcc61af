/* batch-stopped-process-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "engine/batch-stopped-process.h"
#include "store/batch-process-private.h"

G_BEGIN_DECLS

BatchStoppedProcess *batch_stopped_process_new     (const BatchProcess  *process);
/* Whether they are the same process. Either may be NULL. */
gboolean             batch_stopped_process_is_same (BatchStoppedProcess *self,
                                                    BatchStoppedProcess *other);

G_END_DECLS
