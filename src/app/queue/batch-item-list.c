/* batch-item-list.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "queue/batch-item-list-private.h"

#include <glib/gi18n.h>

#include "queue/batch-item-action.h"
#include "queue/batch-item-list-text.h"
#include "queue/batch-item-row.h"
#include "widgets/batch-accessible-name.h"
#include "widgets/batch-global-keys.h"
#include "widgets/batch-settings.h"
#include "widgets/batch-tab-stop.h"

/* The items of a batch: as a list or as a table, some or all of them, in any order.
 *
 * The items are never more in memory than what is looked at, so the views are given the model
 * of the library as it is; what is filtered, searched and sorted is a query of the library,
 * too. */

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

void
batch_item_list_show_review (BatchItemList *self)
{
  g_return_if_fail (BATCH_IS_ITEM_LIST (self));

  batch_item_list_set_search (self, "");
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    if (g_strcmp0 (filters[i], "needs-review") == 0)
      batch_item_list_set_filter (self, i);
}

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

gboolean
batch_item_list_shows_all (BatchItemList *self)
{
  return get_filter (self) == 0 && *get_search (self) == '\0';
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

  adw_status_page_set_title (self->nothing, batch_item_list_text_for_nothing (filter, searching));
  adw_status_page_set_icon_name (self->nothing,
                                 batch_item_list_icon_for_nothing (filter, searching));
  gtk_stack_set_visible_child_name (self->views, "nothing");
}

static void
update_views (BatchItemList *self)
{
  gboolean loading = is_loading (self);
  gboolean chosen = !batch_item_list_shows_all (self);
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

void
batch_item_list_show_items (BatchItemList *self)
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
  batch_item_list_show_items (self);
}

/* --- The selection --- */

static void
update_actions (BatchItemList *self)
{
  guint n_selected = batch_list_selection_get_n_selected (self->selection);
  gboolean one = n_selected == 1 && self->item != NULL;
  gboolean any = n_selected > 0 && self->queue != NULL;

  /* What came in place of an answer is none. */
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "items.copy",
    one && batch_item_get_status (self->item) == BATCH_ITEM_STATUS_SUCCEEDED);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "items.cancel",
    any && (!one || batch_item_action_suits (BATCH_ITEM_ACTION_CANCEL, self->item)));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "items.retry",
    any && (!one || batch_item_action_suits (BATCH_ITEM_ACTION_RETRY, self->item)));
}

void
batch_item_list_show_item (BatchItemList *self,
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
    batch_item_list_show_item (self, item);
  update_actions (self);
}

/* --- Other actions --- */

static void
select_all_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  gtk_selection_model_select_all (GTK_SELECTION_MODEL (BATCH_ITEM_LIST (widget)->selection));
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
  batch_item_list_show_items (self);
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
  gtk_widget_class_install_action (widget_class, "items.select-all", NULL, select_all_action);
  batch_item_list_install_actions (widget_class);
  batch_item_list_install_finding (widget_class);
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

  g_type_ensure (BATCH_TYPE_TAB_STOP);

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
  gtk_widget_class_bind_template_callback_full (widget_class, "show_items",
                                                G_CALLBACK (batch_item_list_show_items));
  batch_item_list_install_opening (widget_class);
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
  batch_global_keys_add (GTK_WIDGET (self), "<Control>f", "items.search");
  batch_item_list_add_open_key (self);
  batch_item_list_add_menu (self);
  update_actions (self);
  g_settings_bind (batch_settings_get (), "items-as-table", self, "table",
                   G_SETTINGS_BIND_DEFAULT);

  batch_accessible_name_set (GTK_WIDGET (self->filter), _("Which Items to Show"));
  batch_accessible_name_set (GTK_WIDGET (self->table_view), _("Items"));
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

  batch_item_list_show_item (self, NULL);
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
