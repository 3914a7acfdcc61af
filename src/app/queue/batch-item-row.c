/* batch-item-row.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "queue/batch-item-row.h"

#include "widgets/batch-closures.h"
#include "widgets/batch-inscription.h"
#include "widgets/batch-row.h"

/* An item in a list: what it is called, what becomes of it, and a line on the rest.
 *
 * It is built in C, and of inscriptions, because a list makes two hundred at once: a builder
 * takes five times as long, and a label asks everything around it for room again whenever its
 * text changes. */

#define STATUS_CHARS     8
#define NAT_STATUS_CHARS 13

struct _BatchItemRow
{
  BatchItemView   parent_instance;

  GtkImage       *icon;
  GtkInscription *name;
  GtkInscription *detail;
  GtkInscription *status;
  char          **classes;         /* of the status, as they are now */
};

G_DEFINE_FINAL_TYPE (BatchItemRow, batch_item_row, BATCH_TYPE_ITEM_VIEW)

static void
set_classes (BatchItemRow *self,
             char        **classes)
{
  g_auto(GStrv) owned = classes;

  if (self->classes != NULL && g_strv_equal ((const char * const *) self->classes,
                                             (const char * const *) owned))
    return;

  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), (const char **) owned);
  gtk_widget_set_css_classes (GTK_WIDGET (self->status), (const char **) owned);
  g_strfreev (self->classes);
  self->classes = g_steal_pointer (&owned);
}

static void
speak (BatchItemRow *self,
       const char   *name,
       const char   *status,
       const char   *detail)
{
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *spoken = batch_closure_item_spoken (NULL, name, status, detail);

  if (BATCH_IS_ROW (row))
    batch_row_set_spoken (BATCH_ROW (row), spoken);
}

static void
batch_item_row_update (BatchItemView *view,
                       BatchItem     *item)
{
  BatchItemRow *self = BATCH_ITEM_ROW (view);
  const char *name = batch_item_get_custom_id (item);
  BatchItemStatus status = batch_item_get_status (item);
  gboolean needs_review = batch_item_get_needs_review (item);
  g_autofree char *icon = batch_closure_item_icon (NULL, status, needs_review);
  g_autofree char *word = batch_closure_item_word (item);
  g_autofree char *detail = batch_closure_item_detail (NULL, status, batch_item_get_model (item),
                                                       batch_item_get_last_error (item),
                                                       batch_item_get_duration_ms (item));

  /* What is not known yet waits for nothing that a word could tell. */
  if (!batch_item_get_loaded (item))
    *word = '\0';

  gtk_image_set_from_icon_name (self->icon, batch_item_get_loaded (item) ? icon : NULL);
  gtk_inscription_set_text (self->name, name);
  gtk_inscription_set_text (self->detail, detail);
  gtk_inscription_set_text (self->status, word);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->detail), *detail != '\0' ? detail : NULL);
  set_classes (self, batch_closure_item_classes (NULL, status, needs_review));
  speak (self, name, word, detail);
}

static void
batch_item_row_finalize (GObject *object)
{
  g_strfreev (BATCH_ITEM_ROW (object)->classes);

  G_OBJECT_CLASS (batch_item_row_parent_class)->finalize (object);
}

static void
batch_item_row_class_init (BatchItemRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = batch_item_row_finalize;
  BATCH_ITEM_VIEW_CLASS (klass)->update = batch_item_row_update;
}

static GtkInscription *
inscription_new (guint    min_chars,
                 guint    nat_chars,
                 gboolean at_end)
{
  GtkInscription *inscription =
    g_object_new (GTK_TYPE_INSCRIPTION,
                  "min-chars", min_chars,
                  "nat-chars", nat_chars,
                  "text-overflow", GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END,
                  NULL);

  batch_inscription_align (inscription, at_end);
  return inscription;
}

static GtkWidget *
texts_new (BatchItemRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  self->name = inscription_new (6, 24, FALSE);
  self->detail = inscription_new (6, 24, FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->detail), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->detail), "dim-label");
  gtk_widget_set_hexpand (box, TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->name));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->detail));
  return box;
}

static void
batch_item_row_init (BatchItemRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->icon = g_object_new (GTK_TYPE_IMAGE,
                             "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                             NULL);
  self->status = inscription_new (STATUS_CHARS, NAT_STATUS_CHARS, TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (box), texts_new (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->status));
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  adw_bin_set_child (ADW_BIN (self), box);
}

/* --- The factory --- */

static void
set_up_cb (GtkListItemFactory *factory,
           GtkListItem        *list_item)
{
  GtkWidget *row = g_object_new (BATCH_TYPE_ROW,
                                 "child", g_object_new (BATCH_TYPE_ITEM_ROW, NULL),
                                 NULL);

  gtk_list_item_set_child (list_item, row);
}

static BatchItemView *
get_view (GtkListItem *list_item)
{
  return BATCH_ITEM_VIEW (adw_bin_get_child (ADW_BIN (gtk_list_item_get_child (list_item))));
}

static void
bind_cb (GtkListItemFactory *factory,
         GtkListItem        *list_item)
{
  batch_item_view_set_item (get_view (list_item), gtk_list_item_get_item (list_item));
}

static void
unbind_cb (GtkListItemFactory *factory,
           GtkListItem        *list_item)
{
  batch_item_view_set_item (get_view (list_item), NULL);
}

GtkListItemFactory *
batch_item_row_factory_new (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (set_up_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  return factory;
}
