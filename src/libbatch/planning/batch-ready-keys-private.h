/* batch-ready-keys-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "planning/batch-schedule-keys-private.h"

G_BEGIN_DECLS

/* The keys of a plan that can start and have to be loaded: the next one of each priority, without
 * a look at all the others. Those that are loaded in the beginning, and those that a person has
 * put in order, are few and are not among them. */
typedef struct _BatchReadyKeys BatchReadyKeys;

/* @compare: which one comes first; @looks: is raised by one for each of them that is looked at */
BatchReadyKeys   *batch_ready_keys_new      (BatchScheduleKey *keys,
                                             guint             n_keys,
                                             GCompareFunc      compare,
                                             guint64          *looks);
void              batch_ready_keys_free     (BatchReadyKeys   *self);

/* Takes in those that are due by then. */
void              batch_ready_keys_take_due (BatchReadyKeys   *self,
                                             double            clock_ms);
/* When the next of all keys that was not taken in is due; INFINITY: there is none. */
double            batch_ready_keys_next_due (BatchReadyKeys   *self);

/* FALSE: there are none. */
gboolean          batch_ready_keys_get_priorities (BatchReadyKeys *self,
                                             int              *highest,
                                             int              *lowest);
/* The one that comes first of those that were not placed. Returns: (nullable) */
BatchScheduleKey *batch_ready_keys_first    (BatchReadyKeys   *self,
                                             int               priority);
/* The one of them that was submitted first. Returns: (nullable) */
BatchScheduleKey *batch_ready_keys_oldest   (BatchReadyKeys   *self,
                                             int               priority);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchReadyKeys, batch_ready_keys_free)

G_END_DECLS
