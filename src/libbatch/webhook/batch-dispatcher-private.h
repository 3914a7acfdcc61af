/* batch-dispatcher-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-clock-private.h"
#include "store/batch-store.h"

G_BEGIN_DECLS

/* Sends what is to be told of jobs, from the outbox of the store. It lives on one thread, and
 * does nothing by itself: it looks when it is told that there may be something, and when what
 * it knows of is due. Deliveries are claimed, so that no two engines send the same one. */
typedef struct _BatchDispatcher BatchDispatcher;

BatchDispatcher *batch_dispatcher_new        (BatchStore      *store,
                                              const char      *engine_id,
                                              BatchClock      *clock);
/* Nothing of it may be under way, or its thread has ended. */
void             batch_dispatcher_free       (BatchDispatcher *self);

/* Whether it is this engine's to send something. */
void             batch_dispatcher_set_active (BatchDispatcher *self,
                                              gboolean         active);
/* There may be something that is due. */
void             batch_dispatcher_hurry      (BatchDispatcher *self);
/* Whether nothing is under way, nor known to be due. */
gboolean         batch_dispatcher_is_quiet   (BatchDispatcher *self);
/* Breaks off what is under way. It is sent again by who claims it next. */
void             batch_dispatcher_stop       (BatchDispatcher *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchDispatcher, batch_dispatcher_free)

G_END_DECLS
