/* batch-handover.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "reports/batch-handover-private.h"

#include <string.h>

#include "core/batch-fields-private.h"

/**
 * BatchHandover:
 *
 * A part of a job that was handed to the batch API of a provider: one batch there.
 */
struct _BatchHandover
{
  GObject              parent_instance;

  BatchHandoverRecord *record;
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_JOB_ID,
  PROP_SERVER,
  PROP_STATE,
  PROP_MODEL,
  PROP_UPSTREAM_ID,
  PROP_NOTE,
  PROP_TOTAL,
  PROP_COMPLETED,
  PROP_FAILED,
  PROP_MISSING,
  PROP_UNKNOWN,
  PROP_CREATED_AT,
  PROP_SENT_AT,
  PROP_ENDED_AT,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchHandover, batch_handover, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_handover_finalize (GObject *object)
{
  g_clear_pointer (&BATCH_HANDOVER (object)->record, batch_handover_record_free);

  G_OBJECT_CLASS (batch_handover_parent_class)->finalize (object);
}

static void
batch_handover_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  BatchHandover *self = BATCH_HANDOVER (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, batch_handover_get_id (self));
      break;

    case PROP_JOB_ID:
      g_value_set_string (value, batch_handover_get_job_id (self));
      break;

    case PROP_SERVER:
      g_value_set_string (value, batch_handover_get_server (self));
      break;

    case PROP_STATE:
      g_value_set_enum (value, batch_handover_get_state (self));
      break;

    case PROP_MODEL:
      g_value_set_string (value, batch_handover_get_model (self));
      break;

    case PROP_UPSTREAM_ID:
      g_value_set_string (value, batch_handover_get_upstream_id (self));
      break;

    case PROP_NOTE:
      g_value_set_string (value, batch_handover_get_note (self));
      break;

    case PROP_TOTAL:
      g_value_set_int64 (value, batch_handover_get_total (self));
      break;

    case PROP_COMPLETED:
      g_value_set_int64 (value, batch_handover_get_completed (self));
      break;

    case PROP_FAILED:
      g_value_set_int64 (value, batch_handover_get_failed (self));
      break;

    case PROP_MISSING:
      g_value_set_int64 (value, batch_handover_get_missing (self));
      break;

    case PROP_UNKNOWN:
      g_value_set_int64 (value, batch_handover_get_unknown (self));
      break;

    case PROP_CREATED_AT:
      g_value_take_boxed (value, batch_handover_get_created_at (self));
      break;

    case PROP_SENT_AT:
      g_value_take_boxed (value, batch_handover_get_sent_at (self));
      break;

    case PROP_ENDED_AT:
      g_value_take_boxed (value, batch_handover_get_ended_at (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

#define READABLE (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
batch_handover_class_init (BatchHandoverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = batch_handover_finalize;
  object_class->get_property = batch_handover_get_property;

  /**
   * BatchHandover:id:
   *
   * Its id, which is also its mark at the provider.
   */
  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL, READABLE);

  /**
   * BatchHandover:job-id:
   *
   * The id of the job that it is a part of.
   */
  properties[PROP_JOB_ID] =
    g_param_spec_string ("job-id", NULL, NULL, NULL, READABLE);

  /**
   * BatchHandover:server:
   *
   * The address of the provider.
   */
  properties[PROP_SERVER] =
    g_param_spec_string ("server", NULL, NULL, NULL, READABLE);

  /**
   * BatchHandover:state:
   *
   * How far it has come.
   */
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, BATCH_TYPE_HANDOVER_STATE,
                       BATCH_HANDOVER_STATE_GATHERING, READABLE);

  /**
   * BatchHandover:model:
   *
   * The model of all its items, if they have the same.
   */
  properties[PROP_MODEL] =
    g_param_spec_string ("model", NULL, NULL, NULL, READABLE);

  /**
   * BatchHandover:upstream-id:
   *
   * The id of the batch at the provider.
   */
  properties[PROP_UPSTREAM_ID] =
    g_param_spec_string ("upstream-id", NULL, NULL, NULL, READABLE);

  /**
   * BatchHandover:note:
   *
   * Why it waits, or what was wrong, in a sentence.
   */
  properties[PROP_NOTE] =
    g_param_spec_string ("note", NULL, NULL, NULL, READABLE);

  /**
   * BatchHandover:total:
   *
   * How many items it has.
   */
  properties[PROP_TOTAL] =
    g_param_spec_int64 ("total", NULL, NULL, 0, G_MAXINT64, 0, READABLE);

  /**
   * BatchHandover:completed:
   *
   * How many the provider says it has answered.
   */
  properties[PROP_COMPLETED] =
    g_param_spec_int64 ("completed", NULL, NULL, 0, G_MAXINT64, 0, READABLE);

  /**
   * BatchHandover:failed:
   *
   * How many the provider says have failed.
   */
  properties[PROP_FAILED] =
    g_param_spec_int64 ("failed", NULL, NULL, 0, G_MAXINT64, 0, READABLE);

  /**
   * BatchHandover:missing:
   *
   * How many items had no line in what the provider gave back.
   */
  properties[PROP_MISSING] =
    g_param_spec_int64 ("missing", NULL, NULL, 0, G_MAXINT64, 0, READABLE);

  /**
   * BatchHandover:unknown:
   *
   * How many lines of it belong to none of its items.
   */
  properties[PROP_UNKNOWN] =
    g_param_spec_int64 ("unknown", NULL, NULL, 0, G_MAXINT64, 0, READABLE);

  /**
   * BatchHandover:created-at:
   *
   * When it was begun.
   */
  properties[PROP_CREATED_AT] =
    g_param_spec_boxed ("created-at", NULL, NULL, G_TYPE_DATE_TIME, READABLE);

  /**
   * BatchHandover:sent-at:
   *
   * When the provider was asked to begin.
   */
  properties[PROP_SENT_AT] =
    g_param_spec_boxed ("sent-at", NULL, NULL, G_TYPE_DATE_TIME, READABLE);

  /**
   * BatchHandover:ended-at:
   *
   * When nothing more was to be done.
   */
  properties[PROP_ENDED_AT] =
    g_param_spec_boxed ("ended-at", NULL, NULL, G_TYPE_DATE_TIME, READABLE);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_handover_init (BatchHandover *self)
{
  self->record = batch_handover_record_new ();
}

BatchHandover *
batch_handover_new (BatchHandoverRecord *record)
{
  BatchHandover *self = g_object_new (BATCH_TYPE_HANDOVER, NULL);

  batch_handover_record_free (self->record);
  self->record = record;
  return self;
}

/**
 * batch_handover_get_id:
 * @self: a handover
 *
 * Gets its id, which is also its mark at the provider.
 *
 * Returns: its id
 */
const char *
batch_handover_get_id (BatchHandover *self)
{
  g_return_val_if_fail (BATCH_IS_HANDOVER (self), NULL);

  return self->record->id;
}

/**
 * batch_handover_get_job_id:
 * @self: a handover
 *
 * Gets the id of the job that it is a part of.
 *
 * Returns: the id
 */
const char *
batch_handover_get_job_id (BatchHandover *self)
{
  g_return_val_if_fail (BATCH_IS_HANDOVER (self), NULL);

  return self->record->job_id;
}

/**
 * batch_handover_get_server:
 * @self: a handover
 *
 * Gets the address of the provider.
 *
 * Returns: the address
 */
const char *
batch_handover_get_server (BatchHandover *self)
{
  g_return_val_if_fail (BATCH_IS_HANDOVER (self), NULL);

  return self->record->server != NULL ? strchr (self->record->server, ':') + 1 : NULL;
}

/**
 * batch_handover_get_state:
 * @self: a handover
 *
 * Gets how far it has come.
 *
 * Returns: the state
 */
BatchHandoverState
batch_handover_get_state (BatchHandover *self)
{
  g_return_val_if_fail (BATCH_IS_HANDOVER (self), BATCH_HANDOVER_STATE_ENDED);

  return self->record->state;
}

/**
 * batch_handover_get_model:
 * @self: a handover
 *
 * Gets the model of all its items, if they have the same.
 *
 * Returns: (nullable): the model, or %NULL when they have several
 */
const char *
batch_handover_get_model (BatchHandover *self)
{
  g_return_val_if_fail (BATCH_IS_HANDOVER (self), NULL);

  return self->record->key;
}

/**
 * batch_handover_get_upstream_id:
 * @self: a handover
 *
 * Gets the id of the batch at the provider.
 *
 * Returns: (nullable): the id, or %NULL as long as there is none
 */
const char *
batch_handover_get_upstream_id (BatchHandover *self)
{
  g_return_val_if_fail (BATCH_IS_HANDOVER (self), NULL);

  return self->record->upstream_id;
}

/**
 * batch_handover_get_note:
 * @self: a handover
 *
 * Gets why it waits, or what was wrong, in a sentence.
 *
 * Returns: (nullable): the sentence, or %NULL when there is nothing to say
 */
const char *
batch_handover_get_note (BatchHandover *self)
{
  g_return_val_if_fail (BATCH_IS_HANDOVER (self), NULL);

  return self->record->note;
}

/**
 * batch_handover_get_total:
 * @self: a handover
 *
 * Gets how many items it has.
 *
 * Returns: how many
 */
gint64
batch_handover_get_total (BatchHandover *self)
{
  g_return_val_if_fail (BATCH_IS_HANDOVER (self), 0);

  return self->record->n_items;
}

/**
 * batch_handover_get_completed:
 * @self: a handover
 *
 * Gets how many the provider says it has answered.
 *
 * Returns: how many
 */
gint64
batch_handover_get_completed (BatchHandover *self)
{
  g_return_val_if_fail (BATCH_IS_HANDOVER (self), 0);

  return self->record->n_done;
}

/**
 * batch_handover_get_failed:
 * @self: a handover
 *
 * Gets how many the provider says have failed.
 *
 * Returns: how many
 */
gint64
batch_handover_get_failed (BatchHandover *self)
{
  g_return_val_if_fail (BATCH_IS_HANDOVER (self), 0);

  return self->record->n_failed;
}

/**
 * batch_handover_get_missing:
 * @self: a handover
 *
 * Gets how many items had no line in what the provider gave back.
 *
 * Returns: how many
 */
gint64
batch_handover_get_missing (BatchHandover *self)
{
  g_return_val_if_fail (BATCH_IS_HANDOVER (self), 0);

  return self->record->n_missing;
}

/**
 * batch_handover_get_unknown:
 * @self: a handover
 *
 * Gets how many lines of it belong to none of its items.
 *
 * Returns: how many
 */
gint64
batch_handover_get_unknown (BatchHandover *self)
{
  g_return_val_if_fail (BATCH_IS_HANDOVER (self), 0);

  return self->record->n_unknown;
}

/**
 * batch_handover_get_created_at:
 * @self: a handover
 *
 * Gets when it was begun.
 *
 * Returns: (transfer full): the time, UTC
 */
GDateTime *
batch_handover_get_created_at (BatchHandover *self)
{
  g_return_val_if_fail (BATCH_IS_HANDOVER (self), NULL);

  return batch_date_time_new (self->record->created_at);
}

/**
 * batch_handover_get_sent_at:
 * @self: a handover
 *
 * Gets when the provider was asked to begin.
 *
 * Returns: (transfer full) (nullable): the time, UTC, or %NULL when it was not asked yet
 */
GDateTime *
batch_handover_get_sent_at (BatchHandover *self)
{
  g_return_val_if_fail (BATCH_IS_HANDOVER (self), NULL);

  return batch_date_time_new (self->record->sent_at);
}

/**
 * batch_handover_get_ended_at:
 * @self: a handover
 *
 * Gets when nothing more was to be done.
 *
 * Returns: (transfer full) (nullable): the time, UTC, or %NULL while it has not ended
 */
GDateTime *
batch_handover_get_ended_at (BatchHandover *self)
{
  g_return_val_if_fail (BATCH_IS_HANDOVER (self), NULL);

  return batch_date_time_new (self->record->ended_at);
}
