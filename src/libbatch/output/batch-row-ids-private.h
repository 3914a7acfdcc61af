/* batch-row-ids-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Returns: how many bytes of @custom_id are before its number; 0 when it has none */
gsize batch_row_ids_split (const char        *custom_id,
                           guint             *number);
/* Returns: how many of the first @ids are of one row; 0 when they are of none */
guint batch_row_ids_count (const char *const *ids,
                           guint              n_ids);

G_END_DECLS
