/* batch-application.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-application.h"

#include <batch.h>
#include <glib-unix.h>
#include <glib/gi18n.h>

#include "shell/batch-about.h"
#include "shell/batch-background.h"
#include "shell/batch-crash-log.h"
#include "shell/batch-inhibitor.h"
#include "shell/batch-notifier.h"
#include "shell/batch-window.h"

#define HELP_URI "https://github.com/batchqueue/batch-queue/blob/main/README.md"

/* Opens the engine on the user's store, and one window on it. While batches run the window may be
 * hidden, and the program goes when they are done. */

struct _BatchApplication
{
  AdwApplication   parent_instance;

  BatchEngine     *engine;         /* NULL until it is open, and when it is closed */
  gboolean         is_opening;     /* and will be told of */
  gboolean         is_ending;
  BatchInhibitor  *inhibitor;      /* like the engine */
  BatchNotifier   *notifier;       /* like the engine */
  BatchLocalApi   *local_api;      /* like the engine */
  BatchBackground *background;     /* NULL while the window is seen */
  GPtrArray       *files;          /* of GFile, to be opened when the engine is */
  GPtrArray       *pending;        /* of detailed names of actions, for when the window is ready */
  guint            sigint;
  guint            sigterm;
};

G_DEFINE_FINAL_TYPE (BatchApplication, batch_application, ADW_TYPE_APPLICATION)

/* There is one, and dialogs on it. */
static BatchWindow *
find_window (BatchApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (BATCH_IS_WINDOW (l->data))
      return l->data;

  return NULL;
}

static void
visible_cb (BatchApplication *self,
            GParamSpec       *pspec,
            GtkWidget        *window)
{
  GDBusConnection *connection = g_application_get_dbus_connection (G_APPLICATION (self));
  gboolean visible = gtk_widget_get_visible (window);

  if (self->notifier == NULL)
    return;

  batch_notifier_set_in_background (self->notifier, !visible);
  g_clear_object (&self->background);
  if (!visible && connection != NULL)
    self->background = batch_background_new (connection,
                                             batch_window_get_work (BATCH_WINDOW (window)));
}

static void
do_pending (BatchApplication *self)
{
  g_autoptr(GPtrArray) pending = g_steal_pointer (&self->pending);

  self->pending = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < pending->len; i++)
    {
      g_autofree char *name = NULL;
      g_autoptr(GVariant) target = NULL;

      if (g_action_parse_detailed_name (pending->pdata[i], &name, &target, NULL))
        g_action_group_activate_action (G_ACTION_GROUP (self), name, target);
    }
}

static BatchWindow *
get_window (BatchApplication *self)
{
  BatchWindow *window = find_window (self);

  if (window != NULL)
    return window;

  window = batch_window_new (GTK_APPLICATION (self));
  g_signal_connect_object (window, "notify::visible", G_CALLBACK (visible_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "notify::ready", G_CALLBACK (do_pending), self,
                           G_CONNECT_SWAPPED);
  return window;
}

/* Nobody waits for a window that is hidden when there is nothing left to do. */
static void
work_changed_cb (BatchApplication *self)
{
  BatchWindow *window = find_window (self);

  if (self->local_api != NULL && batch_local_api_is_on (self->local_api))
    return;
  if (window != NULL && !gtk_widget_get_visible (GTK_WIDGET (window))
      && batch_queue_progress_get_n_jobs (batch_window_get_work (window)) == 0
      && !batch_when_done_get_pending (batch_window_get_when_done (window)))
    gtk_window_destroy (GTK_WINDOW (window));
}

static void
watch_work (BatchApplication *self,
            BatchWindow      *window)
{
  GtkApplication *application = GTK_APPLICATION (self);
  BatchQueueProgress *work = batch_window_get_work (window);
  BatchWhenDone *when_done = batch_window_get_when_done (window);

  self->inhibitor = batch_inhibitor_new (application, work);
  self->notifier = batch_notifier_new (application, batch_window_get_queue (window), work);
  batch_notifier_watch_when_done (self->notifier, when_done);
  g_signal_connect_object (work, "changed", G_CALLBACK (work_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (when_done, "notify::pending", G_CALLBACK (work_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
open_files (BatchApplication *self)
{
  BatchWindow *window = get_window (self);

  g_autoptr(GPtrArray) files = g_steal_pointer (&self->files);

  self->files = g_ptr_array_new_with_free_func (g_object_unref);
  batch_window_open_files (window, files);
}

static void
use_engine (BatchApplication *self)
{
  BatchWindow *window = get_window (self);

  batch_window_set_engine (window, self->engine);
  watch_work (self, window);
  self->local_api = batch_local_api_new (self->engine);
  g_signal_connect_object (self->local_api, "notify::problem", G_CALLBACK (work_changed_cb), self,
                           G_CONNECT_SWAPPED);
  batch_window_set_local_api (window, self->local_api);
  open_files (self);
}

static void
engine_opened_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(BatchApplication) self = user_data;
  g_autoptr(GError) error = NULL;

  g_application_release (G_APPLICATION (self));
  self->is_opening = FALSE;
  self->engine = batch_engine_open_finish (result, &error);
  if (self->is_ending)
    return;

  if (self->engine != NULL)
    use_engine (self);
  else
    {
      g_autofree char *words = batch_localize (error->message);

      batch_window_show_failure (get_window (self), words);
    }
}

static gboolean
signalled_cb (gpointer user_data)
{
  g_application_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static void
batch_application_startup (GApplication *application)
{
  BatchApplication *self = BATCH_APPLICATION (application);

  G_APPLICATION_CLASS (batch_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (APPLICATION_ID);
  batch_crash_log_start ();
  self->sigint = g_unix_signal_add (SIGINT, signalled_cb, self);
  self->sigterm = g_unix_signal_add (SIGTERM, signalled_cb, self);
  g_application_hold (application);
  self->is_opening = TRUE;
  batch_engine_open_async (NULL, NULL, engine_opened_cb, g_object_ref (self));
}

static void
batch_application_activate (GApplication *application)
{
  gtk_window_present (GTK_WINDOW (get_window (BATCH_APPLICATION (application))));
}

static void
batch_application_open (GApplication  *application,
                        GFile        **files,
                        int            n_files,
                        const char    *hint)
{
  BatchApplication *self = BATCH_APPLICATION (application);

  for (int i = 0; i < n_files; i++)
    g_ptr_array_add (self->files, g_object_ref (files[i]));

  g_application_activate (application);
  if (self->engine != NULL)
    open_files (self);
}

static void
engine_closed_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  GMainLoop *loop = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_engine_close_finish (BATCH_ENGINE (source), result, &error))
    g_warning ("Closing the queue: %s", error->message);

  g_main_loop_quit (loop);
}

static void
api_ended_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_main_loop_quit (user_data);
}

/* Whoever is being answered is hung up on, and asks again when there is somebody. */
static void
end_local_api (BatchApplication *self)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  if (self->local_api == NULL)
    return;

  batch_local_api_end_async (self->local_api, api_ended_cb, loop);
  g_main_loop_run (loop);
  g_clear_object (&self->local_api);
}

/* They hold the engine, whose thread ends with it. The one may go with the other. What is still
 * under way may hold a dialog for longer than its window lives, which GTK 4.8 does not survive as
 * soon as it is let go: nothing of the engine must run after this. */
static void
destroy_windows (BatchApplication *self)
{
  GList *windows = g_list_copy_deep (gtk_application_get_windows (GTK_APPLICATION (self)),
                                     (GCopyFunc) (GCallback) g_object_ref, NULL);

  for (GList *at = windows; at != NULL; at = at->next)
    gtk_window_destroy (at->data);
  g_list_free_full (windows, g_object_unref);
}

static void
end_engine (BatchApplication *self)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  /* Closed in the middle of its opening, it would leave its threads to the end of the process.
   * Nobody need see the window wait for that. */
  if (self->is_opening)
    destroy_windows (self);
  while (self->is_opening)
    g_main_context_iteration (NULL, TRUE);
  if (self->engine == NULL)
    return;

  batch_engine_close_async (self->engine, NULL, engine_closed_cb, loop);
  g_main_loop_run (loop);
  g_clear_object (&self->engine);
}

/* What is in flight is given back before the process goes. */
static void
batch_application_shutdown (GApplication *application)
{
  BatchApplication *self = BATCH_APPLICATION (application);

  self->is_ending = TRUE;
  g_clear_handle_id (&self->sigint, g_source_remove);
  g_clear_handle_id (&self->sigterm, g_source_remove);
  g_clear_object (&self->inhibitor);
  g_clear_object (&self->background);
  g_clear_object (&self->notifier);
  end_local_api (self);
  end_engine (self);
  destroy_windows (self);
  batch_crash_log_end ();

  G_APPLICATION_CLASS (batch_application_parent_class)->shutdown (application);
}

static void
batch_application_finalize (GObject *object)
{
  BatchApplication *self = BATCH_APPLICATION (object);

  g_ptr_array_unref (self->files);
  g_ptr_array_unref (self->pending);

  G_OBJECT_CLASS (batch_application_parent_class)->finalize (object);
}

static int
batch_application_handle_local_options (GApplication *application,
                                        GVariantDict *options)
{
  if (!g_variant_dict_contains (options, "version"))
    return -1;

  g_print ("batch-queue %s\n", PACKAGE_VERSION);
  return 0;
}

static void
batch_application_class_init (BatchApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->finalize = batch_application_finalize;

  application_class->startup = batch_application_startup;
  application_class->activate = batch_application_activate;
  application_class->open = batch_application_open;
  application_class->handle_local_options = batch_application_handle_local_options;
  application_class->shutdown = batch_application_shutdown;
}

static void
quit_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  g_application_quit (user_data);
}

static void
show_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  g_application_activate (user_data);
}

/* The desktop may start the program for an action, also for that of a notification which a program
 * that has gone has left: then it waits until there is something to act on, and the window is seen.
 * Asked for twice meanwhile, it is done once. */
static gboolean
is_ready (BatchApplication *self,
          GSimpleAction    *action,
          GVariant         *parameter)
{
  BatchWindow *window = find_window (self);
  char *name;

  if (window != NULL && batch_window_get_ready (window))
    return TRUE;

  name = g_action_print_detailed_name (g_action_get_name (G_ACTION (action)), parameter);
  if (g_ptr_array_find_with_equal_func (self->pending, name, g_str_equal, NULL))
    g_free (name);
  else
    g_ptr_array_add (self->pending, name);
  g_application_activate (G_APPLICATION (self));
  return FALSE;
}

static void
do_with_job (BatchApplication *self,
             GSimpleAction    *action,
             GVariant         *parameter,
             const char       *window_action)
{
  if (is_ready (self, action, parameter))
    batch_window_do_with_job (find_window (self), g_variant_get_string (parameter, NULL),
                              window_action);
}

static void
show_job_cb (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  do_with_job (user_data, action, parameter, NULL);
}

static void
export_job_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  do_with_job (user_data, action, parameter, "win.export");
}

static void
resume_job_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  do_with_job (user_data, action, parameter, "win.resume-job");
}

static void
cancel_when_done_cb (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       user_data)
{
  BatchWindow *window = find_window (user_data);

  if (window != NULL && batch_window_get_when_done (window) != NULL)
    batch_when_done_cancel (batch_window_get_when_done (window));
}

static void
new_batch_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  BatchApplication *self = user_data;

  if (!is_ready (self, action, parameter))
    return;

  g_application_activate (G_APPLICATION (self));
  gtk_widget_activate_action (GTK_WIDGET (find_window (self)), "win.new-batch", NULL);
}

static void
pause_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  BatchApplication *self = user_data;

  if (is_ready (self, action, parameter))
    batch_engine_set_paused (self->engine, TRUE);
}

static void
resume_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  BatchApplication *self = user_data;

  if (is_ready (self, action, parameter))
    gtk_widget_activate_action (GTK_WIDGET (find_window (self)), "win.start", NULL);
}

/* What is in the way is told of while the program works: one that was started for it begins. */
static void
try_again_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  BatchApplication *self = user_data;

  if (!is_ready (self, action, parameter))
    return;

  gtk_widget_activate_action (GTK_WIDGET (find_window (self)), "win.start", NULL);
  gtk_widget_activate_action (GTK_WIDGET (find_window (self)), "win.try-again", NULL);
}

static void
help_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  gtk_show_uri (gtk_application_get_active_window (user_data), HELP_URI, GDK_CURRENT_TIME);
}

static void
about_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  batch_about_show (gtk_application_get_active_window (user_data),
                    BATCH_APPLICATION (user_data)->engine);
}

static void
add_accels (GtkApplication *application)
{
  static const struct { const char *action; const char *accels[3]; } accels[] = {
    { "app.quit", { "<Control>q" } },
    { "app.help", { "F1" } },
    { "window.close", { "<Control>w" } },
    { "win.new-batch", { "<Control>n" } },
    { "win.open", { "<Control>o" } },
    { "win.start", { "<Control>Return" } },
    { "win.pause-after", { "<Control>p" } },
    { "win.pause-free", { "<Control><Shift>p" } },
    { "win.preferences", { "<Control>comma" } },
    { "win.shortcuts", { "<Control>question", "<Control>slash" } },
    { "win.page::queue", { "<Alt>1" } },
    { "win.page::results", { "<Alt>2" } },
    { "win.page::insights", { "<Alt>3" } },
    { "win.retry", { "<Control>r" } },
    { "win.export", { "<Control>e" } },
    { "win.cancel", { "<Control>Delete" } },
    { "win.remove", { "<Shift>Delete" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (application, accels[i].action,
                                           (const char **) accels[i].accels);
}

static void
batch_application_init (BatchApplication *self)
{
  static const GActionEntry actions[] = {
    { .name = "about", .activate = about_cb },
    { .name = "cancel-when-done", .activate = cancel_when_done_cb },
    { .name = "export-job", .activate = export_job_cb, .parameter_type = "s" },
    { .name = "help", .activate = help_cb },
    { .name = "new-batch", .activate = new_batch_cb },
    { .name = "pause", .activate = pause_cb },
    { .name = "quit", .activate = quit_cb },
    { .name = "resume", .activate = resume_cb },
    { .name = "resume-job", .activate = resume_job_cb, .parameter_type = "s" },
    { .name = "show", .activate = show_cb },
    { .name = "show-job", .activate = show_job_cb, .parameter_type = "s" },
    { .name = "try-again", .activate = try_again_cb },
  };

  self->files = g_ptr_array_new_with_free_func (g_object_unref);
  self->pending = g_ptr_array_new_with_free_func (g_free);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  add_accels (GTK_APPLICATION (self));
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _("[FILE…]"));
  g_application_add_main_option (G_APPLICATION (self), "version", 0, 0, G_OPTION_ARG_NONE,
                                 _("Print the version"), NULL);
}

BatchApplication *
batch_application_new (void)
{
  return g_object_new (BATCH_TYPE_APPLICATION,
                       "application-id", APPLICATION_ID,
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/io/github/batchqueue/BatchQueue",
                       NULL);
}
