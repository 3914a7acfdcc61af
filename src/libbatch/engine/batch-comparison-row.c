/* batch-comparison-row.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-comparison-private.h"

#include "items/batch-item.h"
#include "output/batch-row-ids-private.h"

/**
 * BatchComparisonRow:
 *
 * What several models answered to the same.
 *
 * It is a row of a [class@Comparison], and has an item for each of its models. The items load like
 * those of any list; before that, the row has no key and cannot be voted on.
 */
struct _BatchComparisonRow
{
  GObject      parent_instance;

  GPtrArray   *items;              /* of BatchItem, as they stand in the table; NULL for some */
  guint       *columns;            /* of each column, its place in items */
  char       **models;
  char        *key;                /* NULL until all items are loaded */
  BatchVotes  *votes;
  guint        by_place : 1;       /* their ids have to say whether they are of one row */
  guint        comparable : 1;
};

enum
{
  PROP_0,
  PROP_KEY,
  PROP_LOADED,
  PROP_COMPARABLE,
  PROP_N_VOTES,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchComparisonRow, batch_comparison_row, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static guint
count_votes (BatchComparisonRow *self)
{
  guint n = 0;

  for (guint i = 0; i < self->items->len; i++)
    for (guint j = i + 1; j < self->items->len; j++)
      n += batch_comparison_row_get_vote (self, i, j) != BATCH_VOTE_NONE;

  return n;
}

static void
batch_comparison_row_dispose (GObject *object)
{
  BatchComparisonRow *self = BATCH_COMPARISON_ROW (object);

  for (guint i = 0; i < self->items->len; i++)
    if (g_ptr_array_index (self->items, i) != NULL)
      g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->items, i), self);

  G_OBJECT_CLASS (batch_comparison_row_parent_class)->dispose (object);
}

static void
batch_comparison_row_finalize (GObject *object)
{
  BatchComparisonRow *self = BATCH_COMPARISON_ROW (object);

  g_ptr_array_unref (self->items);
  g_strfreev (self->models);
  g_free (self->columns);
  g_free (self->key);
  g_clear_pointer (&self->votes, batch_votes_unref);

  G_OBJECT_CLASS (batch_comparison_row_parent_class)->finalize (object);
}

static void
batch_comparison_row_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  BatchComparisonRow *self = BATCH_COMPARISON_ROW (object);

  switch (prop_id)
    {
    case PROP_KEY:
      g_value_set_string (value, self->key);
      break;
    case PROP_LOADED:
      g_value_set_boolean (value, batch_comparison_row_get_loaded (self));
      break;
    case PROP_COMPARABLE:
      g_value_set_boolean (value, self->comparable);
      break;
    case PROP_N_VOTES:
      g_value_set_uint (value, count_votes (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_comparison_row_class_init (BatchComparisonRowClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = batch_comparison_row_dispose;
  object_class->finalize = batch_comparison_row_finalize;
  object_class->get_property = batch_comparison_row_get_property;

  /**
   * BatchComparisonRow:key: (getter get_key)
   *
   * What the ids of its items begin with, or else the first of them; %NULL until it is loaded.
   */
  properties[PROP_KEY] =
    g_param_spec_string ("key", NULL, NULL, NULL, readable);

  /**
   * BatchComparisonRow:loaded: (getter get_loaded)
   *
   * Whether all of its items are loaded.
   */
  properties[PROP_LOADED] =
    g_param_spec_boolean ("loaded", NULL, NULL, FALSE, readable);

  /**
   * BatchComparisonRow:comparable: (getter get_comparable)
   *
   * Whether its items ask the same, as far as their ids tell. Known once it is loaded.
   */
  properties[PROP_COMPARABLE] =
    g_param_spec_boolean ("comparable", NULL, NULL, FALSE, readable);

  /**
   * BatchComparisonRow:n-votes:
   *
   * How many pairs of its answers were voted on.
   */
  properties[PROP_N_VOTES] =
    g_param_spec_uint ("n-votes", NULL, NULL, 0, G_MAXUINT, 0, readable);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_comparison_row_init (BatchComparisonRow *self)
{
  self->items = g_ptr_array_new ();
}

/* --- Loading --- */

static gboolean
are_of_one_row (GPtrArray *items)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_sized_new (items->len);

  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (ids, (gpointer) batch_item_get_custom_id (g_ptr_array_index (items, i)));

  return batch_row_ids_count ((const char *const *) ids->pdata, ids->len) == items->len;
}

static gboolean
has_model (BatchComparisonRow *self,
           guint               place,
           guint               column)
{
  return g_strcmp0 (batch_item_get_model (g_ptr_array_index (self->items, place)),
                    self->models[column]) == 0;
}

/* The models of a row may stand in another order than those of the first one. When one is not
 * there, or twice, the places count. */
static void
arrange (BatchComparisonRow *self)
{
  g_autofree gboolean *taken = g_new0 (gboolean, self->items->len);
  guint n_found = 0;

  for (guint column = 0; column < self->items->len; column++)
    for (guint place = 0; place < self->items->len; place++)
      if (!taken[place] && has_model (self, place, column))
        {
          taken[place] = TRUE;
          self->columns[column] = place;
          n_found++;
          break;
        }

  for (guint column = 0; n_found < self->items->len && column < self->items->len; column++)
    self->columns[column] = column;
}

static gboolean
are_loaded (GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++)
    if (g_ptr_array_index (items, i) != NULL
        && !batch_item_get_loaded (g_ptr_array_index (items, i)))
      return FALSE;

  return TRUE;
}

static const char *
get_first_id (BatchComparisonRow *self)
{
  guint i = 0;

  while (g_ptr_array_index (self->items, i) == NULL)
    i++;

  return batch_item_get_custom_id (g_ptr_array_index (self->items, i));
}

static void
take_items (BatchComparisonRow *self)
{
  const char *custom_id;
  guint number;
  gsize stem;

  if (self->key != NULL || !are_loaded (self->items))
    return;

  custom_id = get_first_id (self);
  self->comparable = !self->by_place || are_of_one_row (self->items);
  stem = self->by_place && self->comparable ? batch_row_ids_split (custom_id, &number) : 0;
  self->key = stem > 0 ? g_strndup (custom_id, stem) : g_strdup (custom_id);
  if (self->by_place)
    arrange (self);
}

static void
loaded_cb (BatchComparisonRow *self)
{
  take_items (self);
  if (self->key == NULL)
    return;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEY]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPARABLE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
}

BatchComparisonRow *
batch_comparison_row_new (GPtrArray           *items,
                          const BatchRowTable *table,
                          BatchVotes          *votes)
{
  BatchComparisonRow *self = g_object_new (BATCH_TYPE_COMPARISON_ROW, NULL);

  g_ptr_array_unref (self->items);
  self->items = items;
  self->models = g_strdupv (table->models);
  self->by_place = batch_row_table_is_by_place (table);
  self->columns = g_new (guint, items->len);
  self->votes = batch_votes_ref (votes);
  for (guint i = 0; i < items->len; i++)
    self->columns[i] = i;

  take_items (self);
  for (guint i = 0; self->key == NULL && i < items->len; i++)
    if (g_ptr_array_index (items, i) != NULL)
      g_signal_connect_swapped (g_ptr_array_index (items, i), "notify::loaded",
                                G_CALLBACK (loaded_cb), self);
  return self;
}

void
batch_comparison_row_voted (BatchComparisonRow *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_VOTES]);
}

/* --- What people see --- */

/**
 * batch_comparison_row_get_key:
 * @self: a row
 *
 * Gets what the ids of its items begin with, or else the first of them.
 *
 * Returns: (nullable): the key, or %NULL until the row is loaded
 */
const char *
batch_comparison_row_get_key (BatchComparisonRow *self)
{
  g_return_val_if_fail (BATCH_IS_COMPARISON_ROW (self), NULL);

  return self->key;
}

/**
 * batch_comparison_row_get_loaded:
 * @self: a row
 *
 * Gets whether all of its items are loaded.
 *
 * Returns: whether they are
 */
gboolean
batch_comparison_row_get_loaded (BatchComparisonRow *self)
{
  g_return_val_if_fail (BATCH_IS_COMPARISON_ROW (self), FALSE);

  return self->key != NULL;
}

/**
 * batch_comparison_row_get_comparable:
 * @self: a row
 *
 * Gets whether its items ask the same, as far as their ids tell.
 *
 * Returns: whether they do; %FALSE until the row is loaded
 */
gboolean
batch_comparison_row_get_comparable (BatchComparisonRow *self)
{
  g_return_val_if_fail (BATCH_IS_COMPARISON_ROW (self), FALSE);

  return self->comparable;
}

/**
 * batch_comparison_row_get_n_items:
 * @self: a row
 *
 * Gets how many items it has: one for each model.
 *
 * Returns: the number of items
 */
guint
batch_comparison_row_get_n_items (BatchComparisonRow *self)
{
  g_return_val_if_fail (BATCH_IS_COMPARISON_ROW (self), 0);

  return self->items->len;
}

/**
 * batch_comparison_row_get_item:
 * @self: a row
 * @column: the place of a model in [property@Comparison:models]
 *
 * Gets the item of a model. Which one that is may change when the row is loaded.
 *
 * Returns: (transfer none) (nullable): the item, or %NULL when there is no such column, or the
 *   model was not asked the same
 */
BatchItem *
batch_comparison_row_get_item (BatchComparisonRow *self,
                               guint               column)
{
  g_return_val_if_fail (BATCH_IS_COMPARISON_ROW (self), NULL);

  if (column >= self->items->len)
    return NULL;

  return g_ptr_array_index (self->items, self->columns[column]);
}

gboolean
batch_comparison_row_make_pair (BatchComparisonRow *self,
                                guint               left,
                                guint               right,
                                BatchVotePair      *pair)
{
  BatchItem *left_item = batch_comparison_row_get_item (self, left);
  BatchItem *right_item = batch_comparison_row_get_item (self, right);

  if (left_item == NULL || right_item == NULL || left_item == right_item || !self->comparable)
    return FALSE;

  *pair = (BatchVotePair) {
    batch_item_get_position (left_item), batch_item_get_position (right_item),
    batch_item_get_model (left_item), batch_item_get_model (right_item),
  };
  return pair->left_model != NULL && pair->right_model != NULL;
}

/**
 * batch_comparison_row_get_vote:
 * @self: a row
 * @left: the column of one answer
 * @right: the column of another one
 *
 * Gets which of two answers was found the better one.
 *
 * Returns: what was found
 */
BatchVote
batch_comparison_row_get_vote (BatchComparisonRow *self,
                               guint               left,
                               guint               right)
{
  BatchVotePair pair;

  g_return_val_if_fail (BATCH_IS_COMPARISON_ROW (self), BATCH_VOTE_NONE);

  if (!batch_comparison_row_make_pair (self, left, right, &pair))
    return BATCH_VOTE_NONE;

  return batch_votes_get (self->votes, pair.left, pair.right);
}

/**
 * batch_comparison_row_is_best:
 * @self: a row
 * @column: the column of an answer
 *
 * Gets whether an answer was found better than another one, and none better than it.
 *
 * Returns: whether it is the best one so far
 */
gboolean
batch_comparison_row_is_best (BatchComparisonRow *self,
                              guint               column)
{
  guint n_wins = 0;

  g_return_val_if_fail (BATCH_IS_COMPARISON_ROW (self), FALSE);

  for (guint i = 0; i < self->items->len; i++)
    {
      BatchVote vote = batch_comparison_row_get_vote (self, column, i);

      if (vote == BATCH_VOTE_RIGHT)
        return FALSE;
      n_wins += vote == BATCH_VOTE_LEFT;
    }

  return n_wins > 0;
}
