/* batch-store-requests.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"

G_BEGIN_DECLS

/* What is asked of a store, and what it answers, where that is much. All of a request is the
 * caller's, and so are the arrays of an answer. */

/* Waiting items of @key of one job, for the engine. */
typedef struct
{
  const char *engine_id;
  const char *job_id;
  const char *key;
  gint64      first;               /* position; -1: those that begin alike one after the other */
  guint       limit;
} BatchClaimRequest;

/* How attempts ended, and which are running from now on. */
typedef struct
{
  const char         *engine_id;
  const BatchFinish **finishes;
  guint               n_finishes;
  const BatchLease   *starts;
  guint               n_starts;
} BatchAdvanceRequest;

typedef struct
{
  gboolean  *finished;             /* for each finish, whether it was taken */
  gboolean  *started;              /* for each start */
  GPtrArray *jobs;                 /* of BatchJobRecord, as they are now: to be added to */
} BatchAdvanceAnswer;

/* That an engine wants to work in a lane. */
typedef struct
{
  const char *engine_id;
  const char *lane;
  const char *key;
  gint64      visit_gap;           /* µs; 0: to stay */
} BatchLaneRequest;

typedef struct
{
  gboolean  entered;
  char     *resident;              /* (transfer full) (nullable): key it holds, or held last */
  gint64    again_at;              /* when it may be tried, if it was too early; 0 */
} BatchLaneAnswer;

/* Of how many requests the server of a lane is to get at a time. */
typedef struct
{
  const char *engine_id;
  const char *lane;
  guint       limit;               /* of all engines in it together; 0: this one goes by none */
  guint       in_use;              /* that it has under way */
  gboolean    urgent;              /* clients wait for them */
} BatchLaneShareRequest;

typedef struct
{
  guint n_others;                  /* engines that are in the lane, too */
  guint n_engines;                 /* that share the slots, in an order, */
  guint place;                     /* and where in it the one is that asks, from 0 */
  guint slots;                     /* that it may use; more once others have let them go */
} BatchLaneShare;

/* How far a retry has come. */
typedef struct
{
  gint64          n_retried;
  gint64          next;            /* where to go on; -1: at the end */
  BatchJobRecord *after;           /* (transfer full): the job as it is now */
} BatchRetryAnswer;

G_END_DECLS
