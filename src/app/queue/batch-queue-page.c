/* batch-queue-page.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "queue/batch-queue-page.h"

#include "queue/batch-job-page.h"
#include "queue/batch-job-row.h"
#include "queue/batch-plan-strip.h"
#include "queue/batch-queue-order.h"
#include "widgets/batch-closures.h"
#include "widgets/batch-row.h"
#include "widgets/batch-tab-stop.h"

/* The batches on the left, the selected one on the right. Where it is narrow, one of them. */

struct _BatchQueuePage
{
  AdwBin              parent_instance;

  GtkStack           *stack;
  GtkWidget          *choose_server;
  AdwLeaflet         *leaflet;
  GtkListView        *jobs_view;
  BatchJobPage       *job_page;
  BatchPlanStrip     *plan_strip;

  BatchQueue         *queue;       /* (nullable) */
  BatchJob           *job;         /* (nullable) */
  GtkSingleSelection *selection;   /* (nullable) */
};

enum
{
  PROP_0,
  PROP_QUEUE,
  PROP_JOB,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchQueuePage, batch_queue_page, ADW_TYPE_BIN)

static GParamSpec *properties[N_PROPS];

/* --- The selected job --- */

static void
take_job (BatchQueuePage *self,
          BatchJob       *job)
{
  if (!g_set_object (&self->job, job))
    return;

  batch_queue_order_update_actions (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
}

static void
selected_cb (BatchQueuePage *self)
{
  BatchJob *job = gtk_single_selection_get_selected_item (self->selection);

  /* A job that is moved in the list is away for a moment, and still shown. */
  if (job != NULL)
    take_job (self, job);
}

/* Not by a person, who sees it then: the list goes to where it is. */
static void
select_row (BatchQueuePage *self,
            BatchJob       *job)
{
  GListModel *jobs = G_LIST_MODEL (self->queue);

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(BatchJob) candidate = g_list_model_get_item (jobs, i);

      if (candidate == job)
        {
          gtk_single_selection_set_selected (self->selection, i);
          gtk_widget_activate_action (GTK_WIDGET (self->jobs_view), "list.scroll-to-item", "u", i);
          return;
        }
    }
}

static gboolean
is_in_queue (BatchQueuePage *self,
             BatchJob       *job)
{
  return job != NULL && batch_queue_get_job (self->queue, batch_job_get_id (job)) == job;
}

/* One is always selected while there are any: the one that was, or who is in its place. */
static void
keep_selection (BatchQueuePage *self,
                guint           position)
{
  guint n_jobs = g_list_model_get_n_items (G_LIST_MODEL (self->queue));

  if (gtk_single_selection_get_selected (self->selection) != GTK_INVALID_LIST_POSITION)
    return;

  if (is_in_queue (self, self->job))
    select_row (self, self->job);
  else if (n_jobs > 0)
    gtk_single_selection_set_selected (self->selection, MIN (position, n_jobs - 1));
  else
    take_job (self, NULL);
}

static void
update_stack (BatchQueuePage *self)
{
  gboolean empty = self->queue == NULL
                   || g_list_model_get_n_items (G_LIST_MODEL (self->queue)) == 0;

  gtk_stack_set_visible_child_name (self->stack, empty ? "empty" : "queue");
  if (empty)
    adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

/* Whoever starts for the first time has none, and cannot do anything without. */
static void
update_server (BatchQueuePage *self)
{
  BatchEngine *engine = batch_queue_get_engine (self->queue);

  gtk_widget_set_visible (self->choose_server, batch_engine_get_default_backend (engine) == NULL);
}

static void
jobs_changed_cb (BatchQueuePage *self,
                 guint           position,
                 guint           n_removed,
                 guint           n_added)
{
  keep_selection (self, position);
  update_stack (self);
}

/* --- One of the two --- */

static void
row_activated_cb (BatchQueuePage *self)
{
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
}

static void
back_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  adw_leaflet_navigate (BATCH_QUEUE_PAGE (widget)->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

/* --- The page --- */

static void
batch_queue_page_dispose (GObject *object)
{
  BatchQueuePage *self = BATCH_QUEUE_PAGE (object);

  g_clear_object (&self->selection);
  g_clear_object (&self->job);
  g_clear_object (&self->queue);

  G_OBJECT_CLASS (batch_queue_page_parent_class)->dispose (object);
}

static void
batch_queue_page_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  BatchQueuePage *self = BATCH_QUEUE_PAGE (object);

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
batch_queue_page_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  BatchQueuePage *self = BATCH_QUEUE_PAGE (object);

  switch (prop_id)
    {
    case PROP_QUEUE:
      batch_queue_page_set_queue (self, g_value_get_object (value));
      break;

    case PROP_JOB:
      batch_queue_page_set_job (self, g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_queue_page_class_init (BatchQueuePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = batch_queue_page_dispose;
  object_class->get_property = batch_queue_page_get_property;
  object_class->set_property = batch_queue_page_set_property;

  properties[PROP_QUEUE] =
    g_param_spec_object ("queue", NULL, NULL, BATCH_TYPE_QUEUE,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_JOB] =
    g_param_spec_object ("job", NULL, NULL, BATCH_TYPE_JOB,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (BATCH_TYPE_JOB_PAGE);
  g_type_ensure (BATCH_TYPE_JOB_ROW);
  g_type_ensure (BATCH_TYPE_PLAN_STRIP);
  g_type_ensure (BATCH_TYPE_ROW);
  g_type_ensure (BATCH_TYPE_TAB_STOP);

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-queue-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchQueuePage, stack);
  gtk_widget_class_bind_template_child (widget_class, BatchQueuePage, choose_server);
  gtk_widget_class_bind_template_child (widget_class, BatchQueuePage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, BatchQueuePage, jobs_view);
  gtk_widget_class_bind_template_child (widget_class, BatchQueuePage, job_page);
  gtk_widget_class_bind_template_child (widget_class, BatchQueuePage, plan_strip);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);

  gtk_widget_class_install_action (widget_class, "queue.back", NULL, back_action);
  batch_queue_order_install_actions (widget_class);
}

static void
batch_queue_page_init (BatchQueuePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  batch_queue_order_update_actions (self);
}

BatchQueue *
batch_queue_page_get_queue (BatchQueuePage *self)
{
  g_return_val_if_fail (BATCH_IS_QUEUE_PAGE (self), NULL);

  return self->queue;
}

static void
show_queue (BatchQueuePage *self)
{
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->queue)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_list_view_set_model (self->jobs_view, GTK_SELECTION_MODEL (self->selection));

  g_signal_connect_object (self->queue, "items-changed", G_CALLBACK (jobs_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->queue, "job-changed",
                           G_CALLBACK (batch_queue_order_update_actions), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (batch_queue_get_engine (self->queue), "notify::default-backend",
                           G_CALLBACK (update_server), self, G_CONNECT_SWAPPED);
}

void
batch_queue_page_set_queue (BatchQueuePage *self,
                            BatchQueue     *queue)
{
  g_return_if_fail (BATCH_IS_QUEUE_PAGE (self));
  g_return_if_fail (queue == NULL || BATCH_IS_QUEUE (queue));

  if (self->queue == queue)
    return;

  /* The window has one queue while it lives. */
  g_return_if_fail (self->queue == NULL);

  self->queue = g_object_ref (queue);
  show_queue (self);
  batch_plan_strip_set_queue (self->plan_strip, queue);
  keep_selection (self, 0);
  update_stack (self);
  update_server (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_QUEUE]);
}

GtkWidget *
batch_queue_page_get_list (BatchQueuePage *self)
{
  g_return_val_if_fail (BATCH_IS_QUEUE_PAGE (self), NULL);

  return GTK_WIDGET (self->jobs_view);
}

BatchJob *
batch_queue_page_get_job (BatchQueuePage *self)
{
  g_return_val_if_fail (BATCH_IS_QUEUE_PAGE (self), NULL);

  return self->job;
}

void
batch_queue_page_set_job (BatchQueuePage *self,
                          BatchJob       *job)
{
  g_return_if_fail (BATCH_IS_QUEUE_PAGE (self));
  g_return_if_fail (job == NULL || BATCH_IS_JOB (job));

  if (job != NULL && self->queue != NULL)
    select_row (self, job);
}
