/* batch-file.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "reports/batch-file-private.h"

#include "core/batch-fields-private.h"

/**
 * BatchFile:
 *
 * An input file that an engine keeps, for jobs to come.
 *
 * [method@Engine.add_file_async] puts one in. It never changes. What several files or
 * jobs have in common is stored once.
 */
struct _BatchFile
{
  GObject          parent_instance;

  BatchFileRecord *record;
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_NAME,
  PROP_KEY_ID,
  PROP_SIZE,
  PROP_CREATED_AT,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchFile, batch_file, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_file_finalize (GObject *object)
{
  BatchFile *self = BATCH_FILE (object);

  batch_file_record_free (self->record);

  G_OBJECT_CLASS (batch_file_parent_class)->finalize (object);
}

static void
batch_file_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  BatchFile *self = BATCH_FILE (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->record->id);
      break;

    case PROP_NAME:
      g_value_set_string (value, self->record->name);
      break;

    case PROP_KEY_ID:
      g_value_set_string (value, self->record->key_id);
      break;

    case PROP_SIZE:
      g_value_set_int64 (value, self->record->size);
      break;

    case PROP_CREATED_AT:
      g_value_take_boxed (value, batch_file_get_created_at (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

#define READABLE (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
batch_file_class_init (BatchFileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = batch_file_finalize;
  object_class->get_property = batch_file_get_property;

  /**
   * BatchFile:id:
   *
   * Its id.
   */
  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL, READABLE);

  /**
   * BatchFile:name:
   *
   * What its owner calls it.
   */
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL, READABLE);

  /**
   * BatchFile:key-id:
   *
   * Whose it is: the API key that it was put in with.
   */
  properties[PROP_KEY_ID] =
    g_param_spec_string ("key-id", NULL, NULL, NULL, READABLE);

  /**
   * BatchFile:size:
   *
   * How large it is, in bytes.
   */
  properties[PROP_SIZE] =
    g_param_spec_int64 ("size", NULL, NULL, 0, G_MAXINT64, 0, READABLE);

  /**
   * BatchFile:created-at:
   *
   * When it was put in.
   */
  properties[PROP_CREATED_AT] =
    g_param_spec_boxed ("created-at", NULL, NULL, G_TYPE_DATE_TIME, READABLE);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_file_init (BatchFile *self)
{
  self->record = g_new0 (BatchFileRecord, 1);
}

BatchFile *
batch_file_new (BatchFileRecord *record)
{
  BatchFile *self = g_object_new (BATCH_TYPE_FILE, NULL);

  batch_file_record_free (self->record);
  self->record = record;
  return self;
}

const BatchFileRecord *
batch_file_get_record (BatchFile *self)
{
  return self->record;
}

/**
 * batch_file_get_id:
 * @self: a file
 *
 * Gets its id.
 *
 * Returns: the id
 */
const char *
batch_file_get_id (BatchFile *self)
{
  g_return_val_if_fail (BATCH_IS_FILE (self), NULL);

  return self->record->id;
}

/**
 * batch_file_get_name:
 * @self: a file
 *
 * Gets what its owner calls it.
 *
 * Returns: the name
 */
const char *
batch_file_get_name (BatchFile *self)
{
  g_return_val_if_fail (BATCH_IS_FILE (self), NULL);

  return self->record->name;
}

/**
 * batch_file_get_key_id:
 * @self: a file
 *
 * Gets whose it is: the API key that it was put in with.
 *
 * Returns: (nullable): the id of the key, or %NULL when no key was used
 */
const char *
batch_file_get_key_id (BatchFile *self)
{
  g_return_val_if_fail (BATCH_IS_FILE (self), NULL);

  return self->record->key_id;
}

/**
 * batch_file_get_size:
 * @self: a file
 *
 * Gets how large it is.
 *
 * Returns: the number of bytes
 */
gint64
batch_file_get_size (BatchFile *self)
{
  g_return_val_if_fail (BATCH_IS_FILE (self), 0);

  return self->record->size;
}

/**
 * batch_file_get_created_at:
 * @self: a file
 *
 * Gets when it was put in.
 *
 * Returns: (transfer full): the time
 */
GDateTime *
batch_file_get_created_at (BatchFile *self)
{
  g_return_val_if_fail (BATCH_IS_FILE (self), NULL);

  return batch_date_time_new (self->record->created_at);
}
