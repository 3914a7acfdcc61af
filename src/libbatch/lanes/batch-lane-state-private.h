/* batch-lane-state-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "lanes/batch-gone-models-private.h"
#include "lanes/batch-model-access-private.h"
#include "lanes/batch-key-faults-private.h"
#include "lanes/batch-lane-private.h"
#include "lanes/batch-lease-returns-private.h"
#include "lanes/batch-refusals-private.h"
#include "lanes/batch-server-health-private.h"
#include "lanes/batch-told-load-private.h"
#include "planning/batch-parallelism-private.h"
#include "planning/batch-prefix-affinity-private.h"

G_BEGIN_DECLS

typedef enum
{
  BATCH_LANE_IDLE,
  BATCH_LANE_ENTERING,
  BATCH_LANE_SHUT_OUT,
  BATCH_LANE_PREPARING,
  BATCH_LANE_RUNNING,
  BATCH_LANE_RESTING,
} BatchLanePhase;

/* One attempt, from the claim to the moment its end is durable. */
typedef struct
{
  BatchLane       *lane;
  BatchItemRecord *item;
  BatchJobRecord  *job;
  GBytes          *payload;        /* NULL until it is read */
  GCancellable    *cancellable;
  BatchEnding     *ending;         /* NULL while it is under way */
  BatchParallelismTry         trying;         /* of how many the server takes at a time */
  BatchPrefixMark  mark;           /* of how its prompt begins */
  char            *setting;        /* (nullable) what its model is to be run with, once read */
  gint64           began_at;       /* monotonic; 0 before the request leaves */
  gint64           duration_ms;
  guint            during_load : 1;
  guint            unproved : 1;   /* it left before the model of the key was seen in memory */
  guint            slowed : 1;     /* there are fewer at a time because of how it ended */
  guint            setting_read : 1;
} BatchRun;

typedef struct _BatchAdvance BatchAdvance;

struct _BatchLane
{
  char                *id;
  char                *lease;           /* the name of the lane in the store */
  BatchStore          *store;
  char                *engine_id;
  BatchClock          *clock;
  BatchRoster         *roster;
  BatchWorker         *worker;
  const BatchLaneHost *host;
  gpointer             host_data;

  BatchLanePhase       phase;
  char                *key;           /* resident, or being entered; NULL: none yet */
  char                *entered_key;   /* with which we were in the lane last; NULL: never yet */
  char                *loaded_key;    /* that the server answered for last */
  char                *setting;       /* (nullable) that the model of the key was prepared with */
  char                *read_job;      /* (nullable) whose setting of this number was read last, */
  guint                read_number;
  char                *read_setting;  /* (nullable) and is this */
  BatchHoldings       *holdings;      /* that it has in memory */
  char                *evict;         /* (nullable) what the plan gives up for the key */
  GQueue               claimed;       /* of BatchRun, without payload */
  GQueue               loaded;        /* of BatchRun, with payload */
  GHashTable          *running;       /* the set of BatchRun that occupy a slot */
  GQueue               ended;         /* of BatchRun, to be written down */
  GQueue               advances;      /* of BatchAdvance, under way */
  GQueue               chats;         /* of BatchChat, that wait, the oldest first */
  GHashTable          *serving;       /* the set of BatchChat that occupy a slot */
  char                *visit;         /* (nullable) key that chats have the lane for */
  char                *waits_for;     /* (nullable) key, as others know */
  GSource             *chat_timer;    /* (nullable) looks whose turn it is */
  BatchChatTimes       chat_times;
  GHashTable          *chat_slots;    /* of BatchChatSlots, by key */
  gint64               visit_began;   /* monotonic; so are the next two */
  gint64               visit_ended;   /* of ours, or of others; 0: there was none */
  gint64               chat_answered_at;
  gint64               gave_way_at;   /* monotonic; so is the next one */
  gint64               turn_at;       /* it was too early for a visit; 0: it was not */
  GSource             *timer;
  GSource             *soon;          /* (nullable) goes on once all that is ready was looked at */
  GSource             *patience;      /* (nullable) waits no longer for more answers */
  GSource             *retry;         /* (nullable) tries a key again */
  GSource             *back_off;      /* (nullable) tries whether the server takes more again */
  GSource             *linger;        /* (nullable) until models are given back */
  GCancellable        *stop;          /* of calls to the store, when the lane goes */
  BatchModelAccess     access;        /* of the server */
  BatchServerHealth    health;        /* likewise */
  BatchRefusals        refusals;      /* by the server, of the key */
  BatchModelLoader    *loader;        /* (nullable) of the server's models */
  BatchLeaseReturns   *returns;
  BatchKeyFaults      *faults;
  BatchGoneModels     *gone;
  BatchPrefixAffinity  affinity;      /* of those that begin alike */

  GHashTable          *parallelism;   /* of BatchParallelism, by key */
  guint                default_slots;
  GHashTable          *told_slots;    /* as the server says, by key */
  GHashTable          *contexts;      /* in tokens, of models in its memory, likewise */
  guint                most;          /* that such servers usually let in; 0: not known */
  guint                slots;
  guint                settled_slots; /* that, without what is only tried at the moment */
  guint                usual_slots; /* what was found out last, of whatever key */
  guint                limit;         /* that a person has set for all engines; 0: nobody has */
  BatchLaneShare       share;         /* of that, as the store has said last */
  guint                share_limit;   /* the limit for which that was asked for, */
  guint                share_in_use;  /* and what was under way then */
  guint                n_share_asks;  /* on their way; only the last one counts */
  guint                rest_ms;
  gint64               order_job;     /* claimed last in input order, and from where to go on */
  gint64               order_next;
  gint64               key_since;     /* monotonic; so is the next one */
  gint64               planned_at;
  gint64               load_began;    /* monotonic; 0: no load under way */
  double               load_fraction; /* of that one; 0: nobody says */
  gint64               load_told_at;  /* when requests were last told that it goes on; 0: never */
  BatchToldLoad        told_load;     /* likewise, by whichever model was asked for */
  gint64               fault_at;      /* monotonic; what began before tells nothing new */
  gint64               gathers_since; /* real; what has ended is to be written down */
  gint64               answer_usec;   /* what a request takes, on average */
  gint64               second_began;
  guint                ended_this_second;
  guint                ended_last_second;

  guint                alike : 1;     /* most of what was claimed last begins like another */
  guint                keeps_to_most : 1; /* the server has turned away what was more than that */
  guint                adapts : 1;    /* finds out how many slots there are */
  guint                entered : 1;   /* the store knows us in this lane */
  guint                came_in : 1;   /* … and it is new to us, or was others' meanwhile */
  guint                learnt : 1;    /* … and what is loaded there is not what we thought */
  guint                again : 1;     /* something has changed since it was asked for that */
  guint                store_fails : 1; /* that is its trouble, whatever its server answers */
  guint                claiming : 1;
  guint                loading : 1;
  guint                held : 1;
  guint                was_freed : 1; /* what the store knows as resident is not there */
  guint                prepared : 1;  /* the server was told about the key */
  guint                for_chat : 1;  /* … which was prepared for a chat */
  guint                chats_awaited : 1;  /* one may come at any time */
  guint                seen : 1;      /* the model was, in memory, since the key was entered */
  guint                doubted : 1;   /* an item said the model is gone, and none answered since */
  guint                asked : 1;     /* requests for the key were sent since it was entered, */
  guint                answered : 1;  /* one was looked at by its model, */
  guint                refused : 1;   /* and one has failed for another reason */
  guint                troubled : 1;
  guint                chats_go_along : 1; /* those of the key, with the items */
  guint                waits_urgently : 1; /* for @waits_for */
  guint                gives_way : 1; /* to others, whose clients wait */
  guint                was_away : 1;  /* … and we have left the lane */
  guint                share_urgent : 1; /* the share was asked for with clients that wait */
};

/* batch-lane.c */
void     batch_run_free            (gpointer      data);
void     batch_lane_go_on          (BatchLane    *self);
void     batch_lane_go_on_soon     (BatchLane    *self);
void     batch_lane_set_loaded_key (BatchLane    *self,
                                    const char   *key);
/* Nothing is under way: which key comes next. */
void     batch_lane_choose         (BatchLane    *self);

/* batch-lane-enter.c */
void     batch_lane_enter          (BatchLane    *self,
                                    const char   *key);
void     batch_lane_leave          (BatchLane    *self);

/* batch-lane-peers.c: other engines that want the lane */
/* We wait for it with @key: NULL: no more. */
void     batch_lane_wait           (BatchLane    *self,
                                    const char   *key,
                                    gboolean      urgent);
void     batch_lane_wait_no_longer (BatchLane    *self);
/* Others are in it; @again_at: or had visits of late, and it is too early for ours; 0: not that */
void     batch_lane_wait_outside   (BatchLane    *self,
                                    gint64        again_at);
/* Returns: (nullable): what others would do in the lane; "": there is no telling */
const char *batch_lane_next_of_peers (BatchLane *self);
/* Lets others in whose turn it is. Returns: when to look again; 0: when somebody tells */
gint64   batch_lane_admit_peers    (BatchLane    *self,
                                    gint64        now);
/* Nothing more is begun, because others are to come in. */
gboolean batch_lane_gives_way      (BatchLane    *self);
/* Nothing is under way any more. */
void     batch_lane_step_aside     (BatchLane    *self);
void     batch_lane_come_back      (BatchLane    *self);

/* batch-lane-chats.c: requests whose clients wait */
/* Whose turn it is; before anything else is looked at. */
void     batch_lane_settle_chats   (BatchLane    *self);
void     batch_lane_look_again     (BatchLane    *self,
                                    gint64        at,
                                    gint64        now);
void     batch_lane_start_chats    (BatchLane    *self);
/* Nothing of the key is begun: chats have the lane for another one, or others want it. */
gboolean batch_lane_is_called_away (BatchLane    *self);
gboolean batch_lane_has_chat_for   (BatchLane    *self,
                                    const char   *key);
/* Slots that chats have, or get next. */
guint    batch_lane_count_reserved (BatchLane    *self);
/* Returns: (nullable): the one that is sent next */
const BatchChat *batch_lane_peek_chat (BatchLane *self);
/* What is worked on next, for chats or batches; see BatchLaneHost. */
const char *batch_lane_choose_key  (BatchLane    *self,
                                    gboolean     *wait);
/* Others have the lane, with @resident: whether chats can join them. */
gboolean batch_lane_visit_resident (BatchLane    *self,
                                    const char   *resident);

/* batch-lane-slots.c: how many at a time */
guint    batch_lane_count_chat_slots (BatchLane  *self);
void     batch_lane_note_chat        (BatchLane  *self,
                                      const char *key,
                                      gint64      now);
void     batch_lane_measure_slots  (BatchLane    *self);
/* A request for @key leaves, and has ended. */
void     batch_lane_begin_try      (BatchLane    *self,
                                    const char   *key,
                                    gint64        now,
                                    BatchParallelismTry     *trying);
/* Returns: whether fewer are sent at a time from now on */
gboolean batch_lane_end_try        (BatchLane    *self,
                                    const char   *key,
                                    BatchParallelismTry     *trying,
                                    const BatchEnding *ending,
                                    gboolean      during_load);
void     batch_lane_note_begin     (BatchLane    *self,
                                    BatchRun     *run);
/* Before its try ends: how long an item takes says how much room chats need. */
void     batch_lane_note_room      (BatchLane    *self,
                                    BatchRun     *run);
/* @model: (nullable): it says so of whichever; @slots: 0: it does not say any more */
void     batch_lane_take_server_slots (BatchLane *self,
                                    const char   *model,
                                    guint         slots);
/* How many such a server usually lets in at a time; 0: nobody knows. */
void     batch_lane_take_most      (BatchLane    *self,
                                    guint         most);
/* A request has ended: what that says of how many the server lets in. */
void     batch_lane_note_turned_away (BatchLane  *self,
                                    const BatchEnding *ending);

/* batch-lane-share.c: what of a person's limit is ours, where other engines are in the lane */
/* It is left. */
void     batch_lane_forget_share   (BatchLane    *self);
/* The lane is being entered. */
void     batch_lane_ask_share      (BatchLane    *self);
/* Lets go what is not needed, and asks for what is. */
void     batch_lane_settle_share   (BatchLane    *self);
/* How many of @slots, which a person has set, we may use. */
guint    batch_lane_bound_by_share (BatchLane    *self,
                                    guint         slots);
/* Whether a job with fewer slots than there are engines has one here. */
gboolean batch_lane_may_begin      (BatchLane    *self,
                                    BatchLiveJob *job);

/* batch-lane-holdings.c: what the server has in memory; for its loader, see BatchModelLoaderHost */
void     batch_lane_take_room      (gpointer      host,
                                    guint         room);
void     batch_lane_note_full      (gpointer      host,
                                    guint         n_held);
void     batch_lane_take_look      (gpointer      host,
                                    GListModel   *models);
void     batch_lane_note_given_up  (gpointer      host,
                                    const char   *model);
guint    batch_lane_get_room       (gpointer      host,
                                    gboolean     *known);
gboolean batch_lane_misses         (gpointer      host,
                                    const char   *model);
gboolean batch_lane_needs          (gpointer      host,
                                    const char   *model);
const char *batch_lane_get_evict   (gpointer      host);
void     batch_lane_take_context   (gpointer      host,
                                    const char   *model,
                                    gint64        tokens);
/* An answer to a prompt that was cut may be as good as any, but not to what was asked. */
void     batch_lane_review_length  (BatchLane    *self,
                                    BatchRun     *run);

/* batch-lane-prepare.c: before the first item of a key */
void     batch_lane_prepare        (BatchLane    *self);
void     batch_lane_stop_preparing (BatchLane    *self);
gboolean batch_lane_has_work       (BatchLane    *self);
/* No request is under way. */
gboolean batch_lane_is_drained     (BatchLane    *self);
/* A load that nothing has come of was none, as far as anybody knows. */
void     batch_lane_give_up_load   (BatchLane    *self);
/* The server does not answer any more, as @ending says, or is another one. */
void     batch_lane_note_gone      (BatchLane    *self,
                                    const BatchEnding *ending);

/* batch-lane-faults.c: a key whose model does not work, is gone, or was taken away */
/* The model cannot be had ready. Returns: whether @verdict says anything of it */
gboolean batch_lane_fault_key      (BatchLane    *self,
                                    BatchVerdict  verdict,
                                    const char   *message);
/* It is not in memory any more. @job_id: (nullable) of the request that had to wait for a load */
void     batch_lane_lose_model     (BatchLane    *self,
                                    const char   *job_id,
                                    gint64        load_ms);
/* Whether others go first. */
gboolean batch_lane_key_rests      (BatchLane    *self);
/* What becomes of a request for the key says whether it is any use to come back for it. */
void     batch_lane_note_use       (BatchLane    *self,
                                    const char   *key,
                                    gboolean      let_in);
/* The key is left for another one. */
void     batch_lane_close_key      (BatchLane    *self);
/* Whether @run waits, at no cost, as its model is not there any more. */
gboolean batch_lane_note_gone_model
                                   (BatchLane    *self,
                                    BatchRun     *run);
/* What the answer of @run says of its model. */
void     batch_lane_note_model     (BatchLane    *self,
                                    BatchRun     *run);
/* Returns: (nullable) (transfer full): how an item ends whose key has failed for good */
BatchEnding *batch_lane_refuse     (BatchLane    *self,
                                    const char   *key);
/* Its key has nothing left: what was found out about it may be otherwise the next time. */
void     batch_lane_end_key        (BatchLane    *self);

/* batch-lane-rest.c */
void     batch_lane_clear_source   (GSource     **source);
void     batch_lane_clear_timer    (BatchLane    *self);
void     batch_lane_rest           (BatchLane    *self,
                                    guint         ms);
void     batch_lane_rest_for_store (BatchLane    *self,
                                    GError       *error);
/* The store has taken something. */
void     batch_lane_note_written   (BatchLane    *self);
/* Nobody knows yet whether it is about one item or all: another one shows it. */
void     batch_lane_leave_open      (BatchEnding *ending);
void     batch_lane_rest_for_server (BatchLane   *self,
                                    BatchEnding  *ending);
/* @key: (nullable): the only one that suffers from it */
void     batch_lane_tell_trouble   (BatchLane    *self,
                                    const char   *key,
                                    const GError *trouble);
void     batch_lane_tell_no_trouble (BatchLane   *self);
/* Unless somebody waits there still. */
void     batch_lane_forget_trouble (BatchLane    *self);
void     batch_lane_end_rest        (BatchLane   *self);
/* Goes on when the first key that rests may be tried again. */
void     batch_lane_wait_for_keys   (BatchLane   *self);
void     batch_lane_back_off        (BatchLane   *self);
/* Something begins after it has backed off: more may, if that is not turned away. */
void     batch_lane_try_more        (BatchLane   *self);
void     batch_lane_end_back_off    (BatchLane   *self);
/* Nothing is left to do: what the server holds is given back, unless more comes soon. */
void     batch_lane_linger          (BatchLane   *self);
void     batch_lane_end_linger      (BatchLane   *self);

/* batch-lane-supply.c: what is to be worked on */
void     batch_lane_claim          (BatchLane    *self);
void     batch_lane_returned       (GPtrArray    *jobs,
                                    gpointer      user_data);
/* Returns: (nullable): what to claim of, where @group has any; others may begin the rest */
BatchShare *batch_lane_find_share  (BatchLane    *self,
                                    BatchGroup   *group);
void     batch_lane_load_payloads  (BatchLane    *self);

/* batch-lane-next-item.c: whose turn it is, among those that begin alike */
/* (nullable): of @loaded, the one to start next */
GList   *batch_lane_find_next      (BatchLane    *self);
void     batch_lane_note_out       (BatchLane    *self,
                                    BatchRun     *run);
void     batch_lane_note_back      (BatchLane    *self,
                                    BatchRun     *run);
/* Of a BatchRun: whether others wait until it is being answered. */
gboolean batch_lane_waits_for      (gpointer      user_data);
/* A BatchWorkerSpoke of BatchRun. */
void     batch_lane_note_spoke     (gpointer      user_data);
/* Takes a look at what was claimed: of BatchItemRecord. */
void     batch_lane_note_claimed   (BatchLane    *self,
                                    GPtrArray    *items);
/* How many to have ready, where @usual is enough for those that have nothing in common. */
guint    batch_lane_look_ahead     (BatchLane    *self,
                                    guint         usual);
gboolean batch_lane_has_enough     (BatchLane    *self);
/* Where to claim, as batch_store_claim_async () wants it. */
gint64   batch_lane_claim_first    (BatchLane    *self,
                                    const BatchJobRecord *job);

/* batch-lane-settings.c: what models are run with, where another setting is another load */
/* What comes first is to be run so, and the model is prepared for it. There is a chat or an item.
 * Returns: (nullable): the chat; NULL: the item */
const BatchChat *
         batch_lane_take_setting   (BatchLane    *self);
/* It cannot be sent beside those that are under way. */
gboolean batch_lane_changes_setting (BatchLane   *self,
                                    BatchRun     *run);
/* When no item is under way: the model is prepared again, if what comes next needs that. */
void     batch_lane_change_setting (BatchLane    *self);

/* batch-lane-loads.c: loads that requests bring about */
/* A request for @key leaves: the server may have to load it first. @job_id: (nullable) */
void     batch_lane_expect_load    (BatchLane    *self,
                                    const char   *key,
                                    const char   *job_id);
/* Whether what is sent now may wait for a load that others began. */
gboolean batch_lane_is_unproved    (BatchLane    *self);
/* The server says that it has loaded the model for the request. */
gboolean batch_lane_tells_load     (const BatchEnding *ending);
/* Requests were turned away until the model was there, so that the one that was sent at @sent_at,
 * and answered, has not waited for it. */
gboolean batch_lane_was_told_load  (BatchLane    *self,
                                    gint64        sent_at);
/* @key has answered a request that was sent at @sent_at. */
void     batch_lane_note_loaded    (BatchLane    *self,
                                    const char   *key,
                                    gint64        sent_at);
/* @run was told that its model is being loaded. */
void     batch_lane_note_loading   (BatchLane    *self,
                                    const BatchRun *run);
/* One that goes on for far too long has failed, whatever @run was told. */
void     batch_lane_bound_load     (BatchLane    *self,
                                    BatchRun     *run);

/* batch-lane-work.c: what is being worked on */
void     batch_lane_advance        (BatchLane    *self);
void     batch_lane_end_patience   (BatchLane    *self);
void     batch_advance_drop        (BatchAdvance *advance);

G_END_DECLS
