/* batch-failure-count.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "reports/batch-failure-count-private.h"

/**
 * BatchFailureCount:
 *
 * How many items of a job failed for the same reason.
 *
 * It is what [method@Engine.list_failures_async] gives, and never changes.
 */
struct _BatchFailureCount
{
  GObject           parent_instance;

  BatchFailureKind  kind;
  guint             status_code;
  gint64            count;
  char             *example;       /* (nullable) */
  gboolean          varied;
};

enum
{
  PROP_0,
  PROP_KIND,
  PROP_STATUS_CODE,
  PROP_COUNT,
  PROP_EXAMPLE,
  PROP_VARIED,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchFailureCount, batch_failure_count, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_failure_count_finalize (GObject *object)
{
  g_free (BATCH_FAILURE_COUNT (object)->example);

  G_OBJECT_CLASS (batch_failure_count_parent_class)->finalize (object);
}

static void
batch_failure_count_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  BatchFailureCount *self = BATCH_FAILURE_COUNT (object);

  switch (prop_id)
    {
    case PROP_KIND:
      g_value_set_enum (value, (int) batch_failure_count_get_kind (self));
      break;

    case PROP_STATUS_CODE:
      g_value_set_uint (value, batch_failure_count_get_status_code (self));
      break;

    case PROP_COUNT:
      g_value_set_int64 (value, batch_failure_count_get_count (self));
      break;

    case PROP_EXAMPLE:
      g_value_set_string (value, batch_failure_count_get_example (self));
      break;

    case PROP_VARIED:
      g_value_set_boolean (value, batch_failure_count_get_varied (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_failure_count_class_init (BatchFailureCountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = batch_failure_count_finalize;
  object_class->get_property = batch_failure_count_get_property;

  /**
   * BatchFailureCount:kind:
   *
   * Why they failed.
   */
  properties[PROP_KIND] =
    g_param_spec_enum ("kind", NULL, NULL, BATCH_TYPE_FAILURE_KIND,
                       (int) BATCH_FAILURE_KIND_NONE, readable);

  /**
   * BatchFailureCount:status-code:
   *
   * The status of HTTP that they were answered with; 0 without one.
   */
  properties[PROP_STATUS_CODE] =
    g_param_spec_uint ("status-code", NULL, NULL, 0, G_MAXUINT, 0, readable);

  /**
   * BatchFailureCount:count:
   *
   * How many there are.
   */
  properties[PROP_COUNT] =
    g_param_spec_int64 ("count", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BatchFailureCount:example:
   *
   * What is said of the first of them.
   */
  properties[PROP_EXAMPLE] =
    g_param_spec_string ("example", NULL, NULL, NULL, readable);

  /**
   * BatchFailureCount:varied:
   *
   * Whether something else is said of others of them, in too many ways to count each by
   * itself.
   */
  properties[PROP_VARIED] =
    g_param_spec_boolean ("varied", NULL, NULL, FALSE, readable);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_failure_count_init (BatchFailureCount *self)
{
}

BatchFailureCount *
batch_failure_count_new (BatchFailureKind  kind,
                         guint             status_code,
                         gint64            count,
                         const char       *example,
                         gboolean          varied)
{
  BatchFailureCount *self = g_object_new (BATCH_TYPE_FAILURE_COUNT, NULL);

  self->kind = kind;
  self->status_code = status_code;
  self->count = count;
  self->example = g_strdup (example);
  self->varied = varied;
  return self;
}

/**
 * batch_failure_count_get_kind: (attributes org.gtk.Method.get_property=kind)
 * @self: a failure count
 *
 * Gets why they failed.
 *
 * Returns: the kind of failure
 */
BatchFailureKind
batch_failure_count_get_kind (BatchFailureCount *self)
{
  g_return_val_if_fail (BATCH_IS_FAILURE_COUNT (self), BATCH_FAILURE_KIND_NONE);

  return self->kind;
}

/**
 * batch_failure_count_get_status_code: (attributes org.gtk.Method.get_property=status-code)
 * @self: a failure count
 *
 * Gets the status of HTTP that they were answered with.
 *
 * Returns: the status; 0 without one
 */
guint
batch_failure_count_get_status_code (BatchFailureCount *self)
{
  g_return_val_if_fail (BATCH_IS_FAILURE_COUNT (self), 0);

  return self->status_code;
}

/**
 * batch_failure_count_get_count: (attributes org.gtk.Method.get_property=count)
 * @self: a failure count
 *
 * Gets how many there are.
 *
 * Returns: the number of items
 */
gint64
batch_failure_count_get_count (BatchFailureCount *self)
{
  g_return_val_if_fail (BATCH_IS_FAILURE_COUNT (self), 0);

  return self->count;
}

/**
 * batch_failure_count_get_example: (attributes org.gtk.Method.get_property=example)
 * @self: a failure count
 *
 * Gets what is said of the first of them.
 *
 * Returns: (nullable): a sentence
 */
const char *
batch_failure_count_get_example (BatchFailureCount *self)
{
  g_return_val_if_fail (BATCH_IS_FAILURE_COUNT (self), NULL);

  return self->example;
}

/**
 * batch_failure_count_get_varied: (attributes org.gtk.Method.get_property=varied)
 * @self: a failure count
 *
 * Gets whether something else is said of others of them, in too many ways to count each
 * by itself.
 *
 * Returns: whether [method@FailureCount.get_example] is but one of them
 */
gboolean
batch_failure_count_get_varied (BatchFailureCount *self)
{
  g_return_val_if_fail (BATCH_IS_FAILURE_COUNT (self), FALSE);

  return self->varied;
}
