/* batch-window-notice.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-window-private.h"

#include <glib/gi18n.h>

#include "shell/batch-crash-log.h"
#include "widgets/batch-closures.h"
#include "widgets/batch-server-url.h"
#include "widgets/batch-settings.h"

#define PAGE 500

/* What was left unfinished does not go on by itself when the program is started again: it may
 * be what brought the program or the computer down. So the engine only looks until a person
 * says so, and nothing is lost by not saying it. It is the same with what comes in while there is
 * nothing to do: a person sees the plan first, and then starts it. */

/* Whether a job waits for an engine such as ours. */
static gboolean
is_unfinished (BatchJob *job)
{
  return !batch_job_is_terminal (job) && !batch_job_get_paused (job)
         && batch_job_get_state (job) != BATCH_JOB_STATE_VALIDATING
         && g_strcmp0 (batch_job_get_handler (job), "http") == 0;
}

/* --- Beginning --- */

static gboolean
any_unfinished (GListModel *jobs)
{
  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(BatchJob) job = g_list_model_get_item (jobs, i);

      if (is_unfinished (job))
        return TRUE;
    }

  return FALSE;
}

static gboolean
goes_on_by_itself (void)
{
  return g_settings_get_enum (batch_settings_get (), "at-start") == BATCH_AT_START_RESUME
         && batch_crash_log_may_resume ();
}

static void
be_ready (BatchWindow *self)
{
  self->is_ready = TRUE;
  batch_window_start_reading (self);
  g_object_notify (G_OBJECT (self), "ready");
}

static void look_for_unfinished (BatchWindow *self,
                                 const char  *after);

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(BatchWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) jobs =
    batch_engine_list_jobs_finish (BATCH_ENGINE (source), result, &error);
  guint n_jobs = jobs != NULL ? g_list_model_get_n_items (jobs) : 0;

  if (jobs != NULL && any_unfinished (jobs) && !goes_on_by_itself ())
    {
      self->was_interrupted = TRUE;
      self->shows_interrupted = TRUE;
      batch_window_update_notice (self);
      be_ready (self);
    }
  else if (n_jobs == PAGE)
    {
      g_autoptr(BatchJob) last = g_list_model_get_item (jobs, n_jobs - 1);

      look_for_unfinished (self, batch_job_get_id (last));
    }
  else
    {
      batch_window_resume (self);
      be_ready (self);
    }
}

static void
look_for_unfinished (BatchWindow *self,
                     const char  *after)
{
  batch_engine_list_jobs_async (self->engine, NULL, after, PAGE, NULL, listed_cb,
                                g_object_ref (self));
}

void
batch_window_begin (BatchWindow *self)
{
  if (self->engine != NULL)
    look_for_unfinished (self, NULL);
}

void
batch_window_resume (BatchWindow *self)
{
  GListModel *jobs = G_LIST_MODEL (self->queue);

  if (self->engine == NULL || batch_engine_get_active (self->engine))
    return;

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(BatchJob) job = g_list_model_get_item (jobs, i);

      if (is_unfinished (job))
        batch_server_url_adopt (self->engine, job);
    }

  batch_engine_set_streaming (self->engine, TRUE);
  batch_engine_set_active (self->engine, TRUE);
  self->was_interrupted = FALSE;
  self->is_held = FALSE;
  self->has_waiting = FALSE;
  batch_window_update_notice (self);
}

/* What comes while others are worked on goes with them, and programs that are answered do not wait
 * for a person. */
void
batch_window_hold (BatchWindow *self)
{
  if (self->engine == NULL || !batch_engine_get_active (self->engine)
      || any_unfinished (G_LIST_MODEL (self->queue))
      || (self->local_api != NULL && batch_local_api_is_on (self->local_api)))
    return;

  self->is_held = TRUE;
  batch_engine_set_active (self->engine, FALSE);
}

/* --- The bar --- */

typedef struct
{
  guint     n_jobs;        /* that are unfinished */
  gint64    n_left;        /* items of them that wait; answers may have been reused */
  BatchJob *begun;         /* (unowned) (nullable) the first that was begun */
  gint64    n_succeeded;   /* items of those that were begun */
  gint64    n_begun;
  gint64    n_others;      /* items of those that were not, or that are paused */
  gboolean  no_server;     /* one of them has none to go to */
} Unfinished;

static void
count_job (Unfinished *count,
           BatchJob   *job)
{
  g_autoptr(GDateTime) started = batch_job_get_started_at (job);

  count->n_jobs++;
  count->n_left += batch_job_get_total (job) - batch_job_get_ended (job);
  if (started == NULL)
    {
      count->n_others += batch_job_get_total (job);
      return;
    }

  if (count->begun == NULL)
    count->begun = job;
  count->n_succeeded += batch_job_get_succeeded (job);
  count->n_begun += batch_job_get_total (job);
}

static Unfinished
count_unfinished (BatchWindow *self)
{
  Unfinished count = { 0 };
  GListModel *jobs = G_LIST_MODEL (self->queue);

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(BatchJob) job = g_list_model_get_item (jobs, i);

      if (!is_unfinished (job))
        {
          if (!batch_job_is_terminal (job))
            count.n_others += batch_job_get_total (job);
          continue;
        }
      count_job (&count, job);
      count.no_server |= batch_job_get_backend (job) == NULL
                         && batch_engine_get_default_backend (self->engine) == NULL;
    }

  return count;
}

/* The smallest window has no room for two bars that offer the same: the one at the bottom is there
 * for as long as there is work. */
void
batch_window_share_room (BatchWindow *self)
{
  gboolean small = adw_view_switcher_title_get_title_visible (self->switcher)
                   && gtk_widget_has_css_class (GTK_WIDGET (self), "low");

  gtk_widget_set_visible (GTK_WIDGET (self->notice), !(small && self->offers_to_run));
}

/* Who comes back wants to see what was left, not what is finished; once, as a person may then
 * look at something else. */
static void
show_interrupted (BatchWindow *self,
                  BatchJob    *job)
{
  if (self->shows_interrupted && (self->job == NULL || batch_job_is_terminal (self->job)))
    batch_window_select_job (self, batch_job_get_id (job));
  self->shows_interrupted = FALSE;
}

/* With them it is as much as the bar at the bottom has. */
static char *
describe_others (gint64 n)
{
  g_autofree char *number = NULL;

  if (n == 0)
    return g_strdup ("");

  number = g_strdup_printf ("%'" G_GINT64_FORMAT, n);
  return g_strdup_printf (ngettext ("%s more waits", "%s more wait", (gulong) n), number);
}

static void
offer_to_resume (BatchWindow      *self,
                 const Unfinished *count)
{
  g_autofree char *items = batch_closure_job_counts (NULL, count->n_succeeded, 0, count->n_begun);
  /* Translators: %s is “1,204 of 5,000 items” */
  g_autofree char *done = g_strdup_printf (_("Interrupted: %s done"), items);
  g_autofree char *others = describe_others (count->n_others);
  g_autofree char *text = batch_closure_join (NULL, done, others);

  batch_notice_bar_show (self->notice, GTK_MESSAGE_INFO, text, _("_Resume"), "win.resume");
  self->offers_to_run = TRUE;
}

static void
offer_to_start (BatchWindow      *self,
                const Unfinished *count)
{
  g_autofree char *text = g_strdup_printf (ngettext ("%'d item waits to be started",
                                                     "%'d items wait to be started",
                                                     (gulong) count->n_left),
                                           (int) count->n_left);

  batch_notice_bar_show (self->notice, GTK_MESSAGE_INFO, text, _("_Start"), "win.start");
  self->offers_to_run = TRUE;
}

static void
offer_to_go_on (BatchWindow      *self,
                const Unfinished *count)
{
  /* Nothing was interrupted, as nothing was begun. */
  if (count->begun == NULL)
    {
      offer_to_start (self, count);
      return;
    }

  show_interrupted (self, count->begun);
  offer_to_resume (self, count);
}

static char *
describe_reading (BatchWindow *self)
{
  const BatchOpening *opening = g_queue_peek_head (&self->incoming);
  g_autofree char *name = g_file_get_basename (opening->file);
  g_autofree char *display_name = g_filename_display_name (name);
  guint percent =
    self->reading_input != NULL ? batch_counted_input_get_percent (self->reading_input) : 0;

  if (percent == 0)
    return g_strdup_printf (_("Reading %s…"), display_name);

  /* Translators: the name of a file, and how much of it was read */
  return g_strdup_printf (_("Reading %s… %u %%"), display_name, percent);
}

static void
tell_of_reading (BatchWindow *self)
{
  g_autofree char *text = NULL;

  /* What was taken in of a large file takes a while to be taken out again. */
  if (g_cancellable_is_cancelled (self->reading))
    {
      batch_notice_bar_show (self->notice, GTK_MESSAGE_INFO, _("Cancelling…"), NULL, NULL);
      return;
    }

  text = describe_reading (self);
  batch_notice_bar_show (self->notice, GTK_MESSAGE_INFO, text, _("_Cancel"),
                         "win.cancel-reading");
}

static void
ask_to_reuse (BatchWindow *self,
              const char  *question)
{
  batch_notice_bar_show (self->notice, GTK_MESSAGE_QUESTION, question, _("_Reuse"),
                         "win.reuse-answers");
  batch_notice_bar_add (self->notice, _("Run _Again"), "win.run-again");
}

/* It is tried again by itself, too, but who has mended it does not like to wait. */
static void
tell_of_trouble (BatchWindow  *self,
                 const GError *trouble)
{
  g_autofree char *words = batch_localize (trouble->message);

  batch_notice_bar_show (self->notice, GTK_MESSAGE_WARNING, words, _("_Try Again"),
                         "win.try-again");
  if (trouble->domain == BATCH_ERROR && trouble->code != BATCH_ERROR_STORE)
    batch_notice_bar_add (self->notice, _("_Servers…"), "win.servers");
}

/* It lives, so that what it has under way, or its server, is waited for. */
static void
tell_of_stopped (BatchWindow         *self,
                 BatchStoppedProcess *process)
{
  /* Translators: the number of a process */
  g_autofree char *text = g_strdup_printf (_("Another program (process %d) works on this queue, "
                                             "but is stopped"),
                                           batch_stopped_process_get_id (process));

  batch_notice_bar_show (self->notice, GTK_MESSAGE_WARNING, text, _("_Let It Go On"),
                         "win.continue-stopped");
}

/* What waited for a word was taken away: what comes now may be tried, or waits anew. */
static void
forget_held (BatchWindow      *self,
             const Unfinished *count)
{
  if ((self->is_held || self->was_interrupted) && count->n_jobs > 0)
    self->has_waiting = TRUE;
  else if (self->has_waiting)
    batch_window_resume (self);
}

/* One at a time: what a person has seconds to stop, what somebody waits for who has just begun it,
 * and then the worst. */
static void
choose_notice (BatchWindow *self)
{
  const GError *trouble = batch_engine_get_trouble (self->engine);
  Unfinished count = count_unfinished (self);
  g_autofree char *countdown = batch_when_done_dup_countdown (self->when_done);
  g_autofree char *question = batch_window_dup_answers_question (self);
  BatchStoppedProcess *stopped;

  forget_held (self, &count);
  /* Who does not work waits for nobody, and is not to be woken. */
  batch_stopped_watch_set_active (self->stopped,
                                  count.n_jobs > 0 && batch_engine_get_active (self->engine)
                                  && !batch_engine_get_paused (self->engine));
  stopped = batch_stopped_watch_get_process (self->stopped);
  self->offers_to_run = FALSE;
  if (countdown != NULL)
    batch_notice_bar_show (self->notice, GTK_MESSAGE_WARNING, countdown, _("_Cancel"),
                           "win.cancel-when-done");
  else if (self->reading_is_slow)
    tell_of_reading (self);
  else if (question != NULL)
    ask_to_reuse (self, question);
  else if (trouble != NULL && count.n_jobs > 0)
    tell_of_trouble (self, trouble);
  else if (stopped != NULL)
    tell_of_stopped (self, stopped);
  else if (count.n_jobs > 0 && self->was_interrupted
           && g_settings_get_enum (batch_settings_get (), "at-start")
              != BATCH_AT_START_STAY_PAUSED)
    offer_to_go_on (self, &count);
  else if (count.no_server)
    batch_notice_bar_show (self->notice, GTK_MESSAGE_WARNING,
                           _("There is no model server yet to send the batches to."),
                           _("_Servers…"), "win.servers");
  else if (count.n_jobs > 0 && self->is_held)
    offer_to_start (self, &count);
  else
    batch_notice_bar_hide (self->notice);
  batch_window_share_room (self);
}

static gboolean
notice_idle_cb (gpointer user_data)
{
  BatchWindow *self = user_data;

  self->notice_idle = 0;
  if (self->engine != NULL)
    choose_notice (self);
  return G_SOURCE_REMOVE;
}

/* It looks at every job, so much that happens at once is looked at once. */
void
batch_window_update_notice (BatchWindow *self)
{
  if (self->notice_idle == 0)
    self->notice_idle = g_idle_add (notice_idle_cb, self);
}

/* --- Actions --- */

static void
resume_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  batch_window_resume (BATCH_WINDOW (widget));
}

static void
hold_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  batch_window_hold (BATCH_WINDOW (widget));
}

static void
try_again_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  batch_engine_try_again (BATCH_WINDOW (widget)->engine);
}

static void
continue_stopped_action (GtkWidget  *widget,
                         const char *name,
                         GVariant   *parameter)
{
  BatchWindow *self = BATCH_WINDOW (widget);
  g_autoptr(GError) error = NULL;
  g_autofree char *words = NULL;

  /* One that has ended meanwhile is in nobody's way. */
  if (batch_stopped_watch_resume (self->stopped, &error)
      || g_error_matches (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    return;

  words = batch_localize (error->message);
  batch_window_show_toast (self, words);
}

void
batch_window_install_notice (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.continue-stopped", NULL,
                                   continue_stopped_action);
  gtk_widget_class_install_action (widget_class, "win.hold", NULL, hold_action);
  gtk_widget_class_install_action (widget_class, "win.resume", NULL, resume_action);
  gtk_widget_class_install_action (widget_class, "win.try-again", NULL, try_again_action);
}
