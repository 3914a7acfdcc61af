/* test-store.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "batch-store-conformance.h"
#include "test-support.h"

/* The conformance suite over the stores that come with the library. */

static char *
create_memory (void)
{
  return g_strdup ("sqlite::memory:");
}

static void
destroy_memory (const char *uri)
{
}

static char *
create_file (void)
{
  g_autofree char *folder = batch_test_make_dir ();

  return g_strconcat ("sqlite:", folder, "/queue.db", NULL);
}

static void
destroy_file (const char *uri)
{
  g_autofree char *folder = g_path_get_dirname (uri + strlen ("sqlite:"));

  batch_test_remove_dir (folder);
}

int
main (int   argc,
      char *argv[])
{
  static const BatchStoreFactory memory = { create_memory, destroy_memory, FALSE };
  static const BatchStoreFactory file = { create_file, destroy_file, TRUE };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  batch_store_conformance_add_tests ("/batch/store/memory", &memory);
  batch_store_conformance_add_tests ("/batch/store/file", &file);
  return g_test_run ();
}
