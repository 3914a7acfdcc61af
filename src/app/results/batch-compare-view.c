/* batch-compare-view.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "results/batch-compare-view.h"

#include <glib/gi18n.h>

#include "results/batch-compare-cell.h"
#include "results/batch-compare-columns.h"
#include "results/batch-compare-pair.h"
#include "widgets/batch-accessible-name.h"
#include "widgets/batch-tab-stop.h"

/* What several models answered to the same: a table with a column for each, and two of them side by
 * side to say which is better. While the names are hidden, nothing tells which model is which:
 * columns have letters, the two stand in an order that changes by row, and nothing is counted. */

struct _BatchCompareView
{
  AdwBin           parent_instance;

  GtkStack        *stack;
  GtkStack        *views;
  GtkColumnView   *table;
  BatchComparePair *pair;
  GtkWidget       *choosers;
  GtkWidget       *votes;
  GtkWidget       *votes_in_words;
  GtkDropDown     *left;
  GtkDropDown     *right;
  GtkLabel        *rates;
  GtkLabel        *place;

  BatchComparison *comparison;     /* (nullable) */
  guint            index;
  guint            columns[2];     /* that are compared */
  guint            hide_names : 1;
  guint            choosing : 1;
};

enum
{
  PROP_0,
  PROP_HIDE_NAMES,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchCompareView, batch_compare_view, ADW_TYPE_BIN)

static GParamSpec *properties[N_PROPS];

static guint
get_n_rows (BatchCompareView *self)
{
  return self->comparison != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->comparison)) : 0;
}

static gboolean
is_pair (BatchCompareView *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->views), "pair") == 0;
}

/* --- Names --- */

static char *
dup_name (BatchCompareView *self,
          guint             column)
{
  if (self->hide_names)
    return g_strdup_printf (_("Model %c"), 'A' + (int) column);

  return g_strdup (batch_comparison_get_models (self->comparison)[column]);
}

/* Another order than that of the columns, for about every second row; for each always the same. */
static gboolean
is_turned (BatchCompareView *self)
{
  return self->hide_names && (self->index * 2654435761u) >> 31 != 0;
}

static guint
get_left (BatchCompareView *self)
{
  return self->columns[is_turned (self)];
}

static guint
get_right (BatchCompareView *self)
{
  return self->columns[!is_turned (self)];
}

/* --- What came of the votes --- */

static void
append_rate (BatchCompareView *self,
             guint             column,
             GString          *text)
{
  double rate;
  double low;
  double high;

  if (!batch_comparison_get_win_rate (self->comparison, column, &rate, &low, &high))
    return;

  if (text->len > 0)
    g_string_append (text, " · ");
  /* Translators: the model, how often its answer was the better one, and the range in which that
   * is for sure, in percent. */
  g_string_append_printf (text, _("%s %.0f %% (%.0f–%.0f %%)"),
                          batch_comparison_get_models (self->comparison)[column], rate * 100,
                          low * 100, high * 100);
}

static void
show_rates (BatchCompareView *self)
{
  guint n_votes = self->comparison != NULL ? batch_comparison_get_n_votes (self->comparison) : 0;
  g_autofree char *votes = g_strdup_printf (ngettext ("%u vote", "%u votes", n_votes), n_votes);
  g_autoptr(GString) text = g_string_new (NULL);
  const char *const *models = self->comparison != NULL
                              ? batch_comparison_get_models (self->comparison) : NULL;

  for (guint i = 0; models != NULL && models[i] != NULL && !self->hide_names; i++)
    append_rate (self, i, text);
  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, votes);
  gtk_label_set_label (self->rates, text->str);
}

/* --- The pair --- */

static void
show_pair (BatchCompareView *self)
{
  guint n_rows = get_n_rows (self);
  g_autoptr(BatchComparisonRow) row = NULL;
  g_autofree char *place = NULL;
  g_autofree char *left = NULL;
  g_autofree char *right = NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compare.previous", self->index > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compare.next", self->index + 1 < n_rows);
  if (n_rows == 0)
    {
      batch_compare_pair_show (self->pair, NULL, 0, 1, "", "");
      return;
    }

  row = g_list_model_get_item (G_LIST_MODEL (self->comparison), self->index);
  place = g_strdup_printf (_("%u of %u"), self->index + 1, n_rows);
  gtk_label_set_label (self->place, place);
  /* Whoever knows that the left one is always A has not to be blind for long. */
  left = self->hide_names ? g_strdup (_("Left")) : dup_name (self, get_left (self));
  right = self->hide_names ? g_strdup (_("Right")) : dup_name (self, get_right (self));
  batch_compare_pair_show (self->pair, row, get_left (self), get_right (self), left, right);
}

static void
set_index (BatchCompareView *self,
           guint             index)
{
  if (index >= get_n_rows (self))
    return;

  self->index = index;
  show_pair (self);
}

static void
row_activated_cb (BatchCompareView *self,
                  guint             index)
{
  set_index (self, index);
  gtk_stack_set_visible_child_name (self->views, "pair");
}

static void
update_actions (BatchCompareView *self)
{
  static const char *const names[] = {
    "compare.left", "compare.right", "compare.tie", "compare.back",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), names[i], is_pair (self));
}

static void
view_changed_cb (BatchCompareView *self)
{
  if (self->pair == NULL)
    return;

  update_actions (self);
  gtk_widget_grab_focus (is_pair (self) ? GTK_WIDGET (self) : GTK_WIDGET (self->table));
}

/* The same model on both sides would be nothing to compare: then the other side gets the one that
 * was here. */
static void
column_chosen_cb (BatchCompareView *self,
                  GParamSpec       *pspec,
                  GtkDropDown      *chooser)
{
  guint side = chooser == self->right;
  guint column = gtk_drop_down_get_selected (chooser);

  if (self->choosing || column == GTK_INVALID_LIST_POSITION)
    return;

  if (self->columns[!side] == column)
    self->columns[!side] = self->columns[side];
  self->columns[side] = column;
  self->choosing = TRUE;
  gtk_drop_down_set_selected (self->left, self->columns[0]);
  gtk_drop_down_set_selected (self->right, self->columns[1]);
  self->choosing = FALSE;
  show_pair (self);
}

/* --- Voting --- */

static void
voted_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BatchCompareView) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_comparison_vote_finish (BATCH_COMPARISON (source), result, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

/* What is said a second time is taken back. */
static void
vote (BatchCompareView *self,
      BatchVote         said)
{
  g_autoptr(BatchComparisonRow) row = NULL;

  if (self->comparison == NULL || get_n_rows (self) == 0)
    return;

  row = g_list_model_get_item (G_LIST_MODEL (self->comparison), self->index);
  if (batch_comparison_row_get_vote (row, get_left (self), get_right (self)) == said)
    said = BATCH_VOTE_NONE;
  batch_comparison_vote_async (self->comparison, row, get_left (self), get_right (self), said, NULL,
                               voted_cb, g_object_ref (self));
}

static void
left_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  vote (BATCH_COMPARE_VIEW (widget), BATCH_VOTE_LEFT);
}

static void
right_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  vote (BATCH_COMPARE_VIEW (widget), BATCH_VOTE_RIGHT);
}

static void
tie_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  vote (BATCH_COMPARE_VIEW (widget), BATCH_VOTE_TIE);
}

/* --- Moving about --- */

static void
next_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BatchCompareView *self = BATCH_COMPARE_VIEW (widget);

  set_index (self, self->index + 1);
}

static void
previous_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  BatchCompareView *self = BATCH_COMPARE_VIEW (widget);

  if (self->index > 0)
    set_index (self, self->index - 1);
}

static void
back_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  gtk_stack_set_visible_child_name (BATCH_COMPARE_VIEW (widget)->views, "table");
}

/* --- The table --- */

static char **
dup_names (BatchCompareView *self)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();
  const char *const *models = self->comparison != NULL
                              ? batch_comparison_get_models (self->comparison) : NULL;

  for (guint i = 0; models != NULL && models[i] != NULL; i++)
    {
      g_autofree char *name = dup_name (self, i);

      g_strv_builder_add (names, name);
    }

  return g_strv_builder_end (names);
}

static void
offer_columns (BatchCompareView *self,
               guint             n_models)
{
  const char *const *models = batch_comparison_get_models (self->comparison);
  g_autoptr(GtkStringList) left = gtk_string_list_new ((const char *const *) models);
  g_autoptr(GtkStringList) right = gtk_string_list_new ((const char *const *) models);

  self->choosing = TRUE;
  gtk_drop_down_set_model (self->left, G_LIST_MODEL (left));
  gtk_drop_down_set_model (self->right, G_LIST_MODEL (right));
  gtk_drop_down_set_selected (self->left, self->columns[0]);
  gtk_drop_down_set_selected (self->right, self->columns[1]);
  self->choosing = FALSE;
  gtk_widget_set_visible (self->choosers, n_models > 2 && !self->hide_names);
}

static void
show_comparison (BatchCompareView *self)
{
  g_auto(GStrv) names = dup_names (self);
  gboolean is_loading = self->comparison != NULL && get_n_rows (self) == 0
                        && batch_comparison_get_loading (self->comparison);
  guint n_models = g_strv_length (names);

  gtk_stack_set_visible_child_name (self->stack, n_models > 0 ? "rows"
                                                 : is_loading ? "loading" : "nothing");
  batch_compare_columns_set (self->table, (const char *const *) names);
  if (n_models > 0)
    offer_columns (self, n_models);
  show_rates (self);
  show_pair (self);
}

static void
set_hide_names (BatchCompareView *self,
                gboolean          hide_names)
{
  if (self->hide_names == hide_names)
    return;

  self->hide_names = hide_names;
  if (get_n_rows (self) > 0)
    {
      g_auto(GStrv) names = dup_names (self);

      batch_compare_columns_name (self->table, (const char *const *) names);
      gtk_widget_set_visible (self->choosers, !hide_names
                              && g_list_model_get_n_items (G_LIST_MODEL (
                                   gtk_drop_down_get_model (self->left))) > 2);
    }
  show_rates (self);
  show_pair (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HIDE_NAMES]);
}

/* --- The view --- */

static void
drop_comparison (BatchCompareView *self)
{
  if (self->comparison == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->comparison, self);
  gtk_column_view_set_model (self->table, NULL);
  g_clear_object (&self->comparison);
}

static void
batch_compare_view_dispose (GObject *object)
{
  BatchCompareView *self = BATCH_COMPARE_VIEW (object);

  if (self->table != NULL)
    drop_comparison (self);
  /* The template would take it from under the bin. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), BATCH_TYPE_COMPARE_VIEW);

  G_OBJECT_CLASS (batch_compare_view_parent_class)->dispose (object);
}

static void
batch_compare_view_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_HIDE_NAMES:
      g_value_set_boolean (value, BATCH_COMPARE_VIEW (object)->hide_names);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_compare_view_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_HIDE_NAMES:
      set_hide_names (BATCH_COMPARE_VIEW (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint       key;
    const char *action;
  } keys[] = {
    { GDK_KEY_Left, "compare.left" },
    { GDK_KEY_Right, "compare.right" },
    { GDK_KEY_0, "compare.tie" },
    { GDK_KEY_KP_0, "compare.tie" },
    { GDK_KEY_j, "compare.next" },
    { GDK_KEY_k, "compare.previous" },
    { GDK_KEY_h, "compare.hide-names" },
    { GDK_KEY_Escape, "compare.back" },
  };

  gtk_widget_class_install_action (widget_class, "compare.left", NULL, left_action);
  gtk_widget_class_install_action (widget_class, "compare.right", NULL, right_action);
  gtk_widget_class_install_action (widget_class, "compare.tie", NULL, tie_action);
  gtk_widget_class_install_action (widget_class, "compare.next", NULL, next_action);
  gtk_widget_class_install_action (widget_class, "compare.previous", NULL, previous_action);
  gtk_widget_class_install_action (widget_class, "compare.back", NULL, back_action);
  gtk_widget_class_install_property_action (widget_class, "compare.hide-names", "hide-names");
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i].key, 0, keys[i].action, NULL);
}

static void
batch_compare_view_class_init (BatchCompareViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = batch_compare_view_dispose;
  object_class->get_property = batch_compare_view_get_property;
  object_class->set_property = batch_compare_view_set_property;

  properties[PROP_HIDE_NAMES] =
    g_param_spec_boolean ("hide-names", NULL, NULL, FALSE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (BATCH_TYPE_COMPARE_PAIR);
  g_type_ensure (BATCH_TYPE_COMPARE_CELL);
  g_type_ensure (BATCH_TYPE_TAB_STOP);

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-compare-view.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchCompareView, stack);
  gtk_widget_class_bind_template_child (widget_class, BatchCompareView, views);
  gtk_widget_class_bind_template_child (widget_class, BatchCompareView, table);
  gtk_widget_class_bind_template_child (widget_class, BatchCompareView, pair);
  gtk_widget_class_bind_template_child (widget_class, BatchCompareView, choosers);
  gtk_widget_class_bind_template_child (widget_class, BatchCompareView, votes);
  gtk_widget_class_bind_template_child (widget_class, BatchCompareView, votes_in_words);
  gtk_widget_class_bind_template_child (widget_class, BatchCompareView, left);
  gtk_widget_class_bind_template_child (widget_class, BatchCompareView, right);
  gtk_widget_class_bind_template_child (widget_class, BatchCompareView, rates);
  gtk_widget_class_bind_template_child (widget_class, BatchCompareView, place);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, view_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, column_chosen_cb);
  install_actions (widget_class);
}

static void
batch_compare_view_init (BatchCompareView *self)
{
  self->columns[1] = 1;
  gtk_widget_init_template (GTK_WIDGET (self));
  /* The left one is on the left, in every language. */
  gtk_widget_set_direction (self->choosers, GTK_TEXT_DIR_LTR);
  gtk_widget_set_direction (self->votes, GTK_TEXT_DIR_LTR);
  gtk_widget_set_direction (self->votes_in_words, GTK_TEXT_DIR_LTR);
  batch_accessible_name_set (GTK_WIDGET (self->left), _("Left Model"));
  batch_accessible_name_set (GTK_WIDGET (self->right), _("Right Model"));
  batch_accessible_name_set (GTK_WIDGET (self->table), _("Answers"));
  update_actions (self);
  show_comparison (self);
}

void
batch_compare_view_set_job (BatchCompareView *self,
                            BatchJob         *job)
{
  g_return_if_fail (BATCH_IS_COMPARE_VIEW (self));
  g_return_if_fail (job == NULL || BATCH_IS_JOB (job));

  drop_comparison (self);
  self->index = 0;
  self->columns[0] = 0;
  self->columns[1] = 1;
  self->comparison = job != NULL ? batch_job_compare (job) : NULL;
  gtk_stack_set_visible_child_name (self->views, "table");
  if (self->comparison != NULL)
    {
      GtkSingleSelection *selection;

      g_signal_connect_swapped (self->comparison, "notify::loading", G_CALLBACK (show_comparison),
                                self);
      g_signal_connect_swapped (self->comparison, "notify::n-votes", G_CALLBACK (show_rates), self);
      selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->comparison)));
      gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (selection));
      g_object_unref (selection);
    }
  show_comparison (self);
}
