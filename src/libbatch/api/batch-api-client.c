/* api/batch-api-client.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-client-private.h"

#include "core/batch-fields-private.h"

/**
 * BatchApiClient:
 *
 * A program that has used the local Batch API lately, as [property@ApiServer:clients] tells of it.
 *
 * It does not change: when the program asks again, the list has another one in its place.
 */
struct _BatchApiClient
{
  GObject        parent_instance;

  BatchApiClientEntry *entry;
};

enum
{
  PROP_0,
  PROP_KEY_NAME,
  PROP_AGENT,
  PROP_LAST_SEEN,
  PROP_N_REQUESTS,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchApiClient, batch_api_client, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_api_client_finalize (GObject *object)
{
  g_clear_pointer (&BATCH_API_CLIENT (object)->entry, batch_api_client_entry_free);

  G_OBJECT_CLASS (batch_api_client_parent_class)->finalize (object);
}

static void
batch_api_client_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  BatchApiClient *self = BATCH_API_CLIENT (object);

  switch (prop_id)
    {
    case PROP_KEY_NAME:
      g_value_set_string (value, self->entry->key_name);
      break;

    case PROP_AGENT:
      g_value_set_string (value, self->entry->agent);
      break;

    case PROP_LAST_SEEN:
      g_value_take_boxed (value, batch_api_client_get_last_seen (self));
      break;

    case PROP_N_REQUESTS:
      g_value_set_uint64 (value, self->entry->n_requests);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

#define READABLE (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
batch_api_client_class_init (BatchApiClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = batch_api_client_finalize;
  object_class->get_property = batch_api_client_get_property;

  /**
   * BatchApiClient:key-name: (getter get_key_name)
   *
   * What its key is called; %NULL when none is needed.
   */
  properties[PROP_KEY_NAME] =
    g_param_spec_string ("key-name", NULL, NULL, NULL, READABLE);

  /**
   * BatchApiClient:agent: (getter get_agent)
   *
   * What the program calls itself; empty when it does not.
   */
  properties[PROP_AGENT] =
    g_param_spec_string ("agent", NULL, NULL, "", READABLE);

  /**
   * BatchApiClient:last-seen: (getter get_last_seen)
   *
   * When it asked last.
   */
  properties[PROP_LAST_SEEN] =
    g_param_spec_boxed ("last-seen", NULL, NULL, G_TYPE_DATE_TIME, READABLE);

  /**
   * BatchApiClient:n-requests: (getter get_n_requests)
   *
   * How often it has asked.
   */
  properties[PROP_N_REQUESTS] =
    g_param_spec_uint64 ("n-requests", NULL, NULL, 0, G_MAXUINT64, 0, READABLE);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_api_client_init (BatchApiClient *self)
{
  self->entry = g_new0 (BatchApiClientEntry, 1);
}

BatchApiClient *
batch_api_client_new (BatchApiClientEntry *entry)
{
  BatchApiClient *self = g_object_new (BATCH_TYPE_API_CLIENT, NULL);

  batch_api_client_entry_free (self->entry);
  self->entry = entry;
  return self;
}

/**
 * batch_api_client_get_key_name:
 * @self: a client
 *
 * Gets what its key is called.
 *
 * Returns: (nullable): the name, or %NULL when none is needed
 */
const char *
batch_api_client_get_key_name (BatchApiClient *self)
{
  g_return_val_if_fail (BATCH_IS_API_CLIENT (self), NULL);

  return self->entry->key_name;
}

/**
 * batch_api_client_get_agent:
 * @self: a client
 *
 * Gets what the program calls itself.
 *
 * Returns: the name; empty when it has not told one
 */
const char *
batch_api_client_get_agent (BatchApiClient *self)
{
  g_return_val_if_fail (BATCH_IS_API_CLIENT (self), NULL);

  return self->entry->agent;
}

/**
 * batch_api_client_get_last_seen:
 * @self: a client
 *
 * Gets when it asked last.
 *
 * Returns: (transfer full): a time in UTC
 */
GDateTime *
batch_api_client_get_last_seen (BatchApiClient *self)
{
  g_return_val_if_fail (BATCH_IS_API_CLIENT (self), NULL);

  return batch_date_time_new (self->entry->last_us);
}

/**
 * batch_api_client_get_n_requests:
 * @self: a client
 *
 * Gets how often it has asked.
 *
 * Returns: the number of requests
 */
guint64
batch_api_client_get_n_requests (BatchApiClient *self)
{
  g_return_val_if_fail (BATCH_IS_API_CLIENT (self), 0);

  return self->entry->n_requests;
}
