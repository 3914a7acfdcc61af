/* batch-stream-rule-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint wanted : 1;        /* streams are, where they are good for something */
  guint is_waited_for : 1; /* others wait for the first word of the answer */
  guint n_attempts;        /* at the item before this one */
  guint n_quick;           /* answers of the model in a row that came at once */
} BatchStreamFacts;

/* Whether the answer is to be asked for as a stream. */
gboolean batch_stream_rule_judge (const BatchStreamFacts *facts);

/* How many answers in a row have come at once, with another one that has taken so long. */
guint    batch_stream_rule_count (guint                   n_quick,
                                  gint64                  took_ms);

/* How long the beginning of an answer is waited for, after so long was in vain. */
gint64   batch_stream_rule_wait  (gint64                  had_ms,
                                  gboolean                streams);

G_END_DECLS
