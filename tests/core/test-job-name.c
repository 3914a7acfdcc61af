/* test-job-name.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-job-name-private.h"

static void
test_messages (void)
{
  static const struct
  {
    gint64      n_requests;
    const char *title;
  } cases[] = {
    { 0, "Messages batch, 0 requests" },
    { 1, "Messages batch, 1 request" },
    { 300, "Messages batch, 300 requests" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *title = batch_job_name_for_messages (cases[i].n_requests);

      g_assert_cmpstr (title, ==, cases[i].title);
    }
}

static void
test_names (void)
{
  static const struct
  {
    const char *title;
    const char *input_name;
    const char *id;
    const char *name;
  } cases[] = {
    { "Receipts", "/a/b.jsonl", "batch_1", "Receipts" },
    { "", "/a/b.jsonl", "batch_1", "b.jsonl" },
    { NULL, "b.jsonl", "batch_1", "b.jsonl" },
    { NULL, "", "batch_1", "batch_1" },
    { NULL, NULL, "batch_1", "batch_1" },
    { NULL, NULL, NULL, NULL },
    { "Messages batch, 300 requests", NULL, "batch_1", "Messages batch, 300 requests" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = batch_job_name (cases[i].title, cases[i].input_name, cases[i].id);

      g_assert_cmpstr (name, ==, cases[i].name);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/core/job-name/messages", test_messages);
  g_test_add_func ("/batch/core/job-name/names", test_names);

  return g_test_run ();
}
