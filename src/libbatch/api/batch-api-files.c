/* api/batch-api-files.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-files-private.h"

#include "api/batch-api-page-private.h"
#include "api/batch-api-etag-private.h"
#include "api/batch-api-range-private.h"
#include "api/batch-api-upload-private.h"
#include "reports/batch-file-private.h"

/* /v1/files */

#define DEFAULT_PAGE 10000
#define MAX_PAGE     10000

void
batch_api_files_write (BatchJsonWriter       *json,
                       const char            *name,
                       const BatchFileRecord *file)
{
  batch_json_writer_open (json, name, '{');
  batch_json_writer_string (json, "id", file->id);
  batch_json_writer_string (json, "object", "file");
  batch_json_writer_int (json, "bytes", file->size);
  batch_json_writer_int (json, "created_at", file->created_at / G_USEC_PER_SEC);
  batch_json_writer_time (json, "expires_at", file->expires_at / G_USEC_PER_SEC);
  batch_json_writer_string (json, "filename", file->name);
  batch_json_writer_string (json, "purpose", file->purpose);
  batch_json_writer_string (json, "status", "processed");
  batch_json_writer_raw (json, "status_details", NULL);
  batch_json_writer_close (json, '}');
}

static GString *
file_to_json (const BatchFileRecord *file)
{
  BatchJsonWriter json = BATCH_JSON_WRITER_INIT (g_string_new (NULL));

  batch_api_files_write (&json, NULL, file);
  return json.out;
}

/* Of another key, or of a batch of messages: there is no such file. */
static gboolean
is_visible (BatchApiExchange      *exchange,
            const BatchFileRecord *file)
{
  gint64 now = batch_engine_now (exchange->service->engine);

  return (exchange->key_id == NULL || g_strcmp0 (exchange->key_id, file->key_id) == 0)
         && g_strcmp0 (file->purpose, BATCH_FILE_PURPOSE_MESSAGES) != 0
         && (file->expires_at == 0 || file->expires_at > now);
}

BatchApiFault *
batch_api_files_unknown (const char *id,
                         const char *parameter)
{
  return batch_api_fault_new (404, "not_found", parameter, "No such File object: %s", id);
}

/* --- Putting in --- */

void
batch_api_files_prepare (BatchApiExchange *exchange)
{
  BatchApiUpload *upload = batch_api_upload_begin (exchange, "file");

  if (upload != NULL)
    batch_api_upload_hash (upload);
}

static void
file_added_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(BatchApiExchange) exchange = user_data;
  GError *error = NULL;
  g_autoptr(BatchFile) file = batch_engine_add_file_finish (BATCH_ENGINE (source), result, &error);

  if (file != NULL)
    batch_api_exchange_answer (exchange, SOUP_STATUS_OK,
                               file_to_json (batch_file_get_record (file)));
  else
    batch_api_exchange_fail (exchange, error);
}

BatchApiFault *
batch_api_files_check_purpose (const char *purpose)
{
  if (purpose == NULL)
    return batch_api_fault_new (400, "missing_required_parameter", "purpose",
                                "Missing required parameter: 'purpose'.");
  if (!g_str_equal (purpose, BATCH_FILE_PURPOSE_INPUT))
    return batch_api_fault_new (400, "invalid_value", "purpose",
                                "Invalid value for 'purpose': this server keeps files for "
                                "batches only; send 'batch'.");
  return NULL;
}

/* `expires_after` comes as two fields of the form. */
static BatchApiFault *
read_expiry (BatchApiUpload  *upload,
             gint64           now,
             BatchFileRecord *file)
{
  const char *anchor = batch_api_upload_get_field (upload, "expires_after[anchor]");
  const char *seconds = batch_api_upload_get_field (upload, "expires_after[seconds]");
  guint64 number;

  if (batch_api_upload_get_field (upload, "expires_after") != NULL)
    return batch_api_fault_new (400, "invalid_type", "expires_after",
                                "Invalid type for 'expires_after': send 'expires_after[anchor]' "
                                "and 'expires_after[seconds]'.");
  if (anchor == NULL && seconds == NULL)
    return NULL;
  if (g_strcmp0 (anchor, "created_at") != 0)
    return batch_api_fault_new (400, "invalid_value", "expires_after[anchor]",
                                "Invalid value for 'expires_after[anchor]': expected "
                                "'created_at'.");
  if (seconds == NULL || !g_ascii_string_to_unsigned (seconds, 10, 3600, 2592000, &number, NULL))
    return batch_api_fault_new (400, "invalid_value", "expires_after[seconds]",
                                "Invalid value for 'expires_after[seconds]': expected 3600 to "
                                "2592000.");

  file->expires_at = now + (gint64) number * G_USEC_PER_SEC;
  return NULL;
}

void
batch_api_files_create (BatchApiExchange *exchange)
{
  BatchApiUpload *upload = batch_api_upload_get (exchange);
  BatchApiFault *fault = NULL;
  g_autoptr(GInputStream) stream = NULL;
  BatchFileRecord *file;

  if (batch_api_upload_wait (upload, batch_api_files_create))
    return;

  file = g_new0 (BatchFileRecord, 1);
  if ((stream = batch_api_upload_take (upload, &fault)))
    fault = batch_api_files_check_purpose (batch_api_upload_get_field (upload, "purpose"));
  if (fault == NULL)
    fault = read_expiry (upload, batch_engine_now (exchange->service->engine), file);
  if (fault != NULL)
    {
      batch_file_record_free (file);
      batch_api_exchange_refuse (exchange, fault);
      return;
    }

  file->name = g_strdup (batch_api_upload_get_name (upload));
  file->key_id = g_strdup (exchange->owner_id);
  file->purpose = g_strdup (BATCH_FILE_PURPOSE_INPUT);
  file->digest = batch_api_upload_dup_digest (upload);
  batch_engine_take_file_async (exchange->service->engine, stream, file, NULL, file_added_cb,
                                batch_api_exchange_ref (exchange));
}

/* --- Looking --- */

typedef struct
{
  BatchApiExchange *exchange;
  BatchPageQuery   *page;
} Listing;

static GString *
files_to_json (const BatchPageQuery *page,
               GPtrArray            *files)
{
  BatchJsonWriter json = BATCH_JSON_WRITER_INIT (g_string_new (NULL));
  guint n = batch_api_page_count (page, files->len);
  const BatchFileRecord *first = n > 0 ? g_ptr_array_index (files, 0) : NULL;
  const BatchFileRecord *last = n > 0 ? g_ptr_array_index (files, n - 1) : NULL;

  batch_json_writer_open (&json, NULL, '{');
  batch_json_writer_string (&json, "object", "list");
  batch_json_writer_open (&json, "data", '[');
  for (guint i = 0; i < n; i++)
    batch_api_files_write (&json, NULL, g_ptr_array_index (files, i));
  batch_json_writer_close (&json, ']');
  batch_api_page_end (&json, page, files->len, first != NULL ? first->id : NULL,
                      last != NULL ? last->id : NULL);
  batch_json_writer_close (&json, '}');
  return json.out;
}

static void
files_listed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autofree Listing *listing = user_data;
  g_autoptr(BatchApiExchange) exchange = listing->exchange;
  g_autoptr(BatchPageQuery) page = listing->page;
  GError *error = NULL;
  g_autoptr(GPtrArray) files = batch_store_list_files_finish (BATCH_STORE (source), result,
                                                              &error);

  if (files != NULL)
    batch_api_exchange_answer (exchange, SOUP_STATUS_OK, files_to_json (page, files));
  else
    batch_api_exchange_miss (exchange, error, batch_api_page_lose (exchange));
}

void
batch_api_files_list (BatchApiExchange *exchange)
{
  BatchApiFault *fault = NULL;
  BatchPageQuery *page = batch_api_page_parse (exchange, DEFAULT_PAGE, MAX_PAGE, &fault);
  Listing *listing;

  if (page == NULL)
    {
      batch_api_exchange_refuse (exchange, fault);
      return;
    }

  page->kind = g_strdup (batch_api_exchange_get (exchange, "purpose"));
  page->now = batch_engine_now (exchange->service->engine);
  listing = g_new (Listing, 1);
  *listing = (Listing) { batch_api_exchange_ref (exchange), page };
  batch_store_list_files_async (batch_api_service_get_store (exchange->service), page, NULL,
                                files_listed_cb, listing);
}

typedef struct
{
  BatchApiExchange      *exchange;
  char                  *id;
  const char            *parameter;
  BatchApiFileFoundFunc  found;
  gpointer               user_data;
  GDestroyNotify         destroy;  /* (nullable) */
} Lookup;

static void
lookup_free (Lookup *lookup)
{
  if (lookup->destroy != NULL)
    lookup->destroy (lookup->user_data);
  batch_api_exchange_unref (lookup->exchange);
  g_free (lookup->id);
  g_free (lookup);
}

static void
file_found_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  Lookup *lookup = user_data;
  GError *error = NULL;
  g_autoptr(BatchFileRecord) file = batch_store_get_file_finish (BATCH_STORE (source), result,
                                                                 &error);

  if (file != NULL && is_visible (lookup->exchange, file))
    lookup->found (lookup->exchange, file, lookup->user_data);
  else
    batch_api_exchange_miss (lookup->exchange, error,
                             batch_api_files_unknown (lookup->id, lookup->parameter));
  lookup_free (lookup);
}

void
batch_api_files_look_up (BatchApiExchange      *exchange,
                         const char            *id,
                         const char            *parameter,
                         BatchApiFileFoundFunc  found,
                         gpointer               user_data,
                         GDestroyNotify         destroy)
{
  Lookup *lookup = g_new (Lookup, 1);

  *lookup = (Lookup) {
    batch_api_exchange_ref (exchange), g_strdup (id), parameter, found, user_data, destroy,
  };
  batch_store_get_file_async (batch_api_service_get_store (exchange->service), id, NULL,
                              file_found_cb, lookup);
}

static void
look_up (BatchApiExchange      *exchange,
         BatchApiFileFoundFunc  found)
{
  batch_api_files_look_up (exchange, exchange->id, "id", found, NULL, NULL);
}

static void
give_file (BatchApiExchange      *exchange,
           const BatchFileRecord *file,
           gpointer               user_data)
{
  batch_api_exchange_answer (exchange, SOUP_STATUS_OK, file_to_json (file));
}

void
batch_api_files_get (BatchApiExchange *exchange)
{
  look_up (exchange, give_file);
}

/* --- Reading --- */

#define FILE_TYPE "application/octet-stream"

/* What is said of a file has to be of the content that follows: clients put parts together by it.
 * But an id can have another content from one moment to the next, when items are tried again. So
 * the file is looked up, opened, and looked up again. */
typedef struct
{
  BatchApiExchange *exchange;
  BatchFileRecord  *file;
  GInputStream     *stream;        /* (nullable) until it is open */
  BatchApiRange     range;
} Reading;

static void
reading_free (Reading *reading)
{
  batch_api_exchange_unref (reading->exchange);
  batch_file_record_free (reading->file);
  g_clear_object (&reading->stream);
  g_free (reading);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_free)

static void read_file (BatchApiExchange      *exchange,
                       const BatchFileRecord *file,
                       gpointer               user_data);

static void
skipped_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Reading) reading = user_data;
  GInputStream *stream = G_INPUT_STREAM (source);
  GError *error = NULL;
  gssize n = g_input_stream_skip_finish (stream, result, &error);

  if (n == reading->range.first)
    {
      batch_api_exchange_send_part (reading->exchange, FILE_TYPE, stream, reading->range.first,
                                    reading->range.length, reading->file->size);
      return;
    }

  if (error == NULL)
    g_set_error (&error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "The file became shorter");
  batch_api_exchange_fail (reading->exchange, error);
}

/* (transfer full): @reading */
static void
send_file (Reading *reading)
{
  if (reading->range.kind == BATCH_API_RANGE_PART)
    {
      g_input_stream_skip_async (reading->stream, (gsize) reading->range.first,
                                 G_PRIORITY_DEFAULT, NULL, skipped_cb, reading);
      return;
    }

  batch_api_exchange_send (reading->exchange, FILE_TYPE, reading->stream, reading->file->size);
  reading_free (reading);
}

static void
looked_again_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(Reading) reading = user_data;
  GError *error = NULL;
  g_autoptr(BatchFileRecord) file = batch_store_get_file_finish (BATCH_STORE (source), result,
                                                                 &error);

  if (file == NULL)
    batch_api_exchange_miss (reading->exchange, error,
                             batch_api_files_unknown (reading->file->id, "id"));
  else if (!g_str_equal (file->digest, reading->file->digest))
    read_file (reading->exchange, file, NULL);
  else
    send_file (g_steal_pointer (&reading));
}

static void
file_opened_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  Reading *reading = user_data;
  BatchEngine *engine = BATCH_ENGINE (source);
  GError *error = NULL;

  if ((reading->stream = batch_engine_read_file_finish (engine, result, &error)))
    {
      batch_store_get_file_async (batch_engine_get_store (engine), reading->file->id, NULL,
                                  looked_again_cb, reading);
      return;
    }

  batch_api_exchange_fail (reading->exchange, error);
  reading_free (reading);
}

/* Of a file that was made anew under the same id, only who names it has the beginning. */
static BatchApiRange
read_range (BatchApiExchange      *exchange,
            const BatchFileRecord *file,
            const char            *tag)
{
  gboolean gets = soup_server_message_get_method (exchange->message) == SOUP_METHOD_GET;
  const char *range = batch_api_exchange_header (exchange, "Range");
  const char *if_range = batch_api_exchange_header (exchange, "If-Range");

  if (!gets || (if_range == NULL && file->round > 0))
    range = NULL;
  return batch_api_range_read (range, if_range, tag, file->size);
}

static void
refuse_range (BatchApiExchange      *exchange,
              const BatchFileRecord *file)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (exchange->message);
  g_autofree char *size = g_strdup_printf ("bytes */%" G_GINT64_FORMAT, file->size);

  soup_message_headers_replace (headers, "Content-Range", size);
  batch_api_exchange_refuse (exchange, batch_api_fault_new (
    SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE, "range_not_satisfiable", NULL,
    "The file has %" G_GINT64_FORMAT " bytes.", file->size));
}

static gboolean
has_already (BatchApiExchange *exchange,
             const char       *tag)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (exchange->message);

  return batch_api_etag_is_in (soup_message_headers_get_list (headers, "If-None-Match"), tag);
}

static void
read_file (BatchApiExchange      *exchange,
           const BatchFileRecord *file,
           gpointer               user_data)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (exchange->message);
  g_autofree char *tag = g_strdup_printf ("\"%s\"", file->digest);
  BatchApiRange range = read_range (exchange, file, tag);
  Reading *reading;

  soup_message_headers_replace (headers, "Accept-Ranges", "bytes");
  soup_message_headers_replace (headers, "ETag", tag);
  if (has_already (exchange, tag))
    {
      batch_api_exchange_answer_empty (exchange, SOUP_STATUS_NOT_MODIFIED);
      return;
    }
  if (range.kind == BATCH_API_RANGE_NONE)
    {
      refuse_range (exchange, file);
      return;
    }

  reading = g_new (Reading, 1);
  *reading = (Reading) {
    batch_api_exchange_ref (exchange), batch_file_record_copy (file), NULL, range,
  };
  batch_engine_read_file_async (exchange->service->engine, file->id, NULL, file_opened_cb,
                                reading);
}

void
batch_api_files_read (BatchApiExchange *exchange)
{
  look_up (exchange, read_file);
}

/* --- Removing --- */

static void
file_removed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(BatchApiExchange) exchange = user_data;
  BatchJsonWriter json = BATCH_JSON_WRITER_INIT (NULL);
  GError *error = NULL;

  if (!batch_engine_remove_file_finish (BATCH_ENGINE (source), result, &error))
    {
      batch_api_exchange_fail (exchange, error);
      return;
    }

  json.out = g_string_new (NULL);
  batch_json_writer_open (&json, NULL, '{');
  batch_json_writer_string (&json, "id", exchange->id);
  batch_json_writer_string (&json, "object", "file");
  batch_json_writer_boolean (&json, "deleted", TRUE);
  batch_json_writer_close (&json, '}');
  batch_api_exchange_answer (exchange, SOUP_STATUS_OK, json.out);
}

/* A batch has its own hold on its input, so that any file may go at any time. */
static void
remove_file (BatchApiExchange      *exchange,
             const BatchFileRecord *file,
             gpointer               user_data)
{
  batch_engine_remove_file_async (exchange->service->engine, file->id, NULL, file_removed_cb,
                                  batch_api_exchange_ref (exchange));
}

void
batch_api_files_remove (BatchApiExchange *exchange)
{
  look_up (exchange, remove_file);
}
