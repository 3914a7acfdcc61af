/* http/batch-retry-after-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* As long as a model server or a provider is left alone because it says so. */
#define BATCH_RETRY_AFTER_MAX_MS (60 * 60 * 1000)

/* @now_us is the wall clock. -1 when @value says nothing. */
gint64 batch_retry_after_parse (const char *value,
                                gint64      now_us,
                                gint64      max_ms);

G_END_DECLS
