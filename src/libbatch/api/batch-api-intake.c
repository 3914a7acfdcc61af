/* api/batch-api-intake.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-intake-private.h"

#include <gio/gfiledescriptorbased.h>
#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "api/batch-api-body-private.h"
#include "api/batch-api-check-private.h"
#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"

#define MAX_REQUESTS  100000
#define MAX_CUSTOM_ID 64
#define FLUSHED       (256 * 1024)
#define FORGOTTEN     (8 * 1024 * 1024)    /* what was read of the body and is held */

typedef struct
{
  GInputStream      *body;
  int                fd;             /* of the lines; -1: handed on */
  GOutputStream     *lines;
  GString           *buffer;
  GString           *options;        /* what stands beside the requests, as members */
  gint64             n_requests;
  BatchJsonScanner   scanner;
  const guint8      *held;           /* where the part of the body begins that is in memory */
  BatchApiFault     *fault;          /* (nullable) */
  BatchApiBatchSpec *spec;           /* (nullable) when all is well */
} Intake;

/* A request as it stands in the body. */
typedef struct
{
  BatchJsonValue custom_id;
  BatchJsonValue params;
} Request;

static void
intake_free (gpointer data)
{
  Intake *self = data;

  g_object_unref (self->body);
  g_clear_object (&self->lines);
  if (self->fd >= 0)
    g_close (self->fd, NULL);
  g_string_free (self->buffer, TRUE);
  g_string_free (self->options, TRUE);
  g_clear_pointer (&self->fault, batch_api_fault_free);
  g_clear_pointer (&self->spec, batch_api_batch_spec_free);
  g_free (self);
}

/* --- A request --- */

static gboolean G_GNUC_PRINTF (3, 4)
refuse_request (Intake     *self,
                const char *member,
                const char *format,
                ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  self->fault = batch_api_fault_new (400, NULL, NULL, "requests.%" G_GINT64_FORMAT "%s%s: %s",
                                     self->n_requests, *member != '\0' ? "." : "", member,
                                     message);
  return FALSE;
}

static gboolean
is_custom_id (const char *text)
{
  gsize length = strlen (text);

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '-' && text[i] != '_')
      return FALSE;
  return length > 0 && length <= MAX_CUSTOM_ID;
}

static gboolean
check_request (Intake        *self,
               const Request *request)
{
  g_autofree char *custom_id = NULL;

  if (request->custom_id.type == BATCH_JSON_NONE)
    return refuse_request (self, "custom_id", "Field required");
  if (request->params.type == BATCH_JSON_NONE)
    return refuse_request (self, "params", "Field required");
  if (request->params.type != BATCH_JSON_OBJECT)
    return refuse_request (self, "params", "Input should be an object");

  custom_id = batch_json_value_dup_string (&request->custom_id);
  return (custom_id != NULL && is_custom_id (custom_id))
         || refuse_request (self, "custom_id", "Input should be a string of 1 to %d letters, "
                            "digits, '-' and '_'", MAX_CUSTOM_ID);
}

static gboolean
flush (Intake  *self,
       GError **error)
{
  gboolean written = g_output_stream_write_all (self->lines, self->buffer->str,
                                                self->buffer->len, NULL, NULL, error);

  g_string_truncate (self->buffer, 0);
  return written;
}

/* The body is in memory only as far as it was read of late. */
static void
forget (Intake *self)
{
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  gsize n = (gsize) (self->scanner.pos - self->held) / page * page;

  if (n < FORGOTTEN)
    return;

  madvise ((gpointer) self->held, n, MADV_DONTNEED);
  self->held += n;
}

static gboolean
write_request (Intake         *self,
               const Request  *request,
               GError        **error)
{
  g_string_append (self->buffer, "{\"custom_id\":");
  batch_json_append_one_line (self->buffer, request->custom_id.data, request->custom_id.length);
  g_string_append (self->buffer, ",\"method\":\"POST\",\"url\":\"/v1/messages\",\"body\":");
  batch_json_append_one_line (self->buffer, request->params.data, request->params.length);
  g_string_append (self->buffer, "}\n");
  forget (self);
  return self->buffer->len < FLUSHED || flush (self, error);
}

/* --- The body --- */

static gboolean
read_request (Intake  *self,
              GError **error)
{
  static const BatchJsonMember members[] = {
    { "custom_id", batch_json_read_slice, G_STRUCT_OFFSET (Request, custom_id) },
    { "params", batch_json_read_slice, G_STRUCT_OFFSET (Request, params) },
  };
  Request request = { { NULL } };

  if (batch_json_scanner_peek (&self->scanner) != BATCH_JSON_OBJECT)
    return refuse_request (self, "", "Input should be an object");
  batch_json_read_members (&self->scanner, members, G_N_ELEMENTS (members), &request);
  /* What is not JSON is told at the end. */
  if (self->scanner.problem != NULL)
    return TRUE;
  if (!check_request (self, &request) || !write_request (self, &request, error))
    return FALSE;

  self->n_requests++;
  return self->n_requests <= MAX_REQUESTS
         || refuse_request (self, "", "There can be %d requests at most", MAX_REQUESTS);
}

static gboolean
refuse_requests (Intake     *self,
                 const char *why)
{
  self->fault = batch_api_fault_new (400, NULL, NULL, "requests: %s", why);
  return FALSE;
}

static gboolean
read_requests (Intake  *self,
               GError **error)
{
  if (self->n_requests > 0)
    return refuse_requests (self, "It is there twice");
  if (batch_json_scanner_peek (&self->scanner) != BATCH_JSON_ARRAY)
    return refuse_requests (self, "Input should be an array");

  batch_json_scanner_enter_array (&self->scanner);
  while (batch_json_scanner_next_element (&self->scanner))
    if (!read_request (self, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_option (Intake               *self,
             const BatchJsonValue *name)
{
  BatchJsonValue value;

  if (!batch_json_scanner_read_value (&self->scanner, &value))
    return TRUE;

  if (self->options->len > 1)
    g_string_append_c (self->options, ',');
  g_string_append_len (self->options, (const char *) name->data, (gssize) name->length);
  g_string_append_c (self->options, ':');
  g_string_append_len (self->options, (const char *) value.data, (gssize) value.length);
  return TRUE;
}

static gboolean
read_body (Intake       *self,
           GMappedFile  *body,
           GError      **error)
{
  const guint8 *data = (const guint8 *) g_mapped_file_get_contents (body);
  gsize length = g_mapped_file_get_length (body);
  gboolean is_object = batch_json_scanner_peek (&self->scanner) == BATCH_JSON_OBJECT;
  BatchJsonValue name;

  if (is_object && batch_json_scanner_enter_object (&self->scanner))
    while (batch_json_scanner_next_member (&self->scanner, &name))
      if (!(batch_json_value_is (&name, "requests") ? read_requests (self, error)
                                                    : read_option (self, &name)))
        return FALSE;
  if (is_object && batch_json_scanner_finish (&self->scanner))
    return self->n_requests > 0
           || refuse_requests (self, "List should have at least 1 item");

  self->fault = batch_api_body_refuse (data, length, NULL, self->scanner.problem);
  return FALSE;
}

/* --- The lines --- */

/* Its client sent no lines, and no bodies. */
static gboolean
refuse_line (Intake               *self,
             const BatchLineIssue *issue)
{
  const char *sentence = strstr (issue->message, ": ");
  g_autoptr(GString) words = g_string_new (sentence != NULL ? sentence + 2 : issue->message);

  self->n_requests = MAX (issue->line, 1) - 1;
  if (issue->code == BATCH_LINE_ERROR_DUPLICATE_CUSTOM_ID)
    return refuse_request (self, "custom_id", "Another request has the same");

  g_string_replace (words, "“body", "“params", 0);
  return refuse_request (self, "", "%s", words->str);
}

static gboolean
check_lines (Intake  *self,
             GError **error)
{
  BatchLimits limits = batch_limits_default ();
  g_autoptr(BatchValidator) validator = NULL;
  g_autoptr(GInputStream) lines = g_unix_input_stream_new (self->fd, FALSE);

  limits.max_lines = MAX_REQUESTS;
  limits.max_bytes = 0;
  limits.max_errors = 1;
  validator = batch_validator_new (&limits, NULL, NULL);
  lseek (self->fd, 0, SEEK_SET);
  if (!batch_api_check_feed (validator, lines, NULL, error))
    return FALSE;
  if (batch_validator_needs_second_pass (validator))
    {
      lseek (self->fd, 0, SEEK_SET);
      batch_validator_begin_second_pass (validator);
      if (!batch_api_check_feed (validator, lines, NULL, error))
        return FALSE;
    }

  lseek (self->fd, 0, SEEK_SET);
  return batch_validator_get_issues (validator)->len == 0
         || refuse_line (self, g_ptr_array_index (batch_validator_get_issues (validator), 0));
}

/* --- The whole --- */

static gboolean
take_order (Intake *self)
{
  g_string_append_c (self->options, '}');
  self->spec = batch_api_batch_spec_new_for_messages (self->options->str, self->n_requests,
                                                      &self->fault);
  return self->spec != NULL;
}

static void
intake_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Intake *self = task_data;
  int fd = g_file_descriptor_based_get_fd (G_FILE_DESCRIPTOR_BASED (self->body));
  GError *error = NULL;
  g_autoptr(GMappedFile) body = g_mapped_file_new_from_fd (fd, FALSE, &error);

  if (body != NULL)
    {
      self->held = (const guint8 *) g_mapped_file_get_contents (body);
      batch_json_scanner_init (&self->scanner, self->held, g_mapped_file_get_length (body),
                               BATCH_JSON_DEPTH);
    }
  if (body != NULL && read_body (self, body, &error) && flush (self, &error)
      && check_lines (self, &error))
    take_order (self);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, self->spec != NULL);
}

void
batch_api_intake_async (GInputStream        *body,
                        int                  lines,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Intake *self = g_new0 (Intake, 1);

  self->body = g_object_ref (body);
  self->fd = lines;
  self->lines = g_unix_output_stream_new (lines, FALSE);
  self->buffer = g_string_sized_new (FLUSHED * 2);
  self->options = g_string_new ("{");
  g_task_set_source_tag (task, batch_api_intake_async);
  g_task_set_task_data (task, self, intake_free);
  g_task_run_in_thread (task, intake_thread);
}

BatchApiBatchSpec *
batch_api_intake_finish (GAsyncResult   *result,
                         GInputStream  **lines,
                         BatchApiFault **fault,
                         GError        **error)
{
  Intake *self = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) failure = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &failure))
    {
      if (failure != NULL)
        g_propagate_error (error, g_steal_pointer (&failure));
      else
        *fault = g_steal_pointer (&self->fault);
      return NULL;
    }

  *lines = g_unix_input_stream_new (g_steal_fd (&self->fd), TRUE);
  return g_steal_pointer (&self->spec);
}
