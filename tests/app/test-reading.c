/* test-reading.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "window-driver.h"

#include <sys/stat.h>
#include <unistd.h>

#include "test-support.h"
#include "widgets/batch-settings.h"

/* How files come in: what is refused, how far it is, and how it is given up. */

static guint
n_jobs (AppWindow *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (batch_window_get_queue (fixture->window)));
}

/* A bad file among good ones: it is refused as a whole, and says why; the others go in, in the
 * order in which they were opened. */
static void
test_refuses_a_bad_file (void)
{
  AppWindow fixture;
  g_autofree char *first = NULL;
  g_autofree char *bad = NULL;
  g_autofree char *last = NULL;

  app_window_set_up (&fixture, "a", 0);
  first = app_write_batch (fixture.dir, "first.jsonl", "a", 500, "prompt");
  bad = g_build_filename (fixture.dir, "bad.jsonl", NULL);
  g_assert_true (g_file_set_contents (bad, "this is no batch\n", -1, NULL));
  last = app_write_batch (fixture.dir, "last.jsonl", "a", 2, "prompt");
  app_window_open_file (&fixture, first);
  app_window_open_file (&fixture, bad);
  app_window_open_file (&fixture, fixture.dir);
  app_window_open_file (&fixture, last);

  app_wait_until (n_jobs (&fixture) == 2);
  app_wait_until (app_find_window (BATCH_TYPE_REFUSAL_DIALOG) != NULL);
  app_window_start (&fixture);
  app_wait_until (app_window_shows (&fixture, "first.jsonl, Done, 500 of 500 items"));
  app_wait_until (app_window_shows (&fixture, "last.jsonl, Done, 2 of 2 items"));
  g_assert_cmpuint (n_jobs (&fixture), ==, 2);
  gtk_window_close (app_find_window (BATCH_TYPE_REFUSAL_DIALOG));
  app_wait_until (app_find_window (BATCH_TYPE_REFUSAL_DIALOG) == NULL);
  app_window_tear_down (&fixture);
}

/* Files are refused for their size only where a person wants that, and by what they want. */
static void
test_refuses_a_long_file (void)
{
  AppWindow fixture;
  GtkWidget *dialog;
  g_autofree char *path = NULL;

  app_window_set_up (&fixture, "a", 0);
  path = app_write_batch (fixture.dir, "long.jsonl", "a", 3, "prompt");
  g_settings_set_uint (batch_settings_get (), "max-lines", 2);
  app_window_open_file (&fixture, path);

  app_wait_until (app_find_window (BATCH_TYPE_REFUSAL_DIALOG) != NULL);
  dialog = GTK_WIDGET (app_find_window (BATCH_TYPE_REFUSAL_DIALOG));
  app_wait_until (app_says (dialog, "Line 3: there are more than 2 requests"));
  g_assert_true (app_says (dialog, "The limit is set in the preferences, as “Lines in a File”"));
  gtk_window_close (GTK_WINDOW (dialog));
  app_wait_until (app_find_window (BATCH_TYPE_REFUSAL_DIALOG) == NULL);
  g_settings_reset (batch_settings_get (), "max-lines");
  app_window_tear_down (&fixture);
}

static GIOChannel *
open_pipe (const char *path)
{
  g_autoptr(GError) error = NULL;
  GIOChannel *pipe = g_io_channel_new_file (path, "r+", &error);

  g_assert_no_error (error);
  return pipe;
}

/* What takes long to come in, here from a pipe that says nothing, can be given up, and with it what
 * was to come after it. */
static void
test_gives_up_reading (void)
{
  AppWindow fixture;
  GIOChannel *writer;
  g_autofree char *slow = NULL;
  g_autofree char *next = NULL;

  app_window_set_up (&fixture, "a", 0);
  slow = g_build_filename (fixture.dir, "slow.jsonl", NULL);
  g_assert_cmpint (mkfifo (slow, 0600), ==, 0);
  writer = open_pipe (slow);
  next = app_write_batch (fixture.dir, "next.jsonl", "a", 2, "prompt");
  app_window_open_file (&fixture, slow);
  app_window_open_file (&fixture, next);
  app_wait_until (app_window_notices (&fixture, "Reading slow.jsonl…"));

  app_window_click (&fixture, "win.cancel-reading");
  g_io_channel_unref (writer);
  app_wait_until (g_queue_is_empty (&fixture.window->incoming));
  app_wait_until (batch_notice_bar_get_text (fixture.window->notice) == NULL);
  g_assert_null (app_find_window (BATCH_TYPE_REFUSAL_DIALOG));
  g_assert_cmpuint (n_jobs (&fixture), ==, 0);

  app_window_open_file (&fixture, next);
  app_wait_until (n_jobs (&fixture) == 1);
  app_window_tear_down (&fixture);
}

/* Whoever reads it. */
static void
test_counts_what_is_read (void)
{
  g_autofree char *dir = batch_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "file", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(BatchCountedInput) input = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  char block[50];

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  g_assert_cmpint (truncate (path, 200), ==, 0);
  batch_counted_input_open_async (file, NULL, batch_test_store_result, &result);
  app_wait_until (result != NULL);
  input = batch_counted_input_open_finish (result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (batch_counted_input_get_percent (input), ==, 0);
  for (guint quarters = 1; quarters <= 4; quarters++)
    {
      g_assert_true (g_input_stream_read_all (G_INPUT_STREAM (input), block, sizeof block, NULL,
                                              NULL, NULL));
      g_assert_cmpuint (batch_counted_input_get_percent (input), ==, 25 * quarters);
    }

  batch_test_remove_dir (dir);
}

static void
add_tests (void)
{
  g_test_add_func ("/batch/app/reading/refuses-a-bad-file", test_refuses_a_bad_file);
  g_test_add_func ("/batch/app/reading/refuses-a-long-file", test_refuses_a_long_file);
  g_test_add_func ("/batch/app/reading/gives-up", test_gives_up_reading);
  g_test_add_func ("/batch/app/reading/counts-what-is-read", test_counts_what_is_read);
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
