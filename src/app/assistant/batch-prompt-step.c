/* batch-prompt-step.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "assistant/batch-prompt-step.h"

#include <glib/gi18n.h>
#include <string.h>

#include "widgets/batch-question.h"

#define PREVIEW_MS 150           /* after the last key */
#define MAX_CHIPS  40
#define MAX_SHOWN  4000          /* characters of a preview */
#define UNDO_S     10

struct _BatchPromptStep
{
  BatchStep       parent_instance;

  AdwComboRow    *templates;
  GtkTextView    *prompt;
  GtkTextView    *system;
  GtkFlowBox     *chips;
  GtkAdjustment  *row_number;
  GtkLabel       *preview;

  GListModel     *saved;           /* (nullable) of BatchMaker */
  BatchMaker     *removing;        /* (nullable) (unowned) told apart, and not looked at */
  BatchMaker     *removed;         /* (nullable) the one that can be brought back */
  GWeakRef        undo_toast;      /* … as long as this is seen */
  GCancellable   *previewing;      /* (nullable) */
  guint           preview_timer;
  gboolean        is_taking;       /* what changes was not changed by a person */
};

G_DEFINE_FINAL_TYPE (BatchPromptStep, batch_prompt_step, BATCH_TYPE_STEP)

static void preview_soon (BatchPromptStep *self);

static BatchDraft *
get_draft (BatchPromptStep *self)
{
  return batch_step_get_draft (BATCH_STEP (self));
}

static char *
get_text (GtkTextView *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
set_text (GtkTextView *view,
          const char  *text)
{
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (view), text != NULL ? text : "", -1);
}

/* --- The preview --- */

static void
show_preview (BatchPromptStep *self,
              BatchPreview    *preview)
{
  const char *system = batch_preview_get_system (preview);
  g_autoptr(GString) text = g_string_new (NULL);

  if (system != NULL)
    g_string_append_printf (text, "%s\n\n", system);
  g_string_append (text, batch_preview_get_prompt (preview));
  if (batch_preview_get_image_size (preview) > 0)
    {
      g_autofree char *size = g_format_size ((guint64) batch_preview_get_image_size (preview));

      g_string_append_printf (text, "\n\n%s (%s)", batch_preview_get_values (preview)[0], size);
    }
  if (g_utf8_strlen (text->str, -1) > MAX_SHOWN)
    {
      g_string_truncate (text, (gsize) (g_utf8_offset_to_pointer (text->str, MAX_SHOWN)
                                        - text->str));
      g_string_append (text, "…");
    }

  gtk_widget_remove_css_class (GTK_WIDGET (self->preview), "error");
  gtk_label_set_text (self->preview, text->str);
}

static void
previewed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *words = NULL;
  g_autoptr(BatchPreview) preview = NULL;
  BatchPromptStep *self = user_data;

  preview = batch_maker_preview_finish (BATCH_MAKER (source), result, &error);
  words = error != NULL ? batch_localize (error->message) : NULL;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (preview != NULL)
    show_preview (self, preview);
  else
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->preview), "error");
      gtk_label_set_text (self->preview, words);
    }
  batch_step_set_reason (BATCH_STEP (self), error != NULL ? error->message : NULL);
}

static void
stop_preview (BatchPromptStep *self)
{
  g_clear_handle_id (&self->preview_timer, g_source_remove);
  g_cancellable_cancel (self->previewing);
  g_clear_object (&self->previewing);
}

static void
preview_cb (gpointer user_data)
{
  BatchPromptStep *self = user_data;
  BatchDraft *draft = get_draft (self);

  self->preview_timer = 0;
  self->previewing = g_cancellable_new ();
  batch_maker_preview_async (batch_draft_get_maker (draft), batch_draft_get_source (draft),
                             (gint64) gtk_adjustment_get_value (self->row_number),
                             self->previewing, previewed_cb, self);
}

static void
preview_soon (BatchPromptStep *self)
{
  const char *prompt;

  stop_preview (self);
  if (get_draft (self) == NULL || batch_draft_get_source (get_draft (self)) == NULL)
    return;

  prompt = batch_maker_get_prompt (batch_draft_get_maker (get_draft (self)));
  if (prompt == NULL || prompt[strspn (prompt, " \t\n")] == '\0')
    {
      gtk_label_set_text (self->preview, "");
      batch_step_set_reason (BATCH_STEP (self), _("Write what to ask."));
      return;
    }

  batch_step_set_reason (BATCH_STEP (self), _("Looking at the row…"));
  self->preview_timer = g_timeout_add_once (PREVIEW_MS, preview_cb, self);
}

static void
text_changed_cb (BatchPromptStep *self)
{
  g_autofree char *prompt = get_text (self->prompt);
  g_autofree char *system = get_text (self->system);
  BatchMaker *maker;

  if (get_draft (self) == NULL || self->is_taking)
    return;

  maker = batch_draft_get_maker (get_draft (self));
  batch_maker_set_prompt (maker, prompt);
  batch_maker_set_system (maker, *system != '\0' ? system : NULL);
  preview_soon (self);
}

/* --- The fields --- */

static void
chip_clicked_cb (BatchPromptStep *self,
                 GtkButton       *chip)
{
  g_autofree char *field = g_strdup_printf ("{{%s}}", gtk_button_get_label (chip));

  gtk_text_buffer_insert_at_cursor (gtk_text_view_get_buffer (self->prompt), field, -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->prompt));
}

static void
add_chip (BatchPromptStep *self,
          const char      *column)
{
  GtkWidget *chip = gtk_button_new_with_label (column);
  g_autofree char *tooltip = g_strdup_printf (_("Insert {{%s}}"), column);

  gtk_widget_add_css_class (chip, "field");
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (chip))),
                           PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (chip, tooltip);
  g_signal_connect_object (chip, "clicked", G_CALLBACK (chip_clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_flow_box_append (self->chips, chip);
}

static void
report_changed_cb (BatchPromptStep *self)
{
  BatchRowReport *report = batch_draft_get_report (get_draft (self));
  const char * const *columns;
  GtkFlowBoxChild *child;

  if (report == NULL)
    return;

  while ((child = gtk_flow_box_get_child_at_index (self->chips, 0)) != NULL)
    gtk_flow_box_remove (self->chips, GTK_WIDGET (child));
  columns = batch_row_report_get_columns (report);
  for (guint i = 0; columns[i] != NULL && i < MAX_CHIPS; i++)
    add_chip (self, columns[i]);

  gtk_adjustment_set_upper (self->row_number,
                            (double) MAX (batch_row_report_get_n_rows (report), 1));
  preview_soon (self);
}

/* --- Templates --- */

static BatchMaker *
get_template (BatchPromptStep *self)
{
  guint selected = adw_combo_row_get_selected (self->templates);

  if (self->saved == NULL || selected == 0 || selected == GTK_INVALID_LIST_POSITION)
    return NULL;

  return g_list_model_get_item (self->saved, selected - 1);
}

static void
take_maker (BatchPromptStep *self,
            BatchMaker      *template)
{
  static const char *const shared[] = { "prompt", "system", "url", "temperature", "top-p",
                                        "max-tokens", "seed", "schema", "members" };
  BatchMaker *maker = batch_draft_get_maker (get_draft (self));

  for (guint i = 0; i < G_N_ELEMENTS (shared); i++)
    {
      g_auto(GValue) value = G_VALUE_INIT;

      g_object_get_property (G_OBJECT (template), shared[i], &value);
      g_object_set_property (G_OBJECT (maker), shared[i], &value);
    }

  self->is_taking = TRUE;
  set_text (self->prompt, batch_maker_get_prompt (maker));
  set_text (self->system, batch_maker_get_system (maker));
  self->is_taking = FALSE;
  preview_soon (self);
}

/* Where it is in the list. */
static guint
find_template (BatchPromptStep *self,
               const char      *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->saved); i++)
    {
      g_autoptr(BatchMaker) template = g_list_model_get_item (self->saved, i);

      if (g_strcmp0 (batch_maker_get_name (template), name) == 0)
        return i + 1;
    }

  return 0;
}

static void
template_chosen_cb (BatchPromptStep *self)
{
  g_autoptr(BatchMaker) template = get_template (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "prompt.remove", template != NULL);
  if (template != NULL && !self->is_taking)
    take_maker (self, template);
}

static void
templates_listed_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(BatchPromptStep) self = user_data;
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  const char *saved;

  g_clear_object (&self->saved);
  self->saved = batch_engine_list_templates_finish (BATCH_ENGINE (source), result, NULL);
  if (self->saved == NULL || get_draft (self) == NULL)
    return;

  gtk_string_list_append (names, _("None"));
  for (guint i = 0; i < g_list_model_get_n_items (self->saved); i++)
    {
      g_autoptr(BatchMaker) template = g_list_model_get_item (self->saved, i);

      gtk_string_list_append (names, batch_maker_get_name (template));
    }

  /* What was just saved is what stands below. */
  saved = batch_maker_get_name (batch_draft_get_maker (get_draft (self)));
  self->is_taking = TRUE;
  adw_combo_row_set_model (self->templates, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->templates, find_template (self, saved));
  template_chosen_cb (self);
  self->is_taking = FALSE;
}

static void
list_templates (BatchPromptStep *self)
{
  batch_engine_list_templates_async (batch_draft_get_engine (get_draft (self)), NULL,
                                     templates_listed_cb, g_object_ref (self));
}

static void
template_changed_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(BatchPromptStep) self = user_data;
  g_autoptr(GError) error = NULL;

  /* What the store has is listed anew. */
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    batch_step_set_reason (BATCH_STEP (self), error->message);
  else if (get_draft (self) != NULL)
    list_templates (self);
}

static void
put_template (BatchPromptStep *self,
              BatchMaker      *template)
{
  batch_engine_save_template_async (batch_draft_get_engine (get_draft (self)), template, NULL,
                                    template_changed_cb, g_object_ref (self));
}

/* One that is removed could only come back in the place of what is saved from now on. */
static void
end_undo (BatchPromptStep *self)
{
  g_autoptr(AdwToast) toast = g_weak_ref_get (&self->undo_toast);

  self->removing = NULL;
  g_clear_object (&self->removed);
  if (toast != NULL)
    adw_toast_dismiss (toast);
}

static void
save (BatchPromptStep *self,
      const char      *name)
{
  BatchMaker *maker = batch_draft_get_maker (get_draft (self));

  end_undo (self);
  batch_maker_set_name (maker, name);
  put_template (self, maker);
}

static void
may_replace_cb (BatchPromptStep *self,
                const char      *response,
                GtkWidget       *question)
{
  if (g_str_equal (response, "replace"))
    save (self, g_object_get_data (G_OBJECT (question), "name"));
}

static void
ask_to_replace (BatchPromptStep *self,
                const char      *name)
{
  /* Translators: %s is the name of a template */
  g_autofree char *body = g_strdup_printf (_("There is a template “%s” already. Its prompt and "
                                             "parameters would be lost."), name);
  GtkWidget *question = batch_question_new (_("Replace the Template?"), body);

  g_object_set_data_full (G_OBJECT (question), "name", g_strdup (name), g_free);
  batch_question_add_answer (question, "cancel", _("_Cancel"), ADW_RESPONSE_DEFAULT);
  batch_question_add_answer (question, "replace", _("_Replace"), ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (question, "response", G_CALLBACK (may_replace_cb), self,
                           G_CONNECT_SWAPPED);
  batch_question_present (question, GTK_WIDGET (self));
}

static void
named_cb (BatchPromptStep *self,
          const char      *response,
          GtkWidget       *question)
{
  GtkWidget *entry = g_object_get_data (G_OBJECT (question), "entry");
  const char *name = gtk_editable_get_text (GTK_EDITABLE (entry));

  if (!g_str_equal (response, "save"))
    return;

  if (self->saved != NULL && find_template (self, name) > 0)
    ask_to_replace (self, name);
  else
    save (self, name);
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  GtkWidget *question = batch_question_new (_("Save as a Template"),
                                            _("The prompt and the parameters are kept under this "
                                              "name."));
  GtkWidget *entry = gtk_entry_new ();
  g_autoptr(BatchMaker) template = get_template (BATCH_PROMPT_STEP (widget));

  if (template != NULL)
    gtk_editable_set_text (GTK_EDITABLE (entry), batch_maker_get_name (template));
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Name"),
                                  -1);
  g_object_set_data (G_OBJECT (question), "entry", entry);
  batch_question_set_extra_child (question, entry);
  batch_question_add_answer (question, "cancel", _("_Cancel"), ADW_RESPONSE_DEFAULT);
  batch_question_add_answer (question, "save", _("_Save"), ADW_RESPONSE_SUGGESTED);
  g_object_set (question, "default-response", "save", NULL);
  g_signal_connect_object (question, "response", G_CALLBACK (named_cb), widget, G_CONNECT_SWAPPED);
  batch_question_present (question, widget);
}

static void
undo_clicked_cb (BatchPromptStep *self)
{
  g_autoptr(BatchMaker) template = g_steal_pointer (&self->removed);

  if (template != NULL && get_draft (self) != NULL)
    put_template (self, template);
}

static void
offer_undo (BatchPromptStep *self,
            const char      *name)
{
  GtkWidget *toasts = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);
  g_autofree char *escaped = g_markup_escape_text (name, -1);
  g_autofree char *text = g_strdup_printf (_("Removed “%s”"), escaped);
  AdwToast *toast;

  if (toasts == NULL)
    return;

  toast = adw_toast_new (text);
  adw_toast_set_button_label (toast, _("_Undo"));
  adw_toast_set_timeout (toast, UNDO_S);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (undo_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  g_weak_ref_set (&self->undo_toast, toast);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (toasts), toast);
}

typedef struct
{
  BatchPromptStep *step;
  BatchMaker      *template;
} Removal;

static void
removal_free (Removal *removal)
{
  g_object_unref (removal->step);
  g_object_unref (removal->template);
  g_free (removal);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Removal, removal_free)

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Removal) removal = user_data;
  g_autoptr(GError) error = NULL;
  BatchPromptStep *self = removal->step;

  if (!batch_engine_remove_template_finish (BATCH_ENGINE (source), result, &error))
    {
      batch_step_set_reason (BATCH_STEP (self), error->message);
      return;
    }
  if (get_draft (self) == NULL)
    return;

  /* Unless something was saved or removed in the meantime. */
  if (self->removing == removal->template)
    {
      batch_maker_set_name (batch_draft_get_maker (get_draft (self)), NULL);
      g_set_object (&self->removed, removal->template);
      offer_undo (self, batch_maker_get_name (removal->template));
    }
  list_templates (self);
}

static void
remove_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  BatchPromptStep *self = BATCH_PROMPT_STEP (widget);
  g_autoptr(BatchMaker) template = get_template (self);
  Removal *removal;

  if (template == NULL)
    return;

  end_undo (self);
  self->removing = template;
  removal = g_new0 (Removal, 1);
  removal->step = g_object_ref (self);
  removal->template = g_object_ref (template);
  batch_engine_remove_template_async (batch_draft_get_engine (get_draft (self)),
                                      batch_maker_get_name (template), NULL, removed_cb, removal);
}

/* --- The step --- */

static void
batch_prompt_step_begin (BatchStep *step)
{
  BatchPromptStep *self = BATCH_PROMPT_STEP (step);

  g_signal_connect_object (get_draft (self), "notify::report", G_CALLBACK (report_changed_cb), self,
                           G_CONNECT_SWAPPED);
  batch_step_set_reason (step, _("Write what to ask."));
  list_templates (self);
}

static void
batch_prompt_step_enter (BatchStep *step)
{
  BatchPromptStep *self = BATCH_PROMPT_STEP (step);

  gtk_widget_grab_focus (GTK_WIDGET (self->prompt));
  preview_soon (self);
}

static void
batch_prompt_step_dispose (GObject *object)
{
  BatchPromptStep *self = BATCH_PROMPT_STEP (object);

  stop_preview (self);
  g_clear_object (&self->saved);
  g_clear_object (&self->removed);
  gtk_widget_dispose_template (GTK_WIDGET (self), BATCH_TYPE_PROMPT_STEP);

  G_OBJECT_CLASS (batch_prompt_step_parent_class)->dispose (object);
}

static void
batch_prompt_step_finalize (GObject *object)
{
  g_weak_ref_clear (&BATCH_PROMPT_STEP (object)->undo_toast);

  G_OBJECT_CLASS (batch_prompt_step_parent_class)->finalize (object);
}

static void
batch_prompt_step_class_init (BatchPromptStepClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = batch_prompt_step_dispose;
  G_OBJECT_CLASS (klass)->finalize = batch_prompt_step_finalize;
  BATCH_STEP_CLASS (klass)->begin = batch_prompt_step_begin;
  BATCH_STEP_CLASS (klass)->enter = batch_prompt_step_enter;

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-prompt-step.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchPromptStep, templates);
  gtk_widget_class_bind_template_child (widget_class, BatchPromptStep, prompt);
  gtk_widget_class_bind_template_child (widget_class, BatchPromptStep, system);
  gtk_widget_class_bind_template_child (widget_class, BatchPromptStep, chips);
  gtk_widget_class_bind_template_child (widget_class, BatchPromptStep, row_number);
  gtk_widget_class_bind_template_child (widget_class, BatchPromptStep, preview);
  gtk_widget_class_bind_template_callback (widget_class, preview_soon);
  gtk_widget_class_bind_template_callback (widget_class, template_chosen_cb);
  gtk_widget_class_install_action (widget_class, "prompt.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "prompt.remove", NULL, remove_action);
}

static void
batch_prompt_step_init (BatchPromptStep *self)
{
  g_weak_ref_init (&self->undo_toast, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "prompt.remove", FALSE);
  g_signal_connect_object (gtk_text_view_get_buffer (self->prompt), "changed",
                           G_CALLBACK (text_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_text_view_get_buffer (self->system), "changed",
                           G_CALLBACK (text_changed_cb), self, G_CONNECT_SWAPPED);
}
