/* batch-lane-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-server-limits.h"
#include "core/batch-clock-private.h"
#include "lanes/batch-model-loader-private.h"
#include "lanes/batch-roster-private.h"
#include "planning/batch-chat-slots-private.h"
#include "planning/batch-chat-admission-private.h"
#include "planning/batch-holdings-private.h"
#include "store/batch-store-private.h"
#include "workers/batch-chat-private.h"
#include "workers/batch-worker-private.h"

G_BEGIN_DECLS

/* The stream of work to one backend, or to one registered handler: one resident
 * key at a time, some slots.
 *
 *   idle → entering → preparing → running ⇄ resting
 *            ↑            ↑__________|
 *            |_______________________|
 *
 * Idle: nothing to do. Entering: the store is asked whether the lane may hold the
 * chosen key; when another engine holds it with another key, it is asked again
 * once that changes. Preparing: nothing is under way, and the server releases the
 * model before and loads the one of the key, if it can be told to. Running: items
 * are claimed, their payloads read, written down as running, performed, and written
 * down as ended; a key is left when nothing of it is under way any more. Resting:
 * nobody answers, or the store cannot be written; what is under way goes on, nothing
 * is started. */
typedef struct _BatchLane BatchLane;

typedef struct
{
  gint64 deadline_ms;              /* a load that takes longer has failed */
  gint64 retry_ms;                 /* one that failed is tried again after that */
} BatchLoadPatience;

/* What the executor does for its lanes. */
typedef struct
{
  /* The key to work on next: NULL when there is none. @wait: the current one, although
   * all its items back off, because to load it again would cost more. */
  const char *(*choose)        (gpointer          host,
                                BatchLane        *lane,
                                gboolean         *wait);
  /* Whether the card that its server computes on is free for it; else the lane is told to go on
   * when it may be. It is not wanted any more. */
  gboolean    (*take_gpu)      (gpointer          host,
                                BatchLane        *lane);
  void        (*leave_gpu)     (gpointer          host,
                                BatchLane        *lane);
  /* Others have had the lane: its loader is told what they have the server hold. */
  void        (*adopt)         (gpointer          host,
                                BatchLane        *lane,
                                BatchModelLoaderDone done,
                                gpointer          user_data);
  /* Whether others wait for that card. */
  gboolean    (*gpu_is_wanted) (gpointer          host,
                                BatchLane        *lane);
  /* The key for which another engine waits for the lane, if it is not that of the lane.
   * (nullable) @urgent: only one whose client waits */
  const char *(*find_waiter)   (gpointer          host,
                                BatchLane        *lane,
                                gboolean          urgent);
  /* The lane waits for others to leave, to have it with @key; NULL: no more. */
  void        (*waits)         (gpointer          host,
                                BatchLane        *lane,
                                const char       *key,
                                gboolean          urgent);
  /* Whether all goes in the order of the input, whatever it costs. */
  gboolean    (*keeps_order)   (gpointer          host);
  void        (*started)       (gpointer          host,
                                BatchLane        *lane,
                                BatchItemRecord  *item);
  /* @finish says what becomes of the item of @ending. */
  BatchFinish *(*decide)       (gpointer          host,
                                BatchLane        *lane,
                                BatchItemRecord  *item,
                                BatchEnding      *ending,
                                gint64            duration_ms);
  void        (*ended)         (gpointer          host,
                                BatchLane        *lane,
                                BatchItemRecord  *item,
                                BatchEnding      *ending,
                                const BatchFinish *finish,
                                gint64            duration_ms,
                                gboolean          during_load);
  void        (*jobs_changed)  (gpointer          host,
                                GPtrArray        *records);
  /* @job_id: (nullable) */
  void        (*load_started)  (gpointer          host,
                                BatchLane        *lane,
                                const char       *job_id);
  void        (*load_goes_on)  (gpointer          host,
                                BatchLane        *lane,
                                double            fraction);
  /* @duration_ms: -1: it failed, or nobody knows whether there was one */
  void        (*load_ended)    (gpointer          host,
                                BatchLane        *lane,
                                gint64            duration_ms);
  /* Instead of that, where the server does not tell: so long it took to the first answer. */
  void        (*load_answered) (gpointer          host,
                                BatchLane        *lane,
                                gint64            duration_ms);
  /* That long it took, and nothing else was done. */
  void        (*load_measured) (gpointer          host,
                                const char       *key,
                                gint64            load_ms);
  /* Somebody else took the model away. @load_ms: of the load that it took; -1: none yet;
   * @job_id: (nullable): of the request that waited for it */
  void        (*swapped)       (gpointer          host,
                                BatchLane        *lane,
                                const char       *job_id,
                                gint64            load_ms);
  /* A look at the server tells of that model. @size: bytes; 0: not known */
  void        (*model_seen)    (gpointer          host,
                                BatchLane        *lane,
                                const char       *key,
                                gint64            size);
  /* How many requests at a time an earlier run has found to be best; 0: nobody knows. */
  guint       (*recall_parallel) (gpointer       host,
                                  BatchLane     *lane,
                                  const char    *key);
  /* So many, as far as is known now. */
  void        (*learnt_parallel) (gpointer       host,
                                  BatchLane     *lane,
                                  const char    *key,
                                  guint          level);
  /* So many the server says of @key, or NULL: of whichever; 0: it does not say any more. */
  void        (*told_parallel) (gpointer          host,
                                BatchLane        *lane,
                                const char       *key,
                                guint             slots);
  /* So many it said when it was asked last; 0: nothing. */
  guint       (*recall_told)   (gpointer          host,
                                BatchLane        *lane,
                                const char       *key);
  /* It has told what kind of server it is. */
  void        (*server_known)  (gpointer          host,
                                BatchLane        *lane,
                                const char       *kind);
  BatchLoadPatience (*load_times) (gpointer          host,
                                const char       *key);
  /* @key: (nullable): the only one that suffers from it; @trouble: (nullable): it is gone */
  void        (*trouble)       (gpointer          host,
                                BatchLane        *lane,
                                const char       *key,
                                const GError     *trouble);
  /* Whether it is gone nobody knows, as nobody waits there any more. */
  void        (*trouble_is_nobodys) (gpointer     host,
                                BatchLane        *lane);
  /* It is held, and nothing is under way any more. */
  void        (*quiet)         (gpointer          host,
                                BatchLane        *lane);
  /* That long it has taken, from the moment its request left. */
  void        (*chat_answered) (gpointer          host,
                                BatchLane        *lane,
                                const BatchChat  *chat,
                                gint64            duration_ms);
  /* Chats have the lane, or have it no more. */
  void        (*visited)       (gpointer          host,
                                BatchLane        *lane);
  /* Returns: (transfer full): a BatchBlobSource */
  GObject    *(*open_input)    (gpointer          host,
                                const char       *job_id,
                                GError          **error);
} BatchLaneHost;

BatchLane    *batch_lane_new           (const char           *id,
                                        BatchStore           *store,
                                        const char           *engine_id,
                                        BatchClock           *clock,
                                        BatchRoster          *roster,
                                        BatchWorker          *worker,
                                        guint                 default_slots,
                                        const BatchLaneHost  *host,
                                        gpointer              host_data);
void          batch_lane_free          (BatchLane            *self);
/* Takes @loader, of the models of its server. */
void          batch_lane_set_loader    (BatchLane            *self,
                                        BatchModelLoader     *loader);
/* Returns: (nullable) */
BatchModelLoader *batch_lane_get_loader (BatchLane            *self);

const char   *batch_lane_get_id        (BatchLane            *self);
/* By which the engines on one store know the lane, however each of them calls it; its id when
 * nobody has said. */
const char   *batch_lane_get_lease     (BatchLane            *self);
void          batch_lane_set_lease     (BatchLane            *self,
                                        const char           *lease);
const char   *batch_lane_get_key       (BatchLane            *self);
/* Whether it holds its lease, or asks for it, or has something under way. */
gboolean      batch_lane_is_inside     (BatchLane            *self);
/* Whether it was told that its server, or the store, cannot be used. */
gboolean      batch_lane_is_troubled   (BatchLane            *self);
/* That the server holds, as far as is known. */
const char   *batch_lane_get_loaded_key (BatchLane           *self);
/* Requests for its key were sent there: it is loaded, unless they failed before that. */
gboolean      batch_lane_has_asked     (BatchLane            *self);
/* What it has in memory, as far as is known. */
BatchHoldings *batch_lane_get_holdings (BatchLane            *self);
/* The model that the plan gives up for the next key. @key: (nullable) */
void          batch_lane_set_evict     (BatchLane            *self,
                                        const char           *key);
/* Returns: (nullable): the model that goes for the one that is being loaded */
const char   *batch_lane_get_evicted   (BatchLane            *self);
/* Whoever had the lane before has left @key loaded, as far as anybody knows: it may have been
 * unloaded since. */
void          batch_lane_believe       (BatchLane            *self,
                                        const char           *key);
/* The server was told to unload @key. */
void          batch_lane_forget_loaded (BatchLane            *self,
                                        const char           *key);
guint         batch_lane_get_slots     (BatchLane            *self);
/* The same for @key, whatever it works on. */
guint         batch_lane_get_slots_for (BatchLane            *self,
                                        const char           *key);
/* For estimates: a key that nobody has met begins with few, but does not stay there. Its server
 * will take about as many as of the others. */
guint         batch_lane_expect_slots_for (BatchLane         *self,
                                        const char           *key);
/* Who has said that, or found it out. */
BatchLimitSource batch_lane_get_slots_source (BatchLane      *self,
                                        const char           *key);
/* @adapts: @slots are only what to begin with, to find out what is best for each key. */
void          batch_lane_set_slots     (BatchLane            *self,
                                        guint                 slots,
                                        gboolean              adapts);
/* Whether another key costs a load there. */
gboolean      batch_lane_loads_models  (BatchLane            *self);
/* Whether others go before @key, because the server turned it away. */
gboolean      batch_lane_turns_away    (BatchLane            *self,
                                        const char           *key);
/* Monotonic, both. */
gint64        batch_lane_get_key_since (BatchLane            *self);
gint64        batch_lane_get_planned_at (BatchLane           *self);
void          batch_lane_set_planned_at (BatchLane           *self,
                                         gint64               at);
guint         batch_lane_count_running (BatchLane            *self);
gboolean      batch_lane_is_loading    (BatchLane            *self);
/* How long the load of the lane's key goes on, and how much of it is done (0: nobody says).
 * Returns: FALSE: none is under way */
gboolean      batch_lane_get_load      (BatchLane            *self,
                                        gint64               *elapsed_ms,
                                        double               *fraction);
/* Calls @func with each attempt under way and how long it has taken so far; what still waits for
 * its model has not begun. */
typedef void (*BatchLaneRunFunc) (BatchItemRecord *item,
                                  gint64           elapsed_ms,
                                  gpointer         user_data);
void          batch_lane_foreach_run   (BatchLane            *self,
                                        BatchLaneRunFunc      func,
                                        gpointer              user_data);

/* Something has changed: more work, another pace, a lane that became free. */
void          batch_lane_process       (BatchLane            *self);
/* The server may want another key than before. */
void          batch_lane_renew         (BatchLane            *self,
                                        const char           *key_name);
/* Other engines have come into it, have left it, or want more or less of it. */
void          batch_lane_note_sharing  (BatchLane            *self);
/* Who rests tries at once. */
void          batch_lane_try_again     (BatchLane            *self);
/* Nothing is started any more; what is claimed goes back. */
void          batch_lane_hold          (BatchLane            *self,
                                        gboolean              hold);
/* Stops the attempts at items of @job_id, or all with NULL. */
void          batch_lane_abort         (BatchLane            *self,
                                        const char           *job_id);
void          batch_lane_abort_item    (BatchLane            *self,
                                        const char           *job_id,
                                        guint32               position);
/* Nothing under way, nothing claimed, nothing waiting to be written. */
gboolean      batch_lane_is_quiet      (BatchLane            *self);
/* A chat goes before the items; the lane tells it what comes of it. */
void          batch_lane_take_chat     (BatchLane            *self,
                                        BatchChat            *chat);
/* Its client has gone, or knows. One under way has to be abandoned besides. */
void          batch_lane_drop_chat     (BatchLane            *self,
                                        BatchChat            *chat);
/* Those that wait. @key: (nullable): all */
void          batch_lane_refuse_chats  (BatchLane            *self,
                                        const char           *key,
                                        guint                 status,
                                        const char           *message);
/* Those under way, too. */
void          batch_lane_break_chats   (BatchLane            *self,
                                        const char           *message);
guint         batch_lane_count_chats   (BatchLane            *self);
/* (nullable): that chats have the lane for */
const char   *batch_lane_get_visit     (BatchLane            *self);
/* Whether they may come at any time, or only as an exception. */
void          batch_lane_await_chats   (BatchLane            *self,
                                        gboolean              awaited);
/* After so many requests in a row for which the server has failed nothing ends any more because of
 * it: the lane waits until it is well. 0: never. */
void          batch_lane_set_max_server_failures
                                       (BatchLane            *self,
                                        guint                 max_failures);
void          batch_lane_set_chat_times (BatchLane           *self,
                                        const BatchChatTimes *times);
/* Gives back what is claimed but not started. */
void          batch_lane_give_back     (BatchLane            *self,
                                        const char           *job_id);

G_END_DECLS
