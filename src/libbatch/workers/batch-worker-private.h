/* batch-worker-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"
#include "core/batch-timings-private.h"
#include "core/batch-verdict-private.h"

G_BEGIN_DECLS

/* Who does the work of a lane: sends requests, or hands attempts to a registered
 * handler. Everything happens on the engine thread. */

/* How an attempt ended, before it is decided what becomes of the item. */
typedef struct
{
  BatchItemStatus   status;        /* succeeded, failed, skipped, cancelled */
  BatchVerdict      verdict;       /* what follows from it */
  BatchFailureKind  failure_kind;
  BatchReviewReason review_reason; /* with succeeded */
  char             *message;       /* (nullable) one sentence */
  char             *obstacle;      /* (nullable) the member of the request that it is about */
  GBytes           *body;          /* (nullable) the exact answer */
  char             *request_id;    /* (nullable) */
  int               status_code;
  BatchError        error;           /* of whom it keeps out; 0: @failure_kind says it */
  gint64            retry_after_ms;  /* -1: not asked for */
  gint64            prompt_tokens;   /* -1: the answer does not say; so is the next */
  gint64            output_tokens;
  gint64            cached_tokens;   /* of the prompt */
  gsize             written_bytes;   /* of the answer; 0: that is not known */
  BatchTimings      timings;         /* as the server tells them */
  guint             retriable : 1;
  guint             costs_attempt : 1;
  guint             server_down : 1; /* nobody answers: the whole lane waits */
  guint             lasting : 1;     /* and waiting does not help */
  guint             shut_out : 1;    /* nobody may come in: likewise */
  guint             open : 1;        /* whether it is about all of them: another one shows it */
  guint             unloaded : 1;    /* it waits for a load that nobody may have begun */
  guint             passing : 1;     /* others of the model were looked at a moment ago */
  guint             many_behind : 1; /* … of it wait, and will show how long that takes */
  guint             others_first : 1; /* they may be answered: it comes back after the lane does */
  guint             unproved : 1;    /* it may have waited for a load that others began */
} BatchEnding;

BatchEnding *batch_ending_new  (BatchItemStatus  status);
void         batch_ending_free (BatchEnding     *ending);

typedef struct _BatchWorker BatchWorker;
typedef struct _BatchChat BatchChat;

/* @ending: (transfer full) */
typedef void (*BatchWorkerFunc) (BatchEnding *ending,
                                 gpointer     user_data);

/* The server has begun to answer. */
typedef void (*BatchWorkerSpoke) (gpointer user_data);

struct _BatchWorker
{
  BatchWorkerSpoke spoke;          /* (nullable) for who wants to know */
  /* (nullable): whether that is so of the request */
  gboolean (*is_waited_for) (gpointer user_data);

  void (*perform) (BatchWorker          *self,
                   const BatchJobRecord *job,
                   BatchItemRecord      *item,
                   GBytes               *payload,
                   GCancellable         *cancellable,
                   BatchWorkerFunc       func,
                   gpointer              user_data);
  /* (nullable): sends the request of @chat; a stream goes to its client as it comes, and any
   * other answer is the body of the ending */
  void (*converse) (BatchWorker         *self,
                   BatchChat            *chat,
                   BatchWorkerFunc       func,
                   gpointer              user_data);
  /* (nullable): the key may be another one, for what is sent from now on */
  void (*renew)   (BatchWorker          *self,
                   const char           *key_name);
  /* (nullable): somebody has asked the server what kind it is; NULL: it does not tell */
  void (*know)    (BatchWorker          *self,
                   const char           *kind);
  void (*free)    (BatchWorker          *self);
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchEnding, batch_ending_free)

G_END_DECLS
