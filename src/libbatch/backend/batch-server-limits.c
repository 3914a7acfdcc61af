/* backend/batch-server-limits.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-server-limits-private.h"

/**
 * BatchServerLimits:
 *
 * How much a model server takes at a time for one model, and where that is known from.
 *
 * It says what was so when the server was asked. Only a server that tells is believed; what
 * such servers usually have is told apart from it.
 */
struct _BatchServerLimits
{
  GObject    parent_instance;

  BatchLimit limits[BATCH_N_LIMITS];
  gboolean   unsure;
};

enum
{
  PROP_0,
  PROP_SLOTS,
  PROP_SLOTS_SOURCE,
  PROP_CONTEXT_LENGTH,
  PROP_CONTEXT_SOURCE,
  PROP_QUEUE_LENGTH,
  PROP_QUEUE_SOURCE,
  PROP_RESIDENT_MODELS,
  PROP_RESIDENT_SOURCE,
  N_PROPS
};

G_DEFINE_ENUM_TYPE (BatchLimitSource, batch_limit_source,
  G_DEFINE_ENUM_VALUE (BATCH_LIMIT_SOURCE_UNKNOWN, "unknown"),
  G_DEFINE_ENUM_VALUE (BATCH_LIMIT_SOURCE_DEFAULT, "default"),
  G_DEFINE_ENUM_VALUE (BATCH_LIMIT_SOURCE_LEARNED, "learned"),
  G_DEFINE_ENUM_VALUE (BATCH_LIMIT_SOURCE_SERVER, "server"),
  G_DEFINE_ENUM_VALUE (BATCH_LIMIT_SOURCE_USER, "user"))

G_DEFINE_FINAL_TYPE (BatchServerLimits, batch_server_limits, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_server_limits_get_property (GObject    *object,
                                  guint       property_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  BatchServerLimits *self = BATCH_SERVER_LIMITS (object);

  switch (property_id)
    {
    case PROP_SLOTS:
      g_value_set_uint (value, batch_server_limits_get_slots (self));
      break;

    case PROP_SLOTS_SOURCE:
      g_value_set_enum (value, batch_server_limits_get_slots_source (self));
      break;

    case PROP_CONTEXT_LENGTH:
      g_value_set_int64 (value, batch_server_limits_get_context_length (self));
      break;

    case PROP_CONTEXT_SOURCE:
      g_value_set_enum (value, batch_server_limits_get_context_source (self));
      break;

    case PROP_QUEUE_LENGTH:
      g_value_set_uint (value, batch_server_limits_get_queue_length (self));
      break;

    case PROP_QUEUE_SOURCE:
      g_value_set_enum (value, batch_server_limits_get_queue_source (self));
      break;

    case PROP_RESIDENT_MODELS:
      g_value_set_uint (value, batch_server_limits_get_resident_models (self));
      break;

    case PROP_RESIDENT_SOURCE:
      g_value_set_enum (value, batch_server_limits_get_resident_source (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static GParamSpec *
source_spec (const char *name)
{
  return g_param_spec_enum (name, NULL, NULL, BATCH_TYPE_LIMIT_SOURCE, BATCH_LIMIT_SOURCE_UNKNOWN,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static GParamSpec *
number_spec (const char *name)
{
  return g_param_spec_uint (name, NULL, NULL, 0, G_MAXUINT, 0,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
batch_server_limits_class_init (BatchServerLimitsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = batch_server_limits_get_property;

  /**
   * BatchServerLimits:slots: (getter get_slots)
   *
   * How many requests the model works on at a time; 0 when nobody knows.
   */
  properties[PROP_SLOTS] = number_spec ("slots");

  /**
   * BatchServerLimits:slots-source: (getter get_slots_source)
   *
   * Where [property@ServerLimits:slots] is known from.
   */
  properties[PROP_SLOTS_SOURCE] = source_spec ("slots-source");

  /**
   * BatchServerLimits:context-length: (getter get_context_length)
   *
   * How many tokens a request and its answer may have together; 0 when nobody knows.
   */
  properties[PROP_CONTEXT_LENGTH] = g_param_spec_int64 ("context-length", NULL, NULL, 0,
                                                        G_MAXINT64, 0, G_PARAM_READABLE |
                                                        G_PARAM_STATIC_STRINGS);

  /**
   * BatchServerLimits:context-source: (getter get_context_source)
   *
   * Where [property@ServerLimits:context-length] is known from.
   */
  properties[PROP_CONTEXT_SOURCE] = source_spec ("context-source");

  /**
   * BatchServerLimits:queue-length: (getter get_queue_length)
   *
   * How many requests may be under way or wait before the server refuses more; 0 when
   * nobody knows, or there is no such limit.
   */
  properties[PROP_QUEUE_LENGTH] = number_spec ("queue-length");

  /**
   * BatchServerLimits:queue-source: (getter get_queue_source)
   *
   * Where [property@ServerLimits:queue-length] is known from.
   */
  properties[PROP_QUEUE_SOURCE] = source_spec ("queue-source");

  /**
   * BatchServerLimits:resident-models: (getter get_resident_models)
   *
   * How many models the server keeps in memory at a time; 0 when nobody knows, or it
   * goes by their size.
   */
  properties[PROP_RESIDENT_MODELS] = number_spec ("resident-models");

  /**
   * BatchServerLimits:resident-source: (getter get_resident_source)
   *
   * Where [property@ServerLimits:resident-models] is known from.
   */
  properties[PROP_RESIDENT_SOURCE] = source_spec ("resident-source");

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_server_limits_init (BatchServerLimits *self)
{
}

BatchServerLimits *
batch_server_limits_new (void)
{
  return g_object_new (BATCH_TYPE_SERVER_LIMITS, NULL);
}

void
batch_server_limits_note (BatchServerLimits      *self,
                          BatchLimitKind    kind,
                          gint64            value,
                          BatchLimitSource  source)
{
  BatchLimit *limit = &self->limits[kind];

  if (value > 0 && value <= G_MAXUINT && source >= limit->source)
    *limit = (BatchLimit) { value, source };
}

void
batch_server_limits_set_unsure (BatchServerLimits *self)
{
  self->unsure = TRUE;
}

gboolean
batch_server_limits_is_unsure (BatchServerLimits *self)
{
  return self->unsure;
}

BatchLimit
batch_server_limits_get (BatchServerLimits    *self,
                         BatchLimitKind  kind)
{
  return self->limits[kind];
}

/**
 * batch_server_limits_get_slots: (get-property slots)
 * @self: limits of a server
 *
 * Gets how many requests the model works on at a time.
 *
 * Returns: the number; 0 when nobody knows
 */
guint
batch_server_limits_get_slots (BatchServerLimits *self)
{
  g_return_val_if_fail (BATCH_IS_SERVER_LIMITS (self), 0);

  return (guint) self->limits[BATCH_LIMIT_SLOTS].value;
}

/**
 * batch_server_limits_get_slots_source: (get-property slots-source)
 * @self: limits of a server
 *
 * Gets where [property@ServerLimits:slots] is known from.
 *
 * Returns: the source
 */
BatchLimitSource
batch_server_limits_get_slots_source (BatchServerLimits *self)
{
  g_return_val_if_fail (BATCH_IS_SERVER_LIMITS (self),
                        BATCH_LIMIT_SOURCE_UNKNOWN);

  return self->limits[BATCH_LIMIT_SLOTS].source;
}

/**
 * batch_server_limits_get_context_length: (get-property context-length)
 * @self: limits of a server
 *
 * Gets how many tokens a request and its answer may have together.
 *
 * Returns: the number; 0 when nobody knows
 */
gint64
batch_server_limits_get_context_length (BatchServerLimits *self)
{
  g_return_val_if_fail (BATCH_IS_SERVER_LIMITS (self), 0);

  return self->limits[BATCH_LIMIT_CONTEXT].value;
}

/**
 * batch_server_limits_get_context_source: (get-property context-source)
 * @self: limits of a server
 *
 * Gets where [property@ServerLimits:context-length] is known from.
 *
 * Returns: the source
 */
BatchLimitSource
batch_server_limits_get_context_source (BatchServerLimits *self)
{
  g_return_val_if_fail (BATCH_IS_SERVER_LIMITS (self),
                        BATCH_LIMIT_SOURCE_UNKNOWN);

  return self->limits[BATCH_LIMIT_CONTEXT].source;
}

/**
 * batch_server_limits_get_queue_length: (get-property queue-length)
 * @self: limits of a server
 *
 * Gets how many requests may be under way or wait before the server refuses more.
 *
 * Returns: the number; 0 when nobody knows, or there is no such limit
 */
guint
batch_server_limits_get_queue_length (BatchServerLimits *self)
{
  g_return_val_if_fail (BATCH_IS_SERVER_LIMITS (self), 0);

  return (guint) self->limits[BATCH_LIMIT_QUEUE].value;
}

/**
 * batch_server_limits_get_queue_source: (get-property queue-source)
 * @self: limits of a server
 *
 * Gets where [property@ServerLimits:queue-length] is known from.
 *
 * Returns: the source
 */
BatchLimitSource
batch_server_limits_get_queue_source (BatchServerLimits *self)
{
  g_return_val_if_fail (BATCH_IS_SERVER_LIMITS (self),
                        BATCH_LIMIT_SOURCE_UNKNOWN);

  return self->limits[BATCH_LIMIT_QUEUE].source;
}

/**
 * batch_server_limits_get_resident_models: (get-property resident-models)
 * @self: limits of a server
 *
 * Gets how many models the server keeps in memory at a time.
 *
 * Returns: the number; 0 when nobody knows, or it goes by their size
 */
guint
batch_server_limits_get_resident_models (BatchServerLimits *self)
{
  g_return_val_if_fail (BATCH_IS_SERVER_LIMITS (self), 0);

  return (guint) self->limits[BATCH_LIMIT_RESIDENT].value;
}

/**
 * batch_server_limits_get_resident_source: (get-property resident-source)
 * @self: limits of a server
 *
 * Gets where [property@ServerLimits:resident-models] is known from.
 *
 * Returns: the source
 */
BatchLimitSource
batch_server_limits_get_resident_source (BatchServerLimits *self)
{
  g_return_val_if_fail (BATCH_IS_SERVER_LIMITS (self),
                        BATCH_LIMIT_SOURCE_UNKNOWN);

  return self->limits[BATCH_LIMIT_RESIDENT].source;
}
