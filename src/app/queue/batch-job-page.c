/* batch-job-page.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "queue/batch-job-page.h"

#include <glib/gi18n.h>

/* One job: how it stands, what can be done with it, and its items.
 *
 * The items are never more in memory than what is looked at, so the list is given the model
 * of the library as it is; a filter is a query of the library, too. */

struct _BatchJobPage
{
  AdwBin        parent_instance;

  GtkDropDown  *filter;
  GtkStack     *stack;
  GtkListView  *items_view;

  BatchJob     *job;               /* (nullable) */
  GListModel   *items;             /* (nullable) what the list shows */
  gulong        items_changed_id;
};

enum
{
  PROP_0,
  PROP_JOB,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchJobPage, batch_job_page, ADW_TYPE_BIN)

static GParamSpec *properties[N_PROPS];

/* In the order of the drop-down. */
static const char * const filters[] = {
  NULL,
  "pending",
  "running",
  "succeeded",
  "needs-review",
  "failed,expired",
};

static void
update_stack (BatchJobPage *self)
{
  /* Of the list of all, no items only means that they are not known yet. */
  gboolean nothing = gtk_drop_down_get_selected (self->filter) > 0 && self->items != NULL
                     && g_list_model_get_n_items (self->items) == 0;

  gtk_stack_set_visible_child_name (self->stack, nothing ? "nothing" : "items");
}

static GListModel *
query_items (BatchJobPage *self)
{
  guint filter = gtk_drop_down_get_selected (self->filter);

  if (self->job == NULL)
    return NULL;
  if (filter == 0 || filter >= G_N_ELEMENTS (filters))
    return g_object_ref (batch_job_get_items (self->job));

  return batch_job_query_items (self->job, filters[filter], NULL, NULL);
}

static void
show_items (BatchJobPage *self)
{
  g_autoptr(GListModel) items = query_items (self);
  g_autoptr(GtkNoSelection) selection = NULL;

  g_clear_signal_handler (&self->items_changed_id, self->items);
  g_set_object (&self->items, items);
  if (items != NULL)
    {
      self->items_changed_id = g_signal_connect_object (items, "items-changed",
                                                        G_CALLBACK (update_stack), self,
                                                        G_CONNECT_SWAPPED);
      selection = gtk_no_selection_new (g_object_ref (items));
    }

  gtk_list_view_set_model (self->items_view, GTK_SELECTION_MODEL (selection));
  update_stack (self);
}

static void
batch_job_page_dispose (GObject *object)
{
  BatchJobPage *self = BATCH_JOB_PAGE (object);

  g_clear_signal_handler (&self->items_changed_id, self->items);
  g_clear_object (&self->items);
  g_clear_object (&self->job);
  gtk_widget_dispose_template (GTK_WIDGET (self), BATCH_TYPE_JOB_PAGE);

  G_OBJECT_CLASS (batch_job_page_parent_class)->dispose (object);
}

static void
batch_job_page_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_JOB:
      g_value_set_object (value, batch_job_page_get_job (BATCH_JOB_PAGE (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_job_page_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_JOB:
      batch_job_page_set_job (BATCH_JOB_PAGE (object), g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_job_page_class_init (BatchJobPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = batch_job_page_dispose;
  object_class->get_property = batch_job_page_get_property;
  object_class->set_property = batch_job_page_set_property;

  properties[PROP_JOB] =
    g_param_spec_object ("job", NULL, NULL, BATCH_TYPE_JOB,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-job-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchJobPage, filter);
  gtk_widget_class_bind_template_child (widget_class, BatchJobPage, stack);
  gtk_widget_class_bind_template_child (widget_class, BatchJobPage, items_view);
  gtk_widget_class_bind_template_callback (widget_class, show_items);
}

static void
batch_job_page_init (BatchJobPage *self)
{
  GtkWidget *button;

  gtk_widget_init_template (GTK_WIDGET (self));

  /* What has the focus of a drop-down is the button in it, and that has no name. */
  button = gtk_widget_get_first_child (GTK_WIDGET (self->filter));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Which Items to Show"),
                                  -1);
}

BatchJob *
batch_job_page_get_job (BatchJobPage *self)
{
  g_return_val_if_fail (BATCH_IS_JOB_PAGE (self), NULL);

  return self->job;
}

void
batch_job_page_set_job (BatchJobPage *self,
                        BatchJob     *job)
{
  g_return_if_fail (BATCH_IS_JOB_PAGE (self));
  g_return_if_fail (job == NULL || BATCH_IS_JOB (job));

  if (!g_set_object (&self->job, job))
    return;

  gtk_drop_down_set_selected (self->filter, 0);
  show_items (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
}

GtkWidget *
batch_job_page_get_items_view (BatchJobPage *self)
{
  g_return_val_if_fail (BATCH_IS_JOB_PAGE (self), NULL);

  return GTK_WIDGET (self->items_view);
}
