/* parallel-server.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A model server in virtual time, and a lane that keeps it busy. */
typedef struct
{
  const char *name;
  guint       slots;
  guint       room;                /* more than so many at once are turned away; 0: they wait */
  double      spread;              /* of the work of an item: 0 all alike, 1 as for waiting times */
  double      crowding;            /* by how much each other one at work slows one down */
  guint       later_slots;         /* in the second half; 0: the same */
  gboolean    sorted;              /* the shortest item first */
  gboolean    tells_work;          /* how much an item was is known from its answer */
  double      unsteady;            /* how far its speed goes up and down: 0 not, 1 by e */
} ParallelServer;

typedef struct
{
  double      seconds;             /* until the last answer */
  guint       level;               /* at the end, and */
  guint       highest;
  guint       n_turned_away;
} ParallelRun;

/* @level: as many at a time; 0: as batch-parallelism finds out, @start of them first */
ParallelRun parallel_server_run  (const ParallelServer *server,
                                  guint                 n_items,
                                  guint32               seed,
                                  guint                 level,
                                  guint                 start,
                                  guint                 limit);
/* Of all fixed settings worth trying. */
double      parallel_server_best (const ParallelServer *server,
                                  guint                 n_items,
                                  guint32               seed);

G_END_DECLS
