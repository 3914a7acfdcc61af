/* batch-validation-issue.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "intake/batch-validation-issue.h"

#include "intake/batch-validation-private.h"

/**
 * BatchValidationIssue:
 *
 * One thing that is wrong with a batch file.
 */
struct _BatchValidationIssue
{
  GObject         parent_instance;

  const char     *field;        /* (nullable) static */
  char           *message;
  guint           line;
  BatchLineError  code;
};

enum
{
  PROP_0,
  PROP_LINE,
  PROP_FIELD,
  PROP_CODE,
  PROP_MESSAGE,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchValidationIssue, batch_validation_issue, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_validation_issue_finalize (GObject *object)
{
  BatchValidationIssue *self = BATCH_VALIDATION_ISSUE (object);

  g_free (self->message);

  G_OBJECT_CLASS (batch_validation_issue_parent_class)->finalize (object);
}

static void
batch_validation_issue_get_property (GObject    *object,
                                     guint       prop_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  BatchValidationIssue *self = BATCH_VALIDATION_ISSUE (object);

  switch (prop_id)
    {
    case PROP_LINE:
      g_value_set_uint (value, batch_validation_issue_get_line (self));
      break;

    case PROP_FIELD:
      g_value_set_static_string (value, batch_validation_issue_get_field (self));
      break;

    case PROP_CODE:
      g_value_set_enum (value, batch_validation_issue_get_code (self));
      break;

    case PROP_MESSAGE:
      g_value_set_string (value, batch_validation_issue_get_message (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_validation_issue_class_init (BatchValidationIssueClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = batch_validation_issue_finalize;
  object_class->get_property = batch_validation_issue_get_property;

  /**
   * BatchValidationIssue:line:
   *
   * The line, from 1; 0 when the file as a whole is meant.
   */
  properties[PROP_LINE] =
    g_param_spec_uint ("line", NULL, NULL, 0, G_MAXUINT, 0,
                       (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  /**
   * BatchValidationIssue:field:
   *
   * The member of the line, as `custom_id` or `body.model`.
   */
  properties[PROP_FIELD] =
    g_param_spec_string ("field", NULL, NULL, NULL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  /**
   * BatchValidationIssue:code:
   *
   * What is wrong.
   */
  properties[PROP_CODE] =
    g_param_spec_enum ("code", NULL, NULL,
                       BATCH_TYPE_LINE_ERROR, BATCH_LINE_ERROR_INVALID_JSON,
                       (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  /**
   * BatchValidationIssue:message:
   *
   * One sentence that names the line.
   */
  properties[PROP_MESSAGE] =
    g_param_spec_string ("message", NULL, NULL, NULL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_validation_issue_init (BatchValidationIssue *self)
{
}

BatchValidationIssue *
batch_validation_issue_new (const BatchLineIssue *issue)
{
  BatchValidationIssue *self = g_object_new (BATCH_TYPE_VALIDATION_ISSUE, NULL);

  self->line = issue->line;
  self->field = issue->field;
  self->code = issue->code;
  self->message = g_strdup (issue->message);

  return self;
}

/**
 * batch_validation_issue_get_line: (attributes org.gtk.Method.get_property=line)
 * @self: an issue
 *
 * Gets the line.
 *
 * Returns: the line, from 1; 0 when the file as a whole is meant
 */
guint
batch_validation_issue_get_line (BatchValidationIssue *self)
{
  g_return_val_if_fail (BATCH_IS_VALIDATION_ISSUE (self), 0);

  return self->line;
}

/**
 * batch_validation_issue_get_field: (attributes org.gtk.Method.get_property=field)
 * @self: an issue
 *
 * Gets the member of the line.
 *
 * Returns: (nullable): the member, as `custom_id` or `body.model`; %NULL when the
 *   line as a whole is meant
 */
const char *
batch_validation_issue_get_field (BatchValidationIssue *self)
{
  g_return_val_if_fail (BATCH_IS_VALIDATION_ISSUE (self), NULL);

  return self->field;
}

/**
 * batch_validation_issue_get_code: (attributes org.gtk.Method.get_property=code)
 * @self: an issue
 *
 * Gets what is wrong.
 *
 * Returns: what is wrong
 */
BatchLineError
batch_validation_issue_get_code (BatchValidationIssue *self)
{
  g_return_val_if_fail (BATCH_IS_VALIDATION_ISSUE (self), BATCH_LINE_ERROR_INVALID_JSON);

  return self->code;
}

/**
 * batch_validation_issue_get_message: (attributes org.gtk.Method.get_property=message)
 * @self: an issue
 *
 * Gets one sentence that says what is wrong, and names the line.
 *
 * Returns: the sentence
 */
const char *
batch_validation_issue_get_message (BatchValidationIssue *self)
{
  g_return_val_if_fail (BATCH_IS_VALIDATION_ISSUE (self), NULL);

  return self->message;
}
