/* test-export.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>

#include "test-properties.h"

/* What is written where is fixed with it; the rest can be set until it runs. */
static void
test_properties (void)
{
  BatchExport *export = batch_export_new (BATCH_EXPORT_FORMAT_CSV, "/x");
  g_autofree char *destination = NULL;
  g_autoptr(GOutputStream) stream = NULL;
  BatchExportFormat format;

  batch_test_check_properties (export);
  g_object_get (export, "format", &format, "destination", &destination, "stream", &stream, NULL);
  g_assert_cmpint (format, ==, BATCH_EXPORT_FORMAT_CSV);
  g_assert_cmpstr (destination, ==, "/x");
  g_assert_null (stream);
  g_assert_finalize_object (export);
}

/* Which goes on belonging to whoever gave it. */
static void
test_stream (void)
{
  g_autoptr(GOutputStream) output = g_memory_output_stream_new_resizable ();
  BatchExport *export = batch_export_new_for_stream (BATCH_EXPORT_FORMAT_JSONL, output);
  g_autoptr(GOutputStream) stream = NULL;
  g_autofree char *destination = NULL;

  g_object_get (export, "stream", &stream, "destination", &destination, NULL);
  g_assert_true (stream == output);
  g_assert_null (destination);
  g_clear_object (&stream);
  g_assert_finalize_object (export);
  g_assert_false (g_output_stream_is_closed (output));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/output/export/properties", test_properties);
  g_test_add_func ("/batch/output/export/stream", test_stream);

  return g_test_run ();
}
