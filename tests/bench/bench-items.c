/* bench-items.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "app-driver.h"
#include "bench-verdict.h"
#include "queue/batch-job-page.h"
#include "shell/batch-footprint.h"
#include "shell/batch-window-private.h"
#include "test-engine.h"
#include "test-simulator.h"
#include "test-support.h"
#include "widgets/batch-list-selection.h"
#include "widgets/batch-settings.h"

/* bench-items: the window with a batch of a million items, in a display of its own. It
 * calls itself three times on one store: to make it, to look at it, and to work on it.
 *
 * The first frame is timed from before its process is started, with all that is loaded before main,
 * and once more from the click on the batch. A frame counts when it was painted with rows in it.
 * The clock of frames goes 60 times a second here: each frame that it leaves out is missed. */

#define N_ITEMS    1000000
#define N_FEW      12
#define FRAME_US   16667
#define STARTED    "BENCH_ITEMS_STARTED_US"
#define N_FRAMES   600
#define SCROLL_PX  60
#define RUN_US     (15 * G_USEC_PER_SEC)
#define WARM_UP_US (3 * G_USEC_PER_SEC)

static gint64
thread_cpu_us (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static gint64
process_cpu_us (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static double
resident_mb (void)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) words = NULL;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    return 0;

  words = g_strsplit (text, " ", -1);
  return (double) g_ascii_strtoll (words[1], NULL, 10) * sysconf (_SC_PAGESIZE) / 1e6;
}

/* --- How long the main loop does not turn --- */

typedef struct
{
  gint64 wall_us;              /* when it turned last */
  gint64 cpu_us;
  gint64 longest_us;
  gint64 longest_cpu_us;       /* what of it was work, and not other processes */
} Pulse;

static gboolean
pulse_cb (gpointer user_data)
{
  Pulse *pulse = user_data;
  gint64 wall = g_get_monotonic_time ();
  gint64 cpu = thread_cpu_us ();

  pulse->longest_us = MAX (pulse->longest_us, wall - pulse->wall_us);
  pulse->longest_cpu_us = MAX (pulse->longest_cpu_us, cpu - pulse->cpu_us);
  pulse->wall_us = wall;
  pulse->cpu_us = cpu;
  return G_SOURCE_CONTINUE;
}

static void
pulse_begin (Pulse *pulse)
{
  *pulse = (Pulse) { g_get_monotonic_time (), thread_cpu_us (), 0, 0 };
}

static void
pulse_start (Pulse *pulse)
{
  pulse_begin (pulse);
  g_timeout_add_full (G_PRIORITY_HIGH, 1, pulse_cb, pulse, NULL);
}

/* --- Frames --- */

typedef struct
{
  GtkWidget     *widget;
  GtkAdjustment *scrolls;      /* (nullable) */
  GArray        *wall_us;      /* of each frame */
  GArray        *cpu_us;
  gint64         began_us;
  gint64         began_cpu_us;
  guint          n_frames;
  guint          tick_id;
} Frames;

static void
before_paint_cb (GdkFrameClock *clock,
                 Frames        *frames)
{
  frames->began_us = g_get_monotonic_time ();
  frames->began_cpu_us = thread_cpu_us ();
}

static void
after_paint_cb (GdkFrameClock *clock,
                Frames        *frames)
{
  gint64 wall = g_get_monotonic_time () - frames->began_us;
  gint64 cpu = thread_cpu_us () - frames->began_cpu_us;

  g_array_append_val (frames->wall_us, wall);
  g_array_append_val (frames->cpu_us, cpu);
  frames->n_frames++;
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  Frames *frames = user_data;

  if (frames->scrolls != NULL)
    gtk_adjustment_set_value (frames->scrolls,
                              gtk_adjustment_get_value (frames->scrolls) + SCROLL_PX);
  return G_SOURCE_CONTINUE;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  gint64 one = *(const gint64 *) a;
  gint64 other = *(const gint64 *) b;

  return one < other ? -1 : one > other;
}

static double
percentile_ms (GArray *values,
               double  part)
{
  g_array_sort (values, compare);
  return (double) g_array_index (values, gint64, (guint) (part * (values->len - 1))) / 1000;
}

static void
watch_frames (Frames    *frames,
              GtkWidget *widget)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);

  frames->widget = widget;
  frames->wall_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  frames->cpu_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), frames);
  g_signal_connect_after (clock, "after-paint", G_CALLBACK (after_paint_cb), frames);
  frames->tick_id = gtk_widget_add_tick_callback (widget, tick_cb, frames, NULL);
}

static void
unwatch_frames (Frames *frames)
{
  gtk_widget_remove_tick_callback (frames->widget, frames->tick_id);
  g_signal_handlers_disconnect_by_data (gtk_widget_get_frame_clock (frames->widget), frames);
  g_array_unref (frames->wall_us);
  g_array_unref (frames->cpu_us);
}

/* --- The window --- */

typedef struct
{
  BatchEngine   *engine;
  BatchWindow   *window;
  BatchItemList *list;
  GListModel    *rows;
  gint64         first_us;     /* when the first frame with rows was there */
} View;

/* The batch with so many items. */
static gboolean
shows_rows (View   *view,
            gint64  n_items)
{
  GtkWidget *page = app_find_widget (GTK_WIDGET (view->window), BATCH_TYPE_JOB_PAGE);
  BatchJob *job = page != NULL ? batch_job_page_get_job (BATCH_JOB_PAGE (page)) : NULL;

  return job != NULL && batch_job_get_total (job) == n_items && app_shows_row (page, "request-1, ");
}

typedef struct
{
  View   *view;
  gint64  n_items;
  gint64  at_us;               /* when they were painted; 0: not yet */
} FirstFrame;

static void
rows_painted_cb (GdkFrameClock *clock,
                 FirstFrame    *first)
{
  if (first->at_us == 0 && shows_rows (first->view, first->n_items))
    first->at_us = g_get_monotonic_time ();
}

/* When the first frame with rows of that batch was there. */
static gint64
await_rows (View   *view,
            gint64  n_items)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (view->window));
  FirstFrame first = { view, n_items, 0 };
  gulong id = g_signal_connect_after (clock, "after-paint", G_CALLBACK (rows_painted_cb), &first);

  app_wait_until (first.at_us > 0);
  g_signal_handler_disconnect (clock, id);
  return first.at_us;
}

static void
select_batch (View   *view,
              gint64  n_items)
{
  GListModel *jobs = G_LIST_MODEL (batch_window_get_queue (view->window));

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(BatchJob) job = g_list_model_get_item (jobs, i);

      if (batch_job_get_total (job) == n_items)
        batch_window_select_job (view->window, batch_job_get_id (job));
    }
}

static void
open_window (View       *view,
             const char *dir)
{
  GtkWidget *page;

  view->engine = batch_test_open_engine (dir);
  view->window = g_object_ref (batch_window_new (NULL));
  gtk_window_set_default_size (GTK_WINDOW (view->window), 1000, 650);
  gtk_window_present (GTK_WINDOW (view->window));
  batch_window_set_engine (view->window, view->engine);
  view->first_us = await_rows (view, N_ITEMS);

  page = app_find_widget (GTK_WIDGET (view->window), BATCH_TYPE_JOB_PAGE);
  view->list = batch_job_page_get_item_list (BATCH_JOB_PAGE (page));
  view->rows = G_LIST_MODEL (batch_item_list_get_selection (view->list));
}

static void
close_window (View *view)
{
  gtk_window_destroy (GTK_WINDOW (view->window));
  g_object_unref (view->window);
  batch_test_close_engine (view->engine);
}

static void
painted_cb (GdkFrameClock *clock,
            gboolean      *painted)
{
  *painted = TRUE;
}

static void
wait_for_frame (View *view)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (view->window));
  gboolean painted = FALSE;
  gulong id = g_signal_connect_after (clock, "after-paint", G_CALLBACK (painted_cb), &painted);

  gtk_widget_queue_draw (GTK_WIDGET (view->window));
  app_wait_until (painted);
  g_signal_handler_disconnect (clock, id);
}

/* --- Looking --- */

static void
measure_scrolling (View       *view,
                   const char *what)
{
  GtkWidget *widget = batch_item_list_get_view (view->list);
  Frames frames = { 0 };
  gint64 begun = g_get_monotonic_time ();
  double p50;
  double p99;

  frames.scrolls = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (widget));
  watch_frames (&frames, widget);
  app_wait_until (frames.n_frames >= N_FRAMES);

  p50 = percentile_ms (frames.wall_us, 0.5);
  p99 = percentile_ms (frames.wall_us, 0.99);
  bench_verdict (what, "99 of 100 frames under 16 ms", p99 < 16,
                 "p50 %.1f ms, p99 %.1f ms (%.1f ms of work), %.0f frames/s", p50, p99,
                 percentile_ms (frames.cpu_us, 0.99),
                 N_FRAMES * 1e6 / (double) (g_get_monotonic_time () - begun));
  unwatch_frames (&frames);
}

static gboolean
is_complete (View *view)
{
  GListModel *items = batch_list_selection_get_model (BATCH_LIST_SELECTION (view->rows));
  gboolean loading = FALSE;

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (items), "loading") != NULL)
    g_object_get (items, "loading", &loading, NULL);
  return !loading && g_list_model_get_n_items (items) == g_list_model_get_n_items (view->rows);
}

static void
measure_query (View       *view,
               Pulse      *pulse,
               GListModel *before,
               const char *what,
               gint64      begun)
{
  BatchListSelection *selection = BATCH_LIST_SELECTION (view->rows);
  gint64 first;
  gint64 all;

  app_wait_until (batch_list_selection_get_model (selection) != before);
  first = g_get_monotonic_time ();
  app_wait_until (is_complete (view));
  all = g_get_monotonic_time ();
  wait_for_frame (view);
  pulse_cb (pulse);
  bench_verdict (what, "no block over 50 ms", pulse->longest_us < 50000,
                 "longest %.0f ms (%.0f ms of work); first rows after %.2f s, all %u after %.2f s",
                 (double) pulse->longest_us / 1000, (double) pulse->longest_cpu_us / 1000,
                 (double) (first - begun) / 1e6,
                 g_list_model_get_n_items (view->rows), (double) (all - begun) / 1e6);
}

static void
measure_queries (View  *view,
                 Pulse *pulse)
{
  static const struct { const char *what; guint filter; const char *search; const char *sort; }
  queries[] = {
    { "a million items: filter by state", 1, "", "position" },
    { "a million items: search, many found", 0, "request-7", "position" },
    { "a million items: search, none found", 0, "nowhere", "position" },
    { "a million items: sort by name", 0, "", "custom-id" },
    { "a million items: sort by model", 0, "", "model" },
    { "a million items: sort by time", 0, "", "duration" },
    { "a million items: all of them again", 0, "", "position" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      BatchListSelection *selection = BATCH_LIST_SELECTION (view->rows);
      g_autoptr(GListModel) before = NULL;
      gint64 begun;

      /* The order is changed of a list that is shown. */
      if (!g_str_equal (queries[i].sort, "position"))
        batch_item_list_set_search (view->list, queries[i].search);
      app_wait_until (is_complete (view));

      before = g_object_ref (batch_list_selection_get_model (selection));
      begun = g_get_monotonic_time ();
      pulse_begin (pulse);
      batch_item_list_set_filter (view->list, queries[i].filter);
      batch_item_list_set_search (view->list, queries[i].search);
      g_object_set (view->list, "sort", queries[i].sort, NULL);
      measure_query (view, pulse, before, queries[i].what, begun);
    }
}

/* From another batch, and as its row is clicked. */
static void
measure_click (View *view)
{
  gint64 begun;
  gint64 cpu;
  double ms;

  select_batch (view, N_FEW);
  await_rows (view, N_FEW);
  begun = g_get_monotonic_time ();
  cpu = thread_cpu_us ();
  select_batch (view, N_ITEMS);
  ms = (double) (await_rows (view, N_ITEMS) - begun) / 1000;
  bench_verdict ("a million items: first frame with rows, from the click on the batch",
                 "under 350 ms", ms < 350, "%.0f ms (%.0f ms of work)", ms,
                 (double) (thread_cpu_us () - cpu) / 1000);
  app_wait_until (is_complete (view));
}

static void
look (const char *dir)
{
  gint64 started = g_ascii_strtoll (g_getenv (STARTED), NULL, 10);
  gint64 in_main = g_get_monotonic_time ();
  View view;
  Pulse pulse;
  double first_ms;

  open_window (&view, dir);
  first_ms = (double) (view.first_us - started) / 1000;
  bench_verdict ("a million items: first frame with rows, from the start of the process",
                 "under 350 ms", first_ms < 350,
                 "%.0f ms, %.0f ms of them before main and in the toolkit; %.0f ms of work",
                 first_ms, (double) (in_main - started) / 1000, (double) process_cpu_us () / 1000);
  bench_verdict ("a million items: memory", "under 120 MB", resident_mb () < 120,
                 "%.0f MB", resident_mb ());

  app_wait_until (is_complete (&view));
  measure_click (&view);
  measure_scrolling (&view, "a million items: scroll the list");
  pulse_start (&pulse);
  measure_queries (&view, &pulse);
  bench_verdict ("a million items: memory after all that", "under 120 MB", resident_mb () < 120,
                 "%.0f MB", resident_mb ());

  g_object_set (view.list, "table", TRUE, NULL);
  app_wait_until (is_complete (&view));
  measure_scrolling (&view, "a million items: scroll the table");
  g_source_remove_by_user_data (&pulse);
  close_window (&view);
}

/* --- Working --- */

static gint64
n_succeeded (View *view)
{
  return batch_job_get_succeeded (batch_item_list_get_job (view->list));
}

static void
wait_us (gint64 us)
{
  gint64 end = g_get_monotonic_time () + us;

  app_wait_until (g_get_monotonic_time () >= end);
}

static void
measure_working (View       *view,
                 const char *what)
{
  Frames frames = { 0 };
  Pulse pulse;
  gint64 n_before;
  gint64 cpu;
  gint64 all_cpu;
  gint64 begun;
  double seconds;
  double share;
  guint n_due;

  wait_us (WARM_UP_US);
  watch_frames (&frames, GTK_WIDGET (view->window));
  n_before = n_succeeded (view);
  cpu = thread_cpu_us ();
  all_cpu = process_cpu_us ();
  begun = g_get_monotonic_time ();
  pulse_start (&pulse);
  wait_us (RUN_US);
  seconds = (double) (g_get_monotonic_time () - begun) / 1e6;
  share = (double) (thread_cpu_us () - cpu) / 1e6 / seconds;
  /* The one that the end cuts through is not due yet. */
  n_due = (guint) (seconds * 1e6 / FRAME_US) - 1;

  bench_verdict (what, "each of 60 frames/s, no stall over 50 ms, under half a core",
                 frames.n_frames >= n_due && pulse.longest_us < 50000 && share < 0.5,
                 "%u of %u frames, p99 %.1f ms (%.1f ms of work), longest stall %.0f ms "
                 "(%.0f ms of work), %.2f of a core for the window and %.2f for all with the "
                 "engine and the server, at %.0f items/s", frames.n_frames, n_due,
                 percentile_ms (frames.wall_us, 0.99), percentile_ms (frames.cpu_us, 0.99),
                 (double) pulse.longest_us / 1000, (double) pulse.longest_cpu_us / 1000, share,
                 (double) (process_cpu_us () - all_cpu) / 1e6 / seconds,
                 (double) (n_succeeded (view) - n_before) / seconds);
  g_source_remove_by_user_data (&pulse);
  unwatch_frames (&frames);
}

static void
work (const char *dir)
{
  BatchSimulatorConfig config = { .models = "model-0,model-1", .capacity = 2 };
  BatchSimulator *server = batch_test_start_simulator (&config);
  View view;

  g_setenv ("BATCHQ_BACKEND", batch_simulator_get_uri (server), TRUE);
  g_settings_set_enum (batch_settings_get (), "at-start", BATCH_AT_START_RESUME);
  open_window (&view, dir);
  app_wait_until (n_succeeded (&view) > 0);
  measure_working (&view, "a million items: while they finish");
  batch_item_list_set_filter (view.list, 1);
  measure_working (&view, "a million items: while they finish, those that wait");
  close_window (&view);
  batch_simulator_stop (server);
  g_object_unref (server);
}

/* --- Making --- */

static void
put (BatchQueue *queue,
     const char *dir,
     const char *name,
     guint       n_items)
{
  g_autofree char *path = app_write_batch (dir, name, "model-0 model-1", n_items, "prompt");
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJob) draft = batch_job_new_for_file (file);
  g_autoptr(BatchJob) job = NULL;

  batch_job_set_max_lines (draft, 0);
  batch_queue_enqueue_async (queue, draft, NULL, batch_test_store_result, &result);
  app_wait_until (result != NULL);
  job = batch_queue_enqueue_finish (queue, result, &error);
  g_assert_no_error (error);
}

static void
make (const char *dir)
{
  g_autoptr(BatchEngine) engine = batch_test_open_engine (dir);
  g_autoptr(BatchQueue) queue = batch_queue_new_for_engine (engine);

  put (queue, dir, "many.jsonl", N_ITEMS);
  put (queue, dir, "few.jsonl", N_FEW);
  batch_test_close_engine (engine);
}

static void
call_self (const char *self,
           const char *mode,
           const char *dir)
{
  const char *arguments[] = { self, mode, dir, NULL };
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_monotonic_time ());
  g_autoptr(GError) error = NULL;
  int status;

  g_setenv (STARTED, now, TRUE);
  g_spawn_sync (NULL, (char **) arguments, NULL,
                G_SPAWN_CHILD_INHERITS_STDIN | G_SPAWN_LEAVE_DESCRIPTORS_OPEN, NULL, NULL, NULL,
                NULL, &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, &error))
    g_error ("%s: %s", mode, error->message);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *dir = NULL;

  setlocale (LC_ALL, "");
  if (argc > 2 && g_str_equal (argv[1], "--make"))
    {
      make (argv[2]);
      return EXIT_SUCCESS;
    }

  if (argc > 2)
    {
      batch_footprint_reduce ();
      gtk_init ();
      adw_init ();
      if (g_str_equal (argv[1], "--look"))
        look (argv[2]);
      else
        work (argv[2]);
      return EXIT_SUCCESS;
    }

  dir = batch_test_make_dir ();
  call_self (argv[0], "--make", dir);
  call_self (argv[0], "--look", dir);
  call_self (argv[0], "--work", dir);
  batch_test_remove_dir (dir);
  return EXIT_SUCCESS;
}
