/* batch-compare-cell.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "results/batch-compare-cell.h"

#include <glib/gi18n.h>

#include "results/batch-text-cell.h"

/* What one model answered: the beginning of it, and a mark when it was found the best. */

#define N_LINES 3

struct _BatchCompareCell
{
  AdwBin              parent_instance;

  GtkWidget          *best;
  BatchTextCell      *text;
  GSignalGroup       *row_signals;
  BatchComparisonRow *row;         /* (nullable) */
  guint               column;
};

G_DEFINE_FINAL_TYPE (BatchCompareCell, batch_compare_cell, ADW_TYPE_BIN)

static void
update (BatchCompareCell *self)
{
  BatchItem *item = self->row != NULL
                    ? batch_comparison_row_get_item (self->row, self->column) : NULL;

  batch_text_cell_set_item (self->text, item);
  gtk_widget_set_visible (self->best, self->row != NULL
                                      && batch_comparison_row_is_best (self->row, self->column));
}

static void
batch_compare_cell_dispose (GObject *object)
{
  BatchCompareCell *self = BATCH_COMPARE_CELL (object);

  if (self->row_signals != NULL)
    g_signal_group_set_target (self->row_signals, NULL);
  g_clear_object (&self->row_signals);
  g_clear_object (&self->row);

  G_OBJECT_CLASS (batch_compare_cell_parent_class)->dispose (object);
}

static void
batch_compare_cell_class_init (BatchCompareCellClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = batch_compare_cell_dispose;
}

static void
batch_compare_cell_init (BatchCompareCell *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->best = gtk_image_new_from_icon_name ("object-select-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->best), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("The Best Answer"), -1);
  gtk_widget_set_valign (self->best, GTK_ALIGN_START);
  self->text = g_object_new (BATCH_TYPE_TEXT_CELL, "text", "answer", "lines", N_LINES,
                             "hexpand", TRUE, NULL);
  gtk_box_append (GTK_BOX (box), self->best);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->text));
  adw_bin_set_child (ADW_BIN (self), box);

  self->row_signals = g_signal_group_new (BATCH_TYPE_COMPARISON_ROW);
  g_signal_group_connect_swapped (self->row_signals, "notify", G_CALLBACK (update), self);
}

GtkWidget *
batch_compare_cell_new (guint column)
{
  BatchCompareCell *self = g_object_new (BATCH_TYPE_COMPARE_CELL, NULL);

  self->column = column;
  return GTK_WIDGET (self);
}

void
batch_compare_cell_set_row (BatchCompareCell   *self,
                            BatchComparisonRow *row)
{
  g_return_if_fail (BATCH_IS_COMPARE_CELL (self));

  g_set_object (&self->row, row);
  g_signal_group_set_target (self->row_signals, row);
  update (self);
}
