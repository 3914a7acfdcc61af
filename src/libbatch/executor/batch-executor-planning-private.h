/* batch-executor-planning-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "executor/batch-executor-state-private.h"
#include "planning/batch-remaining-work-private.h"

G_BEGIN_DECLS

/* What comes next, how long it takes, and what it took. */

/* batch-executor-history.c: what was done */
void       batch_executor_note_attempt  (BatchExecutor        *self,
                                         const BatchHistoryBufferEntry *entry);
void       batch_executor_keep_history  (BatchExecutor        *self);
void       batch_executor_fold_history  (BatchExecutor        *self);
void       batch_executor_begin_load    (BatchExecutor        *self,
                                         BatchLane            *lane,
                                         const char           *job_id);
/* Whether the first answer of its key waited for a load; yes where nobody knows. */
gboolean   batch_executor_holds_load    (BatchExecutor        *self,
                                         BatchLane            *lane,
                                         gint64                first_ms);
/* There was none. */
void       batch_executor_drop_load     (BatchExecutor        *self,
                                         BatchLane            *lane);
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
BatchLaneOrder *batch_executor_find_order (BatchExecutor      *self,
                                         const char           *lane);
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
/* Adds what waits of @share, and what is claimed of it. @current: (nullable): the key which the
 * claimed items of the job belong to. */
void       batch_executor_add_share     (BatchRemainingWork   *work,
                                         const BatchShare     *share,
                                         const char           *current,
                                         guint                 slots);
/* How many those are, as the counts of the job have them: what is claimed waits, too, also what is
 * being claimed now. */
gint64     batch_executor_count_share   (const BatchShare     *share,
                                         const char           *current);
BatchScheduleGroup batch_executor_describe_share (BatchExecutor *self,
                                         BatchGroup           *group,
                                         BatchShare           *share,
                                         guint                 slots);
/* All of a key taken together. @lane: (nullable) */
BatchScheduleGroup batch_executor_describe_group (BatchExecutor *self,
                                         BatchLane            *lane,
                                         BatchGroup           *group);
/* @lane: (nullable): that of @id; @groups: (out): of BatchGroup, one for each that is described.
 * Returns: (transfer full): of BatchScheduleGroup */
GArray    *batch_executor_describe_groups (BatchExecutor      *self,
                                         BatchRoster          *roster,
                                         BatchLane            *lane,
                                         const char           *id,
                                         GPtrArray            *groups);

/* batch-executor-choice.c: those of a lane that may come next; all of them, or so many that the
 * scheduler chooses the same. Otherwise as the one before. @residents: of BatchScheduleResident */
GArray    *batch_executor_describe_next (BatchExecutor        *self,
                                         BatchLane            *lane,
                                         const char           *id,
                                         GArray               *residents,
                                         GPtrArray            *groups);

/* batch-executor-schedules.c: what the scheduler says of a lane */
#define BATCH_EXECUTOR_DEFAULT_LOAD_MS 10000.0

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
/* All that waits in a lane. Returns: (nullable) (transfer full) */
BatchSchedule *batch_executor_plan_lane (BatchExecutor        *self,
                                         BatchLane            *lane);
/* Its first place only. */
BatchSchedule *batch_executor_plan_next (BatchExecutor        *self,
                                         BatchLane            *lane);
/* The keys that wait at a place of work, in the order of its plan.
 * @lane: (out): its id. Returns: (nullable): of char; NULL when nothing waits there */
GPtrArray *batch_executor_list_keys     (BatchExecutor        *self,
                                         const char           *title,
                                         char                **lane);
guint      batch_executor_count_loads_left (BatchExecutor     *self,
                                         BatchLane            *lane);

/* batch-executor-learning.c: what requests take, kept from run to run */
/* @ending: (nullable): what the server has told of it */
void       batch_executor_learn         (BatchExecutor        *self,
                                         const BatchJobRecord *job,
                                         const BatchItemRecord *item,
                                         BatchSampleOutcome    outcome,
                                         gint64                duration_ms,
                                         guint                 parallel,
                                         gboolean              after_load,
                                         const BatchEnding    *ending);
/* As far as it is known before it is sent. */
BatchRequestSize batch_executor_size_of (const BatchItemRecord *item);
void       batch_executor_learn_from_chat (BatchExecutor      *self,
                                         const BatchChat      *chat,
                                         gint64                duration_ms,
                                         guint                 parallel);
/* All that is kept from run to run, if it was not just now. */
void       batch_executor_keep_learnt   (BatchExecutor        *self);
void       batch_executor_note_begun    (BatchExecutor        *self);
void       batch_executor_keep_estimates (BatchExecutor       *self);
void       batch_executor_restore_estimates (BatchExecutor    *self);
/* Others have gone on. */
void       batch_executor_expect_lesson  (BatchExecutor       *self);

/* batch-executor-under-way.c: what is under way, for who only looks */
GHashTable *batch_executor_under_way_table_new (void);
void       batch_executor_keep_under_way (BatchExecutor       *self);
/* @done: (nullable) */
void       batch_executor_restore_under_way (BatchExecutor    *self,
                                         BatchRestoredFunc     done);
/* How many items of the job were found. */
guint      batch_executor_add_others_running (BatchExecutor   *self,
                                         BatchRemainingWork   *work,
                                         const BatchJobRecord *record);
/* The key that is being loaded where the job is worked on. (nullable) */
const char *batch_executor_find_load_of_others (BatchExecutor *self,
                                         const BatchJobRecord *record,
                                         gint64               *elapsed_ms);

/* batch-executor-plan.c: the plan that everybody can see */
/* The jobs that are others' to run. */
BatchRoster *batch_executor_collect_others (BatchExecutor     *self);
void       batch_executor_expect_plan (BatchExecutor       *self);
void       batch_executor_hurry_plan (BatchExecutor        *self);

/* batch-executor-lane-keys.c: what is loaded in the lanes of all engines */
/* @keys: (transfer full) (nullable): lease to key, as the store has it */
void       batch_executor_take_lane_keys (BatchExecutor       *self,
                                          GHashTable          *keys);
/* Whether it is known, if only as it was a moment ago.
 * @key: (out) (nullable): NULL where nothing is loaded */
gboolean   batch_executor_find_lane_key (BatchExecutor        *self,
                                         const char           *lease,
                                         const char          **key);
/* Calls @answer when it is known as it is now. */
void       batch_executor_answer_with_lane_keys (BatchExecutor *self,
                                                 BatchCall     *call,
                                                 BatchCallFunc  answer);

/* batch-executor-etas.c: how long jobs still take */
/* What goes on in the lane is taken off the loads that were counted. @lane: (nullable) */
void       batch_executor_note_load     (BatchRemainingWork   *work,
                                         BatchLane            *lane);
BatchEta  *batch_executor_estimate      (BatchExecutor        *self,
                                         const BatchJobRecord *record);
void       batch_executor_expect_eta_round (BatchExecutor     *self);
void       batch_executor_stop_eta_rounds  (BatchExecutor     *self);
/* Of the jobs that others work on: more is known of them now. */
void       batch_executor_retell_etas      (BatchExecutor     *self);

G_END_DECLS
