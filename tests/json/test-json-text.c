/* test-json-text.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "json/batch-json-text-private.h"

#include <string.h>

static BatchJsonValue
value_for (const char *json)
{
  BatchJsonScanner scanner;
  BatchJsonValue value;

  batch_json_scanner_init (&scanner, (const guint8 *) json, strlen (json), 200);
  g_assert_true (batch_json_scanner_read_value (&scanner, &value));
  g_assert_true (batch_json_scanner_finish (&scanner));
  return value;
}

static void
test_decode (void)
{
  static const struct
  {
    const char *json;
    const char *text;       /* NULL: it is none */
  } cases[] = {
    { "\"\"", "" },
    { "\"abc\"", "abc" },
    { "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t" },
    { "\"\\u0041\\u00e9\\u20AC\"", "Aé€" },
    { "\"x\\uD83D\\uDE00y\"", "x😀y" },
    { "\"\\uDBFF\\uDFFF\"", "\xF4\x8F\xBF\xBF" },
    { "\"\\uD800\"", NULL },
    { "\"\\uD800x\"", NULL },
    { "\"\\uD800\\n12345\"", NULL },
    { "\"\\uD800\\u0041\"", NULL },
    { "\"\\uD800\\uD800\"", NULL },
    { "\"\\uDC00\"", NULL },
    { "\"\\uDC00\\uD800\"", NULL },
    { "\"a\\u0000b\"", NULL },
    { "\"naïve\"", "naïve" },
    { "12", NULL },
    { "null", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchJsonValue value = value_for (cases[i].json);
      g_autofree char *text = batch_json_value_dup_string (&value);

      g_test_message ("%s", cases[i].json);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_decode_keeps_what_was_there (void)
{
  g_autoptr(GString) out = g_string_new ("before");
  BatchJsonValue bad = value_for ("\"abc\\uD800\"");
  BatchJsonValue nul = value_for ("\"a\\u0000b\"");

  g_assert_false (batch_json_value_decode (&bad, out));
  g_assert_cmpstr (out->str, ==, "before");
  g_assert_true (batch_json_value_decode (&nul, out));
  g_assert_cmpmem (out->str, out->len, "beforea\0b", 9);
}

static void
test_is (void)
{
  static const struct
  {
    const char *json;
    const char *text;
    gboolean    same;
  } cases[] = {
    { "\"model\"", "model", TRUE },
    { "\"mod\\u0065l\"", "model", TRUE },
    { "\"\\u006d\\u006f\\u0064\\u0065\\u006c\"", "model", TRUE },
    { "\"models\"", "model", FALSE },
    { "\"mode\"", "model", FALSE },
    { "\"Model\"", "model", FALSE },
    { "\"model\\u0000\"", "model", FALSE },
    { "\"\\\\\"", "\\", TRUE },
    { "\"\\n\"", "\\n", FALSE },
    { "\"\\n\"", "\n", TRUE },
    { "\"\"", "", TRUE },
    { "\"\\ud800\"", "x", FALSE },
    { "12", "12", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchJsonValue value = value_for (cases[i].json);

      g_test_message ("%s", cases[i].json);
      g_assert_true (batch_json_value_is (&value, cases[i].text) == cases[i].same);
    }
}

/* The first of them that it is; an empty list has none. */
static void
test_is_any (void)
{
  static const char *const names[] = { "id", "n\"", "", NULL };
  static const char *const none[] = { NULL };
  static const struct
  {
    const char *json;
    gboolean    is;
  } cases[] = {
    { "\"id\"", TRUE }, { "\"\\u0069d\"", TRUE }, { "\"n\\\"\"", TRUE }, { "\"\"", TRUE },
    { "\"i\"", FALSE }, { "\"ids\"", FALSE }, { "\"n\"", FALSE }, { "null", FALSE },
    { "[\"id\"]", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchJsonValue value = value_for (cases[i].json);

      g_test_message ("%s", cases[i].json);
      g_assert_cmpint (batch_json_value_is_any (&value, names), ==, cases[i].is);
      g_assert_false (batch_json_value_is_any (&value, none));
    }
}

static void
test_has_text (void)
{
  static const struct
  {
    const char *json;
    gboolean    has;
  } cases[] = {
    { "\"a\"", TRUE }, { "\" \"", TRUE }, { "\"\\u0000\"", TRUE }, { "\"\"", FALSE },
    { "null", FALSE }, { "123", FALSE }, { "[\"a\"]", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchJsonValue value = value_for (cases[i].json);

      g_test_message ("%s", cases[i].json);
      g_assert_cmpint (batch_json_value_has_text (&value), ==, cases[i].has);
    }
}

static void
test_get_int (void)
{
  static const struct
  {
    const char *json;
    gboolean    is_int;
    gint64      integer;
  } cases[] = {
    { "0", TRUE, 0 },
    { "-0", TRUE, 0 },
    { "-7", TRUE, -7 },
    { "9223372036854775807", TRUE, G_MAXINT64 },
    { "-9223372036854775808", TRUE, G_MININT64 },
    { "9223372036854775808", FALSE, 0 },
    { "-9223372036854775809", FALSE, 0 },
    { "18446744073709551616", FALSE, 0 },
    { "10000000000000000000000000000000000000000", FALSE, 0 },
    /* Worth an integer, and not written as one. */
    { "1.0", FALSE, 0 },
    { "1e2", FALSE, 0 },
    { "0.0000000000000000000000", FALSE, 0 },
    { "\"5\"", FALSE, 0 },
    { "true", FALSE, 0 },
    { "[5]", FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchJsonValue value = value_for (cases[i].json);
      gint64 integer = 12;

      g_test_message ("%s", cases[i].json);
      g_assert_cmpint (batch_json_value_get_int (&value, &integer), ==, cases[i].is_int);
      /* What is none leaves what was there. */
      g_assert_cmpint (integer, ==, cases[i].is_int ? cases[i].integer : 12);
    }
}

static void
test_get_count (void)
{
  static const struct
  {
    const char *json;
    gboolean    is_count;
    gint64      count;
  } cases[] = {
    { "5", TRUE, 5 },
    { "9223372036854775807", TRUE, G_MAXINT64 },
    { "5.0", TRUE, 5 },
    { "-5.0", TRUE, -5 },
    { "5e2", TRUE, 500 },
    { "500.0E-2", TRUE, 5 },
    { "0.0000000000000000000000000000", TRUE, 0 },
    { "9007199254740992.0", TRUE, G_GINT64_CONSTANT (9007199254740992) },
    { "\"5\"", TRUE, 5 },
    { "\"-5\"", TRUE, -5 },
    { "\"5.0\"", TRUE, 5 },
    { "\"9223372036854775807\"", TRUE, G_MAXINT64 },
    { "5.5", FALSE, 0 },
    { "5e-1", FALSE, 0 },
    { "9007199254740994.0", FALSE, 0 },
    { "1e18", FALSE, 0 },
    { "-1e999", FALSE, 0 },
    { "100000000000000000000", FALSE, 0 },
    { "\"\"", FALSE, 0 },
    { "\"5a\"", FALSE, 0 },
    { "\"5 6\"", FALSE, 0 },
    { "\"\\\"5\\\"\"", FALSE, 0 },
    { "\"0x5\"", FALSE, 0 },
    { "\"nan\"", FALSE, 0 },
    { "true", FALSE, 0 },
    { "null", FALSE, 0 },
    { "[5]", FALSE, 0 },
    { "{}", FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchJsonValue value = value_for (cases[i].json);
      gint64 count = 12;

      g_test_message ("%s", cases[i].json);
      g_assert_cmpint (batch_json_value_get_count (&value, &count), ==, cases[i].is_count);
      /* What is none leaves what was there. */
      g_assert_cmpint (count, ==, cases[i].is_count ? cases[i].count : 12);
    }
}

/* A number ends where its value does, whatever stands behind it. */
static void
test_get_int_of_a_slice (void)
{
  static const guint8 digits[] = "123456";

  for (gsize length = 1; length <= 6; length++)
    {
      BatchJsonValue value = { digits, length, BATCH_JSON_NUMBER };
      gint64 expected = 123456;
      gint64 integer;

      for (gsize i = length; i < 6; i++)
        expected /= 10;
      g_assert_true (batch_json_value_get_int (&value, &integer));
      g_assert_cmpint (integer, ==, expected);
    }
}

static void
test_append_value (void)
{
  g_autoptr(GString) out = g_string_new ("x");
  BatchJsonValue value = value_for ("[ 1.0,\n\"\\u0041\" ]");
  BatchJsonValue nothing = { 0 };

  batch_json_append_value (out, &value);
  g_assert_cmpstr (out->str, ==, "x[ 1.0,\n\"\\u0041\" ]");
  batch_json_append_value (out, &nothing);
  g_assert_cmpstr (out->str, ==, "x[ 1.0,\n\"\\u0041\" ]");
}

static void
test_append_string (void)
{
  static const struct
  {
    const char *text;
    gssize      length;
    const char *json;
  } cases[] = {
    { "", -1, "\"\"" },
    { "abc", -1, "\"abc\"" },
    { "a\"b\\c/", -1, "\"a\\\"b\\\\c/\"" },
    { "\b\t\n\v\f\r\x01\x1f\x7f", -1, "\"\\b\\t\\n\\u000b\\f\\r\\u0001\\u001f\x7f\"" },
    { "é😀", -1, "\"é😀\"" },
    { "abcdef", 3, "\"abc\"" },
    { "a\0b", 3, "\"a\xEF\xBF\xBD" "b\"" },
    { "a\xFF" "b\xC3", -1, "\"a\xEF\xBF\xBD" "b\xEF\xBF\xBD\"" },
    { "\xED\xA0\x80\"", -1, "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\\\"\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GString) out = g_string_new (NULL);

      batch_json_append_string (out, cases[i].text, cases[i].length);
      g_assert_cmpstr (out->str, ==, cases[i].json);
      g_assert_true (batch_json_validate ((const guint8 *) out->str, out->len, 1));
    }
}

static void
test_every_character_comes_back (void)
{
  for (gunichar c = 1; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 97)
    {
      g_autoptr(GString) json = g_string_new (NULL);
      g_autofree char *back = NULL;
      BatchJsonValue value;
      char text[8] = { 0 };

      if (!g_unichar_validate (c))
        continue;

      g_unichar_to_utf8 (c, text);
      batch_json_append_string (json, text, -1);
      value = value_for (json->str);
      back = batch_json_value_dup_string (&value);
      g_assert_cmpstr (back, ==, text);
    }
}

static void
test_one_line (void)
{
  static const char json[] = "{\r\n  \"a\": \"b\\nc\",\n\t\"d\": 1\r}\n";
  g_autoptr(GString) out = g_string_new ("\n");

  batch_json_append_one_line (out, (const guint8 *) json, strlen (json));
  g_assert_cmpstr (out->str, ==, "\n{    \"a\": \"b\\nc\", \t\"d\": 1 } ");

  /* Behind what is there, to the end, and nothing at all. */
  g_string_assign (out, "\r\n");
  batch_json_append_one_line (out, (const guint8 *) "\n1\r", 3);
  batch_json_append_one_line (out, (const guint8 *) "", 0);
  g_assert_cmpstr (out->str, ==, "\r\n 1 ");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/json/json-text/decode", test_decode);
  g_test_add_func ("/batch/json/json-text/decode-keeps-what-was-there",
                   test_decode_keeps_what_was_there);
  g_test_add_func ("/batch/json/json-text/is", test_is);
  g_test_add_func ("/batch/json/json-text/is-any", test_is_any);
  g_test_add_func ("/batch/json/json-text/has-text", test_has_text);
  g_test_add_func ("/batch/json/json-text/get-int", test_get_int);
  g_test_add_func ("/batch/json/json-text/get-count", test_get_count);
  g_test_add_func ("/batch/json/json-text/get-int-of-a-slice", test_get_int_of_a_slice);
  g_test_add_func ("/batch/json/json-text/append-value", test_append_value);
  g_test_add_func ("/batch/json/json-text/append-string", test_append_string);
  g_test_add_func ("/batch/json/json-text/every-character-comes-back",
                   test_every_character_comes_back);
  g_test_add_func ("/batch/json/json-text/one-line", test_one_line);
  return g_test_run ();
}
