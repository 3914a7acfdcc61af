/* test-splice.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "json/batch-splice-private.h"

#include <string.h>

#include "batch-types.h"

static GBytes *
splice (const char         *object,
        const BatchSplice  *splices,
        guint               n_splices,
        GError            **error)
{
  g_autoptr(GBytes) bytes = g_bytes_new (object, strlen (object));

  return batch_splice (bytes, splices, n_splices, error);
}

static void
test_one (void)
{
  static const struct
  {
    const char *object;
    const char *expected;
  } cases[] = {
    { "{}", "{\"model\":\"new\"}" },
    { " { } ", " {\"model\":\"new\" } " },
    { "{\"a\":1}", "{\"a\":1,\"model\":\"new\"}" },
    { "{\n  \"a\": 1.0\n}\n", "{\n  \"a\": 1.0,\"model\":\"new\"\n}\n" },
    { "{\"model\":\"old\"}", "{\"model\":\"new\"}" },
    { "{ \"model\" : \"old\" , \"a\" : 1e5 }", "{ \"model\" : \"new\" , \"a\" : 1e5 }" },
    { "{\"model\":{\"x\":[1]},\"a\":1}", "{\"model\":\"new\",\"a\":1}" },
    { "{\"mod\\u0065l\":\"old\"}", "{\"mod\\u0065l\":\"new\"}" },
    { "{\"model\":1,\"model\":2}", "{\"model\":\"new\",\"model\":\"new\"}" },
    { "{\"a\":{\"model\":\"old\"}}", "{\"a\":{\"model\":\"old\"},\"model\":\"new\"}" },
    { "{\"Model\":1}", "{\"Model\":1,\"model\":\"new\"}" },
  };
  static const BatchSplice splices[] = { { "model", "\"new\"" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) result = splice (cases[i].object, splices, 1, &error);
      gsize length;
      const char *data;

      g_assert_no_error (error);
      data = g_bytes_get_data (result, &length);
      g_assert_cmpmem (data, length, cases[i].expected, strlen (cases[i].expected));
    }
}

static void
test_several (void)
{
  static const BatchSplice splices[] = {
    { "stream", "false" },
    { "model", "\"m\"" },
    { "a \"b\"", "[1, 2]" },
  };
  static const char expected[] =
    "{\"stream\": false, \"x\": \"\\ud800\", \"model\" :\"m\",\"a \\\"b\\\"\":[1, 2]}";
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) result = splice ("{\"stream\": true, \"x\": \"\\ud800\", \"model\" :null}",
                                     splices, G_N_ELEMENTS (splices), &error);
  gsize length;
  const char *data = g_bytes_get_data (result, &length);

  g_assert_no_error (error);
  g_assert_cmpmem (data, length, expected, strlen (expected));
}

static void
test_nothing_changes (void)
{
  static const BatchSplice splices[] = { { "stream", "false" } };
  static const char object[] = "{\"stream\" : false}";
  g_autoptr(GBytes) bytes = g_bytes_new_static (object, strlen (object));
  g_autoptr(GBytes) same = batch_splice (bytes, splices, 1, NULL);
  g_autoptr(GBytes) none = batch_splice (bytes, NULL, 0, NULL);

  g_assert_true (same == bytes);
  g_assert_true (none == bytes);
}

static void
test_not_an_object (void)
{
  static const struct
  {
    const char *object;
    const char *place;   /* of the first byte that is wrong */
  } cases[] = {
    { "", "(byte 1)" },
    { "[]", "(byte 1)" },
    { "1", "(byte 1)" },
    { "{", "(byte 2)" },
    { "{\"a\":1", "(byte 7)" },
    { "{\"a\":1}x", "(byte 8)" },
    { "{\"a\" 1}", "(byte 6)" },
  };
  static const BatchSplice splices[] = { { "stream", "false" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (splice (cases[i].object, splices, 1, &error));
      g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
      g_test_message ("%s", error->message);
      g_assert_true (g_str_has_suffix (error->message, cases[i].place));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/json/splice/one", test_one);
  g_test_add_func ("/batch/json/splice/several", test_several);
  g_test_add_func ("/batch/json/splice/nothing-changes", test_nothing_changes);
  g_test_add_func ("/batch/json/splice/not-an-object", test_not_an_object);
  return g_test_run ();
}
