/* batch-row-guess.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "maker/batch-row-guess-private.h"

#include "format/batch-line-reader-private.h"
#include "format/batch-request-writer-private.h"
#include "json/batch-json-text-private.h"

#define LOOKED_AT (64 * 1024)

static gboolean
ends_with (const char        *name,
           const char *const *endings)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (guint i = 0; endings[i] != NULL; i++)
    if (g_str_has_suffix (lower, endings[i]))
      return TRUE;

  return FALSE;
}

/* Whether the first line is an object, and whether it is a request: it has an id or a
 * body, or should have. The line may be cut. */
static gboolean
looks_at_object (const guint8 *data,
                 gsize         length,
                 gboolean     *is_request)
{
  const BatchLine beginning = { .data = data, .length = length, .number = 1 };
  gsize skipped = batch_line_mark_length (&beginning);
  BatchJsonScanner scanner;
  BatchJsonValue key;
  gboolean has_id = FALSE;
  gboolean has_body = FALSE;
  gboolean any = FALSE;

  batch_json_scanner_init (&scanner, data + skipped, length - skipped, 0);
  if (batch_json_scanner_enter_object (&scanner))
    while (batch_json_scanner_next_member (&scanner, &key))
      {
        any = TRUE;
        has_id = has_id || batch_json_value_is (&key, "custom_id");
        has_body = has_body || batch_json_value_is (&key, "body");
        if (!batch_json_scanner_read_value (&scanner, NULL))
          break;
      }

  *is_request = has_id || has_body;
  return any;
}

BatchRowKind
batch_row_guess_text (const char   *name,
                      const guint8 *data,
                      gsize         length)
{
  static const char *const tables[] = { ".csv", ".tsv", ".tab", NULL };
  static const char *const objects[] = { ".jsonl", ".ndjson", NULL };
  gboolean is_request = FALSE;

  if (ends_with (name, tables))
    return BATCH_ROW_KIND_TABLE;
  if (looks_at_object (data, length, &is_request))
    return is_request ? BATCH_ROW_KIND_REQUESTS : BATCH_ROW_KIND_OBJECTS;

  /* Who reads it says what is wrong with it. */
  return ends_with (name, objects) ? BATCH_ROW_KIND_REQUESTS : BATCH_ROW_KIND_LINES;
}

static gboolean
guess_content (GFile         *file,
               BatchRowKind  *kind,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree guint8 *data = g_malloc (LOOKED_AT);
  g_autoptr(GFileInputStream) stream = g_file_read (file, cancellable, error);
  gsize length;

  if (stream == NULL || !g_input_stream_read_all (G_INPUT_STREAM (stream), data, LOOKED_AT,
                                                  &length, cancellable, error))
    return FALSE;

  *kind = batch_image_type (data, length) != NULL ? BATCH_ROW_KIND_FILES
                                                  : batch_row_guess_text (name, data, length);
  return TRUE;
}

gboolean
batch_row_guess (GFile         *file,
                 BatchRowKind  *kind,
                 GCancellable  *cancellable,
                 GError       **error)
{
  if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, cancellable) != G_FILE_TYPE_DIRECTORY)
    return guess_content (file, kind, cancellable, error);

  *kind = BATCH_ROW_KIND_FILES;
  return TRUE;
}
