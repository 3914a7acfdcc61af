/* test-id.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-id-private.h"

#include <string.h>

static const char * const job_ids[] = {
  "batch_0b8f4b9e-2b5e-4c5a-9d55-3f2a11c0ffee",
  "batch_0B8F4B9E-2B5E-4C5A-9D55-3F2A11C0FFEE",
  "batch_",
  "batch_not-a-uuid",
  "0b8f4b9e-2b5e-4c5a-9d55-3f2a11c0ffee",
  "nightly",
  "Jahresrückblick ☃",
  "",
};

static void
test_new_ids (void)
{
  static const char * const prefixes[] = {
    BATCH_ID_JOB, BATCH_ID_ITEM, BATCH_ID_FILE, BATCH_ID_REQUEST,
  };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      g_autofree char *one = batch_id_new (prefixes[i]);
      g_autofree char *two = batch_id_new (prefixes[i]);

      g_assert_true (g_str_has_prefix (one, prefixes[i]));
      g_assert_true (g_uuid_string_is_valid (one + strlen (prefixes[i])));
      g_assert_cmpstr (one, !=, two);
    }
}

/* Later ones come behind earlier ones, in every list that is sorted by them. */
static void
test_ids_tell_time (void)
{
  gint64 begun = g_get_real_time ();
  g_autofree char *one = batch_id_new (BATCH_ID_JOB);
  g_autofree char *two = NULL;
  const char *uuid = one + strlen (BATCH_ID_JOB);
  g_autofree char *digits = g_strdup_printf ("%.8s%.4s", uuid, uuid + 9);

  g_assert_cmpint (uuid[14], ==, '7');
  g_assert_nonnull (strchr ("89ab", uuid[19]));
  g_assert_cmpint (g_ascii_strtoll (digits, NULL, 16), >=, begun / 1000);
  g_assert_cmpint (g_ascii_strtoll (digits, NULL, 16), <=, g_get_real_time () / 1000);

  while (g_get_real_time () <= begun + 1000)
    continue;
  two = batch_id_new (BATCH_ID_JOB);
  g_assert_cmpstr (one, <, two);
}

static void
test_derived_ids_read_back (void)
{
  static const guint32 positions[] = { 0, 1, 2, 255, 256, 49999, 999999, 0x80000000, G_MAXUINT32 };

  for (guint i = 0; i < G_N_ELEMENTS (job_ids); i++)
    for (guint j = 0; j < G_N_ELEMENTS (positions); j++)
      {
        g_autofree char *item = batch_id_for_item (job_ids[i], positions[j]);
        g_autofree char *request = batch_id_for_request (job_ids[i], positions[j]);
        guint32 position = ~positions[j];

        g_assert_true (g_uuid_string_is_valid (item + strlen (BATCH_ID_ITEM)));
        g_assert_cmpstr (item + strlen (BATCH_ID_ITEM), ==, request + strlen (BATCH_ID_REQUEST));
        g_assert_true (batch_id_parse_item (job_ids[i], item, &position));
        g_assert_cmpuint (position, ==, positions[j]);
        position = ~positions[j];
        g_assert_true (batch_id_parse_request (job_ids[i], request, &position));
        g_assert_cmpuint (position, ==, positions[j]);
      }
}

static void
test_known_ids (void)
{
  g_autofree char *first = batch_id_for_item (job_ids[0], 0);
  g_autofree char *later = batch_id_for_item (job_ids[0], 0x10001);
  g_autofree char *named = batch_id_for_request ("nightly", 0);

  g_assert_cmpstr (first, ==, "item_0b8f4b9e-2b5e-4c5a-9d55-3f2a11c0ffee");
  g_assert_cmpstr (later, ==, "item_0b8f4b9e-2b5e-4c5a-9d55-3f2a11c1ffef");
  /* Ids are kept in files, so they must never change. */
  g_assert_cmpstr (named, ==, "batch_req_ff7a3f0d-ce9e-569f-b3eb-e60bb1fe48f4");
}

static void
test_files (void)
{
  g_autofree char *input = batch_id_for_file (job_ids[0], BATCH_FILE_INPUT);
  g_autofree char *output = batch_id_for_file (job_ids[0], BATCH_FILE_OUTPUT);
  g_autofree char *errors = batch_id_for_file (job_ids[0], BATCH_FILE_ERRORS);

  g_assert_cmpstr (input, ==, "file-0b8f4b9e-2b5e-4c5a-9d55-3f2aee3f0011");
  g_assert_cmpstr (output, ==, "file-0b8f4b9e-2b5e-4c5a-9d55-3f2aee3f0010");
  g_assert_cmpstr (errors, ==, "file-0b8f4b9e-2b5e-4c5a-9d55-3f2aee3f0013");
}

static void
test_jobs_do_not_share_ids (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (job_ids); i++)
    for (guint j = 0; j < G_N_ELEMENTS (job_ids); j++)
      {
        g_autofree char *id = batch_id_for_item (job_ids[i], 7);
        guint32 position = 12345;

        if (i == j)
          continue;
        g_assert_false (batch_id_parse_item (job_ids[j], id, &position));
        g_assert_cmpuint (position, ==, 12345);
      }
}

static void
test_ids_of_others_are_refused (void)
{
  static const char * const ids[] = {
    "",
    "item_",
    "item-0",
    "item_0b8f4b9e-2b5e-4c5a-9d55-3f2a11c0ffe",
    "item_0b8f4b9e-2b5e-4c5a-9d55-3f2a11c0ffeee",
    "item_0b8f4b9e-2b5e-4c5a-9d55-3f2a11c0fFee",
    "item_0b8f4b9e-2b5e-4c5a-9d55-3f2b11c0ffee",
    "batch_req_0b8f4b9e-2b5e-4c5a-9d55-3f2a11c0ffee",
  };
  guint32 position = 12345;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_assert_false (batch_id_parse_item (job_ids[0], ids[i], &position));
  g_assert_cmpuint (position, ==, 12345);
}

static void
test_ids_of_time (void)
{
  static const struct { const char *id; gboolean good; } cases[] = {
    { "batch_01a21f3c-3d62-7795-84f0-46ae00e6b69c", TRUE },
    { "batch_01a21f3c-3d62-5795-84f0-46ae00e6b69c", FALSE },
    { "batch_01A21F3C-3d62-7795-84f0-46ae00e6b69c", FALSE },
    { "batch_01a21f3c-3d62-7795-84f0-46ae00e6b69", FALSE },
    { "batch_01a21f3c-3d62-7795-84f0-46ae00e6b69c0", FALSE },
    { "file-01a21f3c-3d62-7795-84f0-46ae00e6b69c", FALSE },
    { "batch_", FALSE }, { "batch", FALSE }, { "", FALSE },
  };
  g_autofree char *fresh = batch_id_new (BATCH_ID_JOB);

  g_assert_true (batch_id_is_of_time (BATCH_ID_JOB, fresh));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (batch_id_is_of_time (BATCH_ID_JOB, cases[i].id), ==, cases[i].good);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/core/id/new", test_new_ids);
  g_test_add_func ("/batch/core/id/time", test_ids_tell_time);
  g_test_add_func ("/batch/core/id/of-time", test_ids_of_time);
  g_test_add_func ("/batch/core/id/derived-read-back", test_derived_ids_read_back);
  g_test_add_func ("/batch/core/id/known", test_known_ids);
  g_test_add_func ("/batch/core/id/files", test_files);
  g_test_add_func ("/batch/core/id/jobs-do-not-share", test_jobs_do_not_share_ids);
  g_test_add_func ("/batch/core/id/ids-of-others", test_ids_of_others_are_refused);
  return g_test_run ();
}
