/* test-slots.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-slots.h"

/* Returns how much of the prompt was known, and gives the slot back at once. */
static gsize
ask (BatchSimulatorSlots *slots,
     const char          *prompt)
{
  g_autoptr(GString) text = g_string_new (prompt);
  gsize known = 0;
  int slot = batch_simulator_slots_take (slots, text, &known);

  g_assert_cmpint (slot, >=, 0);
  batch_simulator_slots_give_back (slots, slot);
  return known;
}

static void
test_one_slot_knows_the_last (void)
{
  BatchSimulatorSlots *slots = batch_simulator_slots_new (1);

  g_assert_cmpuint (ask (slots, "system: be kind; one"), ==, 0);
  g_assert_cmpuint (ask (slots, "system: be kind; two"), ==, 17);
  g_assert_cmpuint (ask (slots, "else"), ==, 0);
  g_assert_cmpuint (ask (slots, "system: be kind; two"), ==, 0);
  batch_simulator_slots_free (slots);
}

/* Two groups that alternate stay in the slots that know them. */
static void
test_most_similar_slot (void)
{
  BatchSimulatorSlots *slots = batch_simulator_slots_new (2);

  ask (slots, "first group: a");
  ask (slots, "second group: a");
  for (guint i = 0; i < 4; i++)
    {
      g_assert_cmpuint (ask (slots, "first group: b"), >=, 13);
      g_assert_cmpuint (ask (slots, "second group: b"), >=, 14);
    }
  batch_simulator_slots_free (slots);
}

static void
test_busy_slots (void)
{
  BatchSimulatorSlots *slots = batch_simulator_slots_new (2);
  g_autoptr(GString) prompt = g_string_new ("the same prompt");
  gsize known;
  int first = batch_simulator_slots_take (slots, prompt, &known);
  int second = batch_simulator_slots_take (slots, prompt, &known);

  g_assert_cmpint (first, !=, second);
  g_assert_cmpuint (known, ==, 0);
  g_assert_true (batch_simulator_slots_is_busy (slots, first));
  g_assert_cmpint (batch_simulator_slots_take (slots, prompt, &known), ==, -1);
  batch_simulator_slots_give_back (slots, first);
  g_assert_cmpuint (ask (slots, "the same prompt"), ==, 15);
  batch_simulator_slots_give_back (slots, second);
  batch_simulator_slots_free (slots);
}

static void
test_forgets (void)
{
  BatchSimulatorSlots *slots = batch_simulator_slots_new (1);

  ask (slots, "once upon a time");
  batch_simulator_slots_forget (slots);
  g_assert_cmpuint (ask (slots, "once upon a time"), ==, 0);
  batch_simulator_slots_free (slots);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/simulator/slots/one-knows-the-last", test_one_slot_knows_the_last);
  g_test_add_func ("/batch/simulator/slots/most-similar", test_most_similar_slot);
  g_test_add_func ("/batch/simulator/slots/busy", test_busy_slots);
  g_test_add_func ("/batch/simulator/slots/forgets", test_forgets);

  return g_test_run ();
}
