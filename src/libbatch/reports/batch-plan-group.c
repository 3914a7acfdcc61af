/* batch-plan-group.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "reports/batch-plan-private.h"

/**
 * BatchPlanGroup:
 *
 * The waiting items that share a resource key, at their place in a plan.
 *
 * See [class@Plan]. It stays the same object as long as it stays in the plan.
 */
struct _BatchPlanGroup
{
  GObject               parent_instance;

  BatchPlanGroupValues *values;
};

enum
{
  PROP_0,
  PROP_RESOURCE_KEY,
  PROP_BACKEND,
  PROP_WAITING,
  PROP_N_JOBS,
  PROP_JOB_IDS,
  PROP_REASON,
  PROP_NEEDS_LOAD,
  PROP_LOAD_MS,
  PROP_STARTS_IN_MS,
  PROP_PARALLEL,
  PROP_PARALLEL_SOURCE,
  PROP_ETA,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchPlanGroup, batch_plan_group, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

void
batch_plan_group_values_free (BatchPlanGroupValues *values)
{
  g_strfreev (values->job_ids);
  g_clear_object (&values->eta);
  g_free (values->resource_key);
  g_free (values->backend);
  g_free (values->reason);
  g_free (values);
}

static void
batch_plan_group_finalize (GObject *object)
{
  BatchPlanGroup *self = BATCH_PLAN_GROUP (object);

  batch_plan_group_values_free (self->values);

  G_OBJECT_CLASS (batch_plan_group_parent_class)->finalize (object);
}

static void
batch_plan_group_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  BatchPlanGroup *self = BATCH_PLAN_GROUP (object);

  switch (prop_id)
    {
    case PROP_RESOURCE_KEY:
      g_value_set_string (value, self->values->resource_key);
      break;

    case PROP_BACKEND:
      g_value_set_string (value, self->values->backend);
      break;

    case PROP_WAITING:
      g_value_set_int64 (value, self->values->waiting);
      break;

    case PROP_N_JOBS:
      g_value_set_uint (value, self->values->n_jobs);
      break;

    case PROP_JOB_IDS:
      g_value_set_boxed (value, self->values->job_ids);
      break;

    case PROP_REASON:
      g_value_set_string (value, self->values->reason);
      break;

    case PROP_NEEDS_LOAD:
      g_value_set_boolean (value, self->values->needs_load);
      break;

    case PROP_LOAD_MS:
      g_value_set_int64 (value, self->values->load_ms);
      break;

    case PROP_STARTS_IN_MS:
      g_value_set_int64 (value, self->values->starts_in_ms);
      break;

    case PROP_PARALLEL:
      g_value_set_uint (value, self->values->parallel);
      break;

    case PROP_PARALLEL_SOURCE:
      g_value_set_enum (value, self->values->parallel_source);
      break;

    case PROP_ETA:
      g_value_set_object (value, self->values->eta);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

#define READABLE (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
batch_plan_group_class_init (BatchPlanGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = batch_plan_group_finalize;
  object_class->get_property = batch_plan_group_get_property;

  /**
   * BatchPlanGroup:resource-key:
   *
   * The model.
   */
  properties[PROP_RESOURCE_KEY] =
    g_param_spec_string ("resource-key", NULL, NULL, NULL, READABLE);

  /**
   * BatchPlanGroup:backend:
   *
   * Where it is worked on: the URL or name of a model server, or the name of a handler.
   */
  properties[PROP_BACKEND] =
    g_param_spec_string ("backend", NULL, NULL, NULL, READABLE);

  /**
   * BatchPlanGroup:waiting:
   *
   * How many items wait.
   */
  properties[PROP_WAITING] =
    g_param_spec_int64 ("waiting", NULL, NULL, 0, G_MAXINT64, 0, READABLE);

  /**
   * BatchPlanGroup:n-jobs:
   *
   * How many jobs these items are of.
   */
  properties[PROP_N_JOBS] =
    g_param_spec_uint ("n-jobs", NULL, NULL, 0, G_MAXUINT, 0, READABLE);

  /**
   * BatchPlanGroup:job-ids:
   *
   * The jobs in the order in which they are worked on; of very many only the first
   * hundred.
   */
  properties[PROP_JOB_IDS] =
    g_param_spec_boxed ("job-ids", NULL, NULL, G_TYPE_STRV, READABLE);

  /**
   * BatchPlanGroup:reason:
   *
   * Why it stands where it does, as the end of a sentence.
   */
  properties[PROP_REASON] =
    g_param_spec_string ("reason", NULL, NULL, NULL, READABLE);

  /**
   * BatchPlanGroup:needs-load:
   *
   * Whether the model has to be loaded for it.
   */
  properties[PROP_NEEDS_LOAD] =
    g_param_spec_boolean ("needs-load", NULL, NULL, FALSE, READABLE);

  /**
   * BatchPlanGroup:load-ms:
   *
   * How long that load takes, as measured, in ms; 0 without a load, -1 when it was never
   * measured.
   */
  properties[PROP_LOAD_MS] =
    g_param_spec_int64 ("load-ms", NULL, NULL, -1, G_MAXINT64, -1, READABLE);

  /**
   * BatchPlanGroup:starts-in-ms:
   *
   * When it is expected to begin, in ms from when the plan was made; -1 when not known.
   */
  properties[PROP_STARTS_IN_MS] =
    g_param_spec_int64 ("starts-in-ms", NULL, NULL, -1, G_MAXINT64, -1, READABLE);

  /**
   * BatchPlanGroup:parallel:
   *
   * How many of its requests are under way at a time, unless their jobs say otherwise: as
   * somebody has set it, as the server says, or as was found out.
   */
  properties[PROP_PARALLEL] =
    g_param_spec_uint ("parallel", NULL, NULL, 0, G_MAXUINT, 0, READABLE);

  /**
   * BatchPlanGroup:parallel-source:
   *
   * Where that number is known from.
   */
  properties[PROP_PARALLEL_SOURCE] =
    g_param_spec_enum ("parallel-source", NULL, NULL, BATCH_TYPE_LIMIT_SOURCE,
                       BATCH_LIMIT_SOURCE_UNKNOWN, READABLE);

  /**
   * BatchPlanGroup:eta:
   *
   * How long it takes by itself, with its load.
   */
  properties[PROP_ETA] =
    g_param_spec_object ("eta", NULL, NULL, BATCH_TYPE_ETA, READABLE);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_plan_group_init (BatchPlanGroup *self)
{
  self->values = g_new0 (BatchPlanGroupValues, 1);
}

BatchPlanGroup *
batch_plan_group_new (BatchPlanGroupValues *values)
{
  BatchPlanGroup *self = g_object_new (BATCH_TYPE_PLAN_GROUP, NULL);

  batch_plan_group_values_free (self->values);
  self->values = values;
  return self;
}

gboolean
batch_plan_group_is (BatchPlanGroup             *self,
                     const BatchPlanGroupValues *values)
{
  return g_str_equal (self->values->resource_key, values->resource_key)
         && g_str_equal (self->values->backend, values->backend);
}

static void
notify_if (BatchPlanGroup *self,
           gboolean        differs,
           guint           property)
{
  if (differs)
    g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

void
batch_plan_group_take_values (BatchPlanGroup       *self,
                              BatchPlanGroupValues *values)
{
  g_autoptr(BatchPlanGroupValues) old = g_steal_pointer (&self->values);
  const char * const *old_ids = (const char * const *) old->job_ids;

  self->values = values;
  g_object_freeze_notify (G_OBJECT (self));
  notify_if (self, old->waiting != values->waiting, PROP_WAITING);
  notify_if (self, old->n_jobs != values->n_jobs, PROP_N_JOBS);
  notify_if (self, !g_strv_equal (old_ids, (const char * const *) values->job_ids), PROP_JOB_IDS);
  notify_if (self, g_strcmp0 (old->reason, values->reason) != 0, PROP_REASON);
  notify_if (self, old->needs_load != values->needs_load, PROP_NEEDS_LOAD);
  notify_if (self, old->load_ms != values->load_ms, PROP_LOAD_MS);
  notify_if (self, old->starts_in_ms != values->starts_in_ms, PROP_STARTS_IN_MS);
  notify_if (self, old->parallel != values->parallel, PROP_PARALLEL);
  notify_if (self, old->parallel_source != values->parallel_source, PROP_PARALLEL_SOURCE);
  notify_if (self, TRUE, PROP_ETA);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * batch_plan_group_get_resource_key:
 * @self: a group of a plan
 *
 * Gets the model.
 *
 * Returns: (transfer none): the resource key
 */
const char *
batch_plan_group_get_resource_key (BatchPlanGroup *self)
{
  g_return_val_if_fail (BATCH_IS_PLAN_GROUP (self), NULL);

  return self->values->resource_key;
}

/**
 * batch_plan_group_get_backend:
 * @self: a group of a plan
 *
 * Gets where it is worked on: the URL or name of a model server, or the name of a
 * handler.
 *
 * Returns: (transfer none): the place; empty for jobs that are driven by hand
 */
const char *
batch_plan_group_get_backend (BatchPlanGroup *self)
{
  g_return_val_if_fail (BATCH_IS_PLAN_GROUP (self), NULL);

  return self->values->backend;
}

/**
 * batch_plan_group_get_waiting:
 * @self: a group of a plan
 *
 * Gets how many items wait.
 *
 * Returns: the number of items
 */
gint64
batch_plan_group_get_waiting (BatchPlanGroup *self)
{
  g_return_val_if_fail (BATCH_IS_PLAN_GROUP (self), 0);

  return self->values->waiting;
}

/**
 * batch_plan_group_get_n_jobs:
 * @self: a group of a plan
 *
 * Gets how many jobs these items are of.
 *
 * Returns: the number of jobs
 */
guint
batch_plan_group_get_n_jobs (BatchPlanGroup *self)
{
  g_return_val_if_fail (BATCH_IS_PLAN_GROUP (self), 0);

  return self->values->n_jobs;
}

/**
 * batch_plan_group_get_job_ids:
 * @self: a group of a plan
 *
 * Gets the jobs in the order in which they are worked on; of very many only the first
 * hundred.
 *
 * Returns: (transfer none): their ids
 */
const char * const *
batch_plan_group_get_job_ids (BatchPlanGroup *self)
{
  g_return_val_if_fail (BATCH_IS_PLAN_GROUP (self), NULL);

  return (const char * const *) self->values->job_ids;
}

/**
 * batch_plan_group_get_reason:
 * @self: a group of a plan
 *
 * Gets why it stands where it does, as the end of a sentence.
 *
 * Returns: (transfer none): the reason, such as “same model as now: saves one load, about
 *   14 s”
 */
const char *
batch_plan_group_get_reason (BatchPlanGroup *self)
{
  g_return_val_if_fail (BATCH_IS_PLAN_GROUP (self), NULL);

  return self->values->reason;
}

/**
 * batch_plan_group_get_needs_load:
 * @self: a group of a plan
 *
 * Gets whether the model has to be loaded for it.
 *
 * Returns: %TRUE when it costs a load
 */
gboolean
batch_plan_group_get_needs_load (BatchPlanGroup *self)
{
  g_return_val_if_fail (BATCH_IS_PLAN_GROUP (self), FALSE);

  return self->values->needs_load;
}

/**
 * batch_plan_group_get_load_ms:
 * @self: a group of a plan
 *
 * Gets how long that load takes: as measured, or as the size of the model and other loads of
 * its server let expect.
 *
 * Returns: ms; 0 without a load, -1 when nothing is known
 */
gint64
batch_plan_group_get_load_ms (BatchPlanGroup *self)
{
  g_return_val_if_fail (BATCH_IS_PLAN_GROUP (self), -1);

  return self->values->load_ms;
}

/**
 * batch_plan_group_get_starts_in_ms:
 * @self: a group of a plan
 *
 * Gets when it is expected to begin.
 *
 * Returns: ms from when the plan was made; -1 when not known
 */
gint64
batch_plan_group_get_starts_in_ms (BatchPlanGroup *self)
{
  g_return_val_if_fail (BATCH_IS_PLAN_GROUP (self), -1);

  return self->values->starts_in_ms;
}

/**
 * batch_plan_group_get_parallel:
 * @self: a group of a plan
 *
 * Gets how many of its requests are under way at a time: as its first job says, as somebody has
 * set it for the server, as the server says, or as was found out.
 *
 * Returns: the number
 */
guint
batch_plan_group_get_parallel (BatchPlanGroup *self)
{
  g_return_val_if_fail (BATCH_IS_PLAN_GROUP (self), 0);

  return self->values->parallel;
}

/**
 * batch_plan_group_get_parallel_source:
 * @self: a group of a plan
 *
 * Gets where the number of requests that are under way at a time is known from.
 *
 * Returns: the source
 */
BatchLimitSource
batch_plan_group_get_parallel_source (BatchPlanGroup *self)
{
  g_return_val_if_fail (BATCH_IS_PLAN_GROUP (self), BATCH_LIMIT_SOURCE_UNKNOWN);

  return self->values->parallel_source;
}

/**
 * batch_plan_group_get_eta:
 * @self: a group of a plan
 *
 * Gets how long it takes by itself, with its load.
 *
 * Returns: (transfer none): the estimate
 */
BatchEta *
batch_plan_group_get_eta (BatchPlanGroup *self)
{
  g_return_val_if_fail (BATCH_IS_PLAN_GROUP (self), NULL);

  return self->values->eta;
}
