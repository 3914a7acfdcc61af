/* window-driver.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "shell/batch-window-private.h"

#include "app-driver.h"
#include "simulator/batch-simulator.h"

G_BEGIN_DECLS

/* The window on a real engine, with a store on the disk and the simulated server. */
typedef struct
{
  char           *dir;
  BatchSimulator *server;
  BatchEngine    *engine;
  BatchWindow    *window;
} AppWindow;

/* Slow enough for what is to be seen while it works, on any machine; then quick. */
#define SLOW_MS 500

void      app_window_set_up      (AppWindow  *fixture,
                                  const char *models,
                                  guint       delay_ms);
void      app_window_tear_down   (AppWindow  *fixture);
void      app_window_hurry       (AppWindow  *fixture);
void      app_window_slow_down   (AppWindow  *fixture);

/* The program ends, and is started again. */
void      app_window_close       (AppWindow  *fixture);
void      app_window_open        (AppWindow  *fixture);

void      app_window_open_file   (AppWindow  *fixture,
                                  const char *path);
/* Opens a batch, and waits until it is there and selected. */
/* As a person does who has seen the plan. */
void      app_window_start       (AppWindow  *fixture);
/* And starts it. */
BatchJob *app_window_open_batch  (AppWindow  *fixture,
                                  const char *models,
                                  guint       n,
                                  const char *prompt);

/* The first widget of the type, as soon as it is shown. */
GtkWidget *
          app_window_find        (AppWindow  *fixture,
                                  GType       type);
/* Clicks a button that a person could click now. */
void      app_window_click       (AppWindow  *fixture,
                                  const char *action);
gboolean  app_window_shows       (AppWindow  *fixture,
                                  const char *spoken);
gboolean  app_window_notices     (AppWindow  *fixture,
                                  const char *text);
/* The smallest window that the guidelines ask for. */
void      app_window_assert_fits (AppWindow  *fixture);

G_END_DECLS
