/* test-item-fetch-queue.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "items/batch-item-fetch-queue-private.h"

static BatchItemFetch *
fetch_one (BatchItemFetchQueue *queue,
           guint32              position)
{
  BatchItemFetch *fetch = batch_item_fetch_queue_begin (queue);

  batch_item_fetch_queue_add (queue, fetch, position);
  return fetch;
}

static gboolean
is_not (const BatchItemFetch *fetch,
        gpointer              user_data)
{
  return fetch->positions[0] != GPOINTER_TO_UINT (user_data);
}

static guint32
take (BatchItemFetchQueue *queue,
      guint32              but)
{
  BatchItemFetch *fetch = batch_item_fetch_queue_take (queue, is_not, GUINT_TO_POINTER (but));
  guint32 position = fetch != NULL ? fetch->positions[0] : G_MAXUINT32;

  if (fetch != NULL)
    batch_item_fetch_queue_end (queue, fetch);
  return position;
}

/* The last one is the next, unless another one is in a hurry or nobody waits for it. */
static void
test_order (void)
{
  BatchItemFetchQueue *queue = batch_item_fetch_queue_new ();

  for (guint32 i = 0; i < 5; i++)
    fetch_one (queue, i);
  batch_item_fetch_queue_hurry (queue, 1);
  batch_item_fetch_queue_hurry (queue, 9);
  g_assert_cmpuint (take (queue, 9), ==, 1);
  g_assert_cmpuint (take (queue, 4), ==, 3);
  g_assert_false (batch_item_fetch_queue_has (queue, 4));
  g_assert_true (batch_item_fetch_queue_has (queue, 2));
  batch_item_fetch_queue_forget (queue);
  g_assert_false (batch_item_fetch_queue_has (queue, 2));
  g_assert_cmpuint (take (queue, 9), ==, G_MAXUINT32);
  batch_item_fetch_queue_free (queue);
}

/* What is asked for again meanwhile is not known because the first answer has come. */
static void
test_again (void)
{
  BatchItemFetchQueue *queue = batch_item_fetch_queue_new ();
  BatchItemFetch *first = fetch_one (queue, 7);
  BatchItemFetch *fetch;
  guint n_fetches = 0;

  g_assert_true (batch_item_fetch_queue_take (queue, is_not, NULL) == first);
  for (guint32 i = 0; i < BATCH_ITEM_FETCH_SIZE + 1; i++)
    batch_item_fetch_queue_add_again (queue, 7 + i);
  batch_item_fetch_queue_end (queue, first);
  g_assert_true (batch_item_fetch_queue_has (queue, 7));

  while ((fetch = batch_item_fetch_queue_take (queue, is_not, NULL)) != NULL)
    {
      g_assert_true (fetch->again);
      batch_item_fetch_queue_end (queue, fetch);
      n_fetches++;
    }
  g_assert_cmpuint (n_fetches, ==, 2);
  g_assert_false (batch_item_fetch_queue_has (queue, 7));
  batch_item_fetch_queue_free (queue);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/items/item-fetch-queue/order", test_order);
  g_test_add_func ("/batch/items/item-fetch-queue/again", test_again);

  return g_test_run ();
}
