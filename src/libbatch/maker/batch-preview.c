/* batch-preview.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "maker/batch-preview-private.h"

/**
 * BatchPreview:
 *
 * What becomes of one row.
 */
struct _BatchPreview
{
  GObject   parent_instance;

  char     *custom_id;
  char     *prompt;
  char     *system;             /* (nullable) */
  char     *request;
  char    **columns;
  char    **values;
  gint64    image_size;
};

enum
{
  PROP_0,
  PROP_CUSTOM_ID,
  PROP_PROMPT,
  PROP_SYSTEM,
  PROP_REQUEST,
  PROP_IMAGE_SIZE,
  PROP_COLUMNS,
  PROP_VALUES,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchPreview, batch_preview, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_preview_finalize (GObject *object)
{
  BatchPreview *self = BATCH_PREVIEW (object);

  g_free (self->custom_id);
  g_free (self->prompt);
  g_free (self->system);
  g_free (self->request);
  g_strfreev (self->columns);
  g_strfreev (self->values);

  G_OBJECT_CLASS (batch_preview_parent_class)->finalize (object);
}

static void
batch_preview_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  BatchPreview *self = BATCH_PREVIEW (object);

  switch (prop_id)
    {
    case PROP_CUSTOM_ID:
      g_value_set_string (value, self->custom_id);
      break;

    case PROP_PROMPT:
      g_value_set_string (value, self->prompt);
      break;

    case PROP_SYSTEM:
      g_value_set_string (value, self->system);
      break;

    case PROP_REQUEST:
      g_value_set_string (value, self->request);
      break;

    case PROP_IMAGE_SIZE:
      g_value_set_int64 (value, self->image_size);
      break;

    case PROP_COLUMNS:
      g_value_set_boxed (value, self->columns);
      break;

    case PROP_VALUES:
      g_value_set_boxed (value, self->values);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_preview_class_init (BatchPreviewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  object_class->finalize = batch_preview_finalize;
  object_class->get_property = batch_preview_get_property;

  /**
   * BatchPreview:custom-id:
   *
   * The `custom_id` of the request.
   */
  properties[PROP_CUSTOM_ID] = g_param_spec_string ("custom-id", NULL, NULL, NULL, readable);

  /**
   * BatchPreview:prompt:
   *
   * The prompt with the values of the row.
   */
  properties[PROP_PROMPT] = g_param_spec_string ("prompt", NULL, NULL, NULL, readable);

  /**
   * BatchPreview:system:
   *
   * The instructions with the values of the row.
   */
  properties[PROP_SYSTEM] = g_param_spec_string ("system", NULL, NULL, NULL, readable);

  /**
   * BatchPreview:request:
   *
   * The line of the batch file, of a picture only its beginning.
   */
  properties[PROP_REQUEST] = g_param_spec_string ("request", NULL, NULL, NULL, readable);

  /**
   * BatchPreview:image-size:
   *
   * The size of the picture in bytes; 0 when there is none.
   */
  properties[PROP_IMAGE_SIZE] =
    g_param_spec_int64 ("image-size", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BatchPreview:columns:
   *
   * The columns that a template may name.
   */
  properties[PROP_COLUMNS] = g_param_spec_boxed ("columns", NULL, NULL, G_TYPE_STRV, readable);

  /**
   * BatchPreview:values:
   *
   * What the row has in each column.
   */
  properties[PROP_VALUES] = g_param_spec_boxed ("values", NULL, NULL, G_TYPE_STRV, readable);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_preview_init (BatchPreview *self)
{
}

BatchPreview *
batch_preview_new (const BatchRequestParts *parts,
                   const char              *request,
                   gsize                    image_size,
                   const char *const       *columns,
                   const char *const       *values)
{
  BatchPreview *self = g_object_new (BATCH_TYPE_PREVIEW, NULL);

  self->custom_id = g_strdup (parts->custom_id);
  self->prompt = g_strdup (parts->prompt);
  self->system = g_strdup (parts->system);
  self->request = g_strchomp (g_strdup (request));
  self->image_size = (gint64) image_size;
  self->columns = g_strdupv ((char **) columns);
  self->values = g_strdupv ((char **) values);

  return self;
}

/**
 * batch_preview_get_custom_id: (attributes org.gtk.Method.get_property=custom-id)
 * @self: a preview
 *
 * Gets the `custom_id` of the request.
 *
 * Returns: the id
 */
const char *
batch_preview_get_custom_id (BatchPreview *self)
{
  g_return_val_if_fail (BATCH_IS_PREVIEW (self), NULL);

  return self->custom_id;
}

/**
 * batch_preview_get_prompt: (attributes org.gtk.Method.get_property=prompt)
 * @self: a preview
 *
 * Gets the prompt with the values of the row.
 *
 * Returns: the prompt
 */
const char *
batch_preview_get_prompt (BatchPreview *self)
{
  g_return_val_if_fail (BATCH_IS_PREVIEW (self), NULL);

  return self->prompt;
}

/**
 * batch_preview_get_system: (attributes org.gtk.Method.get_property=system)
 * @self: a preview
 *
 * Gets the instructions with the values of the row.
 *
 * Returns: (nullable): the instructions, or %NULL when there are none
 */
const char *
batch_preview_get_system (BatchPreview *self)
{
  g_return_val_if_fail (BATCH_IS_PREVIEW (self), NULL);

  return self->system;
}

/**
 * batch_preview_get_request: (attributes org.gtk.Method.get_property=request)
 * @self: a preview
 *
 * Gets the line of the batch file, of a picture only its beginning.
 *
 * Returns: the line
 */
const char *
batch_preview_get_request (BatchPreview *self)
{
  g_return_val_if_fail (BATCH_IS_PREVIEW (self), NULL);

  return self->request;
}

/**
 * batch_preview_get_image_size: (attributes org.gtk.Method.get_property=image-size)
 * @self: a preview
 *
 * Gets the size of the picture in bytes.
 *
 * Returns: the size; 0 when there is none
 */
gint64
batch_preview_get_image_size (BatchPreview *self)
{
  g_return_val_if_fail (BATCH_IS_PREVIEW (self), 0);

  return self->image_size;
}

/**
 * batch_preview_get_columns: (attributes org.gtk.Method.get_property=columns)
 * @self: a preview
 *
 * Gets the columns that a template may name.
 *
 * Returns: (array zero-terminated=1) (transfer none): the columns
 */
const char * const *
batch_preview_get_columns (BatchPreview *self)
{
  g_return_val_if_fail (BATCH_IS_PREVIEW (self), NULL);

  return (const char * const *) self->columns;
}

/**
 * batch_preview_get_values: (attributes org.gtk.Method.get_property=values)
 * @self: a preview
 *
 * Gets what the row has in each column.
 *
 * Returns: (array zero-terminated=1) (transfer none): the values
 */
const char * const *
batch_preview_get_values (BatchPreview *self)
{
  g_return_val_if_fail (BATCH_IS_PREVIEW (self), NULL);

  return (const char * const *) self->values;
}
