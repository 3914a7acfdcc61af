/* test-preferences.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <adwaita.h>

#include "app-driver.h"
#include "local-api/batch-local-api-page.h"
#include "preferences/batch-preferences-window.h"
#include "test-engine.h"
#include "test-support.h"
#include "widgets/batch-settings.h"

typedef struct
{
  const char *title;
  GtkWidget  *found;
} Search;

/* Also on the page that is not shown. */
static void
search (GtkWidget *widget,
        Search    *wanted)
{
  if (ADW_IS_PREFERENCES_ROW (widget)
      && g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), wanted->title))
    wanted->found = widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    search (child, wanted);
}

static GtkWidget *
find_row (GtkWindow  *window,
          const char *title)
{
  Search wanted = { title, NULL };

  search (GTK_WIDGET (window), &wanted);
  g_assert_nonnull (wanted.found);
  return wanted.found;
}

/* What is chosen is kept, and what is kept is shown. */
static void
test_choices (void)
{
  static const struct { const char *title, *key, *words[3]; } cases[] = {
    { "After an Interruption", "at-start", { "ask", "resume", "stay-paused" } },
    { "When the Window Is Closed", "when-closed", { "ask", "keep-working", "quit" } },
  };
  GSettings *settings = batch_settings_get ();
  GtkWindow *window = GTK_WINDOW (batch_preferences_window_new (NULL, NULL, NULL));

  gtk_window_present (window);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint choice = 3; choice > 0; choice--)
      {
        AdwComboRow *row = ADW_COMBO_ROW (find_row (window, cases[i].title));
        g_autofree char *kept = NULL;

        adw_combo_row_set_selected (row, choice - 1);
        kept = g_settings_get_string (settings, cases[i].key);
        g_assert_cmpstr (kept, ==, cases[i].words[choice - 1]);
        g_settings_set_string (settings, cases[i].key, cases[i].words[choice % 3]);
        g_assert_cmpuint (adw_combo_row_get_selected (row), ==, choice % 3);
        g_settings_reset (settings, cases[i].key);
      }
  gtk_window_destroy (window);
}

static void
test_switches (void)
{
  static const struct { const char *title, *key; } cases[] = {
    { "A Batch Is Finished", "notify-finished" },
    { "A Batch Is Stopped by Errors", "notify-stopped" },
    { "A Model Server Does Not Answer", "notify-server" },
    { "Work Is Paused Automatically", "notify-paused" },
    { "Work Goes On in the Background", "notify-background" },
  };
  GSettings *settings = batch_settings_get ();
  GtkWindow *window = GTK_WINDOW (batch_preferences_window_new (NULL, NULL, NULL));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AdwActionRow *row = ADW_ACTION_ROW (find_row (window, cases[i].title));
      GtkSwitch *widget = GTK_SWITCH (adw_action_row_get_activatable_widget (row));

      g_assert_true (gtk_switch_get_active (widget));
      gtk_switch_set_active (widget, FALSE);
      g_assert_false (g_settings_get_boolean (settings, cases[i].key));
      g_settings_reset (settings, cases[i].key);
      g_assert_true (gtk_switch_get_active (widget));
    }
  gtk_window_destroy (window);
}

static void
test_numbers (void)
{
  static const struct { const char *title, *key; guint usual; } cases[] = {
    { "Failures in a Row", "max-failures-in-a-row", 10 },
    { "Lines in a File", "max-lines", 0 },
  };
  GSettings *settings = batch_settings_get ();
  GtkWindow *window = GTK_WINDOW (batch_preferences_window_new (NULL, NULL, NULL));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AdwActionRow *row = ADW_ACTION_ROW (find_row (window, cases[i].title));
      GtkSpinButton *spin = GTK_SPIN_BUTTON (adw_action_row_get_activatable_widget (row));

      g_assert_cmpint (gtk_spin_button_get_value_as_int (spin), ==, (int) cases[i].usual);
      gtk_spin_button_set_value (spin, 7);
      g_assert_cmpuint (g_settings_get_uint (settings, cases[i].key), ==, 7);
      g_settings_reset (settings, cases[i].key);
    }
  gtk_window_destroy (window);
}

/* The policy is kept by the queue itself, and chosen in more than one place. */
static void
test_policy (void)
{
  g_autofree char *dir = batch_test_make_dir ();
  BatchEngine *engine = batch_test_open_engine (dir);
  GtkWindow *window = GTK_WINDOW (batch_preferences_window_new (NULL, engine, NULL));
  AdwComboRow *row = ADW_COMBO_ROW (find_row (window, "Order of Models"));

  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, 0);
  adw_combo_row_set_selected (row, 2);
  g_assert_cmpint (batch_engine_get_policy (engine), ==, BATCH_POLICY_EXACT_ORDER);
  batch_engine_set_policy (engine, BATCH_POLICY_FAIR);
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, 1);

  gtk_window_destroy (window);
  batch_test_close_engine (engine);
  g_object_unref (engine);
  batch_test_remove_dir (dir);
}

static guint
find_free_port (void)
{
  g_autoptr(GSocketListener) listener = g_socket_listener_new ();
  g_autoptr(GError) error = NULL;
  guint port = g_socket_listener_add_any_inet_port (listener, NULL, &error);

  g_assert_no_error (error);
  g_socket_listener_close (listener);
  return port;
}

static void
ended_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
assert_copied (GtkWidget  *page,
               const char *text)
{
  GdkContentProvider *content = gdk_clipboard_get_content (gtk_widget_get_clipboard (page));
  g_auto(GValue) value = G_VALUE_INIT;
  g_autoptr(GError) error = NULL;

  g_value_init (&value, G_TYPE_STRING);
  gdk_content_provider_get_value (content, &value, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_value_get_string (&value), ==, text);
}

/* What a program needs to be told can be copied, and it is said that it was. */
static void
test_copies (void)
{
  g_autofree char *dir = batch_test_make_dir ();
  BatchEngine *engine = batch_test_open_engine (dir);
  BatchLocalApi *api;
  GtkWindow *window;
  GtkWidget *page;
  gboolean ended = FALSE;

  g_settings_set_uint (batch_settings_get (), "local-api-port", find_free_port ());
  g_settings_set_boolean (batch_settings_get (), "local-api", TRUE);
  api = batch_local_api_new (engine);
  window = GTK_WINDOW (batch_preferences_window_new (NULL, engine, api));
  page = gtk_widget_get_ancestor (find_row (window, "Answer Programs"), BATCH_TYPE_LOCAL_API_PAGE);
  gtk_window_present (window);
  app_wait_until (batch_local_api_get_address (api) != NULL);

  gtk_widget_activate_action (page, "api.copy-address", NULL);
  assert_copied (page, batch_local_api_get_address (api));
  app_wait_until (app_says (GTK_WIDGET (window), "Address copied"));
  gtk_widget_activate_action (page, "api.copy-key", NULL);
  assert_copied (page, batch_local_api_get_token (api));
  app_wait_until (app_says (GTK_WIDGET (window), "Key copied"));

  gtk_window_destroy (window);
  batch_local_api_end_async (api, ended_cb, &ended);
  app_wait_until (ended);
  g_object_unref (api);
  g_settings_reset (batch_settings_get (), "local-api");
  g_settings_reset (batch_settings_get (), "local-api-port");
  batch_test_close_engine (engine);
  g_object_unref (engine);
  batch_test_remove_dir (dir);
}

static void
add_tests (void)
{
  g_test_add_func ("/batch/app/preferences/choices", test_choices);
  g_test_add_func ("/batch/app/preferences/switches", test_switches);
  g_test_add_func ("/batch/app/preferences/numbers", test_numbers);
  g_test_add_func ("/batch/app/preferences/policy", test_policy);
  g_test_add_func ("/batch/app/preferences/copies", test_copies);
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
