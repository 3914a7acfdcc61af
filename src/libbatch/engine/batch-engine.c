/* batch-engine.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "backend/batch-backend-private.h"
#include "engine/batch-job-private.h"
#include "store/batch-data-dir-private.h"

/**
 * BatchEngine:
 *
 * The durable part: a store, and what works through the jobs in it.
 *
 * An engine is opened on a store with [func@Engine.open_async] and ended with
 * [method@Engine.close_async], which stops what is under way and gives it back. One
 * that is made by its constructor opens its store all the same, and its calls wait for
 * that; those that cannot have it fail.
 * An engine that is dropped, or whose process is killed, loses nothing: its items
 * come back when the next engine looks at the store.
 *
 * One that is opened with [func@Engine.open_read_only_async] changes nothing at all in
 * the store: it can look where nothing can be written, and needs no turn among those who
 * write. Whatever it is asked to change fails with `BATCH_ERROR_INVALID_STATE`.
 *
 * Several engines, in one process or in many, may share a store. An engine only
 * looks until [property@Engine:active] is set; from then on it claims the items
 * that it can run: those of handlers registered with
 * [method@Engine.register_handler], and those for model servers it knows.
 *
 * Everything happens in the thread-default main context in which the engine was
 * opened; the work itself is done in threads of its own.
 */

enum
{
  PROP_0,
  PROP_ID,
  PROP_STORE_URI,
  PROP_READ_ONLY,
  PROP_ACTIVE,
  PROP_PAUSED,
  PROP_STREAMING,
  PROP_PAUSING,
  PROP_POLICY,
  PROP_MAX_FAILURES_IN_A_ROW,
  PROP_MAX_SERVER_FAILURES,
  PROP_DEFAULT_BACKEND,
  PROP_GLOBAL_WEBHOOK_URLS,
  PROP_WEBHOOK_SECRET,
  PROP_CURRENT_MODEL,
  PROP_LOADS_DONE,
  PROP_LOADS_SWAPPED,
  PROP_LOADS_LEFT,
  PROP_LOADING,
  PROP_IN_TROUBLE,
  PROP_WORKED_ON,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchEngine, batch_engine, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

/* --- Job objects --- */

/* What was a draft until now becomes the job itself. */
void
batch_engine_update_job (BatchEngine    *self,
                         BatchJob       *job,
                         BatchJobRecord *record)
{
  if (!batch_job_is_draft (job))
    {
      batch_job_set_record (job, record);
      return;
    }

  batch_job_attach (job, self, record);
  batch_job_set_item_source (job, batch_engine_get_item_source (self));
}

BatchJob *
batch_engine_ref_job (BatchEngine    *self,
                      BatchJobRecord *record)
{
  BatchJob *job = batch_job_cache_lookup (self->jobs, record->id);

  if (job != NULL)
    {
      batch_engine_update_job (self, job, record);
      return job;
    }

  job = batch_job_new_for_record (self, record);
  batch_job_set_item_source (job, batch_engine_get_item_source (self));
  batch_job_cache_add (self->jobs, job);
  return job;
}

/* The same for @record of an answer, which was told before: the job may be further by now. */
BatchJob *
batch_engine_ref_told_job (BatchEngine    *self,
                           BatchJobRecord *record)
{
  g_autoptr(BatchJob) job = batch_job_cache_lookup (self->jobs, record->id);

  return job != NULL && !batch_job_is_draft (job) ? g_steal_pointer (&job)
                                                  : batch_engine_ref_job (self, record);
}

/* --- The object --- */

static void
batch_engine_constructed (GObject *object)
{
  BatchEngine *self = BATCH_ENGINE (object);

  if (self->store_uri == NULL)
    self->store_uri = batch_data_dir_make_usual_uri ();
  self->promises = batch_promises_new (self->store_uri);
  self->executor = batch_executor_new (self->store_uri, self->read_only, self->id, self->clock,
                                       &batch_engine_listener, self);

  G_OBJECT_CLASS (batch_engine_parent_class)->constructed (object);
}

static void
batch_engine_dispose (GObject *object)
{
  BatchEngine *self = BATCH_ENGINE (object);

  g_clear_pointer (&self->executor, batch_executor_free);
  g_clear_object (&self->store);
  g_hash_table_remove_all (self->handlers);
  /* Who still waits for the store has something to free. */
  batch_engine_tell_ready (self);

  G_OBJECT_CLASS (batch_engine_parent_class)->dispose (object);
}

static void
batch_engine_finalize (GObject *object)
{
  BatchEngine *self = BATCH_ENGINE (object);

  g_ptr_array_unref (self->troubles);
  g_clear_error (&self->open_error);
  batch_job_cache_free (self->jobs);
  batch_promises_free (self->promises);
  batch_clock_unref (self->clock);
  g_hash_table_unref (self->handlers);
  g_hash_table_unref (self->urls);
  g_ptr_array_unref (self->queues);
  g_object_unref (self->loading);
  g_hash_table_unref (self->watched);
  g_object_unref (self->closing);
  g_weak_ref_clear (&self->plan);
  g_free (self->current_model);
  g_strfreev (self->webhook_urls);
  g_free (self->webhook_secret);
  g_free (self->default_backend);
  g_free (self->store_uri);
  g_free (self->id);

  G_OBJECT_CLASS (batch_engine_parent_class)->finalize (object);
}

static void
batch_engine_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  BatchEngine *self = BATCH_ENGINE (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;

    case PROP_STORE_URI:
      g_value_set_string (value, self->store_uri);
      break;

    case PROP_READ_ONLY:
      g_value_set_boolean (value, self->read_only);
      break;

    case PROP_ACTIVE:
      g_value_set_boolean (value, self->active);
      break;

    case PROP_PAUSED:
      g_value_set_boolean (value, self->paused);
      break;

    case PROP_STREAMING:
      g_value_set_boolean (value, self->streaming);
      break;

    case PROP_PAUSING:
      g_value_set_boolean (value, self->pausing);
      break;

    case PROP_POLICY:
      g_value_set_enum (value, self->policy);
      break;

    case PROP_MAX_FAILURES_IN_A_ROW:
      g_value_set_uint (value, self->max_failures_in_a_row);
      break;

    case PROP_MAX_SERVER_FAILURES:
      g_value_set_uint (value, self->max_server_failures);
      break;

    case PROP_DEFAULT_BACKEND:
      g_value_set_string (value, self->default_backend);
      break;

    case PROP_GLOBAL_WEBHOOK_URLS:
      g_value_set_boxed (value, self->webhook_urls);
      break;

    case PROP_WEBHOOK_SECRET:
      g_value_set_string (value, self->webhook_secret);
      break;

    case PROP_CURRENT_MODEL:
      g_value_set_string (value, self->current_model);
      break;

    case PROP_LOADS_DONE:
      g_value_set_uint (value, self->loads_done);
      break;

    case PROP_LOADS_SWAPPED:
      g_value_set_uint (value, self->loads_swapped);
      break;

    case PROP_LOADS_LEFT:
      g_value_set_uint (value, self->loads_left);
      break;

    case PROP_LOADING:
      g_value_set_object (value, self->loading);
      break;

    case PROP_IN_TROUBLE:
      g_value_set_boolean (value, self->troubles->len > 0);
      break;

    case PROP_WORKED_ON:
      g_value_set_boolean (value, self->worked_on);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_engine_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  BatchEngine *self = BATCH_ENGINE (object);

  switch (prop_id)
    {
    case PROP_STORE_URI:
      self->store_uri = g_value_dup_string (value);
      break;

    case PROP_READ_ONLY:
      self->read_only = g_value_get_boolean (value);
      break;

    case PROP_ACTIVE:
      batch_engine_set_active (self, g_value_get_boolean (value));
      break;

    case PROP_PAUSED:
      batch_engine_set_paused (self, g_value_get_boolean (value));
      break;

    case PROP_STREAMING:
      batch_engine_set_streaming (self, g_value_get_boolean (value));
      break;

    case PROP_POLICY:
      batch_engine_set_policy (self, g_value_get_enum (value));
      break;

    case PROP_MAX_FAILURES_IN_A_ROW:
      batch_engine_set_max_failures_in_a_row (self, g_value_get_uint (value));
      break;

    case PROP_MAX_SERVER_FAILURES:
      batch_engine_set_max_server_failures (self, g_value_get_uint (value));
      break;

    case PROP_DEFAULT_BACKEND:
      batch_engine_set_default_backend (self, g_value_get_string (value));
      break;

    case PROP_GLOBAL_WEBHOOK_URLS:
      batch_engine_set_global_webhook_urls (self, g_value_get_boxed (value));
      break;

    case PROP_WEBHOOK_SECRET:
      batch_engine_set_webhook_secret (self, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

#define READABLE (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)
#define WRITABLE (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS)

static void
batch_engine_class_init (BatchEngineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = batch_engine_constructed;
  object_class->dispose = batch_engine_dispose;
  object_class->finalize = batch_engine_finalize;
  object_class->get_property = batch_engine_get_property;
  object_class->set_property = batch_engine_set_property;

  /**
   * BatchEngine:id:
   *
   * A UUID of this engine, new each time one is opened.
   */
  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL, READABLE);

  /**
   * BatchEngine:store-uri:
   *
   * Where the store is, such as `sqlite:/srv/batch/queue.db`; made with %NULL, the
   * user's own.
   */
  properties[PROP_STORE_URI] =
    g_param_spec_string ("store-uri", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * BatchEngine:read-only:
   *
   * Whether it changes nothing in the store, whatever it is asked for, and is not known there.
   *
   * It sees what others change. What engines that died have left under way stays so until one
   * that is not read-only comes.
   */
  properties[PROP_READ_ONLY] =
    g_param_spec_boolean ("read-only", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * BatchEngine:active:
   *
   * Whether it works on the jobs, and does not only look. One that is
   * [property@Engine:read-only] stays as it is.
   */
  properties[PROP_ACTIVE] =
    g_param_spec_boolean ("active", NULL, NULL, FALSE, WRITABLE);

  /**
   * BatchEngine:paused:
   *
   * Whether nothing new is started; what is under way comes to its end.
   */
  properties[PROP_PAUSED] =
    g_param_spec_boolean ("paused", NULL, NULL, FALSE, WRITABLE);

  /**
   * BatchEngine:streaming:
   *
   * Whether model servers are asked to stream their answers, so that these can be read
   * while they are written.
   */
  properties[PROP_STREAMING] =
    g_param_spec_boolean ("streaming", NULL, NULL, FALSE, WRITABLE);

  /**
   * BatchEngine:pausing:
   *
   * Whether it is on its way to a pause: requests are still under way.
   */
  properties[PROP_PAUSING] =
    g_param_spec_boolean ("pausing", NULL, NULL, FALSE, READABLE);

  /**
   * BatchEngine:policy:
   *
   * How it chooses what runs next.
   */
  properties[PROP_POLICY] =
    g_param_spec_enum ("policy", NULL, NULL, BATCH_TYPE_POLICY, BATCH_POLICY_FEWEST_SWAPS,
                       WRITABLE);

  /**
   * BatchEngine:max-failures-in-a-row:
   *
   * After how many items of a job that fail one after the other it pauses that job;
   * 0: it never does. [property@Job:failure] then says why.
   */
  properties[PROP_MAX_FAILURES_IN_A_ROW] =
    g_param_spec_uint ("max-failures-in-a-row", NULL, NULL, 0, G_MAXUINT, 0, WRITABLE);

  /**
   * BatchEngine:max-server-failures:
   *
   * After how many requests in a row for which a model server has failed the engine waits for that
   * server, as for one that cannot be reached; 0: it never does, and each request fails by itself.
   */
  properties[PROP_MAX_SERVER_FAILURES] =
    g_param_spec_uint ("max-server-failures", NULL, NULL, 0, G_MAXUINT, 0, WRITABLE);

  /**
   * BatchEngine:default-backend:
   *
   * The name or URL of the model server for jobs that name none.
   */
  properties[PROP_DEFAULT_BACKEND] =
    g_param_spec_string ("default-backend", NULL, NULL, NULL, WRITABLE);

  /**
   * BatchEngine:global-webhook-urls:
   *
   * The addresses that are told what becomes of every job.
   */
  properties[PROP_GLOBAL_WEBHOOK_URLS] =
    g_param_spec_boxed ("global-webhook-urls", NULL, NULL, G_TYPE_STRV, WRITABLE);

  /**
   * BatchEngine:webhook-secret:
   *
   * The name of the secret with which all that is told is signed; %NULL: nothing is.
   */
  properties[PROP_WEBHOOK_SECRET] =
    g_param_spec_string ("webhook-secret", NULL, NULL, NULL, WRITABLE);

  /**
   * BatchEngine:current-model:
   *
   * The resource key that is being worked on, if any.
   */
  properties[PROP_CURRENT_MODEL] =
    g_param_spec_string ("current-model", NULL, NULL, NULL, READABLE);

  /**
   * BatchEngine:loads-done:
   *
   * How many models this engine has had loaded.
   */
  properties[PROP_LOADS_DONE] =
    g_param_spec_uint ("loads-done", NULL, NULL, 0, G_MAXUINT, 0, READABLE);

  /**
   * BatchEngine:loads-swapped:
   *
   * How many of its loads had to be because somebody else had taken the model out of the
   * memory of its server.
   */
  properties[PROP_LOADS_SWAPPED] =
    g_param_spec_uint ("loads-swapped", NULL, NULL, 0, G_MAXUINT, 0, READABLE);

  /**
   * BatchEngine:loads-left:
   *
   * How many loads the waiting work still takes.
   */
  properties[PROP_LOADS_LEFT] =
    g_param_spec_uint ("loads-left", NULL, NULL, 0, G_MAXUINT, 0, READABLE);

  /**
   * BatchEngine:loading:
   *
   * The loads of models that it waits for now, as a list of [class@Load].
   */
  properties[PROP_LOADING] =
    g_param_spec_object ("loading", NULL, NULL, G_TYPE_LIST_MODEL, READABLE);

  /**
   * BatchEngine:in-trouble:
   *
   * Whether work waits for something outside, a model server that does not answer,
   * say. [method@Engine.get_trouble] tells what it is.
   */
  properties[PROP_IN_TROUBLE] =
    g_param_spec_boolean ("in-trouble", NULL, NULL, FALSE, READABLE);

  /**
   * BatchEngine:worked-on:
   *
   * Whether somebody works on the jobs: this engine, or another one on the same store, in
   * whatever process. [method@Engine.get_job_worked_on] tells of one job.
   */
  properties[PROP_WORKED_ON] =
    g_param_spec_boolean ("worked-on", NULL, NULL, FALSE, READABLE);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_engine_init (BatchEngine *self)
{
  self->id = g_uuid_string_random ();
  self->jobs = batch_job_cache_new ();
  self->troubles = batch_troubles_new ();
  self->clock = batch_clock_ref_thread_default ();
  self->handlers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->urls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                      (GDestroyNotify) batch_backend_free_key);
  self->queues = g_ptr_array_new ();
  self->loading = g_list_store_new (BATCH_TYPE_LOAD);
  self->watched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) g_ptr_array_unref);
  g_weak_ref_init (&self->plan, NULL);
  self->closing = g_cancellable_new ();
  self->webhook_urls = g_new0 (char *, 1);
}

BatchEngine *
batch_engine_new (const char *store_uri,
                  gboolean    read_only)
{
  return g_object_new (BATCH_TYPE_ENGINE, "store-uri", store_uri, "read-only", read_only, NULL);
}

/* --- Private accessors --- */

BatchExecutor *
batch_engine_get_executor (BatchEngine *self)
{
  return self->executor;
}

gint64
batch_engine_now (BatchEngine *self)
{
  return batch_clock_now (self->clock);
}

BatchStore *
batch_engine_get_store (BatchEngine *self)
{
  return self->store;
}

const GError *
batch_engine_get_open_error (BatchEngine *self)
{
  return self->open_error;
}

/* Otherwise @task has its answer. */
gboolean
batch_engine_check_open (BatchEngine *self,
                         GTask       *task)
{
  if (self->store != NULL)
    return TRUE;

  g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_STORE, "The engine is not open");
  return FALSE;
}

void
batch_engine_add_queue (BatchEngine *self,
                        BatchQueue  *queue)
{
  g_ptr_array_add (self->queues, queue);
}

void
batch_engine_remove_queue (BatchEngine *self,
                           BatchQueue  *queue)
{
  g_ptr_array_remove (self->queues, queue);
}
