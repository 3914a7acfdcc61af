/* batch-executor-lanes-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "executor/batch-executor-state-private.h"

G_BEGIN_DECLS

/* The lanes, and the model servers and handlers that they go to. */

/* batch-executor-waiters.c: who waits for what others hold */
void       batch_executor_read_waiters  (BatchExecutor        *self);
/* Returns: (nullable): the key for which another engine waits for @lane, but for that one, with
 * which it may come in. @urgent: only one whose client waits. Good until somebody else waits */
/* Whether chats may come at any time, to us or to others; tells the lanes, and the others. */
gboolean    batch_executor_awaits_chats (BatchExecutor        *self);
void        batch_executor_settle_chats (BatchExecutor        *self);
void        batch_executor_tell_chats   (BatchExecutor        *self);
const char *batch_executor_find_waiter  (BatchExecutor        *self,
                                         const char           *lane,
                                         const char           *but_for,
                                         gboolean              urgent);
/* We do. @key: (nullable): no more */
void       batch_executor_tell_waits    (BatchExecutor        *self,
                                         const char           *lane,
                                         const char           *key,
                                         gboolean              urgent);
void       batch_executor_watch_peers   (BatchExecutor        *self);
/* batch-executor-working.c: who works on the jobs */
void       batch_executor_tell_working  (BatchExecutor        *self);
void       batch_executor_read_working  (BatchExecutor        *self);
void       batch_executor_look_around   (BatchExecutor        *self);

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
/* @given: (nullable): a name or a URL, as the backend of a job. Returns: (nullable) */
const BatchBackendRecord *batch_executor_find_named (BatchExecutor *self,
                                         const char           *given);
const BatchBackendRecord *batch_executor_find_backend (BatchExecutor *self,
                                         const BatchJobRecord *record);
/* What this engine can run has changed. */
void       batch_executor_sort_anew     (BatchExecutor        *self);

/* batch-executor-trials.c: what is tried while nothing else is worked on */
/* Nothing at all is to be sent. */
gboolean   batch_executor_rests         (BatchExecutor        *self);
/* Nothing but trials is. */
gboolean   batch_executor_only_tries    (BatchExecutor        *self);
/* Whether @record may be in a lane. */
gboolean   batch_executor_admits        (BatchExecutor        *self,
                                         const BatchJobRecord *record);
/* Whether the engine works has changed, and the lanes are still to be told. */
void       batch_executor_settle_trials (BatchExecutor        *self);

/* batch-executor-addresses.c: by which address each server is spoken to */
GHashTable *batch_executor_urls_new     (void);
/* The name in the store of @lane, the same in all engines. */
char      *batch_executor_name_lease    (const char           *lane);
/* Those that are known have changed. */
void       batch_executor_choose_addresses (BatchExecutor     *self);
/* That of all of the server at @url; @url where no other is known. */
const char *batch_executor_find_address (BatchExecutor        *self,
                                         const char           *url);
/* @api_key: "": none */
void       batch_executor_take_url      (BatchExecutor        *self,
                                         const char           *url,
                                         const char           *api_key);
gboolean   batch_executor_has_url       (BatchExecutor        *self,
                                         const char           *url);
/* The key that this process was given with its address. Returns: (nullable) */
const char *batch_executor_find_key     (BatchExecutor        *self,
                                         const char           *lane);

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
/* Whether all models are there at any time. @lane: (nullable) that of @id */
gboolean   batch_executor_never_loads   (BatchExecutor        *self,
                                         const char           *id,
                                         BatchLane            *lane);
/* The server of a lane, by the name that is given to it if that is one of its own. @name:
 * (nullable): a name or a URL; any is as good */
BatchBackend *batch_executor_make_backend (BatchExecutor      *self,
                                         const char           *lane,
                                         const char           *name,
                                         GError              **error);

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
void       batch_executor_read_held     (BatchExecutor        *self);
void       batch_executor_expect_settled (BatchExecutor       *self);
void       batch_executor_let_go        (BatchExecutor        *self,
                                         BatchModelLoaderDone  done,
                                         gpointer              user_data);

/* batch-executor-lanes.c */
/* By its name in the store. Returns: (nullable) */
BatchLane *batch_executor_find_leased   (BatchExecutor        *self,
                                         const char           *lease);
/* Others have come into the lane of that name in the store, or have left it. */
void       batch_executor_note_sharing  (BatchExecutor        *self,
                                         const char           *lease);
void       batch_executor_ensure_lane   (BatchExecutor        *self,
                                         const char           *lane);
/* Whether another lane to the same server is to be done first; it is tried again then. */
gboolean   batch_executor_waits_for_other (BatchExecutor      *self,
                                         BatchLane            *lane);
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

/* batch-executor-lane-host.c */
extern const BatchLaneHost batch_executor_lane_host;

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

/* batch-executor-parallel.c: how many requests at a time, kept from run to run */
GHashTable *batch_executor_parallel_table_new (void);
/* 0: nobody has found out yet. */
guint      batch_executor_find_parallel (BatchExecutor        *self,
                                         const char           *lane,
                                         const char           *key);
/* @lane: (nullable). @of_job: what a person has said of the job whose requests they are; 0:
 * nothing. @source: (out): who has found it out, said it or set it */
guint      batch_executor_parallel_of   (BatchExecutor        *self,
                                         const char           *id,
                                         BatchLane            *lane,
                                         const char           *key,
                                         guint                 of_job,
                                         BatchLimitSource     *source);
/* The same for estimates. */
guint      batch_executor_count_parallel (BatchExecutor       *self,
                                         const char           *id,
                                         BatchLane            *lane,
                                         const char           *key,
                                         guint                 of_job);
void       batch_executor_note_parallel (BatchExecutor        *self,
                                         const char           *lane,
                                         const char           *key,
                                         guint                 level);
/* How many the server of @lane says of @key, or of whichever, which NULL asks for; 0: it was not
 * heard to. */
guint      batch_executor_find_told_slots (BatchExecutor      *self,
                                         const char           *lane,
                                         const char           *key);
void       batch_executor_note_told_slots (BatchExecutor      *self,
                                         const char           *lane,
                                         const char           *key,
                                         guint                 slots);
void       batch_executor_keep_parallel (BatchExecutor        *self);
void       batch_executor_restore_parallel (BatchExecutor     *self);

/* batch-executor-refused-uses.c: what models cannot do */
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

G_END_DECLS
