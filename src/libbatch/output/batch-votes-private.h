/* batch-votes-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-enums.h"

G_BEGIN_DECLS

/* Which of two answers a person found the better one, for any pair of items of a job. There are
 * as many as were given, however many items there are. Counted; only for one thread. */
typedef struct _BatchVotes BatchVotes;

typedef struct
{
  gint64 wins;
  gint64 losses;
  gint64 ties;
} BatchVoteTally;

/* Two items, and the models that answered. */
typedef struct
{
  guint32     left;
  guint32     right;
  const char *left_model;
  const char *right_model;
} BatchVotePair;

BatchVotes    *batch_votes_new       (void);
BatchVotes    *batch_votes_ref       (BatchVotes          *self);
void           batch_votes_unref     (BatchVotes          *self);

void           batch_votes_set       (BatchVotes          *self,
                                      const BatchVotePair *pair,
                                      BatchVote            vote);
BatchVote      batch_votes_get       (BatchVotes          *self,
                                      guint32              left,
                                      guint32              right);
guint          batch_votes_get_n     (BatchVotes          *self);
BatchVoteTally batch_votes_get_tally (BatchVotes          *self,
                                      const char          *model);

/* How they are kept in the store: a value for each pair. Other names are no votes. */
char          *batch_votes_make_name  (const BatchVotePair *pair);
char          *batch_votes_make_value (const BatchVotePair *pair,
                                       BatchVote            vote);
gboolean       batch_votes_take       (BatchVotes          *self,
                                       const char          *name,
                                       const char          *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchVotes, batch_votes_unref)

G_END_DECLS
