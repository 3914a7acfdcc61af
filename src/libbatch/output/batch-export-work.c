/* batch-export-work.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "output/batch-export-work-private.h"

#include <string.h>

#include "answers/batch-answer-private.h"
#include "answers/batch-answer-text-private.h"
#include "files/batch-file-output-private.h"
#include "format/batch-file-name-private.h"
#include "format/batch-result-row-private.h"
#include "format/batch-template-private.h"
#include "json/batch-json-members-private.h"
#include "output/batch-export-compare-private.h"
#include "output/batch-export-folder-private.h"
#include "output/batch-own-input-private.h"
#include "output/batch-results-private.h"
#include "output/batch-source-row-private.h"
#include "store/batch-item-walk-private.h"

#define BUFFER_SIZE   (64 * 1024)
#define MAX_NUMBER    10000
#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

/* Where it goes: one of the first three. */
typedef struct
{
  BatchExportWork   *work;
  BatchFileOutput   *file;
  GOutputStream     *stream;        /* (unowned) */
  BatchExportFolder *folder;
  BatchTemplate     *names;         /* of the files in the folder */
  GString           *buffer;
  char             **columns;       /* (nullable) of the rows that requests were made of */
  gboolean           has_header;    /* of a table */
} Writer;

static const char *const name_columns[] = { "custom_id", "model", "number", "status", NULL };

BatchExportWork *
batch_export_work_new (void)
{
  return g_new0 (BatchExportWork, 1);
}

void
batch_export_work_free (BatchExportWork *self)
{
  g_clear_object (&self->store);
  g_clear_pointer (&self->job, batch_job_record_unref);
  g_clear_object (&self->input);
  g_clear_pointer (&self->query, batch_item_query_free);
  g_clear_pointer (&self->positions, g_array_unref);
  g_clear_object (&self->stream);
  g_clear_object (&self->cancellable);
  g_free (self->destination);
  g_free (self->name_template);
  g_free (self->path);
  g_free (self);
}

gboolean
batch_export_work_needs_input (const BatchExportWork *self)
{
  return self->format != BATCH_EXPORT_FORMAT_JSONL && self->format != BATCH_EXPORT_FORMAT_FILES;
}

static void
writer_clear (Writer *writer)
{
  g_clear_pointer (&writer->file, batch_file_output_free);
  g_clear_pointer (&writer->folder, batch_export_folder_free);
  g_clear_pointer (&writer->names, batch_template_free);
  g_string_free (writer->buffer, TRUE);
  g_strfreev (writer->columns);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Writer, writer_clear)

/* --- Where it goes --- */

static gboolean
is_taken (const char *path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS) || g_file_test (path, G_FILE_TEST_IS_SYMLINK);
}

static char *
choose_path (BatchExportWork *work)
{
  char *path = g_strdup (work->destination);

  if (work->conflict != BATCH_EXPORT_CONFLICT_NUMBER)
    return path;

  for (guint i = 2; is_taken (path) && i < MAX_NUMBER; i++)
    {
      g_free (path);
      path = batch_file_name_number (work->destination, i);
    }

  return path;
}

static gboolean
writer_open (Writer  *writer,
             GError **error)
{
  BatchExportWork *work = writer->work;
  gboolean replace = work->conflict == BATCH_EXPORT_CONFLICT_REPLACE;

  writer->stream = work->stream;
  if (writer->stream != NULL)
    return TRUE;

  work->path = choose_path (work);
  if (work->format != BATCH_EXPORT_FORMAT_FILES)
    {
      if (replace && !batch_own_input_spare (work->job, work->path, error))
        return FALSE;
      writer->file = batch_file_output_new (batch_file_ops_get_default (), work->path, replace,
                                            error);
      return writer->file != NULL;
    }

  writer->names = batch_template_new (work->name_template, name_columns, error);
  if (writer->names != NULL)
    writer->folder = batch_export_folder_new (work->path, replace ? work->job : NULL, error);
  return writer->folder != NULL;
}

static gboolean
writer_flush (Writer  *writer,
              GError **error)
{
  GString *buffer = writer->buffer;
  gboolean written;

  if (writer->file != NULL)
    written = batch_file_output_write (writer->file, buffer->str, buffer->len, error);
  else
    written = g_output_stream_write_all (writer->stream, buffer->str, buffer->len, NULL,
                                         writer->work->cancellable, error);

  g_string_truncate (buffer, 0);
  return written;
}

static gboolean
writer_finish (Writer  *writer,
               GError **error)
{
  if (writer->folder != NULL)
    return batch_export_folder_publish (writer->folder, error);
  if (!writer_flush (writer, error))
    return FALSE;
  if (writer->stream != NULL)
    return g_output_stream_flush (writer->stream, writer->work->cancellable, error);

  return batch_file_output_sync (writer->file, error)
         && batch_file_output_publish (writer->file, error);
}

/* --- What is written --- */

static gboolean
is_table (BatchExportFormat format)
{
  return format == BATCH_EXPORT_FORMAT_CSV || format == BATCH_EXPORT_FORMAT_TSV;
}

static char
get_separator (BatchExportFormat format)
{
  return format == BATCH_EXPORT_FORMAT_TSV ? '\t' : ',';
}

static const char *
get_title (const BatchJobRecord *job)
{
  if (job->title != NULL)
    return job->title;

  return job->input_name != NULL ? job->input_name : job->id;
}

static void
write_beginning (Writer *writer)
{
  const BatchExportWork *work = writer->work;

  switch (work->format)
    {
    case BATCH_EXPORT_FORMAT_CSV:
    case BATCH_EXPORT_FORMAT_TSV:
      if (work->byte_order_mark)
        g_string_append (writer->buffer, BYTE_ORDER_MARK);
      break;

    case BATCH_EXPORT_FORMAT_MARKDOWN:
      batch_result_row_append_title (writer->buffer, get_title (work->job));
      break;

    case BATCH_EXPORT_FORMAT_COMPARE:
      if (work->byte_order_mark)
        g_string_append (writer->buffer, BYTE_ORDER_MARK);
      break;

    case BATCH_EXPORT_FORMAT_JSONL:
    case BATCH_EXPORT_FORMAT_FILES:
    case BATCH_EXPORT_FORMAT_PREFERENCES:
      break;
    }
}

static char *
dup_valid (const GString *text)
{
  return g_utf8_make_valid (text->str, text->len);
}

char *
batch_export_work_dup_answer (const BatchItemRecord *item)
{
  g_autoptr(GString) text = g_string_new (NULL);
  const guint8 *data;
  gsize length;

  if (item->status != BATCH_ITEM_STATUS_SUCCEEDED || item->body == NULL)
    return g_strdup ("");

  data = g_bytes_get_data (item->body, &length);
  batch_answer_append_text (data, length, text);
  return dup_valid (text);
}

GBytes *
batch_export_work_read_request (BatchExportWork        *work,
                                const BatchItemRecord  *item,
                                GError                **error)
{
  if (work->input == NULL)
    return g_bytes_new (NULL, 0);

  return batch_blob_source_read (work->input, item->offset, item->length, error);
}

static char *
dup_said (GBytes *request)
{
  g_autoptr(GString) text = g_string_new (NULL);
  gsize length;
  const guint8 *data = g_bytes_get_data (request, &length);

  if (length > 0)
    batch_request_append_text (data, length, text);
  return dup_valid (text);
}

char *
batch_export_work_dup_prompt (BatchExportWork        *work,
                              const BatchItemRecord  *item,
                              GError                **error)
{
  g_autoptr(GBytes) request = batch_export_work_read_request (work, item, error);

  return request != NULL ? dup_said (request) : NULL;
}

/* By the name that was asked for, of which the key may leave something out. What is built in code
 * or was changed asks for the key itself. */
static char *
dup_model (const BatchExportWork *work,
           const BatchItemRecord *item,
           GBytes                *request)
{
  static const BatchJsonMember members[] = { { "model", batch_json_read_string, 0 } };
  BatchJsonScanner scanner;
  char *model = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (request, &length);

  if (length > 0 && !work->job->own_ids && item->changes == NULL)
    {
      batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
      batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &model);
    }
  return model != NULL ? model : g_strdup (item->key);
}

static char *
dup_finish_reason (const BatchItemRecord *item)
{
  g_autoptr(BatchAnswer) answer = NULL;
  const guint8 *data;
  gsize length;

  if (item->status != BATCH_ITEM_STATUS_SUCCEEDED || item->body == NULL)
    return NULL;

  data = g_bytes_get_data (item->body, &length);
  answer = batch_answer_new (data, length);
  return g_steal_pointer (&answer->finish_reason);
}

/* --- Tables --- */

/* @first: (nullable): the first item, by which it is known which columns its source had */
static gboolean
write_header (Writer                 *writer,
              const BatchItemRecord  *first,
              GError                **error)
{
  const BatchExportWork *work = writer->work;

  if (writer->has_header)
    return TRUE;

  if (first != NULL && work->input != NULL)
    {
      g_autoptr(GBytes) rest = batch_source_row_read (work->input, first->offset, first->length,
                                                      error);

      if (rest == NULL)
        return FALSE;

      writer->columns = batch_source_row_dup_columns (rest);
    }
  if (writer->columns != NULL)
    {
      g_auto(GStrv) names =
        batch_result_row_dup_leading_names ((const char *const *) writer->columns, NULL);

      batch_result_row_append_leading ((const char *const *) names, writer->buffer,
                                       get_separator (work->format), work->formula_guard);
    }
  batch_result_row_append_header (writer->buffer, get_separator (work->format));
  writer->has_header = TRUE;
  return TRUE;
}

gboolean
batch_export_work_append_source (const BatchExportWork  *self,
                                 const char *const      *columns,
                                 const BatchItemRecord  *item,
                                 char                    separator,
                                 GString                *out,
                                 GError                **error)
{
  g_autoptr(GBytes) rest = NULL;
  g_auto(GStrv) values = NULL;

  if (columns == NULL)
    return TRUE;
  if (!(rest = batch_source_row_read (self->input, item->offset, item->length, error)))
    return FALSE;

  values = batch_source_row_dup_values (rest, columns);
  batch_result_row_append_leading ((const char *const *) values, out, separator,
                                   self->formula_guard);
  return TRUE;
}

static gboolean
write_table_row (Writer                 *writer,
                 const BatchResultRow   *row,
                 const BatchItemRecord  *item,
                 GError                **error)
{
  const BatchExportWork *work = writer->work;
  char separator = get_separator (work->format);

  if (!write_header (writer, item, error)
      || !batch_export_work_append_source (work, (const char *const *) writer->columns, item,
                                           separator, writer->buffer, error))
    return FALSE;

  batch_result_row_append_cells (row, writer->buffer, separator, work->formula_guard);
  return TRUE;
}

static gboolean
write_row (Writer                 *writer,
           const BatchItemRecord  *item,
           GError                **error)
{
  BatchExportWork *work = writer->work;
  g_autoptr(GBytes) request = batch_export_work_read_request (work, item, error);
  g_autofree char *prompt = request != NULL ? dup_said (request) : NULL;
  g_autofree char *model = request != NULL ? dup_model (work, item, request) : NULL;
  g_autofree char *answer = batch_export_work_dup_answer (item);
  g_autofree char *finish_reason = dup_finish_reason (item);
  BatchResultRow row = {
    .custom_id = item->custom_id,
    .status = batch_enum_to_nick (BATCH_TYPE_ITEM_STATUS, item->status),
    .model = model,
    .prompt = prompt,
    .answer = answer,
    .finish_reason = finish_reason,
    .error = item->last_error,
    .prompt_tokens = item->prompt_tokens,
    .output_tokens = item->output_tokens,
    .duration_ms = item->duration_ms,
  };

  if (prompt == NULL)
    return FALSE;
  if (item->review_reason != BATCH_REVIEW_REASON_NONE)
    row.review = batch_enum_to_nick (BATCH_TYPE_REVIEW_REASON, item->review_reason);

  if (work->format != BATCH_EXPORT_FORMAT_MARKDOWN)
    return write_table_row (writer, &row, item, error);

  batch_result_row_append_markdown (&row, writer->buffer);
  return TRUE;
}

static gboolean
write_file (Writer                 *writer,
            const BatchItemRecord  *item,
            GError                **error)
{
  g_autofree char *answer = batch_export_work_dup_answer (item);
  g_autofree char *number = g_strdup_printf ("%u", item->position + 1);
  g_autoptr(GString) name = g_string_new (NULL);
  const char *const values[] = {
    item->custom_id, item->key != NULL ? item->key : "", number,
    batch_enum_to_nick (BATCH_TYPE_ITEM_STATUS, item->status), NULL,
  };

  batch_template_expand (writer->names, values, name);
  return batch_export_folder_add (writer->folder, name->str, answer, strlen (answer), error);
}

/* There is a file for an answer, and a line of JSON for what has ended. */
static gboolean
is_wanted (const BatchExportWork *work,
           const BatchItemRecord *item)
{
  if (work->format == BATCH_EXPORT_FORMAT_FILES)
    return item->status == BATCH_ITEM_STATUS_SUCCEEDED;
  if (work->format == BATCH_EXPORT_FORMAT_JSONL)
    return batch_item_status_is_terminal (item->status)
           && item->status != BATCH_ITEM_STATUS_SKIPPED;

  return TRUE;
}

static gboolean
write_item (const BatchItemRecord  *item,
            gpointer                user_data,
            GError                **error)
{
  Writer *writer = user_data;
  BatchExportWork *work = writer->work;
  gboolean written = TRUE;

  if (!is_wanted (work, item))
    return TRUE;

  switch (work->format)
    {
    case BATCH_EXPORT_FORMAT_JSONL:
      batch_results_append_line (item, writer->buffer);
      break;
    case BATCH_EXPORT_FORMAT_CSV:
    case BATCH_EXPORT_FORMAT_TSV:
    case BATCH_EXPORT_FORMAT_MARKDOWN:
      written = write_row (writer, item, error);
      break;
    case BATCH_EXPORT_FORMAT_FILES:
      written = write_file (writer, item, error);
      break;
    case BATCH_EXPORT_FORMAT_COMPARE:
    case BATCH_EXPORT_FORMAT_PREFERENCES:
      break;
    }

  g_atomic_int_inc (&work->n_written);
  return written && (writer->buffer->len < BUFFER_SIZE || writer_flush (writer, error));
}

static gboolean
flush_cb (GString   *buffer,
          gpointer   user_data,
          GError   **error)
{
  return buffer->len < BUFFER_SIZE || writer_flush (user_data, error);
}

static gboolean
write_items (Writer  *writer,
             GError **error)
{
  BatchExportWork *work = writer->work;
  g_autoptr(BatchWaiter) waiter = batch_waiter_new ();

  if (batch_export_compares (work->format))
    return batch_export_compare_write (work, writer->buffer, flush_cb, writer, error);
  if (work->positions != NULL)
    return batch_item_walk_positions (work->store, work->job->id, work->positions, waiter,
                                      work->cancellable, write_item, writer, error);

  return batch_item_walk (work->store, work->job->id, work->query, waiter, work->cancellable,
                          write_item, writer, error);
}

gboolean
batch_export_work_run (BatchExportWork  *self,
                       GError          **error)
{
  g_auto(Writer) writer = { .work = self, .buffer = g_string_sized_new (BUFFER_SIZE * 2) };

  if (!writer_open (&writer, error))
    return FALSE;

  write_beginning (&writer);
  return write_items (&writer, error)
         && (!is_table (self->format) || write_header (&writer, NULL, error))
         && writer_finish (&writer, error);
}
