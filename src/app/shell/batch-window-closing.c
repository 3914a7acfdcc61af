/* batch-window-closing.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-window-private.h"

#include <glib/gi18n.h>

#include "widgets/batch-question.h"
#include "widgets/batch-settings.h"

/* The window is a view: when it is closed while batches run, they can go on without it. A person
 * says once whether they are to. */

static gboolean
works (BatchWindow *self)
{
  if (self->when_done != NULL && batch_when_done_get_pending (self->when_done))
    return TRUE;
  if (self->local_api != NULL && batch_local_api_is_on (self->local_api))
    return TRUE;

  return self->work != NULL && batch_queue_progress_get_n_jobs (self->work) > 0
         && batch_engine_get_active (self->engine) && !batch_engine_get_paused (self->engine);
}

static void
keep_size (BatchWindow *self)
{
  GSettings *settings = batch_settings_get ();
  int width;
  int height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (settings, "window-width", width);
  g_settings_set_int (settings, "window-height", height);
  g_settings_set_boolean (settings, "window-maximized",
                          gtk_window_is_maximized (GTK_WINDOW (self)));
}

void
batch_window_restore_size (BatchWindow *self)
{
  GSettings *settings = batch_settings_get ();

  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (settings, "window-width"),
                               g_settings_get_int (settings, "window-height"));
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
}

/* --- The question --- */

static void
close_as (BatchWindow     *self,
          BatchWhenClosed  when_closed)
{
  g_settings_set_enum (batch_settings_get (), "when-closed", when_closed);
  gtk_window_close (GTK_WINDOW (self));
}

static void
answered_cb (BatchWindow *self,
             const char  *answer)
{
  self->asks_to_close = FALSE;
  if (g_str_equal (answer, "keep-working"))
    close_as (self, BATCH_WHEN_CLOSED_KEEP_WORKING);
  else if (g_str_equal (answer, "quit"))
    close_as (self, BATCH_WHEN_CLOSED_QUIT);
}

static const char *
describe_work (BatchWindow *self)
{
  if (self->local_api != NULL && batch_local_api_is_on (self->local_api))
    return _("Batches can go on, and programs be answered, while the window is closed. The "
             "preferences can change your answer later.");

  return _("Batches can go on while the window is closed. The preferences can change your answer "
           "later.");
}

static void
ask (BatchWindow *self)
{
  GtkWidget *question;

  if (self->asks_to_close)
    return;

  question = batch_question_new (_("Keep Working?"), describe_work (self));
  batch_question_add_answer (question, "stay", _("_Do Not Close"), ADW_RESPONSE_DEFAULT);
  batch_question_add_answer (question, "quit", _("_Quit"), ADW_RESPONSE_DEFAULT);
  batch_question_add_answer (question, "keep-working", _("_Keep Working"),
                             ADW_RESPONSE_SUGGESTED);
  g_signal_connect_object (question, "response", G_CALLBACK (answered_cb), self,
                           G_CONNECT_SWAPPED);
  self->asks_to_close = TRUE;
  batch_question_present (question, GTK_WIDGET (self));
}

/* --- Closing --- */

static gboolean
batch_window_close_request (GtkWindow *window)
{
  BatchWindow *self = BATCH_WINDOW (window);
  BatchWhenClosed when_closed = g_settings_get_enum (batch_settings_get (), "when-closed");

  keep_size (self);
  if (!works (self) || when_closed == BATCH_WHEN_CLOSED_QUIT)
    return FALSE;

  if (when_closed == BATCH_WHEN_CLOSED_KEEP_WORKING)
    gtk_widget_hide (GTK_WIDGET (self));
  else
    ask (self);

  return TRUE;
}

void
batch_window_install_closing (GtkWidgetClass *widget_class)
{
  GTK_WINDOW_CLASS (widget_class)->close_request = batch_window_close_request;
}
