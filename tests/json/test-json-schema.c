/* test-json-schema.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "json/batch-json-schema-private.h"

#include <string.h>
#include <time.h>

#include "json/batch-json-equal-private.h"
#include "json/batch-json-pointer-private.h"

typedef struct
{
  const char *schema;
  const char *value;
  const char *problem;   /* NULL: it keeps to the schema */
} Case;

/* In a block of its own, so that a read past the end is seen. */
static BatchJsonValue
value_for (const char  *text,
           guint8     **block)
{
  BatchJsonScanner scanner;
  BatchJsonValue value;

  *block = g_memdup2 (text, strlen (text));
  batch_json_scanner_init (&scanner, *block, strlen (text), BATCH_JSON_DEPTH);
  g_assert_true (batch_json_scanner_read_value (&scanner, &value));
  g_assert_true (batch_json_scanner_finish (&scanner));
  return value;
}

static void
check_cases (const Case *cases,
             guint       n_cases)
{
  for (guint i = 0; i < n_cases; i++)
    {
      g_autofree guint8 *schema_block = NULL;
      g_autofree guint8 *value_block = NULL;
      g_autofree char *problem = NULL;
      BatchJsonValue schema = value_for (cases[i].schema, &schema_block);
      BatchJsonValue value = value_for (cases[i].value, &value_block);
      gboolean kept = batch_json_schema_check (&schema, &value, &problem);

      g_test_message ("%s | %s", cases[i].schema, cases[i].value);
      g_assert_cmpstr (problem, ==, cases[i].problem);
      g_assert_cmpint (kept, ==, cases[i].problem == NULL);
    }
}

static void
test_types (void)
{
  static const Case cases[] = {
    { "{}", "1", NULL },
    { "true", "1", NULL },
    { "false", "1", "the whole must not be there" },
    { "{\"type\":\"string\"}", "\"a\"", NULL },
    { "{\"type\":\"string\"}", "1", "the whole is a number, not string" },
    { "{\"type\":\"object\"}", "{}", NULL },
    { "{\"type\":\"object\"}", "[]", "the whole is an array, not object" },
    { "{\"type\":\"array\"}", "[]", NULL },
    { "{\"type\":\"array\"}", "{}", "the whole is an object, not array" },
    { "{\"type\":\"boolean\"}", "true", NULL },
    { "{\"type\":\"boolean\"}", "false", NULL },
    { "{\"type\":\"boolean\"}", "null", "the whole is null, not boolean" },
    { "{\"type\":\"null\"}", "null", NULL },
    { "{\"type\":\"null\"}", "0", "the whole is a number, not null" },
    { "{\"type\":\"number\"}", "1.5", NULL },
    { "{\"type\":\"number\"}", "1", NULL },
    { "{\"type\":\"integer\"}", "1", NULL },
    { "{\"type\":\"integer\"}", "1.0", NULL },
    { "{\"type\":\"integer\"}", "1e3", NULL },
    { "{\"type\":\"integer\"}", "1.5", "the whole is a number, not integer" },
    { "{\"type\":\"integer\"}", "1e999", "the whole is a number, not integer" },
    { "{\"type\":[\"string\",\"null\"]}", "null", NULL },
    { "{\"type\":[\"string\",\"null\"]}", "\"\"", NULL },
    { "{\"type\":[\"string\",\"null\"]}", "1", "the whole is a number, not string , null" },
    { "{\"typ\\u0065\":\"string\"}", "1", "the whole is a number, not string" },
    /* What makes no sense, or is not known, is passed over. */
    { "{\"type\":1}", "1", NULL },
    { "{\"pattern\":\"^a\",\"format\":\"date\",\"x-else\":[]}", "\"b\"", NULL },
    { "[]", "1", NULL },
    { "\"string\"", "1", NULL },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_choices (void)
{
  static const Case cases[] = {
    { "{\"enum\":[\"red\",\"green\"]}", "\"green\"", NULL },
    { "{\"enum\":[\"red\",\"green\"]}", "\"gr\\u0065en\"", NULL },
    { "{\"enum\":[\"red\"]}", "\"blue\"", "the whole is none of the values that are allowed" },
    { "{\"enum\":[]}", "1", "the whole is none of the values that are allowed" },
    { "{\"enum\":[1]}", "1.0", NULL },
    { "{\"enum\":[1]}", "\"1\"", "the whole is none of the values that are allowed" },
    { "{\"enum\":[{\"a\":1,\"b\":[2]}]}", "{\"b\":[2.0],\"a\":1}", NULL },
    { "{\"enum\":[{\"a\":1}]}", "{\"a\":1,\"b\":2}",
      "the whole is none of the values that are allowed" },
    { "{\"enum\":[[1,2]]}", "[1]", "the whole is none of the values that are allowed" },
    { "{\"const\":null}", "null", NULL },
    { "{\"const\":\"a\"}", "\"b\"", "the whole is not the one value that is allowed" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_objects (void)
{
#define PERSON "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}," \
               "\"age\":{\"type\":\"integer\",\"minimum\":0}},\"required\":[\"name\",\"age\"]," \
               "\"additionalProperties\":false}"
  static const Case cases[] = {
    { PERSON, "{\"name\":\"Ada\",\"age\":36}", NULL },
    { PERSON, "{\"age\":36,\"n\\u0061me\":\"Ada\"}", NULL },
    { PERSON, "{\"name\":\"Ada\"}", "“/age” is missing" },
    { PERSON, "{\"name\":\"Ada\",\"age\":-1}", "“/age” is too small" },
    { PERSON, "{\"name\":\"Ada\",\"age\":\"36\"}", "“/age” is a string, not integer" },
    { PERSON, "{\"name\":\"Ada\",\"age\":36,\"a/b\":1}", "“/a~1b” is not in the schema" },
    { PERSON, "{\"name\":\"Ada\",\"age\":\"36\",\"age\":36}", "“/age” is a string, not integer" },
    { "{\"additionalProperties\":{\"type\":\"number\"}}", "{\"a\":1}", NULL },
    { "{\"additionalProperties\":{\"type\":\"number\"}}", "{\"a\":{}}",
      "“/a” is an object, not number" },
    { "{\"patternProperties\":{\"^a\":{}},\"additionalProperties\":false}", "{\"a\":1}", NULL },
    { "{\"minProperties\":1}", "{}", "the whole has too few members" },
    { "{\"maxProperties\":1}", "{\"a\":1,\"b\":2}", "the whole has too many members" },
    { "{\"properties\":{\"a\":{\"properties\":{\"b\":{\"type\":\"null\"}}}}}",
      "{\"a\":{\"b\":1}}", "“/a/b” is a number, not null" },
    { "{\"required\":[\"a\"]}", "[]", NULL },
    { "{\"required\":\"a\",\"properties\":[]}", "{}", NULL },
  };
#undef PERSON

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_arrays (void)
{
  static const Case cases[] = {
    { "{\"items\":{\"type\":\"string\"}}", "[\"a\",\"b\"]", NULL },
    { "{\"items\":{\"type\":\"string\"}}", "[\"a\",1]", "“/1” is a number, not string" },
    { "{\"items\":false}", "[1]", "“/0” must not be there" },
    { "{\"minItems\":2}", "[1]", "the whole has too few elements" },
    { "{\"maxItems\":1}", "[1,2]", "the whole has too many elements" },
    { "{\"minItems\":1,\"maxItems\":2}", "[1,2]", NULL },
    { "{\"prefixItems\":[{\"type\":\"string\"}],\"items\":{\"type\":\"number\"}}", "[\"a\",1]",
      NULL },
    { "{\"prefixItems\":[{\"type\":\"string\"}],\"items\":{\"type\":\"number\"}}", "[1]",
      "“/0” is a number, not string" },
    { "{\"prefixItems\":[{}],\"items\":false}", "[1,2]", "“/1” must not be there" },
    { "{\"items\":{\"items\":{\"maximum\":1}}}", "[[1],[2]]", "“/1/0” is too large" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_numbers_and_strings (void)
{
  static const Case cases[] = {
    { "{\"minimum\":2}", "2", NULL },
    { "{\"minimum\":2}", "1.9", "the whole is too small" },
    { "{\"exclusiveMinimum\":2}", "2", "the whole is too small" },
    { "{\"maximum\":2}", "2.1", "the whole is too large" },
    { "{\"exclusiveMaximum\":2}", "2", "the whole is too large" },
    { "{\"exclusiveMaximum\":true}", "2", NULL },
    { "{\"multipleOf\":0.1}", "0.3", NULL },
    { "{\"multipleOf\":2}", "3", "the whole is no multiple of what it should be" },
    { "{\"multipleOf\":0}", "3", NULL },
    { "{\"minimum\":2}", "\"a\"", NULL },
    { "{\"minLength\":2}", "\"é\"", "the whole is too short" },
    { "{\"minLength\":2}", "\"é\\n\"", NULL },
    { "{\"maxLength\":1}", "\"\\ud83d\\ude00\"", NULL },
    { "{\"maxLength\":1}", "\"ab\"", "the whole is too long" },
    { "{\"maxLength\":1}", "[1,2]", NULL },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_alternatives (void)
{
  static const Case cases[] = {
    { "{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}", "null", NULL },
    { "{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}", "1",
      "the whole fits none of the alternatives" },
    { "{\"oneOf\":[{\"type\":\"number\"},{\"minimum\":2}]}", "1", NULL },
    { "{\"oneOf\":[{\"type\":\"number\"},{\"minimum\":2}]}", "3",
      "the whole fits more than one of the alternatives" },
    { "{\"oneOf\":[{\"type\":\"null\"}]}", "3", "the whole fits none of the alternatives" },
    { "{\"oneOf\":[{\"pattern\":\"^a\"},{\"pattern\":\"^b\"}]}", "\"b\"", NULL },
    { "{\"oneOf\":[{\"$ref\":\"else.json\"},{\"type\":\"string\"}]}", "\"b\"", NULL },
    { "{\"oneOf\":[{\"pattern\":\"^a\"},{\"type\":\"null\"}],\"type\":\"string\"}", "3",
      "the whole is a number, not string" },
    { "{\"not\":{\"pattern\":\"^a\"}}", "\"b\"", NULL },
    { "{\"not\":{\"patternProperties\":{\"^a\":{\"type\":\"null\"}}}}", "{\"a\":1}", NULL },
    { "{\"not\":{\"pattern\":\"^a\",\"maxLength\":3}}", "\"bbbb\"", NULL },
    { "{\"allOf\":[{\"minimum\":1},{\"maximum\":2}]}", "3", "the whole is too large" },
    { "{\"not\":{\"type\":\"null\"}}", "null", "the whole is what it must not be" },
    { "{\"not\":{\"type\":\"null\"}}", "1", NULL },
    { "{\"properties\":{\"a\":{\"anyOf\":[{\"const\":1}]}}}", "{\"a\":2}",
      "“/a” fits none of the alternatives" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_references (void)
{
#define TREE "{\"$ref\":\"#/$defs/node\",\"$defs\":{\"node\":{\"type\":\"object\"," \
             "\"properties\":{\"next\":{\"anyOf\":[{\"$ref\":\"#/$defs/node\"}," \
             "{\"type\":\"null\"}]}},\"required\":[\"next\"]}}}"
  static const Case cases[] = {
    { TREE, "{\"next\":{\"next\":null}}", NULL },
    { TREE, "{\"next\":{\"next\":1}}", "“/next” fits none of the alternatives" },
    { "{\"definitions\":{\"a b\":{\"type\":\"null\"}},\"$ref\":\"#/definitions/a%20b\"}", "1",
      "the whole is a number, not null" },
    { "{\"anyOf\":[{\"type\":\"null\"}],\"$ref\":\"#/anyOf/0\"}", "null", NULL },
    /* Nothing is there, or it is elsewhere. */
    { "{\"$ref\":\"#/$defs/none\"}", "1", NULL },
    { "{\"$ref\":\"https://example.org/schema\"}", "1", NULL },
    /* In circles. */
    { "{\"$ref\":\"#\"}", "1", NULL },
    { "{\"not\":{\"$ref\":\"#\"}}", "1", NULL },
    { "{\"anyOf\":[{\"$ref\":\"#\"},{\"$ref\":\"#\"}]}", "1", NULL },
    { "{\"oneOf\":[{\"$ref\":\"#\"},{\"$ref\":\"#\"},{\"$ref\":\"#\"}]}", "1", NULL },
  };
#undef TREE

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_equal (void)
{
  static const struct
  {
    const char *one;
    const char *other;
    gboolean    equal;
  } cases[] = {
    { "1", "1.0", TRUE },
    { "1", "true", FALSE },
    { "true", "true", TRUE },
    { "true", "false", FALSE },
    { "\"\\u0041\"", "\"A\"", TRUE },
    { "\"\\ud800\"", "\"\\ud800\"", TRUE },
    { "\"\\ud800\"", "\"\\uD800\"", FALSE },
    { "[1,[2]]", "[1.0, [2]]", TRUE },
    { "[1]", "[1,2]", FALSE },
    { "{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", TRUE },
    { "{\"a\":1}", "{\"a\":1,\"b\":2}", FALSE },
    { "{\"a\":1,\"b\":2}", "{\"a\":1}", FALSE },
    { "{\"a\":1,\"a\":2}", "{\"a\":2}", TRUE },
    { "{\"a\":2}", "{\"a\":2,\"a\":1}", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree guint8 *one_block = NULL;
      g_autofree guint8 *other_block = NULL;
      BatchJsonValue one = value_for (cases[i].one, &one_block);
      BatchJsonValue other = value_for (cases[i].other, &other_block);

      g_test_message ("%s | %s", cases[i].one, cases[i].other);
      g_assert_cmpint (batch_json_values_equal (&one, &other), ==, cases[i].equal);
      g_assert_cmpint (batch_json_values_equal (&other, &one), ==, cases[i].equal);
    }
}

static void
test_pointer (void)
{
  static const struct
  {
    const char *pointer;
    const char *found;       /* NULL: nothing */
  } cases[] = {
    { "", "{\"a\":[1,{\"b~c/d\":2}],\"\":3}" },
    { "/a", "[1,{\"b~c/d\":2}]" },
    { "/a/0", "1" },
    { "/a/1/b~0c~1d", "2" },
    { "/", "3" },
    { "/a/2", NULL },
    { "/a/x", NULL },
    { "/a/0/x", NULL },
    { "/z", NULL },
    { "a", NULL },
  };
  g_autofree guint8 *block = NULL;
  BatchJsonValue root = value_for (cases[0].found, &block);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchJsonValue found;
      gboolean is_there = batch_json_pointer_find (&root, cases[i].pointer, &found);

      g_test_message ("%s", cases[i].pointer);
      g_assert_cmpint (is_there, ==, cases[i].found != NULL);
      if (is_there)
        g_assert_cmpmem (found.data, found.length, cases[i].found, strlen (cases[i].found));
    }
}

/* Of the processor, so that it does not matter what else goes on. */
static double
get_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}

/* Whatever the schema is, the engine does not wait for it: this takes 80 ms, and the rest is
 * for builds that look at each access. */
static void
test_limits (void)
{
  g_autoptr(GString) schema = g_string_new ("{\"$defs\":{");
  g_autofree guint8 *schema_block = NULL;
  g_autofree guint8 *value_block = NULL;
  BatchJsonValue value = value_for ("[[[[[[[[[[1]]]]]]]]]]", &value_block);
  BatchJsonValue parsed;
  double began;

  for (guint i = 0; i < 40; i++)
    g_string_append_printf (schema, "%s\"d%u\":{\"anyOf\":[{\"$ref\":\"#/$defs/d%u\"},"
                            "{\"$ref\":\"#/$defs/d%u\"}]}", i > 0 ? "," : "", i, i + 1, i + 1);
  g_string_append (schema, ",\"d40\":{\"type\":\"null\"}},\"$ref\":\"#/$defs/d0\"}");

  parsed = value_for (schema->str, &schema_block);
  began = get_time ();
  g_assert_true (batch_json_schema_check (&parsed, &value, NULL));
  g_test_message ("%.0f ms", (get_time () - began) * 1e3);
  g_assert_cmpfloat (get_time () - began, <, 10);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/json/json-schema/types", test_types);
  g_test_add_func ("/batch/json/json-schema/choices", test_choices);
  g_test_add_func ("/batch/json/json-schema/objects", test_objects);
  g_test_add_func ("/batch/json/json-schema/arrays", test_arrays);
  g_test_add_func ("/batch/json/json-schema/numbers-and-strings", test_numbers_and_strings);
  g_test_add_func ("/batch/json/json-schema/alternatives", test_alternatives);
  g_test_add_func ("/batch/json/json-schema/references", test_references);
  g_test_add_func ("/batch/json/json-schema/equal", test_equal);
  g_test_add_func ("/batch/json/json-schema/pointer", test_pointer);
  g_test_add_func ("/batch/json/json-schema/limits", test_limits);

  return g_test_run ();
}
