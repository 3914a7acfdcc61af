/* simulator/batch-simulator-log-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "simulator/batch-simulator-log.h"
#include "simulator/batch-simulator-tally.h"

G_BEGIN_DECLS

#define ENTRIES_PER_BLOCK 4096
#define MAX_STATUS        600     /* what is above is counted there */

/* An event as it is kept: a million of them should not be felt. */
typedef struct
{
  guint64     hash;               /* of an order: how long to keep the model */
  const char *marker;             /* (nullable) */
  guint32     start_ms;
  guint32     end_ms;
  guint16     model;              /* names, by index */
  guint16     path;
  guint16     fault;
  guint16     status;
  guint16     in_flight;
  guint16     attempt;
  char        prompt[BATCH_SIMULATOR_PREFIX];
  guint8      event;
  guint8      ended : 1;
  guint8      answered : 1;
  guint8      closed_by_client : 1;
  guint8      says_keep : 1;
  guint8      streams : 1;
} Entry;

struct _BatchSimulatorLog
{
  GMutex                  mutex;
  GPtrArray              *blocks;             /* of arrays of Entry, which never move */
  guint64                 length;
  GPtrArray              *names;
  GHashTable             *name_indices;
  GArray                 *model_counts;       /* guint64, by index of the name */
  GStringChunk           *markers;
  BatchSimulatorTally    *tally;
  BatchSimulatorCounters  counters;
  guint64                 status_counts[MAX_STATUS + 1];
  gint64                  start;
  guint                   round;              /* how often it was reset */
  const BatchSimulatorClock *clock;
  gboolean                keep;
};

/* All with the mutex held. */
guint       batch_simulator_log_intern      (BatchSimulatorLog    *self,
                                             const char           *name);
const char *batch_simulator_log_name        (BatchSimulatorLog    *self,
                                             guint                 index);
Entry      *batch_simulator_log_entry       (BatchSimulatorLog    *self,
                                             guint64               seq);
void        batch_simulator_log_fill_record (BatchSimulatorLog    *self,
                                             guint64               seq,
                                             BatchSimulatorRecord *record);

G_END_DECLS
