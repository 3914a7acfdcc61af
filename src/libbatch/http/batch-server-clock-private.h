/* http/batch-server-clock-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the clock of a server is ahead of ours, in µs.
 * @date: (nullable): the header Date of its answer */
gint64 batch_server_clock_ahead (const char *date,
                                 gint64      now_us);

G_END_DECLS
