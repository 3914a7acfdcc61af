/* batch-notice-bar.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-notice-bar.h"

/* One line that stays until what it speaks of is over. */

struct _BatchNoticeBar
{
  AdwBin      parent_instance;

  GtkInfoBar *bar;
  GtkLabel   *text;
  GtkBox     *buttons;
  GtkButton  *button;
  GtkButton  *second_button;
};

G_DEFINE_FINAL_TYPE (BatchNoticeBar, batch_notice_bar, ADW_TYPE_BIN)

static void
batch_notice_bar_class_init (BatchNoticeBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-notice-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchNoticeBar, bar);
  gtk_widget_class_bind_template_child (widget_class, BatchNoticeBar, text);
  gtk_widget_class_bind_template_child (widget_class, BatchNoticeBar, buttons);
  gtk_widget_class_bind_template_child (widget_class, BatchNoticeBar, button);
  gtk_widget_class_bind_template_child (widget_class, BatchNoticeBar, second_button);
}

static void
batch_notice_bar_init (BatchNoticeBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
offer (GtkButton  *button,
       const char *label,
       const char *action)
{
  gtk_widget_set_visible (GTK_WIDGET (button), label != NULL);
  if (label != NULL)
    {
      gtk_button_set_label (button, label);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
    }
}

void
batch_notice_bar_show (BatchNoticeBar *self,
                       GtkMessageType  type,
                       const char     *text,
                       const char     *button,
                       const char     *action)
{
  g_return_if_fail (BATCH_IS_NOTICE_BAR (self));
  g_return_if_fail (text != NULL);

  gtk_info_bar_set_message_type (self->bar, type);
  gtk_label_set_text (self->text, text);
  gtk_widget_show (GTK_WIDGET (self->text));
  offer (self->button, button, action);
  offer (self->second_button, NULL, NULL);
  gtk_info_bar_set_revealed (self->bar, TRUE);
}

void
batch_notice_bar_add (BatchNoticeBar *self,
                      const char     *button,
                      const char     *action)
{
  g_return_if_fail (BATCH_IS_NOTICE_BAR (self));
  g_return_if_fail (button != NULL);

  offer (self->second_button, button, action);
}

void
batch_notice_bar_hide (BatchNoticeBar *self)
{
  g_return_if_fail (BATCH_IS_NOTICE_BAR (self));

  /* What cannot be seen is not to be found by a screen reader either. */
  gtk_widget_hide (GTK_WIDGET (self->text));
  offer (self->button, NULL, NULL);
  offer (self->second_button, NULL, NULL);
  gtk_info_bar_set_revealed (self->bar, FALSE);
}

void
batch_notice_bar_set_narrow (BatchNoticeBar *self,
                             gboolean        narrow)
{
  g_return_if_fail (BATCH_IS_NOTICE_BAR (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->buttons),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
}

const char *
batch_notice_bar_get_text (BatchNoticeBar *self)
{
  g_return_val_if_fail (BATCH_IS_NOTICE_BAR (self), NULL);

  return gtk_info_bar_get_revealed (self->bar) ? gtk_label_get_text (self->text) : NULL;
}
