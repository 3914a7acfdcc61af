/* batch-check-step.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "assistant/batch-check-step.h"

#include <glib/gi18n.h>

#include "assistant/batch-draft-file.h"
#include "widgets/batch-closures.h"

struct _BatchCheckStep
{
  BatchStep            parent_instance;

  AdwEntryRow         *name;
  AdwActionRow        *count;
  AdwActionRow        *loads;
  AdwActionRow        *time;
  GtkSpinner          *spinner;
  AdwPreferencesGroup *reuse_group;
  AdwActionRow        *reuse_row;
  GtkSwitch           *reuse;
  AdwPreferencesGroup *warnings;
  AdwPreferencesGroup *issues;

  GPtrArray           *issue_rows;     /* of GtkWidget; NULL when it is disposed of */
  GPtrArray           *warning_rows;   /* of GtkWidget */
  GCancellable        *working;        /* (nullable) */
  GFile               *file;           /* (nullable) what was made */
  gint64               n_requests;     /* in it */
};

G_DEFINE_FINAL_TYPE (BatchCheckStep, batch_check_step, BATCH_TYPE_STEP)

static BatchDraft *
get_draft (BatchCheckStep *self)
{
  return batch_step_get_draft (BATCH_STEP (self));
}

static void
remove_file (BatchCheckStep *self)
{
  if (self->file != NULL)
    g_file_delete (self->file, NULL, NULL);
  g_clear_object (&self->file);
}

static gboolean
is_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* --- What is wrong, and what may be --- */

static void
add_row (AdwPreferencesGroup *group,
         GPtrArray           *rows,
         const char          *text)
{
  g_autofree char *words = batch_localize (text);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), words);
  adw_preferences_group_add (group, row);
  g_ptr_array_add (rows, row);
  gtk_widget_set_visible (GTK_WIDGET (group), TRUE);
}

static void
clear_rows (AdwPreferencesGroup *group,
            GPtrArray           *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, rows->pdata[i]);
  g_ptr_array_set_size (rows, 0);
  gtk_widget_set_visible (GTK_WIDGET (group), FALSE);
}

static void
add_issue (BatchCheckStep *self,
           const char     *text)
{
  add_row (self->issues, self->issue_rows, text);
}

static void
checked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(BatchCheckStep) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchRowReport) report = NULL;
  const char * const *issues;

  report = batch_row_source_check_finish (BATCH_ROW_SOURCE (source), result, &error);
  if (self->issue_rows == NULL || report == NULL)
    return;

  issues = batch_row_report_get_issues (report);
  if (*issues == NULL)
    return;

  clear_rows (self->issues, self->issue_rows);
  for (guint i = 0; issues[i] != NULL; i++)
    add_issue (self, issues[i]);
}

/* It was made up to the first mistake; all of them are looked for. */
static void
refuse (BatchCheckStep *self,
        const GError   *error)
{
  gtk_spinner_stop (self->spinner);
  adw_action_row_set_subtitle (self->count, "");
  batch_step_set_reason (BATCH_STEP (self), error->message);
  add_issue (self, error->message);
  if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE))
    batch_row_source_check_async (batch_draft_get_source (get_draft (self)), self->working,
                                  checked_cb, g_object_ref (self));
}

/* --- What it will be --- */

static void
estimated_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(BatchCheckStep) self = user_data;
  g_autoptr(BatchEta) eta = batch_engine_estimate_finish (BATCH_ENGINE (source), result, NULL);
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;
  g_autofree char *duration = NULL;
  g_autofree char *finish = NULL;
  g_autofree char *text = NULL;

  if (self->issue_rows == NULL || eta == NULL || batch_eta_get_expected (eta) <= 0)
    return;

  low = batch_format_duration (batch_eta_get_low (eta));
  high = batch_format_duration (batch_eta_get_high (eta));
  duration = g_str_equal (low, high)
             ? g_strdup_printf (_("About %s"), high)
             /* Translators: a range of time, as in "About 2 min to 3 min" */
             : g_strdup_printf (_("About %s to %s"), low, high);
  finish = batch_format_finish (batch_eta_get_low (eta), batch_eta_get_high (eta));
  text = batch_closure_join (NULL, duration, finish);
  adw_action_row_set_subtitle (self->time, text);
}

static void
estimate (BatchCheckStep *self)
{
  BatchDraft *draft = get_draft (self);
  const char * const *models = batch_maker_get_models (batch_draft_get_maker (draft));
  guint n_models = g_strv_length ((char **) models);
  g_autoptr(GFileInfo) info = NULL;
  gint64 size = 0;

  info = g_file_query_info (self->file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE,
                            NULL, NULL);
  if (info != NULL)
    size = g_file_info_get_size (info);

  adw_action_row_set_subtitle (self->time, _("No estimate yet"));
  batch_engine_estimate_async (batch_draft_get_engine (draft), models,
                               self->n_requests / n_models, size / MAX (self->n_requests, 1),
                               batch_draft_get_backend (draft), NULL, estimated_cb,
                               g_object_ref (self));
}

static void
warnings_found_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(BatchCheckStep) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) warnings = batch_engine_find_warnings_finish (BATCH_ENGINE (source),
                                                                      result, &error);

  if (self->issue_rows == NULL || warnings == NULL)
    return;

  for (guint i = 0; i < g_list_model_get_n_items (warnings); i++)
    {
      g_autoptr(BatchInputWarning) warning = g_list_model_get_item (warnings, i);

      add_row (self->warnings, self->warning_rows, batch_input_warning_get_message (warning));
    }
}

static void
answers_found_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(BatchCheckStep) self = user_data;
  g_autoptr(GError) error = NULL;
  gint64 n_found = batch_engine_find_answers_finish (BATCH_ENGINE (source), result, &error);
  g_autofree char *text = NULL;

  if (self->issue_rows == NULL || is_cancelled (error))
    return;

  gtk_spinner_stop (self->spinner);
  text = g_strdup_printf (ngettext ("%'d Item Was Answered Before. Reuse the Answer?",
                                    "%'d Items Were Answered Before. Reuse the Answers?",
                                    (gulong) MAX (n_found, 0)), (int) n_found);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->reuse_row), text);
  gtk_widget_set_visible (GTK_WIDGET (self->reuse_group), n_found > 0);
  batch_step_set_reason (BATCH_STEP (self), NULL);
}

static void
show_made (BatchCheckStep *self)
{
  const char * const *models =
    batch_maker_get_models (batch_draft_get_maker (get_draft (self)));
  guint n_models = g_strv_length ((char **) models);
  g_autofree char *names = g_strjoinv (", ", (char **) models);
  g_autofree char *loads = g_strdup_printf (ngettext ("%u, for %s", "%u, one for each of %s",
                                                      n_models), n_models, names);
  g_autofree char *count = g_strdup_printf ("%'" G_GINT64_FORMAT, self->n_requests);

  adw_action_row_set_subtitle (self->count, count);
  adw_action_row_set_subtitle (self->loads, loads);
}

static void
made_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(BatchCheckStep) self = user_data;
  g_autoptr(GError) error = NULL;
  BatchDraft *draft = get_draft (self);
  gint64 n_requests = batch_maker_make_finish (BATCH_MAKER (source), result, &error);

  if (self->issue_rows == NULL || is_cancelled (error))
    return;
  if (n_requests < 0)
    {
      refuse (self, error);
      return;
    }

  self->n_requests = n_requests;
  show_made (self);
  estimate (self);
  batch_engine_find_warnings_async (batch_draft_get_engine (draft), self->file,
                                    batch_draft_get_backend (draft), self->working,
                                    warnings_found_cb, g_object_ref (self));
  batch_engine_find_answers_async (batch_draft_get_engine (draft), self->file,
                                   batch_draft_get_backend (draft), self->working,
                                   answers_found_cb, g_object_ref (self));
}

static char *
suggest_name (BatchDraft *draft)
{
  BatchRowSource *source = batch_draft_get_source (draft);
  g_autoptr(GFile) file = g_list_model_get_item (batch_row_source_get_files (source), 0);
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;

  return name != NULL ? g_filename_display_name (name) : g_strdup (_("List"));
}

static void
stop (BatchCheckStep *self)
{
  g_cancellable_cancel (self->working);
  g_clear_object (&self->working);
}

static void
batch_check_step_enter (BatchStep *step)
{
  BatchCheckStep *self = BATCH_CHECK_STEP (step);
  BatchDraft *draft = get_draft (self);
  g_autoptr(GOutputStream) output = NULL;
  g_autoptr(GError) error = NULL;

  stop (self);
  remove_file (self);
  clear_rows (self->issues, self->issue_rows);
  clear_rows (self->warnings, self->warning_rows);
  gtk_widget_set_visible (GTK_WIDGET (self->reuse_group), FALSE);
  adw_action_row_set_subtitle (self->count, _("Counting…"));
  batch_step_set_reason (step, _("Making the batch…"));
  gtk_spinner_start (self->spinner);
  if (*gtk_editable_get_text (GTK_EDITABLE (self->name)) == '\0')
    {
      g_autofree char *name = suggest_name (draft);

      gtk_editable_set_text (GTK_EDITABLE (self->name), name);
    }

  self->working = g_cancellable_new ();
  if (!(self->file = batch_draft_file_create (&output, &error)))
    {
      refuse (self, error);
      return;
    }

  /* Who opened a table has its columns before the answers when they are exported. */
  batch_maker_set_keep_columns (batch_draft_get_maker (draft), TRUE);
  batch_maker_make_async (batch_draft_get_maker (draft), batch_draft_get_source (draft), output,
                          self->working, made_cb, g_object_ref (self));
}

/* The file is one of our own, on a disk of this computer. */
static BatchCountedInput *
open_file (BatchCheckStep *self)
{
  g_autoptr(GError) error = NULL;
  BatchCountedInput *input = batch_counted_input_open (self->file, &error);

  if (input == NULL)
    refuse (self, error);
  return input;
}

BatchJob *
batch_check_step_make_job (BatchCheckStep     *self,
                           BatchCountedInput **input)
{
  g_autoptr(BatchCountedInput) opened = NULL;
  g_autofree char *name = NULL;
  BatchJob *job;

  g_return_val_if_fail (BATCH_IS_CHECK_STEP (self), NULL);

  if (batch_step_get_reason (BATCH_STEP (self)) != NULL || self->file == NULL
      || !(opened = open_file (self)))
    return NULL;

  name = g_file_get_basename (self->file);
  job = batch_job_new_for_stream (G_INPUT_STREAM (opened), name);
  *input = g_steal_pointer (&opened);
  batch_job_set_title (job, gtk_editable_get_text (GTK_EDITABLE (self->name)));
  batch_job_set_backend (job, batch_draft_get_backend (get_draft (self)));
  batch_job_set_max_lines (job, 0);
  batch_job_set_max_bytes (job, 0);
  batch_job_set_reuse (job, gtk_widget_get_visible (GTK_WIDGET (self->reuse_group)) &&
                            gtk_switch_get_active (self->reuse));
  return job;
}

static void
batch_check_step_begin (BatchStep *step)
{
  batch_step_set_reason (step, _("Making the batch…"));
}

static void
batch_check_step_dispose (GObject *object)
{
  BatchCheckStep *self = BATCH_CHECK_STEP (object);

  stop (self);
  remove_file (self);
  g_clear_pointer (&self->issue_rows, g_ptr_array_unref);
  g_clear_pointer (&self->warning_rows, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), BATCH_TYPE_CHECK_STEP);

  G_OBJECT_CLASS (batch_check_step_parent_class)->dispose (object);
}

static void
batch_check_step_class_init (BatchCheckStepClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = batch_check_step_dispose;
  BATCH_STEP_CLASS (klass)->begin = batch_check_step_begin;
  BATCH_STEP_CLASS (klass)->enter = batch_check_step_enter;

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-check-step.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchCheckStep, name);
  gtk_widget_class_bind_template_child (widget_class, BatchCheckStep, count);
  gtk_widget_class_bind_template_child (widget_class, BatchCheckStep, loads);
  gtk_widget_class_bind_template_child (widget_class, BatchCheckStep, time);
  gtk_widget_class_bind_template_child (widget_class, BatchCheckStep, spinner);
  gtk_widget_class_bind_template_child (widget_class, BatchCheckStep, reuse_group);
  gtk_widget_class_bind_template_child (widget_class, BatchCheckStep, reuse_row);
  gtk_widget_class_bind_template_child (widget_class, BatchCheckStep, reuse);
  gtk_widget_class_bind_template_child (widget_class, BatchCheckStep, warnings);
  gtk_widget_class_bind_template_child (widget_class, BatchCheckStep, issues);
}

static void
batch_check_step_init (BatchCheckStep *self)
{
  self->issue_rows = g_ptr_array_new ();
  self->warning_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
