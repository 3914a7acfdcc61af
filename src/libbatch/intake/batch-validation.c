/* batch-validation.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "intake/batch-validation.h"

#include "intake/batch-validation-private.h"

/**
 * BatchValidation:
 *
 * What there is to say about a batch file.
 *
 * It is what [func@validate_jsonl_async] gives, and never changes.
 */
struct _BatchValidation
{
  GObject      parent_instance;

  char       **models;
  GListStore  *errors;
  guint64      line_count;
  gboolean     cut_short;
};

enum
{
  PROP_0,
  PROP_LINE_COUNT,
  PROP_MODELS,
  PROP_ERRORS,
  PROP_VALID,
  PROP_CUT_SHORT,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchValidation, batch_validation, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_validation_finalize (GObject *object)
{
  BatchValidation *self = BATCH_VALIDATION (object);

  g_strfreev (self->models);
  g_object_unref (self->errors);

  G_OBJECT_CLASS (batch_validation_parent_class)->finalize (object);
}

static void
batch_validation_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  BatchValidation *self = BATCH_VALIDATION (object);

  switch (prop_id)
    {
    case PROP_LINE_COUNT:
      g_value_set_uint64 (value, batch_validation_get_line_count (self));
      break;

    case PROP_MODELS:
      g_value_set_boxed (value, batch_validation_get_models (self));
      break;

    case PROP_ERRORS:
      g_value_set_object (value, batch_validation_get_errors (self));
      break;

    case PROP_VALID:
      g_value_set_boolean (value, batch_validation_get_valid (self));
      break;

    case PROP_CUT_SHORT:
      g_value_set_boolean (value, batch_validation_get_cut_short (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_validation_class_init (BatchValidationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = batch_validation_finalize;
  object_class->get_property = batch_validation_get_property;

  /**
   * BatchValidation:line-count:
   *
   * How many lines are not blank.
   */
  properties[PROP_LINE_COUNT] =
    g_param_spec_uint64 ("line-count", NULL, NULL, 0, G_MAXUINT64, 0,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  /**
   * BatchValidation:models:
   *
   * The models that good lines ask for, in order of appearance.
   */
  properties[PROP_MODELS] =
    g_param_spec_boxed ("models", NULL, NULL, G_TYPE_STRV,
                        (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  /**
   * BatchValidation:errors:
   *
   * What is wrong, by line.
   */
  properties[PROP_ERRORS] =
    g_param_spec_object ("errors", NULL, NULL, G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  /**
   * BatchValidation:valid:
   *
   * Whether nothing is wrong.
   */
  properties[PROP_VALID] =
    g_param_spec_boolean ("valid", NULL, NULL, FALSE,
                          (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  /**
   * BatchValidation:cut-short:
   *
   * Whether there may be more errors than those that are told.
   */
  properties[PROP_CUT_SHORT] =
    g_param_spec_boolean ("cut-short", NULL, NULL, FALSE,
                          (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_validation_init (BatchValidation *self)
{
  self->errors = g_list_store_new (BATCH_TYPE_VALIDATION_ISSUE);
}

BatchValidation *
batch_validation_new (BatchValidator *validator)
{
  BatchValidation *self = g_object_new (BATCH_TYPE_VALIDATION, NULL);
  GPtrArray *issues = batch_validator_get_issues (validator);
  guint n_models = batch_validator_get_n_models (validator);

  self->line_count = batch_validator_get_line_count (validator);
  self->cut_short = batch_validator_is_full (validator);
  self->models = g_new0 (char *, n_models + 1);
  for (guint i = 0; i < n_models; i++)
    self->models[i] = g_strdup (batch_validator_get_model (validator, i, NULL));

  for (guint i = 0; i < issues->len; i++)
    {
      g_autoptr(BatchValidationIssue) issue = batch_validation_issue_new (issues->pdata[i]);

      g_list_store_append (self->errors, issue);
    }

  return self;
}

/**
 * batch_validation_get_line_count: (attributes org.gtk.Method.get_property=line-count)
 * @self: a validation
 *
 * Gets how many lines are not blank.
 *
 * When the file is not valid, reading may have stopped before its end.
 *
 * Returns: the number of lines
 */
guint64
batch_validation_get_line_count (BatchValidation *self)
{
  g_return_val_if_fail (BATCH_IS_VALIDATION (self), 0);

  return self->line_count;
}

/**
 * batch_validation_get_models: (attributes org.gtk.Method.get_property=models)
 * @self: a validation
 *
 * Gets the models that good lines ask for, in order of appearance.
 *
 * Returns: (array zero-terminated=1) (transfer none): the names of the models
 */
const char * const *
batch_validation_get_models (BatchValidation *self)
{
  g_return_val_if_fail (BATCH_IS_VALIDATION (self), NULL);

  return (const char * const *) self->models;
}

/**
 * batch_validation_get_errors: (attributes org.gtk.Method.get_property=errors)
 * @self: a validation
 *
 * Gets what is wrong, by line.
 *
 * There are ten thousand at the most: then nothing more is looked for, which
 * [property@Validation:cut-short] tells.
 *
 * Returns: (transfer none): a list of [class@ValidationIssue]
 */
GListModel *
batch_validation_get_errors (BatchValidation *self)
{
  g_return_val_if_fail (BATCH_IS_VALIDATION (self), NULL);

  return G_LIST_MODEL (self->errors);
}

/**
 * batch_validation_get_valid: (attributes org.gtk.Method.get_property=valid)
 * @self: a validation
 *
 * Tells whether nothing is wrong.
 *
 * Returns: %TRUE when every line is good
 */
gboolean
batch_validation_get_valid (BatchValidation *self)
{
  g_return_val_if_fail (BATCH_IS_VALIDATION (self), FALSE);

  return g_list_model_get_n_items (G_LIST_MODEL (self->errors)) == 0;
}

/**
 * batch_validation_get_cut_short: (attributes org.gtk.Method.get_property=cut-short)
 * @self: a validation
 *
 * Tells whether there may be more errors than those that are told.
 *
 * Returns: %TRUE when there were so many that no more were looked for
 */
gboolean
batch_validation_get_cut_short (BatchValidation *self)
{
  g_return_val_if_fail (BATCH_IS_VALIDATION (self), FALSE);

  return self->cut_short;
}

/**
 * batch_validation_check:
 * @self: a validation
 * @error: the return location for an error
 *
 * Sets %BATCH_ERROR_INVALID_FILE when something is wrong.
 *
 * The message is that of the first issue, and says how many others there are.
 *
 * Returns: %TRUE when every line is good
 */
gboolean
batch_validation_check (BatchValidation  *self,
                        GError          **error)
{
  g_autoptr(BatchValidationIssue) first = NULL;
  guint n_issues;

  g_return_val_if_fail (BATCH_IS_VALIDATION (self), FALSE);

  n_issues = g_list_model_get_n_items (G_LIST_MODEL (self->errors));
  if (n_issues == 0)
    return TRUE;

  first = g_list_model_get_item (G_LIST_MODEL (self->errors), 0);
  g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE, "%s",
               batch_validation_issue_get_message (first));
  if (n_issues > 1 && error != NULL)
    {
      g_autofree char *message = g_steal_pointer (&(*error)->message);

      (*error)->message = g_strdup_printf ("%s (and %u more)", message, n_issues - 1);
    }

  return FALSE;
}
