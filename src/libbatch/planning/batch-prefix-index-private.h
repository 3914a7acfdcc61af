/* batch-prefix-index-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Gives each item of a job the number by which those whose prompts begin alike come one after
 * the other. Pure: the rule stands at the top of batch-prefix-index.c. */

typedef struct _BatchPrefixIndex BatchPrefixIndex;

BatchPrefixIndex *batch_prefix_index_new  (void);
void              batch_prefix_index_free (BatchPrefixIndex *self);

/* @steps: what its prompt is up to each step that is in it, as BatchPromptPrefix has it;
 * @position: of the item, which only grows. Returns: its prefix; 0: it is before all others */
gint64            batch_prefix_index_add  (BatchPrefixIndex *self,
                                           const guint64    *steps,
                                           guint             n_steps,
                                           guint32           position);

/* What the model is to be run with comes before that: those that are run alike come one after the
 * other. A job has so many such settings, from 1; 0: it says nothing of it. What is more than that
 * is with the last. */
#define BATCH_PREFIX_MAX_SETTING 63

gint64            batch_prefix_set_setting (gint64 prefix,
                                            guint  setting);
guint             batch_prefix_get_setting (gint64 prefix);
/* The same for all that are run alike and share even a part of it; 0: it shares nothing. */
gint64            batch_prefix_get_root    (gint64 prefix);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchPrefixIndex, batch_prefix_index_free)

G_END_DECLS
