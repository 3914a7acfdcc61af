/* batch-results-page.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "results/batch-results-page-private.h"

#include <glib/gi18n.h>

#include "results/batch-text-cell.h"
#include "widgets/batch-accessible-name.h"
#include "widgets/batch-column-title.h"
#include "widgets/batch-global-keys.h"
#include "widgets/batch-row.h"
#include "widgets/batch-tab-stop.h"
#include "widgets/batch-text-scale.h"

/* What came of a batch: as a table, or to be read one by one. Filter, search and order are
 * queries of the library, so the page holds no more items than are looked at. */

enum
{
  PROP_0,
  PROP_QUEUE,
  PROP_JOB,
  PROP_SORT,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchResultsPage, batch_results_page, ADW_TYPE_BIN)

static GParamSpec *properties[N_PROPS];

/* In the order of the drop-down. */
static const char *const filters[] = {
  NULL, "succeeded", "needs-review", "cut-off,unfinished", "empty", "schema", "refused",
  "failed,expired",
};

static gboolean
is_comparing (BatchResultsPage *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->views), "compare") == 0;
}

/* --- What is shown --- */

static gboolean
is_filtered (BatchResultsPage *self)
{
  return gtk_drop_down_get_selected (self->filter) > 0
         || *gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0';
}

static void
update_stacks (BatchResultsPage *self)
{
  gboolean has_results = self->job != NULL && batch_job_get_ended (self->job) > 0;
  gboolean nothing = self->items != NULL && g_list_model_get_n_items (self->items) == 0
                     && is_filtered (self);

  gtk_stack_set_visible_child_name (self->pages, has_results ? "results" : "empty");
  gtk_stack_set_visible_child_name (self->content, nothing ? "nothing" : "items");
}

static gboolean
has_news (BatchJob *job)
{
  g_autoptr(GDateTime) exported = batch_job_get_exported_at (job);
  g_autoptr(GDateTime) completed = batch_job_get_completed_at (job);

  return batch_job_is_terminal (job)
         && (exported == NULL || (completed != NULL
                                  && g_date_time_compare (exported, completed) < 0));
}

static void
update_export (BatchResultsPage *self)
{
  if (self->job != NULL && has_news (self->job))
    gtk_widget_add_css_class (self->export_button, "suggested-action");
  else
    gtk_widget_remove_css_class (self->export_button, "suggested-action");
}

static void
update_actions (BatchResultsPage *self)
{
  gboolean selected = batch_results_page_has_selection (self);
  gboolean possible = self->job != NULL && (batch_results_page_is_reading (self) || selected);

  gtk_revealer_set_reveal_child (self->bar, selected);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "results.accept", possible);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "results.rerun", possible);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "results.export", selected);
}

/* A table makes some two hundred rows at once, of many widgets each, so it has none before
 * somebody looks. */
static GListModel *
query_items (BatchResultsPage *self)
{
  guint filter = gtk_drop_down_get_selected (self->filter);
  const char *words = filter < G_N_ELEMENTS (filters) ? filters[filter] : NULL;
  const char *search = gtk_editable_get_text (GTK_EDITABLE (self->search));

  if (self->job == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return NULL;
  if (words == NULL && *search == '\0' && g_str_equal (self->sort, "position"))
    return g_object_ref (batch_job_get_items (self->job));

  return batch_job_query_items (self->job, words, search, self->sort);
}

static void
drop_items (BatchResultsPage *self)
{
  if (self->items != NULL)
    g_signal_handlers_disconnect_by_func (self->items, update_stacks, self);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_func (self->selection, update_actions, self);
  g_clear_object (&self->items);
  g_clear_object (&self->selection);
}

static void
show_items (BatchResultsPage *self)
{
  drop_items (self);
  self->items = query_items (self);
  if (self->items != NULL)
    {
      g_signal_connect_swapped (self->items, "items-changed", G_CALLBACK (update_stacks), self);
      self->selection = batch_list_selection_new ();
      batch_list_selection_set_model (self->selection, self->items);
      g_signal_connect_swapped (self->selection, "selection-changed",
                                G_CALLBACK (update_actions), self);
      g_signal_connect_swapped (self->selection, "notify::n-selected",
                                G_CALLBACK (update_actions), self);
    }

  gtk_column_view_set_model (self->table, (GtkSelectionModel *) self->selection);
  batch_reader_set_items (self->reader, self->items);
  update_stacks (self);
  update_actions (self);
}

static void
job_changed_cb (BatchResultsPage *self)
{
  update_stacks (self);
  update_export (self);
}

/* --- Moving about --- */

/* Not before somebody wants to see it: it has to look at the first row and the last one. */
static void
update_compare (BatchResultsPage *self)
{
  gboolean compares = is_comparing (self);

  gtk_widget_set_sensitive (GTK_WIDGET (self->filter), !compares);
  if (compares && !self->compares)
    {
      self->compares = TRUE;
      batch_compare_view_set_job (self->compare, self->job);
    }
}

static void
view_changed_cb (BatchResultsPage *self)
{
  if (self->reader == NULL || self->compare == NULL)
    return;

  if (batch_results_page_is_reading (self))
    gtk_widget_grab_focus (GTK_WIDGET (self->reader));
  update_compare (self);
  update_actions (self);
}

static void
align_titles (BatchResultsPage *self)
{
  batch_column_title_align_end (self->table, self->tokens_column);
  batch_column_title_align_end (self->table, self->time_column);
}

/* Widths are those for text of the usual size. With larger text the table needs a wider page. */
static void
make_room_for_text (BatchResultsPage *self)
{
  double scale = batch_text_scale (GTK_WIDGET (self->table));
  int wide;

  for (guint i = 0; i < self->columns->len; i++)
    {
      GtkColumnViewColumn *column = g_ptr_array_index (self->columns, i);
      int width = gtk_column_view_column_get_fixed_width (column);

      if (width > 0)
        gtk_column_view_column_set_fixed_width (column, (int) (width * scale + 0.5));
    }

  gtk_widget_get_size_request (self->wide, &wide, NULL);
  gtk_widget_set_size_request (self->wide, (int) (wide * scale + 0.5), -1);
}

/* In GTK 4.8 a column that is not visible takes its place nevertheless, so they go and come. */
static gboolean
show_columns_cb (gpointer user_data)
{
  BatchResultsPage *self = user_data;
  gboolean wide = adw_squeezer_get_visible_child (self->width) == self->wide;
  GListModel *shown = gtk_column_view_get_columns (self->table);

  self->columns_id = 0;
  if (self->narrow == !wide)
    return G_SOURCE_REMOVE;

  self->narrow = !wide;
  while (g_list_model_get_n_items (shown) > 0)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (shown, 0);

      gtk_column_view_remove_column (self->table, column);
    }

  for (guint i = 0; i < self->columns->len; i++)
    {
      GtkColumnViewColumn *column = g_ptr_array_index (self->columns, i);

      if (wide == (column != self->all_column))
        gtk_column_view_append_column (self->table, column);
    }
  align_titles (self);

  return G_SOURCE_REMOVE;
}

/* Later: this is found out while places are given out. */
static void
width_changed_cb (BatchResultsPage *self)
{
  if (self->columns_id == 0)
    self->columns_id = g_idle_add (show_columns_cb, self);
}

static void
row_activated_cb (BatchResultsPage *self,
                  guint             index)
{
  batch_reader_set_index (self->reader, index);
  gtk_stack_set_visible_child_name (self->views, "read");
}

/* The list selects by itself, too, when batches come and go: while the page is not shown, no
 * person has asked for that. */
static void
job_selected_cb (BatchResultsPage *self)
{
  if (!self->choosing && gtk_widget_get_mapped (GTK_WIDGET (self)))
    g_object_set (self, "job", gtk_drop_down_get_selected_item (self->jobs), NULL);
}

static gboolean
choose_cb (gpointer user_data)
{
  BatchResultsPage *self = user_data;
  guint n_jobs = self->queue != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->queue)) : 0;

  self->choosing = TRUE;
  for (guint i = 0; i < n_jobs; i++)
    {
      g_autoptr(BatchJob) job = g_list_model_get_item (G_LIST_MODEL (self->queue), i);

      if (job == self->job)
        gtk_drop_down_set_selected (self->jobs, i);
    }
  self->choosing = FALSE;
  self->choose_id = 0;
  return G_SOURCE_REMOVE;
}

/* Later: the batch may be one that the list has not heard of yet. */
static void
choose_job (BatchResultsPage *self)
{
  if (self->choose_id == 0)
    self->choose_id = g_idle_add (choose_cb, self);
}

/* --- The page --- */

static void
set_queue (BatchResultsPage *self,
           BatchQueue       *queue)
{
  if (!g_set_object (&self->queue, queue))
    return;

  self->choosing = TRUE;
  gtk_drop_down_set_model (self->jobs, G_LIST_MODEL (queue));
  self->choosing = FALSE;
  choose_job (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_QUEUE]);
}

static void
set_job (BatchResultsPage *self,
         BatchJob         *job)
{
  if (!g_set_object (&self->job, job))
    return;

  g_signal_group_set_target (self->job_signals, job);
  choose_job (self);
  show_items (self);
  update_export (self);
  self->compares = FALSE;
  batch_compare_view_set_job (self->compare, NULL);
  update_compare (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
}

static void
set_sort (BatchResultsPage *self,
          const char       *sort)
{
  if (sort == NULL || g_strcmp0 (self->sort, sort) == 0)
    return;

  g_free (self->sort);
  self->sort = g_strdup (sort);
  show_items (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT]);
}

static void
batch_results_page_map (GtkWidget *widget)
{
  BatchResultsPage *self = BATCH_RESULTS_PAGE (widget);

  GTK_WIDGET_CLASS (batch_results_page_parent_class)->map (widget);

  if (self->items == NULL)
    show_items (self);
}

static void
batch_results_page_dispose (GObject *object)
{
  BatchResultsPage *self = BATCH_RESULTS_PAGE (object);

  g_clear_handle_id (&self->choose_id, g_source_remove);
  g_clear_handle_id (&self->columns_id, g_source_remove);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  drop_items (self);
  if (self->job_signals != NULL)
    g_signal_group_set_target (self->job_signals, NULL);
  g_clear_object (&self->job_signals);
  g_clear_object (&self->queue);
  g_clear_object (&self->job);
  /* The template would take it from under the bin. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), BATCH_TYPE_RESULTS_PAGE);

  G_OBJECT_CLASS (batch_results_page_parent_class)->dispose (object);
}

static void
batch_results_page_finalize (GObject *object)
{
  g_free (BATCH_RESULTS_PAGE (object)->sort);

  G_OBJECT_CLASS (batch_results_page_parent_class)->finalize (object);
}

static void
batch_results_page_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  BatchResultsPage *self = BATCH_RESULTS_PAGE (object);

  switch (prop_id)
    {
    case PROP_QUEUE:
      g_value_set_object (value, self->queue);
      break;
    case PROP_JOB:
      g_value_set_object (value, self->job);
      break;
    case PROP_SORT:
      g_value_set_string (value, self->sort);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_results_page_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  BatchResultsPage *self = BATCH_RESULTS_PAGE (object);

  switch (prop_id)
    {
    case PROP_QUEUE:
      set_queue (self, g_value_get_object (value));
      break;
    case PROP_JOB:
      set_job (self, g_value_get_object (value));
      break;
    case PROP_SORT:
      set_sort (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_results_page_class_init (BatchResultsPageClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = batch_results_page_dispose;
  object_class->finalize = batch_results_page_finalize;
  object_class->get_property = batch_results_page_get_property;
  object_class->set_property = batch_results_page_set_property;
  widget_class->map = batch_results_page_map;

  properties[PROP_QUEUE] =
    g_param_spec_object ("queue", NULL, NULL, BATCH_TYPE_QUEUE, flags);
  properties[PROP_JOB] =
    g_param_spec_object ("job", NULL, NULL, BATCH_TYPE_JOB, flags);
  properties[PROP_SORT] =
    g_param_spec_string ("sort", NULL, NULL, "position", flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (BATCH_TYPE_COMPARE_VIEW);
  g_type_ensure (BATCH_TYPE_READER);
  g_type_ensure (BATCH_TYPE_ROW);
  g_type_ensure (BATCH_TYPE_TEXT_CELL);
  g_type_ensure (BATCH_TYPE_TAB_STOP);

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-results-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchResultsPage, pages);
  gtk_widget_class_bind_template_child (widget_class, BatchResultsPage, jobs);
  gtk_widget_class_bind_template_child (widget_class, BatchResultsPage, filter);
  gtk_widget_class_bind_template_child (widget_class, BatchResultsPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, BatchResultsPage, search);
  gtk_widget_class_bind_template_child (widget_class, BatchResultsPage, export_button);
  gtk_widget_class_bind_template_child (widget_class, BatchResultsPage, content);
  gtk_widget_class_bind_template_child (widget_class, BatchResultsPage, views);
  gtk_widget_class_bind_template_child (widget_class, BatchResultsPage, width);
  gtk_widget_class_bind_template_child (widget_class, BatchResultsPage, wide);
  gtk_widget_class_bind_template_child (widget_class, BatchResultsPage, table);
  gtk_widget_class_bind_template_child (widget_class, BatchResultsPage, all_column);
  gtk_widget_class_bind_template_child (widget_class, BatchResultsPage, tokens_column);
  gtk_widget_class_bind_template_child (widget_class, BatchResultsPage, time_column);
  gtk_widget_class_bind_template_child (widget_class, BatchResultsPage, bar);
  gtk_widget_class_bind_template_child (widget_class, BatchResultsPage, reader);
  gtk_widget_class_bind_template_child (widget_class, BatchResultsPage, compare);
  gtk_widget_class_bind_template_callback (widget_class, show_items);
  gtk_widget_class_bind_template_callback (widget_class, job_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, view_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, width_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);

  batch_results_page_install_actions (widget_class);
  gtk_widget_class_install_property_action (widget_class, "results.sort", "sort");
}

static void
take_columns (BatchResultsPage *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->table);

  self->columns = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    g_ptr_array_add (self->columns, g_list_model_get_item (columns, i));
  gtk_column_view_remove_column (self->table, self->all_column);
  align_titles (self);
}

static void
batch_results_page_init (BatchResultsPage *self)
{
  self->sort = g_strdup ("position");
  gtk_widget_init_template (GTK_WIDGET (self));
  take_columns (self);
  make_room_for_text (self);

  batch_accessible_name_set (GTK_WIDGET (self->jobs), _("Batch"));
  batch_accessible_name_set (GTK_WIDGET (self->filter), _("Which Items to Show"));
  batch_accessible_name_set (GTK_WIDGET (self->table), _("Results"));
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search));
  batch_global_keys_add (GTK_WIDGET (self), "<Control>f", "results.search");

  self->job_signals = g_signal_group_new (BATCH_TYPE_JOB);
  g_signal_group_connect_swapped (self->job_signals, "notify", G_CALLBACK (job_changed_cb), self);
  update_actions (self);
}
