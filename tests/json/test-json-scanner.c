/* test-json-scanner.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "json/batch-json-scanner-private.h"

#include <string.h>

/* The file is built twice: with the instructions of the machine, and in plain C. */
#ifdef BATCH_JSON_PORTABLE
# define PREFIX "/batch/json/json-scanner-portable/"
#else
# define PREFIX "/batch/json/json-scanner/"
#endif

#define BYTES(literal) literal, sizeof literal - 1

typedef struct
{
  const char *data;
  gsize       length;
} Bytes;

static void
note (const Bytes *json)
{
  g_autofree char *shown = g_strescape (json->data, NULL);

  g_test_message ("%s", shown);
}

static void
test_good (void)
{
  static const Bytes cases[] = {
    { BYTES ("0") }, { BYTES ("-0") }, { BYTES ("-0.0") }, { BYTES ("10") }, { BYTES ("1.5") },
    { BYTES ("1e400") }, { BYTES ("1E+2") }, { BYTES ("-1e-99999") }, { BYTES ("0e1") },
    { BYTES ("12345678901234567890123") }, { BYTES ("0.1234567890123456789") },
    { BYTES ("true") }, { BYTES ("false") }, { BYTES ("null") }, { BYTES (" \t\r\n null \t\r\n ") },
    { BYTES ("\"\"") }, { BYTES ("\"a\"") }, { BYTES ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"") },
    { BYTES ("\"\\u0000\"") }, { BYTES ("\"\\uD83D\\uDE00\"") }, { BYTES ("\"\\uabCD\"") },
    { BYTES ("\"\\ud800\"") }, { BYTES ("\"\\udc00\\ud800\"") },
    { BYTES ("\"\x7f\"") }, { BYTES ("\"\xC2\x80\"") }, { BYTES ("\"\xE0\xA0\x80\"") },
    { BYTES ("\"\xED\x9F\xBF\"") }, { BYTES ("\"\xEE\x80\x80\"") }, { BYTES ("\"\xEF\xBB\xBF\"") },
    { BYTES ("\"\xEF\xBF\xBF\"") }, { BYTES ("\"\xF0\x90\x80\x80\"") },
    { BYTES ("\"\xF4\x8F\xBF\xBF\"") }, { BYTES ("\"\xE2\x80\xA8\"") },
    { BYTES ("[]") }, { BYTES ("[ ]") }, { BYTES ("{}") }, { BYTES ("{ }") }, { BYTES ("[[]]") },
    { BYTES ("[{}]") }, { BYTES ("[1,2 , 3]") }, { BYTES ("{\"a\":1}") }, { BYTES ("{\"\":0}") },
    { BYTES ("{\"a\":1,\"a\":2}") }, { BYTES ("{ \"a\" : [ { \"b\" : null } , true ] }") },
    { BYTES ("[[[1],[2]],{\"a\":{\"b\":{}}}]") }, { BYTES ("\"0123456789abcdef\"") },
    { BYTES ("\"0123456789abcdef0123456789abcdef0\"") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      note (&cases[i]);
      g_assert_true (batch_json_validate ((const guint8 *) cases[i].data, cases[i].length, 200));
    }
}

static void
test_bad (void)
{
  static const struct
  {
    Bytes          json;
    gsize          offset;
    BatchLineError code;
  } cases[] = {
    { { BYTES ("") }, 0, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("  ") }, 2, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("01") }, 1, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("-01") }, 2, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("+1") }, 0, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("-") }, 1, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("1.") }, 2, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES (".5") }, 0, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("1e") }, 2, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("1e+") }, 3, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("0x10") }, 1, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("1 2") }, 2, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("NaN") }, 0, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("Infinity") }, 0, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("-Infinity") }, 1, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("True") }, 0, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("tru") }, 0, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("truth") }, 0, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("nulll") }, 4, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("\"") }, 1, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("\"a") }, 2, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("'a'") }, 0, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("\"\\\"") }, 3, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("\"\\") }, 1, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("\"\\x\"") }, 1, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("\"\\\0\"") }, 1, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("\"\\u12\"") }, 1, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("\"\\u12G4\"") }, 1, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("\"\\u\"") }, 1, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("\"\\U0041\"") }, 1, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("\"a\nb\"") }, 2, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("\"a\tb\"") }, 2, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("\"a\0b\"") }, 2, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("\"0123456789abcdef\x1f\"") }, 17, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("\"\x80\"") }, 1, BATCH_LINE_ERROR_INVALID_UTF8 },
    { { BYTES ("\"\xC0\x80\"") }, 1, BATCH_LINE_ERROR_INVALID_UTF8 },
    { { BYTES ("\"\xC1\xBF\"") }, 1, BATCH_LINE_ERROR_INVALID_UTF8 },
    { { BYTES ("\"\xC2\"") }, 1, BATCH_LINE_ERROR_INVALID_UTF8 },
    { { BYTES ("\"\xE0\x9F\xBF\"") }, 1, BATCH_LINE_ERROR_INVALID_UTF8 },
    { { BYTES ("\"\xE2\x82\"") }, 1, BATCH_LINE_ERROR_INVALID_UTF8 },
    { { BYTES ("\"\xED\xA0\x80\"") }, 1, BATCH_LINE_ERROR_INVALID_UTF8 },
    { { BYTES ("\"\xF0\x8F\xBF\xBF\"") }, 1, BATCH_LINE_ERROR_INVALID_UTF8 },
    { { BYTES ("\"\xF4\x90\x80\x80\"") }, 1, BATCH_LINE_ERROR_INVALID_UTF8 },
    { { BYTES ("\"\xF5\x80\x80\x80\"") }, 1, BATCH_LINE_ERROR_INVALID_UTF8 },
    { { BYTES ("\"\xC3\xA9\xFF\"") }, 3, BATCH_LINE_ERROR_INVALID_UTF8 },
    { { BYTES ("\"0123456789abcdef\xC3") }, 17, BATCH_LINE_ERROR_INVALID_UTF8 },
    { { BYTES ("\xFF") }, 0, BATCH_LINE_ERROR_INVALID_UTF8 },
    { { BYTES ("\xEF\xBB\xBF{}") }, 0, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("\xE2\x80\x9C" "a\xE2\x80\x9D") }, 0, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("\0") }, 0, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("{}\0") }, 2, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("\f1") }, 0, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("\xC2\xA0" "1") }, 0, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("[") }, 1, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("]") }, 0, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("[1") }, 2, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("[1,]") }, 3, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("[,1]") }, 1, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("[1 2]") }, 3, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("[1}") }, 2, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("[[1]") }, 4, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("[1]]") }, 3, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("{") }, 1, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("{]") }, 1, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("{\"a\"") }, 4, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("{\"a\"}") }, 4, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("{\"a\":}") }, 5, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("{\"a\":1,}") }, 7, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("{,}") }, 1, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("{a:1}") }, 1, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("{1:1}") }, 1, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("{\"a\":1 \"b\":2}") }, 7, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("{\"a\" 1}") }, 5, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("{\"a\":1]") }, 6, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("{\"a\":1}{\"b\":2}") }, 7, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("// a\n1") }, 0, BATCH_LINE_ERROR_INVALID_JSON },
    { { BYTES ("[1/**/]") }, 2, BATCH_LINE_ERROR_INVALID_JSON },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchJsonScanner scanner;

      note (&cases[i].json);
      batch_json_scanner_init (&scanner, (const guint8 *) cases[i].json.data,
                               cases[i].json.length, 200);
      batch_json_scanner_read_value (&scanner, NULL);
      g_assert_false (batch_json_scanner_finish (&scanner));
      g_assert_nonnull (scanner.problem);
      g_assert_cmpint (scanner.code, ==, cases[i].code);
      g_assert_cmpuint (batch_json_scanner_get_offset (&scanner), ==, cases[i].offset);
    }
}

/* @depth brackets, closed again. */
static GByteArray *
nested (guint       depth,
        const char *open,
        const char *inside,
        const char *close)
{
  GByteArray *json = g_byte_array_new ();

  for (guint i = 0; i < depth; i++)
    g_byte_array_append (json, (const guint8 *) open, strlen (open));
  g_byte_array_append (json, (const guint8 *) inside, strlen (inside));
  for (guint i = 0; i < depth; i++)
    g_byte_array_append (json, (const guint8 *) close, strlen (close));

  return json;
}

static void
test_depth (void)
{
  static const struct
  {
    const char *open;
    const char *inside;
    const char *close;
  } cases[] = {
    { "[", "", "]" },
    { "{\"a\":", "1", "}" },
    { "[{\"a\":[1,", "{}", "]}]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint depth = 1; depth < 200000; depth = depth * 3 + 1)
      {
        g_autoptr(GByteArray) json = nested (depth, cases[i].open, cases[i].inside, cases[i].close);
        guint levels = i < 2 ? depth : depth * 3 + 1;
        BatchJsonScanner scanner;

        g_assert_true (batch_json_validate (json->data, json->len, 200) == (levels <= 200));
        g_assert_true (batch_json_validate (json->data, json->len, levels) ==
                       (levels <= BATCH_JSON_MAX_DEPTH));
        if (levels > 1)
          g_assert_false (batch_json_validate (json->data, json->len, levels - 1));

        batch_json_scanner_init (&scanner, json->data, json->len, 0);
        batch_json_scanner_read_value (&scanner, NULL);
        if (levels > BATCH_JSON_MAX_DEPTH)
          g_assert_cmpint (scanner.code, ==, BATCH_LINE_ERROR_NESTING_TOO_DEEP);
        else
          g_assert_true (batch_json_scanner_finish (&scanner));
      }
}

static void
test_200000_brackets (void)
{
  g_autoptr(GByteArray) open = nested (200000, "[", "", "");
  g_autoptr(GByteArray) json = nested (200000, "[", "", "]");
  BatchJsonScanner scanner;

  g_assert_false (batch_json_validate (open->data, open->len, 0));

  batch_json_scanner_init (&scanner, json->data, json->len, 200);
  g_assert_false (batch_json_scanner_read_value (&scanner, NULL));
  g_assert_cmpint (scanner.code, ==, BATCH_LINE_ERROR_NESTING_TOO_DEEP);
  g_assert_cmpuint (batch_json_scanner_get_offset (&scanner), ==, 200);
}

static void
assert_slice (const BatchJsonValue *value,
              BatchJsonType         type,
              const char           *text)
{
  g_assert_cmpint (value->type, ==, type);
  g_assert_cmpmem (value->data, value->length, text, strlen (text));
}

static void
test_walk (void)
{
  static const char json[] =
    " { \"a\" : -1.50 , \"b\" : { \"c\" : [ 1 , {\"x\":[2]} , \"s\" ] , \"d\" : { } } ,"
    " \"e\" : [ ] } ";
  BatchJsonScanner scanner;
  BatchJsonValue key;
  BatchJsonValue value;

  batch_json_scanner_init (&scanner, (const guint8 *) json, strlen (json), 200);
  g_assert_true (batch_json_scanner_enter_object (&scanner));

  g_assert_true (batch_json_scanner_next_member (&scanner, &key));
  assert_slice (&key, BATCH_JSON_STRING, "\"a\"");
  g_assert_true (batch_json_scanner_read_value (&scanner, &value));
  assert_slice (&value, BATCH_JSON_NUMBER, "-1.50");

  g_assert_true (batch_json_scanner_next_member (&scanner, &key));
  assert_slice (&key, BATCH_JSON_STRING, "\"b\"");
  g_assert_true (batch_json_scanner_enter_object (&scanner));

  g_assert_true (batch_json_scanner_next_member (&scanner, &key));
  g_assert_true (batch_json_scanner_enter_array (&scanner));
  g_assert_true (batch_json_scanner_next_element (&scanner));
  g_assert_true (batch_json_scanner_read_value (&scanner, &value));
  assert_slice (&value, BATCH_JSON_NUMBER, "1");
  g_assert_true (batch_json_scanner_next_element (&scanner));
  g_assert_cmpint (batch_json_scanner_peek (&scanner), ==, BATCH_JSON_OBJECT);
  g_assert_true (batch_json_scanner_read_value (&scanner, &value));
  assert_slice (&value, BATCH_JSON_OBJECT, "{\"x\":[2]}");
  g_assert_true (batch_json_scanner_next_element (&scanner));
  g_assert_true (batch_json_scanner_read_value (&scanner, &value));
  assert_slice (&value, BATCH_JSON_STRING, "\"s\"");
  g_assert_false (batch_json_scanner_next_element (&scanner));

  g_assert_true (batch_json_scanner_next_member (&scanner, &key));
  assert_slice (&key, BATCH_JSON_STRING, "\"d\"");
  g_assert_true (batch_json_scanner_read_value (&scanner, &value));
  assert_slice (&value, BATCH_JSON_OBJECT, "{ }");
  g_assert_false (batch_json_scanner_next_member (&scanner, &key));

  g_assert_true (batch_json_scanner_next_member (&scanner, &key));
  assert_slice (&key, BATCH_JSON_STRING, "\"e\"");
  g_assert_true (batch_json_scanner_enter_array (&scanner));
  g_assert_false (batch_json_scanner_next_element (&scanner));
  g_assert_false (batch_json_scanner_next_member (&scanner, &key));
  g_assert_true (batch_json_scanner_finish (&scanner));
}

/* What cannot be seen, or looks like what belongs there, is named, and so is what other languages
 * write. */
static void
test_lookalikes (void)
{
  static const struct { const char *json; const char *problem; } cases[] = {
    { "\xEF\xBB\xBF{}", "there is a byte order mark" },
    { "{\xE2\x80\x9C" "a\xE2\x80\x9D: 1}", "there is a typographic quotation mark" },
    { "{\"a\": \xE2\x80\x9D" "b\xE2\x80\x9D}", "there is a typographic quotation mark" },
    { "{\"a\":\xC2\xA0" "1}", "there is a no-break space" },
    { "{'a': 1}", "there is a single quotation mark, where JSON has double ones" },
    { "{\"a\": 'b'}", "there is a single quotation mark, where JSON has double ones" },
    { "{\"a\": NaN}", "there is NaN, which JSON does not have; write null" },
    { "[1, Infinity]", "there is Infinity, which JSON does not have; write null" },
    { "[-Infinity]", "there is Infinity, which JSON does not have; write null" },
    { "[None]", "there is a word that is not true, false or null" },
    { "{\"a\": True}", "there is a word that is not true, false or null" },
    { "{\"a\": False}", "there is a word that is not true, false or null" },
    { "{\"a\": \xC3\xA4}", "a value is missing" },
    { "{\"a\": \xE2\x80\xA6}", "a value is missing" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchJsonScanner scanner;

      batch_json_scanner_init (&scanner, (const guint8 *) cases[i].json, strlen (cases[i].json),
                               200);
      g_assert_false (batch_json_scanner_read_value (&scanner, NULL));
      g_assert_cmpstr (scanner.problem, ==, cases[i].problem);
    }
}

static void
test_walk_into_something_else (void)
{
  BatchJsonScanner scanner;
  BatchJsonValue key;

  batch_json_scanner_init (&scanner, (const guint8 *) "[1]", 3, 200);
  g_assert_false (batch_json_scanner_enter_object (&scanner));
  g_assert_nonnull (scanner.problem);
  g_assert_false (batch_json_scanner_next_member (&scanner, &key));
  g_assert_false (batch_json_scanner_enter_array (&scanner));
  g_assert_false (batch_json_scanner_next_element (&scanner));
  g_assert_false (batch_json_scanner_read_value (&scanner, NULL));
  g_assert_cmpint (batch_json_scanner_peek (&scanner), ==, BATCH_JSON_NONE);
  g_assert_false (batch_json_scanner_finish (&scanner));

  batch_json_scanner_init (&scanner, (const guint8 *) "{}", 2, 200);
  g_assert_false (batch_json_scanner_enter_array (&scanner));
}

/* A special byte at every place of strings of every length up to some blocks of 16,
 * from a heap block of exactly that size, so that reading past it is seen. */
static void
test_every_alignment (void)
{
  static const struct
  {
    guint8   byte;
    gboolean good;
  } cases[] = {
    { 'a', TRUE }, { ' ', TRUE }, { '!', TRUE }, { '~', TRUE }, { 0x7f, TRUE }, { '[', TRUE },
    { ']', TRUE }, { '#', TRUE }, { 0x00, FALSE }, { 0x01, FALSE }, { '\n', FALSE },
    { 0x1f, FALSE }, { '\\', FALSE }, { 0x80, FALSE }, { 0xC3, FALSE }, { 0xFF, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize length = 1; length < 50; length++)
      for (gsize at = 0; at < length; at++)
        {
          g_autofree guint8 *json = g_malloc (length + 2);

          memset (json, 'x', length + 2);
          json[0] = json[length + 1] = '"';
          json[at + 1] = cases[i].byte;
          g_assert_true (batch_json_validate (json, length + 2, 200) == cases[i].good);
          g_assert_false (batch_json_validate (json, length + 1, 200));
        }
}

/* Before a string that goes on, is escaped, or ends. */
static void
check_sequence (guint         place,
                const guint8 *sequence,
                gsize         length)
{
  static const char *const rests[] = { "and so on, for a while\"", "\\n\"", "\"" };
  gboolean good = g_utf8_validate_len ((const char *) sequence, length, NULL);
  guint8 json[64];

  memset (json, 'x', sizeof json);
  json[0] = '"';
  memcpy (json + 1 + place, sequence, length);

  for (guint i = 0; i < G_N_ELEMENTS (rests); i++)
    {
      gsize rest = strlen (rests[i]);

      memcpy (json + 1 + place + length, rests[i], rest);
      g_assert_true (batch_json_validate (json, 1 + place + length + rest, 200) == good);
    }
}

/* All pairs of bytes, and what may come after them, across the ends of blocks. */
static void
test_every_sequence (void)
{
  static const guint8 others[] = { 'x', 0x80, 0xBF, 0xC3 };
  static const guint places[] = { 0, 13, 14, 15 };

  for (guint place = 0; place < G_N_ELEMENTS (places); place++)
    for (guint pair = 0; pair < 0x80 * 0x80 * G_N_ELEMENTS (others); pair++)
      {
        guint8 sequence[4] = { 0x80 | (pair & 0x7F), 0x80 | (pair >> 7 & 0x7F),
                               others[pair >> 14] };

        for (guint i = 0; i < G_N_ELEMENTS (others); i++)
          {
            sequence[3] = others[i];
            check_sequence (places[place], sequence, i + 1);
            check_sequence (places[place], sequence, 4);
          }
      }
}

static void
test_describe (void)
{
  g_assert_cmpstr (batch_json_type_describe (BATCH_JSON_OBJECT), ==, "an object");
  g_assert_cmpstr (batch_json_type_describe (BATCH_JSON_NONE), ==, "nothing");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func (PREFIX "good", test_good);
  g_test_add_func (PREFIX "bad", test_bad);
  g_test_add_func (PREFIX "depth", test_depth);
  g_test_add_func (PREFIX "200000-brackets", test_200000_brackets);
  g_test_add_func (PREFIX "walk", test_walk);
  g_test_add_func (PREFIX "walk-into-something-else", test_walk_into_something_else);
  g_test_add_func (PREFIX "lookalikes", test_lookalikes);
  g_test_add_func (PREFIX "every-alignment", test_every_alignment);
  g_test_add_func (PREFIX "every-sequence", test_every_sequence);
  g_test_add_func (PREFIX "describe", test_describe);
  return g_test_run ();
}
