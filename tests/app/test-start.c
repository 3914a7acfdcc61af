/* test-start.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <time.h>
#include <unistd.h>

#include "app-driver.h"
#include "shell/batch-application.h"
#include "shell/batch-window.h"
#include "test-engine.h"
#include "test-support.h"

/* How long it takes until something is seen. A process of its own starts the application, with a
 * queue on the disk; what is told of it is the processor time that all of its threads had, as
 * others may use the machine, too. Beside it another one shows a window with nothing in it: the
 * time that is allowed is for machines that do that in a usual time, and slower ones get more. */

#define MAX_CPU_MS    400
#define USUAL_CPU_MS  120
#define STARTS        "BATCH_TEST_STARTS"

/* Sanitizers are no part of what is measured: with them it is seen that it starts. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MEASURES      FALSE
#define N_ITEMS       1000
#define N_STARTS      1
#else
#define MEASURES      TRUE
#define N_ITEMS       100000
#define N_STARTS      3
#endif

/* --- The process that starts --- */

static gint64
cpu_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (gint64) time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* The first frame of the other window, and the first one with items in it of ours. */
static void
painted_cb (GdkFrameClock *clock,
            GtkWidget     *window)
{
  if (BATCH_IS_WINDOW (window) && !app_shows_row (window, "request-1, "))
    return;

  g_print ("%" G_GINT64_FORMAT "\n", cpu_ms ());
  /* What it holds is not freed, and a sanitizer is not to miss it. */
  _exit (0);
}

static void
realized_cb (GtkWidget *window)
{
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (painted_cb),
                    window);
}

static void
window_added_cb (GtkApplication *application,
                 GtkWindow      *window)
{
  g_signal_connect (window, "realize", G_CALLBACK (realized_cb), NULL);
}

static void
show_nothing_cb (GtkApplication *application)
{
  GtkWidget *window = adw_application_window_new (application);

  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), gtk_label_new ("nothing"));
  gtk_window_present (GTK_WINDOW (window));
}

static GtkApplication *
make_nothing (void)
{
  AdwApplication *application = adw_application_new (NULL, 0);

  g_signal_connect (application, "activate", G_CALLBACK (show_nothing_cb), NULL);
  return GTK_APPLICATION (application);
}

static int
start (const char *what)
{
  g_autoptr(GtkApplication) application = g_str_equal (what, "nothing")
                                          ? make_nothing ()
                                          : GTK_APPLICATION (batch_application_new ());

  g_signal_connect (application, "window-added", G_CALLBACK (window_added_cb), NULL);
  return g_application_run (G_APPLICATION (application), 0, NULL);
}

/* --- The test --- */

static void
make_queue (void)
{
  const char *dir = g_getenv ("XDG_DATA_HOME");
  g_autofree char *path = app_write_batch (dir, "batch.jsonl", "a b", N_ITEMS, "prompt");
  g_autofree char *queue = g_build_filename (dir, "batch-queue", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(BatchJob) submitted = NULL;
  g_autoptr(GError) error = NULL;
  BatchEngine *engine;

  g_mkdir_with_parents (queue, 0700);
  engine = batch_test_open_engine (queue);
  job = batch_job_new_for_file (file);
  batch_job_set_max_lines (job, 0);
  batch_engine_submit_async (engine, job, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  submitted = batch_engine_submit_finish (engine, result, &error);
  g_assert_no_error (error);
  batch_test_close_engine (engine);
  g_object_unref (engine);
}

static gint64
start_once (const char *what)
{
  g_autoptr(GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *said = NULL;

  g_subprocess_launcher_setenv (launcher, STARTS, what, TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, "/proc/self/exe", NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &said, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  return g_ascii_strtoll (said, NULL, 10);
}

static void
test_start (void)
{
  gint64 ours = G_MAXINT64;
  gint64 nothing = G_MAXINT64;
  gint64 allowed;

  make_queue ();
  for (guint i = 0; i < N_STARTS; i++)
    {
      ours = MIN (ours, start_once ("batch-queue"));
      nothing = MIN (nothing, start_once ("nothing"));
    }

  allowed = MAX_CPU_MS * MAX (nothing, USUAL_CPU_MS) / USUAL_CPU_MS;
  g_test_message ("%d items are seen after %" G_GINT64_FORMAT " ms of the processor, an empty "
                  "window after %" G_GINT64_FORMAT, N_ITEMS, ours, nothing);
  if (MEASURES)
    g_assert_cmpint (ours, <, allowed);
}

static void
add_tests (void)
{
  g_test_add_func ("/batch/app/start", test_start);
}

int
main (int   argc,
      char *argv[])
{
  const char *what = g_getenv (STARTS);

  return what != NULL ? start (what) : app_test_run (argc, argv, add_tests);
}
