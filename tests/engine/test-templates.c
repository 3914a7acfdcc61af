/* test-templates.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>

#include "support/test-support.h"

static BatchEngine *
open_engine (const char *uri)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  BatchEngine *engine;

  batch_engine_open_async (uri, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  engine = batch_engine_open_finish (result, &error);
  g_assert_no_error (error);
  return engine;
}

static void
close_engine (BatchEngine *engine)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_close_async (engine, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  g_assert_true (batch_engine_close_finish (engine, result, NULL));
}

static gboolean
save (BatchEngine  *engine,
      const char   *name,
      const char   *prompt,
      GError      **error)
{
  g_autoptr(BatchMaker) maker = batch_maker_new (prompt, NULL);
  g_autoptr(GAsyncResult) result = NULL;

  batch_maker_set_name (maker, name);
  batch_engine_save_template_async (engine, maker, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_engine_save_template_finish (engine, result, error);
}

static char *
list (BatchEngine *engine)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GListModel) templates = NULL;
  g_autoptr(GError) error = NULL;
  GString *text = g_string_new (NULL);

  batch_engine_list_templates_async (engine, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  templates = batch_engine_list_templates_finish (engine, result, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < g_list_model_get_n_items (templates); i++)
    {
      g_autoptr(BatchMaker) maker = g_list_model_get_item (templates, i);

      g_string_append_printf (text, "%s=%s;", batch_maker_get_name (maker),
                              batch_maker_get_prompt (maker));
    }

  return g_string_free (text, FALSE);
}

static void
assert_list (BatchEngine *engine,
             const char  *expected)
{
  g_autofree char *found = list (engine);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_life (void)
{
  g_autofree char *dir = batch_test_make_dir ();
  g_autofree char *uri = g_strdup_printf ("sqlite:%s/queue.db", dir);
  g_autoptr(BatchEngine) engine = open_engine (uri);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  assert_list (engine, "");
  g_assert_true (save (engine, "Two", "{{b}}", &error));
  g_assert_true (save (engine, "One", "old", &error));
  g_assert_true (save (engine, "One", "{{a}}", &error));
  assert_list (engine, "One={{a}};Two={{b}};");

  close_engine (engine);
  g_clear_object (&engine);
  engine = open_engine (uri);
  batch_engine_remove_template_async (engine, "Two", NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  g_assert_true (batch_engine_remove_template_finish (engine, result, &error));
  assert_list (engine, "One={{a}};");

  close_engine (engine);
  batch_test_remove_dir (dir);
}

static void
test_names (void)
{
  g_autoptr(BatchEngine) engine = open_engine ("sqlite::memory:");
  g_autofree char *long_name = g_strnfill (101, 'x');
  const char *const names[] = { NULL, "", long_name };
  const char *const lines[] = { "a\nb", "\t", "a\r", "\x1b[2J", "a\x7f", "\xc2\x9b" };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (save (engine, lines[i], "x", &error));
      g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
      g_assert_nonnull (strstr (error->message, "line breaks"));
    }
  assert_list (engine, "");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (save (engine, names[i], "x", &error));
      g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
      g_assert_cmpstr (error->message, ==, "A template needs a name of 1 to 100 characters");
    }

  close_engine (engine);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/engine/templates/life", test_life);
  g_test_add_func ("/batch/engine/templates/names", test_names);
  return g_test_run ();
}
