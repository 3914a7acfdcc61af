/* test-enums.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>

#include "core/batch-enum-private.h"

static void
test_words_of_other_systems (void)
{
  static const struct
  {
    const char      *nick;
    BatchItemStatus  status;
  } cases[] = {
    { "pending", BATCH_ITEM_STATUS_PENDING },
    { "processing", BATCH_ITEM_STATUS_RUNNING },
    { "in_progress", BATCH_ITEM_STATUS_RUNNING },
    { "completed", BATCH_ITEM_STATUS_SUCCEEDED },
    { "canceled", BATCH_ITEM_STATUS_CANCELLED },
    { "no such word", BATCH_ITEM_STATUS_FAILED },
    { NULL, BATCH_ITEM_STATUS_FAILED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (batch_item_status_from_nick (cases[i].nick), ==, cases[i].status);

  g_assert_cmpint (batch_job_state_from_nick ("in_progress"), ==, BATCH_JOB_STATE_RUNNING);
  g_assert_cmpint (batch_job_state_from_nick ("canceled"), ==, BATCH_JOB_STATE_CANCELLED);
  g_assert_cmpint (batch_job_state_from_nick ("gone"), ==, BATCH_JOB_STATE_FAILED);
}

static void
test_words_read_back (void)
{
  for (int state = 0; state < BATCH_N_JOB_STATES; state++)
    {
      const char *nick = batch_enum_to_nick (BATCH_TYPE_JOB_STATE, state);

      g_assert_cmpint (batch_job_state_from_nick (nick), ==, state);
    }
  for (int status = 0; status < BATCH_N_ITEM_STATUSES; status++)
    {
      const char *nick = batch_enum_to_nick (BATCH_TYPE_ITEM_STATUS, status);

      g_assert_cmpint (batch_item_status_from_nick (nick), ==, status);
    }

  g_assert_cmpstr (batch_enum_to_nick (BATCH_TYPE_JOB_STATE, 99), ==, "");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/core/enums/words-of-other-systems", test_words_of_other_systems);
  g_test_add_func ("/batch/core/enums/words-read-back", test_words_read_back);
  return g_test_run ();
}
