/* batch-group-commit.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-group-commit-private.h"

/* A slot is empty from the answer of its item until that is durable. How many are empty
 * together depends on which is slower, the server or the disk:
 *
 * Answers that take much longer than a transaction are written down as they come:
 * nothing is gained by waiting for others.
 *
 * Quick answers go in halves of the slots: one half is written down while the other is
 * sent and answered. Without that the groups become small, and a sync costs time of the
 * processor too.
 *
 * Answers that are quicker than the disk go all together: in halves, each would wait for
 * the transaction of the other one as well as for its own.
 *
 * In no case is more time lost by waiting than the disk takes for one transaction,
 * because nobody knows whether the others will come. */

#define MUCH_LONGER 4
#define FORGET      8

gint64
batch_group_commit_wait (const BatchGroupCommit *self)
{
  gboolean together = self->answer_usec < self->commit_usec;
  guint group = together ? self->slots : (self->slots + 1) / 2;

  if (self->n_ended == 0 || self->answer_usec > MUCH_LONGER * self->commit_usec)
    return 0;
  if (together && self->n_writing > 0)
    return BATCH_GROUP_COMMIT_UNTIL_WRITTEN;
  if (self->n_out == 0 || self->n_ended >= group)
    return 0;

  return MAX (self->commit_usec - self->waited_usec, 0);
}

gint64
batch_group_commit_average (gint64 average,
                            gint64 value)
{
  return average == 0 ? value : average + (value - average) / FORGET;
}
