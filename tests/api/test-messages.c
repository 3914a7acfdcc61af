/* test-messages.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-intake-private.h"
#include "api/batch-api-message-results-private.h"

#include <gio/gunixinputstream.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define REQUEST(id) "{\"custom_id\":\"" id "\",\"params\":{\"model\":\"m\"}}"
#define LINE(id) "{\"custom_id\":\"" id "\",\"method\":\"POST\",\"url\":\"/v1/messages\"," \
                 "\"body\":{\"model\":\"m\"}}\n"

#define UUID "01234567-89ab-7cde-8fab-00000000000"
/* What follows from the job and the position. */
#define MADE "req_" UUID "7"

/* --- Requests --- */

static int
make_file (const char *content)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("messages-XXXXXX", &path, NULL);

  g_unlink (path);
  g_assert_cmpint (write (fd, content, strlen (content)), ==, (gssize) strlen (content));
  lseek (fd, 0, SEEK_SET);
  return fd;
}

static void
taken_in_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* Returns: (nullable): the lines; NULL: @message is why not */
static char *
take_in (const char         *body,
         BatchApiBatchSpec **spec,
         char              **message)
{
  g_autoptr(GInputStream) stream = g_unix_input_stream_new (make_file (body), TRUE);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GInputStream) lines = NULL;
  g_autoptr(BatchApiFault) fault = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = g_malloc0 (4096);

  batch_api_intake_async (stream, make_file (""), NULL, taken_in_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  *spec = batch_api_intake_finish (result, &lines, &fault, &error);
  g_assert_no_error (error);
  if (*spec == NULL)
    {
      *message = g_strdup (fault->message);
      return NULL;
    }

  g_input_stream_read_all (lines, text, 4095, NULL, NULL, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&text);
}

static void
test_requests (void)
{
  static const struct
  {
    const char *body;
    const char *lines;
    int         priority;
  } cases[] = {
    { "{\"requests\":[" REQUEST ("a") "]}", LINE ("a"), 0 },
    { " { \"priority\" : 7,\"requests\":[" REQUEST ("a") " , \n" REQUEST ("b") "], \"x\":{} } ",
      LINE ("a") LINE ("b"), 7 },
    { "{\"requests\":[{\"params\":{\"model\":\n\"m\",\"a\":[1.0,\"\\u00e9\"]},\"custom_id\":\"a\","
      "\"more\":1}],\"metadata\":{\"k\":\"v\"},\"priority\":-1}",
      "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/messages\","
      "\"body\":{\"model\": \"m\",\"a\":[1.0,\"\\u00e9\"]}}\n", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchApiBatchSpec) spec = NULL;
      g_autofree char *message = NULL;
      g_autofree char *lines = take_in (cases[i].body, &spec, &message);

      g_assert_cmpstr (message, ==, NULL);
      g_assert_cmpstr (lines, ==, cases[i].lines);
      g_assert_cmpint (spec->priority, ==, cases[i].priority);
      g_assert_cmpint (spec->window_s, ==, 86400);
    }
}

static void
test_wrong_requests (void)
{
  static const struct
  {
    const char *body;
    const char *message;         /* its beginning */
  } cases[] = {
    { "", "The body of the request is not a JSON object: it is empty." },
    { "[]", "The body of the request is not a JSON object: it is an array." },
    { "{\"requests\":[" REQUEST ("a") "]", "The body of the request is not a JSON object" },
    { "{\"requests\":[" REQUEST ("a") "]}x", "The body of the request is not a JSON object" },
    { "{\"requests\":[{\"custom_id\":\"a\",\"params\":{\"model\":}}]}",
      "The body of the request is not a JSON object" },
    { "{}", "requests: " },
    { "{\"requests\":[]}", "requests: " },
    { "{\"requests\":null}", "requests: " },
    { "{\"requests\":{}}", "requests: " },
    { "{\"requests\":[" REQUEST ("a") "],\"requests\":[]}", "requests: " },
    { "{\"requests\":[1]}", "requests.0: " },
    { "{\"requests\":[{}]}", "requests.0.custom_id: " },
    { "{\"requests\":[" REQUEST ("a") "," REQUEST ("") "]}", "requests.1.custom_id: " },
    { "{\"requests\":[" REQUEST ("../a") "]}", "requests.0.custom_id: " },
    { "{\"requests\":[{\"custom_id\":5,\"params\":{}}]}", "requests.0.custom_id: " },
    { "{\"requests\":[{\"custom_id\":\"a\"}]}", "requests.0.params: " },
    { "{\"requests\":[{\"custom_id\":\"a\",\"params\":[]}]}", "requests.0.params: " },
    { "{\"requests\":[{\"custom_id\":\"a\",\"params\":{}}]}", "requests.0: " },
    { "{\"requests\":[" REQUEST ("a") "," REQUEST ("b") "," REQUEST ("a") "]}",
      "requests.2.custom_id: " },
    { "{\"requests\":[" REQUEST ("a") "],\"priority\":\"x\"}", "Invalid value for 'priority'" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchApiBatchSpec) spec = NULL;
      g_autofree char *message = NULL;
      g_autofree char *lines = take_in (cases[i].body, &spec, &message);

      g_assert_null (lines);
      if (!g_str_has_prefix (message, cases[i].message))
        g_error ("%s: %s", cases[i].body, message);
    }
}

/* --- Results --- */

static void
test_results (void)
{
  static const struct
  {
    BatchItemStatus status;
    int             code;
    const char     *body;
    const char     *error;
    const char     *result;
    BatchFailureKind kind;
  } cases[] = {
    { BATCH_ITEM_STATUS_SUCCEEDED, 200, "{\"type\":\"message\",\n\"x\":1.0}", NULL,
      "{\"type\":\"succeeded\",\"message\":{\"type\":\"message\", \"x\":1.0}}" },
    { BATCH_ITEM_STATUS_SUCCEEDED, 200, "{\"choices\":[]}", NULL,
      "{\"type\":\"errored\",\"error\":{\"type\":\"error\",\"error\":{\"type\":\"api_error\","
      "\"message\":\"The model server did not answer with a message\"},"
      "\"request_id\":\"" MADE "\"}}" },
    { BATCH_ITEM_STATUS_FAILED, 400, "{\"type\":\"error\",\"error\":{}}", "No",
      "{\"type\":\"errored\",\"error\":{\"type\":\"error\",\"error\":{},"
      "\"request_id\":\"" MADE "\"}}" },
    { BATCH_ITEM_STATUS_FAILED, 400, "{\"type\":\"error\",\"request_id\":null,\"error\":{}}", "No",
      "{\"type\":\"errored\",\"error\":{\"type\":\"error\",\"request_id\":\"" MADE "\","
      "\"error\":{}}}" },
    { BATCH_ITEM_STATUS_FAILED, 400, "{\"type\":\"error\",\"request_id\":\"req_x\"}", "No",
      "{\"type\":\"errored\",\"error\":{\"type\":\"error\",\"request_id\":\"req_x\"}}" },
    { BATCH_ITEM_STATUS_FAILED, 429, "<html>", "Too \"much\"",
      "{\"type\":\"errored\",\"error\":{\"type\":\"error\",\"error\":{\"type\":"
      "\"rate_limit_error\",\"message\":\"Too \\\"much\\\"\"},\"request_id\":\"" MADE "\"}}" },
    { BATCH_ITEM_STATUS_FAILED, 0, NULL, "Nobody there",
      "{\"type\":\"errored\",\"error\":{\"type\":\"error\",\"error\":{\"type\":\"api_error\","
      "\"message\":\"Nobody there\"},\"request_id\":\"" MADE "\"}}" },
    /* It could not be sent. */
    { BATCH_ITEM_STATUS_FAILED, 0, NULL, "Not “seed”",
      "{\"type\":\"errored\",\"error\":{\"type\":\"error\",\"error\":{\"type\":"
      "\"invalid_request_error\",\"message\":\"Not “seed”\"},\"request_id\":\"" MADE "\"}}",
      BATCH_FAILURE_KIND_BUILDER_ERROR },
    { BATCH_ITEM_STATUS_CANCELLED, 0, NULL, NULL, "{\"type\":\"canceled\"}" },
    { BATCH_ITEM_STATUS_EXPIRED, 0, NULL, NULL, "{\"type\":\"expired\"}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchItemRecord) item = batch_item_record_new ();
      g_autoptr(GString) line = g_string_new (NULL);
      g_autofree char *expected = g_strdup_printf ("{\"custom_id\":\"a\",\"result\":%s}\n",
                                                   cases[i].result);

      item->job_id = g_strdup ("batch_" UUID "0");
      item->position = 7;
      item->custom_id = g_strdup ("a");
      item->status = cases[i].status;
      item->status_code = cases[i].code;
      item->failure_kind = cases[i].kind;
      item->last_error = g_strdup (cases[i].error);
      if (cases[i].body != NULL)
        item->body = g_bytes_new_static (cases[i].body, strlen (cases[i].body));
      batch_api_message_results_append (item, line);
      g_assert_cmpstr (line->str, ==, expected);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/batch/api/messages/requests", test_requests);
  g_test_add_func ("/batch/api/messages/wrong-requests", test_wrong_requests);
  g_test_add_func ("/batch/api/messages/results", test_results);

  return g_test_run ();
}
