/* batch-compare-pair.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "results/batch-compare-pair.h"

#include <glib/gi18n.h>

#include "results/batch-word-diff.h"
#include "widgets/batch-closures.h"

/* Two answers to the same, side by side, with the words that only one of them has marked. */

/* A label that is longer takes its time, and nobody reads all of it. */
#define MAX_TEXT 100000

typedef struct
{
  BatchItem *item;                 /* (nullable) */
  guint      column;
} Side;

struct _BatchComparePair
{
  AdwBin              parent_instance;

  GtkScrolledWindow  *scroller;
  GtkLabel           *key;
  GtkLabel           *prompt;
  GtkLabel           *verdict;
  GtkWidget          *columns;
  GtkLabel           *left_name;
  GtkLabel           *right_name;
  GtkLabel           *left_answer;
  GtkLabel           *right_answer;
  GtkImage           *left_chosen;
  GtkImage           *right_chosen;

  Side                sides[2];
  BatchComparisonRow *row;         /* (nullable) */
  GSignalGroup       *row_signals;
};

G_DEFINE_FINAL_TYPE (BatchComparePair, batch_compare_pair, ADW_TYPE_BIN)

/* --- Texts --- */

static char *
dup_answer (BatchItem *item)
{
  const char *answer = item != NULL ? batch_item_get_answer (item) : NULL;
  g_autofree char *word = NULL;
  g_autofree char *error = NULL;

  if (answer != NULL && g_utf8_strlen (answer, -1) > MAX_TEXT)
    return g_utf8_substring (answer, 0, MAX_TEXT);
  if (answer != NULL)
    return g_strdup (answer);
  if (item == NULL || !batch_item_get_loaded (item)
      || batch_item_get_status (item) == BATCH_ITEM_STATUS_SUCCEEDED)
    return g_strdup ("");

  error = batch_localize (batch_item_get_last_error (item));
  word = batch_closure_item_review (NULL, batch_item_get_status (item),
                                    batch_item_get_review_reason (item));
  return g_strdup_printf ("%s\n%s", word, error != NULL ? error : "");
}

static void
mark (GtkLabel *label,
      GArray   *spans)
{
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();

  for (guint i = 0; i < spans->len; i++)
    {
      BatchWordSpan *span = &g_array_index (spans, BatchWordSpan, i);
      PangoAttribute *line = pango_attr_underline_new (PANGO_UNDERLINE_SINGLE);
      PangoAttribute *weight = pango_attr_weight_new (PANGO_WEIGHT_BOLD);

      line->start_index = weight->start_index = span->start;
      line->end_index = weight->end_index = span->end;
      pango_attr_list_insert (attributes, line);
      pango_attr_list_insert (attributes, weight);
    }

  gtk_label_set_attributes (label, spans->len > 0 ? attributes : NULL);
}

static void
show_answers (BatchComparePair *self)
{
  g_autofree char *left = dup_answer (self->sides[0].item);
  g_autofree char *right = dup_answer (self->sides[1].item);
  g_autoptr(GArray) left_only = g_array_new (FALSE, FALSE, sizeof (BatchWordSpan));
  g_autoptr(GArray) right_only = g_array_new (FALSE, FALSE, sizeof (BatchWordSpan));

  /* While only one of them is there, every word would be marked. */
  if (*left != '\0' && *right != '\0')
    batch_word_diff (left, right, left_only, right_only);
  gtk_label_set_label (self->left_answer, left);
  gtk_label_set_label (self->right_answer, right);
  mark (self->left_answer, left_only);
  mark (self->right_answer, right_only);
}

static const char *
get_verdict (BatchVote vote)
{
  switch (vote)
    {
    case BATCH_VOTE_LEFT:
      return _("The left answer is better");
    case BATCH_VOTE_RIGHT:
      return _("The right answer is better");
    case BATCH_VOTE_TIE:
      return _("Both are equally good");
    case BATCH_VOTE_NONE:
      break;
    }

  return _("Which answer is better?");
}

/* Returns: (nullable): why the two cannot be compared */
static const char *
get_impossible (BatchComparePair *self)
{
  if (self->row == NULL || !batch_comparison_row_get_loaded (self->row))
    return NULL;
  if (!batch_comparison_row_get_comparable (self->row))
    return _("These requests are not of one row");
  if (self->sides[0].item == NULL || self->sides[1].item == NULL)
    return _("Only one of the two models was asked this");

  return NULL;
}

static void
show_vote (BatchComparePair *self)
{
  BatchVote vote = self->row != NULL
                   ? batch_comparison_row_get_vote (self->row, self->sides[0].column,
                                                    self->sides[1].column)
                   : BATCH_VOTE_NONE;

  gtk_label_set_label (self->verdict, get_impossible (self) != NULL ? get_impossible (self)
                                                                    : get_verdict (vote));
  gtk_widget_set_visible (GTK_WIDGET (self->left_chosen), vote == BATCH_VOTE_LEFT);
  gtk_widget_set_visible (GTK_WIDGET (self->right_chosen), vote == BATCH_VOTE_RIGHT);
}

/* --- Loading --- */

static void
answer_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(BatchComparePair) self = user_data;

  if (self->sides[0].item == BATCH_ITEM (source) || self->sides[1].item == BATCH_ITEM (source))
    show_answers (self);
}

static void
prompt_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(BatchComparePair) self = user_data;
  g_autofree char *prompt = batch_item_load_prompt_finish (BATCH_ITEM (source), result, NULL);

  if (self->sides[0].item == BATCH_ITEM (source) && prompt != NULL)
    gtk_label_set_label (self->prompt, prompt);
}

static void
load (BatchComparePair *self,
      Side             *side)
{
  BatchItem *item = self->row != NULL
                    ? batch_comparison_row_get_item (self->row, side->column) : NULL;

  g_set_object (&side->item, item);
  if (item == NULL || !batch_item_get_loaded (item))
    return;

  if (batch_item_get_answer (item) == NULL
      && batch_item_get_status (item) == BATCH_ITEM_STATUS_SUCCEEDED)
    batch_item_load_answer_async (item, NULL, answer_cb, g_object_ref (self));
  if (side == &self->sides[0])
    batch_item_load_prompt_async (item, NULL, prompt_cb, g_object_ref (self));
}

static void
show_all (BatchComparePair *self)
{
  const char *key = self->row != NULL ? batch_comparison_row_get_key (self->row) : NULL;

  gtk_label_set_label (self->key, key != NULL ? key : "");
  gtk_label_set_label (self->prompt, "");
  load (self, &self->sides[0]);
  load (self, &self->sides[1]);
  show_answers (self);
  show_vote (self);
}

static void
batch_compare_pair_dispose (GObject *object)
{
  BatchComparePair *self = BATCH_COMPARE_PAIR (object);

  if (self->row_signals != NULL)
    g_signal_group_set_target (self->row_signals, NULL);
  g_clear_object (&self->row_signals);
  g_clear_object (&self->row);
  g_clear_object (&self->sides[0].item);
  g_clear_object (&self->sides[1].item);
  /* The template would take it from under the bin. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), BATCH_TYPE_COMPARE_PAIR);

  G_OBJECT_CLASS (batch_compare_pair_parent_class)->dispose (object);
}

static void
batch_compare_pair_class_init (BatchComparePairClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = batch_compare_pair_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-compare-pair.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchComparePair, scroller);
  gtk_widget_class_bind_template_child (widget_class, BatchComparePair, key);
  gtk_widget_class_bind_template_child (widget_class, BatchComparePair, prompt);
  gtk_widget_class_bind_template_child (widget_class, BatchComparePair, verdict);
  gtk_widget_class_bind_template_child (widget_class, BatchComparePair, columns);
  gtk_widget_class_bind_template_child (widget_class, BatchComparePair, left_name);
  gtk_widget_class_bind_template_child (widget_class, BatchComparePair, right_name);
  gtk_widget_class_bind_template_child (widget_class, BatchComparePair, left_answer);
  gtk_widget_class_bind_template_child (widget_class, BatchComparePair, right_answer);
  gtk_widget_class_bind_template_child (widget_class, BatchComparePair, left_chosen);
  gtk_widget_class_bind_template_child (widget_class, BatchComparePair, right_chosen);
}

static void
batch_compare_pair_init (BatchComparePair *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Votes are for the left or the right one, in every language. */
  gtk_widget_set_direction (self->columns, GTK_TEXT_DIR_LTR);

  self->row_signals = g_signal_group_new (BATCH_TYPE_COMPARISON_ROW);
  g_signal_group_connect_swapped (self->row_signals, "notify::loaded", G_CALLBACK (show_all), self);
  g_signal_group_connect_swapped (self->row_signals, "notify::n-votes", G_CALLBACK (show_vote),
                                  self);
}

void
batch_compare_pair_show (BatchComparePair   *self,
                         BatchComparisonRow *row,
                         guint               left,
                         guint               right,
                         const char         *left_name,
                         const char         *right_name)
{
  g_return_if_fail (BATCH_IS_COMPARE_PAIR (self));
  g_return_if_fail (row == NULL || BATCH_IS_COMPARISON_ROW (row));

  if (g_set_object (&self->row, row))
    {
      g_signal_group_set_target (self->row_signals, row);
      gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
    }
  self->sides[0].column = left;
  self->sides[1].column = right;
  gtk_label_set_label (self->left_name, left_name);
  gtk_label_set_label (self->right_name, right_name);
  gtk_widget_set_visible (GTK_WIDGET (self->scroller), row != NULL);
  show_all (self);
}
