/* test-ui-files.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "app-driver.h"

/* Each .ui file is what GTK takes without a word, as gtk4-builder-tool would find it if it knew
 * the widgets of libadwaita and ours. Warnings end this program. */

#define RESOURCES "/io/github/batchqueue/BatchQueue"

static char *
find_template (const char *text)
{
  g_autoptr(GRegex) regex = g_regex_new ("<template class=\"(\\w+)\"", 0, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;

  return g_regex_match (regex, text, 0, &match) ? g_match_info_fetch (match, 1) : NULL;
}

/* A widget makes what is in its own file. */
static void
make_template (const char *name)
{
  g_autoptr(GtkBuilder) builder = gtk_builder_new ();
  GType type = gtk_builder_get_type_from_name (builder, name);
  GtkWidget *widget;

  g_assert_true (g_type_is_a (type, GTK_TYPE_WIDGET));
  widget = g_object_ref_sink (g_object_new (type, NULL));
  g_assert_nonnull (gtk_widget_get_first_child (widget));
  if (GTK_IS_WINDOW (widget))
    gtk_window_destroy (GTK_WINDOW (widget));
  g_object_unref (widget);
}

static void
test_file (gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_resources_lookup_data (data, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  g_autofree char *template = NULL;

  g_assert_no_error (error);
  template = find_template (g_bytes_get_data (bytes, NULL));
  if (template != NULL)
    make_template (template);
  else
    g_object_unref (gtk_builder_new_from_resource (data));
}

/* These are used where there is a list: by the tests of the pages. */
static gboolean
is_of_row (const char *path)
{
  g_autoptr(GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autofree char *template = find_template (g_bytes_get_data (bytes, NULL));

  return g_strcmp0 (template, "GtkListItem") == 0;
}

static void
add_tests (void)
{
  g_auto(GStrv) names = g_resources_enumerate_children (RESOURCES, G_RESOURCE_LOOKUP_FLAGS_NONE,
                                                        NULL);
  guint n = 0;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *name = g_strconcat ("/batch/app/ui-files/", names[i], NULL);
      g_autofree char *path = g_strconcat (RESOURCES "/", names[i], NULL);

      if (!g_str_has_suffix (path, ".ui") || is_of_row (path))
        continue;

      g_test_add_data_func_full (name, g_steal_pointer (&path), test_file, g_free);
      n++;
    }

  g_assert_cmpuint (n, >, 20);
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
