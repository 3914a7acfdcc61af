/* batch-exchange-state-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-cancel-relay-private.h"
#include "http/batch-exchange-private.h"

G_BEGIN_DECLS

/* One request and what has come of it. Shared by the files of batch-exchange. */

typedef struct _BatchExchange BatchExchange;

typedef enum
{
  BATCH_DEADLINE_CONNECT,
  BATCH_DEADLINE_FIRST_BYTE,
  BATCH_DEADLINE_IDLE,
  BATCH_DEADLINE_TOTAL,
  BATCH_DEADLINE_END,
  BATCH_N_DEADLINES,
} BatchExchangeDeadline;

struct _BatchExchange
{
  BatchExchangeShared *shared;
  GTask               *task;           /* (owned) */
  SoupMessage         *message;        /* (owned) */
  GBytes              *request;        /* (owned) (nullable) what is sent, in memory */
  GError              *lost;           /* (owned) (nullable) what ended the first try */
  BatchPooledSession  *session;        /* lent by the pool */
  BatchCancelRelay     cancel;         /* from the one of the task */
  GInputStream        *stream;         /* (owned) (nullable) once there are headers */
  GSource             *readable;       /* (owned) (nullable) while there is more to come */
  GByteArray          *body;           /* (owned) (nullable) */
  BatchStream         *events;         /* (owned) (nullable) in place of a body */
  GError              *timeout;        /* (owned) (nullable) what ran out before the headers */
  gint64               started;        /* monotonic, µs */
  gint64               headers;        /* monotonic, µs */
  gint64               received;       /* bytes of the body */
  gint64               heard;          /* of those, when it was looked last */
  gint64               progress_at;    /* monotonic, µs */
  BatchFollower        follower;
  BatchDeadline        phase_deadline;
  BatchDeadline        total_deadline;
  GList                silent;         /* in those of the shared, while @asks */
  guint                n_refused;      /* looks in a row that found nobody there */
  guint                may_stream : 1;
  guint                asks : 1;
};

/* --- Deadlines --- */

void     batch_exchange_start_deadlines     (BatchExchange         *self);
/* The one for connecting and waiting. */
void     batch_exchange_start_phase         (BatchExchange         *self,
                                             gint64                 from);
/* In place of the one before, unless it is the total. @duration_ms: 0: for ever */
void     batch_exchange_start_deadline      (BatchExchange         *self,
                                             BatchExchangeDeadline  kind,
                                             gint64                 from,
                                             gint64                 duration_ms);
/* Until the answer begins, which the server is looked for now and then meanwhile. */
void     batch_exchange_wait_for_answer     (BatchExchange         *self);
/* It does not want to know any more whether the server is there. */
void     batch_exchange_stop_asking         (BatchExchange         *self);
/* Monotonic µs; 0 before it was sent. */
gint64   batch_exchange_get_sent_at         (BatchExchange         *self);
/* The same, and the other exchanges learn of it. */
gint64   batch_exchange_note_when_sent      (BatchExchange         *self);

/* --- Reading --- */

void     batch_exchange_read_body           (BatchExchange         *self);
void     batch_exchange_stop_waiting        (BatchExchange         *self);
/* Bytes, or -1 when the answer does not say. */
goffset  batch_exchange_get_declared_length (BatchExchange         *self);

/* Whether the server has closed a connection just as it was used again, so that the request can be
 * sent by another one. */
gboolean batch_exchange_met_closing         (BatchExchange         *self,
                                             const GError          *error);

/* --- The end: each of these frees the exchange --- */

/* @error: (transfer full) */
void     batch_exchange_fail                (BatchExchange         *self,
                                             GError                *error);
/* What libsoup or GIO says. */
void     batch_exchange_fail_io             (BatchExchange         *self,
                                             const GError          *error);
void     batch_exchange_fail_too_large      (BatchExchange         *self);
/* The connection has ended before the answer. */
void     batch_exchange_fail_cut            (BatchExchange         *self);
void     batch_exchange_finish_plain        (BatchExchange         *self);
/* @whole: whether the connection is good for the next request */
void     batch_exchange_finish_stream       (BatchExchange         *self,
                                             gboolean               whole);

G_END_DECLS
