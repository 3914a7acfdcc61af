/* batch-byte-count-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Returns: (transfer full): "32 MiB", as in a message */
char *batch_byte_count_to_text (guint64 n_bytes);

G_END_DECLS
