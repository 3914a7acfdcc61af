/* test-item-query.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "items/batch-item-query-private.h"

#define STATUS(name) (1u << BATCH_ITEM_STATUS_##name)
#define REASON(name) (1u << BATCH_REVIEW_REASON_##name)

static void
test_filter (void)
{
  static const struct
  {
    const char *filter;
    guint       statuses;
    guint       reasons;
    gboolean    needs_review;
  } cases[] = {
    { NULL, 0, 0, FALSE },
    { "", 0, 0, FALSE },
    { " ", 0, 0, FALSE },
    { ",", 0, 0, FALSE },
    { "failed", STATUS (FAILED), 0, FALSE },
    { " failed\t,, expired ", STATUS (FAILED) | STATUS (EXPIRED), 0, FALSE },
    { "failed,failed", STATUS (FAILED), 0, FALSE },
    /* What an engine has taken waits all the same, to those who look. */
    { "pending", STATUS (PENDING) | STATUS (CLAIMED), 0, FALSE },
    { "claimed", STATUS (CLAIMED), 0, FALSE },
    { "running,succeeded,skipped,cancelled",
      STATUS (RUNNING) | STATUS (SUCCEEDED) | STATUS (SKIPPED) | STATUS (CANCELLED), 0, FALSE },
    { "needs-review", 0, 0, TRUE },
    { "needs_review", 0, 0, TRUE },
    { "cut-off", 0, REASON (CUT_OFF), TRUE },
    { "cut_off,empty", 0, REASON (CUT_OFF) | REASON (EMPTY), TRUE },
    { "other,succeeded", STATUS (SUCCEEDED), REASON (OTHER), TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchItemQuery query = { 0 };

      g_test_message ("%s", cases[i].filter);
      g_assert_true (batch_item_query_parse_filter (&query, cases[i].filter));
      g_assert_cmphex (query.statuses, ==, cases[i].statuses);
      g_assert_cmphex (query.reasons, ==, cases[i].reasons);
      g_assert_cmpint (query.needs_review, ==, cases[i].needs_review);
    }
}

static void
test_filter_not_understood (void)
{
  static const char *const filters[] = {
    "none", "Failed", "fail", "failed;expired", "failed expired", "needs review", "-failed",
    "failed,whatever", "all", "0", "cut off", "é",
  };

  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    {
      BatchItemQuery query = { 0 };

      g_test_message ("%s", filters[i]);
      g_assert_false (batch_item_query_parse_filter (&query, filters[i]));
    }
}

static void
test_sort (void)
{
  static const struct
  {
    const char   *word;
    BatchItemSort sort;
  } cases[] = {
    { "position", BATCH_ITEM_SORT_POSITION }, { "duration", BATCH_ITEM_SORT_DURATION },
    { "status", BATCH_ITEM_SORT_STATUS }, { "custom-id", BATCH_ITEM_SORT_CUSTOM_ID },
    { "model", BATCH_ITEM_SORT_MODEL }, { "tokens", BATCH_ITEM_SORT_TOKENS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *backwards = g_strconcat ("-", cases[i].word, NULL);
      BatchItemQuery query = { 0 };

      g_assert_true (batch_item_query_parse_sort (&query, backwards));
      g_assert_cmpint (query.sort, ==, cases[i].sort);
      g_assert_true (query.descending);
      g_assert_true (batch_item_query_parse_sort (&query, cases[i].word));
      g_assert_cmpint (query.sort, ==, cases[i].sort);
      g_assert_false (query.descending);
    }
}

/* No word leaves everything as it was. */
static void
test_no_sort (void)
{
  static const char *const refused[] = {
    "-", "--model", "+model", "custom_id", "Model", "model ", "model,status", "models",
  };
  BatchItemQuery query = { .sort = BATCH_ITEM_SORT_MODEL, .descending = TRUE };

  g_assert_true (batch_item_query_parse_sort (&query, NULL));
  g_assert_true (batch_item_query_parse_sort (&query, ""));
  g_assert_cmpint (query.sort, ==, BATCH_ITEM_SORT_MODEL);
  g_assert_true (query.descending);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_test_message ("%s", refused[i]);
      g_assert_false (batch_item_query_parse_sort (&query, refused[i]));
      g_assert_cmpint (query.sort, ==, BATCH_ITEM_SORT_MODEL);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/items/item-query/filter", test_filter);
  g_test_add_func ("/batch/items/item-query/filter-not-understood", test_filter_not_understood);
  g_test_add_func ("/batch/items/item-query/sort", test_sort);
  g_test_add_func ("/batch/items/item-query/no-sort", test_no_sort);
  return g_test_run ();
}
