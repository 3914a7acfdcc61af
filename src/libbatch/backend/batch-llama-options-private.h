/* backend/batch-llama-options-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the command line of a llama-server says of its limits; 0 when it does not say. */

/* How many requests it works on at a time. */
gint64 batch_llama_options_find_slots   (const char * const *arguments);
/* How many tokens each of them may have. */
gint64 batch_llama_options_find_context (const char * const *arguments);

G_END_DECLS
