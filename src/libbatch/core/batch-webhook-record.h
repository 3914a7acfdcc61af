/* batch-webhook-record.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"

G_BEGIN_DECLS

/* Who is told what becomes of jobs, and what is told. Times are µs since the epoch; 0 is
 * "not yet" or "never". */

typedef struct
{
  char     *url;
  gint64    created_at;
  gint64    gone_at;               /* when it said that it is no more */
  gboolean  allow_private;         /* it may be an address that strangers cannot reach */
  gboolean  is_target;             /* it is told of every job */
} BatchWebhookRecord;

BATCH_AVAILABLE_IN_ALL
BatchWebhookRecord *batch_webhook_record_copy (const BatchWebhookRecord *webhook);
BATCH_AVAILABLE_IN_ALL
void                batch_webhook_record_free (BatchWebhookRecord       *webhook);

typedef enum
{
  BATCH_DELIVERY_WAITING,
  BATCH_DELIVERY_DELIVERED,
  BATCH_DELIVERY_GIVEN_UP,
} BatchDeliveryState;

BATCH_AVAILABLE_IN_ALL
const char *batch_delivery_state_word (BatchDeliveryState state);

/* An event on its way to one target. */
typedef struct
{
  gint64              sequence;
  char               *event_id;    /* the same for every target */
  gint64              event;       /* grows from one event to the next */
  char               *kind;        /* "batch.completed", … */
  char               *job_id;
  char               *batch_id;    /* (nullable) what its client calls it, if not as its job */
  BatchJobState       job_state;   /* … and counts, as they were then */
  char               *url;
  BatchCounts         counts;
  gint64              created_at;
  gint64              due_at;      /* G_MAXINT64: another one goes before, or files are made */
  gint64              ended_at;
  BatchDeliveryState  state;
  guint               attempts;
  guint               status_code; /* of the last attempt; 0: there was no answer */
  char               *error;       /* (nullable) of the last attempt */
} BatchDeliveryRecord;

BATCH_AVAILABLE_IN_ALL
void                batch_delivery_record_free (BatchDeliveryRecord      *delivery);

/* What came of an attempt at one. */
typedef struct
{
  gint64              sequence;
  BatchDeliveryState  state;
  gint64              due_at;      /* when it still waits */
  guint               status_code;
  char               *error;       /* (nullable) */
  gboolean            gone;        /* nothing more goes to this target */
} BatchDeliveryEnding;

BATCH_AVAILABLE_IN_ALL
BatchDeliveryEnding *batch_delivery_ending_copy (const BatchDeliveryEnding *ending);
BATCH_AVAILABLE_IN_ALL
void                 batch_delivery_ending_free (BatchDeliveryEnding       *ending);

/* What is told when a job comes to @state; NULL: nothing. */
BATCH_AVAILABLE_IN_ALL
const char          *batch_webhook_event        (BatchJobState              state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchWebhookRecord, batch_webhook_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchDeliveryRecord, batch_delivery_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchDeliveryEnding, batch_delivery_ending_free)

G_END_DECLS
