/* batch-list-selection.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-list-selection.h"

/* Which rows of a list of any length are selected.
 *
 * That all are is a flag, and the rest are exceptions from it, so selecting a million rows
 * costs nothing. GtkMultiSelection would ask for each of them.
 *
 * A list view makes some two hundred rows at once, which takes longer than a frame. So what a
 * new model has is shown bit by bit, until there are as many as the view makes. */

#define FIRST_ROWS 24
#define MORE_ROWS  32
#define ENOUGH     256

struct _BatchListSelection
{
  GObject     parent_instance;

  GListModel *model;               /* (nullable) */
  GtkBitset  *flipped;             /* places that are not what the flag says */
  guint       n_shown;
  guint       reveal_id;
  gboolean    all;
};

enum
{
  PROP_0,
  PROP_MODEL,
  PROP_N_SELECTED,
  N_PROPS
};

static void batch_list_selection_list_model_init      (GListModelInterface        *iface);
static void batch_list_selection_selection_model_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BatchListSelection, batch_list_selection, G_TYPE_OBJECT,
  G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, batch_list_selection_list_model_init)
  G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL, batch_list_selection_selection_model_init))

static GParamSpec *properties[N_PROPS];

/* --- The list --- */

static GType
batch_list_selection_get_item_type (GListModel *list)
{
  return G_TYPE_OBJECT;
}

static guint
batch_list_selection_get_n_items (GListModel *list)
{
  return BATCH_LIST_SELECTION (list)->n_shown;
}

static gpointer
batch_list_selection_get_item (GListModel *list,
                               guint       position)
{
  BatchListSelection *self = BATCH_LIST_SELECTION (list);

  return position < self->n_shown ? g_list_model_get_item (self->model, position) : NULL;
}

static void
batch_list_selection_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = batch_list_selection_get_item_type;
  iface->get_n_items = batch_list_selection_get_n_items;
  iface->get_item = batch_list_selection_get_item;
}

/* --- Selecting --- */

static gboolean
batch_list_selection_is_selected (GtkSelectionModel *model,
                                  guint              position)
{
  BatchListSelection *self = BATCH_LIST_SELECTION (model);

  return position < self->n_shown && self->all != gtk_bitset_contains (self->flipped, position);
}

static GtkBitset *
batch_list_selection_get_selection_in_range (GtkSelectionModel *model,
                                             guint              position,
                                             guint              n_items)
{
  BatchListSelection *self = BATCH_LIST_SELECTION (model);
  GtkBitset *result = gtk_bitset_new_range (position, n_items);

  if (self->all)
    gtk_bitset_subtract (result, self->flipped);
  else
    gtk_bitset_intersect (result, self->flipped);
  return result;
}

static void
tell_selected (BatchListSelection *self,
               guint               position,
               guint               n_items)
{
  if (n_items > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), position, n_items);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_SELECTED]);
}

static void
flip_range (BatchListSelection *self,
            guint               position,
            guint               n_items,
            gboolean            select)
{
  if (select == self->all)
    gtk_bitset_remove_range (self->flipped, position, n_items);
  else
    gtk_bitset_add_range (self->flipped, position, n_items);
}

static void
set_all (BatchListSelection *self,
         gboolean            all)
{
  self->all = all;
  gtk_bitset_remove_all (self->flipped);
}

static gboolean
batch_list_selection_select_range (GtkSelectionModel *model,
                                   guint              position,
                                   guint              n_items,
                                   gboolean           unselect_rest)
{
  BatchListSelection *self = BATCH_LIST_SELECTION (model);

  if (unselect_rest)
    set_all (self, FALSE);
  flip_range (self, position, n_items, TRUE);
  tell_selected (self, unselect_rest ? 0 : position, unselect_rest ? self->n_shown : n_items);
  return TRUE;
}

static gboolean
batch_list_selection_unselect_range (GtkSelectionModel *model,
                                     guint              position,
                                     guint              n_items)
{
  BatchListSelection *self = BATCH_LIST_SELECTION (model);

  flip_range (self, position, n_items, FALSE);
  tell_selected (self, position, n_items);
  return TRUE;
}

static gboolean
batch_list_selection_select_item (GtkSelectionModel *model,
                                  guint              position,
                                  gboolean           unselect_rest)
{
  return batch_list_selection_select_range (model, position, 1, unselect_rest);
}

static gboolean
batch_list_selection_unselect_item (GtkSelectionModel *model,
                                    guint              position)
{
  return batch_list_selection_unselect_range (model, position, 1);
}

static gboolean
batch_list_selection_select_all (GtkSelectionModel *model)
{
  BatchListSelection *self = BATCH_LIST_SELECTION (model);

  set_all (self, TRUE);
  tell_selected (self, 0, self->n_shown);
  return TRUE;
}

static gboolean
batch_list_selection_unselect_all (GtkSelectionModel *model)
{
  BatchListSelection *self = BATCH_LIST_SELECTION (model);

  set_all (self, FALSE);
  tell_selected (self, 0, self->n_shown);
  return TRUE;
}

static gboolean
batch_list_selection_set_selection (GtkSelectionModel *model,
                                    GtkBitset         *selected,
                                    GtkBitset         *mask)
{
  BatchListSelection *self = BATCH_LIST_SELECTION (model);
  g_autoptr(GtkBitset) flip = gtk_bitset_copy (selected);

  gtk_bitset_intersect (flip, mask);
  gtk_bitset_subtract (self->flipped, mask);
  if (self->all)
    {
      g_autoptr(GtkBitset) rest = gtk_bitset_copy (mask);

      gtk_bitset_subtract (rest, flip);
      gtk_bitset_union (self->flipped, rest);
    }
  else
    gtk_bitset_union (self->flipped, flip);

  tell_selected (self, 0, self->n_shown);
  return TRUE;
}

static void
batch_list_selection_selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = batch_list_selection_is_selected;
  iface->get_selection_in_range = batch_list_selection_get_selection_in_range;
  iface->select_item = batch_list_selection_select_item;
  iface->unselect_item = batch_list_selection_unselect_item;
  iface->select_range = batch_list_selection_select_range;
  iface->unselect_range = batch_list_selection_unselect_range;
  iface->select_all = batch_list_selection_select_all;
  iface->unselect_all = batch_list_selection_unselect_all;
  iface->set_selection = batch_list_selection_set_selection;
}

/* --- What is shown --- */

/* What the list has and does not show yet. */
static guint
count_hidden (BatchListSelection *self)
{
  guint n_items = self->model != NULL ? g_list_model_get_n_items (self->model) : 0;

  return n_items - MIN (self->n_shown, n_items);
}

static void
show_more (BatchListSelection *self,
           guint               n_items)
{
  guint before = self->n_shown;

  self->n_shown += n_items;
  if (n_items > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, n_items);
}

static gboolean
reveal_cb (gpointer user_data)
{
  BatchListSelection *self = user_data;
  guint hidden = count_hidden (self);

  if (self->n_shown + MORE_ROWS < ENOUGH && hidden > MORE_ROWS)
    {
      show_more (self, MORE_ROWS);
      return G_SOURCE_CONTINUE;
    }

  self->reveal_id = 0;
  show_more (self, hidden);
  return G_SOURCE_REMOVE;
}

/* Behind drawing, so that there is a frame between two steps. */
static void
start_revealing (BatchListSelection *self)
{
  if (self->reveal_id != 0)
    return;

  self->reveal_id = g_idle_add_full (GDK_PRIORITY_REDRAW + 10, reveal_cb, self, NULL);
  g_source_set_name_by_id (self->reveal_id, "[batch] reveal rows");
}

static void
stop_revealing (BatchListSelection *self)
{
  g_clear_handle_id (&self->reveal_id, g_source_remove);
}

/* Rows of a list that is still looked for were there when all were selected. */
static gboolean
is_loading (GListModel *model)
{
  gboolean loading = FALSE;

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (model), "loading") != NULL)
    g_object_get (model, "loading", &loading, NULL);
  return loading;
}

/* Nobody has selected rows that are new, whether they are shown yet or not. */
static void
move_flipped (BatchListSelection *self,
              guint               position,
              guint               removed,
              guint               added)
{
  gtk_bitset_splice (self->flipped, position, removed, added);
  if (self->all && !is_loading (self->model))
    gtk_bitset_add_range (self->flipped, position, added);
}

/* Rows behind those that are shown are shown in their turn. */
static void
show_change (BatchListSelection *self,
             guint               position,
             guint               removed,
             guint               added)
{
  guint shown_removed = MIN (removed, self->n_shown - MIN (position, self->n_shown));
  gboolean is_behind = position >= self->n_shown;
  guint shown_added = is_behind && self->n_shown < ENOUGH ? 0 : added;

  if (position > self->n_shown || (shown_removed == 0 && shown_added == 0))
    return;

  self->n_shown = self->n_shown - shown_removed + shown_added;
  g_list_model_items_changed (G_LIST_MODEL (self), position, shown_removed, shown_added);
}

static void
items_changed_cb (BatchListSelection *self,
                  guint               position,
                  guint               removed,
                  guint               added)
{
  move_flipped (self, position, removed, added);
  show_change (self, position, removed, added);
  if (count_hidden (self) > 0)
    start_revealing (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_SELECTED]);
}

/* --- The object --- */

static void
batch_list_selection_dispose (GObject *object)
{
  BatchListSelection *self = BATCH_LIST_SELECTION (object);

  stop_revealing (self);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  self->n_shown = 0;

  G_OBJECT_CLASS (batch_list_selection_parent_class)->dispose (object);
}

static void
batch_list_selection_finalize (GObject *object)
{
  BatchListSelection *self = BATCH_LIST_SELECTION (object);

  gtk_bitset_unref (self->flipped);

  G_OBJECT_CLASS (batch_list_selection_parent_class)->finalize (object);
}

static void
batch_list_selection_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  BatchListSelection *self = BATCH_LIST_SELECTION (object);

  switch (prop_id)
    {
    case PROP_MODEL:
      g_value_set_object (value, self->model);
      break;

    case PROP_N_SELECTED:
      g_value_set_uint (value, batch_list_selection_get_n_selected (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_list_selection_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_MODEL:
      batch_list_selection_set_model (BATCH_LIST_SELECTION (object), g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_list_selection_class_init (BatchListSelectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = batch_list_selection_dispose;
  object_class->finalize = batch_list_selection_finalize;
  object_class->get_property = batch_list_selection_get_property;
  object_class->set_property = batch_list_selection_set_property;

  properties[PROP_MODEL] =
    g_param_spec_object ("model", NULL, NULL, G_TYPE_LIST_MODEL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_N_SELECTED] =
    g_param_spec_uint ("n-selected", NULL, NULL, 0, G_MAXUINT, 0,
                       (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_list_selection_init (BatchListSelection *self)
{
  self->flipped = gtk_bitset_new_empty ();
}

BatchListSelection *
batch_list_selection_new (void)
{
  return g_object_new (BATCH_TYPE_LIST_SELECTION, NULL);
}

GListModel *
batch_list_selection_get_model (BatchListSelection *self)
{
  g_return_val_if_fail (BATCH_IS_LIST_SELECTION (self), NULL);

  return self->model;
}

static void
hide_all (BatchListSelection *self)
{
  guint before = self->n_shown;

  stop_revealing (self);
  set_all (self, FALSE);
  self->n_shown = 0;
  if (before > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, before, 0);
}

void
batch_list_selection_set_model (BatchListSelection *self,
                                GListModel         *model)
{
  g_return_if_fail (BATCH_IS_LIST_SELECTION (self));
  g_return_if_fail (model == NULL || G_IS_LIST_MODEL (model));

  if (self->model == model)
    return;

  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  hide_all (self);
  g_set_object (&self->model, model);
  if (model != NULL)
    g_signal_connect_object (model, "items-changed", G_CALLBACK (items_changed_cb), self,
                             G_CONNECT_SWAPPED);

  show_more (self, MIN (count_hidden (self), FIRST_ROWS));
  if (count_hidden (self) > 0)
    start_revealing (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODEL]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_SELECTED]);
}

guint
batch_list_selection_get_n_selected (BatchListSelection *self)
{
  guint n_flipped;
  guint n_items;

  g_return_val_if_fail (BATCH_IS_LIST_SELECTION (self), 0);

  n_flipped = (guint) gtk_bitset_get_size (self->flipped);
  n_items = self->model != NULL ? g_list_model_get_n_items (self->model) : 0;
  return self->all ? n_items - MIN (n_flipped, n_items) : n_flipped;
}

gboolean
batch_list_selection_is_all (BatchListSelection *self)
{
  g_return_val_if_fail (BATCH_IS_LIST_SELECTION (self), FALSE);

  return self->all && gtk_bitset_is_empty (self->flipped);
}
