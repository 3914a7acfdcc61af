/* api/batch-api-own-key.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-guard-private.h"
#include "api/batch-api-key-private.h"
#include "engine/batch-engine-call-private.h"
#include "engine/batch-engine-private.h"
#include "store/batch-data-dir-private.h"
#include "store/batch-store-api-private.h"

/* The key of the person whose queue it is: programs of theirs find it in a file beside the
 * database, which only they can read. */

#define FILE_NAME "api-token"
#define KEY_NAME  "default"

typedef struct
{
  GFile *file;
  char  *token;                    /* (nullable) what the file says */
} Search;

static void
search_free (gpointer data)
{
  Search *search = data;

  g_clear_object (&search->file);
  g_free (search->token);
  g_free (search);
}

static void
token_written_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BatchApiKey *key = g_object_get_data (G_OBJECT (task), "key");
  GError *error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    g_task_return_pointer (task, g_object_ref (key), g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
key_created_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  const Search *search = g_task_get_task_data (task);
  GError *error = NULL;
  BatchApiKey *key = batch_api_key_create_finish (result, &error);
  g_autoptr(GBytes) content = NULL;
  const char *token;

  if (key == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  token = batch_api_key_get_token (key);
  g_object_set_data_full (G_OBJECT (task), "key", key, g_object_unref);
  content = g_bytes_new_take (g_strconcat (token, "\n", NULL), strlen (token) + 1);
  g_file_replace_contents_bytes_async (search->file, content, NULL, FALSE,
                                       G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
                                       g_task_get_cancellable (task), token_written_cb,
                                       g_object_ref (task));
}

static void
keys_listed_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Search *search = g_task_get_task_data (task);
  BatchEngine *engine = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) keys = batch_store_list_api_keys_finish (BATCH_STORE (source), result,
                                                                &error);
  const BatchApiKeyRecord *found = NULL;

  if (keys == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  if (search->token != NULL)
    found = batch_api_guard_find_key (keys, search->token);
  if (found != NULL)
    g_task_return_pointer (task, batch_api_key_new (batch_api_key_record_copy (found),
                                                    g_steal_pointer (&search->token)),
                           g_object_unref);
  else
    batch_api_key_create_async (engine, KEY_NAME, g_task_get_cancellable (task), key_created_cb,
                                g_object_ref (task));
}

/* There need not be one. */
static void
token_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Search *search = g_task_get_task_data (task);
  BatchEngine *engine = g_task_get_source_object (task);

  if (g_file_load_contents_finish (G_FILE (source), result, &search->token, NULL, NULL, NULL))
    g_strstrip (search->token);
  batch_store_list_api_keys_async (batch_engine_get_store (engine), g_task_get_cancellable (task),
                                   keys_listed_cb, g_object_ref (task));
}

/**
 * batch_api_key_get_path:
 * @engine: an engine on the store that the API works on
 *
 * Gets where the key of [func@ApiKey.ensure_async] is.
 *
 * Returns: (type filename) (transfer full) (nullable): a path; %NULL for a store in memory
 */
char *
batch_api_key_get_path (BatchEngine *engine)
{
  g_autofree char *files = NULL;
  g_autofree char *directory = NULL;

  g_return_val_if_fail (BATCH_IS_ENGINE (engine), NULL);

  files = batch_engine_files_path (batch_engine_get_store_uri (engine));
  directory = files != NULL ? g_path_get_dirname (files) : NULL;
  return directory != NULL ? g_build_filename (directory, FILE_NAME, NULL) : NULL;
}

/**
 * batch_api_key_ensure_async:
 * @engine: an engine on the store that the API works on
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the key
 * @user_data: data for @callback
 *
 * Finds the key of the person whose queue it is, or makes it.
 *
 * Its token is in the file `api-token` beside the database, which only its owner can read.
 * One that was revoked is replaced. A store in memory has no such file.
 */
void
batch_api_key_ensure_async (BatchEngine         *engine,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *path = NULL;
  Search *search;

  g_return_if_fail (BATCH_IS_ENGINE (engine));

  task = batch_engine_change_new (engine, cancellable, callback, user_data,
                                  batch_api_key_ensure_async);
  if (!batch_engine_check_open (engine, task))
    return;

  search = g_new0 (Search, 1);
  g_task_set_task_data (task, search, search_free);
  if (!(path = batch_api_key_get_path (engine)))
    {
      g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED,
                               "A store in memory has no place for a key");
      return;
    }

  search->file = g_file_new_for_path (path);
  g_file_load_contents_async (search->file, cancellable, token_read_cb, g_object_ref (task));
}

/**
 * batch_api_key_ensure_finish:
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [func@ApiKey.ensure_async].
 *
 * Returns: (transfer full): the key, with its token
 */
BatchApiKey *
batch_api_key_ensure_finish (GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, batch_api_key_ensure_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
