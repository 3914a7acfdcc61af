/* batch-crash-rule.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-crash-rule.h"

#define WINDOW_S    (5 * 60)
#define MAX_CRASHES 1

gboolean
batch_crash_rule_may_resume (const gint64 *crashes,
                             gsize         n_crashes,
                             gint64        now)
{
  gsize n_recent = 0;

  for (gsize i = 0; i < n_crashes; i++)
    n_recent += crashes[i] > now - WINDOW_S && crashes[i] <= now;

  return n_recent <= MAX_CRASHES;
}
