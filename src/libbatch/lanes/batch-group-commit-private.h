/* batch-group-commit-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How a lane gathers answers, to write them down in one transaction. Pure. */

typedef struct
{
  guint  slots;
  guint  n_ended;        /* answers that are to be written down */
  guint  n_out;          /* requests that have no answer yet */
  guint  n_writing;      /* transactions under way */
  gint64 answer_usec;    /* what a request has taken lately */
  gint64 commit_usec;    /* what the disk has taken lately, for a transaction */
  gint64 waited_usec;    /* so far */
} BatchGroupCommit;

/* The next transaction waits for the end of the one that is under way. */
#define BATCH_GROUP_COMMIT_UNTIL_WRITTEN -1

/* For how many µs more the next transaction waits for answers; 0: not any more. */
gint64 batch_group_commit_wait    (const BatchGroupCommit *self);

/* An average that forgets. */
gint64 batch_group_commit_average (gint64                  average,
                                   gint64                  value);

G_END_DECLS
