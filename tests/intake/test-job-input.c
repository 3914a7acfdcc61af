/* test-job-input.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "intake/batch-job-input-private.h"

static void
test_item (void)
{
  g_autofree BatchDraftItem *whole = batch_draft_item_new ("a", "m", "{}",
                                                           BATCH_SIZE_BUCKET_LARGE);
  g_autofree BatchDraftItem *keyless = batch_draft_item_new ("b", NULL, "",
                                                             BATCH_SIZE_BUCKET_UNKNOWN);

  g_assert_cmpstr (whole->custom_id, ==, "a");
  g_assert_cmpstr (whole->key, ==, "m");
  g_assert_cmpstr (whole->payload, ==, "{}");
  g_assert_cmpint (whole->bucket, ==, BATCH_SIZE_BUCKET_LARGE);
  g_assert_cmpstr (keyless->custom_id, ==, "b");
  g_assert_null (keyless->key);
  g_assert_cmpstr (keyless->payload, ==, "");
}

/* Whoever takes it in has all of it, also when the one who made it is gone. */
static void
test_share (void)
{
  BatchJobInput *draft = batch_job_input_new ();
  BatchJobInput *shared;
  const BatchDraftItem *item;

  g_assert_cmpint (draft->max_lines, ==, -1);
  g_assert_cmpint (draft->max_bytes, ==, -1);
  g_ptr_array_add (draft->items, batch_draft_item_new ("a", NULL, "{}",
                                                       BATCH_SIZE_BUCKET_SMALL));
  draft->input = g_file_new_for_path ("/x");
  draft->stream = g_memory_input_stream_new ();
  draft->max_lines = 7;
  draft->reuse = TRUE;

  shared = batch_job_input_share (draft);
  batch_job_input_free (draft);
  g_assert_cmpuint (shared->items->len, ==, 1);
  item = g_ptr_array_index (shared->items, 0);
  g_assert_cmpstr (item->custom_id, ==, "a");
  g_assert_true (G_IS_FILE (shared->input));
  g_assert_true (G_IS_INPUT_STREAM (shared->stream));
  g_assert_cmpint (shared->max_lines, ==, 7);
  g_assert_true (shared->reuse);
  batch_job_input_free (shared);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/intake/job-input/item", test_item);
  g_test_add_func ("/batch/intake/job-input/share", test_share);

  return g_test_run ();
}
