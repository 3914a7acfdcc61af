/* batch-item-query-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"

G_BEGIN_DECLS

/* What people write to choose items. Each is FALSE when a word is not understood. */

/* Statuses, or needs-review, with commas between them; NULL or "": all. */
gboolean batch_item_query_parse_filter (BatchItemQuery *query,
                                        const char     *filter);
/* position, duration, status, custom-id, model or tokens, with a minus before it:
 * backwards. */
gboolean batch_item_query_parse_sort   (BatchItemQuery *query,
                                        const char     *sort);

G_END_DECLS
