/* test-json-members.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "json/batch-json-members-private.h"

#include <string.h>

#include "json/batch-json-pointer-private.h"
#include "json/batch-json-text-private.h"

typedef struct
{
  char           *text;
  gint64          number;
  BatchJsonValue  slice;
  char           *first;
  char           *inner;
} Fields;

static void
read_first_text (BatchJsonScanner *scanner,
                 gpointer          field)
{
  batch_json_read_first (scanner, batch_json_read_string, field);
}

static void
read_inner (BatchJsonScanner *scanner,
            gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "text", batch_json_read_string, G_STRUCT_OFFSET (Fields, inner) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

static const BatchJsonMember members[] = {
  { "text", batch_json_read_string, G_STRUCT_OFFSET (Fields, text) },
  { "number", batch_json_read_int, G_STRUCT_OFFSET (Fields, number) },
  { "slice", batch_json_read_slice, G_STRUCT_OFFSET (Fields, slice) },
  { "first", read_first_text, G_STRUCT_OFFSET (Fields, first) },
  { "inner", read_inner, 0 },
};

static void
fields_clear (Fields *fields)
{
  g_free (fields->text);
  g_free (fields->first);
  g_free (fields->inner);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fields, fields_clear)

static void
init_fields (Fields *fields)
{
  *fields = (Fields) { .text = g_strdup ("before"), .number = -7 };
}

static void
init_scanner (BatchJsonScanner *scanner,
              const char       *json)
{
  batch_json_scanner_init (scanner, (const guint8 *) json, strlen (json), 0);
}

static void
test_read (void)
{
  static const struct
  {
    const char *json;
    const char *text;
    gint64      number;
    const char *slice;        /* NULL: nothing was read */
    const char *first;
    const char *inner;
  } cases[] = {
    { "{}", "before", -7, NULL, NULL, NULL },
    { "{\"text\":\"a\",\"number\":5,\"slice\": [1, 2] ,\"first\":[\"b\",\"c\"],"
      "\"inner\":{\"text\":\"d\"}}", "a", 5, "[1, 2]", "b", "d" },
    { "{\"\":\"no\",\"\\u0074ext\":\"a\",\"\\u006eumber\":5}", "a", 5, NULL, NULL, NULL },
    /* Another order, another spelling, and what nobody asked for. */
    { "{\"x\":{\"text\":\"no\"},\"numb\\u0065r\":5,\"texts\":\"no\",\"text\":\"\\u0061\"}",
      "a", 5, NULL, NULL, NULL },
    /* The last one counts, unless it is of another kind. */
    { "{\"text\":\"a\",\"text\":\"b\",\"number\":1,\"number\":2}", "b", 2, NULL, NULL, NULL },
    { "{\"text\":\"a\",\"text\":null,\"number\":1,\"number\":\"2\"}", "a", 1, NULL, NULL, NULL },
    { "{\"slice\":1,\"slice\":null}", "before", -7, "null", NULL, NULL },
    /* Other kinds are passed over, all of them. */
    { "{\"text\":{\"text\":\"x\"},\"number\":[5],\"first\":{\"a\":\"b\"},\"inner\":[\"text\"]}",
      "before", -7, NULL, NULL, NULL },
    { "{\"text\":5,\"number\":\"x\",\"first\":\"x\",\"inner\":\"x\"}",
      "before", -7, NULL, NULL, NULL },
    { "{\"text\":\"a\\u0000b\",\"number\":1.0}", "before", -7, NULL, NULL, NULL },
    { "{\"text\":\"\\ud800\",\"number\":9223372036854775808}", "before", -7, NULL, NULL, NULL },
    { "{\"text\":\"\",\"number\":-9223372036854775808}", "", G_MININT64, NULL, NULL, NULL },
    { "{\"first\":[],\"number\":9223372036854775807}", "before", G_MAXINT64, NULL, NULL, NULL },
    /* Only the first one, be it of another kind. */
    { "{\"first\":[1,\"b\"]}", "before", -7, NULL, NULL, NULL },
    { "{\"first\":[[\"a\"],\"b\"],\"text\":\"on\"}", "on", -7, NULL, NULL, NULL },
    /* No object at all. */
    { "[{\"text\":\"x\"}]", "before", -7, NULL, NULL, NULL },
    { "\"text\"", "before", -7, NULL, NULL, NULL },
    { "null", "before", -7, NULL, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(Fields) fields;
      BatchJsonScanner scanner;
      gsize length;

      init_fields (&fields);
      init_scanner (&scanner, cases[i].json);
      g_test_message ("%s", cases[i].json);
      batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &fields);
      g_assert_true (batch_json_scanner_finish (&scanner));
      g_assert_cmpstr (fields.text, ==, cases[i].text);
      g_assert_cmpint (fields.number, ==, cases[i].number);
      g_assert_cmpstr (fields.first, ==, cases[i].first);
      g_assert_cmpstr (fields.inner, ==, cases[i].inner);
      length = cases[i].slice != NULL ? strlen (cases[i].slice) : 0;
      g_assert_cmpmem (fields.slice.data, fields.slice.length, cases[i].slice, length);
    }
}

/* The scanner stands behind the value, so that reading goes on there. */
static void
test_goes_on (void)
{
  static const char json[] =
    "[{\"text\":\"a\"},5,{\"number\":[{\"number\":1}]},[[]],{\"number\":2}]";
  g_auto(Fields) fields;
  BatchJsonScanner scanner;
  guint n_read = 0;

  init_fields (&fields);
  init_scanner (&scanner, json);
  g_assert_true (batch_json_scanner_enter_array (&scanner));
  while (batch_json_scanner_next_element (&scanner))
    {
      batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &fields);
      n_read++;
    }
  g_assert_true (batch_json_scanner_finish (&scanner));
  g_assert_cmpuint (n_read, ==, 5);
  g_assert_cmpstr (fields.text, ==, "a");
  g_assert_cmpint (fields.number, ==, 2);
}

/* What stood before the problem was read; what it is in was not. */
static void
test_broken (void)
{
  static const struct
  {
    const char *json;
    const char *text;
    gint64      number;
  } cases[] = {
    { "", "before", -7 },
    { "{\"text\":\"a\",\"number\":5", "a", 5 },
    { "{\"text\":\"a", "before", -7 },
    { "{\"number\":5,\"text\":\"a\xFF\"}", "before", 5 },
    { "{\"number\":5,\"slice\":[1,\"text\":\"a\"}", "before", 5 },
    { "{\"number\":05}", "before", -7 },
    { "{\"first\":[\"x\",,\"number\":5}", "before", -7 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(Fields) fields;
      BatchJsonScanner scanner;

      init_fields (&fields);
      init_scanner (&scanner, cases[i].json);
      batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &fields);
      g_assert_false (batch_json_scanner_finish (&scanner));
      g_assert_cmpstr (fields.text, ==, cases[i].text);
      g_assert_cmpint (fields.number, ==, cases[i].number);
      g_assert_cmpint (fields.slice.type, ==, BATCH_JSON_NONE);
    }
}

static void
test_of_a_value (void)
{
  static const char json[] = "{\"slice\":{\"number\":3,\"text\":\"in\"}}";
  BatchJsonValue nothing = { 0 };
  g_auto(Fields) fields;
  BatchJsonScanner scanner;
  BatchJsonValue inside;

  init_fields (&fields);
  init_scanner (&scanner, json);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &fields);
  inside = fields.slice;
  batch_json_value_read_members (&inside, members, G_N_ELEMENTS (members), &fields);
  g_assert_cmpint (fields.number, ==, 3);
  g_assert_cmpstr (fields.text, ==, "in");

  batch_json_value_read_members (&nothing, members, G_N_ELEMENTS (members), &fields);
  g_assert_cmpstr (fields.text, ==, "in");
}

/* --- Pointers, as they are made and followed --- */

static void
test_pointer_append (void)
{
  static const struct
  {
    const char *name;
    const char *step;
  } cases[] = {
    { "", "/" }, { "a", "/a" }, { "0", "/0" }, { "a/b", "/a~1b" }, { "m~n", "/m~0n" },
    { "~1", "/~01" }, { "~0~1//", "/~00~01~1~1" }, { " \"\\é", "/ \"\\é" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GString) pointer = g_string_new ("/before");
      g_autofree char *expected = g_strconcat ("/before", cases[i].step, NULL);

      batch_json_pointer_append (pointer, cases[i].name);
      g_assert_cmpstr (pointer->str, ==, expected);
    }
}

/* Every name, however odd, leads to its member. */
static void
test_pointers_lead_back (void)
{
  static const char *const letters[] = { "~", "/", "0", "1", "a", "\"", "\\", "é", "\n", "%" };
  g_autoptr(GRand) rand = g_rand_new_with_seed (g_test_rand_int ());

  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr(GString) name = g_string_new (NULL);
      g_autoptr(GString) json = g_string_new ("{\"decoy\":0,");
      g_autoptr(GString) pointer = g_string_new (NULL);
      guint n_letters = g_rand_int_range (rand, 0, 6);
      BatchJsonScanner scanner;
      BatchJsonValue root;
      BatchJsonValue found;

      for (guint j = 0; j < n_letters; j++)
        g_string_append (name, letters[g_rand_int_range (rand, 0, G_N_ELEMENTS (letters))]);
      batch_json_append_string (json, name->str, -1);
      g_string_append (json, ":[7,8]}");
      batch_json_pointer_append (pointer, name->str);
      batch_json_pointer_append (pointer, "1");

      init_scanner (&scanner, json->str);
      g_assert_true (batch_json_scanner_read_value (&scanner, &root));
      g_assert_true (batch_json_pointer_find (&root, pointer->str, &found));
      g_assert_cmpmem (found.data, found.length, "8", 1);
    }
}

/* The number of an element is written in one way only. */
static void
test_pointer_numbers (void)
{
  static const char *const none[] = {
    "/00", "/01", "/-0", "/-1", "/+1", "/ 1", "/1 ", "/1.0", "/1e0", "/-", "/2", "/4294967296",
    "/18446744073709551616", "/", "/1/", "1",
  };
  BatchJsonScanner scanner;
  BatchJsonValue root;
  BatchJsonValue found;

  init_scanner (&scanner, "[5,6]");
  g_assert_true (batch_json_scanner_read_value (&scanner, &root));
  g_assert_true (batch_json_pointer_find (&root, "/0", &found));
  g_assert_cmpmem (found.data, found.length, "5", 1);
  g_assert_true (batch_json_pointer_find (&root, "/1", &found));
  g_assert_cmpmem (found.data, found.length, "6", 1);
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    {
      g_test_message ("%s", none[i]);
      g_assert_false (batch_json_pointer_find (&root, none[i], &found));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/json/json-members/read", test_read);
  g_test_add_func ("/batch/json/json-members/goes-on", test_goes_on);
  g_test_add_func ("/batch/json/json-members/broken", test_broken);
  g_test_add_func ("/batch/json/json-members/of-a-value", test_of_a_value);
  g_test_add_func ("/batch/json/json-members/pointer-append", test_pointer_append);
  g_test_add_func ("/batch/json/json-members/pointers-lead-back", test_pointers_lead_back);
  g_test_add_func ("/batch/json/json-members/pointer-numbers", test_pointer_numbers);
  return g_test_run ();
}
