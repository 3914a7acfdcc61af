/* test-eta-watch.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-eta-watch-private.h"

#define S G_USEC_PER_SEC

/* One look at a job: at a time in s, with percent done, and the expected time in s. */
typedef struct
{
  int      at;
  gboolean runs;
  int      percent;                /* -1: only the time is told */
  int      expected;               /* -1: nobody knows */
} Look;

/* What comes of it, as "percent:actual" in s. */
static char *
watch (const Look *looks,
       guint       n_looks,
       int         end)
{
  g_autoptr(BatchEtaWatch) self = batch_eta_watch_new ();
  g_autoptr(GPtrArray) forecasts = NULL;
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < n_looks; i++)
    {
      BatchEtaValues shown = {
        .low_ms = looks[i].expected * 500, .expected_ms = looks[i].expected * 1000,
        .high_ms = looks[i].expected * 2000,
      };

      batch_eta_watch_tick (self, looks[i].at * S, looks[i].runs);
      if (looks[i].percent >= 0)
        batch_eta_watch_note (self, looks[i].percent / 100.0, &shown, 1000 + i);
    }

  forecasts = batch_eta_watch_end (self, end * S, "j1", 3);
  for (guint i = 0; i < forecasts->len; i++)
    {
      const BatchForecastRecord *forecast = g_ptr_array_index (forecasts, i);

      g_assert_cmpstr (forecast->job_id, ==, "j1");
      g_assert_cmpuint (forecast->round, ==, 3);
      g_assert_cmpint (forecast->at, >=, 1000);
      g_assert_cmpint (forecast->low_ms * 2, ==, forecast->expected_ms);
      g_assert_cmpint (forecast->high_ms, ==, forecast->expected_ms * 2);
      g_string_append_printf (words, "%s%u:%d", i > 0 ? " " : "", forecast->percent,
                              (int) (forecast->actual_ms / 1000));
    }
  return g_string_free (words, FALSE);
}

static void
test_watch (void)
{
  static const struct
  {
    Look        looks[8];
    guint       n_looks;
    int         end;
    const char *forecasts;
  } cases[] = {
    /* 1. What is said at each mark, once. */
    { { { 0, TRUE, 0, 9 }, { 10, TRUE, 10, 9 }, { 11, TRUE, 11, 9 }, { 25, TRUE, 25, 9 },
        { 50, TRUE, 50, 9 }, { 75, TRUE, 75, 9 }, { 90, TRUE, 90, 9 } },
      7, 100, "10:90 25:75 50:50 75:25" },
    { { { 0, TRUE, 0, 9 } }, 1, 100, "" },

    /* 2. Five percent late, and later. */
    { { { 0, TRUE, 15, 9 }, { 10, TRUE, 31, 9 }, { 20, TRUE, 55, 9 }, { 30, TRUE, 81, 9 } },
      4, 40, "10:40 50:20" },
    { { { 0, TRUE, 40, 9 }, { 10, TRUE, 60, 9 } }, 2, 20, "" },
    { { { 0, TRUE, 40, 9 }, { 10, TRUE, 75, 9 } }, 2, 20, "75:10" },

    /* 3. No estimate. */
    { { { 0, TRUE, 10, -1 }, { 10, TRUE, 25, 9 } }, 2, 20, "25:10" },
    { { { 0, TRUE, 10, -1 }, { 5, TRUE, 12, 9 } }, 2, 20, "10:15" },

    /* 4. Pauses do not count, whether before or after it was said. */
    { { { 0, TRUE, 10, 9 }, { 10, FALSE, -1, 0 }, { 500, TRUE, -1, 0 }, { 510, TRUE, 50, 9 } },
      4, 530, "10:40 50:20" },
    { { { 0, TRUE, 0, 9 }, { 1, FALSE, 10, 9 }, { 100, TRUE, -1, 0 } }, 3, 105, "10:5" },

    /* 5. Others end it. */
    { { { 0, TRUE, 10, 9 }, { 10, FALSE, 50, 9 } }, 2, 20, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *forecasts = watch (cases[i].looks, cases[i].n_looks, cases[i].end);

      g_assert_cmpstr (forecasts, ==, cases[i].forecasts);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/planning/eta-watch", test_watch);
  return g_test_run ();
}
