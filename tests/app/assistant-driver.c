/* assistant-driver.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "assistant-driver.h"

#include <string.h>

#include "app-driver.h"
#include "assistant/batch-assistant.h"
#include "assistant/batch-source-step.h"
#include "assistant/batch-step.h"
#include "test-engine.h"
#include "test-simulator.h"
#include "test-support.h"

void
assistant_set_up (AssistantFixture *fixture)
{
  static const BatchSimulatorConfig config = { .models = "small:10,large:10", .delay_ms = 5 };

  fixture->dir = batch_test_make_dir ();
  fixture->server = batch_test_start_simulator (&config);
  g_setenv ("BATCHQ_BACKEND", batch_simulator_get_uri (fixture->server), TRUE);

  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->window = g_object_ref (batch_window_new (NULL));
  gtk_window_present (GTK_WINDOW (fixture->window));
  batch_window_set_engine (fixture->window, fixture->engine);
  app_wait_until (batch_engine_get_default_backend (fixture->engine) != NULL);
}

static void
wait_finalized (gpointer object)
{
  gpointer *place = object;

  g_object_add_weak_pointer (*place, place);
  g_object_unref (*place);
  app_wait_until (*place == NULL);
}

void
assistant_tear_down (AssistantFixture *fixture)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  batch_test_close_engine (fixture->engine);
  wait_finalized (&fixture->window);
  wait_finalized (&fixture->engine);
  batch_simulator_stop (fixture->server);
  g_object_unref (fixture->server);
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

void
assistant_open_path (AssistantFixture *fixture,
                     const char       *path)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (files, g_file_new_for_path (path));
  batch_window_open_files (fixture->window, files);
}

void
assistant_write_and_open (AssistantFixture *fixture,
                          const char       *name,
                          const char       *content)
{
  g_autofree char *path = g_build_filename (fixture->dir, name, NULL);

  g_assert_true (g_file_set_contents (path, content, -1, NULL));
  assistant_open_path (fixture, path);
}

GtkWidget *
assistant_wait (void)
{
  app_wait_until (app_find_window (BATCH_TYPE_ASSISTANT) != NULL);
  return GTK_WIDGET (app_find_window (BATCH_TYPE_ASSISTANT));
}

GtkWidget *
assistant_find_step (GtkWidget *assistant,
                     GType      type)
{
  return app_find_widget (assistant, type);
}

const char *
assistant_reason (GtkWidget *assistant,
                  GType      type)
{
  return batch_step_get_reason (BATCH_STEP (assistant_find_step (assistant, type)));
}

void
assistant_wait_step (GtkWidget *assistant,
                     GType      type)
{
  app_wait_until (app_find_widget (assistant, type) != NULL);
  app_wait_until (assistant_reason (assistant, type) == NULL);
}

void
assistant_go_on (GtkWidget *assistant)
{
  gtk_widget_activate_action (assistant, "assistant.next", NULL);
}

void
assistant_type_text (GtkWidget  *assistant,
                     GType       step,
                     const char *text)
{
  GtkWidget *view = app_find_widget (assistant_find_step (assistant, step), GTK_TYPE_TEXT_VIEW);

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), text, -1);
}

gboolean
assistant_says (GtkWidget  *widget,
                const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
      strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (assistant_says (child, text))
      return TRUE;

  return FALSE;
}

GtkWidget *
assistant_go_to_prompt (AssistantFixture *fixture,
                        const char       *lines)
{
  GtkWidget *assistant;

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.new-batch", NULL);
  assistant = assistant_wait ();
  batch_assistant_take_text (BATCH_ASSISTANT (assistant), lines);
  assistant_wait_step (assistant, BATCH_TYPE_SOURCE_STEP);
  assistant_go_on (assistant);
  return assistant;
}

void
assistant_discard (GtkWidget *assistant)
{
  gtk_window_close (GTK_WINDOW (assistant));
  app_wait_until (app_find_question (GTK_WINDOW (assistant)) != NULL);
  app_answer_question (app_find_question (GTK_WINDOW (assistant)), "_Discard");
  app_wait_until (app_find_window (BATCH_TYPE_ASSISTANT) == NULL);
}
