/* test-validator.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-validator-private.h"

#include <string.h>

#define BODY  "{\"model\":\"m\"}"
#define LINE(id) "{\"custom_id\":\"" id "\",\"method\":\"POST\"," \
                 "\"url\":\"/v1/chat/completions\",\"body\":" BODY "}"
#define ANY(id, model) "{\"custom_id\":\"" id "\",\"method\":\"POST\"," \
                       "\"url\":\"/v1/embeddings\",\"body\":{\"model\":\"" model "\"}}"
#define EMBED "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/embeddings\","
#define LINE_TO(id, url) "{\"custom_id\":\"" id "\",\"method\":\"POST\",\"url\":\"" url "\"," \
                         "\"body\":" BODY "}\n"
#define REST  "\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":" BODY "}"
#define TEN   "0123456789"
#define SIXTY TEN TEN TEN TEN TEN TEN

/* What a file gives, in a form to compare: its requests, then its issues. */
typedef struct
{
  BatchValidator *validator;
  GString        *log;
  const guint8   *file;
} Run;

static void
write_down (const BatchRequest *request,
            gpointer            user_data)
{
  Run *run = user_data;

  g_string_append_printf (run->log, "%u %s %s %s %.*s\n", request->line, request->custom_id,
                          request->model, batch_endpoint_get_path (request->endpoint),
                          (int) request->body_length, request->body);
  g_assert_cmpmem (request->body, request->body_length,
                   run->file + request->body_offset, request->body_length);
}

/* Every piece is a block of its own, so that a read past it is seen. */
static void
feed_in_pieces (BatchValidator *validator,
                const guint8   *file,
                gsize           length,
                gsize           piece)
{
  for (gsize i = 0; i < length; i += piece)
    {
      g_autofree guint8 *copy = g_memdup2 (file + i, MIN (piece, length - i));

      if (!batch_validator_feed (validator, copy, MIN (piece, length - i)))
        break;
    }

  batch_validator_end (validator);
}

static void
validate (BatchValidator *validator,
          const guint8   *file,
          gsize           length,
          gsize           piece)
{
  feed_in_pieces (validator, file, length, piece);
  if (!batch_validator_needs_second_pass (validator))
    return;

  batch_validator_begin_second_pass (validator);
  g_assert_false (batch_validator_needs_second_pass (validator));
  feed_in_pieces (validator, file, length, piece);
}

static void
append_issues (BatchValidator *validator,
               GString        *log)
{
  GPtrArray *issues = batch_validator_get_issues (validator);

  for (guint i = 0; i < issues->len; i++)
    {
      const BatchLineIssue *issue = g_ptr_array_index (issues, i);

      g_assert_true (g_utf8_validate (issue->message, -1, NULL));
      g_assert_null (strchr (issue->message, '\n'));
      g_assert_false (g_str_has_suffix (issue->message, "."));
      g_string_append_printf (log, "! %u %s %s\n", issue->line,
                              issue->field != NULL ? issue->field : "-",
                              batch_enum_to_nick (BATCH_TYPE_LINE_ERROR, issue->code));
    }
}

static char *
run_in_pieces (const BatchLimits *limits,
               const void        *file,
               gsize              length,
               gsize              piece,
               guint              hash_bits)
{
  Run run = { NULL, g_string_new (NULL), file };
  g_autoptr(BatchValidator) validator = batch_validator_new (limits, write_down, &run);

  batch_validator_set_hash_bits (validator, hash_bits);
  validate (validator, file, length, piece);
  append_issues (validator, run.log);

  return g_string_free (run.log, FALSE);
}

static void
assert_run (const BatchLimits *limits,
            const void        *file,
            gsize              length,
            const char        *expected)
{
  const gsize pieces[] = { 1, 2, 3, 7, 16, 61, 1024, 1 << 20 };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    for (guint bits = 0; bits <= 64; bits += 32)
      {
        g_autofree char *log = run_in_pieces (limits, file, length, pieces[i], bits);

        g_assert_cmpstr (log, ==, expected);
      }
}

static void
assert_text (const char *file,
             const char *expected)
{
  BatchLimits limits = batch_limits_default ();

  assert_run (&limits, file, strlen (file), expected);
}

/* What a provider does not take is said of each line. */
static void
test_taken (void)
{
  BatchLimits limits = batch_limits_default ();
  const char *file = LINE_TO ("a", "/v1/embeddings") LINE_TO ("b", "/v1/messages")
                     LINE_TO ("c", "/v1/messages") LINE_TO ("d", "/v1/embeddings");
  g_autoptr(BatchValidator) validator = NULL;
  const BatchLineIssue *first;

  limits.endpoints = 1u << BATCH_ENDPOINT_EMBEDDINGS | 1u << BATCH_ENDPOINT_RESPONSES;
  limits.endpoints_of = "Somebody";
  validator = batch_validator_new (&limits, NULL, NULL);
  validate (validator, (const guint8 *) file, strlen (file), 16);

  g_assert_cmpuint (batch_validator_get_issues (validator)->len, ==, 2);
  first = g_ptr_array_index (batch_validator_get_issues (validator), 0);
  g_assert_cmpuint (first->line, ==, 2);
  g_assert_cmpstr (first->field, ==, "url");
  g_assert_cmpint (first->code, ==, BATCH_LINE_ERROR_INVALID_URL);
  g_assert_cmpstr (first->message, ==, "Line 2: the batch API of Somebody takes no requests to "
                   "/v1/messages; submit the batch without native mode");
}

static void
test_good (void)
{
  assert_text (LINE ("a") "\n" LINE ("b") "\n",
               "1 a m /v1/chat/completions " BODY "\n"
               "2 b m /v1/chat/completions " BODY "\n");
  assert_text (LINE ("a") "\r\n\r\n \t \n" LINE ("b"),
               "1 a m /v1/chat/completions " BODY "\n"
               "4 b m /v1/chat/completions " BODY "\n");
  assert_text ("\xEF\xBB\xBF" LINE ("a"), "1 a m /v1/chat/completions " BODY "\n");
  assert_text ("\xEF\xBB\xBF\n" LINE ("a"), "2 a m /v1/chat/completions " BODY "\n");
}

static void
test_spelling (void)
{
  assert_text (" { \"body\" :"
               " { \"x\" : [ 1.0 , { \"model\" : 1 } ] , \"mod\\u0065l\" : \"\\u006d\\\"\" } ,"
               " \"extra\" : { \"custom_id\" : 1 } , \"url\" : \"\\/v1\\/embeddings\" ,"
               " \"method\" : \"P\\u004fST\" , \"custom_id\" : \"\\ud83d\\ude00\" } ",
               "1 😀 m\" /v1/embeddings"
               " { \"x\" : [ 1.0 , { \"model\" : 1 } ] , \"mod\\u0065l\" : \"\\u006d\\\"\" }\n");
}

static void
test_endpoints (void)
{
  static const char *const paths[] = {
    "/v1/chat/completions", "/v1/completions", "/v1/embeddings",
    "/v1/responses", "/v1/messages", "/v1/moderations",
  };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *file = g_strdup_printf ("{\"custom_id\":\"a\",\"method\":\"POST\","
                                               "\"url\":\"%s\",\"body\":" BODY "}", paths[i]);
      g_autofree char *expected = g_strdup_printf ("1 a m %s " BODY "\n", paths[i]);

      assert_text (file, expected);
    }
}

static void
test_issues (void)
{
  static const struct
  {
    const char *line;
    const char *issues;
  } cases[] = {
    { "{", "! 1 - invalid_json\n" },
    { "[]", "! 1 - invalid_json\n" },
    { "\"a\"", "! 1 - invalid_json\n" },
    { "null", "! 1 - invalid_json\n" },
    { LINE ("a") LINE ("b"), "! 1 - invalid_json\n" },
    { LINE ("a") ",", "! 1 - invalid_json\n" },
    { "{\"a\":\"\xFF\"}", "! 1 - invalid_utf8\n" },
    { "{}", "! 1 custom_id missing_required_parameter\n"
            "! 1 method missing_required_parameter\n"
            "! 1 url missing_required_parameter\n"
            "! 1 body missing_required_parameter\n" },
    { "{" REST, "! 1 custom_id missing_required_parameter\n" },
    { "{\"custom_id\":1," REST, "! 1 custom_id invalid_value\n" },
    { "{\"custom_id\":null," REST, "! 1 custom_id invalid_value\n" },
    { "{\"custom_id\":\"\"," REST, "! 1 custom_id invalid_value\n" },
    { "{\"custom_id\":\"\\ud800\"," REST, "! 1 custom_id invalid_value\n" },
    { "{\"custom_id\":\"a\\u0000b\"," REST, "! 1 custom_id invalid_value\n" },
    { "{\"custom_id\":\"a\",\"custom_id\":\"a\"," REST, "! 1 custom_id invalid_value\n" },
    { "{\"custom_id\":\"a\",\"custom\\u005fid\":\"b\"," REST, "! 1 custom_id invalid_value\n" },
    { "{\"custom_id\":\"" SIXTY "01234\"," REST, "! 1 custom_id string_too_long\n" },
    { "{\"custom_id\":\"" SIXTY "0123é\"," REST, "! 1 custom_id string_too_long\n" },
    { "{\"custom_id\":\"a\",\"method\":\"GET\",\"url\":\"/v1/embeddings\",\"body\":" BODY "}",
      "! 1 method invalid_value\n" },
    { "{\"custom_id\":\"a\",\"method\":\"post\",\"url\":\"/v1/embeddings\",\"body\":" BODY "}",
      "! 1 method invalid_value\n" },
    { "{\"custom_id\":\"a\",\"method\":true,\"url\":\"/v1/embeddings\",\"body\":" BODY "}",
      "! 1 method invalid_value\n" },
    { "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/nothing\",\"body\":" BODY "}",
      "! 1 url invalid_url\n" },
    { "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"\",\"body\":" BODY "}",
      "! 1 url invalid_value\n" },
    { "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/embeddings\\n\",\"body\":" BODY "}",
      "! 1 url invalid_url\n" },
    { EMBED "\"body\":\"" "x\"}",
      "! 1 body invalid_value\n" },
    { EMBED "\"body\":{}}",
      "! 1 body.model missing_required_parameter\n" },
    { EMBED "\"body\":{\"model\":\"\"}}",
      "! 1 body.model invalid_value\n" },
    { EMBED "\"body\":{\"model\":[]}}",
      "! 1 body.model invalid_value\n" },
    { EMBED "\"body\":{\"model\":\"a\",\"model\":\"b\"}}", "! 1 body.model invalid_value\n" },
    { EMBED "\"body\":{\"model\":\"a\"},\"body\":" BODY "}",
      "! 1 body invalid_value\n! 1 body.model invalid_value\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_text (cases[i].line, cases[i].issues);
}

static void
test_longest_id (void)
{
  assert_text ("{\"custom_id\":\"" SIXTY "éé😀\\u00e9\"," REST,
               "1 " SIXTY "éé😀é m /v1/chat/completions " BODY "\n");
}

static void
test_nesting (void)
{
  g_autofree char *deep = g_strnfill (200000, '[');
  g_autofree char *file = g_strconcat ("{\"custom_id\":\"a\",\"body\":{\"x\":", deep, "\n",
                                       LINE ("b"), NULL);

  assert_text (file, "2 b m /v1/chat/completions " BODY "\n! 1 - nesting_too_deep\n");
}

static void
test_encodings (void)
{
  BatchLimits limits = batch_limits_default ();
  static const char little[] = "\xFF\xFE{\0}\0\n\0";
  static const char big[] = "\0{\0}\0\n";
  static const char without_bom[] = "{\0}\0\n\0";
  static const char nul[] = "{}\n\0\n";

  assert_run (&limits, little, sizeof little - 1, "! 1 - invalid_utf8\n");
  assert_run (&limits, big, sizeof big - 1, "! 1 - invalid_utf8\n");
  assert_run (&limits, without_bom, sizeof without_bom - 1, "! 1 - invalid_utf8\n");
  assert_run (&limits, nul, sizeof nul - 1,
              "! 1 custom_id missing_required_parameter\n"
              "! 1 method missing_required_parameter\n"
              "! 1 url missing_required_parameter\n"
              "! 1 body missing_required_parameter\n"
              "! 2 - invalid_json\n");
  assert_text (LINE ("a") "\n\xEF\xBB\xBF" LINE ("b"),
               "1 a m /v1/chat/completions " BODY "\n! 2 - invalid_json\n");
}

static void
test_empty (void)
{
  assert_text ("", "! 0 - empty_file\n");
  assert_text ("\n", "! 0 - empty_file\n");
  assert_text (" \r\n\t\n", "! 0 - empty_file\n");
  assert_text ("\xEF\xBB\xBF", "! 0 - empty_file\n");
}

static void
test_limits (void)
{
  static const char two[] = LINE ("a") "\n\n" LINE ("b") "\n";
  static const char good[] = "1 a m /v1/chat/completions " BODY "\n"
                             "3 b m /v1/chat/completions " BODY "\n";
  gsize line = strlen (LINE ("a"));
  BatchLimits limits = { .max_lines = 2, .max_bytes = strlen (two), .max_line = line,
                         .max_depth = 2, .max_errors = 10 };

  assert_run (&limits, two, strlen (two), good);

  limits.max_lines = 1;
  assert_run (&limits, two, strlen (two),
              "1 a m /v1/chat/completions " BODY "\n! 3 - too_many_lines\n");
  limits.max_lines = 2;

  limits.max_bytes--;
  assert_run (&limits, two, strlen (two),
              "1 a m /v1/chat/completions " BODY "\n! 0 - file_too_large\n");
  limits.max_bytes++;

  limits.max_line--;
  assert_run (&limits, two, strlen (two), "! 1 - line_too_long\n! 3 - line_too_long\n");
  limits.max_line++;

  limits.max_depth = 1;
  assert_run (&limits, two, strlen (two), "! 1 - nesting_too_deep\n! 3 - nesting_too_deep\n");
  limits.max_errors = 1;
  assert_run (&limits, two, strlen (two), "! 1 - nesting_too_deep\n");

  limits = (BatchLimits) { 0 };
  assert_run (&limits, two, strlen (two), good);
}

static void
test_defaults (void)
{
  BatchLimits limits = batch_limits_default ();

  g_assert_cmpint (limits.max_lines, ==, 50000);
  g_assert_cmpint (limits.max_bytes, ==, 209715200);
  g_assert_cmpuint (limits.max_line, ==, 33554432);
  g_assert_cmpuint (limits.max_depth, ==, 200);
  g_assert_cmpuint (limits.max_errors, ==, 100);
}

/* A line that is far too long is not kept: the test would take 1 GB otherwise. */
static void
test_endless_line (void)
{
  BatchLimits limits = batch_limits_default ();
  g_autoptr(BatchValidator) validator = NULL;
  g_autofree guint8 *piece = g_malloc (1 << 20);
  GPtrArray *issues;

  memset (piece, 'x', 1 << 20);
  limits.max_bytes = 0;
  validator = batch_validator_new (&limits, NULL, NULL);
  for (guint i = 0; i < 1024; i++)
    g_assert_true (batch_validator_feed (validator, piece, 1 << 20));
  g_assert_true (batch_validator_feed (validator, (const guint8 *) "\n{}", 3));
  batch_validator_end (validator);

  issues = batch_validator_get_issues (validator);
  g_assert_cmpint (((BatchLineIssue *) issues->pdata[0])->code, ==, BATCH_LINE_ERROR_LINE_TOO_LONG);
  g_assert_cmpuint (((BatchLineIssue *) issues->pdata[1])->line, ==, 2);
  g_assert_cmpint (batch_validator_get_line_count (validator), ==, 2);
}

static void
test_duplicates (void)
{
  static const char good[] = " m /v1/chat/completions " BODY "\n";
  g_autofree char *three = g_strconcat ("1 a", good, "2 b", good, "3 a", good, "4 a", good,
                                        "! 3 custom_id duplicate_custom_id\n"
                                        "! 4 custom_id duplicate_custom_id\n", NULL);
  g_autofree char *spelled = g_strconcat ("1 a", good, "2 a", good,
                                          "! 2 custom_id duplicate_custom_id\n", NULL);

  assert_text (LINE ("a") "\n" LINE ("b") "\n" LINE ("a") "\n" LINE ("a"), three);
  assert_text (LINE ("a") "\n" LINE ("\\u0061"), spelled);
  assert_text (LINE ("a") "\n{\"custom_id\":\"a\"}\n[",
               "1 a m /v1/chat/completions " BODY "\n"
               "! 2 method missing_required_parameter\n"
               "! 2 url missing_required_parameter\n"
               "! 2 body missing_required_parameter\n"
               "! 2 custom_id duplicate_custom_id\n"
               "! 3 - invalid_json\n");
}

static void
test_many_duplicates (void)
{
  BatchLimits limits = batch_limits_default ();
  g_autoptr(GString) file = g_string_new (NULL);
  g_autoptr(BatchValidator) validator = NULL;
  GPtrArray *issues;

  for (guint i = 0; i < 3000; i++)
    g_string_append_printf (file, "{\"custom_id\":\"%u\"," REST "\n", i % 1500);

  validator = batch_validator_new (&limits, NULL, NULL);
  validate (validator, (const guint8 *) file->str, file->len, 1 << 16);
  issues = batch_validator_get_issues (validator);
  g_assert_cmpuint (issues->len, ==, 100);
  for (guint i = 0; i < issues->len; i++)
    g_assert_cmpuint (((BatchLineIssue *) issues->pdata[i])->line, ==, 1501 + i);
}

#define ONE_LINE_EACH \
  "Line 1: this is not a line of JSON; put each request on a line of its own, " \
  "with no brackets around them and no commas between them"

static void
test_messages (void)
{
  static const struct
  {
    const char *file;
    const char *message;
  } cases[] = {
    { LINE ("a") "\n" LINE ("b") "\n" LINE ("a"),
      "Line 3: “custom_id” “a” appears twice (first on line 1)" },
    { "{\"custom_id\":\"" SIXTY "01234\"," REST,
      "Line 1: “custom_id” “" TEN TEN TEN TEN "…” has 65 characters; at most 64 are allowed" },
    { "{\"custom_id\":\"" SIXTY "\\n\\n\\n\\n\\n\"," REST,
      "Line 1: “custom_id” “" TEN TEN TEN TEN "…” has 65 characters; at most 64 are allowed" },
    { "\n{\"a\" 1}", "Line 2: this is not JSON: a colon is missing (byte 6)" },
    { "{\"a\":[", "Line 1: this is not JSON: it ends in the middle (byte 7)" },
    { "\xEF\xBB\xBF{\"\xFF", "Line 1: this is not UTF-8 (byte 3); save the file as UTF-8" },
    { "{\"custom_id\":\"a\",\"method\":\"G\\nT\",\"url\":\"/v1/embeddings\",\"body\":" BODY "}",
      "Line 1: “method” is “G T”; it must be “POST”" },
    { "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v2\",\"body\":" BODY "}",
      "Line 1: “url” “/v2” is not supported; use one of /v1/chat/completions, /v1/completions,"
      " /v1/embeddings, /v1/responses, /v1/messages, /v1/moderations" },
    { "{\"custom_id\":[]," REST, "Line 1: “custom_id” is an array; it must be a string" },
    { "[]", "Line 1: this is an array; every line must be one JSON object" },
    { "\x1f\x8b\x08\nx", "Line 1: the file is packed by gzip; unpack it first" },
    { "PK\x03\x04", "Line 1: the file is packed by zip; unpack it first" },
    { "[" LINE ("a") ",\n" LINE ("b") "]", ONE_LINE_EACH },
    { LINE ("a") ",\n" LINE ("b"), ONE_LINE_EACH },
    { "{\n", "Line 1: this is not JSON: it ends in the middle (byte 2); a request takes one line" },
    { "\n{\n  \"custom_id\": \"a\",\n  \"body\": {\n  }\n}\n",
      "Line 2: this is not JSON: it ends in the middle (byte 2); a request takes one line" },
    { LINE ("a") "\n{\n",
      "Line 2: this is not JSON: it ends in the middle (byte 2); a request takes one line" },
    { "{\"custom_id\":\"a\",\"params\":" BODY "}",
      "Line 1: “params” is for the API of Anthropic; call it “body”, and add "
      "“method”: “POST” and “url”: “/v1/messages”" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchLimits limits = batch_limits_default ();
      g_autoptr(BatchValidator) validator = batch_validator_new (&limits, NULL, NULL);
      GPtrArray *issues;

      validate (validator, (const guint8 *) cases[i].file, strlen (cases[i].file), 1024);
      issues = batch_validator_get_issues (validator);
      g_assert_cmpuint (issues->len, ==, 1);
      g_assert_cmpstr (((BatchLineIssue *) issues->pdata[0])->message, ==, cases[i].message);
    }
}

/* As other services, or people, write them. */
static void
test_urls (void)
{
  static const struct
  {
    const char *url;
    const char *advice;
  } cases[] = {
    { "/chat/completions", "write /v1/chat/completions" },
    { "v1/chat/completions", "write /v1/chat/completions" },
    { "chat/completions", "write /v1/chat/completions" },
    { "/v1/chat/completions/", "write /v1/chat/completions" },
    { "https://api.openai.com/v1/responses", "write /v1/responses" },
    { "/openai/deployments/a/embeddings?api-version=2024-06-01", "write /v1/embeddings" },
    { "completions#top", "write /v1/completions" },
    { "/v1/messages/batches", "use one of /v1/chat/completions, " },
    { "/v1/audiocompletions", "use one of /v1/chat/completions, " },
    { "/v1/completions/x", "use one of /v1/chat/completions, " },
    { "/", "use one of /v1/chat/completions, " },
    { "?", "use one of /v1/chat/completions, " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchLimits limits = batch_limits_default ();
      g_autoptr(BatchValidator) validator = batch_validator_new (&limits, NULL, NULL);
      g_autofree char *file = g_strdup_printf ("{\"custom_id\":\"a\",\"method\":\"POST\","
                                               "\"url\":\"%s\",\"body\":" BODY "}",
                                               cases[i].url);
      GPtrArray *issues;
      const char *message;

      validate (validator, (const guint8 *) file, strlen (file), 1024);
      issues = batch_validator_get_issues (validator);
      g_assert_cmpuint (issues->len, ==, 1);
      message = ((BatchLineIssue *) issues->pdata[0])->message;
      g_assert_nonnull (strstr (message, "” is not supported; "));
      g_assert_nonnull (strstr (message, cases[i].advice));
    }
}

static void
test_models (void)
{
  static const char file[] =
    ANY ("1", "b") "\n" ANY ("2", "a") "\n" ANY ("3", "\\u0062") "\n" ANY ("", "bad") "\n";
  BatchLimits limits = batch_limits_default ();
  g_autoptr(BatchValidator) validator = batch_validator_new (&limits, NULL, NULL);
  gint64 n_lines;

  validate (validator, (const guint8 *) file, strlen (file), 1024);
  g_assert_cmpint (batch_validator_get_line_count (validator), ==, 4);
  g_assert_cmpuint (batch_validator_get_n_models (validator), ==, 2);
  g_assert_cmpstr (batch_validator_get_model (validator, 0, &n_lines), ==, "b");
  g_assert_cmpint (n_lines, ==, 2);
  g_assert_cmpstr (batch_validator_get_model (validator, 1, &n_lines), ==, "a");
  g_assert_cmpint (n_lines, ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/format/validator/good", test_good);
  g_test_add_func ("/batch/format/validator/spelling", test_spelling);
  g_test_add_func ("/batch/format/validator/endpoints", test_endpoints);
  g_test_add_func ("/batch/format/validator/taken", test_taken);
  g_test_add_func ("/batch/format/validator/issues", test_issues);
  g_test_add_func ("/batch/format/validator/longest-id", test_longest_id);
  g_test_add_func ("/batch/format/validator/nesting", test_nesting);
  g_test_add_func ("/batch/format/validator/encodings", test_encodings);
  g_test_add_func ("/batch/format/validator/empty", test_empty);
  g_test_add_func ("/batch/format/validator/limits", test_limits);
  g_test_add_func ("/batch/format/validator/defaults", test_defaults);
  g_test_add_func ("/batch/format/validator/endless-line", test_endless_line);
  g_test_add_func ("/batch/format/validator/duplicates", test_duplicates);
  g_test_add_func ("/batch/format/validator/many-duplicates", test_many_duplicates);
  g_test_add_func ("/batch/format/validator/messages", test_messages);
  g_test_add_func ("/batch/format/validator/urls", test_urls);
  g_test_add_func ("/batch/format/validator/models", test_models);
  return g_test_run ();
}
