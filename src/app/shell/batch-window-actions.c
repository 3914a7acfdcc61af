/* batch-window-actions.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-window-private.h"

#include <glib/gi18n.h>

#include "widgets/batch-closures.h"
#include "widgets/batch-question.h"
#include "widgets/batch-results-note.h"
#include "widgets/batch-server-url.h"

/* What can be done to the selected job. */

#define UNDO_SECONDS 10
/* How long a toast takes to leave, and more. */
#define LEAVING_US (400 * 1000)

static gboolean
lives (BatchJob *job)
{
  return !batch_job_is_terminal (job) && batch_job_get_state (job) != BATCH_JOB_STATE_CANCELLING;
}

/* Also while others of its items are still worked on. */
static gboolean
can_be_retried (BatchJob *job)
{
  BatchJobState state = batch_job_get_state (job);

  return (batch_job_is_terminal (job) || state == BATCH_JOB_STATE_QUEUED
          || state == BATCH_JOB_STATE_RUNNING)
         && batch_job_get_failed (job) + batch_job_get_expired (job) > 0;
}

void
batch_window_update_actions (BatchWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  BatchJob *job = batch_window_get_job (self);
  gboolean can_go_on = job != NULL && lives (job);

  gtk_widget_action_set_enabled (widget, "win.pause", can_go_on);
  gtk_widget_action_set_enabled (widget, "win.cancel", can_go_on);
  gtk_widget_action_set_enabled (widget, "win.retry",
                                 job != NULL && can_be_retried (job));
  gtk_widget_action_set_enabled (widget, "win.export",
                                 job != NULL && batch_job_get_ended (job) > 0);
  gtk_widget_action_set_enabled (widget, "win.write-results",
                                 job != NULL && batch_job_lacks_results (job));
  gtk_widget_action_set_enabled (widget, "win.remove", job != NULL);
}

/* --- Pause --- */

static void
paused_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(BatchWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_engine_set_job_paused_finish (BATCH_ENGINE (source), result, &error))
    batch_window_show_toast (self, error->message);
}

static void
pause_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  BatchWindow *self = BATCH_WINDOW (widget);
  BatchJob *job = batch_window_get_job (self);

  if (batch_job_get_paused (job))
    batch_server_url_adopt (self->engine, job);
  batch_engine_set_job_paused_async (self->engine, batch_job_get_id (job),
                                     !batch_job_get_paused (job), NULL, paused_cb,
                                     g_object_ref (self));
}

/* From where it is not seen how things stand by now: what goes on goes on. */
static void
resume_job_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  BatchWindow *self = BATCH_WINDOW (widget);
  BatchJob *job = batch_window_get_job (self);

  if (job == NULL || !lives (job))
    return;

  if (batch_job_get_paused (job))
    pause_action (widget, name, parameter);
  gtk_widget_activate_action (widget, "win.start", NULL);
}

/* --- Cancel --- */

static void
cancelled_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(BatchWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_queue_cancel_job_finish (BATCH_QUEUE (source), result, &error))
    batch_window_show_toast (self, error->message);
}

static void
cancel_response_cb (GtkWidget  *question,
                    const char *response,
                    gpointer    user_data)
{
  BatchWindow *self = user_data;
  const char *job_id = g_object_get_data (G_OBJECT (question), "job-id");

  if (g_str_equal (response, "cancel-batch"))
    batch_queue_cancel_job_async (self->queue, job_id, NULL, cancelled_cb, g_object_ref (self));
}

/* There is no way back from this one, so it asks. */
static void
cancel_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  BatchWindow *self = BATCH_WINDOW (widget);
  BatchJob *job = batch_window_get_job (self);
  gint64 n_left = batch_job_get_total (job) - batch_job_get_ended (job);
  g_autofree char *body = NULL;
  GtkWidget *question;

  body = g_strdup_printf (ngettext ("%'d item will not be worked on. Answers that are there stay.",
                                    "%'d items will not be worked on. Answers that are there stay.",
                                    (gulong) n_left), (int) n_left);
  question = batch_question_new (_("Cancel This Batch?"), body);
  batch_question_add_answer (question, "keep", _("_Keep It"), ADW_RESPONSE_DEFAULT);
  batch_question_add_answer (question, "cancel-batch", _("_Cancel Batch"),
                             ADW_RESPONSE_DESTRUCTIVE);
  g_object_set_data_full (G_OBJECT (question), "job-id", g_strdup (batch_job_get_id (job)),
                          g_free);
  g_signal_connect_object (question, "response", G_CALLBACK (cancel_response_cb), self, 0);
  batch_question_present (question, widget);
}

/* --- Retry --- */

static void
retried_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(BatchWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  gint64 n = batch_queue_retry_failed_finish (BATCH_QUEUE (source), result, &error);
  g_autofree char *text = NULL;

  if (n < 0)
    {
      batch_window_show_toast (self, error->message);
      return;
    }

  text = g_strdup_printf (ngettext ("%d item is tried again", "%d items are tried again", n),
                          (int) n);
  batch_window_show_toast (self, text);
}

static void
retry_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  BatchWindow *self = BATCH_WINDOW (widget);
  BatchJob *job = batch_window_get_job (self);

  batch_server_url_adopt (self->engine, job);
  batch_queue_retry_failed_async (self->queue, batch_job_get_id (job), NULL, retried_cb,
                                  g_object_ref (self));
}

/* --- Remove --- */

typedef struct
{
  BatchWindow *window;
  char        *job_id;
  char        *title;
} Removal;

static void
removal_free (Removal *removal)
{
  g_object_unref (removal->window);
  g_free (removal->job_id);
  g_free (removal->title);
  g_free (removal);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Removal, removal_free)

static void
take_removed (BatchWindow *self,
              const char  *job_id)
{
  g_free (self->removed_id);
  self->removed_id = g_strdup (job_id);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo", job_id != NULL);
}

static void
take_restored (BatchWindow *self,
               const char  *job_id)
{
  g_free (self->restored_id);
  self->restored_id = g_strdup (job_id);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.redo", job_id != NULL);
}

/* At once, whatever is told at the moment: later would be too late. */
static void
offer_undo (Removal *removal)
{
  g_autofree char *escaped = g_markup_escape_text (removal->title, -1);
  /* In a narrow window the end of the name is cut off, not what has become of it. */
  g_autofree char *text = g_strdup_printf (_("Removed “%s”"), escaped);
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_button_label (toast, _("_Undo"));
  adw_toast_set_action_name (toast, "win.restore");
  adw_toast_set_action_target (toast, "s", removal->job_id);
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  g_weak_ref_set (&removal->window->undo_toast, toast);
  adw_toast_overlay_add_toast (removal->window->toasts, toast);
  take_removed (removal->window, removal->job_id);
}

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Removal) removal = user_data;
  g_autoptr(GError) error = NULL;

  if (batch_queue_remove_finish (BATCH_QUEUE (source), result, &error))
    offer_undo (removal);
  else
    batch_window_show_toast (removal->window, error->message);
}

static void
remove_job (BatchWindow *self,
            BatchJob    *job)
{
  Removal *removal = g_new0 (Removal, 1);

  take_restored (self, NULL);
  removal->window = g_object_ref (self);
  removal->job_id = g_strdup (batch_job_get_id (job));
  removal->title = batch_job_get_display_name (job);
  batch_queue_remove_async (self->queue, removal->job_id, NULL, removed_cb, removal);
}

static void
remove_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  BatchWindow *self = BATCH_WINDOW (widget);

  remove_job (self, batch_window_get_job (self));
}

/* Nothing but what Undo has brought back, and as long as it is there. */
static void
redo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BatchWindow *self = BATCH_WINDOW (widget);
  BatchJob *job = self->restored_id != NULL ? batch_queue_get_job (self->queue, self->restored_id)
                                            : NULL;

  if (job != NULL)
    remove_job (self, job);
}

static void
restored_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Removal) removal = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_engine_restore_finish (BATCH_ENGINE (source), result, &error))
    {
      batch_window_show_toast (removal->window, error->message);
      return;
    }

  take_restored (removal->window, removal->job_id);
  batch_window_select_job (removal->window, removal->job_id);
}

/* A toast on its way out. */
typedef struct
{
  AdwToast *toast;
  gint64    since;              /* 0: no frame was drawn yet */
  guint     n_late;             /* frames that were drawn when others must have gone */
} Offer;

static void
offer_free (gpointer data)
{
  Offer *offer = data;

  g_object_unref (offer->toast);
  g_free (offer);
}

static gboolean
dismiss_cb (GtkWidget     *toasts,
            GdkFrameClock *clock,
            gpointer       user_data)
{
  Offer *offer = user_data;
  gint64 now = gdk_frame_clock_get_frame_time (clock);

  if (offer->since == 0)
    offer->since = now;
  if (now - offer->since > LEAVING_US)
    offer->n_late++;
  if (offer->n_late < 2)
    return G_SOURCE_CONTINUE;

  adw_toast_dismiss (offer->toast);
  return G_SOURCE_REMOVE;
}

/* Of a toast whose button was pressed, libadwaita does that. Not at once: the toast that had to
 * make room for this one may still be leaving, and libadwaita 1.2 cannot show it again before. */
static void
take_back_offer (BatchWindow *self)
{
  AdwToast *toast = g_weak_ref_get (&self->undo_toast);
  Offer *offer;

  if (toast == NULL)
    return;

  adw_toast_set_button_label (toast, NULL);
  offer = g_new0 (Offer, 1);
  offer->toast = toast;
  gtk_widget_add_tick_callback (GTK_WIDGET (self->toasts), dismiss_cb, offer, offer_free);
}

static void
restore (BatchWindow *self,
         const char  *job_id)
{
  Removal *removal = g_new0 (Removal, 1);

  removal->window = g_object_ref (self);
  removal->job_id = g_strdup (job_id);
  if (g_strcmp0 (self->removed_id, job_id) == 0)
    take_removed (self, NULL);
  batch_engine_restore_async (self->engine, removal->job_id, NULL, restored_cb, removal);
}

static void
restore_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  restore (BATCH_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
undo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BatchWindow *self = BATCH_WINDOW (widget);

  if (self->removed_id == NULL)
    return;

  take_back_offer (self);
  restore (self, self->removed_id);
}

void
batch_window_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.pause", NULL, pause_action);
  gtk_widget_class_install_action (widget_class, "win.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "win.resume-job", NULL, resume_job_action);
  gtk_widget_class_install_action (widget_class, "win.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "win.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "win.restore", "s", restore_action);
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "win.redo", NULL, redo_action);
  /* Not keys of the application: in an entry, they are the entry's. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "win.undo",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z,
                                       GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.redo", NULL);
}
