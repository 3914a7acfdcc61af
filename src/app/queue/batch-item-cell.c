/* batch-item-cell.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "queue/batch-item-cell.h"

#include <glib/gi18n.h>

#include "widgets/batch-closures.h"
#include "widgets/batch-inscription.h"

/* What a table says of an item in one of its columns. The cell of the name speaks for the
 * whole row. */

struct _BatchItemCell
{
  BatchItemView    parent_instance;

  GtkInscription  *text;
  BatchItemColumn  column;
};

G_DEFINE_FINAL_TYPE (BatchItemCell, batch_item_cell, BATCH_TYPE_ITEM_VIEW)

static const struct
{
  const char *title;
  const char *sort;                /* (nullable) */
  guint       n_chars;
  gboolean    is_number;
} columns[BATCH_N_ITEM_COLUMNS] = {
  [BATCH_ITEM_COLUMN_STATUS] = { N_ ("State"), "status", 12, FALSE },
  [BATCH_ITEM_COLUMN_NAME] = { N_ ("Name"), "custom-id", 20, FALSE },
  [BATCH_ITEM_COLUMN_MODEL] = { N_ ("Model"), "model", 14, FALSE },
  [BATCH_ITEM_COLUMN_TOKENS] = { N_ ("Tokens"), "tokens", 7, TRUE },
  [BATCH_ITEM_COLUMN_TIME] = { N_ ("Time"), "duration", 7, TRUE },
  [BATCH_ITEM_COLUMN_ATTEMPTS] = { N_ ("Attempts"), NULL, 6, TRUE },
};

const char *
batch_item_column_get_title (BatchItemColumn column)
{
  return _(columns[column].title);
}

const char *
batch_item_column_get_sort (BatchItemColumn column)
{
  return columns[column].sort;
}

static char *
get_tokens (BatchItem *item)
{
  gint64 prompt = batch_item_get_prompt_tokens (item);
  gint64 output = batch_item_get_output_tokens (item);

  if (prompt < 0 && output < 0)
    return g_strdup ("");

  return g_strdup_printf ("%'" G_GINT64_FORMAT, MAX (prompt, 0) + MAX (output, 0));
}

static char *
get_text (BatchItem       *item,
          BatchItemColumn  column)
{
  switch (column)
    {
    case BATCH_ITEM_COLUMN_STATUS:
      return batch_closure_item_word (item);
    case BATCH_ITEM_COLUMN_NAME:
      return g_strdup (batch_item_get_custom_id (item));
    case BATCH_ITEM_COLUMN_MODEL:
      return g_strdup (batch_item_get_model (item));
    case BATCH_ITEM_COLUMN_TOKENS:
      return get_tokens (item);
    case BATCH_ITEM_COLUMN_TIME:
      return batch_closure_item_time (NULL, batch_item_get_status (item),
                                      batch_item_get_duration_ms (item));
    case BATCH_ITEM_COLUMN_ATTEMPTS:
      return batch_item_get_attempts (item) > 0
             ? g_strdup_printf ("%u", batch_item_get_attempts (item)) : g_strdup ("");
    }

  return NULL;
}

static void
speak (BatchItemCell *self,
       BatchItem     *item)
{
  GtkWidget *cell = gtk_widget_get_parent (GTK_WIDGET (self));
  GtkWidget *row = cell != NULL ? gtk_widget_get_parent (cell) : NULL;
  g_autofree char *status = get_text (item, BATCH_ITEM_COLUMN_STATUS);
  g_autofree char *detail = NULL;
  g_autofree char *spoken = NULL;

  if (row == NULL)
    return;

  detail = batch_closure_item_detail (NULL, batch_item_get_status (item),
                                      batch_item_get_model (item),
                                      batch_item_get_last_error (item),
                                      batch_item_get_duration_ms (item));
  spoken = batch_closure_item_spoken (NULL, batch_item_get_custom_id (item), status, detail);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
}

static void
show_status (BatchItemCell *self,
             BatchItem     *item)
{
  g_auto(GStrv) classes = batch_closure_item_classes (NULL, batch_item_get_status (item),
                                                      batch_item_get_needs_review (item));
  g_auto(GStrv) before = gtk_widget_get_css_classes (GTK_WIDGET (self->text));

  if (!g_strv_equal ((const char * const *) before, (const char * const *) classes))
    gtk_widget_set_css_classes (GTK_WIDGET (self->text), (const char **) classes);
}

static void
batch_item_cell_update (BatchItemView *view,
                        BatchItem     *item)
{
  BatchItemCell *self = BATCH_ITEM_CELL (view);
  g_autofree char *text = batch_item_get_loaded (item) ? get_text (item, self->column) : NULL;

  gtk_inscription_set_text (self->text, text);
  if (self->column == BATCH_ITEM_COLUMN_NAME)
    speak (self, item);
  if (self->column == BATCH_ITEM_COLUMN_STATUS)
    show_status (self, item);
}

static void
batch_item_cell_root (GtkWidget *widget)
{
  BatchItemCell *self = BATCH_ITEM_CELL (widget);
  BatchItem *item = batch_item_view_get_item (BATCH_ITEM_VIEW (self));

  GTK_WIDGET_CLASS (batch_item_cell_parent_class)->root (widget);

  if (item != NULL && self->column == BATCH_ITEM_COLUMN_NAME)
    speak (self, item);
}

static void
batch_item_cell_class_init (BatchItemCellClass *klass)
{
  GTK_WIDGET_CLASS (klass)->root = batch_item_cell_root;
  BATCH_ITEM_VIEW_CLASS (klass)->update = batch_item_cell_update;
}

static void
batch_item_cell_init (BatchItemCell *self)
{
}

static GtkWidget *
batch_item_cell_new (BatchItemColumn column)
{
  BatchItemCell *self = g_object_new (BATCH_TYPE_ITEM_CELL, NULL);

  self->column = column;
  self->text = g_object_new (GTK_TYPE_INSCRIPTION,
                             "min-chars", 4,
                             "nat-chars", columns[column].n_chars,
                             "text-overflow", GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END,
                             NULL);
  batch_inscription_align (self->text, columns[column].is_number);
  if (columns[column].is_number)
    gtk_widget_add_css_class (GTK_WIDGET (self->text), "numeric");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->text));
  return GTK_WIDGET (self);
}

/* --- The factory --- */

static void
set_up_cb (GtkListItemFactory *factory,
           GtkListItem        *list_item,
           gpointer            column)
{
  gtk_list_item_set_child (list_item, batch_item_cell_new (GPOINTER_TO_INT (column)));
}

static void
bind_cb (GtkListItemFactory *factory,
         GtkListItem        *list_item)
{
  batch_item_view_set_item (BATCH_ITEM_VIEW (gtk_list_item_get_child (list_item)),
                            gtk_list_item_get_item (list_item));
}

static void
unbind_cb (GtkListItemFactory *factory,
           GtkListItem        *list_item)
{
  batch_item_view_set_item (BATCH_ITEM_VIEW (gtk_list_item_get_child (list_item)), NULL);
}

GtkListItemFactory *
batch_item_cell_factory_new (BatchItemColumn column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (set_up_cb), GINT_TO_POINTER (column));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  return factory;
}
