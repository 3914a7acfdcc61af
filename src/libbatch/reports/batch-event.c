/* batch-event.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "reports/batch-event-private.h"

#include "core/batch-fields-private.h"

/**
 * BatchEvent:
 *
 * Something that has happened to a job, or to one of its items.
 *
 * [method@Engine.list_events_async] tells of those of a job. It never changes.
 */
struct _BatchEvent
{
  GObject           parent_instance;

  BatchEventRecord *record;
};

enum
{
  PROP_0,
  PROP_SEQUENCE,
  PROP_AT,
  PROP_KIND,
  PROP_DETAIL,
  PROP_POSITION,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchEvent, batch_event, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_event_finalize (GObject *object)
{
  batch_event_record_free (BATCH_EVENT (object)->record);

  G_OBJECT_CLASS (batch_event_parent_class)->finalize (object);
}

static void
batch_event_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  BatchEvent *self = BATCH_EVENT (object);

  switch (prop_id)
    {
    case PROP_SEQUENCE:
      g_value_set_int64 (value, batch_event_get_sequence (self));
      break;

    case PROP_AT:
      g_value_take_boxed (value, batch_event_get_at (self));
      break;

    case PROP_KIND:
      g_value_set_string (value, batch_event_get_kind (self));
      break;

    case PROP_DETAIL:
      g_value_set_string (value, batch_event_get_detail (self));
      break;

    case PROP_POSITION:
      g_value_set_int64 (value, batch_event_get_position (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

#define READABLE (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
batch_event_class_init (BatchEventClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = batch_event_finalize;
  object_class->get_property = batch_event_get_property;

  /**
   * BatchEvent:sequence:
   *
   * Which event of the queue it was: later ones have larger numbers.
   */
  properties[PROP_SEQUENCE] =
    g_param_spec_int64 ("sequence", NULL, NULL, 0, G_MAXINT64, 0, READABLE);

  /**
   * BatchEvent:at:
   *
   * When it happened.
   */
  properties[PROP_AT] =
    g_param_spec_boxed ("at", NULL, NULL, G_TYPE_DATE_TIME, READABLE);

  /**
   * BatchEvent:kind:
   *
   * What has happened, as a word: `state`, `attempt_failed`, `load`, `paused`, …
   */
  properties[PROP_KIND] =
    g_param_spec_string ("kind", NULL, NULL, NULL, READABLE);

  /**
   * BatchEvent:detail:
   *
   * What has happened, as a sentence in English; it may be empty.
   */
  properties[PROP_DETAIL] =
    g_param_spec_string ("detail", NULL, NULL, NULL, READABLE);

  /**
   * BatchEvent:position:
   *
   * The place in the input of the item that it happened to; -1 for the job itself.
   */
  properties[PROP_POSITION] =
    g_param_spec_int64 ("position", NULL, NULL, -1, G_MAXINT64, 0, READABLE);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_event_init (BatchEvent *self)
{
  self->record = g_new0 (BatchEventRecord, 1);
  self->record->position = -1;
}

BatchEvent *
batch_event_new (BatchEventRecord *record)
{
  BatchEvent *self = g_object_new (BATCH_TYPE_EVENT, NULL);

  batch_event_record_free (self->record);
  self->record = record;
  return self;
}

/**
 * batch_event_get_sequence:
 * @self: an event
 *
 * Gets which event of the queue it was: later ones have larger numbers.
 *
 * Returns: the number
 */
gint64
batch_event_get_sequence (BatchEvent *self)
{
  g_return_val_if_fail (BATCH_IS_EVENT (self), 0);

  return self->record->sequence;
}

/**
 * batch_event_get_at:
 * @self: an event
 *
 * Gets when it happened.
 *
 * Returns: (transfer full): the time, UTC
 */
GDateTime *
batch_event_get_at (BatchEvent *self)
{
  g_return_val_if_fail (BATCH_IS_EVENT (self), NULL);

  return batch_date_time_new (self->record->at);
}

/**
 * batch_event_get_kind:
 * @self: an event
 *
 * Gets what has happened, as a word: `state`, `attempt_failed`, `load`, `paused`, …
 *
 * Returns: the word
 */
const char *
batch_event_get_kind (BatchEvent *self)
{
  g_return_val_if_fail (BATCH_IS_EVENT (self), NULL);

  return self->record->kind;
}

/**
 * batch_event_get_detail:
 * @self: an event
 *
 * Gets what has happened, as a sentence in English; it may be empty.
 *
 * Returns: the sentence
 */
const char *
batch_event_get_detail (BatchEvent *self)
{
  g_return_val_if_fail (BATCH_IS_EVENT (self), NULL);

  return self->record->detail;
}

/**
 * batch_event_get_position:
 * @self: an event
 *
 * Gets the place in the input of the item that it happened to; -1 for the job itself.
 *
 * Returns: the position, from 0, or -1
 */
gint64
batch_event_get_position (BatchEvent *self)
{
  g_return_val_if_fail (BATCH_IS_EVENT (self), -1);

  return self->record->position;
}
