/* test-footprint.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <gtk/gtk.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "shell/batch-footprint.h"

static const char *
get_variable (void)
{
  return gtk_get_minor_version () < 16 ? "GDK_DEBUG" : "GDK_DISABLE";
}

static void
test_other_renderer (void)
{
  g_unsetenv (get_variable ());
  g_unsetenv ("GSK_RENDERER");
  batch_footprint_reduce ();
  g_assert_null (g_getenv (get_variable ()));

  g_setenv ("GSK_RENDERER", "gl", TRUE);
  batch_footprint_reduce ();
  g_assert_null (g_getenv (get_variable ()));
}

static void
test_other_flags (void)
{
  g_setenv (get_variable (), "vulkan", TRUE);
  g_setenv ("GSK_RENDERER", "cairo", TRUE);
  batch_footprint_reduce ();
  g_assert_true (g_str_has_prefix (g_getenv (get_variable ()), "vulkan,gl"));
}

static void
test_cairo (void)
{
  g_autoptr(GError) error = NULL;

  g_unsetenv (get_variable ());
  g_setenv ("GSK_RENDERER", "cairo", TRUE);
  batch_footprint_reduce ();
  gtk_init ();
  g_assert_false (gdk_display_prepare_gl (gdk_display_get_default (), &error));
  g_assert_nonnull (error);
}

/* Once a large block was freed, one like it is still a mapping of its own. */
static void
test_large_blocks (void)
{
#ifdef __GLIBC__
  const gsize size = 4 * 1024 * 1024;
  size_t before;
  char *block;

  if (mallinfo2 ().uordblks == 0)
    {
      g_test_skip ("Memory comes from somebody else");
      return;
    }

  batch_footprint_reduce ();
  g_free (g_malloc0 (size));
  before = mallinfo2 ().hblkhd;
  block = g_malloc0 (size);
  g_assert_cmpuint (mallinfo2 ().hblkhd, >=, before + size);
  g_free (block);
  g_assert_cmpuint (mallinfo2 ().hblkhd, ==, before);
#else
  g_test_skip ("Only the GNU C library can be told");
#endif
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/batch/app/footprint/large-blocks", test_large_blocks);
  g_test_add_func ("/batch/app/footprint/other-renderer", test_other_renderer);
  g_test_add_func ("/batch/app/footprint/other-flags", test_other_flags);
  g_test_add_func ("/batch/app/footprint/cairo", test_cairo);

  return g_test_run ();
}
