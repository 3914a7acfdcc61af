/* test-item-asks.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "items/batch-item-asks-private.h"

static BatchItemAsk *
ask_for (BatchItemAsks *asks,
         guint32        position)
{
  BatchItemAsk *ask = batch_item_asks_begin (asks);

  batch_item_asks_add (asks, ask, position);
  return ask;
}

static gboolean
is_not (const BatchItemAsk *ask,
        gpointer            user_data)
{
  return ask->positions[0] != GPOINTER_TO_UINT (user_data);
}

static guint32
take (BatchItemAsks *asks,
      guint32        but)
{
  BatchItemAsk *ask = batch_item_asks_take (asks, is_not, GUINT_TO_POINTER (but));
  guint32 position = ask != NULL ? ask->positions[0] : G_MAXUINT32;

  if (ask != NULL)
    batch_item_asks_end (asks, ask);
  return position;
}

/* The last one is the next, unless another one is in a hurry or nobody waits for it. */
static void
test_order (void)
{
  BatchItemAsks *asks = batch_item_asks_new ();

  for (guint32 i = 0; i < 5; i++)
    ask_for (asks, i);
  batch_item_asks_hurry (asks, 1);
  batch_item_asks_hurry (asks, 9);
  g_assert_cmpuint (take (asks, 9), ==, 1);
  g_assert_cmpuint (take (asks, 4), ==, 3);
  g_assert_false (batch_item_asks_has (asks, 4));
  g_assert_true (batch_item_asks_has (asks, 2));
  batch_item_asks_forget (asks);
  g_assert_false (batch_item_asks_has (asks, 2));
  g_assert_cmpuint (take (asks, 9), ==, G_MAXUINT32);
  batch_item_asks_free (asks);
}

/* What is asked for again meanwhile is not known because the first answer has come. */
static void
test_again (void)
{
  BatchItemAsks *asks = batch_item_asks_new ();
  BatchItemAsk *first = ask_for (asks, 7);
  guint n_asks = 0;

  g_assert_true (batch_item_asks_take (asks, is_not, NULL) == first);
  for (guint32 i = 0; i < BATCH_ITEM_ASK_SIZE + 1; i++)
    batch_item_asks_add_again (asks, 7 + i);
  batch_item_asks_end (asks, first);
  g_assert_true (batch_item_asks_has (asks, 7));

  for (BatchItemAsk *ask; (ask = batch_item_asks_take (asks, is_not, NULL)) != NULL; n_asks++)
    {
      g_assert_true (ask->again);
      batch_item_asks_end (asks, ask);
    }
  g_assert_cmpuint (n_asks, ==, 2);
  g_assert_false (batch_item_asks_has (asks, 7));
  batch_item_asks_free (asks);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/items/item-asks/order", test_order);
  g_test_add_func ("/batch/items/item-asks/again", test_again);

  return g_test_run ();
}
