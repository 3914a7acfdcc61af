/* test-row-names.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "maker/batch-row-names-private.h"

#include <string.h>

#include "support/test-support.h"

/* Takes two rows with the id “x” in the third column, and has them compared by what is in a file
 * then. */
static void
compare (BatchTestDir  *fixture,
         const char    *csv,
         const char    *problem)
{
  g_autoptr(GFile) file = batch_test_write_file (fixture->dir, "t.csv", csv, strlen (csv));
  g_autoptr(BatchRowSource) source = batch_row_source_new_for_file (BATCH_ROW_KIND_TABLE, file);
  g_autoptr(BatchRowPlan) plan = batch_row_source_make_plan (source);
  const char *columns[] = { "a", "b", "custom_id", NULL };
  const char *values[] = { "1", "2", "x", NULL };
  BatchRows rows = { .plan = plan, .columns = (char **) columns };
  g_auto(BatchRowNames) names = { NULL };
  g_autoptr(GError) error = NULL;

  batch_row_names_init (&names, NULL, 1);
  for (gint64 i = 1; i <= 2; i++)
    {
      BatchRow row = { .values = values, .number = i, .line = (guint32) i + 1 };
      g_autofree char *id = NULL;

      g_assert_true (batch_row_names_take (&names, &rows, &row));
      id = batch_row_names_make_id (&names, &row, 0);
      g_assert_cmpstr (id, ==, "x");
    }

  g_assert_true (batch_row_names_check_unique (&names, plan, NULL, &error) == (problem == NULL));
  g_assert_cmpstr (error != NULL ? error->message : NULL, ==, problem);
}

/* What looks the same by its hash is compared by what is there when it is read once more. */
static void
test_comparing (BatchTestDir  *fixture,
                gconstpointer  data)
{
  compare (fixture, "a,b,custom_id\n1,2,x\n1,2,x\n",
           "Line 3: the id “x” is there already, on line 2");
  compare (fixture, "a,b,custom_id\n1,2,x\n1,2,y\n", NULL);
}

/* Somebody edits the table meanwhile. */
static void
test_changed (BatchTestDir  *fixture,
              gconstpointer  data)
{
  compare (fixture, "a\n1\n2\n", "Line 2: this was changed while it was read");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/batch/maker/row-names/comparing", BatchTestDir, NULL, batch_test_dir_set_up,
              test_comparing, batch_test_dir_tear_down);
  g_test_add ("/batch/maker/row-names/changed", BatchTestDir, NULL, batch_test_dir_set_up,
              test_changed, batch_test_dir_tear_down);
  return g_test_run ();
}
