/* batch-roster-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "lanes/batch-group-queue-private.h"

G_BEGIN_DECLS

/* The jobs that have not ended, as the engine thread sees them, and what waits
 * for each lane by resource key. Nothing here grows with the number of items. */
typedef struct _BatchRoster BatchRoster;

BatchRoster  *batch_roster_new           (void);
void          batch_roster_free          (BatchRoster          *self);

/* By how much the wall clock was set back: who comes later has come later all the same. */
void          batch_roster_set_ahead     (BatchRoster          *self,
                                          gint64                ahead_us);
/* Takes in what the store tells of a job. One that has ended is forgotten. */
BatchLiveJob *batch_roster_update        (BatchRoster          *self,
                                          BatchJobRecord       *record,
                                          const char           *lane);
void          batch_roster_forget        (BatchRoster          *self,
                                          const char           *job_id);
BatchLiveJob *batch_roster_get           (BatchRoster          *self,
                                          const char           *job_id);
GHashTable   *batch_roster_get_jobs      (BatchRoster          *self);
/* Of @n items it is known before the next record that they no longer wait. */
void          batch_roster_take          (BatchRoster          *self,
                                          BatchShare           *share,
                                          gint64                n);
/* What was taken of a job could not be had: it still waits. */
void          batch_roster_give_back     (BatchRoster          *self,
                                          const char           *job_id);
/* Returns: (element-type GHashTable): lane to (key to group) */
GHashTable   *batch_roster_get_lanes     (BatchRoster          *self);
/* Returns: (nullable) (element-type BatchGroup): key to group */
GHashTable   *batch_roster_get_groups    (BatchRoster          *self,
                                          const char           *lane);
/* Returns: (nullable): what can start in a lane; NULL: it has no groups, and had none */
BatchGroupQueue *batch_roster_get_queue  (BatchRoster          *self,
                                          const char           *lane);
BatchGroup   *batch_roster_get_group     (BatchRoster          *self,
                                          const char           *lane,
                                          const char           *key);
gint64        batch_group_next_due       (BatchGroup           *group);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchRoster, batch_roster_free)

G_END_DECLS
