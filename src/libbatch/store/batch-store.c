/* store/batch-store.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-store-private.h"

#include <string.h>

#include "store/batch-sqlite-store-private.h"
#include "store/batch-store-worker-private.h"

/* What survives a crash.
 *
 * A store is opened by its URI, which also makes its two threads; from then on
 * every operation is a call that the worker or the reader carries out. An
 * implementation is a subclass with blocking functions, and knows nothing of
 * tasks. Closing, or dropping the last reference, carries out what waits and
 * ends the threads. */

typedef struct
{
  char                *uri;
  gboolean             read_only;
  BatchStoreWorker    *worker;

  BatchStoreWatchFunc  watch_func;       /* only touched in the watcher's context, */
  gpointer             watch_data;       /* as all of these */
  GDestroyNotify       watch_destroy;
} BatchStorePrivate;

enum
{
  PROP_0,
  PROP_URI,
  PROP_READ_ONLY,
  N_PROPS
};

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (BatchStore, batch_store, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

/* --- Schemes --- */

static GMutex schemes_lock;
static GHashTable *schemes;

static void
ensure_schemes (void)
{
  if (schemes != NULL)
    return;

  schemes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_insert (schemes, g_strdup ("sqlite"), GSIZE_TO_POINTER (BATCH_TYPE_SQLITE_STORE));
}

void
batch_store_register_scheme (const char *scheme,
                             GType       type)
{
  g_return_if_fail (scheme != NULL);
  g_return_if_fail (g_type_is_a (type, BATCH_TYPE_STORE));

  g_mutex_lock (&schemes_lock);
  ensure_schemes ();
  g_hash_table_insert (schemes, g_strdup (scheme), GSIZE_TO_POINTER (type));
  g_mutex_unlock (&schemes_lock);
}

static GType
find_type (const char  *uri,
           GError     **error)
{
  const char *colon = strchr (uri, ':');
  g_autofree char *scheme = colon != NULL ? g_strndup (uri, colon - uri) : g_strdup ("");
  GType type;

  g_mutex_lock (&schemes_lock);
  ensure_schemes ();
  type = GPOINTER_TO_SIZE (g_hash_table_lookup (schemes, scheme));
  g_mutex_unlock (&schemes_lock);

  if (type == G_TYPE_INVALID)
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED,
                 "“%s” is not the address of a store; write “sqlite:” and a path", uri);
  return type;
}

/* --- The object --- */

static void
batch_store_dispose (GObject *object)
{
  BatchStore *self = BATCH_STORE (object);
  BatchStorePrivate *priv = batch_store_get_instance_private (self);

  /* While the subclass is still whole, because its functions are called. */
  batch_store_watch (self, NULL, NULL, NULL);
  /* The worker looks itself up until it has ended, so the pointer goes last. */
  if (priv->worker != NULL)
    batch_store_worker_free (priv->worker);
  priv->worker = NULL;

  G_OBJECT_CLASS (batch_store_parent_class)->dispose (object);
}

static void
batch_store_finalize (GObject *object)
{
  BatchStorePrivate *priv = batch_store_get_instance_private (BATCH_STORE (object));

  g_free (priv->uri);

  G_OBJECT_CLASS (batch_store_parent_class)->finalize (object);
}

static void
batch_store_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_URI:
      g_value_set_string (value, batch_store_get_uri (BATCH_STORE (object)));
      break;

    case PROP_READ_ONLY:
      g_value_set_boolean (value, batch_store_get_read_only (BATCH_STORE (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_store_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  BatchStorePrivate *priv = batch_store_get_instance_private (BATCH_STORE (object));

  switch (prop_id)
    {
    case PROP_URI:
      priv->uri = g_value_dup_string (value);
      break;

    case PROP_READ_ONLY:
      priv->read_only = g_value_get_boolean (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_store_class_init (BatchStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = batch_store_dispose;
  object_class->finalize = batch_store_finalize;
  object_class->get_property = batch_store_get_property;
  object_class->set_property = batch_store_set_property;

  properties[PROP_URI] =
    g_param_spec_string ("uri", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));

  /**
   * BatchStore:read-only:
   *
   * Whether it is only looked at: nothing in it is changed, no file of it is made, and nobody who
   * writes is waited for.
   *
   * Its class is never asked to change anything then; whatever would do so fails with
   * `BATCH_ERROR_INVALID_STATE`. What is older or newer than what the program knows is not brought
   * up to date, but refused.
   */
  properties[PROP_READ_ONLY] =
    g_param_spec_boolean ("read-only", NULL, NULL, FALSE,
                          (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_store_init (BatchStore *self)
{
}

const char *
batch_store_get_uri (BatchStore *self)
{
  BatchStorePrivate *priv = batch_store_get_instance_private (self);

  return priv->uri;
}

gboolean
batch_store_get_read_only (BatchStore *self)
{
  BatchStorePrivate *priv = batch_store_get_instance_private (self);

  return priv->read_only;
}

const char *
batch_store_get_location (BatchStore *self)
{
  return strchr (batch_store_get_uri (self), ':') + 1;
}

gboolean
batch_store_is_worker (BatchStore *self)
{
  BatchStorePrivate *priv = batch_store_get_instance_private (self);

  return batch_store_worker_is_self (priv->worker);
}

gint64
batch_store_get_longest_transaction (BatchStore *self)
{
  BatchStorePrivate *priv = batch_store_get_instance_private (self);

  return batch_store_worker_get_longest (priv->worker);
}

gint64
batch_store_get_commit_time (BatchStore *self)
{
  BatchStorePrivate *priv = batch_store_get_instance_private (self);

  return batch_store_worker_get_commit_time (priv->worker);
}

gboolean
batch_store_is_busy (BatchStore *self)
{
  BatchStorePrivate *priv = batch_store_get_instance_private (self);

  return batch_store_worker_is_busy (priv->worker);
}

/* --- Calls --- */

static void
push (BatchStore          *self,
      BatchStoreJobKind    kind,
      BatchStoreCall      *call,
      gpointer             source_tag,
      GCancellable        *cancellable,
      GAsyncReadyCallback  callback,
      gpointer             user_data)
{
  BatchStorePrivate *priv = batch_store_get_instance_private (self);
  gpointer source = kind == BATCH_STORE_JOB_OPEN ? NULL : self;
  GTask *task = g_task_new (source, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  /* What was committed was committed. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, call, (GDestroyNotify) batch_store_call_free);

  call->task = task;
  batch_store_worker_push (priv->worker, kind, call);
}

void
batch_store_write (BatchStore          *self,
                   BatchStoreCall      *call,
                   gpointer             source_tag,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  if (batch_store_get_read_only (self))
    {
      batch_store_call_free (call);
      g_task_report_new_error (self, callback, user_data, source_tag,
                               BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                               "Store “%s” is only looked at; open it for working with it to "
                               "change it", batch_store_get_uri (self));
      return;
    }

  push (self, BATCH_STORE_JOB_WRITE, call, source_tag, cancellable, callback, user_data);
}

void
batch_store_read (BatchStore          *self,
                  BatchStoreCall      *call,
                  gpointer             source_tag,
                  GCancellable        *cancellable,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  push (self, BATCH_STORE_JOB_LOOK, call, source_tag, cancellable, callback, user_data);
}

static void
aside_thread (GTask        *task,
              gpointer      source,
              gpointer      task_data,
              GCancellable *cancellable)
{
  BatchStoreCall *call = task_data;
  GError *error = NULL;
  gboolean done = batch_store_call_look (call, source, &error);

  /* With its answer the call may be gone. */
  call->task = NULL;
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
batch_store_read_aside (BatchStore          *self,
                        BatchStoreCall      *call,
                        gpointer             source_tag,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  BatchStorePrivate *priv = batch_store_get_instance_private (self);
  g_autoptr(GTask) task = NULL;

  if (!batch_store_worker_has_reader (priv->worker))
    {
      batch_store_read (self, call, source_tag, cancellable, callback, user_data);
      return;
    }

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, call, (GDestroyNotify) batch_store_call_free);
  call->task = task;
  g_task_run_in_thread (task, aside_thread);
}

/* --- Opening and closing --- */

static gboolean
run_open (BatchStore      *self,
          BatchStoreCall  *call,
          GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->open (self, error);
}

static void
open_as (const char          *uri,
         gboolean             read_only,
         GCancellable        *cancellable,
         GAsyncReadyCallback  callback,
         gpointer             user_data)
{
  g_autoptr(GError) error = NULL;
  BatchStorePrivate *priv;
  BatchStoreCall *call;
  GType type;

  type = find_type (uri, &error);
  if (type == G_TYPE_INVALID || !batch_store_type_is_whole (type, &error))
    {
      g_task_report_error (NULL, callback, user_data, batch_store_open_async,
                           g_steal_pointer (&error));
      return;
    }

  call = batch_store_call_new (run_open);
  call->store = g_object_new (type, "uri", uri, "read-only", read_only, NULL);
  priv = batch_store_get_instance_private (call->store);
  priv->worker = batch_store_worker_new (call->store);
  push (call->store, BATCH_STORE_JOB_OPEN, call, batch_store_open_async,
        cancellable, callback, user_data);
}

void
batch_store_open_async (const char          *uri,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_return_if_fail (uri != NULL);

  open_as (uri, FALSE, cancellable, callback, user_data);
}

void
batch_store_open_read_only_async (const char          *uri,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_return_if_fail (uri != NULL);

  open_as (uri, TRUE, cancellable, callback, user_data);
}

BatchStore *
batch_store_open_finish (GAsyncResult  *result,
                         GError       **error)
{
  BatchStoreCall *call = batch_store_call_finish (NULL, result, batch_store_open_async, error);

  return call != NULL ? g_steal_pointer (&call->store) : NULL;
}

void
batch_store_close_async (BatchStore          *self,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_STORE (self));

  batch_store_watch (self, NULL, NULL, NULL);
  push (self, BATCH_STORE_JOB_CLOSE, batch_store_call_new (NULL), batch_store_close_async,
        cancellable, callback, user_data);
}

gboolean
batch_store_close_finish (BatchStore    *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  return batch_store_call_finish (self, result, batch_store_close_async, error) != NULL;
}

/* --- Watching --- */

void
batch_store_watch (BatchStore          *self,
                   BatchStoreWatchFunc  func,
                   gpointer             user_data,
                   GDestroyNotify       destroy)
{
  BatchStorePrivate *priv = batch_store_get_instance_private (self);
  BatchStoreClass *klass = BATCH_STORE_GET_CLASS (self);
  gboolean watched = priv->watch_func != NULL;
  GDestroyNotify old_destroy = priv->watch_destroy;
  gpointer old_data = priv->watch_data;

  priv->watch_func = func;
  priv->watch_data = user_data;
  priv->watch_destroy = destroy;

  if (klass->watch != NULL && func != NULL && !watched)
    klass->watch (self);
  if (klass->unwatch != NULL && func == NULL && watched)
    klass->unwatch (self);
  if (old_destroy != NULL)
    old_destroy (old_data);
}

static gboolean
run_check_changes (BatchStore      *self,
                   BatchStoreCall  *call,
                   GError         **error)
{
  BatchStoreClass *klass = BATCH_STORE_GET_CLASS (self);

  if (klass->has_changes != NULL && klass->has_changes (self))
    call->yes = TRUE;
  return TRUE;
}

static void
changes_checked_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  BatchStore *self = BATCH_STORE (source);
  BatchStorePrivate *priv = batch_store_get_instance_private (self);
  BatchStoreCall *call = batch_store_call_finish (self, result, batch_store_check_changes, NULL);

  if (call != NULL && call->yes && priv->watch_func != NULL)
    priv->watch_func (self, priv->watch_data);
}

void
batch_store_check_changes (BatchStore *self,
                           gboolean    certain)
{
  BatchStoreCall *call = batch_store_call_new (run_check_changes);

  call->yes = certain;
  push (self, BATCH_STORE_JOB_ALONE, call, batch_store_check_changes, NULL, changes_checked_cb,
        NULL);
}
