/* batch-load.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "reports/batch-load-private.h"

#include "core/batch-fields-private.h"

/**
 * BatchLoad:
 *
 * A model became resident on a model server.
 *
 * [method@Engine.list_loads_async] gives them. Where the server can be told to load a model,
 * that is how long it took. Of other servers, a load begins with the first request to a model
 * that was not there, and ends with its first answer.
 *
 * Those that are under way are in [property@Engine:loading], and tell how far they are.
 */
struct _BatchLoad
{
  GObject          parent_instance;

  BatchLoadRecord *record;
  double           fraction;       /* -1: not known */
};

enum
{
  PROP_0,
  PROP_BEGAN_AT,
  PROP_ENDED_AT,
  PROP_DURATION_MS,
  PROP_RESOURCE_KEY,
  PROP_BACKEND,
  PROP_EVICTED_KEY,
  PROP_JOB_ID,
  PROP_SWAPPED,
  PROP_FRACTION,
  PROP_EXPECTED_MS,
  PROP_SIZE,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchLoad, batch_load, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_load_finalize (GObject *object)
{
  BatchLoad *self = BATCH_LOAD (object);

  g_clear_pointer (&self->record, batch_load_record_free);

  G_OBJECT_CLASS (batch_load_parent_class)->finalize (object);
}

static void
batch_load_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  BatchLoad *self = BATCH_LOAD (object);

  switch (prop_id)
    {
    case PROP_BEGAN_AT:
      g_value_take_boxed (value, batch_load_get_began_at (self));
      break;

    case PROP_ENDED_AT:
      g_value_take_boxed (value, batch_load_get_ended_at (self));
      break;

    case PROP_DURATION_MS:
      g_value_set_int64 (value, batch_load_get_duration_ms (self));
      break;

    case PROP_RESOURCE_KEY:
      g_value_set_string (value, batch_load_get_resource_key (self));
      break;

    case PROP_BACKEND:
      g_value_set_string (value, batch_load_get_backend (self));
      break;

    case PROP_EVICTED_KEY:
      g_value_set_string (value, batch_load_get_evicted_key (self));
      break;

    case PROP_JOB_ID:
      g_value_set_string (value, batch_load_get_job_id (self));
      break;

    case PROP_SWAPPED:
      g_value_set_boolean (value, batch_load_get_swapped (self));
      break;

    case PROP_FRACTION:
      g_value_set_double (value, batch_load_get_fraction (self));
      break;

    case PROP_EXPECTED_MS:
      g_value_set_int64 (value, batch_load_get_expected_ms (self));
      break;

    case PROP_SIZE:
      g_value_set_int64 (value, batch_load_get_size (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

#define READABLE (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
batch_load_class_init (BatchLoadClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = batch_load_finalize;
  object_class->get_property = batch_load_get_property;

  /**
   * BatchLoad:began-at:
   *
   * When it began.
   */
  properties[PROP_BEGAN_AT] =
    g_param_spec_boxed ("began-at", NULL, NULL, G_TYPE_DATE_TIME, READABLE);

  /**
   * BatchLoad:ended-at:
   *
   * When it ended; %NULL when it did not end yet or nobody knows.
   */
  properties[PROP_ENDED_AT] =
    g_param_spec_boxed ("ended-at", NULL, NULL, G_TYPE_DATE_TIME, READABLE);

  /**
   * BatchLoad:duration-ms:
   *
   * How long it took, in ms.
   */
  properties[PROP_DURATION_MS] =
    g_param_spec_int64 ("duration-ms", NULL, NULL, -1, G_MAXINT64, -1, READABLE);

  /**
   * BatchLoad:resource-key:
   *
   * The model.
   */
  properties[PROP_RESOURCE_KEY] =
    g_param_spec_string ("resource-key", NULL, NULL, NULL, READABLE);

  /**
   * BatchLoad:backend:
   *
   * Where it was loaded: the URL of a model server.
   */
  properties[PROP_BACKEND] =
    g_param_spec_string ("backend", NULL, NULL, NULL, READABLE);

  /**
   * BatchLoad:evicted-key:
   *
   * The model that was there before; %NULL when none was known to be there.
   */
  properties[PROP_EVICTED_KEY] =
    g_param_spec_string ("evicted-key", NULL, NULL, NULL, READABLE);

  /**
   * BatchLoad:job-id:
   *
   * The job that needed it first; %NULL when the job is gone.
   */
  properties[PROP_JOB_ID] =
    g_param_spec_string ("job-id", NULL, NULL, NULL, READABLE);

  /**
   * BatchLoad:swapped:
   *
   * Whether the model had been there, and somebody else had taken it out of memory.
   */
  properties[PROP_SWAPPED] =
    g_param_spec_boolean ("swapped", NULL, NULL, FALSE, READABLE);

  /**
   * BatchLoad:fraction:
   *
   * How much of it is done while it is under way, from 0 to 1; -1 when the server does not say.
   */
  properties[PROP_FRACTION] =
    g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1, READABLE);

  /**
   * BatchLoad:expected-ms:
   *
   * How long it is expected to take while it is under way, in ms, by what was measured; -1
   * when nobody knows.
   */
  properties[PROP_EXPECTED_MS] =
    g_param_spec_int64 ("expected-ms", NULL, NULL, -1, G_MAXINT64, -1, READABLE);

  /**
   * BatchLoad:size:
   *
   * How large the model is while it is under way, in bytes; 0 when the server does not say.
   */
  properties[PROP_SIZE] =
    g_param_spec_int64 ("size", NULL, NULL, 0, G_MAXINT64, 0, READABLE);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_load_init (BatchLoad *self)
{
  self->record = g_new0 (BatchLoadRecord, 1);
  self->fraction = -1;
}

BatchLoad *
batch_load_new (const BatchLoadRecord *record)
{
  BatchLoad *self = g_object_new (BATCH_TYPE_LOAD, NULL);

  batch_load_record_free (self->record);
  self->record = batch_load_record_copy (record);
  return self;
}

gboolean
batch_load_is (BatchLoad             *self,
               const BatchLoadRecord *record)
{
  return g_str_equal (self->record->key, record->key)
         && g_str_equal (self->record->backend, record->backend);
}

void
batch_load_set_fraction (BatchLoad *self,
                         double     fraction)
{
  double most = MIN (fraction, 1);

  if (self->fraction >= most)
    return;

  self->fraction = most;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
}

/**
 * batch_load_get_began_at:
 * @self: a load
 *
 * Gets when it began.
 *
 * Returns: (transfer full): the time
 */
GDateTime *
batch_load_get_began_at (BatchLoad *self)
{
  g_return_val_if_fail (BATCH_IS_LOAD (self), NULL);

  return batch_date_time_new (self->record->began_at);
}

/**
 * batch_load_get_ended_at:
 * @self: a load
 *
 * Gets when it ended.
 *
 * Returns: (transfer full) (nullable): the time, or %NULL when it did not end yet or nobody
 * knows
 */
GDateTime *
batch_load_get_ended_at (BatchLoad *self)
{
  g_return_val_if_fail (BATCH_IS_LOAD (self), NULL);

  return batch_date_time_new (self->record->ended_at);
}

/**
 * batch_load_get_duration_ms:
 * @self: a load
 *
 * Gets how long it took, in ms.
 *
 * Returns: the time in ms; -1 when it did not end yet or nobody knows
 */
gint64
batch_load_get_duration_ms (BatchLoad *self)
{
  g_return_val_if_fail (BATCH_IS_LOAD (self), -1);

  /* The clock may have been set back meanwhile. */
  return self->record->ended_at > 0
         ? MAX (self->record->ended_at - self->record->began_at, 0) / 1000 : -1;
}

/**
 * batch_load_get_resource_key:
 * @self: a load
 *
 * Gets the model.
 *
 * Returns: (transfer none): the resource key
 */
const char *
batch_load_get_resource_key (BatchLoad *self)
{
  g_return_val_if_fail (BATCH_IS_LOAD (self), NULL);

  return self->record->key;
}

/**
 * batch_load_get_backend:
 * @self: a load
 *
 * Gets where it was loaded: the URL of a model server.
 *
 * Returns: (transfer none): the place
 */
const char *
batch_load_get_backend (BatchLoad *self)
{
  g_return_val_if_fail (BATCH_IS_LOAD (self), NULL);

  return self->record->backend;
}

/**
 * batch_load_get_evicted_key:
 * @self: a load
 *
 * Gets the model that was there before.
 *
 * Returns: (transfer none) (nullable): the resource key, or %NULL when none was known to be
 * there
 */
const char *
batch_load_get_evicted_key (BatchLoad *self)
{
  g_return_val_if_fail (BATCH_IS_LOAD (self), NULL);

  return self->record->evicted;
}

/**
 * batch_load_get_job_id:
 * @self: a load
 *
 * Gets the job that needed it first.
 *
 * Returns: (transfer none) (nullable): the id, or %NULL when the job is gone
 */
const char *
batch_load_get_job_id (BatchLoad *self)
{
  g_return_val_if_fail (BATCH_IS_LOAD (self), NULL);

  return self->record->job_id;
}

/**
 * batch_load_get_swapped:
 * @self: a load
 *
 * Gets whether the model had been there, and somebody else had taken it out of memory.
 *
 * Returns: whether somebody else has swapped it
 */
gboolean
batch_load_get_swapped (BatchLoad *self)
{
  g_return_val_if_fail (BATCH_IS_LOAD (self), FALSE);

  return self->record->swapped;
}

/**
 * batch_load_get_fraction:
 * @self: a load
 *
 * Gets how much of it is done while it is under way.
 *
 * Returns: the part, from 0 to 1; -1 when the server does not say
 */
double
batch_load_get_fraction (BatchLoad *self)
{
  g_return_val_if_fail (BATCH_IS_LOAD (self), -1);

  return self->fraction;
}

/**
 * batch_load_get_expected_ms:
 * @self: a load
 *
 * Gets how long it is expected to take while it is under way, in ms, by what was measured.
 *
 * Returns: the time in ms; -1 when nobody knows
 */
gint64
batch_load_get_expected_ms (BatchLoad *self)
{
  g_return_val_if_fail (BATCH_IS_LOAD (self), -1);

  return self->record->expected_ms > 0 ? self->record->expected_ms : -1;
}

/**
 * batch_load_get_elapsed_ms:
 * @self: a load
 *
 * Gets how long it has taken until now, in ms; of one that has ended, all of it.
 *
 * Returns: the time in ms
 */
gint64
batch_load_get_elapsed_ms (BatchLoad *self)
{
  g_return_val_if_fail (BATCH_IS_LOAD (self), 0);

  if (self->record->ended_at > 0)
    return batch_load_get_duration_ms (self);
  return MAX (g_get_real_time () - self->record->began_at, 0) / 1000;
}

/**
 * batch_load_get_size:
 * @self: a load
 *
 * Gets how large the model is while it is under way, in bytes.
 *
 * Returns: the size; 0 when the server does not say
 */
gint64
batch_load_get_size (BatchLoad *self)
{
  g_return_val_if_fail (BATCH_IS_LOAD (self), 0);

  return self->record->size;
}
