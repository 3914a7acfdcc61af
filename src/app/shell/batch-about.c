/* batch-about.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-about.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define WEBSITE     "https://batchqueue.github.io"
#define ISSUES      "https://github.com/batchqueue/batch-queue/issues"
#define FACTS_FILE  "batch-queue-facts.txt"
#define IN_FLATPAK  "/.flatpak-info"

/* --- Facts for whoever looks into a problem --- */

/* They go into a report as they are, which is not translated either. */
static void
add_fact (GString    *facts,
          const char *name,
          const char *value)
{
  if (value != NULL && *value != '\0')
    g_string_append_printf (facts, "%s: %s\n", name, value);
}

static void
add_library (GString    *facts,
             const char *name,
             guint       major,
             guint       minor,
             guint       micro)
{
  g_string_append_printf (facts, "%s: %u.%u.%u\n", name, major, minor, micro);
}

static void
add_system (GString *facts)
{
  g_autofree char *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  GdkDisplay *display = gdk_display_get_default ();

  add_fact (facts, "System", system);
  add_fact (facts, "Desktop", g_getenv ("XDG_CURRENT_DESKTOP"));
  /* “GdkWaylandDisplay” */
  add_fact (facts, "Display", display != NULL ? G_OBJECT_TYPE_NAME (display) : NULL);
  add_fact (facts, "Renderer", g_getenv ("GSK_RENDERER"));
  add_fact (facts, "Language", g_get_language_names ()[0]);
  add_fact (facts, "Flatpak", g_file_test (IN_FLATPAK, G_FILE_TEST_EXISTS) ? "yes" : "no");
}

/* Of its address only how it begins: what follows is where a person keeps things, or a password. */
static void
add_store (GString    *facts,
           const char *store_uri)
{
  g_autofree char *scheme = store_uri != NULL ? g_uri_parse_scheme (store_uri) : NULL;

  add_fact (facts, "Store", store_uri == NULL ? "not open" : scheme != NULL ? scheme : "unknown");
}

char *
batch_about_make_facts (const char *store_uri)
{
  g_autoptr(GString) facts = g_string_new (NULL);

  add_fact (facts, "Batch Queue", PACKAGE_VERSION);
  add_library (facts, "GTK", gtk_get_major_version (), gtk_get_minor_version (),
               gtk_get_micro_version ());
  add_library (facts, "libadwaita", adw_get_major_version (), adw_get_minor_version (),
               adw_get_micro_version ());
  add_library (facts, "GLib", glib_major_version, glib_minor_version, glib_micro_version);
  add_store (facts, store_uri);
  add_system (facts);
  return g_string_free (g_steal_pointer (&facts), FALSE);
}

/* --- The window --- */

void
batch_about_show (GtkWindow   *parent,
                  BatchEngine *engine)
{
  g_autofree char *facts =
    batch_about_make_facts (engine != NULL ? batch_engine_get_store_uri (engine) : NULL);

  adw_show_about_window (parent,
                         "application-name", _("Batch Queue"),
                         "application-icon", APPLICATION_ID,
                         "version", PACKAGE_VERSION,
                         "developer-name", _("The Batch Queue authors"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         "comments", _("Runs many prompts on your own models, each model "
                                       "loaded once."),
                         "website", WEBSITE,
                         "issue-url", ISSUES,
                         "debug-info", facts,
                         "debug-info-filename", FACTS_FILE,
                         NULL);
}
