/* batch-row-source.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "maker/batch-row-source-private.h"

G_DEFINE_ENUM_TYPE (BatchRowKind, batch_row_kind,
  G_DEFINE_ENUM_VALUE (BATCH_ROW_KIND_TABLE, "table"),
  G_DEFINE_ENUM_VALUE (BATCH_ROW_KIND_LINES, "lines"),
  G_DEFINE_ENUM_VALUE (BATCH_ROW_KIND_PARAGRAPHS, "paragraphs"),
  G_DEFINE_ENUM_VALUE (BATCH_ROW_KIND_OBJECTS, "objects"),
  G_DEFINE_ENUM_VALUE (BATCH_ROW_KIND_FILES, "files"),
  G_DEFINE_ENUM_VALUE (BATCH_ROW_KIND_REQUESTS, "requests"))

/**
 * BatchRowSource:
 *
 * What the requests of a batch are made from: rows of tables, lines or paragraphs of texts,
 * objects, or files.
 *
 * It has one file or folder, or several of the same kind, or a text in place of them.
 * Encodings, delimiters and quotes are found out unless they are set. What is wrong is told
 * by [method@RowSource.check_async]; a [class@Maker] refuses the whole source for it.
 */

enum
{
  PROP_0,
  PROP_KIND,
  PROP_FILES,
  PROP_TEXT,
  PROP_ENCODING,
  PROP_DELIMITER,
  PROP_RECURSIVE,
  PROP_INCLUDE,
  PROP_EXCLUDE,
  PROP_LIMIT,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchRowSource, batch_row_source, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_row_source_finalize (GObject *object)
{
  BatchRowSource *self = BATCH_ROW_SOURCE (object);

  g_object_unref (self->files);
  g_ptr_array_unref (self->plan.files);
  g_free (self->plan.text);
  g_free (self->plan.encoding);
  g_strfreev (self->plan.include);
  g_strfreev (self->plan.exclude);
  g_free (self->plan.rows);

  G_OBJECT_CLASS (batch_row_source_parent_class)->finalize (object);
}

static void
batch_row_source_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  BatchRowSource *self = BATCH_ROW_SOURCE (object);

  switch (prop_id)
    {
    case PROP_KIND:
      g_value_set_enum (value, self->plan.kind);
      break;

    case PROP_FILES:
      g_value_set_object (value, self->files);
      break;

    case PROP_TEXT:
      g_value_set_string (value, self->plan.text);
      break;

    case PROP_ENCODING:
      g_value_set_string (value, self->plan.encoding);
      break;

    case PROP_DELIMITER:
      g_value_set_string (value, batch_row_source_get_delimiter (self));
      break;

    case PROP_RECURSIVE:
      g_value_set_boolean (value, self->plan.recursive);
      break;

    case PROP_INCLUDE:
      g_value_set_boxed (value, self->plan.include);
      break;

    case PROP_EXCLUDE:
      g_value_set_boxed (value, self->plan.exclude);
      break;

    case PROP_LIMIT:
      g_value_set_int64 (value, self->plan.limit);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_row_source_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  BatchRowSource *self = BATCH_ROW_SOURCE (object);

  switch (prop_id)
    {
    case PROP_KIND:
      batch_row_source_set_kind (self, g_value_get_enum (value));
      break;

    case PROP_TEXT:
      batch_row_source_set_text (self, g_value_get_string (value));
      break;

    case PROP_ENCODING:
      batch_row_source_set_encoding (self, g_value_get_string (value));
      break;

    case PROP_DELIMITER:
      batch_row_source_set_delimiter (self, g_value_get_string (value));
      break;

    case PROP_RECURSIVE:
      batch_row_source_set_recursive (self, g_value_get_boolean (value));
      break;

    case PROP_INCLUDE:
      batch_row_source_set_include (self, g_value_get_boxed (value));
      break;

    case PROP_EXCLUDE:
      batch_row_source_set_exclude (self, g_value_get_boxed (value));
      break;

    case PROP_LIMIT:
      batch_row_source_set_limit (self, g_value_get_int64 (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_row_source_class_init (BatchRowSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags settable = (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                G_PARAM_STATIC_STRINGS);

  object_class->finalize = batch_row_source_finalize;
  object_class->get_property = batch_row_source_get_property;
  object_class->set_property = batch_row_source_set_property;

  /**
   * BatchRowSource:kind:
   *
   * What a row is.
   */
  properties[PROP_KIND] =
    g_param_spec_enum ("kind", NULL, NULL, BATCH_TYPE_ROW_KIND, BATCH_ROW_KIND_TABLE, settable);

  /**
   * BatchRowSource:files:
   *
   * The files and folders, a list of [iface@Gio.File].
   */
  properties[PROP_FILES] =
    g_param_spec_object ("files", NULL, NULL, G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  /**
   * BatchRowSource:text:
   *
   * A text in place of files.
   */
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, settable);

  /**
   * BatchRowSource:encoding:
   *
   * How the files are written, as `WINDOWS-1252`; unset: by their bytes.
   */
  properties[PROP_ENCODING] = g_param_spec_string ("encoding", NULL, NULL, NULL, settable);

  /**
   * BatchRowSource:delimiter:
   *
   * What stands between the fields of a table, one ASCII character; unset: the one that
   * makes most sense.
   */
  properties[PROP_DELIMITER] = g_param_spec_string ("delimiter", NULL, NULL, NULL, settable);

  /**
   * BatchRowSource:recursive:
   *
   * Whether folders in folders are looked into.
   */
  properties[PROP_RECURSIVE] = g_param_spec_boolean ("recursive", NULL, NULL, TRUE, settable);

  /**
   * BatchRowSource:include:
   *
   * Patterns, as `*.png`, for the names or paths of the files of folders, of which one has
   * to fit; unset: all.
   */
  properties[PROP_INCLUDE] = g_param_spec_boxed ("include", NULL, NULL, G_TYPE_STRV, settable);

  /**
   * BatchRowSource:exclude:
   *
   * Patterns for the names or paths of the files and folders that are left out.
   */
  properties[PROP_EXCLUDE] = g_param_spec_boxed ("exclude", NULL, NULL, G_TYPE_STRV, settable);

  /**
   * BatchRowSource:limit:
   *
   * How many rows are used, from the first one on; 0: all.
   */
  properties[PROP_LIMIT] =
    g_param_spec_int64 ("limit", NULL, NULL, 0, G_MAXINT64, 0, settable);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_row_source_init (BatchRowSource *self)
{
  self->files = g_list_store_new (G_TYPE_FILE);
  self->plan.files = g_ptr_array_new_with_free_func (g_object_unref);
  self->plan.recursive = TRUE;
}

BatchRowPlan *
batch_row_source_make_plan (BatchRowSource *source)
{
  return batch_row_plan_copy (&source->plan);
}

/**
 * batch_row_source_new:
 * @kind: what a row is
 *
 * Makes a source without files.
 *
 * Returns: (transfer full): a new source
 */
BatchRowSource *
batch_row_source_new (BatchRowKind kind)
{
  BatchRowSource *self = g_object_new (BATCH_TYPE_ROW_SOURCE, NULL);

  self->plan.kind = kind;
  return self;
}

/**
 * batch_row_source_new_for_file:
 * @kind: what a row is
 * @file: a file or a folder
 *
 * Makes a source of one file.
 *
 * Returns: (transfer full): a new source
 */
BatchRowSource *
batch_row_source_new_for_file (BatchRowKind  kind,
                               GFile        *file)
{
  BatchRowSource *self = batch_row_source_new (kind);

  batch_row_source_add_file (self, file);
  return self;
}
