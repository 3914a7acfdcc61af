/* batch-question.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-question.h"

/* A question about something that cannot be undone, with a few answers. It emits “response” with
 * the id of the answer; the one that was added first is also given when the question is closed.
 *
 * AdwMessageDialog is all there is before libadwaita 1.5, and deprecated later. AdwAlertDialog has
 * the same properties and the same signal. */

G_GNUC_BEGIN_IGNORE_DEPRECATIONS

#if ADW_CHECK_VERSION (1, 5, 0)

/* The dialog has its heading twice, and shows the small one, which wraps, where the large one has
 * no room. Until libadwaita 1.8 it measures the large one, too, for the width that there is. GTK
 * warns of that since 4.18, unless the label can be as narrow. */
static void
wrap_large_heading (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "title-2"))
    {
      gtk_label_set_wrap (GTK_LABEL (widget), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (widget), PANGO_WRAP_WORD_CHAR);
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    wrap_large_heading (child);
}

GtkWidget *
batch_question_new (const char *heading,
                    const char *body)
{
  GtkWidget *self = GTK_WIDGET (adw_alert_dialog_new (heading, body));

  wrap_large_heading (adw_dialog_get_child (ADW_DIALOG (self)));
  return self;
}

static void
add_response (GtkWidget             *question,
              const char            *id,
              const char            *label,
              AdwResponseAppearance  appearance)
{
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (question), id, label);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (question), id, appearance);
}

void
batch_question_set_answer_enabled (GtkWidget  *question,
                                   const char *id,
                                   gboolean    enabled)
{
  adw_alert_dialog_set_response_enabled (ADW_ALERT_DIALOG (question), id, enabled);
}

void
batch_question_present (GtkWidget *question,
                        GtkWidget *parent)
{
  adw_dialog_present (ADW_DIALOG (question), parent);
}

#else

GtkWidget *
batch_question_new (const char *heading,
                    const char *body)
{
  return g_object_new (ADW_TYPE_MESSAGE_DIALOG,
                       "heading", heading,
                       "body", body,
                       "modal", TRUE,
                       NULL);
}

static void
add_response (GtkWidget             *question,
              const char            *id,
              const char            *label,
              AdwResponseAppearance  appearance)
{
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (question), id, label);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (question), id, appearance);
}

void
batch_question_set_answer_enabled (GtkWidget  *question,
                                   const char *id,
                                   gboolean    enabled)
{
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (question), id, enabled);
}

void
batch_question_present (GtkWidget *question,
                        GtkWidget *parent)
{
  GtkRoot *root = gtk_widget_get_root (parent);

  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (question), GTK_WINDOW (root));
  gtk_window_present (GTK_WINDOW (question));
}

#endif

G_GNUC_END_IGNORE_DEPRECATIONS

void
batch_question_add_answer (GtkWidget             *question,
                           const char            *id,
                           const char            *label,
                           AdwResponseAppearance  appearance)
{
  g_autofree char *close_response = NULL;

  g_object_get (question, "close-response", &close_response, NULL);
  add_response (question, id, label, appearance);
  /* What it is until one was chosen. */
  if (g_str_equal (close_response, "close"))
    g_object_set (question, "close-response", id, "default-response", id, NULL);
}

void
batch_question_set_extra_child (GtkWidget *question,
                                GtkWidget *child)
{
  g_object_set (question, "extra-child", child, NULL);
}
