/* bench-parallelism.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bench-verdict.h"
#include "parallel-server.h"

/* How near the number of requests that is found out comes to the best fixed one, from a cold
 * start, on servers in virtual time. */

#define N_SEEDS 20
#define START 1

static const ParallelServer servers[] = {
  { "1 slot", 1, 0, 0.5, 0, 0, FALSE, FALSE },
  { "4 slots", 4, 0, 0.5, 0, 0, FALSE, FALSE },
  { "16 slots", 16, 0, 0.5, 0, 0, FALSE, FALSE },
  { "64 slots", 64, 0, 0.5, 0, 0, FALSE, FALSE },
  { "3 slots, all alike", 3, 0, 0, 0, 0, FALSE, FALSE },
  { "64 slots, all alike", 64, 0, 0, 0, 0, FALSE, FALSE },
  { "23 slots, sizes told", 23, 0, 1, 0, 0, FALSE, TRUE },
  { "16 slots, sorted by size", 16, 0, 0.5, 0, 0, TRUE, FALSE },
  { "16 slots, sorted, told", 16, 0, 0.5, 0, 0, TRUE, TRUE },
  { "1 slot, 429 beyond", 1, 1, 0.5, 0, 0, FALSE, FALSE },
  { "4 slots, 429 beyond", 4, 4, 0.5, 0, 0, FALSE, FALSE },
  { "16 slots, 429 beyond", 16, 16, 0.5, 0, 0, FALSE, FALSE },
  { "64 slots, 429 beyond", 64, 64, 0.5, 0, 0, FALSE, FALSE },
  { "4 slots, 429 beyond 10", 4, 10, 0.5, 0, 0, FALSE, FALSE },
  { "4 slots, then 16", 4, 0, 0.5, 0, 16, FALSE, FALSE },
  { "16 slots, then 4", 16, 0, 0.5, 0, 4, FALSE, FALSE },
  { "no slots, each slows by 5 %", 256, 0, 0.5, 0.05, 0, FALSE, FALSE },
  { "no slots, each slows by 1 %", 256, 0, 0.5, 0.01, 0, FALSE, FALSE },
};

static double
measure (const ParallelServer *server,
         guint                 n_items)
{
  double sum = 0;
  ParallelRun run = { 0 };

  for (guint32 seed = 1; seed <= N_SEEDS; seed++)
    {
      run = parallel_server_run (server, n_items, seed, 0, START, 0);
      sum += run.seconds / parallel_server_best (server, n_items, seed) - 1;
    }

  g_print ("%-28s %6u items: %5.1f %% slower, %3u at the end, up to %3u, %4u turned away\n",
           server->name, n_items, 100 * sum / N_SEEDS, run.level, run.highest,
           run.n_turned_away);
  return 100 * sum / N_SEEDS;
}

int
main (void)
{
  double worst = 0;

  for (guint i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      double seen = measure (&servers[i], 200 * MIN (servers[i].slots, 64));

      if (i < 4)
        worst = MAX (worst, seen);
    }

  bench_verdict ("requests in flight, found out on 1, 4, 16 and 64 slots: time, to the best fixed",
                 "<= 5 % more", worst <= 5, "%.1f %% at the worst", worst);
  return 0;
}
