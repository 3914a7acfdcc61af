/* batch-handler-relay-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "executor/batch-executor-private.h"
#include "workers/batch-worker-private.h"

G_BEGIN_DECLS

/* Hands attempts to a handler that the owner has registered: it lives in the owner
 * context, where nothing must wait for it. */
BatchWorker *batch_handler_relay_new (BatchExecutor *executor,
                                      const char    *handler);

G_END_DECLS
