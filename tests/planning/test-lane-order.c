/* test-lane-order.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-lane-order-private.h"

#define NOW G_GINT64_CONSTANT (1700000000000000)

/* "b! a": b was moved to the first turn, a has the second. */
static char *
describe (BatchLaneOrder *order,
          const char     *plan)
{
  g_auto(GStrv) keys = g_strsplit (plan, " ", -1);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint turn = 1; turn <= g_strv_length (keys); turn++)
    for (guint i = 0; keys[i] != NULL; i++)
      {
        gboolean moved = FALSE;

        if (batch_lane_order_find (order, keys[i], NOW, &moved) == turn)
          g_string_append_printf (text, "%s%s%s", text->len > 0 ? " " : "", keys[i],
                                  moved ? "!" : "");
      }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
move (BatchLaneOrder *order,
      const char     *plan,
      const char     *key,
      const char     *before)
{
  g_auto(GStrv) words = g_strsplit (plan, " ", -1);
  g_autoptr(GPtrArray) keys = g_ptr_array_new ();

  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (keys, words[i]);
  batch_lane_order_move (order, keys, key, before, NOW);
}

static const struct
{
  const char *name;
  const char *moves[3][3];         /* plan, key, before */
  const char *expected;
} cases[] = {
  { "to the front", { { "a b c", "c", "a" } }, "c!" },
  { "one to the left", { { "a b c", "c", "b" } }, "a c!" },
  { "one to the right", { { "a b c", "a", "c" } }, "b a!" },
  { "to the end", { { "a b c", "b", NULL } }, "a c b!" },
  { "before itself", { { "a b c", "b", "b" } }, "a b!" },
  { "before one that is not there", { { "a b c", "b", "x" } }, "a c b!" },
  { "two to the front", { { "a b c", "c", "a" }, { "c a b", "b", "c" } }, "b! c!" },
  { "what was moved stays when another is moved before it",
    { { "a b c", "a", NULL }, { "b c a", "c", "b" } }, "c! b a!" },
  { "and back", { { "a b c", "c", "a" }, { "c a b", "c", NULL } }, "a b c!" },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchLaneOrder) order = batch_lane_order_new ();
      g_autofree char *text = NULL;

      g_test_message ("%s", cases[i].name);
      for (guint j = 0; j < 3 && cases[i].moves[j][0] != NULL; j++)
        move (order, cases[i].moves[j][0], cases[i].moves[j][1], cases[i].moves[j][2]);
      text = describe (order, "a b c");
      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

/* It is of the work that was there, not of what comes under the same name. */
static void
test_later_work (void)
{
  g_autoptr(BatchLaneOrder) order = batch_lane_order_new ();
  gboolean moved;

  move (order, "a b", "b", "a");
  g_assert_cmpuint (batch_lane_order_find (order, "b", NOW - 5, &moved), ==, 1);
  g_assert_cmpuint (batch_lane_order_find (order, "b", NOW + 1, &moved), ==, 0);
}

static void
test_text (void)
{
  g_autoptr(BatchLaneOrder) order = batch_lane_order_new ();
  g_autoptr(BatchLaneOrder) again = NULL;
  g_autoptr(BatchLaneOrder) nonsense = batch_lane_order_parse ("no order");
  g_autoptr(BatchLaneOrder) nothing = batch_lane_order_parse (NULL);
  g_autofree char *text = NULL;
  g_autofree char *described = NULL;

  g_assert_null (batch_lane_order_print (order));
  move (order, "it's\n\"a\" b", "b", NULL);
  text = batch_lane_order_print (order);
  again = batch_lane_order_parse (text);
  described = describe (again, "it's\n\"a\" b");
  g_assert_cmpstr (described, ==, "it's\n\"a\" b!");

  g_assert_null (batch_lane_order_print (nonsense));
  g_assert_null (batch_lane_order_print (nothing));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/planning/lane-order/cases", test_cases);
  g_test_add_func ("/batch/planning/lane-order/later-work", test_later_work);
  g_test_add_func ("/batch/planning/lane-order/text", test_text);
  return g_test_run ();
}
