/* app-driver.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "app-driver.h"

#include "widgets/batch-row.h"
#include "test-support.h"

#define PATIENCE_US (300 * G_USEC_PER_SEC)

gint64
app_wait_begin (void)
{
  return g_get_monotonic_time () + PATIENCE_US;
}

static gboolean
wake_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
app_wait_step (gint64      end,
               const char *condition)
{
  guint wake = g_timeout_add (50, wake_cb, NULL);

  if (g_get_monotonic_time () > end)
    g_error ("not within five minutes: %s", condition);

  g_main_context_iteration (NULL, TRUE);
  g_source_remove (wake);
}

/* G_TEST_OPTION_ISOLATE_DIRS would hide the system's icons and schemas, too. */
static char *
isolate (void)
{
  static const char * const variables[] = {
    "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME",
  };
  char *dir = batch_test_make_dir ();

  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    g_setenv (variables[i], dir, TRUE);

  return dir;
}

/* As an application does by itself: what a test shows without one looks the same. */
static void
add_style (void)
{
  g_autoptr(GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/io/github/batchqueue/BatchQueue/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

int
app_test_run (int    argc,
              char **argv,
              void (*add_tests) (void))
{
  g_autofree char *dir = isolate ();
  int status = 0;

  if (gtk_init_check ())
    {
      adw_init ();
      add_style ();
      g_test_init (&argc, &argv, NULL);
      add_tests ();
      status = g_test_run ();
    }
  else
    g_print ("1..0 # SKIP there is no display\n");

  batch_test_remove_dir (dir);
  return status;
}

/* --- Widgets --- */

gboolean
app_walk (GtkWidget *widget,
          AppVisit   visit,
          gpointer   user_data)
{
  if (!gtk_widget_get_child_visible (widget) || !gtk_widget_get_visible (widget))
    return FALSE;
  if (visit (widget, user_data))
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (app_walk (child, visit, user_data))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_spoken (GtkWidget *widget,
           gpointer   user_data)
{
  const char *spoken = BATCH_IS_ROW (widget) ? batch_row_get_spoken (BATCH_ROW (widget)) : NULL;

  return spoken != NULL && g_str_has_prefix (spoken, user_data);
}

gboolean
app_shows_row (GtkWidget  *widget,
               const char *spoken)
{
  return app_walk (widget, is_spoken, (gpointer) spoken);
}

static gboolean
is_said (GtkWidget *widget,
         gpointer   user_data)
{
  return GTK_IS_LABEL (widget)
         && g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), user_data);
}

gboolean
app_says (GtkWidget  *widget,
          const char *beginning)
{
  return app_walk (widget, is_said, (gpointer) beginning);
}

static gboolean
count_row (GtkWidget *widget,
           gpointer   user_data)
{
  guint *n = user_data;

  *n += BATCH_IS_ROW (widget);
  return FALSE;
}

guint
app_count_rows (GtkWidget *widget)
{
  guint n = 0;

  app_walk (widget, count_row, &n);
  return n;
}

typedef struct
{
  const char *action;
  GtkButton  *button;
} ButtonSearch;

static gboolean
is_button (GtkWidget *widget,
           gpointer   user_data)
{
  ButtonSearch *search = user_data;

  if (!GTK_IS_BUTTON (widget) || !gtk_widget_is_sensitive (widget)
      || g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), search->action) != 0)
    return FALSE;

  search->button = GTK_BUTTON (widget);
  return TRUE;
}

GtkButton *
app_find_button (GtkWidget  *widget,
                 const char *action)
{
  ButtonSearch search = { action, NULL };

  app_walk (widget, is_button, &search);
  return search.button;
}

typedef struct
{
  GType      type;
  GtkWidget *widget;
} WidgetSearch;

static gboolean
is_of_type (GtkWidget *widget,
            gpointer   user_data)
{
  WidgetSearch *search = user_data;

  if (!G_TYPE_CHECK_INSTANCE_TYPE (widget, search->type))
    return FALSE;

  search->widget = widget;
  return TRUE;
}

GtkWidget *
app_find_widget (GtkWidget *widget,
                 GType      type)
{
  WidgetSearch search = { type, NULL };

  app_walk (widget, is_of_type, &search);
  return search.widget;
}

static int
text_end (GtkLabel  *label,
          GtkWidget *inside)
{
  PangoRectangle extents;
  double end;
  int x;

  gtk_label_get_layout_offsets (label, &x, NULL);
  pango_layout_get_pixel_extents (gtk_label_get_layout (label), NULL, &extents);
  gtk_widget_translate_coordinates (GTK_WIDGET (label), inside, x + extents.x + extents.width, 0,
                                    &end, NULL);
  return (int) end;
}

typedef struct
{
  GtkWidget  *table;
  const char *title;
  int         end;       /* of the title; -1 without one */
} TitleSearch;

static gboolean
is_title (GtkWidget *widget,
          gpointer   user_data)
{
  TitleSearch *search = user_data;

  if (!GTK_IS_LABEL (widget)
      || !g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), search->title))
    return FALSE;

  search->end = text_end (GTK_LABEL (widget), search->table);
  return TRUE;
}

static gboolean
is_number_below (GtkWidget *widget,
                 gpointer   user_data)
{
  TitleSearch *search = user_data;

  return GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "numeric")
         && *gtk_label_get_text (GTK_LABEL (widget)) != '\0'
         && ABS (text_end (GTK_LABEL (widget), search->table) - search->end) <= 1;
}

gboolean
app_title_is_over (GtkWidget  *table,
                   const char *title)
{
  TitleSearch search = { table, title, -1 };

  return app_walk (table, is_title, &search) && app_walk (table, is_number_below, &search);
}

static gboolean
is_status (GtkWidget *widget,
           gpointer   user_data)
{
  return ADW_IS_STATUS_PAGE (widget)
         && g_str_equal (adw_status_page_get_title (ADW_STATUS_PAGE (widget)), user_data);
}

gboolean
app_shows_status (GtkWidget  *widget,
                  const char *title)
{
  return app_walk (widget, is_status, (gpointer) title);
}

GtkWindow *
app_find_window (GType type)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type))
        return window;
    }

  return NULL;
}

/* --- Questions --- */

G_GNUC_BEGIN_IGNORE_DEPRECATIONS

#if ADW_CHECK_VERSION (1, 5, 0)

GtkWidget *
app_find_question (GtkWindow *window)
{
  AdwDialog *dialog = ADW_IS_WINDOW (window)
                      ? adw_window_get_visible_dialog (ADW_WINDOW (window))
                      : adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));

  return ADW_IS_ALERT_DIALOG (dialog) ? GTK_WIDGET (dialog) : NULL;
}

gboolean
app_is_in_question (GtkWidget *widget)
{
  return gtk_widget_get_ancestor (widget, ADW_TYPE_ALERT_DIALOG) != NULL;
}

void
app_close_question (GtkWidget *question)
{
  adw_dialog_close (ADW_DIALOG (question));
}

#else

GtkWidget *
app_find_question (GtkWindow *window)
{
  GtkWindow *dialog = app_find_window (ADW_TYPE_MESSAGE_DIALOG);

  return dialog != NULL && gtk_window_get_transient_for (dialog) == window
         ? GTK_WIDGET (dialog) : NULL;
}

gboolean
app_is_in_question (GtkWidget *widget)
{
  return gtk_widget_get_ancestor (widget, ADW_TYPE_MESSAGE_DIALOG) != NULL;
}

void
app_close_question (GtkWidget *question)
{
  gtk_window_close (GTK_WINDOW (question));
}

#endif

G_GNUC_END_IGNORE_DEPRECATIONS

static gboolean
is_answer (GtkWidget *widget,
           gpointer   user_data)
{
  const char *label = user_data;

  if (!GTK_IS_BUTTON (widget)
      || g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) != 0)
    return FALSE;

  g_signal_emit_by_name (widget, "clicked");
  return TRUE;
}

/* Its buttons are there when it was laid out. */
void
app_answer_question (GtkWidget  *question,
                     const char *label)
{
  app_wait_until (app_walk (question, is_answer, (gpointer) label));
}

/* --- Files --- */

gboolean
app_press (GtkWidget       *widget,
           guint            keyval,
           GdkModifierType  modifiers)
{
  g_autoptr(GtkShortcutTrigger) trigger = gtk_keyval_trigger_new (keyval, modifiers);
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GObject) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
        continue;
      for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (controller)); j++)
        {
          g_autoptr(GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);

          if (gtk_shortcut_trigger_equal (gtk_shortcut_get_trigger (shortcut), trigger))
            return gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget,
                                                 gtk_shortcut_get_arguments (shortcut));
        }
    }

  return FALSE;
}

GtkFileChooser *
app_find_chooser (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr(GtkWidget) toplevel = g_list_model_get_item (toplevels, i);

      if (GTK_IS_FILE_CHOOSER (toplevel))
        return GTK_FILE_CHOOSER (toplevel);
    }

  return NULL;
}

char *
app_write_batch (const char *dir,
                 const char *name,
                 const char *models,
                 guint       n,
                 const char *prompt)
{
  g_auto(GStrv) names = g_strsplit (models, " ", -1);
  g_autoptr(GString) lines = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  char *path = g_build_filename (dir, name, NULL);

  for (guint i = 1; i <= n; i++)
    g_string_append_printf (lines,
                            "{\"custom_id\":\"request-%u\",\"method\":\"POST\","
                            "\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"%s\","
                            "\"messages\":[{\"role\":\"user\",\"content\":\"%s %u\"}]}}\n",
                            i, names[i % g_strv_length (names)], prompt, i);

  g_file_set_contents (path, lines->str, lines->len, &error);
  g_assert_no_error (error);
  return path;
}
