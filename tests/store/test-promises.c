/* test-promises.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "store/batch-promises-private.h"
#include "test-support.h"

/* Who writes the results of a job. Each object here is what a process has. */

#define JOB   1
#define OTHER 2

typedef struct
{
  char          *folder;
  char          *uri;
  BatchPromises *first;
  BatchPromises *second;
} Place;

static void
set_up (Place         *place,
        gconstpointer  in_memory)
{
  g_autofree char *engines = NULL;

  place->folder = batch_test_make_dir ();
  engines = g_build_filename (place->folder, "engines", NULL);
  g_assert_cmpint (g_mkdir (engines, 0700), ==, 0);
  place->uri = in_memory != NULL ? g_strdup ("sqlite::memory:")
                                 : g_strconcat ("sqlite:", place->folder, "/queue.db", NULL);
  place->first = batch_promises_new (place->uri);
  place->second = batch_promises_new (place->uri);
}

static void
tear_down (Place         *place,
           gconstpointer  in_memory)
{
  g_clear_pointer (&place->first, batch_promises_free);
  batch_promises_free (place->second);
  batch_test_remove_dir (place->folder);
  g_free (place->folder);
  g_free (place->uri);
}

/* Until who has made it is gone, whatever that died of. */
static void
test_promise (Place         *place,
              gconstpointer  in_memory)
{
  g_assert_false (batch_promises_are_made (place->second, JOB));
  batch_promises_make (place->first, JOB);
  batch_promises_make (place->first, JOB);
  g_assert_true (batch_promises_are_made (place->first, JOB));
  g_assert_true (batch_promises_are_made (place->second, JOB));
  g_assert_false (batch_promises_are_made (place->second, OTHER));
  g_assert_false (batch_promises_take_over (place->second, JOB));
  g_assert_true (batch_promises_take_over (place->second, OTHER));

  g_clear_pointer (&place->first, batch_promises_free);
  g_assert_false (batch_promises_are_made (place->second, JOB));
  g_assert_true (batch_promises_take_over (place->second, JOB));
}

static void
test_several (Place         *place,
              gconstpointer  in_memory)
{
  g_autoptr(BatchPromises) third = batch_promises_new (place->uri);

  batch_promises_make (place->first, JOB);
  batch_promises_make (place->second, JOB);
  g_clear_pointer (&place->first, batch_promises_free);
  g_assert_true (batch_promises_are_made (third, JOB));
  g_assert_false (batch_promises_take_over (third, JOB));
}

/* One of those that try. */
static void
test_take_over (Place         *place,
                gconstpointer  in_memory)
{
  g_assert_true (batch_promises_take_over (place->first, JOB));
  g_assert_false (batch_promises_take_over (place->first, JOB));
  g_assert_false (batch_promises_take_over (place->second, JOB));
  g_assert_true (batch_promises_are_made (place->second, JOB));
}

/* There is nobody else. */
static void
test_alone (Place         *place,
            gconstpointer  in_memory)
{
  batch_promises_make (place->first, JOB);
  g_assert_true (batch_promises_are_made (place->first, JOB));
  g_assert_false (batch_promises_are_made (place->second, JOB));
  g_assert_true (batch_promises_take_over (place->second, JOB));
  g_assert_false (batch_promises_take_over (place->second, JOB));
}

/* Whoever could not write leaves it to others, and may try again. */
static void
test_release (Place         *place,
              gconstpointer  in_memory)
{
  g_autoptr(BatchPromises) third = batch_promises_new (place->uri);

  batch_promises_release (place->first, JOB);
  batch_promises_make (place->first, JOB);
  batch_promises_make (place->first, JOB);
  batch_promises_make (place->first, OTHER);
  batch_promises_make (place->second, JOB);
  batch_promises_release (place->first, JOB);
  g_assert_true (batch_promises_are_made (third, JOB));
  g_assert_true (batch_promises_are_made (third, OTHER));
  batch_promises_release (place->second, JOB);
  g_assert_false (batch_promises_are_made (place->first, JOB));
  g_assert_false (batch_promises_are_made (third, JOB));
  g_assert_true (batch_promises_are_made (third, OTHER));

  g_assert_true (batch_promises_take_over (place->first, JOB));
  batch_promises_release (place->first, JOB);
  g_assert_true (batch_promises_take_over (place->second, JOB));
  g_assert_false (batch_promises_take_over (place->first, JOB));
}

static char *
remove_engines (Place *place)
{
  char *engines = g_build_filename (place->folder, "engines", NULL);

  g_assert_cmpint (g_rmdir (engines), ==, 0);
  return engines;
}

/* Before there is a folder for it, which is as private as the one that an engine makes. */
static void
test_first (Place         *place,
            gconstpointer  in_memory)
{
  g_autofree char *engines = remove_engines (place);
  GStatBuf found;

  g_assert_false (batch_promises_are_made (place->second, JOB));
  g_assert_false (g_file_test (engines, G_FILE_TEST_EXISTS));
  batch_promises_make (place->first, JOB);
  g_assert_true (batch_promises_are_made (place->second, JOB));
  g_assert_false (batch_promises_take_over (place->second, JOB));
  g_assert_cmpint (g_stat (engines, &found), ==, 0);
  g_assert_cmpint (found.st_mode & 0777, ==, 0700);
}

static void
test_first_taken_over (Place         *place,
                       gconstpointer  in_memory)
{
  g_autofree char *engines = remove_engines (place);

  g_assert_true (batch_promises_take_over (place->first, JOB));
  g_assert_true (batch_promises_are_made (place->second, JOB));
  g_assert_false (batch_promises_take_over (place->second, JOB));
}

/* Without a folder for it, and where none can be made, nothing can be locked. */
static void
test_no_folder (Place         *place,
                gconstpointer  in_memory)
{
  g_autofree char *engines = remove_engines (place);

  g_assert_true (g_file_set_contents (engines, "", 0, NULL));
  test_alone (place, in_memory);
}

#define ADD(name, data, func) \
  g_test_add ("/batch/store/promises/" name, Place, data, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("promise", NULL, test_promise);
  ADD ("several", NULL, test_several);
  ADD ("take-over", NULL, test_take_over);
  ADD ("in-memory", "", test_alone);
  ADD ("release", NULL, test_release);
  ADD ("first", NULL, test_first);
  ADD ("first-taken-over", NULL, test_first_taken_over);
  ADD ("no-folder", NULL, test_no_folder);

  return g_test_run ();
}
