/* test-schema.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "json/batch-json-schema-private.h"
#include "simulator/batch-simulator-schema.h"

static BatchJsonValue
value_of (const char *text)
{
  BatchJsonScanner scanner;
  BatchJsonValue value = { 0 };

  batch_json_scanner_init (&scanner, (const guint8 *) text, strlen (text), 0);
  g_assert_true (batch_json_scanner_read_value (&scanner, &value));
  g_assert_true (batch_json_scanner_finish (&scanner));
  return value;
}

static char *
make (const char *schema,
      const char *text)
{
  BatchJsonValue value = value_of (schema);
  GString *out = g_string_new (NULL);

  batch_simulator_append_by_schema (out, &value, text);
  return g_string_free (out, FALSE);
}

static void
assert_keeps (const char *schema,
              const char *made)
{
  BatchJsonValue schema_value = value_of (schema);
  BatchJsonValue made_value = value_of (made);
  g_autofree char *problem = NULL;

  batch_json_schema_check (&schema_value, &made_value, &problem);
  g_assert_cmpstr (problem, ==, NULL);
}

static void
test_values (void)
{
  static const struct
  {
    const char *schema;
    const char *made;
  } cases[] = {
    { "{}", "\"say ä\"" },
    { "true", "\"say ä\"" },
    { "{\"type\":\"string\",\"maxLength\":3}", "\"y ä\"" },
    { "{\"type\":\"string\",\"minLength\":8}", "\"say ä...\"" },
    { "{\"type\":\"string\",\"format\":\"date\"}", "\"2026-01-01\"" },
    { "{\"type\":\"string\",\"enum\":[\"red\",\"blue\"]}", "\"red\"" },
    { "{\"const\":{\"a\":[1]}}", "{\"a\":[1]}" },
    { "{\"type\":[\"integer\",\"null\"]}", "1" },
    { "{\"type\":\"integer\",\"minimum\":7}", "7" },
    { "{\"type\":\"integer\",\"maximum\":-3.5}", "-4" },
    { "{\"type\":\"integer\",\"exclusiveMinimum\":7}", "8" },
    { "{\"type\":\"integer\",\"exclusiveMaximum\":1}", "0" },
    { "{\"type\":\"integer\",\"minimum\":7,\"multipleOf\":5}", "10" },
    { "{\"type\":\"number\",\"exclusiveMaximum\":0.25}", "-0.25" },
    { "{\"type\":\"number\",\"minimum\":1e999}", "1" },
    { "{\"type\":\"boolean\"}", "true" },
    { "{\"type\":\"null\"}", "null" },
    { "{\"type\":\"array\"}", "[\"say ä\"]" },
    { "{\"type\":\"array\",\"items\":{\"type\":\"integer\"},\"minItems\":3}", "[1,1,1]" },
    { "{\"type\":\"array\",\"items\":{\"type\":\"integer\"},\"maxItems\":0}", "[]" },
    { "{\"type\":\"object\"}", "{}" },
    { "{\"properties\":{\"b\":{\"type\":\"integer\"},\"a\":{\"items\":{\"type\":\"null\"}}}}",
      "{\"b\":1,\"a\":[null]}" },
    { "{\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"null\"}]}", "1" },
    { "{\"oneOf\":[{\"type\":\"null\"},{\"type\":\"integer\"}]}", "null" },
    { "{\"allOf\":[{\"type\":\"integer\"}]}", "1" },
    { "{\"$ref\":\"#/$defs/x\",\"$defs\":{\"x\":{\"type\":\"boolean\"}}}", "true" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *made = make (cases[i].schema, "say ä");

      g_test_message ("%s", cases[i].schema);
      g_assert_cmpstr (made, ==, cases[i].made);
      /* No number is as large as that one wants it. */
      if (strstr (cases[i].schema, "1e999") == NULL)
        assert_keeps (cases[i].schema, made);
    }
}

static void
test_in_circles (void)
{
  static const char *const cases[] = {
    "{\"properties\":{\"up\":{\"anyOf\":[{\"$ref\":\"#\"},{\"type\":\"null\"}]}},"
    "\"required\":[\"up\"],\"additionalProperties\":false}",
    "{\"properties\":{\"up\":{\"anyOf\":[{\"$ref\":\"#\"},{\"type\":\"null\"}]},\"name\":"
    "{\"type\":\"string\"}},\"required\":[\"up\",\"name\"]}",
    "{\"properties\":{\"children\":{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}},"
    "\"required\":[\"children\"]}",
    "{\"properties\":{\"other\":{\"$ref\":\"#\"}}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *made = make (cases[i], "");

      g_test_message ("%s", made);
      g_assert_cmpuint (strlen (made), <, 1000);
      assert_keeps (cases[i], made);
    }
}

/* What asks for more than there can be comes to an end all the same. */
static void
test_without_end (void)
{
  static const char *const cases[] = {
    "{\"$ref\":\"#\"}",
    "{\"anyOf\":[{\"$ref\":\"#\"}]}",
    "{\"type\":\"array\",\"minItems\":1000000,\"items\":{\"$ref\":\"#\"}}",
    "{\"properties\":{\"a\":{\"$ref\":\"#\"},\"b\":{\"$ref\":\"#\"},\"c\":{\"$ref\":\"#\"}},"
    "\"required\":[\"a\",\"b\",\"c\"]}",
    "{\"type\":\"string\",\"minLength\":1000000000}",
    "{\"$ref\":\"#/nowhere\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *made = make (cases[i], "text");

      g_test_message ("%s", cases[i]);
      value_of (made);
      g_assert_cmpuint (strlen (made), <, 200 * 1024);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/simulator/schema/values", test_values);
  g_test_add_func ("/batch/simulator/schema/in-circles", test_in_circles);
  g_test_add_func ("/batch/simulator/schema/without-end", test_without_end);
  return g_test_run ();
}
