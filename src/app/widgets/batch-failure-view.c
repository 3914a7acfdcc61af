/* batch-failure-view.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-failure-view.h"

#include "widgets/batch-failure-text.h"

/* Why there is no answer, in words: what has happened and what can be done. What the server said,
 * to the letter, is for those who ask for it. */

/* A label that is longer takes its time, and nobody reads all of it. */
#define MAX_TEXT 100000

struct _BatchFailureView
{
  AdwBin        parent_instance;

  GtkLabel     *title;
  GtkLabel     *reason;
  GtkLabel     *advice;
  GtkExpander  *expander;
  GtkLabel     *server_answer;

  BatchItem    *item;              /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BatchFailureView, batch_failure_view, ADW_TYPE_BIN)

static gboolean
has_failed (BatchItem *item)
{
  return item != NULL && batch_item_get_loaded (item)
         && (batch_item_get_status (item) == BATCH_ITEM_STATUS_FAILED
             || batch_item_get_status (item) == BATCH_ITEM_STATUS_EXPIRED);
}

static void
show_server_answer (BatchFailureView *self,
                    const char       *text)
{
  g_autofree char *start = NULL;

  if (text != NULL && g_utf8_strlen (text, -1) > MAX_TEXT)
    start = g_utf8_substring (text, 0, MAX_TEXT);
  gtk_label_set_label (self->server_answer, start != NULL ? start : text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->expander), text != NULL && *text != '\0');
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(BatchFailureView) self = user_data;
  g_autofree char *text = batch_item_load_result_finish (BATCH_ITEM (source), result, NULL);

  if (self->item == BATCH_ITEM (source))
    show_server_answer (self, text);
}

static void
show_words (BatchFailureView *self)
{
  const char *error = batch_item_get_last_error (self->item);
  BatchFailureText words = batch_failure_text (batch_item_get_status (self->item),
                                               batch_item_get_failure_kind (self->item),
                                               batch_item_get_status_code (self->item), error);
  g_autofree char *reason = batch_localize (error);

  gtk_label_set_label (self->title, words.title);
  gtk_label_set_label (self->reason, reason != NULL ? reason : "");
  gtk_widget_set_visible (GTK_WIDGET (self->reason), error != NULL && *error != '\0');
  gtk_label_set_label (self->advice, words.advice);
}

void
batch_failure_view_show (BatchFailureView *self,
                         BatchItem        *item)
{
  BatchItem *failed = has_failed (item) ? item : NULL;

  g_return_if_fail (BATCH_IS_FAILURE_VIEW (self));

  gtk_widget_set_visible (GTK_WIDGET (self), failed != NULL);
  if (g_set_object (&self->item, failed))
    {
      gtk_expander_set_expanded (self->expander, FALSE);
      show_server_answer (self, NULL);
    }
  if (failed == NULL)
    return;

  show_words (self);
  batch_item_load_result_async (item, NULL, loaded_cb, g_object_ref (self));
}

static void
batch_failure_view_dispose (GObject *object)
{
  g_clear_object (&BATCH_FAILURE_VIEW (object)->item);
  gtk_widget_dispose_template (GTK_WIDGET (object), BATCH_TYPE_FAILURE_VIEW);

  G_OBJECT_CLASS (batch_failure_view_parent_class)->dispose (object);
}

static void
batch_failure_view_class_init (BatchFailureViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = batch_failure_view_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-failure-view.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchFailureView, title);
  gtk_widget_class_bind_template_child (widget_class, BatchFailureView, reason);
  gtk_widget_class_bind_template_child (widget_class, BatchFailureView, advice);
  gtk_widget_class_bind_template_child (widget_class, BatchFailureView, expander);
  gtk_widget_class_bind_template_child (widget_class, BatchFailureView, server_answer);
}

static void
batch_failure_view_init (BatchFailureView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
