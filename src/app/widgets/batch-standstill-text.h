/* batch-standstill-text.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

/* “The model server is busy · waiting since 14:02:10 · next try at 14:02:40”: what is known of it,
 * in the words of the library. Empty without a reason. */
char *batch_standstill_text     (const char *reason,
                                 GDateTime  *since,
                                 GDateTime  *next_try);
/* “next try at 14:02:40”; empty when nobody knows, or when it may be at any moment. */
char *batch_standstill_next_try (GDateTime  *next_try);

G_END_DECLS
