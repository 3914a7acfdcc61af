/* batch-comparison-votes.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-comparison-private.h"

#include "core/batch-win-rate-private.h"
#include "engine/batch-engine-call-private.h"
#include "engine/batch-engine-private.h"

/* Which of two answers a person found the better one. */

static char *
make_space (BatchComparison *self)
{
  return g_strconcat (BATCH_STORE_JOB_SPACE, self->job_id, NULL);
}

static void
tell_voted (gpointer key,
            gpointer row,
            gpointer user_data)
{
  batch_comparison_row_voted (row);
}

static void
votes_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(BatchComparison) self = user_data;
  g_autoptr(GHashTable) values = NULL;
  g_autoptr(GError) error = NULL;
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  self->reading = FALSE;
  values = batch_store_list_values_finish (BATCH_STORE (source), result, &error);
  if (values == NULL)
    {
      g_warning ("The votes on job %s cannot be read: %s", self->job_id, error->message);
      return;
    }

  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    batch_votes_take (self->votes, name, value);

  g_object_notify (G_OBJECT (self), "n-votes");
  g_object_notify (G_OBJECT (self), "loading");
  g_hash_table_foreach (self->rows, tell_voted, NULL);
}

void
batch_comparison_read_votes (BatchComparison *self)
{
  g_autofree char *space = make_space (self);

  batch_store_list_values_async (batch_engine_get_store (self->engine), space, NULL,
                                 votes_read_cb, g_object_ref (self));
}

typedef struct
{
  BatchComparisonRow *row;
  BatchVotePair       pair;        /* its texts are the items' */
  BatchVote           vote;
} Vote;

static void
vote_free (gpointer data)
{
  Vote *vote = data;

  g_object_unref (vote->row);
  g_free ((char *) vote->pair.left_model);
  g_free ((char *) vote->pair.right_model);
  g_free (vote);
}

static void
voted_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BatchComparison *self = g_task_get_source_object (task);
  const Vote *vote = g_task_get_task_data (task);
  GError *error = NULL;

  if (!batch_store_put_value_finish (BATCH_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  batch_votes_set (self->votes, &vote->pair, vote->vote);
  batch_comparison_row_voted (vote->row);
  g_object_notify (G_OBJECT (self), "n-votes");
  g_task_return_boolean (task, TRUE);
}

/**
 * batch_comparison_vote_async:
 * @self: a comparison
 * @row: one of its rows
 * @left: the column of one answer
 * @right: the column of another one
 * @vote: which of the two is better; none takes back what was said before
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is stored
 * @user_data: data for @callback
 *
 * Says which of two answers is the better one.
 */
void
batch_comparison_vote_async (BatchComparison     *self,
                             BatchComparisonRow  *row,
                             guint                left,
                             guint                right,
                             BatchVote            vote,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *space = NULL;
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;
  BatchVotePair pair;
  Vote *data;

  g_return_if_fail (BATCH_IS_COMPARISON (self));
  g_return_if_fail (BATCH_IS_COMPARISON_ROW (row));

  task = batch_engine_change_new (self, cancellable, callback, user_data,
                                  batch_comparison_vote_async);
  if (!batch_comparison_row_make_pair (row, left, right, &pair))
    {
      g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                               "There are no two answers to compare in columns %u and %u", left,
                               right);
      return;
    }
  if (!batch_engine_check_open (self->engine, task))
    return;

  space = make_space (self);
  name = batch_votes_make_name (&pair);
  value = batch_votes_make_value (&pair, vote);
  data = g_new (Vote, 1);
  *data = (Vote) { g_object_ref (row), pair, vote };
  data->pair.left_model = g_strdup (pair.left_model);
  data->pair.right_model = g_strdup (pair.right_model);
  g_task_set_task_data (task, data, vote_free);
  batch_store_put_value_async (batch_engine_get_store (self->engine), space, name, value,
                               cancellable, voted_cb, g_steal_pointer (&task));
}

/**
 * batch_comparison_vote_finish:
 * @self: a comparison
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Comparison.vote_async].
 *
 * Returns: whether it was stored
 */
gboolean
batch_comparison_vote_finish (BatchComparison  *self,
                              GAsyncResult     *result,
                              GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * batch_comparison_get_n_votes:
 * @self: a comparison
 *
 * Gets how many pairs of answers were voted on.
 *
 * Returns: the number of votes
 */
guint
batch_comparison_get_n_votes (BatchComparison *self)
{
  g_return_val_if_fail (BATCH_IS_COMPARISON (self), 0);

  return batch_votes_get_n (self->votes);
}

static BatchVoteTally
get_tally (BatchComparison *self,
           guint            column)
{
  if (self->table == NULL || column >= self->table->n_models)
    return (BatchVoteTally) { 0 };

  return batch_votes_get_tally (self->votes, self->table->models[column]);
}

/**
 * batch_comparison_get_tally:
 * @self: a comparison
 * @column: the place of a model in [property@Comparison:models]
 * @wins: (out) (optional): how often its answer was the better one
 * @losses: (out) (optional): how often the other one was
 * @ties: (out) (optional): how often both were as good
 *
 * Gets what came of the votes on a model.
 */
void
batch_comparison_get_tally (BatchComparison *self,
                            guint            column,
                            gint64          *wins,
                            gint64          *losses,
                            gint64          *ties)
{
  BatchVoteTally tally;

  g_return_if_fail (BATCH_IS_COMPARISON (self));

  tally = get_tally (self, column);
  if (wins != NULL)
    *wins = tally.wins;
  if (losses != NULL)
    *losses = tally.losses;
  if (ties != NULL)
    *ties = tally.ties;
}

/**
 * batch_comparison_get_win_rate:
 * @self: a comparison
 * @column: the place of a model in [property@Comparison:models]
 * @rate: (out) (optional): how often its answer was the better one, from 0 to 1
 * @low: (out) (optional): the low end of the range in which that is, in 95 of 100 cases
 * @high: (out) (optional): the high end
 *
 * Gets how often a model is better than the others, and how sure that is. Ties do not count.
 *
 * Returns: whether anything was decided; else nothing is set
 */
gboolean
batch_comparison_get_win_rate (BatchComparison *self,
                               guint            column,
                               double          *rate,
                               double          *low,
                               double          *high)
{
  BatchVoteTally tally;
  BatchWinRate found;

  g_return_val_if_fail (BATCH_IS_COMPARISON (self), FALSE);

  tally = get_tally (self, column);
  if (!batch_win_rate_find (tally.wins, tally.losses, &found))
    return FALSE;

  if (rate != NULL)
    *rate = found.rate;
  if (low != NULL)
    *low = found.low;
  if (high != NULL)
    *high = found.high;
  return TRUE;
}
