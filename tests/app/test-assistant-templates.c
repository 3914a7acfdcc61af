/* test-assistant-templates.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "app-driver.h"
#include "assistant-driver.h"
#include "assistant/batch-prompt-step.h"
#include "test-engine.h"
#include "test-support.h"

/* Prompts that are kept under a name, in the step that they are used in. */

/* @replace: it is asked whether to, and replaced */
static void
save_template (GtkWidget  *assistant,
               const char *name,
               gboolean    replace)
{
  GtkWidget *step = assistant_find_step (assistant, BATCH_TYPE_PROMPT_STEP);
  GtkWidget *question;
  GtkWidget *entry;

  gtk_widget_activate_action (step, "prompt.save", NULL);
  app_wait_until ((question = app_find_question (GTK_WINDOW (assistant))) != NULL);
  app_wait_until ((entry = app_find_widget (question, GTK_TYPE_ENTRY)) != NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), name);
  app_answer_question (question, "_Save");
  if (!replace)
    return;

  app_wait_until ((question = app_find_question (GTK_WINDOW (assistant))) != NULL
                  && assistant_says (question, "There is a template"));
  app_answer_question (question, "_Replace");
}

/* In what the prompt is written in. */
static gboolean
prompt_is (GtkWidget  *assistant,
           const char *text)
{
  GtkWidget *step = assistant_find_step (assistant, BATCH_TYPE_PROMPT_STEP);
  GtkWidget *view = app_find_widget (step, GTK_TYPE_TEXT_VIEW);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  g_autofree char *found = NULL;

  g_object_get (buffer, "text", &found, NULL);
  return g_str_equal (found, text);
}

/* What was saved is shown to be chosen, and can be chosen for another batch. */
static void
test_template (void)
{
  GtkWidget *assistant;
  GtkWidget *row;
  AssistantFixture fixture;

  assistant_set_up (&fixture);
  assistant = assistant_go_to_prompt (&fixture, "one\n");
  assistant_type_text (assistant, BATCH_TYPE_PROMPT_STEP, "Praise {{line}}");
  assistant_wait_step (assistant, BATCH_TYPE_PROMPT_STEP);
  save_template (assistant, "Praise", FALSE);
  row = app_find_widget (assistant_find_step (assistant, BATCH_TYPE_PROMPT_STEP),
                         ADW_TYPE_COMBO_ROW);
  app_wait_until (adw_combo_row_get_selected (ADW_COMBO_ROW (row)) == 1);
  assistant_discard (assistant);

  assistant = assistant_go_to_prompt (&fixture, "two\n");
  row = app_find_widget (assistant_find_step (assistant, BATCH_TYPE_PROMPT_STEP),
                         ADW_TYPE_COMBO_ROW);
  app_wait_until (adw_combo_row_get_model (ADW_COMBO_ROW (row)) != NULL &&
                  g_list_model_get_n_items (adw_combo_row_get_model (ADW_COMBO_ROW (row))) == 2);
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row)), ==, 0);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 1);
  app_wait_until (prompt_is (assistant, "Praise {{line}}"));
  assistant_discard (assistant);
  assistant_tear_down (&fixture);
}

static AdwComboRow *
find_templates (GtkWidget *assistant)
{
  GtkWidget *step = assistant_find_step (assistant, BATCH_TYPE_PROMPT_STEP);

  return ADW_COMBO_ROW (app_find_widget (step, ADW_TYPE_COMBO_ROW));
}

static guint
count_templates (GtkWidget *assistant)
{
  return g_list_model_get_n_items (adw_combo_row_get_model (find_templates (assistant))) - 1;
}

/* What the template that was saved for “Praise” asks. */
static char *
dup_saved_prompt (AssistantFixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GListModel) templates = NULL;
  g_autoptr(BatchMaker) template = NULL;

  batch_engine_list_templates_async (fixture->engine, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  templates = batch_engine_list_templates_finish (fixture->engine, result, NULL);
  template = g_list_model_get_item (templates, 0);
  return template != NULL ? g_strdup (batch_maker_get_prompt (template)) : NULL;
}

static gboolean
saved_prompt_is (AssistantFixture *fixture,
                 const char       *text)
{
  g_autofree char *prompt = dup_saved_prompt (fixture);

  return g_strcmp0 (prompt, text) == 0;
}

/* Nothing that was saved is lost unasked. */
static void
test_template_replaced (void)
{
  GtkWidget *assistant;
  GtkWidget *question;
  GtkWidget *entry;
  AssistantFixture fixture;

  assistant_set_up (&fixture);
  assistant = assistant_go_to_prompt (&fixture, "one\n");
  assistant_type_text (assistant, BATCH_TYPE_PROMPT_STEP, "Praise {{line}}");
  assistant_wait_step (assistant, BATCH_TYPE_PROMPT_STEP);
  save_template (assistant, "Praise", FALSE);
  app_wait_until (adw_combo_row_get_selected (find_templates (assistant)) == 1);

  assistant_type_text (assistant, BATCH_TYPE_PROMPT_STEP, "Blame {{line}}");
  gtk_widget_activate_action (assistant_find_step (assistant, BATCH_TYPE_PROMPT_STEP),
                              "prompt.save", NULL);
  app_wait_until ((question = app_find_question (GTK_WINDOW (assistant))) != NULL);
  app_wait_until ((entry = app_find_widget (question, GTK_TYPE_ENTRY)) != NULL);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "Praise");
  app_answer_question (question, "_Save");
  app_wait_until ((question = app_find_question (GTK_WINDOW (assistant))) != NULL
                  && assistant_says (question, "There is a template “Praise” already."));
  app_answer_question (question, "_Cancel");
  app_wait_until (app_find_question (GTK_WINDOW (assistant)) == NULL);
  g_assert_true (saved_prompt_is (&fixture, "Praise {{line}}"));

  save_template (assistant, "Praise", TRUE);
  app_wait_until (app_find_question (GTK_WINDOW (assistant)) == NULL);
  app_wait_until (saved_prompt_is (&fixture, "Blame {{line}}"));
  assistant_discard (assistant);
  assistant_tear_down (&fixture);
}

static gboolean
press_undo_cb (GtkWidget *widget,
               gpointer   user_data)
{
  if (!GTK_IS_BUTTON (widget)
      || g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), "_Undo") != 0)
    return FALSE;

  g_signal_emit_by_name (widget, "clicked");
  return TRUE;
}

static void
test_template_removed (void)
{
  GtkWidget *assistant;
  AssistantFixture fixture;

  assistant_set_up (&fixture);
  assistant = assistant_go_to_prompt (&fixture, "one\n");
  assistant_type_text (assistant, BATCH_TYPE_PROMPT_STEP, "Praise {{line}}");
  assistant_wait_step (assistant, BATCH_TYPE_PROMPT_STEP);
  save_template (assistant, "Praise", FALSE);
  app_wait_until (adw_combo_row_get_selected (find_templates (assistant)) == 1);

  for (guint i = 0; i < 2; i++)
    {
      gtk_widget_activate_action (assistant_find_step (assistant, BATCH_TYPE_PROMPT_STEP),
                                  "prompt.remove", NULL);
      app_wait_until (count_templates (assistant) == 0);
      g_assert_true (saved_prompt_is (&fixture, NULL));
      app_wait_until (assistant_says (assistant, "Removed “Praise”"));
      app_wait_until (app_walk (assistant, press_undo_cb, NULL));
      app_wait_until (count_templates (assistant) == 1);
      g_assert_true (saved_prompt_is (&fixture, "Praise {{line}}"));
      adw_combo_row_set_selected (find_templates (assistant), 1);
    }

  assistant_discard (assistant);
  assistant_tear_down (&fixture);
}

static void
add_tests (void)
{
  g_test_add_func ("/batch/app/assistant-templates/used", test_template);
  g_test_add_func ("/batch/app/assistant-templates/replaced", test_template_replaced);
  g_test_add_func ("/batch/app/assistant-templates/removed", test_template_removed);
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
