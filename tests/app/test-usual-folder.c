/* test-usual-folder.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>

#include "results/batch-usual-folder.h"

/* A sandbox whose root is the folder itself was not given it, as all of that is on one disk; one
 * whose root is elsewhere was. */

#define ELSEWHERE "/proc"
#define MISSING "/there/is/none"

static void
test_cases (void)
{
  g_autofree char *dir = g_dir_make_tmp ("batch-folder-XXXXXX", NULL);
  const struct {
    const char *folders[3];
    const char *sandbox;
    const char *found;
  } cases[] = {
    { { dir }, NULL, dir },
    /* It may be made yet. */
    { { MISSING, dir }, NULL, MISSING },
    { { dir }, dir, NULL },
    { { dir }, ELSEWHERE, dir },
    { { MISSING, dir }, ELSEWHERE, dir },
    { { MISSING }, ELSEWHERE, NULL },
    { { MISSING, dir }, dir, NULL },
    { { NULL }, NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (batch_usual_folder_find (cases[i].folders, cases[i].sandbox), ==,
                       cases[i].found);
    }
  g_rmdir (dir);
}

/* What was chosen once need not be chosen again, unless it is gone. */
static void
test_kept (void)
{
  g_autofree char *dir = g_dir_make_tmp ("batch-folder-XXXXXX", NULL);
  g_autofree char *usual = batch_usual_folder_get ();
  g_autofree char *kept = NULL;
  g_autofree char *gone = NULL;

  g_assert_cmpstr (usual, !=, dir);
  batch_usual_folder_keep (dir);
  kept = batch_usual_folder_get ();
  g_assert_cmpstr (kept, ==, dir);

  g_rmdir (dir);
  gone = batch_usual_folder_get ();
  g_assert_cmpstr (gone, ==, usual);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/batch/app/usual-folder/cases", test_cases);
  g_test_add_func ("/batch/app/usual-folder/kept", test_kept);

  return g_test_run ();
}
