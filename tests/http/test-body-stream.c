/* test-body-stream.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-body-stream-private.h"

static const gsize sizes[] = { 0, 1, 605, 8191, 8192, 8193, 3 * 1024 * 1024 + 5 };

static GBytes *
make_bytes (gsize size)
{
  guint8 *data = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) (i * 7 + i / 251);
  return g_bytes_new_take (data, size);
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

/* As libsoup does it. Nothing may come back before the call has returned. */
static void
check_spliced (GBytes *bytes)
{
  g_autoptr(GInputStream) stream = batch_body_stream_new (bytes, NULL, NULL);
  g_autoptr(GOutputStream) target = g_memory_output_stream_new_resizable ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GBytes) copy = NULL;
  g_autoptr(GError) error = NULL;

  g_output_stream_splice_async (target, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE,
                                G_PRIORITY_DEFAULT, NULL, done_cb, &result);
  g_assert_null (result);
  g_assert_cmpint (g_output_stream_splice_finish (target, wait_for (&result), &error), ==,
                   g_bytes_get_size (bytes));
  g_assert_no_error (error);
  g_assert_true (g_input_stream_is_closed (stream));

  g_output_stream_close (target, NULL, NULL);
  copy = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (target));
  g_assert_true (g_bytes_equal (copy, bytes));
}

static void
test_splice (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(GBytes) bytes = make_bytes (sizes[i]);

      check_spliced (bytes);
    }
}

/* A splice that is cancelled between two pieces ends, and says so. */
static void
test_cancelled (void)
{
  g_autoptr(GBytes) bytes = make_bytes (100000);
  g_autoptr(GInputStream) stream = batch_body_stream_new (bytes, NULL, NULL);
  g_autoptr(GOutputStream) target = g_memory_output_stream_new_resizable ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_output_stream_splice_async (target, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE,
                                G_PRIORITY_DEFAULT, cancellable, done_cb, &result);
  g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  g_assert_cmpint (g_output_stream_splice_finish (target, wait_for (&result), &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* HTTP/2 reads it like this. */
static void
test_polled (void)
{
  g_autoptr(GBytes) bytes = make_bytes (605);
  g_autoptr(GInputStream) stream = batch_body_stream_new (bytes, NULL, NULL);
  g_autoptr(GError) error = NULL;
  char buffer[1024];

  g_assert_true (g_pollable_input_stream_can_poll (G_POLLABLE_INPUT_STREAM (stream)));
  g_assert_cmpint (g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (stream),
                                                             buffer, sizeof buffer, NULL, &error),
                   ==, 605);
  g_assert_cmpint (g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (stream),
                                                             buffer, sizeof buffer, NULL, &error),
                   ==, 0);
  g_assert_no_error (error);
  g_assert_cmpmem (buffer, 605, g_bytes_get_data (bytes, NULL), 605);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/http/body-stream/splice", test_splice);
  g_test_add_func ("/batch/http/body-stream/cancelled", test_cancelled);
  g_test_add_func ("/batch/http/body-stream/polled", test_polled);
  return g_test_run ();
}
