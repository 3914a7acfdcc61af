/* app-driver.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>
#include <batch.h>

G_BEGIN_DECLS

/* Runs the main loop until @condition holds; five minutes are a failure. */
#define app_wait_until(condition) \
  for (gint64 app_end = app_wait_begin (); !(condition);) \
    app_wait_step (app_end, #condition)

gint64     app_wait_begin   (void);
void       app_wait_step    (gint64       end,
                             const char  *condition);

/* Starts GTK and runs the tests, or says why not. */
int        app_test_run     (int          argc,
                             char       **argv,
                             void       (*add_tests) (void));

typedef gboolean (*AppVisit) (GtkWidget *widget,
                              gpointer   user_data);

/* Visits what is shown at and below @widget, until a visit returns TRUE. */
gboolean   app_walk         (GtkWidget   *widget,
                             AppVisit     visit,
                             gpointer     user_data);

/* Whether a row that says a text which begins with @spoken is below @widget, and shown. */
gboolean   app_shows_row    (GtkWidget   *widget,
                             const char  *spoken);
guint      app_count_rows   (GtkWidget   *widget);

/* Whether a text that begins so is shown below @widget. */
gboolean   app_says         (GtkWidget   *widget,
                             const char  *beginning);

/* The first shown button below @widget that activates @action; NULL without one. */
GtkButton *app_find_button  (GtkWidget   *widget,
                             const char  *action);

/* The first shown widget of the type at or below @widget; NULL without one. */
GtkWidget *app_find_widget  (GtkWidget   *widget,
                             GType        type);

/* Does what the key is bound to on @widget itself; FALSE when that is nothing, or not now. */
gboolean   app_press        (GtkWidget       *widget,
                             guint            keyval,
                             GdkModifierType  modifiers);

/* Whether a title of a table, and a number below it, end at the same place. */
gboolean   app_title_is_over (GtkWidget  *table,
                              const char *title);

/* Whether the page that says so, and nothing else, is shown below @widget. */
gboolean   app_shows_status (GtkWidget   *widget,
                             const char  *title);

/* NULL, or a toplevel of the type. */
GtkWindow *app_find_window  (GType        type);

/* NULL, or the question that @window asks; and what can be done to it. */
GtkWidget *app_find_question   (GtkWindow   *window);
gboolean   app_is_in_question  (GtkWidget   *widget);
void       app_answer_question (GtkWidget   *question,
                                const char  *label);
void       app_close_question  (GtkWidget   *question);

/* NULL, or what a person chooses files or a folder by. */
GtkFileChooser *app_find_chooser (void);

/* A file of @n requests for the models of the space-separated @models, whose prompts are @prompt
 * with a number after it. Free the path. */
char      *app_write_batch  (const char  *dir,
                             const char  *name,
                             const char  *models,
                             guint        n,
                             const char  *prompt);

G_END_DECLS
