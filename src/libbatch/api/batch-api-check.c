/* api/batch-api-check.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-check-private.h"

#include "json/batch-json-writer-private.h"

#define PIECE (256 * 1024)

typedef struct
{
  GInputStream    *input;
  GInputStream    *again;
  BatchLineIssues *elsewhere;      /* lines for another endpoint */
  BatchEndpoint    endpoint;
} Check;

static void
check_free (gpointer data)
{
  Check *check = data;

  g_object_unref (check->input);
  g_object_unref (check->again);
  batch_line_issues_free (check->elsewhere);
  g_free (check);
}

static void
request_found (const BatchRequest *request,
               gpointer            user_data)
{
  Check *check = user_data;

  if (request->endpoint != check->endpoint)
    batch_line_issues_add (check->elsewhere, request->line, "url", BATCH_LINE_ERROR_INVALID_URL,
                           "its url is %s, and the batch is for %s",
                           batch_endpoint_get_path (request->endpoint),
                           batch_endpoint_get_path (check->endpoint));
}

gboolean
batch_api_check_feed (BatchValidator  *validator,
                      GInputStream    *input,
                      GCancellable    *cancellable,
                      GError         **error)
{
  g_autofree guint8 *buffer = g_malloc (PIECE);
  gssize n_read;

  while ((n_read = g_input_stream_read (input, buffer, PIECE, cancellable, error)) > 0)
    if (!batch_validator_feed (validator, buffer, (gsize) n_read))
      break;
  if (n_read < 0)
    return FALSE;

  batch_validator_end (validator);
  return TRUE;
}

static int
compare_lines (gconstpointer one,
               gconstpointer other)
{
  const BatchLineIssue *first = *(const BatchLineIssue *const *) one;
  const BatchLineIssue *second = *(const BatchLineIssue *const *) other;

  return (first->line > second->line) - (first->line < second->line);
}

static GPtrArray *
collect (const Check    *check,
         BatchValidator *validator)
{
  GPtrArray *all = g_ptr_array_new ();
  GPtrArray *elsewhere = batch_line_issues_get_all (check->elsewhere);
  GPtrArray *issues = batch_validator_get_issues (validator);

  for (guint i = 0; i < issues->len; i++)
    g_ptr_array_add (all, g_ptr_array_index (issues, i));
  for (guint i = 0; i < elsewhere->len; i++)
    g_ptr_array_add (all, g_ptr_array_index (elsewhere, i));
  g_ptr_array_sort (all, compare_lines);
  return all;
}

static char *
to_json (GPtrArray *issues)
{
  BatchJsonWriter json = BATCH_JSON_WRITER_INIT (g_string_new (NULL));

  batch_json_writer_open (&json, NULL, '[');
  for (guint i = 0; i < issues->len; i++)
    {
      const BatchLineIssue *issue = g_ptr_array_index (issues, i);

      batch_json_writer_open (&json, NULL, '{');
      batch_json_writer_string (&json, "code",
                                batch_enum_to_nick (BATCH_TYPE_LINE_ERROR, (int) issue->code));
      batch_json_writer_string (&json, "message", issue->message);
      batch_json_writer_string (&json, "param", issue->field);
      batch_json_writer_time (&json, "line", issue->line);
      batch_json_writer_close (&json, '}');
    }
  batch_json_writer_close (&json, ']');
  return g_string_free (json.out, FALSE);
}

static void
check_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  Check *check = task_data;
  BatchLimits limits = batch_limits_default ();
  g_autoptr(BatchValidator) validator = batch_validator_new (&limits, request_found, check);
  g_autoptr(GPtrArray) issues = NULL;
  GError *error = NULL;

  if (!batch_api_check_feed (validator, check->input, cancellable, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (batch_validator_needs_second_pass (validator))
    {
      batch_validator_begin_second_pass (validator);
      if (!batch_api_check_feed (validator, check->again, cancellable, &error))
        {
          g_task_return_error (task, error);
          return;
        }
    }

  issues = collect (check, validator);
  g_task_return_pointer (task, issues->len > 0 ? to_json (issues) : NULL, g_free);
}

void
batch_api_check_async (GInputStream        *input,
                       GInputStream        *again,
                       const char          *endpoint,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Check *check = g_new (Check, 1);

  *check = (Check) {
    .input = g_object_ref (input),
    .again = g_object_ref (again),
    .elsewhere = batch_line_issues_new (batch_limits_default ().max_errors),
    .endpoint = batch_endpoint_from_path (endpoint),
  };
  g_task_set_source_tag (task, batch_api_check_async);
  g_task_set_task_data (task, check, check_free);
  g_task_run_in_thread (task, check_thread);
}

gboolean
batch_api_check_finish (GAsyncResult  *result,
                        char         **issues,
                        GError       **error)
{
  g_autoptr(GError) failure = NULL;

  *issues = g_task_propagate_pointer (G_TASK (result), &failure);
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}
