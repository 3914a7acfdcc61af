/* test-shortcuts.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "app-driver.h"
#include "shell/batch-application.h"
#include "shell/batch-shortcuts-window.h"
#include "shell/batch-window.h"

/* What the window of shortcuts shows is what the keys do, and the main menu ends as people expect
 * it to. */

/* --- Sets of keys --- */

static GHashTable *
keys_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
add_key (GHashTable      *keys,
         guint            keyval,
         GdkModifierType  modifiers)
{
  g_hash_table_add (keys, gtk_accelerator_name (gdk_keyval_to_lower (keyval), modifiers));
}

static void
add_accelerator (GHashTable *keys,
                 const char *accelerator)
{
  GdkModifierType modifiers;
  guint key;

  g_assert_true (gtk_accelerator_parse (accelerator, &key, &modifiers));
  add_key (keys, key, modifiers);
}

/* And what the key does. */
static void
add_action (GHashTable *keys,
            const char *accelerator,
            const char *action)
{
  g_autoptr(GHashTable) key = keys_new ();
  GHashTableIter iter;
  gpointer name;

  add_accelerator (key, accelerator);
  g_hash_table_iter_init (&iter, key);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_hash_table_add (keys, g_strconcat (name, " ", action, NULL));
}

/* Several are apart by blanks, as for a GtkShortcutLabel. */
static void
add_accelerators (GHashTable *keys,
                  const char *accelerators)
{
  g_auto(GStrv) each = g_strsplit (accelerators, " ", -1);

  for (guint i = 0; each[i] != NULL; i++)
    add_accelerator (keys, each[i]);
}

/* --- Where they come from --- */

static gboolean
add_shown (GtkWidget *widget,
           gpointer   user_data)
{
  if (GTK_IS_SHORTCUT_LABEL (widget))
    add_accelerators (user_data, gtk_shortcut_label_get_accelerator (GTK_SHORTCUT_LABEL (widget)));
  return FALSE;
}

static void
add_actions (GHashTable          *keys,
             const BatchShortcut *shortcut)
{
  g_auto(GStrv) each = g_strsplit (shortcut->keys, " ", -1);
  g_auto(GStrv) actions = g_strsplit (shortcut->actions, " ", -1);

  g_assert_true (g_strv_length (actions) == 1 || g_strv_length (actions) == g_strv_length (each));
  for (guint i = 0; each[i] != NULL; i++)
    {
      const char *action = actions[1] != NULL ? actions[i] : actions[0];

      if (!g_str_equal (action, "-"))
        add_action (keys, each[i], action);
    }
}

static void
add_listed (GHashTable *keys)
{
  guint n;
  const BatchShortcut *shortcuts = batch_shortcuts_window_get (&n);

  for (guint i = 0; i < n; i++)
    if (shortcuts[i].keys != NULL && shortcuts[i].actions != NULL)
      add_actions (keys, &shortcuts[i]);
}

/* What the labels say, and what the keys are said to do. */
static GHashTable *
get_shown (GtkWidget *window)
{
  GtkWindow *shortcuts = batch_shortcuts_window_new (GTK_WINDOW (window));
  GHashTable *keys = keys_new ();

  gtk_window_present (shortcuts);
  app_walk (GTK_WIDGET (shortcuts), add_shown, keys);
  add_listed (keys);
  gtk_window_destroy (shortcuts);
  return keys;
}

static GHashTable *
get_of_application (GtkApplication *application)
{
  g_auto(GStrv) actions = gtk_application_list_action_descriptions (application);
  GHashTable *keys = keys_new ();

  for (guint i = 0; actions[i] != NULL; i++)
    {
      g_auto(GStrv) accels = gtk_application_get_accels_for_action (application, actions[i]);

      for (guint j = 0; accels[j] != NULL; j++)
        {
          add_accelerator (keys, accels[j]);
          add_action (keys, accels[j], actions[i]);
        }
    }

  return keys;
}

/* It may be one of several keys. */
static void
add_shortcut (GHashTable  *keys,
              GtkShortcut *shortcut)
{
  g_autofree char *text = gtk_shortcut_trigger_to_string (gtk_shortcut_get_trigger (shortcut));
  g_auto(GStrv) each = g_strsplit (text, "|", -1);
  GtkShortcutAction *action = gtk_shortcut_get_action (shortcut);
  GdkModifierType modifiers;
  guint keyval;

  for (guint i = 0; each[i] != NULL; i++)
    if (gtk_accelerator_parse (each[i], &keyval, &modifiers))
      {
        add_key (keys, keyval, modifiers);
        if (GTK_IS_NAMED_ACTION (action))
          add_action (keys, each[i],
                      gtk_named_action_get_action_name (GTK_NAMED_ACTION (action)));
      }
}

static void
add_bound_here (GHashTable *keys,
                GtkWidget  *widget)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GObject) controller = g_list_model_get_item (controllers, i);

      for (guint j = 0; GTK_IS_SHORTCUT_CONTROLLER (controller)
                        && j < g_list_model_get_n_items (G_LIST_MODEL (controller)); j++)
        {
          g_autoptr(GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);

          add_shortcut (keys, shortcut);
        }
    }
}

static void
add_bound (GHashTable *keys,
           GtkWidget  *widget)
{
  add_bound_here (keys, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    add_bound (keys, child);
}

static void
assert_in (GHashTable *keys,
           GHashTable *others,
           GHashTable *more)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, keys);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (others, key)
        && (more == NULL || !g_hash_table_contains (more, key)))
      g_error ("%s is missing", (char *) key);
}

/* --- The tests --- */

static void
test_shown (void)
{
  g_autoptr(BatchApplication) application = batch_application_new ();
  GtkWidget *window = GTK_WIDGET (batch_window_new (NULL));
  g_autoptr(GHashTable) shown = get_shown (window);
  g_autoptr(GHashTable) of_application = get_of_application (GTK_APPLICATION (application));
  g_autoptr(GHashTable) of_window = keys_new ();
  g_autoptr(GHashTable) expected = keys_new ();

  add_accelerators (expected, "F1 F10 <Control>question <Control>comma <Control>q <Control>w");
  add_bound (of_window, window);

  assert_in (of_application, shown, NULL);
  assert_in (shown, of_application, of_window);
  assert_in (expected, shown, NULL);
  gtk_window_destroy (GTK_WINDOW (window));
}

static gboolean
is_primary (GtkWidget *widget,
            gpointer   user_data)
{
  if (!GTK_IS_MENU_BUTTON (widget) || !gtk_menu_button_get_primary (GTK_MENU_BUTTON (widget)))
    return FALSE;

  *(GMenuModel **) user_data = gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (widget));
  return TRUE;
}

static void
test_menu (void)
{
  static const char * const last[] = {
    "win.preferences", "win.shortcuts", "app.help", "app.about",
  };
  GtkWidget *window = GTK_WIDGET (batch_window_new (NULL));
  GMenuModel *menu = NULL;
  g_autoptr(GMenuModel) section = NULL;

  gtk_window_present (GTK_WINDOW (window));
  g_assert_true (app_walk (window, is_primary, &menu));
  section = g_menu_model_get_item_link (menu, g_menu_model_get_n_items (menu) - 1,
                                        G_MENU_LINK_SECTION);
  g_assert_cmpint (g_menu_model_get_n_items (section), ==, (int) G_N_ELEMENTS (last));
  for (guint i = 0; i < G_N_ELEMENTS (last); i++)
    {
      g_autofree char *action = NULL;

      g_assert_true (g_menu_model_get_item_attribute (section, (int) i, G_MENU_ATTRIBUTE_ACTION,
                                                      "s", &action));
      g_assert_cmpstr (action, ==, last[i]);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
add_tests (void)
{
  g_test_add_func ("/batch/app/shortcuts/shown", test_shown);
  g_test_add_func ("/batch/app/shortcuts/menu", test_menu);
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
