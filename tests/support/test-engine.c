/* test-engine.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "test-engine.h"

#include "test-support.h"

BatchEngine *
batch_test_open_engine (const char *dir)
{
  g_autofree char *uri = g_strdup_printf ("sqlite:%s/queue.db", dir);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  BatchEngine *engine;

  batch_engine_open_async (uri, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  engine = batch_engine_open_finish (result, &error);
  g_assert_no_error (error);
  return engine;
}

void
batch_test_close_engine (BatchEngine *engine)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_engine_close_async (engine, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  g_assert_true (batch_engine_close_finish (engine, result, &error));
  g_assert_no_error (error);
}

void
batch_test_engine_set_up (BatchTestEngine *self,
                          gconstpointer    data)
{
  self->dir = batch_test_make_dir ();
  self->engine = batch_test_open_engine (self->dir);
}

/* Nothing holds the engine once it is closed. */
void
batch_test_engine_tear_down (BatchTestEngine *self,
                             gconstpointer    data)
{
  batch_test_close_engine (self->engine);
  g_assert_finalize_object (self->engine);
  batch_test_remove_dir (self->dir);
  g_free (self->dir);
}
