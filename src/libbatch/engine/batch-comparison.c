/* batch-comparison.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-comparison-private.h"

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
  batch_comparison_read_votes (self);
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
