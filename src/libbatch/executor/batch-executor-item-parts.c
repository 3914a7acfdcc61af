/* batch-executor-item-parts.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"

#include <string.h>

#include "format/batch-curl-private.h"
#include "format/batch-request-body-private.h"
#include "http/batch-url-private.h"
#include "lanes/batch-payload-loader-private.h"

/* What an item has been given, and what is sent for it. */

typedef struct
{
  BatchItemRecord *item;
  BatchJobRecord  *job;            /* NULL until it is found */
  BatchItemPart    part;
} Part;

static void
part_free (gpointer data)
{
  Part *part = data;

  batch_item_record_unref (part->item);
  g_clear_pointer (&part->job, batch_job_record_unref);
  g_free (part);
}

static gboolean
needs_key (BatchExecutor        *self,
           const BatchJobRecord *job,
           const char           *lane)
{
  const BatchBackendRecord *backend = batch_executor_find_backend (self, job);

  return batch_executor_find_key (self, lane) != NULL
         || (backend != NULL && backend->key_name != NULL);
}

static GBytes *
make_command (BatchExecutor  *self,
              const Part     *part,
              GBytes         *body,
              GError        **error)
{
  g_autofree char *lane = batch_executor_name_lane (self, part->job);
  g_autofree char *idempotency_key = batch_request_dup_key (part->job, part->item);
  const char *path = batch_endpoint_get_path (batch_request_endpoint (part->job, part->item));
  g_autofree char *url = NULL;
  char *command;

  if (!g_str_has_prefix (lane, BATCH_HTTP_LANE) || *batch_executor_lane_title (lane) == '\0')
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED,
                   "Job %s is not sent to a model server that is known", part->job->id);
      return NULL;
    }

  url = batch_url_join (batch_executor_lane_title (lane), path);
  command = batch_curl_command (url, idempotency_key,
                                needs_key (self, part->job, lane),
                                body);
  return g_bytes_new_take (command, strlen (command));
}

static GBytes *
make_part (BatchExecutor  *self,
           const Part     *part,
           GBytes         *payload,
           GError        **error)
{
  g_autoptr(GBytes) body = NULL;

  if (part->part == BATCH_ITEM_PART_PAYLOAD)
    return g_bytes_ref (payload);

  body = batch_request_body (part->job, part->item, payload, BATCH_STREAMING_OFF, error);
  if (body == NULL || part->part == BATCH_ITEM_PART_REQUEST)
    return g_steal_pointer (&body);

  return make_command (self, part, body, error);
}

static void
payload_read_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  BatchCall *call = user_data;
  g_autoptr(GPtrArray) payloads = batch_payload_loader_read_finish (result);
  const BatchPayload *payload = g_ptr_array_index (payloads, 0);
  g_autoptr(GError) error = payload->error != NULL ? g_error_copy (payload->error) : NULL;
  GBytes *bytes = NULL;

  if (payload->bytes != NULL)
    bytes = make_part (call->executor, call->data, payload->bytes, &error);

  if (bytes != NULL)
    batch_call_return (call, bytes, (GDestroyNotify) g_bytes_unref);
  else
    batch_call_return_error (call, g_steal_pointer (&error));
}

static void
input_found_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  BatchCall *call = user_data;
  BatchExecutor *self = call->executor;
  Part *part = call->data;
  g_autoptr(GPtrArray) requests = batch_payload_loader_requests_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchBlobSource) input = NULL;

  if (!(part->job = batch_store_get_job_finish (self->store, result, &error))
      || !(input = batch_file_store_open_blob (self->files, part->job->input_digest, &error)))
    {
      batch_call_return_error (call, g_steal_pointer (&error));
      return;
    }

  batch_payload_loader_add (requests, part->item, G_OBJECT (input), NULL);
  batch_payload_loader_read_async (requests, payload_read_cb, call);
}

/* The job may have ended long ago: it need not be one that we know. */
static void
load_part (BatchExecutor *self,
           BatchCall     *call)
{
  batch_store_get_job_async (self->store, call->job_id, NULL, input_found_cb, call);
}

void
batch_executor_load_part (BatchExecutor   *self,
                          BatchItemRecord *item,
                          BatchItemPart    which,
                          GTask           *task)
{
  Part *part = g_new0 (Part, 1);

  part->item = batch_item_record_ref (item);
  part->part = which;
  batch_executor_call (self, load_part, item->job_id, part, part_free, task);
}
