/* batch-job-page.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "queue/batch-job-page.h"

#include "queue/batch-first-answer.h"
#include "queue/batch-item-detail.h"
#include "queue/batch-job-facts.h"
#include "queue/batch-retry-dialog.h"
#include "widgets/batch-global-keys.h"
#include "widgets/batch-scroll-layout.h"
#include "widgets/batch-wrap-layout.h"

/* One job: how it stands, what can be done with it, and its items. */

struct _BatchJobPage
{
  AdwBin         parent_instance;

  BatchItemList *item_list;
  GtkLabel      *tokens;
  GtkLabel      *parallel;

  BatchQueue    *queue;            /* (nullable) */
  BatchJob      *job;              /* (nullable) */
  BatchPlan     *plan;             /* (nullable) while the page is on the screen */
  GCancellable  *planning;         /* (nullable) */
  GSignalGroup  *job_signals;
};

enum
{
  PROP_0,
  PROP_QUEUE,
  PROP_JOB,
  PROP_ITEM,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchJobPage, batch_job_page, ADW_TYPE_BIN)

static GParamSpec *properties[N_PROPS];

/* --- What it costs, and how much at a time --- */

static void
show_text (GtkLabel   *label,
           const char *text)
{
  gtk_label_set_label (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

static void
show_tokens (BatchJobPage *self)
{
  g_autofree char *text = self->job != NULL
    ? batch_job_facts_tokens (batch_job_get_prompt_tokens (self->job),
                              batch_job_get_cached_tokens (self->job),
                              batch_job_get_output_tokens (self->job)) : g_strdup ("");

  show_text (self->tokens, text);
}

static void
show_parallel (BatchJobPage *self)
{
  g_autofree char *text = self->job != NULL
    ? batch_job_facts_parallel (G_LIST_MODEL (self->plan), batch_job_get_id (self->job),
                                batch_job_get_running (self->job))
    : g_strdup ("");

  show_text (self->parallel, text);
}

static void
plan_got_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BatchJobPage *self = user_data;
  g_autoptr(BatchPlan) plan = batch_engine_get_plan_finish (BATCH_ENGINE (source), result, NULL);

  /* Cancelled: the page may be gone. */
  if (plan == NULL)
    return;

  /* As long as it is held, it follows. */
  g_set_object (&self->plan, plan);
  g_signal_connect_object (plan, "notify", G_CALLBACK (show_parallel), self, G_CONNECT_SWAPPED);
  show_parallel (self);
}

static void
batch_job_page_map (GtkWidget *widget)
{
  BatchJobPage *self = BATCH_JOB_PAGE (widget);

  GTK_WIDGET_CLASS (batch_job_page_parent_class)->map (widget);

  self->planning = g_cancellable_new ();
  if (self->queue != NULL)
    batch_engine_get_plan_async (batch_queue_get_engine (self->queue), self->planning, plan_got_cb,
                                 self);
}

static void
stop_planning (BatchJobPage *self)
{
  g_cancellable_cancel (self->planning);
  g_clear_object (&self->planning);
  if (self->plan != NULL)
    g_signal_handlers_disconnect_by_data (self->plan, self);
  g_clear_object (&self->plan);
}

static void
batch_job_page_unmap (GtkWidget *widget)
{
  stop_planning (BATCH_JOB_PAGE (widget));

  GTK_WIDGET_CLASS (batch_job_page_parent_class)->unmap (widget);
}

/* --- The page --- */

static void
item_cb (BatchJobPage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ITEM]);
}

static void
batch_job_page_dispose (GObject *object)
{
  BatchJobPage *self = BATCH_JOB_PAGE (object);

  stop_planning (self);
  if (self->job_signals != NULL)
    g_signal_group_set_target (self->job_signals, NULL);
  g_clear_object (&self->job_signals);
  g_clear_object (&self->job);
  g_clear_object (&self->queue);
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
    case PROP_QUEUE:
      g_value_set_object (value, BATCH_JOB_PAGE (object)->queue);
      break;

    case PROP_JOB:
      g_value_set_object (value, batch_job_page_get_job (BATCH_JOB_PAGE (object)));
      break;

    case PROP_ITEM:
      g_value_set_object (value, batch_job_page_get_item (BATCH_JOB_PAGE (object)));
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
    case PROP_QUEUE:
      if (g_set_object (&BATCH_JOB_PAGE (object)->queue, g_value_get_object (value)))
        g_object_notify_by_pspec (object, pspec);
      break;

    case PROP_JOB:
      batch_job_page_set_job (BATCH_JOB_PAGE (object), g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static AdwFlap *
get_flap (GtkWidget *page)
{
  return ADW_FLAP (adw_bin_get_child (ADW_BIN (page)));
}

static void
detail_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  AdwFlap *flap = get_flap (widget);

  adw_flap_set_reveal_flap (flap, !adw_flap_get_reveal_flap (flap));
}

static void
show_detail_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  adw_flap_set_reveal_flap (get_flap (widget), TRUE);
}

/* While it runs there are other things to do with it, which take the room. */
static void
update_review (BatchJobPage *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "queue.review",
                                 self->job != NULL && batch_job_is_terminal (self->job)
                                 && batch_job_get_needs_review (self->job) > 0);
}

static void
review_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  batch_item_list_show_review (BATCH_JOB_PAGE (widget)->item_list);
}

static void
retry_with_changes_action (GtkWidget  *widget,
                           const char *name,
                           GVariant   *parameter)
{
  BatchJobPage *self = BATCH_JOB_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  if (self->job != NULL && self->queue != NULL)
    gtk_window_present (GTK_WINDOW (batch_retry_dialog_new (GTK_WINDOW (root), self->queue,
                                                            self->job,
                                                            batch_job_page_get_item (self))));
}

static void
batch_job_page_class_init (BatchJobPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = batch_job_page_dispose;
  object_class->get_property = batch_job_page_get_property;
  object_class->set_property = batch_job_page_set_property;
  widget_class->map = batch_job_page_map;
  widget_class->unmap = batch_job_page_unmap;

  properties[PROP_QUEUE] =
    g_param_spec_object ("queue", NULL, NULL, BATCH_TYPE_QUEUE,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  /* The one that is selected among the items, or was the last. */
  properties[PROP_ITEM] =
    g_param_spec_object ("item", NULL, NULL, BATCH_TYPE_ITEM,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_JOB] =
    g_param_spec_object ("job", NULL, NULL, BATCH_TYPE_JOB,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (BATCH_TYPE_SCROLL_LAYOUT);
  g_type_ensure (BATCH_TYPE_WRAP_LAYOUT);
  g_type_ensure (BATCH_TYPE_ITEM_LIST);
  g_type_ensure (BATCH_TYPE_ITEM_DETAIL);

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-job-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchJobPage, item_list);
  gtk_widget_class_bind_template_child (widget_class, BatchJobPage, tokens);
  gtk_widget_class_bind_template_child (widget_class, BatchJobPage, parallel);
  gtk_widget_class_install_action (widget_class, "queue.detail", NULL, detail_action);
  gtk_widget_class_install_action (widget_class, "queue.show-detail", NULL, show_detail_action);
  gtk_widget_class_install_action (widget_class, "queue.review", NULL, review_action);
  gtk_widget_class_install_action (widget_class, "queue.retry-with-changes", NULL,
                                   retry_with_changes_action);
}

static void
batch_job_page_init (BatchJobPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  batch_global_keys_add (GTK_WIDGET (self), "F9|<Control>i", "queue.detail");
  batch_global_keys_add (GTK_WIDGET (self), "<Control><Shift>r", "queue.retry-with-changes");
  update_review (self);

  self->job_signals = g_signal_group_new (BATCH_TYPE_JOB);
  g_signal_group_connect_swapped (self->job_signals, "notify::prompt-tokens",
                                  G_CALLBACK (show_tokens), self);
  g_signal_group_connect_swapped (self->job_signals, "notify::output-tokens",
                                  G_CALLBACK (show_tokens), self);
  g_signal_group_connect_swapped (self->job_signals, "notify::running",
                                  G_CALLBACK (show_parallel), self);
  g_signal_group_connect_swapped (self->job_signals, "notify::succeeded",
                                  G_CALLBACK (batch_first_answer_look), self);
  g_signal_group_connect_swapped (self->job_signals, "notify::needs-review",
                                  G_CALLBACK (update_review), self);
  g_signal_group_connect_swapped (self->job_signals, "notify::state",
                                  G_CALLBACK (update_review), self);

  g_signal_connect (self, "map", G_CALLBACK (batch_first_answer_look), NULL);
  g_signal_connect_object (self->item_list, "notify::item", G_CALLBACK (item_cb), self,
                           G_CONNECT_SWAPPED);
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

  g_signal_group_set_target (self->job_signals, job);
  show_tokens (self);
  show_parallel (self);
  update_review (self);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
}

BatchItem *
batch_job_page_get_item (BatchJobPage *self)
{
  g_return_val_if_fail (BATCH_IS_JOB_PAGE (self), NULL);

  /* Before the template is there, and after it is gone. */
  return self->item_list != NULL ? batch_item_list_get_item (self->item_list) : NULL;
}

BatchItemList *
batch_job_page_get_item_list (BatchJobPage *self)
{
  g_return_val_if_fail (BATCH_IS_JOB_PAGE (self), NULL);

  return self->item_list;
}

GtkWidget *
batch_job_page_get_items_view (BatchJobPage *self)
{
  g_return_val_if_fail (BATCH_IS_JOB_PAGE (self), NULL);

  return batch_item_list_get_view (self->item_list);
}
