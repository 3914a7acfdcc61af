/* test-fields.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-fields-private.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

/* --- What differs between two records --- */

typedef struct
{
  char   *name;
  int     number;
  gint64  size;
} Record;

/* Properties that some object has; their values are not asked for. */
static const BatchField fields[] = {
  { "name", BATCH_FIELD_STRING, G_STRUCT_OFFSET (Record, name) },
  { "enabled", BATCH_FIELD_INT, G_STRUCT_OFFSET (Record, number) },
  { "state", BATCH_FIELD_INT64, G_STRUCT_OFFSET (Record, size) },
};

static void
notify_cb (GObject    *object,
           GParamSpec *pspec,
           GString    *told)
{
  g_string_append_printf (told, "%s ", pspec->name);
}

static void
test_notify (void)
{
  static const struct
  {
    Record      before;
    Record      after;
    const char *told;
  } cases[] = {
    { { NULL, 0, 0 }, { NULL, 0, 0 }, "" },
    { { (char *) "a", 1, 2 }, { (char *) "a", 1, 2 }, "" },
    { { NULL, 0, 0 }, { (char *) "", 0, 0 }, "name " },
    { { (char *) "a", 0, 0 }, { NULL, 0, 0 }, "name " },
    { { (char *) "a", 0, 0 }, { (char *) "A", 0, 0 }, "name " },
    { { NULL, 0, 0 }, { NULL, -1, 0 }, "enabled " },
    { { NULL, 0, 1 }, { NULL, 0, 1 + (G_GINT64_CONSTANT (1) << 32) }, "state " },
    { { NULL, G_MAXINT, G_MAXINT64 }, { (char *) "x", G_MININT, G_MININT64 },
      "name enabled state " },
  };
  g_autoptr(GSimpleAction) action = g_simple_action_new ("any", NULL);
  g_autoptr(GString) told = g_string_new (NULL);

  g_signal_connect (action, "notify", G_CALLBACK (notify_cb), told);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Record before = cases[i].before;
      g_autofree char *same = g_strdup (before.name);

      /* It is the text that counts, not where it lies. */
      before.name = same;
      g_string_truncate (told, 0);
      batch_fields_notify (G_OBJECT (action), fields, G_N_ELEMENTS (fields), &before,
                           &cases[i].after);
      g_assert_cmpstr (told->str, ==, cases[i].told);
    }
}

/* --- Strings --- */

static void
test_set_str (void)
{
  char *string = NULL;
  const char *before;

  g_assert_false (batch_set_str (&string, NULL));
  g_assert_true (batch_set_str (&string, ""));
  g_assert_cmpstr (string, ==, "");
  g_assert_true (batch_set_str (&string, "abc"));

  /* The same leaves the same. */
  before = string;
  g_assert_false (batch_set_str (&string, "abc"));
  g_assert_false (batch_set_str (&string, string));
  g_assert_true (string == before);

  /* A part of itself. */
  g_assert_true (batch_set_str (&string, string + 1));
  g_assert_cmpstr (string, ==, "bc");
  g_assert_true (batch_set_str (&string, NULL));
  g_assert_null (string);
}

/* --- Times --- */

static void
test_times_come_back (void)
{
  static const gint64 times[] = {
    1, -1, 999999, SECOND, -SECOND, SECOND + 1, -SECOND - 1, 1700000000 * SECOND + 123456,
    G_GINT64_CONSTANT (253402300799) * SECOND + 999999,     /* the last µs of the year 9999 */
    G_GINT64_CONSTANT (-62135596800) * SECOND,              /* the first one of the year 1 */
  };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr(GDateTime) date_time = batch_date_time_new (times[i]);

      g_test_message ("%" G_GINT64_FORMAT, times[i]);
      g_assert_nonnull (date_time);
      g_assert_cmpint (batch_date_time_get_us (date_time), ==, times[i]);
      g_assert_cmpint (g_date_time_get_utc_offset (date_time), ==, 0);
    }
}

static void
test_any_time_comes_back (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      gint64 us = (gint64) g_test_rand_int () * (1 << 20) + g_test_rand_int_range (0, 1 << 20);
      g_autoptr(GDateTime) date_time = batch_date_time_new (us);

      g_assert_cmpint (batch_date_time_get_us (date_time), ==, us);
    }
}

/* No time, and what no calendar has, is none. */
static void
test_no_time (void)
{
  g_assert_null (batch_date_time_new (0));
  g_assert_null (batch_date_time_new (G_MAXINT64));
  g_assert_null (batch_date_time_new (G_MININT64));
  g_assert_null (batch_date_time_new (G_GINT64_CONSTANT (253402300800) * SECOND));
  g_assert_cmpint (batch_date_time_get_us (NULL), ==, 0);
}

/* Where a clock stands says nothing about when it is. */
static void
test_other_zones (void)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier ("+05:30");
  g_autoptr(GDateTime) utc = batch_date_time_new (1700000000 * SECOND + 7);
  g_autoptr(GDateTime) there = g_date_time_to_timezone (utc, zone);

  g_assert_cmpint (batch_date_time_get_us (there), ==, 1700000000 * SECOND + 7);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/core/fields/notify", test_notify);
  g_test_add_func ("/batch/core/fields/set-str", test_set_str);
  g_test_add_func ("/batch/core/fields/times-come-back", test_times_come_back);
  g_test_add_func ("/batch/core/fields/any-time-comes-back", test_any_time_comes_back);
  g_test_add_func ("/batch/core/fields/no-time", test_no_time);
  g_test_add_func ("/batch/core/fields/other-zones", test_other_zones);
  return g_test_run ();
}
