/* conformance.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The conformance suite as it is run over a store that somebody else has written; for the
 * lack of one, over that which comes with the library. */

#include <store/batch-store-conformance.h>

static char *
create (void)
{
  return g_strdup ("sqlite::memory:");
}

static void
destroy (const char *uri)
{
  (void) uri;
}

int
main (int   argc,
      char *argv[])
{
  static const BatchStoreFactory factory = { create, destroy, FALSE };

  g_test_init (&argc, &argv, NULL);
  batch_store_conformance_add_tests ("/mine", &factory);
  return g_test_run ();
}
