/* batch-stopped-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "store/batch-process-private.h"

G_BEGIN_DECLS

/* The processes (BatchProcess) on this machine that work on the queue of a store and are stopped,
 * as by Ctrl+Z: they live, so that nobody takes their work, and do nothing. Blocks. */
GPtrArray *batch_stopped_find (const char *store_uri);

G_END_DECLS
