/* batch-window.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-window-private.h"

#include <glib/gi18n.h>

#include "insights/batch-insights-page.h"
#include "preferences/batch-preferences.h"
#include "queue/batch-queue-page.h"
#include "results/batch-results-page.h"
#include "servers/batch-server.h"
#include "servers/batch-servers.h"
#include "shell/batch-shortcuts-window.h"
#include "widgets/batch-closures.h"
#include "widgets/batch-settings.h"

/* What is around the pages. Each is bound to two properties of the window: the queue, and the
 * job that is looked at. */

/* Below it, what can do with less room is laid out so: with text of twice the size and every bar
 * there is, what is usual takes nearly all of a phone that lies on its side. */
#define LOW_HEIGHT 400

enum
{
  PROP_0,
  PROP_QUEUE,
  PROP_JOB,
  PROP_LOCAL_API,
  PROP_READY,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchWindow, batch_window, ADW_TYPE_APPLICATION_WINDOW)

static GParamSpec *properties[N_PROPS];

void
batch_window_show_toast (BatchWindow *self,
                         const char  *text)
{
  g_autofree char *words = batch_localize (text);
  g_autofree char *escaped = g_markup_escape_text (words, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

/* --- The job that is looked at --- */

BatchJob *
batch_window_get_job (BatchWindow *self)
{
  return self->job;
}

static void
take_job (BatchWindow *self,
          BatchJob    *job)
{
  if (!g_set_object (&self->job, job))
    return;

  g_signal_group_set_target (self->job_signals, job);
  batch_window_update_actions (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
}

void
batch_window_select_job (BatchWindow *self,
                         const char  *job_id)
{
  BatchJob *job = batch_queue_get_job (self->queue, job_id);

  if (job != NULL)
    take_job (self, job);
}

/* A program that was just started has not heard of all its jobs yet. */
static void
meet_wanted (BatchWindow *self)
{
  g_autofree char *job_id = NULL;
  const char *action = self->wanted_action;

  if (self->wanted_id == NULL || batch_queue_get_job (self->queue, self->wanted_id) == NULL)
    return;

  job_id = g_steal_pointer (&self->wanted_id);
  self->wanted_action = NULL;
  batch_window_select_job (self, job_id);
  if (action != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
}

typedef struct
{
  BatchWindow *window;
  char        *job_id;
} Wish;

static void
wish_free (Wish *wish)
{
  g_object_unref (wish->window);
  g_free (wish->job_id);
  g_free (wish);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wish, wish_free)

static void
wanted_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Wish) wish = user_data;
  g_autoptr(BatchJob) job = batch_engine_get_job_finish (BATCH_ENGINE (source), result, NULL);
  BatchWindow *self = wish->window;

  /* What was removed can come back, but nobody waits for that. */
  if (g_strcmp0 (self->wanted_id, wish->job_id) != 0
      || (job != NULL && !batch_job_get_removed (job)))
    return;

  g_clear_pointer (&self->wanted_id, g_free);
  self->wanted_action = NULL;
  batch_window_show_toast (self, _("The batch is no longer in the queue"));
}

/* The list tells when it has heard of it; of what is not in the queue it never does. */
static void
look_for_wanted (BatchWindow *self)
{
  Wish *wish;

  if (self->wanted_id == NULL)
    return;

  wish = g_new0 (Wish, 1);
  wish->window = g_object_ref (self);
  wish->job_id = g_strdup (self->wanted_id);
  batch_engine_get_job_async (self->engine, wish->job_id, NULL, wanted_cb, wish);
}

/* --- The pages --- */

static gboolean
is_low (BatchWindow *self)
{
  return gtk_widget_get_height (GTK_WIDGET (self)) < LOW_HEIGHT;
}

static gboolean
shape_idle_cb (gpointer user_data)
{
  BatchWindow *self = user_data;
  gboolean narrow = adw_view_switcher_title_get_title_visible (self->switcher);

  self->shape_idle = 0;
  if (is_low (self))
    gtk_widget_add_css_class (GTK_WIDGET (self), "low");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "low");
  adw_view_switcher_bar_set_reveal (self->switcher_bar, narrow);
  batch_run_bar_set_narrow (self->run_bar, narrow, is_low (self));
  batch_notice_bar_set_narrow (self->notice, narrow);
  batch_window_share_room (self);
  return G_SOURCE_REMOVE;
}

/* It changes while sizes are given out, and then it is too late for the bar to get one. */
static void
shape_later (BatchWindow *self)
{
  if (self->shape_idle == 0)
    self->shape_idle = g_idle_add (shape_idle_cb, self);
}

static void
batch_window_size_allocate (GtkWidget *widget,
                            int        width,
                            int        height,
                            int        baseline)
{
  BatchWindow *self = BATCH_WINDOW (widget);

  GTK_WIDGET_CLASS (batch_window_parent_class)->size_allocate (widget, width, height, baseline);
  if (is_low (self) != gtk_widget_has_css_class (widget, "low"))
    shape_later (self);
}

/* --- The model server --- */

static void
server_changed_cb (BatchWindow *self)
{
  const char *backend = batch_engine_get_default_backend (self->engine);
  g_autofree char *server = batch_format_server (backend);

  adw_view_switcher_title_set_subtitle (self->switcher, server);
  batch_window_update_notice (self);
}

static void
server_chosen_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(BatchWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_server_choose_finish (BATCH_ENGINE (source), result, &error))
    batch_window_show_toast (self, error->message);
  batch_window_begin (self);
}

/* --- The window --- */

void
batch_window_show_failure (BatchWindow *self,
                           const char  *message)
{
  g_autofree char *escaped = g_markup_escape_text (message, -1);

  g_return_if_fail (BATCH_IS_WINDOW (self));

  adw_status_page_set_description (self->failure, escaped);
  gtk_stack_set_visible_child_name (self->stack, "failure");
}

void
batch_window_set_engine (BatchWindow *self,
                         BatchEngine *engine)
{
  g_autofree char *server = batch_server_load ();

  g_return_if_fail (BATCH_IS_WINDOW (self));
  g_return_if_fail (BATCH_IS_ENGINE (engine));
  g_return_if_fail (self->engine == NULL);

  self->engine = g_object_ref (engine);
  batch_window_update_pausing (self);
  self->queue = batch_queue_new_for_engine (engine);
  self->work = batch_queue_progress_new (self->queue);
  g_settings_bind (batch_settings_get (), "max-failures-in-a-row", engine,
                   "max-failures-in-a-row", G_SETTINGS_BIND_GET);
  batch_run_bar_set_work (self->run_bar, self->work, engine);
  batch_window_start_when_done (self);
  self->stopped = batch_stopped_watch_new (engine);

  g_signal_connect_object (self->stopped, "notify::process",
                           G_CALLBACK (batch_window_update_notice), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->queue, "items-changed",
                           G_CALLBACK (batch_window_update_notice), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->queue, "items-changed", G_CALLBACK (meet_wanted), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->queue, "job-completed",
                           G_CALLBACK (batch_window_update_notice), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "notify::paused",
                           G_CALLBACK (batch_window_update_notice), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "notify::in-trouble",
                           G_CALLBACK (batch_window_update_notice), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "notify::default-backend", G_CALLBACK (server_changed_cb),
                           self, G_CONNECT_SWAPPED);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.open", TRUE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.servers", TRUE);
  server_changed_cb (self);
  gtk_stack_set_visible_child_name (self->stack, "pages");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_QUEUE]);

  batch_server_choose_async (engine, server, NULL, server_chosen_cb, g_object_ref (self));
}

/* The page of the preferences says so, too; over it nobody sees what is said here. */
static void
api_problem_cb (BatchWindow *self)
{
  const char *problem = batch_local_api_get_problem (self->local_api);

  if (problem != NULL && gtk_window_is_active (GTK_WINDOW (self)))
    batch_window_show_toast (self, problem);
}

void
batch_window_set_local_api (BatchWindow   *self,
                            BatchLocalApi *local_api)
{
  g_return_if_fail (BATCH_IS_WINDOW (self));
  g_return_if_fail (BATCH_IS_LOCAL_API (local_api));
  g_return_if_fail (self->local_api == NULL);

  self->local_api = g_object_ref (local_api);
  g_signal_connect_object (local_api, "notify::problem", G_CALLBACK (api_problem_cb), self,
                           G_CONNECT_SWAPPED);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOCAL_API]);
}

BatchQueue *
batch_window_get_queue (BatchWindow *self)
{
  g_return_val_if_fail (BATCH_IS_WINDOW (self), NULL);

  return self->queue;
}

BatchQueueProgress *
batch_window_get_work (BatchWindow *self)
{
  g_return_val_if_fail (BATCH_IS_WINDOW (self), NULL);

  return self->work;
}

BatchWhenDone *
batch_window_get_when_done (BatchWindow *self)
{
  g_return_val_if_fail (BATCH_IS_WINDOW (self), NULL);

  return self->when_done;
}

void
batch_window_show_job (BatchWindow *self,
                       const char  *job_id)
{
  g_return_if_fail (BATCH_IS_WINDOW (self));
  g_return_if_fail (job_id != NULL);

  gtk_window_present (GTK_WINDOW (self));
  if (self->queue != NULL)
    batch_window_select_job (self, job_id);
}

gboolean
batch_window_get_ready (BatchWindow *self)
{
  g_return_val_if_fail (BATCH_IS_WINDOW (self), FALSE);

  return self->is_ready;
}

void
batch_window_do_with_job (BatchWindow *self,
                          const char  *job_id,
                          const char  *action)
{
  g_return_if_fail (BATCH_IS_WINDOW (self));
  g_return_if_fail (job_id != NULL);
  g_return_if_fail (self->queue != NULL);

  gtk_window_present (GTK_WINDOW (self));
  /* What is asked for goes before what was interrupted. */
  self->shows_interrupted = FALSE;
  g_free (self->wanted_id);
  self->wanted_id = g_strdup (job_id);
  self->wanted_action = action;
  meet_wanted (self);
  look_for_wanted (self);
}

static void
batch_window_dispose (GObject *object)
{
  BatchWindow *self = BATCH_WINDOW (object);

  batch_window_stop_reading (self);
  g_clear_handle_id (&self->notice_idle, g_source_remove);
  g_clear_handle_id (&self->shape_idle, g_source_remove);
  g_clear_object (&self->job_signals);
  g_clear_pointer (&self->removed_id, g_free);
  g_clear_pointer (&self->restored_id, g_free);
  g_clear_pointer (&self->wanted_id, g_free);
  g_weak_ref_clear (&self->undo_toast);
  g_clear_object (&self->job);
  g_clear_object (&self->local_api);
  g_clear_object (&self->stopped);
  g_clear_object (&self->when_done);
  g_clear_object (&self->work);
  g_clear_object (&self->queue);
  g_clear_object (&self->engine);
  gtk_widget_dispose_template (GTK_WIDGET (self), BATCH_TYPE_WINDOW);

  G_OBJECT_CLASS (batch_window_parent_class)->dispose (object);
}

static void
batch_window_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  BatchWindow *self = BATCH_WINDOW (object);

  switch (prop_id)
    {
    case PROP_QUEUE:
      g_value_set_object (value, self->queue);
      break;

    case PROP_JOB:
      g_value_set_object (value, self->job);
      break;

    case PROP_LOCAL_API:
      g_value_set_object (value, self->local_api);
      break;

    case PROP_READY:
      g_value_set_boolean (value, self->is_ready);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_window_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_JOB:
      take_job (BATCH_WINDOW (object), g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
toast_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  batch_window_show_toast (BATCH_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
page_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  adw_view_stack_set_visible_child_name (BATCH_WINDOW (widget)->pages,
                                         g_variant_get_string (parameter, NULL));
}

static void
batch_window_class_init (BatchWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = batch_window_dispose;
  object_class->get_property = batch_window_get_property;
  object_class->set_property = batch_window_set_property;
  widget_class->size_allocate = batch_window_size_allocate;

  properties[PROP_QUEUE] =
    g_param_spec_object ("queue", NULL, NULL, BATCH_TYPE_QUEUE,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_JOB] =
    g_param_spec_object ("job", NULL, NULL, BATCH_TYPE_JOB,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_LOCAL_API] =
    g_param_spec_object ("local-api", NULL, NULL, BATCH_TYPE_LOCAL_API,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  properties[PROP_READY] =
    g_param_spec_boolean ("ready", NULL, NULL, FALSE,
                          (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (BATCH_TYPE_INSIGHTS_PAGE);
  g_type_ensure (BATCH_TYPE_NOTICE_BAR);
  g_type_ensure (BATCH_TYPE_QUEUE_PAGE);
  g_type_ensure (BATCH_TYPE_RESULTS_PAGE);
  g_type_ensure (BATCH_TYPE_RUN_BAR);

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, drop_hint);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, failure);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, switcher_bar);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, notice);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, run_bar);

  gtk_widget_class_bind_template_callback (widget_class, shape_later);

  gtk_widget_class_install_action (widget_class, "win.toast", "s", toast_action);
  gtk_widget_class_install_action (widget_class, "win.page", "s", page_action);
  batch_window_install_actions (widget_class);
  batch_window_install_export (widget_class);
  batch_window_install_closing (widget_class);
  batch_window_install_files (widget_class);
  batch_window_install_notice (widget_class);
  batch_window_install_pausing (widget_class);
  batch_servers_install_actions (widget_class);
  batch_preferences_install_actions (widget_class);
  batch_shortcuts_window_install_actions (widget_class);
}

/* Answers that are reused come after the job, and while nothing else does. */
static void
ended_cb (BatchWindow *self)
{
  if (self->offers_to_run)
    batch_window_update_notice (self);
}

static void
batch_window_init (BatchWindow *self)
{
  g_queue_init (&self->incoming);
  g_queue_init (&self->asked);
  g_weak_ref_init (&self->undo_toast, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  batch_window_accept_drops (self);
  batch_window_restore_size (self);

  self->job_signals = g_signal_group_new (BATCH_TYPE_JOB);
  g_signal_group_connect_object (self->job_signals, "notify",
                                 G_CALLBACK (batch_window_update_actions), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->job_signals, "notify::paused",
                                 G_CALLBACK (batch_window_update_notice), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->job_signals, "notify::state",
                                 G_CALLBACK (batch_window_update_notice), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->job_signals, "notify::state",
                                 G_CALLBACK (batch_window_end_sample), self, G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->job_signals, "notify::ended", G_CALLBACK (ended_cb), self,
                                 G_CONNECT_SWAPPED);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.open", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.servers", FALSE);
  batch_window_update_actions (self);
  batch_window_update_pausing (self);
}

BatchWindow *
batch_window_new (GtkApplication *application)
{
  return g_object_new (BATCH_TYPE_WINDOW, "application", application, NULL);
}
