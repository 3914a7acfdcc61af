/* batch-holdings-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "planning/batch-schedule-private.h"

G_BEGIN_DECLS

/* What a model server has in memory, as far as is known, and how many models there is room
 * for. The rule stands at the top of batch-holdings.c. */
typedef struct _BatchHoldings BatchHoldings;

/* Where the store keeps for how many there is room, by the address of the server. */
#define BATCH_ROOM_SPACE "room"

BatchHoldings *batch_holdings_new           (void);
void           batch_holdings_free          (BatchHoldings         *self);

/* So many models at a time, as the server says; 0: it does not. */
void           batch_holdings_tell_room     (BatchHoldings         *self,
                                             guint                  room);
/* So many were seen there at a time once, perhaps long ago; 0: that is not known. */
void           batch_holdings_remember      (BatchHoldings         *self,
                                             guint                  room);
/* One more did not fit beside so many. */
void           batch_holdings_fill          (BatchHoldings         *self,
                                             guint                  n_held);
/* It is there, as it answers. */
void           batch_holdings_use           (BatchHoldings         *self,
                                             const char            *key,
                                             gint64                 now);
/* What the server says of one model; when all were looked at, batch_holdings_looked (). */
void           batch_holdings_see           (BatchHoldings         *self,
                                             const char            *key,
                                             gboolean               is_there);
void           batch_holdings_looked        (BatchHoldings         *self);
/* Nobody looks any more: what is there now is only thought to be. */
void           batch_holdings_doubt         (BatchHoldings         *self);
/* It was unloaded. */
void           batch_holdings_drop          (BatchHoldings         *self,
                                             const char            *key);
/* Nothing is known any more, except of the room. */
void           batch_holdings_clear         (BatchHoldings         *self);

/* @key: (nullable) */
gboolean       batch_holdings_has           (const BatchHoldings   *self,
                                             const char            *key);
/* How many fit, or 0 when that is not known; and how many at least, which is. */
guint          batch_holdings_get_room      (const BatchHoldings   *self);
guint          batch_holdings_get_least     (const BatchHoldings   *self);
/* How many to plan with; @usual: on such servers; 0: there is no telling. */
guint          batch_holdings_expect        (const BatchHoldings   *self,
                                             guint                  usual);

/* As the scheduler is told. Strings are those of @self.
 * Returns: (transfer full): of BatchScheduleResident */
GArray        *batch_holdings_list          (const BatchHoldings   *self);
/* The same, as it would be if @key, whose string is taken, had been loaded by now. */
GArray        *batch_holdings_suppose       (const BatchHoldings   *self,
                                             const char            *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchHoldings, batch_holdings_free)

G_END_DECLS
