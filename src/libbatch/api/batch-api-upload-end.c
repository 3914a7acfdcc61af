/* api/batch-api-upload-end.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-uploads-private.h"

#include "reports/batch-file-private.h"

/* All parts are there: the file that they make. */

typedef struct
{
  BatchApiExchange   *exchange;
  BatchApiAssembly   *assembly;
  BatchApiCompletion *completion;
  BatchApiScratch    *parts;
  BatchApiScratch    *whole;       /* (nullable) what the file is; the same, if it stands there */
  GArray             *pieces;
  char               *folder;
} Completing;

static void
completing_free (gpointer data)
{
  Completing *completing = data;

  batch_api_exchange_unref (completing->exchange);
  batch_api_assembly_unref (completing->assembly);
  batch_api_completion_free (completing->completion);
  g_clear_pointer (&completing->parts, batch_api_scratch_unref);
  g_clear_pointer (&completing->whole, batch_api_scratch_unref);
  g_array_unref (completing->pieces);
  g_free (completing->folder);
  g_free (completing);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Completing, completing_free)

static gboolean
join (Completing  *completing,
      GError     **error)
{
  int parts = batch_api_scratch_get_fd (completing->parts);
  gint64 at = 0;

  if (!(completing->whole = batch_api_scratch_new (completing->folder, error)))
    return FALSE;

  for (guint i = 0; i < completing->pieces->len; i++)
    {
      BatchApiAssemblyPiece piece = g_array_index (completing->pieces, BatchApiAssemblyPiece, i);

      if (!batch_api_scratch_copy (completing->whole, at, parts, piece.at, piece.length, error))
        return FALSE;
      at += piece.length;
    }

  return TRUE;
}

static gboolean
check_md5 (Completing  *completing,
           GError     **error)
{
  const char *wanted = completing->completion->md5;
  g_autofree char *md5 = NULL;

  if (wanted == NULL)
    return TRUE;
  if (!(md5 = batch_api_scratch_md5 (completing->whole, completing->assembly->size, error)))
    return FALSE;
  if (g_ascii_strcasecmp (md5, wanted) == 0)
    return TRUE;

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE,
               "The MD5 of the file is %s, and not %s.", md5, wanted);
  return FALSE;
}

static void
join_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Completing *completing = task_data;
  GError *error = NULL;

  if ((completing->whole != NULL || join (completing, &error)) && check_md5 (completing, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
file_added_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(Completing) completing = user_data;
  BatchApiAssembly *assembly = completing->assembly;
  GError *error = NULL;
  g_autoptr(BatchFile) file = batch_engine_add_file_finish (BATCH_ENGINE (source), result, &error);

  if (file == NULL)
    {
      assembly->state = BATCH_API_ASSEMBLY_PENDING;
      batch_api_exchange_fail (completing->exchange, error);
      return;
    }

  assembly->file = batch_file_record_copy (batch_file_get_record (file));
  assembly->order = g_steal_pointer (&completing->completion->order);
  batch_api_assembly_end (assembly, BATCH_API_ASSEMBLY_COMPLETED);
  if (!completing->exchange->gone)
    batch_api_uploads_show (completing->exchange, assembly);
}

/* (transfer full): @completing */
static void
put (Completing   *completing,
     GInputStream *stream)
{
  BatchEngine *engine = completing->exchange->service->engine;
  const BatchApiAssembly *assembly = completing->assembly;
  BatchFileRecord *file = g_new0 (BatchFileRecord, 1);

  file->name = g_strdup (assembly->name);
  file->key_id = g_strdup (assembly->key_id);
  file->purpose = g_strdup (BATCH_FILE_PURPOSE_INPUT);
  if (assembly->keep_s > 0)
    file->expires_at = batch_engine_now (engine) + assembly->keep_s * G_USEC_PER_SEC;
  batch_engine_take_file_async (engine, stream, file, NULL, file_added_cb, completing);
}

static BatchApiFault *
explain (const GError *error)
{
  if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE))
    return batch_api_fault_new (400, "invalid_value", "md5", "%s", error->message);
  return batch_api_fault_from_error (error);
}

static void
joined_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Completing) completing = user_data;
  g_autoptr(GInputStream) stream = NULL;
  g_autoptr(GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error) && !completing->exchange->gone)
    stream = batch_api_scratch_read (completing->whole, &error);
  if (stream != NULL)
    {
      completing->assembly->sealed |= completing->whole == completing->parts;
      put (g_steal_pointer (&completing), stream);
      return;
    }

  completing->assembly->state = BATCH_API_ASSEMBLY_PENDING;
  if (error != NULL)
    batch_api_exchange_refuse (completing->exchange, explain (error));
}

/* (transfer full): @completion, @pieces */
static void
begin_end (BatchApiExchange   *exchange,
           BatchApiAssembly   *assembly,
           BatchApiCompletion *completion,
           GArray             *pieces)
{
  Completing *completing = g_new0 (Completing, 1);
  g_autoptr(GTask) task = g_task_new (NULL, NULL, joined_cb, completing);

  completing->exchange = batch_api_exchange_ref (exchange);
  completing->assembly = batch_api_assembly_ref (assembly);
  completing->completion = completion;
  completing->pieces = pieces;
  completing->folder = g_strdup (exchange->service->scratch_dir);
  completing->parts = batch_api_scratch_ref (assembly->scratch);
  if (batch_api_assembly_is_whole (assembly, pieces))
    completing->whole = batch_api_scratch_ref (assembly->scratch);
  assembly->state = BATCH_API_ASSEMBLY_COMPLETING;
  g_task_set_source_tag (task, begin_end);
  g_task_set_task_data (task, completing, NULL);
  g_task_run_in_thread (task, join_thread);
}

/* Its answer got lost, and it is asked for again. */
static gboolean
is_done_so (const BatchApiAssembly   *assembly,
            const BatchApiCompletion *completion)
{
  return assembly->state == BATCH_API_ASSEMBLY_COMPLETED
         && g_strv_equal ((const char *const *) assembly->order,
                          (const char *const *) completion->order);
}

void
batch_api_uploads_complete (BatchApiExchange *exchange)
{
  g_autoptr(GBytes) body = batch_api_exchange_dup_body (exchange);
  BatchApiAssembly *assembly = batch_api_uploads_find (exchange);
  g_autoptr(BatchApiCompletion) completion = NULL;
  GArray *pieces = NULL;
  BatchApiFault *fault = NULL;

  if (assembly == NULL)
    return;

  completion = batch_api_completion_parse (g_bytes_get_data (body, NULL), g_bytes_get_size (body),
                                           &fault);
  if (completion != NULL && is_done_so (assembly, completion))
    {
      batch_api_uploads_show (exchange, assembly);
      return;
    }

  if (fault == NULL)
    fault = batch_api_assembly_check (assembly, batch_api_uploads_now (exchange));
  if (fault == NULL)
    pieces = batch_api_assembly_arrange (assembly, (const char *const *) completion->order,
                                         &fault);
  if (pieces != NULL)
    begin_end (exchange, assembly, g_steal_pointer (&completion), pieces);
  else
    batch_api_exchange_refuse (exchange, fault);
}
