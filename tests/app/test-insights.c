/* test-insights.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "app-driver.h"
#include "insights/batch-insights-data.h"
#include "insights/batch-insights-page.h"
#include "insights/batch-insights-rules.h"
#include "insights/batch-plot-card.h"
#include "insights/batch-quality-plot.h"
#include "insights/batch-scale.h"
#include "insights/batch-throughput-plot.h"
#include "insights/batch-timeline-plot.h"
#include "reports/batch-history-point-private.h"
#include "reports/batch-load-private.h"
#include "simulator/batch-simulator.h"
#include "test-engine.h"
#include "test-simulator.h"
#include "test-support.h"

#define S G_USEC_PER_SEC

/* --- Scales --- */

static void
test_steps (void)
{
  static const struct
  {
    double value;
    guint  max_steps;
    double step;
    guint  n_steps;
  } cases[] = {
    { 0, 4, 1, 1 },
    { 1, 4, 0.5, 2 },
    { 4, 4, 1, 4 },
    { 5, 4, 2, 3 },
    { 9, 4, 5, 2 },
    { 37, 4, 10, 4 },
    { 100, 5, 20, 5 },
    { 3811, 4, 1000, 4 },
    { 0.07, 4, 0.02, 4 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double step;

      g_assert_cmpuint (batch_scale_steps (cases[i].value, cases[i].max_steps, &step),
                        ==, cases[i].n_steps);
      g_assert_cmpfloat_with_epsilon (step, cases[i].step, 1e-9);
    }
}

static void
test_times (void)
{
  static const struct
  {
    gint64 span;
    guint  most;
    gint64 step;
    guint  resolution;
  } cases[] = {
    { 1, 6, 10, 10 },
    { 60, 6, 10, 10 },
    { 600, 6, 120, 120 },
    { 3600, 6, 600, 600 },
    { 86400, 6, 21600, 21600 },
    { 604800, 6, 172800, 86400 },
    { 365 * 86400, 6, 4838400, 86400 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (batch_scale_time_step (cases[i].span, cases[i].most), ==, cases[i].step);
      g_assert_cmpuint (batch_scale_resolution (cases[i].span, cases[i].most),
                        ==, cases[i].resolution);
    }
}

static void
test_numbers (void)
{
  static const struct
  {
    double      value;
    const char *text;
  } cases[] = {
    { 0, "0" }, { 7, "7" }, { 0.25, "0.25" }, { 12.34, "12" }, { 123.4, "123" },
    { 9999, "9999" }, { 12500, "12.5k" }, { 3200000, "3.2M" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = batch_scale_format (cases[i].value);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* --- Rules --- */

/* What was done on the server "x", as points of ten seconds. */
typedef struct
{
  const char *key;
  gint64      at;
  gint64      succeeded;
  gint64      failed;
} Work;

static GListModel *
points_new (const Work *work,
            guint       n_work)
{
  GListStore *points = g_list_store_new (BATCH_TYPE_HISTORY_POINT);

  for (guint i = 0; i < n_work; i++)
    {
      BatchHistoryRecord record = {
        .key = (char *) work[i].key, .backend = (char *) "x", .at = work[i].at * S, .span = 10,
        .succeeded = work[i].succeeded, .failed = work[i].failed,
        .prompt_tokens = work[i].succeeded, .output_tokens = 2 * work[i].succeeded,
      };
      g_autoptr(BatchHistoryPoint) point = batch_history_point_new (&record);

      g_list_store_append (points, point);
    }

  return G_LIST_MODEL (points);
}

static const Work some_work[] = {
  { "a", 100, 1, 0 }, { "b", 100, 2, 1 }, { "a", 110, 4, 0 }, { "b", 160, 8, 0 },
  { "a", 200, 16, 2 },
};

static void
test_slices (void)
{
  static const BatchSlice expected[] = {
    { 100 * S, 110 * S, 3, 1, 3, 6 }, { 110 * S, 120 * S, 4, 0, 4, 8 },
    { 160 * S, 170 * S, 8, 0, 8, 16 }, { 200 * S, 210 * S, 16, 2, 16, 32 },
  };
  g_autoptr(GListModel) points = points_new (some_work, G_N_ELEMENTS (some_work));
  g_autoptr(GArray) slices = batch_insights_slices (points);

  g_assert_cmpmem (slices->data, slices->len * sizeof (BatchSlice), expected, sizeof expected);
}

/* On the server "x"; @text is "key begin duration,…", in s. */
static GListModel *
loads_new (const char *text)
{
  GListStore *loads = g_list_store_new (BATCH_TYPE_LOAD);
  g_auto(GStrv) parts = g_strsplit (text, ",", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_auto(GStrv) words = g_strsplit (parts[i], " ", 3);
      gint64 began_at = g_ascii_strtoll (words[1], NULL, 10) * S;
      BatchLoadRecord record = {
        .key = words[0], .backend = (char *) "x", .began_at = began_at,
        .ended_at = began_at + g_ascii_strtoll (words[2], NULL, 10) * S,
      };
      g_autoptr(BatchLoad) load = batch_load_new (&record);

      g_list_store_append (loads, load);
    }

  return G_LIST_MODEL (loads);
}

/* As "key from-to items failures", in s. */
static void
test_stretches (void)
{
  static const struct
  {
    gint64      gap;
    const char *expected;
  } cases[] = {
    { 1, "a 100-120 5 0, b 100-110 3 1, b 160-170 8 0, a 200-210 18 1" },
    { 60, "a 100-120 5 0, b 100-170 11 1, a 200-210 18 1" },
    { 90, "a 100-210 23 1, b 100-170 11 1" },
  };
  g_autoptr(GListModel) points = points_new (some_work, G_N_ELEMENTS (some_work));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GPtrArray) stretches = batch_insights_stretches (points, cases[i].gap * S);
      g_autoptr(GString) found = g_string_new (NULL);

      for (guint j = 0; j < stretches->len; j++)
        {
          const BatchStretch *stretch = g_ptr_array_index (stretches, j);

          g_string_append_printf (found, "%s%s %d-%d %d %u", j > 0 ? ", " : "", stretch->key,
                                  (int) (stretch->from / S), (int) (stretch->to / S),
                                  (int) (stretch->succeeded + stretch->failed),
                                  stretch->failed_at != NULL ? stretch->failed_at->len : 0);
        }
      g_assert_cmpstr (found->str, ==, cases[i].expected);
    }
}

/* As "key from-to", in s. */
static void
test_part_stretches (void)
{
  static const Work short_run[] = {
    { "a", 100, 4, 0 }, { "b", 100, 4, 0 }, { "c", 100, 4, 0 },
  };
  static const Work longer_run[] = {
    { "a", 100, 4, 0 }, { "a", 110, 4, 0 }, { "a", 120, 4, 0 }, { "b", 120, 4, 0 },
    { "b", 130, 4, 0 },
  };
  static const Work beside[] = {
    { "a", 100, 4, 0 }, { "b", 100, 4, 0 }, { "a", 110, 4, 0 }, { "b", 110, 4, 0 },
    { "a", 120, 4, 0 }, { "b", 120, 4, 0 },
  };
  static const struct
  {
    const Work *work;
    guint       n_work;
    const char *loads;                  /* "key begin duration", in s */
    const char *expected;
  } cases[] = {
    { short_run, 3, "a 100 1,b 103 1,c 107 2", "a 101-104, b 104-109, c 109-110" },
    { short_run, 3, "b 101 1,a 104 1,c 107 1", "b 102-105, a 105-108, c 108-110" },
    { short_run, 2, "", "a 100-105, b 105-110" },
    { longer_run, 5, "a 98 4,b 126 2", "a 102-128, b 128-140" },
    /* It was loaded before. */
    { longer_run, 5, "a 10 4,b 126 2", "a 100-128, b 128-140" },
    { beside, 6, "a 98 4,b 100 3", "a 102-130, b 103-130" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GListModel) points = points_new (cases[i].work, cases[i].n_work);
      g_autoptr(GListModel) loads = loads_new (cases[i].loads);
      g_autoptr(GPtrArray) stretches = batch_insights_stretches (points, 20 * S);
      g_autoptr(GString) found = g_string_new (NULL);

      batch_insights_part_stretches (stretches, loads, 10 * S);
      for (guint j = 0; j < stretches->len; j++)
        {
          const BatchStretch *stretch = g_ptr_array_index (stretches, j);

          g_string_append_printf (found, "%s%s %d-%d", j > 0 ? ", " : "", stretch->key,
                                  (int) (stretch->from / S), (int) (stretch->to / S));
        }
      g_assert_cmpstr (found->str, ==, cases[i].expected);
    }
}

static void
test_headline (void)
{
  static const struct
  {
    guint       n_loads;
    gint64      ms;
    gint64      arrival;
    const char *headline;
  } cases[] = {
    { 0, 0, -1, "No model was loaded" },
    { 1, 9000, -1, "1 model load, 9 s" },
    { 3, 27000, -1, "3 model loads, 27 s" },
    { 3, 27000, 3, "3 model loads, 27 s" },
    { 3, 27000, 3811, "3 model loads, 27 s. Arrival order: 3811 loads, about 9 h 32 min" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *headline =
        batch_insights_headline (cases[i].n_loads, cases[i].ms, cases[i].arrival);

      g_assert_cmpstr (headline, ==, cases[i].headline);
    }
}

/* What others were the reason of is told apart. */
static void
test_swaps (void)
{
  g_autoptr(GListModel) loads = loads_new ("a 100 9,b 120 30");
  BatchLoadRecord record = {
    .key = (char *) "a", .backend = (char *) "x", .began_at = 200 * S, .ended_at = 212 * S,
    .swapped = TRUE,
  };
  g_autoptr(BatchLoad) again = batch_load_new (&record);
  g_autofree char *none = batch_insights_swaps (loads);
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;

  g_assert_null (none);
  g_list_store_append (G_LIST_STORE (loads), again);
  one = batch_insights_swaps (loads);
  g_assert_cmpstr (one, ==, "1 load, 12 s, because another program took the memory of the "
                            "server");
  g_list_store_append (G_LIST_STORE (loads), again);
  two = batch_insights_swaps (loads);
  g_assert_cmpstr (two, ==, "2 loads, 24 s, because other programs took the memory of the "
                            "server");
}

/* --- The page --- */

typedef struct
{
  char              *dir;
  BatchSimulator    *server;
  BatchEngine       *engine;
  BatchQueue        *queue;
  GtkWindow         *window;
  BatchInsightsPage *page;
} Fixture;

static void
set_up (Fixture                    *fixture,
        const BatchSimulatorConfig *config)
{
  fixture->dir = batch_test_make_dir ();
  fixture->server = batch_test_start_simulator (config);
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->queue = batch_queue_new_for_engine (fixture->engine);
  fixture->window = GTK_WINDOW (gtk_window_new ());
  fixture->page = g_object_new (BATCH_TYPE_INSIGHTS_PAGE, "queue", fixture->queue, NULL);
  gtk_window_set_default_size (fixture->window, 700, 660);
  gtk_window_set_child (fixture->window, GTK_WIDGET (fixture->page));
  gtk_window_present (fixture->window);
}

static void
tear_down (Fixture *fixture)
{
  gtk_window_destroy (fixture->window);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  batch_test_close_engine (fixture->engine);
  g_object_unref (fixture->queue);
  g_object_unref (fixture->engine);
  batch_simulator_stop (fixture->server);
  g_object_unref (fixture->server);
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

static void
enqueued_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BatchJob **job = user_data;
  g_autoptr(GError) error = NULL;

  *job = batch_queue_enqueue_finish (BATCH_QUEUE (source), result, &error);
  g_assert_no_error (error);
}

/* A batch for the models "a" and "b". */
static BatchJob *
begin (Fixture *fixture,
       guint    n)
{
  g_autofree char *path = app_write_batch (fixture->dir, "input.jsonl", "a b", n, "prompt");
  g_autofree char *backend =
    batch_engine_use_url (fixture->engine, batch_simulator_get_uri (fixture->server), NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(BatchJob) draft = batch_job_new_for_file (file);
  BatchJob *job = NULL;

  batch_job_set_backend (draft, backend);
  batch_queue_enqueue_async (fixture->queue, draft, NULL, enqueued_cb, &job);
  app_wait_until (job != NULL);
  batch_engine_set_active (fixture->engine, TRUE);
  return job;
}

/* It is run to its end, and looked at. */
static BatchJob *
run (Fixture *fixture,
     guint    n)
{
  BatchJob *job = begin (fixture, n);

  app_wait_until (batch_job_state_is_terminal (batch_job_get_state (job)));
  g_object_set (fixture->page, "job", job, NULL);
  return job;
}

static BatchPlot *
find_plot (Fixture *fixture,
           GType    type)
{
  return (BatchPlot *) app_find_widget (GTK_WIDGET (fixture->page), type);
}

static guint
count_rows (BatchPlot *plot)
{
  return plot != NULL ? g_list_model_get_n_items (batch_plot_get_rows (plot)) : 0;
}

static gint64
sum_cells (BatchPlot *plot,
           guint      column)
{
  gint64 sum = 0;

  for (guint i = 0; i < count_rows (plot); i++)
    {
      g_autoptr(BatchPlotRow) row = g_list_model_get_item (batch_plot_get_rows (plot), i);

      sum += g_ascii_strtoll (batch_plot_row_get_cell (row, column), NULL, 10);
    }

  return sum;
}

/* How many different pixels there are. */
static guint
count_colours (const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = gdk_texture_new_from_filename (path, &error);
  g_autoptr(GHashTable) colours = g_hash_table_new (NULL, NULL);
  g_autofree guint32 *pixels = NULL;
  int width;
  int height;

  g_assert_no_error (error);
  width = gdk_texture_get_width (texture);
  height = gdk_texture_get_height (texture);
  pixels = g_new (guint32, width * height);
  gdk_texture_download (texture, (guchar *) pixels, width * 4);
  for (int i = 0; i < width * height; i++)
    g_hash_table_add (colours, GUINT_TO_POINTER (pixels[i]));
  return g_hash_table_size (colours);
}

static void
assert_drawn (Fixture   *fixture,
              BatchPlot *plot)
{
  g_autofree char *path = g_build_filename (fixture->dir, "plot.png", NULL);
  g_autoptr(GError) error = NULL;

  app_wait_until (gtk_widget_get_width (GTK_WIDGET (plot)) > 0);
  g_assert_true (batch_plot_save (plot, path, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_colours (path), >, 3);
}

/* A choice is offered where there is one: of another batch, there may be more to see. */
static void
test_empty (void)
{
  BatchSimulatorConfig config = { 0 };
  g_autoptr(BatchJob) draft = batch_job_new ("model", "chat", BATCH_OVERWRITE_POLICY_SKIP);
  Fixture fixture;

  set_up (&fixture, &config);
  app_wait_until (app_shows_status (GTK_WIDGET (fixture.page), "Nothing Done Yet"));
  g_object_set (fixture.page, "job", draft, NULL);
  app_wait_until (app_find_widget (GTK_WIDGET (fixture.page), GTK_TYPE_DROP_DOWN) != NULL);
  g_object_set (fixture.page, "job", NULL, NULL);
  app_wait_until (app_find_widget (GTK_WIDGET (fixture.page), GTK_TYPE_DROP_DOWN) == NULL);
  g_assert_true (app_shows_status (GTK_WIDGET (fixture.page), "Nothing Done Yet"));
  tear_down (&fixture);
}

/* Each plot draws something, and its table has the numbers of the batch. */
static void
test_plots (void)
{
  BatchSimulatorConfig config = {
    .models = "a:60,b:60", .capacity = 1, .faults = "400:0.1",
  };
  g_autoptr(BatchJob) job = NULL;
  BatchPlot *timeline;
  BatchPlot *throughput;
  Fixture fixture;

  set_up (&fixture, &config);
  job = run (&fixture, 60);
  app_wait_until (count_rows (find_plot (&fixture, BATCH_TYPE_THROUGHPUT_PLOT)) > 0);
  throughput = find_plot (&fixture, BATCH_TYPE_THROUGHPUT_PLOT);
  timeline = find_plot (&fixture, BATCH_TYPE_TIMELINE_PLOT);

  /* It may have looked before the batch had ended. */
  app_wait_until (sum_cells (throughput, 1) == 60);
  g_assert_cmpint (sum_cells (throughput, 2), ==, batch_job_get_failed (job));
  g_assert_cmpint (sum_cells (timeline, 5), ==, 60);
  g_assert_cmpint (sum_cells (timeline, 6), ==, batch_job_get_failed (job));
  g_assert_true (g_str_has_prefix (batch_plot_get_summary (timeline), "2 model loads, "));
  assert_drawn (&fixture, throughput);
  assert_drawn (&fixture, timeline);
  tear_down (&fixture);
}

/* A batch that was begun and then paused is not looked at again and again. */
static void
test_rest (void)
{
  BatchSimulatorConfig config = { .models = "a,b", .slots = 1, .delay_ms = 50 };
  g_autoptr(BatchInsightsData) data = batch_insights_data_new ();
  g_autoptr(BatchJob) job = NULL;
  Fixture fixture;

  set_up (&fixture, &config);
  job = begin (&fixture, 2000);
  batch_insights_data_set_queue (data, fixture.queue);
  batch_insights_data_set_active (data, TRUE);
  app_wait_until (batch_job_get_succeeded (job) > 0);
  app_wait_until (batch_insights_data_is_looking (data));
  batch_engine_set_paused (fixture.engine, TRUE);
  app_wait_until (batch_job_get_running (job) == 0);
  app_wait_until (!batch_insights_data_is_looking (data));

  batch_engine_set_paused (fixture.engine, FALSE);
  app_wait_until (batch_insights_data_is_looking (data));
  batch_insights_data_set_queue (data, NULL);
  tear_down (&fixture);
}

static BatchPlotCard *
card_of (BatchPlot *plot)
{
  return BATCH_PLOT_CARD (gtk_widget_get_ancestor (GTK_WIDGET (plot), BATCH_TYPE_PLOT_CARD));
}

static void
test_table (void)
{
  BatchSimulatorConfig config = { .models = "a,b" };
  g_autoptr(BatchJob) job = NULL;
  BatchPlot *plot;
  GtkWidget *table;
  Fixture fixture;

  set_up (&fixture, &config);
  job = run (&fixture, 20);
  app_wait_until (count_rows (find_plot (&fixture, BATCH_TYPE_THROUGHPUT_PLOT)) > 0);
  plot = find_plot (&fixture, BATCH_TYPE_THROUGHPUT_PLOT);
  batch_plot_card_set_as_table (card_of (plot), TRUE);
  app_wait_until (!gtk_widget_get_mapped (GTK_WIDGET (plot)));
  table = app_find_widget (GTK_WIDGET (card_of (plot)), GTK_TYPE_COLUMN_VIEW);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (
                      gtk_column_view_get_model (GTK_COLUMN_VIEW (table)))),
                    ==, count_rows (plot));
  g_assert_cmpuint (g_list_model_get_n_items (gtk_column_view_get_columns (
                      GTK_COLUMN_VIEW (table))),
                    ==, g_strv_length ((char **) batch_plot_get_titles (plot)));
  app_wait_until (app_title_is_over (table, "Items"));
  batch_plot_card_set_as_table (card_of (plot), FALSE);
  app_wait_until (gtk_widget_get_mapped (GTK_WIDGET (plot)));
  tear_down (&fixture);
}

/* As the key would. */
static void
press (GtkWidget *widget,
       guint      key)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GObject) controller = g_list_model_get_item (controllers, i);

      for (guint j = 0; GTK_IS_SHORTCUT_CONTROLLER (controller)
                        && j < g_list_model_get_n_items (G_LIST_MODEL (controller)); j++)
        {
          g_autoptr(GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);
          GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

          if (!GTK_IS_KEYVAL_TRIGGER (trigger)
              || gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) != key)
            continue;

          gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget,
                                        gtk_shortcut_get_arguments (shortcut));
          return;
        }
    }

  g_assert_not_reached ();
}

static void
assert_reads (BatchPlot *plot,
              guint      position)
{
  g_autoptr(BatchPlotRow) row = g_list_model_get_item (batch_plot_get_rows (plot), position);

  g_assert_cmpstr (batch_plot_get_reading (plot), ==, batch_plot_row_get_reading (row));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (plot),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       batch_plot_row_get_reading (row));
}

/* The arrow keys go through what is drawn, and what they reach is told. */
static void
test_cursor (void)
{
  BatchSimulatorConfig config = { .models = "a:50,b:50", .capacity = 1 };
  g_autoptr(BatchJob) job = NULL;
  GtkWidget *plot;
  guint n_rows;
  Fixture fixture;

  set_up (&fixture, &config);
  job = run (&fixture, 20);
  /* Two loads and what ran; they may come one after the other. */
  app_wait_until (count_rows (find_plot (&fixture, BATCH_TYPE_TIMELINE_PLOT)) >= 3);
  plot = GTK_WIDGET (find_plot (&fixture, BATCH_TYPE_TIMELINE_PLOT));
  n_rows = count_rows (BATCH_PLOT (plot));
  g_assert_null (batch_plot_get_reading (BATCH_PLOT (plot)));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (plot),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       batch_plot_get_summary (BATCH_PLOT (plot)));

  press (plot, GDK_KEY_Right);
  assert_reads (BATCH_PLOT (plot), 0);
  press (plot, GDK_KEY_Right);
  assert_reads (BATCH_PLOT (plot), 1);
  press (plot, GDK_KEY_Left);
  press (plot, GDK_KEY_Left);
  assert_reads (BATCH_PLOT (plot), 0);
  press (plot, GDK_KEY_End);
  assert_reads (BATCH_PLOT (plot), n_rows - 1);
  gtk_widget_set_direction (plot, GTK_TEXT_DIR_RTL);
  press (plot, GDK_KEY_Right);
  assert_reads (BATCH_PLOT (plot), n_rows - 2);
  press (plot, GDK_KEY_Escape);
  g_assert_null (batch_plot_get_reading (BATCH_PLOT (plot)));
  tear_down (&fixture);
}

static void
take_rows (BatchPlot  *plot,
           const char *words)
{
  g_auto(GStrv) cells = g_strsplit (words, " ", -1);
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; cells[i] != NULL; i++)
    g_ptr_array_add (rows, batch_plot_row_new (g_strsplit (cells[i], ",", -1),
                                               g_strdup (cells[i])));
  batch_plot_take_rows (plot, rows, g_strdup ("Letters"));
}

/* As "position removed added …" */
static void
items_changed_cb (GListModel *rows,
                  guint       position,
                  guint       n_removed,
                  guint       n_added,
                  GString    *changes)
{
  g_string_append_printf (changes, "%u %u %u;", position, n_removed, n_added);
}

/* Of a table that is read, only what is new is touched. */
static void
test_rows (void)
{
  static const struct
  {
    const char *before;
    const char *after;
    const char *changes;
  } cases[] = {
    { "a b", "a b", "" },
    { "a b", "a b c", "2 0 1;" },
    { "a b", "a c", "1 1 1;" },
    { "a b c", "a", "1 2 0;" },
    { "a b", "x b", "0 2 2;" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchPlot *plot = g_object_ref_sink (g_object_new (BATCH_TYPE_QUALITY_PLOT, NULL));
      g_autoptr(GString) changes = g_string_new (NULL);

      take_rows (plot, cases[i].before);
      g_signal_connect (batch_plot_get_rows (plot), "items-changed",
                        G_CALLBACK (items_changed_cb), changes);
      take_rows (plot, cases[i].after);
      g_assert_cmpstr (changes->str, ==, cases[i].changes);
      g_assert_finalize_object (plot);
    }
}

static void
changed_cb (guint *n)
{
  (*n)++;
}

/* While nobody sees it, nothing is looked at. */
static void
test_hidden (void)
{
  BatchSimulatorConfig config = { .models = "a,b" };
  g_autoptr(BatchJob) first = NULL;
  g_autoptr(BatchJob) second = NULL;
  BatchPlot *plot;
  guint n_changes = 0;
  Fixture fixture;

  set_up (&fixture, &config);
  first = run (&fixture, 20);
  app_wait_until (count_rows (find_plot (&fixture, BATCH_TYPE_THROUGHPUT_PLOT)) > 0);
  plot = find_plot (&fixture, BATCH_TYPE_THROUGHPUT_PLOT);
  gtk_widget_set_visible (GTK_WIDGET (fixture.page), FALSE);
  g_signal_connect_swapped (plot, "notify::summary", G_CALLBACK (changed_cb), &n_changes);
  second = run (&fixture, 30);
  g_assert_cmpuint (n_changes, ==, 0);

  gtk_widget_set_visible (GTK_WIDGET (fixture.page), TRUE);
  app_wait_until (sum_cells (plot, 1) == 30);
  g_signal_handlers_disconnect_by_data (plot, &n_changes);
  tear_down (&fixture);
}

/* On a telephone, and mirrored. */
static void
test_narrow (void)
{
  BatchSimulatorConfig config = { .models = "a,b" };
  g_autoptr(BatchJob) job = NULL;
  int minimum;
  Fixture fixture;

  set_up (&fixture, &config);
  job = run (&fixture, 20);
  app_wait_until (count_rows (find_plot (&fixture, BATCH_TYPE_THROUGHPUT_PLOT)) > 0);
  gtk_widget_measure (GTK_WIDGET (fixture.page), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                      NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  gtk_widget_measure (GTK_WIDGET (fixture.page), GTK_ORIENTATION_VERTICAL, 360, &minimum, NULL,
                      NULL, NULL);
  g_assert_cmpint (minimum, <=, 294);
  gtk_widget_set_direction (GTK_WIDGET (find_plot (&fixture, BATCH_TYPE_TIMELINE_PLOT)),
                            GTK_TEXT_DIR_RTL);
  assert_drawn (&fixture, find_plot (&fixture, BATCH_TYPE_TIMELINE_PLOT));
  tear_down (&fixture);
}

static void
add_tests (void)
{
  g_test_add_func ("/batch/app/insights/steps", test_steps);
  g_test_add_func ("/batch/app/insights/times", test_times);
  g_test_add_func ("/batch/app/insights/numbers", test_numbers);
  g_test_add_func ("/batch/app/insights/slices", test_slices);
  g_test_add_func ("/batch/app/insights/stretches", test_stretches);
  g_test_add_func ("/batch/app/insights/part-stretches", test_part_stretches);
  g_test_add_func ("/batch/app/insights/headline", test_headline);
  g_test_add_func ("/batch/app/insights/swaps", test_swaps);
  g_test_add_func ("/batch/app/insights/empty", test_empty);
  g_test_add_func ("/batch/app/insights/plots", test_plots);
  g_test_add_func ("/batch/app/insights/rest", test_rest);
  g_test_add_func ("/batch/app/insights/table", test_table);
  g_test_add_func ("/batch/app/insights/cursor", test_cursor);
  g_test_add_func ("/batch/app/insights/rows", test_rows);
  g_test_add_func ("/batch/app/insights/hidden", test_hidden);
  g_test_add_func ("/batch/app/insights/narrow", test_narrow);
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
