/* test-legend.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "app-driver.h"
#include "insights/batch-legend.h"

static void
test_place (void)
{
  static const double shares[] = { 0, 0.4, 0.7 };
  static const struct
  {
    double    widths[3];
    double    width;
    guint     n_lines;
    BatchSpot spots[3];
  } cases[] = {
    /* Beside the numbers, which take 40, at their shares of what is left. */
    { { 60, 60, 60 }, 440, 1, { { 40, 0 }, { 200, 0 }, { 320, 0 } } },
    { { 150, 110, 120 }, 440, 1, { { 40, 0 }, { 200, 0 }, { 320, 0 } } },
    /* The title, a key, the last key: each would touch what follows. */
    { { 151, 60, 60 }, 440, 1, { { 0, 0 }, { 161, 0 }, { 231, 0 } } },
    { { 60, 111, 60 }, 440, 1, { { 0, 0 }, { 70, 0 }, { 191, 0 } } },
    { { 60, 60, 121 }, 440, 1, { { 0, 0 }, { 70, 0 }, { 140, 0 } } },
    { { 100, 100, 100 }, 300, 2, { { 0, 0 }, { 110, 0 }, { 0, 1 } } },
    { { 100, 100, 100 }, 209, 3, { { 0, 0 }, { 0, 1 }, { 0, 2 } } },
    /* What is too wide for any line has one of its own. */
    { { 300, 50, 300 }, 200, 3, { { 0, 0 }, { 0, 1 }, { 0, 2 } } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchSpot spots[3];

      g_assert_cmpuint (batch_legend_place (cases[i].widths, shares, 3, 40, cases[i].width, 10,
                                            spots), ==, cases[i].n_lines);
      for (guint part = 0; part < 3; part++)
        {
          g_assert_cmpfloat_with_epsilon (spots[part].x, cases[i].spots[part].x, 1e-9);
          g_assert_cmpuint (spots[part].line, ==, cases[i].spots[part].line);
        }
    }
}

static void
add_tests (void)
{
  g_test_add_func ("/batch/app/legend/place", test_place);
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
