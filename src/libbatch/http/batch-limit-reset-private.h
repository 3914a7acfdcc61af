/* batch-limit-reset-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Returns: in how many ms something may be asked again, by the limits of which @headers say that
 * nothing is left; 0: none does */
gint64 batch_limit_reset_find  (SoupMessageHeaders *headers,
                                gint64              now_us);
/* Returns: ms from @now_us on, at most BATCH_RETRY_AFTER_MAX_MS; -1: @value says nothing */
gint64 batch_limit_reset_parse (const char         *value,
                                gint64              now_us);

G_END_DECLS
