/* batch-results-page.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "results/batch-results-page.h"

#include <glib/gi18n.h>

#include "results/batch-compare-view.h"
#include "results/batch-export-dialog.h"
#include "results/batch-reader.h"
#include "results/batch-text-cell.h"
#include "widgets/batch-inner-name.h"
#include "widgets/batch-row.h"

/* What came of a batch: as a table, or to be read one by one. Filter, search and order are
 * queries of the library, so the page holds no more items than are looked at. */

/* Of those that are run again, each has to be loaded to know its id. */
#define MAX_SELECTED 2000

struct _BatchResultsPage
{
  AdwBin              parent_instance;

  GtkStack           *pages;
  GtkDropDown        *jobs;
  GtkDropDown        *filter;
  GtkSearchBar       *search_bar;
  GtkSearchEntry     *search;
  GtkWidget          *export_button;
  GtkStack           *content;
  GtkStack           *views;
  GtkColumnView      *table;
  GtkRevealer        *bar;
  BatchReader        *reader;
  BatchCompareView   *compare;

  BatchQueue         *queue;       /* (nullable) */
  BatchJob           *job;         /* (nullable) */
  GSignalGroup       *job_signals;
  GListModel         *items;       /* (nullable) what is shown */
  GtkSelectionModel  *selection;   /* (nullable) */
  char               *sort;
  guint               choose_id;   /* of the idle source */
  guint               choosing : 1;
  guint               compares : 1;  /* the job that is looked at */
};

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

static void
toast (BatchResultsPage *self,
       const char       *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
}

static gboolean
is_reading (BatchResultsPage *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->views), "read") == 0;
}

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

static gboolean
has_selection (BatchResultsPage *self)
{
  g_autoptr(GtkBitset) selected = NULL;

  if (self->selection == NULL)
    return FALSE;

  selected = gtk_selection_model_get_selection (self->selection);
  return !gtk_bitset_is_empty (selected);
}

static void
update_actions (BatchResultsPage *self)
{
  gboolean selected = has_selection (self);
  gboolean possible = self->job != NULL && (is_reading (self) || selected);

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
      self->selection = GTK_SELECTION_MODEL (gtk_multi_selection_new (g_object_ref (self->items)));
      g_signal_connect_swapped (self->selection, "selection-changed",
                                G_CALLBACK (update_actions), self);
    }

  gtk_column_view_set_model (self->table, self->selection);
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

  if (is_reading (self))
    gtk_widget_grab_focus (GTK_WIDGET (self->reader));
  update_compare (self);
  update_actions (self);
}

static void
row_activated_cb (BatchResultsPage *self,
                  guint             index)
{
  batch_reader_set_index (self->reader, index);
  gtk_stack_set_visible_child_name (self->views, "read");
}

/* The list chooses by itself, too, when batches come and go: that is nobody's wish as long as
 * nobody sees it. */
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

/* --- Doing something with items --- */

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

  if (is_reading (self) && func != NULL && batch_reader_get_item (self->reader) != NULL)
    {
      items = g_ptr_array_new_with_free_func (g_object_unref);
      g_ptr_array_add (items, g_object_ref (batch_reader_get_item (self->reader)));
    }
  else if (has_selection (self))
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
  BatchItem *read = is_reading (self) ? batch_reader_get_item (self->reader) : NULL;
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
  if (n > 1 || !is_reading (self))
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
  gtk_widget_class_bind_template_child (widget_class, BatchResultsPage, table);
  gtk_widget_class_bind_template_child (widget_class, BatchResultsPage, bar);
  gtk_widget_class_bind_template_child (widget_class, BatchResultsPage, reader);
  gtk_widget_class_bind_template_child (widget_class, BatchResultsPage, compare);
  gtk_widget_class_bind_template_callback (widget_class, show_items);
  gtk_widget_class_bind_template_callback (widget_class, job_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, view_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);

  gtk_widget_class_install_action (widget_class, "results.accept", NULL, accept_action);
  gtk_widget_class_install_action (widget_class, "results.rerun", NULL, rerun_action);
  gtk_widget_class_install_action (widget_class, "results.export", NULL, export_action);
  gtk_widget_class_install_property_action (widget_class, "results.sort", "sort");
}

static void
batch_results_page_init (BatchResultsPage *self)
{
  self->sort = g_strdup ("position");
  gtk_widget_init_template (GTK_WIDGET (self));

  batch_inner_name_set (GTK_WIDGET (self->jobs), _("Batch"));
  batch_inner_name_set (GTK_WIDGET (self->filter), _("Which Items to Show"));
  batch_inner_name_set (GTK_WIDGET (self->table), _("Results"));
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search));

  self->job_signals = g_signal_group_new (BATCH_TYPE_JOB);
  g_signal_group_connect_swapped (self->job_signals, "notify", G_CALLBACK (job_changed_cb), self);
  update_actions (self);
}
