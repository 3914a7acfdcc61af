/* batch-item-list-actions.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "queue/batch-item-list-private.h"

#include <glib/gi18n.h>

#include "queue/batch-item-action.h"
#include "queue/batch-item-list-text.h"
#include "widgets/batch-question.h"
#include "widgets/batch-server-url.h"

/* What can be done to the selected items, and the menu that offers it. */

typedef struct
{
  GWeakRef        list;
  BatchItemAction action;
} Done;

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Done *done = user_data;
  g_autoptr(BatchItemList) self = g_weak_ref_get (&done->list);
  g_autoptr(GError) error = NULL;
  gint64 n_done = batch_item_action_run_finish (result, &error);
  g_autofree char *message = batch_item_list_text_for_action (done->action, n_done, error);

  if (self != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", message);
  g_weak_ref_clear (&done->list);
  g_free (done);
}

static void
run_action (BatchItemList   *self,
            BatchItemAction  action,
            BatchJob        *job,
            GtkBitset       *positions)
{
  Done *done = g_new0 (Done, 1);

  g_weak_ref_init (&done->list, self);
  done->action = action;
  batch_item_action_run_async (action, self->queue, job, positions, done_cb, done);
}

static GtkBitset *
collect (BatchItemList *self)
{
  return batch_item_action_collect (self->job, self->items,
                                    GTK_SELECTION_MODEL (self->selection));
}

/* Of a whole batch it is one action of its own, however many items it has. */
static gboolean
is_whole_job (BatchItemList *self)
{
  return batch_list_selection_is_all (self->selection) && batch_item_list_shows_all (self);
}

/* --- Cancelling --- */

static void
cancel_response_cb (GtkWidget     *question,
                    const char    *response,
                    BatchItemList *self)
{
  if (g_str_equal (response, "cancel-items"))
    run_action (self, BATCH_ITEM_ACTION_CANCEL, g_object_get_data (G_OBJECT (question), "job"),
                g_object_get_data (G_OBJECT (question), "positions"));
}

/* There is no way back from this one, so it asks. */
static void
ask_to_cancel (BatchItemList *self,
               GtkBitset     *positions)
{
  guint n = (guint) gtk_bitset_get_size (positions);
  g_autofree char *body =
    g_strdup_printf (ngettext ("%'u item was selected. If it has not ended, it will not be worked "
                               "on.",
                               "%'u items were selected. Those that have not ended will not be "
                               "worked on.", n), n);
  GtkWidget *question = batch_question_new (_("Cancel These Items?"), body);

  batch_question_add_answer (question, "keep", _("_Keep Them"), ADW_RESPONSE_DEFAULT);
  batch_question_add_answer (question, "cancel-items", _("_Cancel Items"),
                             ADW_RESPONSE_DESTRUCTIVE);
  g_object_set_data_full (G_OBJECT (question), "job", g_object_ref (self->job), g_object_unref);
  g_object_set_data_full (G_OBJECT (question), "positions", gtk_bitset_ref (positions),
                          (GDestroyNotify) gtk_bitset_unref);
  g_signal_connect_object (question, "response", G_CALLBACK (cancel_response_cb), self, 0);
  batch_question_present (question, GTK_WIDGET (self));
}

/* One can be seen, so that nobody hits it by mistake. */
static void
cancel_selected (BatchItemList *self)
{
  g_autoptr(GtkBitset) positions = collect (self);

  if (gtk_bitset_get_size (positions) > 1)
    ask_to_cancel (self, positions);
  else
    run_action (self, BATCH_ITEM_ACTION_CANCEL, self->job, positions);
}

static void
cancel_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  BatchItemList *self = BATCH_ITEM_LIST (widget);

  if (is_whole_job (self))
    gtk_widget_activate_action (widget, "win.cancel", NULL);
  else
    cancel_selected (self);
}

static void
retry_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  BatchItemList *self = BATCH_ITEM_LIST (widget);
  g_autoptr(GtkBitset) positions = NULL;

  if (is_whole_job (self))
    {
      gtk_widget_activate_action (widget, "win.retry", NULL);
      return;
    }

  positions = collect (self);
  batch_server_url_adopt (batch_queue_get_engine (self->queue), self->job);
  run_action (self, BATCH_ITEM_ACTION_RETRY, self->job, positions);
}

/* --- Copying --- */

static void
answer_loaded_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(BatchItemList) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *answer = batch_item_load_answer_finish (BATCH_ITEM (source), result, &error);
  g_autofree char *failure = answer == NULL ? batch_localize (error->message) : NULL;

  if (answer != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), answer);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s",
                              answer != NULL ? _("Answer copied") : failure);
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BatchItemList *self = BATCH_ITEM_LIST (widget);

  batch_item_load_answer_async (self->item, NULL, answer_loaded_cb, g_object_ref (self));
}

/* --- The menu of the rows --- */

static void
pop_up (BatchItemList      *self,
        const GdkRectangle *where)
{
  if (batch_list_selection_get_n_selected (self->selection) == 0)
    return;

  if (self->popover == NULL)
    {
      self->popover = gtk_popover_menu_new_from_model (self->item_menu);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
      gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
      gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
    }

  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), where);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

/* Below the row that has the focus. */
static void
menu_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BatchItemList *self = BATCH_ITEM_LIST (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  graphene_rect_t bounds;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->views))
      || !gtk_widget_compute_bounds (focus, widget, &bounds))
    return;

  pop_up (self, &(GdkRectangle) { (int) bounds.origin.x + 24,
                                  (int) (bounds.origin.y + bounds.size.height), 1, 1 });
}

/* The row under the pointer is selected first, unless it is already. */
static gboolean
select_under (BatchItemList *self,
              double         x,
              double         y)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);

  while (widget != NULL && widget != GTK_WIDGET (self->views)
         && !g_str_equal (gtk_widget_get_css_name (widget), "row"))
    widget = gtk_widget_get_parent (widget);

  if (widget == NULL || widget == GTK_WIDGET (self->views))
    return FALSE;

  return (gtk_widget_get_state_flags (widget) & GTK_STATE_FLAG_SELECTED) != 0
         || gtk_widget_activate_action (widget, "listitem.select", "(bb)", FALSE, FALSE);
}

static void
pressed_cb (BatchItemList *self,
            int            n_press,
            double         x,
            double         y)
{
  if (select_under (self, x, y))
    pop_up (self, &(GdkRectangle) { (int) x, (int) y, 1, 1 });
}

void
batch_item_list_add_menu (BatchItemList *self)
{
  GtkGesture *gesture = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (gesture, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (gesture));
}

void
batch_item_list_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "items.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "items.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "items.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "items.menu", NULL, menu_action);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "items.copy",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK,
                                       "items.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "items.menu", NULL);
}
