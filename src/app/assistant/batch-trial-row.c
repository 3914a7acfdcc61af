/* batch-trial-row.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "assistant/batch-trial-row.h"

#include <glib/gi18n.h>

#include "widgets/batch-closures.h"

struct _BatchTrialRow
{
  AdwPreferencesRow  parent_instance;

  GtkLabel          *title;
  GtkLabel          *prompt;
  GtkLabel          *answer;

  BatchItem         *item;
};

G_DEFINE_FINAL_TYPE (BatchTrialRow, batch_trial_row, ADW_TYPE_PREFERENCES_ROW)

/* NULL before it is read. */
static void
show_answer (BatchTrialRow *self,
             const char    *answer)
{
  g_autofree char *error = batch_localize (batch_item_get_last_error (self->item));
  gboolean answered = batch_item_get_status (self->item) == BATCH_ITEM_STATUS_SUCCEEDED;
  const char *text = answered ? answer : error;
  g_autofree char *spoken = NULL;

  gtk_label_set_label (self->answer, text != NULL ? text : _("There is no answer."));
  if (!answered)
    gtk_widget_add_css_class (GTK_WIDGET (self->answer), "error");

  spoken = batch_closure_join (NULL, gtk_label_get_label (self->title),
                               gtk_label_get_label (self->answer));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
}

static void
answer_loaded_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(BatchTrialRow) self = user_data;
  g_autofree char *answer = batch_item_load_answer_finish (BATCH_ITEM (source), result, NULL);

  if (self->item != NULL)
    show_answer (self, answer);
}

static void
prompt_loaded_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(BatchTrialRow) self = user_data;
  g_autofree char *prompt = batch_item_load_prompt_finish (BATCH_ITEM (source), result, NULL);

  if (self->item != NULL && prompt != NULL)
    gtk_label_set_label (self->prompt, prompt);
}

static void
batch_trial_row_dispose (GObject *object)
{
  g_clear_object (&BATCH_TRIAL_ROW (object)->item);
  gtk_widget_dispose_template (GTK_WIDGET (object), BATCH_TYPE_TRIAL_ROW);

  G_OBJECT_CLASS (batch_trial_row_parent_class)->dispose (object);
}

static void
batch_trial_row_class_init (BatchTrialRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = batch_trial_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-trial-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchTrialRow, title);
  gtk_widget_class_bind_template_child (widget_class, BatchTrialRow, prompt);
  gtk_widget_class_bind_template_child (widget_class, BatchTrialRow, answer);
}

static void
batch_trial_row_init (BatchTrialRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
batch_trial_row_new (BatchItem *item)
{
  BatchTrialRow *self = g_object_new (BATCH_TYPE_TRIAL_ROW, NULL);
  g_autofree char *took = batch_format_duration (batch_item_get_duration_ms (item));
  g_autofree char *title = g_strdup_printf ("%s · %s · %s", batch_item_get_custom_id (item),
                                            batch_item_get_model (item), took);

  self->item = g_object_ref (item);
  gtk_label_set_label (self->title, title);
  batch_item_load_prompt_async (item, NULL, prompt_loaded_cb, g_object_ref (self));
  batch_item_load_answer_async (item, NULL, answer_loaded_cb, g_object_ref (self));
  return GTK_WIDGET (self);
}
