/* test-fits.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <libintl.h>
#include <locale.h>
#include <string.h>

#include "app-driver.h"
#include "assistant/batch-assistant.h"
#include "queue/batch-queue-page.h"
#include "shell/batch-application.h"
#include "shell/batch-window.h"
#include "simulator/batch-simulator.h"
#include "test-simulator.h"
#include "test-support.h"
#include "widgets/batch-settings.h"

/* Every page and dialog in the smallest window that the guidelines ask for, and in a wide one. An
 * argument says in which look: --english, --pseudo (every text is longer, and marked), --large
 * (text of twice the size), --rtl; --dark and --contrast, where the environment makes it so. */

#define SMALLEST_WIDTH  360
#define SMALLEST_HEIGHT 294
/* Text of twice the size may have all of a phone that lies on its side. A window that is as low as
 * that has some of it to spare. */
#define LARGE_HEIGHT    360
#define LOW_HEIGHT      350
/* What the display of the tests has room for. */
#define WIDE_WIDTH      980
#define WIDE_HEIGHT     660

/* A new dialog needs one line: the action that shows it, and the action's parameter. */
typedef struct
{
  const char *action;
  const char *parameter;
  guint       of_gtk;           /* which of its sizes are up to libadwaita when text is large */
} Place;

enum { WIDTH = 1, HEIGHT = 2 };

static const Place dialogs[] = {
  { "win.servers", NULL, 0 },
  { "win.new-batch", NULL, 0 },
  { "win.preferences", NULL, 0 },
  /* Questions do not scroll before libadwaita 1.5. */
  { "win.cancel", NULL, HEIGHT },
  { "win.when-done", "run-command", HEIGHT },
  { "win.export", NULL, 0 },
  { "queue.retry-with-changes", NULL, 0 },
  { "win.shortcuts", NULL, 0 },
  { "app.about", NULL, WIDTH },
};

/* Words that are the same in every language, those of the batch here, and what GTK and libadwaita
 * say in the language that they have. */
static const char * const kept_words[] = {
  "Batch", "Queue", "authors", "jsonl", "csv", "tsv", "json", "http", "request",
  "Ctrl", "Shift", "Alt", "Delete", "Return", "Home", "End", "Page", "Escape", "Menu", "Space",
  "Details", "Legal",
};

static const char * const kept_texts[] = {
  /* What libadwaita says around what we tell about the program. */
  "https://github.com/", "Website", "Report an Issue", "Troubleshooting", "Debugging Information",
  /* Names of servers, and the commands that start them. */
  "Ollama", "ollama serve", "llama-server", "LM Studio", "lms server", "vLLM", "vllm serve",
};

static const char *look = "--english";

typedef struct
{
  BatchSimulator *server;
  GtkApplication *application;
  GtkWindow      *window;
  GString        *findings;
  const char     *state;        /* of the tour, for the findings */
} Tour;

static gboolean
is_pseudo (void)
{
  return g_str_equal (look, "--pseudo");
}

static gboolean
is_large (void)
{
  return g_str_equal (look, "--large");
}

/* --- Findings --- */

static void G_GNUC_PRINTF (3, 4)
find_fault (Tour       *tour,
            const char *place,
            const char *format,
            ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_string_append_printf (tour->findings, "%s, %s: %s\n", tour->state, place, text);
}

static int
measure (GtkWidget      *widget,
         GtkOrientation  orientation,
         int             for_size)
{
  int minimum;
  int least;

  /* GTK warns of who asks for less than it needs. */
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  gtk_widget_measure (widget, orientation, for_size >= 0 ? MAX (for_size, least) : -1, &minimum,
                      NULL, NULL, NULL);
  return minimum;
}

/* A window has a frame around it, which is not counted. */
static GtkWidget *
inside (GtkWidget *widget)
{
  return GTK_IS_WINDOW (widget) ? gtk_widget_get_first_child (widget) : widget;
}

static GtkWidget *
find_largest (GtkWidget      *widget,
              GtkOrientation  orientation,
              int             for_size)
{
  GtkWidget *largest = NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (gtk_widget_should_layout (child) && gtk_widget_get_child_visible (child)
          && (largest == NULL
              || measure (child, orientation, for_size) > measure (largest, orientation, for_size)))
        largest = child;
    }

  return largest;
}

/* The way down to the widget that needs the room. */
static char *
describe_way (GtkWidget      *widget,
              GtkOrientation  orientation,
              int             for_size)
{
  g_autoptr(GString) way = g_string_new (NULL);

  for (; widget != NULL; widget = find_largest (widget, orientation, for_size))
    {
      g_string_append_printf (way, " > %s %d", G_OBJECT_TYPE_NAME (widget),
                              measure (widget, orientation, for_size));
      if (GTK_IS_LABEL (widget))
        g_string_append_printf (way, " “%s”", gtk_label_get_text (GTK_LABEL (widget)));
    }

  return g_string_free (g_steal_pointer (&way), FALSE);
}

/* Dialogs scroll, and need no more than ever. */
static int
get_height_limit (Tour      *tour,
                  GtkWidget *widget)
{
  if (!is_large () || gtk_widget_get_root (widget) != GTK_ROOT (tour->window))
    return SMALLEST_HEIGHT;
  return gtk_widget_has_css_class (GTK_WIDGET (tour->window), "low") ? LOW_HEIGHT : LARGE_HEIGHT;
}

/* @of_gtk: which are not looked at */
static void
check_size (Tour       *tour,
            const char *place,
            GtkWidget  *widget,
            guint       of_gtk)
{
  int width = measure (widget, GTK_ORIENTATION_HORIZONTAL, -1);
  int for_width = MAX (width, SMALLEST_WIDTH);
  int height = measure (widget, GTK_ORIENTATION_VERTICAL, for_width);
  g_autofree char *across = NULL;
  g_autofree char *down = NULL;

  if (width > SMALLEST_WIDTH && !(of_gtk & WIDTH))
    {
      across = describe_way (widget, GTK_ORIENTATION_HORIZONTAL, -1);
      find_fault (tour, place, "needs %d pixels of width:%s", width, across);
    }
  if (height > get_height_limit (tour, widget) && !(of_gtk & HEIGHT))
    {
      down = describe_way (widget, GTK_ORIENTATION_VERTICAL, for_width);
      find_fault (tour, place, "needs %d pixels of height:%s", height, down);
    }
}

/* --- Texts --- */

static gboolean
is_kept (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (kept_words); i++)
    {
      if (g_ascii_strcasecmp (kept_words[i], word) == 0)
        return TRUE;
    }

  return FALSE;
}

/* A word of three or more plain letters outside of « and », which may be within others; NULL
 * without one. */
static char *
find_plain_word (const char *text)
{
  g_autoptr(GRegex) marked = g_regex_new ("«(?:[^«»]++|(?R))*»?", 0, 0, NULL);
  g_autoptr(GRegex) word = g_regex_new ("\\b[A-Za-z]{3,}\\b", 0, 0, NULL);
  g_autofree char *rest = g_regex_replace_literal (marked, text, -1, 0, " ", 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;

  for (g_regex_match (word, rest, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    {
      g_autofree char *found = g_match_info_fetch (match, 0);

      if (!is_kept (found))
        return g_steal_pointer (&found);
    }

  return NULL;
}

/* Folders have names of their own. */
static gboolean
has_kept_text (const char *text)
{
  if (g_path_is_absolute (text))
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (kept_texts); i++)
    {
      if (strstr (text, kept_texts[i]) != NULL)
        return TRUE;
    }

  return FALSE;
}

typedef struct
{
  Tour       *tour;
  const char *place;
} Visit;

static void
check_text (Visit      *visit,
            GtkWidget  *widget,
            const char *text)
{
  g_autofree char *word = text != NULL && !has_kept_text (text) ? find_plain_word (text) : NULL;

  if (word != NULL)
    find_fault (visit->tour, visit->place, "“%s” of a %s is not translated", text,
                G_OBJECT_TYPE_NAME (widget));
}

/* What switches pages and the answers of a question are laid out by libadwaita, which keeps buttons
 * for another width at hand. What a dropdown shows is in its list, too. */
static gboolean
is_laid_out_elsewhere (GtkWidget *button)
{
  return gtk_widget_get_ancestor (button, GTK_TYPE_DROP_DOWN) != NULL
         || gtk_widget_get_ancestor (button, ADW_TYPE_VIEW_SWITCHER) != NULL
         || app_is_in_question (button);
}

/* A button is not much use with half of its label. */
static void
check_button (Visit    *visit,
              GtkLabel *label)
{
  GtkWidget *button = gtk_widget_get_ancestor (GTK_WIDGET (label), GTK_TYPE_BUTTON);

  if (button != NULL && !is_laid_out_elsewhere (button)
      && gtk_widget_get_mapped (GTK_WIDGET (label))
      && pango_layout_is_ellipsized (gtk_label_get_layout (label)))
    find_fault (visit->tour, visit->place, "the button “%s” is cut off",
                gtk_label_get_text (label));
}

static gboolean
check_widget (GtkWidget *widget,
              gpointer   user_data)
{
  Visit *visit = user_data;

  if (GTK_IS_LABEL (widget))
    check_button (visit, GTK_LABEL (widget));
  if (!is_pseudo ())
    return FALSE;

  if (GTK_IS_LABEL (widget))
    check_text (visit, widget, gtk_label_get_text (GTK_LABEL (widget)));
  if (GTK_IS_TEXT (widget))
    check_text (visit, widget, gtk_text_get_placeholder_text (GTK_TEXT (widget)));
  check_text (visit, widget, gtk_widget_get_tooltip_text (widget));
  return FALSE;
}

/* --- Going around --- */

static void
painted_cb (GdkFrameClock *clock,
            guint         *n_left)
{
  if (*n_left > 0)
    (*n_left)--;
  if (*n_left > 0)
    gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
}

/* What is new is laid out in the first frame, and what follows from that in the next ones. */
static void
wait_for_frames (GtkWidget *widget)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  guint n_left = 3;
  gulong handler;

  g_assert_nonnull (clock);
  handler = g_signal_connect (clock, "after-paint", G_CALLBACK (painted_cb), &n_left);
  gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
  app_wait_until (n_left == 0);
  g_signal_handler_disconnect (clock, handler);
}

static void
check_texts (Tour       *tour,
             const char *name,
             GtkWidget  *widget)
{
  Visit visit = { tour, name };

  app_walk (widget, check_widget, &visit);
}

static void
check_place (Tour       *tour,
             const char *name,
             GtkWidget  *top,
             guint       of_gtk)
{
  wait_for_frames (top);
  check_size (tour, name, inside (top), of_gtk);
  check_texts (tour, name, top);
}

/* All that are in the stack, one after the other. */
static void
visit_stack (Tour       *tour,
             const char *name,
             GtkWidget  *top,
             GtkStack   *stack,
             guint       of_gtk)
{
  GtkWidget *shown = gtk_stack_get_visible_child (stack);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (stack)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      g_autofree char *inner = g_strdup_printf ("%s, %s", name, G_OBJECT_TYPE_NAME (child));

      if (child == shown || !gtk_widget_get_visible (child))
        continue;
      gtk_stack_set_visible_child (stack, child);
      check_place (tour, inner, top, of_gtk);
    }

  gtk_stack_set_visible_child (stack, shown);
}

static gboolean
is_switcher (GtkWidget *widget,
             gpointer   user_data)
{
  if (GTK_IS_STACK_SWITCHER (widget))
    g_ptr_array_add (user_data, gtk_stack_switcher_get_stack (GTK_STACK_SWITCHER (widget)));
  return FALSE;
}

/* With everything that a person can switch to. */
static void
visit_window (Tour       *tour,
              const char *name)
{
  g_autoptr(GPtrArray) stacks = g_ptr_array_new ();

  check_place (tour, name, GTK_WIDGET (tour->window), 0);
  app_walk (GTK_WIDGET (tour->window), is_switcher, stacks);
  for (guint i = 0; i < stacks->len; i++)
    visit_stack (tour, name, GTK_WIDGET (tour->window), stacks->pdata[i], 0);
}

static gboolean
activate_cb (GtkWidget *widget,
             gpointer   user_data)
{
  const Place *place = user_data;
  g_autoptr(GVariant) parameter = NULL;

  /* GTK does not take a floating one. */
  if (place->parameter != NULL)
    parameter = g_variant_ref_sink (g_variant_new_string (place->parameter));
  return gtk_widget_activate_action_variant (widget, place->action, parameter);
}

/* Of the window, or of what is seen in it. */
static void
activate (Tour       *tour,
          const char *action,
          const char *parameter)
{
  const Place place = { action, parameter };

  if (!app_walk (GTK_WIDGET (tour->window), activate_cb, (gpointer) &place))
    g_error ("there is no action %s", action);
}

static void
visit_page (Tour       *tour,
            const char *name)
{
  activate (tour, "win.page", name);
  visit_window (tour, name);
}

/* As who chooses it in the list, which gives way to it in a narrow window. */
static void
show_batch (Tour *tour)
{
  GtkWidget *page = app_find_widget (GTK_WIDGET (tour->window), BATCH_TYPE_QUEUE_PAGE);

  g_signal_emit_by_name (batch_queue_page_get_list (BATCH_QUEUE_PAGE (page)), "activate", 0);
}

static void
visit_pages (Tour *tour)
{
  visit_page (tour, "queue");
  show_batch (tour);
  visit_window (tour, "a batch");
  activate (tour, "queue.detail", NULL);
  visit_window (tour, "details");
  activate (tour, "queue.detail", NULL);
  visit_page (tour, "results");
  visit_page (tour, "insights");
}

/* NULL, or a window over the first one, or a dialog or question in it. */
static GtkWidget *
find_dialog (Tour *tour)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (window != tour->window && gtk_widget_get_mapped (GTK_WIDGET (window)))
        return GTK_WIDGET (window);
    }

  return app_find_question (tour->window);
}

static void
close_dialog (GtkWidget *dialog)
{
  if (GTK_IS_WINDOW (dialog))
    gtk_window_close (GTK_WINDOW (dialog));
  else
    app_close_question (dialog);
}

static void
visit_preferences (Tour       *tour,
                   const char *name,
                   GtkWidget  *dialog,
                   guint       of_gtk)
{
  GtkWidget *stack = app_find_widget (dialog, ADW_TYPE_VIEW_STACK);
  g_autoptr(GtkSelectionModel) list = adw_view_stack_get_pages (ADW_VIEW_STACK (stack));

  for (guint i = 1; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      gtk_selection_model_select_item (list, i, TRUE);
      check_place (tour, name, dialog, of_gtk);
    }
}

static void
visit_dialog (Tour        *tour,
              const Place *place)
{
  guint of_gtk = is_large () ? place->of_gtk : 0;
  GtkWidget *dialog;

  activate (tour, place->action, place->parameter);
  app_wait_until ((dialog = find_dialog (tour)) != NULL);
  check_place (tour, place->action, dialog, of_gtk);
  if (BATCH_IS_ASSISTANT (dialog))
    visit_stack (tour, place->action, dialog,
                 GTK_STACK (app_find_widget (dialog, GTK_TYPE_STACK)), of_gtk);
  if (ADW_IS_PREFERENCES_WINDOW (dialog))
    visit_preferences (tour, place->action, dialog, of_gtk);

  close_dialog (dialog);
  app_wait_until (find_dialog (tour) == NULL);
}

static BatchJob *
get_job (Tour *tour)
{
  BatchQueue *queue = batch_window_get_queue (BATCH_WINDOW (tour->window));
  g_autoptr(BatchJob) job = queue != NULL ? g_list_model_get_item (G_LIST_MODEL (queue), 0) : NULL;

  /* The queue holds it. */
  return job;
}

static void
visit_dialogs (Tour *tour)
{
  activate (tour, "win.page", "queue");
  /* Before, there is nothing to export. */
  app_wait_until (batch_job_get_ended (get_job (tour)) > 0);
  for (guint i = 0; i < G_N_ELEMENTS (dialogs); i++)
    visit_dialog (tour, &dialogs[i]);
}

/* Without a window manager it gets the size that it asks for, with a frame that is not counted. */
static void
resize (Tour *tour,
        int   width,
        int   height)
{
  GtkWidget *widget = GTK_WIDGET (tour->window);
  int asked_width;
  int asked_height;
  int frame;

  gtk_window_get_default_size (tour->window, &asked_width, &asked_height);
  frame = asked_width - gtk_widget_get_width (widget);
  gtk_window_set_default_size (tour->window, width + frame, height + frame);
  app_wait_until (gtk_widget_get_width (widget) == width
                  || measure (widget, GTK_ORIENTATION_HORIZONTAL, -1) > width + frame);
  app_wait_until (gtk_widget_has_css_class (widget, "low") == (height < WIDE_HEIGHT));
}

/* Above the pages there is a bar that offers to start. */
static void
visit_unstarted (Tour *tour)
{
  GtkWidget *bar = app_find_widget (GTK_WIDGET (tour->window), GTK_TYPE_INFO_BAR);

  tour->state = "not started";
  app_wait_until (gtk_info_bar_get_revealed (GTK_INFO_BAR (bar)));
  resize (tour, SMALLEST_WIDTH, SMALLEST_HEIGHT);
  visit_pages (tour);
}

static void
visit_all (Tour *tour)
{
  tour->state = "wide";
  resize (tour, WIDE_WIDTH, WIDE_HEIGHT);
  visit_pages (tour);
  tour->state = "narrow";
  resize (tour, SMALLEST_WIDTH, SMALLEST_HEIGHT);
  visit_pages (tour);
  visit_dialogs (tour);
}

/* --- The work to look at --- */

static GFile *
write_batch (const char *dir)
{
  g_autofree char *path = app_write_batch (dir, "данные.jsonl", "м", 30, "[[fail 400:1]]");

  return g_file_new_for_path (path);
}

static void
tour_cb (gpointer user_data)
{
  Tour *tour = user_data;
  g_autofree char *dir = batch_test_make_dir ();
  g_autoptr(GFile) file = write_batch (dir);

  tour->window = gtk_application_get_active_window (tour->application);
  app_wait_until (batch_window_get_queue (BATCH_WINDOW (tour->window)) != NULL);
  tour->state = "empty";
  check_place (tour, "the window", GTK_WIDGET (tour->window), 0);

  g_application_open (G_APPLICATION (tour->application), &file, 1, "");
  app_wait_until (get_job (tour) != NULL);
  visit_unstarted (tour);
  gtk_widget_activate_action (GTK_WIDGET (tour->window), "win.start", NULL);
  visit_all (tour);

  g_action_group_activate_action (G_ACTION_GROUP (tour->application), "quit", NULL);
  batch_test_remove_dir (dir);
}

/* --- Looks --- */

static char *
make_pseudo_locale (void)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "app", "pseudo-locale.py", NULL);
  g_autofree char *said = NULL;
  g_autoptr(GError) error = NULL;
  char *dir = batch_test_make_dir ();
  const char * const command[] = { "/usr/bin/python3", script, dir, NULL };
  int status;

  g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &said,
                &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, NULL))
    g_error ("There is no pseudo-locale: %s", said);
  return dir;
}

static void
speak_pseudo (const char *dir)
{
  g_setenv ("LOCPATH", dir, TRUE);
  g_setenv ("LANGUAGE", "qps", TRUE);
  g_assert_nonnull (setlocale (LC_ALL, "en_US.UTF-8"));
  bindtextdomain (GETTEXT_PACKAGE, dir);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

static void
dress (void)
{
  /* What is measured has come to rest. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  /* There is nobody to be notified. */
  g_settings_set_boolean (batch_settings_get (), "notify-stopped", FALSE);
  g_settings_set_boolean (batch_settings_get (), "notify-finished", FALSE);

  if (g_str_equal (look, "--dark"))
    g_assert_true (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  else if (g_str_equal (look, "--contrast"))
    g_assert_true (adw_style_manager_get_high_contrast (adw_style_manager_get_default ()));
  else if (g_str_equal (look, "--rtl"))
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  else if (is_large ())
    g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 2 * 96 * PANGO_SCALE, NULL);
}

static void
test_fits (void)
{
  BatchSimulatorConfig config = { .models = "м", .slots = 1, .delay_ms = 2000 };
  Tour tour = { .findings = g_string_new (NULL) };
  g_autofree char *locale = is_pseudo () ? make_pseudo_locale () : NULL;

  dress ();
  if (locale != NULL)
    speak_pseudo (locale);
  tour.server = batch_test_start_simulator (&config);
  g_setenv ("BATCHQ_BACKEND", batch_simulator_get_uri (tour.server), TRUE);
  tour.application = GTK_APPLICATION (batch_application_new ());
  g_idle_add_once (tour_cb, &tour);
  g_application_run (G_APPLICATION (tour.application), 0, NULL);

  g_assert_cmpstr (tour.findings->str, ==, "");
  g_string_free (tour.findings, TRUE);
  g_object_unref (tour.application);
  batch_simulator_stop (tour.server);
  g_object_unref (tour.server);
  if (locale != NULL)
    batch_test_remove_dir (locale);
}

static void
add_tests (void)
{
  g_autofree char *path = g_strconcat ("/batch/app/fits/", look + 2, NULL);

  g_test_add_func (path, test_fits);
}

int
main (int   argc,
      char *argv[])
{
  if (argc > 1)
    look = argv[1];

  return app_test_run (1, argv, add_tests);
}
