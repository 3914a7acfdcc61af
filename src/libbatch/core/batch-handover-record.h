/* batch-handover-record.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"

G_BEGIN_DECLS

/* Items of a job that are handed to a provider as one batch of its own. They are leased by
 * the handover, not by an engine, so that they stay with it when an engine dies. Times are
 * µs since the epoch; 0 is "not yet". */
typedef struct
{
  char               *id;          /* also its mark at the provider */
  char               *job_id;
  char               *server;      /* the lane of the provider */
  char               *endpoint;    /* (nullable) of all its items */
  char               *key;         /* (nullable) the model of all its items */
  char               *file_id;     /* (nullable) of its input at the provider */
  char               *upstream_id; /* (nullable) of the batch at the provider */
  char               *note;        /* (nullable) why it waits, or what was wrong, for people */
  BatchHandoverState  state;
  gint64              sequence;
  gint64              generation;  /* of the lease on the handover itself */
  gint64              n_items;
  gint64              n_bytes;
  gint64              n_done;      /* as the provider tells */
  gint64              n_failed;    /* likewise */
  gint64              n_missing;   /* items without a line in what the provider gave */
  gint64              n_unknown;   /* lines that belong to no item */
  gint64              created_at;
  gint64              sent_at;     /* when the batch was to be made at the provider */
  gint64              ended_at;
} BatchHandoverRecord;

BATCH_AVAILABLE_IN_ALL
BatchHandoverRecord *batch_handover_record_new  (void);
BATCH_AVAILABLE_IN_ALL
BatchHandoverRecord *batch_handover_record_copy (const BatchHandoverRecord *record);
BATCH_AVAILABLE_IN_ALL
void                 batch_handover_record_free (BatchHandoverRecord       *record);

/* How much goes into one. */
typedef struct
{
  guint    max_items;
  gint64   max_bytes;
  guint    item_bytes;             /* that each takes beyond its body */
  gboolean one_key;                /* … and all of them of one key */
} BatchHandoverLimits;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchHandoverRecord, batch_handover_record_free)

G_END_DECLS
