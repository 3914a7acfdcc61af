/* batch-retry-dialog.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "queue/batch-retry-dialog.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "widgets/batch-number.h"
#include "widgets/batch-server-url.h"

/* Trying items again with another model or other parameters. */

typedef enum
{
  WHICH_FAILED,
  WHICH_CUT_OFF,
  WHICH_REVIEW,
  WHICH_ITEM,
} Which;

struct _BatchRetryDialog
{
  AdwWindow    parent_instance;

  AdwComboRow *which;
  GtkEditable *model;
  GtkEditable *temperature;
  GtkEditable *max_tokens;
  GtkEditable *more;
  GtkLabel    *problem;

  BatchQueue  *queue;
  BatchJob    *job;
  BatchItem   *item;               /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BatchRetryDialog, batch_retry_dialog, ADW_TYPE_WINDOW)

static gint64
count_failed (BatchRetryDialog *self)
{
  return batch_job_get_failed (self->job) + batch_job_get_expired (self->job);
}

static void
append_member (GString    *members,
               const char *name,
               const char *value)
{
  if (value == NULL || *value == '\0')
    return;

  if (members->len > 1)
    g_string_append_c (members, ',');
  if (name != NULL)
    g_string_append_printf (members, "\"%s\":", name);
  g_string_append (members, value);
}

/* What is no number is left for the library to refuse. */
static void
append_number (GString    *members,
               const char *name,
               const char *text)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  double value;

  if (batch_number_read (text, &value))
    text = g_ascii_formatd (number, sizeof number, "%.15g", value);
  append_member (members, name, text);
}

/* What is between its braces; what has none is left for the library to refuse. */
static char *
get_inside (const char *object)
{
  g_autofree char *text = g_strstrip (g_strdup (object));
  gsize length = strlen (text);

  if (length < 2 || text[0] != '{' || text[length - 1] != '}')
    return g_steal_pointer (&text);

  text[length - 1] = '\0';
  return g_strstrip (g_strdup (text + 1));
}

char *
batch_retry_dialog_members (const char *temperature,
                            const char *max_tokens,
                            const char *more)
{
  g_autoptr(GString) members = g_string_new ("{");
  g_autofree char *inside = get_inside (more);

  append_number (members, "temperature", temperature);
  append_number (members, "max_tokens", max_tokens);
  append_member (members, NULL, inside);
  if (members->len == 1)
    return NULL;

  g_string_append_c (members, '}');
  return g_string_free (g_steal_pointer (&members), FALSE);
}

/* Of a choice that has nothing to try. */
static const char *
explain_none (Which which)
{
  switch (which)
    {
    case WHICH_FAILED:
      return _("No item failed");

    case WHICH_CUT_OFF:
      return _("No answer was cut off");

    case WHICH_REVIEW:
      return _("No answer needs review");

    case WHICH_ITEM:
      break;
    }

  return _("This item waits or is under way");
}

/* As far as the counts of the batch tell: what was cut off is among what needs review. */
static gboolean
has_none (BatchRetryDialog *self,
          Which             which)
{
  switch (which)
    {
    case WHICH_FAILED:
      return count_failed (self) == 0;

    case WHICH_CUT_OFF:
    case WHICH_REVIEW:
      return batch_job_get_needs_review (self->job) == 0;

    case WHICH_ITEM:
      break;
    }

  return FALSE;
}

static void
chosen_cb (BatchRetryDialog *self)
{
  Which which = adw_combo_row_get_selected (self->which);
  const char *reason;

  /* Choices are told of while they are made. */
  if (self->job == NULL)
    return;

  reason = has_none (self, which) ? explain_none (which) : NULL;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->which), reason != NULL ? reason : "");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.retry", reason == NULL);
}

/* That there is nothing to try is told by the library with the name of the job. */
static char *
describe_refusal (BatchRetryDialog *self,
                  const GError     *error)
{
  if (!g_error_matches (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE))
    return batch_localize (error->message);

  return g_strdup (explain_none (adw_combo_row_get_selected (self->which)));
}

static void
retried_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(BatchRetryDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *toast = NULL;
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  gint64 n = batch_engine_retry_with_changes_finish (BATCH_ENGINE (source), result, &error);

  if (n < 0 && self->job == NULL)
    return;
  if (n < 0)
    {
      g_autofree char *problem = describe_refusal (self, error);

      chosen_cb (self);
      gtk_label_set_label (self->problem, problem);
      gtk_widget_show (GTK_WIDGET (self->problem));
      return;
    }

  toast = g_strdup_printf (ngettext ("%d item is tried again", "%d items are tried again",
                                     (gulong) n), (int) n);
  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.toast", "s", toast);
  gtk_window_close (GTK_WINDOW (self));
}

static BatchRetryScope
get_scope (Which which)
{
  switch (which)
    {
    case WHICH_CUT_OFF:
      return BATCH_RETRY_SCOPE_CUT_OFF;

    case WHICH_REVIEW:
      return BATCH_RETRY_SCOPE_NEEDS_REVIEW;

    case WHICH_FAILED:
    case WHICH_ITEM:
      break;
    }

  return BATCH_RETRY_SCOPE_FAILED;
}

static void
retry_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  BatchRetryDialog *self = BATCH_RETRY_DIALOG (widget);
  Which which = adw_combo_row_get_selected (self->which);
  const char *chosen[] = { NULL, NULL };
  g_autofree char *members =
    batch_retry_dialog_members (gtk_editable_get_text (self->temperature),
                                gtk_editable_get_text (self->max_tokens),
                                gtk_editable_get_text (self->more));

  if (which == WHICH_ITEM)
    chosen[0] = batch_item_get_id (self->item);

  gtk_widget_action_set_enabled (widget, "dialog.retry", FALSE);
  batch_server_url_adopt (batch_queue_get_engine (self->queue), self->job);
  batch_engine_retry_with_changes_async (batch_queue_get_engine (self->queue),
                                         batch_job_get_id (self->job),
                                         which == WHICH_ITEM ? chosen : NULL, get_scope (which),
                                         gtk_editable_get_text (self->model), members, NULL,
                                         retried_cb, g_object_ref (self));
}

static void
batch_retry_dialog_dispose (GObject *object)
{
  BatchRetryDialog *self = BATCH_RETRY_DIALOG (object);

  g_clear_object (&self->queue);
  g_clear_object (&self->job);
  g_clear_object (&self->item);
  gtk_widget_dispose_template (GTK_WIDGET (self), BATCH_TYPE_RETRY_DIALOG);

  G_OBJECT_CLASS (batch_retry_dialog_parent_class)->dispose (object);
}

static void
batch_retry_dialog_class_init (BatchRetryDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = batch_retry_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-retry-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchRetryDialog, which);
  gtk_widget_class_bind_template_child (widget_class, BatchRetryDialog, model);
  gtk_widget_class_bind_template_child (widget_class, BatchRetryDialog, temperature);
  gtk_widget_class_bind_template_child (widget_class, BatchRetryDialog, max_tokens);
  gtk_widget_class_bind_template_child (widget_class, BatchRetryDialog, more);
  gtk_widget_class_bind_template_child (widget_class, BatchRetryDialog, problem);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_install_action (widget_class, "dialog.retry", NULL, retry_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK,
                                       "dialog.retry", NULL);
}

static void
batch_retry_dialog_init (BatchRetryDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* In the order of Which. */
static void
offer (BatchRetryDialog *self)
{
  g_autoptr(GtkStringList) choices = gtk_string_list_new (NULL);
  gint64 n_failed = count_failed (self);
  g_autofree char *failed = g_strdup_printf (_("Failed (%" PRId64 ")"), n_failed);
  g_autofree char *review = g_strdup_printf (_("Needs Review (%" PRId64 ")"),
                                             batch_job_get_needs_review (self->job));

  gtk_string_list_append (choices, failed);
  gtk_string_list_append (choices, _("Cut Off"));
  gtk_string_list_append (choices, review);
  if (self->item != NULL)
    gtk_string_list_append (choices, batch_item_get_custom_id (self->item));

  adw_combo_row_set_model (self->which, G_LIST_MODEL (choices));
  adw_combo_row_set_selected (self->which, n_failed > 0 ? WHICH_FAILED
                                           : batch_job_get_needs_review (self->job) > 0
                                           ? WHICH_REVIEW
                                           : self->item != NULL ? WHICH_ITEM : WHICH_FAILED);
  chosen_cb (self);
}

BatchRetryDialog *
batch_retry_dialog_new (GtkWindow  *parent,
                        BatchQueue *queue,
                        BatchJob   *job,
                        BatchItem  *item)
{
  BatchRetryDialog *self = g_object_new (BATCH_TYPE_RETRY_DIALOG, "transient-for", parent, NULL);

  self->queue = g_object_ref (queue);
  self->job = g_object_ref (job);
  if (item != NULL && batch_item_get_loaded (item))
    self->item = g_object_ref (item);
  offer (self);
  return self;
}
