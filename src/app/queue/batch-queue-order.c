/* batch-queue-order.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "queue/batch-queue-order.h"

#include <glib/gi18n.h>

/* Batches are moved in the list: by dragging, by keys, by a menu. */

#define BEHIND_THE_END G_MAXUINT

static void
tell (GtkWidget *page,
      GError    *error)
{
  if (error != NULL)
    gtk_widget_activate_action (page, "win.toast", "s", error->message);
}

/* --- Moving --- */

static void
moved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GtkWidget) page = user_data;
  g_autoptr(GError) error = NULL;

  batch_queue_move_finish (BATCH_QUEUE (source), result, &error);
  tell (page, error);
}

static void
move_to (BatchQueuePage *page,
         const char     *job_id,
         guint           position)
{
  batch_queue_move_async (batch_queue_page_get_queue (page), job_id, position, NULL, moved_cb,
                          g_object_ref (page));
}

static guint
find_place (BatchQueuePage *page,
            const char     *job_id)
{
  GListModel *jobs = G_LIST_MODEL (batch_queue_page_get_queue (page));

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(BatchJob) job = g_list_model_get_item (jobs, i);

      if (g_str_equal (batch_job_get_id (job), job_id))
        return i;
    }

  return BEHIND_THE_END;
}

/* What was begun or is finished keeps its place in the list, so that who moves a batch before
 * nothing else sees nothing move: it is said why. */
static void
tell_if_unseen (BatchQueuePage *page,
                guint           place,
                guint           own)
{
  GListModel *jobs = G_LIST_MODEL (batch_queue_page_get_queue (page));
  gboolean any_begun = FALSE;

  for (guint i = place; i < own; i++)
    {
      g_autoptr(BatchJob) job = g_list_model_get_item (jobs, i);
      g_autoptr(GDateTime) started = batch_job_get_started_at (job);

      if (!batch_job_is_terminal (job) && started == NULL)
        return;
      any_begun |= !batch_job_is_terminal (job);
    }

  gtk_widget_activate_action (
    GTK_WIDGET (page), "win.toast", "s",
    any_begun ? _("It is worked on sooner; batches that were begun keep their place in the list")
              : _("Batches that are finished keep their place in the list"));
}

static void
move_up (BatchQueuePage *page,
         const char     *job_id,
         guint           place,
         guint           own)
{
  move_to (page, job_id, place);
  if (own != BEHIND_THE_END)
    tell_if_unseen (page, place, own);
}

static void
move_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BatchQueuePage *page = BATCH_QUEUE_PAGE (widget);
  const char *where = g_variant_get_string (parameter, NULL);
  const char *job_id = batch_job_get_id (batch_queue_page_get_job (page));
  guint place = find_place (page, job_id);

  if (g_str_equal (where, "first") && place > 0)
    move_up (page, job_id, 0, place);
  else if (g_str_equal (where, "last"))
    move_to (page, job_id, BEHIND_THE_END);
  else if (g_str_equal (where, "up") && place > 0)
    move_up (page, job_id, place - 1, place);
  else if (g_str_equal (where, "down"))
    move_to (page, job_id, place + 1);
}

/* It was dropped on another one. */
static void
place_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  BatchQueuePage *page = BATCH_QUEUE_PAGE (widget);
  const char *job_id;
  const char *other_id;
  gboolean behind;
  guint own;
  guint place;

  g_variant_get (parameter, "(&s&sb)", &job_id, &other_id, &behind);
  own = find_place (page, job_id);
  place = find_place (page, other_id);
  if (own == BEHIND_THE_END || place == BEHIND_THE_END)
    return;

  /* Its own place is free once it has been taken away. */
  place += behind;
  if (place < own)
    move_up (page, job_id, place, own);
  else
    move_to (page, job_id, place > own ? place - 1 : place);
}

static void
run_next_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GtkWidget) page = user_data;
  g_autoptr(GError) error = NULL;

  batch_engine_run_next_finish (BATCH_ENGINE (source), result, &error);
  tell (page, error);
}

static void
run_next_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  BatchQueuePage *page = BATCH_QUEUE_PAGE (widget);

  batch_engine_run_next_async (batch_queue_get_engine (batch_queue_page_get_queue (page)),
                               batch_job_get_id (batch_queue_page_get_job (page)), NULL,
                               run_next_cb, g_object_ref (page));
}

/* --- The menu --- */

static GMenuModel *
make_section (const char * const (*entries)[2],
              guint               n)
{
  GMenu *section = g_menu_new ();

  for (guint i = 0; i < n; i++)
    g_menu_append (section, _(entries[i][0]), entries[i][1]);

  return G_MENU_MODEL (section);
}

static GMenuModel *
make_menu (void)
{
  static const char * const order[][2] = {
    { N_ ("_Run Next"), "queue.run-next" },
    { N_ ("Move _Up"), "queue.move::up" },
    { N_ ("Move _Down"), "queue.move::down" },
    { N_ ("Move to the _Top"), "queue.move::first" },
    { N_ ("Move to the _Bottom"), "queue.move::last" },
  };
  static const char * const work[][2] = {
    { N_ ("_Pause or Resume"), "win.pause" },
    { N_ ("Retry _Failed Items"), "win.retry" },
    { N_ ("_Cancel…"), "win.cancel" },
  };
  static const char * const end[][2] = { { N_ ("Re_move From the Queue"), "win.remove" } };
  g_autoptr(GMenuModel) order_section = make_section (order, G_N_ELEMENTS (order));
  g_autoptr(GMenuModel) work_section = make_section (work, G_N_ELEMENTS (work));
  g_autoptr(GMenuModel) end_section = make_section (end, G_N_ELEMENTS (end));
  GMenu *menu = g_menu_new ();

  g_menu_append_section (menu, NULL, order_section);
  g_menu_append_section (menu, NULL, work_section);
  g_menu_append_section (menu, NULL, end_section);
  return G_MENU_MODEL (menu);
}

/* Its action is carried out when it has closed. */
static gboolean
unparent_cb (gpointer user_data)
{
  gtk_widget_unparent (user_data);
  return G_SOURCE_REMOVE;
}

static void
closed_cb (GtkWidget *popover)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, unparent_cb, g_object_ref (popover), g_object_unref);
}

/* At a place of the list. */
static void
show_menu (BatchQueuePage     *page,
           const GdkRectangle *place)
{
  g_autoptr(GMenuModel) model = make_menu ();
  GtkWidget *popover = gtk_popover_menu_new_from_model (model);
  graphene_point_t point = GRAPHENE_POINT_INIT (place->x, place->y);
  GdkRectangle here = *place;

  if (gtk_widget_compute_point (batch_queue_page_get_list (page), GTK_WIDGET (page), &point,
                                &point))
    {
      here.x = (int) point.x;
      here.y = (int) point.y;
    }

  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &here);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gtk_widget_set_parent (popover, GTK_WIDGET (page));
  g_signal_connect (popover, "closed", G_CALLBACK (closed_cb), NULL);
  g_signal_connect_object (page, "destroy", G_CALLBACK (gtk_widget_unparent), popover,
                           G_CONNECT_SWAPPED);
  gtk_popover_popup (GTK_POPOVER (popover));
}

static void
menu_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BatchQueuePage *page = BATCH_QUEUE_PAGE (widget);
  const char *job_id;
  GdkRectangle place = { 0, 0, 1, 1 };
  BatchJob *job;

  g_variant_get (parameter, "(&sii)", &job_id, &place.x, &place.y);
  job = batch_queue_get_job (batch_queue_page_get_queue (page), job_id);
  if (job == NULL)
    return;

  batch_queue_page_set_job (page, job);
  show_menu (page, &place);
}

/* Returns: (nullable): the batch that has the focus */
static GtkWidget *
get_focused (BatchQueuePage *page)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (page));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return batch_queue_page_get_job (page) != NULL && focus != NULL
         && gtk_widget_is_ancestor (focus, batch_queue_page_get_list (page)) ? focus : NULL;
}

static gboolean
menu_key_cb (GtkWidget *widget,
             GVariant  *arguments,
             gpointer   user_data)
{
  BatchQueuePage *page = BATCH_QUEUE_PAGE (widget);
  GtkWidget *list = batch_queue_page_get_list (page);
  GtkWidget *focus = get_focused (page);
  GdkRectangle place = { 0, 0, 1, 1 };
  graphene_rect_t bounds;

  if (focus == NULL)
    return FALSE;

  if (gtk_widget_compute_bounds (focus, list, &bounds))
    place = (GdkRectangle) { (int) bounds.origin.x, (int) bounds.origin.y,
                             (int) bounds.size.width, (int) bounds.size.height };
  show_menu (page, &place);
  return TRUE;
}

/* --- All of it --- */

static gboolean
move_key_cb (GtkWidget *widget,
             GVariant  *arguments,
             gpointer   user_data)
{
  const char *where;

  g_variant_get (arguments, "(&s)", &where);
  return gtk_widget_activate_action (widget, "queue.move", "s", where);
}

/* Elsewhere on the page it could be meant for something else. */
static gboolean
remove_key_cb (GtkWidget *widget,
               GVariant  *arguments,
               gpointer   user_data)
{
  return get_focused (BATCH_QUEUE_PAGE (widget)) != NULL
         && gtk_widget_activate_action (widget, "win.remove", NULL);
}

void
batch_queue_order_update_actions (BatchQueuePage *page)
{
  BatchJob *job = batch_queue_page_get_job (page);
  gboolean lives = job != NULL && !batch_job_is_terminal (job);

  gtk_widget_action_set_enabled (GTK_WIDGET (page), "queue.move", lives);
  gtk_widget_action_set_enabled (GTK_WIDGET (page), "queue.run-next", lives);
}

void
batch_queue_order_install_actions (GtkWidgetClass *widget_class)
{
  static const struct { guint keyval; const char *where; } keys[] = {
    { GDK_KEY_Up, "up" }, { GDK_KEY_Down, "down" },
    { GDK_KEY_Home, "first" }, { GDK_KEY_End, "last" },
  };

  /* up, down, first or last */
  gtk_widget_class_install_action (widget_class, "queue.move", "s", move_action);
  /* A job, another one, and whether it goes behind that. */
  gtk_widget_class_install_action (widget_class, "queue.place", "(ssb)", place_action);
  gtk_widget_class_install_action (widget_class, "queue.run-next", NULL, run_next_action);
  /* Of a job, at a place of the list. */
  gtk_widget_class_install_action (widget_class, "queue.menu", "(sii)", menu_action);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (widget_class, keys[i].keyval, GDK_ALT_MASK, move_key_cb, "(s)",
                                  keys[i].where);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Delete, 0, remove_key_cb, NULL);
}
