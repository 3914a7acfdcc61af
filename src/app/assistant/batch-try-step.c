/* batch-try-step.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "assistant/batch-try-step.h"

#include "assistant/batch-trial-row.h"

#define N_TRIED 3

/* The first row, the one in the middle and the last one of those that are known of. */

struct _BatchTryStep
{
  BatchStep            parent_instance;

  GtkWidget           *button;
  GtkSpinner          *spinner;
  AdwPreferencesGroup *answers;
  GtkLabel            *problem;

  GPtrArray           *rows;           /* of GtkWidget */
  GCancellable        *trying;         /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BatchTryStep, batch_try_step, BATCH_TYPE_STEP)

static BatchDraft *
get_draft (BatchTryStep *self)
{
  return batch_step_get_draft (BATCH_STEP (self));
}

static void
show_problem (BatchTryStep *self,
              const char   *text)
{
  g_autofree char *words = batch_localize (text);

  gtk_label_set_text (self->problem, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
}

static void
set_trying (BatchTryStep *self,
            gboolean      trying)
{
  gtk_spinner_set_spinning (self->spinner, trying);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "try.start", !trying);
}

static void
clear_rows (BatchTryStep *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->answers, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
}

/* --- Answers --- */

static void
tried_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BatchTryStep) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) items = batch_engine_try_finish (BATCH_ENGINE (source), result, &error);

  /* The window is gone, or another trial has begun. */
  if (self->rows == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  set_trying (self, FALSE);
  show_problem (self, error != NULL ? error->message : NULL);
  for (guint i = 0; items != NULL && i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(BatchItem) item = g_list_model_get_item (items, i);
      GtkWidget *row = batch_trial_row_new (item);

      adw_preferences_group_add (self->answers, row);
      g_ptr_array_add (self->rows, row);
    }
}

static BatchRowSource *
choose_rows (BatchTryStep *self)
{
  BatchRowSource *source = batch_draft_get_source (get_draft (self));
  BatchRowReport *report = batch_draft_get_report (get_draft (self));
  gint64 n_rows = report != NULL ? batch_row_report_get_n_rows (report) : N_TRIED;
  gint64 rows[N_TRIED] = { 1, (n_rows + 1) / 2, n_rows };

  /* Where the number is a guess, the last one may not be there. */
  if (n_rows <= N_TRIED || !batch_row_report_get_exact (report))
    for (guint i = 0; i < N_TRIED; i++)
      rows[i] = i + 1;

  batch_row_source_set_rows (source, rows, N_TRIED);
  return source;
}

static void
start_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  BatchTryStep *self = BATCH_TRY_STEP (widget);
  BatchDraft *draft = get_draft (self);
  BatchEngine *engine = batch_draft_get_engine (draft);

  clear_rows (self);
  show_problem (self, NULL);
  set_trying (self, TRUE);
  g_clear_object (&self->trying);
  self->trying = g_cancellable_new ();
  batch_engine_try_async (engine, batch_draft_get_maker (draft), choose_rows (self),
                          batch_draft_get_backend (draft), self->trying, tried_cb,
                          g_object_ref (self));
  batch_row_source_set_rows (batch_draft_get_source (draft), NULL, 0);
}

static void
batch_try_step_begin (BatchStep *step)
{
}

static void
batch_try_step_dispose (GObject *object)
{
  BatchTryStep *self = BATCH_TRY_STEP (object);

  g_cancellable_cancel (self->trying);
  g_clear_object (&self->trying);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), BATCH_TYPE_TRY_STEP);

  G_OBJECT_CLASS (batch_try_step_parent_class)->dispose (object);
}

static void
batch_try_step_class_init (BatchTryStepClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = batch_try_step_dispose;
  BATCH_STEP_CLASS (klass)->begin = batch_try_step_begin;

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-try-step.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchTryStep, button);
  gtk_widget_class_bind_template_child (widget_class, BatchTryStep, spinner);
  gtk_widget_class_bind_template_child (widget_class, BatchTryStep, answers);
  gtk_widget_class_bind_template_child (widget_class, BatchTryStep, problem);
  gtk_widget_class_install_action (widget_class, "try.start", NULL, start_action);
}

static void
batch_try_step_init (BatchTryStep *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
