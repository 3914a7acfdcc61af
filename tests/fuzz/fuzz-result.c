/* fuzz-result.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib.h>
#include <string.h>

#include "format/batch-result-private.h"
#include "fuzz.h"

/* A line that was read, written and read again says the same; and so does one whose
 * body is the input, whatever that is. */
static void
check_again (const BatchResult *result)
{
  g_autoptr(GString) line = g_string_new (NULL);
  g_auto(BatchResultLine) again = { 0 };
  g_autoptr(GError) error = NULL;

  batch_result_append_line (result, line);
  g_assert_true (memchr (line->str, '\n', line->len) == line->str + line->len - 1);
  batch_result_line_read (&again, (const guint8 *) line->str, line->len, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again.custom_id, ==, result->custom_id);
  g_assert_cmpstr (again.request_id, ==, result->status_code != 0 ? result->request_id : NULL);
  g_assert_cmpstr (again.error_code, ==, result->error_code);
  g_assert_cmpuint (again.status_code, ==, result->status_code);
  g_assert_true ((again.body.type == BATCH_JSON_NONE) == (result->status_code == 0));
}

static void
check_line (const BatchResultLine *line)
{
  BatchResult result = {
    .id = line->id != NULL ? line->id : "",
    .custom_id = line->custom_id,
    .request_id = line->request_id,
    .error_code = line->error_code,
    .error_message = line->error_message,
    .body = line->body.data,
    .body_length = line->body.length,
    .status_code = line->status_code,
  };

  check_again (&result);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         length)
{
  g_auto(BatchResultLine) line = { 0 };
  g_autoptr(GError) error = NULL;
  BatchResult result = {
    .id = "batch_req_1", .custom_id = "a", .body = data, .body_length = length, .status_code = 200,
  };

  if (batch_result_line_read (&line, data, length, &error))
    check_line (&line);
  else
    g_assert_nonnull (error);

  check_again (&result);
  return 0;
}
