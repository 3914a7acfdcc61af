/* json/batch-json-nonfinite-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Puts null in place of numbers that JSON does not have: NaN, Infinity, -Infinity.
 * Returns: (transfer full) (nullable): NULL if there is none, or it is no JSON without them,
 *   either */
GBytes *batch_json_without_nonfinite (const guint8 *data,
                                      gsize         length);

G_END_DECLS
