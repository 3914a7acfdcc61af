/* batch-executor-state-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-clock-private.h"
#include "executor/batch-call-private.h"
#include "executor/batch-easing-private.h"
#include "executor/batch-executor-private.h"
#include "executor/batch-history-buffer-private.h"
#include "executor/batch-trouble-private.h"
#include "files/batch-file-store-private.h"
#include "intake/batch-import-queue-private.h"
#include "lanes/batch-lane-private.h"
#include "lanes/batch-lease-returns-private.h"
#include "planning/batch-estimator-private.h"
#include "planning/batch-eta-watch-private.h"
#include "planning/batch-lane-order-private.h"
#include "planning/batch-scheduler-private.h"
#include "planning/batch-list-ranks-private.h"
#include "webhook/batch-dispatcher-private.h"
#include "workers/batch-http-handler-private.h"

G_BEGIN_DECLS

/* What goes by what the store says now of the model servers. */
typedef void (*BatchServersFunc) (BatchExecutor *self,
                                  gpointer       data);

/* A walk through the jobs of a lane, to estimate those that wait. */
typedef struct _BatchEtaRound BatchEtaRound;

/* How the ids of lanes begin, before the URL of a server or the name of a handler. */
#define BATCH_HTTP_LANE    "http:"
#define BATCH_HANDLER_LANE "handler:"
/* Where the jobs are that workers outside claim. */
#define BATCH_WORKERS_LANE BATCH_HANDLER_LANE BATCH_WORKERS

/* What the files of the executor share. All of it, but for the first part, is only
 * touched on the engine thread. */
struct _BatchExecutor
{
  GThread                     *thread;
  GMainContext                *context;
  BatchMailbox                *inbox;
  BatchMailbox                *outbox;
  const BatchExecutorListener *listener;
  BatchClock                  *clock;
  char                        *store_uri;
  char                        *engine_id;
  gboolean                     read_only;        /* it has not joined, and changes nothing */
  int                          watch_items;     /* atomic */
  int                          watch_plan;      /* atomic */

  GMainLoop                   *loop;
  BatchStore                  *store;           /* NULL until it is open */
  BatchFileStore              *files;
  BatchRoster                 *roster;
  BatchListRanks              *list_ranks;
  GHashTable                  *lanes;           /* id to BatchLane */
  GHashTable                  *handlers;        /* the set of registered names */
  GHashTable                  *urls;            /* of this process, see -addresses.c */
  GHashTable                  *backends;        /* name to BatchBackendRecord */
  GHashTable                  *servers;         /* server key to the first of those there */
  GHashTable                  *addresses;       /* server key to the one that is used */
  GHashTable                  *inputs;          /* job id to BatchBlobSource */
  GHashTable                  *unpublished;     /* the set of ids of jobs that changed */
  GHashTable                  *orders;          /* lease to BatchLaneOrder, what people made */
  GHashTable                  *watched;         /* "job:position" to what is told of it live */
  GHashTable                  *gpus;            /* by name, see -gpus.c */
  GHashTable                  *rooms;           /* server to for how many models, see -room.c */
  GPtrArray                   *troubles;        /* of BatchTrouble, under way */
  GHashTable                  *told_slots;      /* server to how many it says at a time */
  GHashTable                  *refused_uses;    /* what models cannot do, see -refused.c */
  GPtrArray                   *waiters;         /* of BatchLaneWaiter */
  GHashTable                  *parallel;        /* what was found out, see -parallel.c */
  GHashTable                  *waits;           /* job id to (position to waits in a row) */
  BatchEstimator              *estimator;
  GHashTable                  *sweeping;        /* the set of ids of jobs being swept */
  GHashTable                  *put_off;         /* the set of ids of jobs, see -put-off.c */
  BatchImportQueue            *imports;         /* those under way */
  GQueue                       pauses;          /* of BatchCall, until all is quiet */
  GQueue                       held_calls;      /* of BatchCall, until the store is open */
  char                        *backends_fingerprint; /* (nullable) of the servers, as read */
  GQueue                       server_askers;   /* see -backends.c; the first of them … */
  guint                        n_asking;        /* … are being answered */
  GSource                     *publish_timer;
  guint                        publish_ms;      /* until the next time; grows with its cost */
  gint64                       publish_took_us;
  GSource                     *wake_timer;
  GSource                     *expiry_timer;
  GSource                     *put_off_timer;
  GSource                     *kick;
  GSource                     *look;            /* whether a lane to the same server has left */
  GSource                     *eta_timer;
  GQueue                       eta_rounds;      /* of BatchEtaRound */
  GHashTable                  *claims;          /* id to Claim */
  char                        *claimed_key;     /* that workers outside were given last */
  GSource                     *claim_timer;
  BatchLeaseReturns           *returns;         /* (nullable) of what workers do not get */
  GSource                     *plan_timer;
  guint                        plan_ms;      /* until the next one; grows with its cost */
  gint64                       plan_took_us;
  BatchHistoryBuffer          *history_buffer;
  BatchDispatcher             *dispatcher;      /* NULL until the store is open */
  GSource                     *history_timer;
  gint64                       history_folded_at;
  GHashTable                  *loads;           /* lane to the BatchLoadRecord under way */
  GHashTable                  *lane_keys;       /* (nullable) lane to what is loaded there */
  gint64                       lane_keys_at;    /* when that was so, monotonic */
  GHashTable                  *swapped;         /* the set of lanes whose model others took */
  GHashTable                  *eta_watches;     /* job id to BatchEtaWatch */
  GHashTable                  *native;          /* job id to what is handed to its provider */
  GSource                     *native_timer;
  GSource                     *working_timer;
  GSource                     *keep_timer;
  GSource                     *relearn_timer;
  GSource                     *retell_timer;
  GHashTable                  *held;            /* lane to (model to how), of engines that died */
  GSource                     *held_timer;
  char                        *default_backend;
  gint64                       last_change;
  GHashTable                  *under_way;       /* of GVariant by lease, as in the store */
  BatchEasing                  keeping;         /* what was learnt */
  BatchEasing                  relearning;      /* what others have kept of that */
  gint64                       next_wake;       /* 0: nothing backs off */
  gint64                       next_expiry;     /* 0: no deadline */
  BatchHttpOptions             http;
  BatchLoadPatience            load_times;      /* at least */
  BatchChatTimes               chat_times;
  guint                        n_chat_sources;     /* from whom chats may come */
  BatchPolicy                  policy;
  guint                        max_failures_in_a_row;  /* 0: any number */
  guint                        max_server_failures;    /* likewise */
  guint                        loads_done;
  guint                        loads_swapped;   /* of them, as others had taken the model away */
  guint                        loads_left;      /* as they were counted last */
  gint64                       count_loads_at;  /* not before; monotonic */
  gint64                       count_loads_took_us;
  GSource                     *loads_timer;
  char                        *told_key;        /* (nullable) what the owner thinks is worked on */
  guint                        n_trials;        /* that are under way, see -trials.c */
  guint                        n_keeping;       /* preferences on their way to the store */
  guint                        n_background_tasks;    /* threads that use the store */
  GCancellable                *ending;          /* … for those that take long */
  guint                        opened : 1;
  guint                        alone : 1;       /* when it was opened */
  guint                        active : 1;
  guint                        paused : 1;
  guint                        pausing : 1;     /* the owner is still to be told */
  guint                        stopping : 1;
  guint                        etas_stale : 1;
  guint                        lists_lane_keys : 1;
  guint                        was_active : 1;
  guint                        told_working : 1; /* what the store was last told of us */
  guint                        working_unsure : 1; /* whether it has that */
  guint                        others_work : 1;
  guint                        work_left : 1;    /* … by those that died, for who only looks */
};

/* batch-executor.c */
/* For what is only put off, to spare work: by real time. */
GSource   *batch_executor_add_timer     (BatchExecutor        *self,
                                         guint                 ms,
                                         GSourceFunc           func);
/* How long such a thing is not to be done again, in ms, when it took so long.
 * @before_us: (inout): how long it took before, from 0 */
guint      batch_executor_pause_after   (gint64                took_us,
                                         gint64               *before_us);
/* For what a rule has to wait for: by the clock of the engine. */
GSource   *batch_executor_add_wait      (BatchExecutor        *self,
                                         gint64                ms,
                                         GSourceFunc           func);
void       batch_executor_clear_timer   (GSource             **timer);
/* Tells who looks after the program what could not be done in the background. */
void       batch_executor_warn          (BatchExecutor        *self,
                                         const GError         *error,
                                         const char           *format,
                                         ...) G_GNUC_PRINTF (3, 4);

/* batch-executor-opening.c */
void       batch_executor_open          (BatchExecutor        *self);

/* batch-executor-stopping.c: dropped, not closed */
void       batch_executor_hear_store    (BatchExecutor        *self);

/* batch-executor-peers.c: the other engines on the same store */
void       batch_executor_read_changes  (BatchExecutor        *self);

/* batch-executor-put-off.c: jobs of which the store could not take what was due */
/* @what: what it was, as in “Ending” */
void       batch_executor_put_off       (BatchExecutor        *self,
                                         const char           *job_id,
                                         const GError         *error,
                                         const char           *what);
/* The store has taken it, or nobody needs it any more. */
void       batch_executor_settle_put_off (BatchExecutor       *self,
                                         const char           *job_id);
/* Tries it again now. */
void       batch_executor_hurry_jobs    (BatchExecutor        *self);

/* batch-executor-jobs.c: one place that takes in what the store says of a job. */
void       batch_executor_apply         (BatchExecutor        *self,
                                         BatchJobRecord       *record);
/* What @record, the latest of its job, wants to be done next. */
void       batch_executor_do_what_is_due (BatchExecutor       *self,
                                         BatchJobRecord       *record);
void       batch_executor_apply_all     (BatchExecutor        *self,
                                         GPtrArray            *records);
void       batch_executor_read_job      (BatchExecutor        *self,
                                         const char           *job_id,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
void       batch_executor_refresh       (BatchExecutor        *self,
                                         const char           *job_id);
void       batch_executor_count_load    (BatchExecutor        *self,
                                         const char           *job_id);
void       batch_executor_wake          (BatchExecutor        *self,
                                         gint64                now);

/* batch-executor-values.c: what was found out in one run, for the next one */
typedef void (*BatchValueFunc)          (BatchExecutor        *self,
                                         const char           *name,
                                         const char           *value);
typedef void (*BatchRestoredFunc)       (BatchExecutor        *self);
/* @space: a string that lives for ever */
void       batch_executor_keep_value    (BatchExecutor        *self,
                                         const char           *space,
                                         const char           *name,
                                         const char           *value);
/* Hands each value of @space to @take, and calls @done (nullable) when all were. */
void       batch_executor_restore_values (BatchExecutor       *self,
                                         const char           *space,
                                         BatchValueFunc        take,
                                         BatchRestoredFunc     done);

G_END_DECLS
