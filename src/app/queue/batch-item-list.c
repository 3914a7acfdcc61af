/* batch-item-list.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "queue/batch-item-list.h"

#include <glib/gi18n.h>

#include "queue/batch-item-deed.h"
#include "queue/batch-item-header.h"
#include "queue/batch-item-row.h"
#include "queue/batch-item-words.h"
#include "widgets/batch-inner-name.h"
#include "widgets/batch-list-selection.h"
#include "widgets/batch-settings.h"

/* The items of a batch: as a list or as a table, some or all of them, in any order.
 *
 * The items are never more in memory than what is looked at, so the views are given the model
 * of the library as it is; what is filtered, searched and sorted is a query of the library,
 * too. */

struct _BatchItemList
{
  AdwBin              parent_instance;

  GtkDropDown        *filter;
  GtkSpinner         *spinner;
  GtkSearchBar       *search_bar;
  GtkSearchEntry     *search_entry;
  GtkStack           *views;
  GtkListView        *list_view;
  GtkColumnView      *table_view;
  AdwStatusPage      *nothing;
  GMenuModel         *item_menu;
  GtkWidget          *popover;         /* (nullable) made when it is asked for */

  BatchQueue         *queue;           /* (nullable) */
  BatchJob           *job;             /* (nullable) */
  BatchItem          *item;            /* (nullable) */
  GListModel         *items;           /* (nullable) what is shown */
  BatchListSelection *selection;
  BatchItemHeader    *header;          /* (nullable) of the table, once it is shown */
  char               *sort;
  char               *asked;           /* (nullable) the last query of this job */
  gboolean            backwards;
  gboolean            table;
};

enum
{
  PROP_0,
  PROP_QUEUE,
  PROP_JOB,
  PROP_ITEM,
  PROP_SORT,
  PROP_BACKWARDS,
  PROP_TABLE,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchItemList, batch_item_list, ADW_TYPE_BIN)

static GParamSpec *properties[N_PROPS];

/* In the order of the drop-down. */
static const char * const filters[] = {
  NULL,
  "pending",
  "running",
  "succeeded",
  "needs-review",
  "failed",
  "skipped",
  "cancelled",
  "expired",
};

/* --- What is shown --- */

static guint
get_filter (BatchItemList *self)
{
  guint filter = gtk_drop_down_get_selected (self->filter);

  return filter < G_N_ELEMENTS (filters) ? filter : 0;
}

static const char *
get_search (BatchItemList *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->search_entry));
}

static gboolean
is_loading (BatchItemList *self)
{
  gboolean loading = FALSE;

  /* The list of all never has to be looked for. */
  if (self->items != NULL
      && g_object_class_find_property (G_OBJECT_GET_CLASS (self->items), "loading") != NULL)
    g_object_get (self->items, "loading", &loading, NULL);
  return loading;
}

static void
show_nothing (BatchItemList *self)
{
  gboolean searching = *get_search (self) != '\0';
  guint filter = get_filter (self);

  adw_status_page_set_title (self->nothing, batch_item_words_for_nothing (filter, searching));
  adw_status_page_set_icon_name (self->nothing, batch_item_icon_for_nothing (filter, searching));
  gtk_stack_set_visible_child_name (self->views, "nothing");
}

static void
update_views (BatchItemList *self)
{
  gboolean loading = is_loading (self);
  gboolean chosen = get_filter (self) > 0 || *get_search (self) != '\0';
  gboolean empty = self->items != NULL && g_list_model_get_n_items (self->items) == 0;

  gtk_spinner_set_spinning (self->spinner, loading);
  /* Until there is something to see, what was there before is better than nothing. */
  if (!empty || !loading)
    batch_list_selection_set_model (self->selection, self->items);
  /* Of the list of all, no items only means that they are not known yet. */
  if (chosen && empty && !loading)
    show_nothing (self);
  else
    gtk_stack_set_visible_child_name (self->views, self->table ? "table" : "list");
}

static GListModel *
query_items (BatchItemList *self)
{
  g_autofree char *sort = g_strconcat (self->backwards ? "-" : "", self->sort, NULL);
  const char *filter = filters[get_filter (self)];
  const char *search = get_search (self);

  if (self->job == NULL)
    return NULL;
  if (filter == NULL && *search == '\0' && g_str_equal (sort, "position"))
    return g_object_ref (batch_job_get_items (self->job));

  return batch_job_query_items (self->job, filter, search, sort);
}

/* A search entry tells of a change again when nobody has typed for a while. */
static gboolean
is_asked_already (BatchItemList *self)
{
  g_autofree char *before = g_steal_pointer (&self->asked);

  self->asked = g_strdup_printf ("%u %s%s %s", get_filter (self), self->backwards ? "-" : "",
                                 self->sort, get_search (self));
  return g_strcmp0 (before, self->asked) == 0;
}

static void
show_items (BatchItemList *self)
{
  g_autoptr(GListModel) items = NULL;

  if (is_asked_already (self))
    return;

  items = query_items (self);
  if (self->items != NULL)
    g_signal_handlers_disconnect_by_func (self->items, update_views, self);
  g_set_object (&self->items, items);
  if (items != NULL)
    {
      g_signal_connect_object (items, "items-changed", G_CALLBACK (update_views), self,
                               G_CONNECT_SWAPPED | G_CONNECT_AFTER);
      g_signal_connect_object (items, "notify", G_CALLBACK (update_views), self,
                               G_CONNECT_SWAPPED);
    }

  update_views (self);
}

/* A job that was not submitted yet has other items afterwards. */
static void
items_of_job_cb (BatchItemList *self)
{
  g_clear_pointer (&self->asked, g_free);
  show_items (self);
}

/* --- The selection --- */

static void
update_actions (BatchItemList *self)
{
  guint n_selected = batch_list_selection_get_n_selected (self->selection);
  gboolean one = n_selected == 1 && self->item != NULL;
  gboolean any = n_selected > 0 && self->queue != NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "items.cancel",
    any && (!one || batch_item_deed_suits (BATCH_ITEM_DEED_CANCEL, self->item)));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "items.retry",
    any && (!one || batch_item_deed_suits (BATCH_ITEM_DEED_RETRY, self->item)));
}

static void
set_item (BatchItemList *self,
          BatchItem     *item)
{
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_func (self->item, update_actions, self);
  if (g_set_object (&self->item, item))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ITEM]);
  if (item != NULL)
    g_signal_connect_object (item, "notify::status", G_CALLBACK (update_actions), self,
                             G_CONNECT_SWAPPED);
}

static BatchItem *
get_single (BatchItemList *self)
{
  g_autoptr(GtkBitset) selected = NULL;

  if (batch_list_selection_get_n_selected (self->selection) != 1)
    return NULL;

  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  if (gtk_bitset_is_empty (selected))
    return NULL;
  return g_list_model_get_item (G_LIST_MODEL (self->selection), gtk_bitset_get_minimum (selected));
}

static void
selected_cb (BatchItemList *self)
{
  g_autoptr(BatchItem) item = get_single (self);

  /* Whoever reads an answer goes on reading while the list is searched. */
  if (item != NULL)
    set_item (self, item);
  update_actions (self);
}

/* --- Deeds --- */

typedef struct
{
  GWeakRef      list;
  BatchItemDeed deed;
} Done;

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Done *done = user_data;
  g_autoptr(BatchItemList) self = g_weak_ref_get (&done->list);
  g_autoptr(GError) error = NULL;
  gint64 n_done = batch_item_deed_run_finish (result, &error);
  g_autofree char *message = batch_item_words_for_deed (done->deed, n_done, error);

  if (self != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", message);
  g_weak_ref_clear (&done->list);
  g_free (done);
}

static void
do_deed (BatchItemList *self,
         BatchItemDeed  deed)
{
  Done *done = g_new0 (Done, 1);

  g_weak_ref_init (&done->list, self);
  done->deed = deed;
  batch_item_deed_run_async (deed, self->queue, self->job, self->items,
                             GTK_SELECTION_MODEL (self->selection), done_cb, done);
}

/* Of a whole batch it is one deed of its own, however many items it has. */
static gboolean
is_whole_job (BatchItemList *self)
{
  return batch_list_selection_is_all (self->selection) && get_filter (self) == 0
         && *get_search (self) == '\0';
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
    do_deed (self, BATCH_ITEM_DEED_CANCEL);
}

static void
retry_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  BatchItemList *self = BATCH_ITEM_LIST (widget);

  if (is_whole_job (self))
    gtk_widget_activate_action (widget, "win.retry", NULL);
  else
    do_deed (self, BATCH_ITEM_DEED_RETRY);
}

static void
select_all_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  gtk_selection_model_select_all (GTK_SELECTION_MODEL (BATCH_ITEM_LIST (widget)->selection));
}

static void
show_all_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  BatchItemList *self = BATCH_ITEM_LIST (widget);

  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  gtk_drop_down_set_selected (self->filter, 0);
  show_items (self);
  gtk_widget_child_focus (GTK_WIDGET (self->views), GTK_DIR_TAB_FORWARD);
}

static void
search_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  BatchItemList *self = BATCH_ITEM_LIST (widget);

  if (!gtk_widget_get_mapped (widget))
    return;

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
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

/* --- The table --- */

static void
set_order (BatchItemList *self,
           const char    *sort,
           gboolean       backwards)
{
  g_autofree char *before = g_steal_pointer (&self->sort);
  gboolean was_backwards = self->backwards;

  self->sort = g_strdup (sort);
  self->backwards = backwards;
  if (g_str_equal (before, sort) && was_backwards == backwards)
    return;

  g_object_freeze_notify (G_OBJECT (self));
  if (!g_str_equal (before, sort))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT]);
  if (was_backwards != backwards)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BACKWARDS]);
  show_items (self);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
header_cb (const char *sort,
           gboolean    backwards,
           gpointer    user_data)
{
  set_order (user_data, sort, backwards);
}

static void
show_order (BatchItemList *self)
{
  if (self->header != NULL)
    batch_item_header_sort (self->header, self->sort, self->backwards);
}

/* Only the view that is shown has rows. */
static void
fill_view (BatchItemList *self)
{
  GtkSelectionModel *selection = GTK_SELECTION_MODEL (self->selection);

  if (self->table && self->header == NULL)
    self->header = batch_item_header_new (self->table_view, header_cb, self);

  gtk_list_view_set_model (self->list_view, self->table ? NULL : selection);
  gtk_column_view_set_model (self->table_view, self->table ? selection : NULL);
  show_order (self);
  update_views (self);
}

static void
set_table (BatchItemList *self,
           gboolean       table)
{
  if (self->table == table)
    return;

  self->table = table;
  fill_view (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TABLE]);
}

/* --- The widget --- */

static void
batch_item_list_dispose (GObject *object)
{
  BatchItemList *self = BATCH_ITEM_LIST (object);

  if (self->selection != NULL)
    batch_list_selection_set_model (self->selection, NULL);
  if (self->items != NULL)
    g_signal_handlers_disconnect_by_func (self->items, update_views, self);
  g_clear_pointer (&self->header, batch_item_header_free);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_object (&self->items);
  g_clear_object (&self->item);
  g_clear_object (&self->job);
  g_clear_object (&self->queue);
  gtk_widget_dispose_template (GTK_WIDGET (self), BATCH_TYPE_ITEM_LIST);
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (batch_item_list_parent_class)->dispose (object);
}

static void
batch_item_list_finalize (GObject *object)
{
  g_free (BATCH_ITEM_LIST (object)->asked);
  g_free (BATCH_ITEM_LIST (object)->sort);

  G_OBJECT_CLASS (batch_item_list_parent_class)->finalize (object);
}

static void
batch_item_list_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  BatchItemList *self = BATCH_ITEM_LIST (object);

  switch (prop_id)
    {
    case PROP_QUEUE:
      g_value_set_object (value, self->queue);
      break;

    case PROP_JOB:
      g_value_set_object (value, self->job);
      break;

    case PROP_ITEM:
      g_value_set_object (value, self->item);
      break;

    case PROP_SORT:
      g_value_set_string (value, self->sort);
      break;

    case PROP_BACKWARDS:
      g_value_set_boolean (value, self->backwards);
      break;

    case PROP_TABLE:
      g_value_set_boolean (value, self->table);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_item_list_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  BatchItemList *self = BATCH_ITEM_LIST (object);

  switch (prop_id)
    {
    case PROP_QUEUE:
      g_set_object (&self->queue, g_value_get_object (value));
      update_actions (self);
      break;

    case PROP_JOB:
      batch_item_list_set_job (self, g_value_get_object (value));
      break;

    case PROP_SORT:
      set_order (self, g_value_get_string (value), self->backwards);
      show_order (self);
      break;

    case PROP_BACKWARDS:
      set_order (self, self->sort, g_value_get_boolean (value));
      show_order (self);
      break;

    case PROP_TABLE:
      set_table (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  properties[PROP_QUEUE] = g_param_spec_object ("queue", NULL, NULL, BATCH_TYPE_QUEUE, flags);
  properties[PROP_JOB] = g_param_spec_object ("job", NULL, NULL, BATCH_TYPE_JOB, flags);
  properties[PROP_ITEM] =
    g_param_spec_object ("item", NULL, NULL, BATCH_TYPE_ITEM,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_SORT] = g_param_spec_string ("sort", NULL, NULL, "position", flags);
  properties[PROP_BACKWARDS] = g_param_spec_boolean ("backwards", NULL, NULL, FALSE, flags);
  properties[PROP_TABLE] = g_param_spec_boolean ("table", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_property_action (widget_class, "items.sort", "sort");
  gtk_widget_class_install_property_action (widget_class, "items.backwards", "backwards");
  gtk_widget_class_install_property_action (widget_class, "items.table", "table");
  gtk_widget_class_install_action (widget_class, "items.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "items.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "items.select-all", NULL, select_all_action);
  gtk_widget_class_install_action (widget_class, "items.show-all", NULL, show_all_action);
  gtk_widget_class_install_action (widget_class, "items.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "items.menu", NULL, menu_action);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK,
                                       "items.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "items.menu", NULL);
}

static void
batch_item_list_class_init (BatchItemListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = batch_item_list_dispose;
  object_class->finalize = batch_item_list_finalize;
  object_class->get_property = batch_item_list_get_property;
  object_class->set_property = batch_item_list_set_property;

  install_properties (object_class);
  install_actions (widget_class);

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-item-list.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchItemList, filter);
  gtk_widget_class_bind_template_child (widget_class, BatchItemList, spinner);
  gtk_widget_class_bind_template_child (widget_class, BatchItemList, search_bar);
  gtk_widget_class_bind_template_child (widget_class, BatchItemList, search_entry);
  gtk_widget_class_bind_template_child (widget_class, BatchItemList, views);
  gtk_widget_class_bind_template_child (widget_class, BatchItemList, list_view);
  gtk_widget_class_bind_template_child (widget_class, BatchItemList, table_view);
  gtk_widget_class_bind_template_child (widget_class, BatchItemList, nothing);
  gtk_widget_class_bind_template_child (widget_class, BatchItemList, item_menu);
  gtk_widget_class_bind_template_callback (widget_class, show_items);
}

/* From wherever the focus is, as long as the list is there. */
static void
add_search_key (BatchItemList *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  GtkShortcut *shortcut = gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control>f"),
                                            gtk_named_action_new ("items.search"));

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller),
                                     GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
add_menu_click (BatchItemList *self)
{
  GtkGesture *gesture = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (gesture, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (gesture));
}

static void
batch_item_list_init (BatchItemList *self)
{
  g_autoptr(GtkListItemFactory) factory = batch_item_row_factory_new ();

  self->sort = g_strdup ("position");
  self->selection = batch_list_selection_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_list_view_set_factory (self->list_view, factory);
  fill_view (self);
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::n-selected", G_CALLBACK (update_actions),
                           self, G_CONNECT_SWAPPED);
  add_search_key (self);
  add_menu_click (self);
  update_actions (self);
  g_settings_bind (batch_settings_get (), "items-as-table", self, "table",
                   G_SETTINGS_BIND_DEFAULT);

  batch_inner_name_set (GTK_WIDGET (self->filter), _("Which Items to Show"));
  batch_inner_name_set (GTK_WIDGET (self->table_view), _("Items"));
}

BatchJob *
batch_item_list_get_job (BatchItemList *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM_LIST (self), NULL);

  return self->job;
}

void
batch_item_list_set_job (BatchItemList *self,
                         BatchJob      *job)
{
  g_return_if_fail (BATCH_IS_ITEM_LIST (self));
  g_return_if_fail (job == NULL || BATCH_IS_JOB (job));

  if (self->job == job)
    return;

  if (self->job != NULL)
    g_signal_handlers_disconnect_by_func (self->job, items_of_job_cb, self);
  g_set_object (&self->job, job);
  if (job != NULL)
    g_signal_connect_object (job, "notify::items", G_CALLBACK (items_of_job_cb), self,
                             G_CONNECT_SWAPPED);

  set_item (self, NULL);
  batch_list_selection_set_model (self->selection, NULL);
  g_clear_pointer (&self->asked, g_free);
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  gtk_drop_down_set_selected (self->filter, 0);
  items_of_job_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
}

BatchItem *
batch_item_list_get_item (BatchItemList *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM_LIST (self), NULL);

  return self->item;
}

GtkSelectionModel *
batch_item_list_get_selection (BatchItemList *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM_LIST (self), NULL);

  return GTK_SELECTION_MODEL (self->selection);
}

GtkWidget *
batch_item_list_get_view (BatchItemList *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM_LIST (self), NULL);

  return self->table ? GTK_WIDGET (self->table_view) : GTK_WIDGET (self->list_view);
}

void
batch_item_list_set_filter (BatchItemList *self,
                            guint          filter)
{
  g_return_if_fail (BATCH_IS_ITEM_LIST (self));

  gtk_drop_down_set_selected (self->filter, filter);
}

void
batch_item_list_set_search (BatchItemList *self,
                            const char    *search)
{
  g_return_if_fail (BATCH_IS_ITEM_LIST (self));

  /* The entry is emptied before it is filled. */
  g_signal_handlers_block_by_func (self->search_entry, show_items, self);
  gtk_search_bar_set_search_mode (self->search_bar, *search != '\0');
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), search);
  g_signal_handlers_unblock_by_func (self->search_entry, show_items, self);
  show_items (self);
}
