/* batch-past-attempt.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "reports/batch-past-attempt-private.h"

#include "core/batch-fields-private.h"

/**
 * BatchPastAttempt:
 *
 * One try at an item that is over.
 *
 * [method@Engine.list_attempts_async] tells of those of an item. It never changes.
 */
struct _BatchPastAttempt
{
  GObject             parent_instance;

  BatchAttemptRecord *record;
  char               *answer;      /* (nullable) */
};

enum
{
  PROP_0,
  PROP_NUMBER,
  PROP_BEGAN_AT,
  PROP_ENDED_AT,
  PROP_RETRY_AT,
  PROP_STATUS_CODE,
  PROP_FAILURE_KIND,
  PROP_ERROR,
  PROP_SERVER,
  PROP_MODEL,
  PROP_ANSWER,
  PROP_SIZE,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchPastAttempt, batch_past_attempt, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_past_attempt_finalize (GObject *object)
{
  BatchPastAttempt *self = BATCH_PAST_ATTEMPT (object);

  batch_attempt_record_free (self->record);
  g_free (self->answer);

  G_OBJECT_CLASS (batch_past_attempt_parent_class)->finalize (object);
}

static void
batch_past_attempt_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  BatchPastAttempt *self = BATCH_PAST_ATTEMPT (object);

  switch (prop_id)
    {
    case PROP_NUMBER:
      g_value_set_uint (value, batch_past_attempt_get_number (self));
      break;

    case PROP_BEGAN_AT:
      g_value_take_boxed (value, batch_past_attempt_get_began_at (self));
      break;

    case PROP_ENDED_AT:
      g_value_take_boxed (value, batch_past_attempt_get_ended_at (self));
      break;

    case PROP_RETRY_AT:
      g_value_take_boxed (value, batch_past_attempt_get_retry_at (self));
      break;

    case PROP_STATUS_CODE:
      g_value_set_int (value, batch_past_attempt_get_status_code (self));
      break;

    case PROP_FAILURE_KIND:
      g_value_set_enum (value, batch_past_attempt_get_failure_kind (self));
      break;

    case PROP_ERROR:
      g_value_set_string (value, batch_past_attempt_get_error (self));
      break;

    case PROP_SERVER:
      g_value_set_string (value, batch_past_attempt_get_server (self));
      break;

    case PROP_MODEL:
      g_value_set_string (value, batch_past_attempt_get_model (self));
      break;

    case PROP_ANSWER:
      g_value_set_string (value, batch_past_attempt_get_answer (self));
      break;

    case PROP_SIZE:
      g_value_set_int64 (value, batch_past_attempt_get_size (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

#define READABLE (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
batch_past_attempt_class_init (BatchPastAttemptClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = batch_past_attempt_finalize;
  object_class->get_property = batch_past_attempt_get_property;

  /**
   * BatchPastAttempt:number:
   *
   * Which try at the item it was.
   */
  properties[PROP_NUMBER] =
    g_param_spec_uint ("number", NULL, NULL, 0, G_MAXUINT, 0, READABLE);

  /**
   * BatchPastAttempt:began-at:
   *
   * When it began.
   */
  properties[PROP_BEGAN_AT] =
    g_param_spec_boxed ("began-at", NULL, NULL, G_TYPE_DATE_TIME, READABLE);

  /**
   * BatchPastAttempt:ended-at:
   *
   * When it ended.
   */
  properties[PROP_ENDED_AT] =
    g_param_spec_boxed ("ended-at", NULL, NULL, G_TYPE_DATE_TIME, READABLE);

  /**
   * BatchPastAttempt:retry-at:
   *
   * When the next attempt was to begin.
   */
  properties[PROP_RETRY_AT] =
    g_param_spec_boxed ("retry-at", NULL, NULL, G_TYPE_DATE_TIME, READABLE);

  /**
   * BatchPastAttempt:status-code:
   *
   * The HTTP status of its answer.
   */
  properties[PROP_STATUS_CODE] =
    g_param_spec_int ("status-code", NULL, NULL, G_MININT, G_MAXINT, 0, READABLE);

  /**
   * BatchPastAttempt:failure-kind:
   *
   * What kind of failure it was.
   */
  properties[PROP_FAILURE_KIND] =
    g_param_spec_enum ("failure-kind", NULL, NULL, BATCH_TYPE_FAILURE_KIND,
                       BATCH_FAILURE_KIND_NONE, READABLE);

  /**
   * BatchPastAttempt:error:
   *
   * Why it failed, or why its answer needs a review.
   */
  properties[PROP_ERROR] =
    g_param_spec_string ("error", NULL, NULL, NULL, READABLE);

  /**
   * BatchPastAttempt:server:
   *
   * The model server that was asked.
   */
  properties[PROP_SERVER] =
    g_param_spec_string ("server", NULL, NULL, NULL, READABLE);

  /**
   * BatchPastAttempt:model:
   *
   * The model that was asked.
   */
  properties[PROP_MODEL] =
    g_param_spec_string ("model", NULL, NULL, NULL, READABLE);

  /**
   * BatchPastAttempt:answer:
   *
   * What was answered, or the beginning of it.
   */
  properties[PROP_ANSWER] =
    g_param_spec_string ("answer", NULL, NULL, NULL, READABLE);

  /**
   * BatchPastAttempt:size:
   *
   * How large the whole answer was.
   */
  properties[PROP_SIZE] =
    g_param_spec_int64 ("size", NULL, NULL, 0, G_MAXINT64, 0, READABLE);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_past_attempt_init (BatchPastAttempt *self)
{
  self->record = batch_attempt_record_new ();
}

BatchPastAttempt *
batch_past_attempt_new (BatchAttemptRecord *record)
{
  BatchPastAttempt *self = g_object_new (BATCH_TYPE_PAST_ATTEMPT, NULL);
  const char *body;
  gsize length;

  batch_attempt_record_free (self->record);
  self->record = record;
  if (record->body != NULL)
    {
      body = g_bytes_get_data (record->body, &length);
      self->answer = length > 0 ? g_utf8_make_valid (body, length) : g_strdup ("");
    }
  return self;
}

/**
 * batch_past_attempt_get_number:
 * @self: an attempt
 *
 * Gets which try at the item it was.
 *
 * Returns: the number, from 1
 */
guint
batch_past_attempt_get_number (BatchPastAttempt *self)
{
  g_return_val_if_fail (BATCH_IS_PAST_ATTEMPT (self), 0);

  return self->record->number;
}

/**
 * batch_past_attempt_get_began_at:
 * @self: an attempt
 *
 * Gets when it began.
 *
 * Returns: (transfer full) (nullable): the time
 */
GDateTime *
batch_past_attempt_get_began_at (BatchPastAttempt *self)
{
  g_return_val_if_fail (BATCH_IS_PAST_ATTEMPT (self), NULL);

  return batch_date_time_new (self->record->began_at);
}

/**
 * batch_past_attempt_get_ended_at:
 * @self: an attempt
 *
 * Gets when it ended.
 *
 * Returns: (transfer full) (nullable): the time, or %NULL while it has not ended
 */
GDateTime *
batch_past_attempt_get_ended_at (BatchPastAttempt *self)
{
  g_return_val_if_fail (BATCH_IS_PAST_ATTEMPT (self), NULL);

  return batch_date_time_new (self->record->ended_at);
}

/**
 * batch_past_attempt_get_retry_at:
 * @self: an attempt
 *
 * Gets when the next attempt was to begin.
 *
 * Returns: (transfer full) (nullable): the time, or %NULL for at once or never
 */
GDateTime *
batch_past_attempt_get_retry_at (BatchPastAttempt *self)
{
  g_return_val_if_fail (BATCH_IS_PAST_ATTEMPT (self), NULL);

  return batch_date_time_new (self->record->retry_at);
}

/**
 * batch_past_attempt_get_status_code:
 * @self: an attempt
 *
 * Gets the HTTP status of its answer.
 *
 * Returns: the status; 0 when there was no answer
 */
int
batch_past_attempt_get_status_code (BatchPastAttempt *self)
{
  g_return_val_if_fail (BATCH_IS_PAST_ATTEMPT (self), 0);

  return self->record->status_code;
}

/**
 * batch_past_attempt_get_failure_kind:
 * @self: an attempt
 *
 * Gets what kind of failure it was.
 *
 * Returns: the kind; %BATCH_FAILURE_KIND_NONE when it succeeded
 */
BatchFailureKind
batch_past_attempt_get_failure_kind (BatchPastAttempt *self)
{
  g_return_val_if_fail (BATCH_IS_PAST_ATTEMPT (self), BATCH_FAILURE_KIND_NONE);

  return self->record->failure_kind;
}

/**
 * batch_past_attempt_get_error:
 * @self: an attempt
 *
 * Gets why it failed, or why its answer needs a review.
 *
 * Returns: (nullable): one sentence, or %NULL when there is nothing to say
 */
const char *
batch_past_attempt_get_error (BatchPastAttempt *self)
{
  g_return_val_if_fail (BATCH_IS_PAST_ATTEMPT (self), NULL);

  return self->record->error;
}

/**
 * batch_past_attempt_get_server:
 * @self: an attempt
 *
 * Gets the model server that was asked.
 *
 * Returns: (nullable): the address, or %NULL when it is not known
 */
const char *
batch_past_attempt_get_server (BatchPastAttempt *self)
{
  g_return_val_if_fail (BATCH_IS_PAST_ATTEMPT (self), NULL);

  return self->record->server;
}

/**
 * batch_past_attempt_get_model:
 * @self: an attempt
 *
 * Gets the model that was asked.
 *
 * Returns: (nullable): the model
 */
const char *
batch_past_attempt_get_model (BatchPastAttempt *self)
{
  g_return_val_if_fail (BATCH_IS_PAST_ATTEMPT (self), NULL);

  return self->record->key;
}

/**
 * batch_past_attempt_get_answer:
 * @self: an attempt
 *
 * Gets what was answered, or the beginning of it.
 *
 * Returns: (nullable): the text
 */
const char *
batch_past_attempt_get_answer (BatchPastAttempt *self)
{
  g_return_val_if_fail (BATCH_IS_PAST_ATTEMPT (self), NULL);

  return self->answer;
}

/**
 * batch_past_attempt_get_size:
 * @self: an attempt
 *
 * Gets how large the whole answer was.
 *
 * Returns: the number of bytes
 */
gint64
batch_past_attempt_get_size (BatchPastAttempt *self)
{
  g_return_val_if_fail (BATCH_IS_PAST_ATTEMPT (self), 0);

  return self->record->size;
}
