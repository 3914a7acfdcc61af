/* test-size-bucket.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-size-bucket-private.h"

#define SMALL   BATCH_SIZE_BUCKET_SMALL
#define MEDIUM  BATCH_SIZE_BUCKET_MEDIUM
#define LARGE   BATCH_SIZE_BUCKET_LARGE
#define UNKNOWN BATCH_SIZE_BUCKET_UNKNOWN

static void
test_sizes (void)
{
  static const struct
  {
    guint64         size;
    BatchSizeBucket of_pixels;
    BatchSizeBucket of_bytes;
  } cases[] = {
    { 0, SMALL, SMALL },
    { 1999, SMALL, SMALL },
    { 2000, SMALL, MEDIUM },
    { 15999, SMALL, MEDIUM },
    { 16000, SMALL, LARGE },
    { 499999, SMALL, LARGE },
    { 500000, MEDIUM, LARGE },
    { 1999999, MEDIUM, LARGE },
    { 2000000, LARGE, LARGE },
    { G_MAXUINT64, LARGE, LARGE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%" G_GUINT64_FORMAT, cases[i].size);
      g_assert_cmpint (batch_size_bucket_from_pixels (cases[i].size), ==, cases[i].of_pixels);
      g_assert_cmpint (batch_size_bucket_from_bytes (cases[i].size), ==, cases[i].of_bytes);
    }
}

static void
test_dimensions (void)
{
  static const struct
  {
    int             width;
    int             height;
    BatchSizeBucket bucket;
  } cases[] = {
    { 0, 0, SMALL },
    { 0, G_MAXINT, SMALL },
    { 1000, 500, MEDIUM },
    { 499, 1000, SMALL },
    { 1, 2000000, LARGE },
    /* The product is more than an int has. */
    { 65536, 65536, LARGE },
    { G_MAXINT, G_MAXINT, LARGE },
    { -1, 10, UNKNOWN },
    { 10, -1, UNKNOWN },
    { -1, -1, UNKNOWN },
    { -2000, -2000, UNKNOWN },
    { G_MININT, 1, UNKNOWN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%d x %d", cases[i].width, cases[i].height);
      g_assert_cmpint (batch_size_bucket_from_dimensions (cases[i].width, cases[i].height), ==,
                       cases[i].bucket);
    }
}

/* Bytes count, not characters. */
static void
test_text (void)
{
  g_autoptr(GString) text = g_string_new (NULL);

  g_assert_cmpint (batch_size_bucket_from_text (NULL), ==, UNKNOWN);
  g_assert_cmpint (batch_size_bucket_from_text (""), ==, SMALL);
  for (guint i = 0; i < 999; i++)
    g_string_append (text, "é");
  g_string_append_c (text, 'a');
  g_assert_cmpint (batch_size_bucket_from_text (text->str), ==, SMALL);
  g_string_append_c (text, 'a');
  g_assert_cmpint (batch_size_bucket_from_text (text->str), ==, MEDIUM);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/core/size-bucket/sizes", test_sizes);
  g_test_add_func ("/batch/core/size-bucket/dimensions", test_dimensions);
  g_test_add_func ("/batch/core/size-bucket/text", test_text);
  return g_test_run ();
}
