/* core/batch-constant-time-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Compares what is secret. How long it takes tells of the lengths at most: whoever guesses byte
 * by byte learns nothing from it. */
gboolean batch_constant_time_equal (const char *one,
                                    const char *other);

G_END_DECLS
