/* batch-step.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "assistant/batch-step.h"

typedef struct
{
  BatchDraft *draft;
  char       *reason;            /* (nullable) */
} BatchStepPrivate;

enum
{
  PROP_0,
  PROP_REASON,
  N_PROPS
};

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (BatchStep, batch_step, ADW_TYPE_BIN)

static GParamSpec *properties[N_PROPS];

static BatchStepPrivate *
get_private (BatchStep *self)
{
  return batch_step_get_instance_private (self);
}

static void
batch_step_finalize (GObject *object)
{
  BatchStepPrivate *private = get_private (BATCH_STEP (object));

  g_clear_object (&private->draft);
  g_free (private->reason);

  G_OBJECT_CLASS (batch_step_parent_class)->finalize (object);
}

static void
batch_step_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_REASON:
      g_value_set_string (value, batch_step_get_reason (BATCH_STEP (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_step_class_init (BatchStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = batch_step_finalize;
  object_class->get_property = batch_step_get_property;

  properties[PROP_REASON] =
    g_param_spec_string ("reason", NULL, NULL, NULL, (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_step_init (BatchStep *self)
{
}

void
batch_step_set_draft (BatchStep  *self,
                      BatchDraft *draft)
{
  g_set_object (&get_private (self)->draft, draft);
  BATCH_STEP_GET_CLASS (self)->begin (self);
}

BatchDraft *
batch_step_get_draft (BatchStep *self)
{
  return get_private (self)->draft;
}

void
batch_step_enter (BatchStep *self)
{
  if (BATCH_STEP_GET_CLASS (self)->enter != NULL)
    BATCH_STEP_GET_CLASS (self)->enter (self);
}

const char *
batch_step_get_reason (BatchStep *self)
{
  return get_private (self)->reason;
}

void
batch_step_set_reason (BatchStep  *self,
                       const char *reason)
{
  BatchStepPrivate *private = get_private (self);
  g_autofree char *words = batch_localize (reason);

  if (g_strcmp0 (private->reason, words) == 0)
    return;

  g_free (private->reason);
  private->reason = g_steal_pointer (&words);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASON]);
}
