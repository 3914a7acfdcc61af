/* batch-attempt-details.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "handlers/batch-attempt-private.h"

/* What an attempt tells about its item. */

/**
 * batch_attempt_get_job_id:
 * @self: an attempt
 *
 * Gets the id of the job.
 *
 * Returns: the id
 */
const char *
batch_attempt_get_job_id (BatchAttempt *self)
{
  g_return_val_if_fail (BATCH_IS_ATTEMPT (self), NULL);

  return self->job_id;
}

/**
 * batch_attempt_get_item_id:
 * @self: an attempt
 *
 * Gets the id of the item.
 *
 * Returns: the id
 */
const char *
batch_attempt_get_item_id (BatchAttempt *self)
{
  g_return_val_if_fail (BATCH_IS_ATTEMPT (self), NULL);

  return self->item_id;
}

/**
 * batch_attempt_get_custom_id:
 * @self: an attempt
 *
 * Gets what the submitter calls the item.
 *
 * Returns: the id
 */
const char *
batch_attempt_get_custom_id (BatchAttempt *self)
{
  g_return_val_if_fail (BATCH_IS_ATTEMPT (self), NULL);

  return self->custom_id;
}

/**
 * batch_attempt_get_position:
 * @self: an attempt
 *
 * Gets the place of the item in its job.
 *
 * Returns: the place, from 0
 */
guint
batch_attempt_get_position (BatchAttempt *self)
{
  g_return_val_if_fail (BATCH_IS_ATTEMPT (self), 0);

  return self->position;
}

/**
 * batch_attempt_get_resource_key:
 * @self: an attempt
 *
 * Gets what must be loaded for the item, usually the name of a model.
 *
 * Returns: the key
 */
const char *
batch_attempt_get_resource_key (BatchAttempt *self)
{
  g_return_val_if_fail (BATCH_IS_ATTEMPT (self), NULL);

  return self->resource_key;
}

/**
 * batch_attempt_get_operation:
 * @self: an attempt
 *
 * Gets what is to be done to the item.
 *
 * Returns: the operation
 */
const char *
batch_attempt_get_operation (BatchAttempt *self)
{
  g_return_val_if_fail (BATCH_IS_ATTEMPT (self), NULL);

  return self->operation;
}

/**
 * batch_attempt_get_endpoint:
 * @self: an attempt
 *
 * Gets the path that the item is meant for.
 *
 * Returns: (nullable): the path, or %NULL for an item that was built in code
 */
const char *
batch_attempt_get_endpoint (BatchAttempt *self)
{
  g_return_val_if_fail (BATCH_IS_ATTEMPT (self), NULL);

  return self->endpoint;
}

/**
 * batch_attempt_get_size_bucket:
 * @self: an attempt
 *
 * Gets how large the item is.
 *
 * Returns: the bucket
 */
BatchSizeBucket
batch_attempt_get_size_bucket (BatchAttempt *self)
{
  g_return_val_if_fail (BATCH_IS_ATTEMPT (self), BATCH_SIZE_BUCKET_UNKNOWN);

  return self->size_bucket;
}

/**
 * batch_attempt_get_number:
 * @self: an attempt
 *
 * Gets which try at the item this is.
 *
 * Returns: the number, from 1
 */
guint
batch_attempt_get_number (BatchAttempt *self)
{
  g_return_val_if_fail (BATCH_IS_ATTEMPT (self), 0);

  return self->number;
}

/**
 * batch_attempt_get_payload:
 * @self: an attempt
 *
 * Gets what the item carries, as text.
 *
 * Returns: the payload
 */
const char *
batch_attempt_get_payload (BatchAttempt *self)
{
  const char *bytes;
  char *text;
  gsize length;

  g_return_val_if_fail (BATCH_IS_ATTEMPT (self), NULL);

  if (g_atomic_pointer_get (&self->text) == NULL)
    {
      bytes = g_bytes_get_data (self->payload, &length);
      text = length > 0 ? g_strndup (bytes, length) : g_strdup ("");
      if (!g_atomic_pointer_compare_and_exchange (&self->text, NULL, text))
        g_free (text);
    }

  return g_atomic_pointer_get (&self->text);
}

/**
 * batch_attempt_get_payload_bytes:
 * @self: an attempt
 *
 * Gets what the item carries, without copying it.
 *
 * Returns: (transfer none): the payload
 */
GBytes *
batch_attempt_get_payload_bytes (BatchAttempt *self)
{
  g_return_val_if_fail (BATCH_IS_ATTEMPT (self), NULL);

  return self->payload;
}

/**
 * batch_attempt_get_cancellable:
 * @self: an attempt
 *
 * Gets what tells when the item was cancelled.
 *
 * A handler that can stop half-way should then do so. Whatever it still answers
 * is dropped.
 *
 * Returns: (transfer none) (nullable): the cancellable
 */
GCancellable *
batch_attempt_get_cancellable (BatchAttempt *self)
{
  g_return_val_if_fail (BATCH_IS_ATTEMPT (self), NULL);

  return self->cancellable;
}
