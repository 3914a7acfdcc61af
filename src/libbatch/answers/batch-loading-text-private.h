/* format/batch-loading-text-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

/* llama-swap can be told to pass the time with words while it loads a model. It gives them
 * out for the first thoughts of the model, between two bars:
 *
 *   ━━━━━
 *   llama-swap loading model: NAME
 *   …
 *   Done! (12.34s)
 *   ━━━━━
 *
 * Returns how many bytes at the start of @thoughts are that; 0: none. */
gsize    batch_loading_text_measure    (const char *thoughts,
                                        gsize       length);
/* Whether that stays so, whatever is thought next. */
gboolean batch_loading_text_is_settled (const char *thoughts,
                                        gsize       length);

G_END_DECLS
