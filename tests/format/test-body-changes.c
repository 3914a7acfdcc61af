/* test-body-changes.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-body-changes-private.h"

#include <string.h>

#include "batch-types.h"

static void
test_read (void)
{
  static const struct
  {
    const char *json;
    const char *text;
  } cases[] = {
    { "{}", "{}" },
    { " {\n} ", "{}" },
    { "{\"a\":1}", "{\"a\":1}" },
    /* Values stay as they are spelled, but on one line. */
    { "{ \"a\" : 1.50E+2 ,\n\"b\":[1,\r\n2], \"c\":{\"d\" :\tnull}}",
      "{\"a\":1.50E+2,\"b\":[1,  2],\"c\":{\"d\" :\tnull}}" },
    { "{\"\":true,\"\\u0061\\n\":\"\\u00e9\\n\"}", "{\"\":true,\"a\\n\":\"\\u00e9\\n\"}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(BatchBodyChanges) changes;
      g_auto(BatchBodyChanges) again;
      g_autoptr(GError) error = NULL;
      g_autofree char *text = NULL;
      g_autofree char *twice = NULL;

      batch_body_changes_init (&changes, cases[i].json, &error);
      g_assert_no_error (error);
      text = batch_body_changes_to_string (&changes);
      g_assert_cmpstr (text, ==, cases[i].text);

      /* What was written is read as the same. */
      batch_body_changes_init (&again, text, &error);
      g_assert_no_error (error);
      twice = batch_body_changes_to_string (&again);
      g_assert_cmpstr (twice, ==, text);
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *json;
    const char *message;         /* a part of it */
  } cases[] = {
    { "", "not a JSON object" },
    { "[]", "not a JSON object" },
    { "null", "(byte 1)" },
    { "\"{}\"", "not a JSON object" },
    { "{\"a\":1", "not a JSON object" },
    { "{\"a\":1,}", "(byte 8)" },
    { "{\"a\":1} x", "(byte 9)" },
    { "{\"a\":1}{}", "(byte 8)" },
    { "{a:1}", "(byte 2)" },
    { "{\"a\":'b'}", "(byte 6)" },
    { "{\"a\":\"\xFF\"}", "(byte 7)" },
    { "{\"a\":1,\"b\":2,\"a\":1}", "“a” is changed twice" },
    { "{\"a\":1,\"\\u0061\":2}", "“a” is changed twice" },
    { "{\"a\":1,\"b\\u0000\":2}", "not text" },
    { "{\"\\ud800\":2}", "not text" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(BatchBodyChanges) changes;
      g_autoptr(GError) error = NULL;

      g_test_message ("case %u", i);
      g_assert_false (batch_body_changes_init (&changes, cases[i].json, &error));
      g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases[i].message));
      g_assert_cmpuint (changes.n_splices, ==, 0);
    }
}

static char *
make_changes (guint n_members)
{
  GString *json = g_string_new ("{");

  for (guint i = 0; i < n_members; i++)
    g_string_append_printf (json, "%s\"m%u\":%u", i > 0 ? "," : "", i, i);
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

static void
test_limit (void)
{
  g_auto(BatchBodyChanges) most;
  g_auto(BatchBodyChanges) more;
  g_autofree char *fits = make_changes (BATCH_MAX_CHANGES);
  g_autofree char *does_not = make_changes (BATCH_MAX_CHANGES + 1);
  g_autoptr(GError) error = NULL;

  g_assert_true (batch_body_changes_init (&most, fits, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (most.n_splices, ==, BATCH_MAX_CHANGES);
  g_assert_false (batch_body_changes_init (&more, does_not, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
  g_assert_cmpuint (more.n_splices, ==, 0);
}

/* One is taken once, and all others stay, whichever was taken. */
static void
test_take (void)
{
  g_autofree char *json = make_changes (BATCH_MAX_CHANGES);

  for (guint i = 0; i < BATCH_MAX_CHANGES; i++)
    {
      g_auto(BatchBodyChanges) changes;
      g_autofree char *name = g_strdup_printf ("m%u", i);

      g_assert_true (batch_body_changes_init (&changes, json, NULL));
      for (guint j = 0; j < BATCH_MAX_CHANGES; j++)
        {
          guint number = (i + j) % BATCH_MAX_CHANGES;
          g_autofree char *each = g_strdup_printf ("m%u", number);
          g_autofree char *expected = g_strdup_printf ("%u", number);
          g_autofree char *value = batch_body_changes_take (&changes, each);
          g_autofree char *again = batch_body_changes_take (&changes, name);

          g_assert_cmpstr (value, ==, expected);
          g_assert_null (again);
        }
      g_assert_cmpuint (changes.n_splices, ==, 0);
    }
}

static void
test_take_none (void)
{
  g_auto(BatchBodyChanges) changes;

  g_assert_true (batch_body_changes_init (&changes, "{\"model\":null}", NULL));
  g_assert_null (batch_body_changes_take (&changes, "mode"));
  g_assert_null (batch_body_changes_take (&changes, "models"));
  g_assert_null (batch_body_changes_take (&changes, ""));
  g_assert_cmpuint (changes.n_splices, ==, 1);
  batch_body_changes_clear (&changes);
  g_assert_null (batch_body_changes_take (&changes, "model"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/format/body-changes/read", test_read);
  g_test_add_func ("/batch/format/body-changes/refused", test_refused);
  g_test_add_func ("/batch/format/body-changes/limit", test_limit);
  g_test_add_func ("/batch/format/body-changes/take", test_take);
  g_test_add_func ("/batch/format/body-changes/take-none", test_take_none);
  return g_test_run ();
}
