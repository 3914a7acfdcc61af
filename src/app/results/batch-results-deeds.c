/* batch-results-deeds.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "results/batch-results-page-private.h"

#include <glib/gi18n.h>

#include "results/batch-export-dialog.h"

/* What can be done with the item that is read, or with those that are selected. */

/* Of those that are run again, each has to be loaded to know its id. */
#define MAX_SELECTED 2000

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
  g_autoptr(GtkBitset) selected = NULL;

  if (self->selection == NULL)
    return FALSE;

  selected = gtk_selection_model_get_selection (self->selection);
  return !gtk_bitset_is_empty (selected);
}

/* Items on their way to be known: rows of a long list are empty for a moment. */
typedef struct _Picked Picked;

typedef void (*PickedFunc) (BatchResultsPage *self,
                            GPtrArray        *items);

struct _Picked
{
  BatchResultsPage *page;
  GPtrArray        *items;
  PickedFunc        func;
};

static void picked_wait (Picked *picked);

static void
picked_free (Picked *picked)
{
  g_object_unref (picked->page);
  g_ptr_array_unref (picked->items);
  g_free (picked);
}

static void
picked_loaded_cb (BatchItem  *item,
                  GParamSpec *pspec,
                  Picked     *picked)
{
  g_signal_handlers_disconnect_by_data (item, picked);
  picked_wait (picked);
}

static void
picked_wait (Picked *picked)
{
  for (guint i = 0; i < picked->items->len; i++)
    {
      BatchItem *item = g_ptr_array_index (picked->items, i);

      if (batch_item_get_loaded (item))
        continue;

      g_signal_connect (item, "notify::loaded", G_CALLBACK (picked_loaded_cb), picked);
      return;
    }

  picked->func (picked->page, picked->items);
  picked_free (picked);
}

static GPtrArray *
pick_selected (BatchResultsPage *self)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GtkBitset) selected = gtk_selection_model_get_selection (self->selection);
  guint n = gtk_bitset_get_size (selected);

  for (guint i = 0; i < n && i <= MAX_SELECTED; i++)
    g_ptr_array_add (items, g_list_model_get_item (self->items,
                                                   gtk_bitset_get_nth (selected, i)));

  return items;
}

static void
with_items (BatchResultsPage *self,
            PickedFunc        func)
{
  g_autoptr(GPtrArray) items = NULL;
  Picked *picked;

  if (batch_results_page_is_reading (self) && func != NULL
      && batch_reader_get_item (self->reader) != NULL)
    {
      items = g_ptr_array_new_with_free_func (g_object_unref);
      g_ptr_array_add (items, g_object_ref (batch_reader_get_item (self->reader)));
    }
  else if (batch_results_page_has_selection (self))
    items = pick_selected (self);
  else
    return;

  if (items->len > MAX_SELECTED)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("Select %'d item at most",
                                                         "Select %'d items at most",
                                                         MAX_SELECTED), MAX_SELECTED);

      toast (self, text);
      return;
    }

  picked = g_new (Picked, 1);
  *picked = (Picked) { g_object_ref (self), g_steal_pointer (&items), func };
  picked_wait (picked);
}

/* However many they are: what stands at a place is known without loading it. */
static GArray *
get_positions (BatchResultsPage *self)
{
  g_autoptr(GtkBitset) selected = NULL;
  GArray *positions = g_array_new (FALSE, FALSE, sizeof (guint));
  BatchItem *read =
    batch_results_page_is_reading (self) ? batch_reader_get_item (self->reader) : NULL;
  GtkBitsetIter iter;
  guint place;
  gboolean more;

  if (read != NULL)
    {
      guint position = batch_item_get_position (read);

      g_array_append_val (positions, position);
      return positions;
    }
  if (self->selection == NULL)
    return positions;

  selected = gtk_selection_model_get_selection (self->selection);
  for (more = gtk_bitset_iter_init_first (&iter, selected, &place); more;
       more = gtk_bitset_iter_next (&iter, &place))
    {
      guint position = batch_job_get_position_at (self->job, self->items, place);

      if (position != G_MAXUINT)
        g_array_append_val (positions, position);
    }

  return positions;
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

  text = g_strdup_printf (ngettext ("%d answer marked as good", "%d answers marked as good", n),
                          (int) n);
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

  if (self->job == NULL || self->queue == NULL || positions->len == 0)
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
  gint64 n = batch_engine_retry_with_changes_finish (BATCH_ENGINE (source), result, &error);

  if (n < 0)
    {
      toast (self, error->message);
      return;
    }

  text = g_strdup_printf (ngettext ("%d item is tried again", "%d items are tried again", n),
                          (int) n);
  toast (self, text);
}

static void
rerun_items (BatchResultsPage *self,
             GPtrArray        *items)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();

  if (self->job == NULL || self->queue == NULL)
    return;

  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (ids, (gpointer) batch_item_get_id (g_ptr_array_index (items, i)));
  g_ptr_array_add (ids, NULL);

  batch_engine_retry_with_changes_async (batch_queue_get_engine (self->queue),
                                         batch_job_get_id (self->job),
                                         (const char *const *) ids->pdata,
                                         BATCH_RETRY_SCOPE_FAILED, NULL, NULL, NULL, rerun_cb,
                                         g_object_ref (self));
}

static void
rerun_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  with_items (BATCH_RESULTS_PAGE (widget), rerun_items);
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

  if (self->job == NULL || self->queue == NULL || root == NULL || positions->len == 0)
    return;

  dialog = batch_export_dialog_new (batch_queue_get_engine (self->queue), self->job);
  batch_export_dialog_set_positions (dialog, positions);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (root));
  gtk_window_present (GTK_WINDOW (dialog));
}

void
batch_results_page_install_deeds (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "results.accept", NULL, accept_action);
  gtk_widget_class_install_action (widget_class, "results.rerun", NULL, rerun_action);
  gtk_widget_class_install_action (widget_class, "results.export", NULL, export_action);
}
