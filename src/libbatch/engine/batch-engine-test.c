/* batch-engine-test.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "backend/batch-backend-private.h"
#include "backend/batch-server-report-private.h"

/* Tests a model server with the key that it is used with. */

typedef struct
{
  BatchBackend *backend;
  gboolean      ask;
} Test;

static void
test_free (gpointer data)
{
  Test *test = data;

  g_object_unref (test->backend);
  g_free (test);
}

static void
tested_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  BatchServerReport *report = batch_backend_test_finish (BATCH_BACKEND (source), result, &error);

  if (report != NULL)
    g_task_return_pointer (task, report, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
key_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Test *test = g_task_get_task_data (task);
  char *key = batch_engine_lookup_key_finish (BATCH_ENGINE (source), result, &error);

  if (error == NULL)
    batch_backend_test_async (test->backend, key, test->ask, g_task_get_cancellable (task),
                              tested_cb, g_object_ref (task));
  else if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, batch_server_report_new (BATCH_SERVER_STATE_NO_KEY,
                                                          g_strdup (error->message), NULL, NULL),
                           g_object_unref);
  batch_backend_free_key (key);
}

/**
 * batch_engine_test_backend_async:
 * @self: an engine
 * @backend: a backend
 * @ask: whether to send a tiny request too, which may load a model
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the report
 * @user_data: data for @callback
 *
 * Tests whether the server of a backend can be reached, accepts its key and has models.
 */
void
batch_engine_test_backend_async (BatchEngine         *self,
                                 BatchBackend        *backend,
                                 gboolean             ask,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Test *test;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (BATCH_IS_BACKEND (backend));

  test = g_new (Test, 1);
  test->backend = g_object_ref (backend);
  test->ask = ask;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_engine_test_backend_async);
  g_task_set_task_data (task, test, test_free);
  batch_engine_lookup_key_async (self, backend, cancellable, key_found_cb, g_steal_pointer (&task));
}

/**
 * batch_engine_test_backend_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.test_backend_async].
 *
 * Returns: (transfer full): how it is with the server, however bad; or %NULL with an error
 *   when it was cancelled
 */
BatchServerReport *
batch_engine_test_backend_finish (BatchEngine   *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
