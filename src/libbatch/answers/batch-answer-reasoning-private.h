/* batch-answer-reasoning-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How many of the tokens that a model wrote were thoughts, as its server counts them; 0: it does
 * not say. */
gint64 batch_answer_count_reasoning (const guint8 *body,
                                     gsize         length);

G_END_DECLS
