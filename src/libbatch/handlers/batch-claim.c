/* batch-claim.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "handlers/batch-claim-private.h"

#include "core/batch-fields-private.h"
#include "core/batch-id-private.h"

/**
 * BatchClaim:
 *
 * An item that a worker outside has claimed, until its lease runs out.
 *
 * [method@Engine.claim_async] gives it. The worker does what the payload asks for, calls
 * [method@Engine.renew_async] in time when it takes longer, and says how it went by
 * [method@Engine.complete_async] or [method@Engine.fail_async]. A claim never changes,
 * and its id is all that is needed to answer: it may go to another process.
 */
struct _BatchClaim
{
  GObject    parent_instance;

  char      *id;
  char      *job_id;
  char      *item_id;
  char      *custom_id;
  char      *resource_key;
  char      *operation;
  char      *payload;
  GDateTime *expires_at;
  guint      number;
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_JOB_ID,
  PROP_ITEM_ID,
  PROP_CUSTOM_ID,
  PROP_RESOURCE_KEY,
  PROP_OPERATION,
  PROP_PAYLOAD,
  PROP_NUMBER,
  PROP_EXPIRES_AT,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchClaim, batch_claim, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_claim_finalize (GObject *object)
{
  BatchClaim *self = BATCH_CLAIM (object);

  g_clear_pointer (&self->expires_at, g_date_time_unref);
  g_free (self->payload);
  g_free (self->operation);
  g_free (self->resource_key);
  g_free (self->custom_id);
  g_free (self->item_id);
  g_free (self->job_id);
  g_free (self->id);

  G_OBJECT_CLASS (batch_claim_parent_class)->finalize (object);
}

static void
batch_claim_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  BatchClaim *self = BATCH_CLAIM (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;

    case PROP_JOB_ID:
      g_value_set_string (value, self->job_id);
      break;

    case PROP_ITEM_ID:
      g_value_set_string (value, self->item_id);
      break;

    case PROP_CUSTOM_ID:
      g_value_set_string (value, self->custom_id);
      break;

    case PROP_RESOURCE_KEY:
      g_value_set_string (value, self->resource_key);
      break;

    case PROP_OPERATION:
      g_value_set_string (value, self->operation);
      break;

    case PROP_PAYLOAD:
      g_value_set_string (value, self->payload);
      break;

    case PROP_NUMBER:
      g_value_set_uint (value, self->number);
      break;

    case PROP_EXPIRES_AT:
      g_value_set_boxed (value, self->expires_at);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

#define READABLE (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
batch_claim_class_init (BatchClaimClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = batch_claim_finalize;
  object_class->get_property = batch_claim_get_property;

  /**
   * BatchClaim:id:
   *
   * What the engine knows this claim by.
   */
  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL, READABLE);

  /**
   * BatchClaim:job-id:
   *
   * The job of the item.
   */
  properties[PROP_JOB_ID] =
    g_param_spec_string ("job-id", NULL, NULL, NULL, READABLE);

  /**
   * BatchClaim:item-id:
   *
   * The item.
   */
  properties[PROP_ITEM_ID] =
    g_param_spec_string ("item-id", NULL, NULL, NULL, READABLE);

  /**
   * BatchClaim:custom-id:
   *
   * What its submitter calls it.
   */
  properties[PROP_CUSTOM_ID] =
    g_param_spec_string ("custom-id", NULL, NULL, NULL, READABLE);

  /**
   * BatchClaim:resource-key:
   *
   * The model.
   */
  properties[PROP_RESOURCE_KEY] =
    g_param_spec_string ("resource-key", NULL, NULL, NULL, READABLE);

  /**
   * BatchClaim:operation:
   *
   * What is to be done.
   */
  properties[PROP_OPERATION] =
    g_param_spec_string ("operation", NULL, NULL, NULL, READABLE);

  /**
   * BatchClaim:payload:
   *
   * What is to be worked on, usually JSON.
   */
  properties[PROP_PAYLOAD] =
    g_param_spec_string ("payload", NULL, NULL, NULL, READABLE);

  /**
   * BatchClaim:number:
   *
   * Which attempt at the item this is, from 1.
   */
  properties[PROP_NUMBER] =
    g_param_spec_uint ("number", NULL, NULL, 0, G_MAXUINT, 0, READABLE);

  /**
   * BatchClaim:expires-at:
   *
   * When the lease runs out, unless it is renewed.
   */
  properties[PROP_EXPIRES_AT] =
    g_param_spec_boxed ("expires-at", NULL, NULL, G_TYPE_DATE_TIME, READABLE);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_claim_init (BatchClaim *self)
{
  self->expires_at = g_date_time_new_from_unix_utc (0);
}

/* The generation of the lease is in the id: a late answer does not fit. */
static char *
make_id (const BatchItemRecord *item)
{
  g_autofree char *item_id = batch_id_for_item (item->job_id, item->position);

  return g_strdup_printf ("%s:%" G_GINT64_FORMAT, item_id, item->generation);
}

/* Bytes of which there are none may have no data. */
static char *
dup_text (GBytes *payload)
{
  gsize length;
  const char *data = g_bytes_get_data (payload, &length);

  return length > 0 ? g_strndup (data, length) : g_strdup ("");
}

BatchClaim *
batch_claim_new (const BatchJobRecord  *job,
                 const BatchItemRecord *item,
                 GBytes                *payload,
                 gint64                 expires_at)
{
  BatchClaim *self = g_object_new (BATCH_TYPE_CLAIM, NULL);

  self->id = make_id (item);
  self->job_id = g_strdup (job->id);
  self->item_id = job->own_ids ? g_strdup (item->custom_id)
                               : batch_id_for_item (job->id, item->position);
  self->custom_id = g_strdup (item->custom_id);
  self->resource_key = g_strdup (item->key);
  self->operation = g_strdup (job->operation);
  self->payload = dup_text (payload);
  g_date_time_unref (self->expires_at);
  self->expires_at = batch_date_time_new (expires_at);
  self->number = item->attempts + 1;
  return self;
}

/**
 * batch_claim_get_id:
 * @self: a claim
 *
 * Gets what the engine knows this claim by.
 *
 * Returns: the id
 */
const char *
batch_claim_get_id (BatchClaim *self)
{
  g_return_val_if_fail (BATCH_IS_CLAIM (self), NULL);

  return self->id;
}

/**
 * batch_claim_get_job_id:
 * @self: a claim
 *
 * Gets the job of the item.
 *
 * Returns: the id
 */
const char *
batch_claim_get_job_id (BatchClaim *self)
{
  g_return_val_if_fail (BATCH_IS_CLAIM (self), NULL);

  return self->job_id;
}

/**
 * batch_claim_get_item_id:
 * @self: a claim
 *
 * Gets the item.
 *
 * Returns: the id
 */
const char *
batch_claim_get_item_id (BatchClaim *self)
{
  g_return_val_if_fail (BATCH_IS_CLAIM (self), NULL);

  return self->item_id;
}

/**
 * batch_claim_get_custom_id:
 * @self: a claim
 *
 * Gets what its submitter calls it.
 *
 * Returns: the id
 */
const char *
batch_claim_get_custom_id (BatchClaim *self)
{
  g_return_val_if_fail (BATCH_IS_CLAIM (self), NULL);

  return self->custom_id;
}

/**
 * batch_claim_get_resource_key:
 * @self: a claim
 *
 * Gets the model.
 *
 * Returns: the resource key
 */
const char *
batch_claim_get_resource_key (BatchClaim *self)
{
  g_return_val_if_fail (BATCH_IS_CLAIM (self), NULL);

  return self->resource_key;
}

/**
 * batch_claim_get_operation:
 * @self: a claim
 *
 * Gets what is to be done.
 *
 * Returns: the operation
 */
const char *
batch_claim_get_operation (BatchClaim *self)
{
  g_return_val_if_fail (BATCH_IS_CLAIM (self), NULL);

  return self->operation;
}

/**
 * batch_claim_get_payload:
 * @self: a claim
 *
 * Gets what is to be worked on, usually JSON.
 *
 * Returns: the payload
 */
const char *
batch_claim_get_payload (BatchClaim *self)
{
  g_return_val_if_fail (BATCH_IS_CLAIM (self), NULL);

  return self->payload;
}

/**
 * batch_claim_get_number:
 * @self: a claim
 *
 * Gets which attempt at the item this is, from 1.
 *
 * Returns: the number
 */
guint
batch_claim_get_number (BatchClaim *self)
{
  g_return_val_if_fail (BATCH_IS_CLAIM (self), 0);

  return self->number;
}

/**
 * batch_claim_get_expires_at:
 * @self: a claim
 *
 * Gets when the lease runs out, unless it is renewed.
 *
 * Returns: (transfer full): the time
 */
GDateTime *
batch_claim_get_expires_at (BatchClaim *self)
{
  g_return_val_if_fail (BATCH_IS_CLAIM (self), NULL);

  return g_date_time_ref (self->expires_at);
}
