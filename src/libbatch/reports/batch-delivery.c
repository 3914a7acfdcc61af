/* batch-delivery.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "reports/batch-delivery-private.h"

#include "core/batch-fields-private.h"

/**
 * BatchDelivery:
 *
 * An event on its way to a webhook, or what became of it.
 */
struct _BatchDelivery
{
  GObject              parent_instance;

  BatchDeliveryRecord *record;
};

enum
{
  PROP_0,
  PROP_EVENT_ID,
  PROP_KIND,
  PROP_JOB_ID,
  PROP_URL,
  PROP_STATE,
  PROP_ATTEMPTS,
  PROP_STATUS_CODE,
  PROP_ERROR,
  PROP_CREATED_AT,
  PROP_DUE_AT,
  PROP_ENDED_AT,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchDelivery, batch_delivery, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_delivery_finalize (GObject *object)
{
  g_clear_pointer (&BATCH_DELIVERY (object)->record, batch_delivery_record_free);

  G_OBJECT_CLASS (batch_delivery_parent_class)->finalize (object);
}

static void
batch_delivery_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  BatchDelivery *self = BATCH_DELIVERY (object);

  switch (prop_id)
    {
    case PROP_EVENT_ID:
      g_value_set_string (value, batch_delivery_get_event_id (self));
      break;

    case PROP_KIND:
      g_value_set_string (value, batch_delivery_get_kind (self));
      break;

    case PROP_JOB_ID:
      g_value_set_string (value, batch_delivery_get_job_id (self));
      break;

    case PROP_URL:
      g_value_set_string (value, batch_delivery_get_url (self));
      break;

    case PROP_STATE:
      g_value_set_string (value, batch_delivery_get_state (self));
      break;

    case PROP_ATTEMPTS:
      g_value_set_uint (value, batch_delivery_get_attempts (self));
      break;

    case PROP_STATUS_CODE:
      g_value_set_uint (value, batch_delivery_get_status_code (self));
      break;

    case PROP_ERROR:
      g_value_set_string (value, batch_delivery_get_error (self));
      break;

    case PROP_CREATED_AT:
      g_value_take_boxed (value, batch_delivery_get_created_at (self));
      break;

    case PROP_DUE_AT:
      g_value_take_boxed (value, batch_delivery_get_due_at (self));
      break;

    case PROP_ENDED_AT:
      g_value_take_boxed (value, batch_delivery_get_ended_at (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

#define READABLE (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
batch_delivery_class_init (BatchDeliveryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = batch_delivery_finalize;
  object_class->get_property = batch_delivery_get_property;

  /**
   * BatchDelivery:event-id:
   *
   * The id of the event, the same at each attempt.
   */
  properties[PROP_EVENT_ID] =
    g_param_spec_string ("event-id", NULL, NULL, NULL, READABLE);

  /**
   * BatchDelivery:kind:
   *
   * What has happened: `batch.completed`, for one.
   */
  properties[PROP_KIND] =
    g_param_spec_string ("kind", NULL, NULL, NULL, READABLE);

  /**
   * BatchDelivery:job-id:
   *
   * The job that it happened to.
   */
  properties[PROP_JOB_ID] =
    g_param_spec_string ("job-id", NULL, NULL, NULL, READABLE);

  /**
   * BatchDelivery:url:
   *
   * Where it is sent.
   */
  properties[PROP_URL] =
    g_param_spec_string ("url", NULL, NULL, NULL, READABLE);

  /**
   * BatchDelivery:state:
   *
   * Where it stands: `waiting`, `delivered` or `given_up`.
   */
  properties[PROP_STATE] =
    g_param_spec_string ("state", NULL, NULL, NULL, READABLE);

  /**
   * BatchDelivery:attempts:
   *
   * How often it was sent.
   */
  properties[PROP_ATTEMPTS] =
    g_param_spec_uint ("attempts", NULL, NULL, 0, G_MAXUINT, 0, READABLE);

  /**
   * BatchDelivery:status-code:
   *
   * What the last attempt was answered; 0: nothing.
   */
  properties[PROP_STATUS_CODE] =
    g_param_spec_uint ("status-code", NULL, NULL, 0, G_MAXUINT, 0, READABLE);

  /**
   * BatchDelivery:error:
   *
   * Why the last attempt failed.
   */
  properties[PROP_ERROR] =
    g_param_spec_string ("error", NULL, NULL, NULL, READABLE);

  /**
   * BatchDelivery:created-at:
   *
   * When it happened.
   */
  properties[PROP_CREATED_AT] =
    g_param_spec_boxed ("created-at", NULL, NULL, G_TYPE_DATE_TIME, READABLE);

  /**
   * BatchDelivery:due-at:
   *
   * When it is sent next.
   */
  properties[PROP_DUE_AT] =
    g_param_spec_boxed ("due-at", NULL, NULL, G_TYPE_DATE_TIME, READABLE);

  /**
   * BatchDelivery:ended-at:
   *
   * When it was delivered or given up.
   */
  properties[PROP_ENDED_AT] =
    g_param_spec_boxed ("ended-at", NULL, NULL, G_TYPE_DATE_TIME, READABLE);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_delivery_init (BatchDelivery *self)
{
  self->record = g_new0 (BatchDeliveryRecord, 1);
}

BatchDelivery *
batch_delivery_new (BatchDeliveryRecord *record)
{
  BatchDelivery *self = g_object_new (BATCH_TYPE_DELIVERY, NULL);

  batch_delivery_record_free (self->record);
  self->record = record;
  return self;
}

static gboolean
is_set (BatchDelivery *self)
{
  return self->record->state == BATCH_DELIVERY_WAITING && self->record->due_at != G_MAXINT64;
}

/**
 * batch_delivery_get_event_id:
 * @self: a delivery
 *
 * Gets the id of the event, the same at each attempt.
 *
 * Returns: the id
 */
const char *
batch_delivery_get_event_id (BatchDelivery *self)
{
  g_return_val_if_fail (BATCH_IS_DELIVERY (self), NULL);

  return self->record->event_id;
}

/**
 * batch_delivery_get_kind:
 * @self: a delivery
 *
 * Gets what has happened: `batch.completed`, for one.
 *
 * Returns: the kind
 */
const char *
batch_delivery_get_kind (BatchDelivery *self)
{
  g_return_val_if_fail (BATCH_IS_DELIVERY (self), NULL);

  return self->record->kind;
}

/**
 * batch_delivery_get_job_id:
 * @self: a delivery
 *
 * Gets the job that it happened to.
 *
 * Returns: the id of the job
 */
const char *
batch_delivery_get_job_id (BatchDelivery *self)
{
  g_return_val_if_fail (BATCH_IS_DELIVERY (self), NULL);

  return self->record->job_id;
}

/**
 * batch_delivery_get_url:
 * @self: a delivery
 *
 * Gets where it is sent.
 *
 * Returns: the URL
 */
const char *
batch_delivery_get_url (BatchDelivery *self)
{
  g_return_val_if_fail (BATCH_IS_DELIVERY (self), NULL);

  return self->record->url;
}

/**
 * batch_delivery_get_state:
 * @self: a delivery
 *
 * Gets where it stands: `waiting`, `delivered` or `given_up`.
 *
 * Returns: the state
 */
const char *
batch_delivery_get_state (BatchDelivery *self)
{
  g_return_val_if_fail (BATCH_IS_DELIVERY (self), NULL);

  return batch_delivery_state_word (self->record->state);
}

/**
 * batch_delivery_get_attempts:
 * @self: a delivery
 *
 * Gets how often it was sent.
 *
 * Returns: the number
 */
guint
batch_delivery_get_attempts (BatchDelivery *self)
{
  g_return_val_if_fail (BATCH_IS_DELIVERY (self), 0);

  return self->record->attempts;
}

/**
 * batch_delivery_get_status_code:
 * @self: a delivery
 *
 * Gets what the last attempt was answered; 0: nothing.
 *
 * Returns: the HTTP status
 */
guint
batch_delivery_get_status_code (BatchDelivery *self)
{
  g_return_val_if_fail (BATCH_IS_DELIVERY (self), 0);

  return self->record->status_code;
}

/**
 * batch_delivery_get_error:
 * @self: a delivery
 *
 * Gets why the last attempt failed.
 *
 * Returns: (nullable): a sentence, or %NULL when none has failed
 */
const char *
batch_delivery_get_error (BatchDelivery *self)
{
  g_return_val_if_fail (BATCH_IS_DELIVERY (self), NULL);

  return self->record->error;
}

/**
 * batch_delivery_get_created_at:
 * @self: a delivery
 *
 * Gets when it happened.
 *
 * Returns: (transfer full): the time, UTC
 */
GDateTime *
batch_delivery_get_created_at (BatchDelivery *self)
{
  g_return_val_if_fail (BATCH_IS_DELIVERY (self), NULL);

  return batch_date_time_new (self->record->created_at);
}

/**
 * batch_delivery_get_due_at:
 * @self: a delivery
 *
 * Gets when it is sent next.
 *
 * Returns: (transfer full) (nullable): the time, UTC; %NULL when another one goes before, or
 *   it has ended
 */
GDateTime *
batch_delivery_get_due_at (BatchDelivery *self)
{
  g_return_val_if_fail (BATCH_IS_DELIVERY (self), NULL);

  return batch_date_time_new (is_set (self) ? self->record->due_at : 0);
}

/**
 * batch_delivery_get_ended_at:
 * @self: a delivery
 *
 * Gets when it was delivered or given up.
 *
 * Returns: (transfer full) (nullable): the time, UTC, or %NULL while it has not ended
 */
GDateTime *
batch_delivery_get_ended_at (BatchDelivery *self)
{
  g_return_val_if_fail (BATCH_IS_DELIVERY (self), NULL);

  return batch_date_time_new (self->record->ended_at);
}
