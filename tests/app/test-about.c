/* test-about.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "app-driver.h"
#include "shell/batch-about.h"

static void
assert_says (const char *facts,
             const char *line)
{
  if (strstr (facts, line) == NULL)
    g_error ("“%s” is not in\n%s", line, facts);
}

/* The versions of what it runs with, which need not be those that it was built with. */
static void
test_versions (void)
{
  g_autofree char *facts = batch_about_make_facts ("sqlite:/srv/ada/queue.db");
  g_autofree char *gtk = g_strdup_printf ("\nGTK: %u.%u.%u\n", gtk_get_major_version (),
                                          gtk_get_minor_version (), gtk_get_micro_version ());
  g_autofree char *adw = g_strdup_printf ("\nlibadwaita: %u.%u.%u\n", adw_get_major_version (),
                                          adw_get_minor_version (), adw_get_micro_version ());
  g_autofree char *glib = g_strdup_printf ("\nGLib: %u.%u.%u\n", glib_major_version,
                                           glib_minor_version, glib_micro_version);

  g_assert_true (g_str_has_prefix (facts, "Batch Queue: " PACKAGE_VERSION "\n"));
  assert_says (facts, gtk);
  assert_says (facts, adw);
  assert_says (facts, glib);
  assert_says (facts, "\nStore: sqlite\n");
  assert_says (facts, "\nFlatpak: ");
}

/* Reports are public. */
static void
test_nothing_personal (void)
{
  static const struct {
    const char *uri;
    const char *line;
  } cases[] = {
    { "sqlite:/srv/ada/secret-project/queue.db", "\nStore: sqlite\n" },
    { "postgresql://ada:secret@host/queue", "\nStore: postgresql\n" },
    { "/srv/ada/secret", "\nStore: unknown\n" },
    { NULL, "\nStore: not open\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *facts = batch_about_make_facts (cases[i].uri);

      assert_says (facts, cases[i].line);
      g_assert_null (strstr (facts, "ada"));
      g_assert_null (strstr (facts, "secret"));
      g_assert_null (strstr (facts, g_get_home_dir ()));
    }
}

static void
test_window (void)
{
  GtkWidget *parent = gtk_window_new ();
  GtkWindow *about;
  g_autofree char *website = NULL;
  g_autofree char *issues = NULL;
  g_autofree char *facts = NULL;
  g_autofree char *shown = NULL;

  gtk_window_present (GTK_WINDOW (parent));
  batch_about_show (GTK_WINDOW (parent), NULL);
  app_wait_until ((about = app_find_window (ADW_TYPE_ABOUT_WINDOW)) != NULL);
  g_object_get (about, "website", &website, "issue-url", &issues, "debug-info", &shown, NULL);
  facts = batch_about_make_facts (NULL);
  g_assert_true (g_str_has_prefix (website, "https://"));
  g_assert_true (g_str_has_suffix (issues, "/issues"));
  g_assert_cmpstr (shown, ==, facts);

  gtk_window_destroy (about);
  gtk_window_destroy (GTK_WINDOW (parent));
}

static void
add_tests (void)
{
  g_test_add_func ("/batch/app/about/versions", test_versions);
  g_test_add_func ("/batch/app/about/nothing-personal", test_nothing_personal);
  g_test_add_func ("/batch/app/about/window", test_window);
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
