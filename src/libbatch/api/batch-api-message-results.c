/* api/batch-api-message-results.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-message-results-private.h"

#include <libsoup/soup.h>

#include "api/batch-api-check-private.h"
#include "api/batch-api-fault-private.h"
#include "core/batch-id-private.h"
#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"
#include "json/batch-json-writer-private.h"
#include "store/batch-item-walk-private.h"

#define FLUSHED (64 * 1024)

typedef struct
{
  BatchStore    *store;            /* NULL of one that was refused */
  char          *job_id;
  GInputStream  *input;            /* of that one; so are the next two */
  char          *message;
  guint          status;
  GOutputStream *output;
  GString       *buffer;
  GError        *error;            /* (nullable) nothing more is written */
} Rendering;

static void
rendering_free (gpointer data)
{
  Rendering *self = data;

  g_clear_object (&self->store);
  g_clear_object (&self->input);
  g_clear_error (&self->error);
  g_free (self->job_id);
  g_free (self->message);
  g_object_unref (self->output);
  g_string_free (self->buffer, TRUE);
  g_free (self);
}

/* --- A line --- */

/* Of one that no server has given a name; the same each time. */
static char *
make_request_id (const char *job_id,
                 guint32     position)
{
  g_autofree char *id = batch_id_for_request (job_id, position);

  return g_strdup (id + strlen (BATCH_ID_JOB));
}

static char *
to_line (GBytes *json)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (json, &length);
  GString *line = g_string_sized_new (length);

  batch_json_append_one_line (line, data, length);
  return g_string_free (line, FALSE);
}

/* Whether it is an object whose `type` is @type. */
static gboolean
is_answer (GBytes     *body,
           const char *type)
{
  static const BatchJsonMember members[] = { { "type", batch_json_read_string, 0 } };
  g_autofree char *found = NULL;
  BatchJsonScanner scanner;
  const guint8 *data;
  gsize length;

  if (body == NULL)
    return FALSE;

  data = g_bytes_get_data (body, &length);
  batch_json_scanner_init (&scanner, data, length, 0);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &found);
  return batch_json_scanner_finish (&scanner) && g_strcmp0 (found, type) == 0;
}

/* What could not be sent is the client's to mend. */
static guint
choose_status (const BatchItemRecord *item)
{
  if (item->failure_kind == BATCH_FAILURE_KIND_BUILDER_ERROR)
    return SOUP_STATUS_BAD_REQUEST;

  return item->status_code >= 400 ? (guint) item->status_code : SOUP_STATUS_INTERNAL_SERVER_ERROR;
}

/* What the server said, if it speaks as Anthropic does. */
static void
write_error (BatchJsonWriter       *json,
             const BatchItemRecord *item,
             const char            *otherwise)
{
  g_autofree char *made = make_request_id (item->job_id, item->position);
  const char *request_id = item->request_id != NULL ? item->request_id : made;
  g_autofree char *error = NULL;

  if (is_answer (item->body, "error"))
    {
      g_autoptr(GBytes) answer = batch_api_fault_sign (item->body, request_id);

      error = to_line (answer);
    }
  else
    {
      g_autoptr(BatchApiFault) fault = batch_api_fault_new (choose_status (item), NULL, NULL,
                                                            "%s", otherwise);

      error = g_string_free (batch_api_fault_write (fault, BATCH_API_ANTHROPIC, request_id),
                             FALSE);
    }
  batch_json_writer_string (json, "type", "errored");
  batch_json_writer_raw (json, "error", error);
}

static void
write_message (BatchJsonWriter       *json,
               const BatchItemRecord *item)
{
  g_autofree char *message = NULL;

  if (!is_answer (item->body, "message"))
    {
      write_error (json, item, "The model server did not answer with a message");
      return;
    }

  message = to_line (item->body);
  batch_json_writer_string (json, "type", "succeeded");
  batch_json_writer_raw (json, "message", message);
}

static void
write_result (BatchJsonWriter       *json,
              const BatchItemRecord *item)
{
  switch (item->status)
    {
    case BATCH_ITEM_STATUS_SUCCEEDED:
      write_message (json, item);
      break;

    case BATCH_ITEM_STATUS_CANCELLED:
      batch_json_writer_string (json, "type", "canceled");
      break;

    case BATCH_ITEM_STATUS_EXPIRED:
      batch_json_writer_string (json, "type", "expired");
      break;

    case BATCH_ITEM_STATUS_FAILED:
    case BATCH_ITEM_STATUS_SKIPPED:
    case BATCH_ITEM_STATUS_PENDING:
    case BATCH_ITEM_STATUS_CLAIMED:
    case BATCH_ITEM_STATUS_RUNNING:
    default:
      write_error (json, item, item->last_error != NULL ? item->last_error : "It failed");
    }
}

void
batch_api_message_results_append (const BatchItemRecord *item,
                                  GString               *out)
{
  BatchJsonWriter json = BATCH_JSON_WRITER_INIT (out);

  batch_json_writer_open (&json, NULL, '{');
  batch_json_writer_string (&json, "custom_id", item->custom_id);
  batch_json_writer_open (&json, "result", '{');
  write_result (&json, item);
  batch_json_writer_close (&json, '}');
  batch_json_writer_close (&json, '}');
  g_string_append_c (out, '\n');
}

/* --- All of them --- */

static gboolean
flush (Rendering  *self,
       GError    **error)
{
  gboolean written = g_output_stream_write_all (self->output, self->buffer->str,
                                                self->buffer->len, NULL, NULL, error);

  g_string_truncate (self->buffer, 0);
  return written;
}

static gboolean
write_item (const BatchItemRecord  *item,
            gpointer                user_data,
            GError                **error)
{
  Rendering *self = user_data;

  batch_api_message_results_append (item, self->buffer);
  return self->buffer->len < FLUSHED || flush (self, error);
}

static void
render_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Rendering *self = task_data;
  const BatchItemQuery query = { .with_body = TRUE };
  g_autoptr(BatchWaiter) waiter = batch_waiter_new ();
  GError *error = NULL;
  gboolean done = batch_item_walk (self->store, self->job_id, &query, waiter, cancellable,
                                   write_item, self, &error)
                  && flush (self, &error)
                  && g_output_stream_flush (self->output, cancellable, &error);

  /* Who has the answer may close the store. */
  g_clear_object (&self->store);
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
batch_api_message_results_async (BatchStore          *store,
                                 const char          *job_id,
                                 GOutputStream       *output,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Rendering *self = g_new (Rendering, 1);

  *self = (Rendering) {
    .store = g_object_ref (store),
    .job_id = g_strdup (job_id),
    .output = g_object_ref (output),
    .buffer = g_string_sized_new (FLUSHED * 2),
  };
  g_task_set_source_tag (task, batch_api_message_results_async);
  g_task_set_task_data (task, self, rendering_free);
  g_task_run_in_thread (task, render_thread);
}

/* --- Of one that was refused --- */

static void
append_refusal (const Rendering *self,
                const char      *custom_id,
                const char      *request_id)
{
  BatchJsonWriter json = BATCH_JSON_WRITER_INIT (self->buffer);
  g_autoptr(BatchApiFault) fault = batch_api_fault_new (self->status, NULL, NULL, "%s",
                                                        self->message);
  g_autofree char *error = g_string_free (batch_api_fault_write (fault, BATCH_API_ANTHROPIC,
                                                                 request_id), FALSE);

  batch_json_writer_open (&json, NULL, '{');
  batch_json_writer_string (&json, "custom_id", custom_id);
  batch_json_writer_open (&json, "result", '{');
  batch_json_writer_string (&json, "type", "errored");
  batch_json_writer_raw (&json, "error", error);
  batch_json_writer_close (&json, '}');
  batch_json_writer_close (&json, '}');
  g_string_append_c (self->buffer, '\n');
}

static void
request_found (const BatchRequest *request,
               gpointer            user_data)
{
  Rendering *self = user_data;
  g_autofree char *request_id = make_request_id (self->job_id, (guint32) request->line - 1);

  if (self->error != NULL)
    return;

  append_refusal (self, request->custom_id, request_id);
  if (self->buffer->len >= FLUSHED)
    flush (self, &self->error);
}

static void
refuse_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  const BatchLimits limits = { .max_errors = 1 };
  Rendering *self = task_data;
  g_autoptr(BatchValidator) validator = batch_validator_new (&limits, request_found, self);
  GError *error = NULL;

  if (batch_api_check_feed (validator, self->input, cancellable, &error)
      && self->error == NULL && flush (self, &error)
      && g_output_stream_flush (self->output, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error != NULL ? error : g_steal_pointer (&self->error));
}

void
batch_api_message_results_refuse_async (GInputStream        *input,
                                        const char          *job_id,
                                        guint                status,
                                        const char          *message,
                                        GOutputStream       *output,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Rendering *self = g_new0 (Rendering, 1);

  self->input = g_object_ref (input);
  self->job_id = g_strdup (job_id);
  self->status = status;
  self->message = g_strdup (message);
  self->output = g_object_ref (output);
  self->buffer = g_string_sized_new (FLUSHED * 2);
  g_task_set_source_tag (task, batch_api_message_results_refuse_async);
  g_task_set_task_data (task, self, rendering_free);
  g_task_run_in_thread (task, refuse_thread);
}

gboolean
batch_api_message_results_finish (GAsyncResult  *result,
                                  GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
