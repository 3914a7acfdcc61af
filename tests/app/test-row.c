/* test-row.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-row.h"

#include "app-driver.h"
#include "queue/batch-job-page.h"

static void
count_cb (guint *n)
{
  (*n)++;
}

/* Its default; setting what it is already is silent; a change tells once; it finalizes. */
static void
test_spoken (void)
{
  BatchRow *row = g_object_ref_sink (g_object_new (BATCH_TYPE_ROW, NULL));
  guint n = 0;

  g_signal_connect_swapped (row, "notify::spoken", G_CALLBACK (count_cb), &n);
  g_assert_null (batch_row_get_spoken (row));
  batch_row_set_spoken (row, NULL);
  g_assert_cmpuint (n, ==, 0);

  g_object_set (row, "spoken", "request-1, Done", NULL);
  batch_row_set_spoken (row, "request-1, Done");
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpstr (batch_row_get_spoken (row), ==, "request-1, Done");
  g_assert_finalize_object (row);
}

/* The row that a list makes around it bears the text, not only the row's own content. */
static void
test_list_row_is_named (void)
{
  GtkWidget *outer = g_object_ref_sink (gtk_list_box_row_new ());
  GtkWidget *window = gtk_window_new ();
  BatchRow *row = g_object_new (BATCH_TYPE_ROW, "spoken", "request-1, Waiting", NULL);

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (outer), GTK_WIDGET (row));
  gtk_window_set_child (GTK_WINDOW (window), outer);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (outer), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "request-1, Waiting");
  batch_row_set_spoken (row, "request-1, Done");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (outer), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "request-1, Done");

  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (outer);
}

static void
test_page_follows_its_job (void)
{
  BatchJobPage *page = g_object_ref_sink (g_object_new (BATCH_TYPE_JOB_PAGE, NULL));
  g_autoptr(BatchJob) job = batch_job_new ("model", "chat", BATCH_OVERWRITE_POLICY_SKIP);
  guint n = 0;

  g_signal_connect_swapped (page, "notify::job", G_CALLBACK (count_cb), &n);
  g_assert_null (batch_job_page_get_job (page));
  g_object_set (page, "job", job, NULL);
  batch_job_page_set_job (page, job);
  g_assert_cmpuint (n, ==, 1);
  batch_job_page_set_job (page, NULL);
  g_assert_cmpuint (n, ==, 2);
  g_assert_finalize_object (page);
}

static void
add_tests (void)
{
  g_test_add_func ("/batch/app/row/spoken", test_spoken);
  g_test_add_func ("/batch/app/row/list-row-is-named", test_list_row_is_named);
  g_test_add_func ("/batch/app/row/page-follows-its-job", test_page_follows_its_job);
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
