/* batch-model-key-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Two names of one model are one resource key, or it would be loaded for each. The key is the
 * name without the tag that it may leave out: @implied_tag (nullable). Pure.
 *
 * Returns: (transfer full) (nullable): NULL when @name, which is nullable too, is the key */
char *batch_model_key_strip (const char *name,
                             const char *implied_tag);

G_END_DECLS
