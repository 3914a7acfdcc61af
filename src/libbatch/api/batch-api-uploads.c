/* api/batch-api-uploads.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-uploads-private.h"

#include <gio/gunixinputstream.h>
#include <sys/stat.h>

#include "api/batch-api-files-private.h"
#include "api/batch-api-upload-private.h"

/* /v1/uploads: a file that comes in parts */

static GString *
assembly_to_json (const BatchApiAssembly *assembly,
                  gint64                  now)
{
  BatchJsonWriter json = BATCH_JSON_WRITER_INIT (g_string_new (NULL));

  batch_json_writer_open (&json, NULL, '{');
  batch_json_writer_string (&json, "id", assembly->id);
  batch_json_writer_string (&json, "object", "upload");
  batch_json_writer_int (&json, "bytes", assembly->size);
  batch_json_writer_int (&json, "created_at", assembly->created_at / G_USEC_PER_SEC);
  batch_json_writer_int (&json, "expires_at", assembly->expires_at / G_USEC_PER_SEC);
  batch_json_writer_string (&json, "filename", assembly->name);
  batch_json_writer_string (&json, "purpose", BATCH_FILE_PURPOSE_INPUT);
  batch_json_writer_string (&json, "status", batch_api_assembly_get_status (assembly, now));
  if (assembly->file != NULL)
    batch_api_files_write (&json, "file", assembly->file);
  else
    batch_json_writer_raw (&json, "file", NULL);
  batch_json_writer_close (&json, '}');
  return json.out;
}

gint64
batch_api_uploads_now (BatchApiExchange *exchange)
{
  return batch_engine_now (exchange->service->engine);
}

void
batch_api_uploads_show (BatchApiExchange       *exchange,
                        const BatchApiAssembly *assembly)
{
  batch_api_exchange_answer (exchange, SOUP_STATUS_OK,
                             assembly_to_json (assembly, batch_api_uploads_now (exchange)));
}

BatchApiAssembly *
batch_api_uploads_find (BatchApiExchange *exchange)
{
  BatchApiAssembly *assembly = batch_api_assemblies_find (exchange->service->assemblies,
                                                          exchange->id, exchange->key_id);

  if (assembly == NULL)
    batch_api_exchange_refuse (exchange,
      batch_api_fault_new (404, "not_found", "upload_id", "No such Upload object: %s",
                           exchange->id));
  return assembly;
}

/* --- The beginning --- */

void
batch_api_uploads_create (BatchApiExchange *exchange)
{
  g_autoptr(GBytes) body = batch_api_exchange_dup_body (exchange);
  gint64 now = batch_api_uploads_now (exchange);
  BatchApiFault *fault = NULL;
  g_autoptr(BatchApiAssembly) assembly =
    batch_api_assembly_parse (g_bytes_get_data (body, NULL), g_bytes_get_size (body),
                              exchange->owner_id, now, &fault);

  if (assembly != NULL)
    fault = batch_api_assemblies_add (exchange->service->assemblies, assembly, now);
  if (fault == NULL)
    batch_api_uploads_show (exchange, assembly);
  else
    batch_api_exchange_refuse (exchange, fault);
}

/* --- A part --- */

typedef struct
{
  BatchApiExchange      *exchange;
  BatchApiAssembly      *assembly;
  BatchApiScratch       *scratch;
  GInputStream          *part;
  BatchApiAssemblyPiece  piece;    /* where it goes */
} Adding;

static void
adding_free (gpointer data)
{
  Adding *adding = data;

  batch_api_exchange_unref (adding->exchange);
  batch_api_assembly_unref (adding->assembly);
  batch_api_scratch_unref (adding->scratch);
  g_object_unref (adding->part);
  g_free (adding);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Adding, adding_free)

void
batch_api_uploads_prepare (BatchApiExchange *exchange)
{
  batch_api_upload_begin (exchange, "data");
}

/* Before 64 MiB of it have come for nothing. */
void
batch_api_uploads_admit (BatchApiExchange *exchange)
{
  BatchApiAssembly *assembly = batch_api_uploads_find (exchange);
  BatchApiFault *fault = NULL;

  if (assembly != NULL)
    fault = batch_api_assembly_check (assembly, batch_api_uploads_now (exchange));
  if (fault != NULL)
    batch_api_exchange_refuse (exchange, fault);
}

static void
answer_part (BatchApiExchange *exchange,
             const char       *part_id)
{
  BatchJsonWriter json = BATCH_JSON_WRITER_INIT (g_string_new (NULL));

  batch_json_writer_open (&json, NULL, '{');
  batch_json_writer_string (&json, "id", part_id);
  batch_json_writer_string (&json, "object", "upload.part");
  batch_json_writer_int (&json, "created_at", batch_api_uploads_now (exchange) / G_USEC_PER_SEC);
  batch_json_writer_string (&json, "upload_id", exchange->id);
  batch_json_writer_close (&json, '}');
  batch_api_exchange_answer (exchange, SOUP_STATUS_OK, json.out);
}

static void
copy_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Adding *adding = task_data;
  int fd = g_unix_input_stream_get_fd (G_UNIX_INPUT_STREAM (adding->part));
  GError *error = NULL;

  if (batch_api_scratch_copy (adding->scratch, adding->piece.at, fd, 0, adding->piece.length,
                              &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
copied_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Adding) adding = user_data;
  BatchApiExchange *exchange = adding->exchange;
  BatchApiFault *fault;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      batch_api_exchange_fail (exchange, error);
      return;
    }
  if (exchange->gone)
    return;

  /* It may have come to its end meanwhile. */
  if ((fault = batch_api_assembly_check (adding->assembly, batch_api_uploads_now (exchange))))
    batch_api_exchange_refuse (exchange, fault);
  else
    answer_part (exchange, batch_api_assembly_add (adding->assembly, adding->piece));
}

/* @part: (transfer full): from its beginning. Gives a fault if there is no place for it */
static gboolean
add (BatchApiExchange  *exchange,
     BatchApiAssembly  *assembly,
     GInputStream      *part,
     BatchApiFault    **fault)
{
  g_autoptr(GInputStream) owned = part;
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;
  BatchApiAssemblyPiece piece;
  struct stat status;
  Adding *adding;

  if (assembly->scratch == NULL)
    assembly->scratch = batch_api_scratch_new (exchange->service->scratch_dir, &error);
  if (assembly->scratch == NULL
      || fstat (g_unix_input_stream_get_fd (G_UNIX_INPUT_STREAM (part)), &status) != 0)
    {
      *fault = batch_api_fault_new (500, NULL, NULL, "The part cannot be kept%s%s.",
                                    error != NULL ? ": " : "", error != NULL ? error->message : "");
      return FALSE;
    }
  if (!batch_api_assembly_reserve (assembly, status.st_size, batch_api_uploads_now (exchange),
                                   &piece, fault))
    return FALSE;

  adding = g_new (Adding, 1);
  *adding = (Adding) {
    batch_api_exchange_ref (exchange), batch_api_assembly_ref (assembly),
    batch_api_scratch_ref (assembly->scratch), g_steal_pointer (&owned), piece,
  };
  task = g_task_new (NULL, NULL, copied_cb, adding);
  g_task_set_source_tag (task, add);
  g_task_set_task_data (task, adding, NULL);
  g_task_run_in_thread (task, copy_thread);
  return TRUE;
}

void
batch_api_uploads_add (BatchApiExchange *exchange)
{
  BatchApiUpload *upload = batch_api_upload_get (exchange);
  BatchApiAssembly *assembly;
  BatchApiFault *fault = NULL;
  GInputStream *part;

  if (batch_api_upload_wait (upload, batch_api_uploads_add)
      || !(assembly = batch_api_uploads_find (exchange)))
    return;

  /* A place in an assembly that has ended would make a file for it anew. */
  if ((fault = batch_api_assembly_check (assembly, batch_api_uploads_now (exchange)))
      || !(part = batch_api_upload_take (upload, &fault))
      || !add (exchange, assembly, part, &fault))
    batch_api_exchange_refuse (exchange, fault);
}

/* --- Away with it --- */

void
batch_api_uploads_cancel (BatchApiExchange *exchange)
{
  BatchApiAssembly *assembly = batch_api_uploads_find (exchange);
  BatchApiFault *fault = NULL;

  if (assembly == NULL)
    return;

  if ((fault = batch_api_assembly_check (assembly, batch_api_uploads_now (exchange))))
    {
      batch_api_exchange_refuse (exchange, fault);
      return;
    }

  batch_api_assembly_end (assembly, BATCH_API_ASSEMBLY_CANCELLED);
  batch_api_uploads_show (exchange, assembly);
}
