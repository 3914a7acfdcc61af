/* http/batch-exchange-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <libsoup/soup.h>

#include "http/batch-client-private.h"
#include "http/batch-deadlines-private.h"
#include "http/batch-reach-private.h"
#include "http/batch-session-pool-private.h"
#include "http/batch-stream-private.h"

G_BEGIN_DECLS

#define BATCH_EXCHANGE_SCRATCH (64 * 1024)

/* What the exchanges of one client share. */
typedef struct
{
  BatchSessionPool    *sessions;
  BatchDeadlines      *deadlines;
  BatchReach          *reach;
  GQueue               silent;   /* exchanges that want to know what it finds */
  gint64               looked_at; /* monotonic, µs */
  gboolean             refuses;  /* what was found then */
  GCancellable        *abort;    /* (owned) always cancelled */
  char                *url;      /* (owned) for messages */
  guint8              *scratch;  /* (owned) BATCH_EXCHANGE_SCRATCH bytes */
  BatchClientSettings  settings;
  gint64               last_sent; /* when the latest request known of was sent, monotonic µs */
} BatchExchangeShared;

/* For a request whose answer may be a stream. */
typedef struct
{
  BatchClientProgress  progress;      /* (nullable) */
  gpointer             progress_data;
  BatchReplyForm       form;          /* of the answer */
  BatchClientEventFunc event;         /* (nullable) in place of an answer there are events */
  gpointer             event_data;
  const BatchRelay    *relay;         /* (nullable) gets a stream as it comes … */
  gpointer             relay_data;
  BatchEndpoint        asked;         /* … in the words of this; NONE: as it is */
  gboolean             tells_usage;   /* in those of chats */
  GBytes              *request;       /* (nullable) what was asked for in those of responses */
} BatchFollower;

BatchDeadlines *batch_exchange_deadlines_new (void);
/* Of the server of @shared, a BatchExchangeShared. */
void            batch_exchange_reached       (gboolean             refuses,
                                              gpointer             shared);
void            batch_exchange_run           (BatchExchangeShared *shared,
                                              SoupMessage         *message,
                                              GBytes              *body,
                                              const BatchFollower *follower,
                                              GTask               *task);

G_END_DECLS
