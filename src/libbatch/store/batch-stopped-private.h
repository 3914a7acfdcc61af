/* batch-stopped-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The ids (int) of the processes on this machine that work on the queue of a store and are stopped,
 * as by Ctrl+Z: they live, so that nobody takes their work, and do nothing. Blocks. */
GArray *batch_stopped_find (const char *store_uri);

G_END_DECLS
