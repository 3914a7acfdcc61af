/* simulator/batch-simulator-duration.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Seconds, or numbers with units as Go writes them, such as “1h30m” or “500ms”; −1 in @ms for
 * anything below 0, which means for ever. FALSE when it is neither. */
gboolean batch_simulator_duration_parse (const char *text,
                                         gint64     *ms);

G_END_DECLS
