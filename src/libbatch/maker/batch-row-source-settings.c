/* batch-row-source-settings.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "maker/batch-row-source-private.h"

#include <string.h>

#include "core/batch-fields-private.h"

/* What a source is told. */

/**
 * batch_row_source_get_kind: (attributes org.gtk.Method.get_property=kind)
 * @self: a source
 *
 * Gets what a row is.
 *
 * Returns: the kind
 */
BatchRowKind
batch_row_source_get_kind (BatchRowSource *self)
{
  g_return_val_if_fail (BATCH_IS_ROW_SOURCE (self), BATCH_ROW_KIND_TABLE);

  return self->plan.kind;
}

/**
 * batch_row_source_set_kind: (attributes org.gtk.Method.set_property=kind)
 * @self: a source
 * @kind: the kind
 *
 * Sets what a row is.
 */
void
batch_row_source_set_kind (BatchRowSource *self,
                           BatchRowKind    kind)
{
  g_return_if_fail (BATCH_IS_ROW_SOURCE (self));

  if (self->plan.kind == kind)
    return;

  self->plan.kind = kind;
  g_object_notify (G_OBJECT (self), "kind");
}

/**
 * batch_row_source_add_file:
 * @self: a source
 * @file: a file or a folder
 *
 * Adds a file.
 */
void
batch_row_source_add_file (BatchRowSource *self,
                           GFile          *file)
{
  g_return_if_fail (BATCH_IS_ROW_SOURCE (self));
  g_return_if_fail (G_IS_FILE (file));

  g_ptr_array_add (self->plan.files, g_object_ref (file));
  g_list_store_append (self->files, file);
}

/**
 * batch_row_source_get_files: (attributes org.gtk.Method.get_property=files)
 * @self: a source
 *
 * Gets the files and folders.
 *
 * Returns: (transfer none): a list of [iface@Gio.File]
 */
GListModel *
batch_row_source_get_files (BatchRowSource *self)
{
  g_return_val_if_fail (BATCH_IS_ROW_SOURCE (self), NULL);

  return G_LIST_MODEL (self->files);
}

static void
set_string (BatchRowSource  *self,
            char           **field,
            const char      *value,
            const char      *property)
{
  if (batch_set_str (field, value))
    g_object_notify (G_OBJECT (self), property);
}

/**
 * batch_row_source_get_text: (attributes org.gtk.Method.get_property=text)
 * @self: a source
 *
 * Gets the text in place of files.
 *
 * Returns: (nullable): the text, or %NULL when there is none
 */
const char *
batch_row_source_get_text (BatchRowSource *self)
{
  g_return_val_if_fail (BATCH_IS_ROW_SOURCE (self), NULL);

  return self->plan.text;
}

/**
 * batch_row_source_set_text: (attributes org.gtk.Method.set_property=text)
 * @self: a source
 * @text: (nullable): a text; %NULL for none
 *
 * Sets a text in place of files, such as one that was pasted.
 */
void
batch_row_source_set_text (BatchRowSource *self,
                           const char     *text)
{
  g_return_if_fail (BATCH_IS_ROW_SOURCE (self));

  set_string (self, &self->plan.text, text, "text");
}

/**
 * batch_row_source_get_encoding: (attributes org.gtk.Method.get_property=encoding)
 * @self: a source
 *
 * Gets how the files are written.
 *
 * Returns: (nullable): the name of the encoding; %NULL: by their bytes
 */
const char *
batch_row_source_get_encoding (BatchRowSource *self)
{
  g_return_val_if_fail (BATCH_IS_ROW_SOURCE (self), NULL);

  return self->plan.encoding;
}

/**
 * batch_row_source_set_encoding: (attributes org.gtk.Method.set_property=encoding)
 * @self: a source
 * @encoding: (nullable): the name of the encoding, or %NULL: by their bytes
 *
 * Sets how the files are written.
 */
void
batch_row_source_set_encoding (BatchRowSource *self,
                               const char     *encoding)
{
  g_return_if_fail (BATCH_IS_ROW_SOURCE (self));

  set_string (self, &self->plan.encoding, encoding, "encoding");
}

/**
 * batch_row_source_get_delimiter: (attributes org.gtk.Method.get_property=delimiter)
 * @self: a source
 *
 * Gets what stands between the fields of a table.
 *
 * Returns: (nullable) (transfer none): one character; %NULL when it is to be found out
 */
const char *
batch_row_source_get_delimiter (BatchRowSource *self)
{
  char text[2] = { '\0', '\0' };

  g_return_val_if_fail (BATCH_IS_ROW_SOURCE (self), NULL);

  text[0] = self->plan.delimiter;
  return *text != '\0' ? g_intern_string (text) : NULL;
}

/**
 * batch_row_source_set_delimiter: (attributes org.gtk.Method.set_property=delimiter)
 * @self: a source
 * @delimiter: (nullable): one ASCII character, or %NULL: it is found out
 *
 * Sets what stands between the fields of a table.
 */
void
batch_row_source_set_delimiter (BatchRowSource *self,
                                const char     *delimiter)
{
  char character = delimiter != NULL ? *delimiter : '\0';

  g_return_if_fail (BATCH_IS_ROW_SOURCE (self));
  g_return_if_fail (delimiter == NULL || (strlen (delimiter) <= 1 && (guint8) character < 0x80));

  if (self->plan.delimiter == character)
    return;

  self->plan.delimiter = character;
  g_object_notify (G_OBJECT (self), "delimiter");
}

/**
 * batch_row_source_get_recursive: (attributes org.gtk.Method.get_property=recursive)
 * @self: a source
 *
 * Gets whether folders in folders are looked into.
 *
 * Returns: %TRUE when they are
 */
gboolean
batch_row_source_get_recursive (BatchRowSource *self)
{
  g_return_val_if_fail (BATCH_IS_ROW_SOURCE (self), FALSE);

  return self->plan.recursive;
}

/**
 * batch_row_source_set_recursive: (attributes org.gtk.Method.set_property=recursive)
 * @self: a source
 * @recursive: whether they are
 *
 * Sets whether folders in folders are looked into.
 */
void
batch_row_source_set_recursive (BatchRowSource *self,
                                gboolean        recursive)
{
  g_return_if_fail (BATCH_IS_ROW_SOURCE (self));

  if (self->plan.recursive == !!recursive)
    return;

  self->plan.recursive = !!recursive;
  g_object_notify (G_OBJECT (self), "recursive");
}

static void
set_patterns (BatchRowSource       *self,
              char               ***field,
              const char * const   *patterns,
              const char           *property)
{
  if (*field != NULL && patterns != NULL && g_strv_equal ((const char * const *) *field, patterns))
    return;
  if (*field == NULL && patterns == NULL)
    return;

  g_strfreev (*field);
  *field = g_strdupv ((char **) patterns);
  g_object_notify (G_OBJECT (self), property);
}

/**
 * batch_row_source_get_include: (attributes org.gtk.Method.get_property=include)
 * @self: a source
 *
 * Gets the patterns of which one has to fit the file of a folder.
 *
 * Returns: (array zero-terminated=1) (transfer none) (nullable): the patterns; %NULL: all
 *   files are used
 */
const char * const *
batch_row_source_get_include (BatchRowSource *self)
{
  g_return_val_if_fail (BATCH_IS_ROW_SOURCE (self), NULL);

  return (const char * const *) self->plan.include;
}

/**
 * batch_row_source_set_include: (attributes org.gtk.Method.set_property=include)
 * @self: a source
 * @patterns: (array zero-terminated=1) (nullable): the patterns, as `*.png`; %NULL for all
 *   files
 *
 * Sets the patterns of which one has to fit the file of a folder.
 */
void
batch_row_source_set_include (BatchRowSource     *self,
                              const char * const *patterns)
{
  g_return_if_fail (BATCH_IS_ROW_SOURCE (self));

  set_patterns (self, &self->plan.include, patterns, "include");
}

/**
 * batch_row_source_get_exclude: (attributes org.gtk.Method.get_property=exclude)
 * @self: a source
 *
 * Gets the patterns of what is left out of a folder.
 *
 * Returns: (array zero-terminated=1) (transfer none) (nullable): the patterns
 */
const char * const *
batch_row_source_get_exclude (BatchRowSource *self)
{
  g_return_val_if_fail (BATCH_IS_ROW_SOURCE (self), NULL);

  return (const char * const *) self->plan.exclude;
}

/**
 * batch_row_source_set_exclude: (attributes org.gtk.Method.set_property=exclude)
 * @self: a source
 * @patterns: (array zero-terminated=1) (nullable): the patterns, as `drafts` or `*.bak`; %NULL
 *   for none
 *
 * Sets the patterns of the files and folders that are left out of a folder.
 */
void
batch_row_source_set_exclude (BatchRowSource     *self,
                              const char * const *patterns)
{
  g_return_if_fail (BATCH_IS_ROW_SOURCE (self));

  set_patterns (self, &self->plan.exclude, patterns, "exclude");
}

/**
 * batch_row_source_get_limit: (attributes org.gtk.Method.get_property=limit)
 * @self: a source
 *
 * Gets how many rows are used.
 *
 * Returns: the number of rows; 0: all
 */
gint64
batch_row_source_get_limit (BatchRowSource *self)
{
  g_return_val_if_fail (BATCH_IS_ROW_SOURCE (self), 0);

  return self->plan.limit;
}

/**
 * batch_row_source_set_limit: (attributes org.gtk.Method.set_property=limit)
 * @self: a source
 * @limit: the number of rows; 0: all
 *
 * Sets how many rows are used, from the first one on.
 */
void
batch_row_source_set_limit (BatchRowSource *self,
                            gint64          limit)
{
  g_return_if_fail (BATCH_IS_ROW_SOURCE (self));
  g_return_if_fail (limit >= 0);

  if (self->plan.limit == limit)
    return;

  self->plan.limit = limit;
  g_object_notify (G_OBJECT (self), "limit");
}

/**
 * batch_row_source_set_rows:
 * @self: a source
 * @rows: (array length=n_rows) (nullable): numbers of rows, from 1
 * @n_rows: how many they are
 *
 * Sets which rows are used; %NULL: all, or as many as the limit says.
 */
void
batch_row_source_set_rows (BatchRowSource *self,
                           const gint64   *rows,
                           gsize           n_rows)
{
  g_return_if_fail (BATCH_IS_ROW_SOURCE (self));
  g_return_if_fail (rows == NULL || n_rows > 0);

  batch_row_plan_set_rows (&self->plan, rows, rows != NULL ? n_rows : 0);
}
