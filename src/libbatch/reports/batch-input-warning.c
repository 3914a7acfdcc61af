/* batch-input-warning.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "reports/batch-input-warning-private.h"

/**
 * BatchInputWarning:
 *
 * Requests of a batch file that probably fail, because of what is known of their model.
 *
 * It is what [method@Engine.find_warnings_async] gives, and never changes.
 */
struct _BatchInputWarning
{
  GObject         parent_instance;

  char           *model;
  BatchModelUses  uses;
  gboolean        missing;
  gint64          count;
  guint           line;
  char           *message;
};

enum
{
  PROP_0,
  PROP_MODEL,
  PROP_USES,
  PROP_MISSING,
  PROP_COUNT,
  PROP_LINE,
  PROP_MESSAGE,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchInputWarning, batch_input_warning, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_input_warning_finalize (GObject *object)
{
  BatchInputWarning *self = BATCH_INPUT_WARNING (object);

  g_free (self->model);
  g_free (self->message);

  G_OBJECT_CLASS (batch_input_warning_parent_class)->finalize (object);
}

static void
batch_input_warning_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  BatchInputWarning *self = BATCH_INPUT_WARNING (object);

  switch (prop_id)
    {
    case PROP_MODEL:
      g_value_set_string (value, batch_input_warning_get_model (self));
      break;

    case PROP_USES:
      g_value_set_flags (value, batch_input_warning_get_uses (self));
      break;

    case PROP_MISSING:
      g_value_set_boolean (value, batch_input_warning_get_missing (self));
      break;

    case PROP_COUNT:
      g_value_set_int64 (value, batch_input_warning_get_count (self));
      break;

    case PROP_LINE:
      g_value_set_uint (value, batch_input_warning_get_line (self));
      break;

    case PROP_MESSAGE:
      g_value_set_string (value, batch_input_warning_get_message (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_input_warning_class_init (BatchInputWarningClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = batch_input_warning_finalize;
  object_class->get_property = batch_input_warning_get_property;

  /**
   * BatchInputWarning:model:
   *
   * The model that they ask for.
   */
  properties[PROP_MODEL] =
    g_param_spec_string ("model", NULL, NULL, NULL, readable);

  /**
   * BatchInputWarning:uses:
   *
   * What they want of the model, and it has refused before; %BATCH_MODEL_USES_NONE: they may be
   * too long for its context, or there is no such model.
   */
  properties[PROP_USES] =
    g_param_spec_flags ("uses", NULL, NULL, BATCH_TYPE_MODEL_USES,
                        BATCH_MODEL_USES_NONE, readable);

  /**
   * BatchInputWarning:missing:
   *
   * Whether the server lists which models it has, and this one is not among them.
   */
  properties[PROP_MISSING] =
    g_param_spec_boolean ("missing", NULL, NULL, FALSE, readable);

  /**
   * BatchInputWarning:count:
   *
   * How many requests there are.
   */
  properties[PROP_COUNT] =
    g_param_spec_int64 ("count", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BatchInputWarning:line:
   *
   * The line of the first one, from 1.
   */
  properties[PROP_LINE] =
    g_param_spec_uint ("line", NULL, NULL, 0, G_MAXUINT, 0, readable);

  /**
   * BatchInputWarning:message:
   *
   * One sentence that says all this, and what to do about it.
   */
  properties[PROP_MESSAGE] =
    g_param_spec_string ("message", NULL, NULL, NULL, readable);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_input_warning_init (BatchInputWarning *self)
{
}

BatchInputWarning *
batch_input_warning_new (const BatchMisfit *misfit)
{
  BatchInputWarning *self = g_object_new (BATCH_TYPE_INPUT_WARNING, NULL);

  self->model = g_strdup (misfit->model);
  self->uses = misfit->use;
  self->missing = misfit->missing;
  self->count = misfit->count;
  self->line = misfit->line;
  self->message = batch_misfit_describe (misfit);
  return self;
}

/**
 * batch_input_warning_get_model: (attributes org.gtk.Method.get_property=model)
 * @self: a warning
 *
 * Gets the model that they ask for.
 *
 * Returns: its name
 */
const char *
batch_input_warning_get_model (BatchInputWarning *self)
{
  g_return_val_if_fail (BATCH_IS_INPUT_WARNING (self), NULL);

  return self->model;
}

/**
 * batch_input_warning_get_uses: (attributes org.gtk.Method.get_property=uses)
 * @self: a warning
 *
 * Gets what they want of the model, and it has refused before.
 *
 * Returns: one use; %BATCH_MODEL_USES_NONE when they may be too long for its context, or when
 *   there is no such model
 */
BatchModelUses
batch_input_warning_get_uses (BatchInputWarning *self)
{
  g_return_val_if_fail (BATCH_IS_INPUT_WARNING (self), BATCH_MODEL_USES_NONE);

  return self->uses;
}

/**
 * batch_input_warning_get_missing: (attributes org.gtk.Method.get_property=missing)
 * @self: a warning
 *
 * Gets whether the server lists which models it has, and this one is not among them.
 *
 * Returns: %TRUE if so
 */
gboolean
batch_input_warning_get_missing (BatchInputWarning *self)
{
  g_return_val_if_fail (BATCH_IS_INPUT_WARNING (self), FALSE);

  return self->missing;
}

/**
 * batch_input_warning_get_count: (attributes org.gtk.Method.get_property=count)
 * @self: a warning
 *
 * Gets how many requests there are.
 *
 * Returns: their number
 */
gint64
batch_input_warning_get_count (BatchInputWarning *self)
{
  g_return_val_if_fail (BATCH_IS_INPUT_WARNING (self), 0);

  return self->count;
}

/**
 * batch_input_warning_get_line: (attributes org.gtk.Method.get_property=line)
 * @self: a warning
 *
 * Gets the line of the first one.
 *
 * Returns: the line, from 1
 */
guint
batch_input_warning_get_line (BatchInputWarning *self)
{
  g_return_val_if_fail (BATCH_IS_INPUT_WARNING (self), 0);

  return self->line;
}

/**
 * batch_input_warning_get_message: (attributes org.gtk.Method.get_property=message)
 * @self: a warning
 *
 * Gets one sentence that says all this, and what to do about it.
 *
 * It is in English; [func@localize] puts it into the language of the person.
 *
 * Returns: the sentence
 */
const char *
batch_input_warning_get_message (BatchInputWarning *self)
{
  g_return_val_if_fail (BATCH_IS_INPUT_WARNING (self), NULL);

  return self->message;
}
