/* test-id-index.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-id-index-private.h"

#include <string.h>

static char *
suspects_of (const char *const *ids,
             guint              hash_bits,
             guint              max)
{
  g_autoptr(BatchIdIndex) index = batch_id_index_new (hash_bits);
  g_autoptr(GArray) lines = NULL;
  GString *text = g_string_new (NULL);

  for (guint i = 0; ids[i] != NULL; i++)
    batch_id_index_add (index, ids[i], strlen (ids[i]), i + 1);

  lines = batch_id_index_find_suspects (index, max);
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? " " : "", g_array_index (lines, guint32, i));

  return g_string_free (text, FALSE);
}

static void
test_suspects (void)
{
  static const struct
  {
    const char *ids[8];
    guint       max;
    const char *lines;
  } cases[] = {
    { { NULL }, 0, "" },
    { { "a" }, 0, "" },
    { { "a", "b", "c" }, 0, "" },
    { { "a", "a" }, 0, "1 2" },
    { { "a", "b", "a", "c", "b" }, 0, "1 2 3 5" },
    { { "a", "b", "a", "c", "b" }, 1, "1 3" },
    { { "a", "a", "a", "a" }, 0, "1 2 3 4" },
    { { "a", "a", "a", "a" }, 2, "1 2 3" },
    { { "", "x", "" }, 0, "1 3" },
    { { "12345678", "123456789", "12345678", "1234567" }, 0, "1 3" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *lines = suspects_of (cases[i].ids, 64, cases[i].max);

      g_assert_cmpstr (lines, ==, cases[i].lines);
    }
}

static void
test_collisions_are_suspects (void)
{
  const char *const ids[] = { "a", "b", "c", NULL };
  g_autofree char *lines = suspects_of (ids, 0, 0);

  g_assert_cmpstr (lines, ==, "1 2 3");
}

static void
test_many (void)
{
  g_autoptr(BatchIdIndex) index = batch_id_index_new (64);
  g_autoptr(GArray) lines = NULL;

  for (guint32 line = 1; line <= 200000; line++)
    {
      char id[16];
      int length = g_snprintf (id, sizeof id, "id-%u", line % 150000);

      batch_id_index_add (index, id, length, line);
    }

  lines = batch_id_index_find_suspects (index, 3);
  g_assert_cmpuint (lines->len, ==, 6);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpuint (g_array_index (lines, guint32, i), ==, i + 1);
      g_assert_cmpuint (g_array_index (lines, guint32, i + 3), ==, 150000 + i + 1);
    }
}

/* One id on every line is what sorts worst when it is sorted badly. */
static void
test_all_the_same (void)
{
  g_autoptr(BatchIdIndex) index = batch_id_index_new (64);
  g_autoptr(GArray) lines = NULL;

  for (guint32 line = 1; line <= 1000000; line++)
    batch_id_index_add (index, "same", 4, line);

  lines = batch_id_index_find_suspects (index, 100);
  g_assert_cmpuint (lines->len, ==, 101);
  for (guint i = 0; i < lines->len; i++)
    g_assert_cmpuint (g_array_index (lines, guint32, i), ==, i + 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/format/id-index/suspects", test_suspects);
  g_test_add_func ("/batch/format/id-index/collisions-are-suspects", test_collisions_are_suspects);
  g_test_add_func ("/batch/format/id-index/many", test_many);
  g_test_add_func ("/batch/format/id-index/all-the-same", test_all_the_same);
  return g_test_run ();
}
