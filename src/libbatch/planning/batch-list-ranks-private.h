/* batch-list-ranks-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"

G_BEGIN_DECLS

/* Where the queued jobs stand in the list that people see, by their ranks: a new one goes
 * behind the last one of its resource key, or to the end. Those that are still being taken
 * in have their places, too, so that many that come at once stand as if they had come one
 * after the other. */
typedef struct _BatchListRanks BatchListRanks;

BatchListRanks *batch_list_ranks_new     (void);
void            batch_list_ranks_free    (BatchListRanks       *self);

/* Gives a new job its rank and its place. @lead: before how many earlier ones that is
 * Returns: whether it has one; not when another job of its id has */
gboolean        batch_list_ranks_enter   (BatchListRanks       *self,
                                          BatchJobRecord       *record,
                                          guint                *lead);
/* The key of a job that has its rank is known only now. @lead: likewise
 * Returns: whether it has another rank, beside those of its key */
gboolean        batch_list_ranks_regroup (BatchListRanks       *self,
                                          BatchJobRecord       *record,
                                          guint                *lead);
/* Takes in what the store tells of a job. */
void            batch_list_ranks_take    (BatchListRanks       *self,
                                          const BatchJobRecord *record);
void            batch_list_ranks_leave   (BatchListRanks       *self,
                                          const char           *job_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchListRanks, batch_list_ranks_free)

G_END_DECLS
