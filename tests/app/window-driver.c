/* window-driver.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "window-driver.h"

#include <string.h>

#include "test-engine.h"
#include "test-simulator.h"
#include "test-support.h"

void
app_window_open (AppWindow *fixture)
{
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->window = g_object_ref (batch_window_new (NULL));
  gtk_window_present (GTK_WINDOW (fixture->window));
  batch_window_set_engine (fixture->window, fixture->engine);
}

/* Gives up the last reference. What is still on its way to an object that is closed, and what
 * GTK does with a window that is destroyed, comes from the main loop. */
static void
wait_finalized (gpointer object)
{
  gpointer *place = object;

  g_object_add_weak_pointer (*place, place);
  g_object_unref (*place);
  app_wait_until (*place == NULL);
}

void
app_window_close (AppWindow *fixture)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  batch_test_close_engine (fixture->engine);
  wait_finalized (&fixture->window);
  wait_finalized (&fixture->engine);
}

void
app_window_set_up (AppWindow  *fixture,
                   const char *models,
                   guint       delay_ms)
{
  BatchSimulatorConfig config = { .models = models, .capacity = 1, .delay_ms = delay_ms };

  fixture->dir = batch_test_make_dir ();
  fixture->server = batch_test_start_simulator (&config);
  g_setenv ("BATCHQ_BACKEND", batch_simulator_get_uri (fixture->server), TRUE);
  app_window_open (fixture);
}

void
app_window_tear_down (AppWindow *fixture)
{
  app_window_close (fixture);
  batch_simulator_stop (fixture->server);
  g_object_unref (fixture->server);
  g_unsetenv ("BATCHQ_BACKEND");
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

static void
set_pace (AppWindow  *fixture,
          const char *path)
{
  g_autoptr(BatchTestResponse) response = NULL;

  response = batch_test_http_once (batch_simulator_get_port (fixture->server), "POST", path, "");
  g_assert_cmpuint (response->status, ==, 200);
}

void
app_window_hurry (AppWindow *fixture)
{
  set_pace (fixture, "/__pace?times=0.001");
}

void
app_window_slow_down (AppWindow *fixture)
{
  set_pace (fixture, "/__pace?times=1");
}

void
app_window_open_file (AppWindow  *fixture,
                      const char *path)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);

  batch_window_open_file (fixture->window, file);
}

void
app_window_start (AppWindow *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.start", NULL);
}

BatchJob *
app_window_open_batch (AppWindow  *fixture,
                       const char *models,
                       guint       n,
                       const char *prompt)
{
  g_autofree char *path = app_write_batch (fixture->dir, "batch.jsonl", models, n, prompt);

  app_window_open_file (fixture, path);
  app_wait_until (batch_window_get_job (fixture->window) != NULL);
  app_window_start (fixture);
  return batch_window_get_job (fixture->window);
}

gboolean
app_window_shows (AppWindow  *fixture,
                  const char *spoken)
{
  return app_shows_row (GTK_WIDGET (fixture->window), spoken);
}

GtkWidget *
app_window_find (AppWindow *fixture,
                 GType      type)
{
  GtkWidget *found;

  app_wait_until ((found = app_find_widget (GTK_WIDGET (fixture->window), type)) != NULL);
  return found;
}

void
app_window_click (AppWindow  *fixture,
                  const char *action)
{
  GtkButton *button;

  app_wait_until ((button = app_find_button (GTK_WIDGET (fixture->window), action)) != NULL);
  g_signal_emit_by_name (button, "clicked");
}

gboolean
app_window_notices (AppWindow  *fixture,
                    const char *text)
{
  const char *notice = batch_notice_bar_get_text (fixture->window->notice);

  return notice != NULL && strstr (notice, text) != NULL;
}

void
app_window_assert_fits (AppWindow *fixture)
{
  /* Without the frame that it has where nothing is transparent. */
  GtkWidget *inside = gtk_widget_get_first_child (GTK_WIDGET (fixture->window));
  int width;
  int height;

  gtk_widget_measure (inside, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  gtk_widget_measure (inside, GTK_ORIENTATION_VERTICAL, 360, &height, NULL, NULL, NULL);
  g_assert_cmpint (width, <=, 360);
  g_assert_cmpint (height, <=, 294);
}
