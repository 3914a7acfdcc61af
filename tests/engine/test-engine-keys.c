/* test-engine-keys.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>

#include <string.h>

#include "queue-driver.h"
#include "support/model-server.h"
#include "test-engine.h"
#include "test-support.h"

/* The keys of model servers, without a Secret Service; with the argument --keyring where
 * one answers. */

#define SECRET "sk-test-1"

static gboolean keyring;

typedef struct
{
  char        *dir;
  ModelServer *server;
  BatchEngine *engine;
  BatchQueue  *queue;
} Fixture;

static void
set_up (Fixture    *fixture,
        const char *personality)
{
  fixture->dir = batch_test_make_dir ();
  fixture->server = model_server_new (personality);
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->queue = batch_queue_new_for_engine (fixture->engine);
}

static void
tear_down (Fixture *fixture)
{
  batch_test_close_engine (fixture->engine);
  g_object_unref (fixture->queue);
  g_assert_finalize_object (fixture->engine);
  model_server_free (fixture->server);
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

static BatchBackend *
add_backend (Fixture    *fixture,
             const char *name,
             guint       parallel)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  BatchBackend *backend = batch_backend_new (name, model_server_get_url (fixture->server), NULL,
                                             NULL, &error);

  g_assert_no_error (error);
  batch_backend_set_parallel (backend, parallel);
  batch_engine_add_backend_async (fixture->engine, backend, NULL, batch_test_store_result,
                                  &result);
  batch_test_wait (&result);
  g_assert_true (batch_engine_add_backend_finish (fixture->engine, result, &error));
  return backend;
}

static BatchBackend *
find_backend (Fixture    *fixture,
              const char *name)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GListModel) backends = NULL;

  batch_engine_list_backends_async (fixture->engine, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  backends = batch_engine_list_backends_finish (fixture->engine, result, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (backends); i++)
    {
      g_autoptr(BatchBackend) backend = g_list_model_get_item (backends, i);

      if (g_str_equal (batch_backend_get_name (backend), name))
        return g_steal_pointer (&backend);
    }
  g_assert_not_reached ();
}

static gboolean
store_key (Fixture     *fixture,
           const char  *name,
           const char  *key,
           GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  gboolean in_keyring = !keyring;
  gboolean stored;

  batch_engine_store_key_async (fixture->engine, name, key, NULL, batch_test_store_result,
                                &result);
  batch_test_wait (&result);
  stored = batch_engine_store_key_finish (fixture->engine, result, &in_keyring, error);
  if (stored)
    g_assert_cmpint (in_keyring, ==, keyring);
  return stored;
}

static void
forget_key (Fixture    *fixture,
            const char *name)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_engine_forget_key_async (fixture->engine, name, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  g_assert_true (batch_engine_forget_key_finish (fixture->engine, result, &error));
  g_assert_no_error (error);
}

static void
assert_state (Fixture          *fixture,
              const char       *name,
              BatchServerState  state)
{
  g_autoptr(BatchBackend) backend = find_backend (fixture, name);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchServerReport) report = NULL;

  batch_engine_test_backend_async (fixture->engine, backend, FALSE, NULL, batch_test_store_result,
                                   &result);
  batch_test_wait (&result);
  report = batch_engine_test_backend_finish (fixture->engine, result, NULL);
  g_test_message ("%s", batch_server_report_get_message (report));
  g_assert_cmpint (batch_server_report_get_state (report), ==, state);
  g_assert_null (strstr (batch_server_report_get_message (report), SECRET));
}

static void
assert_not_in_files (const char *dir)
{
  g_autoptr(GDir) files = g_dir_open (dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);
      g_autofree char *contents = NULL;
      gsize length;

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        assert_not_in_files (path);
      else if (g_file_get_contents (path, &contents, &length, NULL))
        g_assert_null (memmem (contents, length, SECRET, strlen (SECRET)));
    }
}

/* Names that people like are no names for keys; the key is nowhere in the queue. */
static void
test_life (void)
{
  static const char *const names[] = { "office", "Mein Büro", "env:HOME" };
  Fixture fixture;

  set_up (&fixture, "generic-key");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(BatchBackend) added = add_backend (&fixture, names[i], 0);
      g_autoptr(BatchBackend) stored = NULL;
      g_autoptr(BatchBackend) forgotten = NULL;
      g_autoptr(GError) error = NULL;

      assert_state (&fixture, names[i], BATCH_SERVER_STATE_NO_KEY);
      g_assert_true (store_key (&fixture, names[i], "sk-wrong", &error));
      assert_state (&fixture, names[i], BATCH_SERVER_STATE_KEY_REFUSED);
      g_assert_true (store_key (&fixture, names[i], SECRET, &error));
      g_assert_no_error (error);
      assert_state (&fixture, names[i], BATCH_SERVER_STATE_READY);
      stored = find_backend (&fixture, names[i]);
      g_assert_nonnull (batch_backend_get_key_name (stored));

      forget_key (&fixture, names[i]);
      forget_key (&fixture, names[i]);
      assert_state (&fixture, names[i], BATCH_SERVER_STATE_NO_KEY);
      forgotten = find_backend (&fixture, names[i]);
      g_assert_null (batch_backend_get_key_name (forgotten));
    }
  assert_not_in_files (fixture.dir);
  tear_down (&fixture);
}

static void
test_unknown (void)
{
  Fixture fixture;
  g_autoptr(GError) error = NULL;

  set_up (&fixture, "generic-key");
  g_assert_false (store_key (&fixture, "nobody", SECRET, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  tear_down (&fixture);
}

/* What no request can carry is refused when it is given, and the key that was there stays. */
static void
test_unusable (void)
{
  static const char *const keys[] = {
    "sk 1", "sk-1\r", "sk-1\nX: y", "sk-\xC3\xA9", "\xEF\xBB\xBFsk",
  };
  Fixture fixture;
  g_autoptr(BatchBackend) backend = NULL;
  g_autoptr(GError) stored = NULL;

  set_up (&fixture, "generic-key");
  backend = add_backend (&fixture, "office", 0);
  g_assert_true (store_key (&fixture, "office", SECRET, &stored));
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("case %u", i);
      g_assert_false (store_key (&fixture, "office", keys[i], &error));
      g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
    }
  assert_state (&fixture, "office", BATCH_SERVER_STATE_READY);
  forget_key (&fixture, "office");
  tear_down (&fixture);
}

static BatchJob *
submit (Fixture *fixture)
{
  const char *line = "{\"custom_id\":\"r1\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\","
                     "\"body\":{\"model\":\"plain\",\"messages\":[{\"role\":\"user\","
                     "\"content\":\"Hello\"}]}}\n";
  g_autofree char *path = g_build_filename (fixture->dir, "input.jsonl", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(BatchJob) draft = batch_job_new_for_file (file);
  g_autoptr(BatchJob) job = NULL;

  g_assert_true (g_file_set_contents (path, line, -1, NULL));
  batch_job_set_backend (draft, "office");
  job = driver_enqueue (fixture->queue, draft);
  return batch_queue_get_job (fixture->queue, batch_job_get_id (job));
}

/* A queue that was turned away goes on when the key is there, and not a minute later. */
static void
test_used_at_once (void)
{
  Fixture fixture;
  g_autoptr(BatchBackend) backend = NULL;
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(GError) error = NULL;
  gint64 began;

  set_up (&fixture, "generic-key");
  backend = add_backend (&fixture, "office", 1);
  job = g_object_ref (submit (&fixture));
  batch_engine_set_active (fixture.engine, TRUE);
  while (batch_engine_get_trouble (fixture.engine) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (batch_engine_get_trouble (fixture.engine), BATCH_ERROR, BATCH_ERROR_AUTH);

  began = g_get_monotonic_time ();
  g_assert_true (store_key (&fixture, "office", SECRET, &error));
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 20 * G_USEC_PER_SEC);
  assert_not_in_files (fixture.dir);
  g_clear_object (&job);
  tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  keyring = argc > 1 && g_str_equal (argv[argc - 1], "--keyring");
  if (keyring)
    argc--;
  else
    g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);

  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/engine/keys/life", test_life);
  g_test_add_func ("/batch/engine/keys/unknown", test_unknown);
  g_test_add_func ("/batch/engine/keys/unusable", test_unusable);
  g_test_add_func ("/batch/engine/keys/used-at-once", test_used_at_once);
  return g_test_run ();
}
