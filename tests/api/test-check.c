/* test-check.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "api/batch-api-check-private.h"
#include "api/batch-api-message-results-private.h"
#include "support/test-support.h"

/* What is wrong with the input of a batch, and what its requests come to when it is refused. */

#define LINE(id, url) \
  "{\"custom_id\":\"" id "\",\"method\":\"POST\",\"url\":\"" url "\"," \
  "\"body\":{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}}\n"
#define CHAT(id)    LINE (id, "/v1/chat/completions")
#define MESSAGE(id) LINE (id, "/v1/messages")

static GInputStream *
open_text (const char *text)
{
  return g_memory_input_stream_new_from_data (text, (gssize) strlen (text), NULL);
}

static char *
check (GInputStream  *input,
       GInputStream  *again,
       const char    *endpoint,
       GCancellable  *cancellable,
       GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  char *issues = (char *) "unset";

  batch_api_check_async (input, again, endpoint, cancellable, batch_test_store_result, &result);
  batch_test_wait (&result);
  if (batch_api_check_finish (result, &issues, error))
    return issues;

  g_assert_null (issues);
  return NULL;
}

static const struct
{
  const char *input;
  const char *issues;              /* NULL: none; “code line”, by commas */
} inputs[] = {
  { CHAT ("a"), NULL },
  { CHAT ("a") CHAT ("b"), NULL },
  { MESSAGE ("a"), "invalid_url 1" },
  { CHAT ("a") MESSAGE ("b") CHAT ("c") MESSAGE ("d"), "invalid_url 2,invalid_url 4" },
  /* What is wrong with the file, and for the batch, in the order of the lines. */
  { MESSAGE ("a") "x\n" MESSAGE ("b") "y\n",
    "invalid_url 1,invalid_json 2,invalid_url 3,invalid_json 4" },
  { CHAT ("a") CHAT ("b") CHAT ("a"), "duplicate_custom_id 3" },
  { CHAT ("a") MESSAGE ("a"), "duplicate_custom_id 2,invalid_url 2" },
  { "", "empty_file null" },
};

/* “code line” of each, by commas. */
static char *
sum_up (const char *issues)
{
  g_autoptr(GRegex) regex = g_regex_new ("\\{\"code\":\"([a-z_]+)\",\"message\":\"[^\"]+\","
                                         "\"param\":[a-z_\".]+,\"line\":([0-9a-z]+)\\},?",
                                         G_REGEX_DEFAULT, 0, NULL);
  g_autofree char *words = g_regex_replace (regex, issues, -1, 0, "\\1 \\2,", 0, NULL);

  g_assert_true (g_str_has_prefix (words, "[") && g_str_has_suffix (words, ",]"));
  return g_strndup (words + 1, strlen (words) - 3);
}

static void
test_issues (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    {
      g_autoptr(GInputStream) input = open_text (inputs[i].input);
      g_autoptr(GInputStream) again = open_text (inputs[i].input);
      g_autoptr(GError) error = NULL;
      g_autofree char *issues = check (input, again, "/v1/chat/completions", NULL, &error);
      g_autofree char *summary = issues != NULL ? sum_up (issues) : NULL;

      g_test_message ("case %u: %s", i, issues);
      g_assert_no_error (error);
      g_assert_cmpstr (summary, ==, inputs[i].issues);
    }
}

/* Each line that goes elsewhere says where, and where the batch goes. */
static void
test_elsewhere (void)
{
  g_autoptr(GInputStream) input = open_text (CHAT ("a"));
  g_autoptr(GInputStream) again = open_text (CHAT ("a"));
  g_autofree char *issues = check (input, again, "/v1/messages", NULL, NULL);

  g_assert_nonnull (strstr (issues, "its url is /v1/chat/completions, and the batch is for "
                                    "/v1/messages"));
  g_assert_nonnull (strstr (issues, "\"param\":\"url\""));
}

static void
test_unreadable (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GInputStream) closed = open_text (CHAT ("a"));
  g_autoptr(GInputStream) input = open_text (CHAT ("a"));
  g_autoptr(GInputStream) alike = open_text (CHAT ("a") CHAT ("a"));
  g_autoptr(GError) error = NULL;

  g_assert_true (g_input_stream_close (closed, NULL, NULL));
  g_assert_null (check (closed, input, "/v1/messages", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_clear_error (&error);

  g_cancellable_cancel (cancellable);
  g_assert_null (check (input, closed, "/v1/messages", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  /* Two ids are alike, which takes a second look. */
  g_assert_null (check (alike, closed, "/v1/messages", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

/* --- Results of one that was refused --- */

/* What is written; NULL with an error. */
static char *
refuse (GInputStream   *input,
        guint           status,
        GOutputStream  *output,
        GError        **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  GMemoryOutputStream *memory = G_MEMORY_OUTPUT_STREAM (output);

  batch_api_message_results_refuse_async (input, "batch_1", status, "100% \"no\"", output, NULL,
                                          batch_test_store_result, &result);
  batch_test_wait (&result);
  if (!batch_api_message_results_finish (result, error))
    return NULL;

  g_assert_false (g_output_stream_is_closed (output));
  return g_string_free (g_string_new_len (g_memory_output_stream_get_data (memory),
                                          (gssize) g_memory_output_stream_get_data_size (memory)),
                        FALSE);
}

static void
test_refused (void)
{
  static const char two[] = MESSAGE ("a \\\"1\\\"") MESSAGE ("b");
  g_autoptr(GInputStream) input = open_text (two);
  g_autoptr(GInputStream) again = open_text (two);
  g_autoptr(GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autoptr(GOutputStream) other = g_memory_output_stream_new_resizable ();
  g_autoptr(GError) error = NULL;
  g_autofree char *text = refuse (input, 404, output, &error);
  g_autofree char *same = refuse (again, 404, other, &error);
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  const char *id;

  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_cmpstr (lines[2], ==, "");
  g_assert_true (g_str_has_prefix (lines[0], "{\"custom_id\":\"a \\\"1\\\"\",\"result\":{\"type\":"
                                   "\"errored\",\"error\":{\"type\":\"error\",\"error\":{"
                                   "\"type\":\"not_found_error\",\"message\":\"100% \\\"no\\\"\"},"
                                   "\"request_id\":\""));
  g_assert_true (g_str_has_prefix (lines[1], "{\"custom_id\":\"b\","));
  /* Each has its own name, the same each time. */
  id = strstr (lines[0], "\"request_id\"");
  g_assert_null (strstr (lines[1], id));
  g_assert_cmpstr (same, ==, text);
}

/* More than is written at once, and nothing at all. */
static void
test_refused_many (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GInputStream) input = NULL;
  g_autoptr(GInputStream) empty = open_text ("");
  g_autoptr(GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autoptr(GOutputStream) none = g_memory_output_stream_new_resizable ();
  g_autoptr(GError) error = NULL;
  g_autofree char *many = NULL;
  g_autofree char *nothing = NULL;
  g_auto(GStrv) lines = NULL;

  for (guint i = 0; i < 2000; i++)
    g_string_append_printf (text, MESSAGE ("id-%u"), i);
  input = open_text (text->str);
  many = refuse (input, 400, output, &error);
  g_assert_no_error (error);
  lines = g_strsplit (many, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 2001);
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *start = g_strdup_printf ("{\"custom_id\":\"id-%u\",", i);

      g_assert_true (g_str_has_prefix (lines[i], start));
    }

  nothing = refuse (empty, 400, none, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (nothing, ==, "");
}

/* Where nothing can be written, that is said, after however much it was. */
static void
test_refused_nowhere (void)
{
  const guint counts[] = { 1, 2000 };

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      g_autofree char *buffer = g_malloc (10);
      g_autoptr(GOutputStream) output = g_memory_output_stream_new (buffer, 10, NULL, NULL);
      g_autoptr(GString) text = g_string_new (NULL);
      g_autoptr(GInputStream) input = NULL;
      g_autoptr(GError) error = NULL;

      for (guint j = 0; j < counts[i]; j++)
        g_string_append_printf (text, MESSAGE ("id-%u"), j);
      input = open_text (text->str);
      g_assert_null (refuse (input, 400, output, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/api/check/issues", test_issues);
  g_test_add_func ("/batch/api/check/elsewhere", test_elsewhere);
  g_test_add_func ("/batch/api/check/unreadable", test_unreadable);
  g_test_add_func ("/batch/api/check/refused", test_refused);
  g_test_add_func ("/batch/api/check/refused-many", test_refused_many);
  g_test_add_func ("/batch/api/check/refused-nowhere", test_refused_nowhere);

  return g_test_run ();
}
