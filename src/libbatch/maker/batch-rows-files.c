/* batch-rows-files.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "maker/batch-rows-private.h"

#include <string.h>

#include "core/batch-byte-count-private.h"
#include "format/batch-encoding-private.h"
#include "format/batch-request-writer-private.h"
#include "maker/batch-file-list-private.h"

/* One row for each file, which is a picture or a text by its content. */

#define MAX_FILE (20 * 1024 * 1024)  /* with base64 it still fits into a line */
#define MARK     "\xEF\xBB\xBF"      /* of the byte order, in UTF-8 */

static const char *const file_columns[] = { BATCH_FILE_COLUMNS, NULL };

static char *
get_stem (const char *name)
{
  const char *dot = strrchr (name, '.');

  return dot != NULL && dot > name ? g_strndup (name, dot - name) : g_strdup (name);
}

/* What an encoding was chosen for may look like anything before it is decoded. */
static gboolean
looks_binary (BatchRows    *self,
              const char   *encoding,
              const guint8 *data,
              gsize         length)
{
  return self->plan->encoding == NULL && !g_str_has_prefix (encoding, "UTF-16")
         && !g_str_has_prefix (encoding, "UTF-32") && batch_encoding_is_binary (data, length);
}

/* NULL when it is no text: a mark at its beginning does not make it one. With an error when nobody
 * knows the encoding. */
static char *
decode (BatchRows    *self,
        const char   *path,
        const guint8 *data,
        gsize         length)
{
  const char *encoding = self->plan->encoding != NULL ? self->plan->encoding
                                                      : batch_encoding_sniff (data, length, TRUE);
  g_autofree char *decoded = NULL;
  g_autoptr(GError) reason = NULL;
  gsize n_decoded;

  if (looks_binary (self, encoding, data, length))
    return NULL;

  decoded = g_convert ((const char *) data, (gssize) length, "UTF-8", encoding, NULL, &n_decoded,
                       &reason);
  if (g_error_matches (reason, G_CONVERT_ERROR, G_CONVERT_ERROR_NO_CONVERSION))
    g_propagate_error (&self->error, g_steal_pointer (&reason));
  if (decoded == NULL || batch_encoding_is_binary ((const guint8 *) decoded, n_decoded))
    return NULL;

  batch_rows_note_guess (self, encoding, path);
  return g_strdup (g_str_has_prefix (decoded, MARK) ? decoded + strlen (MARK) : decoded);
}

static gboolean
refuse_content (BatchRows             *self,
                const BatchListedFile *listed)
{
  if (self->error != NULL)
    return FALSE;
  if (self->plan->encoding != NULL)
    return batch_rows_refuse (self, 0, BATCH_LINE_ERROR_INVALID_VALUE,
                              "“%s” is neither a picture nor text in %s; exclude it, or choose "
                              "another encoding", listed->path, self->plan->encoding);

  return batch_rows_refuse (self, 0, BATCH_LINE_ERROR_INVALID_VALUE,
                            "“%s” is neither a picture nor text; move it away, or exclude it",
                            listed->path);
}

static gboolean
take_content (BatchRows             *self,
              const BatchListedFile *listed,
              GBytes                *content)
{
  const char *slash = strrchr (listed->path, G_DIR_SEPARATOR);
  const char *name = slash != NULL ? slash + 1 : listed->path;
  g_autofree char *stem = get_stem (name);
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, self->n_rows + 1);
  g_autofree char *text = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (content, &length);
  gboolean is_image = length > 0 && batch_image_type (data, length) != NULL;
  const char *values[] = { name, stem, "", number, listed->path, NULL };
  BatchRow row = { .values = values, .name = listed->path, .image = is_image ? content : NULL };

  if (!is_image
      && !(text = length > 0 ? decode (self, listed->path, data, length) : g_strdup ("")))
    return refuse_content (self, listed);
  if (text != NULL)
    values[2] = text;

  return batch_rows_take (self, &row);
}

static gboolean
refuse_large (BatchRows  *self,
              const char *path)
{
  g_autofree char *limit = batch_byte_count_to_text (MAX_FILE);

  return batch_rows_refuse (self, 0, BATCH_LINE_ERROR_FILE_TOO_LARGE,
                            "“%s” is larger than %s", path, limit);
}

static gboolean
take_file (BatchRows             *self,
           const BatchListedFile *listed)
{
  g_autoptr(GFileInfo) info = NULL;
  g_autoptr(GBytes) content = NULL;

  info = g_file_query_info (listed->file,
                            G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
                            G_FILE_QUERY_INFO_NONE, self->cancellable, &self->error);
  if (info == NULL)
    return FALSE;
  /* A pipe or a device may never come to an end. */
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    return batch_rows_refuse (self, 0, BATCH_LINE_ERROR_INVALID_VALUE,
                              "“%s” is a pipe or a device; leave it out",
                              listed->path);
  if (g_file_info_get_size (info) > MAX_FILE)
    return refuse_large (self, listed->path);

  content = g_file_load_bytes (listed->file, self->cancellable, NULL, &self->error);
  if (content != NULL)
    return take_content (self, listed, content);

  batch_rows_name_unread (self, listed->path);
  return FALSE;
}

gboolean
batch_rows_read_files (BatchRows *self)
{
  g_autoptr(GPtrArray) list = batch_file_list (self->plan, self->cancellable, &self->error);
  BatchRow unread = { NULL };

  if (list == NULL)
    return FALSE;

  self->columns = g_strdupv ((char **) file_columns);
  for (guint i = 0; i < list->len; i++)
    if (!(batch_rows_wants_next (self) ? take_file (self, list->pdata[i])
                                       : batch_rows_take (self, &unread)))
      return FALSE;

  return TRUE;
}
