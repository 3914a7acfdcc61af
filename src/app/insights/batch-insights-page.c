/* batch-insights-page.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "insights/batch-insights-page.h"

#include <glib/gi18n.h>

#include "insights/batch-insights-data.h"
#include "insights/batch-models-table.h"
#include "insights/batch-plot-card.h"
#include "insights/batch-plot-table.h"
#include "insights/batch-quality-plot.h"
#include "insights/batch-throughput-plot.h"
#include "insights/batch-timeline-plot.h"
#include "widgets/batch-accessible-name.h"
#include "widgets/batch-tab-stop.h"

/* What was done, of one batch or of all. Nothing is looked at while the page is hidden. */

struct _BatchInsightsPage
{
  AdwBin               parent_instance;

  GtkStack            *stack;
  GtkWidget           *choices;
  GtkDropDown         *scope;
  GtkDropDown         *range;
  GtkColumnView       *models;
  BatchThroughputPlot *throughput;
  BatchTimelinePlot   *timeline;
  BatchQualityPlot    *quality;

  BatchInsightsData   *data;
  GListStore          *model_rows; /* of BatchPlotRow */
  BatchQueue          *queue;      /* (nullable) */
  BatchJob            *job;        /* (nullable) */
};

/* The rows of the list. */
enum
{
  SCOPE_BATCH,
  SCOPE_EVERYTHING,
};

enum
{
  PROP_0,
  PROP_QUEUE,
  PROP_JOB,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchInsightsPage, batch_insights_page, ADW_TYPE_BIN)

static GParamSpec *properties[N_PROPS];

/* --- What is shown --- */

/* Where nothing was done at all, there is nothing to choose among. */
static gboolean
has_choices (BatchInsightsPage *self)
{
  return self->job != NULL
         || gtk_drop_down_get_selected (self->scope) != SCOPE_BATCH
         || gtk_drop_down_get_selected (self->range) != BATCH_RANGE_WHOLE;
}

static void
data_changed_cb (BatchInsightsPage *self)
{
  GListModel *totals = batch_insights_data_get_totals (self->data);
  GListModel *loads = batch_insights_data_get_loads (self->data);
  BatchEstimateQuality *quality = batch_insights_data_get_quality (self->data);
  g_autoptr(GPtrArray) rows = batch_models_table_rows (totals, loads);
  gboolean empty = g_list_model_get_n_items (totals) == 0
                   && (loads == NULL || g_list_model_get_n_items (loads) == 0)
                   && (quality == NULL || batch_estimate_quality_get_n_jobs (quality) == 0);

  batch_plot_rows_update (self->model_rows, rows);
  batch_throughput_plot_show (self->throughput, self->data);
  batch_timeline_plot_show (self->timeline, self->data);
  batch_quality_plot_show (self->quality, self->data);
  gtk_stack_set_visible_child_name (self->stack, empty ? "empty" : "insights");
  gtk_widget_set_visible (self->choices, !empty || has_choices (self));
}

static void
scope_changed_cb (BatchInsightsPage *self)
{
  gboolean one = gtk_drop_down_get_selected (self->scope) == SCOPE_BATCH;

  batch_insights_data_set_job (self->data, one ? self->job : NULL);
}

static void
range_changed_cb (BatchInsightsPage *self)
{
  batch_insights_data_set_range (self->data, gtk_drop_down_get_selected (self->range));
}

/* --- The page --- */

static void
batch_insights_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (batch_insights_page_parent_class)->map (widget);

  batch_insights_data_set_active (BATCH_INSIGHTS_PAGE (widget)->data, TRUE);
}

static void
batch_insights_page_unmap (GtkWidget *widget)
{
  batch_insights_data_set_active (BATCH_INSIGHTS_PAGE (widget)->data, FALSE);

  GTK_WIDGET_CLASS (batch_insights_page_parent_class)->unmap (widget);
}

static void
batch_insights_page_dispose (GObject *object)
{
  BatchInsightsPage *self = BATCH_INSIGHTS_PAGE (object);

  if (self->data != NULL)
    {
      batch_insights_data_set_active (self->data, FALSE);
      g_signal_handlers_disconnect_by_data (self->data, self);
    }
  g_clear_object (&self->queue);
  g_clear_object (&self->job);
  gtk_widget_dispose_template (GTK_WIDGET (self), BATCH_TYPE_INSIGHTS_PAGE);
  g_clear_object (&self->data);
  g_clear_object (&self->model_rows);

  G_OBJECT_CLASS (batch_insights_page_parent_class)->dispose (object);
}

static void
batch_insights_page_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  BatchInsightsPage *self = BATCH_INSIGHTS_PAGE (object);

  switch (prop_id)
    {
    case PROP_QUEUE:
      g_value_set_object (value, self->queue);
      break;

    case PROP_JOB:
      g_value_set_object (value, self->job);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_insights_page_set_property (GObject      *object,
                                  guint         prop_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  BatchInsightsPage *self = BATCH_INSIGHTS_PAGE (object);

  switch (prop_id)
    {
    case PROP_QUEUE:
      if (!g_set_object (&self->queue, g_value_get_object (value)))
        return;
      batch_insights_data_set_queue (self->data, self->queue);
      g_object_notify_by_pspec (object, pspec);
      break;

    case PROP_JOB:
      if (!g_set_object (&self->job, g_value_get_object (value)))
        return;
      scope_changed_cb (self);
      g_object_notify_by_pspec (object, pspec);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_insights_page_class_init (BatchInsightsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = batch_insights_page_dispose;
  object_class->get_property = batch_insights_page_get_property;
  object_class->set_property = batch_insights_page_set_property;
  widget_class->map = batch_insights_page_map;
  widget_class->unmap = batch_insights_page_unmap;

  properties[PROP_QUEUE] =
    g_param_spec_object ("queue", NULL, NULL, BATCH_TYPE_QUEUE,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_JOB] =
    g_param_spec_object ("job", NULL, NULL, BATCH_TYPE_JOB,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (BATCH_TYPE_PLOT_CARD);
  g_type_ensure (BATCH_TYPE_QUALITY_PLOT);
  g_type_ensure (BATCH_TYPE_THROUGHPUT_PLOT);
  g_type_ensure (BATCH_TYPE_TIMELINE_PLOT);
  g_type_ensure (BATCH_TYPE_TAB_STOP);

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-insights-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchInsightsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, BatchInsightsPage, choices);
  gtk_widget_class_bind_template_child (widget_class, BatchInsightsPage, scope);
  gtk_widget_class_bind_template_child (widget_class, BatchInsightsPage, range);
  gtk_widget_class_bind_template_child (widget_class, BatchInsightsPage, models);
  gtk_widget_class_bind_template_child (widget_class, BatchInsightsPage, throughput);
  gtk_widget_class_bind_template_child (widget_class, BatchInsightsPage, timeline);
  gtk_widget_class_bind_template_child (widget_class, BatchInsightsPage, quality);
  gtk_widget_class_bind_template_callback (widget_class, scope_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, range_changed_cb);
}

static void
batch_insights_page_init (BatchInsightsPage *self)
{
  self->data = batch_insights_data_new ();
  g_signal_connect_swapped (self->data, "changed", G_CALLBACK (data_changed_cb), self);
  gtk_widget_init_template (GTK_WIDGET (self));
  batch_plot_table_set_titles (self->models, _("Models"), batch_models_table_titles ());
  self->model_rows = g_list_store_new (BATCH_TYPE_PLOT_ROW);
  batch_plot_table_set_rows (self->models, G_LIST_MODEL (self->model_rows));
  batch_accessible_name_set (GTK_WIDGET (self->scope), _("What Is Shown"));
  batch_accessible_name_set (GTK_WIDGET (self->range), _("How Far Back"));
  gtk_drop_down_set_selected (self->range, BATCH_RANGE_WHOLE);
}
