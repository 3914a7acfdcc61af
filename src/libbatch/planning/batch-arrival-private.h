/* batch-arrival-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How many more loads than one for each of its keys what is left of a job would take in
 * the order of its input. The rule stands at the top of batch-arrival.c.
 * @key_changes: along the whole input, of @total items; -1: not counted
 * @left: how many items are left of each key */
gint64 batch_arrival_repeats (gint64        key_changes,
                              gint64        total,
                              const gint64 *left,
                              guint         n_keys);

G_END_DECLS
