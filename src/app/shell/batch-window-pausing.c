/* batch-window-pausing.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-window-private.h"

/* All work pauses in one of three ways, and goes on. */

static void
paused_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(BatchWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  /* That it was resumed meanwhile, who did so knows. */
  if (!batch_engine_pause_finish (BATCH_ENGINE (source), result, &error)
      && !batch_engine_get_pausing (BATCH_ENGINE (source))
      && batch_engine_get_paused (BATCH_ENGINE (source)))
    batch_window_show_toast (self, error->message);
}

static void
pause_engine (BatchWindow    *self,
              BatchPauseMode  mode)
{
  batch_engine_pause_async (self->engine, mode, NULL, paused_cb, g_object_ref (self));
}

static void
pause_after_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  pause_engine (BATCH_WINDOW (widget), BATCH_PAUSE_MODE_AFTER_CURRENT);
}

static void
pause_now_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  pause_engine (BATCH_WINDOW (widget), BATCH_PAUSE_MODE_NOW);
}

static void
pause_free_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  pause_engine (BATCH_WINDOW (widget), BATCH_PAUSE_MODE_FREE_MEMORY);
}

/* Begins, or goes on with what was left unfinished. */
static void
start_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  BatchWindow *self = BATCH_WINDOW (widget);

  batch_engine_set_paused (self->engine, FALSE);
  batch_window_resume (self);
}

static void
pause_all_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  BatchWindow *self = BATCH_WINDOW (widget);

  if (batch_engine_get_paused (self->engine) || !batch_engine_get_active (self->engine))
    start_action (widget, name, parameter);
  else
    pause_engine (self, BATCH_PAUSE_MODE_AFTER_CURRENT);
}

void
batch_window_update_pausing (BatchWindow *self)
{
  static const char * const actions[] = {
    "win.pause-all", "win.pause-after", "win.pause-now", "win.pause-free", "win.start",
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i], self->engine != NULL);
}

void
batch_window_install_pausing (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.pause-all", NULL, pause_all_action);
  gtk_widget_class_install_action (widget_class, "win.pause-after", NULL, pause_after_action);
  gtk_widget_class_install_action (widget_class, "win.pause-now", NULL, pause_now_action);
  gtk_widget_class_install_action (widget_class, "win.pause-free", NULL, pause_free_action);
  gtk_widget_class_install_action (widget_class, "win.start", NULL, start_action);
}
