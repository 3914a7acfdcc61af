/* test-result.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-result-private.h"

#include <string.h>

#include "support/test-support.h"

#define BODY(text) .body = (const guint8 *) text, .body_length = sizeof text - 1

/* Rendered, they are the lines of golden/results.jsonl. */
static const BatchResult results[] = {
  { "batch_req_1", "plain", "req-1", NULL, NULL, BODY ("{\"a\":1.0}"), 200 },
  { "batch_req_2", "no request id", NULL, NULL, NULL, BODY ("{}"), 200 },
  { "batch_req_3", "pretty", "req-3", NULL, NULL,
    BODY ("{\r\n  \"a\": \"b\\nc\",\n  \"n\": 1e400\n}\n"), 200 },
  { "batch_req_4", "a \"quoted\" \\ id\n😀", "r\"4", NULL, NULL, BODY ("[]"), 201 },
  { "batch_req_5", "not json", "req-5", "retriable_http_status", "The server said “busy”",
    BODY ("<html>\n\xFF</html>\n"), 503 },
  { "batch_req_6", "no body", "req-6", "invalid_response", "The answer is empty", NULL, 0, 200 },
  { "batch_req_7", "expired", NULL, "batch_expired", "The batch expired", NULL, 0, 0 },
  { "batch_req_8", "no message", NULL, "batch_cancelled", NULL, NULL, 0, 0 },
  { "batch_req_9", "half a pair", "req-9", NULL, NULL, BODY ("\"\\ud800\""), 200 },
};

static void
test_golden (void)
{
  g_autoptr(GString) lines = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    batch_result_append_line (&results[i], lines);

  batch_test_assert_golden ("results.jsonl", lines->str);
}

static void
test_reads_back (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr(GString) line = g_string_new (NULL);
      g_autoptr(GError) error = NULL;
      g_auto(BatchResultLine) back = { 0 };

      batch_result_append_line (&results[i], line);
      g_assert_true (strchr (line->str, '\n') == line->str + line->len - 1);
      batch_result_line_read (&back, (const guint8 *) line->str, line->len, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (back.id, ==, results[i].id);
      g_assert_cmpstr (back.custom_id, ==, results[i].custom_id);
      g_assert_cmpstr (back.request_id, ==, results[i].request_id);
      g_assert_cmpstr (back.error_code, ==, results[i].error_code);
      g_assert_cmpstr (back.error_message, ==, results[i].error_message);
      g_assert_cmpuint (back.status_code, ==, results[i].status_code);
      g_assert_true (back.has_error == (results[i].error_code != NULL));
      g_assert_true ((back.body.type == BATCH_JSON_NONE) == (results[i].status_code == 0));
    }
}

static void
test_body_is_kept (void)
{
  static const char body[] = "{ \"a\" : 0.10000000000000000001 , \"a\" : \"\\u0041\" }";
  BatchResult result = { "batch_req_1", "a", NULL, NULL, NULL, BODY (body), 200 };
  g_autoptr(GString) line = g_string_new (NULL);
  g_auto(BatchResultLine) back = { 0 };

  batch_result_append_line (&result, line);
  g_assert_true (batch_result_line_read (&back, (const guint8 *) line->str, line->len, NULL));
  g_assert_cmpmem (back.body.data, back.body.length, body, strlen (body));
}

/* Too deep for those who read the file, so it is quoted rather than embedded. */
static void
test_deep_body (void)
{
  g_autofree char *open = g_strnfill (201, '[');
  g_autofree char *close = g_strnfill (201, ']');
  g_autofree char *body = g_strconcat (open, close, NULL);
  BatchResult result = { "batch_req_1", "a", NULL, NULL, NULL,
                         (const guint8 *) body, strlen (body), 200 };
  g_autoptr(GString) line = g_string_new (NULL);
  g_auto(BatchResultLine) back = { 0 };

  batch_result_append_line (&result, line);
  g_assert_true (batch_result_line_read (&back, (const guint8 *) line->str, line->len, NULL));
  g_assert_cmpint (back.body.type, ==, BATCH_JSON_STRING);
  g_assert_cmpuint (back.body.length, ==, strlen (body) + 2);
}

static void
test_lines_of_others (void)
{
  static const struct
  {
    const char *line;
    const char *custom_id;      /* NULL: it is refused */
    guint       status_code;
    const char *error_message;
  } cases[] = {
    { "{\"custom_id\":\"a\"}", "a", 0, NULL },
    { "{\"custom_id\":\"a\",\"response\":{\"status_code\":\"200\"},\"error\":null}", "a", 0, NULL },
    { "{\"custom_id\":\"a\",\"response\":{\"status_code\":2000}}", "a", 0, NULL },
    { "{\"custom_id\":\"a\",\"response\":{\"status_code\":200.5}}", "a", 0, NULL },
    { "{\"error\":{\"message\":\"m\"},\"extra\":[1],\"custom_id\":\"\\u0061\"}", "a", 0, "m" },
    { "{\"custom_id\":1}", NULL, 0, NULL },
    { "{\"custom_id\":\"\\ud800\"}", NULL, 0, NULL },
    { "{}", NULL, 0, NULL },
    { "[]", NULL, 0, NULL },
    { "", NULL, 0, NULL },
    { "{\"custom_id\":\"a\"", NULL, 0, NULL },
    { "{\"custom_id\":\"a\"}}", NULL, 0, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(BatchResultLine) line = { 0 };
      g_autoptr(GError) error = NULL;

      batch_result_line_read (&line, (const guint8 *) cases[i].line, strlen (cases[i].line),
                              &error);
      g_assert_cmpstr (line.custom_id, ==, cases[i].custom_id);
      g_assert_cmpuint (line.status_code, ==, cases[i].status_code);
      g_assert_cmpstr (line.error_message, ==, cases[i].error_message);
      if (cases[i].custom_id == NULL)
        g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE);
      else
        g_assert_no_error (error);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/format/result/golden", test_golden);
  g_test_add_func ("/batch/format/result/reads-back", test_reads_back);
  g_test_add_func ("/batch/format/result/body-is-kept", test_body_is_kept);
  g_test_add_func ("/batch/format/result/deep-body", test_deep_body);
  g_test_add_func ("/batch/format/result/lines-of-others", test_lines_of_others);
  return g_test_run ();
}
