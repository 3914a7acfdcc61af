/* api/batch-api-key.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-key-private.h"

#include "api/batch-api-guard-private.h"
#include "core/batch-fields-private.h"
#include "core/batch-id-private.h"
#include "engine/batch-engine-call-private.h"
#include "engine/batch-engine-private.h"
#include "store/batch-store-api-private.h"

#define MAX_NAME 64

/**
 * BatchApiKey:
 *
 * A key of the local Batch API: who has it may use the API, and sees the files and batches
 * that were put in with it, and no others.
 *
 * The key itself, its *token*, is known when it is made and never again: only a hash of it
 * is kept.
 */
struct _BatchApiKey
{
  GObject            parent_instance;

  BatchApiKeyRecord *record;
  char              *token;        /* (nullable) */
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_NAME,
  PROP_TOKEN,
  PROP_CREATED_AT,
  PROP_REVOKED_AT,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchApiKey, batch_api_key, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_api_key_finalize (GObject *object)
{
  BatchApiKey *self = BATCH_API_KEY (object);

  g_clear_pointer (&self->record, batch_api_key_record_free);
  g_free (self->token);

  G_OBJECT_CLASS (batch_api_key_parent_class)->finalize (object);
}

static void
batch_api_key_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  BatchApiKey *self = BATCH_API_KEY (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->record->id);
      break;

    case PROP_NAME:
      g_value_set_string (value, self->record->name);
      break;

    case PROP_TOKEN:
      g_value_set_string (value, self->token);
      break;

    case PROP_CREATED_AT:
      g_value_take_boxed (value, batch_api_key_get_created_at (self));
      break;

    case PROP_REVOKED_AT:
      g_value_take_boxed (value, batch_api_key_get_revoked_at (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

#define READABLE (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
batch_api_key_class_init (BatchApiKeyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = batch_api_key_finalize;
  object_class->get_property = batch_api_key_get_property;

  /**
   * BatchApiKey:id:
   *
   * Its id, which is no secret.
   */
  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL, READABLE);

  /**
   * BatchApiKey:name:
   *
   * What its owner calls it.
   */
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL, READABLE);

  /**
   * BatchApiKey:token:
   *
   * What a client sends. Only of a key that has just been made.
   */
  properties[PROP_TOKEN] =
    g_param_spec_string ("token", NULL, NULL, NULL, READABLE);

  /**
   * BatchApiKey:created-at:
   *
   * When it was made.
   */
  properties[PROP_CREATED_AT] =
    g_param_spec_boxed ("created-at", NULL, NULL, G_TYPE_DATE_TIME, READABLE);

  /**
   * BatchApiKey:revoked-at:
   *
   * Since when it is good for nothing; %NULL while it is in force.
   */
  properties[PROP_REVOKED_AT] =
    g_param_spec_boxed ("revoked-at", NULL, NULL, G_TYPE_DATE_TIME, READABLE);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_api_key_init (BatchApiKey *self)
{
  self->record = g_new0 (BatchApiKeyRecord, 1);
}

BatchApiKey *
batch_api_key_new (BatchApiKeyRecord *record,
                   char              *token)
{
  BatchApiKey *self = g_object_new (BATCH_TYPE_API_KEY, NULL);

  batch_api_key_record_free (self->record);
  self->record = record;
  self->token = token;
  return self;
}

/**
 * batch_api_key_get_id:
 * @self: a key
 *
 * Gets its id, which is no secret.
 *
 * Returns: the id
 */
const char *
batch_api_key_get_id (BatchApiKey *self)
{
  g_return_val_if_fail (BATCH_IS_API_KEY (self), NULL);

  return self->record->id;
}

/**
 * batch_api_key_get_name:
 * @self: a key
 *
 * Gets what its owner calls it.
 *
 * Returns: the name
 */
const char *
batch_api_key_get_name (BatchApiKey *self)
{
  g_return_val_if_fail (BATCH_IS_API_KEY (self), NULL);

  return self->record->name;
}

/**
 * batch_api_key_get_token:
 * @self: a key
 *
 * Gets what a client sends as `Authorization: Bearer TOKEN` or `x-api-key: TOKEN`.
 *
 * Returns: (nullable): the token, of a key that has just been made; %NULL of others
 */
const char *
batch_api_key_get_token (BatchApiKey *self)
{
  g_return_val_if_fail (BATCH_IS_API_KEY (self), NULL);

  return self->token;
}

/**
 * batch_api_key_get_created_at:
 * @self: a key
 *
 * Gets when it was made.
 *
 * Returns: (transfer full): the time, UTC
 */
GDateTime *
batch_api_key_get_created_at (BatchApiKey *self)
{
  g_return_val_if_fail (BATCH_IS_API_KEY (self), NULL);

  return batch_date_time_new (self->record->created_at);
}

/**
 * batch_api_key_get_revoked_at:
 * @self: a key
 *
 * Gets since when it is good for nothing.
 *
 * Returns: (transfer full) (nullable): the time, UTC; %NULL while it is in force
 */
GDateTime *
batch_api_key_get_revoked_at (BatchApiKey *self)
{
  g_return_val_if_fail (BATCH_IS_API_KEY (self), NULL);

  return batch_date_time_new (self->record->revoked_at);
}

/* --- Making one --- */

static void
key_put_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (batch_store_put_api_key_finish (BATCH_STORE (source), result, &error))
    g_task_return_pointer (task, g_object_ref (g_task_get_task_data (task)), g_object_unref);
  else
    g_task_return_error (task, error);
}

static BatchApiKey *
make_key (BatchEngine  *engine,
          const char   *name,
          GError      **error)
{
  char *token = batch_api_guard_make_token (error);
  BatchApiKeyRecord *record;

  if (token == NULL)
    return NULL;

  record = g_new0 (BatchApiKeyRecord, 1);
  record->id = batch_id_new ("key_");
  record->name = g_strdup (name);
  record->digest = batch_api_guard_digest (token);
  record->created_at = batch_engine_now (engine);
  return batch_api_key_new (record, token);
}

/**
 * batch_api_key_create_async:
 * @engine: an engine on the store that the API works on
 * @name: what to call it
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the key
 * @user_data: data for @callback
 *
 * Makes a new key.
 */
void
batch_api_key_create_async (BatchEngine         *engine,
                            const char          *name,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  GError *error = NULL;
  BatchApiKey *key;

  g_return_if_fail (BATCH_IS_ENGINE (engine));
  g_return_if_fail (name != NULL);

  task = batch_engine_change_new (engine, cancellable, callback, user_data,
                                  batch_api_key_create_async);
  if (!batch_engine_check_open (engine, task))
    return;
  if (*name == '\0' || g_utf8_strlen (name, -1) > MAX_NAME)
    {
      g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                               "The name of a key has 1 to %d characters", MAX_NAME);
      return;
    }
  if (!(key = make_key (engine, name, &error)))
    {
      g_task_return_error (task, error);
      return;
    }

  g_task_set_task_data (task, key, g_object_unref);
  batch_store_put_api_key_async (batch_engine_get_store (engine), key->record, cancellable,
                                 key_put_cb, g_steal_pointer (&task));
}

/**
 * batch_api_key_create_finish:
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [func@ApiKey.create_async].
 *
 * Returns: (transfer full): the key, with its token
 */
BatchApiKey *
batch_api_key_create_finish (GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, batch_api_key_create_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Looking --- */

static gpointer
wrap_record (gpointer record)
{
  return batch_api_key_new (record, NULL);
}

static void
keys_listed_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *records = batch_store_list_api_keys_finish (BATCH_STORE (source), result, &error);

  if (records != NULL)
    batch_engine_return_list (task, records, BATCH_TYPE_API_KEY, wrap_record);
  else
    g_task_return_error (task, error);
}

/**
 * batch_api_key_list_async:
 * @engine: an engine on the store that the API works on
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the keys
 * @user_data: data for @callback
 *
 * Gets all keys, in the order in which they were made; those that were revoked, too.
 */
void
batch_api_key_list_async (BatchEngine         *engine,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (engine));

  task = g_task_new (engine, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_api_key_list_async);
  if (batch_engine_check_open (engine, task))
    batch_store_list_api_keys_async (batch_engine_get_store (engine), cancellable, keys_listed_cb,
                                     g_steal_pointer (&task));
}

/**
 * batch_api_key_list_finish:
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [func@ApiKey.list_async].
 *
 * Returns: (transfer full): a list of [class@ApiKey]
 */
GListModel *
batch_api_key_list_finish (GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, batch_api_key_list_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Revoking --- */

static void
key_revoked_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  GError *error = NULL;
  gboolean done = batch_store_revoke_api_key_finish (BATCH_STORE (source), result, &error);

  batch_engine_return_done (user_data, done, error);
}

/**
 * batch_api_key_revoke_async:
 * @engine: an engine on the store that the API works on
 * @key_id: the id of a key
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * Ends what a key is good for, from the next request on. Batches that were put in with it
 * go on.
 */
void
batch_api_key_revoke_async (BatchEngine         *engine,
                            const char          *key_id,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (engine));
  g_return_if_fail (key_id != NULL);

  task = batch_engine_change_new (engine, cancellable, callback, user_data,
                                  batch_api_key_revoke_async);
  if (batch_engine_check_open (engine, task))
    batch_store_revoke_api_key_async (batch_engine_get_store (engine), key_id,
                                      batch_engine_now (engine), cancellable, key_revoked_cb,
                                      g_steal_pointer (&task));
}

/**
 * batch_api_key_revoke_finish:
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [func@ApiKey.revoke_async].
 *
 * Returns: whether it was done; `BATCH_ERROR_NOT_FOUND` when no such key is in force
 */
gboolean
batch_api_key_revoke_finish (GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, batch_api_key_revoke_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
