/* batch-comparison.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-comparison-private.h"

#include "core/batch-win-rate-private.h"
#include "engine/batch-engine-private.h"
#include "engine/batch-job.h"
#include "items/batch-item.h"

/**
 * BatchComparison:
 *
 * What the models of a job answered to the same, side by side: a list of [class@ComparisonRow].
 *
 * It is for jobs whose input asks several models the same. When a [class@Maker] with several
 * models has written it, the items of a row stand next to each other, and their ids are one word
 * with `-1`, `-2` … behind it: where a row stands follows from its number, and one that is not
 * like that is not comparable. Of any other input, the items are a row whose requests are
 * the same but for the model, wherever they stand; a model may be missing there. The list is empty
 * while [property@Comparison:loading].
 *
 * Like the list of the items, it loads what is looked at.
 *
 * It knows, too, which of two answers a person found the better one. These votes are kept with
 * the job, and are gone with it.
 */
struct _BatchComparison
{
  GObject        parent_instance;

  BatchEngine   *engine;
  char          *job_id;
  GListModel    *items;
  gulong         items_changed_id;
  BatchRowTable *table;            /* (nullable) NULL: there are no rows */
  GCancellable  *survey;           /* (nullable) that finds them */
  GHashTable    *rows;             /* by number: BatchComparisonRow that still lives, unowned */
  BatchVotes    *votes;
  guint          loading : 1;
  guint          reading : 1;      /* the votes */
};

enum
{
  PROP_0,
  PROP_MODELS,
  PROP_LOADING,
  PROP_N_VOTES,
  N_PROPS
};

static void batch_comparison_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BatchComparison, batch_comparison, G_TYPE_OBJECT,
  G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, batch_comparison_list_model_init))

static GParamSpec *properties[N_PROPS];

/* --- The rows that somebody looks at --- */

typedef struct
{
  GHashTable *rows;                /* (owned) */
  guint       number;
} Place;

static void
row_gone_cb (gpointer  data,
             GObject  *row)
{
  Place *place = data;

  if (g_hash_table_lookup (place->rows, GUINT_TO_POINTER (place->number)) == row)
    g_hash_table_remove (place->rows, GUINT_TO_POINTER (place->number));
  g_hash_table_unref (place->rows);
  g_free (place);
}

static void
unref_item (gpointer item)
{
  if (item != NULL)
    g_object_unref (item);
}

static BatchItem *
get_item (BatchComparison *self,
          guint32          position)
{
  return position != BATCH_ROW_NO_ITEM ? g_list_model_get_item (self->items, position) : NULL;
}

static BatchComparisonRow *
make_row (BatchComparison *self,
          guint            number)
{
  const BatchRowTable *table = self->table;
  GPtrArray *items = g_ptr_array_new_full (table->n_models, unref_item);
  Place *place = g_new (Place, 1);
  BatchComparisonRow *row;

  for (guint i = 0; i < table->n_models; i++)
    g_ptr_array_add (items, get_item (self, batch_row_table_get (table, number, i)));

  row = batch_comparison_row_new (items, table, self->votes);
  *place = (Place) { g_hash_table_ref (self->rows), number };
  g_hash_table_insert (self->rows, GUINT_TO_POINTER (number), row);
  g_object_weak_ref (G_OBJECT (row), row_gone_cb, place);
  return row;
}

static GType
batch_comparison_get_item_type (GListModel *list)
{
  return BATCH_TYPE_COMPARISON_ROW;
}

static guint
batch_comparison_get_n_items (GListModel *list)
{
  const BatchRowTable *table = BATCH_COMPARISON (list)->table;

  return table != NULL ? table->n_rows : 0;
}

static gpointer
batch_comparison_get_item (GListModel *list,
                           guint       number)
{
  BatchComparison *self = BATCH_COMPARISON (list);
  BatchComparisonRow *row;

  if (number >= batch_comparison_get_n_items (list))
    return NULL;

  row = g_hash_table_lookup (self->rows, GUINT_TO_POINTER (number));
  return row != NULL ? g_object_ref (row) : make_row (self, number);
}

static void
batch_comparison_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = batch_comparison_get_item_type;
  iface->get_n_items = batch_comparison_get_n_items;
  iface->get_item = batch_comparison_get_item;
}

/* --- The object --- */

static void
drop_survey (BatchComparison *self)
{
  if (self->survey != NULL)
    g_cancellable_cancel (self->survey);
  g_clear_object (&self->survey);
}

static void
batch_comparison_dispose (GObject *object)
{
  BatchComparison *self = BATCH_COMPARISON (object);

  drop_survey (self);
  g_clear_signal_handler (&self->items_changed_id, self->items);

  G_OBJECT_CLASS (batch_comparison_parent_class)->dispose (object);
}

static void
batch_comparison_finalize (GObject *object)
{
  BatchComparison *self = BATCH_COMPARISON (object);

  g_clear_object (&self->items);
  g_clear_object (&self->engine);
  g_free (self->job_id);
  g_clear_pointer (&self->table, batch_row_table_free);
  g_hash_table_unref (self->rows);
  batch_votes_unref (self->votes);

  G_OBJECT_CLASS (batch_comparison_parent_class)->finalize (object);
}

static void
batch_comparison_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  BatchComparison *self = BATCH_COMPARISON (object);

  switch (prop_id)
    {
    case PROP_MODELS:
      g_value_set_boxed (value, batch_comparison_get_models (self));
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, batch_comparison_get_loading (self));
      break;
    case PROP_N_VOTES:
      g_value_set_uint (value, batch_comparison_get_n_votes (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_comparison_class_init (BatchComparisonClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = batch_comparison_dispose;
  object_class->finalize = batch_comparison_finalize;
  object_class->get_property = batch_comparison_get_property;

  /**
   * BatchComparison:models: (getter get_models)
   *
   * The models, one for each column; none while nothing is known.
   */
  properties[PROP_MODELS] =
    g_param_spec_boxed ("models", NULL, NULL, G_TYPE_STRV, readable);

  /**
   * BatchComparison:loading: (getter get_loading)
   *
   * Whether it is still to be found out what there is to compare.
   */
  properties[PROP_LOADING] =
    g_param_spec_boolean ("loading", NULL, NULL, TRUE, readable);

  /**
   * BatchComparison:n-votes: (getter get_n_votes)
   *
   * How many pairs of answers were voted on. Notifies of every vote.
   */
  properties[PROP_N_VOTES] =
    g_param_spec_uint ("n-votes", NULL, NULL, 0, G_MAXUINT, 0, readable);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_comparison_init (BatchComparison *self)
{
  self->rows = g_hash_table_new (NULL, NULL);
  self->votes = batch_votes_new ();
  self->loading = TRUE;
  self->reading = TRUE;
}

/* --- What there is to compare --- */

/* @table: (transfer full) (nullable) */
static void
set_table (BatchComparison *self,
           BatchRowTable   *table)
{
  guint before = batch_comparison_get_n_items (G_LIST_MODEL (self));
  guint after = table != NULL ? table->n_rows : 0;

  g_clear_pointer (&self->table, batch_row_table_free);
  self->table = table;
  self->loading = FALSE;
  g_hash_table_remove_all (self->rows);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODELS]);
  if (before > 0 || after > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, before, after);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static void
surveyed_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(BatchComparison) self = user_data;
  g_autoptr(BatchRowTable) table = NULL;
  g_autoptr(GError) error = NULL;

  table = batch_comparison_survey_finish (BATCH_ENGINE (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (error != NULL)
    g_debug ("What there is to compare in job %s is not known: %s", self->job_id, error->message);
  g_clear_object (&self->survey);
  set_table (self, g_steal_pointer (&table));
}

static void
look (BatchComparison *self)
{
  drop_survey (self);
  self->survey = g_cancellable_new ();
  batch_comparison_survey_async (self->engine, self->job_id, self->survey, surveyed_cb,
                                 g_object_ref (self));
}

/* --- Votes --- */

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

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_VOTES]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
  g_hash_table_foreach (self->rows, tell_voted, NULL);
}

static void
read_votes (BatchComparison *self)
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
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_VOTES]);
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

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_comparison_vote_async);
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

BatchComparison *
batch_comparison_new (BatchEngine *engine,
                      BatchJob    *job)
{
  BatchComparison *self = g_object_new (BATCH_TYPE_COMPARISON, NULL);

  self->engine = g_object_ref (engine);
  self->job_id = g_strdup (batch_job_get_id (job));
  self->items = g_object_ref (batch_job_get_items (job));
  self->items_changed_id = g_signal_connect_swapped (self->items, "items-changed",
                                                     G_CALLBACK (look), self);
  read_votes (self);
  look (self);
  return self;
}

/* --- What people see --- */

/**
 * batch_comparison_get_models:
 * @self: a comparison
 *
 * Gets the models, one for each column.
 *
 * Returns: (transfer none) (array zero-terminated=1): the models; none while nothing is known,
 *   and when there is nothing to compare
 */
const char *const *
batch_comparison_get_models (BatchComparison *self)
{
  static const char *const none[] = { NULL };

  g_return_val_if_fail (BATCH_IS_COMPARISON (self), NULL);

  return self->table != NULL ? (const char *const *) self->table->models : none;
}

/**
 * batch_comparison_get_loading:
 * @self: a comparison
 *
 * Gets whether it is still to be found out what there is to compare, and what was voted.
 *
 * Returns: whether it is
 */
gboolean
batch_comparison_get_loading (BatchComparison *self)
{
  g_return_val_if_fail (BATCH_IS_COMPARISON (self), FALSE);

  return self->loading || self->reading;
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
