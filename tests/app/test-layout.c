/* test-layout.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "app-driver.h"
#include "results/batch-results-page.h"
#include "widgets/batch-inscription.h"
#include "widgets/batch-text-scale.h"
#include "widgets/batch-wrap-layout.h"

static void
test_inscription (void)
{
  GtkWidget *widget = g_object_ref_sink (gtk_inscription_new ("text"));
  GtkInscription *inscription = GTK_INSCRIPTION (widget);

  gtk_widget_set_direction (widget, GTK_TEXT_DIR_LTR);
  batch_inscription_align (inscription, FALSE);
  g_assert_cmpfloat (gtk_inscription_get_xalign (inscription), ==, 0);
  gtk_widget_set_direction (widget, GTK_TEXT_DIR_RTL);
  g_assert_cmpfloat (gtk_inscription_get_xalign (inscription), ==, 1);
  gtk_widget_set_direction (widget, GTK_TEXT_DIR_LTR);
  g_assert_cmpfloat (gtk_inscription_get_xalign (inscription), ==, 0);
  g_object_unref (widget);
}

static void
test_inscription_at_end (void)
{
  GtkWidget *widget = g_object_ref_sink (gtk_inscription_new ("text"));

  gtk_widget_set_direction (widget, GTK_TEXT_DIR_RTL);
  batch_inscription_align (GTK_INSCRIPTION (widget), TRUE);
  g_assert_cmpfloat (gtk_inscription_get_xalign (GTK_INSCRIPTION (widget)), ==, 0);
  g_object_unref (widget);
}

/* Four widgets of 100 × 20, of which one is hidden. */
static GtkWidget *
make_box (GtkWidget **children)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_set_layout_manager (box, g_object_new (BATCH_TYPE_WRAP_LAYOUT, NULL));
  for (guint i = 0; i < 4; i++)
    {
      children[i] = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
      gtk_widget_set_size_request (children[i], 100, 20);
      gtk_box_append (GTK_BOX (box), children[i]);
    }
  gtk_widget_set_visible (children[1], FALSE);
  return g_object_ref_sink (box);
}

static void
assert_at (GtkWidget *box,
           GtkWidget *child,
           int        x,
           int        y)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (child, box, &bounds));
  g_assert_cmpfloat (bounds.origin.x, ==, x);
  g_assert_cmpfloat (bounds.origin.y, ==, y);
}

static void
test_wrapping (void)
{
  GtkWidget *children[4];
  GtkWidget *box = make_box (children);
  int minimum;
  int natural;

  gtk_widget_measure (box, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 100);
  g_assert_cmpint (natural, ==, 312);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 312, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, ==, 20);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 311, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, ==, 46);

  gtk_widget_set_direction (box, GTK_TEXT_DIR_LTR);
  gtk_widget_allocate (box, 220, 46, -1, NULL);
  assert_at (box, children[0], 0, 0);
  assert_at (box, children[2], 106, 0);
  assert_at (box, children[3], 0, 26);

  gtk_widget_set_direction (box, GTK_TEXT_DIR_RTL);
  gtk_widget_allocate (box, 220, 46, -1, NULL);
  assert_at (box, children[0], 120, 0);
  assert_at (box, children[2], 14, 0);
  assert_at (box, children[3], 120, 26);
  g_object_unref (box);
}

/* --- Large text --- */

#define USUAL_DPI (96 * PANGO_SCALE)

static double
scale_at (int         dpi,
          const char *font)
{
  GtkWidget *widget;
  double scale;

  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", dpi, "gtk-font-name", font, NULL);
  widget = g_object_ref_sink (gtk_label_new ("text"));
  scale = batch_text_scale (widget);
  g_object_unref (widget);
  return scale;
}

static void
test_text_scale (void)
{
  g_assert_cmpfloat_with_epsilon (scale_at (USUAL_DPI, "Sans 11"), 1, 0.01);
  g_assert_cmpfloat_with_epsilon (scale_at (2 * USUAL_DPI, "Sans 11"), 2, 0.01);
  g_assert_cmpfloat_with_epsilon (scale_at (USUAL_DPI, "Sans 22"), 2, 0.01);
  g_assert_cmpfloat_with_epsilon (scale_at (USUAL_DPI, "Sans 22px"), 1.5, 0.01);
  g_assert_cmpfloat_with_epsilon (scale_at (USUAL_DPI, "Sans 8"), 1, 0.01);
  scale_at (USUAL_DPI, "Sans 11");
}

static int
width_of_tokens (void)
{
  GtkWidget *page = g_object_ref_sink (g_object_new (BATCH_TYPE_RESULTS_PAGE, NULL));
  GObject *table = gtk_widget_get_template_child (page, BATCH_TYPE_RESULTS_PAGE, "table");
  GListModel *columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (table));
  int width = 0;

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (g_str_equal (gtk_column_view_column_get_title (column), "Tokens"))
        width = gtk_column_view_column_get_fixed_width (column);
    }

  g_object_unref (page);
  return width;
}

/* A title and its numbers have as much more room. */
static void
test_columns_of_large_text (void)
{
  int usual = width_of_tokens ();

  g_assert_cmpint (usual, >, 0);
  scale_at (2 * USUAL_DPI, "Sans 11");
  g_assert_cmpfloat_with_epsilon (width_of_tokens (), 2 * usual, 1);
  scale_at (USUAL_DPI, "Sans 11");
}

static void
add_tests (void)
{
  g_test_add_func ("/batch/app/layout/inscription", test_inscription);
  g_test_add_func ("/batch/app/layout/inscription-at-end", test_inscription_at_end);
  g_test_add_func ("/batch/app/layout/wrapping", test_wrapping);
  g_test_add_func ("/batch/app/layout/text-scale", test_text_scale);
  g_test_add_func ("/batch/app/layout/columns-of-large-text", test_columns_of_large_text);
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
