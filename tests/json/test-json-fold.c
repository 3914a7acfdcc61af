/* test-json-fold.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "json/batch-json-fold-private.h"

#include <string.h>

#include "json/batch-json-equal-private.h"

static BatchJsonValue
value_for (const char *json)
{
  BatchJsonScanner scanner;
  BatchJsonValue value;

  batch_json_scanner_init (&scanner, (const guint8 *) json, strlen (json), 0);
  g_assert_true (batch_json_scanner_read_value (&scanner, &value));
  g_assert_true (batch_json_scanner_finish (&scanner));
  return value;
}

static gboolean
grow (BatchJsonFold *fold,
      const char    *json,
      gsize         *size)
{
  BatchJsonScanner scanner;
  gboolean room;

  batch_json_scanner_init (&scanner, (const guint8 *) json, strlen (json), 0);
  room = batch_json_fold_add (fold, NULL, &scanner, size);
  g_assert_true (!room || batch_json_scanner_finish (&scanner));
  return room;
}

static char *
dup_whole (const BatchJsonFold *fold)
{
  GString *out = g_string_new (NULL);

  batch_json_fold_append (fold, out);
  g_assert_true (batch_json_validate ((const guint8 *) out->str, out->len, 0));
  return g_string_free (out, FALSE);
}

typedef struct
{
  const char *parts[6];
  const char *whole;
} Case;

static void
check_cases (const Case *cases,
             guint       n_cases)
{
  for (guint i = 0; i < n_cases; i++)
    {
      g_autoptr(BatchJsonFold) fold = batch_json_fold_new ();
      g_autofree char *whole = NULL;
      gsize size = 0;

      for (guint j = 0; j < G_N_ELEMENTS (cases[i].parts) && cases[i].parts[j] != NULL; j++)
        g_assert_true (grow (fold, cases[i].parts[j], &size));
      whole = dup_whole (fold);
      g_assert_cmpstr (whole, ==, cases[i].whole);
      /* Nothing was given back that was never taken. */
      g_assert_cmpuint (size, <, 4096);
    }
}

static void
test_values (void)
{
  static const Case cases[] = {
    { { NULL }, "null" },
    { { "null" }, "null" },
    { { "\"a\"", "\"b\"", "\"\"", "\"c\"" }, "\"abc\"" },
    { { "\"\\ud83d\"", "\"\\ude00\"" }, "\"\\ud83d\\ude00\"" },
    { { "\"a\"", "null" }, "\"a\"" },
    { { "null", "\"a\"" }, "\"a\"" },
    { { "\"\"", "null" }, "\"\"" },
    { { "1", "2" }, "2" },
    { { "1", "null" }, "1" },
    { { "1.50E+02", "null" }, "1.50E+02" },
    { { "true", "false" }, "false" },
    { { "\"a\"", "1", "\"b\"" }, "\"b\"" },
    { { "[1]", "[2,3]", "[]" }, "[1,2,3]" },
    { { "[]", "[]" }, "[]" },
    { { "[1, [ 2 ] ]", "null" }, "[1,[ 2 ]]" },
    { { "[1]", "\"a\"" }, "\"a\"" },
    { { "\"a\"", "[1]" }, "[1]" },
    { { "{\"a\":1}", "\"x\"", "{\"b\":2}" }, "{\"b\":2}" },
    { { "{\"a\":1}", "[2]" }, "[2]" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_objects (void)
{
  static const Case cases[] = {
    { { "{}", "{}" }, "{}" },
    { { "{\"a\":1}", "{\"b\":\"x\"}", "{\"b\":\"y\"}", "{\"a\":null}" },
      "{\"a\":1,\"b\":\"xy\"}" },
    { { "{\"a\":1}", "null" }, "{\"a\":1}" },
    { { "{\"a\":null}" }, "{\"a\":null}" },
    { { "{\"a\":{\"b\":\"1\"}}", "{\"a\":{\"b\":\"2\",\"c\":true}}", "{\"a\":null}" },
      "{\"a\":{\"b\":\"12\",\"c\":true}}" },
    { { "{\"a\":\"x\",\"a\":\"y\"}" }, "{\"a\":\"xy\"}" },
    { { "{\"\":\"x\"}", "{\"\":\"y\"}" }, "{\"\":\"xy\"}" },
    /* Names are said again, and do not grow. */
    { { "{\"role\":\"assistant\"}", "{\"role\":\"assistant\"}", "{\"role\":\"\"}" },
      "{\"role\":\"assistant\"}" },
    { { "{\"id\":\"\"}", "{\"id\":\"a\"}", "{\"id\":\"b\"}", "{\"id\":null}" },
      "{\"id\":\"b\"}" },
    { { "{\"n\\u0061me\":\"a\"}", "{\"n\\u0061me\":\"a\"}" }, "{\"n\\u0061me\":\"a\"}" },
    { { "{\"names\":\"a\"}", "{\"names\":\"a\"}" }, "{\"names\":\"aa\"}" },
    { { "{\"type\":\"text\",\"text\":\"a\"}", "{\"type\":\"text\",\"text\":\"b\"}" },
      "{\"type\":\"text\",\"text\":\"ab\"}" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

/* What a model says as a text and in parts becomes parts. */
static void
test_content (void)
{
  static const Case cases[] = {
    { { "{\"content\":\"a\"}", "{\"content\":[{\"type\":\"image\"}]}", "{\"content\":\"b\"}",
        "{\"content\":\"c\"}", "{\"content\":[1]}", "{\"content\":\"d\"}" },
      "{\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"image\"},"
      "{\"type\":\"text\",\"text\":\"bc\"},1,{\"type\":\"text\",\"text\":\"d\"}]}" },
    { { "{\"content\":\"\"}", "{\"content\":[1]}", "{\"content\":\"\"}" }, "{\"content\":[1]}" },
    { { "{\"content\":\"a\"}", "{\"content\":[]}", "{\"content\":\"b\"}" },
      "{\"content\":[{\"type\":\"text\",\"text\":\"ab\"}]}" },
    { { "{\"content\":\"\\\"\"}", "{\"content\":[]}", "{\"content\":null}" },
      "{\"content\":[{\"type\":\"text\",\"text\":\"\\\"\"}]}" },
    /* As models of Mistral think: each part goes on with the last one. */
    { { "{\"content\":\"\"}",
        "{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"h\"}]}]}",
        "{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"m\"}]}]}",
        "{\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}", "{\"content\":\"b\"}",
        "{\"content\":[{\"type\":\"text\",\"text\":\"c\"},{\"type\":\"text\",\"text\":\"d\"}]}" },
      "{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]},"
      "{\"type\":\"text\",\"text\":\"abc\"},{\"type\":\"text\",\"text\":\"d\"}]}" },
    /* What has no words to go on with stays as it came. */
    { { "{\"content\":[{\"type\":\"reference\",\"ids\":[1]}]}",
        "{\"content\":[{\"type\":\"reference\",\"ids\":[2]}]}" },
      "{\"content\":[{\"type\":\"reference\",\"ids\":[1]},{\"type\":\"reference\",\"ids\":[2]}]}" },
    { { "{\"context\":\"a\"}", "{\"context\":[1]}" }, "{\"context\":[1]}" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_calls (void)
{
  static const Case cases[] = {
    { { "{\"tool_calls\":[]}" }, "{\"tool_calls\":[]}" },
    { { "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"arguments\":\"{\"}}]}",
        "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"}\"}}]}" },
      "{\"tool_calls\":[{\"id\":\"a\",\"function\":{\"arguments\":\"{}\"}}]}" },
    /* In the order in which they came. */
    { { "{\"tool_calls\":[{\"index\":1,\"x\":\"b\"},{\"index\":0,\"x\":\"a\"}]}",
        "{\"tool_calls\":[{\"x\":\"A\",\"index\":0},{\"x\":\"B\",\"index\":1}]}" },
      "{\"tool_calls\":[{\"x\":\"bB\"},{\"x\":\"aA\"}]}" },
    /* Without an index, another id begins another call. */
    { { "{\"tool_calls\":[{\"id\":\"a\",\"x\":\"1\"},{\"x\":\"2\"}]}",
        "{\"tool_calls\":[{\"id\":\"b\",\"x\":\"3\"}]}", "{\"tool_calls\":[{\"id\":\"\"}]}",
        "{\"tool_calls\":[{\"id\":null,\"x\":\"4\"},{\"id\":\"b\",\"x\":\"5\"}]}" },
      "{\"tool_calls\":[{\"id\":\"a\",\"x\":\"12\"},{\"id\":\"b\",\"x\":\"345\"}]}" },
    { { "{\"tool_calls\":[1,null,{\"x\":\"1\"},[{}]]}" }, "{\"tool_calls\":[{\"x\":\"1\"}]}" },
    { { "{\"tool_calls\":[{}]}" }, "{\"tool_calls\":[{}]}" },
    { { "{\"tool_calls\":[{\"x\":1}]}", "{\"tool_calls\":null}" },
      "{\"tool_calls\":[{\"x\":1}]}" },
    { { "{\"tool_calls\":\"none\"}", "{\"tool_calls\":[{\"x\":1}]}" },
      "{\"tool_calls\":[{\"x\":1}]}" },
    /* Only those of calls: another list has an index as it stands. */
    { { "{\"calls\":[{\"index\":0,\"x\":\"1\"}]}", "{\"calls\":[{\"index\":0,\"x\":\"2\"}]}" },
      "{\"calls\":[{\"index\":0,\"x\":\"1\"},{\"index\":0,\"x\":\"2\"}]}" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

/* --- Asking --- */

static void
test_asking (void)
{
  g_autoptr(BatchJsonFold) fold = batch_json_fold_new ();
  BatchJsonValue name = value_for ("\"new\"");
  BatchJsonFold *child;
  gsize size = 0;

  g_assert_false (batch_json_fold_says (fold));
  g_assert_false (batch_json_fold_is_object (fold));
  g_assert_null (batch_json_fold_get (fold, "a"));
  g_assert_null (batch_json_fold_get_string (fold));

  g_assert_true (grow (fold, "{\"\\u0061\":\"x\\ny\",\"b\":null,\"c\":[]}", &size));
  g_assert_true (batch_json_fold_is_object (fold));
  g_assert_null (batch_json_fold_get_string (fold));
  child = batch_json_fold_get (fold, "a");
  g_assert_cmpstr (batch_json_fold_get_string (child)->str, ==, "x\\ny");
  child = batch_json_fold_get (fold, "b");
  g_assert_true (batch_json_fold_says (child));
  g_assert_null (batch_json_fold_get_string (child));
  g_assert_null (batch_json_fold_get (fold, "new"));

  child = batch_json_fold_ensure (fold, &name, &size);
  g_assert_false (batch_json_fold_says (child));
  g_assert_true (batch_json_fold_get (fold, "new") == child);
  g_assert_true (batch_json_fold_ensure (fold, &name, &size) == child);
}

/* What nothing was said of is left out. */
static void
test_ensured_is_left_out (void)
{
  g_autoptr(BatchJsonFold) fold = batch_json_fold_new ();
  BatchJsonValue name = value_for ("\"new\"");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  BatchJsonFold *child;
  gsize size = 0;

  g_assert_true (grow (fold, "{\"a\":1}", &size));
  child = batch_json_fold_ensure (fold, &name, &size);
  before = dup_whole (fold);
  g_assert_cmpstr (before, ==, "{\"a\":1}");
  g_assert_true (grow (child, "null", &size));
  after = dup_whole (fold);
  g_assert_cmpstr (after, ==, "{\"a\":1,\"new\":null}");
}

static void
test_set (void)
{
  static const struct
  {
    const char *value;
    const char *whole;
  } steps[] = {
    { "null", "null" },
    { "{\"a\": 1}", "{\"a\": 1}" },
    { "{\"a\": 1}", "{\"a\": 1}" },
    { "null", "{\"a\": 1}" },
    { "\"text\"", "\"text\"" },
    { "[2]", "[2]" },
    { "7", "7" },
  };
  g_autoptr(BatchJsonFold) fold = batch_json_fold_new ();
  gsize size = 0;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      BatchJsonValue value = value_for (steps[i].value);
      g_autofree char *whole = NULL;

      batch_json_fold_set (fold, &value, &size);
      whole = dup_whole (fold);
      g_assert_cmpstr (whole, ==, steps[i].whole);
      g_assert_cmpuint (size, ==, i > 0 ? strlen (whole) : 0);
    }

  g_assert_true (grow (fold, "\"grown\"", &size));
  g_assert_cmpuint (size, ==, strlen ("grown"));
}

/* --- Limits --- */

static void
test_too_many_members (void)
{
  for (guint calls = FALSE; calls <= TRUE; calls++)
    {
      g_autoptr(BatchJsonFold) fold = batch_json_fold_new ();
      g_autoptr(GString) part = g_string_new (NULL);
      gsize size = 0;

      for (guint j = 0; j < BATCH_JSON_FOLD_MAX; j++)
        {
          g_string_printf (part, calls ? "{\"tool_calls\":[{\"index\":%u,\"x\":\"y\"}]}"
                                   : "{\"a%u\":\"x\"}", j);
          g_assert_true (grow (fold, part->str, &size));
        }
      g_assert_cmpuint (size, >=, BATCH_JSON_FOLD_MAX * strlen ("\"x\""));
      /* Those that are there go on. */
      g_assert_true (grow (fold, part->str, &size));
      g_string_replace (part, "1023", "1024", 0);
      g_assert_false (grow (fold, part->str, &size));
    }
}

/* What is said again and again takes no more room. */
static void
test_size_of_the_same (void)
{
  g_autoptr(BatchJsonFold) fold = batch_json_fold_new ();
  static const char part[] = "{\"id\":\"abc\",\"created\":1234,\"x\":true,\"y\":null}";
  gsize first = 0;
  gsize size;

  g_assert_true (grow (fold, part, &first));
  size = first;
  for (guint i = 0; i < 1000; i++)
    g_assert_true (grow (fold, part, &size));
  g_assert_cmpuint (size, ==, first);
}

static void
test_broken (void)
{
  static const char *const cases[] = {
    "", "{\"a\":\"b", "{\"a\":{\"b\":[1,}}", "[1,2", "{\"a\" 1}",
    "{\"tool_calls\":[{\"index\":0,]}", "\"\xFF\"", "nul",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchJsonFold) fold = batch_json_fold_new ();
      g_autofree char *whole = NULL;
      BatchJsonScanner scanner;
      gsize size = 0;

      batch_json_scanner_init (&scanner, (const guint8 *) cases[i], strlen (cases[i]), 0);
      g_assert_true (batch_json_fold_add (fold, NULL, &scanner, &size));
      g_assert_false (batch_json_scanner_finish (&scanner));
      whole = dup_whole (fold);
    }
}

/* --- An answer comes in parts, however it is cut --- */

/* Adds the same to the whole and, in pieces, to the parts. */
static void
make_text (GRand    *rand,
           guint     member,
           GString  *whole,
           GString **parts,
           guint     n_parts)
{
  static const char *const words[] = { "a", "\\n", "\\u00e9", "é", "\\\"", "😀", " " };
  guint n_words = g_rand_int_range (rand, 0, 12);
  guint part = 0;

  g_string_append_printf (whole, ",\"m%u\":\"", member);
  g_string_append_printf (parts[0], ",\"m%u\":\"", member);
  for (guint i = 0; i < n_words; i++)
    {
      const char *word = words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))];

      while (part + 1 < n_parts && g_rand_boolean (rand))
        {
          g_string_append_c (parts[part++], '"');
          g_string_append_printf (parts[part], ",\"m%u\":\"", member);
        }
      g_string_append (whole, word);
      g_string_append (parts[part], word);
    }
  g_string_append_c (whole, '"');
  g_string_append_c (parts[part], '"');
}

static void
make_list (GRand    *rand,
           guint     member,
           GString  *whole,
           GString **parts,
           guint     n_parts)
{
  g_string_append_printf (whole, ",\"m%u\":[", member);
  for (guint i = 0; i < n_parts; i++)
    {
      int number = g_rand_int_range (rand, -5, 5);

      g_string_append_printf (whole, "%s%d,{\"n\":%d}", i > 0 ? "," : "", number, number);
      g_string_append_printf (parts[i], ",\"m%u\":[%d,{\"n\":%d}]", member, number, number);
    }
  g_string_append_c (whole, ']');
}

static void
make_answer (GRand    *rand,
             GString  *whole,
             GString **parts,
             guint     n_parts)
{
  guint n_members = g_rand_int_range (rand, 0, 6);

  g_string_assign (whole, "{\"outer\":{\"role\":\"r\"");
  for (guint i = 0; i < n_parts; i++)
    g_string_assign (parts[i], "{\"outer\":{\"role\":\"r\"");
  for (guint i = 0; i < n_members; i++)
    (g_rand_boolean (rand) ? make_text : make_list) (rand, i, whole, parts, n_parts);
  g_string_append (whole, "}}");
  for (guint i = 0; i < n_parts; i++)
    g_string_append (parts[i], "}}");
}

#define MAX_PARTS 5

static void
check_answer (GRand    *rand,
              GString  *whole,
              GString **parts)
{
  g_autoptr(BatchJsonFold) fold = batch_json_fold_new ();
  guint n_parts = g_rand_int_range (rand, 1, MAX_PARTS + 1);
  g_autofree char *grown = NULL;
  BatchJsonValue expected;
  BatchJsonValue value;
  gsize size = 0;

  make_answer (rand, whole, parts, n_parts);
  for (guint i = 0; i < n_parts; i++)
    g_assert_true (grow (fold, parts[i]->str, &size));
  grown = dup_whole (fold);
  g_assert_cmpuint (size, >=, strlen (grown));

  value = value_for (grown);
  expected = value_for (whole->str);
  if (!batch_json_values_equal (&value, &expected))
    g_error ("%s became %s", whole->str, grown);
}

static void
test_however_it_is_cut (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  g_autoptr(GString) whole = g_string_new (NULL);
  GString *parts[MAX_PARTS];

  for (guint i = 0; i < MAX_PARTS; i++)
    parts[i] = g_string_new (NULL);
  for (guint i = 0; i < 2000; i++)
    check_answer (rand, whole, parts);
  for (guint i = 0; i < MAX_PARTS; i++)
    g_string_free (parts[i], TRUE);
}

/* What a server says has no end, and a part has. */
static void
test_full_part (void)
{
  g_autoptr(BatchJsonFold) fold = batch_json_fold_new ();
  g_autoptr(GString) part = g_string_new ("{\"content\":[{\"type\":\"text\"");
  g_autofree char *grown = NULL;
  gsize size = 0;

  for (guint i = 1; i < BATCH_JSON_FOLD_MAX; i++)
    g_string_append_printf (part, ",\"m%u\":%u", i, i);
  g_string_append (part, "}]}");
  g_assert_true (grow (fold, part->str, &size));
  g_assert_true (grow (fold, "{\"content\":\"x\"}", &size));
  grown = dup_whole (fold);
  g_assert_true (g_str_has_suffix (grown, "},{\"type\":\"text\",\"text\":\"x\"}]}"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/json/json-fold/values", test_values);
  g_test_add_func ("/batch/json/json-fold/objects", test_objects);
  g_test_add_func ("/batch/json/json-fold/content", test_content);
  g_test_add_func ("/batch/json/json-fold/full-part", test_full_part);
  g_test_add_func ("/batch/json/json-fold/calls", test_calls);
  g_test_add_func ("/batch/json/json-fold/asking", test_asking);
  g_test_add_func ("/batch/json/json-fold/ensured-is-left-out", test_ensured_is_left_out);
  g_test_add_func ("/batch/json/json-fold/set", test_set);
  g_test_add_func ("/batch/json/json-fold/too-many-members", test_too_many_members);
  g_test_add_func ("/batch/json/json-fold/size-of-the-same", test_size_of_the_same);
  g_test_add_func ("/batch/json/json-fold/broken", test_broken);
  g_test_add_func ("/batch/json/json-fold/however-it-is-cut", test_however_it_is_cut);
  return g_test_run ();
}
