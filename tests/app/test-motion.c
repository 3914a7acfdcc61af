/* test-motion.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "window-driver.h"

#include "queue/batch-job-page.h"

/* Who has switched animations off sees nothing slide or fade, whatever is done in the window. */

static gboolean
is_moving (GtkWidget *widget)
{
  if (GTK_IS_REVEALER (widget))
    return gtk_revealer_get_reveal_child (GTK_REVEALER (widget))
           != gtk_revealer_get_child_revealed (GTK_REVEALER (widget));
  if (GTK_IS_STACK (widget))
    return gtk_stack_get_transition_running (GTK_STACK (widget));
  if (ADW_IS_LEAFLET (widget))
    return adw_leaflet_get_child_transition_running (ADW_LEAFLET (widget));
  if (ADW_IS_FLAP (widget))
    return adw_flap_get_reveal_progress (ADW_FLAP (widget)) > 0
           && adw_flap_get_reveal_progress (ADW_FLAP (widget)) < 1;

  return FALSE;
}

static gboolean
count_moving (GtkWidget *widget,
              gpointer   user_data)
{
  guint *n_moving = user_data;

  *n_moving += is_moving (widget);
  return FALSE;
}

/* In each frame. */
static gboolean
look_cb (GtkWidget     *window,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  app_walk (window, count_moving, user_data);
  return G_SOURCE_CONTINUE;
}

/* Bars come and go, as do details and the search, and pages and views change. */
static void
do_much (AppWindow *fixture)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  GtkWidget *job_page;
  GtkWidget *search;
  BatchJob *job = app_window_open_batch (fixture, "a", 8, "[[fail 400:1]]");

  app_wait_until (batch_job_is_terminal (job));
  app_wait_until ((job_page = app_find_widget (window, BATCH_TYPE_JOB_PAGE)) != NULL);
  gtk_widget_activate_action (job_page, "queue.detail", NULL);
  app_wait_until ((search = app_find_widget (window, GTK_TYPE_SEARCH_BAR)) != NULL);
  gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (search), TRUE);
  gtk_widget_activate_action (window, "win.page", "s", "results");
  app_wait_until (app_window_shows (fixture, "request-1, Failed"));
  gtk_widget_activate_action (window, "win.page", "s", "queue");
  gtk_widget_activate_action (job_page, "queue.detail", NULL);
  gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (search), FALSE);
  app_window_click (fixture, "win.retry");
  app_wait_until (batch_job_get_state (job) == BATCH_JOB_STATE_COMPLETED);
}

static guint
count_movements (gboolean animations)
{
  AppWindow fixture;
  guint n_moving = 0;

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", animations, NULL);
  app_window_set_up (&fixture, "a", 0);
  gtk_widget_add_tick_callback (GTK_WIDGET (fixture.window), look_cb, &n_moving, NULL);
  do_much (&fixture);
  app_window_tear_down (&fixture);
  return n_moving;
}

static void
test_reduced (void)
{
  g_assert_cmpuint (count_movements (FALSE), ==, 0);
}

/* Otherwise something moves, and is seen to. */
static void
test_usual (void)
{
  g_assert_cmpuint (count_movements (TRUE), >, 0);
}

static void
add_tests (void)
{
  g_test_add_func ("/batch/app/motion/reduced", test_reduced);
  g_test_add_func ("/batch/app/motion/usual", test_usual);
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
