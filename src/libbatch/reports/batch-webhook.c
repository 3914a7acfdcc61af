/* batch-webhook.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "reports/batch-webhook-private.h"

#include "core/batch-fields-private.h"

/**
 * BatchWebhook:
 *
 * An address that is told what becomes of jobs.
 */
struct _BatchWebhook
{
  GObject             parent_instance;

  BatchWebhookRecord *record;
};

enum
{
  PROP_0,
  PROP_URL,
  PROP_ALLOW_PRIVATE,
  PROP_CREATED_AT,
  PROP_GONE_AT,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchWebhook, batch_webhook, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_webhook_finalize (GObject *object)
{
  g_clear_pointer (&BATCH_WEBHOOK (object)->record, batch_webhook_record_free);

  G_OBJECT_CLASS (batch_webhook_parent_class)->finalize (object);
}

static void
batch_webhook_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  BatchWebhook *self = BATCH_WEBHOOK (object);

  switch (prop_id)
    {
    case PROP_URL:
      g_value_set_string (value, batch_webhook_get_url (self));
      break;

    case PROP_ALLOW_PRIVATE:
      g_value_set_boolean (value, batch_webhook_get_allow_private (self));
      break;

    case PROP_CREATED_AT:
      g_value_take_boxed (value, batch_webhook_get_created_at (self));
      break;

    case PROP_GONE_AT:
      g_value_take_boxed (value, batch_webhook_get_gone_at (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

#define READABLE (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
batch_webhook_class_init (BatchWebhookClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = batch_webhook_finalize;
  object_class->get_property = batch_webhook_get_property;

  /**
   * BatchWebhook:url:
   *
   * Where events are sent.
   */
  properties[PROP_URL] =
    g_param_spec_string ("url", NULL, NULL, NULL, READABLE);

  /**
   * BatchWebhook:allow-private:
   *
   * Whether it may be an address that only this network can reach.
   */
  properties[PROP_ALLOW_PRIVATE] =
    g_param_spec_boolean ("allow-private", NULL, NULL, FALSE, READABLE);

  /**
   * BatchWebhook:created-at:
   *
   * When it was added.
   */
  properties[PROP_CREATED_AT] =
    g_param_spec_boxed ("created-at", NULL, NULL, G_TYPE_DATE_TIME, READABLE);

  /**
   * BatchWebhook:gone-at:
   *
   * Since when it is told nothing more, because it said that it is gone.
   */
  properties[PROP_GONE_AT] =
    g_param_spec_boxed ("gone-at", NULL, NULL, G_TYPE_DATE_TIME, READABLE);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_webhook_init (BatchWebhook *self)
{
  self->record = g_new0 (BatchWebhookRecord, 1);
}

BatchWebhook *
batch_webhook_new (BatchWebhookRecord *record)
{
  BatchWebhook *self = g_object_new (BATCH_TYPE_WEBHOOK, NULL);

  batch_webhook_record_free (self->record);
  self->record = record;
  return self;
}

/**
 * batch_webhook_get_url:
 * @self: a webhook
 *
 * Gets where events are sent.
 *
 * Returns: the URL
 */
const char *
batch_webhook_get_url (BatchWebhook *self)
{
  g_return_val_if_fail (BATCH_IS_WEBHOOK (self), NULL);

  return self->record->url;
}

/**
 * batch_webhook_get_allow_private:
 * @self: a webhook
 *
 * Gets whether it may be an address that only this network can reach.
 *
 * Returns: whether it may
 */
gboolean
batch_webhook_get_allow_private (BatchWebhook *self)
{
  g_return_val_if_fail (BATCH_IS_WEBHOOK (self), FALSE);

  return self->record->allow_private;
}

/**
 * batch_webhook_get_created_at:
 * @self: a webhook
 *
 * Gets when it was added.
 *
 * Returns: (transfer full): the time, UTC
 */
GDateTime *
batch_webhook_get_created_at (BatchWebhook *self)
{
  g_return_val_if_fail (BATCH_IS_WEBHOOK (self), NULL);

  return batch_date_time_new (self->record->created_at);
}

/**
 * batch_webhook_get_gone_at:
 * @self: a webhook
 *
 * Gets since when it is told nothing more, because it said that it is gone.
 *
 * Returns: (transfer full) (nullable): the time, UTC, or %NULL while it is told
 */
GDateTime *
batch_webhook_get_gone_at (BatchWebhook *self)
{
  g_return_val_if_fail (BATCH_IS_WEBHOOK (self), NULL);

  return batch_date_time_new (self->record->gone_at);
}
