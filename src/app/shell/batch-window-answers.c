/* batch-window-answers.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-window-private.h"

#include <glib/gi18n.h>

/* A file that has grown, or is opened again, asks much of what was answered before, which takes
 * hours to do again. Whoever opened it is asked, with the number; until then it is not in the
 * queue, and nobody waits behind it. All that is asked at the moment is one question. */

void
batch_opening_free (gpointer data)
{
  BatchOpening *opening = data;

  g_object_unref (opening->file);
  g_free (opening);
}

static int
compare_files (gconstpointer a,
               gconstpointer b)
{
  const BatchOpening *opening = a;

  return g_file_equal (opening->file, (GFile *) b) ? 0 : 1;
}

gboolean
batch_window_asks_about (BatchWindow *self,
                         GFile       *file)
{
  return g_queue_find_custom (&self->asked, file, compare_files) != NULL;
}

void
batch_window_ask_about (BatchWindow  *self,
                        BatchOpening *opening)
{
  g_queue_push_tail (&self->asked, opening);
  batch_window_update_notice (self);
}

static gint64
count_answered (BatchWindow *self)
{
  gint64 n_answered = 0;

  for (GList *link = self->asked.head; link != NULL; link = link->next)
    n_answered += ((const BatchOpening *) link->data)->n_answered;

  return n_answered;
}

static char *
name_file (BatchWindow *self)
{
  const BatchOpening *opening = g_queue_peek_head (&self->asked);
  g_autofree char *name = g_file_get_basename (opening->file);

  return g_filename_display_name (name);
}

char *
batch_window_dup_answers_question (BatchWindow *self)
{
  gint64 n_answered = count_answered (self);
  g_autofree char *name = NULL;

  if (g_queue_is_empty (&self->asked))
    return NULL;
  if (self->asked.length > 1)
    return g_strdup_printf (ngettext ("%'d item of %u files was answered before. "
                                      "Reuse the answer?",
                                      "%'d items of %u files were answered before. "
                                      "Reuse the answers?", (gulong) n_answered),
                            (int) n_answered, self->asked.length);

  name = name_file (self);
  /* Translators: %s is the name of a file */
  return g_strdup_printf (ngettext ("%'d item of %s was answered before. Reuse the answer?",
                                    "%'d items of %s were answered before. Reuse the answers?",
                                    (gulong) n_answered), (int) n_answered, name);
}

static void
decide (BatchWindow *self,
        gboolean     reuse)
{
  BatchOpening *opening;

  while ((opening = g_queue_pop_head (&self->asked)) != NULL)
    {
      opening->reuse = reuse;
      batch_window_read (self, opening);
    }

  batch_window_update_notice (self);
}

static void
reuse_answers_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  decide (BATCH_WINDOW (widget), TRUE);
}

static void
run_again_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  decide (BATCH_WINDOW (widget), FALSE);
}

void
batch_window_install_answers (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.reuse-answers", NULL, reuse_answers_action);
  gtk_widget_class_install_action (widget_class, "win.run-again", NULL, run_again_action);
}
