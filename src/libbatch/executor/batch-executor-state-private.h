/* batch-executor-state-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "executor/batch-call-private.h"
#include "executor/batch-executor-private.h"
#include "executor/batch-history-buffer-private.h"
#include "files/batch-file-store-private.h"
#include "intake/batch-import-line-private.h"
#include "lanes/batch-lane-private.h"
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
  char                        *store_uri;
  char                        *engine_id;
  int                          watch_items;     /* atomic */
  int                          watch_plan;      /* atomic */

  GMainLoop                   *loop;
  BatchStore                  *store;           /* NULL until it is open */
  BatchFileStore              *files;
  BatchRoster                 *roster;
  BatchListRanks              *list_ranks;
  GHashTable                  *lanes;           /* id to BatchLane */
  GHashTable                  *handlers;        /* the set of registered names */
  GHashTable                  *urls;            /* of this process: URL to API key or "" */
  GHashTable                  *backends;        /* name to BatchBackendRecord */
  GHashTable                  *servers;         /* address to the first of those there */
  GHashTable                  *inputs;          /* job id to BatchBlobSource */
  GHashTable                  *unpublished;     /* the set of ids of jobs that changed */
  GHashTable                  *orders;          /* lane to BatchLaneOrder, what people made */
  GHashTable                  *watched;         /* "job:position" to what is told of it live */
  GHashTable                  *gpus;            /* by name, see -gpus.c */
  GHashTable                  *rooms;           /* server to for how many models, see -room.c */
  GHashTable                  *told_slots;      /* server to how many it says at a time */
  GHashTable                  *refused_uses;    /* what models cannot do, see -refused.c */
  GPtrArray                   *waiters;         /* of BatchLaneWaiter */
  GHashTable                  *parallel;        /* what was found out, see -parallel.c */
  GHashTable                  *waits;           /* "job:position" to waits in a row */
  BatchEstimator              *estimator;
  GHashTable                  *sweeping;        /* the set of ids of jobs being swept */
  BatchImportLine             *imports;         /* the line of those under way */
  GQueue                       pauses;          /* of BatchCall, until all is quiet */
  GQueue                       held_calls;      /* of BatchCall, until the store is open */
  char                        *roll;            /* (nullable) of the servers, as they were read */
  GQueue                       server_askers;   /* see -backends.c; the first of them … */
  guint                        n_asking;        /* … are being answered */
  GSource                     *publish_timer;
  GSource                     *wake_timer;
  GSource                     *expiry_timer;
  GSource                     *kick;
  GSource                     *eta_timer;
  GQueue                       eta_rounds;      /* of BatchEtaRound */
  GHashTable                  *claims;          /* id to Claim */
  char                        *claimed_key;     /* that workers outside were given last */
  GSource                     *claim_timer;
  GSource                     *plan_timer;
  guint                        plan_ms;      /* until the next one; grows with its cost */
  BatchHistoryBuffer          *history_buffer;
  BatchDispatcher             *dispatcher;      /* NULL until the store is open */
  GSource                     *history_timer;
  gint64                       history_folded_at;
  GHashTable                  *loads;           /* lane to the BatchLoadRecord under way */
  GHashTable                  *swapped;         /* the set of lanes whose model others took */
  GHashTable                  *eta_watches;     /* job id to BatchEtaWatch */
  GHashTable                  *native;          /* job id to what is handed to its provider */
  GSource                     *native_timer;
  GHashTable                  *held;            /* lane to (model to how), of engines that died */
  GSource                     *held_timer;
  char                        *default_backend;
  gint64                       last_change;
  gint64                       estimates_kept_at;
  gint64                       estimates_read_at;
  gint64                       next_wake;       /* 0: nothing backs off */
  gint64                       clock_lead;      /* of the wall clock on the one that never jumps */
  gint64                       next_expiry;     /* 0: no deadline */
  BatchHttpOptions             http;
  BatchLoadPatience            load_times;      /* at least */
  BatchChatTimes               chat_times;
  BatchPolicy                  policy;
  guint                        max_failures_in_a_row;  /* 0: any number */
  guint                        loads_done;
  guint                        loads_swapped;   /* of them, as others had taken the model away */
  char                        *told_key;        /* (nullable) what the owner thinks is worked on */
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
  guint                        was_active : 1;
};

/* batch-executor.c */
GSource   *batch_executor_add_timer     (BatchExecutor        *self,
                                         guint                 ms,
                                         GSourceFunc           func);
void       batch_executor_clear_timer   (GSource             **timer);
/* What waits is timed by it: the wall clock, but it never goes back. */
gint64     batch_executor_now           (BatchExecutor        *self);
/* Tells who looks after the program what could not be done in the background. */
void       batch_executor_warn          (BatchExecutor        *self,
                                         const GError         *error,
                                         const char           *format,
                                         ...) G_GNUC_PRINTF (3, 4);

/* batch-executor-opening.c */
void       batch_executor_open          (BatchExecutor        *self);

/* batch-executor-stopping.c: dropped, not closed */
void       batch_executor_hear_store    (BatchExecutor        *self);

/* batch-executor-others.c: the other engines on the same store */
void       batch_executor_read_changes  (BatchExecutor        *self);

/* batch-executor-waiters.c: who waits for what others hold */
void       batch_executor_read_waiters  (BatchExecutor        *self);
/* Returns: (nullable): the key for which another engine waits for @lane, but for that one, with
 * which it may come in. @urgent: only one whose client waits. Good until somebody else waits */
const char *batch_executor_find_waiter  (BatchExecutor        *self,
                                         const char           *lane,
                                         const char           *but_for,
                                         gboolean              urgent);
/* We do. @key: (nullable): no more */
void       batch_executor_tell_waits    (BatchExecutor        *self,
                                         const char           *lane,
                                         const char           *key,
                                         gboolean              urgent);
void       batch_executor_watch_others  (BatchExecutor        *self);
void       batch_executor_look_around   (BatchExecutor        *self);

/* batch-executor-jobs.c: one place that takes in what the store says of a job. */
void       batch_executor_apply         (BatchExecutor        *self,
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

/* batch-executor-routes.c: which lane a job belongs to. NULL: none here can run it. */
char      *batch_executor_find_lane     (BatchExecutor        *self,
                                         const BatchJobRecord *record);
/* The lane that it belongs to, also when others run it; and that one for people. */
char      *batch_executor_name_lane     (BatchExecutor        *self,
                                         const BatchJobRecord *record);
/* What the owner is told of @record. Returns: (transfer full) */
BatchJobRecord *batch_executor_ref_told (BatchExecutor        *self,
                                         BatchJobRecord       *record);
/* Whether the jobs of the server at @url go there. */
gboolean   batch_executor_is_lane_of    (const char           *lane,
                                         const char           *url);
const char *batch_executor_lane_title   (const char           *lane);
guint      batch_executor_default_slots (BatchExecutor        *self,
                                         const char           *lane);
guint      batch_executor_slots_of      (BatchExecutor        *self,
                                         const BatchBackendRecord *backend,
                                         const char           *lane);
const BatchBackendRecord *batch_executor_find_backend (BatchExecutor *self,
                                         const BatchJobRecord *record);
/* What this engine can run has changed. */
void       batch_executor_sort_anew     (BatchExecutor        *self);

/* batch-executor-backends.c */
void       batch_executor_take_backends (BatchExecutor        *self,
                                         GAsyncResult         *result);
void       batch_executor_reload_backends (BatchExecutor      *self);
/* The server of @lane has told what kind it is: kept where nobody knew. */
void       batch_executor_keep_kind     (BatchExecutor        *self,
                                         const char           *lane,
                                         const char           *kind);
/* Before anything that depends on what a server is: another process may have named it, or have
 * found out its kind, a moment ago. Whoever asks is answered in turn. */
void       batch_executor_ask_servers   (BatchExecutor        *self,
                                         BatchServersFunc      func,
                                         gpointer              data);
/* What names of models may leave out on the server of @record. Returns: (nullable): static */
const char *batch_executor_find_implied_tag (BatchExecutor    *self,
                                         const BatchJobRecord *record);
/* Of an address. Returns: (nullable) */
const BatchBackendRecord *batch_executor_find_server (BatchExecutor *self,
                                         const char           *url);
/* Returns: (nullable): NULL also of a handler */
const BatchBackendRecord *batch_executor_find_server_of (BatchExecutor *self,
                                         const char           *lane);
/* The server of a lane. */
BatchBackend *batch_executor_make_backend (BatchExecutor      *self,
                                         const char           *lane,
                                         GError              **error);
/* The key that this process was given with its address. Returns: (nullable) */
const char *batch_executor_find_key     (BatchExecutor        *self,
                                         const char           *lane);

/* batch-executor-held-models.c: the models that servers hold for us */
GHashTable *batch_executor_held_new     (void);
BatchModelLoader *batch_executor_make_loader (BatchExecutor        *self,
                                              const char           *lane);
/* Servers give back what they hold, those of other engines too: all that compute on @card, but
 * for that of the lane @but_for. */
void       batch_executor_clear_card    (BatchExecutor        *self,
                                         const char           *card,
                                         const char           *but_for,
                                         BatchModelLoaderDone  done,
                                         gpointer              user_data);
/* Others have had the lane: what its server holds is ours to give back now. */
void       batch_executor_adopt_current (BatchExecutor        *self,
                                         BatchLane            *lane,
                                         BatchModelLoaderDone  done,
                                         gpointer              user_data);
void       batch_executor_adopt_held    (BatchExecutor        *self,
                                         const char           *lane,
                                         BatchModelLoader     *loader);
void       batch_executor_read_held     (BatchExecutor        *self);
void       batch_executor_expect_settled (BatchExecutor       *self);
void       batch_executor_let_go        (BatchExecutor        *self,
                                         BatchModelLoaderDone  done,
                                         gpointer              user_data);

/* batch-executor-lanes.c */
void       batch_executor_ensure_lane   (BatchExecutor        *self,
                                         const BatchJobRecord *record,
                                         const char           *lane);
void       batch_executor_kick          (BatchExecutor        *self);
void       batch_executor_hold_lanes    (BatchExecutor        *self);
void       batch_executor_retry_lanes   (BatchExecutor        *self);
gboolean   batch_executor_lanes_are_quiet (BatchExecutor      *self);
void       batch_executor_abort_job     (BatchExecutor        *self,
                                         const char           *job_id);
void       batch_executor_abort_item    (BatchExecutor        *self,
                                         const char           *job_id,
                                         guint32               position);
void       batch_executor_give_back_job (BatchExecutor        *self,
                                         const char           *job_id);

/* batch-executor-native.c: jobs that are handed to providers */
GHashTable *batch_executor_native_table_new (void);
gboolean   batch_executor_is_native     (const BatchJobRecord *record);
/* The kind of its server, in a word. (nullable): it goes to none as a whole, or nobody knows */
char      *batch_executor_dup_provider  (BatchExecutor        *self,
                                         const BatchJobRecord *record);
/* Whether its server may have a batch API. */
gboolean   batch_executor_check_native  (BatchExecutor        *self,
                                         const BatchJobRecord *record,
                                         GError              **error);
/* @lane: (nullable): none here can run it */
void       batch_executor_carry         (BatchExecutor        *self,
                                         BatchJobRecord       *record,
                                         const char           *lane);
/* Something has changed for all of them. */
void       batch_executor_carry_all     (BatchExecutor        *self);
void       batch_executor_hurry_runners (BatchExecutor       *self);
void       batch_executor_stop_runners (BatchExecutor        *self);
gboolean   batch_executor_runners_are_quiet (BatchExecutor    *self);

/* batch-executor-chats.c: requests whose clients wait */
/* Chats have @lane, or have it no more. */
void       batch_executor_note_visit    (BatchExecutor        *self,
                                         BatchLane            *lane);
/* Answers with values: lane to the model that chats have it for, here or elsewhere. */
void       batch_executor_list_visits   (BatchExecutor        *self,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
/* Those of engines that are no more. */
void       batch_executor_forget_visits (BatchExecutor        *self);

/* batch-executor-host.c */
extern const BatchLaneHost batch_executor_lane_host;

/* batch-executor-endings.c: an attempt that was started, and ends */
void       batch_executor_note_start    (BatchExecutor        *self,
                                         BatchItemRecord      *item);
guint      batch_executor_count_wait    (BatchExecutor        *self,
                                         const BatchItemRecord *item,
                                         gboolean              costs_attempt);
BatchFinish *batch_executor_decide      (BatchExecutor        *self,
                                         BatchItemRecord      *item,
                                         const BatchEnding    *ending,
                                         gint64                duration_ms);
void       batch_executor_note_end      (BatchExecutor        *self,
                                         BatchItemRecord      *item,
                                         const BatchEnding    *ending,
                                         const BatchFinish    *finish,
                                         const char           *lane,
                                         guint                 slots,
                                         gboolean              during_load);

/* batch-executor-breaker.c: a job whose items fail one after the other */
void       batch_executor_count_failure (BatchExecutor        *self,
                                         BatchLiveJob         *job,
                                         const BatchFinish    *finish);

/* batch-executor-history.c: what was done */
void       batch_executor_note_attempt  (BatchExecutor        *self,
                                         const BatchHistoryBufferEntry *entry);
void       batch_executor_keep_history  (BatchExecutor        *self);
void       batch_executor_fold_history  (BatchExecutor        *self);
void       batch_executor_begin_load    (BatchExecutor        *self,
                                         BatchLane            *lane,
                                         const char           *job_id);
void       batch_executor_end_load      (BatchExecutor        *self,
                                         BatchLane            *lane,
                                         gint64                duration_ms);
/* Somebody else took the model of @lane away. @load_ms: of the load that a request of
 * @job_id had to wait for; -1: it is loaded again when it is needed */
void       batch_executor_note_swap     (BatchExecutor        *self,
                                         BatchLane            *lane,
                                         const char           *job_id,
                                         gint64                load_ms);

/* batch-executor-forecasts.c: whether estimates came true. @eta: (nullable) */
void       batch_executor_watch_forecast (BatchExecutor       *self,
                                         const BatchJobRecord *record,
                                         BatchEta             *eta);
/* Whether jobs are worked on has changed. */
void       batch_executor_tick_forecasts (BatchExecutor       *self);

/* batch-executor-live.c: for who reads along */
GHashTable *batch_executor_live_table_new (void);
void       batch_executor_live_began    (BatchExecutor        *self,
                                         const BatchItemRecord *item,
                                         gboolean              loading);
void       batch_executor_live_goes_on  (gpointer              host,
                                         const BatchItemRecord *item,
                                         BatchAnswerFold      *answer);
void       batch_executor_live_ended    (BatchExecutor        *self,
                                         const BatchItemRecord *item);

/* batch-executor-files.c. Returns: (transfer full): a BatchBlobSource */
GObject   *batch_executor_open_input    (BatchExecutor        *self,
                                         const char           *job_id,
                                         GError              **error);

/* batch-executor-claims.c: what workers outside have. @position: -1: every item */
void       batch_executor_abort_claims  (BatchExecutor        *self,
                                         const char           *job_id,
                                         gint64                position);
void       batch_executor_drop_claims   (BatchExecutor        *self);
void       batch_executor_count_in_flight (BatchExecutor      *self,
                                         const BatchItemRecord *item,
                                         int                   step);
/* Gives a worker those of @payloads (of BatchPayload) that were @started (of gboolean).
 * Returns: (transfer full): an array of BatchClaim */
GPtrArray *batch_executor_lend          (BatchExecutor        *self,
                                         GPtrArray            *payloads,
                                         GArray               *started,
                                         gint64                lease_ms);

/* batch-executor-pausing.c: a lane has come to rest */
void       batch_executor_note_quiet    (BatchExecutor        *self);

/* batch-executor-order.c: the orders that people made. @lane: its id */
void       batch_executor_find_turn     (BatchExecutor        *self,
                                         const char           *lane,
                                         const BatchGroup     *group,
                                         BatchScheduleGroup   *described);

/* batch-executor-preferences.c: what every engine on the store goes by */
void       batch_executor_read_preferences (BatchExecutor     *self,
                                         GAsyncReadyCallback   callback);
gboolean   batch_executor_take_preferences (BatchExecutor     *self,
                                         GAsyncResult         *result,
                                         GError              **error);
void       batch_executor_reload_preferences (BatchExecutor   *self);
/* The name of the order of a lane among them. */
char      *batch_executor_order_name    (const char           *lane);
void       batch_executor_keep_preference (BatchExecutor      *self,
                                         const char           *name,
                                         const char           *value);

/* batch-executor-groups.c: what waits in a lane, as the scheduler is told of it */
/* Tells the estimator which server has the models that wait in a lane. */
void       batch_executor_place_models  (BatchExecutor        *self,
                                         const char           *lane,
                                         GHashTable           *groups);
/* What a load takes, as far as its server lets expect; -1: nobody knows. */
double     batch_executor_load_ms       (BatchExecutor        *self,
                                         const char           *key);
BatchScheduleGroup batch_executor_describe_share (BatchExecutor *self,
                                         BatchGroup           *group,
                                         BatchShare           *share,
                                         guint                 slots);
/* @lane: (nullable): that of @id; @groups: (out): of BatchGroup, one for each that is described.
 * Returns: (transfer full): of BatchScheduleGroup */
GArray    *batch_executor_describe_groups (BatchExecutor      *self,
                                         BatchRoster          *roster,
                                         BatchLane            *lane,
                                         const char           *id,
                                         GPtrArray            *groups);

/* batch-executor-schedules.c: what the scheduler says of a lane */
/* What the server of a lane holds, as far as is known. @lane: (nullable); @loaded: (nullable):
 * what it holds where others work. Returns: (transfer full): of BatchScheduleResident, whose
 * strings are theirs */
GArray    *batch_executor_list_residents (BatchExecutor       *self,
                                         BatchLane            *lane,
                                         const char           *loaded);
/* @lane: (nullable): that of @id; @loaded: (nullable): what is loaded there */
BatchSchedule *batch_executor_schedule  (BatchExecutor        *self,
                                         const char           *id,
                                         BatchLane            *lane,
                                         const char           *loaded,
                                         GArray               *described,
                                         guint                 limit);
/* The key that is next in a lane where others work. Returns: (nullable) (transfer full) */
char      *batch_executor_next_key      (BatchExecutor        *self,
                                         const char           *lane,
                                         const char           *loaded);
BatchSchedule *batch_executor_plan_lane (BatchExecutor        *self,
                                         BatchLane            *lane,
                                         guint                 limit);
/* The keys that wait at a place of work, in the order of its plan.
 * @lane: (out): its id. Returns: (nullable): of char; NULL when nothing waits there */
GPtrArray *batch_executor_list_keys     (BatchExecutor        *self,
                                         const char           *title,
                                         char                **lane);
guint      batch_executor_count_loads_left (BatchExecutor     *self,
                                         BatchLane            *lane);

/* batch-executor-learning.c: what requests take, kept from run to run */
/* @cost: (nullable): as the server has told it */
void       batch_executor_learn         (BatchExecutor        *self,
                                         const BatchJobRecord *job,
                                         const BatchItemRecord *item,
                                         BatchSampleOutcome    outcome,
                                         gint64                duration_ms,
                                         guint                 parallel,
                                         gboolean              after_load,
                                         const BatchRequestCost *cost);
/* As far as it is known before it is sent. */
BatchRequestSize batch_executor_size_of (const BatchItemRecord *item);
void       batch_executor_learn_from_chat (BatchExecutor      *self,
                                         const BatchChat      *chat,
                                         gint64                duration_ms,
                                         guint                 parallel);
/* All that is kept from run to run, if it was not just now. */
void       batch_executor_keep_learnt   (BatchExecutor        *self);
void       batch_executor_keep_estimates (BatchExecutor       *self);
void       batch_executor_restore_estimates (BatchExecutor    *self);

/* batch-executor-gpus.c: who computes, of the servers that share a graphics card */
GHashTable *batch_executor_gpu_table_new (void);
/* Whether the lane may work now; else it is moved on when that may be so. */
gboolean   batch_executor_take_gpu      (BatchExecutor        *self,
                                         BatchLane            *lane);
/* It has nothing to do, or lets others go first. */
void       batch_executor_leave_gpu     (BatchExecutor        *self,
                                         BatchLane            *lane);
/* Whether it is to let others go first, who want the card, before it works on @next. */
gboolean   batch_executor_gives_way     (BatchExecutor        *self,
                                         BatchLane            *lane,
                                         const char           *next);
/* Whether the lane has its card; and when its turn is, 0: it has it, or needs none. */
gboolean   batch_executor_has_gpu       (BatchExecutor        *self,
                                         const char           *lane);
guint      batch_executor_gpu_turn      (BatchExecutor        *self,
                                         const char           *lane);
/* Whether the lane has it, and others want it. */
gboolean   batch_executor_gpu_is_wanted (BatchExecutor        *self,
                                         BatchLane            *lane);
/* The name of the card. Returns: (nullable) */
const char *batch_executor_find_gpu     (BatchExecutor        *self,
                                         const char           *lane);

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

/* batch-executor-parallel.c: how many requests at a time, kept from run to run */
GHashTable *batch_executor_parallel_table_new (void);
/* 0: nobody has found out yet. */
guint      batch_executor_find_parallel (BatchExecutor        *self,
                                         const char           *lane,
                                         const char           *key);
/* @source: (out): who has found it out, said it or set it. @lane: (nullable) */
guint      batch_executor_parallel_of   (BatchExecutor        *self,
                                         const char           *id,
                                         BatchLane            *lane,
                                         const char           *key,
                                         BatchLimitSource     *source);
guint      batch_executor_count_parallel (BatchExecutor       *self,
                                         const char           *id,
                                         BatchLane            *lane,
                                         const char           *key);
void       batch_executor_note_parallel (BatchExecutor        *self,
                                         const char           *lane,
                                         const char           *key,
                                         guint                 level);
/* How many the server of @lane says; 0: it was not heard to. */
guint      batch_executor_find_told_slots (BatchExecutor      *self,
                                         const char           *lane);
void       batch_executor_note_told_slots (BatchExecutor      *self,
                                         const char           *lane,
                                         guint                 slots);
void       batch_executor_keep_parallel (BatchExecutor        *self);
void       batch_executor_restore_parallel (BatchExecutor     *self);

/* batch-executor-refused.c: what models cannot do */
/* An item of @key has ended on @lane. */
void       batch_executor_note_refused  (BatchExecutor        *self,
                                         const char           *lane,
                                         const char           *key,
                                         const BatchEnding    *ending);
void       batch_executor_restore_refused (BatchExecutor      *self);

/* batch-executor-room.c: for how many models servers have room, kept from run to run */
GHashTable *batch_executor_room_table_new (void);
void       batch_executor_remember_room (BatchExecutor        *self,
                                         BatchLane            *lane);
void       batch_executor_keep_rooms    (BatchExecutor        *self);
/* How many models to plan with. @lane: (nullable) that of @id */
guint      batch_executor_expect_room   (BatchExecutor        *self,
                                         const char           *id,
                                         BatchLane            *lane);
void       batch_executor_restore_rooms (BatchExecutor        *self);

/* batch-executor-plan.c: the plan that everybody can see */
/* The jobs that are others' to run. */
BatchRoster *batch_executor_collect_others (BatchExecutor     *self);
void       batch_executor_expect_plan (BatchExecutor       *self);
void       batch_executor_hurry_plan (BatchExecutor        *self);

/* batch-executor-etas.c: how long jobs still take */
BatchEta  *batch_executor_estimate      (BatchExecutor        *self,
                                         const BatchJobRecord *record);
void       batch_executor_expect_eta_round (BatchExecutor     *self);
void       batch_executor_stop_eta_rounds  (BatchExecutor     *self);

/* batch-executor-webhooks.c: read, and told to the owner */
void       batch_executor_read_webhooks   (BatchExecutor      *self,
                                           GAsyncReadyCallback callback);
gboolean   batch_executor_take_webhooks   (BatchExecutor      *self,
                                           GAsyncResult       *result,
                                           GError            **error);
void       batch_executor_reload_webhooks (BatchExecutor      *self);

/* batch-executor-log.c */
void       batch_executor_log_job       (BatchExecutor        *self,
                                         const BatchJobRecord *record);
/* @job_id: (nullable); @duration_ms: -1: it failed */
void       batch_executor_log_load      (BatchExecutor        *self,
                                         BatchLane            *lane,
                                         const char           *job_id,
                                         gint64                duration_ms);
/* @lane: the id of a lane; @job_id: (nullable): the one that it holds up; @error: (nullable): it is
 * over */
void       batch_executor_log_trouble   (const char           *lane,
                                         const char           *job_id,
                                         const GError         *error);
void       batch_executor_log_kind      (const char           *lane,
                                         const char           *kind);

/* batch-executor-news.c: messages to the owner */
void       batch_executor_publish       (BatchExecutor        *self,
                                         BatchJobRecord       *record,
                                         gboolean              now);
void       batch_executor_tell_eta      (BatchExecutor        *self,
                                         const char           *job_id,
                                         BatchEta             *eta);
void       batch_executor_tell_item     (BatchExecutor        *self,
                                         BatchItemRecord      *item,
                                         gboolean              ended);
void       batch_executor_tell_load_started (BatchExecutor    *self,
                                         const BatchLoadRecord *load);
void       batch_executor_tell_load_ended (BatchExecutor      *self,
                                         const BatchLoadRecord *load,
                                         gint64                duration_ms);
void       batch_executor_tell_load_progress (BatchExecutor   *self,
                                         const BatchLoadRecord *load,
                                         double                fraction);
void       batch_executor_tell_samples  (BatchExecutor        *self,
                                         const char           *key,
                                         const char           *operation,
                                         BatchSizeBucket       bucket,
                                         guint                 count);
/* Takes @values. */
void       batch_executor_tell_plan     (BatchExecutor        *self,
                                         BatchPlanValues      *values);
void       batch_executor_tell_paused   (BatchExecutor        *self);
void       batch_executor_tell_policy   (BatchExecutor        *self,
                                         gboolean              answers);
void       batch_executor_tell_webhooks (BatchExecutor        *self,
                                         char                **urls);
/* @name: (nullable) */
void       batch_executor_tell_webhook_secret (BatchExecutor  *self,
                                         const char           *name);
void       batch_executor_tell_loads    (BatchExecutor        *self);
/* The same, when another key is worked on than was told: it need not have been loaded. */
void       batch_executor_tell_key      (BatchExecutor        *self);
void       batch_executor_tell_trouble  (BatchExecutor        *self,
                                         const GError         *trouble);
void       batch_executor_tell_live     (BatchExecutor        *self,
                                         const BatchLive      *live);
void       batch_executor_tell_attempt  (BatchExecutor        *self,
                                         const char           *handler,
                                         BatchAttempt         *attempt,
                                         gboolean              may_skip);

G_END_DECLS
