/* batch-results-actions.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "results/batch-results-page-private.h"

#include <glib/gi18n.h>

#include "results/batch-export-dialog.h"
#include "widgets/batch-server-url.h"

/* What can be done with the item that is read, or with those that are selected. */

static void
toast (BatchResultsPage *self,
       const char       *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
}

gboolean
batch_results_page_is_reading (BatchResultsPage *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->views), "read") == 0;
}

gboolean
batch_results_page_has_selection (BatchResultsPage *self)
{
  return self->selection != NULL && batch_list_selection_get_n_selected (self->selection) > 0;
}

/* However many they are: what stands at a place is known without loading it. */
static void
add_selected (BatchResultsPage *self,
              GArray           *positions)
{
  g_autoptr(GtkBitset) selected = NULL;
  GtkBitsetIter iter;
  guint place;
  gboolean more;

  selected =
    gtk_selection_model_get_selection_in_range (GTK_SELECTION_MODEL (self->selection), 0,
                                                g_list_model_get_n_items (self->items));
  for (more = gtk_bitset_iter_init_first (&iter, selected, &place); more;
       more = gtk_bitset_iter_next (&iter, &place))
    {
      guint position = batch_job_get_position_at (self->job, self->items, place);

      if (position != G_MAXUINT)
        g_array_append_val (positions, position);
    }
}

/* Of the item that is read, or of those that are selected; NULL when there are none. */
static GArray *
get_positions (BatchResultsPage *self)
{
  g_autoptr(GArray) positions = g_array_new (FALSE, FALSE, sizeof (guint));
  BatchItem *read =
    batch_results_page_is_reading (self) ? batch_reader_get_item (self->reader) : NULL;
  guint position = read != NULL ? batch_item_get_position (read) : 0;

  if (self->job == NULL || self->queue == NULL)
    return NULL;
  if (read != NULL)
    g_array_append_val (positions, position);
  else if (self->selection != NULL)
    add_selected (self, positions);

  return positions->len > 0 ? g_steal_pointer (&positions) : NULL;
}

static void
accepted_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(BatchResultsPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  gint64 n = batch_engine_accept_answers_finish (BATCH_ENGINE (source), result, &error);

  if (n < 0)
    {
      toast (self, error->message);
      return;
    }

  text = g_strdup_printf (ngettext ("%'d answer marked as good", "%'d answers marked as good",
                                    (gulong) n), (int) n);
  if (n > 1 || !batch_results_page_is_reading (self))
    toast (self, text);
}

static void
accept_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  BatchResultsPage *self = BATCH_RESULTS_PAGE (widget);
  g_autoptr(GArray) positions = get_positions (self);

  if (positions == NULL)
    return;

  batch_engine_accept_answers_async (batch_queue_get_engine (self->queue),
                                     batch_job_get_id (self->job),
                                     (const guint *) positions->data, positions->len, NULL,
                                     accepted_cb, g_object_ref (self));
}

static void
rerun_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BatchResultsPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  gint64 n = batch_engine_retry_positions_finish (BATCH_ENGINE (source), result, &error);

  if (n < 0)
    {
      toast (self, error->message);
      return;
    }

  text = g_strdup_printf (ngettext ("%'d item is tried again", "%'d items are tried again", n),
                          (int) n);
  toast (self, text);
}

static void
rerun_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  BatchResultsPage *self = BATCH_RESULTS_PAGE (widget);
  g_autoptr(GArray) positions = get_positions (self);

  if (positions == NULL)
    return;

  batch_server_url_adopt (batch_queue_get_engine (self->queue), self->job);
  batch_engine_retry_positions_async (batch_queue_get_engine (self->queue),
                                      batch_job_get_id (self->job),
                                      (const guint *) positions->data, positions->len, NULL, NULL,
                                      NULL, rerun_cb, g_object_ref (self));
}

static void
export_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  BatchResultsPage *self = BATCH_RESULTS_PAGE (widget);
  g_autoptr(GArray) positions = get_positions (self);
  GtkRoot *root = gtk_widget_get_root (widget);
  BatchExportDialog *dialog;

  if (positions == NULL || root == NULL)
    return;

  dialog = batch_export_dialog_new (batch_queue_get_engine (self->queue), self->job);
  batch_export_dialog_set_positions (dialog, positions);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (root));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
search_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  BatchResultsPage *self = BATCH_RESULTS_PAGE (widget);

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

void
batch_results_page_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "results.accept", NULL, accept_action);
  gtk_widget_class_install_action (widget_class, "results.rerun", NULL, rerun_action);
  gtk_widget_class_install_action (widget_class, "results.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "results.search", NULL, search_action);
}
