/* batch-notifier.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-notifier.h"

#include <glib/gi18n.h>

#include "widgets/batch-closures.h"
#include "widgets/batch-settings.h"

#define SERVER     "server"
#define PAUSED     "paused"
#define BACKGROUND "background"
#define WHEN_DONE  "when-done"
#define COUNTDOWN  "countdown"

struct _BatchNotifier
{
  GObject             parent_instance;

  GApplication       *application;
  BatchQueue         *queue;
  BatchQueueProgress *work;
  GHashTable         *stopped;         /* the set of ids of jobs that were stopped by errors */
  char               *trouble;         /* (nullable) that was sent, and goes on */
  guint               counts_down : 1; /* to what is done when all work is */
};

G_DEFINE_FINAL_TYPE (BatchNotifier, batch_notifier, G_TYPE_OBJECT)

/* --- Sending --- */

static gboolean
is_looked_at (BatchNotifier *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self->application));

  return window != NULL && gtk_widget_get_visible (GTK_WIDGET (window))
         && gtk_window_is_active (window);
}

/* Returns: whether somebody is told. @setting is NULL for what a person has asked for each time. */
static gboolean
send (BatchNotifier *self,
      const char    *id,
      const char    *setting,
      GNotification *notification)
{
  if (is_looked_at (self)
      || (setting != NULL && !g_settings_get_boolean (batch_settings_get (), setting)))
    return FALSE;

  g_application_send_notification (self->application, id, notification);
  return TRUE;
}

/* --- A batch is finished --- */

static char *
describe_end (BatchJob *job)
{
  g_autofree char *counts =
    batch_closure_job_counts (NULL, batch_job_get_succeeded (job),
                              batch_job_get_failed (job) + batch_job_get_expired (job),
                              batch_job_get_total (job));
  g_autofree char *review = batch_closure_review_count (NULL, batch_job_get_needs_review (job));

  return batch_closure_join (NULL, counts, review);
}

static void
job_completed_cb (BatchNotifier *self,
                  BatchJob      *job)
{
  const char *job_id = batch_job_get_id (job);
  g_autofree char *name = batch_job_get_display_name (job);
  g_autofree char *title = g_strdup_printf (_("“%s” Is Finished"), name);
  g_autofree char *body = describe_end (job);
  g_autofree char *id = g_strconcat ("finished-", job_id, NULL);
  g_autoptr(GNotification) notification = g_notification_new (title);

  /* Whoever cancelled it knows. */
  if (batch_job_get_state (job) == BATCH_JOB_STATE_CANCELLED)
    return;

  g_notification_set_body (notification, body);
  g_notification_set_category (notification, "transfer.complete");
  g_notification_set_default_action_and_target (notification, "app.show-job", "s", job_id);
  g_notification_add_button_with_target (notification, _("Export…"), "app.export-job", "s",
                                         job_id);
  send (self, id, "notify-finished", notification);
}

/* --- A batch was stopped by its errors --- */

static void
job_changed_cb (BatchNotifier *self,
                BatchJob      *job)
{
  const char *job_id = batch_job_get_id (job);
  gboolean stopped = batch_job_get_paused (job) && batch_job_get_failure (job) != NULL;
  g_autofree char *id = NULL;
  g_autofree char *words = NULL;
  g_autoptr(GNotification) notification = NULL;

  if (stopped == g_hash_table_contains (self->stopped, job_id))
    return;

  id = g_strconcat ("stopped-", job_id, NULL);
  if (!stopped)
    {
      g_hash_table_remove (self->stopped, job_id);
      g_application_withdraw_notification (self->application, id);
      return;
    }

  g_hash_table_add (self->stopped, g_strdup (job_id));
  words = batch_localize (batch_job_get_failure (job));
  notification = g_notification_new (_("Batch Stopped by Errors"));
  g_notification_set_body (notification, words);
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_set_default_action_and_target (notification, "app.show-job", "s", job_id);
  g_notification_add_button_with_target (notification, _("Resume"), "app.resume-job", "s",
                                         job_id);
  send (self, id, "notify-stopped", notification);
}

/* --- Something outside is in the way --- */

static gboolean
is_of_server (const GError *trouble)
{
  return g_error_matches (trouble, BATCH_ERROR, BATCH_ERROR_BACKEND)
         || g_error_matches (trouble, BATCH_ERROR, BATCH_ERROR_AUTH)
         || g_error_matches (trouble, BATCH_ERROR, BATCH_ERROR_RATE_LIMITED)
         || g_error_matches (trouble, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED);
}

/* All requests that are under way meet with the same, and so does each that is tried after them: it
 * is told once. What is sent before a desktop has answered for the last one does not replace it. */
static void
trouble_cb (BatchNotifier *self)
{
  const GError *trouble = batch_engine_get_trouble (batch_queue_get_engine (self->queue));
  gboolean of_server = trouble != NULL && is_of_server (trouble);
  g_autofree char *words = trouble != NULL ? batch_localize (trouble->message) : NULL;
  g_autoptr(GNotification) notification = NULL;

  if (trouble == NULL || !of_server)
    g_application_withdraw_notification (self->application, SERVER);
  if (trouble == NULL || of_server)
    g_application_withdraw_notification (self->application, PAUSED);
  if (g_strcmp0 (words, self->trouble) == 0)
    return;

  g_clear_pointer (&self->trouble, g_free);
  if (trouble == NULL)
    return;

  notification = g_notification_new (of_server ? _("The Model Server Is in Trouble")
                                               : _("The Work Is Paused"));
  g_notification_set_body (notification, words);
  g_notification_set_default_action (notification, "app.show");
  g_notification_add_button (notification, _("Try Again"), "app.try-again");
  if (send (self, of_server ? SERVER : PAUSED, of_server ? "notify-server" : "notify-paused",
            notification))
    self->trouble = g_steal_pointer (&words);
}

/* --- All work is done --- */

static void
told_cb (BatchNotifier *self,
         const char    *title,
         const char    *sentence)
{
  g_autoptr(GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, sentence);
  g_notification_set_default_action (notification, "app.show");
  send (self, WHEN_DONE, NULL, notification);
}

/* Once for each time that it counts down, not with every second. */
static void
counts_down_cb (BatchNotifier *self,
                GParamSpec    *pspec,
                BatchWhenDone *when_done)
{
  g_autofree char *countdown = batch_when_done_dup_countdown (when_done);
  g_autoptr(GNotification) notification = NULL;

  if ((countdown != NULL) == self->counts_down)
    return;

  self->counts_down = countdown != NULL;
  if (!self->counts_down)
    {
      g_application_withdraw_notification (self->application, COUNTDOWN);
      return;
    }

  notification = g_notification_new (_("All Work Is Done"));
  g_notification_set_body (notification, countdown);
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_set_default_action (notification, "app.show");
  g_notification_add_button (notification, _("Cancel"), "app.cancel-when-done");
  send (self, COUNTDOWN, NULL, notification);
}

void
batch_notifier_watch_when_done (BatchNotifier *self,
                                BatchWhenDone *when_done)
{
  g_return_if_fail (BATCH_IS_NOTIFIER (self));
  g_return_if_fail (BATCH_IS_WHEN_DONE (when_done));

  g_signal_connect_object (when_done, "told", G_CALLBACK (told_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (when_done, "notify::seconds-left", G_CALLBACK (counts_down_cb), self,
                           G_CONNECT_SWAPPED);
}

/* --- Without a window --- */

void
batch_notifier_set_in_background (BatchNotifier *self,
                                  gboolean       in_background)
{
  g_autofree char *body = NULL;
  g_autoptr(GNotification) notification = NULL;

  g_return_if_fail (BATCH_IS_NOTIFIER (self));

  if (!in_background)
    {
      g_application_withdraw_notification (self->application, BACKGROUND);
      return;
    }

  if (batch_queue_progress_get_n_jobs (self->work) > 0)
    body = batch_queue_progress_describe (self->work);
  else
    body = g_strdup (_("Programs on this computer are answered"));
  notification = g_notification_new (_("Working in the Background"));
  g_notification_set_body (notification, body);
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_LOW);
  g_notification_set_default_action (notification, "app.show");
  g_notification_add_button (notification, _("Pause"), "app.pause");
  g_notification_add_button (notification, _("Open"), "app.show");
  send (self, BACKGROUND, "notify-background", notification);
}

/* What is true only for as long as the program runs. */
static void
withdraw_passing (BatchNotifier *self)
{
  static const char *const passing[] = { BACKGROUND, COUNTDOWN, SERVER, PAUSED };

  for (guint i = 0; self->application != NULL && i < G_N_ELEMENTS (passing); i++)
    g_application_withdraw_notification (self->application, passing[i]);
}

static void
batch_notifier_dispose (GObject *object)
{
  BatchNotifier *self = BATCH_NOTIFIER (object);

  withdraw_passing (self);
  g_clear_pointer (&self->stopped, g_hash_table_unref);
  g_clear_pointer (&self->trouble, g_free);
  g_clear_object (&self->work);
  g_clear_object (&self->queue);
  g_clear_object (&self->application);

  G_OBJECT_CLASS (batch_notifier_parent_class)->dispose (object);
}

static void
batch_notifier_class_init (BatchNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = batch_notifier_dispose;
}

static void
batch_notifier_init (BatchNotifier *self)
{
  self->stopped = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

BatchNotifier *
batch_notifier_new (GtkApplication     *application,
                    BatchQueue         *queue,
                    BatchQueueProgress *work)
{
  BatchNotifier *self = g_object_new (BATCH_TYPE_NOTIFIER, NULL);

  self->application = G_APPLICATION (g_object_ref (application));
  self->queue = g_object_ref (queue);
  self->work = g_object_ref (work);
  g_signal_connect_object (queue, "job-completed", G_CALLBACK (job_completed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (queue, "job-changed", G_CALLBACK (job_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (batch_queue_get_engine (queue), "notify::in-trouble",
                           G_CALLBACK (trouble_cb), self, G_CONNECT_SWAPPED);

  return self;
}
