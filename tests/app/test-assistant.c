/* test-assistant.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-window-private.h"

#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

#include "app-driver.h"
#include "assistant-driver.h"
#include "assistant/batch-assistant.h"
#include "assistant/batch-check-step.h"
#include "assistant/batch-draft-file.h"
#include "assistant/batch-incoming-files.h"
#include "assistant/batch-models-step.h"
#include "assistant/batch-prompt-step.h"
#include "assistant/batch-refusal-dialog.h"
#include "assistant/batch-source-step.h"
#include "assistant/batch-try-step.h"
#include "servers/batch-server.h"
#include "servers/batch-servers-dialog.h"
#include "simulator/batch-simulator.h"
#include "test-engine.h"
#include "test-simulator.h"
#include "test-support.h"

/* The assistant on a real engine, with a store on the disk and the simulated server. */

static gboolean
check_model (GtkWidget  *widget,
             const char *model)
{
  const char *name = g_object_get_data (G_OBJECT (widget), "model");

  if (GTK_IS_CHECK_BUTTON (widget) && g_strcmp0 (name, model) == 0)
    {
      gtk_check_button_set_active (GTK_CHECK_BUTTON (widget), TRUE);
      return TRUE;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (check_model (child, model))
      return TRUE;

  return FALSE;
}

/* And goes on without saying that it is all of it. */
static void
write_model (GtkWidget  *assistant,
             const char *name)
{
  GtkWidget *step = assistant_find_step (assistant, BATCH_TYPE_MODELS_STEP);

  gtk_editable_set_text (GTK_EDITABLE (app_find_widget (step, ADW_TYPE_ENTRY_ROW)), name);
}

static gboolean
count_answer_cb (GtkWidget *widget,
                 gpointer   user_data)
{
  guint *n_answers = user_data;

  *n_answers += GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
                && strstr (gtk_label_get_text (GTK_LABEL (widget)), "Praise ") != NULL;
  return FALSE;
}

/* The simulator repeats the prompt in its answer. */
static guint
count_prompts_and_answers (GtkWidget *assistant)
{
  guint n_answers = 0;

  app_walk (assistant_find_step (assistant, BATCH_TYPE_TRY_STEP), count_answer_cb, &n_answers);
  return n_answers;
}

static gboolean
list_title_cb (GtkWidget *widget,
               gpointer   user_data)
{
  const char *text = GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget)) : "";

  if (g_str_has_prefix (text, "row-"))
    g_string_append_printf (user_data, "%.7s ", text);
  return FALSE;
}

/* Whichever was answered or read first. */
static void
assert_tried_in_order (GtkWidget *assistant)
{
  g_autoptr(GString) titles = g_string_new (NULL);

  app_walk (assistant_find_step (assistant, BATCH_TYPE_TRY_STEP), list_title_cb, titles);
  g_assert_cmpstr (titles->str, ==, "row-1-1 row-1-2 row-2-1 row-2-2 row-4-1 row-4-2 ");
}

static BatchJob *
wait_job (AssistantFixture *fixture)
{
  BatchQueue *queue = batch_window_get_queue (fixture->window);
  g_autoptr(BatchJob) job = NULL;

  app_wait_until (g_list_model_get_n_items (G_LIST_MODEL (queue)) > 0);
  job = g_list_model_get_item (G_LIST_MODEL (queue), 0);
  app_wait_until (batch_job_is_terminal (job));
  return g_steal_pointer (&job);
}

/* As a person does who has seen the plan. */
static BatchJob *
start_job (AssistantFixture *fixture)
{
  BatchQueue *queue = batch_window_get_queue (fixture->window);

  app_wait_until (g_list_model_get_n_items (G_LIST_MODEL (queue)) > 0);
  g_assert_false (batch_engine_get_active (fixture->engine));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.start", NULL);
  return wait_job (fixture);
}

/* Source, prompt, models, a trial and the check: then it is there to be started. */
static void
test_from_a_table (void)
{
  g_autoptr(BatchJob) job = NULL;
  GtkWidget *assistant;
  AssistantFixture fixture;

  assistant_set_up (&fixture);
  assistant_write_and_open (&fixture, "goods.csv", "name;price\nSoap;3\nTea;5\nSalt;1\nInk;9\n");
  assistant = assistant_wait ();
  assistant_wait_step (assistant, BATCH_TYPE_SOURCE_STEP);
  g_assert_true (assistant_says (assistant, "4 Rows"));
  g_assert_true (assistant_says (assistant, "separated by “;”"));

  assistant_go_on (assistant);
  app_wait_until (app_find_widget (assistant, BATCH_TYPE_PROMPT_STEP) != NULL);
  app_wait_until (assistant_says (assistant, "Write what to ask."));
  assistant_type_text (assistant, BATCH_TYPE_PROMPT_STEP, "Praise {{thing}}");
  app_wait_until (assistant_says (assistant, "which is none of the columns: name, price"));
  assistant_type_text (assistant, BATCH_TYPE_PROMPT_STEP, " \n");
  app_wait_until (assistant_says (assistant, "Write what to ask."));
  assistant_type_text (assistant, BATCH_TYPE_PROMPT_STEP, "Praise {{name}} for {{price}}");
  assistant_wait_step (assistant, BATCH_TYPE_PROMPT_STEP);
  g_assert_true (assistant_says (assistant, "Praise Soap for 3"));

  assistant_go_on (assistant);
  app_wait_until (app_find_widget (assistant, BATCH_TYPE_MODELS_STEP) != NULL);
  g_assert_true (assistant_says (assistant, "Choose at least one model."));
  app_wait_until (check_model (assistant, "small"));
  write_model (assistant, " small ");
  assistant_wait_step (assistant, BATCH_TYPE_MODELS_STEP);
  write_model (assistant, " large ");
  assistant_wait_step (assistant, BATCH_TYPE_MODELS_STEP);

  assistant_go_on (assistant);
  assistant_wait_step (assistant, BATCH_TYPE_TRY_STEP);
  /* Also while another batch waits for a person to start it. */
  batch_engine_set_active (fixture.engine, FALSE);
  gtk_widget_activate_action (assistant_find_step (assistant, BATCH_TYPE_TRY_STEP), "try.start",
                              NULL);
  app_wait_until (assistant_says (assistant, "row-4-2"));
  app_wait_until (count_prompts_and_answers (assistant) == 12);
  assert_tried_in_order (assistant);
  g_assert_null (batch_window_get_job (fixture.window));

  assistant_go_on (assistant);
  assistant_wait_step (assistant, BATCH_TYPE_CHECK_STEP);
  g_assert_true (assistant_says (assistant, "2, one for each of small, large"));
  app_wait_until (assistant_says (assistant, "About"));
  g_assert_true (assistant_says (assistant, " · finishes about "));
  g_assert_false (assistant_says (assistant, "Answered Before"));
  assistant_go_on (assistant);

  job = start_job (&fixture);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 8);
  g_assert_cmpstr (batch_job_get_title (job), ==, "goods.csv");
  app_wait_until (app_find_window (BATCH_TYPE_ASSISTANT) == NULL);
  assistant_tear_down (&fixture);
}

static void
add_backend (BatchEngine *engine,
             const char  *name,
             const char  *url)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchBackend) backend = batch_backend_new (name, url, NULL, NULL, &error);

  g_assert_no_error (error);
  batch_engine_add_backend_async (engine, backend, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  batch_engine_add_backend_finish (engine, result, &error);
  g_assert_no_error (error);
}

/* Of several servers one is chosen for the batch: its models are shown, and it gets the work. */
static void
test_another_server (void)
{
  static const BatchSimulatorConfig config = { .models = "distant:10", .delay_ms = 5 };
  g_autoptr(BatchSimulator) other = batch_test_start_simulator (&config);
  g_autoptr(BatchJob) job = NULL;
  GtkWidget *assistant;
  GtkWidget *row;
  AssistantFixture fixture;

  assistant_set_up (&fixture);
  add_backend (fixture.engine, "other", batch_simulator_get_uri (other));
  assistant_write_and_open (&fixture, "goods.csv", "name\nSoap\nTea\n");
  assistant = assistant_wait ();
  assistant_wait_step (assistant, BATCH_TYPE_SOURCE_STEP);
  assistant_go_on (assistant);
  assistant_type_text (assistant, BATCH_TYPE_PROMPT_STEP, "Praise {{name}}");
  assistant_wait_step (assistant, BATCH_TYPE_PROMPT_STEP);
  assistant_go_on (assistant);
  app_wait_until (check_model (assistant, "small"));

  row = app_find_widget (assistant_find_step (assistant, BATCH_TYPE_MODELS_STEP),
                         ADW_TYPE_COMBO_ROW);
  app_wait_until (g_list_model_get_n_items (adw_combo_row_get_model (ADW_COMBO_ROW (row))) == 2);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 1);
  g_assert_false (check_model (assistant, "small"));
  app_wait_until (check_model (assistant, "distant"));
  assistant_wait_step (assistant, BATCH_TYPE_MODELS_STEP);
  assistant_go_on (assistant);
  assistant_wait_step (assistant, BATCH_TYPE_TRY_STEP);
  assistant_go_on (assistant);
  assistant_wait_step (assistant, BATCH_TYPE_CHECK_STEP);
  assistant_go_on (assistant);

  job = start_job (&fixture);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 2);
  g_assert_cmpstr (batch_job_get_backend (job), ==, "other");
  assistant_tear_down (&fixture);
  batch_simulator_stop (other);
}

/* Who has no server yet adds one on the way, and goes on. */
static void
test_without_a_server (void)
{
  GtkWidget *assistant;
  GtkButton *button;
  AssistantFixture fixture;

  assistant_set_up (&fixture);
  batch_engine_set_default_backend (fixture.engine, NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.new-batch", NULL);
  assistant = assistant_wait ();
  batch_assistant_take_text (BATCH_ASSISTANT (assistant), "one\ntwo\n");
  assistant_wait_step (assistant, BATCH_TYPE_SOURCE_STEP);
  assistant_go_on (assistant);
  assistant_type_text (assistant, BATCH_TYPE_PROMPT_STEP, "Say {{line}}");
  assistant_wait_step (assistant, BATCH_TYPE_PROMPT_STEP);
  assistant_go_on (assistant);

  app_wait_until ((button = app_find_button (assistant, "models.servers")) != NULL);
  g_signal_emit_by_name (button, "clicked");
  app_wait_until (app_find_window (BATCH_TYPE_SERVERS_DIALOG) != NULL);
  add_backend (fixture.engine, "local", batch_simulator_get_uri (fixture.server));
  batch_engine_set_default_backend (fixture.engine, "local");
  gtk_window_close (app_find_window (BATCH_TYPE_SERVERS_DIALOG));
  app_wait_until (check_model (assistant, "small"));
  g_assert_null (app_find_button (assistant, "models.servers"));
  assistant_wait_step (assistant, BATCH_TYPE_MODELS_STEP);

  gtk_window_destroy (GTK_WINDOW (assistant));
  assistant_tear_down (&fixture);
}

/* Names are shown as they are, whatever would be markup in them. Warnings end this program. */
static void
test_names_are_no_markup (void)
{
  GtkWidget *assistant;
  AssistantFixture fixture;

  assistant_set_up (&fixture);
  assistant_write_and_open (&fixture, "R&D <1>.csv", "Q&A\nWhy?\nHow?\n");
  assistant = assistant_wait ();
  assistant_wait_step (assistant, BATCH_TYPE_SOURCE_STEP);
  g_assert_true (assistant_says (assistant, "R&D <1>.csv"));
  g_assert_true (assistant_says (assistant, "Fields: Q&A"));

  assistant_go_on (assistant);
  assistant_type_text (assistant, BATCH_TYPE_PROMPT_STEP, "Say {{Q&A}}");
  assistant_wait_step (assistant, BATCH_TYPE_PROMPT_STEP);
  assistant_go_on (assistant);
  app_wait_until (app_find_widget (assistant, BATCH_TYPE_MODELS_STEP) != NULL);
  write_model (assistant, "R&D <1>");
  assistant_wait_step (assistant, BATCH_TYPE_MODELS_STEP);
  assistant_go_on (assistant);
  assistant_go_on (assistant);
  assistant_wait_step (assistant, BATCH_TYPE_CHECK_STEP);
  g_assert_true (assistant_says (assistant, "1, for R&D <1>"));

  gtk_window_destroy (GTK_WINDOW (assistant));
  assistant_tear_down (&fixture);
}

/* What is wrong with rows is told by line, and holds the assistant up. */
static void
test_issues (void)
{
  GtkWidget *assistant;
  AssistantFixture fixture;

  assistant_set_up (&fixture);
  assistant_write_and_open (&fixture, "bad.csv", "a,b\n1,2\n3\n4,5,6\n");
  assistant = assistant_wait ();
  app_wait_until (assistant_says (assistant,
                                  "Line 3: the number of fields is 1, that of columns 2"));
  g_assert_true (assistant_says (assistant,
                                 "Line 4: the number of fields is 3, that of columns 2"));
  g_assert_nonnull (assistant_reason (assistant, BATCH_TYPE_SOURCE_STEP));
  assistant_go_on (assistant);
  g_assert_null (app_find_widget (assistant, BATCH_TYPE_PROMPT_STEP));

  gtk_window_destroy (GTK_WINDOW (assistant));
  assistant_tear_down (&fixture);
}

/* Of a folder only the names are looked at first. What cannot be used is told where it is read. */
static void
test_binary_file (void)
{
  static const char binary[] = { 0, 1, 2, 0, 'x', 0 };
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  GtkWidget *assistant;
  AssistantFixture fixture;

  assistant_set_up (&fixture);
  folder = g_build_filename (fixture.dir, "texts", NULL);
  path = g_build_filename (folder, "program.txt", NULL);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, binary, sizeof (binary), NULL));
  assistant_open_path (&fixture, folder);
  assistant = assistant_wait ();
  assistant_wait_step (assistant, BATCH_TYPE_SOURCE_STEP);
  g_assert_true (assistant_says (assistant, "1 File"));

  assistant_go_on (assistant);
  app_wait_until (assistant_says (assistant, "Write what to ask."));
  assistant_type_text (assistant, BATCH_TYPE_PROMPT_STEP, "Summarise {{text}}");
  app_wait_until (assistant_says (assistant, "“program.txt” is neither a picture nor text"));
  app_wait_until (assistant_reason (assistant, BATCH_TYPE_PROMPT_STEP) != NULL);
  g_assert_nonnull (strstr (assistant_reason (assistant, BATCH_TYPE_PROMPT_STEP),
                            "move it away, or exclude it"));
  assistant_go_on (assistant);
  g_assert_null (app_find_widget (assistant, BATCH_TYPE_MODELS_STEP));

  gtk_window_destroy (GTK_WINDOW (assistant));
  assistant_tear_down (&fixture);
}

static char *
make_folder (AssistantFixture *fixture,
             const char       *name,
             const char       *files)
{
  g_auto(GStrv) names = g_strsplit (files, " ", -1);
  char *folder = g_build_filename (fixture->dir, name, NULL);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_assert_true (g_file_set_contents (path, "text", -1, NULL));
    }
  return folder;
}

static gboolean
is_for_only_these (GtkWidget *widget,
                   gpointer   user_data)
{
  if (!ADW_IS_ENTRY_ROW (widget)
      || !g_str_has_prefix (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)),
                            "Only These"))
    return FALSE;

  gtk_editable_set_text (GTK_EDITABLE (widget), user_data);
  return TRUE;
}

/* What is to be seen of which files are wanted counts for the next folder, too. */
static void
test_another_folder (void)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  GtkWidget *assistant;
  GtkWidget *step;
  AssistantFixture fixture;

  assistant_set_up (&fixture);
  first = make_folder (&fixture, "first", "a.txt b.md");
  second = make_folder (&fixture, "second", "c.md d.txt e.md f.md");
  assistant_open_path (&fixture, first);
  assistant = assistant_wait ();
  assistant_wait_step (assistant, BATCH_TYPE_SOURCE_STEP);
  step = assistant_find_step (assistant, BATCH_TYPE_SOURCE_STEP);
  g_assert_true (assistant_says (step, "2 Files"));
  g_assert_true (app_walk (step, is_for_only_these, (gpointer) "*.md"));
  app_wait_until (assistant_says (step, "1 File"));

  g_ptr_array_add (files, g_file_new_for_path (second));
  batch_source_step_take_files (BATCH_SOURCE_STEP (step), files, BATCH_ROW_KIND_FILES);
  app_wait_until (assistant_says (step, "3 Files") || assistant_says (step, "4 Files"));
  g_assert_true (assistant_says (step, "3 Files"));

  gtk_window_destroy (GTK_WINDOW (assistant));
  assistant_tear_down (&fixture);
}

/* Files of all kinds may come together: batch files go in, of the others one is made. */
static void
test_mixed (void)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(BatchJob) job = NULL;
  g_autofree char *batch = NULL;
  g_autofree char *text = NULL;
  g_autofree char *picture = NULL;
  GtkWidget *assistant;
  AssistantFixture fixture;

  assistant_set_up (&fixture);
  batch = app_write_batch (fixture.dir, "batch.jsonl", "small", 3, "prompt");
  text = g_build_filename (fixture.dir, "a.txt", NULL);
  picture = g_build_filename (fixture.dir, "b.png", NULL);
  g_assert_true (g_file_set_contents (text, "text", -1, NULL));
  g_assert_true (g_file_set_contents (picture, "\x89PNG\r\n\x1a\n", 8, NULL));
  g_ptr_array_add (files, g_file_new_for_path (batch));
  g_ptr_array_add (files, g_file_new_for_path (text));
  g_ptr_array_add (files, g_file_new_for_path (picture));
  batch_window_open_files (fixture.window, files);

  assistant = assistant_wait ();
  assistant_wait_step (assistant, BATCH_TYPE_SOURCE_STEP);
  g_assert_true (assistant_says (assistant, "2 Files"));
  g_assert_true (assistant_says (assistant, "a.txt, b.png"));
  job = start_job (&fixture);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 3);

  gtk_window_destroy (GTK_WINDOW (assistant));
  assistant_tear_down (&fixture);
}

static void
test_incoming_files (void)
{
  g_assert_cmpint (batch_incoming_files_join (0, 0, BATCH_ROW_KIND_LINES), ==,
                   BATCH_ROW_KIND_LINES);
  g_assert_cmpint (batch_incoming_files_join (BATCH_ROW_KIND_TABLE, 1, BATCH_ROW_KIND_TABLE), ==,
                   BATCH_ROW_KIND_TABLE);
  g_assert_cmpint (batch_incoming_files_join (BATCH_ROW_KIND_LINES, 1, BATCH_ROW_KIND_LINES), ==,
                   BATCH_ROW_KIND_FILES);
  g_assert_cmpint (batch_incoming_files_join (BATCH_ROW_KIND_TABLE, 2, BATCH_ROW_KIND_FILES), ==,
                   BATCH_ROW_KIND_FILES);
}

/* As far as its last step, which has been made ready. */
static GtkWidget *
go_to_check (AssistantFixture *fixture,
             const char       *lines)
{
  GtkWidget *assistant = assistant_go_to_prompt (fixture, lines);

  assistant_type_text (assistant, BATCH_TYPE_PROMPT_STEP, "Say {{line}}");
  assistant_wait_step (assistant, BATCH_TYPE_PROMPT_STEP);
  assistant_go_on (assistant);
  app_wait_until (check_model (assistant, "small"));
  assistant_wait_step (assistant, BATCH_TYPE_MODELS_STEP);
  assistant_go_on (assistant);
  assistant_go_on (assistant);
  assistant_wait_step (assistant, BATCH_TYPE_CHECK_STEP);
  return assistant;
}

/* A list that was pasted; of what was answered before, the answers are offered, and taken over.
 * What is left of it was not begun by that. */
static void
test_pasted_and_reused (void)
{
  g_autoptr(BatchJob) first = NULL;
  AssistantFixture fixture;

  assistant_set_up (&fixture);
  for (guint round = 0; round < 2; round++)
    {
      GtkWidget *assistant =
        go_to_check (&fixture, round == 0 ? "one\ntwo\n" : "one\ntwo\nthree\n");

      g_assert_cmpint (assistant_says (assistant, "2 Items Were Answered Before"), ==, round == 1);
      assistant_go_on (assistant);
      if (round == 0)
        first = start_job (&fixture);
      app_wait_until (app_find_window (BATCH_TYPE_ASSISTANT) == NULL);
    }

  app_wait_until (batch_window_get_job (fixture.window) != NULL &&
                  batch_window_get_job (fixture.window) != first);
  app_wait_until (app_says (GTK_WIDGET (fixture.window), "2 of 3 items · Not Started"));
  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.start", NULL);
  app_wait_until (batch_job_is_terminal (batch_window_get_job (fixture.window)));
  g_assert_cmpint (batch_job_get_succeeded (batch_window_get_job (fixture.window)), ==, 3);
  g_clear_object (&first);
  assistant_tear_down (&fixture);
}

/* What its models refused before is told, and keeps nobody from adding it. */
static void
test_may_fail (void)
{
  static const BatchSimulatorFault no_chats = {
    BATCH_SIMULATOR_FAULT_BODY, .status = 400, .count = 2,
    .body = "{\"error\":\"\\\"small\\\" does not support chat\"}",
  };
  GtkWidget *assistant;
  AssistantFixture fixture;

  assistant_set_up (&fixture);
  batch_simulator_add_fault (fixture.server, &no_chats);
  assistant = go_to_check (&fixture, "one\ntwo\n");
  g_assert_false (assistant_says (assistant, "May Fail"));
  assistant_go_on (assistant);
  g_object_unref (start_job (&fixture));
  app_wait_until (app_find_window (BATCH_TYPE_ASSISTANT) == NULL);

  assistant = go_to_check (&fixture, "three\nfour\nfive\n");
  app_wait_until (assistant_says (assistant,
                                  "3 requests use chats, which “small” has refused before"));
  g_assert_true (assistant_says (assistant, "May Fail"));
  g_assert_false (assistant_says (assistant, "Cannot Be Used"));
  assistant_go_on (assistant);
  app_wait_until (app_find_window (BATCH_TYPE_ASSISTANT) == NULL);
  app_wait_until (g_list_model_get_n_items (G_LIST_MODEL (batch_window_get_queue (fixture.window)))
                  == 2);
  assistant_tear_down (&fixture);
}

static void
assert_adds_nothing (AssistantFixture *fixture)
{
  GListModel *jobs = G_LIST_MODEL (batch_window_get_queue (fixture->window));

  g_assert_cmpuint (g_list_model_get_n_items (jobs), ==, 0);
}

/* Who stops it while it is being added finds it as it was, and can add it, or throw it away while
 * it is being added once more. It is not added behind the question, however long that is open. */
static void
test_adding_is_stopped (void)
{
  GtkWidget *assistant;
  GtkWidget *question;
  AssistantFixture fixture;

  assistant_set_up (&fixture);
  assistant = go_to_check (&fixture, "one\ntwo\n");
  assistant_go_on (assistant);
  g_assert_true (assistant_says (assistant, "Adding… "));
  g_assert_null (app_find_button (assistant, "assistant.back"));
  gtk_widget_activate_action (assistant, "assistant.cancel", NULL);
  g_assert_true (assistant_says (assistant, "Cancelling…"));
  app_wait_until (app_find_button (assistant, "assistant.back") != NULL);
  assert_adds_nothing (&fixture);

  assistant_go_on (assistant);
  gtk_window_close (GTK_WINDOW (assistant));
  app_wait_until ((question = app_find_question (GTK_WINDOW (assistant))) != NULL);
  app_wait_until (app_find_button (assistant, "assistant.back") != NULL);
  assistant_go_on (assistant);
  g_assert_nonnull (app_find_button (assistant, "assistant.back"));
  app_answer_question (question, "_Discard");
  app_wait_until (app_find_window (BATCH_TYPE_ASSISTANT) == NULL);
  assert_adds_nothing (&fixture);
  assistant_tear_down (&fixture);
}

/* What was typed is not lost by a key. */
static void
test_asks_before_it_closes (void)
{
  GtkWidget *assistant;
  AssistantFixture fixture;

  assistant_set_up (&fixture);
  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.new-batch", NULL);
  assistant = assistant_wait ();
  gtk_widget_activate_action (assistant, "assistant.cancel", NULL);
  app_wait_until (app_find_window (BATCH_TYPE_ASSISTANT) == NULL);

  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.new-batch", NULL);
  assistant = assistant_wait ();
  batch_assistant_take_text (BATCH_ASSISTANT (assistant), "one\n");
  gtk_widget_activate_action (assistant, "assistant.cancel", NULL);
  app_wait_until (app_find_question (GTK_WINDOW (assistant)) != NULL);
  app_answer_question (app_find_question (GTK_WINDOW (assistant)), "_Discard");
  app_wait_until (app_find_window (BATCH_TYPE_ASSISTANT) == NULL);
  assistant_tear_down (&fixture);
}

/* What the simulator says, in the details. */
static gboolean
shows_answer_cb (GtkWidget *widget,
                 gpointer   user_data)
{
  g_autofree char *text = NULL;

  if (!GTK_IS_TEXT_VIEW (widget) || !gtk_widget_get_mapped (widget))
    return FALSE;

  g_object_get (gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget)), "text", &text, NULL);
  return strstr (text, "prompt: ") != NULL;
}

/* Who tries it wants to see an answer: it does not have to be started, and the first one opens. */
static void
test_sample (void)
{
  g_autoptr(BatchJob) job = NULL;
  GtkWidget *flap;
  AssistantFixture fixture;

  assistant_set_up (&fixture);
  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.sample", NULL);
  job = wait_job (&fixture);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 12);
  app_wait_until (assistant_says (GTK_WIDGET (fixture.window), "12 items in "));
  app_wait_until ((flap = app_find_widget (GTK_WIDGET (fixture.window), ADW_TYPE_FLAP)) != NULL);
  app_wait_until (adw_flap_get_reveal_flap (ADW_FLAP (flap)));
  app_wait_until (app_walk (GTK_WIDGET (fixture.window), shows_answer_cb, NULL));

  /* Once, and not of every sample. */
  gtk_widget_activate_action (flap, "queue.detail", NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.sample", NULL);
  app_wait_until (batch_window_get_job (fixture.window) != job
                  && batch_job_is_terminal (batch_window_get_job (fixture.window)));
  g_assert_cmpint (batch_job_get_succeeded (batch_window_get_job (fixture.window)), ==, 12);
  g_assert_false (adw_flap_get_reveal_flap (ADW_FLAP (flap)));
  assistant_tear_down (&fixture);
}

/* Not to the smallest one of all, which may be there for something else. */
static void
test_sample_needs_text (void)
{
  static const BatchSimulatorConfig config = { .models = "some-embed-1m,writer-8b,writer-70b" };
  g_autoptr(BatchSimulator) other = batch_test_start_simulator (&config);
  g_autoptr(BatchJob) job = NULL;
  g_autofree char *url = NULL;
  AssistantFixture fixture;

  assistant_set_up (&fixture);
  url = batch_engine_use_url (fixture.engine, batch_simulator_get_uri (other), NULL);
  batch_engine_set_default_backend (fixture.engine, url);
  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.sample", NULL);
  job = wait_job (&fixture);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 12);
  g_assert_cmpuint (batch_simulator_count_model (other, "writer-8b"), ==, 12);
  assistant_tear_down (&fixture);
  batch_simulator_stop (other);
}

static char *
create_draft (void)
{
  g_autoptr(GOutputStream) stream = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = batch_draft_file_create (&stream, &error);

  g_assert_no_error (error);
  g_assert_true (G_IS_OUTPUT_STREAM (stream));
  return g_file_get_path (file);
}

/* What a crash left goes, but not what another window may be at work on. */
static void
test_draft_files (void)
{
  g_autofree char *old = create_draft ();
  g_autofree char *recent = create_draft ();
  g_autofree char *now = NULL;
  struct utimbuf yesterday = { time (NULL) - 25 * 60 * 60, time (NULL) - 25 * 60 * 60 };

  g_assert_true (g_str_has_prefix (old, g_get_user_cache_dir ()));
  g_assert_cmpint (utime (old, &yesterday), ==, 0);
  now = create_draft ();
  g_assert_false (g_file_test (old, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (recent, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (now, G_FILE_TEST_EXISTS));
}

static void
add_tests (void)
{
  g_test_add_func ("/batch/app/assistant/draft-files", test_draft_files);
  g_test_add_func ("/batch/app/assistant/from-a-table", test_from_a_table);
  g_test_add_func ("/batch/app/assistant/another-server", test_another_server);
  g_test_add_func ("/batch/app/assistant/without-a-server", test_without_a_server);
  g_test_add_func ("/batch/app/assistant/names-are-no-markup", test_names_are_no_markup);
  g_test_add_func ("/batch/app/assistant/issues", test_issues);
  g_test_add_func ("/batch/app/assistant/binary-file", test_binary_file);
  g_test_add_func ("/batch/app/assistant/another-folder", test_another_folder);
  g_test_add_func ("/batch/app/assistant/mixed", test_mixed);
  g_test_add_func ("/batch/app/assistant/incoming-files", test_incoming_files);
  g_test_add_func ("/batch/app/assistant/pasted-and-reused", test_pasted_and_reused);
  g_test_add_func ("/batch/app/assistant/may-fail", test_may_fail);
  g_test_add_func ("/batch/app/assistant/adding-is-stopped", test_adding_is_stopped);
  g_test_add_func ("/batch/app/assistant/asks-before-it-closes", test_asks_before_it_closes);
  g_test_add_func ("/batch/app/assistant/sample", test_sample);
  g_test_add_func ("/batch/app/assistant/sample-needs-text", test_sample_needs_text);
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
