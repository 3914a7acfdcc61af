/* test-weak-link.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <gio/gio.h>

#include "core/batch-weak-link-private.h"

static void
test_link (void)
{
  g_autoptr(GObject) object = g_object_new (G_TYPE_OBJECT, NULL);
  BatchWeakLink *first = batch_weak_link_new (object);
  BatchWeakLink *second = batch_weak_link_new (object);
  g_autoptr(GObject) got = batch_weak_link_get (second);

  g_assert_true (first == second);
  g_assert_true (got == object);
  batch_weak_link_unref (first);

  g_clear_object (&got);
  g_assert_finalize_object (g_steal_pointer (&object));
  g_assert_null (batch_weak_link_get (second));
  batch_weak_link_unref (second);
}

static void
test_nothing (void)
{
  g_assert_null (batch_weak_link_new (NULL));
  g_assert_null (batch_weak_link_get (NULL));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/core/weak-link/link", test_link);
  g_test_add_func ("/batch/core/weak-link/nothing", test_nothing);

  return g_test_run ();
}
