/* batch-reader.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "results/batch-reader.h"

#include <glib/gi18n.h>

#include "widgets/batch-closures.h"
#include "widgets/batch-failure-view.h"

/* One answer at a time, with keys for the next one and for what can be done with it. */

/* A label that is longer takes its time, and nobody reads all of it. */
#define MAX_TEXT 100000

struct _BatchReader
{
  AdwBin             parent_instance;

  GtkScrolledWindow *scroller;
  GtkLabel          *name;
  GtkImage          *icon;
  GtkLabel          *facts;
  GtkLabel          *prompt;
  GtkLabel          *answer;
  BatchFailureView  *failure;
  GtkLabel          *place;

  GListModel        *items;        /* (nullable) */
  BatchItem         *item;         /* (nullable) */
  GSignalGroup      *signals;
  gulong             items_changed_id;
  guint              index;
};

G_DEFINE_FINAL_TYPE (BatchReader, batch_reader, ADW_TYPE_BIN)

static guint
get_n_items (BatchReader *self)
{
  return self->items != NULL ? g_list_model_get_n_items (self->items) : 0;
}

/* --- What is shown --- */

static void
set_text (GtkLabel   *label,
          const char *text)
{
  g_autofree char *start = NULL;

  if (text != NULL && g_utf8_strlen (text, -1) > MAX_TEXT)
    start = g_utf8_substring (text, 0, MAX_TEXT);
  gtk_label_set_label (label, start != NULL ? start : text != NULL ? text : "");
}

static char *
describe (BatchItem *item)
{
  g_autofree char *word = batch_closure_item_review (NULL, batch_item_get_status (item),
                                                     batch_item_get_review_reason (item));
  g_autofree char *time = batch_closure_duration (NULL, batch_item_get_duration_ms (item));
  g_autoptr(GString) facts = g_string_new (word);

  if (batch_item_get_model (item) != NULL)
    g_string_append_printf (facts, " · %s", batch_item_get_model (item));
  if (*time != '\0')
    g_string_append_printf (facts, " · %s", time);
  return g_string_free (g_steal_pointer (&facts), FALSE);
}

static void
show_item (BatchReader *self)
{
  BatchItem *item = self->item;
  gboolean known = item != NULL && batch_item_get_loaded (item);
  g_autofree char *facts = known ? describe (item) : g_strdup ("");
  g_autofree char *icon = NULL;

  gtk_label_set_label (self->name, known ? batch_item_get_custom_id (item) : "");
  gtk_label_set_label (self->facts, facts);
  set_text (self->prompt, known ? batch_item_get_prompt (item) : NULL);
  set_text (self->answer, known ? batch_item_get_answer (item) : NULL);
  batch_failure_view_show (self->failure, item);
  gtk_widget_set_visible (GTK_WIDGET (self->answer),
                          !gtk_widget_get_visible (GTK_WIDGET (self->failure)));
  if (known)
    icon = batch_closure_item_icon (NULL, batch_item_get_status (item),
                                    batch_item_get_needs_review (item));
  gtk_image_set_from_icon_name (self->icon, icon);
}

static void
show_place (BatchReader *self)
{
  guint n_items = get_n_items (self);
  g_autofree char *text = NULL;

  if (n_items > 0)
    text = g_strdup_printf (_("%u of %u"), self->index + 1, n_items);
  gtk_label_set_label (self->place, text != NULL ? text : "");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "reader.previous", self->index > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "reader.next", self->index + 1 < n_items);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(BatchReader) self = user_data;

  if (BATCH_ITEM (source) == self->item)
    show_item (self);
}

static void
load_texts (BatchReader *self)
{
  if (self->item == NULL || !batch_item_get_loaded (self->item))
    return;

  if (batch_item_get_prompt (self->item) == NULL)
    batch_item_load_prompt_async (self->item, NULL, loaded_cb, g_object_ref (self));
  if (batch_item_get_answer (self->item) == NULL
      && batch_item_get_status (self->item) == BATCH_ITEM_STATUS_SUCCEEDED)
    batch_item_load_answer_async (self->item, NULL, loaded_cb, g_object_ref (self));
}

static void
item_changed_cb (BatchReader *self)
{
  load_texts (self);
  show_item (self);
}

static void
take_item (BatchReader *self)
{
  g_autoptr(BatchItem) item = NULL;

  if (self->index < get_n_items (self))
    item = g_list_model_get_item (self->items, self->index);
  if (g_set_object (&self->item, item))
    {
      g_signal_group_set_target (self->signals, item);
      gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
      load_texts (self);
    }
  show_item (self);
  show_place (self);
}

static void
items_changed_cb (BatchReader *self)
{
  guint n_items = get_n_items (self);

  if (self->index >= n_items)
    self->index = n_items > 0 ? n_items - 1 : 0;
  take_item (self);
}

/* --- Keys --- */

static void
next_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BatchReader *self = BATCH_READER (widget);

  batch_reader_set_index (self, self->index + 1);
}

static void
previous_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  BatchReader *self = BATCH_READER (widget);

  if (self->index > 0)
    batch_reader_set_index (self, self->index - 1);
}

static void
batch_reader_dispose (GObject *object)
{
  BatchReader *self = BATCH_READER (object);

  batch_reader_set_items (self, NULL);
  g_clear_object (&self->signals);
  gtk_widget_dispose_template (GTK_WIDGET (self), BATCH_TYPE_READER);

  G_OBJECT_CLASS (batch_reader_parent_class)->dispose (object);
}

static void
batch_reader_class_init (BatchReaderClass *klass)
{
  static const struct
  {
    guint       key;
    const char *action;
  } keys[] = {
    { GDK_KEY_j, "reader.next" },
    { GDK_KEY_k, "reader.previous" },
    { GDK_KEY_Right, "reader.next" },
    { GDK_KEY_Left, "reader.previous" },
    { GDK_KEY_a, "results.accept" },
    { GDK_KEY_r, "results.rerun" },
  };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = batch_reader_dispose;
  g_type_ensure (BATCH_TYPE_FAILURE_VIEW);

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-reader.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchReader, scroller);
  gtk_widget_class_bind_template_child (widget_class, BatchReader, name);
  gtk_widget_class_bind_template_child (widget_class, BatchReader, icon);
  gtk_widget_class_bind_template_child (widget_class, BatchReader, facts);
  gtk_widget_class_bind_template_child (widget_class, BatchReader, prompt);
  gtk_widget_class_bind_template_child (widget_class, BatchReader, answer);
  gtk_widget_class_bind_template_child (widget_class, BatchReader, failure);
  gtk_widget_class_bind_template_child (widget_class, BatchReader, place);

  gtk_widget_class_install_action (widget_class, "reader.next", NULL, next_action);
  gtk_widget_class_install_action (widget_class, "reader.previous", NULL, previous_action);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i].key, 0, keys[i].action, NULL);
}

static void
batch_reader_init (BatchReader *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->signals = g_signal_group_new (BATCH_TYPE_ITEM);
  g_signal_group_connect_swapped (self->signals, "notify", G_CALLBACK (item_changed_cb), self);
}

void
batch_reader_set_items (BatchReader *self,
                        GListModel  *items)
{
  g_return_if_fail (BATCH_IS_READER (self));

  g_clear_signal_handler (&self->items_changed_id, self->items);
  g_set_object (&self->items, items);
  self->index = 0;
  if (items != NULL)
    self->items_changed_id = g_signal_connect_swapped (items, "items-changed",
                                                       G_CALLBACK (items_changed_cb), self);
  if (self->signals != NULL)
    take_item (self);
}

guint
batch_reader_get_index (BatchReader *self)
{
  g_return_val_if_fail (BATCH_IS_READER (self), 0);

  return self->index;
}

void
batch_reader_set_index (BatchReader *self,
                        guint        index)
{
  g_return_if_fail (BATCH_IS_READER (self));

  if (index >= get_n_items (self))
    return;

  self->index = index;
  take_item (self);
}

BatchItem *
batch_reader_get_item (BatchReader *self)
{
  g_return_val_if_fail (BATCH_IS_READER (self), NULL);

  return self->item;
}
