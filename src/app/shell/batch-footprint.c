/* batch-footprint.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-footprint.h"

#include <gtk/gtk.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/* The C library keeps for later what was once freed in large blocks, and takes ever larger ones
 * for small. A list of a million items in some order is such a block, and comes and goes each
 * time that somebody sorts: it is given back at once. */
#define LARGE_BLOCK (1024 * 1024)

static void
give_back_large_blocks (void)
{
#ifdef __GLIBC__
  mallopt (M_MMAP_THRESHOLD, LARGE_BLOCK);
#endif
}

static void
add_flag (const char *variable,
          const char *flag)
{
  const char *before = g_getenv (variable);
  g_autofree char *flags = before != NULL ? g_strdup_printf ("%s,%s", before, flag)
                                          : g_strdup (flag);

  g_setenv (variable, flags, TRUE);
}

/* GDK loads the machine's OpenGL as soon as there is a display, even when nothing is drawn with
 * it. Without a graphics card that is 60 MB, and much of the time until the first frame. */
static void
leave_out_gl (void)
{
  if (g_strcmp0 (g_getenv ("GSK_RENDERER"), "cairo") != 0)
    return;

  if (gtk_get_minor_version () < 16)
    add_flag ("GDK_DEBUG", "gl-disable");
  else
    add_flag ("GDK_DISABLE", "gl");
}

void
batch_footprint_reduce (void)
{
  give_back_large_blocks ();
  leave_out_gl ();
}
