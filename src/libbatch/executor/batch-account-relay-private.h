/* batch-account-relay-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "executor/batch-executor-private.h"
#include "workers/batch-worker-private.h"

G_BEGIN_DECLS

/* Sends the items and chats of the lane of a model server: each with the key and in the words of
 * the name that it gives the server, of which there may be several. */
BatchWorker *batch_account_relay_new (BatchExecutor  *executor,
                                      const char     *lane,
                                      GError        **error);

G_END_DECLS
