/* batch-attempt-properties.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "handlers/batch-attempt-private.h"

/* What an attempt tells about its item, for languages in which that is read as a property. */

enum
{
  PROP_0,
  PROP_JOB_ID,
  PROP_ITEM_ID,
  PROP_CUSTOM_ID,
  PROP_POSITION,
  PROP_NUMBER,
  PROP_RESOURCE_KEY,
  PROP_OPERATION,
  PROP_ENDPOINT,
  PROP_SIZE_BUCKET,
  PROP_PAYLOAD,
  PROP_CANCELLABLE,
  N_PROPS
};

static void
batch_attempt_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  BatchAttempt *self = BATCH_ATTEMPT (object);

  switch (prop_id)
    {
    case PROP_JOB_ID:
      g_value_set_string (value, batch_attempt_get_job_id (self));
      break;

    case PROP_ITEM_ID:
      g_value_set_string (value, batch_attempt_get_item_id (self));
      break;

    case PROP_CUSTOM_ID:
      g_value_set_string (value, batch_attempt_get_custom_id (self));
      break;

    case PROP_POSITION:
      g_value_set_uint (value, batch_attempt_get_position (self));
      break;

    case PROP_NUMBER:
      g_value_set_uint (value, batch_attempt_get_number (self));
      break;

    case PROP_RESOURCE_KEY:
      g_value_set_string (value, batch_attempt_get_resource_key (self));
      break;

    case PROP_OPERATION:
      g_value_set_string (value, batch_attempt_get_operation (self));
      break;

    case PROP_ENDPOINT:
      g_value_set_string (value, batch_attempt_get_endpoint (self));
      break;

    case PROP_SIZE_BUCKET:
      g_value_set_enum (value, batch_attempt_get_size_bucket (self));
      break;

    case PROP_PAYLOAD:
      g_value_set_string (value, batch_attempt_get_payload (self));
      break;

    case PROP_CANCELLABLE:
      g_value_set_object (value, batch_attempt_get_cancellable (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

void
batch_attempt_install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GParamSpec *properties[N_PROPS] = { NULL };

  object_class->get_property = batch_attempt_get_property;

  /**
   * BatchAttempt:job-id:
   *
   * The id of the job.
   */
  properties[PROP_JOB_ID] =
    g_param_spec_string ("job-id", NULL, NULL, NULL, flags);

  /**
   * BatchAttempt:item-id:
   *
   * The id of the item.
   */
  properties[PROP_ITEM_ID] =
    g_param_spec_string ("item-id", NULL, NULL, NULL, flags);

  /**
   * BatchAttempt:custom-id:
   *
   * What the submitter calls the item.
   */
  properties[PROP_CUSTOM_ID] =
    g_param_spec_string ("custom-id", NULL, NULL, NULL, flags);

  /**
   * BatchAttempt:position:
   *
   * The place of the item in its job, from 0.
   */
  properties[PROP_POSITION] =
    g_param_spec_uint ("position", NULL, NULL, 0, G_MAXUINT, 0, flags);

  /**
   * BatchAttempt:number:
   *
   * Which try at the item this is, from 1.
   */
  properties[PROP_NUMBER] =
    g_param_spec_uint ("number", NULL, NULL, 0, G_MAXUINT, 0, flags);

  /**
   * BatchAttempt:resource-key:
   *
   * What must be loaded for the item, usually the name of a model.
   */
  properties[PROP_RESOURCE_KEY] =
    g_param_spec_string ("resource-key", NULL, NULL, NULL, flags);

  /**
   * BatchAttempt:operation:
   *
   * What is to be done to the item.
   */
  properties[PROP_OPERATION] =
    g_param_spec_string ("operation", NULL, NULL, NULL, flags);

  /**
   * BatchAttempt:endpoint:
   *
   * The path that the item is meant for; %NULL for an item that was built in code.
   */
  properties[PROP_ENDPOINT] =
    g_param_spec_string ("endpoint", NULL, NULL, NULL, flags);

  /**
   * BatchAttempt:size-bucket:
   *
   * How large the item is.
   */
  properties[PROP_SIZE_BUCKET] =
    g_param_spec_enum ("size-bucket", NULL, NULL,
                       BATCH_TYPE_SIZE_BUCKET, BATCH_SIZE_BUCKET_UNKNOWN, flags);

  /**
   * BatchAttempt:payload:
   *
   * What the item carries, as text.
   */
  properties[PROP_PAYLOAD] =
    g_param_spec_string ("payload", NULL, NULL, NULL, flags);

  /**
   * BatchAttempt:cancellable:
   *
   * What tells when the item was cancelled.
   */
  properties[PROP_CANCELLABLE] =
    g_param_spec_object ("cancellable", NULL, NULL, G_TYPE_CANCELLABLE, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}
