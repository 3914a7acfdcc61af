/* batch-shortcuts-window.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-shortcuts-window.h"

#include <glib/gi18n.h>

#include "widgets/batch-wrap-layout.h"

/* Which keys do what. No GtkShortcutsWindow: that is as wide as its longest line and as high as all
 * of them, whatever the screen has room for. */

#define WIDTH  520
#define HEIGHT 600

static const BatchShortcut shortcuts[] = {
  { N_ ("Batches"), NULL, NULL },
  { N_ ("New Batch"), "<Control>n", "win.new-batch" },
  { N_ ("Paste a List"), "<Control>v", "win.paste" },
  { N_ ("Open Files"), "<Control>o", "win.open" },
  { N_ ("Start or Resume"), "<Control>Return", "win.start" },
  { N_ ("Pause After Current"), "<Control>p", "win.pause-after" },
  { N_ ("Pause and Free Memory"), "<Control><Shift>p", "win.pause-free" },
  { N_ ("Retry Failed Items"), "<Control>r", "win.retry" },
  { N_ ("Export Results"), "<Control>e", "win.export" },
  { N_ ("Undo Remove"), "<Control>z", "win.undo" },
  { N_ ("Remove Again"), "<Control><Shift>z", "win.redo" },
  { N_ ("Cancel"), "<Control>Delete", "win.cancel" },
  { N_ ("Remove From the Queue"), "<Shift>Delete Delete", "win.remove -" },
  { N_ ("Move Up or Down"), "<Alt>Up <Alt>Down", NULL },
  { N_ ("Move to the Top or the Bottom"), "<Alt>Home <Alt>End", NULL },
  { N_ ("Move a Model in the Plan"), "<Alt>Left <Alt>Right", NULL },

  { N_ ("Items"), NULL, NULL },
  { N_ ("Search Items"), "<Control>f", "items.search" },
  { N_ ("Retry With Changes"), "<Control><Shift>r", "queue.retry-with-changes" },
  { N_ ("Open the Item"), "space", NULL },
  { N_ ("Copy Answer"), "<Control>c", "items.copy" },
  { N_ ("Details of the Item"), "F9 <Control>i", "queue.detail" },
  { N_ ("Menu of the Selected Items"), "<Shift>F10", "items.menu" },
  { N_ ("Select All"), "<Control>a", "list.select-all" },

  { N_ ("Reading Results"), NULL, NULL },
  { N_ ("Search Results"), "<Control>f", "results.search" },
  { N_ ("Next"), "j", "reader.next" },
  { N_ ("Previous"), "k", "reader.previous" },
  { N_ ("Mark as Good"), "a", "results.accept" },
  { N_ ("Re-run"), "r", "results.rerun" },

  { N_ ("Comparing Answers"), NULL, NULL },
  { N_ ("Left or Right One Is Better"), "Left Right", "compare.left compare.right" },
  { N_ ("Both Are as Good"), "0", "compare.tie" },
  { N_ ("Hide Which Model It Is"), "h", "compare.hide-names" },
  { N_ ("Next or Previous Row"), "j k", "compare.next compare.previous" },

  { N_ ("Plots"), NULL, NULL },
  { N_ ("Point Before or After"), "Left Right", NULL },
  { N_ ("Ten Points Before or After"), "Page_Up Page_Down", NULL },
  { N_ ("First or Last Point"), "Home End", NULL },
  { N_ ("Leave the Points"), "Escape", NULL },

  { N_ ("General"), NULL, NULL },
  { N_ ("Queue"), "<Alt>1", "win.page::queue" },
  { N_ ("Results"), "<Alt>2", "win.page::results" },
  { N_ ("Insights"), "<Alt>3", "win.page::insights" },
  { N_ ("Main Menu"), "F10", NULL },
  { N_ ("Help"), "F1", "app.help" },
  { N_ ("Preferences"), "<Control>comma", "win.preferences" },
  { N_ ("Keyboard Shortcuts"), "<Control>question <Control>slash", "win.shortcuts" },
  { N_ ("Close the Window"), "<Control>w", "window.close" },
  { N_ ("Quit"), "<Control>q", "app.quit" },
};

const BatchShortcut *
batch_shortcuts_window_get (guint *n)
{
  *n = G_N_ELEMENTS (shortcuts);
  return shortcuts;
}

/* Who does not see the keys hears them after what they do. */
static char *
speak (const char *title,
       const char *keys)
{
  g_autoptr(GString) spoken = g_string_new (title);
  g_auto(GStrv) each = g_strsplit (keys, " ", -1);

  for (guint i = 0; each[i] != NULL; i++)
    {
      g_autofree char *label = NULL;
      GdkModifierType modifiers;
      guint key;

      gtk_accelerator_parse (each[i], &key, &modifiers);
      label = gtk_accelerator_get_label (key, modifiers);
      g_string_append_printf (spoken, ", %s", label);
    }

  return g_string_free (g_steal_pointer (&spoken), FALSE);
}

/* Side by side, or where there is no room for that, below each other. */
static GtkWidget *
make_keys (const char *keys)
{
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "valign", GTK_ALIGN_CENTER, NULL);
  g_auto(GStrv) each = g_strsplit (keys, " ", -1);

  /* Not as a property: that would take a second reference. */
  gtk_widget_set_layout_manager (box, g_object_new (BATCH_TYPE_WRAP_LAYOUT, NULL));
  for (guint i = 0; each[i] != NULL; i++)
    gtk_box_append (GTK_BOX (box), gtk_shortcut_label_new (each[i]));
  return box;
}

static GtkWidget *
make_row (const BatchShortcut *shortcut)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *keys = make_keys (shortcut->keys);
  g_autofree char *spoken = speak (_(shortcut->title), shortcut->keys);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(shortcut->title));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), keys);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return row;
}

static GtkWidget *
make_page (void)
{
  GtkWidget *page = adw_preferences_page_new ();
  AdwPreferencesGroup *group = NULL;

  adw_preferences_page_set_title (ADW_PREFERENCES_PAGE (page), _("Keyboard Shortcuts"));
  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    {
      if (shortcuts[i].keys != NULL)
        {
          adw_preferences_group_add (group, make_row (&shortcuts[i]));
          continue;
        }

      group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
      adw_preferences_group_set_title (group, _(shortcuts[i].title));
      adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), group);
    }

  return page;
}

GtkWindow *
batch_shortcuts_window_new (GtkWindow *parent)
{
  AdwPreferencesWindow *self = g_object_new (ADW_TYPE_PREFERENCES_WINDOW,
                                             "transient-for", parent,
                                             "modal", TRUE,
                                             "destroy-with-parent", TRUE,
                                             "search-enabled", FALSE,
                                             "title", _("Keyboard Shortcuts"),
                                             "default-width", WIDTH,
                                             "default-height", HEIGHT,
                                             NULL);

  adw_preferences_window_add (self, ADW_PREFERENCES_PAGE (make_page ()));
  return GTK_WINDOW (self);
}

static void
shortcuts_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  gtk_window_present (batch_shortcuts_window_new (GTK_WINDOW (widget)));
}

void
batch_shortcuts_window_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.shortcuts", NULL, shortcuts_action);
}
