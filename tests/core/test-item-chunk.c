/* test-item-chunk.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-item-chunk-private.h"

static const BatchNewItem *
item_at (BatchItemChunk *chunk,
         guint           index)
{
  g_assert_cmpuint (index, <, chunk->items->len);
  return &g_array_index (chunk->items, BatchNewItem, index);
}

/* What was added is its own, however much comes after it. */
static void
test_add (void)
{
  enum { N = 3000 };
  g_autoptr(BatchItemChunk) chunk = batch_item_chunk_new (1);

  for (guint i = 0; i < N; i++)
    {
      g_autofree char *id = g_strdup_printf ("row-%u", i);
      g_autofree char *key = g_strdup_printf ("model-%u", i % 3);
      g_autofree char *endpoint = g_strdup ("/v1/embeddings");
      g_autofree char *reused = g_strdup ("batch_before");

      batch_item_chunk_add (chunk, &(BatchNewItem) {
        .custom_id = id,
        .key = key,
        .endpoint = i % 2 == 0 ? endpoint : NULL,
        .reused_job = i % 5 == 0 ? reused : NULL,
        .offset = G_GINT64_CONSTANT (5000000000) + i,
        .line = i + 1,
        .bucket = BATCH_SIZE_BUCKET_LARGE,
      });
    }

  g_assert_cmpuint (chunk->items->len, ==, N);
  for (guint i = 0; i < N; i++)
    {
      const BatchNewItem *item = item_at (chunk, i);
      g_autofree char *id = g_strdup_printf ("row-%u", i);
      g_autofree char *key = g_strdup_printf ("model-%u", i % 3);

      g_assert_cmpstr (item->custom_id, ==, id);
      g_assert_cmpstr (item->key, ==, key);
      g_assert_cmpstr (item->endpoint, ==, i % 2 == 0 ? "/v1/embeddings" : NULL);
      g_assert_cmpstr (item->reused_job, ==, i % 5 == 0 ? "batch_before" : NULL);
      g_assert_cmpint (item->offset, ==, G_GINT64_CONSTANT (5000000000) + i);
      g_assert_cmpuint (item->line, ==, i + 1);
      g_assert_cmpint (item->bucket, ==, BATCH_SIZE_BUCKET_LARGE);
    }
}

/* Keys are few: they are kept once, so that a chunk does not grow with their length. */
static void
test_kept_once (void)
{
  g_autoptr(BatchItemChunk) chunk = batch_item_chunk_new (0);
  g_autofree char *one = g_strdup ("model");
  g_autofree char *other = g_strdup ("model");

  batch_item_chunk_add (chunk, &(BatchNewItem) { .custom_id = "a", .key = one });
  batch_item_chunk_add (chunk, &(BatchNewItem) { .custom_id = "a", .key = other });
  g_assert_true (item_at (chunk, 0)->key == item_at (chunk, 1)->key);
  g_assert_true (item_at (chunk, 0)->key != one);
}

static void
test_add_static (void)
{
  static const char id[] = "row";
  g_autoptr(BatchItemChunk) chunk = batch_item_chunk_new (0);

  batch_item_chunk_add_static (chunk, &(BatchNewItem) { .custom_id = id, .key = "model" });
  g_assert_true (item_at (chunk, 0)->custom_id == id);
  g_assert_null (chunk->strings);

  /* The other way still goes. */
  batch_item_chunk_add (chunk, &(BatchNewItem) { .custom_id = id, .key = "model" });
  g_assert_true (item_at (chunk, 0)->custom_id == id);
  g_assert_true (item_at (chunk, 1)->custom_id != id);
  g_assert_cmpstr (item_at (chunk, 1)->custom_id, ==, "row");
}

static void
test_empty (void)
{
  g_autoptr(BatchItemChunk) chunk = batch_item_chunk_new (4096);

  g_assert_cmpuint (chunk->items->len, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/core/item-chunk/add", test_add);
  g_test_add_func ("/batch/core/item-chunk/kept-once", test_kept_once);
  g_test_add_func ("/batch/core/item-chunk/add-static", test_add_static);
  g_test_add_func ("/batch/core/item-chunk/empty", test_empty);
  return g_test_run ();
}
