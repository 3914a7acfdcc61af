/* test-engine-files.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>

#include <string.h>

#include "queue-driver.h"
#include "test-engine.h"
#include "test-support.h"

/* Input files that an engine keeps by themselves. */

static BatchFile *
add (BatchTestEngine *fixture,
     const char      *name,
     const char      *key_id,
     const char      *content)
{
  g_autoptr(GInputStream) stream =
    g_memory_input_stream_new_from_data (content, (gssize) strlen (content), NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  BatchFile *file;

  batch_engine_add_file_async (fixture->engine, stream, name, key_id, NULL,
                               batch_test_store_result, &result);
  batch_test_wait (&result);
  file = batch_engine_add_file_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  return file;
}

static BatchFile *
get (BatchTestEngine  *fixture,
     const char       *file_id,
     GError          **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_get_file_async (fixture->engine, file_id, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_engine_get_file_finish (fixture->engine, result, error);
}

static GInputStream *
open_file (BatchTestEngine  *fixture,
           const char       *file_id,
           GError          **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_read_file_async (fixture->engine, file_id, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_engine_read_file_finish (fixture->engine, result, error);
}

static gboolean
remove_file (BatchTestEngine  *fixture,
             const char       *file_id,
             GError          **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_remove_file_async (fixture->engine, file_id, NULL, batch_test_store_result,
                                  &result);
  batch_test_wait (&result);
  return batch_engine_remove_file_finish (fixture->engine, result, error);
}

static void
assert_stream (GInputStream *stream,
               const char   *content)
{
  g_autofree char *text = g_malloc0 (strlen (content) + 2);
  g_autoptr(GError) error = NULL;
  gsize length = 0;

  g_input_stream_read_all (stream, text, strlen (content) + 1, &length, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, content);
}

static void
assert_content (BatchTestEngine *fixture,
                const char      *file_id,
                const char      *content)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GInputStream) stream = open_file (fixture, file_id, &error);

  g_assert_no_error (error);
  assert_stream (stream, content);
}

static void
assert_listed (BatchTestEngine *fixture,
               const char      *key_id,
               const char      *after,
               guint            limit,
               const char      *names)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) files = NULL;
  g_autoptr(GString) found = g_string_new (NULL);

  batch_engine_list_files_async (fixture->engine, key_id, after, limit, NULL,
                                 batch_test_store_result, &result);
  batch_test_wait (&result);
  files = batch_engine_list_files_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(BatchFile) file = g_list_model_get_item (files, i);

      g_string_append_printf (found, "%s ", batch_file_get_name (file));
    }
  g_assert_cmpstr (found->str, ==, names);
}

static void
test_add (BatchTestEngine *fixture,
          gconstpointer    data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchFile) added = add (fixture, "in.jsonl", "key-1", "some lines");
  g_autoptr(BatchFile) found = get (fixture, batch_file_get_id (added), &error);
  g_autoptr(GDateTime) created_at = batch_file_get_created_at (found);
  g_autoptr(BatchFile) nothing = add (fixture, "empty", NULL, "");

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (batch_file_get_id (added), "file-"));
  g_assert_cmpstr (batch_file_get_id (found), ==, batch_file_get_id (added));
  g_assert_cmpstr (batch_file_get_name (found), ==, "in.jsonl");
  g_assert_cmpstr (batch_file_get_key_id (found), ==, "key-1");
  g_assert_cmpint (batch_file_get_size (found), ==, 10);
  g_assert_cmpint (g_date_time_to_unix (created_at), >, 1600000000);
  assert_content (fixture, batch_file_get_id (added), "some lines");
  assert_content (fixture, batch_file_get_id (nothing), "");
}

static void
test_list (BatchTestEngine *fixture,
           gconstpointer    data)
{
  g_autoptr(BatchFile) a = add (fixture, "a", "one", "a");
  g_autoptr(BatchFile) b = add (fixture, "b", "two", "b");
  g_autoptr(BatchFile) c = add (fixture, "c", "one", "c");
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  assert_listed (fixture, NULL, NULL, 0, "a b c ");
  assert_listed (fixture, NULL, NULL, 2, "a b ");
  assert_listed (fixture, NULL, batch_file_get_id (b), 0, "c ");
  assert_listed (fixture, "one", NULL, 0, "a c ");
  assert_listed (fixture, "one", batch_file_get_id (a), 5, "c ");
  assert_listed (fixture, "nobody", NULL, 0, "");

  batch_engine_list_files_async (fixture->engine, NULL, "file-nothing", 0, NULL,
                                 batch_test_store_result, &result);
  batch_test_wait (&result);
  g_assert_null (batch_engine_list_files_finish (fixture->engine, result, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
}

static void
test_unknown (BatchTestEngine *fixture,
              gconstpointer    data)
{
  GError *error = NULL;

  g_assert_null (get (fixture, "file-nothing", &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (open_file (fixture, "file-nothing", &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (remove_file (fixture, "file-nothing", &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  g_clear_error (&error);
}

/* What nobody names is collected when an engine is opened; what a file names is not. */
static void
test_kept (BatchTestEngine *fixture,
           gconstpointer    data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchFile) kept = add (fixture, "kept", NULL, "some lines");
  g_autoptr(BatchFile) removed = add (fixture, "removed", NULL, "other lines");
  g_autoptr(BatchFile) same = add (fixture, "same", NULL, "some lines");
  g_autoptr(GInputStream) open = open_file (fixture, batch_file_get_id (removed), &error);

  g_assert_no_error (error);
  g_assert_true (remove_file (fixture, batch_file_get_id (removed), &error));
  g_assert_true (remove_file (fixture, batch_file_get_id (same), &error));
  g_assert_no_error (error);
  assert_listed (fixture, NULL, NULL, 0, "kept ");

  batch_test_close_engine (fixture->engine);
  g_set_object (&fixture->engine, NULL);
  fixture->engine = batch_test_open_engine (fixture->dir);
  assert_listed (fixture, NULL, NULL, 0, "kept ");
  assert_content (fixture, batch_file_get_id (kept), "some lines");
  /* Who had it open reads on. */
  assert_stream (open, "other lines");
}

static gssize
broken_read (GInputStream  *stream,
             void          *buffer,
             gsize          count,
             GCancellable  *cancellable,
             GError       **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The cable is out");
  return -1;
}

typedef GMemoryInputStream      BrokenStream;
typedef GMemoryInputStreamClass BrokenStreamClass;

static GType broken_stream_get_type (void);

G_DEFINE_TYPE (BrokenStream, broken_stream, G_TYPE_MEMORY_INPUT_STREAM)

static void
broken_stream_class_init (BrokenStreamClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = broken_read;
}

static void
broken_stream_init (BrokenStream *self)
{
}

static void
test_broken_stream (BatchTestEngine *fixture,
                    gconstpointer    data)
{
  g_autoptr(GInputStream) stream = g_object_new (broken_stream_get_type (), NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_engine_add_file_async (fixture->engine, stream, "broken", NULL, NULL,
                               batch_test_store_result, &result);
  batch_test_wait (&result);
  g_assert_null (batch_engine_add_file_finish (fixture->engine, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  assert_listed (fixture, NULL, NULL, 0, "");
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *name;
    void      (*test) (BatchTestEngine *fixture, gconstpointer data);
  } cases[] = {
    { "add", test_add },
    { "list", test_list },
    { "unknown", test_unknown },
    { "kept", test_kept },
    { "broken-stream", test_broken_stream },
  };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/batch/engine/files/", cases[i].name, NULL);

      g_test_add (path, BatchTestEngine, NULL, batch_test_engine_set_up, cases[i].test,
                  batch_test_engine_tear_down);
    }
  return g_test_run ();
}
