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

typedef struct
{
  guint n_frames;
  guint n_moving;                  /* widgets that move in a frame, added up */
} Motion;

static gboolean
count_moving (GtkWidget *widget,
              gpointer   user_data)
{
  Motion *motion = user_data;

  motion->n_moving += is_moving (widget);
  return FALSE;
}

static gboolean
look_cb (GtkWidget     *window,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  Motion *motion = user_data;

  motion->n_frames++;
  app_walk (window, count_moving, motion);
  return G_SOURCE_CONTINUE;
}

/* What was done shows in the first of them, at the latest in the second. */
static void
see_two_frames (const Motion *motion)
{
  guint n_before = motion->n_frames;

  app_wait_until (motion->n_frames >= n_before + 2);
}

static void
activate (const Motion *motion,
          GtkWidget    *widget,
          const char   *action,
          const char   *target)
{
  g_assert_true (gtk_widget_activate_action (widget, action, target != NULL ? "s" : NULL, target));
  see_two_frames (motion);
}

static void
search (const Motion *motion,
        GtkWidget    *window,
        gboolean      on)
{
  GtkWidget *bar;

  app_wait_until ((bar = app_find_widget (window, GTK_TYPE_SEARCH_BAR)) != NULL);
  gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (bar), on);
  see_two_frames (motion);
}

/* Bars come and go, as do details and the search, and pages and views change. */
static void
do_much (AppWindow    *fixture,
         const Motion *motion)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  GtkWidget *job_page;
  BatchJob *job = app_window_open_batch (fixture, "a", 8, "[[fail 400:1]]");

  app_wait_until (batch_job_is_terminal (job));
  app_wait_until ((job_page = app_find_widget (window, BATCH_TYPE_JOB_PAGE)) != NULL);
  see_two_frames (motion);
  activate (motion, job_page, "queue.detail", NULL);
  search (motion, window, TRUE);
  activate (motion, window, "win.page", "results");
  app_wait_until (app_window_shows (fixture, "request-1, Failed"));
  activate (motion, window, "win.page", "queue");
  activate (motion, job_page, "queue.detail", NULL);
  search (motion, window, FALSE);
  app_window_click (fixture, "win.retry");
  app_wait_until (batch_job_get_state (job) == BATCH_JOB_STATE_COMPLETED);
  see_two_frames (motion);
}

static guint
count_movements (gboolean animations)
{
  AppWindow fixture;
  Motion motion = { 0 };

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", animations, NULL);
  app_window_set_up (&fixture, "a", 0);
  gtk_widget_add_tick_callback (GTK_WIDGET (fixture.window), look_cb, &motion, NULL);
  do_much (&fixture, &motion);
  app_window_tear_down (&fixture);
  return motion.n_moving;
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
