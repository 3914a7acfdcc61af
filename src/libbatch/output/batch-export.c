/* batch-export.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "output/batch-export-private.h"

#include "core/batch-fields-private.h"

/**
 * BatchExport:
 *
 * Writes results out as other programs, and people, read them.
 *
 * It is told what to write and where, and then run. What it writes appears as a whole: beside
 * the destination first, and renamed when all is there. Nothing is overwritten unless
 * [property@Export:conflict] says so. The memory it takes does not grow with the job.
 *
 * One that has run may run again, for another job.
 */

#define DEFAULT_NAME_TEMPLATE "{{custom_id}}.txt"

enum
{
  PROP_0,
  PROP_FORMAT,
  PROP_DESTINATION,
  PROP_STREAM,
  PROP_FILTER,
  PROP_CONFLICT,
  PROP_FORMULA_GUARD,
  PROP_BYTE_ORDER_MARK,
  PROP_NAME_TEMPLATE,
  PROP_N_WRITTEN,
  PROP_PATH,
  N_PROPS
};

G_DEFINE_ENUM_TYPE (BatchExportFormat, batch_export_format,
  G_DEFINE_ENUM_VALUE (BATCH_EXPORT_FORMAT_JSONL, "jsonl"),
  G_DEFINE_ENUM_VALUE (BATCH_EXPORT_FORMAT_CSV, "csv"),
  G_DEFINE_ENUM_VALUE (BATCH_EXPORT_FORMAT_TSV, "tsv"),
  G_DEFINE_ENUM_VALUE (BATCH_EXPORT_FORMAT_MARKDOWN, "markdown"),
  G_DEFINE_ENUM_VALUE (BATCH_EXPORT_FORMAT_FILES, "files"),
  G_DEFINE_ENUM_VALUE (BATCH_EXPORT_FORMAT_COMPARE, "compare"),
  G_DEFINE_ENUM_VALUE (BATCH_EXPORT_FORMAT_PREFERENCES, "preferences"))

G_DEFINE_ENUM_TYPE (BatchExportConflict, batch_export_conflict,
  G_DEFINE_ENUM_VALUE (BATCH_EXPORT_CONFLICT_REFUSE, "refuse"),
  G_DEFINE_ENUM_VALUE (BATCH_EXPORT_CONFLICT_NUMBER, "number"),
  G_DEFINE_ENUM_VALUE (BATCH_EXPORT_CONFLICT_REPLACE, "replace"))

G_DEFINE_FINAL_TYPE (BatchExport, batch_export, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_export_finalize (GObject *object)
{
  BatchExport *self = BATCH_EXPORT (object);

  g_clear_object (&self->stream);
  g_clear_pointer (&self->positions, g_array_unref);
  g_free (self->destination);
  g_free (self->filter);
  g_free (self->name_template);
  g_free (self->path);

  G_OBJECT_CLASS (batch_export_parent_class)->finalize (object);
}

static void
batch_export_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  BatchExport *self = BATCH_EXPORT (object);

  switch (prop_id)
    {
    case PROP_FORMAT:
      g_value_set_enum (value, self->format);
      break;
    case PROP_DESTINATION:
      g_value_set_string (value, self->destination);
      break;
    case PROP_STREAM:
      g_value_set_object (value, self->stream);
      break;
    case PROP_FILTER:
      g_value_set_string (value, self->filter);
      break;
    case PROP_CONFLICT:
      g_value_set_enum (value, self->conflict);
      break;
    case PROP_FORMULA_GUARD:
      g_value_set_boolean (value, self->formula_guard);
      break;
    case PROP_BYTE_ORDER_MARK:
      g_value_set_boolean (value, self->byte_order_mark);
      break;
    case PROP_NAME_TEMPLATE:
      g_value_set_string (value, self->name_template);
      break;
    case PROP_N_WRITTEN:
      g_value_set_int64 (value, self->n_written);
      break;
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_export_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  BatchExport *self = BATCH_EXPORT (object);

  switch (prop_id)
    {
    case PROP_FORMAT:
      self->format = g_value_get_enum (value);
      break;
    case PROP_DESTINATION:
      self->destination = g_value_dup_string (value);
      break;
    case PROP_STREAM:
      self->stream = g_value_dup_object (value);
      break;
    case PROP_FILTER:
      batch_export_set_filter (self, g_value_get_string (value));
      break;
    case PROP_CONFLICT:
      batch_export_set_conflict (self, g_value_get_enum (value));
      break;
    case PROP_FORMULA_GUARD:
      batch_export_set_formula_guard (self, g_value_get_boolean (value));
      break;
    case PROP_BYTE_ORDER_MARK:
      batch_export_set_byte_order_mark (self, g_value_get_boolean (value));
      break;
    case PROP_NAME_TEMPLATE:
      batch_export_set_name_template (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_export_class_init (BatchExportClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = readable | G_PARAM_WRITABLE;
  const GParamFlags fixed = readable | G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = batch_export_finalize;
  object_class->get_property = batch_export_get_property;
  object_class->set_property = batch_export_set_property;

  /**
   * BatchExport:format:
   *
   * What the results are written as.
   */
  properties[PROP_FORMAT] =
    g_param_spec_enum ("format", NULL, NULL,
                       BATCH_TYPE_EXPORT_FORMAT, BATCH_EXPORT_FORMAT_JSONL, fixed);

  /**
   * BatchExport:destination:
   *
   * The path of the file that is to be written, or of the folder; %NULL with a stream.
   */
  properties[PROP_DESTINATION] =
    g_param_spec_string ("destination", NULL, NULL, NULL, fixed);

  /**
   * BatchExport:stream:
   *
   * What the results are written to in place of a file.
   */
  properties[PROP_STREAM] =
    g_param_spec_object ("stream", NULL, NULL, G_TYPE_OUTPUT_STREAM, fixed);

  /**
   * BatchExport:filter:
   *
   * Which items: words as [method@Job.query_items] knows them; %NULL for all.
   */
  properties[PROP_FILTER] =
    g_param_spec_string ("filter", NULL, NULL, NULL, writable);

  /**
   * BatchExport:conflict:
   *
   * What to do when there is something at the destination.
   */
  properties[PROP_CONFLICT] =
    g_param_spec_enum ("conflict", NULL, NULL,
                       BATCH_TYPE_EXPORT_CONFLICT, BATCH_EXPORT_CONFLICT_REFUSE, writable);

  /**
   * BatchExport:formula-guard:
   *
   * Whether cells of tables that a spreadsheet would take for formulas get an apostrophe.
   */
  properties[PROP_FORMULA_GUARD] =
    g_param_spec_boolean ("formula-guard", NULL, NULL, TRUE, writable);

  /**
   * BatchExport:byte-order-mark:
   *
   * Whether a table begins with a byte order mark, by which Excel knows that it is UTF-8.
   */
  properties[PROP_BYTE_ORDER_MARK] =
    g_param_spec_boolean ("byte-order-mark", NULL, NULL, FALSE, writable);

  /**
   * BatchExport:name-template:
   *
   * How the files of a folder are called: `{{custom_id}}`, `{{model}}`, `{{number}}` and
   * `{{status}}` have their values put in. What cannot be in a name is replaced, and of two
   * files of the same name the second gets a number.
   */
  properties[PROP_NAME_TEMPLATE] =
    g_param_spec_string ("name-template", NULL, NULL, DEFAULT_NAME_TEMPLATE, writable);

  /**
   * BatchExport:n-written:
   *
   * How many items were written so far; it changes while it runs.
   */
  properties[PROP_N_WRITTEN] =
    g_param_spec_int64 ("n-written", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BatchExport:path:
   *
   * The path of what was written, once it was: another than the destination when it got a
   * number.
   */
  properties[PROP_PATH] =
    g_param_spec_string ("path", NULL, NULL, NULL, readable);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_export_init (BatchExport *self)
{
  self->formula_guard = TRUE;
  self->name_template = g_strdup (DEFAULT_NAME_TEMPLATE);
}

/**
 * batch_export_new:
 * @format: what the results are written as
 * @destination: (type filename): the path of the file, or of the folder
 *
 * Creates an export to a file or folder.
 *
 * Returns: (transfer full): the export
 */
BatchExport *
batch_export_new (BatchExportFormat  format,
                  const char        *destination)
{
  g_return_val_if_fail (destination != NULL, NULL);

  return g_object_new (BATCH_TYPE_EXPORT, "format", format, "destination", destination, NULL);
}

/**
 * batch_export_new_for_stream:
 * @format: what the results are written as; not files
 * @stream: where they go; it is flushed and stays open
 *
 * Creates an export to a stream.
 *
 * Returns: (transfer full): the export
 */
BatchExport *
batch_export_new_for_stream (BatchExportFormat  format,
                             GOutputStream     *stream)
{
  g_return_val_if_fail (G_IS_OUTPUT_STREAM (stream), NULL);
  g_return_val_if_fail (format != BATCH_EXPORT_FORMAT_FILES, NULL);

  return g_object_new (BATCH_TYPE_EXPORT, "format", format, "stream", stream, NULL);
}

/**
 * batch_export_get_format:
 * @self: an export
 *
 * Gets what the results are written as.
 *
 * Returns: the format
 */
BatchExportFormat
batch_export_get_format (BatchExport *self)
{
  g_return_val_if_fail (BATCH_IS_EXPORT (self), BATCH_EXPORT_FORMAT_JSONL);

  return self->format;
}

/**
 * batch_export_get_destination:
 * @self: an export
 *
 * Gets the path of the file that is to be written, or of the folder.
 *
 * Returns: (type filename) (nullable): the path, or %NULL with a stream
 */
const char *
batch_export_get_destination (BatchExport *self)
{
  g_return_val_if_fail (BATCH_IS_EXPORT (self), NULL);

  return self->destination;
}

/**
 * batch_export_get_filter:
 * @self: an export
 *
 * Gets which items are written.
 *
 * Returns: (nullable): words, or %NULL for all
 */
const char *
batch_export_get_filter (BatchExport *self)
{
  g_return_val_if_fail (BATCH_IS_EXPORT (self), NULL);

  return self->filter;
}

/**
 * batch_export_set_filter:
 * @self: an export
 * @filter: (nullable): words as [method@Job.query_items] knows them, or %NULL for all
 *
 * Sets which items are written.
 */
void
batch_export_set_filter (BatchExport *self,
                         const char  *filter)
{
  g_return_if_fail (BATCH_IS_EXPORT (self));

  if (batch_set_str (&self->filter, filter))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILTER]);
}

static int
compare_positions (gconstpointer a,
                   gconstpointer b)
{
  const guint32 *one = a;
  const guint32 *other = b;

  return (*one > *other) - (*one < *other);
}

/**
 * batch_export_set_positions:
 * @self: an export
 * @positions: (array length=n_positions) (nullable): the positions of items in the job
 * @n_positions: how many
 *
 * Sets that these items are written, and no others, whatever the filter is. None: the
 * filter counts again.
 */
void
batch_export_set_positions (BatchExport *self,
                            const guint *positions,
                            gsize        n_positions)
{
  g_return_if_fail (BATCH_IS_EXPORT (self));
  g_return_if_fail (positions != NULL || n_positions == 0);

  g_clear_pointer (&self->positions, g_array_unref);
  if (n_positions == 0)
    return;

  self->positions = g_array_sized_new (FALSE, FALSE, sizeof (guint32), n_positions);
  g_array_append_vals (self->positions, positions, n_positions);
  g_array_sort (self->positions, compare_positions);
}

/**
 * batch_export_get_conflict:
 * @self: an export
 *
 * Gets what to do when there is something at the destination.
 *
 * Returns: the rule
 */
BatchExportConflict
batch_export_get_conflict (BatchExport *self)
{
  g_return_val_if_fail (BATCH_IS_EXPORT (self), BATCH_EXPORT_CONFLICT_REFUSE);

  return self->conflict;
}

/**
 * batch_export_set_conflict:
 * @self: an export
 * @conflict: the rule
 *
 * Sets what to do when there is something at the destination.
 */
void
batch_export_set_conflict (BatchExport         *self,
                           BatchExportConflict  conflict)
{
  g_return_if_fail (BATCH_IS_EXPORT (self));

  if (self->conflict == conflict)
    return;

  self->conflict = conflict;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONFLICT]);
}

/**
 * batch_export_get_formula_guard:
 * @self: an export
 *
 * Gets whether cells that a spreadsheet would take for formulas get an apostrophe.
 *
 * Returns: %TRUE if so
 */
gboolean
batch_export_get_formula_guard (BatchExport *self)
{
  g_return_val_if_fail (BATCH_IS_EXPORT (self), FALSE);

  return self->formula_guard;
}

/**
 * batch_export_set_formula_guard:
 * @self: an export
 * @formula_guard: whether they do
 *
 * Sets whether cells that a spreadsheet would take for formulas get an apostrophe.
 */
void
batch_export_set_formula_guard (BatchExport *self,
                                gboolean     formula_guard)
{
  g_return_if_fail (BATCH_IS_EXPORT (self));

  if (self->formula_guard == !!formula_guard)
    return;

  self->formula_guard = !!formula_guard;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FORMULA_GUARD]);
}

/**
 * batch_export_get_byte_order_mark:
 * @self: an export
 *
 * Gets whether a table begins with a byte order mark.
 *
 * Returns: %TRUE if so
 */
gboolean
batch_export_get_byte_order_mark (BatchExport *self)
{
  g_return_val_if_fail (BATCH_IS_EXPORT (self), FALSE);

  return self->byte_order_mark;
}

/**
 * batch_export_set_byte_order_mark:
 * @self: an export
 * @byte_order_mark: whether it does
 *
 * Sets whether a table begins with a byte order mark.
 */
void
batch_export_set_byte_order_mark (BatchExport *self,
                                  gboolean     byte_order_mark)
{
  g_return_if_fail (BATCH_IS_EXPORT (self));

  if (self->byte_order_mark == !!byte_order_mark)
    return;

  self->byte_order_mark = !!byte_order_mark;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BYTE_ORDER_MARK]);
}

/**
 * batch_export_get_name_template:
 * @self: an export
 *
 * Gets how the files of a folder are called.
 *
 * Returns: the template
 */
const char *
batch_export_get_name_template (BatchExport *self)
{
  g_return_val_if_fail (BATCH_IS_EXPORT (self), NULL);

  return self->name_template;
}

/**
 * batch_export_set_name_template:
 * @self: an export
 * @name_template: (nullable): the template, or %NULL for the one at first
 *
 * Sets how the files of a folder are called.
 */
void
batch_export_set_name_template (BatchExport *self,
                                const char  *name_template)
{
  g_return_if_fail (BATCH_IS_EXPORT (self));

  if (batch_set_str (&self->name_template,
                     name_template != NULL ? name_template : DEFAULT_NAME_TEMPLATE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME_TEMPLATE]);
}

/**
 * batch_export_get_n_written:
 * @self: an export
 *
 * Gets how many items were written so far.
 *
 * Returns: the number
 */
gint64
batch_export_get_n_written (BatchExport *self)
{
  g_return_val_if_fail (BATCH_IS_EXPORT (self), 0);

  return self->n_written;
}

/**
 * batch_export_get_path:
 * @self: an export
 *
 * Gets the path of what was written.
 *
 * Returns: (type filename) (nullable): the path, or %NULL as long as nothing was
 */
const char *
batch_export_get_path (BatchExport *self)
{
  g_return_val_if_fail (BATCH_IS_EXPORT (self), NULL);

  return self->path;
}
